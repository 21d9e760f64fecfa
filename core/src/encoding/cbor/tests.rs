use proptest::prelude::*;

use super::{Bounds, CborFault, Item, Strictness, Writer};
use crate::encoding::limits;

const APPENDIX_A: &str = include_str!("../../../../vectors/jose-cose/cbor-rfc8949-appendix-a.json");
const APPENDIX_F: &str = include_str!("../../../../vectors/jose-cose/cbor-rfc8949-appendix-f.json");

fn unhex(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2).map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap()).collect()
}

fn strict(hex: &str) -> &'static str {
    Item::parse(&unhex(hex), Strictness::Deterministic).map_or_else(|fault| fault.code(), |_| "ok")
}

fn lenient(hex: &str) -> &'static str {
    Item::parse(&unhex(hex), Strictness::Lenient).map_or_else(|fault| fault.code(), |_| "ok")
}

fn reencoded(bytes: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.item(&Item::parse(bytes, Strictness::Lenient).unwrap());
    writer.into_bytes()
}

#[test]
fn rfc_8949_appendix_a_reads_and_writes_back() {
    let cases: Vec<serde_json::Value> = serde_json::from_str(APPENDIX_A).unwrap();
    let mut deterministic = 0;
    for case in &cases {
        let hex = case["hex"].as_str().unwrap();
        let bytes = unhex(hex);
        if hex == "f818" {
            // simple(24) is an example of RFC 7049; RFC 8949 §3.3 calls its two-byte form malformed.
            assert_eq!(lenient(hex), "cbor.malformed");
            continue;
        }
        assert_eq!(lenient(hex), "ok", "{hex}");
        if Item::parse(&bytes, Strictness::Deterministic).is_ok() {
            deterministic += 1;
            assert_eq!(reencoded(&bytes), bytes, "{hex}");
        } else {
            assert_ne!(reencoded(&bytes), bytes, "{hex}");
        }
    }
    // The rest are indefinite, unsorted or not shortest on purpose.
    assert_eq!(deterministic, 64);
}

#[test]
fn rfc_8949_appendix_f_is_refused() {
    let groups: serde_json::Map<String, serde_json::Value> = serde_json::from_str(APPENDIX_F).unwrap();
    let mut refused = 0;
    for (group, cases) in &groups {
        for case in cases.as_array().into_iter().flatten() {
            let hex = case.as_str().unwrap();
            assert_ne!(lenient(hex), "ok", "{group}: {hex}");
            assert_ne!(strict(hex), "ok", "{group}: {hex}");
            refused += 1;
        }
    }
    assert!(refused >= 70, "{refused}");
}

#[test]
fn each_rule_of_determinism_has_its_code() {
    for (hex, code) in [
        ("1817", "cbor.not-shortest"),
        ("190017", "cbor.not-shortest"),
        ("5801aa", "cbor.not-shortest"),
        ("780161", "cbor.not-shortest"),
        ("980100", "cbor.not-shortest"),
        ("b8010000", "cbor.not-shortest"),
        ("d81700", "cbor.not-shortest"),
        ("fb3ff0000000000000", "cbor.not-shortest"),
        ("fa7fc00000", "cbor.not-shortest"),
        ("f97e00", "ok"),
        ("f9ff01", "cbor.not-shortest"),
        ("f97c01", "cbor.not-shortest"),
        ("f9fe00", "cbor.not-shortest"),
        ("9f00ff", "cbor.indefinite"),
        ("bf0000ff", "cbor.indefinite"),
        ("5f4100ff", "cbor.indefinite"),
        ("7f6161ff", "cbor.indefinite"),
        ("a201000000", "cbor.order"),
        ("a2616100616200", "ok"),
        ("a2616200616100", "cbor.order"),
        ("a200000000", "cbor.duplicate"),
        ("0000", "cbor.trailing"),
        ("", "cbor.truncated"),
        ("61ff", "cbor.utf8"),
        ("ff", "cbor.malformed"),
        ("f818", "cbor.malformed"),
        ("1c", "cbor.malformed"),
    ] {
        assert_eq!(strict(hex), code, "{hex}");
    }
}

#[test]
fn a_lenient_reader_still_refuses_one_key_in_two_encodings() {
    assert_eq!(lenient("a20100180100"), "cbor.duplicate");
    assert_eq!(lenient("a2616100780161f6"), "cbor.duplicate");
    assert_eq!(lenient("bf616100616100ff"), "cbor.duplicate");
    assert_eq!(lenient("a201000000"), "ok");
    assert_eq!(lenient("a2a1010200a118010200"), "cbor.duplicate");
    assert_eq!(lenient("a201002000"), "ok");
}

#[test]
fn one_key_in_two_encodings_is_found_among_few_and_among_many() {
    for keys in [2_u8, 15, 16, 17, 40] {
        for twice in 0..keys {
            let mut map = vec![0xb8, keys + 1];
            (0..keys).for_each(|key| map.extend([0x18, key, 0xf6]));
            assert!(Item::parse(&[&map[..], &[0x61, 0x61, 0xf6]].concat(), Strictness::Lenient).is_ok());
            map.extend([0x19, 0, twice, 0xf6]);
            assert_eq!(Item::parse(&map, Strictness::Lenient).unwrap_err(), CborFault::Duplicate, "{twice} of {keys}");
        }
    }
}

#[test]
fn nesting_is_bounded_on_both_sides_and_tags_count() {
    let nest = |head: u8, n: usize| {
        let mut bytes = vec![head; n];
        bytes.push(0);
        bytes
    };
    for head in [0x81, 0xc6] {
        for strictness in [Strictness::Deterministic, Strictness::Lenient] {
            assert!(Item::parse(&nest(head, limits::CBOR_DEPTH), strictness).is_ok());
            for n in [limits::CBOR_DEPTH + 1, 1_400] {
                assert_eq!(Item::parse(&nest(head, n), strictness).unwrap_err(), CborFault::Depth);
            }
        }
    }
}

#[test]
fn the_number_of_items_is_bounded_on_both_sides() {
    let flat = |elements: usize| {
        let mut writer = Writer::new();
        writer.array(elements);
        (0..elements).for_each(|_| writer.uint(0));
        writer.into_bytes()
    };
    assert!(Item::parse(&flat(limits::CBOR_ITEMS - 1), Strictness::Deterministic).is_ok());
    for elements in [limits::CBOR_ITEMS, 100 * limits::CBOR_ITEMS] {
        let fault = Item::parse(&flat(elements), Strictness::Deterministic).unwrap_err();
        assert_eq!(fault, CborFault::Items);
    }
}

#[test]
fn a_structure_with_a_wider_bound_is_read_beyond_the_usual_one() {
    let mut writer = Writer::new();
    writer.array(3);
    for _ in 0..3 {
        writer.array(limits::CBOR_ITEMS);
        (0..limits::CBOR_ITEMS).for_each(|_| writer.uint(0));
    }
    let bounds = Bounds { items: 4 * limits::CBOR_ITEMS, ..Bounds::USUAL };
    assert!(Item::parse_within(writer.as_bytes(), Strictness::Deterministic, bounds).is_ok());
    assert_eq!(Item::parse(writer.as_bytes(), Strictness::Deterministic).unwrap_err(), CborFault::Items);
}

#[test]
fn strings_are_bounded_on_both_sides() {
    let bytes = |n: usize| {
        let mut writer = Writer::new();
        writer.bytes(&vec![0; n]);
        writer.into_bytes()
    };
    assert!(Item::parse(&bytes(limits::CBOR_STRING_BYTES), Strictness::Deterministic).is_ok());
    for n in [limits::CBOR_STRING_BYTES + 1, 100 * limits::CBOR_STRING_BYTES] {
        assert_eq!(Item::parse(&bytes(n), Strictness::Deterministic).unwrap_err(), CborFault::StringLength);
    }
    // Chunks together count as one string.
    let mut chunked = vec![0x5f];
    for _ in 0..2 {
        chunked.extend(bytes(40_000));
    }
    chunked.push(0xff);
    assert_eq!(Item::parse(&chunked, Strictness::Lenient).unwrap_err(), CborFault::StringLength);
}

#[test]
fn a_declared_length_beyond_the_input_is_refused_before_anything_is_kept() {
    for (hex, code) in [
        ("9bffffffffffffffff", "cbor.truncated"),
        ("bbffffffffffffffff", "cbor.truncated"),
        ("5bffffffffffffffff", "cbor.string-length"),
        ("7b7fffffffffffffff", "cbor.string-length"),
        ("591000", "cbor.truncated"),
    ] {
        assert_eq!(strict(hex), code, "{hex}");
        assert_eq!(lenient(hex), code, "{hex}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused_and_what_is_read_strictly_writes_back(
        bytes in proptest::collection::vec(any::<u8>(), 0..64)
    ) {
        if Item::parse(&bytes, Strictness::Deterministic).is_ok() {
            prop_assert_eq!(&reencoded(&bytes), &bytes);
            prop_assert!(Item::parse(&bytes, Strictness::Lenient).is_ok());
        }
        if Item::parse(&bytes, Strictness::Lenient).is_ok() {
            // An independent reader agrees that it is well-formed.
            prop_assert!(minicbor::Decoder::new(&bytes).skip().is_ok());
        }
    }

    #[test]
    fn an_independent_reader_agrees_on_integers_and_strings(n in any::<u64>(), text in ".{0,40}") {
        let mut writer = Writer::new();
        writer.array(3);
        writer.uint(n);
        writer.int(-1 - i64::try_from(n >> 1).unwrap());
        writer.text(&text);
        let bytes = writer.into_bytes();
        let value: ciborium::Value = ciborium::from_reader(&bytes[..]).unwrap();
        let mut theirs = Vec::new();
        ciborium::into_writer(&value, &mut theirs).unwrap();
        prop_assert_eq!(theirs, bytes);
    }
}
