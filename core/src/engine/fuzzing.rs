//! See [`crate::fuzzing`].

use std::fs;
use std::path::Path;

use super::backup::unpack_at;
use crate::archive::{ArchiveReader, ArchiveWriter};
use crate::keys::SealingCost;
use crate::ports::Entropy;

const CHEAP: SealingCost = SealingCost { memory_kib: 8, passes: 1 };
const PASSPHRASE: &str = "open sesame";

struct SameEntropy;

impl Entropy for SameEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(7);
    }
}

/// Any file as a backup, and a backup that holds anything: it is unpacked whole or refused.
pub fn backup(path: &Path, bytes: &[u8]) {
    let mut foreign = bytes.to_vec();
    // The cost is bounded elsewhere; here it would only take long.
    if let Some(cost) = foreign.get_mut(13..21) {
        cost.copy_from_slice(&[0, 0, 0, 8, 0, 0, 0, 1]);
    }
    if let Ok(mut archive) = ArchiveReader::new(foreign.as_slice(), PASSPHRASE) {
        while let Ok(Some(_)) = archive.chunk() {}
    }

    let mut archive =
        ArchiveWriter::new(Vec::new(), PASSPHRASE, CHEAP, &SameEntropy).expect("a backup begins");
    archive.write(bytes).expect("it takes any bytes");
    let sealed = archive.finish().expect("it ends");
    let _ = fs::remove_file(path);
    let archive = ArchiveReader::new(sealed.as_slice(), PASSPHRASE).expect("a backup opens");
    if let Ok(length) = unpack_at(archive, path) {
        assert_eq!(fs::metadata(path).map(|file| file.len()).ok(), Some(length));
    }
}
