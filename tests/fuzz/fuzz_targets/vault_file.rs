//! The vault's file, however damaged: it opens or is refused, and is never replaced.
#![no_main]

use std::fs;
use std::os::unix::fs::PermissionsExt;

use knock_core::keys::{FileVault, Identity, KeyVault, SecretName, is_sealed};
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

std::thread_local!(static FOLDER: TempDir = tempfile::tempdir().expect("a folder"));

fuzz_target!(|bytes: &[u8]| {
    FOLDER.with(|folder| {
        let path = folder.path().join("vault.json");
        fs::write(&path, bytes).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("made private");
        let _ = is_sealed(&path);
        if let Ok(vault) = FileVault::open(&path) {
            for name in [SecretName::DatabaseKey, SecretName::WalletConnection] {
                let _ = vault.get(name);
            }
            let _ = Identity::load(&vault);
        }
        assert_eq!(fs::read(&path).expect("still there"), bytes);
    });
});
