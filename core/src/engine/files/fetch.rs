//! Fetching and opening files of messages. Nothing is fetched until the user asks: a download tells the
//! server, and whoever chose it, that the message was read, when, and from which address.

use nostr::PublicKey;
use url::Url;

use super::{FILE_KIND, FileBytes, attachment_of};
use crate::engine::{Engine, EngineError};
use crate::files::{Attachment, FileError, check_received, sha256};
use crate::http::HttpError;
use crate::progress::Progress;
use crate::reach::Reach;
use crate::store::{ChatMessage, Direction, Message};

/// What a message's file is, for showing it before it is fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileInfo {
    /// What it is, as the sender says.
    pub mime: String,
    /// What it is called, without folders.
    pub name: Option<String>,
    /// What its sender says about it.
    pub caption: Option<String>,
    /// Bytes to fetch.
    pub size: Option<u64>,
    /// A picture's pixels across and down.
    pub dimensions: Option<(u32, u32)>,
    /// A picture's blurhash.
    pub blurhash: Option<String>,
    /// The host that it is fetched from: worth showing before a stranger's file is.
    pub host: String,
    /// Whether it is on this device.
    pub is_here: bool,
    /// Whether it comes from a contact, or from oneself. A shell may fetch such files by itself.
    pub is_from_contact: bool,
}

impl Engine {
    /// What a file message says of its file. Nothing is fetched.
    pub fn file_info(&self, message: &Message) -> Result<FileInfo, EngineError> {
        self.describe(attachment_of(message)?, message.direction == Direction::Out, &message.peer)
    }

    /// The same for a message as its chat shows it; `None` where it has no file that could be opened.
    pub fn chat_file(&self, message: &ChatMessage) -> Result<Option<FileInfo>, EngineError> {
        if message.kind != FILE_KIND {
            return Ok(None);
        }
        let attachment = Attachment::read(&message.text, &message.tags).ok();
        attachment.map(|file| self.describe(file, message.mine, &message.peer)).transpose()
    }

    fn describe(
        &self,
        attachment: Attachment,
        mine: bool,
        peer: &PublicKey,
    ) -> Result<FileInfo, EngineError> {
        Ok(FileInfo {
            is_here: self.inner.parts.files.has(&attachment.sha256),
            is_from_contact: mine || self.is_contact(peer)?,
            host: attachment.url.host_str().unwrap_or_default().to_owned(),
            mime: attachment.mime,
            name: attachment.name,
            caption: attachment.caption,
            size: attachment.size,
            dimensions: attachment.dimensions,
            blurhash: attachment.blurhash,
        })
    }

    /// Fetches a message's file to this device, encrypted as it is, unless it is here. It is checked against
    /// the hash in the message before it is kept.
    pub async fn fetch_file(&self, message_id: i64, progress: &Progress) -> Result<FileInfo, EngineError> {
        let message = self.message_with_file(message_id)?;
        let attachment = attachment_of(&message)?;
        let parts = &self.inner.parts;
        if !parts.files.has(&attachment.sha256) {
            self.check_host(&message, &attachment.url)?;
            let mut draft = parts.files.draft(parts.entropy.as_ref())?;
            self.blossom().download(&attachment.url, attachment.size, &mut draft, progress).await?;
            draft.finish(&attachment.sha256)?;
        }
        self.file_info(&message)
    }

    /// Opens a file that is here. It is checked again, decrypted in memory, and nowhere else in clear.
    pub fn read_file(&self, message_id: i64) -> Result<FileBytes, EngineError> {
        let attachment = attachment_of(&self.message_with_file(message_id)?)?;
        Ok(self.open_file(&attachment)?)
    }

    fn open_file(&self, attachment: &Attachment) -> Result<FileBytes, FileError> {
        let blob = self.inner.parts.files.read(&attachment.sha256)?;
        let file = attachment.key.open(blob)?;
        if attachment.original_sha256.is_some_and(|hash| hash != sha256(&file)) {
            return Err(FileError::WrongHash);
        }
        check_received(&file)?;
        Ok(file)
    }

    fn message_with_file(&self, id: i64) -> Result<Message, EngineError> {
        self.store().message(id)?.ok_or(EngineError::NotFound("this message"))
    }

    fn is_contact(&self, peer: &PublicKey) -> Result<bool, EngineError> {
        Ok(self.store().contact(peer)?.is_some_and(|contact| contact.is_known()))
    }

    /// A stranger's file may lie on a public host or on the user's own server, also where the user allows hosts
    /// on the own network.
    fn check_host(&self, message: &Message, url: &Url) -> Result<(), EngineError> {
        let own = self.settings()?.file_server.and_then(|server| Url::parse(&server).ok());
        let is_own = own.is_some_and(|own| own.origin() == url.origin());
        let is_mine = message.direction == Direction::Out;
        if is_own || is_mine || self.is_contact(&message.peer)? || Reach::Public.allows_url(url) {
            return Ok(());
        }
        let host = url.host_str().unwrap_or_default().to_owned();
        Err(FileError::from(HttpError::Forbidden(host)).into())
    }
}
