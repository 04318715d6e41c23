//! QR codes as pictures, so that every shell shows the same.

use qrcode::render::svg;
use qrcode::{Color, EcLevel, QrCode};
use thiserror::Error;

/// White modules around a code, as the standard asks.
const QUIET: usize = 4;
/// The widest picture; no screen needs more.
const MAX_SCALE: usize = 32;

/// A text with more bytes than a QR code holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the text is too long for a QR code")]
pub struct QrTooLong;

/// The text as a QR code, an SVG document in black on white.
pub fn qr_svg(text: &str) -> Result<String, QrTooLong> {
    Ok(encode(text)?.render::<svg::Color<'_>>().min_dimensions(200, 200).build())
}

/// The same as a PNG file, each module `scale` pixels wide (1 to 32).
pub fn qr_png(text: &str, scale: usize) -> Result<Vec<u8>, QrTooLong> {
    let code = encode(text)?;
    let scale = scale.clamp(1, MAX_SCALE);
    let (modules, colors) = (code.width(), code.to_colors());
    let width = (modules + 2 * QUIET) * scale;
    let is_dark = |x: usize, y: usize| {
        let (x, y) = ((x / scale).checked_sub(QUIET), (y / scale).checked_sub(QUIET));
        matches!((x, y), (Some(x), Some(y)) if x < modules && y < modules && colors[y * modules + x] == Color::Dark)
    };
    let row_bytes = width.div_ceil(8);
    // One bit a pixel, 1 is white.
    let mut pixels = vec![0xffu8; row_bytes * width];
    for y in 0..width {
        for x in (0..width).filter(|x| is_dark(*x, y)) {
            pixels[y * row_bytes + x / 8] &= !(0x80 >> (x % 8));
        }
    }
    let mut file = Vec::new();
    write_png(&mut file, width, &pixels).map_err(|_| QrTooLong)?;
    Ok(file)
}

fn write_png(file: &mut Vec<u8>, width: usize, pixels: &[u8]) -> Result<(), png::EncodingError> {
    // At most 185 modules of 32 pixels.
    let side = u32::try_from(width).unwrap_or(u32::MAX);
    let mut encoder = png::Encoder::new(file, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    encoder.write_header()?.write_image_data(pixels)
}

/// Level L holds the most; a screen is not torn or stained.
fn encode(text: &str) -> Result<QrCode, QrTooLong> {
    QrCode::with_error_correction_level(text, EcLevel::L).map_err(|_| QrTooLong)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The picture's pixels, true where dark.
    fn decoded(file: &[u8]) -> (usize, Vec<bool>) {
        let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut bytes).unwrap();
        let width = info.width as usize;
        let row = width.div_ceil(8);
        let dark = |at: usize| bytes[at / width * row + at % width / 8] & (0x80 >> (at % width % 8)) == 0;
        (width, (0..width * width).map(dark).collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn the_picture_is_the_code(text in "nostr:npub1[a-z0-9]{0,90}|LIGHTNING:[A-Z0-9]{0,90}|\\PC{1,60}", scale in 1usize..4) {
            let code = encode(&text).unwrap();
            let (width, dark) = decoded(&qr_png(&text, scale).unwrap());
            prop_assert_eq!(width, (code.width() + 8) * scale);
            for (at, is_dark) in dark.iter().enumerate() {
                let (x, y) = (at % width / scale, at / width / scale);
                let inside = (4..4 + code.width()).contains(&x) && (4..4 + code.width()).contains(&y);
                let expected = inside && code[(x - 4, y - 4)] == Color::Dark;
                prop_assert_eq!(*is_dark, expected, "{} {}", x, y);
            }
            prop_assert!(qr_svg(&text).unwrap().contains("<svg"));
        }
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        let long = "x".repeat(3_000);
        assert_eq!((qr_svg(&long), qr_png(&long, 4)), (Err(QrTooLong), Err(QrTooLong)));
    }
}
