//! Tells SQLCipher's build where AWS-LC's headers are.

use std::env;

fn main() -> Result<(), &'static str> {
    // The name holds AWS-LC's version: DEP_AWS_LC_0_41_0_INCLUDE.
    let mut told =
        env::vars().filter(|(name, _)| name.starts_with("DEP_AWS_LC_") && name.ends_with("_INCLUDE"));
    let (_, folder) = told.next().ok_or("AWS-LC does not tell where its headers are")?;
    println!("cargo::metadata=include={folder}");
    println!("cargo::rerun-if-changed=build.rs");
    Ok(())
}
