//! X.509 certificates (RFC 5280) in the profile of ISO/IEC 18013-5 Annex B: an IACA root signs document signers.
//!
//! - [`Certificate`] is parsed: bounded, well-formed, its exact bytes kept. Nothing in it is believed yet.
//! - [`profile`] holds the named checks on one certificate, [`chain`] the checks between certificates.
//! - [`reader`] holds the profile of readers, which sign requests.
//! - [`make`] makes roots and document signers, and [`conformance`] holds them to the whole profile: chop is strict
//!   with what it makes and accepts what real issuers made.
//!
//! - [`CertificationRequest`] is what a certificate is asked for with.
//! - [`RevocationList`] says which certificates no longer stand. Nothing is fetched: the trust bundle carries it.

mod certificate;
pub mod chain;
pub mod conformance;
mod constraints;
mod crl;
mod extensions;
mod fault;
pub mod make;
mod name;
pub mod profile;
pub mod reader;
mod request;

pub use certificate::{Certificate, MAX_CERTIFICATE};
pub use crl::{Revocation, RevocationList, RevocationReason};
pub use extensions::{BasicConstraints, KeyUsage};
pub use fault::{CertificateFault, ChainFault, ConformanceFault, CrlFault, ProfileFault};
pub use name::DistinguishedName;
pub use profile::Purpose;
pub use request::CertificationRequest;

/// The extended key usage of an mdoc document signer (ISO/IEC 18013-5 §B.1.4): `id-mdl-kp-mdlDS`.
pub const DOCUMENT_SIGNER: &str = "1.0.18013.5.1.2";
/// The extended key usage of an mdoc reader (ISO/IEC 18013-5 §B.1.7): `id-mdl-kp-mdlReaderAuth`.
pub const READER: &str = "1.0.18013.5.1.6";
