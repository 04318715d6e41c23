//! Long texts, in parts: each is a knock and costs one, so the user is asked first.

use knock_protocol::{MAX_MESSAGE_JSON, Message};
use nostr::PublicKey;

use super::{SendOptions, compose};
use crate::engine::{Engine, EngineError};
use crate::store::Outgoing;

impl Engine {
    /// How many knocks a text takes: more than one is refused by [`Engine::send`] and needs
    /// [`Engine::send_in_parts`].
    pub fn parts_of(&self, to: &PublicKey, text: &str) -> Result<usize, EngineError> {
        Ok(self.cut(to, text)?.len())
    }

    /// Sends a text of any length, in as many parts as it takes. All are stored before the first is sent, and
    /// sent in order; one that stops does not stop the others.
    pub async fn send_in_parts(
        &self,
        to: &PublicKey,
        text: &str,
        options: SendOptions,
    ) -> Result<Vec<Outgoing>, EngineError> {
        let parts = self.cut(to, text)?;
        let of = parts.len();
        if of <= 1 {
            return Ok(vec![self.send(to, Message::text(text), options).await?]);
        }
        self.close_lines(to)?;
        let mut rows = Vec::with_capacity(of);
        for (at, part) in parts.into_iter().enumerate() {
            rows.push(self.store_sealed(to, Message::text(part).part(at + 1, of), options).await?);
        }
        let mut sent = Vec::with_capacity(of);
        for row in rows {
            // Why one stopped is in its row.
            let _ = self.drive_now(row.id).await;
            sent.push(self.store().outgoing(row.id)?.ok_or(EngineError::NotFound("this outgoing message"))?);
        }
        Ok(sent)
    }

    fn cut(&self, to: &PublicKey, text: &str) -> Result<Vec<String>, EngineError> {
        let settings = self.settings()?;
        let contact = self.store().contact(to)?;
        let around = |message| compose::dress(message, &[], contact.as_ref(), &settings).json_len();
        if around(Message::text(text)) <= MAX_MESSAGE_JSON {
            return Ok(vec![text.to_owned()]);
        }
        // The widest numbers that can be: a part has one character at least.
        let room = MAX_MESSAGE_JSON.saturating_sub(around(Message::text("").part(text.len(), text.len())));
        Ok(parts(text, room))
    }
}

/// Cuts a text into parts of at most `room` bytes as JSON, after white space where there is some in the last
/// fifth of the room. Joined they are the text.
fn parts(text: &str, room: usize) -> Vec<String> {
    let mut parts = Vec::new();
    let (mut start, mut size, mut space) = (0, 0, None);
    for (at, c) in text.char_indices() {
        let wide = json_size(c);
        if size + wide > room && at > start {
            let end = space.unwrap_or(at);
            parts.push(text[start..end].to_owned());
            size = text[end..at].chars().map(json_size).sum();
            (start, space) = (end, None);
        }
        size += wide;
        if c.is_whitespace() && size > room / 5 * 4 {
            space = Some(at + c.len_utf8());
        }
    }
    parts.push(text[start..].to_owned());
    parts
}

/// How many bytes a character takes in a JSON text.
fn json_size(c: char) -> usize {
    match c {
        '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
        '\0'..='\u{1f}' => 6,
        _ => c.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_stay_whole_where_they_can() {
        assert_eq!(parts("aaaa bbbb cccc", 10), ["aaaa bbbb ", "cccc"]);
        assert_eq!(parts("aaaaaaaaaaaaaaa", 10), ["aaaaaaaaaa", "aaaaa"]);
        assert_eq!(parts("", 10), [""]);
    }

    proptest! {
        #[test]
        fn parts_fit_and_make_the_text(text in any::<String>(), room in 6..40usize) {
            let parts = parts(&text, room);
            prop_assert_eq!(parts.concat(), text.clone());
            for part in &parts {
                let json = serde_json::to_string(part).unwrap();
                prop_assert!(json.len() - 2 <= room, "{} bytes", json.len() - 2);
                prop_assert!(!part.is_empty() || text.is_empty());
            }
        }
    }
}
