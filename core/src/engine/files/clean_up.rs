//! Files go when their messages go: here at once, on the server as soon as it can be asked.

use url::Url;

use super::{attachment_of, uploader};
use crate::engine::backoff::next_try;
use crate::engine::{Engine, EngineError};
use crate::files::Deletion;
use crate::store::Upload;

/// A server that cannot be asked so often is given up: with [`next_try`]'s waits, after some three days.
const MAX_ATTEMPTS: u32 = 20;

impl Engine {
    /// Deletes files on this device that no message tells of any more.
    pub(in crate::engine) fn sweep_files(&self) -> Result<usize, EngineError> {
        let mut wanted = self.store().told_files()?;
        wanted.extend(self.store().uploads()?.iter().map(|upload| upload.sha256));
        Ok(self.inner.parts.files.keep_only(&wanted)?)
    }

    /// Asks file servers to delete what has expired or was taken back, and deletes here what no message tells of
    /// any more. A listener does so by itself.
    pub async fn delete_expired_files(&self) -> Result<(), EngineError> {
        for upload in self.store().uploads_due(self.now())? {
            self.delete_upload(&upload).await?;
        }
        self.sweep_files()?;
        Ok(())
    }

    /// Deletes the file of a message that was taken back, here and on the server.
    pub(in crate::engine) async fn retract_file(&self, message_id: i64) -> Result<(), EngineError> {
        let message = self.store().message(message_id)?;
        match message.as_ref().map(attachment_of) {
            Some(Ok(attachment)) => self.discard(&attachment.sha256).await,
            _ => Ok(()),
        }
    }

    /// Deletes a file here, and on the server where it can be asked now; else later.
    pub(super) async fn discard(&self, sha256: &[u8; 32]) -> Result<(), EngineError> {
        self.inner.parts.files.remove(sha256)?;
        self.store().end_upload(sha256, self.now())?;
        match self.store().upload(sha256)? {
            Some(upload) => self.delete_upload(&upload).await,
            None => Ok(()),
        }
    }

    async fn delete_upload(&self, upload: &Upload) -> Result<(), EngineError> {
        let asked = match (Url::parse(&upload.server), uploader(upload)) {
            (Ok(server), Some(keys)) => {
                self.blossom().delete(&server, &upload.sha256, &self.permit(&keys)).await
            }
            _ => Ok(Deletion::Refused),
        };
        match asked {
            Ok(_) => self.store().drop_upload(&upload.sha256)?,
            Err(error) if upload.attempts >= MAX_ATTEMPTS => {
                log::warn!("a file could not be deleted from its server: {}", error.kind());
                self.store().drop_upload(&upload.sha256)?;
            }
            Err(_) => {
                let next = next_try(self.now(), upload.attempts);
                self.store().retry_upload(&upload.sha256, next)?;
            }
        }
        Ok(())
    }
}
