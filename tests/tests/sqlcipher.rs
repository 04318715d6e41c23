//! Our encrypted files are SQLCipher's own: a published build on OpenSSL reads and changes what ours on AWS-LC wrote,
//! and ours reads it after that. `scripts/setup.sh` fetches it.

use std::path::Path;
use std::process::Command;

use anyhow::Context;
use knock_core::keys::SecretBytes;
use knock_core::store::ValueStore;

const FOLDER: &str = env!("CARGO_MANIFEST_DIR");
const SPACE: &str = "letters";

fn stock_sqlcipher(file: &Path, key: &[u8]) -> anyhow::Result<(bool, String)> {
    let python = Path::new(FOLDER).join("../.tools/sqlcipher/bin/python");
    let output = Command::new(python)
        .arg(Path::new(FOLDER).join("interop/stock_sqlcipher.py"))
        .arg(file)
        .arg(hex::encode(key))
        .output()
        .context("its Python is missing: run scripts/setup.sh")?;
    Ok((output.status.success(), String::from_utf8(output.stdout)?))
}

#[test]
fn stock_sqlcipher_reads_and_writes_our_files() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("values.db");
    let key = [0x5a; 32];
    let open = || ValueStore::open(&file, &SecretBytes::new(key.to_vec()));
    // Longer than a page, so that more than the first is read.
    let long = "Grüße an 鮑勃. ".repeat(1_000);
    let ours = open()?;
    ours.put(SPACE, "a", b"one")?;
    ours.put(SPACE, "b", long.as_bytes())?;
    drop(ours);

    let (ok, read) = stock_sqlcipher(&file, &key)?;
    assert!(ok && read == format!("one\n{long}\n"), "{read}");
    assert_eq!(open()?.get(SPACE, "theirs")?.as_deref(), Some(&b"from stock SQLCipher"[..]));
    assert_eq!(open()?.get(SPACE, "b")?.as_deref(), Some(long.as_bytes()));

    // With another key it reads nothing.
    let (ok, read) = stock_sqlcipher(&file, &[0x5b; 32])?;
    assert!(!ok && read.is_empty(), "{read}");
    Ok(())
}
