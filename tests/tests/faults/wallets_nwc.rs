//! A linked wallet (NIP-47) whose answers are late, doubled, forged or nonsense, over a real relay.

use std::sync::Arc;
use std::time::Duration;

use knock_core::engine::{Parts, SendOptions};
use knock_core::reach::Reach;
use knock_core::wallet::NwcWallet;
use knock_protocol::Message;
use knock_test_support::faults;
use nostr::RelayUrl;
use serde_json::{Value, json};

use crate::hostile::nwc::{HostileNwc, Reply};
use crate::stage::{HONEST, impatient, stage};

/// How long the wallet may take here; people give it a minute.
const PAY_LIMIT: Duration = Duration::from_secs(2);

/// Sends with this wallet and comes back a few times; how it stands then.
async fn play(reply: Reply) -> anyhow::Result<String> {
    let stage = stage().await?;
    let sandbox = &stage.world.sandbox;
    let name = format!("linked-{}", nostr::Keys::generate().public_key().to_hex());
    let mut person = stage.world.person(&name[..24]).await?;
    let relay = RelayUrl::parse(&sandbox.wallet_relay_url())?;
    let service = HostileNwc::start(relay, sandbox.ledger(), &name[..24], reply).await?;
    let wallet = Arc::new(NwcWallet::link(&service.uri, Reach::Local)?.with_pay_limit(PAY_LIMIT));
    person.restart_adapted(|parts| Parts { wallet, ..impatient(parts) }).await?;
    let to = stage.acquaintance(&person, &stage.address_of(HONEST), vec![stage.relay()?])?;
    let first = person.engine.send(&to, Message::text("Hello"), SendOptions::default()).await;
    let told_at_first = first.err().map(|error| format!("`{}`, then ", error.kind())).unwrap_or_default();
    for _ in 0..3 {
        person.clock.advance(600);
        person.engine.resume().await?;
    }
    Ok(format!("{told_at_first}{}", stage.told(&person, &to, None)?))
}

const DELIVERED: &str = "delivered, paid once";
const LOOKED_UP: &str = "`payment_outcome_unknown`, then delivered, paid once";

faults! { NWC, play;
    k_honest: "(for comparison) pays and answers", Reply::Honest => DELIVERED;
    k_thrice: "answers three times", Reply::Thrice => DELIVERED;
    k_impostor: "somebody else answers first", Reply::ImpostorFirst => DELIVERED;
    k_other_request: "answers another request first", Reply::OtherRequestFirst => DELIVERED;
    k_late: "pays, and answers after the client has given up", Reply::TooLate => LOOKED_UP;
    k_never: "pays, and never answers", Reply::Never => LOOKED_UP;
    k_wrong_preimage: "pays, and shows another payment's proof", Reply::WrongPreimage => LOOKED_UP;
    k_no_preimage: "pays, and shows no proof", Reply::Result(json!({})) => LOOKED_UP;
    k_odd_preimage: "pays, and shows a number for a proof", Reply::Result(json!({"preimage": 7})) => LOOKED_UP;
    k_null: "pays, and answers null", Reply::Result(Value::Null) => LOOKED_UP;
    k_list: "pays, and answers with a list", Reply::Result(json!([1, 2])) => LOOKED_UP;
    k_no_json: "pays, and answers in words", Reply::Text("done!") => LOOKED_UP;
    k_unencrypted: "pays, and answers without encryption", Reply::Unencrypted => LOOKED_UP;
    k_internal: "pays, and says INTERNAL", Reply::PayAndRefuse("INTERNAL") => LOOKED_UP;
    k_other: "pays, and says OTHER", Reply::PayAndRefuse("OTHER") => LOOKED_UP;
    k_new_code: "pays, and gives a code that nobody knows", Reply::PayAndRefuse("TEAPOT") => LOOKED_UP;
    k_no_funds: "says INSUFFICIENT_BALANCE", Reply::Refuse("INSUFFICIENT_BALANCE") => "`insufficient_funds`, then kept and tried again, nothing paid";
    k_no_quota: "says QUOTA_EXCEEDED", Reply::Refuse("QUOTA_EXCEEDED") => "`quota_exceeded`, then kept and tried again, nothing paid";
    k_revoked: "says UNAUTHORIZED", Reply::Refuse("UNAUTHORIZED") => "`payment_failed`, then kept and tried again, nothing paid";
    k_busy: "says RATE_LIMITED", Reply::Refuse("RATE_LIMITED") => "`payment_failed`, then kept and tried again, nothing paid";
}
