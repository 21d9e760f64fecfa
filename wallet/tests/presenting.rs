//! Answering one request: in the format that is asked for and held, once for each copy, and in the log.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails loudly")]

mod kit;

use std::collections::BTreeSet;

use chop_core::format::{Binding, CredentialFormat, IssuedCredential, mdoc};
use chop_core::verify::{Expectation, NoMemory, Outcome, Policy, RequestBinding, run};
use chop_wallet::{Copies, Event, LoggedReader, Reader};
use kit::{Issue, Os, World};

/// `[null, null, ["x"]]`.
const TRANSCRIPT: [u8; 6] = [0x83, 0xf6, 0xf6, 0x81, 0x61, b'x'];
const SESSION: Binding<'_> = Binding::Transcript(&TRANSCRIPT);
const REQUEST: Binding<'_> = Binding::Request(RequestBinding { nonce: "n-1", audience: "https://door.example" });

#[test]
fn every_answer_uses_up_a_copy_and_no_two_have_a_key_in_common() {
    let kind = "certificate-of-imprisonment";
    let world = World::new();
    let mut wallet = world.create();
    let name = world.obtain(&mut wallet, kind).document.to_string();
    let trust = world.trust.open();
    let policy = Policy::offline(&trust, &world.kinds, world.now);
    let mut keys = BTreeSet::new();
    for left in (1..=4).rev() {
        let offer = wallet.offer_presentation(&name, None, SESSION, &world.kinds, world.now).unwrap();
        assert_eq!((offer.format(), offer.is_whole()), (CredentialFormat::Mdoc, false));
        assert_eq!(offer.offer().copies(), Copies::OneTime { left });
        let choice = offer.offer().least();
        let (bytes, shared) = wallet.present(&offer, &choice, SESSION, &world.kinds, world.now, &mut Os).unwrap();
        assert_eq!(shared, offer.offer().always(), "nothing but what is always shown");
        let expectation = Expectation { transcript: Some(&TRANSCRIPT), ..Expectation::ONE_SCAN };
        let shown = mdoc::parse_device_response(&bytes).unwrap();
        let Outcome::Verified(_) = run(shown, &policy, &expectation, &mut NoMemory) else { panic!("not verified") };
        let response = mdoc::DeviceResponse::parse(&bytes).unwrap();
        assert_eq!(response.documents().len(), 1);
        keys.insert(format!(
            "{:?}",
            bytes.windows(37).find(|window| window.starts_with(b"deviceKey\xa4")).map(<[u8]>::to_vec)
        ));
    }
    assert_eq!(keys.len(), 4, "each was shown with a copy of its own");
    let offer = wallet.offer_presentation(&name, None, SESSION, &world.kinds, world.now).unwrap();
    assert_eq!(offer.offer().copies(), Copies::RunOut);
    let log = wallet.log().unwrap();
    let shown: Vec<_> = log.iter().filter(|entry| entry.event == Event::Shown).collect();
    assert_eq!(shown.len(), 4);
    assert!(shown.iter().all(|entry| matches!(entry.reader, LoggedReader::Session(_))));
    assert!(shown.iter().all(|entry| entry.kind.is_none() && entry.elements.is_empty()), "its very name hurts");
}

#[test]
fn only_a_format_that_is_held_and_can_answer_is_shown() {
    let kind = "senior-citizen-card";
    let world = World::new();
    let mut wallet = world.create();
    let request = world.request(&mut wallet, kind);
    let issue = Issue::of(kind, world.now);
    let file = issue.deliver(vec![issue.sd_jwt(&request, world.now).into_bytes()]);
    wallet.receive(&file, &world.kinds, world.now, &mut Os).unwrap();
    let offer = |format, binding| {
        wallet
            .offer_presentation(kind, format, binding, &world.kinds, world.now)
            .map(|offer| offer.format())
            .map_err(|fault| fault.code())
    };
    assert_eq!(offer(None, REQUEST), Ok(CredentialFormat::SdJwtVc));
    assert_eq!(offer(Some(CredentialFormat::SdJwtVc), REQUEST), Ok(CredentialFormat::SdJwtVc));
    assert_eq!(offer(Some(CredentialFormat::VcJwt), REQUEST), Err("wallet.no-format"));
    assert_eq!(offer(Some(CredentialFormat::SdJwtVc), SESSION), Err("present.binding"));
    assert_eq!(offer(Some(CredentialFormat::Mdoc), REQUEST), Err("present.binding"));
    assert_eq!(offer(None, SESSION), Err("wallet.no-format"));
    let code = wallet.offer(kind, Reader::Anyone, &world.kinds, world.now);
    assert_eq!(code.unwrap_err().code(), "wallet.no-format", "a code is made of an mdoc");
    let early = world.trust.body.issued_at.plus(-3_600);
    let refused = wallet.offer_presentation(kind, None, REQUEST, &world.kinds, early);
    assert_eq!(refused.unwrap_err().code(), "wallet.clock");
    assert!(wallet.log().unwrap().iter().all(|entry| entry.event == Event::Received), "an offer is no showing");
}

#[test]
fn what_was_not_offered_is_not_shown() {
    let kind = "senior-citizen-card";
    let world = World::new();
    let mut wallet = world.create();
    let request = world.request(&mut wallet, kind);
    let issue = Issue::of(kind, world.now);
    let file = issue.deliver(vec![issue.sd_jwt(&request, world.now).into_bytes()]);
    wallet.receive(&file, &world.kinds, world.now, &mut Os).unwrap();
    let offer = wallet.offer_presentation(kind, None, REQUEST, &world.kinds, world.now).unwrap();
    assert_eq!(offer.offer().elements(&["no_such"]).unwrap_err().code(), "consent.no-such-element");
    let choice = offer.offer().elements(&["family_name"]).unwrap();
    let (bytes, shared) = wallet.present(&offer, &choice, REQUEST, &world.kinds, world.now, &mut Os).unwrap();
    assert!(shared.iter().any(|id| id.as_str() == "family_name"));
    let text = String::from_utf8(bytes).unwrap();
    assert!(IssuedCredential::parse(text.as_bytes(), &world.kinds).is_err(), "a presentation is no credential");
    let issued = issue.sd_jwt(&request, world.now);
    assert!(text.split('~').count() < issued.split('~').count(), "most is kept back");
    let entry = wallet.log().unwrap().pop().unwrap();
    assert_eq!(entry.reader, LoggedReader::Audience("https://door.example".to_owned()));
    assert_eq!(entry.elements, shared.iter().map(ToString::to_string).collect::<Vec<_>>());
}
