//! What a verifier keeps (spec/trust-bundle-1.md §8), and the attacks of The Update Framework's list by name, as far
//! as they exist where nothing is fetched:
//!
//! | attack | answer | shown by |
//! |---|---|---|
//! | rollback of the list | `trust.rollback` | `rollback_*` here |
//! | rollback of the root | `trust.rollback` | `rollback_to_an_older_root_*` here |
//! | indefinite freeze | caution, then `trust.stale` | `a_frozen_bundle_*` in verdicts.rs |
//! | fast-forward | recovered by a new bundle key | `fast_forward_*` here |
//! | mix and match | `trust.signature`, `trust.rollback` | *mix and match* in roots.rs, `mix_and_match_*` here |
//! | threshold one | `trust.format` | *threshold 1* in roots.rs |
//! | wrong role | `trust.signature`, `trust.root-signature` | *wrong role* in roots.rs |
//! | expired root | `trust.root-expired` | *expired root* in roots.rs |
//! | keys below the threshold | `trust.root-signature` | *one of three signatures* and rotations in roots.rs |
//! | one signature counted twice | `trust.root-signature` | *one signature twice* in roots.rs |
//! | arbitrary content | `trust.signature` | *the body of another bundle* in roots.rs |
//! | endless data | `trust.format` | sizes.rs |
//!
//! Slow retrieval and wrong software installation need a network or an installer; there is neither.

use std::fs;
use std::path::Path;

use chop_core::trust::SignedRoot;
use chop_verifier::{StateDirectory, StateFault};
use tempfile::TempDir;

use crate::bundle::{BundleModel, RootModel, VERSION};
use crate::roots::second;
use crate::support::model::uint;
use crate::{NOW, at, first_pin};

const ALL: [&str; 5] = ["root a", "root b", "root c", "root d", "root e"];

fn directory() -> (TempDir, StateDirectory) {
    let folder = TempDir::new().unwrap();
    let state = StateDirectory::open(&folder.path().join("state")).unwrap();
    (folder, state)
}

fn version(version: u64) -> BundleModel {
    BundleModel::new(NOW).with(VERSION, uint(version))
}

fn open(state: &StateDirectory, bundle: &BundleModel, root: Option<&SignedRoot>) -> &'static str {
    state.open_bundle(&bundle.encode(), root, at(0)).map_or_else(|fault| fault.code(), |_| "ok")
}

#[test]
fn rollback_of_a_bundle_is_refused_and_the_same_again_is_not() {
    let (_folder, state) = directory();
    state.pin(&first_pin(), false).unwrap();
    for (number, expect) in [
        (5, "ok"),
        (5, "ok"),
        (4, "trust.rollback"),
        (6, "ok"),
        (5, "trust.rollback"),
        (0, "trust.rollback"),
        (6, "ok"),
        (7, "ok"),
    ] {
        assert_eq!(open(&state, &version(number), None), expect, "{number}");
    }
    // Another process, later.
    let again = StateDirectory::open(state.path()).unwrap();
    assert_eq!(open(&again, &version(6), None), "trust.rollback");
    assert_eq!(open(&again, &version(7), None), "ok");
}

#[test]
fn rollback_is_judged_within_one_lineage_only() {
    let (_folder, state) = directory();
    let other = RootModel { keys: vec!["x", "y", "z"], ..RootModel::first(NOW) };
    let other_bundle = |number: u64| version(number).under(vec![other.signed_by(&["x", "y"])]);
    assert_eq!(open(&state, &version(9), Some(&first_pin())), "ok");
    assert_eq!(open(&state, &other_bundle(1), Some(&other.pin(&["x", "y"]))), "ok");
    assert_eq!(open(&state, &version(8), Some(&first_pin())), "trust.rollback");
    assert_eq!(open(&state, &other_bundle(0), None), "trust.rollback");
    // Whoever signed a root does not make it another one.
    let resigned = version(8).under(vec![RootModel::first(NOW).signed_by(&["root b", "root c"])]);
    assert_eq!(open(&state, &resigned, None), "trust.rollback");
}

/// Were the bundle's version all that is kept, a lost bundle key would go on working after the rotation that took it
/// away.
#[test]
fn rollback_to_an_older_root_is_refused_whatever_the_version_says() {
    let (_folder, state) = directory();
    state.pin(&first_pin(), false).unwrap();
    let first = RootModel::first(NOW).signed_by(&["root a", "root b"]);
    let rotated =
        |number: u64| version(number).under(vec![first.clone(), second(NOW).signed_by(&ALL)]).signed_by("bundle 2");
    assert_eq!(open(&state, &version(5), None), "ok");
    assert_eq!(open(&state, &rotated(6), None), "ok");
    for stolen in [6, 7, u64::MAX] {
        assert_eq!(open(&state, &version(stolen), None), "trust.rollback", "{stolen}");
    }
    assert_eq!(open(&state, &rotated(5), None), "trust.rollback");
    assert_eq!(open(&state, &rotated(6), None), "ok");
}

/// A version that a lost key drove to its end does not lock out the bundles of the key after it.
#[test]
fn fast_forward_is_undone_by_a_new_bundle_key() {
    let (_folder, state) = directory();
    state.pin(&first_pin(), false).unwrap();
    assert_eq!(open(&state, &version(u64::MAX), None), "ok");
    assert_eq!(open(&state, &version(2), None), "trust.rollback");
    let first = RootModel::first(NOW).signed_by(&["root a", "root b"]);
    let rotated =
        |number: u64| version(number).under(vec![first.clone(), second(NOW).signed_by(&ALL)]).signed_by("bundle 2");
    assert_eq!(open(&state, &rotated(2), None), "ok");
    assert_eq!(open(&state, &rotated(1), None), "trust.rollback");
}

/// A new root with the old bundle key must not carry that key's older bundles back in.
#[test]
fn mix_and_match_of_a_newer_root_with_an_older_body_is_refused() {
    let (_folder, state) = directory();
    state.pin(&first_pin(), false).unwrap();
    let first = RootModel::first(NOW).signed_by(&["root a", "root b"]);
    let kept = RootModel { bundle_key: "bundle", ..second(NOW) }.signed_by(&ALL);
    assert_eq!(open(&state, &version(5), None), "ok");
    assert_eq!(open(&state, &version(4).under(vec![first.clone(), kept.clone()]), None), "trust.rollback");
    assert_eq!(open(&state, &version(5).under(vec![first, kept]), None), "ok");
}

#[test]
fn a_pin_is_replaced_by_nothing_but_the_wish_to() {
    let (_folder, state) = directory();
    let other = RootModel { keys: vec!["x", "y", "z"], ..RootModel::first(NOW) };
    let code = |result: Result<(), StateFault>| result.map_or_else(|fault| fault.code(), |()| "ok");
    assert_eq!(state.pinned().unwrap(), None);
    assert_eq!(code(state.pin(&first_pin(), false)), "ok");
    assert_eq!(code(state.pin(&first_pin(), false)), "ok", "the same again");
    assert_eq!(
        code(state.pin(&RootModel::first(NOW).pin(&["root b", "root c"]), false)),
        "ok",
        "the same, signed by others"
    );
    assert_eq!(code(state.pin(&other.pin(&["x", "y"]), false)), "state.pinned-other");
    assert_eq!(state.pinned().unwrap(), Some(first_pin()));
    assert_eq!(open(&state, &version(1).under(vec![other.signed_by(&["x", "y"])]), None), "trust.root-unpinned");
    assert_eq!(code(state.pin(&other.pin(&["x", "y"]), true)), "ok");
    assert_eq!(state.pinned().unwrap(), Some(other.pin(&["x", "y"])));
    assert_eq!(open(&state, &version(1), None), "trust.root-unpinned");
    assert_eq!(open(&state, &version(1), Some(&first_pin())), "ok", "a root that is given comes before the pin");
    let successor = second(NOW);
    assert_eq!(code(state.pin(&successor.pin(&["root d", "root e"]), false)), "state.pinned-other");
}

#[test]
fn a_root_that_does_not_hold_is_not_pinned() {
    let (_folder, state) = directory();
    let good = first_pin();
    let alone = SignedRoot::new(good.root().clone(), vec![]);
    assert_eq!(state.pin(&alone, false).unwrap_err().code(), "trust.root-signature");
    assert_eq!(state.pin(&alone, true).unwrap_err().code(), "trust.root-signature");
    assert_eq!(state.pinned().unwrap(), None);
}

#[test]
fn a_pin_that_cannot_be_read_is_an_error_until_it_is_replaced() {
    let (_folder, state) = directory();
    for damaged in [b"".as_slice(), b"root", &first_pin().to_bytes()[..100]] {
        fs::write(state.path().join("root.pin"), damaged).unwrap();
        assert_eq!(state.pinned().unwrap_err().code(), "trust.format");
        assert_eq!(open(&state, &version(1), None), "trust.format", "never as if nothing were pinned");
        assert_eq!(state.pin(&first_pin(), false).unwrap_err().code(), "trust.format");
        state.pin(&first_pin(), true).unwrap();
        assert_eq!(state.pinned().unwrap(), Some(first_pin()));
    }
}

#[test]
fn an_unpinned_directory_says_so() {
    let (_folder, state) = directory();
    let pinned = |state: &StateDirectory, root: Option<&SignedRoot>| {
        state.open_bundle(&version(1).encode(), root, at(0)).unwrap().1
    };
    assert!(!pinned(&state, None));
    assert!(pinned(&state, Some(&first_pin())));
    state.pin(&first_pin(), false).unwrap();
    assert!(pinned(&state, None));
}

fn versions(folder: &Path) -> Vec<std::path::PathBuf> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let of_version = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        name.starts_with("version-") && path.extension().is_none()
    };
    names.filter(of_version).collect()
}

#[test]
fn a_damaged_version_is_an_error_and_never_the_beginning() {
    let (_folder, state) = directory();
    state.pin(&first_pin(), false).unwrap();
    assert_eq!(open(&state, &version(5), None), "ok");
    let [file] = versions(state.path()).try_into().unwrap();
    for damaged in ["", "5", "1 key", "1 key 5 6", "one key 5", "1 key five", "\u{fffd}"] {
        fs::write(&file, damaged).unwrap();
        assert_eq!(open(&state, &version(9), None), "state.io", "{damaged:?}");
    }
}

#[test]
fn a_bundle_that_is_refused_moves_nothing() {
    let (_folder, state) = directory();
    state.pin(&first_pin(), false).unwrap();
    assert_eq!(open(&state, &version(5), None), "ok");
    let [file] = versions(state.path()).try_into().unwrap();
    let before = fs::read(&file).unwrap();
    assert_eq!(open(&state, &version(9).signed_by("stranger"), None), "trust.signature");
    assert_eq!(open(&state, &version(4), None), "trust.rollback");
    assert_eq!(fs::read(&file).unwrap(), before);
    assert_eq!(versions(state.path()).len(), 1);
}

#[test]
fn a_directory_that_cannot_be_made_or_written_is_an_error() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    assert_eq!(StateDirectory::open(&file.join("state")).unwrap_err().code(), "state.io");
    let state = StateDirectory::open(&folder.path().join("state")).unwrap();
    fs::remove_dir(state.path()).unwrap();
    assert_eq!(open(&state, &version(1), Some(&first_pin())), "state.io");
    assert_eq!(state.pin(&first_pin(), false).unwrap_err().code(), "state.io");
}

/// Many processes that open bundles at once leave the highest version behind.
#[test]
fn the_highest_version_survives_a_race() {
    let (_folder, state) = directory();
    state.pin(&first_pin(), false).unwrap();
    let bundles: Vec<Vec<u8>> = (1..=24).map(|number| version(number).encode()).collect();
    std::thread::scope(|scope| {
        for bytes in &bundles {
            let state = state.clone();
            scope.spawn(move || {
                let result = state.open_bundle(bytes, None, at(0));
                assert!(matches!(result, Ok(_) | Err(StateFault::Trust(_))), "{result:?}");
            });
        }
    });
    assert_eq!(open(&state, &version(23), None), "trust.rollback");
    assert_eq!(open(&state, &version(24), None), "ok");
}
