//! Every way in which a message of a session can be wrong.

use chop_core::crypto::Signer;
use chop_core::dev;
use chop_core::encoding::limits::SESSION_BYTES;
use chop_core::exchange::mdoc::{
    Assembler, DeviceEngagement, EphemeralKey, Handover, ReaderEvent, ReaderSession, ReaderStep, SessionData,
    SessionEstablishment, SessionFault, SessionStatus, WalletEvent, WalletSession, WalletStep, frames,
};

use crate::Cases;
use crate::mdoc_model::{Style, V, b, cose_key, map, null, t};

fn establishment() -> V {
    map(vec![("eReaderKey", V::Embedded(Box::new(cose_key("reader")))), ("data", b(&[7; 40]))])
}

#[test]
fn every_wrong_establishment_ends_with_exactly_its_code() {
    let mut cases = Cases::default();
    let bytes = establishment().encode(Style::PLAIN);
    cases.add("good", bytes.clone(), "ok");
    cases.add("good in chunks", establishment().encode(Style { chunk: Some(9), ..Style::PLAIN }), "ok");
    cases.add("nothing", vec![], "cbor.truncated");
    cases.add("a byte behind", [bytes.as_slice(), &[0]].concat(), "cbor.trailing");
    cases.add("the last byte missing", bytes[..bytes.len() - 1].to_vec(), "cbor.truncated");
    cases.add("a byte too large", vec![0; SESSION_BYTES + 1], "session.size");
    cases.add("an array", vec![0x80], "session.structure");
    cases.add("65 items", [vec![0x98, 64], vec![0; 64]].concat(), "cbor.items");
    let mut with = |name: &str, change: &dyn Fn(&mut V), expect| {
        let mut tree = establishment();
        change(&mut tree);
        cases.add(name, tree.encode(Style::PLAIN), expect);
    };
    with("no key", &|tree| tree.remove("eReaderKey"), "session.structure");
    with("no data", &|tree| tree.remove("data"), "session.structure");
    with("data in text", &|tree| *tree.at(&["data"]) = t("x"), "session.structure");
    with("data that is null", &|tree| *tree.at(&["data"]) = null(), "session.structure");
    with("data twice", &|tree| tree.entries().push((t("data"), b(&[1]))), "cbor.duplicate");
    with("a member of a later edition", &|tree| tree.entries().push((t("more"), V::Uint(1))), "ok");
    with("a key that is not wrapped", &|tree| *tree.at(&["eReaderKey"]) = cose_key("reader"), "session.key");
    with("a key in bytes", &|tree| *tree.at(&["eReaderKey"]) = b(&[1]), "session.key");
    with("a key that is null", &|tree| *tree.at(&["eReaderKey"]) = null(), "session.key");
    let point = |curve: u64, x: &[u8], y: &[u8]| {
        let key = V::Map(vec![
            (V::Uint(1), V::Uint(2)),
            (V::Nint(0), V::Uint(curve)),
            (V::Nint(1), b(x)),
            (V::Nint(2), b(y)),
        ]);
        V::Embedded(Box::new(key))
    };
    let (x, y) = dev::key("reader").public_key().p256_coordinates().unwrap();
    with("a key of another curve", &|tree| *tree.at(&["eReaderKey"]) = point(2, &x, &y), "session.key");
    with("a key off its curve", &|tree| *tree.at(&["eReaderKey"]) = point(1, &y, &x), "session.key");
    with("a key at infinity", &|tree| *tree.at(&["eReaderKey"]) = point(1, &[0; 32], &[0; 32]), "session.key");
    with(
        "a key with a private part",
        &|tree| tree.at(&["eReaderKey"]).entries().push((V::Nint(3), b(&[1; 32]))),
        "session.key",
    );
    with("a key cut short", &|tree| *tree.at(&["eReaderKey"]) = V::Tag(24, Box::new(b(&[0xa4, 1]))), "session.key");
    with("an empty key", &|tree| *tree.at(&["eReaderKey"]) = V::Tag(24, Box::new(b(&[]))), "session.key");
    let negative = cases.judge(|bytes| match SessionEstablishment::parse(bytes) {
        Ok(message) => {
            assert_eq!(SessionEstablishment::parse(&message.to_bytes()), Ok(message));
            "ok"
        }
        Err(fault) => fault.code(),
    });
    assert!(negative >= 20, "{negative} negative cases");
}

#[test]
fn every_wrong_session_data_ends_with_exactly_its_code() {
    let mut cases = Cases::default();
    let mut with = |name: &str, tree: V, expect| cases.add(name, tree.encode(Style::PLAIN), expect);
    let data = || ("data", b(&[7; 40]));
    let status = |number: u64| ("status", V::Uint(number));
    with("data", map(vec![data()]), "ok");
    with("data and termination", map(vec![data(), status(20)]), "ok");
    with("data and an unknown status", map(vec![data(), status(99)]), "ok");
    for number in [10, 11, 20, 0, 21, u64::MAX] {
        with(&format!("status {number}"), map(vec![status(number)]), "ok");
    }
    with("data and status 10", map(vec![data(), status(10)]), "session.structure");
    with("data and status 11", map(vec![data(), status(11)]), "session.structure");
    with("neither", map(vec![]), "session.structure");
    with("a later member alone", map(vec![("more", V::Uint(1))]), "session.structure");
    with("a later member beside", map(vec![data(), ("more", V::Uint(1))]), "ok");
    with("a status in text", map(vec![("status", t("20"))]), "session.structure");
    with("a negative status", map(vec![("status", V::Nint(0))]), "session.structure");
    with("a status that is null", map(vec![data(), ("status", null())]), "session.structure");
    with("data in text", map(vec![("data", t("x"))]), "session.structure");
    with("data that is null", map(vec![("data", null()), status(20)]), "session.structure");
    with("a status twice", map(vec![status(20), status(20)]), "cbor.duplicate");
    with("an array", V::Array(vec![]), "session.structure");
    cases.add("nothing", vec![], "cbor.truncated");
    cases.add("a byte behind", vec![0xa1, 0x66, b's', b't', b'a', b't', b'u', b's', 0x14, 0], "cbor.trailing");
    cases.add("a byte too large", vec![0; SESSION_BYTES + 1], "session.size");
    let inner = SESSION_BYTES - 11;
    let large = SessionData { data: Some(vec![0; inner]), status: None }.to_bytes();
    assert_eq!(large.len(), SESSION_BYTES);
    cases.add("as large as can be", large, "ok");
    let negative = cases.judge(|bytes| match SessionData::parse(bytes) {
        Ok(message) => {
            assert_eq!(SessionData::parse(&message.to_bytes()), Ok(message));
            "ok"
        }
        Err(fault) => fault.code(),
    });
    assert!(negative >= 14, "{negative} negative cases");
    for number in [10, 11, 20, 99] {
        assert_eq!(SessionStatus::of(number).number(), number);
    }
}

fn start() -> (WalletSession, ReaderSession) {
    let engagement = DeviceEngagement::new(dev::key("device").public_key(), &[], None).unwrap();
    (
        WalletSession::new(&engagement, dev::key("device"), Handover::Qr).unwrap(),
        ReaderSession::new(&engagement, dev::key("reader"), Handover::Qr).unwrap(),
    )
}

fn request() -> Vec<u8> {
    crate::requests::good().encode(Style::PLAIN)
}

/// A wallet and a reader, the request on its way.
fn asked() -> (WalletSession, ReaderSession, Vec<u8>) {
    let (wallet, mut reader) = start();
    let ReaderStep::Send(bytes) = reader.handle(ReaderEvent::Ask(request())) else { panic!() };
    (wallet, reader, bytes)
}

#[test]
fn every_bit_of_an_encrypted_request_counts() {
    let (_, _, bytes) = asked();
    let data = SessionEstablishment::parse(&bytes).unwrap().data;
    for bit in (0..8 * data.len()).step_by(37) {
        let (mut wallet, _, bytes) = asked();
        let mut message = SessionEstablishment::parse(&bytes).unwrap();
        message.data[bit / 8] ^= 1 << (bit % 8);
        let WalletStep::Failed { fault, send: Some(told) } = wallet.handle(WalletEvent::Received(message.to_bytes()))
        else {
            panic!("bit {bit}")
        };
        assert_eq!(fault, SessionFault::Decrypt);
        assert_eq!(SessionData::parse(&told).unwrap(), SessionData::status(SessionStatus::Encryption));
    }
    for short in [0, 1, 15, 16] {
        let (mut wallet, _, bytes) = asked();
        let mut message = SessionEstablishment::parse(&bytes).unwrap();
        message.data.truncate(short);
        let WalletStep::Failed { fault, .. } = wallet.handle(WalletEvent::Received(message.to_bytes())) else {
            panic!()
        };
        assert_eq!(fault, SessionFault::Decrypt, "{short} bytes");
    }
}

#[test]
fn the_readers_key_in_another_encoding_is_another_session() {
    let (_, _, bytes) = asked();
    let message = SessionEstablishment::parse(&bytes).unwrap();
    let long = map(vec![("eReaderKey", V::Embedded(Box::new(cose_key("reader")))), ("data", b(&message.data))]);
    let long = long.encode(Style { width: 2, ..Style::PLAIN });
    assert_eq!(SessionEstablishment::parse(&long).unwrap().reader_key.public_key(), message.reader_key.public_key());
    let (mut wallet, _) = start();
    let WalletStep::Failed { fault, .. } = wallet.handle(WalletEvent::Received(long)) else { panic!() };
    assert_eq!(fault, SessionFault::Decrypt, "the transcript is over the bytes that were sent");
}

#[test]
fn a_wallet_fails_with_the_status_that_tells_why() {
    let told = |bytes: Vec<u8>| {
        let (mut wallet, _) = start();
        let WalletStep::Failed { fault, send: Some(told) } = wallet.handle(WalletEvent::Received(bytes)) else {
            panic!()
        };
        assert!(wallet.is_closed());
        (fault.code(), SessionData::parse(&told).unwrap().status.unwrap().number())
    };
    assert_eq!(told(vec![0xff]), ("cbor.malformed", 11));
    assert_eq!(told(vec![0xa0]), ("session.structure", 11));
    assert_eq!(told(vec![0; SESSION_BYTES + 1]), ("session.size", 20));
    let mut tree = establishment();
    *tree.at(&["eReaderKey"]) = null();
    assert_eq!(told(tree.encode(Style::PLAIN)), ("session.key", 10));
    assert_eq!(told(establishment().encode(Style::PLAIN)), ("session.decrypt", 10));
    let own = SessionEstablishment {
        reader_key: EphemeralKey::new(dev::key("device").public_key()).unwrap(),
        data: vec![7; 40],
    };
    assert_eq!(told(own.to_bytes()), ("session.decrypt", 10), "the wallet's own key sent back");
    assert_eq!(told(SessionData::status(SessionStatus::Termination).to_bytes()), ("session.structure", 11));
}

#[test]
fn a_status_of_the_other_side_ends_the_session_and_nothing_is_sent_back() {
    for number in [10, 11, 99] {
        let (_, mut reader, _) = asked();
        let bytes = SessionData::status(SessionStatus::of(number)).to_bytes();
        let ReaderStep::Failed { fault, send: None } = reader.handle(ReaderEvent::Received(bytes.clone())) else {
            panic!()
        };
        assert_eq!(fault, SessionFault::Peer { status: number });
        assert!(reader.is_closed());

        for answered in [false, true] {
            let (mut wallet, _, establishment) = asked();
            let WalletStep::Asked(_) = wallet.handle(WalletEvent::Received(establishment)) else { panic!() };
            if answered {
                let WalletStep::Send(_) = wallet.handle(WalletEvent::Answer(vec![1])) else { panic!() };
            }
            let WalletStep::Failed { fault, send: None } = wallet.handle(WalletEvent::Received(bytes.clone())) else {
                panic!()
            };
            assert_eq!(fault, SessionFault::Peer { status: number });
        }
    }
}

#[test]
fn messages_that_cannot_come_now_end_the_session() {
    // Data before anything was asked, and after the answer.
    let data = SessionData { data: Some(vec![7; 40]), status: None }.to_bytes();
    let (_, mut reader) = start();
    let ReaderStep::Failed { fault, send: Some(_) } = reader.handle(ReaderEvent::Received(data.clone())) else {
        panic!()
    };
    assert_eq!(fault, SessionFault::Order);
    let (mut wallet, mut reader, bytes) = asked();
    let WalletStep::Asked(_) = wallet.handle(WalletEvent::Received(bytes.clone())) else { panic!() };
    let WalletStep::Send(answer) = wallet.handle(WalletEvent::Answer(vec![1])) else { panic!() };
    let ReaderStep::Answered { .. } = reader.handle(ReaderEvent::Received(answer.clone())) else { panic!() };
    let ReaderStep::Failed { fault, .. } = reader.handle(ReaderEvent::Received(answer)) else { panic!() };
    assert_eq!(fault, SessionFault::Order, "an answer that nobody asked for");
    // The establishment again, where a SessionData belongs.
    let WalletStep::Failed { fault, .. } = wallet.handle(WalletEvent::Received(bytes)) else { panic!() };
    assert_eq!(fault, SessionFault::Decrypt, "a replayed request");
    // An error beside the data of an answer.
    let (_, mut reader, _) = asked();
    let both = map(vec![("data", b(&[7; 40])), ("status", V::Uint(10))]).encode(Style::PLAIN);
    let ReaderStep::Failed { fault, .. } = reader.handle(ReaderEvent::Received(both)) else { panic!() };
    assert_eq!(fault, SessionFault::Structure);
}

#[test]
fn machines_say_nothing_of_their_keys() {
    let (wallet, reader) = start();
    for text in [format!("{wallet:?}"), format!("{reader:?}")] {
        assert!(text.contains("closed: false") && text.len() < 60, "{text}");
    }
}

#[test]
fn pieces_of_any_size_make_the_message_again() {
    for length in [0, 1, 18, 19, 20, 57, 1_000] {
        let message: Vec<u8> = (0..length).map(|n| n as u8).collect();
        for size in [0, 1, 2, 3, 20, 512, 2_000] {
            let pieces = frames(&message, size);
            assert!(pieces.iter().all(|piece| piece.len() <= size.max(2)));
            let mut assembler = Assembler::default();
            let (last, before) = pieces.split_last().unwrap();
            assert!(before.iter().all(|piece| assembler.push(piece) == Ok(None)));
            assert_eq!(assembler.push(last), Ok(Some(message.clone())));
        }
    }
    let mut assembler = Assembler::default();
    assert_eq!(assembler.push(&[1, 7]), Ok(None));
    for wrong in [&[][..], &[2, 1], &[0xff]] {
        assert_eq!(assembler.push(wrong).unwrap_err().code(), "session.piece");
    }
    assert_eq!(assembler.push(&[0, 8]), Ok(Some(vec![8])), "what came before a broken piece is forgotten");
    assert_eq!(assembler.push(&[&[1][..], &vec![0; SESSION_BYTES]].concat()), Ok(None));
    assert_eq!(assembler.push(&[0, 1]).unwrap_err().code(), "session.size");
    assert_eq!(assembler.push(&[0]), Ok(Some(vec![])));
}
