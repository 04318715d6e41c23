//! Plays every scenario of `tests/scenarios/` over the core.

use knock_tests::scenario::{self, Scenario};
use serde_json::json;

#[tokio::test]
async fn every_scenario_goes_as_written() -> anyhow::Result<()> {
    let files = scenario::files()?;
    assert!(!files.is_empty());
    let mut failures = Vec::new();
    for file in &files {
        let name = file.file_stem().unwrap().to_string_lossy();
        let played = scenario::play(&scenario::load(file)?).await;
        println!("{name}: {}", if played.is_ok() { "ok" } else { "FAILED" });
        if let Err(error) = played {
            failures.push(format!("{name}: {error:#}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    Ok(())
}

/// The runner itself: what does not go as written is noticed.
#[tokio::test]
async fn a_scenario_that_is_wrong_fails() -> anyhow::Result<()> {
    let wrong = [
        json!({"who": "alice", "do": "send", "to": "bob", "text": "x", "gives": "failed"}),
        json!({"who": "alice", "do": "send", "to": "bob", "text": "x", "fails": "no_pay_address"}),
        json!({"who": "bob", "do": "sees", "texts": ["never sent"]}),
        json!({"who": "bob", "do": "accept", "from": "alice"}),
        json!({"who": "alice", "do": "add", "contact": "nonsense", "fails": "bad_npub"}),
        json!({"do": "relay", "holds": 9}),
        json!({"who": "carol", "do": "listen"}),
    ];
    for step in wrong {
        let scenario: Scenario = serde_json::from_value(json!({
            "about": "wrong",
            "people": {"alice": {}, "bob": {}},
            "steps": [{"who": "alice", "do": "meet", "whom": "bob"}, step],
        }))?;
        assert!(scenario::play(&scenario).await.is_err(), "{step}");
    }
    Ok(())
}

#[test]
fn misspelt_scenarios_are_not_read() {
    for step in [
        json!({"who": "alice", "do": "sing"}),
        json!({"who": "alice", "do": "listen", "gives": "message"}),
        json!({"who": "alice", "do": "send", "to": "bob", "text": "x", "give": "failed"}),
        json!({"who": "alice", "do": "catch_up"}),
    ] {
        let scenario = json!({"about": "x", "people": {"alice": {}, "bob": {}}, "steps": [step]});
        assert!(serde_json::from_value::<Scenario>(scenario).is_err(), "{step}");
    }
}
