//! `card` and `safety`: who you are, and whether others are who they seem.

use std::path::Path;

use anyhow::Context;
use knock_core::contacts::{ContactCard, qr_png, qr_svg};
use knock_core::engine::{CardDifference, Engine};
use serde_json::{Value, json};

use super::contact::{contact_json, line, peer_of};
use super::show::npub;
use crate::args::{CardVerb, Safety};
use crate::output::Output;
use crate::qr;

pub(super) fn run(engine: &Engine, verb: CardVerb, output: &Output) -> anyhow::Result<()> {
    match verb {
        CardVerb::Show { svg, png, scale } => {
            let card = engine.own_card()?;
            let link = card.link();
            if let Some(path) = svg {
                write(&path, qr_svg(&link)?.as_bytes())?;
            }
            if let Some(path) = png {
                write(&path, &qr_png(&link, scale)?)?;
            }
            output.answer(&card_json(&card), || format!("{}\n{link}", qr::render(&link)));
        }
        CardVerb::Scan { card, replace: true, .. } => {
            let contact = engine.take_over_card(&card)?;
            output.answer(
                &json!({"contact": contact_json(&contact), "is_new": false, "differences": []}),
                || line(&contact),
            );
        }
        CardVerb::Scan { card, name, replace: false } => {
            let scanned = engine.scan_card(&card, name)?;
            let differences: Vec<Value> = scanned.differences.iter().map(difference_json).collect();
            let value = json!({
                "contact": contact_json(&scanned.contact),
                "is_new": scanned.is_new,
                "differences": differences,
            });
            output.answer(&value, || {
                let told = scanned.differences.iter().map(difference_line);
                std::iter::once(line(&scanned.contact)).chain(told).collect::<Vec<_>>().join("\n")
            });
        }
    }
    Ok(())
}

pub(super) fn safety(engine: &Engine, args: &Safety, output: &Output) -> anyhow::Result<()> {
    let peer = peer_of(engine, &args.who)?;
    if args.verified || args.unverified {
        engine.set_verified(&peer, args.verified)?;
    }
    let number = engine.safety_number(&peer);
    let verified = engine.store().contact(&peer)?.is_some_and(|contact| contact.verified_at.is_some());
    output.answer(&json!({"npub": npub(&peer), "safety_number": number, "verified": verified}), || {
        let said = if verified { "You have compared it." } else { "Compare it in person, then --verified." };
        format!("{}\n{}\n{said}", &number[..35], &number[36..])
    });
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    std::fs::write(path, bytes).with_context(|| format!("{} cannot be written", path.display()))
}

fn card_json(card: &ContactCard) -> Value {
    json!({
        "npub": npub(&card.pubkey),
        "link": card.link(),
        "knock_link": card.knock_link(),
        "relays": card.relays,
        "lightning_address": card.lightning_address,
        "offer": card.offer,
        "price_msat": card.price.map(|price| price.0),
    })
}

fn difference_json(difference: &CardDifference) -> Value {
    match difference {
        CardDifference::LightningAddress { known, card } => {
            json!({"field": "lightning_address", "known": known, "card": card})
        }
        CardDifference::Offer { known, card } => json!({"field": "offer", "known": known, "card": card}),
    }
}

fn difference_line(difference: &CardDifference) -> String {
    match difference {
        CardDifference::LightningAddress { known, card } => {
            format!("The card says {card}, known is {known}. If you trust the card: --replace.")
        }
        CardDifference::Offer { .. } => {
            "The card has an offer that is not known. If you trust the card: --replace.".to_owned()
        }
    }
}
