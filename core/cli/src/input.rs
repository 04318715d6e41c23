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
            text.truncate(text.trim_end_matches(['\r', '\n']).len());
            Ok(text)
        }
    }
}

/// The same for a key or a wallet's link, wiped after use.
pub(crate) fn secret_or_stdin(argument: Option<String>) -> anyhow::Result<Zeroizing<String>> {
    text_or_stdin(argument).map(Zeroizing::new)
}

/// A secret from the environment variable, or typed without echo.
pub(crate) fn secret(variable: &str, prompt: &str) -> anyhow::Result<Zeroizing<String>> {
    match from_environment(variable)? {
        Some(secret) => Ok(secret),
        None => Ok(Zeroizing::new(rpassword::prompt_password(prompt)?)),
    }
}

/// A secret that something will be locked with: not empty, and typed twice.
pub(crate) fn new_secret(variable: &str, prompt: &str) -> anyhow::Result<Zeroizing<String>> {
    let secret = match from_environment(variable)? {
        Some(secret) => secret,
        None => {
            let secret = Zeroizing::new(rpassword::prompt_password(prompt)?);
            if *secret != *Zeroizing::new(rpassword::prompt_password("The same again: ")?) {
                return Err(
                    BadInput::new("passphrases_differ", "the two do not agree; nothing was done").into()
                );
            }
            secret
        }
    };
    if secret.is_empty() {
        return Err(BadInput::new("passphrase_empty", "an empty passphrase protects nothing").into());
    }
    Ok(secret)
}

fn from_environment(variable: &str) -> anyhow::Result<Option<Zeroizing<String>>> {
    if let Ok(secret) = std::env::var(variable) {
        return Ok(Some(Zeroizing::new(secret)));
    }
    if std::io::stdin().is_terminal() {
        return Ok(None);
    }
    Err(BadInput::new("passphrase_needed", format!("a passphrase is needed: set {variable}")).into())
}
