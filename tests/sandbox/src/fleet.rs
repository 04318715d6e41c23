//! Many relays at once, good ones and all the ways in which others fail, on loopback.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use nostr::{Event, EventBuilder, Keys, Kind, RelayUrl, Tag};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinHandle;

use crate::SandboxError;
use crate::relay::{Relay, RelayOptions};

/// How long a slow relay takes to let a connection through.
const SLOWNESS: Duration = Duration::from_millis(1_500);

/// How a relay of the fleet behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Behaviour {
    /// Takes every event.
    Good,
    /// Takes every event, after a while.
    Slow,
    /// Says no to every event.
    Refusing,
    /// States that it wants authentication (NIP-11, NIP-42).
    WantsAuth,
    /// Accepts connections and never says a word.
    Silent,
    /// Hangs up on whoever connects.
    HangsUp,
    /// Is a web server, not a relay.
    NoRelay,
    /// Nothing listens there.
    Dead,
}

/// One of the fleet.
pub struct FleetRelay {
    /// Where it is.
    pub url: RelayUrl,
    /// What it does.
    pub behaviour: Behaviour,
    relay: Option<Relay>,
    task: Option<JoinHandle<()>>,
    /// Holds the port of a dead relay, so that no other server gets it meanwhile.
    #[expect(dead_code, reason = "held, not read")]
    port: Option<TcpSocket>,
}

impl FleetRelay {
    /// How many message events it has taken.
    pub fn events(&self) -> usize {
        self.relay.as_ref().map_or(0, |relay| relay.log().events_of_kind(1_404))
    }

    /// How many deletions (NIP-09) it has taken.
    pub fn deletions(&self) -> usize {
        self.relay.as_ref().map_or(0, |relay| relay.log().events_of_kind(5))
    }
}

impl Drop for FleetRelay {
    fn drop(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }
}

/// Many relays; they end when it is dropped.
pub struct Fleet {
    /// All of them, mixed.
    pub relays: Vec<FleetRelay>,
}

impl Fleet {
    /// Starts so many of each.
    pub async fn start(wanted: &[(Behaviour, usize)]) -> Result<Self, SandboxError> {
        let mut relays = Vec::new();
        for (behaviour, count) in wanted {
            for _ in 0..*count {
                relays.push(launch(*behaviour).await?);
            }
        }
        // Mixed always in the same way: the fifth, the tenth, … come from the end.
        let (mut mixed, mut from_end) = (Vec::with_capacity(relays.len()), false);
        while !relays.is_empty() {
            let place = if from_end { relays.len() - 1 } else { 0 };
            mixed.push(relays.remove(place));
            from_end = mixed.len() % 5 == 4;
        }
        Ok(Self { relays: mixed })
    }

    /// Those that behave like this.
    pub fn of(&self, behaviour: Behaviour) -> impl Iterator<Item = &FleetRelay> {
        self.relays.iter().filter(move |relay| relay.behaviour == behaviour)
    }

    /// What a monitor tells of all of them (NIP-66).
    pub fn monitored_by(&self, monitor: &Keys) -> Result<Vec<Event>, SandboxError> {
        let event = |relay: &FleetRelay| {
            EventBuilder::new(Kind::from(30_166), "")
                .tag(Tag::identifier(relay.url.as_str()))
                .sign_with_keys(monitor)
                .map_err(|error| SandboxError::Relay(error.to_string()))
        };
        self.relays.iter().map(event).collect()
    }
}

async fn launch(behaviour: Behaviour) -> Result<FleetRelay, SandboxError> {
    use Behaviour::{Good, Refusing, Slow, WantsAuth};
    let mut options = RelayOptions::default();
    options.limitation.auth_required = Some(behaviour == WantsAuth);
    let relay = match behaviour {
        Good | Slow | Refusing | WantsAuth => Some(Relay::start(options).await?),
        _ => None,
    };
    if let Some(relay) = relay.as_ref().filter(|_| behaviour == Refusing) {
        relay.refuse_writes(Some("no room".to_owned()));
    }
    let own = relay.as_ref().filter(|_| behaviour != Slow).map(|relay| relay.url().clone());
    if let Some(url) = own {
        return Ok(FleetRelay { url, behaviour, relay, task: None, port: None });
    }
    let port = TcpSocket::new_v4()?;
    port.bind((Ipv4Addr::LOCALHOST, 0).into())?;
    let url = RelayUrl::parse(&format!("ws://{}", port.local_addr()?))
        .map_err(|error| SandboxError::Relay(error.to_string()))?;
    if behaviour == Behaviour::Dead {
        return Ok(FleetRelay { url, behaviour, relay, task: None, port: Some(port) });
    }
    let socket = port.listen(1_024)?;
    let behind = relay.as_ref().map(|relay| relay.address());
    let task = tokio::spawn(async move {
        while let Ok((stream, _)) = socket.accept().await {
            // Whoever hangs up in the middle is no fault of the fleet's.
            tokio::spawn(async move { answer(stream, behaviour, behind).await.unwrap_or_default() });
        }
    });
    Ok(FleetRelay { url, behaviour, relay, task: Some(task), port: None })
}

async fn answer(mut client: TcpStream, behaviour: Behaviour, behind: Option<SocketAddr>) -> io::Result<()> {
    match (behaviour, behind) {
        (Behaviour::Slow, Some(relay)) => {
            tokio::time::sleep(SLOWNESS).await;
            copy_bidirectional(&mut client, &mut TcpStream::connect(relay).await?).await?;
        }
        (Behaviour::NoRelay, _) => {
            let mut request = [0; 1024];
            let _ = client.read(&mut request).await?;
            client.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n").await?;
            client.shutdown().await?;
        }
        (Behaviour::Silent, _) => {
            let mut ignored = [0; 1024];
            while client.read(&mut ignored).await? > 0 {}
        }
        _ => {}
    }
    Ok(())
}
