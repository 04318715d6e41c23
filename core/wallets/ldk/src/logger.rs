//! LDK's log lines in ours. Below its own levels: LDK calls an error what is an ordinary day on Lightning, such as a
//! peer that is away. Its trace is left out: it prints whole events and onion messages, with comments, preimages and
//! payment secrets in them.

use ldk_node::logger::{LogLevel, LogRecord, LogWriter};

pub(crate) struct Quiet;

impl LogWriter for Quiet {
    fn log(&self, record: LogRecord<'_>) {
        let level = match record.level {
            LogLevel::Error | LogLevel::Warn | LogLevel::Info => log::Level::Debug,
            LogLevel::Debug => log::Level::Trace,
            LogLevel::Trace | LogLevel::Gossip => return,
        };
        log::log!(target: "ldk", level, "{}: {}", record.module_path, record.args);
    }
}
