//! Animated codes: known answers, losses, mixtures, and one negative case for each rule.
#![allow(
    missing_docs,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm
)]

use chop_core::encoding::base45;
use chop_core::encoding::limits::{FRAME_FRAGMENTS, FRAME_MESSAGE_BYTES, FRAMES_READ};
use chop_core::exchange::frames::{Fountain, FrameFault, Progress, Receiver, shards};
use proptest::prelude::*;
use serde_json::Value;

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn message(length: usize) -> Vec<u8> {
    (0..length).map(|n| (n * 31 + n / 251) as u8).collect()
}

fn receive<'a>(receiver: &mut Receiver, frames: impl IntoIterator<Item = &'a String>) -> Option<Vec<u8>> {
    frames.into_iter().find_map(|frame| match receiver.accept(frame) {
        Ok(Progress::Whole(message)) => Some(message),
        _ => None,
    })
}

/// The reference sequence of the fountain code: 256 bytes in fragments of 30 (vectors/README.md names the source).
#[test]
fn ur_frames_are_those_of_the_reference() {
    let vector: Value = serde_json::from_str(include_str!("../../vectors/frames/ur-wolf.json")).unwrap();
    let message = unhex(vector["message"].as_str().unwrap());
    let frames: Vec<String> =
        vector["frames"].as_array().unwrap().iter().map(|frame| frame.as_str().unwrap().to_owned()).collect();
    let mut fountain = Fountain::new(&message, 30).unwrap();
    for frame in &frames {
        assert_eq!(fountain.next_frame(), frame.to_ascii_uppercase());
    }
    for start in 0..5 {
        assert_eq!(receive(&mut Receiver::new(), &frames[start..]), Some(message.clone()), "from frame {start}");
    }
    let single = vector["single"]["frame"].as_str().unwrap().to_owned();
    let content = unhex(vector["single"]["message"].as_str().unwrap());
    assert_eq!(receive(&mut Receiver::new(), [&single]), Some(content));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_k_shards_are_the_message(length in 1_usize..6_000, order in proptest::collection::vec(any::<u16>(), 256)) {
        let message = message(length);
        let mut frames = shards(&message, 200).unwrap();
        let needed = frames.len() / 2;
        let mut keys = order;
        keys.truncate(frames.len());
        let mut shuffled: Vec<(u16, String)> = keys.into_iter().zip(frames.drain(..)).collect();
        shuffled.sort();
        let chosen: Vec<String> = shuffled.into_iter().take(needed).map(|(_, frame)| frame).collect();
        prop_assert_eq!(receive(&mut Receiver::new(), &chosen), Some(message));
    }

    #[test]
    fn a_fountain_fills_the_message_with_half_of_it_lost(length in 300_usize..3_000, lost in proptest::collection::vec(any::<bool>(), 400)) {
        let message = message(length);
        let mut fountain = Fountain::new(&message, 120).unwrap();
        let frames: Vec<String> = lost.iter().map(|lost| (*lost, fountain.next_frame())).filter(|(lost, _)| !lost).map(|(_, frame)| frame).collect();
        prop_assert_eq!(receive(&mut Receiver::new(), &frames), Some(message));
    }
}

/// Frames of two messages, mixed, repeated and out of order: the message of the first frame, or nothing (T61).
#[test]
fn ten_thousand_mixtures_give_the_first_message_or_nothing() {
    let (one, other) = (message(1_500), message(1_400));
    let shards_of = |message: &[u8]| shards(message, 150).unwrap();
    let ur_of = |message: &[u8]| {
        let mut fountain = Fountain::new(message, 150).unwrap();
        (0..25).map(|_| fountain.next_frame()).collect::<Vec<_>>()
    };
    let pool: Vec<(usize, String)> = [shards_of(&one), shards_of(&other), ur_of(&one), ur_of(&other)]
        .into_iter()
        .enumerate()
        .flat_map(|(stream, frames)| frames.into_iter().map(move |frame| (stream, frame)))
        .collect();
    let mut seed = 7_u64;
    let mut next = move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize
    };
    let mut whole = 0;
    for _ in 0..10_000 {
        let mut receiver = Receiver::new();
        let mut first = None;
        for _ in 0..next() % 60 {
            let (stream, frame) = &pool[next() % pool.len()];
            let first = *first.get_or_insert(*stream);
            match receiver.accept(frame) {
                Ok(Progress::Whole(message)) => {
                    assert_eq!(message, if first % 2 == 0 { one.as_slice() } else { &other });
                    whole += 1;
                    break;
                }
                Ok(Progress::Partial { .. }) => assert_eq!(*stream, first),
                Err(fault) => assert_eq!(fault, FrameFault::OtherMessage),
            }
        }
    }
    assert!(whole > 500, "{whole}");
}

#[test]
fn the_bounds_hold_on_both_sides() {
    assert!(shards(&message(FRAME_MESSAGE_BYTES), FRAME_MESSAGE_BYTES / FRAME_FRAGMENTS).is_ok());
    assert_eq!(shards(&message(FRAME_MESSAGE_BYTES + 1), 1_000), Err(FrameFault::Size));
    assert_eq!(shards(&[], 100), Err(FrameFault::Size));
    assert_eq!(shards(&message(6_402), 100), Err(FrameFault::Fragments));
    assert!(shards(&message(6_400), 100).is_ok());
    assert!(Fountain::new(&message(FRAME_MESSAGE_BYTES), 300).is_ok());
    assert_eq!(Fountain::new(&message(FRAME_MESSAGE_BYTES + 1), 300).err(), Some(FrameFault::Size));
    assert_eq!(Fountain::new(&message(FRAME_MESSAGE_BYTES), 200).err(), Some(FrameFault::Fragments));
    let frames = shards(&message(900), 100).unwrap();
    let mut receiver = Receiver::new();
    for _ in 0..FRAMES_READ {
        receiver.accept(&frames[0]).unwrap();
    }
    assert_eq!(receiver.accept(&frames[1]), Err(FrameFault::TooMany));
}

/// One rule broken in each.
#[test]
fn every_broken_frame_is_refused_by_its_code() {
    let mut cases: Vec<(String, String, FrameFault)> = Vec::new();
    let mut case = |name: &str, text: String, fault| cases.push((name.to_owned(), text, fault));
    for text in
        ["", "U", "UR", "HELLO", "PC1:ABC", "CF2:00", "cf1:00", "https://example.com/", "ur", "urn:bytes/x", "CF1"]
    {
        case("neither way", text.to_owned(), FrameFault::Prefix);
    }
    let shard = |count: u8, index: u8, length: u16, bytes: usize| {
        let mut frame = vec![count, index];
        frame.extend(length.to_be_bytes());
        frame.extend([9; 8]);
        frame.extend(vec![5; bytes]);
        format!("CF1:{}", base45::encode(&frame))
    };
    for text in ["CF1:", "CF1:a", "CF1:A", "CF1:AB!", "CF1:::", "CF1:AAAAA", "CF1:é"] {
        case("not Base45, or no head", text.to_owned(), FrameFault::Format);
    }
    case("a head and no shard", shard(1, 0, 10, 0), FrameFault::Format);
    case("a shard too short", shard(2, 0, 10, 4), FrameFault::Format);
    case("a shard too long", shard(2, 0, 10, 8), FrameFault::Format);
    case("an odd shard", shard(2, 0, 10, 5), FrameFault::Format);
    for (count, index) in [(1, 2), (2, 4), (64, 128), (64, 255), (3, 6), (10, 20)] {
        case(
            "an index beyond 2k",
            shard(count, index, 640, 640_usize.div_ceil(usize::from(count)).next_multiple_of(2)),
            FrameFault::Format,
        );
    }
    for length in [0, 16_385, 40_000, u16::MAX] {
        case("a length of nothing or over 16 KiB", shard(64, 0, length, 256), FrameFault::Size);
    }
    for count in [0, 65, 128, 200, 255] {
        case("no fragment or more than 64", shard(count, 0, 640, 10), FrameFault::Fragments);
    }
    let good = {
        let mut fountain = Fountain::new(&message(500), 100).unwrap();
        fountain.next_frame().to_ascii_lowercase()
    };
    let (head, body) = good.rsplit_once('/').unwrap();
    for ty in ["crypto-seed", "byte", "bytess", "cbor", "crypto-psbt", ""] {
        case("another type", format!("ur:{ty}/1-6/{body}"), FrameFault::Type);
    }
    case("no type", "ur:bytes".to_owned(), FrameFault::Format);
    case("no body", "ur:bytes/".to_owned(), FrameFault::Format);
    case("an empty body", format!("{head}/"), FrameFault::Format);
    for sequence in
        ["0-6", "2-6", "1-5", "1-7", "01-6", "1-06", "1", "-", "a-b", "1-6-1", "+1-6", "1_6", "4294967297-6"]
    {
        case("another place than the part says", format!("ur:bytes/{sequence}/{body}"), FrameFault::Format);
    }
    case("a part too many", format!("{head}/x/{body}"), FrameFault::Format);
    for at in [0, 2, 10, body.len() / 2, body.len() - 2] {
        let mut broken = body.to_owned();
        let pair = if &broken[at..at + 2] == "ae" { "ad" } else { "ae" };
        broken.replace_range(at..at + 2, pair);
        case("a wrong word", format!("{head}/{broken}"), FrameFault::Format);
    }
    for cut in [1, 2, 3, 8, body.len() - 2] {
        case("cut short", format!("{head}/{}", &body[..body.len() - cut]), FrameFault::Format);
    }
    let part = |fields: &[u64], data: &[u8]| {
        let mut writer = chop_core::encoding::cbor::Writer::new();
        writer.array(fields.len() + 1);
        fields.iter().for_each(|field| writer.uint(*field));
        writer.bytes(data);
        let words = ur::bytewords::encode(writer.as_bytes(), ur::bytewords::Style::Minimal);
        format!("ur:bytes/{}-{}/{words}", fields[0], fields[1])
    };
    case("a first part of one", part(&[1, 1, 100, 7], &[1; 100]), FrameFault::Format);
    case("three fields", part(&[1, 2, 100], &[1; 50]), FrameFault::Format);
    case("five numbers", part(&[1, 2, 100, 7, 7], &[1; 50]), FrameFault::Format);
    case("more than 64 fragments", part(&[1, 65, 650, 7], &[1; 10]), FrameFault::Fragments);
    case("a bomb of fragments", part(&[1, u64::from(u32::MAX), 650, 7], &[1; 10]), FrameFault::Fragments);
    case("a message over 16 KiB", part(&[1, 64, 16_388, 7], &[1; 257]), FrameFault::Size);
    case("a bomb of length", part(&[1, 64, u64::from(u32::MAX), 7], &[1; 257]), FrameFault::Size);
    case("an empty message", part(&[1, 2, 0, 7], &[1; 2]), FrameFault::Size);
    case("a fragment too short", part(&[1, 2, 100, 7], &[1; 49]), FrameFault::Format);
    case("a fragment too long", part(&[1, 2, 100, 7], &[1; 51]), FrameFault::Format);
    case("a count of fragments that makes another message", part(&[1, 60, 64, 7], &[1; 2]), FrameFault::Format);
    case("a checksum of 64 bits", part(&[1, 2, 100, 1 << 40], &[1; 50]), FrameFault::Format);
    let single = |cbor: &[u8]| format!("ur:bytes/{}", ur::bytewords::encode(cbor, ur::bytewords::Style::Minimal));
    case("a single text", single(b"\x63abc"), FrameFault::Format);
    case("a single number", single(&[0x01]), FrameFault::Format);
    case("a byte after it", single(&[0x41, 1, 2]), FrameFault::Format);
    case("an indefinite string", single(&[0x5f, 0x41, 1, 0xff]), FrameFault::Format);
    case("a long head", single(&[0x58, 1, 1]), FrameFault::Format);
    case("nothing", single(&[0x40]), FrameFault::Size);
    assert!(cases.len() >= 60, "{}", cases.len());
    for (name, text, fault) in &cases {
        assert_eq!(Receiver::new().accept(text), Err(*fault), "{name}: {text}");
    }
}

/// What was signed elsewhere can still be wrong as a whole.
#[test]
fn a_message_that_does_not_fit_together_is_no_message() {
    let (one, other) = (shards(&message(600), 100).unwrap(), shards(&message(601)[1..], 100).unwrap());
    let body = |frame: &str| base45::decode(&frame[4..]).unwrap();
    // The second half of one message under the digest of the other.
    let mut mixed: Vec<String> = one[..3].to_vec();
    for frame in &other[3..6] {
        let mut bytes = body(frame);
        bytes[4..12].copy_from_slice(&body(&one[0])[4..12]);
        mixed.push(format!("CF1:{}", base45::encode(&bytes)));
    }
    let mut receiver = Receiver::new();
    let answers: Vec<_> = mixed.iter().map(|frame| receiver.accept(frame)).collect();
    assert_eq!(answers.last(), Some(&Err(FrameFault::Checksum)));
    // One index with two contents.
    let mut receiver = Receiver::new();
    receiver.accept(&mixed[0]).unwrap();
    let mut bytes = body(&mixed[0]);
    bytes[20] ^= 1;
    assert_eq!(receiver.accept(&format!("CF1:{}", base45::encode(&bytes))), Err(FrameFault::OtherMessage));
}
