//! Animated codes: known answers, losses, mixtures, and one negative case for each rule.
#![allow(
    missing_docs,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm
)]

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
