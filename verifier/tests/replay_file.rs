//! The replay memory in a file: what it must never forget, what it may, and what it says of damage and of clocks. The
//! file is also read and written by a model of its form, and by processes that are killed.
#![allow(
    missing_docs,
    clippy::as_conversions,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::manual_is_multiple_of,
    clippy::panic,
    clippy::unwrap_used
)]

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};

use chop_core::crypto::mac::MacKey;
use chop_core::random::{Random, RandomFault};
use chop_core::time::UnixTime;
use chop_core::verify::{Admission, Clock, MemoryLost, Seen, Sighting};
use chop_verifier::{FileMemory, ShiftMemory};

const NOW: i64 = 1_795_341_600;
const HEADER: usize = 16;
const RECORD: usize = 64;

fn at(seconds: i64) -> UnixTime {
    UnixTime::new(NOW + seconds).unwrap()
}

/// Bytes that never repeat.
struct Counter;

static DRAWN: AtomicU64 = AtomicU64::new(1);

impl Random for Counter {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFault> {
        for chunk in bytes.chunks_mut(8) {
            let n = DRAWN.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            chunk.copy_from_slice(&n.to_be_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

struct Broken;

impl Random for Broken {
    fn fill(&mut self, _: &mut [u8]) -> Result<(), RandomFault> {
        Err(RandomFault)
    }
}

/// A folder of its own for each test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn seen(&self) -> PathBuf {
        self.0.join("seen")
    }

    fn memory(&self) -> FileMemory {
        FileMemory::open(&self.seen(), &mut Counter).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Code `n` of a device, made at `issued`, shown at `now`.
fn code(n: u64, issued: i64, now: i64) -> Sighting {
    let mut device_key = [2; 33];
    device_key[25..].copy_from_slice(&n.to_be_bytes());
    Sighting {
        device_key,
        issued_at: at(issued),
        nonce: n.to_be_bytes().to_vec(),
        now: at(now),
        answers_challenge: false,
        life: chop_core::verify::CODE_LIFE_SECONDS,
    }
}

/// The same as the answer to a challenge.
fn answer(n: u64, issued: i64, now: i64) -> Sighting {
    Sighting { nonce: [n.to_be_bytes(), [7; 8]].concat(), answers_challenge: true, ..code(n, issued, now) }
}

fn seen(admission: Result<Admission, MemoryLost>) -> bool {
    matches!(admission, Ok(Admission::Seen { .. }))
}

fn admitted(admission: Result<Admission, MemoryLost>) -> bool {
    matches!(admission, Ok(Admission::New | Admission::HolderAgain { .. }))
}

/// A record as the file holds it, written by a model of its form.
fn record(n: u64, seen_at: i64, issued_at: i64, keep_until: i64) -> Vec<u8> {
    let mut content = n.to_be_bytes().repeat(4);
    for time in [seen_at, issued_at, keep_until] {
        content.extend((NOW + time).to_be_bytes());
    }
    let check = MacKey::new(b"chop-replay-record-1").tag(&content);
    content.extend(&check[..8]);
    content
}

fn records(path: &Path) -> usize {
    let length = fs::metadata(path).unwrap().len() as usize;
    assert_eq!((length - HEADER) % RECORD, 0);
    (length - HEADER) / RECORD
}

#[test]
fn what_was_seen_survives_a_restart() {
    let folder = Folder::new("restart");
    let mut memory = folder.memory();
    assert_eq!(memory.admit(&code(1, 0, 1)), Ok(Admission::New));
    assert_eq!(memory.admit(&code(1, 0, 2)), Ok(Admission::Seen { at: at(1) }));
    drop(memory);
    let mut again = folder.memory();
    assert_eq!(again.admit(&code(1, 0, 3)), Ok(Admission::Seen { at: at(1) }));
    assert_eq!(again.admit(&code(2, 0, 3)), Ok(Admission::New));
    assert_eq!(records(&folder.seen()), 2);
}

#[test]
fn every_part_of_a_code_tells_it_from_another() {
    let folder = Folder::new("parts");
    let mut memory = folder.memory();
    let first = code(1, 0, 1);
    assert!(admitted(memory.admit(&first)));
    assert!(admitted(memory.admit(&Sighting { device_key: [3; 33], ..first.clone() })));
    assert!(admitted(memory.admit(&Sighting { issued_at: at(1), ..first.clone() })));
    assert!(admitted(memory.admit(&Sighting { nonce: vec![9; 8], ..first.clone() })));
    assert!(seen(memory.admit(&Sighting { now: at(9), ..first })));
}

#[test]
fn two_handles_of_one_file_see_each_other() {
    let folder = Folder::new("handles");
    let (mut one, mut other) = (folder.memory(), folder.memory());
    for n in 0..20 {
        let (first, second) = if n % 3 == 0 { (&mut one, &mut other) } else { (&mut other, &mut one) };
        assert!(admitted(first.admit(&code(n, 0, 1))), "{n}");
        assert!(seen(second.admit(&code(n, 0, 1))), "{n}");
        assert!(seen(first.admit(&code(n, 0, 1))), "{n}");
    }
    assert_eq!(records(&folder.seen()), 20);
}

#[test]
fn a_holder_who_comes_again_is_pointed_out() {
    let folder = Folder::new("holder");
    let mut memory = folder.memory();
    let later = |issued: i64, now: i64| Sighting { nonce: vec![now as u8; 8], ..code(1, issued, now) };
    assert_eq!(memory.admit(&later(0, 1)), Ok(Admission::New));
    assert_eq!(memory.admit(&later(15, 16)), Ok(Admission::HolderAgain { at: at(1) }));
    assert_eq!(memory.admit(&Sighting { nonce: vec![99; 8], ..later(615, 616) }), Ok(Admission::New));
}

#[test]
fn a_record_cut_short_is_dropped_and_the_others_kept() {
    for cut in 1..RECORD {
        let folder = Folder::new(&format!("cut-{cut}"));
        let mut memory = folder.memory();
        assert!(admitted(memory.admit(&code(1, 0, 1))));
        assert!(admitted(memory.admit(&code(2, 0, 1))));
        drop(memory);
        let bytes = fs::read(folder.seen()).unwrap();
        fs::write(folder.seen(), &bytes[..bytes.len() - cut]).unwrap();
        let mut again = folder.memory();
        assert!(seen(again.admit(&code(1, 0, 2))), "{cut}");
        assert!(admitted(again.admit(&code(2, 0, 2))), "{cut}");
        assert!(seen(again.admit(&code(2, 0, 2))), "{cut}");
        assert_eq!(records(&folder.seen()), 2);
    }
}

#[test]
fn a_header_cut_short_is_a_file_that_never_began() {
    for length in 0..HEADER {
        let folder = Folder::new(&format!("header-{length}"));
        fs::write(folder.seen(), &b"chopseen12345678"[..length]).unwrap();
        let mut memory = folder.memory();
        assert!(admitted(memory.admit(&code(1, 0, 1))), "{length}");
        assert!(seen(folder.memory().admit(&code(1, 0, 1))), "{length}");
    }
}

#[test]
fn a_damaged_record_is_a_memory_that_is_lost() {
    let folder = Folder::new("damaged");
    let mut memory = folder.memory();
    for n in 0..3 {
        assert!(admitted(memory.admit(&code(n, 0, 1))));
    }
    let good = fs::read(folder.seen()).unwrap();
    for bit in 0..8 * good.len() {
        let mut bytes = good.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        fs::write(folder.seen(), &bytes).unwrap();
        // The generation is a name; the records under another name are the same.
        let in_generation = (64..128).contains(&bit);
        let opened = FileMemory::open(&folder.seen(), &mut Counter);
        assert_eq!(opened.is_ok(), in_generation, "bit {bit}");
        // An open handle knows the records already; a file that is no memory any more it refuses too.
        assert_eq!(memory.admit(&code(1, 0, 1)).is_ok(), bit >= 64, "bit {bit}, an open handle");
        fs::write(folder.seen(), &good).unwrap();
        memory = folder.memory();
    }
    let mut zeros = good.clone();
    zeros.extend([0; RECORD]);
    fs::write(folder.seen(), &zeros).unwrap();
    assert!(FileMemory::open(&folder.seen(), &mut Counter).is_err(), "a record of zeros");
}

#[test]
fn a_file_that_shrinks_under_an_open_handle_is_a_memory_that_is_lost() {
    let folder = Folder::new("shrunk");
    for left in [0, 8, HEADER, HEADER + RECORD, HEADER + RECORD + 7] {
        let _ = fs::remove_file(folder.seen());
        let mut memory = folder.memory();
        assert!(admitted(memory.admit(&code(1, 0, 1))));
        assert!(admitted(memory.admit(&code(2, 0, 1))));
        let bytes = fs::read(folder.seen()).unwrap();
        fs::write(folder.seen(), &bytes[..left]).unwrap();
        for n in [1, 2, 3] {
            assert_eq!(memory.admit(&code(n, 0, 2)), Err(MemoryLost), "{left} bytes left");
        }
    }
    let _ = fs::remove_file(folder.seen());
    let mut memory = folder.memory();
    assert!(admitted(memory.admit(&code(1, 0, 1))));
    fs::remove_file(folder.seen()).unwrap();
    assert_eq!(memory.admit(&code(1, 0, 2)), Err(MemoryLost), "a file that is gone");
}

#[test]
fn what_is_not_a_replay_memory_is_not_overwritten() {
    let folder = Folder::new("foreign");
    for content in [
        b"a letter to the editor".to_vec(),
        vec![0; 80],
        b"chopseem12345678".to_vec(),
        [b"CHOPSEEN12345678".to_vec(), vec![1; 64]].concat(),
    ] {
        fs::write(folder.seen(), &content).unwrap();
        assert!(FileMemory::open(&folder.seen(), &mut Counter).is_err());
        assert_eq!(fs::read(folder.seen()).unwrap(), content);
    }
    let huge = fs::File::create(folder.seen()).unwrap();
    huge.set_len((64 << 20) + 1).unwrap();
    assert!(FileMemory::open(&folder.seen(), &mut Counter).is_err(), "more than 64 MiB");
}

#[test]
fn a_file_or_a_source_of_randomness_that_fails_is_a_memory_that_is_lost() {
    let folder = Folder::new("lost");
    assert!(FileMemory::open(&folder.seen(), &mut Broken).is_err());
    assert!(FileMemory::open(&folder.0.join("no/such/folder/seen"), &mut Counter).is_err());
    assert!(FileMemory::open(&folder.0, &mut Counter).is_err(), "a folder is no file");
    let mut memory = folder.memory();
    assert!(admitted(memory.admit(&code(1, 0, 1))));
    fs::remove_dir_all(&folder.0).unwrap();
    assert_eq!(memory.admit(&code(2, 0, 1)), Err(MemoryLost));
}

/// More than 4,096 records: the next admission rewrites the file.
fn filled(folder: &Folder, records: impl Iterator<Item = Vec<u8>>) {
    let mut bytes = b"chopseen".to_vec();
    bytes.extend([0xff, 0xff, 0, 0, 0, 0, 0, 1]);
    records.for_each(|record| bytes.extend(record));
    fs::write(folder.seen(), bytes).unwrap();
}

#[test]
fn rewriting_forgets_what_has_lapsed_and_nothing_else() {
    let folder = Folder::new("compact");
    let lapsed = (0..4_096).map(|n| record(n, -100, -110, -55));
    let live = (10_000..10_010).map(|n| record(n, -5, -10, 45));
    // The same second is not past it.
    let last = record(20_000, -30, -55, 0);
    let ahead = record(20_001, -6, 4, -1);
    filled(&folder, lapsed.chain(live).chain([last.clone(), ahead.clone()]));
    let mut sleeping = folder.memory();
    let mut memory = folder.memory();
    assert_eq!(memory.clock(at(-16)), Clock::Doubtful, "eleven seconds before the highest time");
    assert!(admitted(memory.admit(&code(1, 0, 0))));
    let kept = fs::read(folder.seen()).unwrap();
    // Ten that live, the one that lives to this second, the one that proves the latest time, and the new one.
    assert_eq!(records(&folder.seen()), 13);
    for record in (10_000..10_010).map(|n| record(n, -5, -10, 45)).chain([last, ahead]) {
        assert!(kept[HEADER..].chunks(RECORD).any(|kept| kept == record));
    }
    assert!(kept[8..HEADER] != [0xff, 0xff, 0, 0, 0, 0, 0, 1], "another generation");
    assert!(seen(memory.admit(&code(1, 0, 0))));
    // A handle that slept through it reads the new file from its beginning.
    assert!(seen(sleeping.admit(&code(1, 0, 0))));
    assert!(admitted(sleeping.admit(&code(2, 0, 0))));
    assert!(seen(memory.admit(&code(2, 0, 0))));
    let again = folder.memory();
    assert_eq!(again.clock(at(-11)), Clock::Doubtful);
    assert_eq!(again.clock(at(0)), Clock::Live { highest: at(-6) }, "proven by what was kept for it");
}

/// Were only one byte of it counted, a handle that slept through 256 rewritings would take the file for the one it
/// knew.
#[test]
fn generations_do_not_come_round() {
    let folder = Folder::new("generations");
    let generation = |folder: &Folder| u64::from_be_bytes(fs::read(folder.seen()).unwrap()[8..16].try_into().unwrap());
    let mut met = BTreeSet::new();
    let mut memory = folder.memory();
    for round in 0..300_i64 {
        // A rewriting every round: the file is filled with what has lapsed, under the generation it had.
        let header = fs::read(folder.seen()).unwrap()[..HEADER].to_vec();
        let mut bytes = header;
        (0..4_097).for_each(|n| bytes.extend(record(n, -500, -500, -445)));
        if round > 0 {
            bytes[HEADER..HEADER + RECORD].copy_from_slice(&record(99_999, round - 1, round - 1, round + 54));
        }
        fs::write(folder.seen(), bytes).unwrap();
        drop(memory);
        memory = folder.memory();
        assert!(admitted(memory.admit(&code(round as u64, round, round))));
        assert!(met.insert(generation(&folder)), "round {round}");
    }
}

#[test]
fn a_clock_that_steps_back_more_than_ten_seconds_is_doubtful() {
    let folder = Folder::new("clock");
    let mut memory = folder.memory();
    assert_eq!(memory.clock(UnixTime::EPOCH), Clock::Live { highest: UnixTime::EPOCH });
    assert!(admitted(memory.admit(&code(1, 95, 100))));
    for memory in [memory, folder.memory()] {
        for (now, doubtful) in [(-86_400, true), (89, true), (90, false), (100, false), (86_400, false)] {
            assert_eq!(memory.clock(at(now)) == Clock::Doubtful, doubtful, "{now}");
        }
        assert_eq!(memory.clock(UnixTime::EPOCH), Clock::Doubtful, "1970");
    }
}

#[test]
fn a_code_proves_its_time_less_the_skew_of_a_wallet() {
    for (issued, proven) in [(60, 50), (100, 90), (105, 95), (110, 100)] {
        let folder = Folder::new(&format!("proven-{issued}"));
        let mut memory = folder.memory();
        assert!(admitted(memory.admit(&code(1, issued, 100))));
        assert_eq!(memory.clock(at(100)), Clock::Live { highest: at(proven) }, "{issued}");
        assert_eq!(folder.memory().clock(at(100)), Clock::Live { highest: at(proven) }, "{issued}, after a restart");
    }
}

/// The time in an answer to a challenge is not judged (personal-code-1 §5). Were it taken for proof, one phone that is
/// a year ahead would make every clock at this door doubtful for a year.
#[test]
fn the_time_in_an_answer_to_a_challenge_proves_nothing() {
    const YEAR: i64 = 365 * 86_400;
    let folder = Folder::new("ahead");
    let mut memory = folder.memory();
    assert!(admitted(memory.admit(&answer(1, YEAR, 100))));
    let judges = |clock: Clock| matches!(clock, Clock::Live { highest } if highest <= at(90));
    assert!(judges(memory.clock(at(101))));
    assert!(judges(folder.memory().clock(at(101))), "after a restart");
    // Nor does rewriting bring it back.
    let kept = fs::read(folder.seen()).unwrap()[HEADER..].to_vec();
    filled(&folder, (0..4_096).map(|n| record(n, -100, -110, -55)).chain([kept]));
    let mut memory = folder.memory();
    assert!(admitted(memory.admit(&code(2, 101, 101))));
    assert_eq!(memory.clock(at(102)), Clock::Live { highest: at(91) });
    assert!(seen(memory.admit(&answer(1, YEAR, 102))));
}

/// A phone that is an hour behind answers a challenge: the answer must be remembered as long as the challenge lives,
/// and not as long as its own time says.
#[test]
fn an_answer_to_a_challenge_is_remembered_by_the_clock_of_the_verifier() {
    let folder = Folder::new("behind");
    let late = |now: i64| answer(1, -3_600, now);
    let mut shift = ShiftMemory::begin(at(-60), &mut Counter).unwrap();
    let mut file = folder.memory();
    let memories: [&mut dyn Seen; 2] = [&mut shift, &mut file];
    for memory in memories {
        assert_eq!(memory.admit(&late(0)), Ok(Admission::New), "not before-start: its time is not judged");
        for now in [1, 60, 120] {
            assert!(admitted(memory.admit(&code(now as u64 + 10, now, now))));
            assert_eq!(memory.admit(&late(now)), Ok(Admission::Seen { at: at(0) }), "{now}");
        }
    }
    // Also through a rewriting.
    let kept = fs::read(folder.seen()).unwrap()[HEADER..HEADER + RECORD].to_vec();
    filled(&folder, (0..4_096).map(|n| record(n, -100, -110, -55)).chain([kept]));
    let mut memory = folder.memory();
    assert!(admitted(memory.admit(&code(99, 119, 119))));
    assert!(seen(memory.admit(&late(120))));
}

/// A code at level 1 from before a shift began is refused, an answer is judged by its challenge.
#[test]
fn a_shift_without_a_memory_refuses_codes_from_before_it() {
    let mut shift = ShiftMemory::begin(at(0), &mut Counter).unwrap();
    assert_eq!(shift.admit(&code(1, -1, 1)), Ok(Admission::BeforeStart));
    assert_eq!(shift.admit(&code(1, 0, 1)), Ok(Admission::New));
    assert_eq!(shift.admit(&answer(2, -1, 1)), Ok(Admission::New));
}

// Killed processes. The child is this very test program, asked for one ignored test.

const CHILD_FILE: &str = "CHOP_REPLAY_CHILD";
const CHILD_FIRST: &str = "CHOP_REPLAY_FIRST";

/// Admits codes one after the other, and acknowledges each only once it is admitted.
#[test]
#[ignore = "the child of the tests that kill it"]
fn child_that_admits_until_it_is_killed() {
    let path = PathBuf::from(std::env::var_os(CHILD_FILE).expect("run by its parent alone"));
    let first: u64 = std::env::var(CHILD_FIRST).unwrap().parse().unwrap();
    // A process has its own bytes.
    DRAWN.store(u64::from(std::process::id()) << 32, Ordering::Relaxed);
    let mut memory = FileMemory::open(&path, &mut Counter).unwrap();
    let mut out = std::io::stdout();
    for n in first.. {
        let word = match memory.admit(&code(n, 0, 1)) {
            Ok(Admission::New | Admission::HolderAgain { .. }) => "admitted",
            Ok(Admission::Seen { .. }) => "seen",
            other => panic!("{n}: {other:?}"),
        };
        writeln!(out, "{word} {n}").unwrap();
        out.flush().unwrap();
    }
}

fn child(path: &Path, first: u64) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "child_that_admits_until_it_is_killed", "--nocapture", "--test-threads=1"])
        .env(CHILD_FILE, path)
        .env(CHILD_FIRST, first.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// What a line of the child acknowledges.
fn acknowledged(line: &str) -> Option<(bool, u64)> {
    // The harness's own words may stand before it on the line.
    let (at, word) = [("admitted ", true), ("seen ", false)]
        .iter()
        .find_map(|(word, new)| Some((line.find(word)? + word.len(), *new)))?;
    Some((word, line[at..].trim().parse().ok()?))
}

fn kills() -> u64 {
    std::env::var("CHOP_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(10)
}

#[test]
fn a_killed_process_leaves_no_code_that_is_admitted_twice() {
    let folder = Folder::new("killed");
    let (mut next, mut total, mut torn, mut rewritten) = (0_u64, 0_u64, 0, 0);
    for kill in 0..kills() {
        // Every other round the child begins next to a rewriting.
        if kill % 2 == 1 {
            let mut bytes = fs::read(folder.seen()).unwrap();
            let whole = HEADER + (bytes.len() - HEADER) / RECORD * RECORD;
            bytes.truncate(whole);
            let missing = 4_094_usize.saturating_sub((whole - HEADER) / RECORD) as u64;
            (0..missing).for_each(|n| bytes.extend(record(1_000_000_000 + kill * 10_000 + n, -500, -500, -445)));
            fs::write(folder.seen(), bytes).unwrap();
            rewritten += 1;
        }
        let mut process = child(&folder.seen(), next);
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        // Killed after some acknowledgements, wherever it then is: writing, syncing, renaming or speaking.
        let mut wanted = 1 + (kill * 7_919) % 23;
        let mut last = None;
        for line in lines.by_ref().map_while(Result::ok) {
            if let Some((new, n)) = acknowledged(&line) {
                assert!(new, "code {n} was admitted before");
                last = Some(n);
                wanted -= 1;
                if wanted == 0 {
                    break;
                }
            }
        }
        process.kill().unwrap();
        process.wait().unwrap();
        // What it still said before it died was acknowledged too.
        for line in lines.map_while(Result::ok) {
            if line.ends_with(|c: char| c.is_ascii_digit())
                && let Some((new, n)) = acknowledged(&line)
            {
                assert!(new, "code {n} was admitted before");
                last = last.max(Some(n));
            }
        }
        torn += usize::from((fs::metadata(folder.seen()).unwrap().len() as usize - HEADER) % RECORD != 0);
        let last = last.expect("a child that says nothing has failed");
        let mut memory = folder.memory();
        for n in next..=last {
            assert!(seen(memory.admit(&code(n, 0, 1))), "kill {kill}: code {n} was admitted again");
        }
        total += last + 1 - next;
        // One code may have been recorded and not acknowledged; it stays refused, and the next child begins after it.
        next = last + 1;
        while seen(memory.admit(&code(next, 0, 1))) {
            next += 1;
        }
        next += 1;
        assert!(next <= last + 4, "kill {kill}");
    }
    println!(
        "{} kills, {total} codes acknowledged, {torn} records cut short, {rewritten} beside a rewriting: none twice",
        kills()
    );
    assert!(total > 0);
}

#[test]
fn processes_at_one_door_admit_each_code_once() {
    const CODES: u64 = 60;
    let folder = Folder::new("door");
    let mut processes: Vec<Child> = (0..3).map(|_| child(&folder.seen(), 0)).collect();
    let mut admitted_by = vec![Vec::new(); CODES as usize];
    let outputs: Vec<_> = processes.iter_mut().map(|process| process.stdout.take().unwrap()).collect();
    std::thread::scope(|scope| {
        let readers: Vec<_> = outputs
            .into_iter()
            .map(|output| {
                scope.spawn(move || {
                    let mut mine = Vec::new();
                    for line in BufReader::new(output).lines().map_while(Result::ok) {
                        match acknowledged(&line) {
                            Some((_, n)) if n >= CODES => break,
                            Some((true, n)) => mine.push(n),
                            _ => {}
                        }
                    }
                    mine
                })
            })
            .collect();
        for (process, reader) in readers.into_iter().enumerate() {
            for n in reader.join().unwrap() {
                admitted_by[n as usize].push(process);
            }
        }
    });
    for mut process in processes {
        process.kill().unwrap();
        process.wait().unwrap();
    }
    for (n, by) in admitted_by.iter().enumerate() {
        assert_eq!(by.len(), 1, "code {n} was admitted by {by:?}");
    }
}
