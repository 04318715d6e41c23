//! Bytes of one "Hello Bob", all that leaves the sender: for Knock the event and the comment, for NIP-17 the
//! two gift wraps.

use crate::crypto;
use crate::report::{Figure, Report};

pub(crate) fn run() -> anyhow::Result<Report> {
    let [knock, comment, gifts] = crypto::sizes()?;
    let mut report = Report::new("Bytes on the wire");
    report.row(
        "event and comment",
        Figure::Bytes(knock + comment),
        "two NIP-17 gift wraps",
        Figure::Bytes(gifts),
        Some(0.30),
    );
    report.note(format!("Knock: an event of {knock} bytes and a comment of {comment} characters."));
    Ok(report)
}
