//! Files, as a chat shows them.

use std::sync::{Arc, Mutex};

use knock_ffi::{
    FileSource, Knock, KnockError, ListenerFailure, MessageKind, NewFile, PageAt, ProgressListener,
    SendOptions, Settings, blurhash_pixels,
};
use knock_sandbox::{Sandbox, SandboxOptions};

use crate::support::{Person, kind, meet, person};

#[derive(Default)]
struct Steps(Mutex<Vec<(u64, u64)>>);

impl ProgressListener for Steps {
    fn on_progress(&self, done: u64, of: u64) -> Result<(), ListenerFailure> {
        self.0.lock().unwrap().push((done, of));
        // What it throws is its own affair.
        Err(ListenerFailure::Failed)
    }
}

async fn friends(sandbox: &Sandbox) -> Result<(Person, Person), KnockError> {
    let (alice, bob) = (person(sandbox, "alice").await?, person(sandbox, "bob").await?);
    meet(&alice, &bob).await?;
    meet(&bob, &alice).await?;
    let settings = alice.knock.settings().await?;
    let file_server = Some(sandbox.blossom().url().to_string());
    alice.knock.set_settings(Settings { file_server, ..settings }).await?;
    Ok((alice, bob))
}

/// A red square.
fn picture() -> NewFile {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, 40, 20);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header().unwrap().write_image_data(&[200, 10, 10].repeat(800)).unwrap();
    NewFile {
        source: FileSource::Bytes { bytes: file },
        name: Some("IMG_1.png".into()),
        caption: Some("Our boat".into()),
        as_is: false,
    }
}

async fn newest(knock: &Knock, peer: &str) -> Result<knock_ffi::ChatMessage, KnockError> {
    let page = knock.chat_page(peer.to_owned(), PageAt::Newest, 9).await?;
    Ok(page.messages.last().unwrap().clone())
}

#[tokio::test]
async fn a_picture_is_shown_before_and_after_it_is_fetched() -> Result<(), KnockError> {
    let sandbox = Sandbox::start(SandboxOptions::default()).await.unwrap();
    let (alice, bob) = friends(&sandbox).await?;
    let (up, down) = (Arc::new(Steps::default()), Arc::new(Steps::default()));
    let to = bob.created.npub.clone();
    let sent = alice.knock.send_file(to.clone(), picture(), SendOptions::default(), Some(up.clone()), None);
    sent.await?;
    let told = up.0.lock().unwrap().clone();
    assert!(told.last().is_some_and(|(done, of)| done == of && *of > 0), "{told:?}");

    bob.knock.catch_up(10_000, None).await?;
    let (from, message) = (alice.created.npub.clone(), newest(&bob.knock, &alice.created.npub).await?);
    let file = message.file.clone().unwrap();
    assert_eq!((message.kind, message.text.as_str()), (MessageKind::File, "Our boat"));
    assert_eq!((file.mime.as_str(), file.width, file.height), ("image/jpeg", Some(40), Some(20)));
    assert_eq!((file.name, file.caption.as_deref()), (None, Some("Our boat")), "a camera's name is not sent");
    assert!(!file.is_here && file.is_from_contact);
    let pixels = blurhash_pixels(&file.blurhash.unwrap(), 4, 2)?;
    assert!(pixels.len() == 32 && pixels[0] > 150 && pixels[1] < 80, "{pixels:?}");
    // A file that cannot be shown as text says what it is.
    let told = bob.knock.notification(message.event_id.clone()).await?.unwrap();
    assert_eq!((told.body.as_str(), told.file_type.as_deref()), ("Our boat", Some("image/jpeg")));

    assert_eq!(kind(bob.knock.read_file(message.id).await), "file_not_fetched");
    let info = bob.knock.fetch_file(message.id, Some(down.clone()), None).await?;
    assert!(info.is_here && !down.0.lock().unwrap().is_empty());
    let bytes = bob.knock.read_file(message.id).await?;
    assert!(bytes.starts_with(&[0xff, 0xd8]), "a JPEG");
    let path = bob.folder.path().join("out.jpg").display().to_string();
    bob.knock.save_file(message.id, path.clone()).await?;
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
    assert_eq!(kind(bob.knock.save_file(message.id, path).await), "file_exists");

    // An answer quotes it as what it is.
    bob.knock.reply(message.id, "Lovely".into(), SendOptions::default(), None).await?;
    let quoted = newest(&bob.knock, &from).await?.quoted.unwrap().message.unwrap();
    assert_eq!((quoted.text.as_str(), quoted.file_type.as_deref()), ("Our boat", Some("image/jpeg")));
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_sent_says_why() -> Result<(), KnockError> {
    let sandbox = Sandbox::start(SandboxOptions::default()).await.unwrap();
    let (alice, bob) = friends(&sandbox).await?;
    let to = bob.created.npub.clone();
    let send = |file: NewFile| alice.knock.send_file(to.clone(), file, SendOptions::default(), None, None);
    let of = |source: FileSource| NewFile { source, name: None, caption: None, as_is: false };
    let gif = || of(FileSource::Bytes { bytes: b"GIF89a\x01\0\x01\0\0\0\0;".to_vec() });
    assert_eq!(kind(send(gif()).await), "file_keeps_metadata");
    assert_eq!(kind(send(NewFile { as_is: true, ..gif() }).await), "it worked");
    assert_eq!(kind(send(of(FileSource::Text { text: String::new() })).await), "file_empty");
    assert_eq!(kind(send(of(FileSource::Path { path: "/nowhere".into() })).await), "file_unreadable");
    let wordy = NewFile { caption: Some("x".repeat(5_000)), ..gif() };
    assert_eq!(kind(send(wordy).await), "caption_too_long");
    let without = Settings { file_server: None, ..alice.knock.settings().await? };
    alice.knock.set_settings(without).await?;
    assert_eq!(kind(send(of(FileSource::Text { text: "long".into() })).await), "no_file_server");
    Ok(())
}
