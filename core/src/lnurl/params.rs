//! The terms on which a service takes payments (LUD-06's first answer).

use serde_json::Value;
use url::Url;

use super::LnurlError;
use crate::amount::Msat;

/// What a service asks for and allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayParams {
    /// Where invoices are asked for.
    pub callback: Url,
    /// The least it takes, at least 1 msat.
    pub min_sendable: Msat,
    /// The most it takes, not less than the least.
    pub max_sendable: Msat,
    /// The service's description of itself, exactly as sent: invoices commit to its hash.
    pub metadata: String,
    /// Longest comment, Unicode characters (LUD-12); 0 if it takes none.
    pub comment_allowed: usize,
}

impl PayParams {
    /// Reads the answer. The caller checks where the callback leads.
    pub(super) fn from_json(answer: &Value) -> Result<Self, LnurlError> {
        if answer["tag"] != "payRequest" {
            return Err(LnurlError::NotPayRequest);
        }
        let callback = answer["callback"].as_str().and_then(|text| Url::parse(text).ok());
        let mut callback = callback.ok_or(LnurlError::BadAnswer("no callback"))?;
        callback.set_fragment(None);
        let metadata = answer["metadata"].as_str().ok_or(LnurlError::BadAnswer("no metadata"))?;
        let min = whole(&answer["minSendable"]).ok_or(LnurlError::BadAnswer("no minSendable"))?;
        let max = whole(&answer["maxSendable"]).ok_or(LnurlError::BadAnswer("no maxSendable"))?;
        let min = min.max(1);
        if min > max {
            return Err(LnurlError::BadAnswer("minSendable is above maxSendable"));
        }
        let comment_allowed = whole(&answer["commentAllowed"]).unwrap_or(0);
        Ok(Self {
            callback,
            min_sendable: Msat(min),
            max_sendable: Msat(max),
            metadata: metadata.to_owned(),
            comment_allowed: usize::try_from(comment_allowed).unwrap_or(usize::MAX),
        })
    }

    /// The `text/plain` line of the metadata, for people to read.
    pub fn description(&self) -> Option<String> {
        let entries: Vec<Vec<Value>> = serde_json::from_str(&self.metadata).ok()?;
        let entry = entries.iter().find(|entry| entry.first().is_some_and(|kind| kind == "text/plain"))?;
        entry.get(1)?.as_str().map(str::to_owned)
    }

    /// Refuses an amount outside the service's range.
    pub fn check_amount(&self, amount: Msat) -> Result<(), LnurlError> {
        let (min, max) = (self.min_sendable, self.max_sendable);
        if (min..=max).contains(&amount) { Ok(()) } else { Err(LnurlError::AmountOutOfRange { min, max }) }
    }

    /// Refuses a comment that the service would cut or refuse. Call it before anything is published.
    pub fn check_comment(&self, comment: &str) -> Result<(), LnurlError> {
        let (allowed, length) = (self.comment_allowed, comment.chars().count());
        if length <= allowed { Ok(()) } else { Err(LnurlError::CommentTooLong { allowed, length }) }
    }
}

/// A number that is not negative and has no fraction. Some services write `1000.0`.
fn whole(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| {
        let float = value.as_f64()?;
        // Up to 2^53 a float is exact; that is 90 bitcoin in msat, so no real limit is lost.
        (float.fract() == 0.0 && (0.0..=9_007_199_254_740_992.0).contains(&float)).then_some(float as u64)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn answer() -> Value {
        json!({
            "tag": "payRequest",
            "callback": "https://example.com/cb?id=7#x",
            "minSendable": 1000,
            "maxSendable": 5_000.0,
            "metadata": r#"[["text/identifier","a@example.com"],["text/plain","Knock at Alice's"]]"#,
            "commentAllowed": 255,
            "allowsNostr": true,
        })
    }

    fn with(key: &str, value: Value) -> Result<PayParams, LnurlError> {
        let mut answer = answer();
        answer[key] = value;
        PayParams::from_json(&answer)
    }

    #[test]
    fn reads_an_answer() {
        let params = PayParams::from_json(&answer()).unwrap();
        assert_eq!(params.callback.as_str(), "https://example.com/cb?id=7");
        assert_eq!((params.min_sendable, params.max_sendable), (Msat(1000), Msat(5000)));
        assert_eq!(params.comment_allowed, 255);
        assert_eq!(params.description().as_deref(), Some("Knock at Alice's"));
    }

    #[test]
    fn comments_are_off_unless_allowed() {
        for value in [Value::Null, json!(0), json!(-1), json!("yes"), json!(true), json!(1.5)] {
            assert_eq!(with("commentAllowed", value).unwrap().comment_allowed, 0);
        }
        let params = with("commentAllowed", json!(3)).unwrap();
        assert!(params.check_comment("äöü").is_ok());
        let error = params.check_comment("äöüß").unwrap_err();
        assert_eq!(error, LnurlError::CommentTooLong { allowed: 3, length: 4 });
    }

    #[test]
    fn bad_answers() {
        assert_eq!(with("tag", json!("withdrawRequest")), Err(LnurlError::NotPayRequest));
        for (key, value) in [
            ("callback", json!("no url")),
            ("callback", Value::Null),
            ("metadata", json!([["text/plain", "x"]])),
            ("minSendable", json!(5001)),
            ("minSendable", json!("1000")),
            ("maxSendable", json!(0)),
            ("maxSendable", json!(-1)),
        ] {
            let result = with(key, value);
            assert!(matches!(result, Err(LnurlError::BadAnswer(_))), "{key}: {result:?}");
        }
        for value in [json!([]), json!("x"), json!(null), json!(7)] {
            assert_eq!(PayParams::from_json(&value), Err(LnurlError::NotPayRequest));
        }
    }

    #[test]
    fn zero_is_never_sendable() {
        let params = with("minSendable", json!(0)).unwrap();
        assert_eq!(params.min_sendable, Msat(1));
        assert!(params.check_amount(Msat::ZERO).is_err());
        assert!(params.check_amount(Msat(5000)).is_ok());
        assert!(params.check_amount(Msat(5001)).is_err());
    }

    fn any_number() -> impl Strategy<Value = Value> {
        prop_oneof![
            any::<u64>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            "[0-9]{0,6}".prop_map(Value::from),
            Just(Value::Null),
        ]
    }

    proptest! {
        #[test]
        fn terms_that_are_accepted_make_sense(
            min in any_number(),
            max in any_number(),
            comment in any_number(),
            callback in "(https://a.example/)?\\PC{0,20}",
            metadata in "\\PC{0,20}|\\[\\[\"text/plain\",\"[a-z]{0,9}\"\\]\\]",
        ) {
            let answer = json!({
                "tag": "payRequest", "callback": callback, "minSendable": min, "maxSendable": max,
                "commentAllowed": comment, "metadata": metadata,
            });
            if let Ok(terms) = PayParams::from_json(&answer) {
                prop_assert!(Msat::ZERO < terms.min_sendable && terms.min_sendable <= terms.max_sendable);
                prop_assert!(terms.check_amount(terms.max_sendable).is_ok());
                prop_assert_eq!(terms.check_comment("x").is_ok(), terms.comment_allowed > 0);
                prop_assert_eq!(&terms.metadata, &metadata, "invoices commit to it as it is");
                prop_assert!(terms.callback.fragment().is_none());
            }
        }
    }
}
