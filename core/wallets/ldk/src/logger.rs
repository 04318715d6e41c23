//! LDK's log lines in ours. Below its own levels: LDK calls an error what is an ordinary day on Lightning, such as a
//! peer that is away.

use ldk_node::logger::{LogLevel, LogRecord, LogWriter};

pub(crate) struct Quiet;

impl LogWriter for Quiet {
    fn log(&self, record: LogRecord<'_>) {
        let level = match record.level {
            LogLevel::Error | LogLevel::Warn | LogLevel::Info => log::Level::Debug,
            LogLevel::Debug | LogLevel::Trace | LogLevel::Gossip => log::Level::Trace,
        };
        log::log!(target: "ldk", level, "{}: {}", record.module_path, record.args);
    }
}
