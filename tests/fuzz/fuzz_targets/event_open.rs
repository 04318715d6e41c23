//! What a relay answers: any JSON, also signed anew with the one-time key. Only the true message is opened.
#![no_main]

use knock_fuzz::Knock;
use knock_protocol::{OpenedComment, fuzzing, open_comment};
use libfuzzer_sys::fuzz_target;
use nostr::{Event, JsonUtil, UnsignedEvent};

std::thread_local!(static KNOCK: (Knock, OpenedComment) = {
    let knock = Knock::new();
    let opened = open_comment(&knock.bob, &knock.comment, knock.now).expect("it is genuine");
    (knock, opened)
});

fuzz_target!(|json: &[u8]| {
    let Ok(event) = Event::from_json(json) else { return };
    KNOCK.with(|(knock, opened)| {
        let received = opened.open_event(&knock.bob, &event, knock.now);
        assert!(received.is_err() || event.id == knock.event.id, "another event was opened");

        let Event { created_at, kind, tags, content, .. } = event;
        let unsigned = UnsignedEvent::new(knock.one_time.public_key(), created_at, kind, tags, content);
        let signed = unsigned.sign_with_keys(&knock.one_time).expect("a local key signs");
        // Times are the one-time key's to choose; the content is not, without a new comment signature.
        if fuzzing::open_named(opened, &knock.bob, &signed, knock.now).is_ok() {
            assert_eq!(signed.content, knock.event.content);
        }
    });
});
