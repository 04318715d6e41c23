//! Payments to offers that were begun, so that none is made twice.
//!
//! A payment to an offer is known by its payer note, but the SDK stores that note only after the payment is on its
//! way. A kill in between leaves a payment without a note. So each payment is written down here first, with the
//! payments to that offer that there were already; one without a note that came later, and before the next attempt,
//! is the one that was cut off. Attempts are made one at a time, and forgotten once their note is stored.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::payment::OfferPayment;

/// The attempts that may have lost their note.
#[derive(Debug)]
pub(crate) struct Attempts {
    path: PathBuf,
    begun: Vec<Attempt>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Attempt {
    offer: String,
    payer_note: String,
    /// Swaps to this offer that were there before.
    before: Vec<String>,
}

impl Attempts {
    /// Those in the wallet's folder.
    pub(crate) fn open(dir: &Path) -> io::Result<Self> {
        let path = dir.join("offer-attempts.json");
        let begun = match fs::read(&path) {
            Ok(text) => serde_json::from_slice(&text)?,
            Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        Ok(Self { path, begun })
    }

    /// Writes down that a payment begins. When this returns, it is on the disk.
    pub(crate) fn begin(&mut self, offer: &str, payer_note: &str, made: &[OfferPayment]) -> io::Result<()> {
        let before = made.iter().filter(|it| it.offer == offer).map(|it| it.swap_id.clone()).collect();
        let attempt = Attempt { offer: offer.to_owned(), payer_note: payer_note.to_owned(), before };
        let others = self.begun.iter().filter(|it| it.payer_note != payer_note).cloned();
        self.store(others.chain([attempt]).collect())
    }

    /// Forgets a payment whose note the SDK has stored.
    pub(crate) fn end(&mut self, payer_note: &str) -> io::Result<()> {
        self.store(self.begun.iter().filter(|it| it.payer_note != payer_note).cloned().collect())
    }

    /// The payment to this offer with this note, among all that were made to offers. After a failure the same note is
    /// paid anew, so one that failed counts only where there is no other.
    pub(crate) fn find<'a>(
        &self,
        offer: &str,
        payer_note: &str,
        made: &'a [OfferPayment],
    ) -> Option<&'a OfferPayment> {
        let to_offer = || made.iter().filter(|it| it.offer == offer);
        let noted = || to_offer().filter(|it| it.payer_note.as_deref() == Some(payer_note));
        noted()
            .find(|it| !it.failed)
            .or_else(|| to_offer().find(|it| it.payer_note.is_none() && self.is_cut_off(payer_note, it)))
            .or_else(|| noted().next_back())
    }

    /// Whether the attempt to pay this note was cut off in making this payment, whose own note is lost.
    fn is_cut_off(&self, payer_note: &str, payment: &OfferPayment) -> bool {
        let of_offer: Vec<&Attempt> = self.begun.iter().filter(|it| it.offer == payment.offer).collect();
        let was_there = |attempt: &&Attempt| attempt.before.contains(&payment.swap_id);
        match of_offer.iter().position(|it| it.payer_note == payer_note) {
            Some(place) => !was_there(&of_offer[place]) && of_offer[place + 1..].iter().all(was_there),
            None => false,
        }
    }

    /// The new text stands beside the old one until it is whole.
    fn store(&mut self, begun: Vec<Attempt>) -> io::Result<()> {
        let new = self.path.with_extension("json.new");
        let mut file = File::create(&new)?;
        file.write_all(&serde_json::to_vec(&begun)?)?;
        file.sync_all()?;
        fs::rename(&new, &self.path)?;
        self.begun = begun;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(swap_id: &str, offer: &str, note: Option<&str>) -> OfferPayment {
        OfferPayment {
            swap_id: swap_id.to_owned(),
            offer: offer.to_owned(),
            payer_note: note.map(str::to_owned),
            failed: false,
        }
    }

    fn found<'a>(attempts: &Attempts, offer: &str, note: &str, made: &'a [OfferPayment]) -> Option<&'a str> {
        attempts.find(offer, note, made).map(|it| it.swap_id.as_str())
    }

    #[test]
    fn a_stored_note_is_enough() {
        let dir = tempfile::tempdir().unwrap();
        let attempts = Attempts::open(dir.path()).unwrap();
        let all = [made("a", "lno1", Some("one")), made("b", "lno2", Some("two"))];
        assert_eq!(found(&attempts, "lno1", "one", &all), Some("a"));
        assert_eq!(found(&attempts, "lno2", "one", &all), None);
        assert_eq!(found(&attempts, "lno1", "three", &all), None);
    }

    #[test]
    fn a_payment_that_lost_its_note_is_found_after_a_restart() {
        let dir = tempfile::tempdir().unwrap();
        let old = made("old", "lno1", None);
        Attempts::open(dir.path()).unwrap().begin("lno1", "one", std::slice::from_ref(&old)).unwrap();

        let attempts = Attempts::open(dir.path()).unwrap();
        assert_eq!(found(&attempts, "lno1", "one", std::slice::from_ref(&old)), None);
        let all = [old, made("new", "lno1", None), made("else", "lno2", None)];
        assert_eq!(found(&attempts, "lno1", "one", &all), Some("new"));
        assert_eq!(found(&attempts, "lno1", "two", &all), None);
    }

    #[test]
    fn two_cut_off_attempts_do_not_claim_the_same_payment() {
        let dir = tempfile::tempdir().unwrap();
        // The first was killed before it paid, the second after.
        let mut attempts = Attempts::open(dir.path()).unwrap();
        attempts.begin("lno1", "one", &[]).unwrap();
        attempts.begin("lno1", "two", &[]).unwrap();
        let all = [made("b", "lno1", None)];
        assert_eq!(found(&attempts, "lno1", "one", &all), None);
        assert_eq!(found(&attempts, "lno1", "two", &all), Some("b"));

        // Both had paid.
        let first = made("a", "lno1", None);
        attempts.begin("lno1", "two", std::slice::from_ref(&first)).unwrap();
        let all = [first, made("b", "lno1", None)];
        assert_eq!(found(&attempts, "lno1", "one", &all), Some("a"));
        assert_eq!(found(&attempts, "lno1", "two", &all), Some("b"));
    }

    #[test]
    fn after_a_failure_the_new_attempt_counts() {
        let dir = tempfile::tempdir().unwrap();
        let mut attempts = Attempts::open(dir.path()).unwrap();
        let failed = OfferPayment { failed: true, ..made("a", "lno1", Some("one")) };
        assert_eq!(found(&attempts, "lno1", "one", std::slice::from_ref(&failed)), Some("a"));
        attempts.begin("lno1", "one", std::slice::from_ref(&failed)).unwrap();
        let cut_off = [failed.clone(), made("b", "lno1", None)];
        assert_eq!(found(&attempts, "lno1", "one", &cut_off), Some("b"));
        let whole = [failed, made("b", "lno1", Some("one"))];
        assert_eq!(found(&attempts, "lno1", "one", &whole), Some("b"));
    }

    #[test]
    fn what_is_done_is_forgotten_and_damage_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let mut attempts = Attempts::open(dir.path()).unwrap();
        attempts.begin("lno1", "one", &[]).unwrap();
        attempts.end("one").unwrap();
        let attempts = Attempts::open(dir.path()).unwrap();
        assert_eq!(found(&attempts, "lno1", "one", &[made("a", "lno1", None)]), None);

        fs::write(dir.path().join("offer-attempts.json"), "[{").unwrap();
        assert!(Attempts::open(dir.path()).is_err());
    }
}
