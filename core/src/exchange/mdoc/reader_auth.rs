//! Reader authentication (ISO/IEC 18013-5 §9.1.4): who asks, as a wallet may tell its holder.

use crate::crypto::cose::{self, Envelope};
use crate::crypto::x509::{self, Certificate, CertificateFault, ChainFault};
use crate::crypto::{AlgorithmPolicy, PublicKey};
use crate::encoding::cbor::Writer;
use crate::time::UnixTime;
use crate::trust::{TrustBundle, VerifierEntry};

use super::{DeviceRequest, SessionTranscript};

/// Whom a wallet takes a reader's word from.
#[derive(Clone, Copy)]
pub struct ReaderPolicy<'a> {
    /// The verifiers of the trust bundle, known by their keys.
    pub trust: &'a TrustBundle,
    /// Roots of reader certificates that the wallet trusts beside the bundle.
    pub roots: &'a [Certificate],
    /// The time to judge at.
    pub now: UnixTime,
    /// Which algorithms count, until when.
    pub algorithms: AlgorithmPolicy,
}

/// A reader that proved who it is. Only [`DeviceRequest::authenticate`] makes one.
#[derive(Debug, Clone)]
pub struct Reader<'p> {
    key: PublicKey,
    entry: Option<&'p VerifierEntry>,
    certificate: Certificate,
}

impl<'p> Reader<'p> {
    /// Its entry in the trust bundle: the name to show, if it has one.
    #[must_use]
    pub const fn entry(&self) -> Option<&'p VerifierEntry> {
        self.entry
    }

    /// Its certificate. Its names count only under a root that the wallet trusts: if there is an entry, use that.
    #[must_use]
    pub const fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Its key.
    #[must_use]
    pub const fn key(&self) -> &PublicKey {
        &self.key
    }
}

/// Why a reader is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReaderFault {
    /// Some document of the request is asked for without a signature.
    Missing,
    /// A signature is not valid: forged, or of another request or session.
    Signature,
    /// The algorithm is not that of the key, or not one that policy permits.
    Algorithm,
    /// No verifier of the bundle has this key, and no trusted root is above its certificate.
    Unknown,
    /// The reader's key was switched off.
    Revoked,
    /// The parts of the request are signed by different readers.
    Several,
    /// A certificate of the chain is not acceptable.
    Certificate(CertificateFault),
    /// The chain does not hold.
    Chain(ChainFault),
}

impl ReaderFault {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing => "reader.missing",
            Self::Signature => "reader.signature",
            Self::Algorithm => "reader.algorithm",
            Self::Unknown => "reader.unknown",
            Self::Revoked => "reader.revoked",
            Self::Several => "reader.several",
            Self::Certificate(fault) => fault.code(),
            Self::Chain(fault) => fault.code(),
        }
    }
}

impl std::fmt::Display for ReaderFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for ReaderFault {}

impl DeviceRequest {
    /// Who asks: every document of the request must be signed, by itself or by a signature over the whole, and all of
    /// it by one reader. `transcript` is that of this very session.
    ///
    /// A wallet that gets `reader.missing` may still ask its holder, and says that nobody knows who asks.
    ///
    /// # Errors
    /// A [`ReaderFault`]; signatures are checked before trust, so that what is said of a chain is said of the reader's.
    pub fn authenticate<'p>(
        &self,
        transcript: &SessionTranscript,
        policy: &ReaderPolicy<'p>,
    ) -> Result<Reader<'p>, ReaderFault> {
        let mut signed: Vec<(&Envelope, Vec<u8>)> = Vec::new();
        let items: Vec<&[u8]> = self.documents().iter().map(|document| document.items_bytes.as_slice()).collect();
        for envelope in &self.reader_auth_all {
            signed.push((envelope, reader_authentication_all(transcript, &items, self.info_bytes.as_deref())));
        }
        for document in self.documents() {
            match &document.reader_auth {
                Some(envelope) => signed.push((envelope, reader_authentication(transcript, &document.items_bytes))),
                None if self.reader_auth_all.is_empty() => return Err(ReaderFault::Missing),
                None => {}
            }
        }
        let mut found: Option<Reader<'p>> = None;
        for (envelope, authentication) in &signed {
            let reader = reader_of(envelope, authentication, policy)?;
            if found.as_ref().is_some_and(|other| other.key != reader.key) {
                return Err(ReaderFault::Several);
            }
            found = Some(reader);
        }
        found.ok_or(ReaderFault::Missing)
    }
}

fn reader_of<'p>(
    envelope: &Envelope,
    authentication: &[u8],
    policy: &ReaderPolicy<'p>,
) -> Result<Reader<'p>, ReaderFault> {
    let chain: Vec<Certificate> = envelope
        .chain()
        .iter()
        .map(|der| Certificate::parse_der(der))
        .collect::<Result<_, _>>()
        .map_err(ReaderFault::Certificate)?;
    let certificate = chain.first().ok_or(ReaderFault::Missing)?;
    let key = certificate.public_key().ok_or(ReaderFault::Algorithm)?;
    envelope.require_algorithm_of(key).map_err(|_| ReaderFault::Algorithm)?;
    if !policy.algorithms.permits(key.algorithm(), policy.now.seconds()) {
        return Err(ReaderFault::Algorithm);
    }
    // The payload is detached; one that is sent must be the very same.
    if envelope.payload().is_some_and(|sent| sent != authentication) {
        return Err(ReaderFault::Signature);
    }
    let to_be_signed = cose::sig_structure(envelope.protected(), &[], authentication);
    key.verify(&to_be_signed, envelope.signature()).map_err(|_| ReaderFault::Signature)?;

    if policy.trust.is_killed(key.kid()) {
        return Err(ReaderFault::Revoked);
    }
    let (key, certificate) = (key.clone(), certificate.clone());
    // A name only finds the entry: the key must be its key.
    if let Some(entry) = policy.trust.verifier(key.kid()).filter(|entry| *entry.key() == key) {
        return Ok(Reader { key, entry: Some(entry), certificate });
    }
    let roots: Vec<&Certificate> = policy.roots.iter().collect();
    let place = match x509::reader::verify_reader_chain(&chain, &roots, policy.now.seconds()) {
        Ok(place) => place,
        Err(ChainFault::Untrusted) => return Err(ReaderFault::Unknown),
        Err(fault) => return Err(ReaderFault::Chain(fault)),
    };
    let root = policy.roots.get(place).and_then(Certificate::public_key);
    if root.is_some_and(|root| policy.trust.is_killed(root.kid())) {
        return Err(ReaderFault::Revoked);
    }
    Ok(Reader { key, entry: None, certificate })
}

/// `ReaderAuthenticationBytes` of one document.
pub(super) fn reader_authentication(transcript: &SessionTranscript, items_bytes: &[u8]) -> Vec<u8> {
    let mut writer = Writer::with_capacity(transcript.as_bytes().len() + items_bytes.len() + 40);
    writer.embedded_with(|inner| {
        inner.array(3);
        inner.text("ReaderAuthentication");
        inner.raw(transcript.as_bytes());
        inner.raw(items_bytes);
    });
    writer.into_bytes()
}

/// `ReaderAuthenticationAllBytes` of a whole request (second edition, §12.5.4).
pub(super) fn reader_authentication_all(
    transcript: &SessionTranscript,
    items: &[&[u8]],
    info_bytes: Option<&[u8]>,
) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.embedded_with(|inner| {
        inner.array(4);
        inner.text("ReaderAuthenticationAll");
        inner.raw(transcript.as_bytes());
        inner.array(items.len());
        items.iter().for_each(|items| inner.raw(items));
        match info_bytes {
            Some(info) => inner.raw(info),
            None => inner.null(),
        }
    });
    writer.into_bytes()
}
