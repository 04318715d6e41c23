//! A damaged database is never replaced by itself: it is reported, and set aside only when the user says so.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use nostr::Timestamp;

use super::home::{database, open_store};
use super::{Home, HomeError};
use crate::keys::KeyVault;
use crate::store::StoreError;

/// What SQLite keeps beside a database.
const BESIDE: [&str; 3] = ["", "-wal", "-shm"];

impl Home {
    /// Looks at every page of the database. A damaged one is moved aside, whole, and a new one with the same key
    /// takes its place: the path tells where the old one is now. `None` where there is no damage. Other errors (a
    /// wrong key, a newer schema) change nothing.
    pub fn set_damage_aside(
        folder: &Path,
        vault: &dyn KeyVault,
        now: Timestamp,
    ) -> Result<Option<PathBuf>, HomeError> {
        match open_store(folder, vault).and_then(|store| Ok(store.check()?)) {
            Ok(()) => return Ok(None),
            Err(HomeError::Store(StoreError::Damaged(_))) => {}
            Err(error) => return Err(error),
        }
        let aside = folder.join(format!("knock.db.damaged-{}", now.as_secs()));
        for suffix in BESIDE {
            match fs::rename(with_suffix(&database(folder), suffix), with_suffix(&aside, suffix)) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(HomeError::Folder(error.to_string()));
                }
                _ => {}
            }
        }
        open_store(folder, vault)?;
        Ok(Some(aside))
    }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(suffix);
    path.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Settings;
    use crate::keys::{Identity, MemoryVault, SecretBytes, SecretName};
    use crate::ports::SystemEntropy;

    #[test]
    fn damage_is_set_aside_whole_and_only_damage() {
        let (folder, vault) = (tempfile::tempdir().unwrap(), MemoryVault::new());
        let folder = folder.path();
        let identity = Identity::generate(&SystemEntropy);
        let home = Home::create(folder, &vault, identity, &Settings::default(), &SystemEntropy).unwrap();
        home.store.set_setting("a", "kept").unwrap();
        drop(home);
        let now = Timestamp::from(7);
        assert_eq!(Home::set_damage_aside(folder, &vault, now).unwrap(), None);

        // One bit deep in the file: opening does not meet it.
        let file = folder.join("knock.db");
        let mut bytes = fs::read(&file).unwrap();
        let last = bytes.len() - 100;
        bytes[last] ^= 1;
        fs::write(&file, &bytes).unwrap();
        let aside = Home::set_damage_aside(folder, &vault, now).unwrap().unwrap();
        assert_eq!(fs::read(&aside).unwrap(), bytes);
        let home = Home::open(folder, &vault).unwrap();
        assert_eq!(home.store.setting("a").unwrap(), None);
        drop(home);

        // Another key is no damage.
        vault.put(SecretName::DatabaseKey, &SecretBytes::new(vec![9; 32])).unwrap();
        let error = Home::set_damage_aside(folder, &vault, now).unwrap_err();
        assert_eq!(error.kind(), "store_wrong_key");
        assert!(file.exists());
    }
}
