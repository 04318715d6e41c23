//! Files with messages.

use knock_core::{engine, files};

/// Where a file's bytes are.
#[derive(Clone, uniffi::Enum)]
pub enum FileSource {
    /// On the disk.
    Path {
        /// Where.
        path: String,
    },
    /// In memory: what a camera or a share sheet hands over.
    Bytes {
        /// All of them.
        bytes: Vec<u8>,
    },
    /// A text that is too long for a message.
    Text {
        /// All of it.
        text: String,
    },
}

/// A file to send. Pictures are cleaned of what cameras note, and made smaller.
#[derive(Clone, uniffi::Record)]
pub struct NewFile {
    /// Where it is.
    pub source: FileSource,
    /// What to call it; from a path its own name is taken. Pictures have none.
    #[uniffi(default = None)]
    pub name: Option<String>,
    /// What the user says about it, at most 4,000 bytes.
    #[uniffi(default = None)]
    pub caption: Option<String>,
    /// Send it as it is, with all that it tells of place and time.
    #[uniffi(default = false)]
    pub as_is: bool,
}

impl From<NewFile> for files::NewFile {
    fn from(file: NewFile) -> Self {
        let source = match file.source {
            FileSource::Path { path } => files::FileSource::Path(path.into()),
            FileSource::Bytes { bytes } => files::FileSource::Bytes(bytes),
            FileSource::Text { text } => files::FileSource::Bytes(text.into_bytes()),
        };
        Self { source, name: file.name, caption: file.caption, as_is: file.as_is }
    }
}

/// What a message's file is, for showing it before it is fetched.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct FileInfo {
    /// What it is, as the sender says.
    pub mime: String,
    /// What it is called, without folders.
    pub name: Option<String>,
    /// What the sender says about it.
    pub caption: Option<String>,
    /// Bytes to fetch.
    pub size: Option<u64>,
    /// A picture's pixels across.
    pub width: Option<u32>,
    /// A picture's pixels down.
    pub height: Option<u32>,
    /// A picture's blurhash: see `blurhash_pixels`.
    pub blurhash: Option<String>,
    /// The host that it is fetched from: worth showing before a stranger's file is.
    pub host: String,
    /// Whether it is on this device.
    pub is_here: bool,
    /// Whether it comes from a contact or oneself. A shell may fetch such files by itself.
    pub is_from_contact: bool,
}

impl From<engine::FileInfo> for FileInfo {
    fn from(info: engine::FileInfo) -> Self {
        let (width, height) = info.dimensions.unzip();
        Self {
            mime: info.mime,
            name: info.name,
            caption: info.caption,
            size: info.size,
            width,
            height,
            blurhash: info.blurhash,
            host: info.host,
            is_here: info.is_here,
            is_from_contact: info.is_from_contact,
        }
    }
}
