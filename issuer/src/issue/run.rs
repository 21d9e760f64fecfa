//! The loop of a run: threads work on what needs no register, then one transaction does what does.

use std::path::PathBuf;

use chop_core::crypto::PublicKey;
use chop_core::random::{Random, secret};

use super::outcome::{Outcome, ReadRequest};
use super::{Run, RunFault, SigningFault, Step, Summary};
use crate::claim::{self, Claimed, Terms};
use crate::deliver::{Delivered, Parcel};
use crate::files::{self, FileFault};
use crate::sign::{Drawn, Press, SignedRecord};
use crate::store::{Db, UnfinishedRecord};
use crate::{RecordNumber, RecordState, StoreFault, parallel};

/// Requests, or unfinished records, in one transaction.
pub(super) const CHUNK: usize = 256;
/// Seconds after which the times of an unsigned intent are planned again: its holder should not lose them.
const INTENT_FRESH: i64 = 600;

/// What threads do while the register rests.
enum Task {
    Read(PathBuf),
    Sign(Box<Claimed>, Drawn),
    Deliver(Parcel),
}

/// What comes of it.
enum Done {
    Read(ReadRequest),
    Signed(RecordNumber, Result<SignedRecord, SigningFault>),
    Delivered(Result<Delivered, FileFault>),
}

/// What waits for the next transaction (`read`, `signed`, `delivered`), and for the threads after it.
#[derive(Default)]
struct Pending {
    read: Vec<ReadRequest>,
    signed: Vec<SignedRecord>,
    delivered: Vec<RecordNumber>,
    claimed: Vec<Claimed>,
    parcels: Vec<Parcel>,
}

impl Pending {
    const fn waits_for_the_register(&self) -> bool {
        !(self.read.is_empty() && self.signed.is_empty() && self.delivered.is_empty())
    }
}

impl<'a> Run<'a> {
    /// Finishes what an earlier run left of this kind, then answers requests in their order.
    ///
    /// # Errors
    /// A [`RunFault`].
    pub fn issue(mut self, requests: &[PathBuf]) -> Result<Summary, RunFault> {
        self.register.require_kind(self.descriptor)?;
        self.register.require_clock(self.now)?;
        // Salts are drawn without a look at each: a source that is visibly dead is refused here.
        secret::<32>(self.random)?;
        files::private_folder(self.out)?;
        if self.exclusive.is_some() {
            files::sweep_parts(self.out)?;
        }
        let mut summary = Summary::default();
        let mut pending = Pending::default();
        let mut after = RecordNumber::new(0);
        while let Some(last) = self.take_unfinished(after, &mut pending)? {
            after = last;
            self.work(&mut pending, &[], &mut summary)?;
            self.transact(&mut pending, &mut summary)?;
        }
        let mut answered = 0;
        let mut chunks = requests.chunks(CHUNK);
        loop {
            self.work(&mut pending, chunks.next().unwrap_or_default(), &mut summary)?;
            if !pending.waits_for_the_register() {
                break;
            }
            answered += u64::try_from(pending.read.len()).unwrap_or(0);
            self.transact(&mut pending, &mut summary)?;
            (self.observe)(Step::Requests(answered));
        }
        files::sync_folder(self.out)?;
        Ok(summary)
    }

    fn terms(&self) -> Terms<'a> {
        Terms::new(self.register, self.descriptor, self.formats, self.now)
    }

    /// Everything that needs no register: on all threads.
    fn work(&mut self, pending: &mut Pending, requests: &[PathBuf], summary: &mut Summary) -> Result<(), RunFault> {
        let mut tasks: Vec<Task> = Vec::new();
        for claimed in pending.claimed.drain(..) {
            let salts =
                Drawn::for_credentials(self.descriptor, claimed.credentials.len(), &claimed.formats, self.random)?;
            tasks.push(Task::Sign(Box::new(claimed), salts));
        }
        tasks.extend(pending.parcels.drain(..).map(Task::Deliver));
        tasks.extend(requests.iter().cloned().map(Task::Read));
        let prefix = &self.register.issuer().status_prefix;
        let press = Press::new(self.descriptor, self.signer, prefix);
        let (out, now, kind) = (self.out, self.now, self.descriptor.kind().as_str());
        let issuer = self.signer.public_key();
        let done = parallel::map(tasks, self.threads, |task| match task {
            Task::Read(path) => Done::Read(ReadRequest::read(&path, now)),
            Task::Sign(claimed, salts) => Done::Signed(claimed.record, press.sign(*claimed, salts)),
            Task::Deliver(parcel) => Done::Delivered(parcel.deliver(out, kind, issuer)),
        });
        let mut failure = None;
        for done in done {
            match done {
                Done::Read(read) => pending.read.push(read),
                Done::Signed(record, Ok(signed)) => {
                    (self.observe)(Step::Signed(record));
                    pending.signed.push(signed);
                }
                Done::Signed(record, Err(fault)) => summary.failed.push((record, fault)),
                Done::Delivered(Ok(delivered)) => {
                    (self.observe)(Step::Delivered(delivered.record, &delivered.file));
                    pending.delivered.push(delivered.record);
                }
                Done::Delivered(Err(fault)) => failure = Some(fault),
            }
        }
        let Some(fault) = failure else { return Ok(()) };
        // What was signed is kept and what was delivered is noted; nothing new is begun.
        pending.read.clear();
        self.transact(pending, summary)?;
        Err(fault.into())
    }

    /// Everything that needs the register: one transaction.
    fn transact(&mut self, pending: &mut Pending, summary: &mut Summary) -> Result<(), RunFault> {
        let Pending { read, signed, delivered, .. } = std::mem::take(pending);
        let (terms, now, random) = (self.terms(), self.now, &mut *self.random);
        let outcome = self.register.store.write(|db| -> Result<Outcome, RunFault> {
            let mut outcome = Outcome::default();
            for record in delivered {
                db.mark_delivered(record, now)?;
            }
            for signed in signed {
                outcome.store(db, signed, now)?;
            }
            let mut lists = db.open_allocation()?;
            for read in read {
                outcome.answer(db, &terms, &mut lists, read, random)?;
            }
            db.close_allocation(&lists)?;
            Ok(outcome)
        })?;
        for record in &outcome.issued {
            (self.observe)(Step::Stored(*record));
        }
        for claimed in &outcome.claimed {
            (self.observe)(Step::Claimed(claimed.record));
        }
        pending.parcels = outcome.parcels;
        pending.claimed = outcome.claimed;
        summary.issued.extend(outcome.issued);
        summary.credentials += outcome.credentials;
        summary.known.extend(outcome.known);
        summary.refused.extend(outcome.refused);
        Ok(())
    }

    /// Takes up records that were claimed and not delivered, after one of them. Gives the last.
    fn take_unfinished(
        &mut self,
        after: RecordNumber,
        pending: &mut Pending,
    ) -> Result<Option<RecordNumber>, RunFault> {
        let (terms, random) = (self.terms(), &mut *self.random);
        let kind = self.descriptor.kind().as_str();
        let limit = u32::try_from(CHUNK).unwrap_or(u32::MAX);
        let unfinished = self.register.store.read().unfinished(kind, after, limit)?;
        let Some(last) = unfinished.last().map(|record| record.number) else { return Ok(None) };
        self.register.store.write(|db| -> Result<(), RunFault> {
            for record in unfinished {
                if record.state == RecordState::Issued {
                    let mut outcome = Outcome::default();
                    outcome.parcel(db, record.number)?;
                    pending.parcels.extend(outcome.parcels);
                    continue;
                }
                let claimed = resumed(db, &terms, record, random)?;
                // Each of its credentials may have been revoked by itself.
                if !claimed.credentials.is_empty() {
                    pending.claimed.push(claimed);
                }
            }
            Ok(())
        })?;
        Ok(Some(last))
    }
}

/// An unfinished record with the keys and indices that it has. Its times are planned again if they are old: nothing
/// was signed for them that anyone has.
fn resumed(
    db: Db<'_>,
    terms: &Terms<'_>,
    record: UnfinishedRecord,
    random: &mut dyn Random,
) -> Result<Claimed, RunFault> {
    let content = claim::content_of(&record.content)?;
    let mut intents = db.intents(record.number)?;
    if terms.now.since(record.claimed_at) > INTENT_FRESH {
        let windows = claim::windows(terms, &content, random)?;
        for (place, intent) in &mut intents {
            let window =
                usize::try_from(*place).ok().and_then(|place| windows.get(place)).ok_or(StoreFault::Corrupt)?;
            (intent.from, intent.until) = (window.from, window.until);
            db.replan(intent.number, intent.from, intent.until)?;
        }
    }
    let credentials = intents
        .into_iter()
        .map(|(_, intent)| {
            let key = PublicKey::from_p256_compressed(&intent.device_key).map_err(|_| StoreFault::Corrupt)?;
            Ok((intent, key))
        })
        .collect::<Result<_, StoreFault>>()?;
    let (file, supersedes, formats) = (record.file, record.supersedes, record.formats);
    Ok(Claimed { record: record.number, content, file, supersedes, formats, credentials })
}
