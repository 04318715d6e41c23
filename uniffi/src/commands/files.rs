//! Files with messages: sending, fetching, opening.

use std::io::Write;
use std::sync::Arc;

use knock_core::files::{MAX_FILE, blurhash_pixels as pixels};
use knock_core::part::write_new;

use crate::progress::progress;
use crate::records::key;
use crate::{Cancellation, FileInfo, Knock, KnockError, NewFile, Outgoing, ProgressListener, SendOptions};

/// The longest file that is sent or fetched, bytes.
#[uniffi::export]
pub fn max_file_bytes() -> u64 {
    MAX_FILE
}

/// A blurhash as pixels: RGBA, row by row, at most 128 a side. A few are enough; the screen makes them larger.
#[uniffi::export]
pub fn blurhash_pixels(blurhash: &str, width: u32, height: u32) -> Result<Vec<u8>, KnockError> {
    let none = || KnockError::invalid("blurhash_invalid", "that is no blurhash, or too many pixels");
    pixels(blurhash, width, height).ok_or_else(none)
}

#[uniffi::export]
impl Knock {
    /// Sends a file by way of the file server in the settings, and waits until its message is delivered or
    /// stops. The progress is the upload's.
    #[uniffi::method(default(progress = None, cancel = None))]
    pub async fn send_file(
        &self,
        to: String,
        file: NewFile,
        options: SendOptions,
        progress: Option<Arc<dyn ProgressListener>>,
        cancel: Option<Arc<Cancellation>>,
    ) -> Result<Outgoing, KnockError> {
        let (to, options, progress) = (key(&to)?, options.try_into()?, self::progress(progress));
        self.act_out(
            cancel,
            |engine| async move { engine.send_file(&to, file.into(), options, &progress).await },
        )
        .await
    }

    /// Fetches a message's file to this device, unless it is here; it stays encrypted. The file's server learns that
    /// it is fetched, when, and from which address.
    #[uniffi::method(default(progress = None, cancel = None))]
    pub async fn fetch_file(
        &self,
        message_id: i64,
        progress: Option<Arc<dyn ProgressListener>>,
        cancel: Option<Arc<Cancellation>>,
    ) -> Result<FileInfo, KnockError> {
        let progress = self::progress(progress);
        self.ask(cancel, |engine| async move { Ok(engine.fetch_file(message_id, &progress).await?.into()) })
            .await
    }

    /// Opens a file that is here, in memory.
    pub async fn read_file(&self, message_id: i64) -> Result<Vec<u8>, KnockError> {
        self.with_engine(move |engine| Ok(engine.read_file(message_id)?.to_vec())).await
    }

    /// Writes a file that is here, decrypted, to a new file: for other apps. Whoever asks for this deletes it
    /// again.
    pub async fn save_file(&self, message_id: i64, path: String) -> Result<(), KnockError> {
        self.with_engine(move |engine| {
            let bytes = engine.read_file(message_id)?;
            write_new(path.as_ref(), |file| Ok(file.write_all(&bytes)?)).map(drop)
        })
        .await
    }
}
