//! Out of a home.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use nostr::Timestamp;
use zeroize::Zeroizing;

use super::{BackupError, BackupLock, Manifest, Scratch, VERSION, of_home, of_io};
use crate::archive::{ArchiveWriter, CHUNK};
use crate::engine::Home;
use crate::keys::{KeyVault, SecretBytes, SecretName};
use crate::progress::Progress;

impl Home {
    /// Writes everything into `out`. The folder, the home's own, gets a sealed copy of the database meanwhile.
    ///
    /// Other processes may go on using the home: the copy is of one moment.
    pub fn back_up<W: Write>(
        &self,
        folder: &Path,
        vault: &dyn KeyVault,
        lock: &BackupLock<'_>,
        out: W,
        progress: &Progress,
    ) -> Result<W, BackupError> {
        let BackupLock { passphrase, cost, entropy } = *lock;
        if passphrase.is_empty() {
            return Err(BackupError::NoPassphrase);
        }
        let mut key = vec![0; 32];
        entropy.fill(&mut key);
        let key = SecretBytes::new(key);
        let copy = Scratch::new(folder.join("backup.tmp")).map_err(of_io)?;
        self.store.snapshot(&copy.path, &key).map_err(of_home)?;
        let mut file = File::open(&copy.path).map_err(of_io)?;
        let size = file.metadata().map_err(of_io)?.len();
        let mut files: Vec<_> = self.store.told_files().map_err(of_home)?.into_iter().collect();
        files.sort_unstable();
        let of = size + files.iter().filter_map(|sha256| self.files.size(sha256)).sum::<u64>();

        let secret = |name| vault.get(name).map(|found| found.map(|secret| hex::encode(secret.expose())));
        let ncryptsec = match self.identity.signer() {
            None => Some(self.identity.export_ncryptsec(passphrase, cost.log_n).map_err(of_home)?),
            Some(_) => None,
        };
        let manifest = Manifest {
            version: VERSION,
            made_at: Timestamp::now().as_secs(),
            npub: self.identity.npub(),
            ncryptsec,
            remote_signer: secret(SecretName::RemoteSigner).map_err(of_home)?,
            wallet_connection: secret(SecretName::WalletConnection).map_err(of_home)?,
            database_key: hex::encode(key.expose()),
            database_bytes: size,
        };
        let manifest = serde_json::to_vec(&manifest).map(Zeroizing::new);
        let manifest = manifest.map_err(|_| BackupError::Contents("the manifest"))?;
        let length = u32::try_from(manifest.len()).map_err(|_| BackupError::Contents("the manifest"))?;

        let mut archive = ArchiveWriter::new(out, passphrase, cost.archive, entropy)?;
        archive.write(&length.to_be_bytes())?;
        archive.write(&manifest)?;
        let (mut buffer, mut done) = (vec![0; CHUNK], 0);
        loop {
            let count = file.read(&mut buffer).map_err(of_io)?;
            if count == 0 {
                break;
            }
            archive.write(&buffer[..count])?;
            done += count as u64;
            progress.tell(done, of);
        }
        if done != size {
            return Err(BackupError::Contents("the database changed while it was read"));
        }
        for sha256 in &files {
            // One that went meanwhile, or is damaged, is none that could be shown.
            let Ok(blob) = self.files.read(sha256) else { continue };
            archive.write(sha256)?;
            archive.write(&(blob.len() as u64).to_be_bytes())?;
            archive.write(&blob)?;
            done += blob.len() as u64;
            progress.tell(done.min(of), of);
        }
        progress.tell(of, of);
        Ok(archive.finish()?)
    }
}
