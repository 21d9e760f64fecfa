//! Every bound of spec/trust-bundle-1.md §9 on both sides: for who reads a bundle, and for who makes one.

use crate::bundle::{
    BundleModel, DENIED, ISSUERS, KILLED, LISTS, PROFILES, VERIFIERS, issuer, list, spki, stored_zlib, verifier,
    zeros_zlib,
};
use crate::support::model::{NULL, array, bytes, text};
use crate::{NOW, at, first_pin, opened};
use chop_core::crypto::{Algorithm, Signer, SoftwareKey};
use chop_core::dev::{self, TestTrust};
use chop_core::encoding::limits::{BUNDLE_BYTES, BUNDLE_ENTRIES, BUNDLE_ITEMS, STATUS_LIST_BYTES, STATUS_TOKEN_BYTES};
use chop_core::status::StatusList;
use chop_core::trust::{BundleDraft, VerifierEntry};

fn open(model: &BundleModel) -> &'static str {
    opened(&model.encode(), Some(&first_pin()), at(0))
}

/// A bundle whose file has exactly this many bytes: a verifier with a long name.
fn of_size(size: usize) -> BundleModel {
    let model = |length: usize| {
        let mut door = verifier(&spki("door"), &["*"]);
        door[1] = array(&[text(&"x".repeat(length)), text("x"), text("x")]);
        BundleModel::new(NOW).with(VERIFIERS, array(&[array(&door)]))
    };
    let probe = 1 << 20;
    let length = size - (model(probe).encode().len() - probe);
    let model = model(length);
    assert_eq!(model.encode().len(), size);
    model
}

#[test]
fn a_bundle_has_at_most_sixteen_megabytes() {
    assert_eq!(open(&of_size(BUNDLE_BYTES)), "ok");
    assert_eq!(open(&of_size(BUNDLE_BYTES + 1)), "trust.format");
    assert_eq!(opened(&vec![0x81; 100 * BUNDLE_BYTES], Some(&first_pin()), at(0)), "trust.format");
}

#[test]
fn whoever_makes_a_bundle_is_stopped_before_that() {
    let longest_signature = 96;
    let draft = |length: usize| {
        let mut trust = TestTrust::new(at(0));
        let names = dev::names(&"x".repeat(length));
        trust.body.verifiers.push(VerifierEntry::new(dev::key("door").public_key().clone(), names, vec![]));
        BundleDraft::new(vec![trust.signed_root()], &trust.body).map(|draft| draft.sign(&dev::key("bundle")).unwrap())
    };
    // The name stands three times in the file.
    let overhead = draft(1 << 20).unwrap().len() - 3 * (1 << 20) + longest_signature - 64;
    let fits = (BUNDLE_BYTES - overhead) / 3;
    assert!(draft(fits).unwrap().len() <= BUNDLE_BYTES);
    assert_eq!(draft(fits + 1).unwrap_err().code(), "trust.format");
}

#[test]
fn a_body_has_at_most_4096_entries_of_a_kind() {
    let mut office = issuer(&spki("issuer"), &["personal-code"], None);
    office[8] = NULL.to_vec();
    let lists = |count: usize| -> Vec<Vec<u8>> {
        let uri = |n: usize| format!("https://status.example/l/{n}");
        (0..count).map(|n| array(&list(&uri(n), NOW, 1, &stored_zlib(&[0])))).collect()
    };
    let of = |place: usize, count: usize| match place {
        ISSUERS => vec![array(&office); count],
        VERIFIERS => vec![array(&verifier(&spki("door"), &["*"])); count],
        LISTS => lists(count),
        _ => vec![bytes(&[7; 8]); count],
    };
    for place in [ISSUERS, VERIFIERS, LISTS, KILLED, DENIED] {
        let with = |count: usize| open(&BundleModel::new(NOW).with(place, array(&of(place, count))));
        assert_eq!(with(BUNDLE_ENTRIES), "ok", "{place}");
        assert_eq!(with(BUNDLE_ENTRIES + 1), "trust.format", "{place}");
    }
    let many = BundleModel::new(NOW).with(DENIED, array(&vec![bytes(&[7; 8]); 100 * BUNDLE_ENTRIES]));
    assert_eq!(open(&many), "trust.format");
    let rights = |count: usize| {
        let mut office = office.clone();
        office[3] = array(&vec![text("personal-code"); count]);
        open(&BundleModel::new(NOW).with(ISSUERS, array(&[array(&office)])))
    };
    assert_eq!((rights(BUNDLE_ENTRIES), rights(BUNDLE_ENTRIES + 1)), ("ok", "trust.format"));
}

#[test]
fn a_body_has_at_most_262144_items_whatever_they_are() {
    // The body and its ten fields are eleven items, and each of the issuers thirteen and its kinds.
    let issuers = |items: usize| {
        let each = 3_000;
        let mut left = items - 11;
        let mut entries = Vec::new();
        while left > 0 {
            let kinds = if left >= 13 + each + 13 { each } else { left - 13 };
            let mut office = issuer(&spki("issuer"), &[], None);
            office[3] = array(&vec![text("k"); kinds]);
            entries.push(array(&office));
            left -= 13 + kinds;
        }
        BundleModel::new(NOW).with(ISSUERS, array(&entries))
    };
    assert_eq!(open(&issuers(BUNDLE_ITEMS)), "ok");
    assert_eq!(open(&issuers(BUNDLE_ITEMS + 1)), "trust.format");
    let junk = BundleModel::new(NOW).with(PROFILES, array(&vec![vec![0]; 10 * BUNDLE_ITEMS]));
    assert_eq!(open(&junk), "trust.format");
}

#[test]
fn whoever_makes_a_bundle_with_too_many_entries_is_told() {
    let draft = |count: usize| {
        let mut trust = TestTrust::new(at(0));
        trust.body.denied = vec![[7; 8]; count];
        BundleDraft::new(vec![trust.signed_root()], &trust.body)
    };
    assert!(draft(BUNDLE_ENTRIES).is_ok());
    assert_eq!(draft(BUNDLE_ENTRIES + 1).unwrap_err().code(), "trust.format");
}

#[test]
fn a_list_has_at_most_a_megabyte_compressed_and_four_inflated() {
    let with = |lst: &[u8]| {
        open(&BundleModel::new(NOW).with(LISTS, array(&[array(&list("https://status.example/l/1", NOW, 8, lst))])))
    };
    let stored = |wire: usize| {
        // Two bytes before, four behind, five for each block of at most 65,535.
        let content = wire - 6 - 5 * (wire - 6).div_ceil(65_540);
        let lst = stored_zlib(&vec![0x5a; content]);
        assert_eq!(lst.len(), wire);
        lst
    };
    assert_eq!(with(&stored(STATUS_TOKEN_BYTES)), "ok");
    assert_eq!(with(&stored(STATUS_TOKEN_BYTES + 1)), "trust.status-list");
    assert_eq!(with(&zeros_zlib(STATUS_LIST_BYTES)), "ok");
    assert_eq!(with(&zeros_zlib(STATUS_LIST_BYTES + 1)), "trust.status-list");
    assert_eq!(with(&zeros_zlib(30 * STATUS_LIST_BYTES)), "trust.status-list");
    assert_eq!(StatusList::inflate(8, &zeros_zlib(1_000)).unwrap().entries(), 1_000);
}

#[test]
fn whoever_makes_a_bundle_that_contradicts_itself_is_told() {
    let trust = TestTrust::new(at(0));
    let refused = |change: &dyn Fn(&mut TestTrust)| {
        let mut trust = trust.clone();
        change(&mut trust);
        BundleDraft::new(vec![trust.signed_root()], &trust.body).err().map(|fault| fault.code())
    };
    let list = || StatusList::new(1, 8).unwrap();
    assert_eq!(refused(&|_| {}), None);
    assert_eq!(
        refused(&|trust| *trust = trust.clone().list("l/1", list()).list("l/1", list())),
        Some("trust.status-list")
    );
    assert_eq!(refused(&|trust| trust.body.next_update = trust.body.issued_at), Some("trust.format"));
    assert_eq!(refused(&|trust| trust.body.expires_at = trust.body.next_update.plus(-1)), Some("trust.format"));
    let unsigned = chop_core::trust::SignedRoot::new(trust.root.clone(), vec![]);
    assert_eq!(BundleDraft::new(vec![unsigned], &trust.body).unwrap_err().code(), "trust.root-signature");
    assert_eq!(BundleDraft::new(vec![], &trust.body).unwrap_err().code(), "trust.format");
}

#[test]
fn bundles_are_signed_with_each_algorithm() {
    for algorithm in Algorithm::ALL {
        let key = SoftwareKey::generate(algorithm, &mut dev::Counted::new("bundle key")).unwrap();
        let mut trust = TestTrust::new(at(0));
        trust.root.bundle_key = key.public_key().clone();
        let root = trust.signed_root();
        let bytes = BundleDraft::new(vec![root.clone()], &trust.body).unwrap().sign(&key).unwrap();
        assert_eq!(opened(&bytes, Some(&root), at(0)), "ok", "{algorithm:?}");
        let other = BundleDraft::new(vec![root.clone()], &trust.body).unwrap().sign(&dev::key("bundle")).unwrap();
        assert_eq!(opened(&other, Some(&root), at(0)), "trust.signature", "{algorithm:?}");
    }
}
