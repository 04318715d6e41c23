//! A SOCKS5 proxy (RFC 1928, 1929) on loopback that writes down everything that passes through it.
//!
//! What it has written down is what each server saw. It asks no name server: every name leads to this
//! machine, so a client that reaches anything by an invented name has left the look-up to the proxy.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use fast_socks5::ReplyError;
use fast_socks5::server::Socks5ServerProtocol;
use fast_socks5::util::target_addr::TargetAddr;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::SandboxError;

/// One connection through the proxy.
#[derive(Debug, Clone)]
pub struct Tunnel {
    /// The user name and password that the client gave (RFC 1929).
    pub credentials: (String, String),
    /// The host as the client named it.
    pub host: String,
    /// Whether that was a name, not an address.
    pub by_name: bool,
    /// The port.
    pub port: u16,
    /// What the client sent: what the server saw.
    pub sent: Vec<u8>,
    /// What the server sent.
    pub received: Vec<u8>,
}

/// A running proxy; it ends when dropped.
pub struct SocksProxy {
    address: SocketAddr,
    tunnels: Arc<Mutex<Vec<Tunnel>>>,
    task: JoinHandle<()>,
}

impl SocksProxy {
    /// Binds 127.0.0.1 and serves.
    pub async fn start() -> Result<Self, SandboxError> {
        let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = socket.local_addr()?;
        let tunnels = Arc::new(Mutex::default());
        let log = Arc::clone(&tunnels);
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = socket.accept().await {
                let log = Arc::clone(&log);
                tokio::spawn(async move {
                    if let Err(error) = serve(client, &log).await {
                        log::debug!("a proxied connection ended: {error}");
                    }
                });
            }
        });
        Ok(Self { address, tunnels, task })
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Every connection so far, with what has passed through it.
    pub fn tunnels(&self) -> Vec<Tunnel> {
        lock(&self.tunnels).clone()
    }
}

impl Drop for SocksProxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

type Log = Mutex<Vec<Tunnel>>;

fn lock(log: &Log) -> std::sync::MutexGuard<'_, Vec<Tunnel>> {
    log.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn serve(client: TcpStream, log: &Log) -> anyhow::Result<()> {
    client.set_nodelay(true)?;
    let accept = |user: String, password: String| Some((user, password));
    let (protocol, credentials) = Socks5ServerProtocol::accept_password_auth(client, accept).await?;
    let (protocol, _, target) = protocol.read_command().await?;
    let (host, by_name, port) = match target {
        TargetAddr::Ip(address) => (address.ip().to_string(), false, address.port()),
        TargetAddr::Domain(name, port) => (name, true, port),
    };
    let server = match TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await {
        Ok(server) => server,
        Err(_) => return Ok(protocol.reply_error(&ReplyError::ConnectionRefused).await?),
    };
    server.set_nodelay(true)?;
    let client = protocol.reply_success(server.local_addr()?).await?;
    let place = {
        let mut log = lock(log);
        let credentials = credentials.unwrap_or_default();
        log.push(Tunnel { credentials, host, by_name, port, sent: Vec::new(), received: Vec::new() });
        log.len() - 1
    };
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let up = pass(from_client, to_server, |bytes| lock(log)[place].sent.extend_from_slice(bytes));
    let down = pass(from_server, to_client, |bytes| lock(log)[place].received.extend_from_slice(bytes));
    tokio::try_join!(up, down)?;
    Ok(())
}

/// Writes down before it passes on, so that nothing a server answers to is missing in the log.
async fn pass(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    note: impl Fn(&[u8]),
) -> std::io::Result<()> {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let count = from.read(&mut buffer).await?;
        if count == 0 {
            return to.shutdown().await;
        }
        note(&buffer[..count]);
        to.write_all(&buffer[..count]).await?;
    }
}
