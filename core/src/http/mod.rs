//! HTTPS with limits: size, time, redirects, and hosts that strangers may steer us to.
//!
//! What Knock fetches over HTTP comes from hosts that somebody else named: a Lightning address (LUD-16), a
//! NIP-05 name, a relay (NIP-11), a file in a message. So one client serves all, and it distrusts the
//! host: no cookies, no referer, no user agent, no compression, and no proxy but the user's own
//! ([`crate::network`]).

mod authority;
mod blob;
mod client;
mod error;
mod resolver;

#[cfg(test)]
pub(crate) mod test_server;

pub use self::authority::{Authority, BadAuthority, plain_http_is_fine};
pub use self::blob::{BlobAnswer, Download};
pub use self::client::{HttpAnswer, HttpClient, HttpLimits};
pub use self::error::HttpError;
