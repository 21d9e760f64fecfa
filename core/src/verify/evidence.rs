//! The questions that every format answers, so that each check is written once and none names a format.

use crate::crypto::x509::Certificate;
use crate::crypto::{Kid, PublicKey};
use crate::document::Kinds;
pub use crate::status::{BitstringEntry as ListedStatus, Purpose as StatusPurpose};
use crate::time::UnixTime;
use crate::trust::IssuerEntry;

use super::disclosed::{DisclosedDocument, DisclosedElement};
use super::fault::{DigestFault, HolderFault, Rejection, StatementFault};
use super::policy::{Expectation, HolderKey};

pub(crate) mod sealed {
    /// Only formats of this crate answer for a document.
    #[expect(unnameable_types, reason = "a sealed trait cannot be named from outside; that is its point")]
    pub trait Sealed {}
}

/// Whom a document names as its issuer. It only selects trust entries; nothing is believed for it.
#[derive(Debug, Clone, Copy)]
pub enum IssuerReference<'a> {
    /// The identifier of a key.
    Kid(Kid),
    /// A certificate chain, signer first.
    Chain(&'a [Certificate]),
    /// The very key: a DID says nothing but its key, so nothing but an entry with that key stands behind it.
    Key(&'a PublicKey),
    /// Nothing: every entry that may issue the type is tried.
    Unnamed,
}

/// What an issuer signed: the exact bytes, and the signature over them.
#[derive(Debug, Clone)]
pub struct Statement {
    /// The bytes under the signature.
    pub to_be_signed: Vec<u8>,
    /// The signature, fixed width.
    pub signature: Vec<u8>,
}

/// When a document was signed, and its half-open time of validity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// When the issuer signed.
    pub signed: UnixTime,
    /// The first second of validity.
    pub from: UnixTime,
    /// The first second after it; [`UnixTime::END`] where the document does not say that it ends.
    pub until: UnixTime,
}

impl Validity {
    /// Whether the document does not say that it ends.
    #[must_use]
    pub fn is_endless(&self) -> bool {
        self.until == UnixTime::END
    }
}

/// Where the status of a document stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatusEvidence {
    /// In this list, at this index.
    Listed {
        /// The list.
        uri: String,
        /// The index in it.
        index: u64,
    },
    /// In several lists of one bit each, one for each purpose (Bitstring Status List 1.0 §2.1): all of them count.
    ByPurpose(Vec<ListedStatus>),
    /// The document has no status: it is short-lived.
    ShortLived,
    /// The document names a status mechanism that chop cannot look up.
    Foreign,
}

/// What the holder signed or authenticated.
#[derive(Debug)]
pub enum HolderProof {
    /// A signature by the device key.
    Signature {
        /// The device key.
        key: PublicKey,
        /// The bytes under the signature.
        to_be_signed: Vec<u8>,
        /// The signature, fixed width.
        signature: Vec<u8>,
    },
    /// A MAC under a key that only the device and this reader can derive.
    Mac {
        /// The derived key.
        key: [u8; 32],
        /// The bytes under the MAC.
        to_be_authenticated: Vec<u8>,
        /// The tag.
        tag: Vec<u8>,
    },
}

/// What a one-way code says of its moment and its reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// When the wallet signed.
    pub issued_at: UnixTime,
    /// The nonce: 8 bytes of its own, or 16 bytes of a challenge.
    pub nonce: Vec<u8>,
    /// The site or verifier it was made for.
    pub audience: Option<[u8; 8]>,
    /// The device key, compressed.
    pub device_key: [u8; 33],
    /// Seconds after `issued_at` for which it is accepted, as it came.
    pub life: i64,
    /// Seconds after `issued_at` for which it could be accepted, whichever way it comes: so long it is remembered.
    pub longest_life: i64,
}

/// What a document says of its issuer, its content and its time.
pub trait IssuerEvidence: sealed::Sealed {
    /// Whom the document names as its issuer.
    fn issuer_reference(&self) -> IssuerReference<'_>;

    /// The type the issuer must be allowed to issue: docType, vct or VC type.
    fn type_name(&self) -> &str;

    /// The bytes and the signature, as they are if `issuer` made them.
    ///
    /// # Errors
    /// A doubt where the trust entry lacks what is needed to rebuild the bytes; a rejection where the document has no
    /// such bytes, or making them takes more work than any honest document needs.
    fn statement(&self, issuer: &IssuerEntry) -> Result<Statement, StatementFault>;

    /// That the algorithm named in the document, if any, is that of this key.
    ///
    /// # Errors
    /// `cose.algorithm`.
    fn require_algorithm_of(&self, key: &PublicKey) -> Result<(), Rejection>;

    /// That every disclosed element is one that the issuer signed.
    ///
    /// # Errors
    /// A fault of the first element that is not.
    fn digests(&self) -> Result<(), DigestFault>;

    /// When it was signed and may be used.
    fn validity(&self) -> Validity;

    /// Where its status stands, if `issuer` made it.
    fn status(&self, issuer: &IssuerEntry) -> StatusEvidence;

    /// The first 8 bytes of SHA-256 of the holder's device key, by which a bundle can deny a lost phone.
    fn device_key_hash(&self) -> Option<[u8; 8]>;

    /// The disclosed elements, for after every check has passed.
    fn disclosed(&self, kinds: &Kinds, issuer: &IssuerEntry) -> DisclosedDocument;
}

/// What a presentation says of its holder. Reachable only with the statement whose signature was checked.
pub trait HolderEvidence: IssuerEvidence {
    /// The holder's proof under what this verifier expects.
    ///
    /// # Errors
    /// A fault where there is no proof, or what is needed to check it is missing.
    fn holder_proof(
        &self,
        statement: &Statement,
        expectation: &Expectation<'_>,
        reader: Option<&dyn HolderKey>,
    ) -> Result<HolderProof, HolderFault>;

    /// What the device says by itself, for after its proof was checked; nothing in most formats.
    ///
    /// # Errors
    /// `holder.unauthorised` if the issuer did not authorise the device to say it.
    fn device_elements(&self) -> Result<Vec<DisclosedElement>, HolderFault> {
        Ok(Vec::new())
    }

    /// The moment of a one-way code; nothing for a format that is bound by its transcript.
    fn moment(&self) -> Option<Moment>;

    /// When the holder made the proof, where the proof itself says so (`iat` of a KB-JWT or a `vp+jwt`, `created` of
    /// an authentication proof) and a nonce does the rest.
    fn proof_time(&self) -> Option<UnixTime>;

    /// The first second at which the proof no longer counts, where the proof itself says so.
    fn proof_end(&self) -> Option<UnixTime> {
        None
    }
}
