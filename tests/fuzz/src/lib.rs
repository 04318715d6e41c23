//! What the fuzz targets share: the first of the protocol's test vectors, whose keys are known.

use knock_protocol::Comment;
use nostr::{Event, Keys, SecretKey, Timestamp};
use serde_json::Value;

const VECTORS: &str = include_str!("../../../core/protocol/tests/data/knock.vectors.json");

/// "Hello Bob", as Alice sent it.
pub struct Knock {
    pub alice: Keys,
    pub bob: Keys,
    pub one_time: Keys,
    pub now: Timestamp,
    pub comment: Comment,
    /// All comments that the vectors' senders made for Bob.
    pub genuine: Vec<Comment>,
    pub event: Event,
}

impl Knock {
    pub fn new() -> Self {
        Self::read().expect("the vectors are whole")
    }

    fn read() -> Option<Self> {
        let vectors: Value = serde_json::from_str(VECTORS).ok()?;
        let vector = &vectors["accepted"][0];
        let comment = |vector: &Value| vector["comment_base64url"].as_str()?.parse().ok();
        // Rejected for their event, or at another time than this.
        let rejected = vectors["rejected"]
            .as_array()?
            .iter()
            .filter_map(|vector| Comment::find_in(vector["comment"].as_str()?)?.ok());
        let keys = |secret: &Value| Some(Keys::new(SecretKey::from_hex(secret.as_str()?).ok()?));
        Some(Self {
            alice: keys(&vector["sender_secret"])?,
            bob: keys(&vector["receiver_secret"])?,
            one_time: keys(&vector["derived"]["one_time_secret"])?,
            now: Timestamp::from(vector["now"].as_u64()?),
            comment: vector["comment_base64url"].as_str()?.parse().ok()?,
            genuine: vectors["accepted"].as_array()?.iter().filter_map(comment).chain(rejected).collect(),
            event: serde_json::from_value(vector["event"].clone()).ok()?,
        })
    }
}

impl Default for Knock {
    fn default() -> Self {
        Self::new()
    }
}
