//! A damaged database is never replaced by itself: it is reported, and set aside only when the user says so.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use nostr::Timestamp;

use super::home::{BESIDE, database, of_folder, open_store, with_suffix};
use super::{Home, HomeError};
use crate::keys::KeyVault;
use crate::part::there_or_not;
use crate::store::StoreError;

/// The names of damaged databases: this and a number, mostly the time.
const ASIDE: &str = "knock.db.damaged-";

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
        let aside = move_aside(folder, now).map_err(of_folder)?;
        open_store(folder, vault)?;
        Ok(Some(aside))
    }
}

/// The database first: a log without one is reported as damage, so a crash in between is not overlooked, and the next
/// attempt takes the rest to the same place.
fn move_aside(folder: &Path, now: Timestamp) -> io::Result<PathBuf> {
    let aside = free_place(folder, now)?;
    for suffix in BESIDE {
        let (from, to) = (with_suffix(&database(folder), suffix), with_suffix(&aside, suffix));
        // What is new where the database was is the empty file of an opening that found the log alone.
        there_or_not(if to.try_exists()? { fs::remove_file(from) } else { fs::rename(from, to) })?;
    }
    Ok(aside)
}

/// Never that of another damaged file, but for one that was left half moved.
fn free_place(folder: &Path, now: Timestamp) -> io::Result<PathBuf> {
    let mut newest = None;
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let number = name.to_str().and_then(|name| name.strip_prefix(ASIDE)?.parse::<u64>().ok());
        newest = newest.max(number);
    }
    let place = |number: u64| folder.join(format!("{ASIDE}{number}"));
    let is_here = fs::metadata(database(folder)).is_ok_and(|meta| meta.len() > 0);
    Ok(match newest {
        Some(begun) if !is_here && !with_suffix(&place(begun), "-wal").try_exists()? => place(begun),
        Some(taken) => place(now.as_secs().max(taken + 1)),
        None => place(now.as_secs()),
    })
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
