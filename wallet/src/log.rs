//! The consent log: what was received, shown and removed, when and to whom, and never a value.
//!
//! A hash chain: each entry holds its number and SHA-256 of the one before it, and the head, kept beside the log, holds
//! the number and hash of the last. An entry that was edited, left out, put elsewhere or cut off at the end is noticed.

use chop_core::encoding::cbor::{Item, Strictness, Writer};
use chop_core::time::UnixTime;
use chop_core::verify::Level;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::held::Handle;
use crate::seal::Table;
use crate::store::{Changes, Store, StoreFault, Wallet};

/// Row of the head among the settings.
const HEAD: i64 = 4;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Credentials were taken in.
    Received,
    /// A document was shown.
    Shown,
    /// A document and its keys were destroyed.
    Removed,
}

impl Event {
    /// `received`, `shown` or `removed`.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Shown => "shown",
            Self::Removed => "removed",
        }
    }

    const fn number(self) -> u64 {
        match self {
            Self::Received => 1,
            Self::Shown => 2,
            Self::Removed => 3,
        }
    }

    fn from_number(number: u64) -> Option<Self> {
        [Self::Received, Self::Shown, Self::Removed].into_iter().find(|event| event.number() == number)
    }
}

/// To whom something was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoggedReader {
    /// To whoever scanned it.
    Anyone,
    /// At a site, by its audience.
    Site([u8; 8]),
    /// To a verifier, by the identifier of its key.
    Verifier([u8; 8]),
    /// To whoever calls himself so in a request: a `client_id`, or an origin.
    Audience(String),
    /// In a session, by the first eight bytes of SHA-256 of its transcript.
    Session([u8; 8]),
}

/// One entry of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number, from 1.
    pub number: u64,
    /// When.
    pub at: UnixTime,
    /// What happened.
    pub event: Event,
    /// The document's handle.
    pub document: Handle,
    /// Its kind; none of a kind whose very name hurts.
    pub kind: Option<String>,
    /// The names of the elements shown; none of a kind whose very name hurts.
    pub elements: Vec<String>,
    /// To whom.
    pub reader: LoggedReader,
    /// How much the showing proves.
    pub level: Option<Level>,
}

/// Why a log is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFault {
    /// An entry is missing, changed, or not where it was written.
    Broken {
        /// The number of the first entry that is not what it should be.
        number: u64,
    },
    /// The store refused.
    Store(StoreFault),
}

impl LogFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Broken { .. } => "log.broken",
            Self::Store(fault) => fault.code(),
        }
    }
}

displays_code!(LogFault);

impl From<StoreFault> for LogFault {
    fn from(fault: StoreFault) -> Self {
        Self::Store(fault)
    }
}

/// The end of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Head {
    number: u64,
    hash: [u8; 32],
}

impl Head {
    fn to_record(self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new([&self.number.to_be_bytes()[..], &self.hash].concat())
    }

    fn parse(record: &[u8]) -> Option<Self> {
        let (number, hash) = record.split_first_chunk::<8>()?;
        Some(Self { number: u64::from_be_bytes(*number), hash: hash.try_into().ok()? })
    }
}

impl Entry {
    fn to_record(&self, before: &[u8; 32]) -> Vec<u8> {
        let mut writer = Writer::with_capacity(256);
        writer.array(9);
        writer.uint(self.number);
        writer.int(self.at.seconds());
        writer.uint(self.event.number());
        writer.text(&self.document.to_string());
        match &self.kind {
            Some(kind) => writer.text(kind),
            None => writer.null(),
        }
        writer.array(self.elements.len());
        self.elements.iter().for_each(|element| writer.text(element));
        match &self.reader {
            LoggedReader::Anyone => writer.null(),
            LoggedReader::Site(id) => {
                writer.array(2);
                writer.uint(1);
                writer.bytes(id);
            }
            LoggedReader::Verifier(id) => {
                writer.array(2);
                writer.uint(2);
                writer.bytes(id);
            }
            LoggedReader::Audience(name) => {
                writer.array(2);
                writer.uint(3);
                writer.text(name);
            }
            LoggedReader::Session(id) => {
                writer.array(2);
                writer.uint(4);
                writer.bytes(id);
            }
        }
        match self.level {
            Some(level) => writer.text(level.label()),
            None => writer.null(),
        }
        writer.bytes(before);
        writer.into_bytes()
    }

    fn parse(record: &[u8]) -> Option<(Self, [u8; 32])> {
        let item = Item::parse(record, Strictness::Deterministic).ok()?;
        let [number, at, event, document, kind, elements, reader, level, before] = item.as_array_of()?;
        let entry = Self {
            number: number.as_uint()?,
            at: UnixTime::new(at.as_int()?).ok()?,
            event: Event::from_number(event.as_uint()?)?,
            document: Handle::parse(document.as_text()?)?,
            kind: if kind.is_null() { None } else { Some(kind.as_text()?.to_owned()) },
            elements: elements
                .as_array()?
                .iter()
                .map(|element| element.as_text().map(str::to_owned))
                .collect::<Option<_>>()?,
            reader: read_reader(reader)?,
            level: if level.is_null() { None } else { Some(read_level(level.as_text()?)?) },
        };
        Some((entry, before.as_byte_array()?))
    }
}

fn read_reader(item: &Item<'_>) -> Option<LoggedReader> {
    if item.is_null() {
        return Some(LoggedReader::Anyone);
    }
    let [kind, id] = item.as_array_of()?;
    match kind.as_uint()? {
        1 => Some(LoggedReader::Site(id.as_byte_array()?)),
        2 => Some(LoggedReader::Verifier(id.as_byte_array()?)),
        3 => Some(LoggedReader::Audience(id.as_text()?.to_owned())),
        4 => Some(LoggedReader::Session(id.as_byte_array()?)),
        _ => None,
    }
}

fn read_level(label: &str) -> Option<Level> {
    [Level::One, Level::OneWithPortrait, Level::Two, Level::TwoWithPortrait]
        .into_iter()
        .find(|level| level.label() == label)
}

/// Reads a chain from its records and checks it up to its head.
fn read_chain<'a>(records: impl IntoIterator<Item = &'a [u8]>, head: Head) -> Result<Vec<Entry>, LogFault> {
    let mut entries = Vec::new();
    let mut end = Head::default();
    for record in records {
        let number = end.number + 1;
        let broken = LogFault::Broken { number };
        let (entry, before) = Entry::parse(record).ok_or(broken)?;
        if entry.number != number || before != end.hash {
            return Err(broken);
        }
        end = Head { number, hash: Sha256::digest(record).into() };
        entries.push(entry);
    }
    if end == head { Ok(entries) } else { Err(LogFault::Broken { number: end.number.min(head.number) + 1 }) }
}

/// What an entry says; its number is given by the log.
pub(crate) struct Draft {
    pub(crate) at: UnixTime,
    pub(crate) event: Event,
    pub(crate) document: Handle,
    pub(crate) kind: Option<String>,
    pub(crate) elements: Vec<String>,
    pub(crate) reader: LoggedReader,
    pub(crate) level: Option<Level>,
}

/// Adds an entry to the changes, so that it is written with what it speaks of.
pub(crate) fn append(store: &Store, changes: &mut Changes, draft: Draft) -> Result<(), StoreFault> {
    let head = head(store)?;
    let number = head.number.checked_add(1).ok_or(StoreFault::Tampered)?;
    let Draft { at, event, document, kind, elements, reader, level } = draft;
    let record = Entry { number, at, event, document, kind, elements, reader, level }.to_record(&head.hash);
    let row = i64::try_from(number).map_err(|_| StoreFault::Tampered)?;
    let head = Head { number, hash: Sha256::digest(&record).into() };
    changes.put(Table::Log, row, Zeroizing::new(record));
    changes.put(Table::Setting, HEAD, head.to_record());
    Ok(())
}

fn head(store: &Store) -> Result<Head, StoreFault> {
    match store.read(Table::Setting, HEAD)? {
        Some(record) => Head::parse(&record).ok_or(StoreFault::Tampered),
        None => Ok(Head::default()),
    }
}

impl Wallet {
    /// The log, oldest first, its chain checked.
    ///
    /// # Errors
    /// `log.broken`, `wallet.tampered`, `wallet.io`.
    pub fn log(&self) -> Result<Vec<Entry>, LogFault> {
        let records = self.store.read_all(Table::Log)?;
        read_chain(records.iter().map(|(_, record)| record.as_slice()), head(&self.store)?)
    }
}

#[cfg(test)]
mod tests {
    use chop_core::dev::{Counted, reference_now};

    use super::*;

    fn chain(length: u64) -> (Vec<Vec<u8>>, Head) {
        let handle = Handle::draw(&mut Counted::new("log")).unwrap();
        let mut head = Head::default();
        let mut records = Vec::new();
        for number in 1..=length {
            let entry = Entry {
                number,
                at: reference_now().plus(15 * i64::try_from(number).unwrap()),
                event: Event::from_number(number % 3 + 1).unwrap(),
                document: handle,
                kind: (number % 4 != 0).then(|| "personal-code".to_owned()),
                elements: ["family_name", "portrait"][..usize::try_from(number % 3).unwrap()]
                    .iter()
                    .map(ToString::to_string)
                    .collect(),
                reader: [
                    LoggedReader::Anyone,
                    LoggedReader::Site([1; 8]),
                    LoggedReader::Verifier([2; 8]),
                    LoggedReader::Audience("https://door.example".to_owned()),
                    LoggedReader::Session([3; 8]),
                ][usize::try_from(number % 5).unwrap()]
                .clone(),
                level: read_level(["1", "1P", "2", "2P"][usize::try_from(number % 4).unwrap()]),
            };
            let record = entry.to_record(&head.hash);
            head = Head { number, hash: Sha256::digest(&record).into() };
            records.push(record);
        }
        (records, head)
    }

    fn read(records: &[Vec<u8>], head: Head) -> Result<Vec<Entry>, LogFault> {
        read_chain(records.iter().map(Vec::as_slice), head)
    }

    #[test]
    fn a_whole_chain_is_read_back() {
        let (records, head) = chain(12);
        let entries = read(&records, head).unwrap();
        assert_eq!(entries.len(), 12);
        assert_eq!(entries[7].kind, None);
        assert_eq!(entries[1].reader, LoggedReader::Verifier([2; 8]));
        assert_eq!(entries[2].reader, LoggedReader::Audience("https://door.example".to_owned()));
        assert_eq!(read(&[], Head::default()), Ok(Vec::new()));
    }

    #[test]
    fn every_edit_of_every_byte_is_noticed() {
        let (records, head) = chain(6);
        for (place, record) in records.iter().enumerate() {
            for at in 0..record.len() {
                let mut edited = records.clone();
                edited[place][at] ^= 1;
                assert!(matches!(read(&edited, head), Err(LogFault::Broken { .. })), "entry {place}, byte {at}");
            }
        }
    }

    #[test]
    fn every_entry_left_out_or_put_elsewhere_is_noticed() {
        let (records, head) = chain(8);
        for place in 0..8 {
            let mut fewer = records.clone();
            fewer.remove(place);
            assert_eq!(read(&fewer, head), Err(LogFault::Broken { number: u64::try_from(place).unwrap() + 1 }));
            for other in 0..8 {
                if other != place {
                    let mut swapped = records.clone();
                    swapped.swap(place, other);
                    assert!(read(&swapped, head).is_err(), "{place} and {other}");
                }
            }
            assert!(read(&records[..place], head).is_err(), "cut off after {place}");
            let mut twice = records.clone();
            twice.insert(place, records[place].clone());
            assert!(read(&twice, head).is_err());
        }
        let (longer, longer_head) = chain(9);
        assert!(read(&longer, head).is_err());
        assert!(read(&records, longer_head).is_err());
        assert!(read(&records, Head::default()).is_err());
    }

    #[test]
    fn a_chain_written_anew_does_not_fit_the_old_head() {
        let (_, head) = chain(3);
        let (records, _) = chain(3);
        let mut other = Entry::parse(&records[2]).unwrap();
        other.0.at = other.0.at.plus(1);
        let rewritten = [records[0].clone(), records[1].clone(), other.0.to_record(&other.1)];
        assert!(read(&rewritten, head).is_err());
    }
}
