//! Relay directory v1.
/// x
pub const DIRECTORY_V1: &[&str] = &[
    "wss://relay.damus.io",
    "wss://nos.lol",
    "wss://a.com",
    "wss://b.com",
    "wss://c.com",
    "wss://d.com",
    "wss://e.com",
    "wss://f.com",
];
/// x
pub fn relay_at(index: u8) -> Option<&'static str> {
    DIRECTORY_V1.get(usize::from(index)).copied()
}
/// x
pub fn index_of(url: &str) -> Option<u8> {
    DIRECTORY_V1.iter().position(|r| *r == url).and_then(|i| u8::try_from(i).ok())
}
