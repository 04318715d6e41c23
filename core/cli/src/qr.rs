//! QR codes in the terminal.

use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;

/// The text as a QR code of half-height block characters, or nothing where it is too long for one.
pub(crate) fn render(text: &str) -> String {
    QrCode::new(text.as_bytes())
        .map(|code| code.render::<Dense1x2>().quiet_zone(true).build())
        .unwrap_or_default()
}
