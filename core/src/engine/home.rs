//! A home: the folder with the database, and the vault with its key and the identity.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use nostr::PublicKey;
use serde::Deserialize;
use thiserror::Error;

use super::{Settings, backup};
use crate::files::FileFolder;
use crate::http::HttpError;
use crate::keys::{
    EventSigner, Identity, KeyError, KeyVault, NewIdentity, SecretBytes, SecretName, SignerError, VaultError,
};
use crate::part::there_or_not;
use crate::ports::Entropy;
use crate::signer::Bunker;
use crate::store::{Store, StoreError};
use crate::wallet::WalletError;

const DATABASE: &str = "knock.db";
const FILES: &str = "files";
/// A database and what SQLite keeps beside it.
pub(super) const BESIDE: [&str; 3] = ["", "-wal", "-shm"];

/// Why a home cannot be opened.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum HomeError {
    /// There is no identity yet.
    #[error("there is no identity in this home yet")]
    NoIdentity,
    /// There is one already, and it is not replaced.
    #[error("there is an identity in this home already")]
    Exists,
    /// The database is there but its key is gone from the vault.
    #[error("the database's key is missing from the vault")]
    NoDatabaseKey,
    /// There is no identity, but messages of a former one.
    #[error("messages of a former identity are in this home; choose another one, or erase it first")]
    Leftover,
    /// The identity's key is with a signer app, which the shell must bring.
    #[error("this home's key is with a signer app, which is not there")]
    SignerNeeded,
    /// The identity's key is with a signer, and another one was given.
    #[error("this home belongs to another key than the signer's")]
    OtherSigner,
    /// The signer that has the identity's key.
    #[error(transparent)]
    Signer(#[from] SignerError),
    /// The folder cannot be made.
    #[error("the home folder cannot be used: {0}")]
    Folder(String),
    /// The vault.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The identity key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The wallet connection in the vault.
    #[error(transparent)]
    Wallet(#[from] WalletError),
    /// The HTTP client cannot be made.
    #[error(transparent)]
    Http(#[from] HttpError),
}

impl HomeError {
    /// A stable name for programs.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::NoIdentity => "no_identity",
            Self::Exists => "identity_exists",
            Self::NoDatabaseKey => "no_database_key",
            Self::Leftover => "home_leftover",
            Self::SignerNeeded => "signer_needed",
            Self::OtherSigner => "other_signer",
            Self::Signer(e) => e.kind(),
            Self::Folder(_) => "home_unusable",
            Self::Vault(e) => e.kind(),
            Self::Key(e) => e.kind(),
            Self::Store(e) => e.kind(),
            Self::Wallet(e) => e.kind(),
            Self::Http(e) => e.kind(),
        }
    }
}

/// An open home.
pub struct Home {
    /// Who lives there.
    pub identity: Identity,
    /// The open database.
    pub store: Store,
    /// Where files rest, encrypted.
    pub files: FileFolder,
}

impl Home {
    /// Moves an identity in. The database key is stored before the database is made, then the settings (without
    /// them a proxy would be forgotten), and the identity last, so that a crash between leaves a home that can be
    /// created again. What is left of another identity is not taken over.
    pub fn create(
        folder: &Path,
        vault: &dyn KeyVault,
        new: impl Into<NewIdentity>,
        settings: &Settings,
        entropy: &dyn Entropy,
    ) -> Result<Self, HomeError> {
        let NewIdentity { identity, words } = new.into();
        if Identity::exists(vault)? {
            return Err(HomeError::Exists);
        }
        make_private_folder(folder)?;
        backup::discard(folder, vault)?;
        let key = match vault.get(SecretName::DatabaseKey)? {
            Some(key) => key,
            None => new_database_key(folder, vault, entropy)?,
        };
        let store = Store::open(database(folder), &key)?;
        if store.holds_anything()? {
            return Err(HomeError::Leftover);
        }
        settings.save(&store)?;
        if let Some(words) = words {
            vault.put(SecretName::SeedWords, &SecretBytes::new(words.expose().as_bytes().to_vec()))?;
        }
        identity.save(vault)?;
        Ok(Self::with(folder, identity, store))
    }

    /// Opens a home that has an identity. Where a bunker has its key, nothing is connected yet.
    pub fn open(folder: &Path, vault: &dyn KeyVault) -> Result<Self, HomeError> {
        if let Some(identity) = Identity::load(vault)? {
            return Ok(Self::with(folder, identity, open_store(folder, vault)?));
        }
        let kept = vault.get(SecretName::RemoteSigner)?.ok_or(HomeError::NoIdentity)?;
        if KeptSigner::read(&kept)?.is_app() {
            return Err(HomeError::SignerNeeded);
        }
        let store = open_store(folder, vault)?;
        let bunker = Bunker::restore(&kept, Settings::load(&store)?.network())?;
        Ok(Self::with(folder, Identity::with_signer(Arc::new(bunker)), store))
    }

    /// Opens a home whose identity key is with a signer that the shell plugs in (NIP-55).
    pub fn open_with_signer(
        folder: &Path,
        vault: &dyn KeyVault,
        signer: Arc<dyn EventSigner>,
    ) -> Result<Self, HomeError> {
        let kept = vault.get(SecretName::RemoteSigner)?.ok_or(HomeError::NoIdentity)?;
        if KeptSigner::read(&kept)?.user != signer.public_key() {
            return Err(HomeError::OtherSigner);
        }
        Ok(Self::with(folder, Identity::with_signer(signer), open_store(folder, vault)?))
    }

    /// Where the identity's key is; nothing where there is no identity.
    pub fn signer_kind(vault: &dyn KeyVault) -> Result<Option<SignerKind>, HomeError> {
        if vault.get(SecretName::IdentityKey)?.is_some() {
            return Ok(Some(SignerKind::Here));
        }
        let Some(kept) = vault.get(SecretName::RemoteSigner)? else { return Ok(None) };
        let is_app = KeptSigner::read(&kept)?.is_app();
        Ok(Some(if is_app { SignerKind::App } else { SignerKind::Bunker }))
    }

    /// Deletes a home that nobody has open: the secrets first, so that whatever a crash leaves cannot be read.
    pub fn erase(folder: &Path, vault: &dyn KeyVault) -> Result<(), HomeError> {
        for name in SecretName::ALL {
            vault.delete(name)?;
        }
        there_or_not(fs::remove_dir_all(folder)).map_err(of_folder)
    }

    fn with(folder: &Path, identity: Identity, store: Store) -> Self {
        Self { identity, store, files: FileFolder::new(files(folder)) }
    }
}

/// What every signer keeps in the vault ([`EventSigner::kept`]).
#[derive(Deserialize)]
struct KeptSigner {
    user: PublicKey,
    /// A bunker's own key; a signer app has none.
    signer: Option<PublicKey>,
}

impl KeptSigner {
    fn read(kept: &SecretBytes) -> Result<Self, HomeError> {
        serde_json::from_slice(kept.expose()).map_err(|_| HomeError::OtherSigner)
    }

    const fn is_app(&self) -> bool {
        self.signer.is_none()
    }
}

/// Where an identity's key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignerKind {
    /// In this home's vault.
    Here,
    /// With a bunker (NIP-46).
    Bunker,
    /// With a signer app that the shell speaks to (NIP-55).
    App,
}

pub(super) fn open_store(folder: &Path, vault: &dyn KeyVault) -> Result<Store, HomeError> {
    backup::finish(folder, vault)?;
    let key = vault.get(SecretName::DatabaseKey)?.ok_or(HomeError::NoDatabaseKey)?;
    Ok(Store::open(database(folder), &key)?)
}

pub(super) fn files(folder: &Path) -> PathBuf {
    folder.join(FILES)
}

pub(super) fn database(folder: &Path) -> PathBuf {
    folder.join(DATABASE)
}

pub(super) fn of_folder(error: io::Error) -> HomeError {
    HomeError::Folder(error.to_string())
}

pub(super) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(suffix);
    path.into()
}

fn new_database_key(
    folder: &Path,
    vault: &dyn KeyVault,
    entropy: &dyn Entropy,
) -> Result<SecretBytes, HomeError> {
    if database(folder).exists() {
        return Err(HomeError::NoDatabaseKey);
    }
    let mut bytes = vec![0; 32];
    entropy.fill(&mut bytes);
    let key = SecretBytes::new(bytes);
    vault.put(SecretName::DatabaseKey, &key)?;
    Ok(key)
}

pub(super) fn make_private_folder(folder: &Path) -> Result<(), HomeError> {
    fs::create_dir_all(folder).map_err(of_folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(of_folder)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::keys::MemoryVault;

    /// Deletes so many secrets, then no more: the process was killed.
    struct CutOff<'a>(&'a MemoryVault, AtomicUsize);

    impl KeyVault for CutOff<'_> {
        fn get(&self, name: SecretName) -> Result<Option<SecretBytes>, VaultError> {
            self.0.get(name)
        }
        fn put(&self, name: SecretName, secret: &SecretBytes) -> Result<(), VaultError> {
            self.0.put(name, secret)
        }
        fn delete(&self, name: SecretName) -> Result<(), VaultError> {
            let left = self.1.load(Ordering::Relaxed).checked_sub(1).ok_or(VaultError::Locked)?;
            self.1.store(left, Ordering::Relaxed);
            self.0.delete(name)
        }
    }

    #[test]
    fn what_an_erasing_cut_off_leaves_no_later_account_takes_over() {
        for owner in [SecretName::IdentityKey, SecretName::RemoteSigner] {
            for deletions in 0..=SecretName::ALL.len() {
                let (vault, folder) = (MemoryVault::new(), tempfile::tempdir().unwrap());
                let others = [SecretName::SeedWords, SecretName::WalletConnection, SecretName::DatabaseKey];
                for name in others.into_iter().chain([owner]) {
                    vault.put(name, &SecretBytes::new(vec![1; 32])).unwrap();
                }
                let erased = Home::erase(folder.path(), &CutOff(&vault, AtomicUsize::new(deletions)));
                assert_eq!(erased.is_ok(), deletions == SecretName::ALL.len());
                if vault.get(owner).unwrap().is_none() {
                    assert!(others.iter().all(|name| vault.get(*name).unwrap().is_none()), "{deletions}");
                }
            }
        }
    }
}
