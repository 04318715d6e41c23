//! The sandbox's services on a wallet instead of play money, as on regtest's nodes: a Lightning address and a NIP-47
//! link whose money is Bob's, wherever his wallet has it.

use std::sync::Arc;

use knock_core::engine::NewContact;
use knock_core::reach::Reach;
use knock_core::store::OutState;
use knock_core::wallet::{NwcWallet, Wallet};
use knock_sandbox::lnurl::{LnurlServer, LnurlSettings};
use knock_sandbox::wallet_service::{WalletEncryption, WalletService};
use knock_tests::{BALANCE_MSAT, WalletLedger, World};
use nostr::RelayUrl;

#[tokio::test(flavor = "multi_thread")]
async fn a_wallet_is_linked_and_has_an_address() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, mut bob) = (world.person("alice").await?, world.person("bob").await?);
    let wallet: Arc<dyn Wallet> = Arc::new(NwcWallet::link(&bob.user.wallet_uri, Reach::Local)?);
    let node = world.sandbox.ledger().node_id().to_string();
    let ledger = Arc::new(WalletLedger::open([("robert", wallet, node)]).await?);

    let relay = RelayUrl::parse(&world.sandbox.wallet_relay_url())?;
    let service = WalletService::start(relay, ledger.clone(), WalletEncryption::Both).await?;
    let linked = NwcWallet::link(&service.connect("robert", None)?, Reach::Local)?;
    bob.restart_with(Arc::new(linked)).await?;
    let addresses = LnurlServer::start(ledger).await?;
    addresses.lnurl().configure("robert", LnurlSettings::default());

    let to_bob = NewContact {
        reference: bob.card()?,
        lightning_address: Some(addresses.lnurl().address("robert")),
        ..NewContact::default()
    };
    let to_bob = alice.engine.add_contact(to_bob).await?.pubkey;
    let listener = bob.listen();
    alice.send(&to_bob, "Hello Bob").await?;
    assert_eq!(bob.next_message().await?.content, "Hello Bob");
    drop(listener);
    alice.send(&to_bob, "Are you there?").await?;
    bob.engine.catch_up().await?;
    assert_eq!(bob.texts()?, ["Hello Bob", "Are you there?"]);

    let to_alice = bob.meet(&alice).await?;
    assert_eq!(bob.send(&to_alice, "Yes").await?.state, OutState::Delivered);
    assert_eq!(world.balance("bob")?, BALANCE_MSAT + 2_000 - 1_000);
    assert_eq!(service.request_count("robert", "pay_invoice"), 1);
    Ok(())
}
