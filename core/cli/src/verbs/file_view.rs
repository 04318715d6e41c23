//! File messages as JSON and as a line.

use std::borrow::Cow;

use knock_core::files::Attachment;
use knock_protocol::MessageKind;
use serde_json::{Value, json};

/// What a message says: its text, or what its file is and how to save it.
pub(super) fn words<'a>(id: i64, kind: u16, content: &'a str, tags: &[Vec<String>]) -> Cow<'a, str> {
    let Some(file) = attachment(kind, content, tags) else { return content.into() };
    let name = file.name.map(|name| format!("{name}, ")).unwrap_or_default();
    format!("[{name}{}, {}: `knock file save {id}`]", file.mime, size_of(file.size)).into()
}

/// The file of a file message, without its key.
pub(super) fn file_json(kind: u16, content: &str, tags: &[Vec<String>]) -> Option<Value> {
    let file = attachment(kind, content, tags)?;
    Some(json!({
        "file_type": file.mime,
        "name": file.name,
        "size": file.size,
        "dimensions": file.dimensions,
        "blurhash": file.blurhash,
        "host": file.url.host_str(),
    }))
}

fn attachment(kind: u16, content: &str, tags: &[Vec<String>]) -> Option<Attachment> {
    let is_file = kind == MessageKind::File.kind().as_u16();
    is_file.then(|| Attachment::read(content, tags).ok()).flatten()
}

/// "1.2 MB"
pub(super) fn size_of(bytes: Option<u64>) -> String {
    match bytes {
        None => "size unknown".to_owned(),
        Some(bytes) if bytes < 1_000 => format!("{bytes} bytes"),
        Some(bytes) if bytes < 1_000_000 => format!("{} kB", bytes / 1_000),
        Some(bytes) => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
    }
}
