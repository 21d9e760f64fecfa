//! Any picture in, the small portrait of a code out: 60 × 80 pixels, grey, WebP, at most 450 bytes or what the kind
//! leaves for it (spec/decisions/0011).
//!
//! Feature `portrait`. For issuers; what reads a document never decodes a picture.

use std::fmt;
use std::io::Cursor;

use image::imageops::{self, FilterType};
use image::{DynamicImage, GrayImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use webp_rust::encoder::{LossyEncodingConfig, encode_lossy_rgba_to_webp_with_config};

use super::picture::PictureFormat;
use super::value::Value;
use crate::encoding::limits::CODE_PORTRAIT_BYTES;

/// Pixels across.
pub const WIDTH: u32 = 60;
/// Pixels down.
pub const HEIGHT: u32 = 80;
/// Bytes of a picture file that is read.
pub const FILE_BYTES: usize = 16 * 1024 * 1024;
/// Pixels of a picture that is read.
pub const FILE_PIXELS: u64 = 40_000_000;
/// Bytes that decoding may take: 16 bits in four channels for every pixel.
const DECODE_BYTES: u64 = FILE_PIXELS * 8;

/// Why a picture gives no portrait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PortraitFault {
    /// The file is longer than [`FILE_BYTES`].
    FileSize,
    /// The picture has more than [`FILE_PIXELS`].
    Pixels,
    /// Not PNG, JPEG or WebP.
    Format,
    /// The file is damaged.
    Damaged,
    /// Smaller than the portrait itself.
    TooSmall,
    /// Too restless for its bytes, even when softened.
    NoFit,
}

impl PortraitFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::FileSize => "portrait.file-size",
            Self::Pixels => "portrait.pixels",
            Self::Format => "portrait.format",
            Self::Damaged => "portrait.damaged",
            Self::TooSmall => "portrait.too-small",
            Self::NoFit => "portrait.no-fit",
        }
    }

    /// Every variant, for the table of codes.
    pub const ALL: [Self; 6] = [Self::FileSize, Self::Pixels, Self::Format, Self::Damaged, Self::TooSmall, Self::NoFit];
}

impl fmt::Display for PortraitFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for PortraitFault {}

/// A portrait that fits a compact code.
#[derive(Clone, PartialEq, Eq)]
pub struct Portrait(Vec<u8>);

impl fmt::Debug for Portrait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}

impl Portrait {
    /// Makes the portrait: upright, cropped to 3 : 4 around the middle and rather the top, made small and grey, and
    /// encoded at the best quality that fits.
    ///
    /// # Errors
    /// `portrait.file-size`, `portrait.pixels`, `portrait.format`, `portrait.damaged`, `portrait.too-small`,
    /// `portrait.no-fit`.
    pub fn from_picture(file: &[u8]) -> Result<Self, PortraitFault> {
        Self::from_picture_within(file, CODE_PORTRAIT_BYTES)
    }

    /// The same in at most `max` bytes, and never more than 450: an element's own `max`.
    ///
    /// # Errors
    /// As [`from_picture`](Self::from_picture).
    pub fn from_picture_within(file: &[u8], max: usize) -> Result<Self, PortraitFault> {
        let max = max.min(CODE_PORTRAIT_BYTES);
        let small = small(decode(file)?)?;
        // A picture too restless for the bytes is softened rather than refused.
        [0.0, 0.6, 1.0, 1.6, 2.4]
            .into_iter()
            .find_map(|blur| fit(&if blur > 0.0 { imageops::blur(&small, blur) } else { small.clone() }, max))
            .map(Self)
            .ok_or(PortraitFault::NoFit)
    }

    /// The WebP file.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl From<Portrait> for Value {
    fn from(portrait: Portrait) -> Self {
        Self::Image(portrait.0)
    }
}

fn decode(file: &[u8]) -> Result<DynamicImage, PortraitFault> {
    if file.len() > FILE_BYTES {
        return Err(PortraitFault::FileSize);
    }
    let format = match PictureFormat::sniff(file).ok_or(PortraitFault::Format)? {
        PictureFormat::Jpeg => ImageFormat::Jpeg,
        PictureFormat::Png => ImageFormat::Png,
        PictureFormat::WebP => ImageFormat::WebP,
    };
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODE_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| reason(&error))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > FILE_PIXELS {
        return Err(PortraitFault::Pixels);
    }
    // Phones store the picture as the sensor lies and say how to turn it.
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| reason(&error))?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

const fn reason(error: &image::ImageError) -> PortraitFault {
    if matches!(error, image::ImageError::Limits(_)) { PortraitFault::Pixels } else { PortraitFault::Damaged }
}

/// The part of the slack above a crop that is too tall: faces are in the upper part of a picture.
const SLACK_ABOVE: u32 = 5;

fn small(picture: DynamicImage) -> Result<GrayImage, PortraitFault> {
    let (width, height) = (picture.width(), picture.height());
    if width < WIDTH || height < HEIGHT {
        return Err(PortraitFault::TooSmall);
    }
    let grey = grey_on_white(picture);
    // At most 40 million pixels: the products fit 32 bits only just, so they are made in 64.
    let fitted =
        |side: u32, of: u32, to: u32| u32::try_from(u64::from(side) * u64::from(to) / u64::from(of)).unwrap_or(side);
    let (across, down) = (fitted(height, HEIGHT, WIDTH).min(width), fitted(width, WIDTH, HEIGHT).min(height));
    let (left, top) = ((width - across) / 2, (height - down) / SLACK_ABOVE);
    let crop = DynamicImage::ImageLuma8(grey).crop_imm(left, top, across, down);
    Ok(crop.resize_exact(WIDTH, HEIGHT, FilterType::Lanczos3).into_luma8())
}

fn grey_on_white(picture: DynamicImage) -> GrayImage {
    if !picture.color().has_alpha() {
        return picture.into_luma8();
    }
    let with_alpha = picture.into_luma_alpha8();
    GrayImage::from_fn(with_alpha.width(), with_alpha.height(), |x, y| {
        let [grey, alpha] = with_alpha.get_pixel(x, y).0.map(u32::from);
        let on_white = (grey * alpha + 255 * (255 - alpha)) / 255;
        image::Luma([u8::try_from(on_white).unwrap_or(u8::MAX)])
    })
}

/// The best quality that fits. Sizes grow with quality but for small steps back, which the last look covers.
fn fit(small: &GrayImage, max: usize) -> Option<Vec<u8>> {
    let rgba: Vec<u8> = small.pixels().flat_map(|pixel| pixel.0.into_iter().cycle().take(3).chain([u8::MAX])).collect();
    let at = |quality: u8| encode(&rgba, quality).filter(|file| file.len() <= max);
    let mut best = (0, at(0)?);
    let (mut fits, mut over) = (0, 101);
    while over - fits > 1 {
        let middle = fits + (over - fits) / 2;
        match at(middle) {
            Some(file) => {
                best = (middle, file);
                fits = middle;
            }
            None => over = middle,
        }
    }
    (best.0 + 1..=(best.0 + 4).min(100)).rev().find_map(at).or(Some(best.1))
}

fn encode(rgba: &[u8], quality: u8) -> Option<Vec<u8>> {
    let config = LossyEncodingConfig {
        quality: f32::from(quality),
        // One segment: a table of four costs more than it saves at this size.
        segments: 1,
        no_alpha: true,
        ..LossyEncodingConfig::default()
    };
    encode_lossy_rgba_to_webp_with_config(usize::try_from(WIDTH).ok()?, usize::try_from(HEIGHT).ok()?, rgba, &config)
        .ok()
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage};

    use super::*;

    /// A drawn head and shoulders with some grain, at any size.
    #[allow(clippy::as_conversions)]
    fn head(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, y| {
            let (u, v) = (f64::from(x) / f64::from(width) - 0.5, f64::from(y) / f64::from(height));
            let inside = |cx: f64, cy: f64, rx: f64, ry: f64| ((u - cx) / rx).powi(2) + ((v - cy) / ry).powi(2) < 1.0;
            let shade =
                if inside(-0.09, 0.40, 0.035, 0.02) || inside(0.09, 0.40, 0.035, 0.02) || inside(0.0, 0.58, 0.08, 0.02)
                {
                    60.0
                } else if inside(0.0, 0.45, 0.22, 0.28) {
                    190.0 - 60.0 * u
                } else if inside(0.0, 0.36, 0.27, 0.30) {
                    40.0
                } else if inside(0.0, 1.1, 0.5, 0.4) {
                    90.0
                } else {
                    225.0 - 20.0 * v
                };
            let grain = f64::from((x.wrapping_mul(7919) ^ y.wrapping_mul(104_729)) % 9);
            let c = (shade + grain).clamp(0.0, 255.0) as u8;
            Rgb([c, c.saturating_sub(12), c.saturating_sub(20)])
        })
    }

    fn file(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        image.into().write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    fn shown(portrait: &Portrait) -> GrayImage {
        assert!(portrait.as_bytes().len() <= CODE_PORTRAIT_BYTES);
        assert_eq!(PictureFormat::sniff(portrait.as_bytes()), Some(PictureFormat::WebP));
        let picture = image::load_from_memory(portrait.as_bytes()).unwrap();
        assert_eq!((picture.width(), picture.height()), (WIDTH, HEIGHT));
        picture.into_luma8()
    }

    /// Mean difference of two pictures in grey levels.
    fn distance(a: &GrayImage, b: &GrayImage) -> f64 {
        let sum: u64 = a.pixels().zip(b.pixels()).map(|(a, b)| u64::from(a.0[0].abs_diff(b.0[0]))).sum();
        f64::from(u32::try_from(sum).unwrap()) / f64::from(WIDTH * HEIGHT)
    }

    #[test]
    fn every_format_becomes_a_small_portrait_that_still_looks_like_the_picture() {
        let head = head(600, 800);
        let expected = small(head.clone().into()).unwrap();
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let portrait = Portrait::from_picture(&file(head.clone(), format)).unwrap();
            let distance = distance(&shown(&portrait), &expected);
            assert!(distance < 6.0, "{format:?}: {distance}");
            assert!(portrait.as_bytes().len() > 350, "{format:?}: the bytes are used: {}", portrait.as_bytes().len());
        }
    }

    #[test]
    fn a_smaller_budget_is_kept_and_used_and_the_face_is_still_there() {
        let head = head(600, 800);
        let expected = small(head.clone().into()).unwrap();
        let file = file(head, ImageFormat::Png);
        for (max, most) in [(450, 6.0), (256, 7.0), (200, 9.0)] {
            let portrait = Portrait::from_picture_within(&file, max).unwrap();
            let (length, distance) = (portrait.as_bytes().len(), distance(&shown(&portrait), &expected));
            println!("{max}: {length} bytes, {distance:.2} grey levels off");
            assert!(length <= max && length > max * 3 / 4, "{max}: {length}");
            assert!(distance < most, "{max}: {distance}");
        }
        let more = Portrait::from_picture_within(&file, 10_000).unwrap();
        assert!(more == Portrait::from_picture(&file).unwrap(), "never more than a code takes");
        assert_eq!(Portrait::from_picture_within(&file, 60).unwrap_err(), PortraitFault::NoFit);
    }

    #[test]
    fn a_wide_picture_is_cropped_in_the_middle_and_a_tall_one_near_the_top() {
        let mut wide = RgbImage::from_pixel(1_000, 400, Rgb([255, 255, 255]));
        imageops::replace(&mut wide, &head(300, 400), 350, 0);
        let mut tall = RgbImage::from_pixel(300, 900, Rgb([255, 255, 255]));
        imageops::replace(&mut tall, &head(300, 400), 0, 100);
        let expected = small(head(300, 400).into()).unwrap();
        for picture in [wide, tall] {
            let portrait = Portrait::from_picture(&file(picture, ImageFormat::Png)).unwrap();
            assert!(distance(&shown(&portrait), &expected) < 6.0);
        }
    }

    #[test]
    fn what_is_transparent_is_white() {
        let empty = image::RgbaImage::from_pixel(120, 160, image::Rgba([0, 0, 0, 0]));
        let portrait = Portrait::from_picture(&file(empty, ImageFormat::Png)).unwrap();
        assert!(shown(&portrait).pixels().all(|pixel| pixel.0[0] > 245));
    }

    #[test]
    #[allow(clippy::as_conversions)]
    fn noise_is_softened_until_it_fits() {
        let mut state = 1_u32;
        let noise = GrayImage::from_fn(300, 400, |_, _| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            image::Luma([(state >> 24) as u8])
        });
        shown(&Portrait::from_picture(&file(noise, ImageFormat::Png)).unwrap());
    }

    #[test]
    fn each_fault_has_its_code() {
        let good = file(head(60, 80), ImageFormat::Png);
        assert!(Portrait::from_picture(&good).is_ok());
        let code = |bytes: &[u8]| Portrait::from_picture(bytes).unwrap_err().code();
        assert_eq!(code(b""), "portrait.format");
        assert_eq!(code(b"GIF89a"), "portrait.format");
        assert_eq!(code(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "portrait.format");
        assert_eq!(code(&good[..good.len() / 2]), "portrait.damaged");
        assert_eq!(code(&good[..8]), "portrait.damaged");
        assert_eq!(code(&file(head(59, 80), ImageFormat::Png)), "portrait.too-small");
        assert_eq!(code(&file(head(60, 79), ImageFormat::Png)), "portrait.too-small");
        let mut long = good;
        long.resize(FILE_BYTES + 1, 0);
        assert_eq!(code(&long), "portrait.file-size");
    }

    #[test]
    fn a_small_file_that_claims_to_be_huge_is_refused_before_it_is_unpacked() {
        // The header of a PNG says 60,000 × 60,000; its checksum is right.
        let mut header = b"IHDR".to_vec();
        header.extend(60_000_u32.to_be_bytes());
        header.extend(60_000_u32.to_be_bytes());
        header.extend([8, 2, 0, 0, 0]);
        let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
        bytes.extend(13_u32.to_be_bytes());
        bytes.extend(&header);
        bytes.extend(crc32(&header).to_be_bytes());
        bytes.extend([0, 0, 0, 0]);
        bytes.extend(b"IDAT");
        bytes.extend(crc32(b"IDAT").to_be_bytes());
        assert_eq!(Portrait::from_picture(&bytes).unwrap_err(), PortraitFault::Pixels);
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
        })
    }
}
