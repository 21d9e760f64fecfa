//! X.509 certificates (RFC 5280) in the profile of ISO/IEC 18013-5 Annex B: an IACA root signs document signers.
//!
//! - [`Certificate`] is parsed: bounded, well-formed, its exact bytes kept. Nothing in it is believed yet.
//! - [`profile`] holds the named checks on one certificate, [`chain`] the checks between certificates.
//! - [`reader`] holds the profile of readers, which sign requests.
//! - [`make`] makes roots and document signers, and [`conformance`] holds them to the whole profile: chop is strict
//!   with what it makes and accepts what real issuers made.
//!
//! There is no revocation by CRL and nothing is fetched: the trust bundle says which certificates stand.

mod certificate;
pub mod chain;
pub mod conformance;
mod extensions;
mod fault;
pub mod make;
mod name;
pub mod profile;
pub mod reader;

pub use certificate::{Certificate, MAX_CERTIFICATE};
pub use extensions::{BasicConstraints, KeyUsage};
pub use fault::{CertificateFault, ChainFault, ConformanceFault, ProfileFault};
pub use name::DistinguishedName;

/// The extended key usage of an mdoc document signer (ISO/IEC 18013-5 §B.1.4): `id-mdl-kp-mdlDS`.
pub const DOCUMENT_SIGNER: &str = "1.0.18013.5.1.2";
