//! A sealed stream for backups: a passphrase, chunks of 64 KiB, and no way to take one out or move it.
//!
//! The construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015) over XChaCha20-Poly1305, as
//! RustCrypto's `aead::stream` has it, with a key from Argon2id (RFC 9106). The format is written down in
//! `docs/BACKUP.md`. Chunks are sealed one by one, so a phone needs no memory for the whole.

use std::io::{self, Read, Write};

use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::generic_array::GenericArray;
use chacha20poly1305::aead::stream::{NewStream, StreamBE32, StreamPrimitive};
use chacha20poly1305::aead::{KeyInit, Payload};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::keys::{SealingCost, stretch};
use crate::ports::Entropy;

const MAGIC: &[u8; 12] = b"knock-backup";
const VERSION: u8 = 1;
/// Magic, version, memory, passes, salt, nonce.
const HEADER: usize = 12 + 1 + 4 + 4 + 16 + NONCE;
/// XChaCha20's 24 bytes without STREAM's counter (4) and last-chunk flag (1).
const NONCE: usize = 19;
/// Plain bytes of each chunk but the last.
pub const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;

/// Why an archive cannot be read or written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ArchiveError {
    /// The file is something else.
    #[error("this is no Knock backup")]
    NotAnArchive,
    /// A newer version of Knock made it.
    #[error("this backup has format {found}; this version of Knock reads up to {VERSION}")]
    Newer {
        /// The format's version.
        found: u8,
    },
    /// Its header asks for more work than we are willing to do for a file from anywhere.
    #[error("this backup's passphrase cost is out of bounds")]
    Cost,
    /// The passphrase does not open the first chunk.
    #[error("wrong passphrase, or the backup is damaged at its beginning")]
    WrongPassphrase,
    /// A chunk was changed, or is not in its place.
    #[error("the backup is damaged")]
    Damaged,
    /// The end is missing.
    #[error("the backup is cut short")]
    Truncated,
    /// There is more than STREAM's counter can count.
    #[error("this is too much for one backup")]
    TooLong,
    /// Reading or writing failed.
    #[error("the backup cannot be read or written: {0}")]
    Io(#[from] io::Error),
}

impl ArchiveError {
    /// A stable name for programs.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::NotAnArchive => "backup_not_one",
            Self::Newer { .. } => "backup_newer",
            Self::Cost => "backup_cost",
            Self::WrongPassphrase => "backup_wrong_passphrase",
            Self::Damaged => "backup_damaged",
            Self::Truncated => "backup_truncated",
            Self::TooLong => "backup_too_long",
            Self::Io(_) => "backup_io",
        }
    }
}

type Stream = StreamBE32<XChaCha20Poly1305>;

struct Header([u8; HEADER]);

impl Header {
    fn new(cost: SealingCost, entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; HEADER];
        bytes[..12].copy_from_slice(MAGIC);
        bytes[12] = VERSION;
        bytes[13..17].copy_from_slice(&cost.memory_kib.to_be_bytes());
        bytes[17..21].copy_from_slice(&cost.passes.to_be_bytes());
        entropy.fill(&mut bytes[21..]);
        Self(bytes)
    }

    fn read(input: &mut impl Read) -> Result<Self, ArchiveError> {
        let mut bytes = [0; HEADER];
        let got = read_full(input, &mut bytes)?;
        if got < 13 || &bytes[..12] != MAGIC {
            return Err(ArchiveError::NotAnArchive);
        }
        match bytes[12] {
            VERSION if got < HEADER => Err(ArchiveError::Truncated),
            VERSION => Ok(Self(bytes)),
            found => Err(ArchiveError::Newer { found }),
        }
    }

    /// The whole header is bound to every chunk, so that no part of it can be changed.
    fn stream(&self, passphrase: &str) -> Result<Stream, ArchiveError> {
        let number = |from: usize| {
            let mut bytes = [0; 4];
            bytes.copy_from_slice(&self.0[from..from + 4]);
            u32::from_be_bytes(bytes)
        };
        let cost = SealingCost { memory_kib: number(13), passes: number(17) };
        let mut salt = [0; 16];
        salt.copy_from_slice(&self.0[21..37]);
        let key = stretch(passphrase, &salt, cost).ok_or(ArchiveError::Cost)?;
        let aead = XChaCha20Poly1305::new(key.as_slice().into());
        Ok(Stream::from_aead(aead, GenericArray::from_slice(&self.0[37..])))
    }
}

/// Seals what is written to it. [`ArchiveWriter::finish`] must be called, else the archive counts as cut short.
pub struct ArchiveWriter<W> {
    out: W,
    header: Header,
    stream: Stream,
    chunk: Zeroizing<Vec<u8>>,
    place: u32,
}

impl<W: Write> ArchiveWriter<W> {
    /// Writes the header.
    pub fn new(
        mut out: W,
        passphrase: &str,
        cost: SealingCost,
        entropy: &dyn Entropy,
    ) -> Result<Self, ArchiveError> {
        let header = Header::new(cost, entropy);
        let stream = header.stream(passphrase)?;
        out.write_all(&header.0)?;
        Ok(Self { out, header, stream, chunk: Zeroizing::new(Vec::with_capacity(CHUNK)), place: 0 })
    }

    /// Takes more.
    pub fn write(&mut self, mut bytes: &[u8]) -> Result<(), ArchiveError> {
        while !bytes.is_empty() {
            // A full chunk waits until something follows: the last one is marked as such.
            if self.chunk.len() == CHUNK {
                self.seal(false)?;
            }
            let (now, later) = bytes.split_at(bytes.len().min(CHUNK - self.chunk.len()));
            self.chunk.extend_from_slice(now);
            bytes = later;
        }
        Ok(())
    }

    /// Seals the end and hands the output back.
    pub fn finish(mut self) -> Result<W, ArchiveError> {
        self.seal(true)?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn seal(&mut self, is_last: bool) -> Result<(), ArchiveError> {
        let payload = Payload { msg: &self.chunk, aad: &self.header.0 };
        let sealed = self.stream.encrypt(self.place, is_last, payload).map_err(|_| ArchiveError::TooLong)?;
        self.out.write_all(&sealed)?;
        self.chunk.clear();
        self.place = self.place.checked_add(1).ok_or(ArchiveError::TooLong)?;
        Ok(())
    }
}

/// Opens an archive chunk by chunk.
pub struct ArchiveReader<R> {
    input: R,
    header: Header,
    stream: Stream,
    /// Sealed, and read ahead: only the next one tells whether this one is the last.
    next: Vec<u8>,
    place: u32,
    is_over: bool,
}

impl<R: Read> ArchiveReader<R> {
    /// Reads the header; whether the passphrase fits shows with the first chunk.
    pub fn new(mut input: R, passphrase: &str) -> Result<Self, ArchiveError> {
        let header = Header::read(&mut input)?;
        let stream = header.stream(passphrase)?;
        let next = read_chunk(&mut input)?;
        Ok(Self { input, header, stream, next, place: 0, is_over: false })
    }

    /// The next chunk; `None` after the last, and only then the archive is known to be whole.
    pub fn chunk(&mut self) -> Result<Option<Zeroizing<Vec<u8>>>, ArchiveError> {
        if self.is_over {
            return Ok(None);
        }
        let following =
            if self.next.len() == CHUNK + TAG { read_chunk(&mut self.input)? } else { Vec::new() };
        let is_last = following.is_empty();
        let open = |is_last| {
            let payload = Payload { msg: &self.next, aad: &self.header.0 };
            self.stream.decrypt(self.place, is_last, payload).map(Zeroizing::new)
        };
        let plain = match open(is_last) {
            Ok(plain) => plain,
            // It opens as one that others follow.
            Err(_) if is_last && open(false).is_ok() => return Err(ArchiveError::Truncated),
            Err(_) if self.next.len() < TAG => return Err(ArchiveError::Truncated),
            Err(_) if self.place == 0 => return Err(ArchiveError::WrongPassphrase),
            Err(_) => return Err(ArchiveError::Damaged),
        };
        self.next = following;
        self.is_over = is_last;
        self.place = self.place.checked_add(1).ok_or(ArchiveError::TooLong)?;
        Ok(Some(plain))
    }
}

fn read_chunk(input: &mut impl Read) -> Result<Vec<u8>, ArchiveError> {
    let mut chunk = vec![0; CHUNK + TAG];
    let got = read_full(input, &mut chunk)?;
    chunk.truncate(got);
    Ok(chunk)
}

/// As much as there is, up to the buffer's length.
fn read_full(input: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut got = 0;
    while got < buffer.len() {
        match input.read(&mut buffer[got..]) {
            Ok(0) => break,
            Ok(count) => got += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(got)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ports::SystemEntropy;

    const CHEAP: SealingCost = SealingCost { memory_kib: 8, passes: 1 };

    fn seal(plain: &[u8]) -> Vec<u8> {
        let mut writer = ArchiveWriter::new(Vec::new(), "open sesame", CHEAP, &SystemEntropy).unwrap();
        writer.write(plain).unwrap();
        writer.finish().unwrap()
    }

    fn open(sealed: &[u8], passphrase: &str) -> Result<Vec<u8>, ArchiveError> {
        let mut reader = ArchiveReader::new(sealed, passphrase)?;
        let mut plain = Vec::new();
        while let Some(chunk) = reader.chunk()? {
            plain.extend_from_slice(&chunk);
        }
        Ok(plain)
    }

    fn kind(sealed: &[u8]) -> &'static str {
        open(sealed, "open sesame").map_or_else(|error| error.kind(), |_| "opened")
    }

    #[test]
    fn every_length_around_a_chunk_comes_back() {
        for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7] {
            let plain: Vec<u8> = (0..length).map(|n| n as u8).collect();
            let sealed = seal(&plain);
            assert_eq!(open(&sealed, "open sesame").unwrap(), plain, "{length}");
            assert_eq!(open(&sealed, "open sesamo").unwrap_err().kind(), "backup_wrong_passphrase");
        }
    }

    #[test]
    fn nothing_can_be_cut_off_moved_or_added() {
        let sealed = seal(&vec![7; 3 * CHUNK + 7]);
        let at = |chunk: usize| HEADER + chunk * (CHUNK + TAG);
        for end in [at(1), at(2), at(3)] {
            assert_eq!(kind(&sealed[..end]), "backup_truncated", "cut at {end}");
        }
        assert_eq!(kind(&sealed[..HEADER]), "backup_truncated");
        assert_eq!(kind(&sealed[..HEADER - 1]), "backup_truncated");
        assert_eq!(kind(&sealed[..sealed.len() - 1]), "backup_damaged");
        let mut swapped = sealed.clone();
        swapped.copy_within(at(2)..at(3), at(1));
        swapped[at(2)..at(3)].copy_from_slice(&sealed[at(1)..at(2)]);
        assert_eq!(kind(&swapped), "backup_damaged");
        let doubled = [&sealed[..at(2)], &sealed[at(1)..]].concat();
        assert_eq!(kind(&doubled), "backup_damaged");
        let without = [&sealed[..at(1)], &sealed[at(2)..]].concat();
        assert_eq!(kind(&without), "backup_damaged");
        assert_eq!(kind(&[sealed.as_slice(), b"x"].concat()), "backup_damaged");
    }

    #[test]
    fn other_files_and_newer_ones_are_told_apart() {
        assert_eq!(kind(b""), "backup_not_one");
        assert_eq!(kind(b"SQLite format 3\0 and more"), "backup_not_one");
        let mut newer = seal(b"x");
        newer[12] = 2;
        assert!(matches!(open(&newer, "open sesame"), Err(ArchiveError::Newer { found: 2 })));
        let mut greedy = seal(b"x");
        greedy[13..17].copy_from_slice(&u32::MAX.to_be_bytes());
        assert_eq!(kind(&greedy), "backup_cost");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn what_is_written_in_any_pieces_comes_back(
            pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..90_000), 0..4),
        ) {
            let mut writer = ArchiveWriter::new(Vec::new(), "open sesame", CHEAP, &SystemEntropy).unwrap();
            for piece in &pieces {
                writer.write(piece).unwrap();
            }
            prop_assert_eq!(open(&writer.finish().unwrap(), "open sesame").unwrap(), pieces.concat());
        }

        #[test]
        fn any_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(open(&bytes, "open sesame").is_err());
            let begun = [&seal(b"")[..HEADER], &bytes].concat();
            prop_assert!(open(&begun, "open sesame").is_err());
        }

        #[test]
        fn no_changed_bit_passes(length in 0usize..200, place in any::<prop::sample::Index>(), bit in 0u8..8) {
            let mut sealed = seal(&vec![1; length]);
            let place = place.index(sealed.len());
            // The cost is left alone: another one only takes long.
            prop_assume!(!(13..21).contains(&place));
            sealed[place] ^= 1 << bit;
            prop_assert!(open(&sealed, "open sesame").is_err());
        }
    }
}
