//! A credential with its issuer's proof, and its answers to the questions of verification.

use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};

use crate::crypto::{Algorithm, PublicKey};
use crate::document::Kinds;
use crate::format::vc::credential::object;
use crate::format::vc::did::Did;
use crate::format::vc::fault::{GraphFault, MethodFault, VcFault};
use crate::format::vc::{Credential, Library};
use crate::trust::IssuerEntry;
use crate::verify::{
    DigestFault, DisclosedDocument, Doubt, IssuerEvidence, IssuerReference, Need, Parsed, Rejection, Statement,
    StatementFault, StatusEvidence, Validity, sealed,
};

use super::disclosure::{Disclosure, Share};
use super::hash;
use super::proof::{Controller, Proof, Purpose};
#[cfg(feature = "json-ld")]
use super::selective::Statements;

/// Seconds that a credential may do without a status, as personal-code-1 §3 has it: thirty hours.
const SHORT_LIVED_SECONDS: i64 = 1_800 * 60;

/// A credential secured by a Data Integrity proof, as received.
#[derive(Debug, Clone)]
pub struct SecuredCredential {
    credential: Credential,
    proof: Proof,
    validity: Validity,
    holder: Option<Did>,
    library: Library,
    /// The statements of a selective disclosure: both its signature and its digests need them.
    #[cfg(feature = "json-ld")]
    statements: std::sync::OnceLock<Result<Statements, VcFault>>,
}

/// Reads a credential with exactly one proof.
///
/// # Errors
/// A [`VcFault`]: of the data model, of the proof, `vc.context-unknown`, `vc.proof-controller` where the key is of
/// somebody else than the issuer, `vc.undated`.
pub fn parse_credential(bytes: &[u8], library: &Library) -> Result<Parsed<SecuredCredential>, VcFault> {
    SecuredCredential::read(object(bytes)?, library).map(Parsed::new)
}

impl Parsed<SecuredCredential> {
    /// The device key that the credential says it is bound to. Unverified: for finding one's own key, never for a
    /// decision.
    #[must_use]
    pub fn claimed_device_key(&self) -> Option<&PublicKey> {
        self.0.holder().map(Did::key)
    }

    /// The time in which the credential says it is valid. Unverified: for choosing which one to verify.
    #[must_use]
    pub const fn claimed_validity(&self) -> Validity {
        self.0.validity
    }

    /// Whether its holder can show a part of it.
    #[must_use]
    pub fn is_selective(&self) -> bool {
        self.0.is_base()
    }
}

impl SecuredCredential {
    pub(super) fn read(mut json: Map<String, Json>, library: &Library) -> Result<Self, VcFault> {
        let proof = Proof::take(&mut json, Purpose::Assertion, library)?;
        let credential = Credential::from_object(json)?;
        library.require(&credential.contexts())?;
        if proof.controller.as_str() != credential.issuer() {
            return Err(MethodFault::Controller.into());
        }
        let mut validity = credential.validity(proof.created)?;
        // The credential counts no longer than what vouches for it.
        validity.until = proof.expires.map_or(validity.until, |expires| expires.min(validity.until));
        // A subject that is no key of its own binds no holder.
        let holder = credential.subject().and_then(|subject| Did::parse(subject).ok());
        // An end that can be hidden is no end.
        if proof.disclosure.is_some() && !credential.has_times() {
            return Err(GraphFault::Disclosure.into());
        }
        Ok(Self {
            credential,
            proof,
            validity,
            holder,
            library: library.clone(),
            #[cfg(feature = "json-ld")]
            statements: std::sync::OnceLock::new(),
        })
    }

    /// The DID of the key that the issuer bound it to.
    pub(super) const fn holder(&self) -> Option<&Did> {
        self.holder.as_ref()
    }
}

#[cfg(not(feature = "json-ld"))]
impl SecuredCredential {
    fn to_be_signed(&self, algorithm: Algorithm) -> Result<Vec<u8>, VcFault> {
        let (proof, json) = (&self.proof, self.credential.json());
        hash::to_be_signed(proof.suite, algorithm, json, &proof.options, &self.library)
    }

    /// Without graphs there are no statements.
    const fn check_statements(&self) -> Result<(), DigestFault> {
        Ok(())
    }
}

#[cfg(feature = "json-ld")]
impl SecuredCredential {
    fn to_be_signed(&self, algorithm: Algorithm) -> Result<Vec<u8>, VcFault> {
        let (proof, json) = (&self.proof, self.credential.json());
        match &proof.disclosure {
            Some(disclosure) => {
                self.statements(disclosure)?.to_be_signed(json, &proof.options, disclosure, &self.library)
            }
            None => hash::to_be_signed(proof.suite, algorithm, json, &proof.options, &self.library),
        }
    }

    fn statements(&self, disclosure: &Disclosure) -> Result<&Statements, VcFault> {
        let statements =
            self.statements.get_or_init(|| Statements::of(self.credential.json(), disclosure, &self.library));
        statements.as_ref().map_err(|fault| *fault)
    }

    fn check_statements(&self) -> Result<(), DigestFault> {
        let Some(disclosure) = &self.proof.disclosure else { return Ok(()) };
        let statements = self.statements(disclosure).map_err(|_| DigestFault::Missing)?;
        if statements.others.len() != disclosure.signatures.len() {
            return Err(DigestFault::Missing);
        }
        let mut signed = statements.others.iter().zip(&disclosure.signatures);
        let fits = signed.all(|(line, signature)| disclosure.key.verify(line.as_bytes(), signature).is_ok());
        if fits { Ok(()) } else { Err(DigestFault::Mismatch) }
    }
}

impl SecuredCredential {
    fn is_short_lived(&self) -> bool {
        self.validity.until.since(self.validity.from) <= SHORT_LIVED_SECONDS
    }

    /// Whether it is the issuer's own form, which a holder keeps and never shows.
    pub(super) fn is_base(&self) -> bool {
        matches!(&self.proof.disclosure, Some(Disclosure { share: Share::Base { .. }, .. }))
    }
}

impl sealed::Sealed for SecuredCredential {}

impl IssuerEvidence for SecuredCredential {
    fn issuer_reference(&self) -> IssuerReference<'_> {
        // Without its key an issuer is nobody yet: only a type that somebody may issue goes on to ask for it.
        self.proof.key().map_or(IssuerReference::Unnamed, IssuerReference::Key)
    }

    fn type_name(&self) -> &str {
        self.credential.type_name()
    }

    fn statement(&self, _: &IssuerEntry) -> Result<Statement, StatementFault> {
        let key = match &self.proof.controller {
            Controller::Own(did) => did.key(),
            Controller::Web(_, Some(key)) => key,
            Controller::Web(did, None) => {
                return Err(Doubt::Needs(Need::DidDocument { url: did.url().to_owned() }).into());
            }
        };
        let to_be_signed = self.to_be_signed(key.algorithm()).map_err(Rejection::Vc)?;
        Ok(Statement { to_be_signed, signature: self.proof.signature.clone() })
    }

    fn require_algorithm_of(&self, key: &PublicKey) -> Result<(), Rejection> {
        if self.proof.suite.signs_with(key.algorithm()) { Ok(()) } else { Err(Rejection::Vc(MethodFault::Key.into())) }
    }

    /// Where the whole document is under the signature there is nothing else that could differ; each statement of a
    /// selective disclosure has a signature of its own.
    fn digests(&self) -> Result<(), DigestFault> {
        self.check_statements()
    }

    fn validity(&self) -> Validity {
        self.validity
    }

    fn status(&self, _: &IssuerEntry) -> StatusEvidence {
        let evidence = self.credential.status().evidence();
        // A status that the holder hides looks like none: only a time too short to need one makes up for it.
        let may_be_hidden = self.proof.disclosure.is_some() && !self.is_short_lived();
        if may_be_hidden && evidence == StatusEvidence::ShortLived { StatusEvidence::Foreign } else { evidence }
    }

    fn device_key_hash(&self) -> Option<[u8; 8]> {
        let point = self.holder.as_ref()?.key().p256_compressed()?;
        Sha256::digest(point).first_chunk().copied()
    }

    fn disclosed(&self, kinds: &Kinds, issuer: &IssuerEntry) -> DisclosedDocument {
        self.credential.disclosed(kinds, issuer, self.validity)
    }
}
