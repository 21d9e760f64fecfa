//! Every way in which a DeviceRequest can be wrong, and what one of ours is.

use chop_core::crypto::Signer;
use chop_core::dev;
use chop_core::document::Kinds;
use chop_core::encoding::base64url;
use chop_core::encoding::limits::{DOCUMENTS, REQUEST_BYTES};
use chop_core::exchange::mdoc::{
    Alternative, DeviceRequest, DeviceRequestInfo, DocRequestInfo, ElementReference, ItemsRequest, RequestDraft,
    SessionTranscript, UseCase,
};

use crate::Cases;
use crate::mdoc_model::{Style, V, b, map, null, signature, t};
use crate::readers::certificate;

pub(crate) const DOC_TYPE: &str = "example.card.1";
pub(crate) const SPACE: &str = "example.card";

pub(crate) const TRUE: [u8; 1] = [0xf5];
pub(crate) const FALSE: [u8; 1] = [0xf4];

pub(crate) fn bool(value: bool) -> V {
    V::Raw(if value { TRUE } else { FALSE }.to_vec())
}

pub(crate) fn items() -> V {
    let asked = map(vec![("family_name", bool(true)), ("portrait", bool(false))]);
    map(vec![("docType", t(DOC_TYPE)), ("nameSpaces", map(vec![(SPACE, asked)]))])
}

pub(crate) fn transcript() -> SessionTranscript {
    SessionTranscript::parse(&[0x83, 0xf6, 0xf6, 0x61, b'x']).unwrap()
}

/// A COSE_Sign1 of a test key over these items, with its certificate.
pub(crate) fn reader_auth(key: &str, items: &V) -> V {
    let authentication = V::Embedded(Box::new(V::Array(vec![
        t("ReaderAuthentication"),
        V::Raw(transcript().as_bytes().to_vec()),
        V::Embedded(Box::new(items.clone())),
    ])));
    envelope(key, &authentication)
}

pub(crate) fn reader_auth_all(key: &str, items: &[V], info: Option<&V>) -> V {
    let authentication = V::Embedded(Box::new(V::Array(vec![
        t("ReaderAuthenticationAll"),
        V::Raw(transcript().as_bytes().to_vec()),
        V::Array(items.iter().map(|items| V::Embedded(Box::new(items.clone()))).collect()),
        info.map_or_else(null, |info| V::Embedded(Box::new(info.clone()))),
    ])));
    envelope(key, &authentication)
}

fn envelope(key: &str, authentication: &V) -> V {
    let protected = crate::mdoc_model::alg(-7).encode(Style::PLAIN);
    let made = signature(key, "Signature1", &protected, &authentication.encode(Style::PLAIN));
    let chain = V::Map(vec![(V::Uint(33), b(certificate(key).as_der()))]);
    V::Array(vec![b(&protected), chain, null(), b(&made)])
}

/// A request for one document, signed by the door.
pub(crate) fn good() -> V {
    document_requests(vec![doc_request(items(), Some("door"))])
}

pub(crate) fn doc_request(items: V, reader: Option<&str>) -> V {
    let auth = reader.map(|reader| ("readerAuth", reader_auth(reader, &items)));
    let mut entries = vec![("itemsRequest", V::Embedded(Box::new(items)))];
    entries.extend(auth);
    map(entries)
}

pub(crate) fn document_requests(requests: Vec<V>) -> V {
    map(vec![("version", t("1.0")), ("docRequests", V::Array(requests))])
}

const DOC: [&str; 2] = ["docRequests", "0"];
const ITEMS: [&str; 3] = ["docRequests", "0", "itemsRequest"];
const AUTH: [&str; 3] = ["docRequests", "0", "readerAuth"];

impl Cases {
    fn request(&mut self, name: impl Into<String>, change: impl FnOnce(&mut V), expect: &'static str) {
        let mut tree = good();
        change(&mut tree);
        self.add(name, tree.encode(Style::PLAIN), expect);
    }
}

fn below(path: &[&'static str], step: &'static str) -> Vec<&'static str> {
    [path, &[step]].concat()
}

fn form(cases: &mut Cases) {
    let bytes = good().encode(Style::PLAIN);
    cases.add("good", bytes.clone(), "ok");
    cases.add("good in long lengths", good().encode(Style { width: 4, ..Style::PLAIN }), "ok");
    cases.add("good in endless maps", good().encode(Style { endless_maps: true, ..Style::PLAIN }), "ok");
    cases.add("nothing", vec![], "cbor.truncated");
    cases.add("a byte behind", [bytes.as_slice(), &[0]].concat(), "cbor.trailing");
    cases.add("the last byte missing", bytes[..bytes.len() - 1].to_vec(), "cbor.truncated");
    cases.add("a byte too large", vec![0; REQUEST_BYTES + 1], "device-request.size");
    cases.add(
        "as large as can be",
        [vec![0x59, 0xff, 0xfd], vec![0; REQUEST_BYTES - 3]].concat(),
        "device-request.structure",
    );
    cases.add("deep nesting", vec![0x81; 1_000], "cbor.depth");
    cases.add("an array", vec![0x80], "device-request.structure");
    cases.add(
        "a response",
        map(vec![("version", t("1.0")), ("status", V::Uint(0))]).encode(Style::PLAIN),
        "device-request.structure",
    );
    cases.request("version twice", |tree| tree.entries().push((t("version"), t("1.0"))), "cbor.duplicate");
    cases.request("no version", |tree| tree.remove("version"), "device-request.structure");
    for (version, expect) in [
        ("1.1", "ok"),
        ("1.9", "ok"),
        ("1", "device-request.version"),
        ("1.", "device-request.version"),
        ("2.0", "device-request.version"),
        ("0.9", "device-request.version"),
        ("", "device-request.version"),
    ] {
        cases.request(format!("version {version:?}"), |tree| *tree.at(&["version"]) = t(version), expect);
    }
    cases.request("a version that is a number", |tree| *tree.at(&["version"]) = V::Uint(1), "device-request.structure");
    cases.request("no docRequests", |tree| tree.remove("docRequests"), "device-request.structure");
    cases.request("docRequests in a map", |tree| *tree.at(&["docRequests"]) = map(vec![]), "device-request.structure");
    cases.request(
        "docRequests empty",
        |tree| *tree.at(&["docRequests"]) = V::Array(vec![]),
        "device-request.structure",
    );
    cases.request("a docRequest in an array", |tree| *tree.at(&DOC) = V::Array(vec![]), "device-request.structure");
    for (count, expect) in [(DOCUMENTS, "ok"), (DOCUMENTS + 1, "device-request.size"), (100, "device-request.size")] {
        let requests = document_requests(vec![doc_request(items(), None); count]);
        cases.add(format!("{count} documents"), requests.encode(Style::PLAIN), expect);
    }
    cases.request("no itemsRequest", |tree| tree.at(&DOC).remove("itemsRequest"), "device-request.structure");
    cases.request("a member of a later edition", |tree| tree.entries().push((t("more"), V::Uint(1))), "ok");
    cases.request(
        "a member of a later edition in a document",
        |tree| tree.at(&DOC).entries().push((t("more"), V::Uint(1))),
        "ok",
    );
}

fn asked(cases: &mut Cases) {
    let whole: &[(&str, fn() -> V, &str)] = &[
        ("not wrapped", items, "device-request.items"),
        ("in bytes without a tag", || b(&items().encode(Style::PLAIN)), "device-request.items"),
        ("in text under the tag", || V::Tag(24, Box::new(t("x"))), "device-request.items"),
        ("under another tag", || V::Tag(25, Box::new(b(&items().encode(Style::PLAIN)))), "device-request.items"),
        ("empty under the tag", || V::Tag(24, Box::new(b(&[]))), "cbor.truncated"),
        (
            "with a byte behind",
            || V::Tag(24, Box::new(b(&[items().encode(Style::PLAIN), vec![0]].concat()))),
            "cbor.trailing",
        ),
        ("an array", || V::Embedded(Box::new(V::Array(vec![]))), "device-request.items"),
        ("null", null, "device-request.items"),
    ];
    for (name, value, expect) in whole {
        cases.request(format!("items {name}"), |tree| *tree.at(&ITEMS) = value(), expect);
    }
    for key in ["docType", "nameSpaces"] {
        cases.request(format!("items without {key}"), |tree| tree.at(&ITEMS).remove(key), "device-request.items");
    }
    cases.request("a docType in bytes", |tree| *tree.at(&below(&ITEMS, "docType")) = b(b"x"), "device-request.items");
    let spaces = below(&ITEMS, "nameSpaces");
    let mut put = |name: &str, value: V, expect| cases.request(name, |tree| *tree.at(&spaces) = value, expect);
    put("no name space", map(vec![]), "device-request.items");
    put("name spaces in an array", V::Array(vec![]), "device-request.items");
    put("a name space without elements", map(vec![(SPACE, map(vec![]))]), "device-request.items");
    put(
        "two name spaces, one without elements",
        map(vec![(SPACE, map(vec![("x", bool(true))])), ("y", map(vec![]))]),
        "device-request.items",
    );
    put("elements in an array", map(vec![(SPACE, V::Array(vec![t("x")]))]), "device-request.items");
    put(
        "a name space that is a number",
        V::Map(vec![(V::Uint(1), map(vec![("x", bool(true))]))]),
        "device-request.items",
    );
    put(
        "an element that is a number",
        map(vec![(SPACE, V::Map(vec![(V::Uint(1), bool(true))]))]),
        "device-request.items",
    );
    put("intent to retain as a number", map(vec![(SPACE, map(vec![("x", V::Uint(1))]))]), "device-request.items");
    put("intent to retain as null", map(vec![(SPACE, map(vec![("x", null())]))]), "device-request.items");
    put(
        "one element twice",
        map(vec![(SPACE, V::Map(vec![(t("x"), bool(true)), (t("x"), bool(false))]))]),
        "cbor.duplicate",
    );
    put(
        "one name space twice",
        V::Map(vec![(t("x"), map(vec![("y", bool(true))])), (t("x"), map(vec![("z", bool(true))]))]),
        "cbor.duplicate",
    );
}

fn signatures(cases: &mut Cases) {
    // Only the form is read here: whether a signature is good is asked in `readers`.
    cases.request("no signature", |tree| tree.at(&DOC).remove("readerAuth"), "ok");
    cases.request("a signature that is null", |tree| *tree.at(&AUTH) = null(), "device-request.reader-auth");
    cases.request("a signature that is a map", |tree| *tree.at(&AUTH) = map(vec![]), "device-request.reader-auth");
    cases.request(
        "a signature of three fields",
        |tree| drop(tree.at(&AUTH).items().pop()),
        "device-request.reader-auth",
    );
    cases.request(
        "a signature of five fields",
        |tree| tree.at(&AUTH).items().push(null()),
        "device-request.reader-auth",
    );
    cases.request("no protected header", |tree| *tree.at(&below(&AUTH, "0")) = b(&[]), "device-request.reader-auth");
    cases.request(
        "a protected header with crit",
        |tree| *tree.at(&below(&AUTH, "0")) = b(&[0xa2, 1, 0x26, 2, 0x81, 1]),
        "device-request.reader-auth",
    );
    cases.request(
        "alg in both headers",
        |tree| tree.at(&below(&AUTH, "1")).entries().push((V::Uint(1), V::Nint(6))),
        "device-request.reader-auth",
    );
    cases.request("no chain", |tree| *tree.at(&below(&AUTH, "1")) = V::Map(vec![]), "device-request.reader-auth");
    cases.request(
        "a chain of none",
        |tree| *tree.at(&below(&AUTH, "1")) = V::Map(vec![(V::Uint(33), V::Array(vec![]))]),
        "device-request.reader-auth",
    );
    cases.request(
        "a chain of five",
        |tree| *tree.at(&below(&AUTH, "1")) = V::Map(vec![(V::Uint(33), V::Array(vec![b(&[0x30]); 5]))]),
        "device-request.reader-auth",
    );
    cases.request("a signature in text", |tree| *tree.at(&below(&AUTH, "3")) = t("x"), "device-request.reader-auth");
    cases.request(
        "a tagged signature",
        |tree| {
            let bare = tree.at(&AUTH).clone();
            *tree.at(&AUTH) = V::Tag(18, Box::new(bare));
        },
        "ok",
    );
    let all = |value: V| move |tree: &mut V| tree.entries().push((t("readerAuthAll"), value));
    cases.request("readerAuthAll", all(V::Array(vec![reader_auth_all("door", &[items()], None)])), "ok");
    cases.request("readerAuthAll of none", all(V::Array(vec![])), "device-request.reader-auth");
    cases.request(
        "readerAuthAll not in an array",
        all(reader_auth_all("door", &[items()], None)),
        "device-request.reader-auth",
    );
    cases.request("readerAuthAll in a map", all(map(vec![])), "device-request.reader-auth");
    cases.request("seventeen in readerAuthAll", all(V::Array(vec![null(); DOCUMENTS + 1])), "device-request.size");
}

fn reference(name_space: &str, element: &str) -> V {
    V::Array(vec![t(name_space), t(element)])
}

fn alternative(requested: V, sets: V) -> V {
    map(vec![("requestedElement", requested), ("alternativeElementSets", sets)])
}

fn infos(cases: &mut Cases) {
    let mut info = |name: &str, value: V, expect| {
        cases.request(
            format!("requestInfo: {name}"),
            |tree| tree.at(&ITEMS).entries().push((t("requestInfo"), value)),
            expect,
        );
    };
    let sets = || V::Array(vec![V::Array(vec![reference(SPACE, "age_in_years")])]);
    let one = |value: V| map(vec![("alternativeDataElements", value)]);
    info("an extension alone", map(vec![("com.example.x", V::Uint(1))]), "ok");
    info("empty", map(vec![]), "device-request.info");
    info("an array", V::Array(vec![]), "device-request.info");
    info("an alternative", one(V::Array(vec![alternative(reference(SPACE, "portrait"), sets())])), "ok");
    info("no alternative", one(V::Array(vec![])), "device-request.info");
    info("an alternative in an array", one(V::Array(vec![V::Array(vec![])])), "device-request.info");
    info(
        "an alternative of what is not asked for",
        one(V::Array(vec![alternative(reference(SPACE, "sex"), sets())])),
        "device-request.info",
    );
    info(
        "an alternative of another name space",
        one(V::Array(vec![alternative(reference("x", "portrait"), sets())])),
        "device-request.info",
    );
    info(
        "an alternative without sets",
        one(V::Array(vec![alternative(reference(SPACE, "portrait"), V::Array(vec![]))])),
        "device-request.info",
    );
    info(
        "an alternative with an empty set",
        one(V::Array(vec![alternative(reference(SPACE, "portrait"), V::Array(vec![V::Array(vec![])]))])),
        "device-request.info",
    );
    info(
        "a reference of one",
        one(V::Array(vec![alternative(V::Array(vec![t(SPACE)]), sets())])),
        "device-request.info",
    );
    info(
        "a reference in bytes",
        one(V::Array(vec![alternative(V::Array(vec![b(b"x"), t("y")]), sets())])),
        "device-request.info",
    );
    info("a reference in text", one(V::Array(vec![alternative(t("portrait"), sets())])), "device-request.info");
    info("issuers", map(vec![("issuerIdentifiers", V::Array(vec![b(&[1; 20])]))]), "ok");
    info("no issuers", map(vec![("issuerIdentifiers", V::Array(vec![]))]), "device-request.info");
    info("an issuer in text", map(vec![("issuerIdentifiers", V::Array(vec![t("x")]))]), "device-request.info");
    info("unique as a number", map(vec![("uniqueDocSetRequired", V::Uint(1))]), "device-request.info");
    info("a negative size", map(vec![("maximumResponseSize", V::Nint(0))]), "device-request.info");
    info(
        "a proof that must be without knowledge",
        map(vec![("zkRequest", map(vec![("zkRequired", bool(true))]))]),
        "ok",
    );
    info("zkRequired as text", map(vec![("zkRequest", map(vec![("zkRequired", t("yes"))]))]), "device-request.info");
    info("zkRequest without zkRequired", map(vec![("zkRequest", map(vec![]))]), "device-request.info");

    let mut whole = |name: &str, value: V, expect| {
        cases.request(
            format!("deviceRequestInfo: {name}"),
            |tree| tree.entries().push((t("deviceRequestInfo"), value)),
            expect,
        );
    };
    let wrapped = |value: V| V::Embedded(Box::new(value));
    let case = |sets: V| map(vec![("mandatory", bool(false)), ("documentSets", sets)]);
    let cases_of = |case: V| wrapped(map(vec![("useCases", V::Array(vec![case]))]));
    let set = |place: u64| V::Array(vec![V::Array(vec![V::Uint(place)])]);
    whole("a use case", cases_of(case(set(0))), "ok");
    whole("an extension alone", wrapped(map(vec![("com.example.x", V::Uint(1))])), "ok");
    whole("not wrapped", map(vec![("useCases", V::Array(vec![case(set(0))]))]), "device-request.info");
    whole("empty", wrapped(map(vec![])), "device-request.info");
    whole("an array", wrapped(V::Array(vec![])), "device-request.info");
    whole("cut short", V::Tag(24, Box::new(b(&[0xa1]))), "cbor.truncated");
    whole("no use case", wrapped(map(vec![("useCases", V::Array(vec![]))])), "device-request.info");
    whole("a document that is not asked for", cases_of(case(set(1))), "device-request.info");
    whole("a document of 2^64 − 1", cases_of(case(set(u64::MAX))), "device-request.info");
    whole("a negative document", cases_of(case(V::Array(vec![V::Array(vec![V::Nint(0)])]))), "device-request.info");
    whole("no sets", cases_of(case(V::Array(vec![]))), "device-request.info");
    whole("an empty set", cases_of(case(V::Array(vec![V::Array(vec![])]))), "device-request.info");
    whole("without mandatory", cases_of(map(vec![("documentSets", set(0))])), "device-request.info");
    whole(
        "mandatory as a number",
        cases_of(map(vec![("mandatory", V::Uint(1)), ("documentSets", set(0))])),
        "device-request.info",
    );
    let hinted =
        |hints: V| cases_of(map(vec![("mandatory", bool(true)), ("documentSets", set(0)), ("purposeHints", hints)]));
    whole("a purpose", hinted(map(vec![("org.iso.jtc1.sc17", V::Uint(3))])), "ok");
    whole("no purpose", hinted(map(vec![])), "device-request.info");
    whole("a purpose in text", hinted(map(vec![("org.iso.jtc1.sc17", t("age"))])), "device-request.info");
    whole("purposes in an array", hinted(V::Array(vec![])), "device-request.info");
}

#[test]
fn every_wrong_request_ends_with_exactly_its_code() {
    let mut cases = Cases::default();
    form(&mut cases);
    asked(&mut cases);
    signatures(&mut cases);
    infos(&mut cases);
    let negative = cases.judge(|bytes| DeviceRequest::parse(bytes).map_or_else(|fault| fault.code(), |_| "ok"));
    assert!(negative >= 85, "{negative} negative cases");
    let text = base64url::encode(&good().encode(Style::PLAIN));
    assert!(DeviceRequest::from_base64(&text).is_ok());
    assert_eq!(DeviceRequest::from_base64(&format!("{text}=")).unwrap_err().code(), "device-request.text");
    assert_eq!(DeviceRequest::from_base64(&"A".repeat(87_385)).unwrap_err().code(), "device-request.size");
}

#[test]
fn a_request_of_the_second_edition_is_read_as_it_was_written() {
    let age = |id: &str| ElementReference::new(DOC_TYPE, id);
    let info = DocRequestInfo {
        alternatives: vec![Alternative {
            requested: age("age_over_18"),
            sets: vec![vec![age("age_in_years")], vec![age("birth_date"), age("portrait")]],
        }],
        issuers: vec![vec![1; 20], vec![2; 20]],
        unique: Some(true),
        maximum_response_bytes: Some(65_536),
        zero_knowledge_required: false,
    };
    let first = ItemsRequest::new(DOC_TYPE, &[(DOC_TYPE, "age_over_18", false)]).unwrap().with_info(info).unwrap();
    let second =
        ItemsRequest::new("example.other.1", &[("a", "x", true), ("b", "y", false), ("a", "z", false)]).unwrap();
    let use_case = |mandatory, sets: &[&[usize]]| UseCase {
        mandatory,
        document_sets: sets.iter().map(|set| set.to_vec()).collect(),
        purposes: vec![("org.iso.jtc1.sc17".to_owned(), 3), ("example".to_owned(), -1)],
    };
    let whole = DeviceRequestInfo { use_cases: vec![use_case(true, &[&[0], &[0, 1]]), use_case(false, &[&[1]])] };
    let draft = RequestDraft::new(vec![first.clone(), second.clone()]).with_info(&whole).unwrap();
    let bytes = draft.unsigned();
    let item = chop_core::encoding::cbor::Item::parse(&bytes, chop_core::encoding::cbor::Strictness::Deterministic);
    assert_eq!(item.unwrap().as_map().unwrap().get("version").unwrap().as_text(), Some("1.1"));
    let read = DeviceRequest::parse(&bytes).unwrap();
    assert_eq!(read.documents()[0].items(), &first);
    let read_second = read.documents()[1].items();
    assert_eq!((read_second.doc_type(), read_second.elements().len()), (second.doc_type(), 3));
    let mut purposes = whole.clone();
    purposes.use_cases.iter_mut().for_each(|case| case.purposes.reverse());
    assert_eq!(read.info(), Some(&purposes), "as written, purposes in the order of their encoding");

    let stray = DeviceRequestInfo { use_cases: vec![use_case(false, &[&[1]])] };
    let one = RequestDraft::new(vec![first]);
    assert_eq!(one.with_info(&stray).unwrap_err().code(), "device-request.info");
    let unasked = DocRequestInfo {
        alternatives: vec![Alternative { requested: age("sex"), sets: vec![vec![age("portrait")]] }],
        ..DocRequestInfo::default()
    };
    assert_eq!(second.with_info(unasked).unwrap_err().code(), "device-request.info");
}

#[test]
fn requests_that_ask_for_nothing_or_twice_are_not_made() {
    assert_eq!(ItemsRequest::new(DOC_TYPE, &[]).unwrap_err().code(), "device-request.items");
    let twice = [("a", "x", true), ("b", "x", true), ("a", "x", false)];
    assert_eq!(ItemsRequest::new(DOC_TYPE, &twice).unwrap_err().code(), "device-request.items");
    let kinds = Kinds::shipped();
    for kind in kinds.iter() {
        assert_eq!(ItemsRequest::for_view(kind, "no-such-view", &|_| true).unwrap_err().code(), "device-request.view");
        for view in kind.views() {
            let request = ItemsRequest::for_view(kind, view.id.as_str(), &|id| id == "portrait").unwrap();
            let asked: Vec<&str> = request.elements().iter().map(|element| element.element.as_str()).collect();
            let of_view = view.elements.iter().map(|id| id.as_str());
            let always = kind.always_shown().map(|element| element.id.as_str());
            for wanted in of_view.chain(always).filter(|id| kind.element(id).unwrap().is_issued()) {
                assert!(asked.contains(&wanted), "{}: {wanted}", kind.kind());
            }
            assert!(
                request.elements().iter().all(|element| element.intent_to_retain == (element.element == "portrait"))
            );
            let read = DeviceRequest::parse(&RequestDraft::new(vec![request.clone()]).unsigned()).unwrap();
            assert_eq!(read.documents()[0].items().elements().len(), request.elements().len());
        }
    }
}

#[test]
fn signatures_made_elsewhere_are_verified_before_a_request_gets_out() {
    let door = dev::key("door");
    let items = || ItemsRequest::new(DOC_TYPE, &[(SPACE, "portrait", false)]).unwrap();
    let chain = [certificate("door").as_der().to_vec()];
    let prepare = || RequestDraft::new(vec![items(), items()]).prepare(door.public_key(), &transcript());
    let made: Vec<Vec<u8>> =
        prepare().to_be_signed().iter().map(|bytes| door.sign(bytes).unwrap().as_bytes().to_vec()).collect();
    let bytes = prepare().complete(door.public_key(), &made, &chain).unwrap();
    assert!(DeviceRequest::parse(&bytes).unwrap().documents().iter().all(|document| document.is_signed()));
    let code = |signatures: &[Vec<u8>]| prepare().complete(door.public_key(), signatures, &chain).unwrap_err().code();
    assert_eq!(code(&made[..1]), "sign.length");
    assert_eq!(code(&[made[0].clone(), vec![1; 64]]), "sign.mismatch");
}
