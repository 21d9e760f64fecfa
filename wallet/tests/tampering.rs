//! Whatever is deleted, changed or put back: detected or locked, never unlocked (security T25, T26, F18).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails loudly")]

mod kit;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chop_wallet::{StoreFault, Wallet};
use kit::{Os, World, everything, files, image, open};
use rusqlite::{Connection, params};

/// Number, version, seal.
type Row = (i64, i64, Vec<u8>);

const TABLES: [&str; 5] = ["document", "credential", "device_key", "setting", "log"];

/// A wallet with a few documents, still open.
fn filled(world: &World) -> Wallet {
    let mut wallet = world.create();
    for kind in ["senior-citizen-card", "driving-licence", "certificate-of-imprisonment"] {
        world.obtain(&mut wallet, kind);
    }
    wallet
}

/// The same, closed.
fn closed() -> World {
    let world = World::new();
    filled(&world).close().unwrap();
    world
}

fn refused(directory: &Path, world: &World) -> StoreFault {
    open(directory, world.now).map(drop).expect_err("it must stay locked")
}

/// One random place of one random file of a directory, each byte as likely as any other.
fn place(directory: &Path) -> (PathBuf, usize) {
    let files = files(directory);
    let lengths: Vec<usize> =
        files.iter().map(|path| usize::try_from(fs::metadata(path).unwrap().len()).unwrap()).collect();
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).unwrap();
    let mut at =
        usize::try_from(u64::from_be_bytes(bytes) % u64::try_from(lengths.iter().sum::<usize>()).unwrap()).unwrap();
    for (path, length) in files.into_iter().zip(lengths) {
        if at < length {
            return (path, at);
        }
        at -= length;
    }
    unreachable!("a place is within the files")
}

fn mutate(path: &Path, at: usize) {
    let mut bytes = fs::read(path).unwrap();
    let mut other = [0];
    while other[0] == 0 {
        getrandom::fill(&mut other).unwrap();
    }
    bytes[at] ^= other[0];
    fs::write(path, bytes).unwrap();
}

#[test]
fn five_hundred_random_bytes_changed_in_a_closed_wallet_are_each_noticed() {
    let world = closed();
    let copy = world.home.path().join("copy");
    let mut by_file: BTreeMap<String, usize> = BTreeMap::new();
    // Small files would hardly be hit by chance among the bytes of the database: a third of the rounds is theirs.
    for round in 0..500 {
        image(&world.directory(), &copy);
        let (path, at) = match round % 6 {
            0 => (copy.join("device.key"), round % 80),
            1 => (copy.join("wallet.mark"), round % 81),
            _ => place(&copy),
        };
        mutate(&path, at);
        assert_eq!(refused(&copy, &world), StoreFault::Tampered, "byte {at} of {}", path.display());
        *by_file.entry(path.file_name().unwrap().to_string_lossy().into_owned()).or_default() += 1;
    }
    println!("noticed: {by_file:?}");
    assert_eq!(by_file.len(), 3);
}

#[test]
fn five_hundred_random_bytes_changed_after_a_crash_are_noticed_or_without_any_effect() {
    let world = World::new();
    let wallet = filled(&world);
    let before = everything(&wallet, &world.kinds, world.now);
    let [crashed, copy] = ["crashed", "copy"].map(|name| world.home.path().join(name));
    image(&world.directory(), &crashed);
    assert!(files(&crashed).iter().any(|file| file.ends_with("wallet.db-wal")), "the log is there: this is a crash");
    let (mut noticed, mut without_effect) = (0, 0);
    for _ in 0..500 {
        image(&crashed, &copy);
        let (path, at) = place(&copy);
        mutate(&path, at);
        match open(&copy, world.now) {
            Err(fault) => {
                assert_eq!(fault, StoreFault::Tampered, "byte {at} of {}", path.display());
                noticed += 1;
            }
            Ok(wallet) => {
                assert_eq!(everything(&wallet, &world.kinds, world.now), before, "byte {at} of {}", path.display());
                without_effect += 1;
            }
        }
    }
    println!("after a crash: {noticed} noticed, {without_effect} without effect");
    assert!(noticed > 0);
}

#[test]
fn every_file_that_is_missing_cut_short_or_longer_locks_the_wallet() {
    let world = closed();
    let copy = world.home.path().join("copy");
    let names: Vec<_> = files(&world.directory()).iter().map(|path| path.file_name().unwrap().to_owned()).collect();
    assert_eq!(names, ["device.key", "wallet.db", "wallet.mark"]);
    for name in &names {
        let length = fs::metadata(world.directory().join(name)).unwrap().len();
        for keep in [None, Some(0), Some(1), Some(length / 2), Some(length - 1)] {
            image(&world.directory(), &copy);
            let path = copy.join(name);
            match keep {
                None => fs::remove_file(&path).unwrap(),
                Some(keep) => fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(keep).unwrap(),
            }
            assert_eq!(refused(&copy, &world), StoreFault::Tampered, "{name:?} with {keep:?} bytes");
        }
        image(&world.directory(), &copy);
        let longer = [fs::read(copy.join(name)).unwrap(), vec![0]].concat();
        fs::write(copy.join(name), longer).unwrap();
        assert_eq!(refused(&copy, &world), StoreFault::Tampered, "{name:?} with a byte more");
    }
    for pair in [["device.key", "wallet.mark"], ["device.key", "wallet.db"], ["wallet.db", "wallet.mark"]] {
        image(&world.directory(), &copy);
        pair.iter().for_each(|name| fs::remove_file(copy.join(name)).unwrap());
        assert_eq!(refused(&copy, &world), StoreFault::Tampered, "without {pair:?}");
    }
}

#[test]
fn an_older_copy_of_any_one_file_locks_the_wallet() {
    let world = World::new();
    let mut wallet = filled(&world);
    let [old, copy] = ["old", "copy"].map(|name| world.home.path().join(name));
    wallet.close().unwrap();
    image(&world.directory(), &old);
    wallet = world.open().unwrap();
    world.obtain(&mut wallet, "fishing-licence");
    wallet.close().unwrap();
    for name in ["device.key", "wallet.db", "wallet.mark"] {
        image(&world.directory(), &copy);
        fs::copy(old.join(name), copy.join(name)).unwrap();
        assert_eq!(refused(&copy, &world), StoreFault::Tampered, "{name} of an hour ago");
    }
    // Database and mark together, with the counter of the device left as it is.
    image(&world.directory(), &copy);
    for name in ["wallet.db", "wallet.mark"] {
        fs::copy(old.join(name), copy.join(name)).unwrap();
    }
    assert_eq!(refused(&copy, &world), StoreFault::Tampered);
}

#[test]
fn tries_cannot_be_taken_back_with_an_older_copy() {
    let world = closed();
    let old = world.home.path().join("old");
    image(&world.directory(), &old);
    for _ in 0..2 {
        let locked = chop_wallet::LockedWallet::open(&world.directory()).unwrap();
        let fault = locked.unlock(&chop_wallet::Passphrase::new("wrong"), world.now, &mut Os).unwrap_err();
        assert_eq!(fault.code(), "wallet.passphrase");
    }
    for name in ["wallet.db", "wallet.mark"] {
        fs::copy(old.join(name), world.directory().join(name)).unwrap();
    }
    assert_eq!(refused(&world.directory(), &world), StoreFault::Tampered);
}

/// A copy of an open wallet, changed through SQLite: the mark says *in use*, so only the seals can notice.
struct Attack {
    world: World,
    wallet: Option<Wallet>,
    crashed: PathBuf,
    copy: PathBuf,
}

impl Attack {
    fn new() -> Self {
        let world = World::new();
        let wallet = filled(&world);
        let [crashed, copy] = ["crashed", "copy"].map(|name| world.home.path().join(name));
        image(&world.directory(), &crashed);
        Self { wallet: Some(wallet), crashed, copy, world }
    }

    /// Applies a change to a fresh copy and says what comes of it.
    fn by(&self, change: impl Fn(&Connection)) -> Result<(), StoreFault> {
        image(&self.crashed, &self.copy);
        let database = Connection::open(self.copy.join("wallet.db")).unwrap();
        change(&database);
        database.close().unwrap();
        open(&self.copy, self.world.now).map(drop)
    }

    fn rows(&self, table: &str) -> Vec<Row> {
        image(&self.crashed, &self.copy);
        rows(&Connection::open(self.copy.join("wallet.db")).unwrap(), table)
    }
}

fn rows(database: &Connection, table: &str) -> Vec<Row> {
    let mut query = database.prepare(&format!("SELECT id, version, sealed FROM {table} ORDER BY id")).unwrap();
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

fn write(database: &Connection, table: &str, row: &Row) {
    let statement = format!("INSERT OR REPLACE INTO {table} (id, version, sealed) VALUES (?1, ?2, ?3)");
    database.execute(&statement, params![row.0, row.1, row.2]).unwrap();
}

#[test]
fn an_untouched_copy_opens() {
    assert_eq!(Attack::new().by(|_| ()), Ok(()));
}

#[test]
fn every_row_deleted_or_doubled_is_noticed() {
    let attack = Attack::new();
    let mut tried = 0;
    for table in TABLES {
        for row in attack.rows(table) {
            let deleted = attack.by(|database| {
                database.execute(&format!("DELETE FROM {table} WHERE id = ?1"), params![row.0]).unwrap();
            });
            assert_eq!(deleted, Err(StoreFault::Tampered), "{table} {}", row.0);
            let doubled = attack.by(|database| write(database, table, &(row.0 ^ 1 << 40, row.1, row.2.clone())));
            assert_eq!(doubled, Err(StoreFault::Tampered), "{table} {}", row.0);
            tried += 1;
        }
    }
    assert!(tried > 20, "{tried}");
    for table in ["head", "envelope"] {
        assert_eq!(
            attack.by(|database| database.execute_batch(&format!("DELETE FROM {table}")).unwrap()),
            Err(StoreFault::Tampered)
        );
    }
}

#[test]
fn rows_that_change_places_are_noticed() {
    let attack = Attack::new();
    for table in TABLES {
        let all = attack.rows(table);
        for pair in all.windows(2) {
            let (one, other) = (&pair[0], &pair[1]);
            let contents = attack.by(|database| {
                write(database, table, &(one.0, one.1, other.2.clone()));
                write(database, table, &(other.0, other.1, one.2.clone()));
            });
            assert_eq!(contents, Err(StoreFault::Tampered), "{table}: contents");
            let whole = attack.by(|database| {
                write(database, table, &(one.0, other.1, other.2.clone()));
                write(database, table, &(other.0, one.1, one.2.clone()));
            });
            assert_eq!(whole, Err(StoreFault::Tampered), "{table}: versions too");
        }
    }
    let (credential, key) = (attack.rows("credential")[0].clone(), attack.rows("device_key")[0].clone());
    let across = attack.by(|database| {
        write(database, "credential", &(credential.0, credential.1, key.2.clone()));
        write(database, "device_key", &(key.0, key.1, credential.2.clone()));
    });
    assert_eq!(across, Err(StoreFault::Tampered));
}

#[test]
fn an_older_copy_of_any_single_row_is_noticed() {
    let attack = Attack::new();
    let before: BTreeMap<&str, Vec<Row>> =
        TABLES.into_iter().chain(["head"]).map(|table| (table, attack.rows(table))).collect();
    let mut wallet = attack.wallet;
    let open_wallet = wallet.as_mut().unwrap();
    // Everything is written once more: a removal, an addition, a new bundle, a showing.
    let handle = open_wallet.documents(&attack.world.kinds, attack.world.now).unwrap()[0].handle;
    open_wallet.remove(&handle.to_string(), &attack.world.kinds, attack.world.now, &mut Os).unwrap();
    attack.world.obtain(open_wallet, "cre-result");
    let mut newer = attack.world.trust.clone();
    newer.body.version += 1;
    open_wallet.update_trust(&newer.sign(), attack.world.now, &mut Os).unwrap();
    image(&attack.world.directory(), &attack.crashed);
    let attack = Attack { wallet, ..attack };
    let mut restored = 0;
    for (table, old) in before {
        let now = attack.rows(table);
        for row in old.iter().filter(|row| !now.contains(row)) {
            let whole = attack.by(|database| write(database, table, row));
            assert_eq!(whole, Err(StoreFault::Tampered), "{table} {}", row.0);
            if let Some(current) = now.iter().find(|current| current.0 == row.0) {
                let disguised = attack.by(|database| write(database, table, &(row.0, current.1, row.2.clone())));
                assert_eq!(disguised, Err(StoreFault::Tampered), "{table} {} with the new version", row.0);
            }
            restored += 1;
        }
    }
    assert!(restored >= 6, "{restored} rows had an older form");
}

#[test]
fn nothing_may_be_added_to_the_database_itself() {
    let attack = Attack::new();
    for statement in [
        "CREATE TRIGGER quiet AFTER UPDATE ON head BEGIN DELETE FROM log; END",
        "CREATE VIEW v AS SELECT * FROM head",
        "CREATE TABLE t (x)",
        "CREATE INDEX i ON log (version)",
        "ALTER TABLE log ADD COLUMN x INTEGER",
        "DROP TABLE log",
        "PRAGMA user_version = 0",
    ] {
        let added = attack.by(|database| database.execute_batch(statement).unwrap());
        assert_eq!(added, Err(StoreFault::Tampered), "{statement}");
    }
    let newer = attack.by(|database| database.execute_batch("PRAGMA user_version = 2").unwrap());
    assert_eq!(newer, Err(StoreFault::Version));
}

#[test]
fn the_wrapped_key_and_its_costs_cannot_be_changed() {
    let attack = Attack::new();
    let tampered = Err(StoreFault::Tampered);
    assert_eq!(
        attack.by(|database| database.execute_batch("UPDATE envelope SET key = zeroblob(72)").unwrap()),
        tampered
    );
    assert_eq!(attack.by(|database| database.execute_batch("UPDATE envelope SET cost = x'80'").unwrap()), tampered);
    let attempts = chop_wallet::LockedWallet::open(&attack.copy).map(|locked| locked.attempts().failed());
    assert_eq!(attempts.unwrap_err(), StoreFault::Tampered, "no try is spent on a wallet that cannot open");
}

#[test]
fn the_log_of_writes_cannot_be_taken_away() {
    let attack = Attack::new();
    image(&attack.crashed, &attack.copy);
    fs::remove_file(attack.copy.join("wallet.db-wal")).unwrap();
    assert_eq!(refused(&attack.copy, &attack.world), StoreFault::Tampered);
    let length = fs::metadata(attack.crashed.join("wallet.db-wal")).unwrap().len();
    for cut in [1, 32, length / 2, length - 1] {
        image(&attack.crashed, &attack.copy);
        let log = fs::OpenOptions::new().write(true).open(attack.copy.join("wallet.db-wal")).unwrap();
        log.set_len(length - cut).unwrap();
        assert_eq!(refused(&attack.copy, &attack.world), StoreFault::Tampered, "{cut} bytes cut");
    }
}
