//! W3C credentials of which the holder shows some (ecdsa-sd-2023): every shipped kind both ways, and every way in which
//! what is shown can be wrong.
#![allow(
    missing_docs,
    clippy::as_conversions,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm
)]

use std::sync::LazyLock;

use chop_core::crypto::{Algorithm, Signer, SoftwareKey};
use chop_core::dev::{self, Counted, TestTrust};
use chop_core::document::{Descriptor, Disclose, Kinds};
use chop_core::encoding::cbor::{Item, Strictness, Writer};
use chop_core::encoding::multibase;
use chop_core::format::vc::data_integrity::{
    PresentRequest, Suite, derive, parse_credential, parse_presentation, prepare, prepare_presentation,
    prepare_selective,
};
use chop_core::format::vc::did::Did;
use chop_core::format::vc::{CredentialRequest, Library, StatusRequest};
use chop_core::status::StatusList;
use chop_core::time::UnixTime;
use chop_core::trust::TrustBundle;
use chop_core::verify::{
    CredentialOutcome, Disclosure, Expectation, Fault, NoMemory, Outcome, Policy, Rejection, RequestBinding,
    StatusPurpose, run, run_credential,
};
use serde_json::{Value as Json, json};

const LIST: &str = "https://status.example/b/1";
const REQUEST: Expectation<'static> = Expectation {
    request: Some(RequestBinding { nonce: "n-0S6_WzA2Mj", audience: "https://door.example" }),
    ..Expectation::ONE_SCAN
};

static KINDS: LazyLock<Kinds> = LazyLock::new(Kinds::shipped);
static LIBRARY: LazyLock<Library> = LazyLock::new(|| Library::new(&KINDS));
static TRUST: LazyLock<TrustBundle> = LazyLock::new(|| {
    let names: Vec<&str> = KINDS.iter().map(|kind| kind.kind().as_str()).collect();
    let mut list = StatusList::new(1, 1 << 17).unwrap();
    list.set(1, 1).unwrap();
    TestTrust::new(now().plus(-60)).issuer(dev::key("issuer").public_key(), &names, None).list(LIST, list).open()
});

fn now() -> UnixTime {
    dev::reference_now()
}

/// A credential of a kind, as its issuer gives it to its holder.
fn issue(kind: &Descriptor, index: u64) -> Vec<u8> {
    let (issuer, device) = (dev::key("issuer"), dev::key("device"));
    let request = CredentialRequest {
        descriptor: kind,
        values: &dev::holder_values(kind, now()),
        id: None,
        issuer: &Did::key_did(issuer.public_key()),
        holder: &Did::key_did(device.public_key()),
        valid_from: now().plus(-3_600),
        valid_until: now().plus(30 * 86_400),
        status: &[StatusRequest { purpose: StatusPurpose::Revocation, list: LIST, index }],
    };
    let unsigned = prepare_selective(&request, now().plus(-3_600), &mut Counted::new("selective"), &LIBRARY).unwrap();
    unsigned.sign(&issuer).unwrap()
}

/// The holder's proof around a credential, whatever the credential is.
fn present(credential: &Json) -> Vec<u8> {
    let device = dev::key("device");
    let holder = Did::key_did(device.public_key());
    let presentation = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiablePresentation"],
        "holder": holder.as_str(), "verifiableCredential": [credential],
    });
    let proof = json!({
        "type": "DataIntegrityProof", "cryptosuite": "ecdsa-jcs-2019", "created": now().plus(-2).to_tdate(),
        "verificationMethod": holder.verification_method(), "proofPurpose": "authentication",
        "challenge": "n-0S6_WzA2Mj", "domain": "https://door.example",
    });
    dev::secure(&presentation, &proof, None, &device, &LIBRARY).to_string().into_bytes()
}

fn judge(presentation: &[u8]) -> Outcome {
    match parse_presentation(presentation, &LIBRARY) {
        Ok(presentation) => run(presentation, &Policy::offline(&TRUST, &KINDS, now()), &REQUEST, &mut NoMemory),
        Err(fault) => Outcome::Rejected(Rejection::Vc(fault)),
    }
}

fn content<'o>(outcome: &'o Outcome, kind: &Descriptor) -> &'o Disclosure {
    match outcome {
        Outcome::Verified(verified) => verified.content(),
        // Some examples of documents are of another day; genuine they are all the same.
        Outcome::NotInForce(genuine, Fault::DocumentNotYet { .. } | Fault::DocumentExpired { .. }) => genuine.content(),
        other => panic!("{}: {}", kind.kind(), other.code()),
    }
}

#[test]
fn every_kind_shows_what_its_holder_chooses_and_nothing_else() {
    for kind in KINDS.iter() {
        let base = issue(kind, 7);
        let own = run_credential(parse_credential(&base, &LIBRARY).unwrap(), &Policy::offline(&TRUST, &KINDS, now()));
        assert!(matches!(own, CredentialOutcome::Genuine(..)), "{}: {}", kind.kind(), own.code());
        let values = dev::holder_values(kind, now());
        let all: Vec<_> = kind.issued_elements().zip(&values).filter(|(_, value)| value.is_some()).collect();
        let selectable: Vec<&str> = all
            .iter()
            .filter(|(element, _)| element.disclose == Disclose::Selectable)
            .map(|(element, _)| element.id.as_str())
            .collect();
        for chosen in [&selectable[..], &selectable[..selectable.len() / 2], &selectable[selectable.len() / 2..], &[]] {
            let shown: Json = serde_json::from_slice(&derive(&base, chosen, &LIBRARY).unwrap()).unwrap();
            let outcome = judge(&present(&shown));
            let [document] = content(&outcome, kind).documents.as_slice() else { panic!() };
            for (element, value) in &all {
                let expected = element.disclose == Disclose::Always || chosen.contains(&element.id.as_str());
                let expected = value.as_ref().filter(|_| expected);
                assert_eq!(document.known(element.id.as_str()), expected, "{} {}", kind.kind(), element.id);
            }
            assert_eq!(document.kind.as_deref(), Some(kind.kind().as_str()));
        }
    }
}

#[test]
fn the_wallet_presents_what_it_shows_under_any_suite_and_never_the_issuers_own_form() {
    let kind = KINDS.by_kind("senior-citizen-card").unwrap();
    let base = issue(kind, 7);
    let shown = derive(&base, &["family_name"], &LIBRARY).unwrap();
    let device = dev::key("device");
    let holder = Did::key_did(device.public_key());
    let make = |credential: &[u8], suite| {
        let request = PresentRequest {
            credentials: &[credential],
            holder: &holder,
            suite,
            nonce: "n-0S6_WzA2Mj",
            audience: "https://door.example",
            created: now().plus(-2),
        };
        prepare_presentation(&request, &LIBRARY)
    };
    for suite in [Suite::EcdsaJcs2019, Suite::EcdsaRdfc2019] {
        content(&judge(&make(&shown, suite).unwrap().sign(&device).unwrap()), kind);
        assert_eq!(make(&base, suite).err().unwrap().code(), "vc.disclosure");
    }
    assert_eq!(make(&shown, Suite::EcdsaSd2023).err().unwrap().code(), "issue.suite");
}

#[test]
fn it_is_revoked_like_any_other() {
    let kind = KINDS.by_kind("age-proof").unwrap();
    let shown: Json = serde_json::from_slice(&derive(&issue(kind, 1), &[], &LIBRARY).unwrap()).unwrap();
    assert_eq!(judge(&present(&shown)).code(), "status.revoked");
}

#[test]
fn only_a_key_on_p256_issues_it_and_only_with_its_own_maker() {
    let kind = KINDS.by_kind("age-proof").unwrap();
    for algorithm in Algorithm::ALL {
        let issuer = SoftwareKey::generate(algorithm, &mut Counted::new("issuer")).unwrap();
        let request = CredentialRequest {
            descriptor: kind,
            values: &dev::holder_values(kind, now()),
            id: None,
            issuer: &Did::key_did(issuer.public_key()),
            holder: &Did::key_did(dev::key("device").public_key()),
            valid_from: now(),
            valid_until: now().plus(60),
            status: &[],
        };
        let made = prepare_selective(&request, now(), &mut Counted::new("a"), &LIBRARY);
        let expected = if algorithm == Algorithm::Es256 { "ok" } else { "issue.suite" };
        assert_eq!(made.map_or_else(|fault| fault.code(), |_| "ok"), expected);
        assert_eq!(prepare(&request, Suite::EcdsaSd2023, now(), &LIBRARY).err().unwrap().code(), "issue.suite");
    }
}

/// The five parts of a proof value, each as one encoded item.
fn parts(credential: &Json) -> ([u8; 3], Vec<Vec<u8>>) {
    let value = multibase::decode_base64url(credential["proof"]["proofValue"].as_str().unwrap()).unwrap();
    let (header, body) = value.split_first_chunk::<3>().unwrap();
    let item = Item::parse(body, Strictness::Deterministic).unwrap();
    (*header, item.as_array().unwrap().iter().map(|part| part.raw().to_vec()).collect())
}

fn put(credential: &mut Json, header: [u8; 3], parts: &[Vec<u8>]) {
    let mut body = header.to_vec();
    let mut writer = Writer::new();
    writer.array(parts.len());
    parts.iter().for_each(|part| writer.raw(part));
    body.extend(writer.as_bytes());
    credential["proof"]["proofValue"] = multibase::encode_base64url(&body).into();
}

fn change(credential: &mut Json, part: usize, change: impl FnOnce(Vec<u8>) -> Vec<u8>) {
    let (header, mut all) = parts(credential);
    all[part] = change(std::mem::take(&mut all[part]));
    put(credential, header, &all);
}

/// The items of a list, raw.
fn items(list: &[u8]) -> Vec<Vec<u8>> {
    let item = Item::parse(list, Strictness::Deterministic).unwrap();
    item.as_array().unwrap().iter().map(|item| item.raw().to_vec()).collect()
}

fn list(items: &[Vec<u8>]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.array(items.len());
    items.iter().for_each(|item| writer.raw(item));
    writer.into_bytes()
}

fn uint(n: u64) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.uint(n);
    writer.into_bytes()
}

type Negative = (&'static str, &'static str, fn(&mut Json));

/// The parts of what a holder shows.
const SIGNATURES: usize = 2;
const LABELS: usize = 3;
const MANDATORY: usize = 4;

const NEGATIVES: &[Negative] = &[
    ("an element was changed", "digest.mismatch", |c| c["credentialSubject"]["family_name"] = json!("WONG")),
    // One more or one less moves the places of what is mandatory.
    ("an element was added", "signature.issuer", |c| c["credentialSubject"]["given_name"] = json!("TAI MAN")),
    ("an element was taken away and its signature left", "vc.disclosure", |c| {
        c["credentialSubject"].as_object_mut().unwrap().remove("family_name");
    }),
    ("a member was added", "vc.term", |c| c["credentialSubject"]["clearance"] = json!("top")),
    ("the signatures are in another order", "digest.mismatch", |c| {
        change(c, SIGNATURES, |part| {
            let mut all = items(&part);
            all.reverse();
            list(&all)
        });
    }),
    ("a signature is missing", "digest.missing", |c| change(c, SIGNATURES, |part| list(&items(&part)[1..]))),
    ("a signature is there twice", "digest.missing", |c| {
        change(c, SIGNATURES, |part| {
            let mut all = items(&part);
            all.push(all[0].clone());
            list(&all)
        });
    }),
    ("a signature is shorter", "vc.proof-value", |c| {
        change(c, SIGNATURES, |part| {
            let mut all = items(&part);
            all[0] = vec![0x41, 0];
            list(&all)
        });
    }),
    ("the key of the statements is another", "signature.issuer", |c| {
        change(c, 1, |_| {
            let point = dev::key("stranger").public_key().p256_compressed().unwrap();
            let mut writer = Writer::new();
            writer.bytes(&[&[0x80, 0x24][..], &point].concat());
            writer.into_bytes()
        });
    }),
    ("the key of the statements is on another curve", "vc.proof-value", |c| {
        change(c, 1, |_| {
            let mut writer = Writer::new();
            writer.bytes(&[&[0xed, 0x01][..], &[9; 32]].concat());
            writer.into_bytes()
        });
    }),
    ("the issuer's signature is another", "signature.issuer", |c| {
        change(c, 0, |mut part| {
            part[10] ^= 1;
            part
        })
    }),
    ("nothing is said to be mandatory", "signature.issuer", |c| change(c, MANDATORY, |_| list(&[]))),
    ("a mandatory statement is said to be chosen", "signature.issuer", |c| {
        change(c, MANDATORY, |part| list(&items(&part)[1..]));
    }),
    ("a statement that is not there is said to be mandatory", "vc.disclosure", |c| {
        change(c, MANDATORY, |part| {
            let mut all = items(&part);
            all.push(uint(4_000));
            list(&all)
        });
    }),
    ("an index is there twice", "vc.proof-value", |c| {
        change(c, MANDATORY, |part| {
            let all = items(&part);
            list(&[&all[..1], &all[..]].concat())
        });
    }),
    ("the indexes are in another order", "vc.proof-value", |c| {
        change(c, MANDATORY, |part| {
            let mut all = items(&part);
            all.reverse();
            list(&all)
        });
    }),
    ("there are no labels", "vc.disclosure", |c| change(c, LABELS, |_| vec![0xa0])),
    ("two labels are one", "vc.disclosure", |c| {
        change(c, LABELS, |part| {
            let item = Item::parse(&part, Strictness::Deterministic).unwrap();
            let map = item.as_map().unwrap();
            let first = map.entries().next().unwrap().1.raw().to_vec();
            let mut writer = Writer::new();
            writer.map(map.len());
            for (number, _) in map.entries() {
                writer.raw(number.raw());
                writer.raw(&first);
            }
            writer.into_bytes()
        });
    }),
    ("the labels are exchanged", "signature.issuer", |c| {
        change(c, LABELS, |part| {
            let item = Item::parse(&part, Strictness::Deterministic).unwrap();
            let map = item.as_map().unwrap();
            let mut labels: Vec<Vec<u8>> = map.entries().map(|(_, label)| label.raw().to_vec()).collect();
            labels.reverse();
            let mut writer = Writer::new();
            writer.map(map.len());
            for ((number, _), label) in map.entries().zip(labels) {
                writer.raw(number.raw());
                writer.raw(&label);
            }
            writer.into_bytes()
        });
    }),
    ("the header is that of another form", "vc.proof-value", |c| {
        let (_, all) = parts(c);
        put(c, [0xd9, 0x5d, 0x02], &all);
    }),
    ("a part is missing", "vc.proof-value", |c| {
        let (header, all) = parts(c);
        put(c, header, &all[..4]);
    }),
    ("it is the text of another base", "vc.proof-value", |c| c["proof"]["proofValue"] = json!("z2g")),
    ("the proof value is a plain signature", "vc.proof-value", |c| {
        c["proof"]["cryptosuite"] = json!("ecdsa-rdfc-2019")
    }),
    ("the end is hidden", "vc.disclosure", |c| drop(c.as_object_mut().unwrap().remove("validUntil"))),
    ("the beginning is hidden", "vc.disclosure", |c| drop(c.as_object_mut().unwrap().remove("validFrom"))),
    ("the end was moved", "signature.issuer", |c| c["validUntil"] = json!("2029-01-01T00:00:00Z")),
    ("the status is hidden", "vc.disclosure", |c| drop(c.as_object_mut().unwrap().remove("credentialStatus"))),
    ("the schema is hidden", "vc.disclosure", |c| drop(c.as_object_mut().unwrap().remove("credentialSchema"))),
    ("the place in the list is another", "signature.issuer", |c| c["credentialStatus"]["statusListIndex"] = json!("8")),
    ("the subject is somebody else", "signature.issuer", |c| {
        c["credentialSubject"]["id"] = json!(Did::key_did(dev::key("stranger").public_key()).as_str());
    }),
    ("created was changed", "signature.issuer", |c| c["proof"]["created"] = json!("2026-11-22T09:30:00Z")),
    ("the status is hidden behind its address", "vc.key", |c| {
        let status = c.as_object_mut().unwrap().remove("credentialStatus").unwrap();
        c["https://www.w3.org/2018/credentials#credentialStatus"] = status;
    }),
];

#[test]
fn every_broken_rule_ends_with_exactly_its_code() {
    let kind = KINDS.by_kind("senior-citizen-card").unwrap();
    let shown: Json =
        serde_json::from_slice(&derive(&issue(kind, 7), &["family_name", "birth_date"], &LIBRARY).unwrap()).unwrap();
    content(&judge(&present(&shown)), kind);
    let mut wrong = Vec::new();
    for (name, expected, change) in NEGATIVES {
        let mut altered = shown.clone();
        change(&mut altered);
        let code = judge(&present(&altered)).code();
        if code != *expected {
            wrong.push(format!("{name}: {code} instead of {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), NEGATIVES.len(), wrong.join("\n"));
}

#[test]
fn the_issuers_own_form_is_not_accepted_from_a_holder() {
    let kind = KINDS.by_kind("senior-citizen-card").unwrap();
    let base: Json = serde_json::from_slice(&issue(kind, 7)).unwrap();
    assert_eq!(judge(&present(&base)).code(), "vc.disclosure");
}

#[test]
fn statements_of_two_credentials_cannot_be_mixed() {
    let kind = KINDS.by_kind("senior-citizen-card").unwrap();
    let of = |seed: &str| {
        let (issuer, device) = (dev::key("issuer"), dev::key("device"));
        let request = CredentialRequest {
            descriptor: kind,
            values: &dev::holder_values(kind, now()),
            id: None,
            issuer: &Did::key_did(issuer.public_key()),
            holder: &Did::key_did(device.public_key()),
            valid_from: now().plus(-3_600),
            valid_until: now().plus(30 * 86_400),
            status: &[StatusRequest { purpose: StatusPurpose::Revocation, list: LIST, index: 7 }],
        };
        let unsigned = prepare_selective(&request, now().plus(-3_600), &mut Counted::new(seed), &LIBRARY).unwrap();
        let base = unsigned.sign(&issuer).unwrap();
        serde_json::from_slice::<Json>(&derive(&base, &["family_name"], &LIBRARY).unwrap()).unwrap()
    };
    let (mut one, other) = (of("one"), of("other"));
    content(&judge(&present(&one)), kind);
    content(&judge(&present(&other)), kind);
    let (_, foreign) = parts(&other);
    change(&mut one, SIGNATURES, |_| foreign[SIGNATURES].clone());
    assert_eq!(judge(&present(&one)).code(), "digest.mismatch");
}

#[test]
fn an_element_that_is_not_there_cannot_be_shown() {
    let kind = KINDS.by_kind("senior-citizen-card").unwrap();
    let base = issue(kind, 7);
    for element in ["salary", "family_name/0", ""] {
        assert_eq!(derive(&base, &[element], &LIBRARY).unwrap_err().code(), "vc.disclosure", "{element}");
    }
    let shown = derive(&base, &[], &LIBRARY).unwrap();
    assert_eq!(derive(&shown, &[], &LIBRARY).unwrap_err().code(), "vc.cryptosuite");
}
