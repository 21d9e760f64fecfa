//! File → grey pixels, with every bound checked before a pixel is decoded.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder as _, ImageError, ImageFormat, ImageReader, Limits};

use super::plane::Plane;
use super::{MAX_BYTES, MAX_PIXELS, PictureFault};

/// Memory that decoding may take: 40 million pixels of four bytes, and what decoders need beside them.
const MAX_MEMORY: u64 = 256 * 1024 * 1024;

/// Decodes a file.
pub(super) fn grey(file: &[u8]) -> Result<Plane, PictureFault> {
    if file.len() > MAX_BYTES {
        return Err(PictureFault::Bytes { bytes: file.len() });
    }
    let format = match image::guess_format(file) {
        Ok(format @ (ImageFormat::Png | ImageFormat::WebP)) => format,
        Ok(ImageFormat::Jpeg) if is_whole_jpeg(file) => ImageFormat::Jpeg,
        Ok(_) | Err(_) => return Err(PictureFault::Format),
    };
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(fault)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(PictureFault::Pixels { width, height });
    }
    if decoder.total_bytes() > MAX_MEMORY {
        return Err(PictureFault::Memory);
    }
    plane(DynamicImage::from_decoder(decoder).map_err(fault)?)
}

/// The grey of a picture that was decoded.
pub(super) fn plane(picture: DynamicImage) -> Result<Plane, PictureFault> {
    let grey = on_white(picture).into_luma8();
    let (width, height) = grey.dimensions();
    let side = |side: u32| usize::try_from(side).map_err(|_| PictureFault::Pixels { width, height });
    Plane::new(side(width)?, side(height)?, grey.into_raw()).ok_or(PictureFault::Format)
}

fn fault(error: ImageError) -> PictureFault {
    match error {
        ImageError::Limits(_) => PictureFault::Memory,
        ImageError::Decoding(_)
        | ImageError::Encoding(_)
        | ImageError::Parameter(_)
        | ImageError::Unsupported(_)
        | ImageError::IoError(_) => PictureFault::Format,
    }
}

/// Whether the picture data of a JPEG file comes to an end. The decoder fills what is missing with grey and says nothing,
/// so a photograph that was cut off would look like one without a code. Only the file's own data count: a preview inside
/// a header has an end too, and what follows the end (some phones append a film) does not matter.
fn is_whole_jpeg(file: &[u8]) -> bool {
    const START_OF_SCAN: u8 = 0xDA;
    const END_OF_IMAGE: [u8; 2] = [0xFF, 0xD9];
    let mut rest = file.get(2..).unwrap_or_default();
    // Segments: FF, marker, length of what follows including itself (ITU-T T.81 §B.1.1.4); FF may be repeated.
    while let [0xFF, marker, after @ ..] = rest {
        rest = match (*marker, after) {
            (0xFF, _) => rest.get(1..).unwrap_or_default(),
            (START_OF_SCAN, data) => return data.windows(2).any(|pair| pair == END_OF_IMAGE),
            (_, [high, low, ..]) => after.get(usize::from(u16::from_be_bytes([*high, *low]))..).unwrap_or_default(),
            (_, _) => return false,
        };
    }
    false
}

/// Lays a picture with transparent parts on white, as every viewer does: a code may be drawn in black on nothing.
fn on_white(picture: DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return picture;
    }
    let mut pixels = picture.into_luma_alpha8();
    for pixel in pixels.pixels_mut() {
        let [light, alpha] = pixel.0;
        let mixed = (u16::from(light) * u16::from(alpha) + 255 * u16::from(u8::MAX - alpha)) / 255;
        pixel.0 = [u8::try_from(mixed).unwrap_or(u8::MAX), u8::MAX];
    }
    DynamicImage::ImageLumaA8(pixels)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ExtendedColorType, ImageEncoder as _};

    fn png(pixels: &[u8], width: u32, height: u32, colour: ExtendedColorType) -> Vec<u8> {
        let mut file = Vec::new();
        image::codecs::png::PngEncoder::new(&mut file).write_image(pixels, width, height, colour).unwrap();
        file
    }

    fn jpeg(width: u16, height: u16) -> Vec<u8> {
        let grey = vec![128; usize::from(width) * usize::from(height)];
        let mut file = Vec::new();
        image::codecs::jpeg::JpegEncoder::new(&mut file)
            .write_image(&grey, width.into(), height.into(), ExtendedColorType::L8)
            .unwrap();
        file
    }

    /// The file with other dimensions in its PNG header, and the right checksum over them.
    fn declared(mut file: Vec<u8>, width: u32, height: u32) -> Vec<u8> {
        file[16..20].copy_from_slice(&width.to_be_bytes());
        file[20..24].copy_from_slice(&height.to_be_bytes());
        let mut crc = u32::MAX;
        for byte in &file[12..29] {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
            }
        }
        file[29..33].copy_from_slice(&(!crc).to_be_bytes());
        file
    }

    #[test]
    fn nothing_and_text_and_other_formats_are_no_pictures() {
        for file in
            [&b""[..], b"PC1:ABC", b"\x89PNG", b"GIF89a\x01\x00\x01\x00\x80\x00\x00", b"BM", &[0xFF, 0xD8, 0xFF]]
        {
            assert_eq!(grey(file).err(), Some(PictureFault::Format));
        }
    }

    #[test]
    fn a_file_one_byte_too_long_is_refused_unread() {
        assert_eq!(grey(&vec![0; MAX_BYTES]).err(), Some(PictureFault::Format));
        assert_eq!(grey(&vec![0; MAX_BYTES + 1]).err(), Some(PictureFault::Bytes { bytes: MAX_BYTES + 1 }));
    }

    #[test]
    fn declared_pixels_are_bounded_on_both_sides() {
        let small = png(&[0; 4], 2, 2, ExtendedColorType::L8);
        // Exactly 40 million are let through to the decoder, which then misses them.
        assert_eq!(grey(&declared(small.clone(), 8_000, 5_000)).err(), Some(PictureFault::Format));
        let fault = grey(&declared(small.clone(), 8_000, 5_001)).err().unwrap();
        assert_eq!(fault, PictureFault::Pixels { width: 8_000, height: 5_001 });
        assert_eq!(grey(&declared(small, 0x7FFF_FFFF, 0x7FFF_FFFF)).err().unwrap().code(), "picture.size");
    }

    #[test]
    fn deep_pixels_that_would_not_fit_are_refused() {
        // 39 million pixels of eight bytes.
        let deep = png(&[0; 32], 2, 2, ExtendedColorType::Rgba16);
        assert_eq!(grey(&declared(deep, 6_500, 6_000)).err(), Some(PictureFault::Memory));
    }

    #[test]
    fn a_jpeg_that_was_cut_off_anywhere_is_broken() {
        let file = jpeg(64, 48);
        assert!(grey(&file).is_ok());
        for length in 0..file.len() {
            assert_eq!(grey(&file[..length]).err(), Some(PictureFault::Format), "{length} of {} bytes", file.len());
        }
    }

    #[test]
    fn what_follows_the_end_of_a_jpeg_does_not_matter() {
        let mut file = jpeg(64, 48);
        file.extend([0xFF, 0xDA, 0, 1, 2]);
        assert!(grey(&file).is_ok());
    }

    #[test]
    fn transparent_is_white() {
        let file = png(&[0, 0, 0, 255], 2, 1, ExtendedColorType::La8);
        assert_eq!(grey(&file).unwrap().pixels(), [255, 0]);
    }
}
