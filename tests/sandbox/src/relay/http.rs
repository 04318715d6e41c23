//! The relay's HTTP side: NIP-11, and the upgrade to a websocket (RFC 6455).
//!
//! `LocalRelay::run` answers nothing but websocket handshakes, so the handshake is made here and
//! the relay gets the stream behind it.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use hyper::body::Incoming;
use hyper::header::{
    ACCEPT, ACCESS_CONTROL_ALLOW_ORIGIN, CONNECTION, CONTENT_TYPE, HeaderValue, SEC_WEBSOCKET_ACCEPT,
    SEC_WEBSOCKET_KEY, UPGRADE,
};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{HeaderMap, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use nostr::base64::prelude::{BASE64_STANDARD, Engine};
use nostr::hashes::{Hash, HashEngine, sha1};
use nostr_relay_builder::LocalRelay;
use tokio::net::TcpStream;
use tokio::sync::watch;

use super::recorder::Recorder;

/// Appended to the client's key before hashing (RFC 6455, section 1.3).
const WEBSOCKET_GUID: &[u8] = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

#[derive(Clone)]
pub(super) struct Service {
    pub(super) local: LocalRelay,
    pub(super) recorder: Recorder,
    pub(super) document: Arc<str>,
    /// Closed when the relay stops.
    pub(super) stopped: watch::Receiver<bool>,
}

impl Service {
    /// Serves one connection until either side closes it or the relay stops.
    pub(super) async fn connection(self, stream: TcpStream, peer: SocketAddr) {
        let mut stopped = self.stopped.clone();
        let answer = service_fn(move |request| {
            let answer = self.answer(request, peer);
            async move { Ok::<_, Infallible>(answer) }
        });
        let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), answer).with_upgrades();
        tokio::select! {
            served = connection => if let Err(error) = served {
                log::debug!("a relay connection ended: {error}");
            },
            _ = stopped.changed() => {}
        }
    }

    fn answer(&self, mut request: Request<Incoming>, peer: SocketAddr) -> Response<String> {
        let headers = request.headers();
        if lists(headers, UPGRADE.as_str(), "websocket") && lists(headers, CONNECTION.as_str(), "upgrade") {
            let Some(accept) = headers.get(SEC_WEBSOCKET_KEY).and_then(accept_key) else {
                return plain(StatusCode::BAD_REQUEST, "Sec-WebSocket-Key is missing");
            };
            tokio::spawn(self.clone().websocket(hyper::upgrade::on(&mut request), peer));
            let mut response = plain(StatusCode::SWITCHING_PROTOCOLS, "");
            response.headers_mut().insert(UPGRADE, HeaderValue::from_static("websocket"));
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("Upgrade"));
            response.headers_mut().insert(SEC_WEBSOCKET_ACCEPT, accept);
            return response;
        }
        if lists(headers, ACCEPT.as_str(), "application/nostr+json") {
            self.recorder.count_document_read();
            let mut response = plain(StatusCode::OK, &self.document);
            let headers = response.headers_mut();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/nostr+json"));
            // NIP-11 asks for CORS, so that web clients can read it.
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
            return response;
        }
        plain(StatusCode::OK, "Knock sandbox relay: use a Nostr client.\n")
    }

    async fn websocket(self, upgrade: hyper::upgrade::OnUpgrade, peer: SocketAddr) {
        let mut stopped = self.stopped.clone();
        let served = async {
            match upgrade.await {
                Ok(stream) => {
                    self.recorder.count_connection();
                    if let Err(error) = self.local.take_connection(TokioIo::new(stream), peer).await {
                        log::debug!("a relay websocket ended: {error}");
                    }
                }
                Err(error) => log::debug!("a relay upgrade failed: {error}"),
            }
        };
        tokio::select! {
            () = served => {}
            _ = stopped.changed() => {}
        }
    }
}

/// Whether a header's comma-separated list names this token (browsers send `keep-alive, Upgrade`).
fn lists(headers: &HeaderMap, name: &str, token: &str) -> bool {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split([',', ';']))
        .any(|part| part.trim().eq_ignore_ascii_case(token))
}

fn accept_key(key: &HeaderValue) -> Option<HeaderValue> {
    let mut engine = sha1::Hash::engine();
    engine.input(key.as_bytes());
    engine.input(WEBSOCKET_GUID);
    let digest = sha1::Hash::from_engine(engine).to_byte_array();
    HeaderValue::from_str(&BASE64_STANDARD.encode(digest)).ok()
}

fn plain(status: StatusCode, body: &str) -> Response<String> {
    let mut response = Response::new(body.to_owned());
    *response.status_mut() = status;
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accept_key_is_that_of_rfc_6455() {
        let key = HeaderValue::from_static("dGhlIHNhbXBsZSBub25jZQ==");
        assert_eq!(accept_key(&key).unwrap(), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    #[test]
    fn header_lists_are_read_like_lists() {
        let mut headers = HeaderMap::new();
        headers.insert(CONNECTION, HeaderValue::from_static("keep-alive, Upgrade"));
        assert!(lists(&headers, "connection", "upgrade"));
        assert!(!lists(&headers, "connection", "keep"));
    }
}
