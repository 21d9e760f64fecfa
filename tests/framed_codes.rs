//! Codes that no single symbol holds: made for frames, read from frames, with their own bounds and their own time.
#![allow(
    missing_docs,
    clippy::as_conversions,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm
)]

use chop_core::crypto::Signer;
use chop_core::dev::{TestDocument, TestTrust, key, reference_now};
use chop_core::document::{Kinds, Value};
use chop_core::encoding::limits::{CODE_BYTES_ACCEPTED, CODE_BYTES_EMITTED};
use chop_core::exchange::frames::{Fountain, Progress, Receiver, shards};
use chop_core::format::code::{Carrier, Code, Nonce, PresentFault, Show, to_text};
use chop_core::status::StatusList;
use chop_core::time::UnixTime;
use chop_core::trust::TrustBundle;
use chop_core::verify::{
    Admission, CODE_LIFE_SECONDS, Expectation, MemoryLost, Outcome, Policy, REPLAY_MARGIN_SECONDS, Seen, Sighting,
    TRANSFER_SECONDS, run,
};

fn now() -> UnixTime {
    reference_now()
}

/// A driving licence with eight classes and a face, which decision 0011 leaves no room for.
fn licence(classes: usize) -> TestDocument {
    let mut document = TestDocument::new("driving-licence", now().plus(-3_600));
    let kinds = Kinds::shipped();
    let descriptor = kinds.by_kind("driving-licence").unwrap();
    for (element, value) in descriptor.issued_elements().zip(&mut document.values) {
        if element.id.as_str() == "entitlements" {
            let codes = ["1", "2", "3", "4", "5", "18", "19", "20"];
            let class = |code: &&str| serde_json::json!({ "code": code, "from": "2026-01-01", "to": "2036-01-01", "stage": "full" });
            let classes: serde_json::Value = codes[..classes].iter().map(class).collect();
            *value = Some(Value::from_json(&classes, element).unwrap());
        } else if element.id.as_str() == "portrait" {
            let mut picture = b"RIFF\0\0\0\0WEBPVP8 ".to_vec();
            picture.resize(256, 7);
            *value = Some(Value::Image(picture));
        }
    }
    document
}

fn message(document: &TestDocument, carrier: Carrier, nonce: u8) -> Result<Vec<u8>, PresentFault> {
    let elements = ["portrait", "age_over_25"];
    let show = Show { elements: &elements, issued_at: now(), nonce: Nonce::Own([nonce; 8]), audience: None };
    document.codable().prepare_for(carrier, &show)?.sign_message(&document.device)
}

fn trust() -> TrustBundle {
    let list = licence(1).status.unwrap().0;
    TestTrust::new(now().plus(-60))
        .issuer(
            key("issuer").public_key(),
            &["driving-licence"],
            Some(list.rsplit_once('/').map(|(start, _)| format!("{start}/")).unwrap().as_str()),
        )
        .list(&list, StatusList::new(1, 1 << 17).unwrap())
        .open()
}

/// Remembers what it was asked, and admits everything.
#[derive(Default)]
struct Notes(Vec<Sighting>);

impl Seen for Notes {
    fn admit(&mut self, sighting: &Sighting) -> Result<Admission, MemoryLost> {
        self.0.push(sighting.clone());
        Ok(Admission::New)
    }
}

fn judge(message: &[u8], age: i64, in_frames: bool) -> (&'static str, Option<i64>) {
    let (kinds, trust) = (Kinds::shipped(), trust());
    let policy = Policy::offline(&trust, &kinds, now().plus(age));
    let parsed =
        if in_frames { Code::parse_message(message, &policy) } else { Code::parse_under(&to_text(message), &policy) };
    let mut notes = Notes::default();
    let outcome: Outcome = match parsed {
        Ok(code) => run(code, &policy, &Expectation::ONE_SCAN, &mut notes),
        Err(refusal) => refusal.into(),
    };
    (outcome.code(), notes.0.first().map(|sighting| sighting.keep_until().since(sighting.issued_at)))
}

#[test]
fn a_licence_with_eight_classes_and_a_face_is_shown_in_frames_of_either_form() {
    let document = licence(8);
    assert_eq!(message(&document, Carrier::Symbol, 1), Err(PresentFault::Size));
    let bytes = message(&document, Carrier::Frames, 1).unwrap();
    assert!(bytes.len() > CODE_BYTES_EMITTED && Code::is_message(&bytes), "{}", bytes.len());
    println!("eight classes and a face: {} bytes", bytes.len());
    let mut fountain = Fountain::new(&bytes, 200).unwrap();
    let ur = (0..60).map(|_| fountain.next_frame()).collect();
    for frames in [ur, shards(&bytes, 200).unwrap()] {
        let mut receiver = Receiver::new();
        let whole = frames.iter().enumerate().filter(|(n, _)| n % 3 != 1).find_map(|(_, frame)| {
            match receiver.accept(frame).unwrap() {
                Progress::Whole(message) => Some(message),
                Progress::Partial { .. } => None,
            }
        });
        assert_eq!(whole.as_deref(), Some(bytes.as_slice()), "a third of the frames was lost");
    }
    assert_eq!(judge(&bytes, 3, true).0, "ok");
}

#[test]
fn frames_have_fifteen_seconds_more_and_a_symbol_has_none() {
    let large = message(&licence(8), Carrier::Frames, 2).unwrap();
    let small = message(&licence(1), Carrier::Frames, 3).unwrap();
    assert!(small.len() <= CODE_BYTES_EMITTED, "{}", small.len());
    assert_eq!(small.len(), message(&licence(1), Carrier::Symbol, 3).unwrap().len());
    let life = CODE_LIFE_SECONDS;
    for (name, message, in_frames, age, code) in [
        ("the last second in frames", &large, true, life + TRANSFER_SECONDS, "ok"),
        ("one more", &large, true, life + TRANSFER_SECONDS + 1, "freshness.stale"),
        ("ahead", &large, true, -10, "ok"),
        ("too far ahead", &large, true, -11, "freshness.future"),
        ("what fits a symbol gains nothing by frames", &small, true, life, "ok"),
        ("and ends when it would have", &small, true, life + 1, "freshness.stale"),
        ("the last second of a symbol", &small, false, life, "ok"),
        ("and no more", &small, false, life + 1, "freshness.stale"),
    ] {
        assert_eq!(judge(message, age, in_frames).0, code, "{name}");
    }
}

#[test]
fn a_record_is_kept_for_as_long_as_the_code_could_come_again() {
    let (life, margin) = (CODE_LIFE_SECONDS, REPLAY_MARGIN_SECONDS);
    let small = message(&licence(1), Carrier::Symbol, 4).unwrap();
    let large = message(&licence(8), Carrier::Frames, 5).unwrap();
    assert_eq!(judge(&small, 1, false), ("ok", Some(life + margin)));
    assert_eq!(judge(&small, 1, true), ("ok", Some(life + margin)));
    assert_eq!(judge(&large, 1, true), ("ok", Some(life + TRANSFER_SECONDS + margin)));
    // Larger than wallets make and smaller than verifiers refuse: seen in a symbol, it could come again in frames.
    let between = (1..=8)
        .map(|classes| message(&licence(classes), Carrier::Frames, 6).unwrap())
        .find(|message| (CODE_BYTES_EMITTED + 1..=CODE_BYTES_ACCEPTED).contains(&message.len()))
        .unwrap();
    assert_eq!(judge(&between, 1, false), ("ok", Some(life + TRANSFER_SECONDS + margin)));
    assert_eq!(judge(&between, life + 1, false).0, "freshness.stale", "as text it has the life of text");
    assert_eq!(judge(&between, life + 1, true).0, "ok");
}

#[test]
fn what_is_too_large_for_a_symbol_is_refused_as_text() {
    let document = licence(8);
    let kinds = Kinds::shipped();
    let descriptor = kinds.by_kind("driving-licence").unwrap();
    let all: Vec<&str> = descriptor.issued_elements().map(|element| element.id.as_str()).collect();
    let there: Vec<&str> =
        all.into_iter().filter(|id| document.codable().elements().any(|element| element == *id)).collect();
    let show = Show { elements: &there, issued_at: now(), nonce: Nonce::Own([7; 8]), audience: None };
    let mut bytes =
        document.codable().prepare_for(Carrier::Frames, &show).unwrap().sign_message(&document.device).unwrap();
    assert_eq!(judge(&bytes, 1, true).0, "ok");
    // One byte more than is read in a symbol, whatever it is.
    bytes.resize(CODE_BYTES_ACCEPTED + 1, 0);
    assert_eq!(judge(&bytes, 1, false).0, "code.size");
    bytes.resize(2_000, 0);
    assert_eq!(judge(&bytes, 1, false).0, "code.text-length");
}

#[test]
fn a_message_that_is_changed_or_cut_is_refused() {
    let bytes = message(&licence(8), Carrier::Frames, 8).unwrap();
    for length in (0..bytes.len()).step_by(11) {
        assert_ne!(judge(&bytes[..length], 1, true).0, "ok", "cut to {length}");
    }
    for place in (0..bytes.len()).step_by(5) {
        let mut changed = bytes.clone();
        changed[place] ^= 1 << (place % 8);
        assert_ne!(judge(&changed, 1, true).0, "ok", "byte {place}");
    }
    let longer = [bytes.as_slice(), &[0]].concat();
    assert_eq!(judge(&longer, 1, true).0, "cbor.trailing");
}
