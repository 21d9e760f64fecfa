//! A presentation: credentials under one authentication proof by their holder (VCDM 2.0 §4.13).

use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value as Json};

use crate::crypto::PublicKey;
use crate::document::Kinds;
use crate::encoding::limits::DOCUMENTS;
use crate::format::vc::Library;
use crate::format::vc::credential::object;
use crate::format::vc::fault::{PresentationFault, VcFault};
use crate::format::vc::member::{contexts, id, is_absolute_uri, types};
use crate::time::UnixTime;
use crate::trust::IssuerEntry;
use crate::verify::{
    DigestFault, DisclosedDocument, Expectation, HolderEvidence, HolderFault, HolderKey, HolderProof, IssuerEvidence,
    IssuerReference, Moment, Parsed, Presentation, Rejection, Statement, StatementFault, StatusEvidence, Validity,
    sealed,
};

use super::SecuredCredential;
use super::hash;
use super::proof::{Proof, Purpose};

/// A credential as somebody presented it, or as nobody did.
#[derive(Debug, Clone)]
pub struct PresentedCredential {
    secured: SecuredCredential,
    envelope: Option<Arc<Envelope>>,
}

/// What is around the credentials.
#[derive(Debug)]
struct Envelope {
    /// The presentation without its proof.
    json: Map<String, Json>,
    proof: Option<Proof>,
    library: Library,
    /// What the holder signed; the same for every credential, and computed once.
    to_be_signed: OnceLock<Result<Vec<u8>, VcFault>>,
}

const MEMBERS: [&str; 5] = ["@context", "id", "type", "holder", "verifiableCredential"];

/// Reads a presentation of one to 16 credentials, each with its own proof. Without a proof of its own it is read too,
/// and verification says `holder.missing` of it.
///
/// # Errors
/// A [`VcFault`].
pub fn parse_presentation(bytes: &[u8], library: &Library) -> Result<Presentation<PresentedCredential>, VcFault> {
    let mut json = object(bytes)?;
    let proof = if json.contains_key("proof") { Some(Proof::take(&mut json, Purpose::Authentication)?) } else { None };
    library.require(&contexts(&json)?)?;
    id(&json)?;
    if types(&json).is_none_or(|types| types != ["VerifiablePresentation"]) {
        return Err(PresentationFault::Type.into());
    }
    if json.keys().any(|name| !MEMBERS.contains(&name.as_str())) {
        return Err(PresentationFault::Member.into());
    }
    require_holder(&json, proof.as_ref())?;
    let credentials = match json.get("verifiableCredential") {
        Some(Json::Array(list)) if (1..=DOCUMENTS).contains(&list.len()) => list.as_slice(),
        Some(Json::Array(_)) | None => return Err(PresentationFault::Count.into()),
        Some(one) => std::slice::from_ref(one),
    };
    let credentials = credentials.iter().map(|credential| {
        let credential = credential.as_object().ok_or(PresentationFault::Credential)?;
        if types(credential).is_some_and(|types| types.contains(&"EnvelopedVerifiableCredential")) {
            return Err(PresentationFault::Credential.into());
        }
        SecuredCredential::read(credential.clone(), library)
    });
    let credentials = credentials.collect::<Result<Vec<_>, VcFault>>()?;
    let envelope = Arc::new(Envelope { json, proof, library: library.clone(), to_be_signed: OnceLock::new() });
    let mut documents = credentials
        .into_iter()
        .map(|secured| Parsed::new(PresentedCredential { secured, envelope: Some(Arc::clone(&envelope)) }));
    let first = documents.next().ok_or(PresentationFault::Count)?;
    Ok(Presentation::new(first, documents.collect()))
}

/// Reads a credential as a document that nobody presented: it has no proof of its holder.
///
/// # Errors
/// As [`parse_credential`](super::parse_credential).
pub fn parse_without_holder(bytes: &[u8], library: &Library) -> Result<Parsed<PresentedCredential>, VcFault> {
    let secured = SecuredCredential::read(object(bytes)?, library)?;
    Ok(Parsed::new(PresentedCredential { secured, envelope: None }))
}

/// A holder that is named is the one whose key the proof names.
fn require_holder(json: &Map<String, Json>, proof: Option<&Proof>) -> Result<(), PresentationFault> {
    let holder = match json.get("holder") {
        None => return Ok(()),
        Some(Json::String(holder)) => Some(holder.as_str()),
        Some(Json::Object(holder)) => holder.get("id").and_then(Json::as_str),
        Some(_) => None,
    };
    let holder = holder.filter(|holder| is_absolute_uri(holder)).ok_or(PresentationFault::Holder)?;
    if proof.is_none_or(|proof| proof.controller.as_str() == holder) { Ok(()) } else { Err(PresentationFault::Holder) }
}

impl sealed::Sealed for PresentedCredential {}

impl IssuerEvidence for PresentedCredential {
    fn issuer_reference(&self) -> IssuerReference<'_> {
        self.secured.issuer_reference()
    }

    fn type_name(&self) -> &str {
        self.secured.type_name()
    }

    fn statement(&self, issuer: &IssuerEntry) -> Result<Statement, StatementFault> {
        self.secured.statement(issuer)
    }

    fn require_algorithm_of(&self, key: &PublicKey) -> Result<(), Rejection> {
        self.secured.require_algorithm_of(key)
    }

    fn digests(&self) -> Result<(), DigestFault> {
        self.secured.digests()
    }

    fn validity(&self) -> Validity {
        self.secured.validity()
    }

    fn status(&self, issuer: &IssuerEntry) -> StatusEvidence {
        self.secured.status(issuer)
    }

    fn device_key_hash(&self) -> Option<[u8; 8]> {
        self.secured.device_key_hash()
    }

    fn disclosed(&self, kinds: &Kinds, issuer: &IssuerEntry) -> DisclosedDocument {
        self.secured.disclosed(kinds, issuer)
    }
}

impl PresentedCredential {
    fn proof(&self) -> Option<(&Envelope, &Proof)> {
        let envelope = self.envelope.as_deref()?;
        Some((envelope, envelope.proof.as_ref()?))
    }
}

impl HolderEvidence for PresentedCredential {
    fn holder_proof(
        &self,
        _: &Statement,
        expectation: &Expectation<'_>,
        _: Option<&dyn HolderKey>,
    ) -> Result<HolderProof, HolderFault> {
        let (envelope, proof) = self.proof().ok_or(HolderFault::Missing)?;
        let request = expectation.request.ok_or(HolderFault::Request)?;
        if proof.challenge.as_deref() != Some(request.nonce) {
            return Err(HolderFault::Nonce);
        }
        if proof.domain.as_deref() != Some(request.audience) {
            return Err(HolderFault::Audience);
        }
        // A subject that is no key binds no holder, whoever signed.
        let key = self.secured.holder().ok_or(HolderFault::Unbound)?.key();
        if key != proof.key() {
            return Err(HolderFault::Key);
        }
        let to_be_signed = envelope.to_be_signed.get_or_init(|| {
            hash::to_be_signed(proof.suite, key.algorithm(), &envelope.json, &proof.options, &envelope.library)
        });
        Ok(HolderProof::Signature {
            key: key.clone(),
            to_be_signed: to_be_signed.clone().map_err(HolderFault::Vc)?,
            signature: proof.signature.clone(),
        })
    }

    fn moment(&self) -> Option<Moment> {
        None
    }

    fn proof_time(&self) -> Option<UnixTime> {
        self.proof().and_then(|(_, proof)| proof.created)
    }

    fn proof_end(&self) -> Option<UnixTime> {
        self.proof().and_then(|(_, proof)| proof.expires)
    }
}
