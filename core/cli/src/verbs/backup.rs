//! `export`: the identity key leaves, encrypted unless the user insists.

use std::path::Path;

use knock_core::engine::HomeError;
use knock_core::keys::Identity;
use serde_json::json;

use crate::args::{Export, ExportFormat};
use crate::output::Output;
use crate::{input, session};

/// scrypt's cost for NIP-49: 2^16 rounds, 64 MiB, what the NIP's own example uses.
const LOG_N: u8 = 16;

pub(super) fn export(folder: &Path, args: &Export, output: &Output) -> anyhow::Result<()> {
    let vault = session::open_vault(folder)?;
    let identity = Identity::load(vault.as_ref())?.ok_or(HomeError::NoIdentity)?;
    match args.format {
        ExportFormat::Ncryptsec => {
            let password = input::secret("KNOCK_PASSWORD", "Password for the export: ")?;
            let text = identity.export_ncryptsec(&password, LOG_N)?;
            output.answer(&json!({"ncryptsec": text}), || text.clone());
        }
        ExportFormat::Nsec => {
            output.note("Whoever sees this line is you. Keep it off other people's computers and out of the shell's history.");
            let nsec = identity.export_nsec();
            output.answer(&json!({"nsec": nsec.expose()}), || nsec.expose().to_owned());
        }
    }
    Ok(())
}
