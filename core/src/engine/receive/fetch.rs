//! Where a knock's event is asked for, and how much the question gives away.

use std::time::Duration;

use knock_protocol::{EVENT_KIND, MAX_BACKDATING, OpenedComment, VerifiedEvent, directory};
use nostr::{PublicKey, RelayUrl, Timestamp};

use crate::engine::{Engine, EngineError, Settings};
use crate::reach::Reach;
use crate::relay::{Cover, FetchQuery, RelayError};

/// How long relays may take to answer.
pub(super) const FETCH_LIMIT: Duration = Duration::from_secs(6);
/// Relays of the directory asked at a time when the comment names none.
const DIRECTORY_BATCH: usize = 12;
/// The time that a covered question spans, seconds. It begins on the full hour, so that all questions about
/// one message are the same: what repeated ones have in common tells nothing.
const COVER: u64 = 3_600;

impl Engine {
    /// Named relays, or the user's own and then the directory, a few at a time.
    pub(super) async fn fetch(&self, opened: &OpenedComment) -> Result<VerifiedEvent, EngineError> {
        let settings = self.settings()?;
        let query = query(opened, &settings);
        let named = opened.relays.relays();
        if !named.is_empty() {
            let turns = self.turns(&opened.sender, named, &settings)?;
            return self.ask_in_turn(&query, turns.iter().map(Vec::as_slice)).await;
        }
        let searched = if settings.search_directory { directory::DIRECTORY_V1 } else { &[] };
        let known: Vec<RelayUrl> = searched.iter().filter_map(|url| RelayUrl::parse(url).ok()).collect();
        let own = std::iter::once(settings.relays.as_slice());
        self.ask_in_turn(&query, own.chain(known.chunks(DIRECTORY_BATCH))).await
    }

    /// The relays that [`Engine::fetch`] asks first.
    pub(super) fn first_asked(
        &self,
        opened: &OpenedComment,
        settings: &Settings,
    ) -> Result<Vec<RelayUrl>, EngineError> {
        let named = opened.relays.relays();
        if named.is_empty() {
            return Ok(settings.relays.clone());
        }
        let [first, _] = self.turns(&opened.sender, named, settings)?;
        Ok(first)
    }

    /// Which of the named relays are asked first, and which then: those that the user sends through are asked only
    /// where nothing else is left.
    fn turns(
        &self,
        sender: &PublicKey,
        named: Vec<RelayUrl>,
        settings: &Settings,
    ) -> Result<[Vec<RelayUrl>; 2], EngineError> {
        let named = self.within_reach(sender, named, settings)?;
        let (used, other) = named.into_iter().partition(|relay| settings.send_relays.contains(relay));
        Ok([other, used])
    }

    async fn ask_in_turn(
        &self,
        query: &FetchQuery,
        batches: impl Iterator<Item = &[RelayUrl]> + Send,
    ) -> Result<VerifiedEvent, EngineError> {
        let mut last = RelayError::NoRelays;
        for batch in batches.filter(|batch| !batch.is_empty()) {
            match self.relays().fetch(batch, query, FETCH_LIMIT).await {
                Ok(event) => return Ok(event),
                // "None of them has it" says more than "some could not be reached".
                Err(error) if !matches!(last, RelayError::NotFound { .. }) => last = error,
                Err(_) => {}
            }
        }
        Err(last.into())
    }

    /// Of the relays that a stranger names, the public ones and the user's own: also where the user allows
    /// relays on the own network, strangers are not to choose them.
    fn within_reach(
        &self,
        sender: &PublicKey,
        named: Vec<RelayUrl>,
        settings: &Settings,
    ) -> Result<Vec<RelayUrl>, EngineError> {
        if self.store().contact(sender)?.is_some() {
            return Ok(named);
        }
        let is_fine =
            |relay: &RelayUrl| settings.relays.contains(relay) || Reach::Public.allows_url(relay.into());
        let (fine, other): (Vec<_>, Vec<_>) = named.into_iter().partition(is_fine);
        match (fine.is_empty(), other.first()) {
            (true, Some(relay)) => Err(RelayError::Forbidden(relay.to_string()).into()),
            _ => Ok(fine),
        }
    }
}

pub(super) fn query(opened: &OpenedComment, settings: &Settings) -> FetchQuery {
    FetchQuery {
        id: opened.event_id,
        author: opened.one_time,
        kind: EVENT_KIND,
        cover: settings.cover_fetches.then(|| cover(opened.sent_at)),
    }
}

/// The event is dated up to five minutes before the message.
fn cover(sent_at: Timestamp) -> Cover {
    let backdating = u64::from(MAX_BACKDATING);
    let earliest = sent_at.as_secs().saturating_sub(backdating);
    let since = earliest - earliest % COVER;
    Cover { since: Timestamp::from(since), until: Timestamp::from(since + COVER + backdating) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_cover_holds_the_event_and_is_the_same_for_the_whole_hour(
            sent_at in 1_000_000u64..4_000_000_000, back in 0u64..=300,
        ) {
            let Cover { since, until } = cover(Timestamp::from(sent_at));
            let dated = Timestamp::from(sent_at - back);
            prop_assert!(since <= dated && dated <= until);
            prop_assert_eq!((since.as_secs() % 3_600, until.as_secs() - since.as_secs()), (0, 3_900));
        }
    }
}
