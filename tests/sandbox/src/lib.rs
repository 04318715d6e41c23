//! Everything Knock talks to, in one process, on loopback, with **play money**: a Nostr relay that
//! counts, a Lightning address server, a NIP-47 wallet service over one shared ledger, and a file server.
//!
//! Invoices are real, signed BOLT11 for regtest, but no Lightning node stands behind them: payments
//! move numbers in a table. It depends on nothing of Knock, so it cannot share Knock's mistakes.

pub mod blossom;
mod control;
pub mod fleet;
pub mod ledger;
pub mod lnurl;
pub mod relay;
mod server;
mod signers;
pub mod socks;
pub mod wallet_service;

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use tokio::net::TcpListener;

use blossom::Blossom;
use ledger::{Ledger, LedgerError, PlayMoney};
use lnurl::{Lnurl, LnurlSettings};
use relay::{Relay, RelayOptions};
use server::HttpServer;
use signers::Signers;
use wallet_service::{WalletEncryption, WalletService};

/// Said wherever the sandbox shows an amount.
pub const PLAY_MONEY: &str = "play money: worth nothing, nothing is real";

/// Why the sandbox did not do something.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SandboxError {
    /// A port could not be bound.
    #[error("cannot listen on loopback: {0}")]
    Io(#[from] std::io::Error),
    /// The relay could not be set up.
    #[error("the relay cannot start: {0}")]
    Relay(String),
    /// The wallet service could not reach its relay.
    #[error("the wallet service cannot start: {0}")]
    WalletService(String),
    /// Not a name for a Lightning address.
    #[error("{0:?} is no user name: use a-z, 0-9, '-', '_' and '.'")]
    BadName(String),
    /// No such user.
    #[error("there is no user {0}")]
    UnknownUser(String),
    /// The control API was asked for something that does not exist.
    #[error("these switches are not valid: {0}")]
    BadSwitches(String),
    /// A signer has no such key, or was handed no event.
    #[error("nothing is signed: {0}")]
    NotSigned(String),
    /// The ledger refused.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl SandboxError {
    /// A stable name for programs.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Io(_) => "io",
            Self::Relay(_) => "relay",
            Self::WalletService(_) => "wallet_service",
            Self::BadName(_) => "bad_name",
            Self::UnknownUser(_) => "unknown_user",
            Self::BadSwitches(_) => "bad_switches",
            Self::NotSigned(_) => "not_signed",
            Self::Ledger(error) => error.kind(),
        }
    }
}

/// How the sandbox starts. The default takes free ports and usual limits.
#[derive(Debug, Clone, Default)]
pub struct SandboxOptions {
    /// The message relay.
    pub relay: RelayOptions,
    /// The port of the HTTP server (LNURL, NIP-05, control); 0 takes a free one.
    pub lnurl_port: u16,
    /// What the wallet service speaks.
    pub wallet_encryption: WalletEncryption,
}

/// A user: an account, a Lightning address and a wallet connection.
#[derive(Clone, Serialize, Deserialize)]
pub struct SandboxUser {
    /// The account's name.
    pub name: String,
    /// `NAME@127.0.0.1:PORT`
    pub lightning_address: String,
    /// `nostr+walletconnect://…`; whoever has it spends the account's play money.
    pub wallet_uri: String,
}

impl std::fmt::Debug for SandboxUser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SandboxUser")
            .field("name", &self.name)
            .field("lightning_address", &self.lightning_address)
            .finish_non_exhaustive()
    }
}

/// The running sandbox. Dropping it stops it; [`Sandbox::shutdown`] also waits until it has stopped.
pub struct Sandbox {
    parts: Arc<Parts>,
    extra_relays: Mutex<Vec<Arc<Relay>>>,
    server: Mutex<Option<HttpServer>>,
}

pub(crate) struct Parts {
    relay: Relay,
    wallet_relay: Relay,
    ledger: PlayMoney,
    lnurl: Lnurl,
    wallets: WalletService,
    blossom: Blossom,
    signers: Signers,
}

impl Sandbox {
    /// Starts everything and returns when all of it can be used.
    pub async fn start(options: SandboxOptions) -> Result<Self, SandboxError> {
        let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, options.lnurl_port)).await?;
        let host = socket.local_addr()?.to_string();
        let ledger = PlayMoney::new();
        let shared: Arc<dyn Ledger> = Arc::new(ledger.clone());
        let relay = Relay::start(options.relay).await?;
        let wallet_relay = Relay::start(RelayOptions::default()).await?;
        let wallets =
            WalletService::start(wallet_relay.url().clone(), shared.clone(), options.wallet_encryption)
                .await?;
        let lnurl = Lnurl::new(host, shared);
        let blossom = Blossom::start().await?;
        let parts = Arc::new(Parts {
            relay,
            wallet_relay,
            ledger,
            lnurl,
            wallets,
            blossom,
            signers: Signers::default(),
        });

        let routes = parts.lnurl.router().merge(control::router(parts.clone()));
        let server = Mutex::new(Some(HttpServer::start(socket, routes)));
        Ok(Self { parts, extra_relays: Mutex::default(), server })
    }

    /// The message relay, `ws://127.0.0.1:PORT`.
    pub fn relay_url(&self) -> String {
        self.parts.relay.url().to_string()
    }

    /// The relay that wallet traffic goes over, so that the message relay counts messages only.
    pub fn wallet_relay_url(&self) -> String {
        self.parts.wallet_relay.url().to_string()
    }

    /// `http://127.0.0.1:PORT`
    pub fn lnurl_base(&self) -> String {
        self.parts.lnurl.base()
    }

    /// Opens an account with a Lightning address and a wallet connection.
    pub fn create_user(&self, name: &str, balance_msat: u64) -> Result<SandboxUser, SandboxError> {
        self.parts.create_user(name, balance_msat)
    }

    /// Changes how it behaves, as `POST /sandbox/switches` does with the same JSON.
    pub fn switch(&self, switches: serde_json::Value) -> Result<serde_json::Value, SandboxError> {
        control::switch(&self.parts, switches)
    }

    /// One more relay, which lives as long as the sandbox.
    pub async fn add_relay(&self, options: RelayOptions) -> Result<Arc<Relay>, SandboxError> {
        let relay = Arc::new(Relay::start(options).await?);
        self.extra_relays.lock().unwrap_or_else(PoisonError::into_inner).push(relay.clone());
        Ok(relay)
    }

    /// The play money.
    pub fn ledger(&self) -> &PlayMoney {
        &self.parts.ledger
    }

    /// The message relay.
    pub fn relay(&self) -> &Relay {
        &self.parts.relay
    }

    /// The relay that wallet traffic goes over.
    pub fn wallet_relay(&self) -> &Relay {
        &self.parts.wallet_relay
    }

    /// The Lightning address and NIP-05 server.
    pub fn lnurl(&self) -> &Lnurl {
        &self.parts.lnurl
    }

    /// The NIP-47 wallet service.
    pub fn wallets(&self) -> &WalletService {
        &self.parts.wallets
    }

    /// The file server.
    pub fn blossom(&self) -> &Blossom {
        &self.parts.blossom
    }

    /// Stops everything and waits until the ports are free.
    pub async fn shutdown(self) {
        let server = self.server.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(server) = server {
            server.shutdown().await;
        }
        self.parts.blossom.stop();
        self.parts.wallets.shutdown().await;
        self.parts.wallet_relay.shutdown().await;
        self.parts.relay.shutdown().await;
        let extra = std::mem::take(&mut *self.extra_relays.lock().unwrap_or_else(PoisonError::into_inner));
        for relay in extra {
            relay.shutdown().await;
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // The server's routes share the parts, so these do not go with us unless they are told to stop.
        drop(self.server.lock().unwrap_or_else(PoisonError::into_inner).take());
        self.parts.blossom.stop();
        self.parts.wallets.stop();
        self.parts.wallet_relay.stop();
        self.parts.relay.stop();
        for relay in self.extra_relays.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            relay.stop();
        }
    }
}

impl Parts {
    fn create_user(&self, name: &str, balance_msat: u64) -> Result<SandboxUser, SandboxError> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c);
        if name.is_empty() || name.len() > 64 || !name.chars().all(allowed) {
            return Err(SandboxError::BadName(name.into()));
        }
        self.ledger.open_account(name, balance_msat)?;
        self.lnurl.configure(name, LnurlSettings::default());
        let lightning_address = self.lnurl.address(name);
        let wallet_uri = self.wallets.connect(name, Some(lightning_address.clone()))?;
        Ok(SandboxUser { name: name.into(), lightning_address, wallet_uri })
    }
}
