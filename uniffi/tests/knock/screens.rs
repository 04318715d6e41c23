//! What a screen shows, each in one call.

use knock_ffi::{
    AddressSource, Code, ContactChange, KnockError, PublicationOutcome, SendOptions, WalletKind, read_code,
};
use knock_sandbox::{Sandbox, SandboxOptions};

use crate::support::{kind, meet, person};

#[tokio::test]
async fn people_and_numbers() -> Result<(), KnockError> {
    let sandbox = Sandbox::start(SandboxOptions::default()).await.unwrap();
    let (alice, bob) = (person(&sandbox, "alice").await?, person(&sandbox, "bob").await?);
    let (a, b) = (alice.created.npub.clone(), bob.created.npub.clone());
    let Code::Person { card } = read_code(&alice.knock.card().await?.link) else { panic!("no card") };
    assert_eq!((&card.npub, card.lightning_address.as_ref()), (&a, Some(&alice.user.lightning_address)));
    let scanned = bob.knock.scan_card(card.link, Some("Alice".into())).await?;
    assert_eq!(
        (scanned.contact.title.as_str(), scanned.contact.address_from),
        ("Alice", AddressSource::Card)
    );

    // A stranger's screen has what can be known.
    let stranger = alice.knock.person(b.clone()).await?;
    assert!(stranger.contact.is_none() && stranger.conversation.is_none());
    assert!(stranger.title.starts_with("npub1") && stranger.title.contains('…'));
    let known = bob.knock.person(a.clone()).await?;
    assert_eq!(known.safety_number, stranger.safety_number, "both see the same");

    let change = |relays: &[String]| ContactChange {
        name: Some("Al".into()),
        lightning_address: Some("al@example.com".into()),
        offer: None,
        relays: relays.to_vec(),
    };
    let changed = bob.knock.change_contact(a.clone(), change(&[sandbox.relay_url()])).await?;
    assert_eq!((changed.title.as_str(), changed.address_from), ("Al", AddressSource::User));
    assert_eq!(kind(bob.knock.change_contact(a.clone(), change(&["x".into()])).await), "relay_invalid");
    assert_eq!(kind(alice.knock.change_contact(b.clone(), change(&[])).await), "not_found");
    let offer = ContactChange { lightning_address: Some("lno1x".into()), ..change(&[]) };
    assert_eq!(kind(bob.knock.change_contact(a.clone(), offer).await), "offer_malformed");
    assert_eq!(bob.knock.names_of(vec![a.clone()]).await?[&a], "Al");

    bob.knock.set_blocked(a.clone(), true).await?;
    assert_eq!(bob.knock.blocked().await?.len(), 1);
    assert_eq!(bob.knock.wallet_kind()?, WalletKind::Linked);
    let check = bob.knock.check_address(bob.user.lightning_address.clone(), None).await?;
    assert!(check.takes_knocks && check.comment_allowed >= 254 && check.min_msat > 0);
    assert_eq!(kind(bob.knock.check_address("nonsense".into(), None).await), "not_a_pay_address");
    Ok(())
}

#[tokio::test]
async fn a_chat_with_its_draft_and_relays() -> Result<(), KnockError> {
    let sandbox = Sandbox::start(SandboxOptions::default()).await.unwrap();
    let (alice, bob) = (person(&sandbox, "alice").await?, person(&sandbox, "bob").await?);
    meet(&alice, &bob).await?;
    let (a, b) = (alice.created.npub.clone(), bob.created.npub.clone());
    let sent = alice.knock.send(b.clone(), "Hello".into(), SendOptions::default(), None).await?;
    let table = alice.knock.publications(sent.message_id).await?;
    assert_eq!((table.len(), table[0].outcome), (1, PublicationOutcome::Accepted));
    assert_eq!(alice.knock.conversation(b.clone()).await?.unwrap().title, "bob");

    bob.knock.catch_up(10_000, None).await?;
    let rumor = bob.knock.messages(None, 1, None).await?[0].rumor_id.clone();
    assert!(bob.knock.conversation(a.clone()).await?.unwrap().can_be_paid, "her message said where");
    bob.knock.set_draft(a.clone(), "I was".into(), Some(rumor)).await?;
    let conversation = bob.knock.conversation(a.clone()).await?.unwrap();
    let draft = conversation.draft.unwrap();
    assert_eq!((draft.text.as_str(), draft.quoted.unwrap().text.as_str()), ("I was", "Hello"));
    let overview = bob.knock.overview().await?;
    assert_eq!((overview.unread, overview.requests, overview.unsent), (1, 0, 0));
    Ok(())
}
