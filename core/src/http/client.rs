//! The client, and how it fetches small documents.

use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::Resolve;
use reqwest::header::{ACCEPT, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use serde::de::DeserializeOwned;
use url::Url;

use super::HttpError;
use super::resolver::{GuardedResolver, SystemResolver};
use crate::network::Network;
use crate::reach::Reach;

const ACCEPT_JSON: &str = "application/json";

/// What one request may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HttpLimits {
    /// Longest body, bytes.
    pub max_body: usize,
    /// From the call to the last byte, redirects included.
    pub total: Duration,
    /// For the TCP and TLS handshakes of one connection.
    pub connect: Duration,
    /// Most redirects that are followed.
    pub max_redirects: usize,
}

impl Default for HttpLimits {
    /// 64 KiB, 10 s, 5 s, 3 redirects.
    fn default() -> Self {
        Self {
            max_body: 64 * 1024,
            total: Duration::from_secs(10),
            connect: Duration::from_secs(5),
            max_redirects: 3,
        }
    }
}

/// Whether a server may send us on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Redirects {
    /// Up to [`HttpLimits::max_redirects`], each target checked like the first URL.
    Follow,
    /// Not at all.
    Refuse,
}

/// A whole answer, whatever its status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpAnswer {
    /// The HTTP status; never a redirect that was followed.
    pub status: u16,
    /// The body, within [`HttpLimits::max_body`].
    pub body: Vec<u8>,
}

impl HttpAnswer {
    /// Whether the status is 2xx.
    pub const fn is_success(&self) -> bool {
        matches!(self.status, 200..=299)
    }

    /// The body as JSON; an error where the status is not 2xx.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, HttpError> {
        if !self.is_success() {
            return Err(HttpError::Status(self.status));
        }
        serde_json::from_slice(&self.body).map_err(|e| HttpError::from_json(&e))
    }
}

/// An HTTP client for small JSON documents on hosts that strangers may have named. Cheap to clone.
#[derive(Debug, Clone)]
pub struct HttpClient {
    pub(super) client: Client,
    reach: Reach,
    limits: HttpLimits,
}

impl HttpClient {
    /// A client with the default limits; its times are longer where a proxy stands between.
    pub fn new(network: impl Into<Network>) -> Result<Self, HttpError> {
        let network = network.into();
        let direct = HttpLimits::default();
        let limits = HttpLimits {
            total: network.patience(direct.total),
            connect: network.patience(direct.connect),
            ..direct
        };
        Self::with_limits(network, limits)
    }

    /// A client with other limits, e.g. longer times for slow networks.
    pub fn with_limits(network: impl Into<Network>, limits: HttpLimits) -> Result<Self, HttpError> {
        Self::with_resolver(network.into(), limits, Arc::new(SystemResolver))
    }

    pub(super) fn with_resolver(
        network: Network,
        limits: HttpLimits,
        resolver: Arc<dyn Resolve>,
    ) -> Result<Self, HttpError> {
        let Network { reach, proxy } = network;
        let builder = Client::builder()
            // Redirects are followed in `get`, which can check each hop and count them per call.
            .redirect(Policy::none())
            .referer(false)
            .connect_timeout(limits.connect)
            .dns_resolver(Arc::new(GuardedResolver::new(reach, resolver)));
        let builder = match proxy {
            // The system's proxy would resolve names itself, past our guard, and the user did not choose it.
            None => builder.no_proxy(),
            Some(proxy) => builder.proxy(reqwest::Proxy::custom(move |url| proxy.url_for(url))),
        };
        let client = builder.build().map_err(|e| HttpError::Setup(e.without_url().to_string()))?;
        Ok(Self { client, reach, limits })
    }

    /// How far this client reaches.
    pub const fn reach(&self) -> Reach {
        self.reach
    }

    /// Fetches a JSON document.
    pub async fn get_json<T: DeserializeOwned>(&self, url: &Url) -> Result<T, HttpError> {
        self.get(url, ACCEPT_JSON, Redirects::Follow).await?.json()
    }

    /// Fetches a JSON document of a media type of its own, e.g. `application/nostr+json` (NIP-11),
    /// from exactly this host.
    pub async fn get_json_accept<T: DeserializeOwned>(
        &self,
        url: &Url,
        accept: &str,
    ) -> Result<T, HttpError> {
        self.get(url, accept, Redirects::Refuse).await?.json()
    }

    /// Fetches a JSON document from exactly this host: a redirect is [`HttpError::Redirected`].
    pub async fn get_json_direct<T: DeserializeOwned>(&self, url: &Url) -> Result<T, HttpError> {
        self.get(url, ACCEPT_JSON, Redirects::Refuse).await?.json()
    }

    /// Fetches a JSON document with its status, for services that explain errors in the body.
    pub async fn get_answer(&self, url: &Url) -> Result<HttpAnswer, HttpError> {
        self.get(url, ACCEPT_JSON, Redirects::Follow).await
    }

    async fn get(&self, url: &Url, accept: &str, redirects: Redirects) -> Result<HttpAnswer, HttpError> {
        let work = self.follow(url.clone(), accept, redirects);
        tokio::time::timeout(self.limits.total, work).await.map_err(|_| HttpError::Timeout)?
    }

    async fn follow(&self, url: Url, accept: &str, redirects: Redirects) -> Result<HttpAnswer, HttpError> {
        self.read(self.respond(url, accept, redirects).await?).await
    }

    /// The first answer that is no redirect.
    pub(super) async fn respond(
        &self,
        url: Url,
        accept: &str,
        redirects: Redirects,
    ) -> Result<Response, HttpError> {
        let mut hops_left = match redirects {
            Redirects::Follow => self.limits.max_redirects,
            Redirects::Refuse => 0,
        };
        let mut url = url;
        loop {
            self.check(&url)?;
            let request = self.client.get(url.clone()).header(ACCEPT, accept);
            let response = request.send().await.map_err(|e| HttpError::from_reqwest(&e))?;
            let Some(next) = redirect_target(&url, &response)? else {
                return Ok(response);
            };
            hops_left = hops_left.checked_sub(1).ok_or(HttpError::Redirected)?;
            if url.scheme() == "https" && next.scheme() != "https" {
                return Err(HttpError::Forbidden(host_of(&next)));
            }
            url = next;
        }
    }

    /// Whether this client would open the URL, as far as the URL itself tells.
    pub fn check(&self, url: &Url) -> Result<(), HttpError> {
        if matches!(url.scheme(), "https" | "http") && self.reach.allows_url(url) {
            Ok(())
        } else {
            Err(HttpError::Forbidden(host_of(url)))
        }
    }

    pub(super) async fn read(&self, mut response: Response) -> Result<HttpAnswer, HttpError> {
        let limit = self.limits.max_body;
        let status = response.status().as_u16();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|e| HttpError::from_reqwest(&e))? {
            if body.len() + chunk.len() > limit {
                return Err(HttpError::TooLarge { limit });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(HttpAnswer { status, body })
    }
}

/// Where a redirect leads; `None` if the response is none. One without a usable target is an error.
fn redirect_target(url: &Url, response: &Response) -> Result<Option<Url>, HttpError> {
    let status = response.status();
    let is_redirect = matches!(
        status,
        StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT
    );
    if !is_redirect {
        return Ok(None);
    }
    let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
    let target = location.and_then(|text| url.join(text).ok());
    target.map(Some).ok_or(HttpError::Status(status.as_u16()))
}

fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or(url.scheme());
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

#[cfg(test)]
#[path = "client_tests.rs"]
mod tests;
