#![allow(clippy::as_conversions, reason = "statistics")]

use std::collections::HashSet;

use chop_core::dev::{Counted, reference_now};
use chop_core::exchange::offline::ClaimDigest;
use chop_core::language::LocalizedText;

use super::*;
use crate::{CredentialState, Formats, HolderRef, ListNumber, RecordNumber};

fn register() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::create(&folder.path().join("r")).unwrap();
    let name = || "Test".to_owned();
    let issuer = IssuerRow {
        names: LocalizedText { en: name(), zh_hant: name(), zh_hans: name() },
        key: vec![1],
        signer_certificate: vec![2],
        root_certificate: vec![3],
        status_prefix: "https://status.example/".to_owned(),
        created_at: reference_now(),
        kinds: vec!["fishing-licence".to_owned()],
    };
    store.write(|db| db.insert_issuer(&issuer)).unwrap();
    (folder, store)
}

fn digest(n: u32) -> [u8; 32] {
    let mut digest = [0; 32];
    digest[..4].copy_from_slice(&n.to_be_bytes());
    digest
}

fn insert_record(db: Db<'_>, n: u32) -> Result<RecordNumber, StoreFault> {
    let batch = db.insert_batch("fishing-licence", 1, reference_now())?;
    db.insert_record(&NewRecord {
        kind: "fishing-licence",
        holder: &HolderRef::parse(&format!("H{n}")).unwrap(),
        content: "{}",
        claim: ClaimDigest::new(digest(n)),
        drawn: true,
        batch,
        row: 2,
        supersedes: None,
    })
}

fn key(n: u32) -> [u8; 33] {
    let mut key = [2; 33];
    key[..4].copy_from_slice(&n.to_be_bytes());
    key
}

fn intent<'a>(record: RecordNumber, place: u32, device_key: &'a [u8; 33]) -> NewIntent<'a> {
    let at = reference_now();
    NewIntent { record, place, device_key, from: at, until: at.plus(60), at }
}

/// 100,000 places over four connections at once: none twice, and no order to be seen in them.
#[test]
fn places_in_status_lists_are_unique_and_random_over_several_connections() {
    const EACH: u32 = 25_000;
    const BLOCK: u32 = 500;
    let (folder, mut store) = register();
    let record = store.write(|db| insert_record(db, 0)).unwrap();
    let path = folder.path().join("r");
    let drawn: Vec<Vec<(ListNumber, u32)>> = std::thread::scope(|scope| {
        let path = &path;
        let workers: Vec<_> = (0..4_u32)
            .map(|worker| {
                scope.spawn(move || {
                    let mut store = Store::open(path).unwrap();
                    let mut random = Counted::new(&format!("worker {worker}"));
                    let mut drawn = Vec::new();
                    for block in 0..EACH / BLOCK {
                        let places = store.write(|db| -> Result<_, AllocationFault> {
                            let mut lists = db.open_allocation()?;
                            let mut places = Vec::new();
                            for n in 0..BLOCK {
                                let n = worker * EACH + block * BLOCK + n;
                                let stored =
                                    db.insert_intent(&intent(record, n, &key(n)), Some(&mut lists), &mut random)?;
                                places.push(stored.status.unwrap());
                            }
                            db.close_allocation(&lists)?;
                            Ok(places)
                        });
                        drawn.extend(places.unwrap());
                    }
                    drawn
                })
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    let all: Vec<_> = drawn.iter().flatten().copied().collect();
    assert_eq!(all.len(), 100_000);
    assert_eq!(all.iter().collect::<HashSet<_>>().len(), 100_000, "a place was given twice");
    assert!(all.iter().all(|(list, index)| list.get() == 1 && *index < lists::LIST_ENTRIES));

    for places in &drawn {
        let r = serial_correlation(&places.iter().map(|(_, index)| f64::from(*index)).collect::<Vec<_>>());
        assert!(r.abs() < 0.02, "serial correlation {r}");
    }
    // Sixteen parts of the list are used alike: chi-square with 15 degrees of freedom, far beyond its 0.999 point.
    let mut parts = [0_f64; 16];
    all.iter().for_each(|(_, index)| parts[(index / (lists::LIST_ENTRIES / 16)) as usize] += 1.0);
    let mean = 100_000.0 / 16.0;
    let chi: f64 = parts.iter().map(|count| (count - mean).powi(2) / mean).sum();
    assert!(chi < 50.0, "chi-square {chi}");
    store.check().unwrap();
}

fn serial_correlation(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let variance: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
    values.windows(2).map(|pair| (pair[0] - mean) * (pair[1] - mean)).sum::<f64>() / variance
}

#[test]
fn a_list_that_is_half_full_is_followed_by_another_and_all_are_large() {
    const { assert!(lists::LIST_ENTRIES >= 1 << 17) };
    let (_folder, mut store) = register();
    let record = store.write(|db| insert_record(db, 0)).unwrap();
    store
        .write(|db| -> Result<(), AllocationFault> {
            let lists = db.open_allocation()?;
            db.close_allocation(&lists)?;
            Ok(())
        })
        .unwrap();
    store.attempt(&format!("UPDATE lists SET used = {}", lists::LIST_ENTRIES / 2 - 1)).unwrap();
    let mut random = Counted::new("x");
    let numbers: Vec<i64> = (0..3_u32)
        .map(|n| {
            store
                .write(|db| -> Result<_, AllocationFault> {
                    let mut lists = db.open_allocation()?;
                    let stored = db.insert_intent(&intent(record, n, &key(n)), Some(&mut lists), &mut random)?;
                    db.close_allocation(&lists)?;
                    Ok(stored.status.unwrap().0.get())
                })
                .unwrap()
        })
        .collect();
    assert_eq!(numbers, [1, 2, 2]);
    let lists = store.read().lists().unwrap();
    assert_eq!(lists.len(), 2);
    assert!(lists.iter().all(|(_, entries, _)| *entries == u64::from(lists::LIST_ENTRIES)));
}

#[test]
fn the_schema_itself_refuses_to_lose_change_or_use_twice() {
    let (_folder, mut store) = register();
    let mut random = Counted::new("x");
    let record = store
        .write(|db| -> Result<_, AllocationFault> {
            let record = insert_record(db, 0)?;
            let mut lists = db.open_allocation()?;
            let stored = db.insert_intent(&intent(record, 0, &key(0)), Some(&mut lists), &mut random)?;
            db.close_allocation(&lists)?;
            db.take_claim(record, &digest(9), "a.chop", &Formats::default(), reference_now())?;
            db.store_signed(stored.number, &[("mso_mdoc", b"bytes")], reference_now())?;
            db.append(reference_now(), &NewEntry { event: "x", ..NewEntry::default() })?;
            Ok(record)
        })
        .unwrap();
    for sql in [
        "DELETE FROM credentials",
        "DELETE FROM signed",
        "DELETE FROM records",
        "DELETE FROM audit",
        "UPDATE credentials SET idx = idx + 1",
        "UPDATE credentials SET list = NULL",
        "UPDATE credentials SET device_key = zeroblob(33)",
        "UPDATE signed SET bytes = x'00'",
        "UPDATE audit SET at = 0",
        "UPDATE records SET request = zeroblob(32)",
        "UPDATE records SET claimed_at = NULL, request = NULL, file = NULL",
        "UPDATE credentials SET state = 'revoked'; UPDATE credentials SET state = 'issued'",
        "UPDATE credentials SET state = 'gone'",
        "INSERT INTO credentials (record, place, device_key, valid_from, valid_until, state, changed_at)
           SELECT record, 9, device_key, 0, 1, 'intent', 0 FROM credentials",
        "INSERT INTO credentials (record, place, device_key, list, idx, valid_from, valid_until, state, changed_at)
           SELECT record, 9, zeroblob(33), list, idx, 0, 1, 'intent', 0 FROM credentials",
        "INSERT INTO records (kind, holder_ref, content, claim, code_drawn, code_shown, state, batch, row)
           SELECT kind, 'other', content, claim, 0, 0, state, batch, row FROM records",
        "INSERT INTO batches (kind, rows, loaded_at) VALUES ('unknown-kind', 1, 0)",
    ] {
        assert_eq!(store.attempt(sql), Err(StoreFault::Constraint), "{sql}");
    }
    let again =
        store.write(|db| db.take_claim(record, &digest(8), "b.chop", &Formats::default(), reference_now())).unwrap();
    assert!(!again, "a claim counts once");
}

#[test]
fn a_change_that_fails_halfway_is_undone() {
    let (_folder, mut store) = register();
    let failed: Result<(), StoreFault> = store.write(|db| {
        insert_record(db, 1)?;
        Err(StoreFault::Io)
    });
    assert_eq!(failed, Err(StoreFault::Io));
    assert!(store.read().record(RecordNumber::new(1)).unwrap().is_none());
}

#[test]
fn a_full_disk_has_one_code_and_leaves_the_register_as_it_was() {
    let (_folder, mut store) = register();
    store.limit_pages(store.pages() + 8);
    let mut written = 0;
    let fault = loop {
        let big = "x".repeat(20_000);
        let result = store.write(|db| {
            let record = insert_record(db, written)?;
            db.0.execute("UPDATE records SET content = ?1 WHERE number = ?2", (&big, record))?;
            Ok::<_, StoreFault>(())
        });
        match result {
            Ok(()) => written += 1,
            Err(fault) => break fault,
        }
    };
    assert_eq!(fault, StoreFault::Full);
    store.check().unwrap();
    let count: i64 = store.connection.query_row("SELECT count(*) FROM records", [], |row| row.get(0)).unwrap();
    assert_eq!(count, i64::from(written));
    store.limit_pages(1_000_000);
    store.write(|db| insert_record(db, 1_000)).unwrap();
}

#[test]
fn another_program_s_file_and_a_newer_register_are_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other");
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("CREATE TABLE t (x)").unwrap();
    assert_eq!(Store::open(&path).err(), Some(StoreFault::Version));
    assert_eq!(Store::open(&folder.path().join("none")).err(), Some(StoreFault::Missing));
    std::fs::write(folder.path().join("text"), "not a database, and long enough to be looked at as one ".repeat(40))
        .unwrap();
    assert_eq!(Store::open(&folder.path().join("text")).err(), Some(StoreFault::Corrupt));

    let (folder, store) = register();
    store.attempt("PRAGMA user_version = 4").unwrap();
    drop(store);
    assert_eq!(Store::open(&folder.path().join("r")).err(), Some(StoreFault::Version));
}

#[test]
fn a_register_of_the_first_schema_is_brought_up_and_keeps_what_it_has() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("r");
    let old = rusqlite::Connection::open(&path).unwrap();
    old.execute_batch(include_str!("migrations/0001-register.sql")).unwrap();
    old.execute_batch("PRAGMA user_version = 1; PRAGMA application_id = 1667788656; INSERT INTO kinds VALUES ('k')")
        .unwrap();
    let record =
        "INSERT INTO records (number, kind, holder_ref, content, claim, code_drawn, code_shown, state, batch, row)
        SELECT n, 'k', n, '{}', randomblob(32), 1, 0, 'pending', 1, n FROM (SELECT 1 AS n UNION SELECT 2)";
    let credential = "INSERT INTO credentials (number, record, place, device_key, valid_from, valid_until, state,
        changed_at) SELECT number, number, 0, randomblob(33), 1, 2, 'issued', 1 FROM records";
    old.execute_batch("INSERT INTO batches VALUES (1, 'k', 2, 1)").unwrap();
    for sql in [record, credential, "INSERT INTO signed SELECT number, randomblob(9) FROM records"] {
        old.execute_batch(sql).unwrap();
    }
    let signed: Vec<u8> = old.query_row("SELECT bytes FROM signed WHERE credential = 2", [], |row| row.get(0)).unwrap();
    drop(old);
    let store = Store::open(&path).unwrap();
    store.attempt("SELECT letter FROM records").unwrap();
    assert_eq!(store.read().signed_bytes(RecordNumber::new(2)).unwrap(), [signed], "what was signed is kept");
    let format: String = store.connection.query_row("SELECT format FROM signed", [], |row| row.get(0)).unwrap();
    assert_eq!(format, "mso_mdoc", "there was no other format before");
    for attempt in ["DELETE FROM signed", "UPDATE signed SET format = 'ldp_vc'"] {
        assert!(store.attempt(attempt).is_err(), "{attempt}");
    }
    let kinds: i64 = store.connection.query_row("SELECT count(*) FROM kinds", [], |row| row.get(0)).unwrap();
    assert_eq!(kinds, 1);
}

#[test]
fn a_letter_is_sealed_once_and_no_run_for_wallets_takes_it_up() {
    let (_folder, mut store) = register();
    let kind: String = store
        .write(|db| -> Result<_, StoreFault> {
            let record = insert_record(db, 0)?;
            db.mark_letter(record, &[1; 32])?;
            assert!(db.take_claim(record, &[2; 32], "name", &Formats::default(), reference_now())?);
            Ok(db.0.query_row("SELECT kind FROM records", [], |row| row.get(0))?)
        })
        .unwrap();
    assert!(store.read().unfinished(&kind, RecordNumber::new(0), 9).unwrap().is_empty());
    assert!(store.attempt("UPDATE records SET letter = zeroblob(32)").is_err());
}

#[test]
fn what_was_revoked_or_suspended_stands_in_its_list() {
    let (_folder, mut store) = register();
    let mut random = Counted::new("x");
    let places: Vec<_> = store
        .write(|db| -> Result<_, AllocationFault> {
            let record = insert_record(db, 0)?;
            let mut lists = db.open_allocation()?;
            let mut places = Vec::new();
            for n in 0..3 {
                let stored = db.insert_intent(&intent(record, n, &key(n)), Some(&mut lists), &mut random)?;
                db.store_signed(stored.number, &[("mso_mdoc", b"x")], reference_now())?;
                places.push(stored.status.unwrap().1);
            }
            db.close_allocation(&lists)?;
            Ok(places)
        })
        .unwrap();
    store.attempt("UPDATE credentials SET state = 'revoked' WHERE place = 0").unwrap();
    store.attempt("UPDATE credentials SET state = 'suspended' WHERE place = 2").unwrap();
    let mut seen = Vec::new();
    let list = ListNumber::new(1);
    let note = |index, state| {
        seen.push((index, state));
        Ok(())
    };
    store.read().exceptions(list, note).unwrap();
    seen.sort();
    let mut expected =
        vec![(u64::from(places[0]), CredentialState::Revoked), (u64::from(places[2]), CredentialState::Suspended)];
    expected.sort();
    assert_eq!(seen, expected);
}
