//! `backup` and `restore`: a home in one sealed file.

use std::fs;
use std::io::BufReader;
use std::path::Path;

use knock_core::engine::{BackupCost, BackupLock, Home, HomeError};
use knock_core::part::{self, Part};
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
    let bytes = part::write_new(&args.file, |file| -> anyhow::Result<()> {
        home.back_up(folder, vault.as_ref(), &lock, file, &told(output))?;
        Ok(())
    })?;
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
    let staging = Part::folder(folder)?;
    let vault = session::new_vault(staging.path(), args.passphrase)?;
    let restored = Home::restore(staging.path(), vault.as_ref(), &passphrase, archive, &told(output));
    let home = restored?;
    let npub = home.identity.npub();
    // The database is closed before it moves.
    drop((home, vault));
    staging.place_folder(folder)?;
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
