//! Killed at any moment: nothing acknowledged is lost, nothing is half there, no try is forgotten (security T27, T28).
//!
//! `CHOP_KILLS` sets the number of kills (20 without it).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails loudly")]

mod kit;

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, mpsc};
use std::time::Duration;

use chop_core::document::Kinds;
use chop_core::exchange::offline::ClaimCode;
use chop_core::time::UnixTime;
use chop_wallet::{Cost, Event, Handle, KeyOrder, LockedWallet, Passphrase, StoreFault};
use kit::{Issue, Os, World, open, passphrase};

const DIRECTORY: &str = "CHOP_TEST_DIRECTORY";
const NOW: &str = "CHOP_TEST_NOW";
/// Four credentials a delivery: half a delivery would be seen.
const KIND: &str = "certificate-of-imprisonment";

fn kills() -> u32 {
    std::env::var("CHOP_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(20)
}

/// What a child is told, if this process is one.
fn told() -> Option<(std::path::PathBuf, UnixTime)> {
    let directory = std::env::var_os(DIRECTORY)?;
    let now = std::env::var(NOW).ok()?.parse().ok().and_then(|seconds| UnixTime::new(seconds).ok())?;
    Some((directory.into(), now))
}

fn child(test: &str, directory: &Path, now: UnixTime) -> (Child, mpsc::Receiver<String>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env(DIRECTORY, directory)
        .env(NOW, now.seconds().to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap());
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        for line in lines.lines() {
            // A line that was cut off was never acknowledged.
            let Ok(line) = line else { break };
            if send.send(line).is_err() {
                break;
            }
        }
    });
    (child, receive)
}

fn say(word: &str) {
    let mut out = std::io::stdout();
    // The test harness writes to the same stream; a line of ours begins with its mark.
    writeln!(out, "\n#{word}").unwrap();
    out.flush().unwrap();
}

fn words(lines: impl Iterator<Item = String>) -> Vec<String> {
    lines.filter_map(|line| line.strip_prefix('#').map(str::to_owned)).collect()
}

/// Kills the child some time after it said a first word, or, every fifth round, some time after it was started; gives
/// all that it said.
fn kill(mut child: Child, lines: &mpsc::Receiver<String>, round: u32, within: u64) -> Vec<String> {
    let mut first = Vec::new();
    while round % 5 != 4 && words(first.iter().cloned()).is_empty() {
        first.push(lines.recv().expect("the child says something"));
    }
    std::thread::sleep(Duration::from_micros(random(1_000 * within)));
    child.kill().unwrap();
    child.wait().unwrap();
    words(first.into_iter().chain(lines.iter()))
}

fn random(below: u64) -> u64 {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).unwrap();
    u64::from_be_bytes(bytes) % below
}

/// Not a test of its own: what the killed process does.
#[test]
fn child_that_writes() {
    let Some((directory, now)) = told() else { return };
    let kinds = Kinds::shipped();
    let mut wallet = open(&directory, now).unwrap();
    say("open");
    let mut held: Vec<Handle> = wallet.documents(&kinds, now).unwrap().iter().map(|line| line.handle).collect();
    loop {
        let claim = ClaimCode::draw(&mut Os).unwrap();
        let request = wallet.request(&KeyOrder { kind: KIND, claim, issuer: None }, &kinds, now, &mut Os).unwrap();
        let receipt = wallet.receive(&Issue::of(KIND, now).answer(&request, now), &kinds, now, &mut Os).unwrap();
        say(&format!("got {}", receipt.document));
        held.push(receipt.document);
        if held.len() > 4 {
            let oldest = held.remove(0);
            say(&format!("removing {oldest}"));
            wallet.remove(&oldest.to_string(), &kinds, now, &mut Os).unwrap();
            say(&format!("removed {oldest}"));
        }
    }
}

/// Between its fork and its exec a child of one test holds the locks that another has just let go.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

#[test]
fn a_wallet_killed_while_it_writes_keeps_all_that_it_acknowledged() {
    let _alone = ONE_AT_A_TIME.lock();
    if told().is_some() {
        return;
    }
    let world = World::new();
    world.create().close().unwrap();
    let directory = world.directory();
    let mut held: BTreeSet<String> = BTreeSet::new();
    let (mut kills_before_open, mut acknowledged, mut unsaid) = (0, 0, 0);
    let mut entries = 0;
    for round in 0..kills() {
        let (child, lines) = child("child_that_writes", &directory, world.now);
        let said = kill(child, &lines, round, 600);
        if said.is_empty() {
            kills_before_open += 1;
        }
        let mut maybe_gone = None;
        for word in &said {
            match word.split_once(' ') {
                Some(("got", handle)) => {
                    held.insert(handle.to_owned());
                    acknowledged += 1;
                }
                Some(("removing", handle)) => maybe_gone = Some(handle.to_owned()),
                Some(("removed", handle)) => {
                    held.remove(handle);
                    maybe_gone = None;
                    acknowledged += 1;
                }
                _ => assert_eq!(word, "open"),
            }
        }
        // The tries of children that were killed while they unlocked count; waiting them out is not what is tested here.
        let now = world.now;
        let wallet = LockedWallet::open(&directory).unwrap().unlock(&passphrase(), now, &mut Os);
        let wallet = match wallet {
            Err(StoreFault::Locked { until }) => open(&directory, until).unwrap(),
            other => other.unwrap(),
        };
        let found: BTreeSet<String> =
            wallet.documents(&world.kinds, now).unwrap().iter().map(|summary| summary.handle.to_string()).collect();
        for handle in &held {
            let may_be_gone = maybe_gone.as_ref() == Some(handle);
            assert!(found.contains(handle) || may_be_gone, "round {round}: {handle} was acknowledged and is lost");
        }
        let more: Vec<&String> = found.difference(&held).collect();
        assert!(more.len() <= 1, "round {round}: at most the last one was on the disk and not said: {more:?}");
        unsaid += more.len();
        for handle in &found {
            let view = wallet.document(handle, &world.kinds, now).unwrap();
            assert_eq!((view.credentials, view.verdict.code), (4, "ok"), "round {round}: half a document");
        }
        let log = wallet.log().unwrap();
        let count = |event| log.iter().filter(|entry| entry.event == event).count();
        assert_eq!(
            count(Event::Received) - count(Event::Removed),
            found.len(),
            "round {round}: log and documents differ"
        );
        assert!(log.len() >= entries, "round {round}: the log grew shorter");
        entries = log.len();
        held = found;
        wallet.close().unwrap();
    }
    println!(
        "{} kills: {acknowledged} acknowledged, 0 lost, {unsaid} on the disk and not said, {kills_before_open} before the store was open",
        kills()
    );
    assert!(acknowledged > 0);
}

/// Not a test of its own: tries a wrong passphrase that costs some time.
#[test]
fn child_that_guesses() {
    let Some((directory, now)) = told() else { return };
    let locked = LockedWallet::open(&directory).unwrap();
    say(&format!("before {}", locked.attempts().failed()));
    let fault = locked.unlock(&Passphrase::new("incorrect horse"), now, &mut Os).unwrap_err();
    say(fault.code());
}

#[test]
fn a_wallet_killed_while_a_passphrase_is_tried_never_forgets_the_try() {
    let _alone = ONE_AT_A_TIME.lock();
    if told().is_some() {
        return;
    }
    let world = World::new();
    world.create_at_cost(Cost::new(8_192, 1, 1).unwrap()).close().unwrap();
    let directory = world.directory();
    let (mut now, mut before) = (world.now, 0);
    let (mut counted, mut answered, mut between) = (0, 0, 0);
    for round in 0..kills() {
        let (child, lines) = child("child_that_guesses", &directory, now);
        let said = kill(child, &lines, round, 120);
        let locked = LockedWallet::open(&directory).unwrap();
        let after = locked.attempts().failed();
        assert!(after == before || after == before + 1, "round {round}: {before} became {after}");
        if said.iter().any(|word| word == "wallet.passphrase") {
            assert_eq!(after, before + 1, "round {round}: a try that was made is not counted");
            answered += 1;
        } else if after == before + 1 {
            between += 1;
        }
        counted += u32::from(after - before);
        before = after;
        now = now.plus(3_600);
        if before >= 12 {
            locked.unlock(&passphrase(), now, &mut Os).unwrap().close().unwrap();
            before = 0;
        }
    }
    println!(
        "{} kills: {counted} tries counted, {answered} answered, {between} killed between count and answer",
        kills()
    );
}
