//! The home as a whole: backup, restoring, erasing, and who lives there.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::sync::Arc;

use knock_core::engine::{BackupCost, BackupError, BackupLock, Home};
use knock_core::keys::{Capability, KeyVault as _, SecretName};
use knock_core::part::write_new;
use knock_core::ports::SystemEntropy;
use zeroize::Zeroizing;

use crate::progress::progress;
use crate::runtime::{run_blocking, run_to_end};
use crate::{Cancellation, IdentityInfo, Knock, KnockError, ProgressListener, SignerKind};

/// The version of the core.
#[uniffi::export]
pub fn core_version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

#[uniffi::export]
impl Knock {
    /// Who the user is, and where the key is.
    pub async fn identity(&self) -> Result<IdentityInfo, KnockError> {
        let engine = self.session()?.engine;
        let vault = self.vault.clone();
        run_blocking(move || {
            Ok(IdentityInfo {
                npub: engine.identity().npub(),
                send_only: engine.identity().capability() == Capability::SendOnly,
                signer: Home::signer_kind(&vault)?.map_or(SignerKind::Here, Into::into),
                has_words: vault.get(SecretName::SeedWords)?.is_some(),
            })
        })
        .await
    }

    /// Writes messages, contacts, settings, keys and the files that are here into a new file, sealed with the
    /// passphrase: whoever has both is the user. Tells its bytes. It holds no words and no in-app wallet.
    #[uniffi::method(default(progress = None, cancel = None))]
    pub async fn back_up(
        &self,
        path: String,
        passphrase: String,
        progress: Option<Arc<dyn ProgressListener>>,
        cancel: Option<Arc<Cancellation>>,
    ) -> Result<u64, KnockError> {
        self.session()?;
        let (folder, vault, shell) = (self.folder.clone(), self.vault.clone(), self.shell.clone());
        let (passphrase, progress) = (Zeroizing::new(passphrase), self::progress(progress));
        run_blocking(move || {
            let home = shell.open(&folder, &vault)?;
            let lock =
                BackupLock { passphrase: &passphrase, cost: BackupCost::default(), entropy: &SystemEntropy };
            write_new(path.as_ref(), |file| {
                let out = Cancelled { inner: file, cancel: cancel.clone() };
                let written = home.back_up(&folder, &vault, &lock, out, &progress);
                written.map(drop).map_err(|error| told(error, cancel.as_deref()))
            })
        })
        .await
    }

    /// Makes this home from a backup, and unlocks it: instead of `create`. What was on its way when the backup was made is
    /// in the outbox, and none of it is paid by itself.
    #[uniffi::method(default(progress = None, cancel = None))]
    pub async fn restore(
        &self,
        path: String,
        passphrase: String,
        progress: Option<Arc<dyn ProgressListener>>,
        cancel: Option<Arc<Cancellation>>,
    ) -> Result<String, KnockError> {
        let turn = self.turn.clone().lock_owned().await;
        let (folder, vault) = (self.folder.clone(), self.vault.clone());
        let (passphrase, progress) = (Zeroizing::new(passphrase), self::progress(progress));
        let npub = run_blocking(move || {
            // Whoever turns away does not stop this, so the turn ends with it.
            let _turn = turn;
            let unreadable = |error: io::Error| KnockError::invalid("file_unreadable", error.to_string());
            let archive = BufReader::new(File::open(path).map_err(unreadable)?);
            let archive = Cancelled { inner: archive, cancel: cancel.clone() };
            let restored = Home::restore(&folder, &vault, &passphrase, archive, &progress);
            Ok(restored.map_err(|error| told(error, cancel.as_deref()))?.identity.npub())
        })
        .await?;
        self.unlock().await?;
        Ok(npub)
    }

    /// Locks this home and deletes it: secrets, messages, files. What relays and others have stays with them. Another
    /// identity can move in afterwards.
    pub async fn erase(&self) -> Result<(), KnockError> {
        let knock = self.clone();
        // Also where its caller turns away: nobody must open what is being deleted.
        run_to_end(async move {
            let _turn = knock.turn.lock().await;
            knock.close().await?;
            run_blocking(move || Ok(Home::erase(&knock.folder, &knock.vault)?)).await
        })
        .await
    }
}

/// What reading or writing ended with; where the user ended it, that.
fn told(error: BackupError, cancel: Option<&Cancellation>) -> KnockError {
    match cancel {
        Some(cancel) if cancel.is_cancelled() => KnockError::cancelled(),
        _ => error.into(),
    }
}

/// A file that cannot be read or written any more once the call is cancelled.
struct Cancelled<F> {
    inner: F,
    cancel: Option<Arc<Cancellation>>,
}

impl<F> Cancelled<F> {
    fn check(&self) -> io::Result<()> {
        match &self.cancel {
            Some(cancel) if cancel.is_cancelled() => Err(io::Error::other("cancelled")),
            _ => Ok(()),
        }
    }
}

impl<R: Read> Read for Cancelled<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.check()?;
        self.inner.read(buffer)
    }
}

impl<W: Write> Write for Cancelled<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.check()?;
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
