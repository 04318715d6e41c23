//! Looking for a key in bytes that somebody saw, in every spelling that it could have.

use knock_sandbox::socks::Tunnel;
use nostr::base64::Engine;
use nostr::base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE};

const BECH32: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// All spellings of these bytes: raw, hexadecimal, base64 of both alphabets and bech32, both of them also from
/// the middle of something longer, and backwards.
pub fn spellings(secret: &[u8]) -> Vec<Vec<u8>> {
    let backwards: Vec<u8> = secret.iter().rev().copied().collect();
    let mut all = Vec::new();
    for bytes in [secret, &backwards] {
        let text = hex::encode(bytes);
        all.extend([bytes.to_vec(), text.clone().into_bytes(), text.to_uppercase().into_bytes()]);
        // Three bytes are four characters: what stands before shifts the characters in one of three ways.
        for shift in 0..3 {
            let padded = [&vec![0; shift], bytes, &[0; 3]].concat();
            let clean = (shift * 8).div_ceil(6)..(shift + bytes.len()) * 8 / 6;
            all.push(BASE64_STANDARD.encode(&padded).as_bytes()[clean.clone()].to_vec());
            all.push(BASE64_URL_SAFE.encode(&padded).as_bytes()[clean].to_vec());
        }
        let bits: Vec<u8> =
            bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1)).collect();
        for shift in 0..5 {
            let groups =
                bits[shift..].chunks_exact(5).map(|group| group.iter().fold(0, |n, bit| n << 1 | bit));
            let text: Vec<u8> = groups.map(|value: u8| BECH32[usize::from(value)]).collect();
            all.push(text.to_ascii_uppercase());
            all.push(text);
        }
    }
    all
}

/// Whether any spelling of it is in there.
pub fn holds(seen: &[u8], secret: &[u8]) -> bool {
    spellings(secret).iter().any(|spelling| contains(seen, spelling))
}

/// Whether these very bytes are in there.
pub fn contains(seen: &[u8], wanted: &[u8]) -> bool {
    seen.windows(wanted.len()).any(|window| window == wanted)
}

/// Everything that a server saw in a connection: the bytes as they came, and what websocket frames hold once their
/// masks are off (RFC 6455, section 5.3).
pub fn seen_by_server(tunnel: &Tunnel) -> Vec<u8> {
    let mut seen = tunnel.sent.clone();
    if let Some(end) = end_of_head(&tunnel.sent) {
        seen.extend(unmasked(&tunnel.sent[end..]));
    }
    seen
}

/// The names of the headers of each HTTP request in a connection, lower case.
pub fn header_names(tunnel: &Tunnel) -> Vec<String> {
    let text = String::from_utf8_lossy(&tunnel.sent);
    let mut names = Vec::new();
    for head in text.split("\r\n\r\n").filter(|head| head.starts_with("GET ") || head.starts_with("POST ")) {
        names.extend(
            head.lines().skip(1).filter_map(|line| line.split_once(':')).map(|(name, _)| name.to_lowercase()),
        );
    }
    names
}

fn end_of_head(bytes: &[u8]) -> Option<usize> {
    let head = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let is_websocket = String::from_utf8_lossy(&bytes[..head]).to_lowercase().contains("upgrade: websocket");
    is_websocket.then_some(head)
}

fn unmasked(mut frames: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    while let [_, second, rest @ ..] = frames {
        let (length, rest) = match second & 0x7f {
            126 if rest.len() >= 2 => (usize::from(u16::from_be_bytes([rest[0], rest[1]])), &rest[2..]),
            127 if rest.len() >= 8 => {
                let length = rest[..8].iter().fold(0usize, |n, byte| n << 8 | usize::from(*byte));
                (length, &rest[8..])
            }
            short => (usize::from(short), rest),
        };
        assert!(second & 0x80 != 0, "a client masks every frame");
        let Some((mask, rest)) = rest.split_at_checked(4) else { break };
        let payload = &rest[..length.min(rest.len())];
        plain.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
        frames = &rest[payload.len()..];
    }
    plain
}
