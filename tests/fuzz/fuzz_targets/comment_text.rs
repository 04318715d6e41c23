//! What a wallet shows or a user pastes: a comment is found or refused, and both armors say the same.
#![no_main]

use knock_fuzz::Knock;
use knock_protocol::{Comment, open_comment};
use libfuzzer_sys::fuzz_target;

std::thread_local!(static KNOCK: Knock = Knock::new());

fuzz_target!(|text: &str| {
    let _ = text.parse::<Comment>();
    if let Some(Ok(comment)) = Comment::find_in(text) {
        for armor in [comment.to_base64url(), comment.to_base2048()] {
            assert_eq!(armor.parse::<Comment>().as_ref(), Ok(&comment));
            assert_eq!(
                comment.fit(armor.chars().count()).map(|fitting| fitting.parse()),
                Some(Ok(comment.clone()))
            );
        }
        KNOCK.with(|k| {
            let opened = open_comment(&k.bob, &comment, k.now);
            assert!(opened.is_err() || k.genuine.contains(&comment), "a forged comment was opened");
        });
    }
});
