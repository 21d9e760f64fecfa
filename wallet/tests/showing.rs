//! From the wallet to the door: what is shown is what was agreed to, fresh, and verified by the same code as anyone's.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails loudly")]

mod kit;

use std::collections::HashSet;

use chop_core::dev::key;
use chop_core::document::Kinds;
use chop_core::format::code::{Challenge, ChallengeDraft, Code, site_audience};
use chop_core::time::UnixTime;
use chop_core::trust::TrustBundle;
use chop_core::verify::{
    Admission, CodeExpectation, Expectation, Level, MemoryLost, Outcome, Policy, Seen, Sighting, run,
};
use chop_wallet::{Copies, Event, LoggedReader, Reader, ShowFault, Wallet};
use kit::{Issue, LIST, Os, World};

/// Remembers every showing, as a door does.
#[derive(Default)]
struct Memory(HashSet<(Vec<u8>, i64, Vec<u8>)>);

impl Seen for Memory {
    fn admit(&mut self, sighting: &Sighting) -> Result<Admission, MemoryLost> {
        let key = (sighting.device_key.to_vec(), sighting.issued_at.seconds(), sighting.nonce.clone());
        Ok(if self.0.insert(key) { Admission::New } else { Admission::Seen { at: sighting.now } })
    }
}

fn verify(text: &str, trust: &TrustBundle, code: CodeExpectation, now: UnixTime, memory: &mut Memory) -> Outcome {
    let kinds = Kinds::shipped();
    match Code::parse(text, &kinds, trust) {
        Ok(parsed) => {
            run(parsed, &Policy::offline(trust, &kinds, now), &Expectation { code, ..Expectation::ONE_SCAN }, memory)
        }
        Err(refusal) => refusal.into(),
    }
}

fn challenge(kind: &str, elements: &[&str], now: UnixTime) -> Challenge {
    let kinds = Kinds::shipped();
    let descriptor = kinds.by_kind(kind).unwrap();
    let mut random = [0; 16];
    getrandom::fill(&mut random).unwrap();
    let draft = ChallengeDraft {
        random,
        profile: descriptor.code_profile().unwrap(),
        elements: elements.iter().map(|id| u64::try_from(descriptor.index_of(id).unwrap()).unwrap()).collect(),
        purpose: "Entry to the building".to_owned(),
        issued_at: now,
        ttl: 60,
        ephemeral_key: None,
    };
    draft.sign(&key("door")).unwrap()
}

/// A wallet with one document, opened anew: one unlocking is one session.
fn holding(kind: &str) -> World {
    let world = World::new();
    let mut wallet = world.create();
    world.obtain(&mut wallet, kind);
    wallet.close().unwrap();
    world
}

fn show(
    world: &World,
    wallet: Wallet,
    reader: Reader<'_>,
    elements: &[&str],
    now: UnixTime,
) -> Result<chop_wallet::CodeSession, ShowFault> {
    let kind = wallet.log().unwrap()[0].kind.clone().unwrap();
    let offer = wallet.offer(&kind, reader, &world.kinds, now)?;
    let choice = offer.elements(elements)?;
    wallet.show(&offer, &choice, &world.kinds, now, &mut Os)
}

#[test]
fn a_code_of_each_level_is_verified_and_shows_what_was_agreed_to() {
    let world = holding("personal-code");
    let trust = world.trust.open();
    let site = site_audience(b"harbour gate");
    let asked = challenge("personal-code", &["family_name", "age_over_18", "portrait"], world.now);
    let level_two = CodeExpectation::Challenge { nonce: asked.nonce(), audience: asked.audience() };
    let text = asked.text();
    let challenge = Reader::Challenge { text: &text };
    for (reader, expected, elements, level) in [
        (Reader::Anyone, CodeExpectation::Anyone, &["family_name"][..], Level::One),
        (Reader::Anyone, CodeExpectation::Anyone, &[], Level::One),
        (Reader::Anyone, CodeExpectation::Anyone, &["family_name", "portrait"], Level::OneWithPortrait),
        (Reader::Site { audience: site }, CodeExpectation::Site { audience: site }, &["age_over_65"], Level::One),
        (challenge, level_two, &["age_over_18"], Level::Two),
        (challenge, level_two, &["family_name", "age_over_18", "portrait"], Level::TwoWithPortrait),
    ] {
        let mut session = show(&world, world.open().unwrap(), reader, elements, world.now).unwrap();
        let shown = session.code(world.now, &mut Os).unwrap().clone();
        assert_eq!(shown.level, level);
        let outcome = verify(&shown.text, &trust, expected, world.now.plus(3), &mut Memory::default());
        let Outcome::Verified(verified) = outcome else { panic!("{:?}", outcome.code()) };
        let content = verified.content();
        assert_eq!(content.level, Some(level));
        let names: Vec<&str> = content.documents[0].elements.iter().map(|element| element.id.as_str()).collect();
        assert_eq!(names, elements, "exactly what was agreed to");
        let shared: Vec<&str> = session.shared().iter().map(chop_core::document::ElementId::as_str).collect();
        assert_eq!(shared, elements);
        session.end().unwrap();
    }
}

#[test]
fn every_kind_with_a_code_is_verified_with_nothing_chosen_and_with_every_view() {
    let world = World::new();
    let trust = world.trust.open();
    for kind in world.kinds.iter().filter(|kind| kind.code_profile().is_some()) {
        let world = holding(kind.kind().as_str());
        let wallet = world.open().unwrap();
        let offer = wallet.offer(kind.kind().as_str(), Reader::Anyone, &world.kinds, world.now).unwrap();
        assert_eq!(offer.views().len(), kind.views().len(), "{}", kind.kind());
        let mut choices = vec![offer.least()];
        choices.extend(offer.views().iter().map(|view| offer.view(view.id.as_str()).unwrap()));
        drop(wallet);
        for choice in choices {
            let mut session = world.open().unwrap().show(&offer, &choice, &world.kinds, world.now, &mut Os).unwrap();
            let shown = session.code(world.now, &mut Os);
            let text =
                shown.unwrap_or_else(|fault| panic!("{fault}: {} {:?}", kind.kind(), choice.elements())).text.clone();
            let outcome = verify(&text, &trust, CodeExpectation::Anyone, world.now, &mut Memory::default());
            assert_eq!(outcome.code(), "ok", "{} {:?}", kind.kind(), choice.elements());
        }
    }
}

#[test]
fn nothing_is_shared_by_default_and_what_is_always_shown_is_said() {
    let world = holding("driving-licence");
    let wallet = world.open().unwrap();
    let offer = wallet.offer("driving-licence", Reader::Anyone, &world.kinds, world.now).unwrap();
    assert!(offer.least().elements().is_empty());
    let descriptor = world.kinds.by_kind("driving-licence").unwrap();
    let always: Vec<&str> = offer.always().iter().map(chop_core::document::ElementId::as_str).collect();
    assert_eq!(always, ["licence_type", "expiry_date", "entitlements"]);
    assert!(descriptor.views().len() >= 2);
    let least = offer.least();
    let session = wallet.show(&offer, &least, &world.kinds, world.now, &mut Os).unwrap();
    assert_eq!(session.shared(), offer.always());
}

#[test]
fn a_challenge_is_answered_with_what_it_asked_for_and_nothing_else() {
    let world = holding("personal-code");
    let asked = challenge("personal-code", &["family_name", "age_over_65"], world.now);
    let text = asked.text();
    let wallet = world.open().unwrap();
    let offer = wallet.offer("personal-code", Reader::Challenge { text: &text }, &world.kinds, world.now).unwrap();
    let question = offer.asked().unwrap();
    assert_eq!((question.names.en.as_str(), question.purpose.as_str()), ("Test Door", "Entry to the building"));
    assert_eq!(offer.selectable().len(), 2);
    assert_eq!(offer.all_asked().unwrap().elements().len(), 2);
    assert_eq!(offer.elements(&["portrait"]).unwrap_err().code(), "consent.not-asked");
    assert_eq!(offer.elements(&["no_such"]).unwrap_err().code(), "consent.no-such-element");
    assert!(offer.elements(&["age_over_65"]).is_ok(), "less than was asked for is the holder's right");
    // A choice made for another reader does not slip through.
    let wider = wallet.offer("personal-code", Reader::Anyone, &world.kinds, world.now).unwrap();
    let choice = wider.elements(&["portrait"]).unwrap();
    let refused = wallet.show(&offer, &choice, &world.kinds, world.now, &mut Os).unwrap_err();
    assert_eq!(refused.code(), "consent.not-asked");
}

#[test]
fn only_a_known_verifier_with_a_live_challenge_for_this_kind_is_answered() {
    let world = holding("personal-code");
    let wallet = world.open().unwrap();
    let ask = |text: &str, now| {
        wallet.offer("personal-code", Reader::Challenge { text }, &world.kinds, now).map(drop).unwrap_err().code()
    };
    let other_kind = challenge("driving-licence", &["family_name"], world.now).text();
    assert_eq!(ask(&other_kind, world.now), "consent.other-profile");
    let good = challenge("personal-code", &["family_name"], world.now).text();
    assert_eq!(ask(&good, world.now.plus(71)), "challenge.time");
    assert_eq!(ask("PCQ1:", world.now), "challenge.format");
    assert_eq!(ask("PC1:ABC", world.now), "challenge.format");
    let draft = challenge("personal-code", &["family_name"], world.now).draft().clone();
    let stranger = draft.sign(&key("stranger")).unwrap().text();
    assert_eq!(ask(&stranger, world.now), "challenge.unknown-verifier");
}

#[test]
fn codes_change_every_fifteen_seconds_for_two_minutes_and_not_a_second_longer() {
    let world = holding("personal-code");
    let trust = world.trust.open();
    let mut memory = Memory::default();
    let mut session = show(&world, world.open().unwrap(), Reader::Anyone, &["family_name"], world.now).unwrap();
    let mut texts: Vec<String> = Vec::new();
    for second in 0..120 {
        let now = world.now.plus(second);
        let shown = session.code(now, &mut Os).unwrap().clone();
        assert_eq!(shown.issued_at, world.now.plus(second / 15 * 15), "second {second}");
        assert_eq!(shown.next_at, world.now.plus((second / 15 + 1) * 15));
        if texts.last() != Some(&shown.text) {
            let outcome = verify(&shown.text, &trust, CodeExpectation::Anyone, now, &mut memory);
            assert_eq!(outcome.code(), "ok", "each is new to the door");
            texts.push(shown.text);
        }
    }
    assert_eq!(texts.len(), 8);
    assert_eq!(texts.iter().collect::<HashSet<_>>().len(), 8);
    assert_eq!(session.code(world.now.plus(120), &mut Os).unwrap_err(), ShowFault::Over);
    assert_eq!(session.code(world.now.plus(119), &mut Os).unwrap_err(), ShowFault::Over, "over is over");
    let outcome = verify(&texts[7], &trust, CodeExpectation::Anyone, world.now.plus(105 + 41), &mut Memory::default());
    assert_eq!(outcome.code(), "freshness.stale");
    session.end().unwrap();
}

#[test]
fn a_code_at_119_seconds_is_the_last() {
    let world = holding("personal-code");
    let mut session = show(&world, world.open().unwrap(), Reader::Anyone, &[], world.now).unwrap();
    let shown = session.code(world.now.plus(119), &mut Os).unwrap().clone();
    assert_eq!((shown.issued_at, shown.next_at), (world.now.plus(119), world.now.plus(120)));
    assert_eq!(session.code(world.now.plus(120), &mut Os).unwrap_err(), ShowFault::Over);
}

#[test]
fn the_answer_to_a_challenge_stays_the_same_until_the_challenge_is_over() {
    let world = holding("personal-code");
    let text = challenge("personal-code", &["family_name"], world.now).text();
    let reader = Reader::Challenge { text: &text };
    let mut session = show(&world, world.open().unwrap(), reader, &["family_name"], world.now.plus(5)).unwrap();
    assert_eq!(session.ends_at(), world.now.plus(60));
    let first = session.code(world.now.plus(5), &mut Os).unwrap().clone();
    assert_eq!(session.code(world.now.plus(59), &mut Os).unwrap(), &first);
    assert_eq!(session.code(world.now.plus(60), &mut Os).unwrap_err(), ShowFault::Over);
}

#[test]
fn a_clock_below_bundle_or_last_code_makes_no_code() {
    let world = holding("personal-code");
    let early = |wallet: &Wallet, now| wallet.offer("personal-code", Reader::Anyone, &world.kinds, now).map(drop);
    let wallet = world.open().unwrap();
    assert_eq!(early(&wallet, world.now.plus(-1)), Err(ShowFault::Clock), "one second before the bundle");
    assert_eq!(early(&wallet, UnixTime::EPOCH), Err(ShowFault::Clock), "1970");
    assert_eq!(early(&wallet, world.now), Ok(()));
    let later = world.now.plus(1_000);
    let mut session = show(&world, wallet, Reader::Anyone, &[], later).unwrap();
    session.code(later, &mut Os).unwrap();
    session.code(later.plus(30), &mut Os).unwrap();
    assert_eq!(session.code(later.plus(29), &mut Os).unwrap_err(), ShowFault::Clock, "within the session");
    session.code(later.plus(31), &mut Os).unwrap();
    drop(session);
    let wallet = world.open().unwrap();
    assert_eq!(early(&wallet, later.plus(29)), Err(ShowFault::Clock), "and after it");
    assert_eq!(early(&wallet, later.plus(30)), Ok(()));
}

#[test]
fn what_the_wallet_itself_would_refuse_is_not_shown() {
    let world = holding("driving-licence");
    let offer = |wallet: &Wallet, now| wallet.offer("driving-licence", Reader::Anyone, &world.kinds, now).map(drop);
    let mut wallet = world.open().unwrap();
    let year = world.now.plus(366 * 86_400);
    // The root of this bundle has expired by then as well, and it says so first.
    assert_eq!(offer(&wallet, year).unwrap_err().code(), "trust.root-expired");
    let mut newer = world.trust.clone();
    newer.body.version += 1;
    newer.body.lists[0].list.set(100, 1).unwrap();
    wallet.update_trust(&newer.sign(), world.now, &mut Os).unwrap();
    assert_eq!(offer(&wallet, world.now).unwrap_err().code(), "status.revoked");
    newer.body.version += 1;
    newer.body.lists[0].list.set(100, 0).unwrap();
    newer.body.killed.push(chop_core::crypto::Signer::public_key(&key("issuer")).kid());
    wallet.update_trust(&newer.sign(), world.now, &mut Os).unwrap();
    assert_eq!(offer(&wallet, world.now).unwrap_err().code(), "issuer.key-revoked");
}

#[test]
fn a_phone_that_was_off_line_for_a_week_still_shows_its_strip_and_then_no_more() {
    let world = holding("personal-code");
    let at = |days: i64, hours: i64| world.now.plus(86_400 * days + 3_600 * hours);
    // Day seven begins six days on and lasts thirty hours; by then the bundle is stale, which is for the door to judge.
    for (now, from) in
        [(at(0, 0), at(0, 0)), (at(0, 23), at(0, 0)), (at(1, 0), at(1, 0)), (at(6, 1), at(6, 0)), (at(7, 5), at(6, 0))]
    {
        let wallet = world.open().unwrap();
        let mut session = show(&world, wallet, Reader::Anyone, &["family_name"], now).unwrap();
        let text = session.code(now, &mut Os).unwrap().text.clone();
        let mut fresh = world.trust.clone();
        fresh.body.issued_at = now;
        fresh.body.expires_at = now.plus(7 * 86_400);
        fresh.body.next_update = now.plus(86_400);
        let Outcome::Verified(verified) =
            verify(&text, &fresh.open(), CodeExpectation::Anyone, now, &mut Memory::default())
        else {
            panic!("{now}")
        };
        assert_eq!(verified.content().documents[0].signed, from, "the newest that covers {now}");
    }
    let wallet = world.open().unwrap();
    let after = wallet.offer("personal-code", Reader::Anyone, &world.kinds, at(7, 6)).unwrap_err();
    assert_eq!(after.code(), "time.expired");
}

#[test]
fn a_credential_that_ends_within_a_session_ends_the_codes() {
    let world = holding("personal-code");
    let end = world.now.plus(6 * 86_400 + 30 * 3_600);
    let mut session = show(&world, world.open().unwrap(), Reader::Anyone, &[], end.plus(-10)).unwrap();
    assert!(session.code(end.plus(-1), &mut Os).is_ok());
    assert_eq!(session.code(end, &mut Os).unwrap_err().code(), "time.expired");
}

#[test]
fn one_time_copies_are_used_once_each_in_no_fixed_order_and_the_wallet_says_when_they_run_out() {
    let world = holding("age-proof");
    let trust = world.trust.open();
    let mut orders = Vec::new();
    let mut devices = Vec::new();
    for used in 0..16 {
        let wallet = world.open().unwrap();
        let offer = wallet.offer("age-proof", Reader::Anyone, &world.kinds, world.now).unwrap();
        assert_eq!(offer.copies(), Copies::OneTime { left: 16 - used });
        let choice = offer.view("adult").unwrap();
        let mut session = wallet.show(&offer, &choice, &world.kinds, world.now, &mut Os).unwrap();
        let text = session.code(world.now, &mut Os).unwrap().text.clone();
        let mut memory = Memory::default();
        assert_eq!(verify(&text, &trust, CodeExpectation::Anyone, world.now, &mut memory).code(), "ok");
        devices.push(memory.0.into_iter().next().unwrap().0);
    }
    assert_eq!(devices.iter().collect::<HashSet<_>>().len(), 16, "each copy once");
    orders.push(devices.clone());
    let wallet = world.open().unwrap();
    assert_eq!(wallet.document("age-proof", &world.kinds, world.now).unwrap().unused, Some(0));
    let offer = wallet.offer("age-proof", Reader::Anyone, &world.kinds, world.now).unwrap();
    assert_eq!(offer.copies(), Copies::RunOut);
    let mut session = wallet.show(&offer, &offer.least(), &world.kinds, world.now, &mut Os).unwrap();
    let text = session.code(world.now, &mut Os).unwrap().text.clone();
    let mut memory = Memory::default();
    verify(&text, &trust, CodeExpectation::Anyone, world.now, &mut memory);
    assert!(devices.contains(&memory.0.into_iter().next().unwrap().0), "then one is used again");
    drop(session);

    // The same credentials in a second wallet of the same image are used in another order.
    let copy = world.home.path().join("order");
    let mut firsts = HashSet::new();
    let fresh = holding("age-proof");
    for _ in 0..12 {
        kit::image(&fresh.directory(), &copy);
        let wallet = kit::open(&copy, fresh.now).unwrap();
        let mut session = show(&fresh, wallet, Reader::Anyone, &[], fresh.now).unwrap();
        let text = session.code(fresh.now, &mut Os).unwrap().text.clone();
        let mut memory = Memory::default();
        verify(&text, &trust, CodeExpectation::Anyone, fresh.now, &mut memory);
        firsts.insert(memory.0.into_iter().next().unwrap().0);
    }
    assert!(firsts.len() > 1, "twelve wallets of sixteen copies did not all begin with the same one");
}

#[test]
fn a_discreet_kind_and_one_without_a_profile_have_no_code() {
    let world = World::new();
    let mut wallet = world.create();
    for kind in ["certificate-of-imprisonment", "savings-account-letter"] {
        let handle = world.obtain(&mut wallet, kind).document.to_string();
        let refused = wallet.offer(&handle, Reader::Anyone, &world.kinds, world.now).map(drop).unwrap_err();
        assert_eq!(refused.code(), "present.no-profile");
    }
    assert_eq!(
        wallet.offer("age-proof", Reader::Anyone, &world.kinds, world.now).map(drop).unwrap_err().code(),
        "document.unknown"
    );
}

#[test]
fn the_log_remembers_what_was_shown_and_to_whom_before_the_first_code_exists() {
    let world = holding("personal-code");
    let text = challenge("personal-code", &["family_name", "portrait"], world.now).text();
    let reader = Reader::Challenge { text: &text };
    let session = show(&world, world.open().unwrap(), reader, &["portrait"], world.now).unwrap();
    // As if the power went before any code was drawn.
    let copy = world.home.path().join("copy");
    kit::image(&world.directory(), &copy);
    drop(session);
    let log = kit::open(&copy, world.now).unwrap().log().unwrap();
    let entry = log.last().unwrap();
    let door = *chop_core::crypto::Signer::public_key(&key("door")).kid().as_bytes();
    assert_eq!((entry.number, entry.event, entry.reader.clone()), (2, Event::Shown, LoggedReader::Verifier(door)));
    assert_eq!((entry.elements.as_slice(), entry.level), (&["portrait".to_owned()][..], Some(Level::TwoWithPortrait)));
    assert_eq!(entry.kind.as_deref(), Some("personal-code"));
}

#[test]
fn a_document_of_unknown_status_may_be_shown_and_the_door_decides() {
    let world = World::new();
    let mut wallet = world.create();
    let request = world.request(&mut wallet, "driving-licence");
    let mut issue = Issue::of("driving-licence", world.now);
    issue.status = Some((LIST.replace("/9", "/10"), 1));
    wallet.receive(&issue.answer(&request, world.now), &world.kinds, world.now, &mut Os).unwrap();
    let mut session = show(&world, wallet, Reader::Anyone, &[], world.now).unwrap();
    let text = session.code(world.now, &mut Os).unwrap().text.clone();
    let outcome = verify(&text, &world.trust.open(), CodeExpectation::Anyone, world.now, &mut Memory::default());
    assert_eq!(outcome.code(), "status.unknown");
}

#[test]
fn neither_an_open_wallet_nor_a_session_prints_anything_of_its_holder() {
    let world = holding("personal-code");
    let wallet = world.open().unwrap();
    assert_eq!(format!("{wallet:?}"), "Wallet(<redacted>)");
    let mut session = show(&world, wallet, Reader::Anyone, &["family_name"], world.now).unwrap();
    let shown = session.code(world.now, &mut Os).unwrap().clone();
    assert!(!format!("{session:?}{shown:?}").contains("PC1:"));
}
