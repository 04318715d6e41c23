//! Files with messages: left encrypted on the user's file server, told of by a file message (NIP-17, kind 15),
//! fetched only when the user asks.

mod clean_up;
mod fetch;

use knock_protocol::Ttl;
use nostr::{Keys, PublicKey, SecretKey};
use url::Url;
use zeroize::Zeroizing;

use super::send::SHORTEST_COMMENT;
use super::{Engine, EngineError, SendOptions};
use crate::files::{
    Attachment, BlossomClient, FileError, NewFile, Permit, Prepared, parse_server, prepare, seal, sha256,
};
use crate::keys::SecretBytes;
use crate::ports::EntropyRng;
use crate::progress::Progress;
use crate::store::{Message, Outgoing, Upload};

pub use self::fetch::FileInfo;

/// The kind of a file message (NIP-17).
const FILE_KIND: u16 = 15;
/// The message is sealed up to this many seconds later; its file must not end before it.
const SENDING: u64 = 600;

impl Engine {
    /// Sends a file: cleans and encrypts it, leaves it on the user's file server, and sends the message that
    /// tells where. It is deleted there when the message expires or is taken back, as far as the server
    /// does that.
    ///
    /// Whether the receiver can be knocked is asked first, so that nothing is uploaded in vain. An error
    /// before the message is sealed leaves nothing behind; one after it leaves the message in the outbox.
    pub async fn send_file(
        &self,
        to: &PublicKey,
        file: NewFile,
        options: SendOptions,
        progress: &Progress,
    ) -> Result<Outgoing, EngineError> {
        let server = self.file_server()?;
        let allowed = self.quote(to).await?.comment_allowed;
        if allowed < SHORTEST_COMMENT {
            return Err(EngineError::CommentNotAllowed { allowed, needed: SHORTEST_COMMENT });
        }
        // Pictures take a while.
        let prepared = tokio::task::spawn_blocking(move || prepare(file))
            .await
            .map_err(|_| FileError::BadPicture("its decoder gave up".to_owned()))??;
        let ttl = match options.ttl {
            Some(ttl) => ttl,
            None => self.ttl_for(to)?,
        };
        let options = SendOptions { ttl: Some(ttl), ..options };
        let attachment = self.leave(&server, prepared, ttl, progress).await?;
        let sent = self.send(to, attachment.to_message(), options).await;
        // In the outbox, the file belongs to its message.
        if sent.is_err() && !self.store().told_files()?.contains(&attachment.sha256) {
            self.discard(&attachment.sha256).await?;
        }
        sent
    }

    fn file_server(&self) -> Result<Url, EngineError> {
        let server = self.settings()?.file_server.ok_or(FileError::NoServer)?;
        Ok(parse_server(&server)?)
    }

    /// Encrypts a file, keeps it here and uploads it. What is uploaded is noted first.
    async fn leave(
        &self,
        server: &Url,
        file: Prepared,
        ttl: Ttl,
        progress: &Progress,
    ) -> Result<Attachment, EngineError> {
        let parts = &self.inner.parts;
        let original = sha256(&file.bytes);
        let (blob, key) = seal(file.bytes.to_vec(), parts.entropy.as_ref())?;
        let (hash, size) = (sha256(&blob), blob.len() as u64);
        // A key of its own, never used again.
        let one_time = Keys::new(SecretKey::generate_with_rng(&mut EntropyRng(parts.entropy.as_ref())));
        let secret = Zeroizing::new(one_time.secret_key().to_secret_bytes());
        let secret = SecretBytes::new(secret.to_vec());
        self.store().insert_upload(&Upload {
            sha256: hash,
            server: server.to_string(),
            secret,
            expires_at: ttl.expiration(self.now() + SENDING),
            attempts: 0,
        })?;
        let url = match self.keep_and_upload(server, blob, &hash, &one_time, progress).await {
            Ok(url) => url,
            Err(error) => {
                self.discard(&hash).await?;
                return Err(error.into());
            }
        };
        Ok(Attachment {
            url,
            mime: file.mime,
            key,
            sha256: hash,
            original_sha256: Some(original),
            size: Some(size),
            dimensions: file.dimensions,
            blurhash: file.blurhash,
            name: file.name,
            caption: file.caption,
        })
    }

    async fn keep_and_upload(
        &self,
        server: &Url,
        blob: Vec<u8>,
        hash: &[u8; 32],
        keys: &Keys,
        progress: &Progress,
    ) -> Result<Url, FileError> {
        let parts = &self.inner.parts;
        let mut draft = parts.files.draft(parts.entropy.as_ref())?;
        draft.write(&blob)?;
        draft.finish(hash)?;
        self.blossom().upload(server, blob, hash, &self.permit(keys), progress).await
    }

    fn blossom(&self) -> BlossomClient {
        BlossomClient::new(self.inner.parts.http.clone())
    }

    fn permit<'a>(&'a self, keys: &'a Keys) -> Permit<'a> {
        Permit { keys, now: self.now(), entropy: self.inner.parts.entropy.as_ref() }
    }
}

/// What a stored message says of its file.
fn attachment_of(message: &Message) -> Result<Attachment, FileError> {
    if message.kind != FILE_KIND {
        return Err(FileError::BadAttachment("it is a message without a file"));
    }
    Attachment::read(&message.content, &message.tags)
}

/// The key that uploaded a file.
fn uploader(upload: &Upload) -> Option<Keys> {
    SecretKey::from_slice(upload.secret.expose()).ok().map(Keys::new)
}

/// A file's bytes, wiped when dropped.
pub type FileBytes = Zeroizing<Vec<u8>>;
