//! A wallet and a reader meet over a channel that carries small pieces, and loses, repeats and mixes them up.

use chop_core::crypto::{AlgorithmPolicy, Signer, SoftwareKey, agreement};
use chop_core::dev::{self, TestDocument, TestTrust};
use chop_core::document::Kinds;
use chop_core::exchange::mdoc::{
    Assembler, BleOptions, Carrier, ClosedBy, DeviceEngagement, DeviceRequest, Handover, HandoverSelect, ItemsRequest,
    LeRole, ReaderEvent, ReaderPolicy, ReaderSession, ReaderStep, RequestDraft, RetrievalMethod, SessionFault,
    SessionTranscript, WalletEvent, WalletSession, WalletStep, frames,
};
use chop_core::format::mdoc::{self, ElementError, ErrorCode, PresentedDocument, Showing};
use chop_core::trust::TrustBundle;
use chop_core::verify::{Expectation, NoMemory, Outcome, Policy, run};

use crate::at;
use crate::readers::certificate;

const CARD: &str = "senior-citizen-card";
const CODE: &str = "personal-code";

/// A wallet with two documents and the code that it shows.
struct Holder {
    documents: Vec<TestDocument>,
    session: WalletSession,
}

enum By {
    Signature,
    Mac,
}

impl Holder {
    fn engage(handover: Option<&HandoverSelect>) -> (Self, DeviceEngagement) {
        let engagement = match handover {
            Some(select) => select.engagement().clone(),
            None => engagement(),
        };
        let documents = [CARD, CODE].map(|kind| TestDocument::new(kind, at(-3_600))).into();
        let handover = match handover {
            Some(select) => Handover::Nfc { select: select.as_bytes().to_vec(), request: None },
            None => Handover::Qr,
        };
        let session = WalletSession::new(&engagement, dev::key("ephemeral wallet"), handover).unwrap();
        (Self { documents, session }, engagement)
    }

    /// What the holder agreed to: each document asked for that the wallet has, with the elements asked for.
    fn answer(&self, request: &DeviceRequest, by: &By) -> Vec<u8> {
        let transcript = self.session.transcript().unwrap();
        let shown: Vec<PresentedDocument> = request
            .documents()
            .iter()
            .filter_map(|asked| {
                let items = asked.items();
                let kinds = Kinds::shipped();
                let kind = kinds.by_doctype(items.doc_type())?.kind().to_string();
                let document = self.documents.iter().find(|document| document.kind == kind)?;
                let choice = items.choose(&|_, id| kinds.by_kind(&kind).unwrap().element(id).is_some());
                let errors: Vec<ElementError> = choice
                    .missing
                    .iter()
                    .map(|missing| ElementError {
                        name_space: missing.name_space.clone(),
                        element: missing.element.clone(),
                        code: ErrorCode::NOT_RETURNED,
                    })
                    .collect();
                let showing = Showing {
                    issuer_signed: &document.issue(),
                    keep: &|item| choice.returned.iter().any(|wanted| wanted.element == item.element()),
                    device_elements: &[],
                    errors: &errors,
                };
                let prepared = mdoc::prepare_document(&showing, transcript.as_bytes()).unwrap();
                Some(match by {
                    By::Signature => prepared.sign(&document.device).unwrap(),
                    By::Mac => {
                        let secret = agreement::shared_secret(&document.device, reader_key().public_key()).unwrap();
                        prepared.authenticate(&secret)
                    }
                })
            })
            .collect();
        mdoc::response(&shown, &[])
    }
}

fn engagement() -> DeviceEngagement {
    let ble = BleOptions { peripheral_server: Some([5; 16]), ..BleOptions::default() };
    let methods = [RetrievalMethod::ble(ble), RetrievalMethod::nfc(300, 300)];
    DeviceEngagement::new(dev::key("ephemeral wallet").public_key(), &methods, None).unwrap()
}

fn reader_key() -> SoftwareKey {
    dev::key("ephemeral reader")
}

fn trust() -> TrustBundle {
    let list = chop_core::status::StatusList::new(2, 1 << 17).unwrap();
    TestTrust::new(at(-600))
        .issuer(dev::key("issuer").public_key(), &[CARD, CODE], None)
        .verifier(dev::key("door").public_key())
        .list("https://status.example/l/9", list)
        .open()
}

fn request(kinds: &[&str], session: &ReaderSession) -> Vec<u8> {
    let shipped = Kinds::shipped();
    let items = kinds
        .iter()
        .map(|kind| {
            let kind = shipped.by_kind(kind).unwrap();
            ItemsRequest::for_view(kind, kind.views()[0].id.as_str(), &|_| false).unwrap()
        })
        .collect();
    let door = dev::key("door");
    let draft = RequestDraft::new(items).prepare(door.public_key(), session.transcript());
    draft.sign(&door, &[certificate("door").as_der().to_vec()]).unwrap()
}

fn judge(session: &ReaderSession, response: &[u8]) -> Outcome {
    let (trust, kinds) = (trust(), Kinds::shipped());
    let expectation = Expectation {
        transcript: Some(session.transcript().as_bytes()),
        reader: Some(session),
        ..Expectation::ONE_SCAN
    };
    let presentation = mdoc::parse_device_response(response).unwrap();
    run(presentation, &Policy::offline(&trust, &kinds, at(0)), &expectation, &mut NoMemory)
}

/// Carries a message in pieces through a channel that may do something to them.
fn carry(message: &[u8], size: usize, meddle: &dyn Fn(&mut Vec<Vec<u8>>)) -> Vec<u8> {
    let mut pieces = frames(message, size);
    meddle(&mut pieces);
    let mut assembler = Assembler::default();
    for piece in pieces {
        if let Some(whole) = assembler.push(&piece).unwrap() {
            return whole;
        }
    }
    // The last piece was lost: the transport gives up and hands over what came.
    assembler.push(&[0]).unwrap().unwrap()
}

fn whole(message: &[u8]) -> Vec<u8> {
    carry(message, 20, &|_| {})
}

#[test]
fn a_door_asks_for_two_documents_and_gets_both_by_signature_and_by_mac() {
    for by in [By::Signature, By::Mac] {
        let (mut holder, engagement) = Holder::engage(None);
        let scanned = DeviceEngagement::from_uri(&engagement.to_uri()).unwrap();
        let mut reader = ReaderSession::new(&scanned, reader_key(), Handover::Qr).unwrap();
        let asked = request(&[CARD, CODE], &reader);
        let ReaderStep::Send(bytes) = reader.handle(ReaderEvent::Ask(asked)) else { panic!() };
        let WalletStep::Asked(asked) = holder.session.handle(WalletEvent::Received(whole(&bytes))) else { panic!() };

        // The wallet names who asks.
        let trust = trust();
        let policy = ReaderPolicy { trust: &trust, roots: &[], now: at(0), algorithms: AlgorithmPolicy::ISO_18013_5 };
        let who = asked.authenticate(holder.session.transcript().unwrap(), &policy).unwrap();
        assert_eq!(who.entry().unwrap().names().en, "Test Door");

        let answer = holder.answer(&asked, &by);
        let WalletStep::SendAndClose(bytes) = holder.session.handle(WalletEvent::AnswerAndClose(answer)) else {
            panic!()
        };
        assert!(holder.session.is_closed());
        let ReaderStep::Answered { response, closed: true } = reader.handle(ReaderEvent::Received(whole(&bytes)))
        else {
            panic!()
        };
        let outcome = judge(&reader, &response);
        let Outcome::Verified(verified) = &outcome else { panic!("{}", outcome.code()) };
        let kinds: Vec<_> = verified.content().documents.iter().map(|document| document.kind.as_deref()).collect();
        assert_eq!(kinds, [Some(CARD), Some(CODE)]);
    }
}

#[test]
fn a_session_goes_on_with_a_second_request() {
    let ble = Carrier::ble(LeRole::PreferCentral, Some([9; 16]), None);
    let bare = DeviceEngagement::new(dev::key("ephemeral wallet").public_key(), &[], None).unwrap();
    let select = HandoverSelect::new(&bare, &[ble, Carrier::nfc(255, 65_536)]).unwrap();
    let read = HandoverSelect::parse(select.as_bytes()).unwrap();
    assert_eq!(read.carriers(), select.carriers());
    let (mut holder, engagement) = Holder::engage(Some(&select));
    let handover = Handover::Nfc { select: select.as_bytes().to_vec(), request: None };
    let mut reader = ReaderSession::new(&engagement, reader_key(), handover).unwrap();
    for kind in [CARD, CODE, CARD] {
        let asked = request(&[kind], &reader);
        let ReaderStep::Send(bytes) = reader.handle(ReaderEvent::Ask(asked)) else { panic!() };
        let WalletStep::Asked(asked) = holder.session.handle(WalletEvent::Received(bytes)) else { panic!() };
        let answer = holder.answer(&asked, &By::Signature);
        let WalletStep::Send(bytes) = holder.session.handle(WalletEvent::Answer(answer)) else { panic!() };
        let ReaderStep::Answered { response, closed: false } = reader.handle(ReaderEvent::Received(bytes)) else {
            panic!()
        };
        assert_eq!(judge(&reader, &response).code(), "ok");
    }
    let ReaderStep::SendAndClose(bytes) = reader.handle(ReaderEvent::Close) else { panic!() };
    let WalletStep::Closed(ClosedBy::Them) = holder.session.handle(WalletEvent::Received(bytes)) else { panic!() };
}

/// One way in which a channel is bad: its name, and what it does to the pieces.
type Meddling = (&'static str, fn(&mut Vec<Vec<u8>>));

const BAD: &[Meddling] = &[
    ("the first piece lost", |pieces| drop(pieces.remove(0))),
    ("a piece lost", |pieces| drop(pieces.remove(pieces.len() / 2))),
    ("the last piece lost", |pieces| drop(pieces.pop())),
    ("a piece repeated", |pieces| pieces.insert(3, pieces[3].clone())),
    ("two pieces exchanged", |pieces| pieces.swap(4, 9)),
    ("a bit changed", |pieces| pieces[7][5] ^= 1),
    ("the last bit changed", |pieces| *pieces.last_mut().unwrap().last_mut().unwrap() ^= 1),
    ("a piece of something else", |pieces| pieces[5] = vec![1; 20]),
    ("the end in the middle", |pieces| pieces[6][0] = 0),
];

#[test]
fn lost_repeated_and_changed_pieces_are_noticed_in_either_direction() {
    for (name, meddle) in BAD {
        let (mut holder, engagement) = Holder::engage(None);
        let mut reader = ReaderSession::new(&engagement, reader_key(), Handover::Qr).unwrap();
        let asked = request(&[CARD], &reader);
        let ReaderStep::Send(sent) = reader.handle(ReaderEvent::Ask(asked)) else { panic!() };
        let broken = carry(&sent, 20, meddle);
        let WalletStep::Failed { fault, send: Some(told) } = holder.session.handle(WalletEvent::Received(broken))
        else {
            panic!("{name}")
        };
        assert!(
            matches!(fault.code(), "session.decrypt" | "session.structure" | "session.key")
                || fault.code().starts_with("cbor."),
            "{name}: {fault}"
        );
        assert!(holder.session.is_closed());
        let ReaderStep::Failed { fault: SessionFault::Peer { status: 10 | 11 }, send: None } =
            reader.handle(ReaderEvent::Received(told))
        else {
            panic!("{name}")
        };
        assert!(reader.is_closed());

        let (mut holder, _) = Holder::engage(None);
        let mut reader = ReaderSession::new(&engagement, reader_key(), Handover::Qr).unwrap();
        let asked = request(&[CARD], &reader);
        let ReaderStep::Send(sent) = reader.handle(ReaderEvent::Ask(asked)) else { panic!() };
        let WalletStep::Asked(asked) = holder.session.handle(WalletEvent::Received(sent)) else { panic!() };
        let answer = holder.answer(&asked, &By::Signature);
        let WalletStep::Send(sent) = holder.session.handle(WalletEvent::Answer(answer)) else { panic!() };
        let broken = carry(&sent, 20, meddle);
        let ReaderStep::Failed { fault, send: Some(told) } = reader.handle(ReaderEvent::Received(broken)) else {
            panic!("{name}")
        };
        assert!(fault.code() == "session.decrypt" || fault.code().starts_with("cbor."), "{name}: {fault}");
        let WalletStep::Failed { fault: SessionFault::Peer { .. }, .. } =
            holder.session.handle(WalletEvent::Received(told))
        else {
            panic!("{name}")
        };
    }
}

#[test]
fn a_message_is_taken_once() {
    let (mut holder, engagement) = Holder::engage(None);
    let mut reader = ReaderSession::new(&engagement, reader_key(), Handover::Qr).unwrap();
    let first = request(&[CARD], &reader);
    let ReaderStep::Send(first) = reader.handle(ReaderEvent::Ask(first)) else { panic!() };
    let WalletStep::Asked(asked) = holder.session.handle(WalletEvent::Received(first)) else { panic!() };
    let answer = holder.answer(&asked, &By::Signature);
    let WalletStep::Send(first_answer) = holder.session.handle(WalletEvent::Answer(answer)) else { panic!() };
    let step = reader.handle(ReaderEvent::Received(first_answer.clone()));
    assert!(matches!(step, ReaderStep::Answered { .. }));
    let second = request(&[CODE], &reader);
    let ReaderStep::Send(second) = reader.handle(ReaderEvent::Ask(second)) else { panic!() };

    // The old answer does not answer the new request.
    let ReaderStep::Failed { fault, .. } = reader.handle(ReaderEvent::Received(first_answer)) else { panic!() };
    assert_eq!(fault.code(), "session.decrypt");
    // The second request counts once, and not while the holder is being asked.
    let WalletStep::Asked(_) = holder.session.handle(WalletEvent::Received(second.clone())) else { panic!() };
    let WalletStep::Failed { fault, .. } = holder.session.handle(WalletEvent::Received(second)) else { panic!() };
    assert_eq!(fault.code(), "session.order");
}

#[test]
fn an_eavesdropper_with_another_key_reads_nothing_and_an_answer_belongs_to_its_session() {
    let (mut holder, engagement) = Holder::engage(None);
    let mut reader = ReaderSession::new(&engagement, reader_key(), Handover::Qr).unwrap();
    let mut other = ReaderSession::new(&engagement, dev::key("eavesdropper"), Handover::Qr).unwrap();
    let asked = request(&[CARD], &reader);
    let ReaderStep::Send(bytes) = reader.handle(ReaderEvent::Ask(asked.clone())) else { panic!() };
    let WalletStep::Asked(request) = holder.session.handle(WalletEvent::Received(bytes)) else { panic!() };
    let answer = holder.answer(&request, &By::Signature);
    let WalletStep::Send(bytes) = holder.session.handle(WalletEvent::Answer(answer)) else { panic!() };
    let ReaderStep::Send(_) = other.handle(ReaderEvent::Ask(asked)) else { panic!() };
    let ReaderStep::Failed { fault, .. } = other.handle(ReaderEvent::Received(bytes.clone())) else { panic!() };
    assert_eq!(fault.code(), "session.decrypt");
    let ReaderStep::Answered { response, .. } = reader.handle(ReaderEvent::Received(bytes)) else { panic!() };
    assert_eq!(judge(&reader, &response).code(), "ok");
    assert_eq!(judge(&other, &response).code(), "signature.device");
}

#[test]
fn who_ends_a_session_and_what_comes_after_its_end() {
    let start = || {
        let (holder, engagement) = Holder::engage(None);
        (holder.session, ReaderSession::new(&engagement, reader_key(), Handover::Qr).unwrap())
    };
    let (mut wallet, mut reader) = start();
    assert!(matches!(wallet.handle(WalletEvent::Close), WalletStep::Closed(ClosedBy::Us)));
    assert!(matches!(reader.handle(ReaderEvent::Close), ReaderStep::Closed(ClosedBy::Us)));
    for event in [WalletEvent::Close, WalletEvent::Lost, WalletEvent::Answer(vec![]), WalletEvent::Received(vec![])] {
        assert!(matches!(wallet.handle(event), WalletStep::Failed { fault: SessionFault::Order, send: None }));
    }
    for event in [ReaderEvent::Close, ReaderEvent::Lost, ReaderEvent::Ask(vec![]), ReaderEvent::Received(vec![])] {
        assert!(matches!(reader.handle(event), ReaderStep::Failed { fault: SessionFault::Order, send: None }));
    }

    let (mut wallet, mut reader) = start();
    let asked = request(&[CARD], &reader);
    let ReaderStep::Send(bytes) = reader.handle(ReaderEvent::Ask(asked.clone())) else { panic!() };
    let WalletStep::Asked(_) = wallet.handle(WalletEvent::Received(bytes)) else { panic!() };
    let WalletStep::SendAndClose(bytes) = wallet.handle(WalletEvent::Close) else { panic!() };
    assert!(matches!(reader.handle(ReaderEvent::Received(bytes)), ReaderStep::Closed(ClosedBy::Them)));

    // The reader gives up while the holder is being asked.
    let (mut wallet, mut reader) = start();
    let ReaderStep::Send(bytes) = reader.handle(ReaderEvent::Ask(asked.clone())) else { panic!() };
    let WalletStep::Asked(_) = wallet.handle(WalletEvent::Received(bytes)) else { panic!() };
    let ReaderStep::SendAndClose(bytes) = reader.handle(ReaderEvent::Close) else { panic!() };
    assert!(matches!(wallet.handle(WalletEvent::Received(bytes)), WalletStep::Closed(ClosedBy::Them)));

    let (mut wallet, mut reader) = start();
    assert!(matches!(wallet.handle(WalletEvent::Lost), WalletStep::Closed(ClosedBy::Transport)));
    assert!(matches!(reader.handle(ReaderEvent::Lost), ReaderStep::Closed(ClosedBy::Transport)));

    // Answering before anyone asked, and asking twice.
    let (mut wallet, mut reader) = start();
    assert!(matches!(
        wallet.handle(WalletEvent::Answer(vec![])),
        WalletStep::Failed { fault: SessionFault::Order, send: Some(_) }
    ));
    let ReaderStep::Send(_) = reader.handle(ReaderEvent::Ask(asked.clone())) else { panic!() };
    assert!(matches!(
        reader.handle(ReaderEvent::Ask(asked)),
        ReaderStep::Failed { fault: SessionFault::Order, send: Some(_) }
    ));
}

#[test]
fn what_is_no_request_is_answered_by_a_response_that_says_so() {
    for (request, status, code) in [(vec![0xff], 11, "cbor.malformed"), (vec![0xa0], 12, "device-request.structure")] {
        let (mut holder, engagement) = Holder::engage(None);
        let mut reader = ReaderSession::new(&engagement, reader_key(), Handover::Qr).unwrap();
        let ReaderStep::Send(bytes) = reader.handle(ReaderEvent::Ask(request)) else { panic!() };
        let WalletStep::Failed { fault, send: Some(bytes) } = holder.session.handle(WalletEvent::Received(bytes))
        else {
            panic!()
        };
        assert_eq!(fault.code(), code);
        let ReaderStep::Answered { response, closed: true } = reader.handle(ReaderEvent::Received(bytes)) else {
            panic!()
        };
        assert_eq!(mdoc::DeviceResponse::parse(&response).unwrap().status().number(), status);
    }
}

#[test]
fn keys_that_do_not_fit_begin_no_session() {
    let engagement = engagement();
    let other = WalletSession::new(&engagement, dev::key("another wallet"), Handover::Qr);
    assert_eq!(other.err().unwrap().code(), "session.key");
    let wide = SoftwareKey::generate(chop_core::crypto::Algorithm::Es384, &mut dev::Counted::new("wide")).unwrap();
    assert_eq!(DeviceEngagement::new(wide.public_key(), &[], None).unwrap_err().code(), "engagement.key");
    assert_eq!(ReaderSession::new(&engagement, wide, Handover::Qr).err().unwrap().code(), "session.key");
}

#[test]
fn the_same_request_signed_for_another_session_names_nobody() {
    let (_, engagement) = Holder::engage(None);
    let reader = ReaderSession::new(&engagement, reader_key(), Handover::Qr).unwrap();
    let asked = DeviceRequest::parse(&request(&[CARD], &reader)).unwrap();
    let trust = trust();
    let policy = ReaderPolicy { trust: &trust, roots: &[], now: at(0), algorithms: AlgorithmPolicy::ISO_18013_5 };
    assert!(asked.authenticate(reader.transcript(), &policy).is_ok());
    let other = ReaderSession::new(&engagement, dev::key("relay"), Handover::Qr).unwrap();
    assert_eq!(asked.authenticate(other.transcript(), &policy).unwrap_err().code(), "reader.signature");
    let openid = SessionTranscript::openid4vp("x", "y", None, "z");
    assert_eq!(asked.authenticate(&openid, &policy).unwrap_err().code(), "reader.signature");
}
