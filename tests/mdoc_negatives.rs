//! Every way in which an mdoc presentation can be wrong ends with exactly its code; and an mdoc that is only written
//! in another style than ours is as good as one of ours.
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

#[path = "mdoc_negatives/content.rs"]
mod content;
#[path = "mdoc_negatives/device.rs"]
mod device;
#[path = "mdoc_negatives/form.rs"]
mod form;
#[path = "mdoc_negatives/holder.rs"]
mod holder;
#[path = "mdoc_negatives/issuers.rs"]
mod issuers;
#[path = "support/mdoc.rs"]
mod mdoc_model;
#[path = "mdoc_negatives/styles.rs"]
mod styles;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chop_core::crypto::{AlgorithmPolicy, Signer, SoftwareKey};
use chop_core::dev::{self, TestTrust};
use chop_core::document::Kinds;
use chop_core::format::mdoc;
use chop_core::status::StatusList;
use chop_core::time::UnixTime;
use chop_core::trust::{IssuerEntry, Selector, TrustBundle};
use chop_core::verify::{Clock, Expectation, HolderKey, HolderRequirement, NoMemory, Outcome, Policy, Rejection, run};
use mdoc_model::{DOC_TYPE, Mdoc, READER, TRANSCRIPT, V};

const NOW: i64 = 1_795_341_600;
const LIST: &str = "https://status.example/l/9";

fn at(seconds: i64) -> UnixTime {
    UnixTime::new(NOW + seconds).unwrap()
}

fn good() -> Mdoc {
    Mdoc::new(NOW)
}

fn trusting() -> TestTrust {
    let mut list = StatusList::new(2, 1 << 17).unwrap();
    for (index, value) in [(1, 1), (2, 2), (3, 3)] {
        list.set(index, value).unwrap();
    }
    let mut trust = TestTrust::new(at(-600)).list(LIST, list);
    let entry = |key: &str, rights: &[&str]| {
        let rights = rights.iter().map(|name| Selector::Type((*name).to_owned())).collect();
        IssuerEntry::with_key(dev::key(key).public_key().clone(), dev::names("Foreign Office"), rights)
    };
    trust.body.issuers.push(entry("issuer", &[DOC_TYPE]));
    trust.body.issuers.push(entry("other issuer", &["example.foreign.pass.1"]));
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
    transcript: Option<Vec<u8>>,
    reader: Option<SoftwareKey>,
    holder: HolderRequirement,
}

impl Desk {
    fn new() -> Self {
        Self {
            trust: trusting(),
            now: at(0),
            clock: Clock::Live { highest: UnixTime::EPOCH },
            algorithms: AlgorithmPolicy::ISO_18013_5,
            transcript: Some(TRANSCRIPT.to_vec()),
            reader: Some(dev::key(READER)),
            holder: HolderRequirement::Required,
        }
    }

    fn judge(&self, bytes: &[u8]) -> Outcome {
        let presentation = match mdoc::parse_device_response(bytes) {
            Ok(presentation) => presentation,
            Err(fault) => return Outcome::Rejected(Rejection::Mdoc(fault)),
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
        let expectation = Expectation {
            transcript: self.transcript.as_deref(),
            reader: self.reader.as_ref().map(|reader| reader as &dyn HolderKey),
            holder: self.holder,
            ..Expectation::ONE_SCAN
        };
        run(presentation, &policy, &expectation, &mut NoMemory)
    }
}

struct Case {
    name: String,
    bytes: Vec<u8>,
    expect: &'static str,
    desk: Desk,
}

#[derive(Default)]
struct Cases(Vec<Case>);

impl Cases {
    fn add(&mut self, name: impl Into<String>, bytes: Vec<u8>, expect: &'static str) -> &mut Desk {
        self.0.push(Case { name: name.into(), bytes, expect, desk: Desk::new() });
        &mut self.0.last_mut().unwrap().desk
    }

    /// The good document after a change before signing.
    fn made(&mut self, name: impl Into<String>, change: impl FnOnce(&mut Mdoc), expect: &'static str) -> &mut Desk {
        let mut model = good();
        change(&mut model);
        let bytes = model.encode();
        self.add(name, bytes, expect)
    }

    /// The good document after a change to what was signed.
    fn sent(&mut self, name: impl Into<String>, change: impl FnOnce(&mut V), expect: &'static str) -> &mut Desk {
        let mut response = good().response();
        change(&mut response);
        self.add(name, response.encode(mdoc_model::Style::PLAIN), expect)
    }
}

#[test]
fn every_wrong_mdoc_ends_with_exactly_its_code() {
    let mut cases = Cases::default();
    form::cases(&mut cases);
    form::duplicates(&mut cases);
    content::cases(&mut cases);
    content::own_kinds(&mut cases);
    issuers::cases(&mut cases);
    issuers::chains(&mut cases);
    holder::cases(&mut cases);
    device::cases(&mut cases);
    let mut table: BTreeMap<&'static str, (usize, String)> = BTreeMap::new();
    let (mut wrong, mut negative) = (Vec::new(), 0);
    for case in &cases.0 {
        let code = case.desk.judge(&case.bytes).code();
        if code != case.expect {
            wrong.push(format!("{}: {code} instead of {}", case.name, case.expect));
        }
        negative += usize::from(case.expect != "ok");
        table.entry(case.expect).or_insert_with(|| (0, case.name.clone())).0 += 1;
    }
    println!("{:<24} {:>6}  for example", "code", "cases");
    for (code, (count, example)) in &table {
        println!("{code:<24} {count:>6}  {example}");
    }
    assert!(wrong.is_empty(), "{} of {} are wrong:\n{}", wrong.len(), cases.0.len(), wrong.join("\n"));
    assert!(negative >= 150, "{negative} negative cases");
    let named = |code: &str| chop_core::verify::ORDER.iter().any(|check| check.codes.contains(&code));
    let by_mdocs_alone = ["mdoc.", "cose.", "x509."];
    for code in table.keys().filter(|code| **code != "ok") {
        assert!(named(code) || by_mdocs_alone.iter().any(|stage| code.starts_with(stage)), "{code} is in no table");
    }
}
