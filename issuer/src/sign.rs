//! From a claimed record to signed bytes.

use chop_core::crypto::PublicKey;
use chop_core::document::{Date, Descriptor, Record, Value};
use chop_core::format::mdoc::{self, IssueFault, IssueRequest, ValidityInfo};
use chop_core::random::{Random, RandomFault};
use serde_json::{Map, Value as Json};

use crate::claim::Claimed;
use crate::store::StoredIntent;
use crate::{CredentialNumber, DocumentSigner, RecordNumber};

/// Random bytes for each element of a document: a salt, or the digest of an absent one.
const ELEMENT_BYTES: usize = 32;

/// A record whose credentials are signed.
pub(crate) struct SignedRecord {
    pub(crate) record: RecordNumber,
    pub(crate) file: String,
    pub(crate) supersedes: Option<RecordNumber>,
    pub(crate) credentials: Vec<(CredentialNumber, Vec<u8>)>,
}

/// What all documents of a run share.
#[derive(Clone, Copy)]
pub(crate) struct Press<'a> {
    pub(crate) descriptor: &'a Descriptor,
    pub(crate) signer: &'a DocumentSigner,
    pub(crate) status_prefix: &'a str,
}

/// Randomness that was drawn before, so that documents can be made on several threads. Each byte is given once.
pub(crate) struct Drawn(Vec<u8>);

impl Drawn {
    /// Enough for these credentials.
    pub(crate) fn for_credentials(
        descriptor: &Descriptor,
        credentials: usize,
        random: &mut dyn Random,
    ) -> Result<Self, RandomFault> {
        let mut bytes = vec![0; ELEMENT_BYTES * descriptor.issued_elements().count() * credentials];
        random.fill(&mut bytes)?;
        Ok(Self(bytes))
    }
}

impl Random for Drawn {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFault> {
        let rest = self.0.len().checked_sub(bytes.len()).ok_or(RandomFault)?;
        bytes.copy_from_slice(self.0.get(rest..).ok_or(RandomFault)?);
        self.0.truncate(rest);
        Ok(())
    }
}

impl Press<'_> {
    /// Signs every credential of a record.
    pub(crate) fn sign(&self, claimed: Claimed, mut salts: Drawn) -> Result<SignedRecord, IssueFault> {
        let mut day = None;
        let mut credentials = Vec::with_capacity(claimed.credentials.len());
        for (intent, key) in &claimed.credentials {
            let values = self.values(&claimed.content, Date::in_hong_kong(intent.from), &mut day)?;
            credentials.push((intent.number, self.sign_one(values, intent, key, &mut salts)?));
        }
        Ok(SignedRecord { record: claimed.record, file: claimed.file, supersedes: claimed.supersedes, credentials })
    }

    /// The values on the day on which a credential begins; computed once for credentials of one day.
    fn values<'v>(
        &self,
        content: &Map<String, Json>,
        on: Date,
        known: &'v mut Option<(Date, Vec<Option<Value>>)>,
    ) -> Result<&'v [Option<Value>], IssueFault> {
        if known.as_ref().is_none_or(|(day, _)| *day != on) {
            let record = Record::from_json(self.descriptor, content, on).map_err(|_| IssueFault::Values)?;
            let values = record.elements().into_iter().map(|(_, value)| value).collect();
            *known = Some((on, values));
        }
        Ok(known.as_ref().map_or(&[], |(_, values)| values))
    }

    fn sign_one(
        &self,
        values: &[Option<Value>],
        intent: &StoredIntent,
        key: &PublicKey,
        salts: &mut Drawn,
    ) -> Result<Vec<u8>, IssueFault> {
        let address = intent.status.map(|(list, index)| (format!("{}{list}", self.status_prefix), u64::from(index)));
        let request = IssueRequest {
            descriptor: self.descriptor,
            values,
            device_key: key,
            validity: ValidityInfo { signed: intent.from, valid_from: intent.from, valid_until: intent.until },
            status: address.as_ref().map(|(address, index)| (address.as_str(), *index)),
        };
        mdoc::prepare(&request, salts)?.sign(self.signer.key(), self.signer.chain())
    }
}
