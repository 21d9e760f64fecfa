//! What must hold for every document, time and trust bundle, not only for examples.
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

#[path = "support/mdoc.rs"]
#[allow(dead_code, reason = "this test needs the model of good documents alone")]
mod mdoc_model;

use std::cell::RefCell;
use std::sync::LazyLock;

use chop_core::crypto::Signer;
use chop_core::dev::{self, TestDocument, TestTrust};
use chop_core::document::{Disclose, Kinds};
use chop_core::format::code::Code;
use chop_core::format::mdoc;
use chop_core::status::{StatusList, StatusValue};
use chop_core::time::UnixTime;
use chop_core::trust::{IssuerEntry, Selector, TrustBundle};
use chop_core::verify::{Expectation, HolderRequirement, NoMemory, Outcome, Policy, run};
use mdoc_model::{DOC_TYPE, Mdoc, TRANSCRIPT};
use proptest::prelude::*;
use proptest::sample::{Index, subsequence};
use support::model::{Element, Model, array, bytes};

/// Three days after the reference moment: a day on which every kind's example is in force.
const NOW: i64 = 1_795_341_600 + 3 * 86_400;
const PREFIX: &str = "https://status.example/l/";
const LIST: &str = "https://status.example/l/9";

static KINDS: LazyLock<Kinds> = LazyLock::new(Kinds::shipped);

fn at(seconds: i64) -> UnixTime {
    UnixTime::new(NOW + seconds).unwrap()
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

fn kind_names() -> Vec<String> {
    KINDS.iter().map(|kind| kind.kind().to_string()).collect()
}

/// Kinds that have a compact code.
fn with_code() -> Vec<String> {
    KINDS.iter().filter(|kind| kind.code_profile().is_some()).map(|kind| kind.kind().to_string()).collect()
}

fn judge_code(trust: &TrustBundle, code: &str, now: UnixTime) -> Outcome {
    match Code::parse(code, &KINDS, trust) {
        Ok(parsed) => run(parsed, &Policy::offline(trust, &KINDS, now), &Expectation::ONE_SCAN, &mut NoMemory),
        Err(refusal) => refusal.into(),
    }
}

fn judge_mdoc(trust: &TrustBundle, response: &[u8], now: UnixTime) -> Outcome {
    let expectation = Expectation { transcript: Some(TRANSCRIPT), ..Expectation::ONE_SCAN };
    let presentation = mdoc::parse_device_response(response).unwrap();
    run(presentation, &Policy::offline(trust, &KINDS, now), &expectation, &mut NoMemory)
}

/// A code of a kind with the shipped example's values, by the model; nothing that is optional is shown.
fn model_of(kind: &str) -> Model {
    let descriptor = KINDS.by_kind(kind).unwrap();
    let values = dev::holder_values(descriptor, at(0));
    let elements = descriptor.issued_elements().zip(values).enumerate().map(|(n, (element, value))| Element {
        id: Box::leak(element.id.to_string().into_boxed_str()),
        value: value.map_or_else(|| bytes(&[0; 8]), |value| value.to_cbor()),
        salt: [n as u8 + 1; 16],
        shown: element.disclose == Disclose::Always,
    });
    Model {
        doc_type: Box::leak(descriptor.doctype().to_string().into_boxed_str()),
        profile: descriptor.code_profile().unwrap(),
        elements: elements.collect(),
        ..Model::personal_code(NOW)
    }
}

/// Places of the elements that the example has a value for.
fn present(kind: &str) -> Vec<usize> {
    let values = dev::holder_values(KINDS.by_kind(kind).unwrap(), at(0));
    values.iter().enumerate().filter(|(_, value)| value.is_some()).map(|(place, _)| place).collect()
}

fn trusting_every_kind() -> TrustBundle {
    let names = kind_names();
    let kinds: Vec<&str> = names.iter().map(String::as_str).collect();
    let list = StatusList::new(1, 1 << 17).unwrap();
    let key = dev::key("issuer").public_key().clone();
    let mut trust = TestTrust::new(at(-600)).issuer(&key, &kinds, Some(PREFIX)).list(LIST, list);
    let rights = vec![Selector::Type(DOC_TYPE.to_owned())];
    trust.body.issuers.push(IssuerEntry::with_key(key, dev::names("Office"), rights));
    trust.open()
}

static EVERY_KIND: LazyLock<TrustBundle> = LazyLock::new(trusting_every_kind);

thread_local! {
    /// Models by kind: making one is the slow part.
    static MODELS: RefCell<Vec<(String, Model, Vec<usize>)>> = const { RefCell::new(Vec::new()) };
}

fn cached(kind: &str) -> (Model, Vec<usize>) {
    MODELS.with_borrow_mut(|models| {
        if !models.iter().any(|(known, ..)| known == kind) {
            models.push((kind.to_owned(), model_of(kind), present(kind)));
        }
        let (_, model, present) = models.iter().find(|(known, ..)| known == kind).unwrap();
        (model.clone(), present.clone())
    })
}

/// Shows what is always shown, and of the rest what the mask says.
fn show(model: &mut Model, kind: &str, present: &[usize], mask: u64) {
    let descriptor = KINDS.by_kind(kind).unwrap();
    for (n, place) in present.iter().enumerate() {
        let always = descriptor.issued_elements().nth(*place).unwrap().disclose == Disclose::Always;
        model.elements[*place].shown = always || mask & (1 << n) != 0;
    }
}

proptest! {
    #![proptest_config(config(256))]

    /// T05: the holder's signature covers which elements are shown. Whatever else a relay strips or adds, of whatever
    /// kind, is refused.
    #[test]
    fn the_shown_elements_of_any_kind_are_bound(
        kind in prop::sample::select(with_code()),
        first in any::<u64>(),
        second in any::<u64>(),
    ) {
        let (mut model, present) = cached(&kind);
        show(&mut model, &kind, &present, first);
        let mut fields = model.sign();
        let honest = support::model::encode(&array(&fields));
        prop_assert_eq!(judge_code(&EVERY_KIND, &honest, at(0)).code(), "ok", "{}", kind);
        let mut relayed = model.clone();
        show(&mut relayed, &kind, &present, second);
        fields[7] = array(&relayed.items());
        let same = relayed.elements.iter().zip(&model.elements).all(|(one, other)| one.shown == other.shown);
        let expect = if same { "ok" } else { "signature.device" };
        let code = support::model::encode(&array(&fields));
        prop_assert_eq!(judge_code(&EVERY_KIND, &code, at(0)).code(), expect, "{}", kind);
    }

    /// T09: the first second counts, the second it ends does not.
    #[test]
    fn a_code_is_valid_in_a_half_open_time(start in -2_000_i64..2_000, minutes in 1_u64..60) {
        let model = Model { valid_from: NOW + start, minutes, ..Model::personal_code(NOW) };
        let until = start + 60 * minutes as i64;
        let expect = if start > 0 { "time.not-yet" } else if until <= 0 { "time.expired" } else { "ok" };
        prop_assert_eq!(judge_code(&EVERY_KIND, &model.code(), at(0)).code(), expect);
    }

    #[test]
    fn an_mdoc_is_valid_in_a_half_open_time(start in -100_i64..100, length in 1_i64..100) {
        let model = Mdoc { signed: NOW - 3_600, from: NOW + start, until: NOW + start + length, ..Mdoc::new(NOW) };
        let expect = if start > 0 { "time.not-yet" } else if start + length <= 0 { "time.expired" } else { "ok" };
        prop_assert_eq!(judge_mdoc(&EVERY_KIND, &model.encode(), at(0)).code(), expect);
    }

    /// The two boundaries themselves, where a random second seldom falls.
    #[test]
    fn the_ends_of_any_time_are_exact(length in 1_i64..1_000_000, which in 0_usize..4) {
        let (start, expect) = [(1, "time.not-yet"), (0, "ok"), (1 - length, "ok"), (-length, "time.expired")][which];
        let model = Mdoc { signed: NOW - 2_000_000, from: NOW + start, until: NOW + start + length, ..Mdoc::new(NOW) };
        prop_assert_eq!(judge_mdoc(&EVERY_KIND, &model.encode(), at(0)).code(), expect);
    }
}

const FIRST: i64 = -62_135_596_800;
const LAST: i64 = 253_402_207_199;

proptest! {
    #![proptest_config(config(4_096))]

    #[test]
    fn a_time_is_read_as_it_was_written(seconds in FIRST..=LAST) {
        let time = UnixTime::new(seconds).unwrap();
        let text = time.to_tdate();
        prop_assert_eq!(text.len(), 20);
        prop_assert_eq!(UnixTime::parse_tdate(&text), Ok(time));
        prop_assert_eq!(UnixTime::parse_rfc3339(&text), Ok(time));
        prop_assert_eq!(time.to_string(), text);
    }

    #[test]
    fn times_and_their_texts_have_one_order(one in FIRST..=LAST, step in -100_000_i64..100_000) {
        let (one, other) = (UnixTime::new(one).unwrap(), UnixTime::new(one).unwrap().plus(step));
        prop_assert_eq!(one.cmp(&other), one.to_tdate().cmp(&other.to_tdate()));
        prop_assert_eq!(one.plus(other.since(one)), other);
    }

    #[test]
    fn an_offset_changes_the_text_and_not_the_time(seconds in -1_000_000_000..LAST - 86_400, hours in -23_i64..=23) {
        let time = UnixTime::new(seconds).unwrap();
        let local = time.plus(hours * 3_600).to_tdate();
        let sign = if hours < 0 { '-' } else { '+' };
        let text = format!("{}{sign}{:02}:00", local.trim_end_matches('Z'), hours.abs());
        prop_assert_eq!(UnixTime::parse_rfc3339(&text), Ok(time));
        prop_assert!(UnixTime::parse_tdate(&text).is_err());
    }

    #[test]
    fn a_text_that_is_changed_is_another_time_or_none(
        seconds in FIRST..=LAST,
        place in any::<Index>(),
        byte in 0x20_u8..0x7f,
    ) {
        let mut changed = UnixTime::new(seconds).unwrap().to_tdate().into_bytes();
        let place = place.index(changed.len());
        prop_assume!(changed[place] != byte);
        changed[place] = byte;
        if let Ok(time) = UnixTime::parse_tdate(std::str::from_utf8(&changed).unwrap()) {
            prop_assert_ne!(time.seconds(), seconds);
        }
    }

    /// An index beyond the list is unknown, whatever stands in it; within, exactly what was written.
    #[test]
    fn a_list_says_what_was_written_and_nothing_beyond(
        bits in prop::sample::select(vec![1_u8, 2, 4, 8]),
        entries in 1_u64..400,
        writes in proptest::collection::vec((any::<Index>(), any::<u8>()), 0..20),
        asked in any::<u64>(),
    ) {
        let mut list = StatusList::new(bits, entries).unwrap();
        let room = list.entries();
        let mut model = vec![0_u8; room as usize];
        for (index, value) in writes {
            let (index, value) = (index.index(entries as usize), value & (u8::MAX >> (8 - bits)));
            list.set(index as u64, value).unwrap();
            model[index] = value;
        }
        let meaning = |value: u8| match value {
            0 => StatusValue::Valid,
            1 => StatusValue::Revoked,
            2 => StatusValue::Suspended,
            _ => StatusValue::Unknown,
        };
        for (index, value) in model.iter().enumerate() {
            prop_assert_eq!(list.get(index as u64), meaning(*value));
        }
        let beyond = room.saturating_add(asked);
        prop_assert_eq!(list.get(beyond), StatusValue::Unknown);
        prop_assert!(list.set(beyond, 0).is_err());
    }
}

/// Offices, each with some kinds and some types, some of them in several entries.
#[derive(Clone, Debug)]
struct Rights(Vec<(usize, Vec<String>, Vec<String>)>);

const OFFICES: [&str; 3] = ["office a", "office b", "office c"];

fn rights() -> impl Strategy<Value = Rights> {
    let types: Vec<String> = KINDS.iter().map(|kind| kind.doctype().to_string()).chain([DOC_TYPE.to_owned()]).collect();
    let entry = (0..OFFICES.len(), subsequence(kind_names(), 0..=4), subsequence(types, 0..=2));
    proptest::collection::vec(entry, 0..5).prop_map(Rights)
}

impl Rights {
    fn entries(&self) -> Vec<IssuerEntry> {
        let entry = |(office, kinds, types): &(usize, Vec<String>, Vec<String>)| {
            let kinds = kinds.iter().cloned().map(Selector::Kind);
            let rights = kinds.chain(types.iter().cloned().map(Selector::Type)).collect();
            let key = dev::key(OFFICES[*office]).public_key().clone();
            IssuerEntry::with_key(key, dev::names("Office"), rights).with_status_prefix(Some(PREFIX.to_owned()))
        };
        self.0.iter().map(entry).collect()
    }

    /// By a rule of its own: does any entry of this office name the kind, or its type?
    fn allow(&self, office: usize, kind: &str) -> bool {
        let doctype = KINDS.by_kind(kind).map_or(kind, |kind| kind.doctype().as_str());
        self.0.iter().any(|(of, kinds, types)| {
            *of == office && (kinds.iter().any(|k| k == kind) || types.iter().any(|t| t == doctype))
        })
    }

    fn trust(&self) -> TestTrust {
        let mut trust = TestTrust::new(at(-600)).list(LIST, StatusList::new(1, 1 << 17).unwrap());
        trust.body.issuers = self.entries();
        trust
    }
}

/// A document of a kind by an office, as the response of a device and, if it has one, as a code.
fn documents(kind: &str, office: usize) -> (Vec<u8>, Option<String>) {
    let issuer = dev::key(OFFICES[office]);
    if kind == DOC_TYPE {
        return (Mdoc { issuer: OFFICES[office], ..Mdoc::new(NOW) }.encode(), None);
    }
    let document = TestDocument { issuer, ..TestDocument::new(kind, at(-60)) };
    let issued = document.issue();
    let response = mdoc::prepare_response(&issued, &|_| true, TRANSCRIPT).unwrap().sign(&document.device).unwrap();
    let has_code = KINDS.by_kind(kind).is_some_and(|kind| kind.code_profile().is_some());
    (response, has_code.then(|| document.code(&[], at(0))))
}

fn outcomes(trust: &TrustBundle, (response, code): &(Vec<u8>, Option<String>)) -> Vec<Outcome> {
    let mut outcomes = vec![judge_mdoc(trust, response, at(0))];
    outcomes.extend(code.as_ref().map(|code| judge_code(trust, code, at(0))));
    outcomes
}

fn any_type() -> impl Strategy<Value = String> {
    let mut names = kind_names();
    names.push(DOC_TYPE.to_owned());
    prop::sample::select(names)
}

/// One way to trust less. The time of a key and the address of its lists are no trust: they only narrow it.
#[derive(Clone, Copy, Debug)]
enum Less {
    DropEntry(Index),
    DropRight(Index, Index),
    DropEveryRight(Index),
    DropLists,
    SwitchOff(Index),
    DenyDevice,
}

fn less() -> impl Strategy<Value = Vec<Less>> {
    let one = prop_oneof![
        any::<Index>().prop_map(Less::DropEntry),
        (any::<Index>(), any::<Index>()).prop_map(|(entry, right)| Less::DropRight(entry, right)),
        any::<Index>().prop_map(Less::DropEveryRight),
        Just(Less::DropLists),
        any::<Index>().prop_map(Less::SwitchOff),
        Just(Less::DenyDevice),
    ];
    proptest::collection::vec(one, 1..4)
}

fn take_away(trust: &mut TestTrust, less: Less) {
    let entries = trust.body.issuers.len();
    let with_rights = |entry: &IssuerEntry, rights: Vec<Selector>| {
        let bare = IssuerEntry::with_key(entry.key().unwrap().clone(), entry.names().clone(), rights);
        bare.with_status_prefix(entry.status_prefix().map(str::to_owned))
    };
    match less {
        Less::DropEntry(index) if entries > 0 => drop(trust.body.issuers.remove(index.index(entries))),
        Less::DropRight(index, right) if entries > 0 => {
            let place = index.index(entries);
            let mut rights = trust.body.issuers[place].rights().to_vec();
            if !rights.is_empty() {
                rights.remove(right.index(rights.len()));
            }
            trust.body.issuers[place] = with_rights(&trust.body.issuers[place], rights);
        }
        Less::DropEveryRight(index) if entries > 0 => {
            let place = index.index(entries);
            trust.body.issuers[place] = with_rights(&trust.body.issuers[place], vec![]);
        }
        Less::DropEntry(_) | Less::DropRight(..) | Less::DropEveryRight(_) => {}
        Less::DropLists => trust.body.lists.clear(),
        Less::SwitchOff(index) => {
            trust.body.killed.push(dev::key(OFFICES[index.index(OFFICES.len())]).public_key().kid());
        }
        Less::DenyDevice => {
            let point = dev::key("device").public_key().p256_compressed().unwrap();
            trust.body.denied.push(support::model::sha256(&point)[..8].try_into().unwrap());
        }
    }
}

proptest! {
    #![proptest_config(config(128))]

    /// T08: verified means that some entry of that key names that kind or type, and no other reason will do.
    #[test]
    fn no_document_is_verified_whose_issuer_may_not_issue_it(
        rights in rights(),
        kind in any_type(),
        office in 0..OFFICES.len(),
    ) {
        let trust = rights.trust().open();
        for outcome in outcomes(&trust, &documents(&kind, office)) {
            let verified = outcome.verdict() == "verified";
            prop_assert_eq!(verified, rights.allow(office, &kind), "{}: {}", kind, outcome.code());
        }
    }

    /// Whatever is refused stays refused when less is trusted.
    #[test]
    fn trusting_less_never_turns_a_refusal_into_verified(
        rights in rights(),
        kind in any_type(),
        office in 0..OFFICES.len(),
        less in less(),
    ) {
        let mut trust = rights.trust();
        let documents = documents(&kind, office);
        let mut before = outcomes(&trust.open(), &documents);
        for step in less {
            take_away(&mut trust, step);
            let after = outcomes(&trust.open(), &documents);
            for (before, after) in before.iter().zip(&after) {
                prop_assert!(
                    after.verdict() != "verified" || before.verdict() == "verified",
                    "{:?} turned {} into {}", step, before.code(), after.code()
                );
            }
            before = after;
        }
    }

    /// Asking for less of the holder changes nothing for who issued.
    #[test]
    fn a_document_without_its_holder_is_held_to_the_same_issuer(
        rights in rights(),
        kind in any_type(),
        office in 0..OFFICES.len(),
    ) {
        let trust = rights.trust().open();
        let (response, _) = documents(&kind, office);
        let expectation = Expectation { holder: HolderRequirement::NotRequired, ..Expectation::ONE_SCAN };
        let outcome = run(
            mdoc::parse_device_response(&response).unwrap(),
            &Policy::offline(&trust, &KINDS, at(0)),
            &expectation,
            &mut NoMemory,
        );
        let verified = outcome.verdict() == "verified";
        prop_assert_eq!(verified, rights.allow(office, &kind), "{}: {}", kind, outcome.code());
    }
}

/// A property that only ever saw refusals would show nothing.
#[test]
fn the_generators_meet_issuers_that_may_and_issuers_that_may_not() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let strategy = (rights(), any_type(), 0..OFFICES.len());
    let mut met = [0_u32; 2];
    for _ in 0..1_000 {
        let (rights, kind, office) = strategy.new_tree(&mut runner).unwrap().current();
        met[usize::from(rights.allow(office, &kind))] += 1;
    }
    assert!(met.iter().all(|count| *count > 100), "{met:?}");
}
