//! The people of a scenario, and the messages that later steps speak of.

use std::collections::BTreeMap;

use anyhow::Context;
use knock_core::engine::{BackupError, EngineError, HomeError};
use knock_core::store::Outgoing;
use nostr::PublicKey;

use super::format::Start;
use crate::{Listener, Person, World};

/// What a scenario is played on.
pub(super) struct Stage {
    pub(super) world: World,
    people: BTreeMap<String, Player>,
    /// Outbox rows by the name that a scenario gave them, as they were when they were made.
    named: BTreeMap<String, Outgoing>,
}

/// Somebody, and whether they listen.
pub(super) struct Player {
    pub(super) person: Person,
    pub(super) listener: Option<Listener>,
    pub(super) backup: Option<Vec<u8>>,
}

impl Stage {
    pub(super) async fn set(people: &BTreeMap<String, Start>) -> anyhow::Result<Self> {
        let world = World::start().await?;
        let mut players = BTreeMap::new();
        for (name, start) in people {
            let mut person = world.person_with(name, start.balance_sat * 1_000).await?;
            if !start.linked {
                person.unlink_wallet()?;
                person.restart().await?;
            }
            players.insert(name.clone(), Player { person, listener: None, backup: None });
        }
        Ok(Self { world, people: players, named: BTreeMap::new() })
    }

    pub(super) fn player(&mut self, who: &str) -> anyhow::Result<&mut Player> {
        self.people.get_mut(who).with_context(|| format!("nobody is called {who:?}"))
    }

    pub(super) fn person(&self, who: &str) -> anyhow::Result<&Person> {
        let player = self.people.get(who).with_context(|| format!("nobody is called {who:?}"))?;
        Ok(&player.person)
    }

    pub(super) fn key(&self, who: &str) -> anyhow::Result<PublicKey> {
        Ok(self.person(who)?.public_key())
    }

    pub(super) fn keys(&self, names: &[String]) -> anyhow::Result<Vec<PublicKey>> {
        names.iter().map(|name| self.key(name)).collect()
    }

    pub(super) fn name_message(&mut self, name: &str, row: Outgoing) {
        self.named.insert(name.to_owned(), row);
    }

    pub(super) fn message(&self, name: &str) -> anyhow::Result<&Outgoing> {
        self.named.get(name).with_context(|| format!("no message was named {name:?}"))
    }
}

/// The stable kind of an error that the core gave, not the runner.
pub(super) fn kind_of(error: &anyhow::Error) -> Option<&str> {
    let engine = error.downcast_ref::<EngineError>().map(EngineError::kind);
    let home = || error.downcast_ref::<HomeError>().map(HomeError::kind);
    engine.or_else(home).or_else(|| error.downcast_ref::<BackupError>().map(BackupError::kind))
}
