//! From what the user picked to what is encrypted.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use zeroize::Zeroizing;

use super::attachment::clean_name;
use super::{FileError, MAX_CAPTION, MAX_FILE, picture};

/// Where the bytes are.
#[derive(Clone)]
pub enum FileSource {
    /// On the disk.
    Path(PathBuf),
    /// In memory: what a camera or a share sheet hands over, or a long text.
    Bytes(Vec<u8>),
}

/// A file to send.
#[derive(Clone)]
pub struct NewFile {
    /// Where it is.
    pub source: FileSource,
    /// What to call it; from a path its own name is taken. Pictures have none: cameras put the time there.
    pub name: Option<String>,
    /// What the user says about it.
    pub caption: Option<String>,
    /// Send it as it is, with all that it says of place and time. Without this, pictures are cleaned, and
    /// recordings that cannot be cleaned are refused.
    pub as_is: bool,
}

impl NewFile {
    /// A file on the disk.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self::of(FileSource::Path(path.into()))
    }

    /// A text that is too long for a message.
    pub fn text(text: impl Into<String>) -> Self {
        Self::of(FileSource::Bytes(text.into().into_bytes()))
    }

    /// With nothing said about it.
    pub const fn of(source: FileSource) -> Self {
        Self { source, name: None, caption: None, as_is: false }
    }
}

/// Without the bytes.
impl fmt::Debug for NewFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewFile").field("as_is", &self.as_is).finish_non_exhaustive()
    }
}

/// A file that is fit to be sent.
pub struct Prepared {
    /// All of it.
    pub bytes: Zeroizing<Vec<u8>>,
    /// What it is.
    pub mime: String,
    /// What it is called.
    pub name: Option<String>,
    /// A picture's pixels across and down.
    pub dimensions: Option<(u32, u32)>,
    /// A picture's blurhash.
    pub blurhash: Option<String>,
    /// What the user says about it.
    pub caption: Option<String>,
}

/// Reads the file, finds out what it is, and cleans it. Slow for pictures: call it where blocking is fine.
pub fn prepare(file: NewFile) -> Result<Prepared, FileError> {
    let caption = file.caption.filter(|caption| !caption.trim().is_empty());
    if caption.as_ref().is_some_and(|caption| caption.len() > MAX_CAPTION) {
        return Err(FileError::CaptionTooLong);
    }
    let (bytes, own_name) = match file.source {
        FileSource::Bytes(bytes) => (Zeroizing::new(bytes), None),
        FileSource::Path(path) => {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            (read(&path)?, name)
        }
    };
    if bytes.is_empty() {
        return Err(FileError::Empty);
    }
    if bytes.len() as u64 > MAX_FILE {
        return Err(FileError::TooLarge);
    }
    if let Some(format) = picture::format_of(&bytes).filter(|_| !file.as_is) {
        let clean = picture::clean(&bytes, format)?;
        return Ok(Prepared {
            bytes: Zeroizing::new(clean.bytes),
            mime: clean.mime.to_owned(),
            name: None,
            dimensions: Some(clean.dimensions),
            blurhash: clean.blurhash,
            caption,
        });
    }
    let mime = mime_of(&bytes);
    if !file.as_is && (mime.starts_with("image/") || mime.starts_with("video/")) {
        return Err(FileError::KeepsMetadata(mime.to_owned()));
    }
    let name = file.name.or(own_name).as_deref().and_then(clean_name);
    Ok(Prepared { bytes, mime: mime.to_owned(), name, dimensions: None, blurhash: None, caption })
}

fn read(path: &PathBuf) -> Result<Zeroizing<Vec<u8>>, FileError> {
    let unreadable = |error: std::io::Error| FileError::Unreadable(format!("{}: {error}", path.display()));
    let file = File::open(path).map_err(unreadable)?;
    let meta = file.metadata().map_err(unreadable)?;
    if !meta.is_file() {
        return Err(FileError::Unreadable(format!("{} is no file", path.display())));
    }
    if meta.len() > MAX_FILE {
        return Err(FileError::TooLarge);
    }
    let room = usize::try_from(meta.len()).unwrap_or_default() + 1;
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    // It may grow while it is read.
    file.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

/// By the first bytes; names lie.
fn mime_of(bytes: &[u8]) -> &'static str {
    match infer::get(bytes) {
        Some(kind) => kind.mime_type(),
        None if std::str::from_utf8(bytes).is_ok() => "text/plain",
        None => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(bytes: &[u8]) -> NewFile {
        NewFile::of(FileSource::Bytes(bytes.to_vec()))
    }

    #[test]
    fn tells_what_it_is_and_what_it_is_called() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("notes.bin");
        std::fs::write(&path, "%PDF-1.7 …").unwrap();
        let pdf = prepare(NewFile::at(&path)).unwrap();
        assert_eq!((pdf.mime.as_str(), pdf.name.as_deref()), ("application/pdf", Some("notes.bin")));
        let text = prepare(NewFile { caption: Some(" ".into()), ..NewFile::text("grüße") }).unwrap();
        assert_eq!((text.mime.as_str(), text.name, text.caption), ("text/plain", None, None));
        assert_eq!(prepare(bytes(&[0, 0xff, 1])).unwrap().mime, "application/octet-stream");
    }

    #[test]
    fn refuses_what_is_nothing_too_much_or_tells_too_much() {
        assert!(matches!(prepare(bytes(b"")), Err(FileError::Empty)));
        let wordy = NewFile { caption: Some("x".repeat(MAX_CAPTION + 1)), ..bytes(b"x") };
        assert!(matches!(prepare(wordy), Err(FileError::CaptionTooLong)));
        assert!(matches!(prepare(NewFile::at("/nowhere/at/all")), Err(FileError::Unreadable(_))));
        assert!(matches!(prepare(NewFile::at("/")), Err(FileError::Unreadable(_))));
        let dir = tempfile::tempdir().unwrap();
        let huge = dir.path().join("huge");
        File::create(&huge).unwrap().set_len(MAX_FILE + 1).unwrap();
        assert!(matches!(prepare(NewFile::at(&huge)), Err(FileError::TooLarge)));
        let gif = bytes(b"GIF89a\x01\0\x01\0\0\0\0;");
        assert!(matches!(prepare(gif.clone()), Err(FileError::KeepsMetadata(_))));
        assert_eq!(prepare(NewFile { as_is: true, ..gif }).unwrap().mime, "image/gif");
        let mp4 = bytes(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom");
        assert!(matches!(prepare(mp4), Err(FileError::KeepsMetadata(_))));
        // What claims to be a picture must be one.
        assert!(matches!(prepare(bytes(b"\xff\xd8\xff\xe0 no picture")), Err(FileError::BadPicture(_))));
    }
}
