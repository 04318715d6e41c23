//! Pictures are decoded and encoded anew before they are sent. So nothing of the camera's notes (place, time,
//! owner, preview) goes along, whatever format hides them where; and what is sent is a picture.

use std::io::Cursor;

use image::buffer::ConvertBuffer;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::imageops::{self, FilterType};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage, RgbaImage};

use super::FileError;

/// Longest side that is sent, pixels; a larger picture is made smaller.
const MAX_SIDE_OUT: u32 = 2_048;
/// Longest side that is decoded.
const MAX_SIDE_IN: u32 = 16_384;
/// Most pixels that are decoded: what the largest phone cameras make, 256 MB as RGBA.
const MAX_PIXELS: u64 = 64 * 1024 * 1024;
/// Most memory for decoding, bytes.
const MAX_ALLOC: u64 = 512 * 1024 * 1024;
const JPEG_QUALITY: u8 = 85;
/// The picture's size from which the blurhash is made, pixels: more would not show.
const BLUR_SIDE: u32 = 32;

/// Most pixels a side of a blurhash that is shown.
const BLUR_SIDE_OUT: u32 = 128;

/// A picture as it will be sent.
pub(super) struct Picture {
    pub(super) bytes: Vec<u8>,
    pub(super) mime: &'static str,
    pub(super) dimensions: (u32, u32),
    pub(super) blurhash: Option<String>,
}

/// The format, where it is one that can be cleaned.
pub(super) fn format_of(bytes: &[u8]) -> Option<ImageFormat> {
    let known = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP];
    image::guess_format(bytes).ok().filter(|format| known.contains(format))
}

/// Decodes, makes smaller where too large, turns upright, and encodes: as JPEG, or as PNG where parts are
/// transparent. Of an animation the first frame stays.
pub(super) fn clean(bytes: &[u8], format: ImageFormat) -> Result<Picture, FileError> {
    let mut decoder = decoder(bytes, format)?;
    let orientation = decoder.orientation().map_err(bad)?;
    let decoded = DynamicImage::from_decoder(decoder).map_err(bad)?;
    let has_alpha = decoded.color().has_alpha();
    // In one layout of pixels from here on: a `DynamicImage` brings the code for ten to every phone.
    let pixels = turned(smaller(decoded.into_rgba8()), orientation);
    let blurhash = blurhash(&pixels);
    let mut out = Cursor::new(Vec::new());
    let mime = if has_alpha && pixels.pixels().any(|pixel| pixel.0[3] < u8::MAX) {
        pixels.write_with_encoder(PngEncoder::new(&mut out)).map_err(bad)?;
        "image/png"
    } else {
        let opaque: RgbImage = pixels.convert();
        opaque.write_with_encoder(JpegEncoder::new_with_quality(&mut out, JPEG_QUALITY)).map_err(bad)?;
        "image/jpeg"
    };
    Ok(Picture { bytes: out.into_inner(), mime, dimensions: pixels.dimensions(), blurhash })
}

/// With the longest side that is sent, where it is longer.
fn smaller(pixels: RgbaImage) -> RgbaImage {
    let longest = pixels.width().max(pixels.height());
    if longest <= MAX_SIDE_OUT {
        return pixels;
    }
    // To the nearest; sides are at most 16,384, so nothing overflows.
    let side = |side: u32| ((side * MAX_SIDE_OUT + longest / 2) / longest).max(1);
    imageops::resize(&pixels, side(pixels.width()), side(pixels.height()), FilterType::Triangle)
}

fn turned(mut pixels: RgbaImage, orientation: Orientation) -> RgbaImage {
    match orientation {
        Orientation::NoTransforms => {}
        Orientation::Rotate90 => pixels = imageops::rotate90(&pixels),
        Orientation::Rotate180 => imageops::rotate180_in_place(&mut pixels),
        Orientation::Rotate270 => pixels = imageops::rotate270(&pixels),
        Orientation::FlipHorizontal => imageops::flip_horizontal_in_place(&mut pixels),
        Orientation::FlipVertical => imageops::flip_vertical_in_place(&mut pixels),
        Orientation::Rotate90FlipH => pixels = imageops::flip_horizontal(&imageops::rotate90(&pixels)),
        Orientation::Rotate270FlipH => pixels = imageops::flip_horizontal(&imageops::rotate270(&pixels)),
    }
    pixels
}

/// Refuses a received picture that would exhaust a phone's memory when shown, however few bytes it has.
/// What is no picture that we know passes: nobody decodes it here.
pub fn check_received(bytes: &[u8]) -> Result<(), FileError> {
    match format_of(bytes) {
        Some(format) => decoder(bytes, format).map(|_| ()),
        None => Ok(()),
    }
}

/// A decoder that has read the header and found the size within bounds.
fn decoder(bytes: &[u8], format: ImageFormat) -> Result<impl ImageDecoder + '_, FileError> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_ALLOC);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(bad)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if width.max(height) > MAX_SIDE_IN || pixels > MAX_PIXELS {
        return Err(FileError::PictureTooLarge { width, height });
    }
    Ok(decoder)
}

fn blurhash(pixels: &RgbaImage) -> Option<String> {
    let longest = pixels.width().max(pixels.height()).max(1);
    let side = |side: u32| (side * BLUR_SIDE / longest).max(1);
    let small = imageops::thumbnail(pixels, side(pixels.width()), side(pixels.height()));
    // More components along the longer side.
    let (across, down) = if small.width() >= small.height() { (4, 3) } else { (3, 4) };
    blurhash::encode(across, down, small.width(), small.height(), small.as_raw()).ok()
}

/// A blurhash as pixels, RGBA, row by row: what to show until the picture is here. `None` where it is none, or
/// for more than 128 pixels a side: the screen makes it larger.
pub fn blurhash_pixels(hash: &str, width: u32, height: u32) -> Option<Vec<u8>> {
    let sides = 1..=BLUR_SIDE_OUT;
    if !sides.contains(&width) || !sides.contains(&height) {
        return None;
    }
    blurhash::decode(hash, width, height, 1.0).ok()
}

fn bad(error: image::ImageError) -> FileError {
    FileError::BadPicture(error.to_string())
}

#[cfg(test)]
mod tests {
    use image::{Rgb, Rgba};

    use super::*;

    fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        picture.write_to(&mut out, format).unwrap();
        out.into_inner()
    }

    fn photo(width: u32, height: u32) -> DynamicImage {
        // Red on the left, blue on the right.
        let pixel = |x: u32, _| if x < width / 2 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) };
        RgbImage::from_fn(width, height, pixel).into()
    }

    /// A JPEG with an EXIF block that says "rotated by 90 degrees" and holds a canary where a place would stand.
    fn jpeg_with_exif() -> Vec<u8> {
        let jpeg = encoded(&photo(64, 32), ImageFormat::Jpeg);
        let canary = b"52.5200N 13.4050E";
        let mut tiff = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x02".to_vec();
        // Orientation (0x0112), SHORT, 1 value: 6.
        tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0]);
        // ImageDescription (0x010e), ASCII, at offset 38.
        tiff.extend([0x01, 0x0e, 0, 2, 0, 0, 0, canary.len() as u8, 0, 0, 0, 38]);
        tiff.extend([0, 0, 0, 0]);
        tiff.extend(canary);
        let mut out = jpeg[..2].to_vec();
        out.extend([0xff, 0xe1]);
        out.extend((tiff.len() as u16 + 2).to_be_bytes());
        out.extend(tiff);
        out.extend(&jpeg[2..]);
        out
    }

    fn contains(bytes: &[u8], part: &[u8]) -> bool {
        bytes.windows(part.len()).any(|window| window == part)
    }

    #[test]
    fn the_cameras_notes_stay_at_home_and_the_picture_is_upright() {
        let photo = jpeg_with_exif();
        assert!(contains(&photo, b"13.4050E") && contains(&photo, b"Exif"));
        let sent = clean(&photo, format_of(&photo).unwrap()).unwrap();
        assert!(!contains(&sent.bytes, b"13.4050E") && !contains(&sent.bytes, b"Exif"));
        assert_eq!((sent.mime, sent.dimensions), ("image/jpeg", (32, 64)));
        // Turned clockwise: what was left is above.
        let shown = image::load_from_memory(&sent.bytes).unwrap().into_rgb8();
        assert!(shown.get_pixel(16, 8).0[0] > 150 && shown.get_pixel(16, 56).0[2] > 150);
        let hash = sent.blurhash.unwrap();
        assert_eq!(hash.len(), 28);
        let pixels = blurhash_pixels(&hash, 4, 8).unwrap();
        let (above, below) = (&pixels[..4], &pixels[pixels.len() - 4..]);
        assert!(above[0] > above[2] && below[2] > below[0] && above[3] == 255, "{above:?} {below:?}");
        assert_eq!((blurhash_pixels(&hash, 0, 4), blurhash_pixels(&hash, 4, 129)), (None, None));
        assert_eq!((blurhash_pixels("é", 4, 4), blurhash_pixels("L", 4, 4)), (None, None));
    }

    #[test]
    fn text_chunks_of_a_png_are_gone_and_transparency_stays() {
        let half: DynamicImage = RgbaImage::from_pixel(8, 8, Rgba([1, 2, 3, 128])).into();
        let png = encoded(&half, ImageFormat::Png);
        let chunk = b"tEXtComment\0canary";
        // After the header: 8 bytes of signature and 25 of IHDR.
        let mut noted = png[..33].to_vec();
        noted.extend((chunk.len() as u32 - 4).to_be_bytes());
        noted.extend(chunk);
        noted.extend(crc(chunk).to_be_bytes());
        noted.extend(&png[33..]);
        let sent = clean(&noted, ImageFormat::Png).unwrap();
        assert!(contains(&noted, b"canary") && !contains(&sent.bytes, b"canary"));
        assert_eq!(sent.mime, "image/png");
        assert_eq!(
            image::load_from_memory(&sent.bytes).unwrap().into_rgba8().get_pixel(3, 3).0,
            [1, 2, 3, 128]
        );
    }

    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0u32, |crc, byte| {
            (0..8)
                .fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
        })
    }

    #[test]
    fn large_ones_become_smaller_and_other_formats_jpeg() {
        let wide = encoded(&photo(3_000, 300), ImageFormat::Png);
        let sent = clean(&wide, ImageFormat::Png).unwrap();
        assert_eq!((sent.mime, sent.dimensions), ("image/jpeg", (2_048, 205)));
        let webp = encoded(&photo(20, 10), ImageFormat::WebP);
        assert_eq!(clean(&webp, format_of(&webp).unwrap()).unwrap().dimensions, (20, 10));
    }

    /// Against what the library does with a whole `DynamicImage`.
    #[test]
    fn each_orientation_is_turned_as_exif_means_it() {
        let pixels = RgbaImage::from_fn(5, 3, |x, y| Rgba([x as u8, y as u8, 7, 255]));
        for exif in 1..=8 {
            let orientation = Orientation::from_exif(exif).unwrap();
            let mut expected = DynamicImage::from(pixels.clone());
            expected.apply_orientation(orientation);
            assert_eq!(turned(pixels.clone(), orientation), expected.into_rgba8(), "{exif}");
        }
    }

    #[test]
    fn bombs_are_refused_by_their_header() {
        // A PNG that says it has 60,000 x 60,000 pixels.
        let mut png = encoded(&photo(8, 8), ImageFormat::Png);
        png[16..20].copy_from_slice(&60_000u32.to_be_bytes());
        png[20..24].copy_from_slice(&60_000u32.to_be_bytes());
        let sum = crc(&png[12..29]).to_be_bytes();
        png[29..33].copy_from_slice(&sum);
        let refusal = clean(&png, ImageFormat::Png).err().unwrap();
        assert!(matches!(refusal, FileError::PictureTooLarge { width: 60_000, .. }), "{refusal}");
        assert!(check_received(&png).is_err());
        // As wide as allowed, and too many pixels all the same.
        png[16..20].copy_from_slice(&16_000u32.to_be_bytes());
        png[20..24].copy_from_slice(&16_000u32.to_be_bytes());
        let sum = crc(&png[12..29]).to_be_bytes();
        png[29..33].copy_from_slice(&sum);
        assert!(matches!(check_received(&png), Err(FileError::PictureTooLarge { .. })));
    }

    #[test]
    fn damage_is_an_error_and_other_files_pass() {
        let jpeg = encoded(&photo(64, 64), ImageFormat::Jpeg);
        for bad in [&jpeg[..20], &[&jpeg[..4], &[0; 40]].concat()] {
            assert!(matches!(clean(bad, ImageFormat::Jpeg), Err(FileError::BadPicture(_))));
        }
        assert!(check_received(b"%PDF-1.7").is_ok() && check_received(&jpeg).is_ok());
        assert_eq!(format_of(b"GIF89a"), None);
    }
}
