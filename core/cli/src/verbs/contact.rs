//! `contact`: people.

use knock_core::contacts::ContactRef;
use knock_core::engine::{Engine, EngineError, NewContact};
use knock_core::store::Contact;
use nostr::PublicKey;
use serde_json::{Value, json};

use super::show::{name_of, npub};
use crate::args::ContactVerb;
use crate::output::Output;

pub(super) async fn run(engine: &Engine, verb: ContactVerb, output: &Output) -> anyhow::Result<()> {
    match verb {
        ContactVerb::Add { who, name, address, offer, relays, offline } => {
            let relays =
                relays.iter().map(|url| super::init::relay_url(url)).collect::<anyhow::Result<_>>()?;
            output.progress("Looking them up…");
            let new = NewContact {
                reference: who,
                petname: name,
                lightning_address: address,
                offer,
                relays,
                look_up: !offline,
            };
            let contact = engine.add_contact(new).await?;
            output.answer(&contact_json(&contact), || line(&contact));
        }
        ContactVerb::List => {
            let contacts = engine.store().contacts()?;
            let all: Vec<Value> = contacts.iter().map(contact_json).collect();
            output.answer(&all, || match contacts.is_empty() {
                true => "No contacts yet: `knock contact add NPUB`.".to_owned(),
                false => contacts.iter().map(line).collect::<Vec<_>>().join("\n"),
            });
        }
        ContactVerb::Block { who } => block(engine, &who, true, output)?,
        ContactVerb::Unblock { who } => block(engine, &who, false, output)?,
        ContactVerb::VerifyName { who } => {
            let contact = engine.verify_nip05(&peer_of(engine, &who)?).await?;
            output.answer(&contact_json(&contact), || match contact.nip05_verified_at {
                Some(_) => line(&contact),
                None => "The name belongs to another key.".to_owned(),
            });
        }
    }
    Ok(())
}

fn block(engine: &Engine, who: &str, blocked: bool, output: &Output) -> anyhow::Result<()> {
    let key = peer_of(engine, who)?;
    engine.block(&key, blocked)?;
    let said = if blocked { "blocked" } else { "unblocked" };
    output.answer(&json!({"npub": npub(&key), "blocked": blocked}), || {
        format!("{}  {}  {said}", name_of(engine.store(), &key), npub(&key))
    });
    Ok(())
}

/// The key of a contact, or of anybody who is named by one.
pub(super) fn peer_of(engine: &Engine, who: &str) -> anyhow::Result<PublicKey> {
    match (engine.known_contact(who)?, ContactRef::parse(who)) {
        (Some(contact), _) => Ok(contact.pubkey),
        (None, Ok(ContactRef::Key { pubkey, .. })) => Ok(pubkey),
        (None, _) => Err(EngineError::NotFound("this contact").into()),
    }
}

pub(super) fn contact_json(contact: &Contact) -> Value {
    json!({
        "npub": npub(&contact.pubkey),
        "name": contact.petname,
        "lightning_address": contact.lightning_address,
        "offer": contact.offer,
        "address_by": contact.address_by.as_str(),
        "asked_price_msat": contact.asked_price.map(|price| price.0),
        "nip05": contact.nip05,
        "nip05_verified": contact.nip05_verified_at.is_some(),
        "verified": contact.verified_at.is_some(),
        "relays": contact.relays,
        "blocked": contact.blocked,
    })
}

pub(super) fn line(contact: &Contact) -> String {
    let name = contact.petname.as_deref().unwrap_or("(no name)");
    let address = match (&contact.lightning_address, &contact.offer) {
        (Some(address), _) => address.as_str(),
        (None, Some(_)) => "BOLT12 offer",
        (None, None) => "no lightning address",
    };
    let nip05 = match (&contact.nip05, contact.nip05_verified_at) {
        (Some(name), Some(_)) => format!("  ✓ {name}"),
        _ => String::new(),
    };
    let verified = if contact.verified_at.is_some() { "  verified" } else { "" };
    let blocked = if contact.blocked { "  blocked" } else { "" };
    format!("{name}  {}  {address}{nip05}{verified}{blocked}", npub(&contact.pubkey))
}
