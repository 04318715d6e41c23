//! What every vault must do, run over all of ours; then what only the files do.

use std::fs;
use std::path::Path;

use super::*;

const CHEAP: SealingCost = SealingCost { memory_kib: 64, passes: 1 };
const SECRET: &[u8] = b"nostr+walletconnect://0123?secret=canary";

fn secret(bytes: &[u8]) -> SecretBytes {
    SecretBytes::new(bytes.to_vec())
}

fn sealed(path: &Path, passphrase: &str) -> Result<PassphraseVault, VaultError> {
    PassphraseVault::open_with(path, passphrase, CHEAP)
}

/// `reopen` gives the same vault as a new process would see it.
fn keeps_its_contract<V: KeyVault>(reopen: impl Fn() -> V) {
    use SecretName::{DatabaseKey, IdentityKey, SeedWords, WalletConnection};
    let vault = reopen();
    for name in [IdentityKey, DatabaseKey, WalletConnection, SeedWords] {
        assert!(vault.get(name).unwrap().is_none());
        vault.delete(name).unwrap();
        vault.put(name, &secret(name.as_str().as_bytes())).unwrap();
    }
    vault.put(IdentityKey, &secret(&[0, 1, 0xff])).unwrap();
    vault.put(SeedWords, &secret(b"")).unwrap();
    vault.delete(DatabaseKey).unwrap();
    for vault in [vault, reopen()] {
        assert_eq!(vault.get(IdentityKey).unwrap(), Some(secret(&[0, 1, 0xff])));
        assert_eq!(vault.get(SeedWords).unwrap(), Some(secret(b"")));
        assert_eq!(vault.get(WalletConnection).unwrap(), Some(secret(b"wallet-connection")));
        assert_eq!(vault.get(DatabaseKey).unwrap(), None);
    }
    let (one, two) = (reopen(), reopen());
    one.put(DatabaseKey, &secret(b"one")).unwrap();
    two.put(IdentityKey, &secret(b"two")).unwrap();
    assert_eq!(one.get(IdentityKey).unwrap(), Some(secret(b"two")));
    assert_eq!(two.get(DatabaseKey).unwrap(), Some(secret(b"one")));
}

/// The same vault for every handle, as a file is.
impl KeyVault for &MemoryVault {
    fn get(&self, name: SecretName) -> Result<Option<SecretBytes>, VaultError> {
        (*self).get(name)
    }
    fn put(&self, name: SecretName, secret: &SecretBytes) -> Result<(), VaultError> {
        (*self).put(name, secret)
    }
    fn delete(&self, name: SecretName) -> Result<(), VaultError> {
        (*self).delete(name)
    }
}

#[test]
fn memory_vault() {
    let vault = MemoryVault::new();
    keeps_its_contract(|| &vault);
}

#[test]
fn file_vault() {
    let dir = tempfile::tempdir().unwrap();
    keeps_its_contract(|| FileVault::open(dir.path().join("keys.json")).unwrap());
}

#[test]
fn passphrase_vault() {
    let dir = tempfile::tempdir().unwrap();
    keeps_its_contract(|| sealed(&dir.path().join("keys.json"), "pass").unwrap());
}

#[test]
fn a_sealed_file_shows_nothing_and_wants_its_passphrase() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("keys.json");
    assert!(!is_sealed(&path).unwrap());
    sealed(&path, "right").unwrap().put(SecretName::WalletConnection, &secret(SECRET)).unwrap();
    assert!(is_sealed(&path).unwrap());
    let text = fs::read_to_string(&path).unwrap();
    assert!(!text.contains("canary") && !text.contains(&hex::encode(SECRET)) && !text.contains("wallet"));
    assert!(matches!(sealed(&path, "Right"), Err(VaultError::WrongPassphrase)));
    assert!(matches!(FileVault::open(&path), Err(VaultError::Locked)));
    // The file's own cost counts, not the caller's.
    let reopened = PassphraseVault::open(&path, "right").unwrap();
    assert_eq!(reopened.get(SecretName::WalletConnection).unwrap(), Some(secret(SECRET)));
    assert!(text.contains("\"memory_kib\":64,"));
}

#[test]
fn a_plain_file_is_not_taken_for_a_sealed_one() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("keys.json");
    FileVault::open(&path).unwrap().put(SecretName::WalletConnection, &secret(SECRET)).unwrap();
    assert!(!is_sealed(&path).unwrap());
    assert!(fs::read_to_string(&path).unwrap().contains(&hex::encode(SECRET)));
    assert!(matches!(sealed(&path, "x"), Err(VaultError::Unavailable(_))));
}

#[test]
fn tampering_and_damage_are_seen_and_never_written_over() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("keys.json");
    let vault = sealed(&path, "right").unwrap();
    vault.put(SecretName::WalletConnection, &secret(SECRET)).unwrap();
    let good = fs::read_to_string(&path).unwrap();
    let end = good.len() - 4;
    let flipped = if &good[end..=end] == "0" { "1" } else { "0" };
    for bad in [
        format!("{}{flipped}{}", &good[..end], &good[end + 1..]),
        good.replace("\"version\":1", "\"version\":2"),
        good[..good.len() / 2].to_owned(),
        String::new(),
    ] {
        fs::write(&path, &bad).unwrap();
        assert_eq!(vault.get(SecretName::WalletConnection).unwrap_err().kind(), "vault_damaged");
        assert_eq!(vault.put(SecretName::SeedWords, &secret(b"x")).unwrap_err().kind(), "vault_damaged");
        assert_eq!(fs::read_to_string(&path).unwrap(), bad);
    }
    // A cost that nobody could pay is refused before it is computed.
    fs::write(&path, good.replace("\"memory_kib\":64", "\"memory_kib\":4294967295")).unwrap();
    assert!(matches!(sealed(&path, "right"), Err(VaultError::Damaged(_))));
    // Sealed anew by someone else: the open handle's key is out of date.
    fs::remove_file(&path).unwrap();
    sealed(&path, "new").unwrap().put(SecretName::SeedWords, &secret(b"x")).unwrap();
    assert!(matches!(vault.get(SecretName::SeedWords), Err(VaultError::Locked)));

    let plain = dir.path().join("plain.json");
    let vault = FileVault::open(&plain).unwrap();
    vault.put(SecretName::SeedWords, &secret(b"x")).unwrap();
    let text = fs::read_to_string(&plain).unwrap().replace("78", "canary");
    fs::write(&plain, text).unwrap();
    let error = vault.get(SecretName::SeedWords).unwrap_err();
    assert!(error.kind() == "vault_damaged" && !error.to_string().contains("canary"));
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("keys.json");
    let vault = FileVault::open(&path).unwrap();
    vault.put(SecretName::SeedWords, &secret(SECRET)).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    for mode in [0o640, 0o604, 0o660] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let error = FileVault::open(&path).unwrap_err();
        assert!(matches!(&error, VaultError::TooOpen { mode: m, .. } if *m == mode), "{error}");
        assert!(matches!(is_sealed(&path), Err(VaultError::TooOpen { .. })));
        assert!(vault.get(SecretName::SeedWords).is_err());
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(vault.get(SecretName::SeedWords).unwrap(), Some(secret(SECRET)));
}
