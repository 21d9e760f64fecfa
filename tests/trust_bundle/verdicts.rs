//! What a bundle says decides verdicts: rights, switched-off keys, denied devices, lists, age.

use chop_core::crypto::Signer;
use chop_core::crypto::x509::{Certificate, make};
use chop_core::dev::{self, Counted, TestTrust};
use chop_core::document::Kinds;
use chop_core::format::code::Code;
use chop_core::status::StatusList;
use chop_core::time::UnixTime;
use chop_core::trust::{BundleDraft, IssuerEntry, KeyProof, Selector, TrustBundle, VerifierEntry};
use chop_core::verify::{Clock, Expectation, NoMemory, Outcome, Policy, run};

use crate::bundle::{self, BundleModel, ISSUERS, RootModel};
use crate::support::model::{Model, NULL, array, bytes, sha256};
use crate::{NOW, at};

const PREFIX: &str = "https://status.example/l/";

fn list() -> StatusList {
    let mut list = StatusList::new(2, 1 << 17).unwrap();
    for (index, value) in [(1, 1), (2, 2), (3, 3)] {
        list.set(index, value).unwrap();
    }
    list
}

pub(crate) fn trusting() -> TestTrust {
    TestTrust::new(at(-600))
        .issuer(dev::key("issuer").public_key(), &["personal-code"], Some(PREFIX))
        .list("https://status.example/l/9", list())
}

pub(crate) fn judge(trust: &TrustBundle, code: &str, now: UnixTime, pinned: bool) -> Outcome {
    let kinds = Kinds::shipped();
    match Code::parse(code, &kinds, trust) {
        Ok(parsed) => {
            let policy = Policy {
                clock: Clock::Live { highest: UnixTime::EPOCH },
                pinned,
                ..Policy::offline(trust, &kinds, now)
            };
            run(parsed, &policy, &Expectation::ONE_SCAN, &mut NoMemory)
        }
        Err(refusal) => refusal.into(),
    }
}

fn verdict(trust: &TestTrust, model: &Model) -> &'static str {
    judge(&trust.open(), &model.code(), at(0), true).code()
}

fn good() -> Model {
    Model::personal_code(NOW)
}

fn cautions(outcome: &Outcome) -> Vec<&'static str> {
    let Outcome::Verified(verified) = outcome else { panic!("{}", outcome.code()) };
    let without_memory = |code: &&str| *code != "replay.unchecked";
    verified.content().cautions.iter().map(|caution| caution.code()).filter(without_memory).collect()
}

#[test]
fn an_entry_without_kinds_may_issue_none() {
    let key = dev::key("issuer");
    for kinds in [[].as_slice(), &["fishing-licence"], &["moon-licence"], &["Personal-Code"], &["personal-code "]] {
        let mut trust = trusting();
        trust.body.issuers.clear();
        let trust = trust.issuer(key.public_key(), kinds, Some(PREFIX));
        assert_eq!(verdict(&trust, &good()), "issuer.unauthorised", "{kinds:?}");
    }
    for (right, expect) in [
        (Selector::Type("example.chop.personal-code.1".into()), "ok"),
        (Selector::Type("example.chop.personal-code.2".into()), "issuer.unauthorised"),
        (Selector::Type("personal-code".into()), "issuer.unauthorised"),
        (Selector::Type("*".into()), "issuer.unauthorised"),
        (Selector::Kind("example.chop.personal-code.1".into()), "issuer.unauthorised"),
    ] {
        let mut trust = trusting();
        let entry = IssuerEntry::with_key(key.public_key().clone(), dev::names("Office"), vec![right.clone()]);
        trust.body.issuers = vec![entry.with_status_prefix(Some(PREFIX.into()))];
        assert_eq!(verdict(&trust, &good()), expect, "{right:?}");
    }
}

#[test]
fn one_key_twice_is_one_entry_with_both_rights() {
    let key = dev::key("issuer").public_key().clone();
    let mut trust = trusting();
    trust.body.issuers.clear();
    let trust = trust
        .issuer(&key, &["fishing-licence"], None)
        .issuer(dev::key("other issuer").public_key(), &["age-proof"], None)
        .issuer(&key, &["personal-code", "fishing-licence"], Some(PREFIX));
    let opened = trust.open();
    assert_eq!(opened.issuers().count(), 2);
    let merged = opened.issuers().next().unwrap();
    let rights = ["fishing-licence", "personal-code"].map(|kind| Selector::Kind(kind.to_owned()));
    assert_eq!((merged.rights(), merged.status_prefix()), (rights.as_slice(), Some(PREFIX)));
    assert_eq!(opened.issuers_by_kid(key.kid()).count(), 1);
    assert_eq!(verdict(&trust, &good()), "ok");
    let door = |purposes: &[&str]| {
        VerifierEntry::new(key.clone(), dev::names("Door"), purposes.iter().map(|p| (*p).to_owned()).collect())
    };
    let mut trust = trusting();
    trust.body.verifiers = vec![door(&["entry"]), door(&["age check", "entry"])];
    let opened = trust.open();
    let merged = opened.verifier(key.kid()).unwrap();
    assert_eq!(merged.purposes(), ["entry", "age check"]);
    assert!(merged.may_ask_for("age check") && !merged.may_ask_for("*"));
}

#[test]
fn a_switched_off_key_is_refused_and_no_other() {
    let (key, other) = (dev::key("issuer").public_key().kid(), dev::key("other issuer").public_key().kid());
    let mut trust = trusting();
    assert_eq!(verdict(&trust, &good()), "ok");
    trust.body.killed = vec![other];
    assert_eq!(verdict(&trust, &good()), "ok");
    trust.body.killed = vec![other, key];
    assert_eq!(verdict(&trust, &good()), "issuer.key-revoked");
    // Whenever it was signed, and even under a bundle that has gone stale since.
    let late = at(30 * 86_400);
    let old = Model { valid_from: NOW - 86_400, ..good() };
    assert_eq!(verdict(&trust, &old), "issuer.key-revoked");
    assert_eq!(
        judge(&trust.open(), &Model::personal_code(late.seconds()).code(), late, true).code(),
        "issuer.key-revoked"
    );
    // An unknown key stays unknown, switched off or not.
    trust.body.issuers.clear();
    assert_eq!(verdict(&trust, &good()), "issuer.unknown");
}

#[test]
fn a_denied_device_key_is_revoked_and_no_other() {
    let denied = |name: &str| sha256(&dev::key(name).public_key().p256_compressed().unwrap())[..8].try_into().unwrap();
    let mut trust = trusting();
    trust.body.denied = vec![denied("lost phone")];
    assert_eq!(verdict(&trust, &good()), "ok");
    assert_eq!(verdict(&trust, &Model { device: "lost phone", ..good() }), "status.revoked");
    // The list is not asked, nor is one needed.
    trust.body.lists.clear();
    assert_eq!(verdict(&trust, &Model { device: "lost phone", ..good() }), "status.revoked");
    assert_eq!(verdict(&trust, &good()), "status.unknown");
}

#[test]
fn a_list_answers_for_its_own_indices_until_it_ends() {
    let with = |index: u64| Model { status: Some((9, index)), ..good() };
    let last = (1 << 17) - 1;
    for (index, expect) in [
        (0, "ok"),
        (1, "status.revoked"),
        (2, "status.suspended"),
        (3, "status.unknown"),
        (last, "ok"),
        (last + 1, "status.unknown"),
        (u64::MAX, "status.unknown"),
    ] {
        assert_eq!(verdict(&trusting(), &with(index)), expect, "{index}");
    }
    for (ends, lapsed) in [(1, false), (0, true), (-1, true)] {
        let mut trust = trusting();
        trust.body.lists[0].expires_at = Some(at(ends));
        let unless = |expect: &'static str| if lapsed { "status.unknown" } else { expect };
        assert_eq!(verdict(&trust, &with(0)), unless("ok"), "{ends}");
        assert_eq!(verdict(&trust, &with(2)), unless("status.suspended"), "{ends}");
        assert_eq!(verdict(&trust, &with(1)), "status.revoked", "a revocation does not lapse");
    }
    let mut elsewhere = trusting();
    elsewhere.body.lists[0].uri = "https://status.example/l/90".into();
    assert_eq!(verdict(&elsewhere, &with(0)), "status.unknown");
    let trust = trusting().open();
    for uri in ["https://status.example/l/", "https://status.example/l/9/", "HTTPS://status.example/l/9", ""] {
        assert_eq!(trust.status(uri, 0, at(0)), chop_core::status::StatusValue::Unknown, "{uri}");
    }
}

#[test]
fn a_key_signs_from_its_first_second_to_its_last() {
    let signed = NOW - 3_600;
    for (from, until, expect) in [
        (Some(signed), Some(signed), "ok"),
        (Some(signed + 1), None, "issuer.key-time"),
        (None, Some(signed - 1), "issuer.key-time"),
        (Some(signed - 1), Some(signed + 1), "ok"),
        (None, None, "ok"),
        (Some(signed + 1), Some(signed - 1), "issuer.key-time"),
    ] {
        let mut trust = trusting();
        let time = |seconds: Option<i64>| seconds.map(|seconds| UnixTime::new(seconds).unwrap());
        trust.body.issuers[0] = trust.body.issuers[0].clone().in_use(time(from), time(until));
        assert_eq!(verdict(&trust, &good()), expect, "{from:?} to {until:?}");
    }
}

/// TUF's *freeze*: whoever keeps new bundles away keeps a verifier on the last one, with a caution from the first day
/// and for at most seven.
#[test]
fn a_frozen_bundle_is_cautioned_after_a_day_and_decides_nothing_after_seven() {
    const DAY: i64 = 86_400;
    let mut trust = trusting();
    trust.body.next_update = at(-600 + 30 * DAY);
    trust.body.expires_at = at(-600 + 60 * DAY);
    let mut frozen = |next: i64, ends: i64, age: i64| {
        trust.body.next_update = at(-600 + next);
        trust.body.expires_at = at(-600 + ends);
        let now = at(-600 + age);
        judge(&trust.open(), &Model::personal_code(now.seconds()).code(), now, true)
    };
    assert_eq!(cautions(&frozen(30 * DAY, 60 * DAY, DAY)), [""; 0]);
    assert_eq!(cautions(&frozen(30 * DAY, 60 * DAY, DAY + 1)), ["trust.ageing"]);
    assert_eq!(cautions(&frozen(60, 60 * DAY, 59)), [""; 0]);
    assert_eq!(cautions(&frozen(60, 60 * DAY, 60)), ["trust.ageing"]);
    assert_eq!(cautions(&frozen(60, 60 * DAY, 7 * DAY)), ["trust.ageing"]);
    assert_eq!(frozen(60, 60 * DAY, 7 * DAY + 1).code(), "trust.stale");
    assert_eq!(cautions(&frozen(60, 3_600, 3_599)), ["trust.ageing"]);
    assert_eq!(frozen(60, 3_600, 3_600).code(), "trust.stale");
    assert_eq!(frozen(60, 3_600, -1).code(), "clock.doubtful");
}

#[test]
fn an_unpinned_root_is_said() {
    let trust = trusting();
    let unpinned = TrustBundle::open(&trust.sign(), None, at(0)).unwrap();
    assert_eq!(cautions(&judge(&unpinned, &good().code(), at(0), false)), ["trust.unpinned"]);
    assert_eq!(cautions(&judge(&trust.open(), &good().code(), at(0), true)), [""; 0]);
}

#[test]
fn possession_of_a_key_is_proven_by_that_key_alone() {
    let (key, other) = (dev::key("issuer"), dev::key("other issuer"));
    let entry = || IssuerEntry::with_key(key.public_key().clone(), dev::names("Office"), vec![]);
    let proof = KeyProof::make(&key, at(0)).unwrap();
    assert!(!entry().is_proven());
    assert!(entry().with_proof(Some(proof.clone())).unwrap().is_proven());
    let foreign = KeyProof::make(&other, at(0)).unwrap();
    assert_eq!(entry().with_proof(Some(foreign)).unwrap_err().code(), "trust.entry");
    let later = KeyProof { issued_at: at(1), ..proof.clone() };
    assert_eq!(entry().with_proof(Some(later)).unwrap_err().code(), "trust.entry");
    let mut trust = trusting();
    trust.body.issuers = vec![entry(), entry().with_proof(Some(proof)).unwrap()];
    assert!(trust.open().issuers().next().unwrap().is_proven(), "the proof of either entry counts");
}

fn root_certificate(from: i64, until: i64) -> Certificate {
    let request = make::Request {
        country: "HK",
        organisation: "Example Department",
        common_name: "Example Department IACA",
        not_before: from,
        not_after: until,
        contact: "https://department.example/",
        revocation_list: "https://department.example/iaca.crl",
    };
    make::root(&request, &dev::key("iaca"), &mut Counted::new("certificates")).unwrap()
}

/// spec/trust-bundle-1.md §5: the times of a certificate entry are the certificate's unless others are written.
#[test]
fn a_certificate_entry_without_times_has_those_of_its_certificate() {
    let certificate = root_certificate(NOW - 86_400, NOW + 86_400);
    let mut entry = bundle::issuer(&[], &["personal-code"], None);
    (entry[0], entry[1]) = (NULL.to_vec(), bytes(certificate.as_der()));
    let opened = |entry: &[Vec<u8>]| {
        let file = BundleModel::new(NOW).with(ISSUERS, array(&[array(entry)])).encode();
        let bundle = TrustBundle::open(&file, Some(&RootModel::first(NOW).pin(&["root a", "root b"])), at(0)).unwrap();
        let entry = bundle.issuers().next().unwrap();
        (entry.not_before().map(UnixTime::seconds), entry.not_after().map(UnixTime::seconds))
    };
    assert_eq!(opened(&entry), (Some(NOW - 86_400), Some(NOW + 86_400)));
    entry[6] = bundle::int(NOW);
    assert_eq!(opened(&entry), (Some(NOW), Some(NOW + 86_400)));
    let made = IssuerEntry::with_certificate(certificate, dev::names("Office"), vec![]).unwrap();
    let mut trust = trusting();
    trust.body.issuers = vec![made.clone()];
    assert_eq!(trust.open().issuers().next(), Some(&made));
}

#[test]
fn a_bundle_that_was_read_is_written_again_byte_for_byte() {
    let mut trust = trusting().verifier(dev::key("door").public_key());
    trust.body.denied = vec![[1; 8]];
    trust.body.killed = vec![dev::key("gone").public_key().kid()];
    let first = chop_core::trust::write_body(&trust.body);
    let read = chop_core::trust::read_body(&first).unwrap();
    assert_eq!(read, trust.body);
    assert_eq!(chop_core::trust::write_body(&read), first);
    assert!(BundleDraft::new(vec![trust.signed_root()], &read).is_ok());
}
