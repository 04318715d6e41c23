//! Publishing everywhere ("blastr").
//!
//! The payment does not wait for the slowest of some hundred relays: it begins as soon as enough of those
//! that the receiver asks have confirmed, and the others are published to meanwhile. What each did is a
//! row in the store, so a kill loses none: the next start asks those that were not asked yet.

use std::collections::HashSet;
use std::time::Duration;

use futures::StreamExt;
use nostr::{Event, JsonUtil, RelayUrl};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use crate::engine::lease::{LEASE, holding};
use crate::engine::{Engine, EngineError, SendStep};
use crate::relay::{PublishOutcome, RelayReport};
use crate::store::{Outcome, Outgoing, Publication};

/// Time for each relay, from the first packet to its word.
const RELAY_LIMIT: Duration = Duration::from_secs(8);
/// So many of the relays that the receiver asks are enough to pay.
const ENOUGH: usize = 3;
/// With at least one of them, the payment waits no longer than this for more.
const SETTLE: Duration = Duration::from_secs(1);
/// How often somebody who waits for the end looks.
const POLL: Duration = Duration::from_millis(100);

impl Engine {
    /// Starts publishing and returns when the payment can begin. The reports are those that came so far.
    pub(super) async fn publish_everywhere(
        &self,
        row: &Outgoing,
        sought: usize,
    ) -> Result<Vec<RelayReport>, EngineError> {
        self.store().begin_publication(row.id, &row.relays)?;
        let sought: HashSet<&RelayUrl> = row.relays.iter().take(sought).collect();
        // What a former try has brought.
        let mut found = row.accepted.iter().filter(|relay| sought.contains(relay)).count();
        let (teller, mut told) = mpsc::unbounded_channel();
        self.spawn_blast(row.id, Some(teller));
        let mut reports: Vec<RelayReport> = Vec::new();
        let mut deadline = (found > 0).then(|| Instant::now() + SETTLE);
        while found < ENOUGH {
            let settled = async {
                match deadline {
                    Some(deadline) => sleep_until(deadline).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                report = told.recv() => {
                    let Some(report) = report else { break };
                    if report.is_accepted() && sought.contains(&report.relay) {
                        found += 1;
                        deadline.get_or_insert_with(|| Instant::now() + SETTLE);
                    }
                    reports.push(report);
                }
                () = settled => break,
            }
        }
        if found == 0 {
            let took = reports.iter().filter(|report| report.is_accepted()).count();
            return Err(EngineError::NotPublished(format!(
                "of {} relays that the receiver asks, none; of all {}, {took}",
                sought.len(),
                row.relays.len()
            )));
        }
        Ok(reports)
    }

    /// Goes on publishing what a former process, or this one, has not finished.
    pub(in crate::engine) fn resume_blasts(&self) -> Result<(), EngineError> {
        for id in self.store().unfinished_publications(self.now())? {
            self.spawn_blast(id, None);
        }
        Ok(())
    }

    /// What each relay did with a message of the user's, as far as is known now. Empty for one that is gone from the relays.
    pub fn publications_so_far(&self, message_id: i64) -> Result<Vec<Publication>, EngineError> {
        let row = self.store().outgoing_by_message(message_id)?;
        row.map_or(Ok(Vec::new()), |row| Ok(self.store().publications(row.id)?))
    }

    /// Waits until every relay has been asked, and tells what each did.
    pub async fn publications(&self, outgoing: i64) -> Result<Vec<Publication>, EngineError> {
        loop {
            let table = self.store().publications(outgoing)?;
            let waiting = table.iter().any(|publication| publication.outcome == Outcome::Waiting);
            if !waiting || self.store().outgoing(outgoing)?.is_none_or(|row| row.is_over()) {
                return Ok(table);
            }
            tokio::time::sleep(POLL).await;
        }
    }

    fn spawn_blast(&self, id: i64, teller: Option<mpsc::UnboundedSender<RelayReport>>) {
        let engine = self.clone();
        self.spawn(async move {
            if let Err(error) = engine.blast(id, teller).await {
                log::warn!("publishing everywhere stopped: {}", error.kind());
            }
        });
    }

    /// Asks the relays that wait. The end of the teller's channel says that all have been asked.
    async fn blast(
        &self,
        id: i64,
        teller: Option<mpsc::UnboundedSender<RelayReport>>,
    ) -> Result<(), EngineError> {
        let driver = self.driver();
        let claim = || self.store().claim_publication(id, &driver, self.now() + LEASE, self.now());
        if !claim()? {
            return Ok(());
        }
        let result = holding(claim, Box::pin(self.ask_waiting(id, teller))).await;
        self.store().release_publication(id, &driver)?;
        self.refresh_discovered().await;
        result
    }

    async fn ask_waiting(
        &self,
        id: i64,
        teller: Option<mpsc::UnboundedSender<RelayReport>>,
    ) -> Result<(), EngineError> {
        let Some(row) = self.store().outgoing(id)?.filter(|row| !row.is_stripped()) else { return Ok(()) };
        let event =
            Event::from_json(&row.event_json).map_err(|_| EngineError::NotFound("the sealed event"))?;
        let table = self.store().publications(id)?;
        let is_waiting = |publication: &&Publication| publication.outcome == Outcome::Waiting;
        let waiting: Vec<RelayUrl> = table.iter().filter(is_waiting).map(|p| p.relay.clone()).collect();
        let (of, mut asked) = (table.len(), table.len() - waiting.len());
        let mut accepted = table.iter().filter(|p| p.outcome == Outcome::Accepted).count();
        let mut reports = self.relays().publish_each(&waiting, &event, RELAY_LIMIT);
        while let Some(report) = reports.next().await {
            if !self.store().note_publication(id, &publication(&report))? {
                // Taken back meanwhile: whoever did it has asked this relay to delete the event, too.
                return Ok(());
            }
            asked += 1;
            accepted += usize::from(report.is_accepted());
            self.emit_step(&row, SendStep::Asked { report: report.clone(), asked, of });
            if let Some(teller) = &teller {
                // Who waited for enough has gone on.
                let _ = teller.send(report);
            }
        }
        self.emit_step(&row, SendStep::PublishedEverywhere { accepted, of });
        Ok(())
    }
}

pub(super) fn publication(report: &RelayReport) -> Publication {
    let (outcome, reason) = match report.outcome.clone() {
        PublishOutcome::Accepted => (Outcome::Accepted, None),
        PublishOutcome::Rejected(words) => (Outcome::Rejected, Some(words)),
        PublishOutcome::OverLimit(limit) => (Outcome::OverLimit, Some(limit)),
        PublishOutcome::Unreachable(why) => (Outcome::Unreachable, Some(why)),
        PublishOutcome::Forbidden(host) => (Outcome::Forbidden, Some(host)),
    };
    Publication { relay: report.relay.clone(), outcome, reason }
}
