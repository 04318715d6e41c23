//! A file server that speaks Blossom: BUD-01 (get), BUD-02 (upload), BUD-11 (authorization), BUD-12 (delete).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use nostr::{JsonUtil, Keys, Kind, SECP256K1, Tag, TagKind, Timestamp, UnsignedEvent};
use serde_json::Value;
use url::Url;

use super::cipher::TAG;
use super::{Draft, FileError, MAX_FILE};
use crate::http::{BlobAnswer, HttpClient, plain_http_is_fine};
use crate::ports::{Entropy, EntropyRng};
use crate::progress::Progress;

/// BUD-11's event.
const AUTHORIZATION: Kind = Kind::Custom(24_242);
/// How long an authorization counts, seconds: for one request over a slow network.
const VALID: u64 = 600;
/// Servers want it to be made in the past, and their clocks differ.
const BACKDATED: u64 = 60;
/// Most characters of a server's own words that are kept.
const MAX_REASON: usize = 200;

/// What became of a deletion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deletion {
    /// The server has deleted the file, or has it no more.
    Gone,
    /// The server does not delete; it may do so by its own rules.
    Refused,
}

/// What authorizes a request: a key that serves one file only, so that the server cannot connect two.
pub struct Permit<'a> {
    /// The one-time key.
    pub keys: &'a Keys,
    /// The present.
    pub now: Timestamp,
    /// For the signature.
    pub entropy: &'a dyn Entropy,
}

/// A client of file servers.
#[derive(Debug, Clone)]
pub struct BlossomClient {
    http: HttpClient,
}

/// The address of a file server: https (http only for onion services and this machine), nothing behind the host.
pub fn parse_server(text: &str) -> Result<Url, FileError> {
    let text = text.trim();
    let text = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let url = Url::parse(&text).map_err(|_| FileError::BadServer)?;
    let secure = url.scheme() == "https" || (url.scheme() == "http" && plain_http_is_fine(&url));
    let plain = url.username().is_empty() && url.password().is_none() && url.query().is_none();
    let bare = url.path() == "/" && url.fragment().is_none();
    if secure && plain && bare && url.has_host() { Ok(url) } else { Err(FileError::BadServer) }
}

impl BlossomClient {
    /// A client over this HTTP client, whose reach applies.
    pub const fn new(http: HttpClient) -> Self {
        Self { http }
    }

    /// Uploads a blob. Returns where it is.
    pub async fn upload(
        &self,
        server: &Url,
        blob: Vec<u8>,
        sha256: &[u8; 32],
        permit: &Permit<'_>,
        progress: &Progress,
    ) -> Result<Url, FileError> {
        let hash = hex::encode(sha256);
        let authorization = permit.authorize(server, "upload", &hash)?;
        let url = join(server, "upload")?;
        let told = self.http.put_blob(&url, &authorization, &hash, blob, progress).await?;
        if !told.answer.is_success() {
            return Err(refusal(&told));
        }
        // The descriptor's URL could be any; BUD-01 says where the blob is.
        let descriptor: Value = serde_json::from_slice(&told.answer.body).unwrap_or_default();
        if descriptor["sha256"].as_str().is_some_and(|other| other != hash) {
            return Err(FileError::WrongHash);
        }
        join(server, &hash)
    }

    /// Deletes a blob, with the key that uploaded it.
    pub async fn delete(
        &self,
        server: &Url,
        sha256: &[u8; 32],
        permit: &Permit<'_>,
    ) -> Result<Deletion, FileError> {
        let hash = hex::encode(sha256);
        let authorization = permit.authorize(server, "delete", &hash)?;
        let told = self.http.delete_blob(&join(server, &hash)?, &authorization).await?;
        match told.answer.status {
            200..=299 | 404 | 410 => Ok(Deletion::Gone),
            // 401: perhaps only a clock that is wrong.
            401 | 429 | 500.. => Err(refusal(&told)),
            _ => Ok(Deletion::Refused),
        }
    }

    /// Fetches a blob into a draft. Nothing is sent along that names anybody.
    pub async fn download(
        &self,
        url: &Url,
        size: Option<u64>,
        draft: &mut Draft,
        progress: &Progress,
    ) -> Result<(), FileError> {
        let most = size.unwrap_or(MAX_FILE + TAG);
        let mut download = self.http.get_blob(url, most).await?;
        let mut done = 0;
        while let Some(piece) = download.next().await? {
            draft.write(&piece)?;
            done += piece.len() as u64;
            progress.tell(done, size.unwrap_or_default());
        }
        Ok(())
    }
}

impl Permit<'_> {
    /// The `Authorization` header: an event that permits this one thing, on this server, with this file.
    fn authorize(&self, server: &Url, verb: &str, hash: &str) -> Result<String, FileError> {
        let host = server.host_str().ok_or(FileError::BadServer)?.to_lowercase();
        let tag = |name: &str, value: &str| Tag::custom(TagKind::custom(name.to_owned()), [value.to_owned()]);
        let expiration = Tag::expiration(self.now + VALID);
        let tags = [tag("t", verb), expiration, tag("x", hash), tag("server", &host)];
        let made_at = Timestamp::from(self.now.as_secs().saturating_sub(BACKDATED));
        let words = format!("{verb} a file");
        let event = UnsignedEvent::new(self.keys.public_key(), made_at, AUTHORIZATION, tags, words)
            .sign_with_ctx(SECP256K1, &mut EntropyRng(self.entropy), self.keys)
            .map_err(|_| FileError::BadServer)?;
        Ok(format!("Nostr {}", URL_SAFE_NO_PAD.encode(event.as_json())))
    }
}

fn join(server: &Url, path: &str) -> Result<Url, FileError> {
    server.join(path).map_err(|_| FileError::BadServer)
}

fn refusal(told: &BlobAnswer) -> FileError {
    let words = told.reason.as_deref().unwrap_or_default();
    let reason: String = words.chars().filter(|c| !c.is_control()).take(MAX_REASON).collect();
    let reason = if reason.is_empty() { "no reason given".to_owned() } else { reason };
    FileError::Refused { status: told.answer.status, reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers() {
        for (text, server) in [
            ("files.example", "https://files.example/"),
            (" https://files.example/ ", "https://files.example/"),
            ("https://files.example:8443", "https://files.example:8443/"),
            ("http://127.0.0.1:3000", "http://127.0.0.1:3000/"),
            ("http://abc.onion", "http://abc.onion/"),
        ] {
            assert_eq!(parse_server(text).unwrap().as_str(), server);
        }
        for text in [
            "",
            "http://files.example",
            "https://files.example/x",
            "https://a@b.example",
            "ftp://x",
            "https://x.example/?a",
        ] {
            assert!(parse_server(text).is_err(), "{text}");
        }
    }
}
