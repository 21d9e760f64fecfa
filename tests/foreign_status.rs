//! A foreign document that nobody can revoke is said to be one (decision 15).
#![allow(
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

mod support;

#[allow(dead_code)]
#[path = "support/mdoc.rs"]
mod mdoc_model;

use chop_core::crypto::Signer;
use chop_core::dev::{self, TestTrust};
use chop_core::document::Kinds;
use chop_core::format::mdoc;
use chop_core::language::Language;
use chop_core::status::StatusList;
use chop_core::time::UnixTime;
use chop_core::trust::{IssuerEntry, Selector};
use chop_core::verify::{Caution, Expectation, HolderRequirement, NoMemory, Outcome, Policy, run};
use mdoc_model::{DOC_TYPE, Mdoc, V, map, t};

const NOW: i64 = 1_795_341_600;
const LIST: &str = "https://status.example/l/9";
const HOUR: i64 = 3_600;

fn judge(mdoc: &Mdoc) -> (&'static str, Vec<&'static str>) {
    let now = UnixTime::new(NOW).unwrap();
    let mut trust = TestTrust::new(now.plus(-600)).list(LIST, StatusList::new(2, 1 << 17).unwrap());
    let rights = vec![Selector::Type(DOC_TYPE.to_owned())];
    let key = dev::key("issuer").public_key().clone();
    trust.body.issuers.push(IssuerEntry::with_key(key, dev::names("Foreign Office"), rights));
    let (trust, kinds) = (trust.open(), Kinds::shipped());
    let expectation = Expectation { holder: HolderRequirement::NotRequired, ..Expectation::ONE_SCAN };
    let presentation = mdoc::parse_device_response(&mdoc.encode()).unwrap();
    let outcome = run(presentation, &Policy::offline(&trust, &kinds, now), &expectation, &mut NoMemory);
    let cautions = match &outcome {
        Outcome::Verified(verified) => verified.content().cautions.iter().map(Caution::code).collect(),
        _ => Vec::new(),
    };
    (outcome.code(), cautions.into_iter().filter(|code| *code != "holder.unproven").collect())
}

fn document(lives: i64) -> Mdoc {
    let mut mdoc = Mdoc::new(NOW);
    mdoc.proof = mdoc_model::Proof::None;
    mdoc.until = mdoc.from + lives;
    mdoc
}

#[test]
fn a_long_lived_foreign_document_without_status_has_a_caution() {
    assert_eq!(judge(&document(30 * HOUR)), ("ok", vec![]));
    assert_eq!(judge(&document(30 * HOUR + 1)), ("ok", vec!["status.none"]));
    assert_eq!(judge(&document(5 * 365 * 24 * HOUR)), ("ok", vec!["status.none"]));
}

#[test]
fn one_with_a_status_has_none_and_one_with_a_status_that_is_not_known_is_undecided() {
    let listed = |uri: &str| {
        let mut mdoc = document(60 * HOUR);
        mdoc.status = Some(map(vec![("status_list", map(vec![("idx", V::Uint(7)), ("uri", t(uri))]))]));
        mdoc
    };
    assert_eq!(judge(&listed(LIST)), ("ok", vec![]));
    assert_eq!(judge(&listed("https://elsewhere.example/1")), ("status.unknown", vec![]));
    let mut other = document(60 * HOUR);
    other.status = Some(map(vec![("identifier_list", map(vec![("id", V::Bytes(vec![1])), ("uri", t(LIST))]))]));
    assert_eq!(judge(&other), ("status.unknown", vec![]));
}

#[test]
#[cfg(feature = "command")]
fn the_caution_is_said_in_three_languages() {
    for (language, word) in
        [(Language::English, "revoked"), (Language::TraditionalChinese, "撤銷"), (Language::SimplifiedChinese, "撤销")]
    {
        let sentence = chop_core::text::sentence("status.none", language, &chop_core::text::Facts::default());
        assert!(sentence.contains(word), "{sentence}");
    }
}
