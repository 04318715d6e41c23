//! Backup and move: a home in one sealed file, and the home on another phone; and two phones with one key.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use knock_core::archive::ArchiveError;
use knock_core::engine::{BackupCost, BackupError, BackupLock, Engine, Home, HomeError};
use knock_core::keys::{FileVault, Identity, SealingCost};
use knock_core::ports::SystemEntropy;
use knock_core::progress::Progress;
use knock_core::store::{OutState, RESTORED};
use knock_sandbox::wallet_service::WalletSwitches;
use knock_tests::{Person, World};
use tempfile::TempDir;

const CHEAP: BackupCost = BackupCost { archive: SealingCost { memory_kib: 8, passes: 1 }, log_n: 4 };
const PASSPHRASE: &str = "correct horse battery staple";

fn back_up(person: &Person) -> anyhow::Result<Vec<u8>> {
    let vault = FileVault::open(person.folder().join("vault.json"))?;
    let home = Home::open(person.folder(), &vault)?;
    let lock = BackupLock { passphrase: PASSPHRASE, cost: CHEAP, entropy: &SystemEntropy };
    let told = Arc::new(Mutex::new((0, 0)));
    let ear = told.clone();
    let hear = move |done, of| *ear.lock().unwrap_or_else(PoisonError::into_inner) = (done, of);
    let archive = home.back_up(person.folder(), &vault, &lock, Vec::new(), &Progress::to(hear))?;
    let told = *told.lock().unwrap_or_else(PoisonError::into_inner);
    assert!(told.0 > 0 && told.0 == told.1, "progress ended at {told:?}");
    Ok(archive)
}

fn restore(archive: &[u8], folder: &Path, passphrase: &str) -> Result<Home, BackupError> {
    let vault = FileVault::open(folder.join("vault.json")).map_err(HomeError::from)?;
    Home::restore(folder, &vault, passphrase, archive, &Progress::default())
}

/// Another phone with what the archive holds, and the engine on it.
fn new_phone(archive: &[u8]) -> anyhow::Result<(Engine, TempDir)> {
    let folder = tempfile::tempdir()?;
    let home = restore(archive, folder.path(), PASSPHRASE)?;
    let vault = FileVault::open(folder.path().join("vault.json"))?;
    Ok((Engine::new(home.parts(&vault)?), folder))
}

#[tokio::test]
async fn a_home_moves_with_everything_and_goes_on() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let (to_bob, to_alice) = (alice.meet(&bob).await?, bob.meet(&alice).await?);
    alice.send(&to_bob, "before the move").await?;
    bob.send(&to_alice, "read before").await?;
    alice.engine.catch_up().await?;
    let archive = back_up(&alice)?;
    for secret in ["before the move", "nsec1", "ncryptsec1", "walletconnect", &alice.engine.identity().npub()]
    {
        assert!(!knock_tests::leaks::contains(&archive, secret.as_bytes()), "{secret} is in clear");
    }

    let (moved, _folder) = new_phone(&archive)?;
    assert_eq!(moved.identity(), alice.engine.identity());
    assert_eq!(moved.settings()?, alice.engine.settings()?);
    assert_eq!(moved.store().contact(&to_bob)?, alice.engine.store().contact(&to_bob)?);
    assert_eq!(moved.store().messages(None, 10, None)?, alice.engine.store().messages(None, 10, None)?);

    // What was read before is not read, or told, again; what comes now is.
    let caught = moved.catch_up().await?;
    assert_eq!(caught.messages, 0);
    bob.send(&to_alice, "after the move").await?;
    assert_eq!(moved.catch_up().await?.messages, 1);
    moved.send(&to_bob, knock_protocol::Message::text("from the new phone"), Default::default()).await?;
    bob.engine.catch_up().await?;
    assert!(bob.texts()?.contains(&"from the new phone".to_owned()));
    Ok(())
}

#[tokio::test]
async fn what_was_being_paid_is_looked_up_and_never_paid_again() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (mut alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let to_bob = alice.meet(&bob).await?;
    // The wallet pays, and the answer is lost: the outcome is unknown when the backup is made.
    world
        .sandbox
        .wallets()
        .set_switches("alice", WalletSwitches { drop_pay_response: true, ..WalletSwitches::default() });
    alice.restart_impatient().await?;
    alice.send(&to_bob, "was it paid?").await.unwrap_err();
    let row = alice.engine.store().outbox()?.pop().expect("it waits");
    assert_eq!(row.state, OutState::Paying);
    // Sealed, but not sent yet: the old phone sends it after the backup.
    let later =
        alice.engine.enqueue(&to_bob, knock_protocol::Message::text("later"), Default::default()).await?;
    let archive = back_up(&alice)?;
    world.sandbox.wallets().set_switches("alice", WalletSwitches::default());
    alice.restart().await?;
    alice.engine.resume().await?;
    assert_eq!(alice.engine.store().outgoing(later.id)?.map(|row| row.state), Some(OutState::Delivered));
    let balance = world.balance("alice")?;

    let (moved, _folder) = new_phone(&archive)?;
    moved.resume().await?;
    assert_eq!(moved.store().outgoing(row.id)?.map(|row| row.state), Some(OutState::Delivered), "looked up");
    let stopped = moved.store().outgoing(later.id)?.expect("it is told of");
    assert_eq!(
        (stopped.state, stopped.last_error.map(|(kind, _)| kind)),
        (OutState::Failed, Some(RESTORED.into()))
    );
    assert_eq!(world.balance("alice")?, balance, "nothing was paid twice");
    bob.engine.catch_up().await?;
    assert_eq!(bob.texts()?.len(), 2);
    Ok(())
}

#[tokio::test]
async fn two_phones_with_one_key_both_receive_and_neither_twice() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let to_alice = bob.meet(&alice).await?;
    let (second, _folder) = new_phone(&back_up(&alice)?)?;
    let before = world.balance("bob")?;
    bob.send(&to_alice, "to both").await?;
    for phone in [&alice.engine, &second] {
        assert_eq!(phone.catch_up().await?.messages, 1);
        assert_eq!(phone.catch_up().await?.messages, 0, "told once");
        let messages = phone.store().messages(None, 10, None)?;
        assert_eq!((messages.len(), messages[0].content.as_str(), messages[0].read), (1, "to both", false));
    }
    assert_eq!(before - world.balance("bob")?, 1_000, "paid once");
    Ok(())
}

#[tokio::test]
async fn a_bad_archive_leaves_nothing_behind() -> anyhow::Result<()> {
    let world = World::start().await?;
    let alice = world.person("alice").await?;
    let archive = back_up(&alice)?;
    let folder = tempfile::tempdir()?;
    let mut damaged = archive.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    let mut newer = archive.clone();
    newer[12] = 9;
    let cases: [(&[u8], &str, &str); 6] = [
        (&archive, "wrong", "backup_wrong_passphrase"),
        (&archive[..archive.len() - 1], PASSPHRASE, "backup_damaged"),
        (&archive[..archive.len() / 2], PASSPHRASE, "backup_damaged"),
        (&damaged, PASSPHRASE, "backup_damaged"),
        (&newer, PASSPHRASE, "backup_newer"),
        (b"something else", PASSPHRASE, "backup_not_one"),
    ];
    for (bytes, passphrase, kind) in cases {
        let error = restore(bytes, folder.path(), passphrase).err().expect("refused");
        assert_eq!(error.kind(), kind);
        let vault = FileVault::open(folder.path().join("vault.json"))?;
        assert!(!Identity::exists(&vault)?);
        assert_eq!(fs::read_dir(folder.path())?.count(), 0, "something is left after {kind}");
    }
    assert!(matches!(
        restore(&newer, folder.path(), PASSPHRASE).err(),
        Some(BackupError::Archive(ArchiveError::Newer { found: 9 }))
    ));
    // The whole one still goes in; and over a home that is lived in none does.
    restore(&archive, folder.path(), PASSPHRASE)?;
    let again = restore(&archive, folder.path(), PASSPHRASE).err();
    assert!(matches!(again, Some(BackupError::Home(HomeError::Exists))));
    assert!(!fs::read_dir(alice.folder())?.any(|file| file.is_ok_and(|f| f.file_name() == "backup.tmp")));
    Ok(())
}
