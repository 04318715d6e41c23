//! What waiting costs, the battery's proxy: how often the process wakes, and what goes over the wire.
//!
//! A listening Knock waits at its wallet's relay; a NIP-17 client waits at its inbox relay. Both do so at the
//! same time, each in a process of its own and through a proxy that counts.

use std::ffi::OsString;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::Context;
use knock_core::engine::{Engine, Home};
use knock_core::keys::{FileVault, KeyVault, SecretBytes, SecretName};
use knock_tests::World;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use crate::nip17::Peer;
use crate::process::{Process, memory, own_memory, wake_ups};
use crate::report::{Figure, Report};

const MEMORY_LIMIT: usize = 20_000_000;
/// Connecting and catching up do not count.
const SETTLE: Duration = Duration::from_secs(10);

pub(crate) async fn run(seconds: u64) -> anyhow::Result<Report> {
    let world = World::start().await?;
    let bob = world.person("bob").await?;
    let (ours, theirs) =
        (Proxy::to(&world.sandbox.wallet_relay_url()).await?, Proxy::to(&world.sandbox.relay_url()).await?);
    let uri = ours.instead_of(&world.sandbox.wallet_relay_url(), &bob.user.wallet_uri)?;
    let vault = FileVault::open(bob.folder().join("vault.json"))?;
    vault.put(SecretName::WalletConnection, &SecretBytes::new(uri.into_bytes()))?;

    let relay = format!("ws://{}", theirs.address);
    let knock = wait("listen", bob.folder().into(), seconds, &ours);
    let nip17 = wait("listen-nip17", relay.into(), seconds, &theirs);
    let (knock, nip17) = tokio::try_join!(knock, nip17)?;
    let hourly = |count: usize| count * 3_600 / usize::try_from(seconds).unwrap_or(1);
    let mut report = Report::new("Idle");
    report.note(format!("Waiting for {seconds} seconds, after ten to settle; counts are for an hour."));
    let against = "a NIP-17 client that waits";
    report.row(
        "wake-ups an hour",
        Figure::Count(hourly(knock.wakes)),
        against,
        Figure::Count(hourly(nip17.wakes)),
        None,
    );
    report.row(
        "bytes an hour",
        Figure::Bytes(hourly(knock.bytes)),
        against,
        Figure::Bytes(hourly(nip17.bytes)),
        None,
    );
    report.limit(
        "memory, without the program's file",
        Figure::Bytes(knock.memory.0),
        Figure::Bytes(MEMORY_LIMIT),
    );
    report.limit("memory, all of this program", Figure::Bytes(knock.memory.1), Figure::Bytes(MEMORY_LIMIT));
    report.note(
        "This program carries the sandbox and the peers as well; the pages of its file are read only, and the \
         system drops them when it needs the room.",
    );
    Ok(report)
}

/// In the child: listens as the command does, and prints how often it woke.
pub(crate) async fn listen(folder: &Path, seconds: u64) -> anyhow::Result<()> {
    let vault = FileVault::open(folder.join("vault.json"))?;
    let engine = Engine::new(Home::open(folder, &vault)?.parts(&vault)?);
    let listening = tokio::spawn(async move { engine.listen().await });
    count_wakes(seconds).await?;
    listening.abort();
    Ok(())
}

/// The same for the peer.
pub(crate) async fn listen_nip17(relay: &str, seconds: u64) -> anyhow::Result<()> {
    let peer = Peer::connect(relay).await?;
    peer.listen().await?;
    count_wakes(seconds).await
}

async fn count_wakes(seconds: u64) -> anyhow::Result<()> {
    tokio::time::sleep(SETTLE).await;
    let before = wake_ups()?;
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    println!("{} {} {}", wake_ups()? - before, own_memory()?, memory()?);
    Ok(())
}

/// What a child did while it waited.
struct Waited {
    wakes: usize,
    /// Through the proxy.
    bytes: usize,
    /// Its own, and all.
    memory: (usize, usize),
}

async fn wait(area: &str, place: OsString, seconds: u64, proxy: &Proxy) -> anyhow::Result<Waited> {
    let mut child = Process::start([area.into(), place, seconds.to_string().into()])?;
    let settled = async {
        tokio::time::sleep(SETTLE).await;
        Ok(proxy.bytes.load(Ordering::Relaxed))
    };
    let (told, before) = tokio::try_join!(child.numbers(), settled)?;
    let bytes = proxy.bytes.load(Ordering::Relaxed) - before;
    Ok(Waited { wakes: told[0], bytes, memory: (told[1], told[2]) })
}

/// Passes a relay's traffic on and counts it.
struct Proxy {
    address: SocketAddr,
    bytes: Arc<AtomicUsize>,
}

impl Proxy {
    async fn to(relay: &str) -> anyhow::Result<Self> {
        let target = authority(relay)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let (address, bytes) = (listener.local_addr()?, Arc::new(AtomicUsize::new(0)));
        let count = bytes.clone();
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let Ok(far) = TcpStream::connect(&target).await else { continue };
                let ((near_read, near_write), (far_read, far_write)) = (near.into_split(), far.into_split());
                tokio::spawn(pass(near_read, far_write, count.clone()));
                tokio::spawn(pass(far_read, near_write, count.clone()));
            }
        });
        Ok(Self { address, bytes })
    }

    /// The wallet's link with this proxy in place of its relay.
    fn instead_of(&self, relay: &str, uri: &str) -> anyhow::Result<String> {
        let (old, new) = (authority(relay)?, self.address.to_string());
        let escaped = |text: &str| text.replace(':', "%3A");
        Ok(uri.replace(&old, &new).replace(&escaped(&old), &escaped(&new)))
    }
}

async fn pass(
    mut from: impl AsyncReadExt + Unpin,
    mut to: impl AsyncWriteExt + Unpin,
    count: Arc<AtomicUsize>,
) {
    let mut buffer = [0; 16_384];
    while let Ok(n @ 1..) = from.read(&mut buffer).await {
        count.fetch_add(n, Ordering::Relaxed);
        if to.write_all(&buffer[..n]).await.is_err() {
            return;
        }
    }
}

/// `host:port` of a relay's URL.
fn authority(relay: &str) -> anyhow::Result<String> {
    let url = Url::parse(relay)?;
    let (host, port) = (url.host_str().context("no host")?, url.port().context("no port")?);
    Ok(format!("{host}:{port}"))
}
