//! A batch into the register: judged whole, then written whole.

use std::collections::{HashMap, HashSet};

use chop_core::document::Record;
use chop_core::exchange::offline::{ClaimCode, ClaimDigest};
use chop_core::random::{Random, RandomFault};
use chop_core::time::UnixTime;
use sha2::{Digest, Sha256};

use crate::intake::{self, ClaimRule, HolderRule, Pictures, Row, RowFault, Source};
use crate::store::{Db, KnownRow, NewEntry, NewRecord};
use crate::{BatchNumber, FileFault, RecordNumber, RecordState, Register, RegisterFault, StoreFault, audit};

/// What the rows of a batch are to the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadMode {
    /// New records. A row that equals a live record is that record: the same file twice changes nothing.
    New,
    /// Corrections: each takes the place of the holder's one live record of the kind. That one ends at once if no
    /// wallet has claimed it, and otherwise when the new one is issued.
    Correct,
}

/// Why a batch was not loaded. Nothing of it is in the register then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadFault {
    /// Rows were refused: so many faults were handed on.
    Refused {
        /// Faults in all rows together.
        faults: u64,
    },
    /// The file or the register changed between judging and writing.
    Changed,
    /// The register cannot be used.
    Register(RegisterFault),
    /// A file cannot be read or written.
    File(FileFault),
    /// Randomness failed.
    Random(RandomFault),
}

impl LoadFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused { .. } => "intake.refused",
            Self::Changed => "intake.changed",
            Self::Register(fault) => fault.code(),
            Self::File(fault) => fault.code(),
            Self::Random(fault) => fault.code(),
        }
    }
}

displays_code!(LoadFault);

impl From<StoreFault> for LoadFault {
    fn from(fault: StoreFault) -> Self {
        Self::Register(fault.into())
    }
}

impl From<RegisterFault> for LoadFault {
    fn from(fault: RegisterFault) -> Self {
        Self::Register(fault)
    }
}

impl From<FileFault> for LoadFault {
    fn from(fault: FileFault) -> Self {
        Self::File(fault)
    }
}

impl From<RandomFault> for LoadFault {
    fn from(fault: RandomFault) -> Self {
        Self::Random(fault)
    }
}

/// A batch without a fault.
#[derive(Debug)]
pub struct Checked {
    /// Its rows.
    pub rows: u64,
    /// The record of the first row, for a preview.
    pub first: Option<Record>,
    /// The claims that the rows bring along.
    pub claims: HashSet<ClaimDigest>,
    digest: [u8; 32],
    pictures: Pictures,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoadedRow {
    /// The row.
    pub row: u64,
    /// Its record.
    pub record: RecordNumber,
    /// Whether the record was made now; otherwise the register had it.
    pub is_new: bool,
}

/// A batch in the register.
#[derive(Debug)]
pub struct Loaded {
    /// Its number; none if every row was in the register.
    pub batch: Option<BatchNumber>,
    /// Each row in order.
    pub rows: Vec<LoadedRow>,
    /// The claim codes that were drawn. They are nowhere else: once the report holds them, say so with
    /// [`codes_shown`](Register::codes_shown).
    pub codes: HashMap<RecordNumber, ClaimCode>,
}

/// What a row is to the register.
enum Standing {
    /// The register has it.
    Known { record: RecordNumber, code_unseen: bool },
    /// It is new. `ends` is a record that it ends at once.
    New { supersedes: Option<RecordNumber>, ends: Option<RecordNumber> },
}

/// Judges a whole batch without changing anything. Each fault is handed to `refuse`; `progress` is told how many rows
/// were read.
///
/// # Errors
/// `intake.refused` if there was any fault; `file.*`, `store.*`, `issuer.kind-refused`; and the errors of `refuse`.
pub fn check(
    register: &Register,
    source: &Source<'_>,
    mode: LoadMode,
    refuse: &mut dyn FnMut(&RowFault) -> Result<(), FileFault>,
    progress: &mut dyn FnMut(u64),
) -> Result<Checked, LoadFault> {
    register.require_kind(source.descriptor)?;
    let db = register.store.read();
    let mut holders = HashSet::new();
    let pictures = Pictures::beside(source.path);
    let mut checked =
        Checked { rows: 0, first: None, claims: HashSet::new(), digest: [0; 32], pictures: Pictures::default() };
    let mut hash = Sha256::new();
    let mut faults = 0;
    intake::read::<LoadFault>(source, &pictures, &mut |judged| {
        checked.rows += 1;
        progress(checked.rows);
        let found = match judged {
            Ok(row) => {
                feed(&mut hash, &row);
                let mut found = Vec::new();
                if !holders.insert(short(row.holder.expose())) {
                    found.push(RowFault::holder(row.row, HolderRule::Twice));
                }
                if row.claim.is_some_and(|claim| !checked.claims.insert(claim)) {
                    found.push(RowFault::claim(row.row, ClaimRule::Twice));
                }
                if let Err(fault) = standing(db, source, &row, mode)? {
                    found.push(fault);
                }
                if checked.first.is_none() {
                    checked.first = Some(row.record);
                }
                found
            }
            Err(found) => found,
        };
        for fault in &found {
            faults += 1;
            refuse(fault)?;
        }
        Ok(())
    })?;
    checked.digest = hash.finalize().into();
    checked.pictures = pictures;
    if faults > 0 { Err(LoadFault::Refused { faults }) } else { Ok(checked) }
}

/// Writes a batch that was judged, in one transaction.
///
/// # Errors
/// `intake.changed`, `file.*`, `store.*`, `random.failed`; the register is then as before.
pub fn load(
    register: &mut Register,
    source: &Source<'_>,
    mode: LoadMode,
    checked: &Checked,
    now: UnixTime,
    random: &mut dyn Random,
    progress: &mut dyn FnMut(u64),
) -> Result<Loaded, LoadFault> {
    register.require_kind(source.descriptor)?;
    register.require_clock(now)?;
    register.store.write(|db| {
        let mut writing = Writing { db, source, now, random, redrawn: 0, loaded: Loaded::empty() };
        let mut hash = Sha256::new();
        intake::read::<LoadFault>(source, &checked.pictures, &mut |judged| {
            let Ok(row) = judged else { return Err(LoadFault::Changed) };
            feed(&mut hash, &row);
            let Ok(standing) = standing(db, source, &row, mode)? else { return Err(LoadFault::Changed) };
            writing.row(&row, &standing, checked.rows)?;
            progress(u64::try_from(writing.loaded.rows.len()).unwrap_or(u64::MAX));
            Ok(())
        })?;
        if checked.digest != <[u8; 32]>::from(hash.finalize()) {
            return Err(LoadFault::Changed);
        }
        writing.finish()
    })
}

impl Register {
    /// Notes that the department has the claim codes of these records: they are never drawn again.
    ///
    /// # Errors
    /// `store.*`.
    pub fn codes_shown(&mut self, records: impl IntoIterator<Item = RecordNumber>) -> Result<(), StoreFault> {
        self.store.write(|db| records.into_iter().try_for_each(|record| db.mark_code_shown(record)))
    }
}

impl Loaded {
    fn empty() -> Self {
        Self { batch: None, rows: Vec::new(), codes: HashMap::new() }
    }

    /// Rows whose record was made now.
    #[must_use]
    pub fn new_rows(&self) -> usize {
        self.rows.iter().filter(|row| row.is_new).count()
    }
}

/// A batch being written.
struct Writing<'a> {
    db: Db<'a>,
    source: &'a Source<'a>,
    now: UnixTime,
    random: &'a mut dyn Random,
    redrawn: i64,
    loaded: Loaded,
}

impl Writing<'_> {
    fn row(&mut self, row: &Row, standing: &Standing, rows: u64) -> Result<(), LoadFault> {
        let record = match standing {
            Standing::Known { record, code_unseen } => {
                // A run that was killed before its report was written drew a code that nobody saw.
                if *code_unseen && row.claim.is_none() {
                    let claim = self.draw(*record)?;
                    self.db.replace_claim(*record, claim)?;
                    self.redrawn += 1;
                }
                *record
            }
            Standing::New { supersedes, ends } => self.insert(row, rows, *supersedes, *ends)?,
        };
        let is_new = matches!(standing, Standing::New { .. });
        self.loaded.rows.push(LoadedRow { row: row.row, record, is_new });
        Ok(())
    }

    fn insert(
        &mut self,
        row: &Row,
        rows: u64,
        supersedes: Option<RecordNumber>,
        ends: Option<RecordNumber>,
    ) -> Result<RecordNumber, LoadFault> {
        let kind = self.source.descriptor.kind().as_str();
        let batch = match self.loaded.batch {
            Some(batch) => batch,
            None => self.db.insert_batch(kind, rows, self.now)?,
        };
        self.loaded.batch = Some(batch);
        let code = match row.claim {
            Some(_) => None,
            None => Some(ClaimCode::draw(self.random)?),
        };
        let drawn = code.as_ref().map(|code| code.digest(self.source.issuer));
        let claim = row.claim.or(drawn).ok_or(RandomFault)?;
        let record = self.db.insert_record(&NewRecord {
            kind,
            holder: &row.holder,
            content: &row.content.0,
            claim,
            drawn: code.is_some(),
            batch,
            row: row.row,
            supersedes,
        })?;
        if let Some(code) = code {
            self.loaded.codes.insert(record, code);
        }
        if let Some(ended) = ends {
            self.db.supersede(ended, self.now)?;
            let entry = NewEntry { event: audit::RECORD_SUPERSEDED, record: Some(ended), ..NewEntry::default() };
            self.db.append(self.now, &entry)?;
        }
        Ok(record)
    }

    fn draw(&mut self, record: RecordNumber) -> Result<ClaimDigest, LoadFault> {
        let code = ClaimCode::draw(self.random)?;
        let claim = code.digest(self.source.issuer);
        self.loaded.codes.insert(record, code);
        Ok(claim)
    }

    fn finish(self) -> Result<Loaded, LoadFault> {
        let count = i64::try_from(self.loaded.new_rows()).unwrap_or(i64::MAX);
        if let Some(batch) = self.loaded.batch {
            let entry =
                NewEntry { event: audit::BATCH_LOADED, batch: Some(batch), count: Some(count), ..NewEntry::default() };
            self.db.append(self.now, &entry)?;
        }
        if self.redrawn > 0 {
            let entry = NewEntry { event: audit::CODES_REDRAWN, count: Some(self.redrawn), ..NewEntry::default() };
            self.db.append(self.now, &entry)?;
        }
        Ok(self.loaded)
    }
}

/// What a row is to the register as it stands, or why it cannot be anything.
fn standing(
    db: Db<'_>,
    source: &Source<'_>,
    row: &Row,
    mode: LoadMode,
) -> Result<Result<Standing, RowFault>, StoreFault> {
    let live = db.live_records(source.descriptor.kind().as_str(), &row.holder, &row.content.0)?;
    let known = |known: &KnownRow| Ok(Standing::Known { record: known.number, code_unseen: known.code_unseen });
    if let Some(claim) = row.claim {
        if let Some(own) = live.iter().find(|record| record.claim == claim && record.same_content) {
            return Ok(known(own));
        }
        if db.claim(claim)?.is_some() {
            return Ok(Err(RowFault::claim(row.row, ClaimRule::Taken)));
        }
    }
    // Without a code of its own, a row with the same values is the same record.
    let same = |record: &&KnownRow| row.claim.is_none() && record.same_content;
    Ok(match mode {
        LoadMode::New => match live.iter().find(same) {
            Some(record) => known(record),
            None => Ok(Standing::New { supersedes: None, ends: None }),
        },
        LoadMode::Correct => match live.iter().find(|record| record.supersedes.is_some()).filter(same) {
            Some(record) => known(record),
            None => correction(&live).map_err(|rule| RowFault::holder(row.row, rule)),
        },
    })
}

/// What a correction takes the place of.
fn correction(live: &[KnownRow]) -> Result<Standing, HolderRule> {
    match live {
        [] => Err(HolderRule::Unknown),
        // A correction that no wallet has claimed gives way to the newer one.
        [pending, _] if pending.state == RecordState::Pending && pending.supersedes.is_some() => {
            Ok(Standing::New { supersedes: pending.supersedes, ends: Some(pending.number) })
        }
        [only] => {
            let ends = (only.state == RecordState::Pending).then_some(only.number);
            Ok(Standing::New { supersedes: Some(only.number), ends })
        }
        [..] => Err(HolderRule::Several),
    }
}

/// Everything in a row that the register will hold.
fn feed(hash: &mut Sha256, row: &Row) {
    let parts = [row.holder.expose().as_bytes(), row.content.0.as_bytes()];
    for part in parts {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part);
    }
    hash.update(row.claim.map_or([0; 32], |claim| *claim.as_bytes()));
}

/// Half of a SHA-256: enough to tell the references of one batch apart, in bounded memory.
fn short(text: &str) -> [u8; 16] {
    let digest = <[u8; 32]>::from(Sha256::digest(text.as_bytes()));
    digest.first_chunk().copied().unwrap_or_default()
}
