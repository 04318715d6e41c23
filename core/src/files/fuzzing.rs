//! See [`crate::fuzzing`].

use super::picture::{check_received, clean, format_of};

/// A picture of anybody's: it is cleaned or refused, and what is made of it is one that we would show.
pub fn picture(bytes: &[u8]) {
    let _ = check_received(bytes);
    let Some(format) = format_of(bytes) else { return };
    if let Ok(picture) = clean(bytes, format) {
        assert!(format_of(&picture.bytes).is_some() && check_received(&picture.bytes).is_ok());
    }
}
