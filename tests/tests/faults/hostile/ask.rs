//! What a client that has just connected wants.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Whether the request's head asks for a WebSocket; the bytes stay to be read.
pub(crate) async fn is_websocket(stream: &TcpStream) -> std::io::Result<bool> {
    let mut head = [0; 2_048];
    loop {
        let read = stream.peek(&mut head).await?;
        let text = String::from_utf8_lossy(&head[..read]).to_ascii_lowercase();
        if read == 0 || text.contains("\r\n\r\n") {
            return Ok(text.contains("upgrade: websocket"));
        }
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
}

/// Reads the request and sends this, whole: a socket that is closed with bytes unread is reset.
pub(crate) async fn answer(mut stream: TcpStream, answer: &str) -> anyhow::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    stream.write_all(answer.as_bytes()).await?;
    Ok(stream.shutdown().await?)
}
