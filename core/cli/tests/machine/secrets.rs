//! What must not be found in a log, in anything that is written or, but for the vault, in a file.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use knock_test_support::Terminal;
use knock_test_support::terminal::{json, text};
use nostr::nips::nip19::FromBech32;

use crate::stage::Stage;

/// Texts that nothing else contains.
pub(crate) const TEXT: &str = "Zwanzig Kanarienvögel pfeifen";
pub(crate) const ANSWER: &str = "Der Stollen bleibt heute zu";
pub(crate) const DRAFT: &str = "Noch nicht abgeschickt, Grubenpferd";
pub(crate) const IN_FILE: &str = "Steht nur in der Datei: Wetterlampe";
pub(crate) const FILE_NAME: &str = "Steigerlied.txt";
pub(crate) const PETNAME: &str = "Obersteiger Bob";
pub(crate) const PASSPHRASE: &str = "Glück auf, der Steiger kommt";

/// A secret, and what it is.
pub(crate) type Secret = (&'static str, String);

/// What people have written, and how they call each other.
pub(crate) fn texts() -> Vec<Secret> {
    let words = [TEXT, ANSWER, DRAFT, IN_FILE, FILE_NAME, PETNAME, PASSPHRASE];
    words.map(|words| ("what somebody wrote", words.to_owned())).to_vec()
}

/// Keys of both homes: identities, wallets' and whatever else their vaults hold.
pub(crate) fn keys(stage: &Stage) -> Vec<Secret> {
    [&stage.alice, &stage.bob].into_iter().flat_map(keys_of).collect()
}

pub(crate) fn keys_of(person: &Terminal) -> Vec<Secret> {
    let exported = person.command(&["export", "--format", "nsec"]).output().unwrap();
    let nsec = text(&json(&exported)["nsec"]);
    let identity = nostr::SecretKey::from_bech32(&nsec).unwrap().to_secret_hex();
    let (_, wallet) = person.user.wallet_uri.split_once("secret=").unwrap();
    let wallet = wallet.split('&').next().unwrap().to_owned();
    let mut keys =
        vec![("an identity key", nsec), ("an identity key", identity), ("a wallet's secret", wallet)];
    // The vault names its secrets; whatever is long in it is one.
    let vault = std::fs::read_to_string(person.home().join("vault.json")).unwrap();
    let long = vault.split('"').filter(|part| part.len() >= 40);
    keys.extend(long.map(|part| ("a vault's secret", part.to_owned())));
    keys
}

/// The comments of all payments, and their proofs.
pub(crate) fn payments(stage: &Stage) -> Vec<Secret> {
    let mut secrets = Vec::new();
    for account in ["alice", "bob"] {
        let (paid, _) = stage.sandbox.ledger().transactions(account, &Default::default());
        for payment in paid {
            secrets.push(("a proof of payment", payment.preimage));
            secrets.extend(payment.comment.map(|comment| ("a comment", comment)));
        }
    }
    secrets
}

/// The secrets that stand in these bytes, as text, as UTF-16 or in hexadecimal.
pub(crate) fn found_in<'a>(bytes: &[u8], secrets: &'a [Secret]) -> BTreeSet<&'a Secret> {
    let stands = |part: &[u8]| memchr::memmem::find(bytes, part).is_some();
    let is_found = |(_, secret): &&Secret| {
        let utf16: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
        stands(secret.as_bytes())
            || stands(&utf16)
            || stands(hex::encode(secret).as_bytes())
            || hex::decode(secret).is_ok_and(|raw| stands(&raw))
    };
    secrets.iter().filter(is_found).collect()
}

/// Every file below a folder.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// A file to send.
pub(crate) fn file_in(folder: &Path) -> String {
    let path = folder.join(FILE_NAME);
    std::fs::write(&path, IN_FILE).unwrap();
    path.to_str().unwrap().to_owned()
}

pub(crate) fn with_passphrases(mut command: Command) -> Command {
    command.env("KNOCK_BACKUP_PASSPHRASE", PASSPHRASE).env("KNOCK_PASSWORD", PASSPHRASE);
    command
}
