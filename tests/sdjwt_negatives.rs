//! Every way in which an SD-JWT VC presentation can be wrong ends with exactly its code.
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

#[path = "sdjwt_negatives/claims.rs"]
mod claims;
#[path = "sdjwt_negatives/disclosures.rs"]
mod disclosures;
#[path = "sdjwt_negatives/form.rs"]
mod form;
#[path = "sdjwt_negatives/header.rs"]
mod header;
#[path = "sdjwt_negatives/holder.rs"]
mod holder;
#[path = "sdjwt_negatives/issuers.rs"]
mod issuers;
#[path = "support/sdjwt.rs"]
mod model;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chop_core::crypto::{AlgorithmPolicy, Signer};
use chop_core::dev::{self, TestTrust};
use chop_core::document::Kinds;
use chop_core::format::sdjwt::SdJwtVc;
use chop_core::status::StatusList;
use chop_core::time::UnixTime;
use chop_core::trust::{IssuerEntry, Selector, TrustBundle};
use chop_core::verify::{
    Clock, Expectation, HolderRequirement, NoMemory, Outcome, Policy, Rejection, RequestBinding, run,
};
use model::{AUDIENCE, Model, NONCE, VCT};

const NOW: i64 = 1_795_341_600;
const LIST: &str = "https://status.example/l/9";

fn at(seconds: i64) -> UnixTime {
    UnixTime::new(NOW + seconds).unwrap()
}

fn good() -> Model {
    Model::new(NOW)
}

fn trusting() -> TestTrust {
    let mut list = StatusList::new(2, 1 << 17).unwrap();
    for (index, value) in [(1, 1), (2, 2), (3, 3)] {
        list.set(index, value).unwrap();
    }
    let mut trust = TestTrust::new(at(-600)).list(LIST, list);
    let entry = |key: &str, rights: &[&str]| {
        let rights = rights.iter().map(|name| Selector::Type((*name).to_owned())).collect();
        IssuerEntry::with_key(dev::key(key).public_key().clone(), dev::names("Library"), rights)
    };
    trust.body.issuers.push(entry("issuer", &[VCT]));
    trust.body.issuers.push(entry("other issuer", &["https://types.example/other"]));
    trust
}

static KINDS: LazyLock<Kinds> = LazyLock::new(Kinds::shipped);

/// The bundle of cases that change nothing about it, opened once.
static USUAL: LazyLock<(TestTrust, TrustBundle)> = LazyLock::new(|| {
    let trust = trusting();
    let opened = trust.open();
    (trust, opened)
});

/// What a case is judged with.
struct Desk {
    trust: TestTrust,
    now: UnixTime,
    clock: Clock,
    algorithms: AlgorithmPolicy,
    request: Option<(String, String)>,
    holder: HolderRequirement,
}

impl Desk {
    fn new() -> Self {
        Self {
            trust: USUAL.0.clone(),
            now: at(0),
            clock: Clock::Live { highest: UnixTime::EPOCH },
            algorithms: AlgorithmPolicy::ISO_18013_5,
            request: Some((NONCE.to_owned(), AUDIENCE.to_owned())),
            holder: HolderRequirement::Required,
        }
    }

    fn judge(&self, text: &str) -> Outcome {
        let presentation = match SdJwtVc::parse(text, &KINDS) {
            Ok(presentation) => presentation,
            Err(fault) => return Outcome::Rejected(Rejection::SdJwt(fault)),
        };
        let opened;
        // Most cases share one bundle, and opening it costs more than judging by it.
        let trust = if self.trust.body == USUAL.0.body {
            &USUAL.1
        } else {
            opened = self.trust.open();
            &opened
        };
        let policy =
            Policy { clock: self.clock, algorithms: self.algorithms, ..Policy::offline(trust, &KINDS, self.now) };
        let request = self.request.as_ref().map(|(nonce, audience)| RequestBinding { nonce, audience });
        let expectation = Expectation { request, holder: self.holder, ..Expectation::ONE_SCAN };
        run(presentation, &policy, &expectation, &mut NoMemory)
    }
}

struct Case {
    name: String,
    text: String,
    expect: &'static str,
    desk: Desk,
}

#[derive(Default)]
struct Cases(Vec<Case>);

impl Cases {
    fn add(&mut self, name: impl Into<String>, text: impl Into<String>, expect: &'static str) -> &mut Desk {
        self.0.push(Case { name: name.into(), text: text.into(), expect, desk: Desk::new() });
        &mut self.0.last_mut().unwrap().desk
    }

    /// The good presentation after a change before anything is signed.
    fn made(&mut self, name: impl Into<String>, change: impl FnOnce(&mut Model), expect: &'static str) -> &mut Desk {
        let mut model = good();
        change(&mut model);
        let text = model.text();
        self.add(name, text, expect)
    }

    /// The good presentation after a change to its text.
    fn sent(
        &mut self,
        name: impl Into<String>,
        change: impl FnOnce(String) -> String,
        expect: &'static str,
    ) -> &mut Desk {
        self.add(name, change(good().text()), expect)
    }
}

#[test]
fn every_wrong_sd_jwt_ends_with_exactly_its_code() {
    let mut cases = Cases::default();
    form::cases(&mut cases);
    header::cases(&mut cases);
    claims::cases(&mut cases);
    disclosures::cases(&mut cases);
    holder::cases(&mut cases);
    issuers::cases(&mut cases);
    let mut table: BTreeMap<&'static str, (usize, String)> = BTreeMap::new();
    let (mut wrong, mut negative) = (Vec::new(), 0);
    for case in &cases.0 {
        let code = case.desk.judge(&case.text).code();
        if code != case.expect {
            wrong.push(format!("{}: {code} instead of {}", case.name, case.expect));
        }
        negative += usize::from(case.expect != "ok");
        table.entry(case.expect).or_insert_with(|| (0, case.name.clone())).0 += 1;
    }
    println!("{:<28} {:>6}  for example", "code", "cases");
    for (code, (count, example)) in &table {
        println!("{code:<28} {count:>6}  {example}");
    }
    println!("{negative} negative cases, {} that are good", cases.0.len() - negative);
    assert!(wrong.is_empty(), "{} of {} are wrong:\n{}", wrong.len(), cases.0.len(), wrong.join("\n"));
    assert!(negative >= 250, "{negative} negative cases");
    let mut names: Vec<&str> = cases.0.iter().map(|case| case.name.as_str()).collect();
    names.sort_unstable();
    names.windows(2).for_each(|pair| assert_ne!(pair[0], pair[1], "two cases of one name"));
    let named = |code: &str| chop_core::verify::ORDER.iter().any(|check| check.codes.contains(&code));
    let while_parsing = ["sdjwt.", "jws.", "jwk.", "json.", "x509."];
    for code in table.keys().filter(|code| **code != "ok") {
        assert!(named(code) || while_parsing.iter().any(|stage| code.starts_with(stage)), "{code} is in no table");
    }
    // Every code of the format has a case of its own.
    let source = include_str!("../core/src/format/sdjwt/fault.rs");
    for code in source.split('"').skip(1).step_by(2).filter(|code| code.starts_with("sdjwt.")) {
        // An issuer's hand-out is not a presentation: `tests/sdjwt.rs` has the case.
        assert!(table.contains_key(code) || code == "sdjwt.key-binding", "no case ends with {code}");
    }
}

#[test]
fn no_change_of_one_character_is_accepted() {
    let text = good().text();
    let desk = Desk::new();
    assert_eq!(desk.judge(&text).code(), "ok");
    for (place, was) in text.char_indices() {
        for now in [if was == 'A' { 'B' } else { 'A' }, '~', '.', ' '] {
            if now != was {
                let changed = format!("{}{now}{}", &text[..place], &text[place + 1..]);
                assert_ne!(desk.judge(&changed).code(), "ok", "{now:?} for {was:?} at {place}");
            }
        }
        let without = format!("{}{}", &text[..place], &text[place + 1..]);
        assert_ne!(desk.judge(&without).code(), "ok", "without {was:?} at {place}");
    }
}

#[test]
fn no_prefix_of_a_presentation_is_accepted() {
    let text = good().text();
    let desk = Desk { holder: HolderRequirement::NotRequired, ..Desk::new() };
    for end in (0..text.len()).filter(|end| !text[..*end].ends_with('~')) {
        assert_ne!(desk.judge(&text[..end]).code(), "ok", "{end}");
    }
}
