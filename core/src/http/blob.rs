//! Blobs: large bodies, sent whole and fetched piece by piece, under the same rule of which hosts may be
//! reached.

use std::convert::Infallible;
use std::time::Duration;

use futures::{future, stream};
use reqwest::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE};
use reqwest::{Body, Method, RequestBuilder, Response};
use tokio::time::timeout;
use url::Url;

use super::client::{HttpClient, Redirects};
use super::{HttpAnswer, HttpError};
use crate::progress::Progress;

/// For a whole upload, and between two pieces of a download: slow networks are slow, dead ones silent.
const UPLOAD_LIMIT: Duration = Duration::from_secs(300);
const SILENCE: Duration = Duration::from_secs(30);
/// Sent at a time.
const PIECE: usize = 64 * 1024;
const TYPE: &str = "application/octet-stream";
const REASON: &str = "x-reason";

/// An answer to [`HttpClient::put_blob`] and [`HttpClient::delete_blob`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobAnswer {
    /// Status and body.
    pub answer: HttpAnswer,
    /// The server's `X-Reason`, unfiltered.
    pub reason: Option<String>,
}

/// A body that comes piece by piece, at most so many bytes.
#[derive(Debug)]
pub struct Download {
    response: Response,
    left: u64,
    limit: u64,
}

impl HttpClient {
    /// Puts a blob there. A redirect is an error: the authorization is for this host only.
    pub async fn put_blob(
        &self,
        url: &Url,
        authorization: &str,
        sha256: &str,
        blob: Vec<u8>,
        progress: &Progress,
    ) -> Result<BlobAnswer, HttpError> {
        let request = self.blob_request(Method::PUT, url, authorization)?;
        let request = request
            .header(CONTENT_TYPE, TYPE)
            // A body in pieces is sent without its length unless it is told.
            .header(CONTENT_LENGTH, blob.len())
            .header("x-sha-256", sha256)
            .body(in_pieces(blob, progress.clone()));
        self.send_blob(request, UPLOAD_LIMIT).await
    }

    /// Deletes one.
    pub async fn delete_blob(&self, url: &Url, authorization: &str) -> Result<BlobAnswer, HttpError> {
        let request = self.blob_request(Method::DELETE, url, authorization)?;
        self.send_blob(request, SILENCE).await
    }

    /// Begins to fetch one; redirects are followed as for documents. More than `limit` bytes are an error,
    /// at once where the server announces them.
    pub async fn get_blob(&self, url: &Url, limit: u64) -> Result<Download, HttpError> {
        let asked = timeout(SILENCE, self.respond(url.clone(), "*/*", Redirects::Follow));
        let response = asked.await.map_err(|_| HttpError::Timeout)??;
        if !response.status().is_success() {
            return Err(HttpError::Status(response.status().as_u16()));
        }
        if response.content_length().is_some_and(|length| length > limit) {
            return Err(too_large(limit));
        }
        Ok(Download { response, left: limit, limit })
    }

    fn blob_request(
        &self,
        method: Method,
        url: &Url,
        authorization: &str,
    ) -> Result<RequestBuilder, HttpError> {
        self.check(url)?;
        Ok(self.client.request(method, url.clone()).header(AUTHORIZATION, authorization))
    }

    async fn send_blob(&self, request: RequestBuilder, limit: Duration) -> Result<BlobAnswer, HttpError> {
        let work = async {
            let response = request.send().await.map_err(|e| HttpError::from_reqwest(&e))?;
            if response.status().is_redirection() {
                return Err(HttpError::Redirected);
            }
            let reason = response.headers().get(REASON).and_then(|value| value.to_str().ok());
            let reason = reason.map(str::to_owned);
            Ok(BlobAnswer { answer: self.read(response).await?, reason })
        };
        timeout(limit, work).await.map_err(|_| HttpError::Timeout)?
    }
}

impl Download {
    /// The next piece; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, HttpError> {
        let piece = timeout(SILENCE, self.response.chunk()).await.map_err(|_| HttpError::Timeout)?;
        let Some(piece) = piece.map_err(|e| HttpError::from_reqwest(&e))? else { return Ok(None) };
        self.left = self.left.checked_sub(piece.len() as u64).ok_or_else(|| too_large(self.limit))?;
        Ok(Some(piece.to_vec()))
    }
}

/// The blob as a body that tells how much of it is on its way.
fn in_pieces(blob: Vec<u8>, progress: Progress) -> Body {
    Body::wrap_stream(stream::unfold((blob, 0), move |(blob, start)| {
        let piece = blob.get(start..).filter(|rest| !rest.is_empty());
        let piece = piece.map(|rest| rest[..rest.len().min(PIECE)].to_vec());
        future::ready(piece.map(|piece| {
            let next = start + piece.len();
            progress.tell(next as u64, blob.len() as u64);
            (Ok::<_, Infallible>(piece), (blob, next))
        }))
    }))
}

fn too_large(limit: u64) -> HttpError {
    HttpError::TooLarge { limit: usize::try_from(limit).unwrap_or(usize::MAX) }
}
