//! F14: what was signed is bytes. An mdoc in any style that RFC 8949 allows is verified over the bytes as they came.

use chop_core::verify::{DisclosedElement, DisclosedValue, Outcome};
use proptest::prelude::*;

use crate::mdoc_model::{Mdoc, Order, Proof, Style};
use crate::{desk, good};

fn styles() -> impl Strategy<Value = Style> {
    let order = prop::sample::select(vec![Order::Sorted, Order::AsWritten, Order::Reversed]);
    (
        prop::sample::select(vec![0_usize, 1, 2, 4, 8]),
        any::<bool>(),
        any::<bool>(),
        prop::option::of(4_usize..90),
        order,
    )
        .prop_map(|(width, endless_arrays, endless_maps, chunk, order)| Style {
            width,
            endless_arrays,
            endless_maps,
            chunk,
            order,
        })
}

/// Name space, identifier and raw value of everything shown.
fn shown(outcome: &Outcome) -> Vec<(String, String, Vec<u8>)> {
    let Outcome::Verified(verified) = outcome else { panic!("{}", outcome.code()) };
    let value = |element: &DisclosedElement| match &element.value {
        DisclosedValue::ForeignCbor(raw) => raw.clone(),
        DisclosedValue::ForeignJson(value) => panic!("an mdoc holds no JSON: {value}"),
        DisclosedValue::Known(value) => value.to_cbor(),
    };
    let elements = verified.content().documents.iter().flat_map(|document| &document.elements);
    let mut shown: Vec<_> =
        elements.map(|element| (element.name_space.clone(), element.id.clone(), value(element))).collect();
    shown.sort();
    shown
}

fn in_style(style: Style, proof: Proof) -> Mdoc {
    Mdoc { style, proof, ..good() }
}

fn names(shown: &[(String, String, Vec<u8>)]) -> Vec<(&str, &str)> {
    shown.iter().map(|(space, id, _)| (space.as_str(), id.as_str())).collect()
}

#[test]
fn each_way_to_write_longer_than_needed_is_verified() {
    let plain = Style::PLAIN;
    let expected = shown(&desk().judge(good().encode()));
    assert_eq!(expected.len(), 4);
    for style in [
        Style { width: 1, ..plain },
        Style { width: 8, ..plain },
        Style { endless_arrays: true, ..plain },
        Style { endless_maps: true, ..plain },
        Style { chunk: Some(7), ..plain },
        Style { order: Order::Reversed, ..plain },
        Style { width: 8, endless_arrays: true, endless_maps: true, chunk: Some(5), order: Order::Reversed },
    ] {
        let bytes = in_style(style, Proof::Signature).encode();
        assert_ne!(bytes, good().encode(), "{style:?}");
        assert_eq!(names(&shown(&desk().judge(&bytes))), names(&expected), "{style:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_mdoc_in_any_style_is_verified_over_its_own_bytes(style in styles(), mac in any::<bool>()) {
        let proof = if mac { Proof::Mac } else { Proof::Signature };
        let model = in_style(style, proof);
        let outcome = desk().judge(model.encode());
        prop_assert_eq!(outcome.code(), "ok", "{:?}", style);
        let expected: Vec<_> = {
            let mut all: Vec<_> = model.elements.iter().filter(|element| element.shown)
                .map(|element| (element.space.clone(), element.element.clone(), element.value.encode(style))).collect();
            all.sort();
            all
        };
        prop_assert_eq!(shown(&outcome), expected);
    }

    /// A relay that only writes the signed parts anew, in another style, breaks them.
    #[test]
    fn an_mdoc_whose_signed_parts_are_written_anew_is_refused(from in styles(), to in styles()) {
        let original = in_style(from, Proof::Signature);
        let mut response = original.response();
        let (before, after) = (original.elements[0].item().encode(from), original.elements[0].item().encode(to));
        prop_assume!(before != after);
        let items = ["documents", "0", "issuerSigned", "nameSpaces", crate::mdoc_model::SPACE, "0"];
        *response.at(&items) = crate::mdoc_model::V::Raw(after);
        prop_assert_eq!(desk().judge(response.encode(from)).code(), "digest.mismatch");
    }

    /// What is around the signed parts is nobody's signature: it may be written anew.
    #[test]
    fn an_mdoc_whose_envelope_is_written_anew_is_verified(from in styles(), to in styles()) {
        let original = in_style(from, Proof::Signature);
        let mut response = original.response();
        for (space, count) in [(crate::mdoc_model::SPACE, 2), (crate::mdoc_model::MORE, 2)] {
            for place in ["0", "1"].into_iter().take(count) {
                let item = response.at(&["documents", "0", "issuerSigned", "nameSpaces", space, place]);
                *item = crate::mdoc_model::V::Raw(item.encode(from));
            }
        }
        let spaces = response.at(&["documents", "0", "deviceSigned", "nameSpaces"]);
        *spaces = crate::mdoc_model::V::Raw(spaces.encode(from));
        prop_assert_eq!(desk().judge(response.encode(to)).code(), "ok");
    }
}

#[test]
fn every_truncation_and_bit_flip_of_an_mdoc_changes_the_answer_or_nothing_that_counts() {
    let desk = desk();
    let bytes = good().encode();
    let expected = shown(&desk.judge(&bytes));
    for length in 0..bytes.len() {
        assert_eq!(desk.judge(&bytes[..length]).verdict(), "rejected", "{length} bytes");
    }
    let mut accepted = 0;
    for bit in 0..8 * bytes.len() {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        if let outcome @ Outcome::Verified(_) = desk.judge(&flipped) {
            // Outside the signatures there is only the envelope: a version 1.x, or a key that nobody reads.
            let left = shown(&outcome);
            assert!(left.iter().all(|element| expected.contains(element)), "bit {bit}");
            accepted += 1;
        }
    }
    println!("{} flips, {accepted} of them in the envelope alone", 8 * bytes.len());
    assert!(accepted < 100, "{accepted}");
}
