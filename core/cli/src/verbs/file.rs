//! `file`: what came with a message, looked at and saved.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use knock_core::engine::{Engine, EngineError, FileInfo};
use knock_core::part;
use knock_core::progress::Progress;
use serde_json::{Value, json};

use super::file_view::size_of;
use crate::args::FileVerb;
use crate::failure::BadInput;
use crate::output::Output;

pub(super) async fn run(engine: &Engine, verb: FileVerb, output: &Output) -> anyhow::Result<()> {
    match verb {
        FileVerb::Show { id } => {
            let info = info(engine, id)?;
            output.answer(&info_json(&info), || line(&info));
            Ok(())
        }
        FileVerb::Save { id, to } => save(engine, id, to, output).await,
    }
}

fn info(engine: &Engine, id: i64) -> Result<FileInfo, EngineError> {
    let message = engine.store().message(id)?.ok_or(EngineError::NotFound("this message"))?;
    engine.file_info(&message)
}

async fn save(engine: &Engine, id: i64, to: Option<PathBuf>, output: &Output) -> anyhow::Result<()> {
    let known = info(engine, id)?;
    let path = target(to, &known, id);
    if path.exists() {
        return Err(exists(&path).into());
    }
    if !known.is_here {
        output.progress(&format!("Fetching {} from {}…", size_of(known.size), known.host));
    }
    let info = engine.fetch_file(id, &Progress::default()).await?;
    let bytes = engine.read_file(id)?;
    write_new(&path, &bytes)?;
    let value = json!({"path": path, "bytes": bytes.len(), "file_type": info.mime});
    output.answer(&value, || format!("{} ({}, {} bytes)", path.display(), info.mime, bytes.len()));
    Ok(())
}

/// Where it is written. The sender's name for it has no folders in it.
fn target(to: Option<PathBuf>, info: &FileInfo, id: i64) -> PathBuf {
    let own_name = || info.name.clone().unwrap_or_else(|| format!("knock-{id}.{}", extension(&info.mime)));
    match to {
        None => PathBuf::from(own_name()),
        Some(path) if path.is_dir() => path.join(own_name()),
        Some(path) => path,
    }
}

fn extension(mime: &str) -> &str {
    match mime {
        "image/jpeg" => "jpg",
        "text/plain" => "txt",
        _ => {
            let kind = mime.rsplit('/').next().unwrap_or_default();
            let plain =
                !kind.is_empty() && kind.len() <= 5 && kind.bytes().all(|b| b.is_ascii_alphanumeric());
            if plain { kind } else { "bin" }
        }
    }
}

/// Never over another file; for the owner alone, as the message is.
fn write_new(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let failed = |error: std::io::Error| match error.kind() {
        ErrorKind::AlreadyExists => exists(path),
        _ => BadInput::new("file_not_written", format!("{}: {error}", path.display())),
    };
    part::write_new(path, |file| file.write_all(bytes)).map_err(failed)?;
    Ok(())
}

fn exists(path: &Path) -> BadInput {
    BadInput::new("file_exists", format!("{} is there already; choose another with --to", path.display()))
}

fn info_json(info: &FileInfo) -> Value {
    json!({
        "file_type": info.mime,
        "name": info.name,
        "caption": info.caption,
        "size": info.size,
        "dimensions": info.dimensions,
        "blurhash": info.blurhash,
        "host": info.host,
        "is_here": info.is_here,
        "is_from_contact": info.is_from_contact,
    })
}

fn line(info: &FileInfo) -> String {
    let name = info.name.as_deref().unwrap_or("(no name)");
    let pixels = info.dimensions.map(|(width, height)| format!("  {width} x {height}")).unwrap_or_default();
    let place = if info.is_here { "here".to_owned() } else { format!("on {}", info.host) };
    let stranger = if info.is_from_contact { "" } else { "  from a stranger" };
    format!("{name}  {}  {}{pixels}  {place}{stranger}", info.mime, size_of(info.size))
}
