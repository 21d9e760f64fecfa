//! Asking for documents and taking them in: keys first, everything verified, all or nothing (design §8, §9).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails loudly")]

mod kit;

use std::collections::HashSet;

use chop_core::crypto::Signer;
use chop_core::dev::key;
use chop_core::document::Kinds;
use chop_core::exchange::offline::{ClaimCode, KeyRequest};
use chop_core::format::CredentialFormat;
use chop_core::time::UnixTime;
use chop_core::verify::InForce;
use chop_wallet::{
    DocumentFault, Event, Genuineness, KeyOrder, REQUEST_SECONDS, ReceiveFault, RequestFault, Summary, Wallet,
};
use kit::{Issue, LIST, Os, World, shipped};

fn receive(world: &World, wallet: &mut Wallet, file: &[u8]) -> Result<chop_wallet::Receipt, ReceiveFault> {
    wallet.receive(file, &world.kinds, world.now, &mut Os)
}

/// What a refused delivery must not have changed.
fn refused(world: &World, wallet: &mut Wallet, file: &[u8]) -> &'static str {
    let before = kit::everything(wallet, &world.kinds, world.now);
    let code = receive(world, wallet, file).unwrap_err().code();
    assert_eq!(kit::everything(wallet, &world.kinds, world.now), before, "{code}");
    code
}

#[test]
fn a_request_has_a_fresh_proven_key_for_each_credential_of_the_kind() {
    let world = World::new();
    let mut wallet = world.create();
    let mut seen = HashSet::new();
    for (kind, keys) in
        [("personal-code", 7), ("age-proof", 16), ("certificate-of-imprisonment", 4), ("driving-licence", 1)]
    {
        let claim = ClaimCode::draw(&mut Os).unwrap();
        let order = KeyOrder { kind, claim: claim.clone(), issuer: None };
        let file = wallet.request(&order, &world.kinds, world.now, &mut Os).unwrap();
        let request = KeyRequest::parse(&file, world.now).unwrap();
        assert_eq!(request.keys().len(), keys, "{kind}");
        assert!(request.keys().iter().all(|key| seen.insert(key.spki_der().to_vec())), "a key twice");
        assert_eq!(request.body().kind, kind);
        assert_eq!(request.body().issuer, key("issuer").public_key().kid());
        assert_eq!(request.body().claim, claim.digest(key("issuer").public_key().kid()));
        assert_eq!(request.body().expires_at, world.now.plus(REQUEST_SECONDS));
    }
}

#[test]
fn a_file_that_was_lost_is_made_again_with_the_same_keys_even_after_a_restart() {
    let world = World::new();
    let mut wallet = world.create();
    let claim = ClaimCode::draw(&mut Os).unwrap();
    let order = KeyOrder { kind: "personal-code", claim, issuer: None };
    let keys = |wallet: &mut Wallet, now: UnixTime| -> Vec<Vec<u8>> {
        let file = wallet.request(&order, &world.kinds, now, &mut Os).unwrap();
        let mut keys: Vec<_> =
            KeyRequest::parse(&file, now).unwrap().keys().iter().map(|key| key.spki_der().to_vec()).collect();
        keys.sort();
        keys
    };
    let first = keys(&mut wallet, world.now);
    wallet.close().unwrap();
    let mut wallet = world.open().unwrap();
    assert_eq!(keys(&mut wallet, world.now.plus(60)), first);
    assert_ne!(keys(&mut wallet, world.now.plus(REQUEST_SECONDS)), first, "an expired request is a new one");
}

#[test]
fn the_issuer_is_the_one_of_the_bundle_and_named_if_there_are_several() {
    let mut world = World::new();
    world.trust = world.trust.issuer(key("second").public_key(), &["driving-licence"], None);
    let mut wallet = world.create();
    let claim = ClaimCode::draw(&mut Os).unwrap();
    let mut ask = |kind, issuer| {
        let order = KeyOrder { kind, claim: claim.clone(), issuer };
        wallet
            .request(&order, &world.kinds, world.now, &mut Os)
            .map(|file| KeyRequest::parse(&file, world.now).unwrap())
    };
    let second = key("second").public_key().kid();
    assert_eq!(ask("driving-licence", None).unwrap_err(), RequestFault::IssuerUnnamed { issuers: 2 });
    assert_eq!(ask("driving-licence", Some(second)).unwrap().body().issuer, second);
    assert_eq!(ask("personal-code", None).unwrap().body().issuer, key("issuer").public_key().kid());
    assert_eq!(ask("personal-code", Some(second)).unwrap_err(), RequestFault::IssuerUnknown);
    assert_eq!(ask("no-such-kind", None).unwrap_err(), RequestFault::Kind);
}

#[test]
fn every_kind_goes_from_claim_code_to_a_document_with_its_two_verdicts() {
    let world = World::new();
    let mut wallet = world.create();
    for kind in shipped() {
        let receipt = world.obtain(&mut wallet, &kind);
        let view = wallet.document(&receipt.document.to_string(), &world.kinds, world.now).unwrap();
        assert_eq!((view.kind.as_str(), view.credentials), (kind.as_str(), receipt.added));
        assert_eq!(view.verdict.genuine, Genuineness::Yes, "{kind}");
        assert!(view.verdict.cautions.is_empty(), "nothing in it is for a holder to worry about");
        let content = view.content.unwrap();
        let issued = world.kinds.by_kind(&kind).unwrap().issued_elements().filter(|element| !element.optional);
        assert!(issued.into_iter().all(|element| content.known(element.id.as_str()).is_some()), "{kind}");
    }
    assert_eq!(wallet.documents(&world.kinds, world.now).unwrap().len(), shipped().len());
}

#[test]
fn the_same_file_again_changes_nothing() {
    let world = World::new();
    let mut wallet = world.create();
    let request = world.request(&mut wallet, "senior-citizen-card");
    let file = Issue::of("senior-citizen-card", world.now).answer(&request, world.now);
    let first = receive(&world, &mut wallet, &file).unwrap();
    assert_eq!((first.added, first.again), (1, false));
    let before = kit::everything(&wallet, &world.kinds, world.now);
    let second = receive(&world, &mut wallet, &file).unwrap();
    assert_eq!((second.document, second.added, second.again), (first.document, 0, true));
    assert_eq!(kit::everything(&wallet, &world.kinds, world.now), before);
    wallet.remove(&first.document.to_string(), &world.kinds, world.now, &mut Os).unwrap();
    assert_eq!(refused(&world, &mut wallet, &file), "receive.not-ours", "its keys were destroyed");
}

#[test]
fn each_refusal_has_its_code_and_keeps_nothing() {
    let mut world = World::new();
    world.trust = world.trust.issuer(key("other").public_key(), &["driving-licence"], Some("https://other.example/"));
    let mut wallet = world.create();
    let kind = "certificate-of-imprisonment";
    let request = world.request(&mut wallet, kind);
    let issue = Issue::of(kind, world.now);
    let good = issue.credentials(&request, world.now);

    assert_eq!(refused(&world, &mut wallet, b"not a delivery"), "request.format");
    let mut unknown = Issue::of(kind, world.now);
    unknown.kind = "no-such-kind".to_owned();
    assert_eq!(refused(&world, &mut wallet, &unknown.deliver(good.clone())), "receive.kind");
    unknown.kind = "driving-licence".to_owned();
    assert_eq!(refused(&world, &mut wallet, &unknown.deliver(good.clone())), "receive.kind");

    // The last of four is wrong: none is kept.
    let with_last = |credential: Vec<u8>| {
        let mut all = good.clone();
        all[3] = credential;
        issue.deliver(all)
    };
    assert_eq!(refused(&world, &mut wallet, &with_last(b"\xa0".to_vec())), "mdoc.structure");
    assert_eq!(refused(&world, &mut wallet, &with_last(good[0].clone())), "receive.key-used");
    let mut forged = Issue::of(kind, world.now);
    forged.signer = key("forger");
    assert_eq!(
        refused(&world, &mut wallet, &with_last(forged.credentials(&request, world.now)[3].clone())),
        "signature.issuer"
    );
    let mut edited = good[3].clone();
    let at = edited.windows(7).position(|bytes| bytes == b"Tai Man").unwrap();
    edited[at] = b'D';
    assert_eq!(refused(&world, &mut wallet, &with_last(edited)), "digest.mismatch");

    let mut strange = world.create_second();
    let theirs = world.request(&mut strange, kind);
    assert_eq!(refused(&world, &mut wallet, &issue.answer(&theirs, world.now)), "receive.not-ours");

    let mut unauthorised = Issue::of(kind, world.now);
    unauthorised.signer = key("other");
    unauthorised.issuer = key("other");
    assert_eq!(refused(&world, &mut wallet, &unauthorised.answer(&request, world.now)), "signature.issuer");
    let mut misnamed = Issue::of(kind, world.now);
    misnamed.issuer = key("other");
    assert_eq!(refused(&world, &mut wallet, &misnamed.answer(&request, world.now)), "receive.issuer");

    let past = Issue::of(kind, world.now.plus(-31 * 86_400));
    assert_eq!(refused(&world, &mut wallet, &past.answer(&request, world.now)), "time.expired");

    // After all of that the right one is still welcome.
    assert_eq!(receive(&world, &mut wallet, &issue.deliver(good)).unwrap().added, 4);
}

impl World {
    fn create_second(&self) -> Wallet {
        let trust = chop_wallet::InitialTrust::check(&self.trust.sign(), None, self.now).unwrap();
        Wallet::create(&self.home.path().join("second"), &kit::passphrase(), kit::quick(), &trust, &mut Os).unwrap()
    }
}

#[test]
fn an_issuer_outside_the_bundle_is_refused_and_under_a_stale_bundle_undecided() {
    let world = World::new();
    let mut wallet = world.create();
    let request = world.request(&mut wallet, "driving-licence");
    let answer = Issue::of("driving-licence", world.now).answer(&request, world.now);
    let late = world.now.plus(8 * 86_400);
    assert_eq!(wallet.receive(&answer, &world.kinds, late, &mut Os).unwrap_err().code(), "trust.stale");
    let early = world.now.plus(-1);
    assert_eq!(wallet.receive(&answer, &world.kinds, early, &mut Os).unwrap_err().code(), "clock.doubtful");
    let mut without = world.trust.clone();
    without.body.version += 1;
    without.body.issuers.clear();
    wallet.update_trust(&without.sign(), world.now, &mut Os).unwrap();
    assert_eq!(refused(&world, &mut wallet, &answer), "issuer.unknown");
}

#[test]
fn a_revoked_credential_is_refused_and_one_of_unknown_status_is_kept_and_said_to_be() {
    let mut world = World::new();
    for list in &mut world.trust.body.lists {
        list.list.set(100, 1).unwrap();
    }
    let mut wallet = world.create();
    let request = world.request(&mut wallet, "driving-licence");
    let mut issue = Issue::of("driving-licence", world.now);
    assert_eq!(refused(&world, &mut wallet, &issue.answer(&request, world.now)), "status.revoked");
    issue.status = Some((LIST.replace("/9", "/10"), 1));
    let receipt = receive(&world, &mut wallet, &issue.answer(&request, world.now)).unwrap();
    let view = wallet.document(&receipt.document.to_string(), &world.kinds, world.now).unwrap();
    assert_eq!((view.verdict.genuine, view.verdict.code), (Genuineness::Yes, "status.unknown"));
    assert_eq!(view.verdict.in_force, InForce::Unknown);
    assert!(view.content.is_some(), "the holder sees his own document");
}

#[test]
fn a_strip_that_comes_late_is_kept_without_the_days_that_have_passed() {
    let world = World::new();
    let mut wallet = world.create();
    let request = world.request(&mut wallet, "personal-code");
    let answer = Issue::of("personal-code", world.now.plus(-3 * 86_400)).answer(&request, world.now);
    let receipt = receive(&world, &mut wallet, &answer).unwrap();
    // Day one ended two days minus six hours ago, day two six hours short of a day ago; day three still runs.
    assert_eq!((receipt.added, receipt.past), (5, 2));
    assert!(receive(&world, &mut wallet, &answer).unwrap().again);
}

#[test]
fn a_new_strip_joins_the_old_one_and_takes_the_place_of_what_has_ended() {
    let mut world = World::new();
    let mut wallet = world.create();
    let first = world.obtain(&mut wallet, "personal-code");
    world.now = world.now.plus(2 * 86_400);
    let second = world.obtain(&mut wallet, "personal-code");
    assert_eq!(first.document, second.document);
    let view = wallet.document("personal-code", &world.kinds, world.now).unwrap();
    assert_eq!(view.credentials, 7 + 6, "day one has ended, the day before today has six hours left");
    assert_eq!(wallet.documents(&world.kinds, world.now).unwrap().len(), 1);
    let other = world.obtain(&mut wallet, "driving-licence");
    let another = world.obtain(&mut wallet, "driving-licence");
    assert_ne!(other.document, another.document, "each claim of another kind is a document of its own");
    let ambiguous = wallet.document("driving-licence", &world.kinds, world.now).unwrap_err();
    assert_eq!(ambiguous, DocumentFault::Ambiguous { documents: 2 });
}

#[test]
fn a_kind_whose_name_hurts_is_named_nowhere_until_it_is_opened() {
    let world = World::new();
    let mut wallet = world.create();
    let discreet = world.obtain(&mut wallet, "certificate-of-imprisonment").document;
    let plain = world.obtain(&mut wallet, "driving-licence").document;
    let list = wallet.documents(&world.kinds, world.now).unwrap();
    assert!(list.contains(&Summary { handle: discreet, open: None }));
    assert!(list.iter().any(|line| line.handle == plain && line.open.is_some()));
    let log = format!("{:?}", wallet.log().unwrap());
    for word in ["imprisonment", "custody", "Correctional"] {
        assert!(!format!("{list:?}").contains(word) && !log.contains(word), "{word}");
    }
    let by_kind = wallet.document("certificate-of-imprisonment", &world.kinds, world.now);
    assert_eq!(by_kind.unwrap_err(), DocumentFault::Unknown, "it is found by its handle alone");
    let view = wallet.document(&discreet.to_string().to_lowercase(), &world.kinds, world.now).unwrap();
    assert_eq!(view.kind, "certificate-of-imprisonment");
    // A kind that this program does not know may be one of them.
    assert_eq!(wallet.documents(&Kinds::none(), world.now).unwrap()[1].open, None);
}

#[test]
fn what_is_removed_is_gone_with_its_keys_and_the_log_says_so() {
    let world = World::new();
    let mut wallet = world.create();
    let handle = world.obtain(&mut wallet, "age-proof").document;
    wallet.remove(&handle.to_string(), &world.kinds, world.now, &mut Os).unwrap();
    assert_eq!(wallet.document(&handle.to_string(), &world.kinds, world.now).unwrap_err(), DocumentFault::Unknown);
    let events: Vec<Event> = wallet.log().unwrap().iter().map(|entry| entry.event).collect();
    assert_eq!(events, [Event::Received, Event::Removed]);
    wallet.close().unwrap();
    let database = rusqlite::Connection::open(world.directory().join("wallet.db")).unwrap();
    for table in ["document", "credential", "device_key"] {
        let rows: i64 = database.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
        assert_eq!(rows, 0, "{table}");
    }
}

#[test]
fn a_bundle_never_goes_back() {
    let world = World::new();
    let mut wallet = world.create();
    let first = world.trust.sign();
    let mut newer = world.trust.clone();
    newer.body.version = 5;
    let newer_file = newer.sign();
    assert_eq!(wallet.update_trust(&newer_file, world.now, &mut Os).unwrap().bundle().version(), 5);
    assert_eq!(wallet.update_trust(&newer_file, world.now, &mut Os).unwrap().bundle().version(), 5);
    assert_eq!(wallet.update_trust(&first, world.now, &mut Os).unwrap_err().code(), "trust.rollback");
    newer.body.killed.push(key("issuer").public_key().kid());
    let same_version = wallet.update_trust(&newer.sign(), world.now, &mut Os).unwrap_err();
    assert_eq!(same_version.code(), "trust.rollback", "another bundle of the same version");
    let mut foreign = kit::trust(world.now);
    foreign.root.version = 9;
    foreign.body.version = 9;
    assert_eq!(wallet.update_trust(&foreign.sign(), world.now, &mut Os).unwrap_err().code(), "trust.root-unpinned");
    assert_eq!(wallet.update_trust(b"x", world.now, &mut Os).unwrap_err().code(), "trust.format");
    let mut later = world.trust.clone();
    later.body.version = 6;
    later.body.issued_at = world.now.plus(400 * 86_400);
    later.body.next_update = world.now.plus(401 * 86_400);
    later.body.expires_at = world.now.plus(407 * 86_400);
    let after_root = world.now.plus(401 * 86_400);
    assert_eq!(wallet.update_trust(&later.sign(), after_root, &mut Os).unwrap_err().code(), "trust.root-expired");
    assert_eq!(wallet.trust(world.now).unwrap().bundle().version(), 5);
}

#[test]
fn credentials_over_one_key_are_one_credential_in_several_formats_of_one_time() {
    let kind = "senior-citizen-card";
    let world = World::new();
    let mut wallet = world.create();
    let request = world.request(&mut wallet, kind);
    let issue = Issue::of(kind, world.now);
    let mdoc = issue.credentials(&request, world.now).remove(0);
    let text = |from| issue.sd_jwt(&request, from).into_bytes();
    let twice = issue.deliver(vec![text(world.now), text(world.now)]);
    assert_eq!(refused(&world, &mut wallet, &twice), "receive.key-used", "one format twice");
    let apart = issue.deliver(vec![mdoc.clone(), text(world.now.plus(60))]);
    assert_eq!(refused(&world, &mut wallet, &apart), "receive.key-used", "two times");
    let mut forged = Issue::of(kind, world.now);
    forged.signer = key("forger");
    let forged = issue.deliver(vec![mdoc.clone(), forged.sd_jwt(&request, world.now).into_bytes()]);
    assert_eq!(refused(&world, &mut wallet, &forged), "issuer.unknown", "none is kept");

    // The order in a delivery says nothing.
    let receipt = receive(&world, &mut wallet, &issue.deliver(vec![text(world.now), mdoc])).unwrap();
    assert_eq!((receipt.added, receipt.past), (1, 0));
    let view = wallet.document(kind, &world.kinds, world.now).unwrap();
    assert_eq!(view.credentials, 1);
    assert_eq!(view.formats, [(CredentialFormat::Mdoc, "ok"), (CredentialFormat::SdJwtVc, "ok")]);
}
