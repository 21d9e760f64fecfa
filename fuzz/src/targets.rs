//! One function a parser: any bytes are read or refused, never a panic, and what is accepted keeps its promise.

use chop_core::crypto::x509::{Certificate, CertificationRequest, RevocationList};
use chop_core::crypto::{AlgorithmPolicy, PublicKey, SoftwareKey, cose, keyfile};
use chop_core::document::{Descriptor, Hkid, Kinds, PartialDate, Record};
use chop_core::encoding::cbor::{Item, Strictness, Writer};
use chop_core::encoding::limits::DOCUMENTS;
use chop_core::encoding::{base45, base64url, json};
use chop_core::exchange::frames::Receiver;
use chop_core::exchange::mdoc::{
    Assembler, DeviceEngagement, DeviceRequest, EncryptedResponse, EncryptionInfo, Handover, HandoverSelect,
    ReaderPolicy, SessionData, SessionEstablishment, SessionTranscript, WalletEvent, WalletSession, WalletStep,
};
use chop_core::exchange::offline::{ClaimCode, Delivery, KeyRequest};
use chop_core::format::VpToken;
use chop_core::format::code::{Challenge, Code};
use chop_core::format::mdoc;
use chop_core::format::sdjwt::{SdJwt, SdJwtVc, present_without_holder};
use chop_core::format::seal::{Seal, SealedLetter, SealedPdf};
use chop_core::format::vc::data_integrity::{parse_credential, parse_presentation, parse_without_holder};
use chop_core::format::vc::did::Did;
use chop_core::format::vc::jose;
use chop_core::format::vc::{Credential, Library};
use chop_core::status::{self, StatusList};
use chop_core::time::UnixTime;
use chop_core::trust::{PublishedKey, SignedRoot, TrustBundle};
use chop_core::verify::{self, Expectation, NoMemory, Policy, RequestBinding};
use std::sync::OnceLock;

/// A parser under test.
pub type Target = fn(&[u8]);

/// Every target by name.
pub const TARGETS: &[(&str, Target)] = &[
    ("cbor_strict", cbor_strict),
    ("cbor_lenient", cbor_lenient),
    ("json_strict", json_strict),
    ("base45_text", base45_text),
    ("base64url_text", base64url_text),
    ("code", code),
    ("challenge", challenge),
    ("issuer_signed", issuer_signed),
    ("device_response", device_response),
    ("device_request", device_request),
    ("device_engagement", device_engagement),
    ("session_data", session_data),
    ("sd_jwt", sd_jwt),
    ("vc", vc),
    ("did", did),
    ("certificate", certificate),
    ("crl", crl),
    ("public_key", public_key),
    ("key_file", key_file),
    ("status_token", status_token),
    ("status_list", status_list),
    ("status_cwt", status_cwt),
    ("bitstring", bitstring),
    ("trust_bundle", trust_bundle),
    ("trust_root", trust_root),
    ("frames", frames),
    ("seal", seal),
    ("key_request", key_request),
    ("delivery", delivery),
    ("descriptor", descriptor),
    ("record", record),
    ("small_texts", small_texts),
    ("vc_jose", vc_jose),
    ("vp_token", vp_token),
    ("certification_request", certification_request),
    ("sealed_letter", sealed_letter),
];

/// Runs one target by name.
pub fn run(name: &str, bytes: &[u8]) {
    if let Some((_, target)) = TARGETS.iter().find(|(known, _)| *known == name) {
        target(bytes);
    }
}

fn now() -> UnixTime {
    UnixTime::new(1_795_341_600).expect("a time in 2026 is in range")
}

fn kinds() -> &'static Kinds {
    static KINDS: OnceLock<Kinds> = OnceLock::new();
    KINDS.get_or_init(Kinds::shipped)
}

fn trust() -> &'static TrustBundle {
    static TRUST: OnceLock<TrustBundle> = OnceLock::new();
    TRUST.get_or_init(|| chop_core::dev::TestTrust::new(now().plus(-60)).open())
}

fn key() -> &'static PublicKey {
    static KEY: OnceLock<PublicKey> = OnceLock::new();
    KEY.get_or_init(|| chop_core::crypto::Signer::public_key(&chop_core::dev::key("issuer")).clone())
}

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

fn cbor_strict(bytes: &[u8]) {
    if let Ok(item) = Item::parse(bytes, Strictness::Deterministic) {
        let mut writer = Writer::new();
        writer.item(&item);
        assert_eq!(writer.as_bytes(), bytes, "what is read strictly is written back the same");
    }
}

fn cbor_lenient(bytes: &[u8]) {
    if let Ok(item) = Item::parse(bytes, Strictness::Lenient) {
        assert_eq!(item.raw(), bytes, "an item keeps its bytes");
        let mut writer = Writer::new();
        writer.item(&item);
        assert!(Item::parse(writer.as_bytes(), Strictness::Deterministic).is_ok(), "a value has a deterministic form");
    }
}

fn json_strict(bytes: &[u8]) {
    if let Ok(value) = json::parse(bytes, 1 << 20) {
        let again = serde_json::to_vec(&value).expect("JSON can be written");
        assert_eq!(json::parse(&again, 2 << 20), Ok(value), "what is read can be read again");
    }
}

fn base45_text(bytes: &[u8]) {
    if let Some(Ok(decoded)) = text(bytes).map(base45::decode) {
        assert_eq!(base45::encode(&decoded).as_bytes(), bytes, "one text for each value");
    }
}

fn base64url_text(bytes: &[u8]) {
    if let Some(Ok(decoded)) = text(bytes).map(base64url::decode) {
        assert_eq!(base64url::encode(&decoded).as_bytes(), bytes, "one text for each value");
    }
}

fn code(bytes: &[u8]) {
    if let Some(text) = text(bytes) {
        let _ = Code::parse(text, kinds(), trust());
    }
    // The bytes behind Base45 too, so that a mutation need not survive an encoding.
    let _ = Code::parse(&format!("PC1:{}", base45::encode(bytes)), kinds(), trust());
}

fn challenge(bytes: &[u8]) {
    if let Some(text) = text(bytes) {
        let _ = Challenge::parse(text, trust(), now());
    }
    let _ = Challenge::parse(&format!("PCQ1:{}", base45::encode(bytes)), trust(), now());
}

fn issuer_signed(bytes: &[u8]) {
    let _ = mdoc::IssuerSigned::parse(bytes);
    let _ = chop_core::format::code::Codable::new(bytes, key().kid(), kinds());
}

fn device_response(bytes: &[u8]) {
    let _ = mdoc::parse_device_response(bytes);
    let _ = mdoc::DeviceResponse::parse(bytes);
    let _ = mdoc::parse_document(bytes);
    let _ = mdoc::Shape::of(bytes);
}

fn device_request(bytes: &[u8]) {
    if let Ok(request) = DeviceRequest::parse(bytes) {
        let transcript = SessionTranscript::openid4vp("client", "nonce", None, "https://example.com");
        let policy = ReaderPolicy { trust: trust(), roots: &[], now: now(), algorithms: AlgorithmPolicy::ISO_18013_5 };
        assert!(request.authenticate(&transcript, &policy).is_err(), "nobody signed this request for this session");
        for document in request.documents() {
            let choice = document.items().choose(&|_, _| true);
            assert!(choice.missing.is_empty(), "a document that has everything lacks nothing");
        }
        if let Some(info) = request.info() {
            let _ = info.choose(&|document| document % 2 == 0);
        }
    }
    if let Some(text) = text(bytes) {
        let _ = DeviceRequest::from_base64(text);
        if let Ok(info) = EncryptionInfo::from_base64(text) {
            assert_eq!(info.to_base64(), text, "the text is kept");
        }
        if let Ok(response) = EncryptedResponse::from_base64(text) {
            assert_eq!(EncryptedResponse::from_base64(&response.to_base64()), Ok(response));
        }
    }
}

fn device_engagement(bytes: &[u8]) {
    if let Ok(engagement) = DeviceEngagement::parse(bytes) {
        assert_eq!(engagement.as_bytes(), bytes, "an engagement keeps its bytes");
        if !engagement.methods().is_empty() {
            assert_eq!(DeviceEngagement::from_uri(&engagement.to_uri()), Ok(engagement), "a code reads as it is shown");
        }
    }
    if let Ok(select) = HandoverSelect::parse(bytes) {
        assert_eq!(select.as_bytes(), bytes, "a message keeps its bytes");
        assert!(!select.carriers().is_empty());
    }
    if let Some(text) = text(bytes) {
        let _ = DeviceEngagement::from_uri(text);
    }
}

fn session_data(bytes: &[u8]) {
    if let Ok(message) = SessionData::parse(bytes) {
        assert_eq!(SessionData::parse(&message.to_bytes()), Ok(message), "what is read can be read again");
    }
    if let Ok(message) = SessionEstablishment::parse(bytes) {
        assert_eq!(SessionEstablishment::parse(&message.to_bytes()), Ok(message), "what is read can be read again");
    }
    if let Ok(transcript) = SessionTranscript::parse(bytes) {
        assert_eq!(transcript.as_bytes(), bytes, "a transcript keeps its bytes");
    }
    let own = chop_core::dev::key("ephemeral wallet");
    let engagement = DeviceEngagement::new(chop_core::crypto::Signer::public_key(&own), &[], None)
        .expect("a P-256 key and no method are an engagement");
    let mut wallet = WalletSession::new(&engagement, own, Handover::Qr).expect("the key is the engagement's");
    let step = wallet.handle(WalletEvent::Received(bytes.to_vec()));
    assert!(matches!(step, WalletStep::Failed { send: Some(_), .. }) && wallet.is_closed(), "nobody encrypted this");
    let mut assembler = Assembler::default();
    for piece in bytes.chunks(7) {
        let _ = assembler.push(piece);
    }
}

fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| Library::new(kinds()))
}

/// Whoever may issue is the one who signs the seeds, so that what is parsed goes on to its canonical form.
fn vc_trust() -> &'static TrustBundle {
    static TRUST: OnceLock<TrustBundle> = OnceLock::new();
    TRUST.get_or_init(|| {
        let names: Vec<&str> = kinds().iter().map(|kind| kind.kind().as_str()).collect();
        chop_core::dev::TestTrust::new(now().plus(-60)).issuer(key(), &names, None).open()
    })
}

fn vc(bytes: &[u8]) {
    let _ = Credential::parse(bytes);
    let policy = Policy::offline(vc_trust(), kinds(), now());
    let request = RequestBinding { nonce: "n-0S6_WzA2Mj", audience: "https://door.example" };
    let expectation = Expectation { request: Some(request), ..Expectation::ONE_SCAN };
    if let Ok(presentation) = parse_presentation(bytes, library()) {
        let _ = verify::run(presentation, &policy, &expectation, &mut NoMemory);
    }
    if let Ok(credential) = parse_without_holder(bytes, library()) {
        let _ = verify::run(credential, &policy, &expectation, &mut NoMemory);
    }
    if let Ok(credential) = parse_credential(bytes, library()) {
        let _ = verify::run_credential(credential, &policy);
    }
}

fn did(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    for text in [text.to_owned(), format!("did:key:z{text}"), format!("did:jwk:{}", base64url::encode(bytes))] {
        if let Ok(did) = Did::parse(&text) {
            for other in [Did::key_did(did.key()), Did::jwk_did(did.key())] {
                assert_eq!(Did::parse(other.as_str()).as_ref(), Ok(&other), "a key keeps its DIDs");
            }
        }
    }
}

/// The text itself; and the bytes as a payload with one disclosure, so that a mutation need not survive an encoding.
fn sd_jwt(bytes: &[u8]) {
    if let Some(text) = text(bytes)
        && SdJwt::parse(text).is_ok()
    {
        let _ = SdJwtVc::parse(text);
        if let Ok(all) = present_without_holder(text, &|_| true) {
            assert_eq!(present_without_holder(&all, &|_| true).as_ref(), Ok(&all), "what is shown can be shown again");
            let none = present_without_holder(&all, &|_| false).expect("what is shown whole can be shown in part");
            assert!(SdJwt::parse(&none).is_ok(), "what is kept back leaves an SD-JWT");
        }
    }
    let (payload, disclosure) = bytes.split_at(bytes.iter().position(|byte| *byte == b'~').unwrap_or(bytes.len()));
    let part = |bytes: &[u8]| base64url::encode(bytes);
    let header = part(br#"{"alg":"ES256","typ":"dc+sd-jwt"}"#);
    let disclosure = part(disclosure.get(1..).unwrap_or_default());
    let _ = SdJwtVc::parse(&format!("{header}.{}.AA~{disclosure}~", part(payload)));
    let _ = SdJwtVc::parse(&format!("{header}.{}.AA~", part(payload)));
}

fn certificate(bytes: &[u8]) {
    if let Ok(certificate) = Certificate::parse_der(bytes) {
        assert_eq!(certificate.as_der(), bytes, "a certificate keeps its bytes");
    }
    if let Some(text) = text(bytes) {
        let _ = Certificate::parse_pem(text);
    }
}

fn crl(bytes: &[u8]) {
    if let Ok(list) = RevocationList::parse_der(bytes) {
        assert_eq!(list.as_der(), bytes, "a list keeps its bytes");
        assert!(list.next_update() > list.this_update(), "a list has a time");
    }
    let _ = RevocationList::parse_der_or_pem(bytes);
}

fn public_key(bytes: &[u8]) {
    if let Ok(key) = PublicKey::from_spki_der(bytes) {
        assert_eq!(key.spki_der(), bytes, "a key has one form");
    }
    let _ = PublicKey::from_spki_der_or_pem(bytes);
    if let Ok(published) = PublishedKey::parse(bytes) {
        assert_eq!(
            PublishedKey::parse(published.to_pem().as_bytes()),
            Ok(published),
            "a key reads as it is handed out"
        );
    }
}

fn key_file(bytes: &[u8]) {
    // Parameters that cost memory or time are refused before they are used; the rest is a wrong passphrase.
    if let Some(text) = text(bytes).filter(|text| !text.contains("ENCRYPTED")) {
        let _ = keyfile::open(text, "a passphrase");
    }
}

fn status_token(bytes: &[u8]) {
    let _ = status::parse_cwt(bytes, key());
    if let Some(text) = text(bytes) {
        let _ = status::parse_jwt(text, key());
    }
}

/// What a key that is trusted signed is read too: its signature says nothing of its form.
fn status_cwt(bytes: &[u8]) {
    let _ = status::SignedList::recognise(bytes);
    let mut header = Writer::new();
    header.map(2);
    header.int(1);
    header.int(-7);
    header.int(16);
    header.text("application/statuslist+cwt");
    let signer = signer();
    let signature = signer
        .sign_deterministic(&cose::sig_structure(header.as_bytes(), &[], bytes))
        .expect("a software key signs any bytes");
    let mut token = Writer::new();
    token.array(4);
    token.bytes(header.as_bytes());
    token.map(0);
    token.bytes(bytes);
    token.bytes(signature.as_bytes());
    if let Ok(claims) = status::parse_cwt(token.as_bytes(), key()) {
        assert!(claims.expires_at > claims.issued_at && (300..=86_400).contains(&claims.ttl), "times are in order");
    }
}

fn bitstring(bytes: &[u8]) {
    for purpose in status::Purpose::ALL {
        if let Some(Ok(list)) = text(bytes).map(|text| status::decode_list(text, purpose)) {
            assert!(list.entries() >= 131_072, "no list is too short");
        }
        let encoded = format!("u{}", base64url::encode(bytes));
        let _ = status::decode_list(&encoded, purpose);
    }
    if let Ok(value) = json::parse(bytes, 1 << 20)
        && let Ok(entry) = status::BitstringEntry::parse(&value)
    {
        assert_eq!(status::BitstringEntry::parse(&entry.to_json()), Ok(entry), "an entry reads as it is written");
    }
    let header = base64url::encode(br#"{"alg":"ES256","typ":"vc+jwt"}"#);
    let signed = format!("{header}.{}", base64url::encode(bytes));
    let signature = signer().sign_deterministic(signed.as_bytes()).expect("a software key signs any bytes");
    let token = format!("{signed}.{}", base64url::encode(signature.as_bytes()));
    if let Ok(claims) = status::parse_bitstring_credential(&token, key()) {
        assert!(claims.purpose.is_some() && claims.list.entries() >= 131_072, "a list has a purpose and a length");
    }
}

fn signer() -> &'static SoftwareKey {
    static SIGNER: OnceLock<SoftwareKey> = OnceLock::new();
    SIGNER.get_or_init(|| chop_core::dev::key("issuer"))
}

fn status_list(bytes: &[u8]) {
    if let Some((bits, zlib)) = bytes.split_first()
        && let Ok(list) = StatusList::inflate(*bits, zlib)
    {
        assert_eq!(StatusList::inflate(*bits, &list.deflate()), Ok(list), "a list survives its own compression");
    }
}

fn trust_bundle(bytes: &[u8]) {
    let _ = TrustBundle::open(bytes, None, now());
    let _ = chop_core::trust::read_body(bytes);
}

fn trust_root(bytes: &[u8]) {
    let _ = SignedRoot::parse(bytes);
}

/// One frame a line, as a camera sees them.
fn frames(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let mut receiver = Receiver::new();
    for line in text.lines() {
        let _ = receiver.accept(line);
    }
}

fn seal(bytes: &[u8]) {
    if let Some(text) = text(bytes) {
        let _ = Seal::parse(text, kinds());
    }
    let _ = Seal::parse(&format!("SEAL1:{}", base45::encode(bytes)), kinds());
}

fn key_request(bytes: &[u8]) {
    let _ = KeyRequest::parse(bytes, now());
}

fn delivery(bytes: &[u8]) {
    if let Ok(delivery) = Delivery::parse(bytes) {
        assert_eq!(delivery.to_bytes(), bytes, "a delivery has one form");
    }
}

fn descriptor(bytes: &[u8]) {
    if let Some(text) = text(bytes) {
        let _ = Descriptor::from_toml(text);
    }
}

fn record(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let day = chop_core::document::Date::from(now().hong_kong_day());
    for descriptor in kinds().iter() {
        let fields: Vec<(&str, &str)> = text.lines().filter_map(|line| line.split_once('=')).collect();
        let _ = Record::from_fields(descriptor, fields, day);
    }
}

fn small_texts(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    if let Ok(id) = Hkid::parse(text) {
        assert_eq!(Hkid::parse(&id.display_full()), Ok(id), "a number reads as it is shown");
    }
    let _ = PartialDate::parse(text);
    let _ = UnixTime::parse_rfc3339(text);
    if let Ok(code) = ClaimCode::parse(text) {
        assert_eq!(ClaimCode::parse(&code.expose()), Ok(code), "a claim code reads as it is shown");
    }
}

fn certification_request(bytes: &[u8]) {
    if let Ok(request) = CertificationRequest::parse_der(bytes) {
        assert!(!request.is_proven() || request.public_key().is_some(), "nobody proves a key that is not there");
    }
}

/// What is read as a token is one by its outer form, has a presentation, and none twice.
fn vp_token(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let Ok(token) = VpToken::parse(text) else { return };
    let members: Vec<_> = token.into_members().collect();
    assert!((1..=DOCUMENTS).contains(&members.len()));
    assert!(members.iter().enumerate().all(|(place, member)| !members[..place].contains(member)));
}

/// The text itself; and the bytes as the payload of a credential and of a presentation.
fn vc_jose(bytes: &[u8]) {
    if let Some(text) = text(bytes) {
        let _ = jose::parse_credential(text);
        let _ = jose::parse_presentation(text);
    }
    for typ in ["vc+jwt", "vp+jwt"] {
        let header = base64url::encode(format!(r#"{{"alg":"ES256","typ":"{typ}"}}"#).as_bytes());
        let text = format!("{header}.{}.AA", base64url::encode(bytes));
        let _ = jose::parse_credential(&text);
        let _ = jose::parse_presentation(&text);
    }
}

/// Any file, and any bytes behind the marks that a sealed letter has.
fn sealed_letter(bytes: &[u8]) {
    let behind = |mark: &str| [b"%PDF-1.7\n", mark.as_bytes(), bytes].concat();
    let seal = "/ChopSeal(SEAL1:";
    for file in [bytes.to_vec(), behind(seal), behind(&format!("{seal}00)/ByteRange[0 "))] {
        let _ = SealedLetter::parse(&file, kinds());
        if let Ok(parts) = SealedPdf::read(&file) {
            let [start, end] = parts.covers();
            assert!(start.start == 0 && end.start <= end.end);
            let _ = parts.signature();
        }
    }
}
