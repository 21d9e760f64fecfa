//! The printed seal: every kind that may have one, and the corpus of wrong seals.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm
)]

#[path = "support/corpus/mod.rs"]
mod corpus;
#[path = "seal/pdfs.rs"]
mod pdfs;

use chop_core::crypto::{Algorithm, Signer, cose};
use chop_core::dev::{TestTrust, holder_values, key, reference_now};
use chop_core::document::{Descriptor, Disclose, Kinds};
use chop_core::encoding::base45;
use chop_core::encoding::cbor::Writer;
use chop_core::encoding::limits::{CODE_BYTES_ACCEPTED, CODE_TEXT_CHARACTERS};
use chop_core::format::seal::{Letter, Seal, SealFaultOnIssue, SealRequest, prepare};
use chop_core::status::StatusList;
use chop_core::time::UnixTime;
use chop_core::trust::TrustBundle;
use chop_core::verify::{Caution, CredentialOutcome, DisclosedValue, Policy, run_credential};
use corpus::{Cases, Desk, Form};

const LIST: &str = "https://status.example/l/9";
const TYPE: &str = "example.chop.age-proof.1";

fn now() -> UnixTime {
    reference_now().plus(3 * 86_400)
}

fn trust_with(list: StatusList) -> TestTrust {
    let kinds = Kinds::shipped();
    let names: Vec<&str> = kinds.iter().map(|kind| kind.kind().as_str()).collect();
    TestTrust::new(now().plus(-60))
        .issuer(key("issuer").public_key(), &names, Some("https://status.example/l/"))
        .list(LIST, list)
}

fn trust() -> TrustBundle {
    trust_with(StatusList::new(1, 1 << 17).unwrap()).open()
}

fn judge(text: &str, trust: &TrustBundle) -> Result<CredentialOutcome, String> {
    let kinds = Kinds::shipped();
    let seal = Seal::parse(text, &kinds).map_err(|fault| fault.code().to_owned())?;
    Ok(run_credential(seal, &Policy::offline(trust, &kinds, now())))
}

/// The code that answers for a text.
fn code(text: &str, trust: &TrustBundle) -> String {
    judge(text, trust).map_or_else(|code| code, |outcome| outcome.code().to_owned())
}

fn seal_of(descriptor: &Descriptor, shown: &[&str], letter: Option<Letter>) -> Result<String, SealFaultOnIssue> {
    let values = holder_values(descriptor, now());
    let request = SealRequest {
        descriptor,
        values: &values,
        shown,
        kid: key("issuer").public_key().kid(),
        signed: now().plus(-3_600),
        until: now().plus(365 * 86_400),
        status: Some((9, 77)),
        letter,
    };
    prepare(&request)?.sign(&key("issuer"))
}

fn printable(descriptor: &Descriptor) -> Vec<&str> {
    descriptor
        .issued_elements()
        .filter(|element| element.ty.word() != "image")
        .map(|element| element.id.as_str())
        .collect()
}

#[test]
fn every_kind_that_is_not_discreet_can_be_sealed_and_read() {
    let (kinds, trust) = (Kinds::shipped(), trust());
    let letter = Letter { length: 12_345, digest: [9; 32] };
    for descriptor in kinds.iter() {
        let shown = printable(descriptor);
        if descriptor.is_discreet() {
            assert_eq!(seal_of(descriptor, &shown, None), Err(SealFaultOnIssue::Discreet), "{}", descriptor.kind());
            continue;
        }
        let text = seal_of(descriptor, &shown, Some(letter)).unwrap();
        assert_eq!(Seal::parse(&text, &kinds).unwrap().claimed_letter(), Some(letter));
        let outcome = judge(&text, &trust).unwrap();
        let CredentialOutcome::Genuine(genuine, None) = &outcome else {
            panic!("{}: {}", descriptor.kind(), outcome.code())
        };
        let content = genuine.content();
        assert_eq!(content.level, None);
        assert!(content.cautions.contains(&Caution::HolderUnproven), "a paper proves no bearer");
        let values = holder_values(descriptor, now());
        let expected: Vec<(&str, &chop_core::document::Value)> = descriptor
            .issued_elements()
            .zip(&values)
            .filter_map(|(element, value)| Some((element.id.as_str(), value.as_ref()?)))
            .filter(|(id, _)| shown.contains(id))
            .collect();
        let mut seen = 0;
        for element in &content.documents[0].elements {
            let DisclosedValue::Known(value) = &element.value else { panic!("{} is known", element.id) };
            assert!(expected.contains(&(element.id.as_str(), value)), "{}", element.id);
            seen += 1;
        }
        assert_eq!(seen, expected.len(), "{}", descriptor.kind());
        println!("{:<24} {:>5} characters", descriptor.kind().as_str(), text.len());
    }
}

#[test]
fn a_revoked_letter_is_not_in_force_and_an_unknown_list_leaves_it_open() {
    let kinds = Kinds::shipped();
    let text = seal_of(kinds.by_kind("age-proof").unwrap(), &["age_over_18"], None).unwrap();
    let mut list = StatusList::new(1, 1 << 17).unwrap();
    list.set(77, 1).unwrap();
    assert_eq!(code(&text, &trust_with(list).open()), "status.revoked");
    let mut without = trust_with(StatusList::new(1, 1 << 17).unwrap());
    without.body.lists.clear();
    assert_eq!(code(&text, &without.open()), "status.unknown");
}

/// The fields of a payload, each already encoded, free to be changed.
#[derive(Clone)]
struct Model {
    fields: Vec<Vec<u8>>,
    context: &'static [u8],
    signer: &'static str,
}

fn encoded(write: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut writer = Writer::new();
    write(&mut writer);
    writer.into_bytes()
}

fn uint(n: u64) -> Vec<u8> {
    encoded(|w| w.uint(n))
}

fn text(text: &str) -> Vec<u8> {
    encoded(|w| w.text(text))
}

fn bytes(bytes: &[u8]) -> Vec<u8> {
    encoded(|w| w.bytes(bytes))
}

fn array(items: &[Vec<u8>]) -> Vec<u8> {
    encoded(|w| {
        w.array(items.len());
        items.iter().for_each(|item| w.raw(item));
    })
}

fn map(entries: &[(&str, Vec<u8>)]) -> Vec<u8> {
    encoded(|w| w.text_map(entries))
}

fn elements() -> Vec<(&'static str, Vec<u8>)> {
    let kinds = Kinds::shipped();
    let descriptor = kinds.by_kind("age-proof").unwrap();
    assert!(descriptor.issued_elements().all(|element| element.disclose != Disclose::Always), "the model shows one");
    vec![("age_over_18", vec![0xf5])]
}

impl Model {
    fn good() -> Self {
        let fields = vec![
            uint(1),
            text(TYPE),
            bytes(key("issuer").public_key().kid().as_bytes()),
            uint((now().seconds() - 3_600) as u64),
            uint((now().seconds() + 86_400) as u64),
            array(&[uint(9), uint(77)]),
            map(&elements()),
            vec![0xf6],
        ];
        Self { fields, context: b"chop-seal-1", signer: "issuer" }
    }

    fn with(mut self, at: usize, field: Vec<u8>) -> Self {
        self.fields[at] = field;
        self
    }

    fn payload(&self) -> Vec<u8> {
        array(&self.fields)
    }

    fn sign(&self) -> String {
        self.sign_payload(&self.payload())
    }

    fn sign_payload(&self, payload: &[u8]) -> String {
        let to_be_signed = cose::sig_structure(&cose::protected_header(Algorithm::Es256), self.context, payload);
        let signature = key(self.signer).sign_deterministic(&to_be_signed).unwrap();
        wrap(&array(&[bytes(payload), bytes(signature.as_bytes())]))
    }
}

fn wrap(cbor: &[u8]) -> String {
    format!("SEAL1:{}", base45::encode(cbor))
}

#[test]
fn the_files_of_wrong_seals_are_those_of_the_model() {
    let list = StatusList::new(1, 1 << 17).unwrap();
    let mut cases = Cases::new(Desk::new(Form::Seal, trust_with(list), now()));
    seals(&mut cases);
    pdfs::cases(&mut cases);
    cases.keep("seal");
}

/// One rule broken in each.
fn seals(cases: &mut Cases) {
    let good = Model::good();
    let mut case = |name: &str, text: String, code| {
        cases.add(name, text, code);
    };
    case("nothing is wrong", good.sign(), "ok");
    for prefix in ["", "SEAL1", "SEAL2:", "seal1:", "PC1:", " SEAL1:"] {
        case("prefix", good.sign().replacen("SEAL1:", prefix, 1), "seal.prefix");
    }
    case("length", format!("SEAL1:{}", "0".repeat(CODE_TEXT_CHARACTERS - 5)), "seal.text-length");
    case("lower case", good.sign().replacen("SEAL1:", "SEAL1:a", 1), "seal.base45");
    case("a space at the end", format!("{} ", good.sign()), "seal.base45");
    case("a group too large", "SEAL1::::".to_owned(), "seal.base45");
    case("size", wrap(&vec![0; CODE_BYTES_ACCEPTED + 1]), "seal.size");
    let cbor = base45::decode(&good.sign()[6..]).unwrap();
    case("nothing", wrap(&[]), "cbor.truncated");
    case("half of it", wrap(&cbor[..cbor.len() / 2]), "cbor.truncated");
    case("a byte after it", wrap(&[cbor.clone(), vec![0]].concat()), "cbor.trailing");
    case("an indefinite array", wrap(&[&[0x9f], &cbor[1..], &[0xff]].concat()), "cbor.indefinite");
    case("a long head", wrap(&[&[0x98, 2], &cbor[1..]].concat()), "cbor.not-shortest");
    case("a tag around it", wrap(&[&[0xd2], cbor.as_slice()].concat()), "seal.type");
    case("a map", wrap(&[0xa0]), "seal.type");
    case("an array of one", wrap(&array(&[bytes(&good.payload())])), "seal.type");
    case("an array of three", wrap(&array(&[bytes(&good.payload()), bytes(&[0; 64]), vec![0xf6]])), "seal.type");
    case("a payload that is text", wrap(&array(&[text("a"), bytes(&[0; 64])])), "seal.type");
    for length in [0, 32, 63, 65, 96] {
        case(
            "a signature of another length",
            wrap(&array(&[bytes(&good.payload()), bytes(&vec![1; length])])),
            "seal.type",
        );
    }
    case("a signature of zeros", wrap(&array(&[bytes(&good.payload()), bytes(&[0; 64])])), "signature.issuer");
    case("a payload of seven", good.sign_payload(&array(&good.fields[..7])), "seal.type");
    case(
        "a payload of nine",
        good.sign_payload(&array(&[good.fields.clone(), vec![vec![0xf6]]].concat())),
        "seal.type",
    );
    case("a payload with a byte after it", good.sign_payload(&[good.payload(), vec![0]].concat()), "cbor.trailing");
    case("a payload cut short", good.sign_payload(&good.payload()[..40]), "cbor.truncated");
    case("a payload of nothing", good.sign_payload(&[]), "cbor.truncated");
    for version in [0, 2, 23, 1_000] {
        case("another version", good.clone().with(0, uint(version)).sign(), "seal.version");
    }
    for (at, name) in (0..8).zip(["version", "type", "kid", "signed", "until", "status", "elements", "letter"]) {
        case(name, good.clone().with(at, vec![0xf7]).sign(), "seal.type");
    }
    case("a version in text", good.clone().with(0, text("1")).sign(), "seal.type");
    case("a type in bytes", good.clone().with(1, bytes(b"x")).sign(), "seal.type");
    for length in [0, 7, 9, 32] {
        case("a kid of another length", good.clone().with(2, bytes(&vec![1; length])).sign(), "seal.type");
    }
    case("a negative time", good.clone().with(3, encoded(|w| w.int(-1))).sign(), "seal.type");
    case("a time beyond 9999", good.clone().with(3, uint(253_402_300_800)).sign(), "seal.range");
    case("an end beyond 9999", good.clone().with(4, uint(u64::MAX)).sign(), "seal.range");
    case("an end at the beginning", good.clone().with(4, good.fields[3].clone()).sign(), "seal.range");
    case("an end before the beginning", good.clone().with(4, uint(7)).sign(), "seal.range");
    case("a status of one", good.clone().with(5, array(&[uint(9)])).sign(), "seal.type");
    case("a status of three", good.clone().with(5, array(&[uint(9), uint(77), uint(1)])).sign(), "seal.type");
    case("a status in text", good.clone().with(5, array(&[text("9"), uint(77)])).sign(), "seal.type");
    case("elements in an array", good.clone().with(6, array(&[uint(1)])).sign(), "seal.type");
    let kinds = Kinds::shipped();
    let licence = kinds.by_kind("fishing-licence").unwrap().doctype().as_str();
    case(
        "a kind without what it always shows",
        good.clone().with(1, text(licence)).with(6, map(&[("family_name", text("CHAN"))])).sign(),
        "seal.value",
    );
    case("no elements", good.clone().with(6, map(&[])).sign(), "seal.value");
    case(
        "an element of another kind",
        good.clone().with(6, map(&[("document_number", text("1"))])).sign(),
        "seal.value",
    );
    case("an element of another type", good.clone().with(6, map(&[("age_over_18", text("yes"))])).sign(), "seal.value");
    case("an element that is null", good.clone().with(6, map(&[("age_over_18", vec![0xf6])])).sign(), "seal.value");
    case("an identifier that is a number", good.clone().with(6, vec![0xa1, 0x01, 0xf5]).sign(), "seal.type");
    let twice = [&[0xa2][..], &text("age_over_18"), &[0xf5], &text("age_over_18"), &[0xf4]].concat();
    case("an element twice", good.clone().with(6, twice).sign(), "cbor.duplicate");
    let unsorted = [&[0xa2][..], &text("age_over_65"), &[0xf4], &text("age_over_18"), &[0xf5]].concat();
    case("elements out of order", good.clone().with(6, unsorted).sign(), "cbor.order");
    case("a letter of one", good.clone().with(7, array(&[uint(1)])).sign(), "seal.type");
    case("a letter with a short digest", good.clone().with(7, array(&[uint(1), bytes(&[0; 31])])).sign(), "seal.type");
    case("a letter with a digest in text", good.clone().with(7, array(&[uint(1), text("a")])).sign(), "seal.type");
    case("a kid that nobody has", good.clone().with(2, bytes(&[1; 8])).sign(), "issuer.unknown");
    case("another key under the issuer's kid", Model { signer: "thief", ..good.clone() }.sign(), "signature.issuer");
    case("a signature without the context", Model { context: b"", ..good.clone() }.sign(), "signature.issuer");
    case(
        "a signature of another context",
        Model { context: b"chop-seal-2", ..good.clone() }.sign(),
        "signature.issuer",
    );
    case("a type that nobody may issue", good.clone().with(1, text("example.other.1")).sign(), "issuer.unauthorised");
    case(
        "a list that is not in the bundle",
        good.clone().with(5, array(&[uint(8), uint(77)])).sign(),
        "status.unknown",
    );
    case("an index beyond the list", good.clone().with(5, array(&[uint(9), uint(1 << 17)])).sign(), "status.unknown");
    let day = |days: i64| uint((now().seconds() + days * 86_400) as u64);
    case("not yet", good.clone().with(3, day(1)).with(4, day(2)).sign(), "time.not-yet");
    case("no longer", good.clone().with(3, day(-9)).with(4, day(0)).sign(), "time.expired");
}

#[test]
fn no_truncation_and_no_flipped_bit_is_accepted() {
    let trust = trust();
    let cbor = base45::decode(&Model::good().sign()[6..]).unwrap();
    for length in 0..cbor.len() {
        assert_ne!(code(&wrap(&cbor[..length]), &trust), "ok", "cut to {length}");
    }
    for bit in 0..cbor.len() * 8 {
        let mut flipped = cbor.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert_ne!(code(&wrap(&flipped), &trust), "ok", "bit {bit}");
    }
}

#[test]
fn what_does_not_fit_is_not_sealed() {
    let kinds = Kinds::shipped();
    let descriptor = kinds.by_kind("age-proof").unwrap();
    assert_eq!(seal_of(descriptor, &["nothing"], None), Err(SealFaultOnIssue::Values));
    assert_eq!(seal_of(descriptor, &[], None), Err(SealFaultOnIssue::Values), "a seal that says nothing");
    let values = holder_values(descriptor, now());
    let request = SealRequest {
        descriptor,
        values: &values,
        shown: &["age_over_18"],
        kid: key("issuer").public_key().kid(),
        signed: now(),
        until: now(),
        status: None,
        letter: None,
    };
    assert_eq!(prepare(&request).err(), Some(SealFaultOnIssue::Time));
    let toml = chop_core::document::new_kind(&chop_core::document::KindName::parse("long-letter").unwrap());
    let toml = toml
        + "\n[[elements]]\nid = \"body\"\ntype = \"text\"\nmax = 1024\nsensitivity = \"S1\"\n\
        disclose = \"selectable\"\nnames = { en = \"Body\", zh-Hant = \"正文\", zh-Hans = \"正文\" }\nexample = \"x\"\n";
    let long = Descriptor::from_toml(&toml).unwrap();
    let mut values = holder_values(&long, now());
    for (length, fits) in [(600, true), (1_024, false)] {
        *values.last_mut().unwrap() =
            Some(chop_core::document::Value::Text(chop_core::document::Text::parse(&"x".repeat(length)).unwrap()));
        let request =
            SealRequest { descriptor: &long, values: &values, shown: &["body"], until: now().plus(60), ..request };
        assert_eq!(prepare(&request).err(), (!fits).then_some(SealFaultOnIssue::Size), "{length}");
    }
}
