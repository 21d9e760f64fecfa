//! Photographs of codes: what must be read is read, byte for byte, and everything else has its code.
#![allow(
    unreachable_pub,
    missing_docs,
    clippy::as_conversions,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::type_complexity,
    clippy::unwrap_used,
    clippy::useless_format,
    clippy::wildcard_enum_match_arm
)]

#[path = "support/camera.rs"]
mod camera;

use std::fs;
use std::path::Path;

use camera::{Condition, Random, Shot, Shown, photograph};
use chop::qr::{self, Level, Scale, Symbol};
use chop::verifier::picture;

fn shown(text: &str) -> Shown {
    let symbol = Symbol::encode(text, Level::Low).unwrap();
    Shown { size: symbol.size(), modules: symbol.modules().flatten().copied().collect() }
}

fn png(text: &str) -> Vec<u8> {
    qr::png::draw(&Symbol::encode(text, Level::Low).unwrap(), Scale::parse(4).unwrap())
}

#[test]
fn a_code_of_652_characters_is_a_version_14_symbol() {
    let text = Random::new(1).code_text(652);
    assert_eq!(Symbol::encode(&text, Level::Low).unwrap().version(), 14);
    assert_eq!(Symbol::encode(&Random::new(1).code_text(667), Level::Low).unwrap().version(), 14);
    assert_eq!(Symbol::encode(&Random::new(1).code_text(668), Level::Low).unwrap().version(), 15);
}

#[test]
fn photographs_that_anyone_would_take_are_read_byte_for_byte() {
    for (condition, span) in [
        (Condition::Clean, 250.0),
        (Condition::Rotated, 350.0),
        (Condition::Tilted, 350.0),
        (Condition::Blurred, 450.0),
        (Condition::Darkened, 350.0),
        (Condition::Clean, 600.0),
    ] {
        for seed in 0..3 {
            let mut random = Random::new(seed);
            let text = random.code_text(652);
            let shot = Shot::of(condition, span, &mut random);
            let jpeg = photograph(Some(&shown(&text)), &shot, &mut random).jpeg(shot.quality);
            let found =
                picture::read_one(&jpeg).unwrap_or_else(|fault| panic!("{}: {}", condition.name(), fault.code()));
            assert_eq!(found.text(), text, "{} {span}", condition.name());
        }
    }
}

#[test]
fn a_photograph_without_a_code_and_one_with_two_have_their_codes() {
    let mut random = Random::new(9);
    let shot = Shot::of(Condition::Clean, 300.0, &mut random);
    let blank = photograph(None, &shot, &mut random).jpeg(85);
    assert_eq!(picture::read_one(&blank).unwrap_err().code(), "picture.no-code");
    let load = |bytes: &[u8]| image::load_from_memory(bytes).unwrap().to_luma8();
    let (one, two) = (load(&png("PC1:FIRST")), load(&png("PC1:SECOND")));
    let mut both = image::GrayImage::from_pixel(one.width() + two.width() + 60, 300, image::Luma([255]));
    image::imageops::overlay(&mut both, &one, 10, 20);
    image::imageops::overlay(&mut both, &two, i64::from(one.width()) + 40, 60);
    let mut bytes = std::io::Cursor::new(Vec::new());
    both.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    assert_eq!(picture::read_one(bytes.get_ref()).unwrap_err().code(), "picture.several");
    assert_eq!(picture::read(bytes.get_ref()).unwrap().len(), 2);
}

#[test]
fn files_that_are_no_pictures_or_too_large_are_refused_before_they_are_unpacked() {
    let good = png("PC1:ABC");
    for bad in
        [&b""[..], b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0garbage", b"RIFF\0\0\0\0WEBPVP8 ", &good[..good.len() / 2]]
    {
        assert_eq!(picture::read(bad).unwrap_err().code(), "picture.format");
    }
    // The header says 60,000 × 60,000: 3.6 gigapixels.
    let mut bomb = good;
    bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    assert!(matches!(picture::read(&bomb).unwrap_err().code(), "picture.size" | "picture.format"));
    let huge = vec![0; 16 * 1024 * 1024 + 1];
    assert_eq!(picture::read(&huge).unwrap_err().code(), "picture.size");
}

#[test]
fn pictures_of_others_are_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/qr/images");
    let (mut read, mut total, mut missed) = (0, 0, Vec::new());
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "png") {
            continue;
        }
        let Ok(expected) = fs::read_to_string(path.with_extension("txt")) else { continue };
        total += 1;
        let found = picture::read(&fs::read(&path).unwrap()).unwrap_or_default();
        if found.iter().any(|found| found.text() == expected) {
            read += 1;
        } else {
            missed.push(path.file_name().unwrap().to_owned());
        }
    }
    println!("qr images: {read} of {total}; missed {missed:?}");
    assert!(read * 10 >= total * 7, "{read} of {total}: {missed:?}");
}

#[test]
fn an_independent_reader_reads_what_is_drawn_and_an_independent_writer_is_read() {
    let text = Random::new(3).code_text(652);
    let picture_of_ours = image::load_from_memory(&png(&text)).unwrap().to_luma8();
    let (width, height) = (picture_of_ours.width() as usize, picture_of_ours.height() as usize);
    let grey = |x: usize, y: usize| picture_of_ours.get_pixel(x as u32, y as u32).0[0];
    let mut peer = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
    assert_eq!(peer.detect_grids()[0].decode().unwrap().1, text);

    let theirs = qrcode::QrCode::with_error_correction_level(&text, qrcode::EcLevel::L).unwrap();
    let (width, scale) = (theirs.width(), 4);
    let side = u32::try_from((width + 8) * scale).unwrap();
    let colours = theirs.to_colors();
    let drawn = image::GrayImage::from_fn(side, side, |x, y| {
        let (x, y) = (x as usize / scale, y as usize / scale);
        let inside = (4..width + 4).contains(&x) && (4..width + 4).contains(&y);
        let dark = inside && colours[(y - 4) * width + x - 4] == qrcode::Color::Dark;
        image::Luma([if dark { 0 } else { 255 }])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    drawn.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    assert_eq!(picture::read_one(bytes.get_ref()).unwrap().text(), text);
}
