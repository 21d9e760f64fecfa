//! What the device says by itself, what it says it does not return, and several documents in one response.

use chop_core::format::mdoc::{
    self, DeviceResponse, DeviceSignedItem, DocumentError, ElementError, ErrorCode, ResponseStatus, Showing,
    prepare_document,
};
use chop_core::verify::{HolderRequirement, Outcome};

use chop_core::crypto::{Signer, agreement};
use chop_core::dev;

use crate::mdoc_model::{DOC_TYPE, MORE, Mdoc, Proof, READER, SPACE, Style, TRANSCRIPT, V, b, map, null, response, t};
use crate::{Cases, Desk, desk, good};

const OWN: &str = "example.device";

fn authorised(mso: &mut V) {
    let authorizations = map(vec![
        ("nameSpaces", V::Array(vec![t(OWN)])),
        ("dataElements", map(vec![(SPACE, V::Array(vec![t("note"), t("holder")]))])),
    ]);
    mso.at(&["deviceKeyInfo"]).entries().push((t("keyAuthorizations"), authorizations));
}

fn saying(own: V) -> impl FnOnce(&mut Mdoc) {
    move |mdoc| {
        mdoc.edit = Some(authorised);
        mdoc.own = own;
    }
}

fn one(space: &str, element: &str) -> V {
    map(vec![(space, map(vec![(element, V::Uint(7))]))])
}

pub(crate) fn cases(cases: &mut Cases) {
    cases.made("an authorised name space", saying(one(OWN, "anything")), "ok");
    cases.made("an authorised element", saying(one(SPACE, "note")), "ok");
    cases.made("an element beside the authorised one", saying(one(SPACE, "notes")), "holder.unauthorised");
    cases.made("an authorised element in another name space", saying(one(MORE, "note")), "holder.unauthorised");
    cases.made("a name space that is no authorised one", saying(one("example.devic", "x")), "holder.unauthorised");
    cases.made(
        "two, the second not authorised",
        |mdoc| {
            saying(map(vec![(OWN, map(vec![("x", V::Uint(1))])), (MORE, map(vec![("x", V::Uint(1))]))]))(mdoc);
        },
        "holder.unauthorised",
    );
    cases.made("words without any authorisation", |mdoc| mdoc.own = one(OWN, "x"), "holder.unauthorised");
    cases.made(
        "unauthorised words under a MAC",
        |mdoc| {
            mdoc.own = one(OWN, "x");
            mdoc.proof = Proof::Mac;
        },
        "holder.unauthorised",
    );
    cases.made(
        "authorised words under a MAC",
        |mdoc| {
            saying(one(OWN, "x"))(mdoc);
            mdoc.proof = Proof::Mac;
        },
        "ok",
    );
    cases
        .made("unauthorised words where no proof is asked for", |mdoc| mdoc.own = one(OWN, "x"), "holder.unauthorised")
        .holder = HolderRequirement::NotRequired;
    cases.made("an element that the issuer signed too", saying(one(SPACE, "holder")), "digest.duplicate-element");
    cases.made(
        "a name space of the issuer's without elements",
        saying(map(vec![(SPACE, map(vec![]))])),
        "mdoc.structure",
    );
    for (name, own) in [
        ("an array", V::Array(vec![])),
        ("null", null()),
        ("a name space that is a number", V::Map(vec![(V::Uint(1), map(vec![("x", V::Uint(1))]))])),
        ("elements in an array", map(vec![(OWN, V::Array(vec![V::Uint(1)]))])),
        ("an element that is a number", map(vec![(OWN, V::Map(vec![(V::Uint(1), V::Uint(1))]))])),
    ] {
        cases.made(format!("words of the device: {name}"), saying(own), "mdoc.structure");
    }
    cases.made(
        "one name space of the device twice",
        saying(V::Map(vec![(t(OWN), map(vec![("x", V::Uint(1))])), (t(OWN), map(vec![("y", V::Uint(1))]))])),
        "cbor.duplicate",
    );
    cases.made(
        "one element of the device twice",
        saying(map(vec![(OWN, V::Map(vec![(t("x"), V::Uint(1)), (t("x"), V::Uint(2))]))])),
        "cbor.duplicate",
    );
    authorizations(cases);
    errors(cases);
    several(cases);
}

fn authorizations(cases: &mut Cases) {
    let edits: &[(&str, fn(&mut V), &str)] = &[
        ("an array", |mso| put(mso, V::Array(vec![])), "mdoc.mso"),
        ("null", |mso| put(mso, null()), "mdoc.mso"),
        ("empty", |mso| put(mso, map(vec![])), "ok"),
        ("of a later edition", |mso| put(mso, map(vec![("more", V::Uint(1))])), "ok"),
        ("no name space", |mso| put(mso, map(vec![("nameSpaces", V::Array(vec![]))])), "mdoc.mso"),
        ("a name space in bytes", |mso| put(mso, map(vec![("nameSpaces", V::Array(vec![b(b"x")]))])), "mdoc.mso"),
        ("name spaces in a map", |mso| put(mso, map(vec![("nameSpaces", map(vec![]))])), "mdoc.mso"),
        ("no element", |mso| put(mso, map(vec![("dataElements", map(vec![]))])), "mdoc.mso"),
        (
            "elements of nothing",
            |mso| put(mso, map(vec![("dataElements", map(vec![("x", V::Array(vec![]))]))])),
            "mdoc.mso",
        ),
        ("elements in text", |mso| put(mso, map(vec![("dataElements", map(vec![("x", t("y"))]))])), "mdoc.mso"),
        (
            "a name space whole and in part",
            |mso| {
                let part = map(vec![(OWN, V::Array(vec![t("x")]))]);
                put(mso, map(vec![("nameSpaces", V::Array(vec![t(OWN)])), ("dataElements", part)]));
            },
            "mdoc.mso",
        ),
    ];
    for (name, edit, expect) in edits {
        cases.made(format!("authorisations: {name}"), |mdoc| mdoc.edit = Some(*edit), expect);
    }
    let lists: &[(&str, fn() -> V, &str)] = &[
        ("an identifier", || map(vec![("id", b(&[1])), ("uri", t("https://status.example/i"))]), "status.unknown"),
        ("no identifier", || map(vec![("uri", t("https://status.example/i"))]), "mdoc.mso"),
        ("an identifier in text", || map(vec![("id", t("x")), ("uri", t("x"))]), "mdoc.mso"),
        ("no address", || map(vec![("id", b(&[1]))]), "mdoc.mso"),
        ("an array", || V::Array(vec![]), "mdoc.mso"),
    ];
    for (name, list, expect) in lists {
        let status = map(vec![("identifier_list", list())]);
        cases.made(format!("an identifier list with {name}"), |mdoc| mdoc.status = Some(status), expect);
    }
}

fn put(mso: &mut V, authorizations: V) {
    mso.at(&["deviceKeyInfo"]).entries().push((t("keyAuthorizations"), authorizations));
}

fn errors(cases: &mut Cases) {
    let mut document = |name: &str, errors: V, expect| {
        cases.sent(
            format!("errors: {name}"),
            |tree| tree.at(&["documents", "0"]).entries().push((t("errors"), errors)),
            expect,
        );
    };
    document("one", map(vec![(SPACE, map(vec![("secret", V::Uint(0))]))]), "ok");
    document("of an application", map(vec![(SPACE, map(vec![("secret", V::Nint(4))]))]), "ok");
    document("none", map(vec![]), "mdoc.structure");
    document("an array", V::Array(vec![]), "mdoc.structure");
    document("a name space without elements", map(vec![(SPACE, map(vec![]))]), "mdoc.structure");
    document("a code in text", map(vec![(SPACE, map(vec![("secret", t("0"))]))]), "mdoc.structure");
    document("a code beyond 64 bits", map(vec![(SPACE, map(vec![("secret", V::Uint(u64::MAX))]))]), "mdoc.structure");
    document("a name space in bytes", V::Map(vec![(b(b"x"), map(vec![("secret", V::Uint(0))]))]), "mdoc.structure");
    document("an element in bytes", map(vec![(SPACE, V::Map(vec![(b(b"x"), V::Uint(0))]))]), "mdoc.structure");
    let mut whole = |name: &str, errors: V, expect| {
        cases.sent(
            format!("documentErrors: {name}"),
            |tree| tree.entries().push((t("documentErrors"), errors)),
            expect,
        );
    };
    whole("one", V::Array(vec![map(vec![("x", V::Uint(0))])]), "ok");
    whole("none", V::Array(vec![]), "mdoc.structure");
    whole("a map", map(vec![("x", V::Uint(0))]), "mdoc.structure");
    whole("an empty map", V::Array(vec![map(vec![])]), "mdoc.structure");
    whole("a docType that is a number", V::Array(vec![V::Map(vec![(V::Uint(1), V::Uint(0))])]), "mdoc.structure");
    whole("a code in text", V::Array(vec![map(vec![("x", t("0"))])]), "mdoc.structure");
    for version in ["1.", "1.x", "1.01", "1.0.0", "1.1000", " 1.0"] {
        cases.sent(format!("version {version:?}"), |tree| *tree.at(&["version"]) = t(version), "mdoc.version");
    }
    cases.sent("version 1.10", |tree| *tree.at(&["version"]) = t("1.10"), "ok");
    let later = ("zkDocuments", V::Array(vec![map(vec![])]));
    cases.sent("members of a later edition", |tree| tree.entries().push((t(later.0), later.1)), "ok");
}

/// Several documents are judged all or nothing, and the first that fails names the answer.
fn several(cases: &mut Cases) {
    let with = |change: fn(&mut Mdoc)| {
        let mut second = good();
        change(&mut second);
        response(vec![good().document(), second.document()]).encode(Style::PLAIN)
    };
    cases.add("two documents", with(|_| {}), "ok");
    cases.add("two documents, one by MAC", with(|mdoc| mdoc.proof = Proof::Mac), "ok");
    cases.add("the second by another issuer", with(|mdoc| mdoc.issuer = "stranger"), "signature.issuer");
    cases.add("the second over another transcript", with(|mdoc| mdoc.transcript = vec![0x80]), "signature.device");
    cases.add("the second without proof", with(|mdoc| mdoc.proof = Proof::None), "holder.missing");
    cases.add("the second expired", with(|mdoc| mdoc.until = crate::NOW), "time.expired");
    cases.add("the second of an unknown type", with(|mdoc| mdoc.doc_type = "example.no".into()), "issuer.unknown");
    cases.add("the second with unauthorised words", with(|mdoc| mdoc.own = one(OWN, "x")), "holder.unauthorised");
    let mut broken = response(vec![good().document(), good().document()]);
    broken.at(&["documents", "1"]).remove("issuerSigned");
    cases.add("the second without its issuer's part", broken.encode(Style::PLAIN), "mdoc.structure");
}

#[test]
fn what_the_device_says_is_told_apart_and_only_when_it_is_proven() {
    let mut model = good();
    saying(one(OWN, "consent"))(&mut model);
    let mut desk = desk();
    let told = |desk: &Desk, model: &Mdoc| {
        let Outcome::Verified(verified) = desk.judge(model.encode()) else { panic!("not verified") };
        let document = &verified.content().documents[0];
        assert!(document.elements.iter().all(|element| element.name_space != OWN));
        document.device_elements.iter().map(|own| (own.name_space.clone(), own.id.clone())).collect::<Vec<_>>()
    };
    assert_eq!(told(&desk, &model), [(OWN.to_owned(), "consent".to_owned())]);
    desk.holder = HolderRequirement::NotRequired;
    desk.transcript = None;
    assert_eq!(told(&desk, &model), []);
}

#[test]
fn a_response_made_here_carries_several_documents_errors_and_either_proof() {
    let mut model = good();
    model.edit = Some(authorised);
    let credential = model.issuer_signed().encode(Style::PLAIN);
    let own = [
        DeviceSignedItem::new(OWN, "consent", &[0xf5]).unwrap(),
        DeviceSignedItem::new(OWN, "at", &[0x18, 0x20]).unwrap(),
        DeviceSignedItem::new(SPACE, "note", &[0x61, b'x']).unwrap(),
    ];
    let hidden = ElementError { name_space: SPACE.into(), element: "secret".into(), code: ErrorCode::NOT_RETURNED };
    let showing = Showing {
        issuer_signed: &credential,
        keep: &|item| item.element() == "holder",
        device_elements: &own,
        errors: std::slice::from_ref(&hidden),
    };
    let device = dev::key("device");
    let prepare = || prepare_document(&showing, TRANSCRIPT).unwrap();
    let secret = agreement::shared_secret(&device, dev::key(READER).public_key()).unwrap();
    let elsewhere = device.sign(prepare().to_be_signed()).unwrap();
    let documents = [
        prepare().sign(&device).unwrap(),
        prepare().complete(elsewhere.as_bytes()).unwrap(),
        prepare().authenticate(&secret),
    ];
    let missing = DocumentError { doc_type: "example.other".into(), code: ErrorCode::application(-3).unwrap() };
    let bytes = mdoc::response(&documents, std::slice::from_ref(&missing));
    chop_core::encoding::cbor::Item::parse(&bytes, chop_core::encoding::cbor::Strictness::Lenient).unwrap();

    let read = DeviceResponse::parse(&bytes).unwrap();
    assert_eq!((read.status(), read.documents().len()), (ResponseStatus::Ok, 3));
    assert_eq!(read.document_errors(), [missing]);
    assert_eq!(read.documents()[2].claimed_errors(), std::slice::from_ref(&hidden));
    assert_eq!(read.documents()[0].claimed_type(), DOC_TYPE);
    let Outcome::Verified(verified) = desk().judge(&bytes) else { panic!("{}", desk().judge(&bytes).code()) };
    for document in &verified.content().documents {
        assert_eq!(document.elements.len(), 1);
        assert_eq!(document.device_elements.len(), 3);
    }

    assert_eq!(prepare().sign(&dev::key("thief")).err().unwrap().code(), "sign.mismatch");
    assert_eq!(prepare().complete(&[1; 64]).err().unwrap().code(), "sign.mismatch");
    let code = |own: &[DeviceSignedItem]| {
        let showing = Showing { device_elements: own, ..showing };
        prepare_document(&showing, TRANSCRIPT).err().unwrap().code()
    };
    let item = |space, element| DeviceSignedItem::new(space, element, &[0]).unwrap();
    assert_eq!(code(&[item(MORE, "x")]), "holder.unauthorised");
    assert_eq!(code(&[item(SPACE, "holder")]), "digest.duplicate-element");
    assert_eq!(code(&[item(OWN, "x"), item(OWN, "x")]), "digest.duplicate-element");
    assert_eq!(DeviceSignedItem::new(OWN, "x", &[0, 0]).unwrap_err().code(), "cbor.trailing");
}

#[test]
fn a_response_without_documents_says_why() {
    for status in [ResponseStatus::GeneralError, ResponseStatus::CborDecoding, ResponseStatus::CborValidation] {
        let missing = DocumentError { doc_type: DOC_TYPE.into(), code: ErrorCode::NOT_RETURNED };
        let read = DeviceResponse::parse(&mdoc::error_response(status, std::slice::from_ref(&missing))).unwrap();
        assert_eq!((read.status(), read.document_errors()), (status, &[missing][..]));
        assert_eq!(read.into_presentation().unwrap_err().code(), "mdoc.status");
    }
    assert_eq!(DeviceResponse::parse(&mdoc::response(&[], &[])).unwrap().status(), ResponseStatus::GeneralError);
    assert_eq!(ResponseStatus::of(77).number(), 77);
    assert!(ErrorCode::application(1).is_none());
}
