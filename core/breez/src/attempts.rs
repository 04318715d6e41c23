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

    /// The swap that pays this offer with this note, among all payments made to offers.
    pub(crate) fn swap_of(&self, offer: &str, payer_note: &str, made: &[OfferPayment]) -> Option<String> {
        let to_offer = || made.iter().filter(|it| it.offer == offer);
        if let Some(it) = to_offer().find(|it| it.payer_note.as_deref() == Some(payer_note)) {
            return Some(it.swap_id.clone());
        }
        let place = self.begun.iter().position(|it| it.offer == offer && it.payer_note == payer_note)?;
        let (attempt, later) = (self.begun.get(place)?, self.begun.get(place + 1..)?);
        let cut_off = |id: &String| {
            !attempt.before.contains(id)
                && later.iter().filter(|it| it.offer == offer).all(|it| it.before.contains(id))
        };
        to_offer().filter(|it| it.payer_note.is_none()).map(|it| it.swap_id.clone()).find(cut_off)
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
        }
    }

    #[test]
    fn a_stored_note_is_enough() {
        let dir = tempfile::tempdir().unwrap();
        let attempts = Attempts::open(dir.path()).unwrap();
        let all = [made("a", "lno1", Some("one")), made("b", "lno2", Some("two"))];
        assert_eq!(attempts.swap_of("lno1", "one", &all).as_deref(), Some("a"));
        assert_eq!(attempts.swap_of("lno2", "one", &all), None);
        assert_eq!(attempts.swap_of("lno1", "three", &all), None);
    }

    #[test]
    fn a_payment_that_lost_its_note_is_found_after_a_restart() {
        let dir = tempfile::tempdir().unwrap();
        let old = made("old", "lno1", None);
        Attempts::open(dir.path()).unwrap().begin("lno1", "one", std::slice::from_ref(&old)).unwrap();

        let attempts = Attempts::open(dir.path()).unwrap();
        assert_eq!(attempts.swap_of("lno1", "one", std::slice::from_ref(&old)), None);
        let all = [old, made("new", "lno1", None), made("else", "lno2", None)];
        assert_eq!(attempts.swap_of("lno1", "one", &all).as_deref(), Some("new"));
        assert_eq!(attempts.swap_of("lno1", "two", &all), None);
    }

    #[test]
    fn two_cut_off_attempts_do_not_claim_the_same_payment() {
        let dir = tempfile::tempdir().unwrap();
        // The first was killed before it paid, the second after.
        let mut attempts = Attempts::open(dir.path()).unwrap();
        attempts.begin("lno1", "one", &[]).unwrap();
        attempts.begin("lno1", "two", &[]).unwrap();
        let all = [made("b", "lno1", None)];
        assert_eq!(attempts.swap_of("lno1", "one", &all), None);
        assert_eq!(attempts.swap_of("lno1", "two", &all).as_deref(), Some("b"));

        // Both had paid.
        let first = made("a", "lno1", None);
        attempts.begin("lno1", "two", std::slice::from_ref(&first)).unwrap();
        let all = [first, made("b", "lno1", None)];
        assert_eq!(attempts.swap_of("lno1", "one", &all).as_deref(), Some("a"));
        assert_eq!(attempts.swap_of("lno1", "two", &all).as_deref(), Some("b"));
    }

    #[test]
    fn what_is_done_is_forgotten_and_damage_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let mut attempts = Attempts::open(dir.path()).unwrap();
        attempts.begin("lno1", "one", &[]).unwrap();
        attempts.end("one").unwrap();
        let attempts = Attempts::open(dir.path()).unwrap();
        assert_eq!(attempts.swap_of("lno1", "one", &[made("a", "lno1", None)]), None);

        fs::write(dir.path().join("offer-attempts.json"), "[{").unwrap();
        assert!(Attempts::open(dir.path()).is_err());
    }
}
