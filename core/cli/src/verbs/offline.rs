//! `seal` and `open`: the protocol alone, without network, for scripts and for checking other clients.

use std::path::Path;

use knock_core::contacts::{ContactError, ContactRef};
use knock_core::engine::HomeError;
use knock_core::keys::Identity;
use knock_protocol::{Comment, Message, RelayHint, SealError, SealRequest, open_comment, seal};
use nostr::secp256k1::rand::rngs::OsRng;
use nostr::{Event, JsonUtil, Timestamp};
use serde_json::{Value, json};

use super::show::npub;
use crate::args::{Open, Seal};
use crate::failure::BadInput;
use crate::output::Output;
use crate::{input, session};

fn identity(folder: &Path) -> anyhow::Result<Identity> {
    let vault = session::open_vault(folder)?;
    Ok(Identity::load(vault.as_ref())?.ok_or(HomeError::NoIdentity)?)
}

pub(super) fn seal_message(folder: &Path, args: Seal, output: &Output) -> anyhow::Result<()> {
    let receiver = match ContactRef::parse(&args.to).map_err(knock_core::engine::EngineError::from)? {
        ContactRef::Key { pubkey, .. } => pubkey,
        ContactRef::Nip05(_) => {
            return Err(knock_core::engine::EngineError::from(ContactError::NotAContact).into());
        }
    };
    let identity = identity(folder)?;
    let relays =
        args.relays.iter().map(|url| super::init::relay_url(url)).collect::<anyhow::Result<Vec<_>>>()?;
    let message = Message::text(input::text_or_stdin(args.text)?);
    let request = SealRequest {
        sender: identity.public_key(),
        receiver,
        message: &message,
        relays: RelayHint::naming(&relays).map_err(SealError::from)?,
        ttl: args.ttl.map(Into::into).unwrap_or_default(),
        now: Timestamp::now(),
    };
    let sealed = seal(identity.keys()?, &request, &mut OsRng)?;
    let value = json!({
        "comment": sealed.comment.to_base64url(),
        "comment_short": sealed.comment.to_base2048(),
        "event": serde_json::from_str::<Value>(&sealed.event.as_json())?,
        "rumor_id": sealed.rumor.id.map(|id| id.to_hex()),
        "expires_at": sealed.expires_at.as_secs(),
    });
    output.answer(&value, || format!("{}\n\n{}", sealed.comment.to_base64url(), sealed.event.as_json()));
    Ok(())
}

pub(super) fn open_message(folder: &Path, args: Open, output: &Output) -> anyhow::Result<()> {
    let identity = identity(folder)?;
    let comment = Comment::find_in(&args.comment).unwrap_or(Err(knock_protocol::CommentError::NoPrefix))?;
    let now = Timestamp::now();
    let opened = open_comment(identity.keys()?, &comment, now)?;
    let json = match args.event.to_str() {
        Some("-") => input::text_or_stdin(None)?,
        _ => std::fs::read_to_string(&args.event)
            .map_err(|e| BadInput::new("event_unreadable", format!("{}: {e}", args.event.display())))?,
    };
    let event = Event::from_json(json.trim())
        .map_err(|_| BadInput::new("event_malformed", "that is no Nostr event in JSON (NIP-01)"))?;
    let received = opened.open_event(identity.keys()?, &event, now)?;
    let rumor = &received.rumor;
    let value = json!({
        "sender": npub(&received.sender),
        "text": rumor.content,
        "kind": rumor.kind.as_u16(),
        "tags": rumor.tags,
        "created_at": rumor.created_at.as_secs(),
        "sent_at": received.sent_at.as_secs(),
        "expires_at": received.expires_at.as_secs(),
        "rumor_id": rumor.id.map(|id| id.to_hex()),
    });
    output.answer(&value, || format!("{}: {}", npub(&received.sender), rumor.content));
    Ok(())
}
