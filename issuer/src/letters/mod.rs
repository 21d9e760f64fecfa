//! Letters on paper: a record, a place in a status list, a seal on the PDF, and the PDF signed (spec/seal-1.md).
//!
//! A letter is in the register like a document in a wallet: with a record, a holder's reference and an index of its own,
//! so that revoking ends it and the published lists say so. It has no claim and no device key.
//!
//! [`check`] judges all rows and changes nothing: it seals each letter on trial, so that what passes can be sealed.
//! [`seal`] then works in chunks: index and order are taken in one transaction; the seals are kept in a second; only
//! then are files written, each whole. A run that was killed is finished by the same run again: the order of a letter
//! (kind, holder, values, facts shown, file) is known by its digest and gets the same seal.

mod stamp;
mod symbol;

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use chop_core::document::{Column, Date, Descriptor, FieldFault, Record, Value};
use chop_core::format::seal::{Letter, SealFaultOnIssue, SealRequest, prepare};
use chop_core::random::{Random, RandomFault, secret};
use chop_core::time::UnixTime;
use sha2::{Digest, Sha256};

use crate::claim::content_of;
use crate::files::{self, FileFault};
use crate::store::{Allocation, AllocationFault, Db, NewEntry, NewIntent, NewRecord, StoredIntent};
use crate::{
    DocumentSigner, Formats, HolderRef, RecordNumber, RecordState, Register, RegisterFault, StoreFault, audit, intake,
};

use stamp::Original;
pub use stamp::{Placement, StampFault};
pub use symbol::MODULE_MM;

/// Letters in one transaction, and letters whose seals a killed run leaves to be made again.
const CHUNK: usize = 64;
/// Random bytes in the name by which the register knows an order's delivery.
const NAME_BYTES: usize = 16;

/// A letter to be sealed.
#[derive(Clone)]
pub struct LetterRow {
    /// Its row in the batch; 1 for a letter by itself.
    pub row: u64,
    /// The department's reference.
    pub holder: HolderRef,
    /// The PDF.
    pub letter: PathBuf,
    /// Where the sealed PDF goes.
    pub out: PathBuf,
    /// The values, by element.
    pub fields: Vec<(String, String)>,
}

impl std::fmt::Debug for LetterRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LetterRow").field("row", &self.row).finish_non_exhaustive()
    }
}

/// What all letters of a run share.
#[derive(Clone, Copy)]
pub struct Terms<'a> {
    /// The kind; not a discreet one.
    pub descriptor: &'a Descriptor,
    /// What signs seals and PDFs.
    pub signer: &'a DocumentSigner,
    /// The facts that are in the code, beside those that are always shown.
    pub shown: &'a [&'a str],
    /// The first second at which the letters no longer count.
    pub until: UnixTime,
    /// Where the code stands.
    pub placement: Placement,
    /// The time.
    pub now: UnixTime,
}

/// Why a row cannot become a sealed letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LetterRefusal {
    /// A value; its column tells which.
    Field(FieldFault),
    /// The letter cannot be read, or the folder of the sealed one is not there.
    File(FileFault),
    /// The PDF cannot take a seal.
    Stamp(StampFault),
    /// There is no such seal.
    Seal(SealFaultOnIssue),
    /// The same letter with the same values stands in an earlier row.
    Twice,
    /// An earlier row has this holder's reference.
    HolderTwice,
    /// An earlier row has the same name for its result, or the result would take the place of a letter.
    NameTwice,
    /// It was sealed before and has been revoked since.
    Ended,
}

impl LetterRefusal {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Field(fault) => fault.code(),
            Self::File(fault) => fault.code(),
            Self::Stamp(fault) => fault.code(),
            Self::Seal(fault) => fault.code(),
            Self::Twice => "letter.twice",
            Self::HolderTwice => "intake.holder-twice",
            Self::NameTwice => "letter.name-twice",
            Self::Ended => "letter.ended",
        }
    }

    /// The element that it is about, if it is about one.
    #[must_use]
    pub fn column(&self) -> Option<&str> {
        match self {
            Self::Field(FieldFault { column: Column::Element(id), .. }) => Some(id.as_str()),
            Self::Field(_)
            | Self::File(_)
            | Self::Stamp(_)
            | Self::Seal(_)
            | Self::Twice
            | Self::HolderTwice
            | Self::NameTwice
            | Self::Ended => None,
        }
    }
}

displays_code!(LetterRefusal);

/// Why a run ended early. What it did until then stands, and the same run again goes on from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LettersFault {
    /// The register cannot be used.
    Register(RegisterFault),
    /// A sealed letter cannot be written.
    File(FileFault),
    /// Randomness failed.
    Random(RandomFault),
    /// A letter changed since it was checked.
    Changed,
}

impl LettersFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Register(fault) => fault.code(),
            Self::File(fault) => fault.code(),
            Self::Random(fault) => fault.code(),
            Self::Changed => "intake.changed",
        }
    }
}

displays_code!(LettersFault);

impl From<StoreFault> for LettersFault {
    fn from(fault: StoreFault) -> Self {
        Self::Register(fault.into())
    }
}

impl From<RegisterFault> for LettersFault {
    fn from(fault: RegisterFault) -> Self {
        Self::Register(fault)
    }
}

impl From<RandomFault> for LettersFault {
    fn from(fault: RandomFault) -> Self {
        Self::Random(fault)
    }
}

impl From<AllocationFault> for LettersFault {
    fn from(fault: AllocationFault) -> Self {
        match fault {
            AllocationFault::Store(fault) => fault.into(),
            AllocationFault::Random(fault) => fault.into(),
        }
    }
}

/// A row that can be sealed.
pub struct CheckedLetter {
    row: LetterRow,
    content: String,
    letter: Letter,
    order: [u8; 32],
}

/// A letter that was sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedRow {
    /// Its row.
    pub row: u64,
    /// The department's reference.
    pub holder: HolderRef,
    /// Its record, by which it can be revoked.
    pub record: RecordNumber,
    /// The first second at which it no longer counts.
    pub until: UnixTime,
    /// Where it is.
    pub out: PathBuf,
    /// Whether it was sealed now; otherwise an earlier run had done so, and the file was written again.
    pub is_new: bool,
}

/// Judges every row without changing anything; each fault is handed to `refuse`.
///
/// # Errors
/// `issuer.kind-refused`, `issuer.clock`, `store.*`. That rows were refused is seen by `refuse`.
pub fn check(
    register: &Register,
    terms: &Terms<'_>,
    rows: Vec<LetterRow>,
    refuse: &mut dyn FnMut(u64, &LetterRefusal),
    progress: &mut dyn FnMut(u64),
) -> Result<Vec<CheckedLetter>, LettersFault> {
    register.require_kind(terms.descriptor)?;
    register.require_clock(terms.now)?;
    let sources: HashSet<PathBuf> = rows.iter().filter_map(|row| std::fs::canonicalize(&row.letter).ok()).collect();
    let (mut orders, mut holders, mut names) = (HashSet::new(), HashSet::new(), HashSet::new());
    let mut checked = Vec::with_capacity(rows.len());
    for (done, row) in (1..).zip(rows) {
        let number = row.row;
        let mut found = Vec::new();
        if !holders.insert(row.holder.clone()) {
            found.push(LetterRefusal::HolderTwice);
        }
        let takes_a_letter = std::fs::canonicalize(&row.out).is_ok_and(|out| sources.contains(&out));
        if takes_a_letter || !names.insert(row.out.clone()) {
            found.push(LetterRefusal::NameTwice);
        }
        match judge(register, terms, row)? {
            Ok(letter) if !orders.insert(letter.order) => found.push(LetterRefusal::Twice),
            Ok(letter) if found.is_empty() => checked.push(letter),
            Ok(_) => {}
            Err(faults) => found.extend(faults),
        }
        found.iter().for_each(|fault| refuse(number, fault));
        progress(done);
    }
    Ok(checked)
}

type Judged = Result<CheckedLetter, Vec<LetterRefusal>>;

fn judge(register: &Register, terms: &Terms<'_>, row: LetterRow) -> Result<Judged, StoreFault> {
    let fields = row.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let record = match Record::from_fields(terms.descriptor, fields, Date::in_hong_kong(terms.now)) {
        Ok(record) => record,
        Err(faults) => return Ok(Err(faults.into_iter().map(LetterRefusal::Field).collect())),
    };
    let original = match read(&row) {
        Ok(original) => original,
        Err(fault) => return Ok(Err(vec![fault])),
    };
    let letter = letter_of(&original);
    let content = intake::content(terms.descriptor, &record);
    let order = order(terms, &row, &content, &letter);
    if let Some(known) = register.store.read().record_of_request(&order)? {
        let ended = register.store.read().record(known)?.is_none_or(|known| has_ended(known.state));
        if ended {
            return Ok(Err(vec![LetterRefusal::Ended]));
        }
    }
    let trial = trial(terms, &record, letter).map_err(LetterRefusal::Seal).and_then(|seal| {
        original.stamp(&seal, &terms.placement, terms.signer, terms.now).map_err(LetterRefusal::Stamp)
    });
    Ok(match trial {
        Ok(_) => Ok(CheckedLetter { row, content, letter, order }),
        Err(fault) => Err(vec![fault]),
    })
}

const fn has_ended(state: RecordState) -> bool {
    matches!(state, RecordState::Revoked | RecordState::Superseded)
}

fn read(row: &LetterRow) -> Result<Original, LetterRefusal> {
    let folder = row.out.parent().filter(|folder| !folder.as_os_str().is_empty());
    if folder.is_some_and(|folder| !folder.is_dir()) || row.out.is_dir() {
        return Err(LetterRefusal::File(FileFault::Missing));
    }
    let bytes = files::read_up_to(&row.letter, chop_core::encoding::limits::LETTER_BYTES);
    Original::open(bytes.map_err(LetterRefusal::File)?).map_err(LetterRefusal::Stamp)
}

fn letter_of(original: &Original) -> Letter {
    let bytes = original.bytes();
    Letter { length: u64::try_from(bytes.len()).unwrap_or(u64::MAX), digest: Sha256::digest(bytes).into() }
}

/// A seal with the longest status that there can be.
fn trial(terms: &Terms<'_>, record: &Record, letter: Letter) -> Result<String, SealFaultOnIssue> {
    let values: Vec<Option<Value>> = record.elements().into_iter().map(|(_, value)| value).collect();
    make(terms, &values, letter, terms.now, terms.until, (u64::from(u32::MAX), u64::from(u32::MAX)))
}

fn make(
    terms: &Terms<'_>,
    values: &[Option<Value>],
    letter: Letter,
    signed: UnixTime,
    until: UnixTime,
    status: (u64, u64),
) -> Result<String, SealFaultOnIssue> {
    let request = SealRequest {
        descriptor: terms.descriptor,
        values,
        shown: terms.shown,
        kid: terms.signer.public_key().kid(),
        signed,
        until,
        status: Some(status),
        letter: Some(letter),
    };
    prepare(&request)?.sign(terms.signer.key())
}

/// What makes a letter the same one whenever it is asked for.
fn order(terms: &Terms<'_>, row: &LetterRow, content: &str, letter: &Letter) -> [u8; 32] {
    let mut shown = terms.shown.to_vec();
    shown.sort_unstable();
    shown.dedup();
    let mut hash = Sha256::new();
    let kind = terms.descriptor.kind().as_str();
    let parts = ["chop-letter-1", kind, row.holder.expose(), content].into_iter().chain(shown);
    for part in parts {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part);
    }
    hash.update(letter.digest);
    hash.finalize().into()
}

/// A letter whose order is in the register.
struct Ordered {
    record: RecordNumber,
    /// The seal, where an earlier run made it.
    seal: Option<String>,
    intent: Option<StoredIntent>,
    until: UnixTime,
    is_new: bool,
}

/// Seals letters that were checked, in their order; each is handed to `done` once its file is there.
///
/// # Errors
/// A [`LettersFault`].
pub fn seal(
    register: &mut Register,
    terms: &Terms<'_>,
    letters: &[CheckedLetter],
    random: &mut dyn Random,
    done: &mut dyn FnMut(&SealedRow),
) -> Result<(), LettersFault> {
    let mut batch = None;
    for chunk in letters.chunks(CHUNK) {
        let ordered = register.store.write(|db| -> Result<Vec<Ordered>, LettersFault> {
            let mut lists = db.open_allocation()?;
            let mut ordered = Vec::with_capacity(chunk.len());
            for letter in chunk {
                ordered.push(take(db, terms, letter, letters.len(), &mut batch, &mut lists, random)?);
            }
            db.close_allocation(&lists)?;
            Ok(ordered)
        })?;
        let mut seals = HashMap::new();
        for (letter, ordered) in chunk.iter().zip(&ordered) {
            if let (None, Some(intent)) = (&ordered.seal, &ordered.intent) {
                seals.insert(ordered.record, signed(terms, letter, intent)?);
            }
        }
        register.store.write(|db| -> Result<(), LettersFault> {
            for ordered in &ordered {
                let (Some(seal), Some(intent)) = (seals.get(&ordered.record), &ordered.intent) else { continue };
                if db.store_signed(intent.number, &[("seal", seal.as_bytes())], terms.now)?
                    && db.finish_record(ordered.record)?
                {
                    let entry =
                        NewEntry { event: audit::LETTER_SEALED, record: Some(ordered.record), ..NewEntry::default() };
                    db.append(terms.now, &entry)?;
                } else {
                    // It was revoked in this moment, or another process was quicker.
                    return Err(LettersFault::Changed);
                }
            }
            Ok(())
        })?;
        for (letter, ordered) in chunk.iter().zip(ordered) {
            let seal = ordered.seal.as_ref().or_else(|| seals.get(&ordered.record)).ok_or(StoreFault::Corrupt)?;
            write(terms, letter, seal)?;
            register.store.write(|db| db.mark_delivered(ordered.record, terms.now))?;
            let CheckedLetter { row, .. } = letter;
            done(&SealedRow {
                row: row.row,
                holder: row.holder.clone(),
                record: ordered.record,
                until: ordered.until,
                out: row.out.clone(),
                is_new: ordered.is_new,
            });
        }
    }
    Ok(())
}

/// Takes an order into the register, or finds it there.
fn take(
    db: Db<'_>,
    terms: &Terms<'_>,
    letter: &CheckedLetter,
    rows: usize,
    batch: &mut Option<crate::BatchNumber>,
    lists: &mut Allocation,
    random: &mut dyn Random,
) -> Result<Ordered, LettersFault> {
    if let Some(record) = db.record_of_request(&letter.order)? {
        return known(db, record);
    }
    let kind = terms.descriptor.kind().as_str();
    let number = match *batch {
        Some(number) => number,
        None => {
            let rows = u64::try_from(rows).unwrap_or(u64::MAX);
            let number = db.insert_batch(kind, rows, terms.now)?;
            let entry = NewEntry {
                event: audit::BATCH_LOADED,
                batch: Some(number),
                count: i64::try_from(rows).ok(),
                ..NewEntry::default()
            };
            db.append(terms.now, &entry)?;
            number
        }
    };
    *batch = Some(number);
    let record = db.insert_record(&NewRecord {
        kind,
        holder: &letter.row.holder,
        content: &letter.content,
        // Nobody has a code for it: no wallet can claim a letter.
        claim: chop_core::exchange::offline::ClaimDigest::new(*secret::<32>(random)?),
        drawn: false,
        batch: number,
        row: letter.row.row,
        supersedes: None,
    })?;
    db.mark_letter(record, &letter.letter.digest)?;
    let name = audit::hex(&*secret::<NAME_BYTES>(random)?);
    if !db.take_claim(record, &letter.order, &name, &Formats::default(), terms.now)? {
        return Err(StoreFault::Constraint.into());
    }
    let intent = NewIntent {
        record,
        place: 0,
        device_key: &bound_to(&letter.order),
        from: terms.now,
        until: terms.until,
        at: terms.now,
    };
    let intent = db.insert_intent(&intent, Some(lists), random)?;
    Ok(Ordered { record, seal: None, until: intent.until, intent: Some(intent), is_new: true })
}

/// An order that an earlier run took.
fn known(db: Db<'_>, record: RecordNumber) -> Result<Ordered, LettersFault> {
    let state = db.record(record)?.ok_or(StoreFault::Corrupt)?.state;
    if has_ended(state) {
        return Err(LettersFault::Changed);
    }
    let intent = db.intents(record)?.into_iter().next().map(|(_, intent)| intent);
    let seal = db.signed_bytes(record)?.into_iter().next();
    let seal = seal.map(String::from_utf8).transpose().map_err(|_| StoreFault::Corrupt)?;
    // Its credential was revoked by itself before it was signed.
    if intent.is_none() && seal.is_none() {
        return Err(LettersFault::Changed);
    }
    let until = db.ends_at(record)?.ok_or(StoreFault::Corrupt)?;
    Ok(Ordered { record, seal, intent, until, is_new: false })
}

/// What stands for a device key: a zero byte, which begins no point of a curve, and the digest of the order.
fn bound_to(order: &[u8; 32]) -> [u8; 33] {
    let mut bound = [0; 33];
    if let Some(rest) = bound.last_chunk_mut::<32>() {
        *rest = *order;
    }
    bound
}

fn signed(terms: &Terms<'_>, letter: &CheckedLetter, intent: &StoredIntent) -> Result<String, LettersFault> {
    let content = content_of(&letter.content)?;
    let record = Record::from_json(terms.descriptor, &content, Date::in_hong_kong(intent.from));
    let record = record.map_err(|_| LettersFault::Changed)?;
    let values: Vec<Option<Value>> = record.elements().into_iter().map(|(_, value)| value).collect();
    let (list, index) = intent.status.ok_or(StoreFault::Corrupt)?;
    let status = (list.get().unsigned_abs(), u64::from(index));
    make(terms, &values, letter.letter, intent.from, intent.until, status).map_err(|_| LettersFault::Changed)
}

fn write(terms: &Terms<'_>, letter: &CheckedLetter, seal: &str) -> Result<(), LettersFault> {
    let original = read(&letter.row).map_err(|_| LettersFault::Changed)?;
    if letter_of(&original) != letter.letter {
        return Err(LettersFault::Changed);
    }
    let sealed = original.stamp(seal, &terms.placement, terms.signer, terms.now);
    files::write_whole(&letter.row.out, &sealed.map_err(|_| LettersFault::Changed)?).map_err(LettersFault::File)
}
