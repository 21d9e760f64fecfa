//! The passphrase: four rounds of four tries, counted before they are made (security T27).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails loudly")]

mod kit;

use std::fs;

use chop_core::time::UnixTime;
use chop_wallet::{Cost, DeviceKey, FileDeviceKey, Gate, InitialTrust, LockedWallet, Passphrase, StoreFault, Wallet};
use kit::{Os, World, passphrase};

fn try_wrong(world: &World, at: UnixTime) -> StoreFault {
    LockedWallet::open(&world.directory())
        .unwrap()
        .unlock(&Passphrase::new("incorrect horse"), at, &mut Os)
        .unwrap_err()
}

#[test]
fn sixteen_wrong_passphrases_destroy_the_keys_and_each_wait_is_kept_to_the_second() {
    let world = World::new();
    world.create().close().unwrap();
    let mut now = world.now;
    for (round, wait) in [60, 300, 3_600].into_iter().enumerate() {
        for tries in [3, 2, 1] {
            assert_eq!(try_wrong(&world, now), StoreFault::Passphrase { tries, until: None }, "round {round}");
        }
        let until = now.plus(wait);
        assert_eq!(try_wrong(&world, now), StoreFault::Passphrase { tries: 0, until: Some(until) });
        let attempts = LockedWallet::open(&world.directory()).unwrap().attempts().failed();
        for early in [0, 1, wait - 1] {
            assert_eq!(try_wrong(&world, now.plus(early)), StoreFault::Locked { until });
            let right = LockedWallet::open(&world.directory()).unwrap().unlock(&passphrase(), now.plus(early), &mut Os);
            assert_eq!(right.unwrap_err(), StoreFault::Locked { until }, "the right one waits too");
        }
        let locked = LockedWallet::open(&world.directory()).unwrap();
        assert_eq!(locked.attempts().failed(), attempts, "a try that was not made is not counted");
        assert_eq!(locked.gate(until), Gate::Open { tries: 4 });
        now = until;
    }
    for tries in [3, 2, 1] {
        assert_eq!(try_wrong(&world, now), StoreFault::Passphrase { tries, until: None });
    }
    assert_eq!(try_wrong(&world, now), StoreFault::Wiped);
    assert_eq!(LockedWallet::open(&world.directory()).unwrap_err(), StoreFault::Wiped);
    let left: Vec<_> = kit::files(&world.directory());
    assert_eq!(left.len(), 1, "{left:?}");
    assert_eq!(fs::read(&left[0]).unwrap(), b"CHOPMRK1 wiped\n");
}

#[test]
fn a_right_passphrase_starts_the_count_again() {
    let world = World::new();
    world.create().close().unwrap();
    for _ in 0..3 {
        try_wrong(&world, world.now);
    }
    world.open().unwrap().close().unwrap();
    assert_eq!(LockedWallet::open(&world.directory()).unwrap().attempts().failed(), 0);
    assert_eq!(try_wrong(&world, world.now), StoreFault::Passphrase { tries: 3, until: None });
}

#[test]
fn a_clock_set_back_gains_nothing_and_locks_nobody_out() {
    let world = World::new();
    world.create().close().unwrap();
    let ahead = world.now.plus(10 * 365 * 86_400);
    for _ in 0..4 {
        try_wrong(&world, ahead);
    }
    let until = world.now.plus(60);
    assert_eq!(try_wrong(&world, world.now), StoreFault::Locked { until });
    assert_eq!(try_wrong(&world, world.now.plus(59)), StoreFault::Locked { until });
    let at_the_end = LockedWallet::open(&world.directory()).unwrap().unlock(&passphrase(), until, &mut Os);
    assert!(at_the_end.is_ok());
}

#[test]
fn a_wiped_directory_takes_a_new_wallet_and_any_other_does_not() {
    let world = World::new();
    world.create().close().unwrap();
    let mut now = world.now;
    while LockedWallet::open(&world.directory()).is_ok() {
        try_wrong(&world, now);
        now = now.plus(3_600);
    }
    world.create().close().unwrap();
    assert!(world.open().is_ok());
    let trust = InitialTrust::check(&world.trust.sign(), None, world.now).unwrap();
    let again = Wallet::create(&world.directory(), &passphrase(), kit::quick(), &trust, &mut Os);
    assert_eq!(again.unwrap_err(), StoreFault::Exists);
    // The word that a wallet was wiped does not let anyone write over one that was not.
    fs::write(world.directory().join("wallet.mark"), b"CHOPMRK1 wiped\n").unwrap();
    assert_eq!(LockedWallet::open(&world.directory()).unwrap_err(), StoreFault::Tampered);
    let again = Wallet::create(&world.directory(), &passphrase(), kit::quick(), &trust, &mut Os);
    assert_eq!(again.unwrap_err(), StoreFault::Exists);
}

#[test]
fn a_weak_passphrase_makes_no_wallet() {
    let world = World::new();
    let trust = InitialTrust::check(&world.trust.sign(), None, world.now).unwrap();
    for weak in ["", "123456", "ninechars", "aaaaaaaaaaaaaa", "0123456789"] {
        let made = Wallet::create(&world.directory(), &Passphrase::new(weak), kit::quick(), &trust, &mut Os);
        assert_eq!(made.unwrap_err().code(), "wallet.pin-weak", "{weak}");
        assert!(!world.directory().exists());
    }
}

#[test]
fn the_standard_costs_are_those_of_the_requirement() {
    assert_eq!(Cost::STANDARD, Cost::new(64 * 1_024, 3, 1).unwrap());
    let world = World::new();
    world.create_at_cost(Cost::STANDARD).close().unwrap();
    assert!(world.open().is_ok());
}

#[test]
fn two_programs_never_have_one_wallet_open() {
    let world = World::new();
    let wallet = world.create();
    assert_eq!(LockedWallet::open(&world.directory()).unwrap_err(), StoreFault::Busy);
    wallet.close().unwrap();
    assert!(LockedWallet::open(&world.directory()).is_ok());
    assert_eq!(LockedWallet::open(&world.home.path().join("none")).unwrap_err(), StoreFault::Missing);
    fs::create_dir(world.home.path().join("empty")).unwrap();
    assert_eq!(LockedWallet::open(&world.home.path().join("empty")).unwrap_err(), StoreFault::Missing);
}

#[test]
fn a_device_key_may_stand_elsewhere_and_its_wallet_opens_with_no_other() {
    let world = World::new();
    let trust = InitialTrust::check(&world.trust.sign(), None, world.now).unwrap();
    let [here, other] = ["token", "other"].map(|name| world.home.path().join(name));
    let mut token = FileDeviceKey::create(&here, &mut Os).unwrap();
    token.raise(41).unwrap();
    FileDeviceKey::create(&other, &mut Os).unwrap().raise(42).unwrap();
    let directory = world.directory();
    let made = Wallet::create_with(&directory, Box::new(token), &passphrase(), kit::quick(), &trust, &mut Os).unwrap();
    made.close().unwrap();
    let with = |path| {
        LockedWallet::open_with(&directory, Box::new(FileDeviceKey::open(path).unwrap()))?
            .unlock(&passphrase(), world.now, &mut Os)
            .map(drop)
    };
    assert_eq!(with(&other), Err(StoreFault::Tampered));
    assert_eq!(with(&here), Ok(()));
}

#[cfg(unix)]
#[test]
fn a_home_behind_a_symbolic_link_holds_a_wallet_too() {
    let world = World::new();
    world.create().close().unwrap();
    let link = world.home.path().join("link");
    std::os::unix::fs::symlink(world.home.path(), &link).unwrap();
    assert!(kit::open(&link.join("wallet"), world.now).is_ok());
}

#[cfg(unix)]
#[test]
fn nobody_else_can_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    let mut wallet = world.create();
    world.obtain(&mut wallet, "senior-citizen-card");
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&world.directory()), 0o700);
    let files = kit::files(&world.directory());
    assert!(files.len() >= 4, "the write-ahead log is there too: {files:?}");
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}
