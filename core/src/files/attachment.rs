//! What a file message says (NIP-17, kind 15): read carefully, since its writer may be a stranger.

use std::fmt;

use knock_protocol::{Message, MessageKind};
use nostr::{Tag, TagKind};
use url::Url;

use super::cipher::TAG;
use super::{FileError, FileKey, MAX_FILE};

const ALGORITHM: &str = "aes-gcm";
/// What a file is when nobody says.
const UNKNOWN: &str = "application/octet-stream";
/// Longest name kept, characters.
const MAX_NAME: usize = 120;
/// Longest URL read, bytes.
const MAX_URL: usize = 1_000;

/// A file that a message points to.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Where the encrypted file waits.
    pub url: Url,
    /// What it is (`file-type`), as its sender says: lower-case, never a reason to run anything.
    pub mime: String,
    /// What opens it.
    pub key: FileKey,
    /// The SHA-256 of the encrypted file (`x`).
    pub sha256: [u8; 32],
    /// The SHA-256 of the file itself (`ox`).
    pub original_sha256: Option<[u8; 32]>,
    /// Bytes of the encrypted file (`size`).
    pub size: Option<u64>,
    /// Pixels across and down (`dim`).
    pub dimensions: Option<(u32, u32)>,
    /// What to show until it is here (`blurhash`).
    pub blurhash: Option<String>,
    /// What its sender called it, without folders.
    pub name: Option<String>,
    /// What its sender says about it (`alt`, as NIP-94 and NIP-31 have it).
    pub caption: Option<String>,
}

/// Without the key and the place.
impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Attachment({}, {:?} bytes, ..)", self.mime, self.size)
    }
}

impl Attachment {
    /// Reads content and tags of a file message. What is not needed to open the file is left out
    /// where it makes no sense.
    pub fn read(content: &str, tags: &[Vec<String>]) -> Result<Self, FileError> {
        let tag = |name: &str| {
            let named = |tag: &&Vec<String>| tag.first().is_some_and(|first| first == name);
            tags.iter().find(named).and_then(|tag| tag.get(1)).map(String::as_str)
        };
        if tag("encryption-algorithm") != Some(ALGORITHM) {
            return Err(FileError::BadAttachment("it is not encrypted with aes-gcm"));
        }
        let texts = tag("decryption-key").zip(tag("decryption-nonce"));
        let key = texts.and_then(|(key, nonce)| FileKey::parse(key, nonce));
        let size = tag("size").and_then(|text| text.parse().ok());
        if size.is_some_and(|size: u64| size > MAX_FILE + TAG) {
            return Err(FileError::TooLarge);
        }
        Ok(Self {
            url: read_url(content).ok_or(FileError::BadAttachment("its content is no web address"))?,
            mime: tag("file-type").and_then(read_mime).unwrap_or_else(|| UNKNOWN.to_owned()),
            key: key.ok_or(FileError::BadAttachment("no key that fits"))?,
            sha256: tag("x").and_then(read_hash).ok_or(FileError::BadAttachment("no hash"))?,
            original_sha256: tag("ox").and_then(read_hash),
            size,
            dimensions: tag("dim").and_then(read_dimensions),
            blurhash: tag("blurhash").filter(|text| is_blurhash(text)).map(str::to_owned),
            name: tag("name").and_then(clean_name),
            caption: tag("alt").filter(|text| !text.trim().is_empty()).map(str::to_owned),
        })
    }

    /// The message that carries it.
    pub fn to_message(&self) -> Message {
        let (key, nonce) = self.key.to_texts();
        let required = [
            ("file-type", self.mime.clone()),
            ("encryption-algorithm", ALGORITHM.to_owned()),
            ("decryption-key", key),
            ("decryption-nonce", nonce),
            ("x", hex::encode(self.sha256)),
        ];
        let optional = [
            ("ox", self.original_sha256.map(hex::encode)),
            ("size", self.size.map(|size| size.to_string())),
            ("dim", self.dimensions.map(|(width, height)| format!("{width}x{height}"))),
            ("blurhash", self.blurhash.clone()),
            ("name", self.name.clone()),
            ("alt", self.caption.clone()),
        ];
        let optional = optional.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let tags = required.into_iter().chain(optional);
        Message {
            kind: MessageKind::File,
            content: self.url.to_string(),
            tags: tags.map(|(name, value)| Tag::custom(TagKind::custom(name), [value])).collect(),
            written_at: None,
        }
    }
}

/// A file's name without folders and without what steers a screen or hides in a listing; `None` where
/// nothing is left.
pub(super) fn clean_name(text: &str) -> Option<String> {
    let base = text.rsplit(['/', '\\']).next().unwrap_or_default();
    let steers = |c: &char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let plain: String = base.chars().filter(|c| !steers(c) && !"<>:\"|?*".contains(*c)).collect();
    let plain = plain.trim().trim_start_matches('.');
    let name: String = plain.chars().take(MAX_NAME).collect();
    (!name.trim().is_empty()).then_some(name)
}

fn read_url(text: &str) -> Option<Url> {
    let url = Url::parse(text.trim()).ok().filter(|_| text.len() <= MAX_URL)?;
    let plain = url.username().is_empty() && url.password().is_none();
    (matches!(url.scheme(), "https" | "http") && url.has_host() && plain).then_some(url)
}

fn read_mime(text: &str) -> Option<String> {
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"/+.-_".contains(&b);
    let slashes = text.bytes().filter(|b| *b == b'/').count();
    (text.len() <= 100 && slashes == 1 && text.bytes().all(fits)).then(|| text.to_ascii_lowercase())
}

fn read_hash(text: &str) -> Option<[u8; 32]> {
    let mut hash = [0; 32];
    hex::decode_to_slice(text, &mut hash).ok().map(|()| hash)
}

fn read_dimensions(text: &str) -> Option<(u32, u32)> {
    let (width, height) = text.split_once('x')?;
    let (width, height) = (width.parse().ok()?, height.parse().ok()?);
    (width > 0 && height > 0).then_some((width, height))
}

/// Its length follows from its first character, which counts the components.
fn is_blurhash(text: &str) -> bool {
    const DIGITS: &str =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";
    let Some(first) = text.chars().next().and_then(|c| DIGITS.find(c)) else { return false };
    let components = (first % 9 + 1) * (first / 9 + 1);
    text.len() == 4 + 2 * components && text.chars().all(|c| DIGITS.contains(c))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::files::seal;
    use crate::ports::SystemEntropy;

    fn sample() -> Attachment {
        let (_, key) = seal(b"x".to_vec(), &SystemEntropy).unwrap();
        Attachment {
            url: Url::parse("https://files.example/00ff").unwrap(),
            mime: "image/jpeg".to_owned(),
            key,
            sha256: [1; 32],
            original_sha256: Some([2; 32]),
            size: Some(1_017),
            dimensions: Some((640, 480)),
            blurhash: Some("LNAdAqj[00aymkj[TKay9}ay-Sj[".to_owned()),
            name: Some("boat.jpg".to_owned()),
            caption: Some("Our boat".to_owned()),
        }
    }

    fn tags(message: &Message) -> Vec<Vec<String>> {
        message.tags.iter().map(|tag| tag.as_slice().to_vec()).collect()
    }

    fn read_with(name: &str, value: Option<&str>) -> Result<Attachment, FileError> {
        let message = sample().to_message();
        let mut tags = tags(&message);
        tags.retain(|tag| tag[0] != name);
        tags.extend(value.map(|value| vec![name.to_owned(), value.to_owned()]));
        Attachment::read(&message.content, &tags)
    }

    #[test]
    fn comes_back_as_nip17_has_it() {
        let sample = sample();
        let message = sample.to_message();
        assert_eq!(Attachment::read(&message.content, &tags(&message)).unwrap(), sample);
        let names: Vec<_> = message.tags.iter().map(|tag| tag.as_slice()[0].clone()).collect();
        let expected = [
            "file-type",
            "encryption-algorithm",
            "decryption-key",
            "decryption-nonce",
            "x",
            "ox",
            "size",
            "dim",
            "blurhash",
            "name",
            "alt",
        ];
        assert_eq!((names, message.kind), (expected.map(str::to_owned).to_vec(), MessageKind::File));
        let shown = format!("{sample:?}");
        assert!(!shown.contains("example") && !shown.contains(&sample.key.to_texts().0), "{shown}");
    }

    #[test]
    fn what_cannot_be_opened_is_refused() {
        for (name, value) in [
            ("encryption-algorithm", None),
            ("encryption-algorithm", Some("rot13")),
            ("decryption-key", None),
            ("decryption-key", Some("00")),
            ("decryption-nonce", Some("00")),
            ("x", None),
            ("x", Some("zz")),
        ] {
            assert!(matches!(read_with(name, value), Err(FileError::BadAttachment(_))), "{name} {value:?}");
        }
        assert!(matches!(read_with("size", Some("33554449")), Err(FileError::TooLarge)));
        let tags = tags(&sample().to_message());
        for url in
            ["", "file:///etc/passwd", "ftp://files.example/x", "https://", "https://a@b.example/", "x"]
        {
            assert!(matches!(Attachment::read(url, &tags), Err(FileError::BadAttachment(_))), "{url}");
        }
    }

    #[test]
    fn what_makes_no_sense_is_left_out() {
        assert_eq!(read_with("file-type", None).unwrap().mime, UNKNOWN);
        assert_eq!(read_with("file-type", Some("image/jpeg;\u{202e}x")).unwrap().mime, UNKNOWN);
        assert_eq!(read_with("file-type", Some("Image/PNG")).unwrap().mime, "image/png");
        assert_eq!(read_with("dim", Some("0x9")).unwrap().dimensions, None);
        assert_eq!(read_with("dim", Some("99999999999x9")).unwrap().dimensions, None);
        assert_eq!(read_with("size", Some("many")).unwrap().size, None);
        assert_eq!(read_with("blurhash", Some("L")).unwrap().blurhash, None);
        assert_eq!(read_with("alt", Some(" ")).unwrap().caption, None);
        for (name, clean) in [
            ("../../.bashrc", Some("bashrc")),
            ("C:\\Users\\x\\a.txt", Some("a.txt")),
            ("gnp.\u{202e}exe", Some("gnp.exe")),
            ("a\nb", Some("ab")),
            ("..", None),
            ("/", None),
            (" ", None),
        ] {
            assert_eq!(clean_name(name).as_deref(), clean, "{name:?}");
        }
        assert_eq!(clean_name(&"é".repeat(500)).unwrap().chars().count(), MAX_NAME);
    }

    proptest! {
        #[test]
        fn any_message_is_read_or_refused(
            content in "(https://)?\\PC{0,40}",
            tags in prop::collection::vec(
                ("(x|ox|size|dim|name|alt|blurhash|decryption-key|decryption-nonce|encryption-algorithm)", "\\PC{0,70}|aes-gcm|[0-9a-f]{64}"),
                0..10,
            ),
        ) {
            let tags: Vec<Vec<String>> = tags.into_iter().map(|(name, value)| vec![name, value]).collect();
            if let Ok(attachment) = Attachment::read(&content, &tags) {
                let message = attachment.to_message();
                prop_assert_eq!(Attachment::read(&message.content, &self::tags(&message)).unwrap(), attachment);
            }
        }

        #[test]
        fn names_stay_in_their_folder(name in "\\PC{0,60}") {
            if let Some(clean) = clean_name(&name) {
                prop_assert!(!clean.contains(['/', '\\']) && !clean.starts_with('.'));
                prop_assert_eq!(clean_name(&clean).map(|again| again.chars().count()).is_some(), true);
            }
        }
    }
}
