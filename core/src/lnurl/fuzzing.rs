//! See [`crate::fuzzing`].

use super::PayParams;
use crate::amount::Msat;

/// A service's first answer: terms that are accepted make sense.
pub fn lnurl_terms(body: &[u8]) {
    let Ok(answer) = serde_json::from_slice(body) else { return };
    let Ok(terms) = PayParams::from_json(&answer) else { return };
    assert!(Msat::ZERO < terms.min_sendable && terms.min_sendable <= terms.max_sendable);
    assert!(terms.check_amount(terms.min_sendable).is_ok() && terms.check_amount(Msat::ZERO).is_err());
    assert_eq!(terms.check_comment("x").is_ok(), terms.comment_allowed > 0);
    let _ = terms.description();
}
