//! What one transaction of a run does, and what it leaves to the threads.

use std::path::Path;

use chop_core::exchange::offline::{KeyRequest, OfflineFault};
use chop_core::random::Random;
use chop_core::time::UnixTime;

use super::{Refusal, RunFault};
use crate::claim::{self, Claimed, Judged, Terms};
use crate::deliver::Parcel;
use crate::requests::{RequestBytes, RequestFault};
use crate::sign::SignedRecord;
use crate::store::{Allocation, Db, NewEntry};
use crate::{RecordNumber, RecordState, StoreFault, audit};

/// A request's file, read and its proofs checked.
pub(super) struct ReadRequest {
    pub(super) file: String,
    pub(super) digest: Option<[u8; 32]>,
    pub(super) request: Result<KeyRequest, RequestFault>,
}

impl ReadRequest {
    pub(super) fn read(path: &Path, now: UnixTime) -> Self {
        let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        match RequestBytes::read(path) {
            Ok(bytes) => Self { file, digest: Some(bytes.digest), request: bytes.parse(now) },
            Err(fault) => Self { file, digest: None, request: Err(RequestFault::File(fault)) },
        }
    }

    /// Judges it against the register without changing that.
    pub(super) fn judge(&self, db: Db<'_>, terms: &Terms<'_>) -> Result<Judged, StoreFault> {
        match (&self.request, &self.digest) {
            (Ok(request), Some(digest)) => claim::judge(db, terms, request, digest),
            // A request that has expired since it was answered is still answered.
            (Err(RequestFault::Request(OfflineFault::Expired)), Some(digest)) => {
                let expired = Judged::Refused(None, RequestFault::Request(OfflineFault::Expired));
                Ok(db.record_of_request(digest)?.map_or(expired, Judged::Known))
            }
            (Err(fault), _) => Ok(Judged::Refused(None, *fault)),
            (Ok(_), None) => Ok(Judged::Refused(None, UNREAD)),
        }
    }
}

/// A request without the digest of its file, which no reading leaves.
const UNREAD: RequestFault = RequestFault::Request(OfflineFault::Format);

/// What a transaction did. It counts only once that is committed.
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) claimed: Vec<Claimed>,
    pub(super) parcels: Vec<Parcel>,
    pub(super) issued: Vec<RecordNumber>,
    pub(super) credentials: u64,
    pub(super) known: Vec<RecordNumber>,
    pub(super) refused: Vec<Refusal>,
}

impl Outcome {
    /// Keeps the signed bytes of a record, and ends the record whose place it takes.
    pub(super) fn store(&mut self, db: Db<'_>, signed: SignedRecord, now: UnixTime) -> Result<(), StoreFault> {
        let mut credentials = Vec::with_capacity(signed.credentials.len());
        for (number, forms) in signed.credentials {
            let rows: Vec<(&str, &[u8])> = forms.iter().map(|form| (form.format.name(), &*form.bytes)).collect();
            if db.store_signed(number, &rows, now)? {
                credentials.extend(forms.into_iter().map(|form| form.bytes));
            }
        }
        if !db.finish_record(signed.record)? {
            // It was revoked meanwhile, or another process was quicker: then its bytes are the ones that count.
            return self.parcel(db, signed.record);
        }
        let count = i64::try_from(credentials.len()).unwrap_or(i64::MAX);
        let entry = NewEntry {
            event: audit::RECORD_ISSUED,
            record: Some(signed.record),
            count: Some(count),
            ..NewEntry::default()
        };
        db.append(now, &entry)?;
        if let Some(old) = signed.supersedes {
            db.supersede(old, now)?;
            let entry = NewEntry { event: audit::RECORD_SUPERSEDED, record: Some(old), ..NewEntry::default() };
            db.append(now, &entry)?;
        }
        self.issued.push(signed.record);
        self.credentials += count.unsigned_abs();
        self.parcels.push(Parcel { record: signed.record, file: signed.file, credentials });
        Ok(())
    }

    /// Puts the stored bytes of an issued record up for delivery.
    pub(super) fn parcel(&mut self, db: Db<'_>, record: RecordNumber) -> Result<(), StoreFault> {
        let Some(row) = db.record(record)?.filter(|row| row.state == RecordState::Issued) else { return Ok(()) };
        let credentials = db.signed_bytes(record)?;
        if let (Some(file), false) = (row.file, credentials.is_empty()) {
            self.parcels.push(Parcel { record, file, credentials });
        }
        Ok(())
    }

    /// Answers a request: takes its claim, or says why not.
    pub(super) fn answer(
        &mut self,
        db: Db<'_>,
        terms: &Terms<'_>,
        lists: &mut Allocation,
        read: ReadRequest,
        random: &mut dyn Random,
    ) -> Result<(), RunFault> {
        let judged = read.judge(db, terms)?;
        let ReadRequest { file, digest, request } = read;
        let (record, fault) = match (judged, &request, &digest) {
            (Judged::Known(record), _, _) => {
                self.known.push(record);
                return Ok(self.parcel(db, record)?);
            }
            (Judged::Fresh(row), Ok(request), Some(digest)) => {
                let record = row.number;
                match claim::take(db, terms, lists, request, digest, *row, random)? {
                    Ok(claimed) => {
                        self.claimed.push(claimed);
                        return Ok(());
                    }
                    Err(fault) => (Some(record), fault),
                }
            }
            (Judged::Fresh(row), _, _) => (Some(row.number), UNREAD),
            (Judged::Refused(record, fault), _, _) => (record, fault),
        };
        if let Some(digest) = &digest
            && db.note_refusal(digest, fault.code(), terms.now)?
        {
            let entry =
                NewEntry { event: audit::REQUEST_REFUSED, record, code: Some(fault.code()), ..NewEntry::default() };
            db.append(terms.now, &entry)?;
        }
        self.refused.push(Refusal { file, record, fault });
        Ok(())
    }
}
