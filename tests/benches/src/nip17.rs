//! The peer: a NIP-17 client as nostr-sdk makes it, over the same relay and in the same process.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use anyhow::Context;
use nostr::nips::nip59::UnwrappedGift;
use nostr::{EventBuilder, Filter, Keys, Kind, PublicKey, Timestamp};
use nostr_sdk::{Client, RelayPoolNotification};
use tokio::sync::broadcast::Receiver;

const LIMIT: Duration = Duration::from_secs(60);

/// A client with its own socket to the relay.
pub(crate) struct Peer {
    client: Client,
    keys: Keys,
    inbox: Receiver<RelayPoolNotification>,
}

impl Peer {
    pub(crate) async fn connect(relay: &str) -> anyhow::Result<Self> {
        let keys = Keys::generate();
        let client = Client::new(keys.clone());
        client.add_relay(relay).await?;
        client.connect().await;
        client.wait_for_connection(LIMIT).await;
        Ok(Self { inbox: client.notifications(), client, keys })
    }

    pub(crate) fn public_key(&self) -> PublicKey {
        self.keys.public_key()
    }

    /// Everything that is for this key.
    fn filter(&self) -> Filter {
        Filter::new().kind(Kind::GiftWrap).pubkey(self.public_key())
    }

    pub(crate) async fn listen(&self) -> anyhow::Result<()> {
        self.client.subscribe(self.filter(), None).await?;
        Ok(())
    }

    /// Sends until the relay has confirmed: the receiver's gift wrap only, which is the shorter way.
    pub(crate) async fn send(&self, to: PublicKey, text: &str) -> anyhow::Result<()> {
        self.client.send_private_msg(to, text, []).await?;
        Ok(())
    }

    /// When the next message could be shown.
    pub(crate) async fn next_shown(&mut self) -> anyhow::Result<Instant> {
        loop {
            if let RelayPoolNotification::Event { event, .. } = self.inbox.recv().await? {
                UnwrappedGift::from_gift_wrap(&self.keys, &event).await?;
                return Ok(Instant::now());
            }
        }
    }

    /// Puts that many messages for another on the relay.
    pub(crate) async fn fill(&self, to: PublicKey, count: usize) -> anyhow::Result<()> {
        for n in 0..count {
            let rumor = EventBuilder::private_msg_rumor(to, format!("message {n}")).build(self.public_key());
            let gift = EventBuilder::gift_wrap(&self.keys, &to, rumor, []).await?;
            self.client.send_event(&gift).await?;
        }
        Ok(())
    }

    /// Fetches and unwraps all that waits, as much at a time as the relay hands out.
    pub(crate) async fn catch_up(&self) -> anyhow::Result<usize> {
        let (mut read, mut until) = (HashSet::new(), Timestamp::now());
        loop {
            let gifts = self.client.fetch_events(self.filter().until(until), LIMIT).await?;
            let before = read.len();
            for gift in gifts.iter().filter(|gift| read.insert(gift.id)) {
                UnwrappedGift::from_gift_wrap(&self.keys, gift).await.context("a gift wrap of ours opens")?;
                until = until.min(gift.created_at);
            }
            if read.len() == before {
                return Ok(before);
            }
        }
    }
}
