//! A batch killed at any moment: nothing acknowledged is lost, nothing is half-visible, nothing is there twice (T29).
//!
//! The process that is killed is this very test program, run again for one test that is ignored otherwise.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails loudly")]

mod kit;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use chop_core::document::Kinds;
use chop_core::exchange::offline::{ClaimCode, Delivery};
use chop_core::format::{CredentialFormat, IssuedCredential};
use chop_issuer::batch::{self, LoadMode};
use chop_issuer::issue::{Run, Step};
use chop_issuer::{Register, StoreFault, report};
use kit::*;
use sha2::{Digest, Sha256};

const KIND: &str = "certificate-of-imprisonment";
const ROWS: usize = 120;
const COPIES: usize = 4;

/// The formats of each credential: one of bytes and two of text, stored and delivered together.
const FORMATS: [CredentialFormat; 3] = [CredentialFormat::Mdoc, CredentialFormat::SdJwtVc, CredentialFormat::VcJwt];

/// Where the child works, and at which step it gives up by itself.
const FOLDER: &str = "CHOP_KILLED_FOLDER";
const ABORT_AT: &str = "CHOP_KILLED_ABORT_AT";

/// Loads the batch and issues it, telling every record that was delivered. Run only as a child.
#[test]
#[ignore = "the process that is killed"]
fn child() {
    let folder = std::env::var(FOLDER).unwrap();
    let folder = Path::new(&folder);
    let abort_at: Option<u64> = std::env::var(ABORT_AT).ok().map(|step| step.parse().unwrap());
    let descriptor = kind(KIND);
    let mut register = Register::open(&folder.join("issuer")).unwrap();
    let exclusive = register.exclusive().unwrap();
    let signer = register.signer(PASSPHRASE, now()).unwrap();
    let path = folder.join("batch.csv");
    let source = source(&descriptor, &path, register.kid());
    say("ready");
    let checked = batch::check(&register, &source, LoadMode::New, &mut nothing, &mut |_| {}).unwrap();
    batch::load(&mut register, &source, LoadMode::New, &checked, now(), &mut Os, &mut |_| {}).unwrap();
    say("loaded");
    let requests = chop_issuer::requests::list(&folder.join("requests")).unwrap();
    let out = folder.join("out");
    let mut steps = 0;
    let mut observe = |step: Step<'_>| {
        steps += 1;
        if abort_at == Some(steps) {
            std::process::abort();
        }
        if let Step::Delivered(record, file) = step {
            let digest = Sha256::digest(fs::read(out.join(file)).unwrap());
            say(&format!("delivered {record} {file} {}", chop_issuer::audit::hex(&digest)));
        }
    };
    let run = Run {
        register: &mut register,
        descriptor: &descriptor,
        formats: &chop_issuer::Formats::new(FORMATS).unwrap(),
        signer: &signer,
        out: &out,
        exclusive: Some(&exclusive),
        threads: threads(),
        now: now(),
        random: &mut Os,
        observe: &mut observe,
    };
    let summary = run.issue(&requests).unwrap();
    assert!(summary.refused.is_empty() && summary.failed.is_empty());
    say(&format!("steps {steps}"));
}

fn say(line: &str) {
    let mut output = std::io::stdout().lock();
    writeln!(output, "\n@{line}").unwrap();
    output.flush().unwrap();
}

/// An issuer, a batch with claim codes of its own, and a request for each record: made once, copied for each run.
fn prepared() -> Office {
    let descriptor = kind(KIND);
    let office = Office::new(&[KIND]);
    let names: Vec<String> = (0..ROWS).map(|row| format!("H{row}")).collect();
    let codes: Vec<ClaimCode> = (0..ROWS).map(|_| code()).collect();
    let people: Vec<_> = names.iter().map(String::as_str).zip(codes.iter().map(Some)).collect();
    fs::write(office.path("batch.csv"), table(&descriptor, &people)).unwrap();
    for (name, code) in names.iter().zip(&codes) {
        office.request(name, KIND, code, &Phone::new(COPIES));
    }
    office
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// How a child ended.
struct Ended {
    lines: Vec<String>,
    /// How long it worked after it said that it was ready.
    worked: Duration,
}

/// Runs the child and kills it after `life`, or lets it end.
fn run_child(folder: &Path, life: Option<Duration>, abort_at: Option<u64>) -> Ended {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "child", "--ignored", "--nocapture", "--test-threads=1"]).env(FOLDER, folder);
    if let Some(step) = abort_at {
        command.env(ABORT_AT, step.to_string());
    }
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.starts_with("@ready") {
        line.clear();
        assert!(output.read_line(&mut line).unwrap() > 0, "the child did not begin");
    }
    #[allow(clippy::disallowed_methods, reason = "the length of a run decides when the next is killed")]
    let began = std::time::Instant::now();
    let reader = std::thread::spawn(move || {
        let lines = output.lines().map_while(Result::ok);
        lines.filter_map(|line| line.strip_prefix('@').map(str::to_owned)).collect::<Vec<_>>()
    });
    if let Some(life) = life {
        std::thread::sleep(life);
        // SIGKILL: no handler runs and nothing is flushed. A child that has ended already is no harm.
        let _ = child.kill();
    }
    child.wait().unwrap();
    Ended { lines: reader.join().unwrap(), worked: began.elapsed() }
}

/// What the child acknowledged: each record's file and the digest of it.
fn acknowledged(lines: &[String]) -> BTreeMap<String, (String, String)> {
    lines
        .iter()
        .filter_map(|line| line.strip_prefix("delivered "))
        // The last line may be cut by the kill.
        .filter_map(|line| {
            let mut words = line.split(' ').map(str::to_owned);
            Some((words.next()?, (words.next()?, words.next().filter(|digest| digest.len() == 64)?)))
        })
        .collect()
}

/// What must hold after a kill, before anything is resumed.
fn nothing_is_half_visible(folder: &Path, acknowledged: &BTreeMap<String, (String, String)>) {
    for (file, bytes) in visible(&folder.join("out")) {
        let delivery = Delivery::parse(&bytes).unwrap_or_else(|fault| panic!("{file} is half-written: {fault}"));
        assert_eq!(delivery.credentials.len(), COPIES * FORMATS.len());
    }
    for (file, digest) in acknowledged.values() {
        let bytes = fs::read(folder.join("out").join(file)).expect("an acknowledged delivery is there");
        assert_eq!(&chop_issuer::audit::hex(&Sha256::digest(bytes)), digest);
    }
}

fn visible(out: &Path) -> Vec<(String, Vec<u8>)> {
    let Ok(entries) = fs::read_dir(out) else { return Vec::new() };
    entries
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap()))
        .filter(|(name, _)| !name.starts_with('.'))
        .collect()
}

/// What must hold when the batch was resumed to its end.
fn everything_is_there_once(folder: &Path, acknowledged: &BTreeMap<String, (String, String)>) {
    let register = Register::open(&folder.join("issuer")).unwrap();
    register.check().unwrap();
    chop_issuer::audit::verify(&register, None).unwrap();
    let mut records = 0;
    report::list::<StoreFault>(
        &register,
        &report::Filter::default(),
        &chop_core::document::Kinds::shipped(),
        |record| {
            records += 1;
            assert_eq!((record.state.word(), record.issued), ("issued", u64::try_from(COPIES).unwrap()));
            Ok(())
        },
    )
    .unwrap();
    assert_eq!(records, ROWS, "every row is a record, once");
    let issued = count(&register, "record.issued");
    assert_eq!(issued, ROWS, "the account tells of each record once");

    let signer = register.signer(PASSPHRASE, now()).unwrap();
    let formats = chop_issuer::Formats::default();
    let mut office = Office { home: tempfile::tempdir().unwrap(), register, signer, formats };
    let trust = office.trust(&[KIND], now());
    let files = visible(&folder.join("out"));
    assert_eq!(files.len(), ROWS);
    assert!(fs::read_dir(folder.join("out")).unwrap().count() == ROWS, "no part of a file is left");
    let kinds = Kinds::shipped();
    let (mut keys, mut places) = (BTreeSet::new(), BTreeSet::new());
    for (_, bytes) in &files {
        for credential in Delivery::parse(bytes).unwrap().credentials {
            assert_eq!(verdict(&credential, &trust, now()).code(), "ok");
            let claims = IssuedCredential::parse(&credential, &kinds).unwrap();
            let key = claims.claimed_device_key().unwrap().spki_der().to_vec();
            assert!(keys.insert((claims.format(), key)), "a device key is there twice in one format");
            if claims.format() == CredentialFormat::Mdoc {
                assert!(places.insert(status_of(&credential)), "a place in a status list is there twice");
            }
        }
    }
    assert_eq!((keys.len(), places.len()), (ROWS * COPIES * FORMATS.len(), ROWS * COPIES));
    let device_keys: BTreeSet<_> = keys.into_iter().map(|(_, key)| key).collect();
    assert_eq!(device_keys.len(), ROWS * COPIES, "every format is over the same keys");
    for (file, digest) in acknowledged.values() {
        let (_, bytes) = files.iter().find(|(name, _)| name == file).expect("an acknowledged delivery is there");
        assert_eq!(&chop_issuer::audit::hex(&Sha256::digest(bytes)), digest, "its bytes are the ones acknowledged");
    }
}

fn count(register: &Register, event: &str) -> usize {
    let mut count = 0;
    chop_issuer::audit::export::<StoreFault>(register, |entry| {
        count += usize::from(entry["event"] == event);
        Ok(())
    })
    .unwrap();
    count
}

/// The bytes of `status_list` in a credential: index and address.
fn status_of(credential: &[u8]) -> Vec<u8> {
    let mark = b"status_list";
    let at = credential.windows(mark.len()).position(|window| window == mark).expect("it has a status");
    credential[at..at + 60].to_vec()
}

#[test]
fn a_batch_killed_at_random_moments_is_finished_by_the_next_run() {
    let kills: u32 = std::env::var("CHOP_KILLS").map_or(10, |kills| kills.parse().unwrap());
    let office = prepared();
    // The first run is not killed: it shows how long one takes, and that nothing but the kill is different.
    let first = tempfile::tempdir().unwrap();
    copy(office.home.path(), first.path());
    let undisturbed = run_child(first.path(), None, None);
    everything_is_there_once(first.path(), &acknowledged(&undisturbed.lines));

    let mut midway = 0;
    let mut done = 0;
    while done < kills {
        let folder = tempfile::tempdir().unwrap();
        copy(office.home.path(), folder.path());
        let mut known = BTreeMap::new();
        // Up to three kills in a row, so that what resumes is killed too.
        for _ in 0..3.min(kills - done) {
            let life = undisturbed.worked.mul_f64(fraction());
            let ended = run_child(folder.path(), Some(life), None);
            known.extend(acknowledged(&ended.lines));
            nothing_is_half_visible(folder.path(), &known);
            let delivered = visible(&folder.path().join("out")).len();
            midway += u32::from(delivered > 0 && delivered < ROWS);
            done += 1;
        }
        let ended = run_child(folder.path(), None, None);
        known.extend(acknowledged(&ended.lines));
        everything_is_there_once(folder.path(), &known);
    }
    println!("{done} kills, {midway} of them between the first and the last delivery");
}

/// A number from 0 to 1.
fn fraction() -> f64 {
    let mut bytes = [0; 4];
    chop_core::random::Random::fill(&mut Os, &mut bytes).unwrap();
    f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX)
}

#[test]
fn a_batch_that_ends_at_any_kind_of_step_is_finished_by_the_next_run() {
    let office = prepared();
    let first = tempfile::tempdir().unwrap();
    copy(office.home.path(), first.path());
    let whole = run_child(first.path(), None, None);
    let steps: u64 = whole.lines.iter().find_map(|line| line.strip_prefix("steps ")?.parse().ok()).unwrap();
    // Each record is claimed, signed, stored and delivered; the batch has one chunk, so the kinds follow one another.
    let rows = u64::try_from(ROWS).unwrap();
    assert!(steps >= 4 * rows);
    for kind_of_step in 0..4 {
        for at in [kind_of_step * rows + 1, kind_of_step * rows + rows / 2] {
            let folder = tempfile::tempdir().unwrap();
            copy(office.home.path(), folder.path());
            let ended = run_child(folder.path(), None, Some(at));
            assert!(!ended.lines.iter().any(|line| line.starts_with("steps")), "it ended early");
            let mut known = acknowledged(&ended.lines);
            nothing_is_half_visible(folder.path(), &known);
            known.extend(acknowledged(&run_child(folder.path(), None, None).lines));
            everything_is_there_once(folder.path(), &known);
        }
    }
}
