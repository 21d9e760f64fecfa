//! Every bound of core/src/encoding/limits.rs: the limit is accepted, one more is refused, a hundred times as much is
//! refused. A bound that nothing uses yet is on a list of its own, and must leave it when something does.
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

#[path = "support/bundle.rs"]
#[allow(dead_code, reason = "this test needs its signatures and streams alone")]
mod bundle;

use std::fs;
use std::path::{Path, PathBuf};

use bundle::zeros_zlib;
use chop_core::crypto::cose::{CoseFault, Envelope};
use chop_core::crypto::jws::{self, JwsFault};
use chop_core::crypto::{Signer, x509};
use chop_core::dev::{self, TestDocument, TestTrust};
use chop_core::document::{Descriptor, ElementType, Kinds, Value, ValueFault};
use chop_core::encoding::cbor::{CborFault, Item, Strictness};
use chop_core::encoding::json::{self, JsonFault};
use chop_core::encoding::limits::{
    BUNDLE_BYTES, BUNDLE_ENTRIES, BUNDLE_ITEMS, CBOR_DEPTH, CBOR_ITEMS, CBOR_STRING_BYTES, CHAIN_BYTES,
    CHAIN_CERTIFICATES, CHALLENGE_ELEMENTS, CHALLENGE_TTL_SECONDS, CODE_BYTES_ACCEPTED, CODE_BYTES_EMITTED,
    CODE_BYTES_IN_FRAMES, CODE_MINUTES, CODE_PORTRAIT_BYTES, CODE_TEXT_CHARACTERS, INTEGER_MAX, JSON_DEPTH, JWT_BYTES,
    MDOC_BYTES, OFFLINE_CREDENTIALS, OFFLINE_KEYS, PORTRAIT_BYTES, PURPOSE_CHARACTERS, ROOT_KEYS, ROOT_SIGNATURES,
    SHORT_LIVED_MINUTES, STATUS_LIST_BYTES, STATUS_TOKEN_BYTES, VC_BYTES, VC_CONTEXTS, VC_ITEMS, VC_STATUSES,
};
use chop_core::encoding::{base45, base64url};
use chop_core::format::code::{
    Carrier, Challenge, ChallengeDraft, Codable, Code, CodeFault, CodeRefusal, Nonce, PresentFault, Show,
};
use chop_core::format::mdoc::{self, IssueRequest, MdocFault, Shape, ValidityInfo};
use chop_core::format::vc::Credential;
use chop_core::status::{ListTerms, StatusFault, StatusList, parse_cwt, parse_jwt};
use chop_core::time::UnixTime;
use chop_core::verify::{
    BUNDLE_HARD_SECONDS, BUNDLE_SOFT_SECONDS, CODE_LIFE_SECONDS, REPLAY_MARGIN_SECONDS, SKEW_AHEAD_SECONDS,
    TRANSFER_SECONDS,
};
use support::model::{Model, array, bytes, head, map, tag, text, uint};

const NOW: i64 = 1_795_341_600;

/// Where each bound is tested: its name, the file, and the test.
const TESTED: &[(&str, &str, &str)] = &[
    ("CODE_TEXT_CHARACTERS", "tests/limits.rs", "the_text_of_a_code_is_bounded"),
    ("CODE_BYTES_ACCEPTED", "tests/limits.rs", "the_bytes_of_a_code_that_is_read_are_bounded"),
    ("CODE_BYTES_EMITTED", "tests/limits.rs", "the_bytes_of_a_code_that_is_made_are_bounded"),
    ("CODE_BYTES_IN_FRAMES", "tests/limits.rs", "the_bytes_of_a_code_in_frames_are_bounded"),
    ("LETTER_BYTES", "tests/seal_letters.rs", "what_was_done_to_a_letter_is_said_by_its_code"),
    ("FRAME_MESSAGE_BYTES", "core/tests/frames.rs", "the_bounds_hold_on_both_sides"),
    ("FRAME_FRAGMENTS", "core/tests/frames.rs", "the_bounds_hold_on_both_sides"),
    ("FRAMES_READ", "core/tests/frames.rs", "the_bounds_hold_on_both_sides"),
    ("CBOR_DEPTH", "tests/limits.rs", "nesting_of_cbor_is_bounded"),
    ("CBOR_ITEMS", "tests/limits.rs", "items_of_cbor_are_bounded"),
    ("CBOR_STRING_BYTES", "tests/limits.rs", "strings_of_cbor_are_bounded"),
    ("PORTRAIT_BYTES", "tests/limits.rs", "portraits_are_bounded"),
    ("CODE_PORTRAIT_BYTES", "tests/limits.rs", "portraits_in_codes_are_bounded"),
    ("JWT_BYTES", "tests/limits.rs", "the_header_of_a_jws_is_bounded"),
    ("JSON_DEPTH", "tests/limits.rs", "nesting_of_json_is_bounded"),
    ("INTEGER_MAX", "tests/limits.rs", "integers_are_bounded"),
    ("CHAIN_CERTIFICATES", "tests/limits.rs", "certificates_in_a_chain_are_bounded"),
    ("CRL_BYTES", "tests/x509_negatives/lists.rs", "a_revocation_list_is_bounded"),
    ("STATUS_TOKEN_BYTES", "tests/limits.rs", "status_tokens_are_bounded"),
    ("STATUS_LIST_BYTES", "tests/limits.rs", "status_lists_are_bounded"),
    ("BITSTRING_BYTES", "core/src/status/bitstring.rs", "lists_are_bounded_on_both_sides"),
    ("BITSTRING_LEAST_ENTRIES", "core/src/status/bitstring.rs", "lists_are_bounded_on_both_sides"),
    ("MDOC_BYTES", "tests/mdoc_negatives/form.rs", "sizes"),
    ("VC_BYTES", "tests/limits.rs", "w3c_credentials_are_bounded"),
    ("VC_ITEMS", "tests/limits.rs", "w3c_credentials_are_bounded"),
    ("VC_CONTEXTS", "tests/limits.rs", "w3c_credentials_are_bounded"),
    ("VC_STATUSES", "tests/limits.rs", "w3c_credentials_are_bounded"),
    ("RDF_BLANK_NODES", "core/src/format/vc/rdf/tests.rs", "blank_nodes_are_bounded_on_both_sides"),
    ("RDF_WORK", "core/src/format/vc/rdf/tests.rs", "work_is_bounded_on_both_sides"),
    ("DOCUMENTS", "tests/mdoc_negatives/form.rs", "cases"),
    ("REQUEST_BYTES", "tests/mdoc_exchange/requests.rs", "form"),
    ("TRANSCRIPT_BYTES", "tests/mdoc_exchange/transcripts.rs", "meetings_differ_by_engagement_reader_and_handover"),
    ("SESSION_BYTES", "tests/mdoc_exchange/sessions.rs", "every_wrong_session_data_ends_with_exactly_its_code"),
    ("ENGAGEMENT_BYTES", "tests/mdoc_exchange/engagements.rs", "structure"),
    ("RETRIEVAL_METHODS", "tests/mdoc_exchange/engagements.rs", "methods"),
    ("NDEF_BYTES", "tests/mdoc_exchange/engagements.rs", "every_wrong_handover_select_ends_with_exactly_its_code"),
    ("NDEF_RECORDS", "tests/mdoc_exchange/engagements.rs", "every_wrong_handover_select_ends_with_exactly_its_code"),
    ("SD_JWT_BYTES", "tests/sdjwt_negatives/form.rs", "tildes"),
    ("DISCLOSURES", "tests/sdjwt_negatives/disclosures.rs", "contents"),
    ("BUNDLE_BYTES", "tests/trust_bundle/sizes.rs", "a_bundle_has_at_most_sixteen_megabytes"),
    ("BUNDLE_ITEMS", "tests/trust_bundle/sizes.rs", "a_body_has_at_most_262144_items_whatever_they_are"),
    ("BUNDLE_ENTRIES", "tests/trust_bundle/sizes.rs", "a_body_has_at_most_4096_entries_of_a_kind"),
    ("CODE_MINUTES", "tests/limits.rs", "the_life_of_the_credential_in_a_code_is_bounded"),
    ("SHORT_LIVED_MINUTES", "tests/limits.rs", "the_life_of_a_credential_without_a_status_is_bounded"),
    ("ROOT_KEYS", "tests/trust_bundle/roots.rs", "form"),
    ("ROOT_SIGNATURES", "tests/trust_bundle/roots.rs", "cases"),
    ("OFFLINE_KEYS", "tests/offline_exchange.rs", "a_request_has_one_to_256_keys_of_any_algorithm"),
    ("OFFLINE_CREDENTIALS", "tests/offline_exchange.rs", "a_delivery_is_bounded_on_both_sides"),
    ("CHALLENGE_ELEMENTS", "tests/limits.rs", "the_elements_of_a_challenge_are_bounded"),
    ("PURPOSE_CHARACTERS", "tests/limits.rs", "the_purpose_of_a_challenge_is_bounded"),
    ("CHALLENGE_TTL_SECONDS", "tests/limits.rs", "the_life_of_a_challenge_is_bounded"),
];

/// Bounds that nothing reads yet, and what will.
const NOT_YET_USED: &[(&str, &str)] = &[
    ("CHAIN_BYTES", "x5c; an x5chain is held to x509::MAX_CERTIFICATE, which is the same number"),
    ("DCQL_QUERIES", "DCQL"),
    ("DCQL_CLAIMS", "DCQL"),
    ("DCQL_SETS", "DCQL"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The product's sources, without the bounds themselves and without tests.
fn sources() -> Vec<(PathBuf, String)> {
    let mut open: Vec<PathBuf> =
        ["core/src", "issuer/src", "verifier/src", "wallet/src", "src"].map(|folder| root().join(folder)).to_vec();
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap().flatten() {
            let path = entry.path();
            let is_source = path.extension().is_some_and(|extension| extension == "rs");
            let is_test = path.components().any(|part| part.as_os_str() == "tests") || path.ends_with("tests.rs");
            if path.is_dir() {
                open.push(path);
            } else if is_source && !is_test && !path.ends_with("encoding/limits.rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text.split("#[cfg(test)]").next().unwrap().to_owned()));
            }
        }
    }
    found
}

fn names(line: &str, name: &str) -> bool {
    let part_of_a_name = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
    line.match_indices(name).any(|(at, _)| {
        !part_of_a_name(line[..at].chars().next_back()) && !part_of_a_name(line[at + name.len()..].chars().next())
    })
}

fn users<'s>(sources: &'s [(PathBuf, String)], name: &str) -> Vec<&'s Path> {
    let uses = |text: &str| text.lines().any(|line| !line.trim_start().starts_with("//") && names(line, name));
    sources.iter().filter(|(_, text)| uses(text)).map(|(path, _)| path.as_path()).collect()
}

#[test]
fn every_bound_has_its_test_or_is_not_used_yet() {
    let limits = fs::read_to_string(root().join("core/src/encoding/limits.rs")).unwrap();
    let mut bounds: Vec<&str> =
        limits.lines().filter_map(|line| line.strip_prefix("pub const ")?.split(':').next()).collect();
    let mut listed: Vec<&str> =
        TESTED.iter().map(|(name, ..)| *name).chain(NOT_YET_USED.iter().map(|(name, _)| *name)).collect();
    bounds.sort_unstable();
    listed.sort_unstable();
    assert_eq!(bounds, listed, "a bound was added or removed: say here how it is tested");
    let sources = sources();
    assert!(sources.len() > 100, "{} sources", sources.len());
    for (name, what) in NOT_YET_USED {
        let users = users(&sources, name);
        assert!(users.is_empty(), "{name} ({what}) is used now, and has no test: {users:?}");
    }
    for (name, file, test) in TESTED {
        assert!(!users(&sources, name).is_empty(), "{name} bounds nothing any more");
        let text = fs::read_to_string(root().join(file)).unwrap();
        assert!(text.contains(&format!("fn {test}(")), "{file} has no {test}");
        assert!(names(&text, name), "{file} never names {name}");
    }
}

#[test]
fn the_search_for_names_finds_whole_names_alone() {
    for (line, found) in
        [("x > CBOR_ITEMS {", true), ("limits::CBOR_ITEMS;", true), ("MY_CBOR_ITEMS", false), ("CBOR_ITEMS_MAX", false)]
    {
        assert_eq!(names(line, "CBOR_ITEMS"), found, "{line}");
    }
    let sources = sources();
    assert!(!users(&sources, "CBOR_ITEMS").is_empty() && users(&sources, "NO_SUCH_BOUND").is_empty());
}

fn code_fault(text: &str) -> Option<CodeFault> {
    let kinds = Kinds::shipped();
    match Code::parse(text, &kinds, &TestTrust::new(UnixTime::new(NOW).unwrap()).open()) {
        Err(CodeRefusal::Fault(fault)) => Some(fault),
        Err(CodeRefusal::Profile { .. }) | Ok(_) => None,
    }
}

#[test]
fn the_text_of_a_code_is_bounded() {
    let text = |length: usize| format!("PC1:{}", "0".repeat(length - 4));
    // What is not too long is read on, and found to be wrong for another reason.
    assert_eq!(code_fault(&text(CODE_TEXT_CHARACTERS)), Some(CodeFault::Size));
    for length in [CODE_TEXT_CHARACTERS + 1, 100 * CODE_TEXT_CHARACTERS] {
        assert_eq!(code_fault(&text(length)), Some(CodeFault::TextLength));
    }
    let challenge = |length: usize| format!("PCQ1:{}", "0".repeat(length - 5));
    let trust = TestTrust::new(UnixTime::new(NOW).unwrap()).open();
    for length in [CODE_TEXT_CHARACTERS + 1, 100 * CODE_TEXT_CHARACTERS] {
        let fault = Challenge::parse(&challenge(length), &trust, UnixTime::EPOCH).unwrap_err();
        assert_eq!(fault.code(), "challenge.format");
    }
}

#[test]
fn the_bytes_of_a_code_that_is_read_are_bounded() {
    let code = |length: usize| support::model::encode(&vec![0x40; length]);
    assert!(matches!(code_fault(&code(CODE_BYTES_ACCEPTED)), Some(CodeFault::Cbor(_))));
    assert_eq!(code_fault(&code(CODE_BYTES_ACCEPTED + 1)), Some(CodeFault::Size));
    assert_eq!(code_fault(&code(100 * CODE_BYTES_ACCEPTED)), Some(CodeFault::TextLength));
}

/// A kind of our own with one element, of the given type.
fn kind(profile: Option<u64>, element: &str) -> Result<Descriptor, String> {
    let names = r#"en = "Test", zh-Hant = "Test", zh-Hans = "Test""#;
    let profile = profile.map(|number| format!("code_profile = {number}")).unwrap_or_default();
    let toml = format!(
        r##"kind = "test-kind"
version = 1
{profile}
status = "required"
legal_effect = "information-only"
names = {{ {names} }}
issuer = {{ {names} }}
mdoc = {{ doctype = "example.chop.test-kind.1" }}
sd_jwt = {{ vct = "https://docs.example/test-kind/1" }}
vc = {{ type = "TestKind" }}
validity = {{ credential = "P1Y", in_force_by = [] }}
collection = {{ {names} }}
retention = {{ days = 0, {names} }}
card = {{ background = "#4a3580", text = "#ffffff" }}
[[elements]]
id = "thing"
sensitivity = "S1"
disclose = "selectable"
names = {{ {names} }}
{element}
[[views]]
id = "all"
elements = ["thing"]
names = {{ {names} }}
purpose = {{ {names} }}
"##
    );
    Descriptor::from_toml(&toml).map_err(|faults| format!("{faults:?}"))
}

#[test]
fn the_bytes_of_a_code_that_is_made_are_bounded() {
    let descriptor = kind(Some(4_000), "type = \"text\"\nmax = 1000\nexample = \"x\"").unwrap();
    let kinds = Kinds::none().with(descriptor).unwrap();
    let descriptor = kinds.by_kind("test-kind").unwrap();
    let now = UnixTime::new(NOW).unwrap();
    let (issuer, device) = (dev::key("issuer"), dev::key("device"));
    let make = |length: usize| {
        let value = Value::Text(chop_core::document::Text::parse(&"x".repeat(length)).unwrap());
        let request = IssueRequest {
            descriptor,
            values: &[Some(value)],
            device_key: device.public_key(),
            validity: ValidityInfo { signed: now, valid_from: now, valid_until: now.plus(3_600) },
            status: Some(("https://status.example/l/9", 7)),
        };
        let issued = mdoc::prepare(&request, &mut dev::Counted::new("salts")).unwrap().sign(&issuer, &[]).unwrap();
        let codable = Codable::new(&issued, issuer.public_key().kid(), &kinds).unwrap();
        let show = Show { elements: &["thing"], issued_at: now, nonce: Nonce::Own([7; 8]), audience: None };
        let text = codable.prepare(&show)?.sign(&device)?;
        Ok::<usize, PresentFault>(base45::decode(text.strip_prefix("PC1:").unwrap()).unwrap().len())
    };
    let overhead = make(700).unwrap() - 700;
    let fits = CODE_BYTES_EMITTED - overhead;
    assert_eq!(make(fits), Ok(CODE_BYTES_EMITTED));
    assert_eq!(make(fits + 1), Err(PresentFault::Size));
    assert_eq!(make(1_000), Err(PresentFault::Size));
}

#[test]
fn the_bytes_of_a_code_in_frames_are_bounded() {
    let now = UnixTime::new(NOW).unwrap();
    let (trust, kinds) = (TestTrust::new(now).open(), Kinds::shipped());
    let read = |length: usize| {
        let policy = chop_core::verify::Policy::offline(&trust, &kinds, now);
        Code::parse_message(&vec![0x40; length], &policy).map(|_| ()).unwrap_err()
    };
    assert!(matches!(read(CODE_BYTES_IN_FRAMES), CodeRefusal::Fault(CodeFault::Cbor(_))));
    assert_eq!(read(CODE_BYTES_IN_FRAMES + 1), CodeRefusal::Fault(CodeFault::Size));
    assert_eq!(read(100 * CODE_BYTES_IN_FRAMES), CodeRefusal::Fault(CodeFault::Size));

    // Twenty elements, of which the last makes up the length.
    let names = r#"names = { en = "Test", zh-Hant = "Test", zh-Hans = "Test" }"#;
    let element = |n: usize| {
        format!("[[elements]]\nid = \"thing{n}\"\nsensitivity = \"S1\"\ndisclose = \"selectable\"\n{names}\n{TEXT}\n")
    };
    const TEXT: &str = "type = \"text\"\nmax = 1000\nexample = \"x\"";
    let more: String = (1..20).map(element).collect();
    let kinds = Kinds::none().with(kind(Some(4_000), &format!("{TEXT}\n{more}")).unwrap()).unwrap();
    let descriptor = kinds.by_kind("test-kind").unwrap();
    let (issuer, device) = (dev::key("issuer"), dev::key("device"));
    let ids: Vec<&str> = descriptor.issued_elements().map(|element| element.id.as_str()).collect();
    let make = |last: usize| {
        let text = |length: usize| Some(Value::Text(chop_core::document::Text::parse(&"x".repeat(length)).unwrap()));
        let values: Vec<_> = (0..20).map(|n| text(if n < 19 { 800 } else { last })).collect();
        let request = IssueRequest {
            descriptor,
            values: &values,
            device_key: device.public_key(),
            validity: ValidityInfo { signed: now, valid_from: now, valid_until: now.plus(3_600) },
            status: Some(("https://status.example/l/9", 7)),
        };
        let issued = mdoc::prepare(&request, &mut dev::Counted::new("salts")).unwrap().sign(&issuer, &[]).unwrap();
        let codable = Codable::new(&issued, issuer.public_key().kid(), &kinds).unwrap();
        let show = Show { elements: &ids, issued_at: now, nonce: Nonce::Own([7; 8]), audience: None };
        assert_eq!(codable.prepare(&show).err(), Some(PresentFault::Size), "it is far more than a symbol holds");
        Ok::<usize, PresentFault>(codable.prepare_for(Carrier::Frames, &show)?.sign_message(&device)?.len())
    };
    let overhead = make(300).unwrap() - 300;
    let fits = CODE_BYTES_IN_FRAMES - overhead;
    assert_eq!(make(fits), Ok(CODE_BYTES_IN_FRAMES));
    assert_eq!(make(fits + 1), Err(PresentFault::Size));
    assert_eq!(make(1_000), Err(PresentFault::Size));
}

fn cbor(bytes: &[u8]) -> Result<(), CborFault> {
    let read = |strictness| Item::parse(bytes, strictness).map(|_| ());
    assert_eq!(read(Strictness::Deterministic), read(Strictness::Lenient));
    read(Strictness::Lenient)
}

#[test]
fn nesting_of_cbor_is_bounded() {
    for open in [vec![0x81], vec![0xa1, 0x00], vec![0xc1]] {
        let nested = |depth: usize| [open.repeat(depth), vec![0]].concat();
        assert_eq!(cbor(&nested(CBOR_DEPTH)), Ok(()));
        assert_eq!(cbor(&nested(CBOR_DEPTH + 1)), Err(CborFault::Depth));
        assert_eq!(cbor(&nested(100 * CBOR_DEPTH)), Err(CborFault::Depth));
    }
}

#[test]
fn items_of_cbor_are_bounded() {
    let of = |count: usize| array(&vec![uint(0); count - 1]);
    assert_eq!(cbor(&of(CBOR_ITEMS)), Ok(()));
    assert_eq!(cbor(&of(CBOR_ITEMS + 1)), Err(CborFault::Items));
    assert_eq!(cbor(&of(100 * CBOR_ITEMS)), Err(CborFault::Items));
    let entries = |count: usize| map(&(0..count as u64).map(|n| (uint(n), uint(n))).collect::<Vec<_>>());
    // A key and a value each, and the map.
    assert_eq!(cbor(&entries((CBOR_ITEMS - 1) / 2)), Ok(()));
    assert_eq!(cbor(&entries(CBOR_ITEMS / 2)), Err(CborFault::Items));
}

#[test]
fn strings_of_cbor_are_bounded() {
    for string in [|length: usize| bytes(&vec![0x20; length]), |length: usize| text(&" ".repeat(length))] {
        assert_eq!(cbor(&string(CBOR_STRING_BYTES)), Ok(()));
        assert_eq!(cbor(&string(CBOR_STRING_BYTES + 1)), Err(CborFault::StringLength));
        assert_eq!(cbor(&string(100 * CBOR_STRING_BYTES)), Err(CborFault::StringLength));
    }
    // A length that is only declared is refused before anything is set aside for it.
    assert_eq!(cbor(&head(2, 1 << 40)), Err(CborFault::StringLength));
    let chunks = |count: usize| [vec![0x5f], bytes(&[0; 1_024]).repeat(count), vec![0xff]].concat();
    let lenient = |bytes: &[u8]| Item::parse(bytes, Strictness::Lenient).map(|_| ());
    assert_eq!(lenient(&chunks(CBOR_STRING_BYTES / 1_024)), Ok(()));
    assert_eq!(lenient(&chunks(CBOR_STRING_BYTES / 1_024 + 1)), Err(CborFault::StringLength));
}

fn image(max: usize) -> String {
    format!("type = \"image\"\nmax = {max}")
}

/// Whether a kind with such an image is refused for that image.
fn refused(profile: Option<u64>, max: usize) -> bool {
    kind(profile, &image(max)).is_err_and(|faults| faults.contains("elements.thing"))
}

#[test]
fn portraits_are_bounded() {
    let descriptor = kind(None, &image(PORTRAIT_BYTES)).unwrap();
    assert!(refused(None, PORTRAIT_BYTES + 1) && refused(None, 100 * PORTRAIT_BYTES));
    let element = descriptor.element("thing").unwrap();
    let check = |length: usize| Value::Image(vec![0; length]).check(&element.ty);
    assert_eq!(check(PORTRAIT_BYTES), Ok(()));
    assert_eq!(check(PORTRAIT_BYTES + 1), Err(ValueFault::Length));
    assert_eq!(check(100 * PORTRAIT_BYTES), Err(ValueFault::Length));
}

#[test]
fn portraits_in_codes_are_bounded() {
    assert!(kind(Some(4_000), &image(CODE_PORTRAIT_BYTES)).is_ok());
    assert!(refused(Some(4_000), CODE_PORTRAIT_BYTES + 1) && refused(Some(4_000), 100 * CODE_PORTRAIT_BYTES));
    assert!(kind(None, &image(CODE_PORTRAIT_BYTES + 1)).is_ok(), "a kind without codes");
}

#[test]
fn the_header_of_a_jws_is_bounded() {
    let key = dev::key("signer");
    let of = |size: usize| {
        let start = r#"{"alg":"ES256","typ":"test","x":""#;
        let header = format!("{start}{}\"}}", "a".repeat(size - start.len() - 2));
        assert_eq!(header.len(), size);
        let signed = format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(b"payload"));
        let signature = key.sign(signed.as_bytes()).unwrap();
        jws::verify_compact(&format!("{signed}.{}", base64url::encode(signature.as_bytes())), "test", key.public_key())
    };
    assert_eq!(of(JWT_BYTES), Ok(b"payload".to_vec()));
    assert_eq!(of(JWT_BYTES + 1), Err(JwsFault::Format));
    assert_eq!(of(100 * JWT_BYTES), Err(JwsFault::Format));
}

#[test]
fn nesting_of_json_is_bounded() {
    for (open, inner, close) in [("[", "", "]"), (r#"{"a":"#, "1", "}")] {
        let nested = |depth: usize| format!("{}{inner}{}", open.repeat(depth), close.repeat(depth));
        let read = |depth: usize| json::parse(nested(depth).as_bytes(), 1 << 20).map(|_| ());
        assert_eq!(read(JSON_DEPTH), Ok(()));
        assert_eq!(read(JSON_DEPTH + 1), Err(JsonFault::Depth));
        assert_eq!(read(100 * JSON_DEPTH), Err(JsonFault::Depth));
    }
}

#[test]
fn integers_are_bounded() {
    let json = |number: String| json::parse(number.as_bytes(), 100).map(|_| ());
    let descriptor = kind(None, "type = \"integer\"").unwrap();
    let element = descriptor.element("thing").unwrap();
    let cbor = |encoded: Vec<u8>| {
        Value::from_cbor(&Item::parse(&encoded, Strictness::Deterministic).unwrap(), element).map(|_| ())
    };
    assert_eq!(json(format!("{INTEGER_MAX}")), Ok(()));
    assert_eq!(json(format!("-{INTEGER_MAX}")), Ok(()));
    assert_eq!(cbor(uint(INTEGER_MAX)), Ok(()));
    assert_eq!(cbor(head(1, INTEGER_MAX - 1)), Ok(()));
    for more in [INTEGER_MAX + 1, 100 * INTEGER_MAX, u64::MAX] {
        assert_eq!(json(format!("{more}")), Err(JsonFault::Integer));
        assert_eq!(json(format!("-{more}")), Err(JsonFault::Integer));
        assert!(cbor(uint(more)).is_err(), "{more}");
        assert!(cbor(head(1, more - 1)).is_err(), "-{more}");
    }
}

#[test]
fn certificates_in_a_chain_are_bounded() {
    assert_eq!(x509::chain::MAX_CHAIN, CHAIN_CERTIFICATES);
    let envelope = |count: usize| {
        let chain = map(&[(uint(33), array(&vec![bytes(&[0x30, 0]); count]))]);
        let encoded = tag(18, &array(&[bytes(&[0xa1, 1, 0x26]), chain, bytes(b"payload"), bytes(&[0; 64])]));
        Envelope::from_item(&Item::parse(&encoded, Strictness::Lenient).unwrap()).map(|envelope| envelope.chain().len())
    };
    assert_eq!(envelope(CHAIN_CERTIFICATES), Ok(CHAIN_CERTIFICATES));
    for count in [CHAIN_CERTIFICATES + 1, 100 * CHAIN_CERTIFICATES] {
        assert_eq!(envelope(count), Err(CoseFault::Chain));
    }
}

/// The number that certificates are held to is the one of the list of bounds.
#[test]
fn certificates_are_bounded_by_the_same_number_as_chains() {
    assert_eq!(x509::MAX_CERTIFICATE, chop_core::encoding::limits::CHAIN_BYTES);
    let read = |length: usize| x509::Certificate::parse_der(&vec![0x30; length]).unwrap_err().code();
    assert_eq!(read(x509::MAX_CERTIFICATE), "x509.der");
    assert_eq!(read(x509::MAX_CERTIFICATE + 1), "x509.size");
    assert_eq!(read(100 * x509::MAX_CERTIFICATE), "x509.size");
}

#[test]
fn status_tokens_are_bounded() {
    let key = dev::key("lists");
    let cwt = |size: usize| {
        let build = |padding: usize| {
            let mut list = StatusList::new(8, 1_040_000).unwrap();
            // Bytes that do not compress.
            let mut state = 1_u64;
            for index in 0..1_040_000 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                list.set(index, (state >> 56) as u8).unwrap();
            }
            let made = UnixTime::new(NOW).unwrap();
            let uri = format!("https://status.example/{}", "x".repeat(padding));
            let terms = ListTerms { uri: &uri, issued_at: made, expires_at: made.plus(1), ttl: 300, chain: &[] };
            list.to_cwt(&terms, key.public_key()).sign(&key).unwrap()
        };
        let overhead = build(1_000).len() - 1_000;
        let token = build(size - overhead);
        assert_eq!(token.len(), size);
        parse_cwt(&token, key.public_key()).map(|claims| claims.list.entries())
    };
    assert_eq!(cwt(STATUS_TOKEN_BYTES), Ok(1_040_000));
    assert_eq!(cwt(STATUS_TOKEN_BYTES + 1), Err(StatusFault::Size));
    assert_eq!(parse_cwt(&vec![0; 100 * STATUS_TOKEN_BYTES], key.public_key()), Err(StatusFault::Size));
    let jwt = |size: usize| {
        let header = base64url::encode(br#"{"alg":"ES256","typ":"statuslist+jwt"}"#);
        let lst = base64url::encode(&zeros_zlib(100));
        let start = format!(r#"{{"iat":{NOW},"exp":{NOW}9,"status_list":{{"bits":1,"lst":"{lst}"}},"sub":""#);
        let build = |padding: usize| {
            let payload = base64url::encode(format!("{start}{}\"}}", "x".repeat(padding)).as_bytes());
            let signed = format!("{header}.{payload}");
            let signature = key.sign(signed.as_bytes()).unwrap();
            format!("{signed}.{}", base64url::encode(signature.as_bytes()))
        };
        // Three bytes are four characters, so not every length exists; the nearest one that does.
        let padding = (700_000..).find(|padding| {
            let payload = start.len() + padding + 2;
            header.len() + 1 + (4 * payload).div_ceil(3) + 1 + 86 >= size
        });
        let token = build(padding.unwrap());
        assert!((size..size + 2).contains(&token.len()), "{}", token.len());
        (token.len(), parse_jwt(&token, key.public_key()).map(|claims| claims.list.entries()))
    };
    let (length, read) = jwt(STATUS_TOKEN_BYTES - 1);
    assert!(length <= STATUS_TOKEN_BYTES);
    assert_eq!(read, Ok(800));
    assert_eq!(jwt(STATUS_TOKEN_BYTES + 1).1, Err(StatusFault::Size));
    assert_eq!(parse_jwt(&"a".repeat(100 * STATUS_TOKEN_BYTES), key.public_key()), Err(StatusFault::Size));
}

#[test]
fn status_lists_are_bounded() {
    let limit = STATUS_LIST_BYTES as u64;
    for (bits, per_byte) in [(1, 8), (2, 4), (4, 2), (8, 1)] {
        assert!(StatusList::new(bits, limit * per_byte).is_ok());
        for entries in [limit * per_byte + 1, 100 * limit * per_byte, u64::MAX] {
            assert_eq!(StatusList::new(bits, entries), Err(StatusFault::Size), "{bits} bits");
        }
        assert_eq!(StatusList::inflate(bits, &zeros_zlib(STATUS_LIST_BYTES)).unwrap().entries(), limit * per_byte);
        for length in [STATUS_LIST_BYTES + 1, 100 * STATUS_LIST_BYTES] {
            assert_eq!(StatusList::inflate(bits, &zeros_zlib(length)), Err(StatusFault::Size), "{bits} bits");
        }
    }
}

/// A response is in mdoc_negatives; these are the other ways in.
#[test]
fn every_way_to_read_an_mdoc_is_bounded() {
    for length in [MDOC_BYTES + 1, 100 * MDOC_BYTES] {
        let long = vec![0xa0; length];
        assert_eq!(mdoc::parse_device_response(&long).err(), Some(MdocFault::Size));
        assert_eq!(mdoc::parse_document(&long).err(), Some(MdocFault::Size));
        assert_eq!(mdoc::parse_without_device(&long).err(), Some(MdocFault::Size));
        assert_eq!(mdoc::IssuerSigned::parse(&long).err(), Some(MdocFault::Size));
        assert_eq!(Shape::of(&long), None);
    }
    let trailing = vec![0xa0; MDOC_BYTES];
    assert_eq!(mdoc::parse_document(&trailing).err(), Some(MdocFault::Cbor(CborFault::Trailing)));
    assert_eq!(mdoc::parse_without_device(&trailing).err(), Some(MdocFault::Cbor(CborFault::Trailing)));
}

/// What a verifier is told that makes a challenge with this purpose and life.
fn make_challenge(purpose: &str, ttl: u64) -> &'static str {
    make_asking(&[4], purpose, ttl)
}

fn make_asking(elements: &[u64], purpose: &str, ttl: u64) -> &'static str {
    let draft = ChallengeDraft {
        random: [7; 16],
        profile: 1,
        elements: elements.to_vec(),
        purpose: purpose.to_owned(),
        issued_at: UnixTime::new(NOW).unwrap(),
        ttl,
        ephemeral_key: None,
    };
    draft.sign(&dev::key("door")).map_or_else(|fault| fault.code(), |_| "ok")
}

/// What a wallet says of such a challenge, by a model of its bytes.
fn read_challenge(purpose: &str, ttl: u64) -> &'static str {
    read_asking(&[4], purpose, ttl)
}

fn read_asking(elements: &[u64], purpose: &str, ttl: u64) -> &'static str {
    let door = dev::key("door");
    let kid = door.public_key().kid();
    let mut fields = vec![
        uint(1),
        bytes(&[7; 16]),
        bytes(kid.as_bytes()),
        uint(1),
        array(&elements.iter().map(|element| uint(*element)).collect::<Vec<_>>()),
        text(purpose),
        uint(NOW as u64),
        uint(ttl),
        support::model::NULL.to_vec(),
    ];
    let structure = array(&[text("Signature1"), bytes(&[0xa1, 1, 0x26]), bytes(b"PCQ1"), bytes(&array(&fields))]);
    fields.push(bytes(door.sign(&structure).unwrap().as_bytes()));
    let text = support::model::encode(&array(&fields)).replacen("PC1:", "PCQ1:", 1);
    let now = UnixTime::new(NOW).unwrap();
    let trust = TestTrust::new(now).verifier(door.public_key()).open();
    Challenge::parse(&text, &trust, now).map_or_else(|fault| fault.code(), |_| "ok")
}

#[test]
fn the_purpose_of_a_challenge_is_bounded() {
    for letter in ["x", "驗", "𠮷"] {
        for (count, expect) in [(1, "ok"), (PURPOSE_CHARACTERS, "ok"), (PURPOSE_CHARACTERS + 1, "challenge.range")] {
            assert_eq!(make_challenge(&letter.repeat(count), 60), expect, "{count} × {letter}");
            assert_eq!(read_challenge(&letter.repeat(count), 60), expect, "{count} × {letter}");
        }
    }
    assert_eq!(make_challenge(&"x".repeat(100 * PURPOSE_CHARACTERS), 60), "challenge.range");
    assert_eq!(read_challenge(&"x".repeat(20 * PURPOSE_CHARACTERS), 60), "challenge.range");
    assert_eq!(read_challenge(&"x".repeat(100 * PURPOSE_CHARACTERS), 60), "challenge.format");
    for nothing in ["", " "] {
        assert_eq!((make_challenge(nothing, 60), read_challenge(nothing, 60)), ("challenge.range", "challenge.range"));
    }
}

#[test]
fn the_life_of_a_challenge_is_bounded() {
    for (ttl, expect) in [
        (0, "challenge.range"),
        (1, "ok"),
        (CHALLENGE_TTL_SECONDS, "ok"),
        (CHALLENGE_TTL_SECONDS + 1, "challenge.range"),
        (100 * CHALLENGE_TTL_SECONDS, "challenge.range"),
        (u64::MAX, "challenge.range"),
    ] {
        assert_eq!(make_challenge("entry", ttl), expect, "{ttl}");
        assert_eq!(read_challenge("entry", ttl), expect, "{ttl}");
    }
}

#[test]
fn the_elements_of_a_challenge_are_bounded() {
    for (count, expect) in
        [(0, "challenge.range"), (1, "ok"), (CHALLENGE_ELEMENTS, "ok"), (CHALLENGE_ELEMENTS + 1, "challenge.range")]
    {
        let elements: Vec<u64> = (0..count as u64).collect();
        assert_eq!(make_asking(&elements, "entry", 60), expect, "{count}");
        assert_eq!(read_asking(&elements, "entry", 60), expect, "{count}");
    }
    let many: Vec<u64> = (0..6 * CHALLENGE_ELEMENTS as u64).collect();
    assert_eq!(
        (make_asking(&many, "entry", 60), read_asking(&many, "entry", 60)),
        ("challenge.range", "challenge.range")
    );
}

#[test]
fn the_life_of_the_credential_in_a_code_is_bounded() {
    let lives = |minutes: u64| code_fault(&Model { minutes, ..Model::personal_code(NOW) }.code());
    assert_eq!(lives(0), Some(CodeFault::Range));
    for minutes in [1, CODE_MINUTES] {
        assert_eq!(lives(minutes), None, "{minutes}");
    }
    for minutes in [CODE_MINUTES + 1, 100 * CODE_MINUTES] {
        assert_eq!(lives(minutes), Some(CodeFault::Range), "{minutes}");
    }
}

#[test]
fn the_life_of_a_credential_without_a_status_is_bounded() {
    let lives = |minutes: u64| code_fault(&Model { minutes, status: None, ..Model::personal_code(NOW) }.code());
    assert_eq!(lives(SHORT_LIVED_MINUTES), None);
    for minutes in [SHORT_LIVED_MINUTES + 1, 100 * SHORT_LIVED_MINUTES, CODE_MINUTES] {
        assert_eq!(lives(minutes), Some(CodeFault::StatusMissing), "{minutes}");
    }
}

/// The pages state the design; each of their numbers is the one that runs.
#[test]
fn the_numbers_of_the_specification_are_those_of_the_code() {
    let page = |name: &str| fs::read_to_string(root().join("spec").join(name)).unwrap();
    let grouped = |number: u64| {
        let digits = number.to_string();
        let first = digits.len() % 3;
        let mut groups = vec![&digits[..first]];
        groups.extend((first..digits.len()).step_by(3).map(|at| &digits[at..at + 3]));
        groups.into_iter().filter(|group| !group.is_empty()).collect::<Vec<_>>().join(",")
    };
    let mebibytes = |bytes: usize| format!("{} MiB", bytes >> 20);
    let number = |limit: usize| grouped(limit as u64);
    let bundle = page("trust-bundle-1.md");
    for line in [
        format!("| a bundle | {} |", mebibytes(BUNDLE_BYTES)),
        format!("| entries of each kind; kinds, types or purposes of one entry | {} |", number(BUNDLE_ENTRIES)),
        format!("| CBOR items in one body, each key, value and element counted | {} |", number(BUNDLE_ITEMS)),
        format!("| nesting | {CBOR_DEPTH} |"),
        format!(
            "| one list, compressed / inflated | {} / {} |",
            mebibytes(STATUS_TOKEN_BYTES),
            mebibytes(STATUS_LIST_BYTES)
        ),
        format!("| root keys / root signatures | {ROOT_KEYS} / {ROOT_SIGNATURES} |"),
        format!("keys: [ 2*{ROOT_KEYS} SPKI ]"),
        format!("signatures: [ *{ROOT_SIGNATURES} ["),
        format!("chains of at most four, {} KiB", CHAIN_BYTES >> 10),
    ] {
        assert!(bundle.contains(&line), "trust-bundle-1.md: {line}");
    }
    let offline = page("offline-issue-1.md");
    for line in [
        format!("keys:      [ 1*{OFFLINE_KEYS} ["),
        format!("credentials: [ 1*{OFFLINE_CREDENTIALS} bstr ]"),
        format!("A file is at most {} bytes.", number(CBOR_STRING_BYTES)),
        format!("The file is at most {}, a credential at most {} bytes.", mebibytes(BUNDLE_BYTES), number(MDOC_BYTES)),
    ] {
        assert!(offline.contains(&line), "offline-issue-1.md: {line}");
    }
    let code = page("personal-code-1.md");
    for line in [
        format!("more than {} characters (`code.text-length`)", number(CODE_TEXT_CHARACTERS)),
        format!("more than {} bytes (`code.size`)", number(CODE_BYTES_ACCEPTED)),
        format!("make more than {} bytes", number(CODE_BYTES_EMITTED)),
        format!("more than {} bytes as the message of frames", number(CODE_BYTES_IN_FRAMES)),
        format!("nesting at most {CBOR_DEPTH}; a tag counts"),
        format!("at most {} items in all", number(CBOR_ITEMS)),
        format!("a string at most {} bytes", number(CBOR_STRING_BYTES)),
        format!("minutes:   1..{CODE_MINUTES},"),
        format!("only with `minutes` ≤ {}", grouped(SHORT_LIVED_MINUTES)),
        format!("A portrait in a code is at most {CODE_PORTRAIT_BYTES} bytes"),
        format!("elements: [ 1*{CHALLENGE_ELEMENTS} uint ]"),
        format!("1 to {PURPOSE_CHARACTERS} characters that the holder reads"),
        format!("ttl:      1..{CHALLENGE_TTL_SECONDS},"),
        format!("−{SKEW_AHEAD_SECONDS} s ≤ now − iat ≤ {CODE_LIFE_SECONDS} s"),
        format!("`iat` + {CODE_LIFE_SECONDS} + {REPLAY_MARGIN_SECONDS} s"),
        format!("{TRANSFER_SECONDS} s longer"),
        format!("Older than {} h or past", BUNDLE_SOFT_SECONDS / 3_600),
        format!("Older than {} d or at", BUNDLE_HARD_SECONDS / 86_400),
    ] {
        assert!(code.contains(&line), "personal-code-1.md: {line}");
    }
    assert_eq!(INTEGER_MAX, (1 << 53) - 1);
    assert!(code.contains("\\|n\\| ≤ 2^53 − 1"));
}

/// What is always shown takes its room first: a portrait as large as its kind allows fits beside it, in every view and
/// at every level.
#[test]
fn the_largest_portrait_of_a_kind_fits_into_a_code_in_every_view() {
    let now = UnixTime::new(NOW).unwrap();
    let kinds = Kinds::shipped();
    let mut shown = 0;
    for kind in kinds.iter().filter(|kind| kind.code_profile().is_some()) {
        let mut document = TestDocument::new(kind.kind().as_str(), now);
        if let Some((_, index)) = &mut document.status {
            *index = 131_071;
        }
        let mut portrait = None;
        for (element, value) in kind.issued_elements().zip(&mut document.values) {
            if let ElementType::Image { max } = element.ty {
                let mut picture = b"RIFF\0\0\0\0WEBPVP8 ".to_vec();
                picture.resize(max, 7);
                *value = Some(Value::Image(picture));
                portrait = Some(element.id.as_str());
            } else if element.id.as_str() == "entitlements" {
                let class = |code: &str| serde_json::json!({ "code": code, "from": "2026-11-24", "to": "2036-11-23", "stage": "full" });
                let three = serde_json::json!([class("18"), class("19"), class("20")]);
                *value = Some(Value::from_json(&three, element).unwrap());
            }
        }
        let Some(portrait) = portrait else { continue };
        let codable = document.codable();
        let views = kind.views().iter().map(|view| view.elements.iter().map(|id| id.as_str()).collect::<Vec<_>>());
        for view in views.chain([Vec::new()]) {
            let there = codable.elements().filter(|id| *id == portrait || view.contains(id));
            let elements: Vec<&str> = there.collect();
            for (nonce, audience) in [(Nonce::Own([7; 8]), None), (Nonce::Challenge([7; 16]), Some([7; 8]))] {
                let prepared = codable.prepare(&Show { elements: &elements, issued_at: now, nonce, audience });
                assert!(prepared.is_ok(), "{}: {elements:?}", kind.kind());
                shown += 1;
            }
        }
    }
    assert!(shown > 20, "{shown}");
}

#[test]
fn w3c_credentials_are_bounded() {
    use serde_json::json;

    let code = |json: &serde_json::Value| {
        Credential::parse(json.to_string().as_bytes()).map_or_else(|fault| fault.code(), |_| "ok")
    };
    let good = || {
        json!({
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "type": ["VerifiableCredential", "Membership"],
            "issuer": "https://issuer.example",
            "credentialSubject": { "pad": "" },
        })
    };
    let padded = |length: usize| {
        let mut json = good();
        json["credentialSubject"]["pad"] = "a".repeat(length - good().to_string().len()).into();
        json
    };
    for (length, expected) in [(VC_BYTES, "ok"), (VC_BYTES + 1, "vc.size"), (100 * VC_BYTES, "vc.size")] {
        assert_eq!(code(&padded(length)), expected, "{length} bytes");
    }
    // The document, its four members, one context, two types and the list in the subject are values too.
    let items = |count: usize| {
        let mut json = good();
        json["credentialSubject"]["pad"] = vec![0; count - 9].into();
        json
    };
    for (count, expected) in [(VC_ITEMS, "ok"), (VC_ITEMS + 1, "vc.items"), (10 * VC_ITEMS, "vc.items")] {
        assert_eq!(code(&items(count)), expected, "{count} values");
    }
    let contexts = |count: usize| {
        let mut json = good();
        let more = (1..count).map(|n| format!("https://a.example/{n}"));
        json["@context"] = std::iter::once("https://www.w3.org/ns/credentials/v2".to_owned()).chain(more).collect();
        json
    };
    for (count, expected) in [(VC_CONTEXTS, "ok"), (VC_CONTEXTS + 1, "vc.context"), (100 * VC_CONTEXTS, "vc.context")] {
        assert_eq!(code(&contexts(count)), expected, "{count} contexts");
    }
    let statuses = |count: usize| {
        let mut json = good();
        json["credentialStatus"] = vec![json!({ "type": "Elsewhere" }); count].into();
        json
    };
    for (count, expected) in [(VC_STATUSES, "ok"), (VC_STATUSES + 1, "vc.status"), (100 * VC_STATUSES, "vc.status")] {
        assert_eq!(code(&statuses(count)), expected, "{count} entries");
    }
}
