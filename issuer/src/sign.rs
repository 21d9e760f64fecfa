//! From a claimed record to signed bytes.

use std::sync::OnceLock;

use chop_core::crypto::PublicKey;
use chop_core::crypto::jws::KeyReference;
use chop_core::document::{Date, Descriptor, Kinds, Record, Value};
use chop_core::format::CredentialFormat;
use chop_core::format::mdoc::{self, ValidityInfo};
use chop_core::format::sdjwt;
use chop_core::format::vc::did::Did;
use chop_core::format::vc::{CredentialRequest, Library, StatusRequest, data_integrity, jose};
use chop_core::random::{Random, RandomFault};
use chop_core::status::BitstringEntry;
use chop_core::verify::Validity;
use serde_json::{Map, Value as Json};

use crate::claim::Claimed;
use crate::issue::SigningFault;
use crate::store::StoredIntent;
use crate::{CredentialNumber, DocumentSigner, Formats, RecordNumber};

/// Random bytes for each element of a document in one format: a salt, or what stands for an absent one.
const ELEMENT_BYTES: usize = 32;
/// Random bytes for a document beside those of its elements: the keys of a selective disclosure.
const DOCUMENT_BYTES: usize = 96;

/// One credential in one format.
pub(crate) struct SignedForm {
    pub(crate) format: CredentialFormat,
    pub(crate) bytes: Vec<u8>,
}

/// A record whose credentials are signed.
pub(crate) struct SignedRecord {
    pub(crate) record: RecordNumber,
    pub(crate) file: String,
    pub(crate) supersedes: Option<RecordNumber>,
    pub(crate) credentials: Vec<(CredentialNumber, Vec<SignedForm>)>,
}

/// What all documents of a run share.
pub(crate) struct Press<'a> {
    descriptor: &'a Descriptor,
    signer: &'a DocumentSigner,
    status_prefix: &'a str,
    /// The contexts of JSON-LD: built for the first document that needs them.
    library: OnceLock<Library>,
}

/// Randomness that was drawn before, so that documents can be made on several threads. Each byte is given once.
pub(crate) struct Drawn(Vec<u8>);

impl Drawn {
    /// Enough for these credentials in these formats.
    pub(crate) fn for_credentials(
        descriptor: &Descriptor,
        credentials: usize,
        formats: &Formats,
        random: &mut dyn Random,
    ) -> Result<Self, RandomFault> {
        // An SD-JWT draws its salts in whole pieces.
        let one = ELEMENT_BYTES * descriptor.issued_elements().count() + DOCUMENT_BYTES;
        let one = one.next_multiple_of(sdjwt::SALTS_DRAWN);
        let mut bytes = vec![0; one * credentials * formats.iter().count()];
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

impl<'a> Press<'a> {
    pub(crate) const fn new(descriptor: &'a Descriptor, signer: &'a DocumentSigner, status_prefix: &'a str) -> Self {
        Self { descriptor, signer, status_prefix, library: OnceLock::new() }
    }

    /// Signs every credential of a record in every format that it has.
    pub(crate) fn sign(&self, claimed: Claimed, mut salts: Drawn) -> Result<SignedRecord, SigningFault> {
        let mut day = None;
        let mut credentials = Vec::with_capacity(claimed.credentials.len());
        for (intent, key) in &claimed.credentials {
            let values = self.values(&claimed.content, Date::in_hong_kong(intent.from), &mut day)?;
            let sheet = Sheet { press: self, values, intent, key };
            let forms = claimed.formats.iter().map(|format| {
                let bytes = sheet.sign(format, &mut salts)?;
                Ok(SignedForm { format, bytes })
            });
            credentials.push((intent.number, forms.collect::<Result<_, SigningFault>>()?));
        }
        Ok(SignedRecord { record: claimed.record, file: claimed.file, supersedes: claimed.supersedes, credentials })
    }

    /// The values on the day on which a credential begins; computed once for credentials of one day.
    fn values<'v>(
        &self,
        content: &Map<String, Json>,
        on: Date,
        known: &'v mut Option<(Date, Vec<Option<Value>>)>,
    ) -> Result<&'v [Option<Value>], SigningFault> {
        if known.as_ref().is_none_or(|(day, _)| *day != on) {
            let record = Record::from_json(self.descriptor, content, on).map_err(|_| mdoc::IssueFault::Values)?;
            let values = record.elements().into_iter().map(|(_, value)| value).collect();
            *known = Some((on, values));
        }
        Ok(known.as_ref().map_or(&[], |(_, values)| values))
    }

    /// The context of the kind is known even if the kind came with a file of this office alone.
    fn library(&self) -> &Library {
        self.library.get_or_init(|| {
            let kind = self.descriptor;
            Library::new(&Kinds::none()).with_context(&kind.json_ld_context_url(), kind.json_ld_context())
        })
    }
}

/// One credential that is to be signed.
struct Sheet<'s> {
    press: &'s Press<'s>,
    values: &'s [Option<Value>],
    intent: &'s StoredIntent,
    key: &'s PublicKey,
}

impl Sheet<'_> {
    fn sign(&self, format: CredentialFormat, salts: &mut Drawn) -> Result<Vec<u8>, SigningFault> {
        let status = self.intent.status;
        let status = status.map(|(list, index)| (format!("{}{list}", self.press.status_prefix), u64::from(index)));
        let listed = status.as_ref().map(|(address, index)| (address.as_str(), *index));
        match format {
            CredentialFormat::Mdoc => self.mdoc(listed, salts),
            CredentialFormat::SdJwtVc => self.sd_jwt(listed, salts),
            CredentialFormat::VcJwt | CredentialFormat::VcSdJwt | CredentialFormat::VcProof => {
                let entries = listed.map(|(list, index)| BitstringEntry::both(list, index));
                self.vc(format, entries.as_ref().map_or(&[], |both| both), salts)
            }
        }
    }

    fn mdoc(&self, status: Option<(&str, u64)>, salts: &mut Drawn) -> Result<Vec<u8>, SigningFault> {
        let (signer, intent) = (self.press.signer, self.intent);
        let request = mdoc::IssueRequest {
            descriptor: self.press.descriptor,
            values: self.values,
            device_key: self.key,
            validity: ValidityInfo { signed: intent.from, valid_from: intent.from, valid_until: intent.until },
            status,
        };
        Ok(mdoc::prepare(&request, salts)?.sign(signer.key(), signer.chain())?)
    }

    fn sd_jwt(&self, status: Option<(&str, u64)>, salts: &mut Drawn) -> Result<Vec<u8>, SigningFault> {
        let (signer, intent) = (self.press.signer, self.intent);
        let request = sdjwt::IssueRequest {
            descriptor: self.press.descriptor,
            values: self.values,
            device_key: self.key,
            validity: Validity { signed: intent.from, from: intent.from, until: intent.until },
            status,
            issuer_key: signer.public_key(),
            reference: KeyReference::Chain(signer.chain()),
            integrity: None,
            decoys: 0,
        };
        Ok(sdjwt::prepare(&request, salts)?.sign(signer.key())?.into_bytes())
    }

    /// Issuer and holder are the keys that they have: as JWK where JWKs are the custom, else as Multikey.
    fn vc(
        &self,
        format: CredentialFormat,
        entries: &[BitstringEntry],
        salts: &mut Drawn,
    ) -> Result<Vec<u8>, SigningFault> {
        let (signer, intent) = (self.press.signer, self.intent);
        let did = if format == CredentialFormat::VcProof { Did::key_did } else { Did::jwk_did };
        let (issuer, holder) = (did(signer.public_key()), did(self.key));
        let status = |entry: &BitstringEntry| (entry.purpose, entry.uri.clone(), entry.index);
        let status: Vec<_> = entries.iter().map(status).collect();
        let status: Vec<_> = status
            .iter()
            .map(|(purpose, list, index)| StatusRequest { purpose: *purpose, list, index: *index })
            .collect();
        let request = CredentialRequest {
            descriptor: self.press.descriptor,
            values: self.values,
            id: None,
            issuer: &issuer,
            holder: &holder,
            valid_from: intent.from,
            valid_until: intent.until,
            status: &status,
        };
        Ok(match format {
            CredentialFormat::VcProof => {
                let library = self.press.library();
                data_integrity::prepare_selective(&request, intent.from, salts, library)?.sign(signer.key())?
            }
            CredentialFormat::VcSdJwt => {
                let prepared = jose::prepare_sd_jwt(&request, intent.from, 0, salts)?;
                prepared.sign(signer.key())?.into_bytes()
            }
            CredentialFormat::VcJwt | CredentialFormat::Mdoc | CredentialFormat::SdJwtVc => {
                let prepared = jose::prepare(&request, intent.from)?;
                prepared.sign(signer.key()).map_err(chop_core::format::vc::IssueFault::Sign)?.into_bytes()
            }
        })
    }
}
