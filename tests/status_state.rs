//! What a verifier remembers of status lists (security T12): the newest of each address, over restarts, and what is
//! asked of a list where nothing is remembered.
#![allow(
    missing_docs,
    clippy::as_conversions,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};

use chop_core::crypto::Signer;
use chop_core::dev::{TestTrust, key};
use chop_core::status::{ListTerms, Purpose, StatusList, StatusValue};
use chop_core::time::UnixTime;
use chop_core::trust::{GivenList, StatusLists, TrustBundle};
use chop_verifier::{StateDirectory, StateFault};
use tempfile::TempDir;

const DAY: i64 = 86_400;
const URI: &str = "https://status.example/l/9";

fn at(seconds: i64) -> UnixTime {
    UnixTime::new(1_795_341_600 + seconds).unwrap()
}

fn list() -> StatusList {
    StatusList::new(2, 1 << 17).unwrap()
}

fn trust() -> TestTrust {
    TestTrust::new(at(0)).issuer(key("issuer").public_key(), &["age-proof"], Some("https://status.example/l/"))
}

/// A list made at a time, good for a week, to be kept for a day.
fn given(trust: &TrustBundle, uri: &str, made: i64) -> GivenList {
    let signer = key("issuer");
    let terms = ListTerms { uri, issued_at: at(made), expires_at: at(made + 7 * DAY), ttl: 86_400, chain: &[] };
    let token = list().to_cwt(&terms, signer.public_key()).sign(&signer).unwrap();
    GivenList::open(&token, trust, at(made)).unwrap()
}

struct Door {
    folder: TempDir,
    trust: TrustBundle,
}

impl Door {
    fn new(trust: &TestTrust) -> Self {
        Self { folder: TempDir::new().unwrap(), trust: trust.open() }
    }

    fn state(&self) -> StateDirectory {
        StateDirectory::open(self.folder.path()).unwrap()
    }

    fn admit(&self, made: i64, now: i64) -> &'static str {
        match self.state().admit_lists(&self.trust, vec![given(&self.trust, URI, made)], at(now)) {
            Ok(_) => "ok",
            Err(fault) => fault.code(),
        }
    }

    fn forget(&self) {
        fs::remove_file(self.folder.path().join("lists")).unwrap();
    }
}

#[test]
fn an_older_list_is_refused_after_a_newer_one_was_used() {
    let door = Door::new(&trust());
    assert_eq!(door.admit(0, 60), "ok");
    assert_eq!(door.admit(3_600, 3_660), "ok");
    assert_eq!(door.admit(0, 3_661), "status-list.rollback");
    assert_eq!(door.admit(3_600, 3_662), "ok");
    assert_eq!(door.admit(3_599, 3_663), "status-list.rollback");
}

#[test]
fn a_list_that_is_remembered_counts_to_its_end_and_one_that_is_not_to_its_ttl() {
    let door = Door::new(&trust());
    assert_eq!(door.admit(0, 0), "ok");
    assert_eq!(door.admit(0, 7 * DAY - 1), "ok");
    assert_eq!(door.admit(0, 7 * DAY), "status-list.expired");
    door.forget();
    assert_eq!(door.admit(0, DAY), "status-list.stale");
    assert_eq!(door.admit(0, DAY - 1), "ok");
    assert_eq!(door.admit(0, DAY), "ok");
}

#[test]
fn a_verifier_that_lost_its_memory_refuses_until_a_fresh_list_is_there() {
    let door = Door::new(&trust());
    assert_eq!(door.admit(2 * DAY, 2 * DAY + 1), "ok");
    door.forget();
    // The list that was revoked by the newer one is not yet expired, but nobody here can tell that it is the newest.
    assert_eq!(door.admit(0, 2 * DAY + 2), "status-list.stale");
    assert_eq!(door.admit(0, 2 * DAY + 3), "status-list.stale");
    assert_eq!(door.admit(2 * DAY, 2 * DAY + 4), "ok");
    assert_eq!(door.admit(0, 2 * DAY + 5), "status-list.rollback");
}

#[test]
fn a_refused_list_teaches_nothing() {
    let door = Door::new(&trust());
    assert_eq!(door.admit(1_000, 0), "status-list.not-yet");
    assert_eq!(door.admit(0, 1), "ok");
    // Two at once, the second refused: the first was not used either.
    let both = vec![given(&door.trust, URI, 100), given(&door.trust, "https://status.example/l/8", -2 * DAY)];
    let refused = door.state().admit_lists(&door.trust, both, at(101)).unwrap_err();
    assert_eq!(refused.code(), "status-list.stale");
    assert_eq!(door.admit(0, 102), "ok");
}

#[test]
fn the_lists_of_bundles_are_remembered_too() {
    let door = Door::new(&trust().list(URI, list()));
    let answer = |trust: &TrustBundle, lists: &StatusLists, now| {
        trust.status_of(Some(lists), trust.issuers().next().unwrap(), (URI, 0), at(now)).map_err(|fault| fault.code())
    };
    let lists = door.state().admit_lists(&door.trust, vec![], at(60)).unwrap();
    assert_eq!(answer(&door.trust, &lists, 60), Ok(StatusValue::Valid));
    let lists = door.state().admit_lists(&door.trust, vec![given(&door.trust, URI, 100)], at(160)).unwrap();
    assert_eq!(answer(&door.trust, &lists, 160), Ok(StatusValue::Valid));
    let lists = door.state().admit_lists(&door.trust, vec![], at(161)).unwrap();
    assert_eq!(answer(&door.trust, &lists, 161), Err("status-list.rollback"));
    // A later bundle that carries the newer list again decides.
    let mut later = trust().list(URI, list());
    later.body.lists[0].issued_at = at(100);
    let later = later.open();
    let lists = door.state().admit_lists(&later, vec![], at(162)).unwrap();
    assert_eq!(answer(&later, &lists, 162), Ok(StatusValue::Valid));
    // A list older than the bundle's is refused even where nothing was remembered.
    door.forget();
    let older = vec![given(&later, URI, 99)];
    assert_eq!(door.state().admit_lists(&later, older, at(163)).unwrap_err().code(), "status-list.rollback");
}

#[test]
fn a_bitstring_list_has_a_memory_of_its_own() {
    let door = Door::new(&trust());
    let signer = key("issuer");
    let open = |made: i64, purpose: Purpose| {
        let terms = ListTerms { uri: URI, issued_at: at(made), expires_at: at(made + DAY), ttl: 300, chain: &[] };
        let list = list().to_bitstring_credential(&terms, purpose, "https://issuer.example/", signer.public_key());
        GivenList::open(&list.unwrap().sign(&signer).unwrap(), &door.trust, at(made)).unwrap()
    };
    let admit = |list, now| door.state().admit_lists(&door.trust, vec![list], at(now)).map_err(|fault| fault.code());
    assert!(admit(open(10, Purpose::Revocation), 10).is_ok());
    assert!(admit(open(5, Purpose::Suspension), 10).is_ok());
    assert_eq!(admit(open(5, Purpose::Revocation), 10).unwrap_err(), "status-list.rollback");
    assert_eq!(door.admit(0, 10), "ok");
}

#[test]
fn a_memory_that_cannot_be_read_decides_nothing() {
    let door = Door::new(&trust());
    for broken in ["\u{0}", "00112233445566778899aabbccddeeff\n", "x 1\n", "00112233445566778899aabbccddeeff 1 2\n"] {
        fs::write(door.folder.path().join("lists"), broken).unwrap();
        assert_eq!(door.admit(0, 1), "state.io", "{broken:?}");
        assert_eq!(fs::read_to_string(door.folder.path().join("lists")).unwrap(), broken, "it is left as it is");
    }
    fs::write(door.folder.path().join("lists"), [0xff]).unwrap();
    assert!(matches!(door.state().admit_lists(&door.trust, vec![], at(1)), Err(StateFault::Io(_))));
}

#[test]
fn two_doors_that_share_a_memory_never_take_it_back() {
    let door = Door::new(&trust());
    let (admitted, refused) = (AtomicUsize::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for thread in 0..4_i64 {
            let (door, admitted, refused) = (&door, &admitted, &refused);
            scope.spawn(move || {
                for round in 0..10 {
                    match door.admit((round * 4 + thread) * 10, 500) {
                        "ok" => admitted.fetch_add(1, Ordering::Relaxed),
                        "status-list.rollback" => refused.fetch_add(1, Ordering::Relaxed),
                        other => panic!("{other}"),
                    };
                }
            });
        }
    });
    assert_eq!(admitted.into_inner() + refused.into_inner(), 40);
    assert_eq!(door.admit(389, 500), "status-list.rollback", "the newest of all is remembered");
    assert_eq!(door.admit(390, 500), "ok");
}
