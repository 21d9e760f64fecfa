//! The example of ISO/IEC 18013-5 Annex D from end to end: what is read there is written here, byte for byte.

use chop_core::crypto::x509::Certificate;
use chop_core::crypto::{AlgorithmPolicy, Signer, SoftwareKey};
use chop_core::dev::{self, TestTrust};
use chop_core::document::Kinds;
use chop_core::exchange::mdoc::{
    BleOptions, Carrier, DeviceEngagement, DeviceRequest, Handover, HandoverSelect, LeRole, PowerState, ReaderEvent,
    ReaderPolicy, ReaderSession, ReaderStep, RetrievalMethod, SessionData, SessionStatus, SessionTranscript,
    WalletEvent, WalletSession, WalletStep,
};
use chop_core::format::mdoc;
use chop_core::time::UnixTime;
use chop_core::trust::{IssuerEntry, Selector, VerifierEntry};
use chop_core::verify::{Expectation, NoMemory, Outcome, Policy, run};

use crate::{annex, json, unhex, vector};

fn key(name: &str) -> SoftwareKey {
    let keys = json("mdoc/iso-18013-5-annex-d/keys.json");
    SoftwareKey::from_p256_scalar(&unhex(keys[name]["d"].as_str().unwrap()).try_into().unwrap()).unwrap()
}

fn handover() -> Handover {
    Handover::Nfc { select: annex("nfc-handover-select"), request: Some(annex("nfc-handover-request")) }
}

fn engagement() -> DeviceEngagement {
    HandoverSelect::parse(&annex("nfc-handover-select")).unwrap().engagement().clone()
}

fn transcript() -> SessionTranscript {
    let tagged = annex("session-transcript-bytes");
    let item = chop_core::encoding::cbor::Item::parse(&tagged, chop_core::encoding::cbor::Strictness::Lenient).unwrap();
    SessionTranscript::parse(item.as_embedded().unwrap()).unwrap()
}

fn time(text: &str) -> UnixTime {
    UnixTime::parse_rfc3339(text).unwrap()
}

#[test]
fn the_engagement_of_a_qr_code_is_read_and_written() {
    let bytes = annex("device-engagement");
    let read = DeviceEngagement::parse(&bytes).unwrap();
    let uuid = unhex("45efef742b2c4837a9a3b0e1d05a6917").try_into().unwrap();
    let ble = RetrievalMethod::ble(BleOptions { central_client: Some(uuid), ..BleOptions::default() });
    assert_eq!(read.methods(), std::slice::from_ref(&ble));
    assert_eq!(read.device_key().as_bytes(), annex("e-device-key-bytes"));
    assert_eq!(read.device_key().public_key(), key("ephemeral-device-key").public_key());
    let made = DeviceEngagement::new(key("ephemeral-device-key").public_key(), &[ble], None).unwrap();
    assert_eq!(made.as_bytes(), bytes);
    assert_eq!(DeviceEngagement::from_uri(&made.to_uri()).unwrap(), read);
}

#[test]
fn the_handover_select_of_nfc_is_read_and_written() {
    let bytes = annex("nfc-handover-select");
    let read = HandoverSelect::parse(&bytes).unwrap();
    let carrier = &read.carriers()[0];
    assert_eq!(
        (read.carriers().len(), carrier.role(), carrier.power()),
        (1, Some(LeRole::Central), PowerState::Active)
    );
    let address = unhex("28128b37282801").try_into().unwrap();
    let made = DeviceEngagement::new(key("ephemeral-device-key").public_key(), &[], None).unwrap();
    assert_eq!(read.engagement(), &made);
    let select = HandoverSelect::new(&made, &[Carrier::ble(LeRole::Central, None, Some(address))]).unwrap();
    assert_eq!(select.as_bytes(), bytes);
    assert_eq!(select, read);
}

#[test]
fn two_machines_exchange_the_messages_of_the_example_byte_for_byte() {
    let (request, response) = (annex("device-request"), annex("device-response"));
    let mut reader = ReaderSession::new(&engagement(), key("ephemeral-reader-key"), handover()).unwrap();
    let mut wallet = WalletSession::new(&engagement(), key("ephemeral-device-key"), handover()).unwrap();
    assert_eq!(reader.transcript().to_tagged(), annex("session-transcript-bytes"));
    assert_eq!(*reader.transcript(), transcript());

    let ReaderStep::Send(bytes) = reader.handle(ReaderEvent::Ask(request)) else { panic!() };
    assert_eq!(bytes, annex("session-establishment"));
    let WalletStep::Asked(asked) = wallet.handle(WalletEvent::Received(bytes)) else { panic!() };
    assert_eq!(wallet.transcript(), Some(reader.transcript()));
    let items = asked.documents()[0].items();
    assert_eq!((items.doc_type(), items.elements().len()), ("org.iso.18013.5.1.mDL", 6));
    let kept = items.elements().iter().filter(|element| element.intent_to_retain).count();
    assert_eq!(kept, 5, "all but the portrait");

    let WalletStep::Send(bytes) = wallet.handle(WalletEvent::Answer(response.clone())) else { panic!() };
    assert_eq!(bytes, annex("session-data"));
    let ReaderStep::Answered { response: answer, closed: false } = reader.handle(ReaderEvent::Received(bytes)) else {
        panic!()
    };
    assert_eq!(answer, response);
    let ReaderStep::SendAndClose(bytes) = reader.handle(ReaderEvent::Close) else { panic!() };
    assert_eq!(bytes, annex("session-termination"));
    assert_eq!(SessionData::parse(&bytes).unwrap(), SessionData::status(SessionStatus::Termination));
    assert!(matches!(wallet.handle(WalletEvent::Received(bytes)), WalletStep::Closed(_)));

    // The MAC of the answer is checked with the session's own key.
    let at = time("2020-10-05T00:00:00Z");
    let iaca = Certificate::parse_der(&annex("iaca-cert")).unwrap();
    let rights = vec![Selector::Type("org.iso.18013.5.1.mDL".to_owned())];
    let mut trust = TestTrust::new(at.plus(-60));
    trust.body.issuers.push(IssuerEntry::with_certificate(iaca, dev::names("Sample"), rights).unwrap());
    let (trust, kinds) = (trust.open(), Kinds::shipped());
    let expectation = Expectation {
        transcript: Some(reader.transcript().as_bytes()),
        reader: Some(&reader),
        ..Expectation::ONE_SCAN
    };
    let presentation = mdoc::parse_device_response(&answer).unwrap();
    let outcome = run(presentation, &Policy::offline(&trust, &kinds, at), &expectation, &mut NoMemory);
    let Outcome::Verified(verified) = outcome else { panic!("{}", outcome.code()) };
    assert_eq!(verified.content().documents[0].elements.len(), 6);
}

#[test]
fn the_reader_of_the_example_is_known_under_its_root_or_by_its_key() {
    let request = DeviceRequest::parse(&annex("device-request")).unwrap();
    let root = [Certificate::parse_der(&annex("reader-root-cert")).unwrap()];
    let leaf = Certificate::parse_der(&annex("reader-cert")).unwrap();
    let at = time("2020-10-05T00:00:00Z");
    let bare = TestTrust::new(at.plus(-60));
    let judge = |trust: &TestTrust, roots: &[Certificate], transcript: &SessionTranscript, now: UnixTime| {
        let trust = trust.open();
        let policy = ReaderPolicy { trust: &trust, roots, now, algorithms: AlgorithmPolicy::ISO_18013_5 };
        request.authenticate(transcript, &policy).map_or_else(
            |fault| fault.code(),
            |reader| {
                assert_eq!(reader.certificate(), &leaf);
                assert_eq!(Some(reader.key()), leaf.public_key());
                if reader.entry().is_some() { "by entry" } else { "by root" }
            },
        )
    };
    assert_eq!(judge(&bare, &root, &transcript(), at), "by root");
    assert_eq!(judge(&bare, std::slice::from_ref(&leaf), &transcript(), at), "by root");
    assert_eq!(judge(&bare, &[], &transcript(), at), "reader.unknown");
    assert_eq!(judge(&bare, &root, &transcript(), time("2023-12-31T00:00:00Z")), "by root");
    assert_eq!(judge(&bare, &root, &transcript(), time("2023-12-31T00:00:01Z")), "x509.expired");
    assert_eq!(judge(&bare, &root, &transcript(), time("2020-09-30T23:59:59Z")), "x509.not-yet");
    let iaca = [Certificate::parse_der(&annex("iaca-cert")).unwrap()];
    assert_eq!(judge(&bare, &iaca, &transcript(), at), "reader.unknown");
    let other = SessionTranscript::openid4vp("example", "nonce", None, "https://example.com");
    assert_eq!(judge(&bare, &root, &other, at), "reader.signature");

    let mut listed = bare.clone();
    let reader_key = leaf.public_key().unwrap();
    listed.body.verifiers.push(VerifierEntry::new(reader_key.clone(), dev::names("Door"), vec![]));
    assert_eq!(judge(&listed, &[], &transcript(), at), "by entry");
    listed.body.killed.push(reader_key.kid());
    assert_eq!(judge(&listed, &root, &transcript(), at), "reader.revoked");
    let mut killed = bare;
    killed.body.killed.push(root[0].public_key().unwrap().kid());
    assert_eq!(judge(&killed, &root, &transcript(), at), "reader.revoked");
}

#[test]
fn a_small_request_of_another_library_is_read() {
    let request = DeviceRequest::parse(&vector("mdoc/isomdl/device-request-small.cbor")).unwrap();
    let items = request.documents()[0].items();
    assert_eq!(items.doc_type(), "org.iso.18013.5.1.mDL");
    let asked: Vec<&str> = items.elements().iter().map(|element| element.element.as_str()).collect();
    assert_eq!(asked, ["family_name", "given_name", "document_number"]);
    assert!(items.elements().iter().all(|element| !element.intent_to_retain));
    let trust = TestTrust::new(crate::at(-60)).open();
    let policy =
        ReaderPolicy { trust: &trust, roots: &[], now: crate::at(0), algorithms: AlgorithmPolicy::ISO_18013_5 };
    assert_eq!(request.authenticate(&transcript(), &policy).unwrap_err().code(), "reader.missing");
}
