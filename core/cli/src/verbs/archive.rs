//! `backup` and `restore`: a home in one sealed file.

use std::fs::{self, OpenOptions};
use std::io::BufReader;
use std::path::{Path, PathBuf};

use knock_core::engine::{BackupCost, BackupLock, Home, HomeError};
use knock_core::ports::SystemEntropy;
use knock_core::progress::Progress;
use serde_json::json;

use crate::args::{Backup, Restore};
use crate::output::Output;
use crate::{input, session};

const PASSPHRASE: &str = "KNOCK_BACKUP_PASSPHRASE";

pub(super) fn back_up(folder: &Path, args: &Backup, output: &Output) -> anyhow::Result<()> {
    let vault = session::open_vault(folder)?;
    let home = Home::open(folder, vault.as_ref())?;
    let passphrase = input::secret(PASSPHRASE, "Passphrase for the backup: ")?;
    let lock = BackupLock { passphrase: &passphrase, cost: BackupCost::default(), entropy: &SystemEntropy };
    let part = Part::of(&args.file);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(&part.0)?;
    let file = home.back_up(folder, vault.as_ref(), &lock, file, &told(output))?;
    file.sync_all()?;
    let bytes = file.metadata()?.len();
    // Linking does not write over a file that is there.
    fs::hard_link(&part.0, &args.file)?;
    output.answer(&json!({"file": args.file, "bytes": bytes}), || {
        format!(
            "{} ({bytes} bytes). Whoever has it and the passphrase is you. It holds no in-app wallet and no seed words.",
            args.file.display()
        )
    });
    Ok(())
}

/// The new home is made beside its place and moved there whole.
pub(super) fn restore(folder: &Path, args: &Restore, output: &Output) -> anyhow::Result<()> {
    let is_free = !folder.exists() || fs::read_dir(folder)?.next().is_none();
    if !is_free {
        return Err(HomeError::Exists.into());
    }
    let passphrase = input::secret(PASSPHRASE, "Passphrase of the backup: ")?;
    let archive = BufReader::new(fs::File::open(&args.file)?);
    let staging = Part::of(folder);
    let vault = session::new_vault(&staging.0, args.passphrase)?;
    let restored = Home::restore(&staging.0, vault.as_ref(), &passphrase, archive, &told(output));
    let home = restored?;
    let npub = home.identity.npub();
    // The database is closed before it moves.
    drop((home, vault));
    fs::rename(&staging.0, folder)?;
    output.answer(&json!({"npub": npub, "home": folder}), || {
        format!("{npub} lives in {} now.", folder.display())
    });
    output.note("Messages that were on their way are in the outbox (`knock outbox list`); none of them is paid by itself.");
    Ok(())
}

/// Tells the size once it is known to be whole.
fn told(output: &Output) -> Progress {
    let output = output.clone();
    Progress::to(move |done, of| {
        if done == of {
            output.progress(&format!("{done} bytes."));
        }
    })
}

/// `NAME.part` beside NAME, gone when we are.
struct Part(PathBuf);

impl Part {
    fn of(path: &Path) -> Self {
        let mut name = path.as_os_str().to_owned();
        name.push(".part");
        Self(PathBuf::from(name))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // What has been moved is not there any more.
        let _ = fs::remove_file(&self.0);
        let _ = fs::remove_dir_all(&self.0);
    }
}
