//! Names to addresses, without those that the policy forbids.
//!
//! The check must stand here and not before the request: a hostile name can resolve to a public
//! address when we look and to 127.0.0.1 when the connection is made (DNS rebinding).

use std::net::SocketAddr;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use thiserror::Error;

use crate::reach::Reach;

/// A name led only to addresses that the policy forbids.
#[derive(Debug, Error)]
#[error("{host} leads to a private address")]
pub(super) struct ForbiddenAddress {
    pub(super) host: String,
}

#[derive(Debug, Error)]
#[error("onion services can be reached through Tor only")]
struct OnionNeedsTor;

/// The operating system's resolver.
pub(super) struct SystemResolver;

impl Resolve for SystemResolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            // RFC 7686: such a name must never be shown to the DNS.
            if name.as_str().trim_end_matches('.').ends_with(".onion") {
                return Err(OnionNeedsTor.into());
            }
            // Port 0 stands for the URL's own port.
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Another resolver's answers, as far as the policy allows them.
pub(super) struct GuardedResolver {
    reach: Reach,
    inner: Arc<dyn Resolve>,
}

impl GuardedResolver {
    pub(super) fn new(reach: Reach, inner: Arc<dyn Resolve>) -> Self {
        Self { reach, inner }
    }
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_owned();
        let (reach, resolving) = (self.reach, self.inner.resolve(name));
        Box::pin(async move {
            let mut found = resolving.await?.peekable();
            let was_empty = found.peek().is_none();
            let allowed: Vec<SocketAddr> = found.filter(|addr| reach.allows_ip(addr.ip())).collect();
            if allowed.is_empty() && !was_empty {
                return Err(ForbiddenAddress { host }.into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}
