//! What a run would do, without doing it.

use std::collections::HashSet;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use chop_core::document::Descriptor;
use chop_core::exchange::offline::ClaimDigest;
use chop_core::time::UnixTime;

use super::outcome::ReadRequest;
use super::run::CHUNK;
use super::{Refusal, RunFault};
use crate::claim::{Judged, Terms};
use crate::requests::RequestFault;
use crate::{Formats, Register, parallel};

/// What a run would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rehearsal {
    /// Requests that would be answered.
    pub would_issue: u64,
    /// Requests that were answered before.
    pub known: u64,
    /// Requests that would be refused.
    pub refused: Vec<Refusal>,
}

/// Judges requests and changes nothing. The records of `claims` count as pending: those of a batch that is not loaded.
///
/// # Errors
/// A [`RunFault`].
pub fn rehearse(
    register: &Register,
    descriptor: &Descriptor,
    requests: &[PathBuf],
    claims: &HashSet<ClaimDigest>,
    threads: NonZeroUsize,
    now: UnixTime,
) -> Result<Rehearsal, RunFault> {
    register.require_kind(descriptor)?;
    register.require_clock(now)?;
    let formats = Formats::default();
    let terms = Terms::new(register, descriptor, &formats, now);
    let db = register.store.read();
    let mut rehearsal = Rehearsal::default();
    let mut taken = HashSet::new();
    for chunk in requests.chunks(CHUNK) {
        for read in parallel::map(chunk.to_vec(), threads, |path| ReadRequest::read(&path, now)) {
            let claim = read.request.as_ref().ok().map(|request| request.body().claim);
            let (record, fault) = match read.judge(db, &terms)? {
                Judged::Known(_) => {
                    rehearsal.known += 1;
                    continue;
                }
                Judged::Refused(None, RequestFault::ClaimUnknown)
                    if claim.is_some_and(|claim| claims.contains(&claim)) =>
                {
                    (None, None)
                }
                Judged::Refused(record, fault) => (record, Some(fault)),
                Judged::Fresh(row) => (Some(row.number), None),
            };
            // Of two requests for one claim the first counts.
            let is_first = fault.is_some() || claim.is_none_or(|claim| taken.insert(claim));
            match fault.or((!is_first).then_some(RequestFault::ClaimUsed)) {
                None => rehearsal.would_issue += 1,
                Some(fault) => rehearsal.refused.push(Refusal { file: read.file, record, fault }),
            }
        }
    }
    Ok(rehearsal)
}
