//! The wallet contract over a linked wallet on the sandbox, and what of it applies to payment by hand.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::StreamExt;
use knock_core::amount::Msat;
use knock_core::reach::Reach;
use knock_core::wallet::{
    ExternalWallet, NwcWallet, PayOutcome, PayRequest, PaymentHash, PaymentStatus, Wallet,
};
use knock_sandbox::wallet_service::WalletSwitches;
use knock_tests::wallet_contract::{Backend, Side, run};
use knock_tests::{BALANCE_MSAT, World};

struct Linked {
    world: World,
    uri: String,
    ours: Arc<dyn Wallet>,
    other: Arc<dyn Wallet>,
}

impl Linked {
    fn side(&self, account: &str, wallet: &Arc<dyn Wallet>) -> Side {
        let node = self.world.sandbox.ledger().account_node(account);
        Side { wallet: wallet.clone(), offer: None, node: Some(node) }
    }
}

#[async_trait(?Send)]
impl Backend for Linked {
    fn name(&self) -> &'static str {
        "NWC"
    }
    fn ours(&self) -> Side {
        self.side("alice", &self.ours)
    }
    fn other(&self) -> Side {
        self.side("bob", &self.other)
    }
    async fn restart(&mut self) -> anyhow::Result<()> {
        self.world.sandbox.wallets().set_switches("alice", WalletSwitches::default());
        self.ours = Arc::new(NwcWallet::connect(&self.uri, Reach::Local).await?);
        Ok(())
    }
    async fn lose_answers(&mut self) -> anyhow::Result<()> {
        let silent = WalletSwitches { drop_pay_response: true, ..WalletSwitches::default() };
        self.world.sandbox.wallets().set_switches("alice", silent);
        let wallet = NwcWallet::connect(&self.uri, Reach::Local).await?;
        self.ours = Arc::new(wallet.with_pay_limit(Duration::from_secs(1)));
        Ok(())
    }
}

#[tokio::test]
async fn a_linked_wallet_keeps_the_contract() -> anyhow::Result<()> {
    let world = World::start().await?;
    let alice = world.sandbox.create_user("alice", BALANCE_MSAT)?;
    let bob = world.sandbox.create_user("bob", BALANCE_MSAT)?;
    let ours = Arc::new(NwcWallet::connect(&alice.wallet_uri, Reach::Local).await?);
    let other = Arc::new(NwcWallet::connect(&bob.wallet_uri, Reach::Local).await?);
    let table = run(&mut Linked { world, uri: alice.wallet_uri, ours, other }).await?;
    println!("{table}");
    Ok(())
}

#[tokio::test]
async fn payment_by_hand_claims_nothing() -> anyhow::Result<()> {
    let request = PayRequest::Invoice {
        bolt11: "lnbcrt1".into(),
        payment_hash: PaymentHash([1; 32]),
        amount: Msat(1_000),
        max_fee: None,
    };
    let handed = ExternalWallet.pay(&request).await?;
    assert_eq!(handed, PayOutcome::HandOver { uri: "lightning:lnbcrt1".into() });
    assert_eq!(ExternalWallet.lookup(&request).await?, PaymentStatus::Unknowable);
    let mut incoming = ExternalWallet.incoming().await?;
    assert!(tokio::time::timeout(Duration::from_millis(20), incoming.next()).await.is_err());
    for case in ["hands an invoice over", "does not claim to know the outcome", "tells of no payment"] {
        println!("by hand   {case:<58} passed");
    }
    Ok(())
}
