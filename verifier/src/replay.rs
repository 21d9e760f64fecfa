//! The replay memory in a file: it survives a restart, and several processes at one door share it.
//!
//! The file is a header of 16 bytes (magic, generation) and records of 64 bytes, appended and synced one by one
//! under a lock. A record cut short by a crash was never answered for, so it is dropped; any other damage makes the
//! memory unreadable, and the verdict *undecided*.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use chop_core::crypto::mac::MacKey;
use chop_core::random::{Random, RandomFault};
use chop_core::time::UnixTime;
use chop_core::verify::{Admission, Clock, MemoryLost, SKEW_AHEAD_SECONDS, Seen, Sighting};

use crate::seen::{Holders, keep_until, sighting_key};
use crate::state::sync_folder;

const MAGIC: &[u8; 8] = b"chopseen";
const HEADER: usize = 16;
const RECORD: usize = 64;
/// Records after which a file is rewritten without what has lapsed.
const COMPACT_ABOVE: usize = 4_096;
/// A file beyond this is not one of ours.
const FILE_MAX: u64 = 64 << 20;

#[derive(Clone, Copy)]
struct Record {
    seen_at: UnixTime,
    issued_at: UnixTime,
    keep_until: UnixTime,
}

/// A replay memory in a file.
pub struct FileMemory {
    path: PathBuf,
    generation: [u8; 8],
    read_to: u64,
    seen: HashMap<[u8; 32], Record>,
    highest_seen: Option<UnixTime>,
    highest_issued: Option<UnixTime>,
    holders: Holders,
    fresh_generation: [u8; 8],
}

impl FileMemory {
    /// Opens the memory, or begins one where there is no file.
    ///
    /// # Errors
    /// [`MemoryLost`] if the file cannot be read or written, or is damaged; also if randomness fails.
    pub fn open(path: &Path, random: &mut dyn Random) -> Result<Self, MemoryLost> {
        let mut fresh_generation = [0; 8];
        let lost = |_: RandomFault| MemoryLost;
        random.fill(&mut fresh_generation).map_err(lost)?;
        let mut memory = Self {
            path: path.to_owned(),
            generation: [0; 8],
            read_to: 0,
            seen: HashMap::new(),
            highest_seen: None,
            highest_issued: None,
            holders: Holders::begin(random).map_err(lost)?,
            fresh_generation,
        };
        let _lock = memory.lock()?;
        memory.refresh()?;
        Ok(memory)
    }

    /// What this memory knows of time: a clock behind it, or a step back of more than ten seconds, is doubtful.
    #[must_use]
    pub fn clock(&self, now: UnixTime) -> Clock {
        if self.highest_seen.is_some_and(|seen| now.since(seen) < -SKEW_AHEAD_SECONDS) {
            return Clock::Doubtful;
        }
        // A wallet may be ten seconds ahead, so its time proves only what lies ten seconds before.
        let issued = self.highest_issued.map_or(UnixTime::EPOCH, |issued| issued.plus(-SKEW_AHEAD_SECONDS));
        Clock::Live { highest: issued }
    }

    fn lock(&self) -> Result<File, MemoryLost> {
        let mut name = self.path.as_os_str().to_owned();
        name.push(".lock");
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(name).map_err(lost)?;
        lock.lock().map_err(lost)?;
        Ok(lock)
    }

    /// Reads what other processes appended since the last look. Called under the lock.
    fn refresh(&mut self) -> Result<(), MemoryLost> {
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&self.path).map_err(lost)?;
        let length = file.metadata().map_err(lost)?.len();
        if length > FILE_MAX {
            return Err(MemoryLost);
        }
        // A file that lost records which this handle has read was damaged or deleted, not rewritten.
        if length < HEADER_LENGTH {
            return if self.read_to > 0 { Err(MemoryLost) } else { self.begin(&mut file) };
        }
        let mut header = [0; HEADER];
        file.read_exact(&mut header).map_err(lost)?;
        let (magic, generation) = header.split_at(8);
        if magic != MAGIC {
            return Err(MemoryLost);
        }
        // A handle that has read nothing yet has no generation, not the generation of zeros.
        if generation != self.generation || self.read_to == 0 {
            self.generation = generation.try_into().map_err(|_| MemoryLost)?;
            self.read_to = HEADER_LENGTH;
            self.seen.clear();
        } else if length < self.read_to {
            return Err(MemoryLost);
        }
        file.seek(SeekFrom::Start(self.read_to)).map_err(lost)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(lost)?;
        let (records, rest) = bytes.as_chunks::<RECORD>();
        for record in records {
            self.take(record)?;
            self.read_to += RECORD_LENGTH;
        }
        if !rest.is_empty() {
            file.set_len(self.read_to).map_err(lost)?;
        }
        Ok(())
    }

    fn begin(&mut self, file: &mut File) -> Result<(), MemoryLost> {
        file.set_len(0).map_err(lost)?;
        file.write_all(MAGIC).and_then(|()| file.write_all(&self.fresh_generation)).map_err(lost)?;
        file.sync_all().map_err(lost)?;
        self.generation = self.fresh_generation;
        self.read_to = HEADER_LENGTH;
        Ok(())
    }

    fn take(&mut self, bytes: &[u8; RECORD]) -> Result<(), MemoryLost> {
        let (content, check) = bytes.split_at(RECORD - 8);
        if checksum(content) != check {
            return Err(MemoryLost);
        }
        let (key, times) = content.split_at(32);
        let (times, _) = times.as_chunks::<8>();
        let [seen_at, issued_at, keep_until] = times else { return Err(MemoryLost) };
        let time = |bytes: &[u8; 8]| UnixTime::new(i64::from_be_bytes(*bytes)).map_err(|_| MemoryLost);
        let record = Record { seen_at: time(seen_at)?, issued_at: time(issued_at)?, keep_until: time(keep_until)? };
        self.highest_seen = self.highest_seen.max(Some(record.seen_at));
        self.highest_issued = self.highest_issued.max(Some(record.issued_at));
        self.seen.insert(key.try_into().map_err(|_| MemoryLost)?, record);
        Ok(())
    }

    fn append(&mut self, key: &[u8; 32], record: Record) -> Result<(), MemoryLost> {
        let bytes = encode(key, record);
        let mut file = OpenOptions::new().write(true).open(&self.path).map_err(lost)?;
        file.seek(SeekFrom::Start(self.read_to)).map_err(lost)?;
        file.write_all(&bytes).and_then(|()| file.sync_data()).map_err(lost)?;
        self.take(&bytes)?;
        self.read_to += RECORD_LENGTH;
        Ok(())
    }

    /// Rewrites the file without what has lapsed; the record with the highest time stays.
    fn compact(&mut self, now: UnixTime) -> Result<(), MemoryLost> {
        let highest = self.highest_seen.unwrap_or(now).max(now);
        let (seen, issued) = (self.highest_seen, self.highest_issued);
        self.seen.retain(|_, record| {
            record.keep_until >= highest || Some(record.seen_at) == seen || Some(record.issued_at) == issued
        });
        // All eight bytes count, so that a handle that sleeps never meets its own generation again.
        let next = u64::from_be_bytes(self.generation).wrapping_add(1).to_be_bytes();
        let mut bytes = MAGIC.to_vec();
        bytes.extend(next);
        for (key, record) in &self.seen {
            bytes.extend(encode(key, *record));
        }
        let mut name = self.path.as_os_str().to_owned();
        name.push(".new");
        let mut file = File::create(&name).map_err(lost)?;
        file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(lost)?;
        fs::rename(&name, &self.path).map_err(lost)?;
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        sync_folder(folder.unwrap_or(Path::new("."))).map_err(lost)?;
        self.generation = next;
        self.read_to = u64::try_from(bytes.len()).map_err(|_| MemoryLost)?;
        Ok(())
    }
}

const HEADER_LENGTH: u64 = 16;
const RECORD_LENGTH: u64 = 64;

fn lost(_: std::io::Error) -> MemoryLost {
    MemoryLost
}

/// Finds damage, not forgery: whoever can write the file can also delete it.
fn checksum(content: &[u8]) -> [u8; 8] {
    MacKey::new(b"chop-replay-record-1").tag(content).first_chunk().copied().unwrap_or_default()
}

fn encode(key: &[u8; 32], record: Record) -> [u8; RECORD] {
    let mut content = key.to_vec();
    for time in [record.seen_at, record.issued_at, record.keep_until] {
        content.extend(time.seconds().to_be_bytes());
    }
    let check = checksum(&content);
    content.extend(check);
    content.first_chunk().copied().unwrap_or([0; RECORD])
}

impl Seen for FileMemory {
    fn admit(&mut self, sighting: &Sighting) -> Result<Admission, MemoryLost> {
        let _lock = self.lock()?;
        self.refresh()?;
        let key = sighting_key(sighting);
        if let Some(record) = self.seen.get(&key) {
            return Ok(Admission::Seen { at: record.seen_at });
        }
        if self.seen.len() > COMPACT_ABOVE {
            self.compact(sighting.now)?;
        }
        // An answer to a challenge proves no time: it must not move the clock that later codes are held against.
        let issued_at = if sighting.answers_challenge { UnixTime::EPOCH } else { sighting.issued_at };
        let record = Record { seen_at: sighting.now, issued_at, keep_until: keep_until(sighting) };
        self.append(&key, record)?;
        Ok(match self.holders.admit(&sighting.device_key, sighting.now) {
            Some(at) => Admission::HolderAgain { at },
            None => Admission::New,
        })
    }
}
