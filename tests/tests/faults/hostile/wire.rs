//! WebSocket frames that no library would send (RFC 6455).

use tokio::io::AsyncWriteExt;

use super::relay::Socket;

const TEN_MEGABYTES: u64 = 10 * 1024 * 1024;
const CHUNK: [u8; 16 * 1024] = [b' '; 16 * 1024];

/// One text message of 10 MB in one frame.
pub(crate) async fn huge_frame(socket: &mut Socket) -> anyhow::Result<()> {
    let stream = socket.get_mut();
    stream.write_all(&[0x81, 127]).await?;
    stream.write_all(&TEN_MEGABYTES.to_be_bytes()).await?;
    for _ in 0..TEN_MEGABYTES / CHUNK.len() as u64 {
        stream.write_all(&CHUNK).await?;
    }
    Ok(stream.flush().await?)
}

/// One text message without an end, in frames of 16 KiB.
pub(crate) async fn huge_fragments(socket: &mut Socket) -> anyhow::Result<()> {
    let stream = socket.get_mut();
    let mut opcode = 0x01;
    loop {
        stream.write_all(&[opcode, 126]).await?;
        stream.write_all(&(CHUNK.len() as u16).to_be_bytes()).await?;
        stream.write_all(&CHUNK).await?;
        opcode = 0x00;
    }
}

/// A message in as many frames as it has bytes.
pub(crate) async fn one_byte_a_frame(socket: &mut Socket, text: &str) -> anyhow::Result<()> {
    let stream = socket.get_mut();
    let last = text.len() - 1;
    for (at, byte) in text.bytes().enumerate() {
        let opcode = u8::from(at == 0) | if at == last { 0x80 } else { 0 };
        stream.write_all(&[opcode, 1, byte]).await?;
    }
    Ok(stream.flush().await?)
}

/// A text message that is no text.
pub(crate) async fn not_utf8(socket: &mut Socket) -> anyhow::Result<()> {
    let stream = socket.get_mut();
    stream.write_all(&[0x81, 2, 0xff, 0xfe]).await?;
    Ok(stream.flush().await?)
}
