//! Where the log goes: to the platform's own, or to a logger that the shell brings.
//!
//! Only the core's own lines are passed on. They are written without secrets and without messages;
//! those of other libraries are not ours to vouch for.

use std::sync::Arc;
use std::sync::mpsc::{self, SyncSender};

use log::{LevelFilter, Log, Metadata, Record};

use crate::KnockError;

/// Lines that a slow logger may lag behind before some are dropped.
const BACKLOG: usize = 512;

/// How much is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, uniffi::Enum)]
pub enum LogLevel {
    /// What failed.
    Error,
    /// What may be amiss.
    Warn,
    /// What happens.
    Info,
    /// How it happens.
    Debug,
}

impl From<LogLevel> for LevelFilter {
    fn from(level: LogLevel) -> Self {
        match level {
            LogLevel::Error => Self::Error,
            LogLevel::Warn => Self::Warn,
            LogLevel::Info => Self::Info,
            LogLevel::Debug => Self::Debug,
        }
    }
}

impl From<log::Level> for LogLevel {
    fn from(level: log::Level) -> Self {
        match level {
            log::Level::Error => Self::Error,
            log::Level::Warn => Self::Warn,
            log::Level::Info => Self::Info,
            log::Level::Debug | log::Level::Trace => Self::Debug,
        }
    }
}

/// A logger may throw; the line is lost then.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum LoggerFailure {
    /// It could not take the line.
    #[error("the logger failed")]
    Failed,
}

impl From<uniffi::UnexpectedUniFFICallbackError> for LoggerFailure {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed
    }
}

/// A logger of the shell's own.
#[uniffi::export(foreign)]
pub trait Logger: Send + Sync {
    /// One line, on a thread that serves nothing else.
    fn log(&self, level: LogLevel, target: String, line: String) -> Result<(), LoggerFailure>;
}

/// Chooses where the log goes, once for the process; a second call is refused. Where no logger is
/// given it goes to Android's log, Apple's unified log, or standard error as `RUST_LOG` says.
#[uniffi::export(default(logger = None))]
pub fn set_up_logging(level: LogLevel, logger: Option<Arc<dyn Logger>>) -> Result<(), KnockError> {
    let chosen: Box<dyn Log> = match logger {
        Some(logger) => Box::new(ShellLog::start(logger)?),
        None => platform::log(level.into())?,
    };
    log::set_boxed_logger(Box::new(Ours(chosen)))
        .map_err(|_| KnockError::invalid("log_set_up", "the log is set up already"))?;
    log::set_max_level(level.into());
    Ok(())
}

/// Lets only the core's own lines pass.
struct Ours(Box<dyn Log>);

impl Log for Ours {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("knock_") && self.0.enabled(metadata)
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            self.0.log(record);
        }
    }

    fn flush(&self) {
        self.0.flush();
    }
}

/// Hands lines to a thread, so that whoever logs neither waits for the shell nor calls it with a lock held.
struct ShellLog(SyncSender<(LogLevel, String, String)>);

impl ShellLog {
    fn start(logger: Arc<dyn Logger>) -> Result<Self, KnockError> {
        let (sender, lines) = mpsc::sync_channel(BACKLOG);
        let tell = move || {
            for (level, target, line) in lines {
                // There is no other place to complain.
                let _: Result<(), LoggerFailure> = logger.log(level, target, line);
            }
        };
        std::thread::Builder::new()
            .name("knock-log".to_owned())
            .spawn(tell)
            .map_err(|error| KnockError::internal(format!("no thread for the log: {error}")))?;
        Ok(Self(sender))
    }
}

impl Log for ShellLog {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        let line = (record.level().into(), record.target().to_owned(), record.args().to_string());
        let _ = self.0.try_send(line);
    }

    fn flush(&self) {}
}

#[cfg(target_os = "android")]
mod platform {
    use android_logger::{AndroidLogger, Config};

    pub(super) fn log(level: log::LevelFilter) -> Result<Box<dyn log::Log>, crate::KnockError> {
        let config = Config::default().with_max_level(level).with_tag("Knock");
        Ok(Box::new(AndroidLogger::new(config)))
    }
}

#[cfg(target_os = "ios")]
mod platform {
    use oslog::OsLogger;

    pub(super) fn log(level: log::LevelFilter) -> Result<Box<dyn log::Log>, crate::KnockError> {
        Ok(Box::new(OsLogger::new("app.knock").level_filter(level)))
    }
}

#[cfg(not(any(target_os = "android", target_os = "ios")))]
mod platform {
    pub(super) fn log(level: log::LevelFilter) -> Result<Box<dyn log::Log>, crate::KnockError> {
        let mut builder = env_logger::Builder::new();
        builder.filter_level(level).parse_default_env();
        Ok(Box::new(builder.build()))
    }
}
