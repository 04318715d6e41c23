//! What wallets say, read leniently: fields are missing, null, or numbers in quotes; metadata is anything.

use nostr::Timestamp;
use serde_json::Value;

use crate::amount::Msat;
use crate::wallet::{IncomingPayment, Network, PaymentHash, PaymentStatus, Preimage, Settled};

/// How a message of ours begins.
const KNOCK_PREFIX: &str = "knock1";

/// A wallet's answer to a request. It may hold a preimage, so it is not shown outside tests.
#[derive(PartialEq)]
#[cfg_attr(test, derive(Debug))]
pub(super) enum Answer {
    Result(Value),
    Error { code: String, message: String },
}

impl Answer {
    pub(super) fn parse(json: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(json).ok()?;
        if let Some(error) = value.get("error").filter(|error| !error.is_null()) {
            let code = text(error, "code").unwrap_or_else(|| "OTHER".to_owned());
            let message = text(error, "message").unwrap_or_default();
            return Some(Self::Error { code: code.to_ascii_uppercase(), message });
        }
        value.get("result").filter(|result| result.is_object()).map(|result| Self::Result(result.clone()))
    }
}

/// A string that is there and not empty.
pub(super) fn text(value: &Value, name: &str) -> Option<String> {
    value.get(name)?.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// A whole number, also as float or in quotes.
pub(super) fn number(value: &Value, name: &str) -> Option<u64> {
    let field = value.get(name)?;
    let float =
        || field.as_f64().filter(|float| *float >= 0.0 && float.fract() == 0.0).map(|float| float as u64);
    field.as_u64().or_else(float).or_else(|| field.as_str()?.trim().parse().ok())
}

/// NIP-47's `network`.
pub(super) fn network(info: &Value) -> Option<Network> {
    match text(info, "network")?.to_ascii_lowercase().as_str() {
        "mainnet" | "bitcoin" => Some(Network::Bitcoin),
        "testnet" => Some(Network::Testnet),
        "signet" | "mutinynet" => Some(Network::Signet),
        "regtest" => Some(Network::Regtest),
        _ => None,
    }
}

/// One payment, as in `lookup_invoice`, `list_transactions` and the notifications.
pub(super) struct Transaction(Value);

impl Transaction {
    pub(super) fn new(value: Value) -> Self {
        Self(value)
    }

    pub(super) fn payment_hash(&self) -> Option<PaymentHash> {
        text(&self.0, "payment_hash")?.parse().ok()
    }

    /// The preimage, if it is the right one.
    pub(super) fn proof(&self, hash: PaymentHash) -> Option<Preimage> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text(&self.0, "preimage")?, &mut bytes).ok()?;
        Some(Preimage(bytes)).filter(|preimage| preimage.payment_hash() == hash)
    }

    pub(super) fn fee(&self) -> Option<Msat> {
        number(&self.0, "fees_paid").map(Msat)
    }

    fn state(&self) -> Option<String> {
        text(&self.0, "state").map(|state| state.to_ascii_lowercase())
    }

    fn settled_at(&self) -> Option<u64> {
        number(&self.0, "settled_at").filter(|at| *at > 0)
    }

    /// Whether the wallet says in so many words that the payment may still succeed or fail.
    pub(super) fn is_under_way(&self) -> bool {
        self.state().is_some_and(|state| !["settled", "failed", "expired"].contains(&state.as_str()))
    }

    /// How a payment of ours stands. Without `state` (older wallets) the right preimage or `settled_at` decides.
    pub(super) fn status(&self, hash: PaymentHash) -> PaymentStatus {
        let proof = self.proof(hash);
        let settled = PaymentStatus::Settled(Settled { preimage: proof, fee: self.fee() });
        match self.state().as_deref() {
            Some("settled") => settled,
            Some(state @ ("failed" | "expired")) => PaymentStatus::Failed(format!("the payment has {state}")),
            Some(_) => PaymentStatus::Pending,
            None if proof.is_some() || self.settled_at().is_some() => settled,
            None => PaymentStatus::Pending,
        }
    }

    /// The payment, if it came in and is settled. `told_at` is the time of a `payment_received` notification,
    /// which says by itself that the payment is settled; a listing must say so in `state` or `settled_at`, since
    /// the receiver's wallet knows an unpaid invoice's preimage, too.
    pub(super) fn incoming(&self, told_at: Option<Timestamp>) -> Option<IncomingPayment> {
        let direction = text(&self.0, "type");
        match direction.as_deref() {
            Some("incoming") => {}
            None if told_at.is_some() => {}
            _ => return None,
        }
        match self.state().as_deref() {
            Some("settled") => {}
            Some(_) => return None,
            None if told_at.is_some() || self.settled_at().is_some() => {}
            None => return None,
        }
        let created_at = || number(&self.0, "created_at").map(Timestamp::from);
        Some(IncomingPayment {
            payment_hash: self.payment_hash()?,
            amount: Msat(number(&self.0, "amount")?),
            settled_at: self.settled_at().map(Timestamp::from).or(told_at).or_else(created_at)?,
            comment: comment_of(&self.0),
        })
    }

    /// Whether the wallet says when the payment settled.
    pub(super) fn tells_when(&self) -> bool {
        self.settled_at().is_some()
    }
}

/// The text that came with a payment: LUD-12 comment, keysend TLV, BOLT12 payer note or description, in this
/// order, but one that holds a message of ours before all others. Metadata is an object, or one in a string.
pub(super) fn comment_of(transaction: &Value) -> Option<String> {
    let unpacked;
    let metadata = match transaction.get("metadata") {
        Some(Value::String(json)) => {
            unpacked = serde_json::from_str(json).unwrap_or(Value::Null);
            &unpacked
        }
        Some(metadata) => metadata,
        None => &Value::Null,
    };
    let records = metadata.get("tlv_records").and_then(Value::as_array).into_iter().flatten();
    let note = metadata.get("offer").and_then(|offer| text(offer, "payer_note"));
    let candidates: Vec<String> = text(metadata, "comment")
        .into_iter()
        .chain(records.filter_map(record_text))
        .chain(note)
        .chain(text(transaction, "description"))
        .collect();
    candidates.iter().find(|text| text.contains(KNOCK_PREFIX)).or(candidates.first()).cloned()
}

/// A TLV's value if it is a message of ours; other records are any app's binary data.
fn record_text(record: &Value) -> Option<String> {
    let bytes = hex::decode(text(record, "value")?).ok()?;
    String::from_utf8(bytes).ok().filter(|text| text.starts_with(KNOCK_PREFIX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn hash() -> PaymentHash {
        Preimage([7; 32]).payment_hash()
    }

    /// As Alby Hub sends it, with state and metadata.
    #[test]
    fn reads_alby_hub() {
        let paid = json!({"type": "incoming", "state": "settled", "invoice": "lnbc1", "description": "zap",
            "description_hash": "", "preimage": hex::encode([7; 32]), "payment_hash": hash().to_string(),
            "amount": 21000, "fees_paid": 0, "created_at": 1_700_000_000, "expires_at": 1_700_086_400,
            "settled_at": 1_700_000_005, "settle_deadline": null,
            "metadata": {"comment": "knock1abc", "payer_data": {"name": "knock1no"}}});
        let payment = Transaction::new(paid).incoming(None).unwrap();
        assert_eq!((payment.amount, payment.settled_at.as_secs()), (Msat(21_000), 1_700_000_005));
        assert_eq!((payment.payment_hash, payment.comment.as_deref()), (hash(), Some("knock1abc")));
    }

    /// Older wallets know neither state nor settled_at.
    #[test]
    fn reads_older_wallets() {
        let told = json!({"type": "incoming", "invoice": "lnbc1", "description": "knock1abc", "preimage": "",
            "payment_hash": hash().to_string(), "amount": "21000", "fees_paid": null, "created_at": 1_700_000_000.0});
        let transaction = Transaction::new(told);
        let payment = transaction.incoming(Some(Timestamp::from(1_700_000_009))).unwrap();
        assert_eq!((payment.amount, payment.settled_at.as_secs()), (Msat(21_000), 1_700_000_009));
        assert!(transaction.incoming(None).is_none(), "a listing does not prove that it was paid");
        assert_eq!(transaction.status(hash()), PaymentStatus::Pending);
        let sent =
            Transaction::new(json!({"type": "outgoing", "preimage": hex::encode([7; 32]), "fees_paid": 3}));
        let settled = Settled { preimage: Some(Preimage([7; 32])), fee: Some(Msat(3)) };
        assert_eq!(sent.status(hash()), PaymentStatus::Settled(settled));
        assert_eq!(
            sent.status(PaymentHash([0; 32])),
            PaymentStatus::Pending,
            "a wrong preimage proves nothing"
        );
    }

    #[test]
    fn only_settled_incoming_payments_count() {
        let with = |direction: &str, state: &str| {
            let value = json!({"type": direction, "state": state, "payment_hash": hash().to_string(),
                "amount": 1, "created_at": 1, "settled_at": 1});
            Transaction::new(value).incoming(Some(Timestamp::from(5))).is_some()
        };
        assert!(with("incoming", "settled"));
        for (direction, state) in [
            ("outgoing", "settled"),
            ("incoming", "pending"),
            ("incoming", "expired"),
            ("incoming", "accepted"),
        ] {
            assert!(!with(direction, state), "{direction} {state}");
        }
    }

    #[test]
    fn finds_the_comment_wherever_it_is() {
        let tlv = |text: &str| json!({"tlv_records": [{"type": 1, "value": "zz"}, {"type": 5, "value": hex::encode(text)}]});
        let cases = [
            (json!({"metadata": {"comment": "hi"}, "description": "knock1d"}), Some("knock1d")),
            (json!({"metadata": {"comment": "hi"}, "description": "d"}), Some("hi")),
            (json!({"metadata": "{\"comment\":\"knock1c\"}", "description": "d"}), Some("knock1c")),
            (json!({"metadata": tlv("knock1t"), "description": "d"}), Some("knock1t")),
            (json!({"metadata": tlv("podcast"), "description": "d"}), Some("d")),
            (json!({"metadata": {"offer": {"payer_note": "knock1o"}, "comment": ""}}), Some("knock1o")),
            (json!({"metadata": null, "description": null}), None),
            (json!({"metadata": [["text/plain", "x"]], "description": "d"}), Some("d")),
            (json!({"metadata": "not json"}), None),
        ];
        for (transaction, expected) in cases {
            assert_eq!(comment_of(&transaction).as_deref(), expected, "{transaction}");
        }
    }

    #[test]
    fn answers_are_results_or_errors() {
        let error = r#"{"result_type":"pay_invoice","error":{"code":"insufficient_balance"},"result":null}"#;
        let expected = Answer::Error { code: "INSUFFICIENT_BALANCE".to_owned(), message: String::new() };
        assert_eq!(Answer::parse(error), Some(expected));
        let result = r#"{"result_type":"new_method","error":null,"result":{"x":1}}"#;
        assert_eq!(Answer::parse(result), Some(Answer::Result(json!({"x": 1}))));
        assert_eq!(Answer::parse(r#"{"result_type":"x"}"#), None);
        assert_eq!(Answer::parse("[]"), None);
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            ".{0,20}".prop_map(Value::from),
            "[0-9a-f]{64}".prop_map(Value::from),
        ];
        let names = "type|state|payment_hash|preimage|amount|created_at|settled_at|metadata|comment|tlv_records|offer|error|result|code|value";
        leaf.prop_recursive(4, 40, 6, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::hash_map(names, inner, 0..8)
                    .prop_map(|fields| Value::from(serde_json::Map::from_iter(fields))),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_payment_is_read_in_every_spelling(
            preimage in any::<[u8; 32]>(), amount in 0u64..1 << 53, at in 1u64..1 << 40, as_text in any::<bool>(),
            comment in "knock1[A-Za-z0-9_-]{1,40}",
        ) {
            let preimage = Preimage(preimage);
            let number = |n: u64| if as_text { json!(format!(" {n} ")) } else { json!(n as f64) };
            let told = json!({"type": "incoming", "state": "SETTLED", "payment_hash": preimage.payment_hash().to_string(),
                "preimage": hex::encode(preimage.0), "amount": number(amount), "fees_paid": number(amount),
                "created_at": number(1), "settled_at": number(at), "metadata": {"comment": comment}});
            let transaction = Transaction::new(told);
            let payment = transaction.incoming(None).unwrap();
            prop_assert_eq!((payment.amount, payment.settled_at.as_secs()), (Msat(amount), at));
            prop_assert_eq!((payment.payment_hash, payment.comment), (preimage.payment_hash(), Some(comment)));
            let settled = Settled { preimage: Some(preimage), fee: Some(Msat(amount)) };
            prop_assert_eq!(transaction.status(preimage.payment_hash()), PaymentStatus::Settled(settled));
        }

        #[test]
        fn never_panics(value in any_json(), raw in ".{0,200}") {
            let _ = Answer::parse(&raw);
            let _ = Answer::parse(&value.to_string());
            let _ = network(&value);
            let transaction = Transaction::new(value);
            let _ = transaction.incoming(None);
            let _ = transaction.incoming(Some(Timestamp::from(1)));
            let _ = transaction.status(PaymentHash([0; 32]));
        }
    }
}
