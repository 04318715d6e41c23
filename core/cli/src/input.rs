//! Texts from arguments, standard input or the keyboard.

use std::io::{IsTerminal, Read};

use zeroize::Zeroizing;

use crate::failure::BadInput;

/// The argument, or all of standard input where it is absent or `-`.
pub(crate) fn text_or_stdin(argument: Option<String>) -> anyhow::Result<String> {
    match argument {
        Some(text) if text != "-" => Ok(text),
        _ => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text)?;
            Ok(text.trim_end_matches(['\r', '\n']).to_owned())
        }
    }
}

/// A secret from the environment variable, or typed without echo.
pub(crate) fn secret(variable: &str, prompt: &str) -> anyhow::Result<Zeroizing<String>> {
    if let Ok(secret) = std::env::var(variable) {
        return Ok(Zeroizing::new(secret));
    }
    if !std::io::stdin().is_terminal() {
        return Err(
            BadInput::new("passphrase_needed", format!("a passphrase is needed: set {variable}")).into()
        );
    }
    Ok(Zeroizing::new(rpassword::prompt_password(prompt)?))
}
