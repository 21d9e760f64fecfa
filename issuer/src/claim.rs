//! A request meets its record: the claim, the keys and the places in status lists are taken together, once.

use chop_core::crypto::{Kid, PublicKey};
use chop_core::document::{Date, Descriptor, Record, StatusMode};
use chop_core::exchange::offline::KeyRequest;
use chop_core::random::{Random, RandomFault};
use chop_core::time::UnixTime;
use serde_json::{Map, Value as Json};

use crate::plan::{self, Window};
use crate::requests::RequestFault;
use crate::store::{Allocation, AllocationFault, ClaimRow, Db, NewIntent, StoredIntent};
use crate::{Formats, RecordNumber, RecordState, Register, StoreFault};

/// Seconds of a day: documents may begin up to four hours back, so the day before counts too.
const DAY: i64 = 86_400;
/// Random bytes in the name of a delivery.
const NAME_BYTES: usize = 16;

/// What the rules of one run are.
#[derive(Clone, Copy)]
pub(crate) struct Terms<'a> {
    pub(crate) descriptor: &'a Descriptor,
    pub(crate) issuer: Kid,
    pub(crate) formats: &'a Formats,
    pub(crate) signer_ends: UnixTime,
    pub(crate) now: UnixTime,
}

impl<'a> Terms<'a> {
    pub(crate) fn new(register: &Register, descriptor: &'a Descriptor, formats: &'a Formats, now: UnixTime) -> Self {
        let signer_ends = UnixTime::new(register.signer_certificate().not_after()).unwrap_or(UnixTime::EPOCH);
        Self { descriptor, issuer: register.kid(), formats, signer_ends, now }
    }
}

/// A record whose claim was taken, ready to be signed.
pub(crate) struct Claimed {
    pub(crate) record: RecordNumber,
    pub(crate) content: Map<String, Json>,
    pub(crate) file: String,
    pub(crate) supersedes: Option<RecordNumber>,
    pub(crate) formats: Formats,
    pub(crate) credentials: Vec<(StoredIntent, PublicKey)>,
}

/// What a request comes to.
pub(crate) enum Judged {
    /// Its claim may be taken.
    Fresh(Box<ClaimRow>),
    /// It has taken its claim before.
    Known(RecordNumber),
    /// It is refused.
    Refused(Option<RecordNumber>, RequestFault),
}

/// Judges a request against the register without changing it.
pub(crate) fn judge(
    db: Db<'_>,
    terms: &Terms<'_>,
    request: &KeyRequest,
    digest: &[u8; 32],
) -> Result<Judged, StoreFault> {
    let body = request.body();
    if body.issuer != terms.issuer {
        return Ok(Judged::Refused(None, RequestFault::Issuer));
    }
    if body.kind != terms.descriptor.kind().as_str() {
        return Ok(Judged::Refused(None, RequestFault::Kind));
    }
    let Some(row) = db.claim(body.claim)? else { return Ok(Judged::Refused(None, RequestFault::ClaimUnknown)) };
    let number = row.number;
    let refused = |fault| Ok(Judged::Refused(Some(number), fault));
    if row.kind != body.kind {
        return refused(RequestFault::Kind);
    }
    match (&row.request, row.state) {
        (Some(request), _) if request == digest => return Ok(Judged::Known(number)),
        (_, RecordState::Superseded | RecordState::Revoked) => return refused(RequestFault::RecordEnded),
        (Some(_), RecordState::Pending | RecordState::Issued) => return refused(RequestFault::ClaimUsed),
        (None, RecordState::Pending | RecordState::Issued) => {}
    }
    if request.keys().len() < plan::credentials_of(terms.descriptor.validity()) {
        return refused(RequestFault::TooFewKeys);
    }
    for key in request.keys() {
        let Some(point) = key.p256_compressed() else { return refused(RequestFault::KeyType) };
        if db.is_key_used(&point)? {
            return refused(RequestFault::KeyUsed);
        }
    }
    Ok(Judged::Fresh(Box::new(row)))
}

/// Takes the claim of a request that was judged in the same transaction, with a key and an index for each credential.
pub(crate) fn take(
    db: Db<'_>,
    terms: &Terms<'_>,
    lists: &mut Allocation,
    request: &KeyRequest,
    digest: &[u8; 32],
    row: ClaimRow,
    random: &mut dyn Random,
) -> Result<Result<Claimed, RequestFault>, AllocationFault> {
    let content = content_of(&row.content)?;
    let windows = windows(terms, &content, random)?;
    if windows.iter().any(|window| window.until > terms.signer_ends) {
        return Ok(Err(RequestFault::SignerExpires));
    }
    let points: Option<Vec<[u8; 33]>> = request.keys().iter().map(PublicKey::p256_compressed).collect();
    let Some(points) = points else { return Ok(Err(RequestFault::KeyType)) };
    let file = opaque_name(random)?;
    if !db.take_claim(row.number, digest, &file, terms.formats, terms.now)? {
        return Ok(Err(RequestFault::ClaimUsed));
    }
    let listed = terms.descriptor.status() == StatusMode::Required;
    let mut credentials = Vec::with_capacity(windows.len());
    for ((place, window), (key, point)) in (0_u32..).zip(windows).zip(request.keys().iter().zip(&points)) {
        let intent = NewIntent {
            record: row.number,
            place,
            device_key: point,
            from: window.from,
            until: window.until,
            at: terms.now,
        };
        let stored = db.insert_intent(&intent, listed.then_some(&mut *lists), random)?;
        credentials.push((stored, key.clone()));
    }
    let (supersedes, formats) = (row.supersedes, terms.formats.clone());
    Ok(Ok(Claimed { record: row.number, content, file, supersedes, formats, credentials }))
}

/// The times of a record's credentials, none before the record itself begins.
pub(crate) fn windows(
    terms: &Terms<'_>,
    content: &Map<String, Json>,
    random: &mut dyn Random,
) -> Result<Vec<Window>, AllocationFault> {
    let validity = terms.descriptor.validity();
    let yesterday = Date::in_hong_kong(terms.now.plus(-DAY));
    let begins = match &validity.begins_at_age {
        None => yesterday,
        Some(_) => Record::from_json(terms.descriptor, content, yesterday).map_err(|_| StoreFault::Corrupt)?.begins(),
    };
    Ok(plan::windows(validity, terms.now, begins, random)?)
}

/// The values of a record as they stand in the register.
pub(crate) fn content_of(content: &str) -> Result<Map<String, Json>, StoreFault> {
    serde_json::from_str(content).map_err(|_| StoreFault::Corrupt)
}

/// A name that says nothing.
fn opaque_name(random: &mut dyn Random) -> Result<String, RandomFault> {
    let mut bytes = [0; NAME_BYTES];
    random.fill(&mut bytes)?;
    Ok(format!("{}.chop", crate::audit::hex(&bytes)))
}
