//! A message that points to a file (NIP-17, kind 15), a tag a line; and a picture's bytes.
#![no_main]

use knock_core::files::Attachment;
use knock_core::fuzzing;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    fuzzing::picture(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (content, tags) = text.split_once('\n').unwrap_or_default();
    let tags: Vec<Vec<String>> =
        tags.lines().map(|line| line.split(' ').map(str::to_owned).collect()).collect();
    if let Ok(attachment) = Attachment::read(content, &tags) {
        assert!(attachment.name.as_ref().is_none_or(|name| !name.contains(['/', '\\'])));
        let message = attachment.to_message();
        let tags: Vec<Vec<String>> = message.tags.iter().map(|tag| tag.as_slice().to_vec()).collect();
        assert_eq!(Attachment::read(&message.content, &tags).ok(), Some(attachment));
    }
});
