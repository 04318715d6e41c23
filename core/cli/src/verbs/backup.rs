//! `export`: the identity key leaves, encrypted unless the user insists.

use std::path::Path;

use knock_core::engine::HomeError;
use knock_core::keys::{Identity, SecretName, SecretText};
use serde_json::json;

use crate::args::{Export, ExportFormat};
use crate::failure::BadInput;
use crate::output::Output;
use crate::{input, session};

/// scrypt's cost for NIP-49: 2^16 rounds, 64 MiB, what the NIP's own example uses.
const LOG_N: u8 = 16;
const WARNING: &str =
    "Whoever sees this line is you. Keep it off other people's computers and out of the shell's history.";

pub(super) fn export(folder: &Path, args: &Export, output: &Output) -> anyhow::Result<()> {
    let vault = session::open_vault(folder)?;
    let identity = Identity::load(vault.as_ref())?.ok_or(HomeError::NoIdentity)?;
    match args.format {
        ExportFormat::Ncryptsec => {
            let password = input::new_secret("KNOCK_PASSWORD", "Password for the export: ")?;
            let text = identity.export_ncryptsec(&password, LOG_N)?;
            output.answer(&json!({"ncryptsec": text}), || text.clone());
        }
        ExportFormat::Nsec => {
            output.note(WARNING);
            let nsec = identity.export_nsec()?;
            output.answer(&json!({"nsec": nsec.expose()}), || nsec.expose().to_owned());
        }
        ExportFormat::Words => {
            let none = || BadInput::new("no_words", "this identity was not made from words; export its nsec");
            let bytes = vault.get(SecretName::SeedWords)?.ok_or_else(none)?;
            let words = SecretText::new(std::str::from_utf8(bytes.expose())?.to_owned());
            // Words that lead to another key would be worse than none.
            if Identity::from_words(words.expose(), "")? != identity {
                return Err(none().into());
            }
            output.note(WARNING);
            output.answer(&json!({"words": words.expose()}), || words.expose().to_owned());
        }
    }
    Ok(())
}
