//! Files go with messages: encrypted on a real file server, fetched only when asked for, checked, and gone
//! when the message is gone.

use std::io::Cursor;
use std::sync::{Arc, Mutex, PoisonError};

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use knock_core::engine::{EngineError, FileInfo, SendOptions, Settings};
use knock_core::files::{FileSource, NewFile};
use knock_core::progress::Progress;
use knock_core::store::{Message, OutState};
use knock_protocol::Ttl;
use knock_sandbox::blossom::BlossomSettings;
use knock_sandbox::lnurl::LnurlSettings;
use knock_tests::{Person, World};

/// Alice with a file server, who knows Bob; Bob, who knows nobody.
async fn meet(world: &World) -> anyhow::Result<(Person, Person)> {
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    alice.meet(&bob).await?;
    let server = Some(world.sandbox.blossom().url().to_owned());
    Settings { file_server: server, ..alice.engine.settings()? }.save(alice.engine.store())?;
    Ok((alice, bob))
}

fn bytes(bytes: &[u8], name: &str) -> NewFile {
    NewFile { name: Some(name.to_owned()), ..NewFile::of(FileSource::Bytes(bytes.to_vec())) }
}

async fn send(from: &Person, to: &Person, file: NewFile) -> Result<knock_core::store::Outgoing, EngineError> {
    Box::pin(from.engine.send_file(&to.public_key(), file, SendOptions::default(), &Progress::default()))
        .await
}

async fn received(bob: &Person) -> anyhow::Result<Message> {
    bob.engine.catch_up().await?;
    let newest = bob.engine.store().messages(None, 1, None)?;
    newest.into_iter().next().ok_or_else(|| anyhow::anyhow!("nothing arrived"))
}

type Told = Arc<Mutex<Vec<(u64, u64)>>>;

fn progress() -> (Told, Progress) {
    let told = Told::default();
    let ear = told.clone();
    let hear = move |done, of| ear.lock().unwrap_or_else(PoisonError::into_inner).push((done, of));
    (told, Progress::to(hear))
}

fn kind<T>(result: Result<T, EngineError>) -> &'static str {
    result.err().map_or("it worked", |error| error.kind())
}

fn photo() -> anyhow::Result<Vec<u8>> {
    let mut out = Cursor::new(Vec::new());
    let photo: DynamicImage = RgbImage::from_pixel(320, 200, Rgb([200, 30, 30])).into();
    photo.write_to(&mut out, ImageFormat::Png)?;
    Ok(out.into_inner())
}

#[tokio::test]
async fn a_file_goes_encrypted_and_comes_out_whole() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = meet(&world).await?;
    let secret = "the plan: ".repeat(2_000);
    let (told, up) = progress();
    let file = NewFile { caption: Some("read this".into()), ..bytes(secret.as_bytes(), "plan.txt") };
    let sent = Box::pin(alice.engine.send_file(&bob.public_key(), file, SendOptions::default(), &up)).await?;
    assert_eq!(told.lock().unwrap().last(), Some(&(20_016, 20_016)), "it told of the upload");
    assert_eq!(sent.state, OutState::Delivered);

    let message = received(&bob).await?;
    assert_eq!(message.kind, 15);
    let info = bob.engine.file_info(&message)?;
    let expected = FileInfo {
        mime: "text/plain".into(),
        name: Some("plan.txt".into()),
        caption: Some("read this".into()),
        size: Some(secret.len() as u64 + 16),
        dimensions: None,
        blurhash: None,
        host: "127.0.0.1".into(),
        is_here: false,
        is_from_contact: false,
    };
    assert_eq!(info, expected);
    // Nothing is fetched by itself.
    let fetches = || world.sandbox.blossom().log().iter().filter(|call| call.method == "GET").count();
    assert_eq!((fetches(), kind(bob.engine.read_file(message.id))), (0, "file_not_fetched"));

    // A stranger's file on a private host is not fetched even when asked for; a contact's is.
    assert_eq!(kind(bob.engine.fetch_file(message.id, &Progress::default()).await), "host_forbidden");
    assert_eq!(fetches(), 0);
    bob.meet(&alice).await?;
    let (told, down) = progress();
    assert!(bob.engine.fetch_file(message.id, &down).await?.is_here);
    assert_eq!(told.lock().unwrap().last(), Some(&(20_016, 20_016)), "it told of the download");
    assert_eq!(bob.engine.read_file(message.id)?.as_slice(), secret.as_bytes());
    bob.engine.fetch_file(message.id, &Progress::default()).await?;
    assert_eq!(fetches(), 1, "it is fetched once");
    // The sender has it as well, and needs no server to see it.
    let own = alice.engine.store().message(sent.message_id)?.unwrap();
    assert!(alice.engine.file_info(&own)?.is_here);
    assert_eq!(alice.engine.read_file(own.id)?.len(), secret.len());
    // On neither disk is it in clear.
    for person in [&alice, &bob] {
        for entry in std::fs::read_dir(person.folder().join("files"))? {
            let on_disk = std::fs::read(entry?.path())?;
            assert!(!on_disk.windows(8).any(|part| part == b"the plan"));
        }
    }
    Ok(())
}

#[tokio::test]
async fn files_that_are_here_come_along_to_another_phone() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (mut alice, bob) = meet(&world).await?;
    // More than a chunk of the archive, and one that is gone from the disk.
    let long = "long ".repeat(30_000);
    let kept = send(&alice, &bob, bytes(long.as_bytes(), "long.txt")).await?.message_id;
    let lost = send(&alice, &bob, bytes(b"lost", "lost.txt")).await?.message_id;
    let short = send(&alice, &bob, bytes(b"short", "short.txt")).await?.message_id;
    let tags = alice.engine.store().message(lost)?.unwrap().tags;
    let hash = tags.iter().find(|tag| tag[0] == "x").map(|tag| tag[1].clone()).unwrap_or_default();
    std::fs::remove_file(alice.folder().join("files").join(hash))?;
    let archive = alice.back_up("correct horse")?;
    assert!(archive.len() > long.len());
    // What the archive holds is checked like what a server sends.
    alice.move_to_another_phone(&archive, "correct horse").await?;
    assert_eq!(alice.engine.read_file(kept)?.as_slice(), long.as_bytes());
    assert_eq!(alice.engine.read_file(short)?.as_slice(), b"short");
    assert_eq!(kind(alice.engine.read_file(lost)), "file_not_fetched");
    let left = std::fs::read_dir(alice.folder())?.flatten();
    let left: Vec<_> =
        left.filter(|entry| entry.path().extension().is_some_and(|extension| extension == "tmp")).collect();
    assert!(left.is_empty(), "{left:?}");
    Ok(())
}

#[tokio::test]
async fn the_file_server_learns_neither_side() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = meet(&world).await?;
    let blossom = world.sandbox.blossom();
    send(&alice, &bob, bytes(b"one", "one.txt")).await?;
    send(&alice, &bob, bytes(b"one", "one.txt")).await?;
    bob.meet(&alice).await?;
    let message = received(&bob).await?;
    bob.engine.fetch_file(message.id, &Progress::default()).await?;
    let log = blossom.log();
    let keys: Vec<_> = log.iter().filter_map(|call| call.pubkey.clone()).collect();
    assert!(keys.len() == 2 && keys[0] != keys[1], "each file has a key of its own");
    assert_eq!(blossom.held().len(), 2, "the same file twice is two blobs");
    let event = nostr::JsonUtil::from_json(&alice.engine.store().outgoing(1)?.unwrap().event_json)?;
    let event: nostr::Event = event;
    let seen = format!("{log:?}").to_lowercase();
    for person in [&alice, &bob] {
        let (hex, npub) = (person.public_key().to_hex(), person.engine.identity().npub());
        assert!(!seen.contains(&hex) && !seen.contains(&npub) && !keys.contains(&hex));
    }
    for hidden in
        [event.pubkey.to_hex(), event.id.to_hex(), "one.txt".into(), "text/plain".into(), "user-agent".into()]
    {
        assert!(!seen.contains(&hidden), "{hidden}");
    }
    for hash in blossom.held() {
        assert!(blossom.blob(&hash).is_some_and(|blob| blob.len() == 19 && !blob.starts_with(b"one")));
    }
    // Whoever fetches says nothing of himself.
    let get = log.iter().find(|call| call.method == "GET").unwrap();
    assert!(!get.headers.contains("authorization"), "{}", get.headers);
    Ok(())
}

#[tokio::test]
async fn a_picture_is_cleaned_and_described() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = meet(&world).await?;
    bob.meet(&alice).await?;
    send(&alice, &bob, bytes(&photo()?, "IMG_20261124_0642.png")).await?;
    let message = received(&bob).await?;
    let info = bob.engine.file_info(&message)?;
    assert_eq!((info.mime.as_str(), info.name, info.dimensions), ("image/jpeg", None, Some((320, 200))));
    assert!(info.blurhash.is_some() && info.is_from_contact);
    bob.engine.fetch_file(message.id, &Progress::default()).await?;
    let shown = image::load_from_memory(&bob.engine.read_file(message.id)?)?;
    assert_eq!((shown.width(), shown.height()), (320, 200));
    Ok(())
}

#[tokio::test]
async fn a_server_that_cheats_is_found_out() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = meet(&world).await?;
    bob.meet(&alice).await?;
    send(&alice, &bob, bytes(b"hello", "hello.txt")).await?;
    let message = received(&bob).await?;
    let blossom = world.sandbox.blossom();
    let fetched = async |settings: BlossomSettings| {
        blossom.configure(settings);
        kind(bob.engine.fetch_file(message.id, &Progress::default()).await)
    };
    let fair = BlossomSettings::default;
    assert_eq!(fetched(BlossomSettings { corrupt: true, ..fair() }).await, "file_wrong_hash");
    assert_eq!(fetched(BlossomSettings { endless: true, ..fair() }).await, "http_too_large");
    assert_eq!(fetched(BlossomSettings { down: true, ..fair() }).await, "http_status");
    let away = Some("file:///etc/passwd".to_owned());
    assert_eq!(fetched(BlossomSettings { redirect: away, ..fair() }).await, "host_forbidden");
    let round = Some(format!("{}/{}", blossom.url(), blossom.held()[0]));
    assert_eq!(fetched(BlossomSettings { redirect: round, ..fair() }).await, "http_redirected");
    // Nothing of all that was kept.
    assert_eq!(std::fs::read_dir(bob.folder().join("files"))?.count(), 0);
    assert_eq!(fetched(fair()).await, "it worked");
    assert_eq!(bob.engine.read_file(message.id)?.as_slice(), b"hello");
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_sent_leaves_nothing_behind() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = meet(&world).await?;
    let blossom = world.sandbox.blossom();
    let nothing_left = || {
        let files = std::fs::read_dir(alice.folder().join("files")).map_or(0, Iterator::count);
        let uploads = alice.engine.store().uploads().unwrap().len();
        assert_eq!((files, uploads, blossom.held().len(), alice.texts().unwrap().len()), (0, 0, 0, 0));
    };
    // The receiver could not be knocked: nothing is even uploaded.
    let mute = LnurlSettings { comment_allowed: Some(0), ..LnurlSettings::default() };
    world.sandbox.lnurl().configure("bob", mute);
    assert_eq!(kind(send(&alice, &bob, bytes(b"x", "x")).await), "comment_not_allowed");
    assert!(blossom.log().is_empty());
    nothing_left();
    world.sandbox.lnurl().configure("bob", LnurlSettings::default());

    blossom.configure(BlossomSettings {
        refuse_uploads: Some("no\u{1b}[1m room".into()),
        ..BlossomSettings::default()
    });
    assert_eq!(kind(send(&alice, &bob, bytes(b"x", "x")).await), "file_server_refused");
    nothing_left();
    assert_eq!(kind(send(&alice, &bob, bytes(b"", "x")).await), "file_empty");
    assert_eq!(kind(send(&alice, &bob, NewFile::at("/nowhere")).await), "file_unreadable");
    Settings { file_server: None, ..alice.engine.settings()? }.save(alice.engine.store())?;
    assert_eq!(kind(send(&alice, &bob, bytes(b"x", "x")).await), "no_file_server");
    nothing_left();
    assert_eq!(world.published(), 0);
    Ok(())
}

#[tokio::test]
async fn a_message_that_waits_in_the_outbox_keeps_its_file() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = meet(&world).await?;
    bob.meet(&alice).await?;
    world.sandbox.relay().shutdown().await;
    assert_eq!(kind(send(&alice, &bob, bytes(b"later", "later.txt")).await), "not_published");
    alice.engine.sweep()?;
    alice.engine.delete_expired_files().await?;
    assert_eq!(world.sandbox.blossom().held().len(), 1);
    world.sandbox.relay().restart().await?;
    let row = alice.engine.store().outbox()?.remove(0);
    assert_eq!(alice.engine.retry(row.id).await?.state, OutState::Delivered);
    let message = received(&bob).await?;
    bob.engine.fetch_file(message.id, &Progress::default()).await?;
    assert_eq!(bob.engine.read_file(message.id)?.as_slice(), b"later");
    Ok(())
}

#[tokio::test]
async fn a_message_taken_back_takes_its_file_along() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = meet(&world).await?;
    let sent = send(&alice, &bob, bytes(b"never mind", "x.txt")).await?;
    let blossom = world.sandbox.blossom();
    assert_eq!(blossom.held().len(), 1);
    alice.engine.unsend(sent.id).await?;
    assert!(blossom.held().is_empty(), "it is still on the server");
    let log = blossom.log();
    let by =
        |method: &str| log.iter().find(|call| call.method == method).and_then(|call| call.pubkey.clone());
    assert_eq!(by("PUT"), by("DELETE"), "only the key that uploaded a file may delete it");
    assert!(alice.engine.store().uploads()?.is_empty(), "the key is still there");
    Ok(())
}

#[tokio::test]
async fn an_expired_file_is_gone_here_and_there() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = meet(&world).await?;
    bob.meet(&alice).await?;
    let hour = SendOptions { ttl: Some(Ttl::Hour), ..SendOptions::default() };
    let (to, file) = (bob.public_key(), bytes(b"short-lived", "x.txt"));
    Box::pin(alice.engine.send_file(&to, file, hour, &Progress::default())).await?;
    let message = received(&bob).await?;
    bob.engine.fetch_file(message.id, &Progress::default()).await?;
    let files = |person: &Person| std::fs::read_dir(person.folder().join("files")).map_or(0, Iterator::count);
    let blossom = world.sandbox.blossom();
    // As long as the message is there, so is its file.
    for person in [&alice, &bob] {
        person.engine.sweep()?;
        person.engine.delete_expired_files().await?;
        assert_eq!(files(person), 1);
    }
    alice.clock.advance(3 * 3_600);
    bob.clock.advance(3 * 3_600);
    bob.engine.sweep()?;
    assert_eq!(
        (files(&bob), kind(bob.engine.fetch_file(message.id, &Progress::default()).await)),
        (0, "not_found")
    );

    // The server is away at first, and asked again.
    let later = || BlossomSettings { clock_ahead_secs: 3 * 3_600, ..BlossomSettings::default() };
    blossom.configure(BlossomSettings { down: true, ..later() });
    alice.engine.sweep()?;
    alice.engine.delete_expired_files().await?;
    assert_eq!(blossom.held().len(), 1);
    blossom.configure(BlossomSettings { clock_ahead_secs: 3 * 3_600 + 60, ..later() });
    alice.clock.advance(60);
    alice.engine.delete_expired_files().await?;
    alice.engine.sweep()?;
    assert_eq!((blossom.held().len(), files(&alice)), (0, 0));
    assert!(alice.engine.store().uploads()?.is_empty());
    Ok(())
}

#[tokio::test]
async fn a_server_that_keeps_everything_is_not_asked_for_ever() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = meet(&world).await?;
    let sent = send(&alice, &bob, bytes(b"stays", "x.txt")).await?;
    let blossom = world.sandbox.blossom();
    blossom.configure(BlossomSettings { refuse_deletions: true, ..BlossomSettings::default() });
    alice.engine.unsend(sent.id).await?;
    alice.clock.advance(40 * 86_400);
    alice.engine.delete_expired_files().await?;
    assert_eq!(blossom.log().iter().filter(|call| call.method == "DELETE").count(), 1);
    assert!(alice.engine.store().uploads()?.is_empty());
    Ok(())
}
