//! The corpus of wrong frames: of animated codes, one broken rule in each.

use chop_core::dev::{TestTrust, reference_now};
use chop_core::encoding::base45;
use chop_core::encoding::limits::FRAMES_READ;
use chop_core::exchange::frames::{Fountain, shards};

use crate::corpus::{Cases, Desk, Form};

fn message(length: usize) -> Vec<u8> {
    (0..length).map(|n| (n * 31 + n / 251) as u8).collect()
}

#[test]
fn the_files_of_wrong_frames_are_those_of_the_model() {
    let mut cases = Cases::new(Desk::new(Form::Frames, TestTrust::new(reference_now()), reference_now()));
    one_frame(&mut cases);
    several(&mut cases);
    cases.keep("frames");
}

fn one_frame(cases: &mut Cases) {
    let mut case = |name: &str, text: String, code| {
        cases.add(name, text, code);
    };
    for text in
        ["", "U", "UR", "HELLO", "PC1:ABC", "CF2:00", "cf1:00", "https://example.com/", "ur", "urn:bytes/x", "CF1"]
    {
        case("neither way", text.to_owned(), "frames.prefix");
    }
    let shard = |count: u8, index: u8, length: u16, bytes: usize| {
        let mut frame = vec![count, index];
        frame.extend(length.to_be_bytes());
        frame.extend([9; 8]);
        frame.extend(vec![5; bytes]);
        format!("CF1:{}", base45::encode(&frame))
    };
    for text in ["CF1:", "CF1:a", "CF1:A", "CF1:AB!", "CF1:::", "CF1:AAAAA", "CF1:é"] {
        case("not Base45, or no head", text.to_owned(), "frames.format");
    }
    case("a head and no shard", shard(1, 0, 10, 0), "frames.format");
    case("a shard too short", shard(2, 0, 10, 4), "frames.format");
    case("a shard too long", shard(2, 0, 10, 8), "frames.format");
    case("an odd shard", shard(2, 0, 10, 5), "frames.format");
    for (count, index) in [(1, 2), (2, 4), (64, 128), (64, 255), (3, 6), (10, 20)] {
        case(
            "an index beyond 2k",
            shard(count, index, 640, 640_usize.div_ceil(usize::from(count)).next_multiple_of(2)),
            "frames.format",
        );
    }
    for length in [0, 16_385, 40_000, u16::MAX] {
        case("a length of nothing or over 16 KiB", shard(64, 0, length, 256), "frames.size");
    }
    for count in [0, 65, 128, 200, 255] {
        case("no fragment or more than 64", shard(count, 0, 640, 10), "frames.fragments");
    }
    let good = {
        let mut fountain = Fountain::new(&message(500), 100).unwrap();
        fountain.next_frame().to_ascii_lowercase()
    };
    let (head, body) = good.rsplit_once('/').unwrap();
    for ty in ["crypto-seed", "byte", "bytess", "cbor", "crypto-psbt", ""] {
        case("another type", format!("ur:{ty}/1-6/{body}"), "frames.type");
    }
    case("no type", "ur:bytes".to_owned(), "frames.format");
    case("no body", "ur:bytes/".to_owned(), "frames.format");
    case("an empty body", format!("{head}/"), "frames.format");
    for sequence in
        ["0-6", "2-6", "1-5", "1-7", "01-6", "1-06", "1", "-", "a-b", "1-6-1", "+1-6", "1_6", "4294967297-6"]
    {
        case("another place than the part says", format!("ur:bytes/{sequence}/{body}"), "frames.format");
    }
    case("a part too many", format!("{head}/x/{body}"), "frames.format");
    for at in [0, 2, 10, body.len() / 2, body.len() - 2] {
        let mut broken = body.to_owned();
        let pair = if &broken[at..at + 2] == "ae" { "ad" } else { "ae" };
        broken.replace_range(at..at + 2, pair);
        case("a wrong word", format!("{head}/{broken}"), "frames.format");
    }
    for cut in [1, 2, 3, 8, body.len() - 2] {
        case("cut short", format!("{head}/{}", &body[..body.len() - cut]), "frames.format");
    }
    let part = |fields: &[u64], data: &[u8]| {
        let mut writer = chop_core::encoding::cbor::Writer::new();
        writer.array(fields.len() + 1);
        fields.iter().for_each(|field| writer.uint(*field));
        writer.bytes(data);
        let words = ur::bytewords::encode(writer.as_bytes(), ur::bytewords::Style::Minimal);
        format!("ur:bytes/{}-{}/{words}", fields[0], fields[1])
    };
    case("a first part of one", part(&[1, 1, 100, 7], &[1; 100]), "frames.format");
    case("three fields", part(&[1, 2, 100], &[1; 50]), "frames.format");
    case("five numbers", part(&[1, 2, 100, 7, 7], &[1; 50]), "frames.format");
    case("more than 64 fragments", part(&[1, 65, 650, 7], &[1; 10]), "frames.fragments");
    case("a bomb of fragments", part(&[1, u64::from(u32::MAX), 650, 7], &[1; 10]), "frames.fragments");
    case("a message over 16 KiB", part(&[1, 64, 16_388, 7], &[1; 257]), "frames.size");
    case("a bomb of length", part(&[1, 64, u64::from(u32::MAX), 7], &[1; 257]), "frames.size");
    case("an empty message", part(&[1, 2, 0, 7], &[1; 2]), "frames.size");
    case("a fragment too short", part(&[1, 2, 100, 7], &[1; 49]), "frames.format");
    case("a fragment too long", part(&[1, 2, 100, 7], &[1; 51]), "frames.format");
    case("a count of fragments that makes another message", part(&[1, 60, 64, 7], &[1; 2]), "frames.format");
    case("a checksum of 64 bits", part(&[1, 2, 100, 1 << 40], &[1; 50]), "frames.format");
    let single = |cbor: &[u8]| format!("ur:bytes/{}", ur::bytewords::encode(cbor, ur::bytewords::Style::Minimal));
    case("a single text", single(b"\x63abc"), "frames.format");
    case("a single number", single(&[0x01]), "frames.format");
    case("a byte after it", single(&[0x41, 1, 2]), "frames.format");
    case("an indefinite string", single(&[0x5f, 0x41, 1, 0xff]), "frames.format");
    case("a long head", single(&[0x58, 1, 1]), "frames.format");
    case("nothing", single(&[0x40]), "frames.size");
}

/// Each frame is good by itself, and what they say together is not.
fn several(cases: &mut Cases) {
    let (one, other) = (shards(&message(600), 100).unwrap(), shards(&message(601)[1..], 100).unwrap());
    let mut case = |name: &str, frames: &[String], code| {
        cases.add(name, frames.join("\n"), code);
    };
    let body = |frame: &str| base45::decode(&frame[4..]).unwrap();
    let written = |bytes: &[u8]| format!("CF1:{}", base45::encode(bytes));
    case("six shards of six", &one[..6], "ok");
    case("the other six", &one[6..], "ok");
    case("five shards of six", &one[..5], "incomplete");
    case("a shard of another message", &[one[0].clone(), other[1].clone()], "frames.other-message");
    // The second half of one message under the digest of the other.
    let mut mixed: Vec<String> = one[..3].to_vec();
    for frame in &other[3..6] {
        let mut bytes = body(frame);
        bytes[4..12].copy_from_slice(&body(&one[0])[4..12]);
        mixed.push(written(&bytes));
    }
    case("halves of two messages under one digest", &mixed, "frames.checksum");
    let mut changed = body(&one[0]);
    changed[20] ^= 1;
    case("one index with two contents", &[one[0].clone(), written(&changed)], "frames.other-message");
    let mut fountain = Fountain::new(&message(600), 100).unwrap();
    let parts: Vec<String> = (0..7).map(|_| fountain.next_frame()).collect();
    case("seven parts of seven", &parts, "ok");
    case("six parts of seven", &parts[1..], "incomplete");
    case("a part and a shard of one message", &[parts[0].clone(), one[1].clone()], "frames.other-message");
    let mut fountain = Fountain::new(&message(601), 101).unwrap();
    case("a part of another message", &[parts[0].clone(), fountain.next_frame()], "frames.other-message");
    case("one shard over and over", &vec![one[0].clone(); FRAMES_READ + 1], "frames.too-many");
    case("as often as may be", &vec![one[0].clone(); FRAMES_READ], "incomplete");
}
