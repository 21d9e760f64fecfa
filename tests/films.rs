//! `chop verify` reads animated codes from films and folders of pictures, with losses, and printed seals from papers.
#![allow(
    missing_docs,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm
)]

use std::fs;
use std::process::{Command, Stdio};

use chop_core::crypto::Signer;
use chop_core::dev::{TestDocument, TestTrust, holder_values, key, reference_now};
use chop_core::document::Kinds;
use chop_core::exchange::frames::{Fountain, shards};
use chop_core::format::{mdoc, seal};
use chop_core::status::StatusList;
use image::codecs::gif::GifEncoder;
use image::{Frame, GrayImage, Luma, RgbaImage};
use serde_json::Value;
use tempfile::TempDir;

const TRANSCRIPT: [u8; 4] = [0x83, 0xf6, 0xf6, 0xf6];
const LIST: &str = "https://status.example/l/9";

/// A folder with a trust list, a transcript and what is to be verified.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new(list: StatusList) -> Self {
        let folder = TempDir::new().unwrap();
        let kinds = Kinds::shipped();
        let names: Vec<&str> = kinds.iter().map(|kind| kind.kind().as_str()).collect();
        let trust = TestTrust::new(reference_now().plus(-60))
            .issuer(key("issuer").public_key(), &names, Some("https://status.example/l/"))
            .list(LIST, list);
        fs::write(folder.path().join("trust.chop"), trust.sign()).unwrap();
        fs::write(folder.path().join("transcript.cbor"), TRANSCRIPT).unwrap();
        Self { folder }
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn verify(&self, input: &str) -> (i32, Value) {
        let output = Command::new(env!("CARGO_BIN_EXE_chop"))
            .args(["verify", input, "--trust", "trust.chop", "--transcript", "transcript.cbor", "--json"])
            .args(["--at", &reference_now().plus(60).to_tdate()])
            .current_dir(self.folder.path())
            .env("CHOP_STATE", self.folder.path().join("state"))
            .env_remove("CHOP_LANG")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let out = String::from_utf8(output.stdout).unwrap();
        assert_eq!(out.lines().count(), 1, "{out}{}", String::from_utf8_lossy(&output.stderr));
        (output.status.code().unwrap(), serde_json::from_str(&out).unwrap())
    }
}

/// A response that no single symbol holds.
fn response() -> Vec<u8> {
    let document = TestDocument::new("identity-card-face", reference_now().plus(-3_600));
    mdoc::prepare_response(&document.issue(), &|_| true, &TRANSCRIPT).unwrap().sign(&document.device).unwrap()
}

fn picture(text: &str) -> GrayImage {
    let code = fast_qr::QRBuilder::new(text).ecl(fast_qr::ECL::L).build().unwrap();
    let (side, scale, margin) = (code.size as u32, 4, 16);
    GrayImage::from_fn(side * scale + 2 * margin, side * scale + 2 * margin, |x, y| {
        let module = |at: u32| at.checked_sub(margin).map(|at| at / scale).filter(|at| *at < side);
        let dark = module(x).zip(module(y)).is_some_and(|(x, y)| code[y as usize][x as usize].value());
        Luma([if dark { 0 } else { 255 }])
    })
}

fn film(texts: &[String]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new_with_speed(&mut bytes, 30);
    for text in texts {
        let grey = picture(text);
        let (width, height) = grey.dimensions();
        let rgba = RgbaImage::from_fn(width, height, |x, y| {
            let Luma([light]) = *grey.get_pixel(x, y);
            image::Rgba([light, light, light, 255])
        });
        encoder.encode_frame(Frame::new(rgba)).unwrap();
    }
    drop(encoder);
    bytes
}

fn png(text: &str) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture(text).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// The frames that a camera catches: every third is lost, and the first comes late.
fn caught(frames: Vec<String>) -> Vec<String> {
    let middle = frames.len() / 3;
    let (late, first) = frames.split_at(middle);
    first.iter().chain(late).enumerate().filter(|(n, _)| n % 3 != 1).map(|(_, frame)| frame.clone()).collect()
}

fn ur(message: &[u8], count: usize) -> Vec<String> {
    let mut fountain = Fountain::new(message, 200).unwrap();
    (0..count).map(|_| fountain.next_frame()).collect()
}

#[test]
fn a_document_is_verified_from_a_film_with_losses_in_either_way() {
    let desk = Desk::new(StatusList::new(1, 1 << 17).unwrap());
    let message = response();
    assert!(message.len() > 1_400, "{}", message.len());
    for (name, frames) in [("ur.gif", ur(&message, 40)), ("shards.gif", shards(&message, 300).unwrap())] {
        desk.write(name, &film(&caught(frames)));
        let (exit, result) = desk.verify(name);
        assert_eq!((exit, result["code"].as_str()), (0, Some("ok")), "{name}: {result}");
        assert_eq!(result["kind"], "identity-card-face");
        assert_eq!(result["claims"]["family_name"], "CHAN");
    }
}

#[test]
fn a_folder_of_pictures_is_a_film() {
    let desk = Desk::new(StatusList::new(1, 1 << 17).unwrap());
    for (number, frame) in caught(shards(&response(), 300).unwrap()).iter().enumerate() {
        desk.write(&format!("frames/{number:03}.png"), &png(frame));
    }
    desk.write("frames/000-notes.txt", b"taken at the counter");
    desk.write("frames/000-other.png", &png("https://example.com/"));
    let (exit, result) = desk.verify("frames");
    assert_eq!((exit, result["code"].as_str()), (0, Some("ok")), "{result}");
}

#[test]
fn what_is_no_whole_film_says_so() {
    let desk = Desk::new(StatusList::new(1, 1 << 17).unwrap());
    let frames = shards(&response(), 300).unwrap();
    desk.write("short.gif", &film(&frames[..2]));
    desk.write("other.gif", &film(&["https://example.com/".to_owned()]));
    let whole = film(&caught(frames.clone()));
    desk.write("cut.gif", &whole[..whole.len() / 4]);
    desk.write("head.gif", b"GIF89a");
    let mut bomb = b"GIF89a\xff\xff\xff\xff\x80\x00\x00".to_vec();
    bomb.extend([0; 64]);
    desk.write("bomb.gif", &bomb);
    fs::create_dir(desk.folder.path().join("empty")).unwrap();
    desk.write("text.gif", &film(&shards(b"https://example.com/", 300).unwrap()));
    desk.write(
        "nested.gif",
        &film(&shards(&film(&["a".to_owned()])[..4_000.min(film(&["a".to_owned()]).len())], 300).unwrap()),
    );
    for (name, code) in [
        ("short.gif", "picture.unfinished"),
        ("other.gif", "picture.no-code"),
        ("cut.gif", "picture.format"),
        ("head.gif", "picture.format"),
        ("bomb.gif", "picture.size"),
        ("empty", "picture.no-code"),
        ("text.gif", "input.web-address"),
        ("nested.gif", "input.not-a-code"),
    ] {
        let (exit, result) = desk.verify(name);
        assert_eq!((exit, result["code"].as_str()), (3, Some(code)), "{name}");
    }
}

#[test]
fn a_film_is_looked_at_for_256_frames() {
    let desk = Desk::new(StatusList::new(1, 1 << 17).unwrap());
    let whole = shards(b"https://example.com/", 300).unwrap();
    let other = "x".repeat(whole[0].len());
    for (before, code) in [(255, "input.web-address"), (256, "picture.no-code")] {
        let mut texts = vec![other.clone(); before];
        texts.push(whole[0].clone());
        desk.write("long.gif", &film(&texts));
        let (exit, result) = desk.verify("long.gif");
        assert_eq!((exit, result["code"].as_str()), (3, Some(code)), "{before} frames before it");
    }
}

#[test]
fn a_paper_proves_the_issuer_and_a_revoked_one_is_not_in_force() {
    let kinds = Kinds::shipped();
    let descriptor = kinds.by_kind("senior-citizen-card").unwrap();
    let values = holder_values(descriptor, reference_now());
    let issuer = key("issuer");
    let request = seal::SealRequest {
        descriptor,
        values: &values,
        shown: &["family_name", "document_number"],
        kid: issuer.public_key().kid(),
        signed: reference_now().plus(-3_600),
        until: reference_now().plus(300 * 86_400),
        status: Some((9, 77)),
        letter: None,
    };
    let text = seal::prepare(&request).unwrap().sign(&issuer).unwrap();
    let desk = Desk::new(StatusList::new(1, 1 << 17).unwrap());
    desk.write("letter.png", &png(&text));
    for input in [text.as_str(), "letter.png"] {
        let (exit, result) = desk.verify(input);
        assert_eq!((exit, result["verdict"].as_str()), (0, Some("verified")), "{result}");
        assert_eq!(result["level"], Value::Null);
        assert!(result["cautions"].as_array().unwrap().contains(&"holder.unproven".into()));
        assert!(result["message"].as_str().unwrap().contains("does not show who is holding it"));
    }
    let mut list = StatusList::new(1, 1 << 17).unwrap();
    list.set(77, 1).unwrap();
    let desk = Desk::new(list);
    let (exit, result) = desk.verify(&text);
    assert_eq!((exit, result["code"].as_str()), (1, Some("status.revoked")));
    assert_eq!((result["genuine"].as_bool(), result["in_force"].as_str()), (Some(true), Some("no")));
}
