//! Keys, signatures, MACs, key agreement and certificates.
//!
//! Two rules hold everywhere in this module:
//!
//! - **The algorithm comes from the key and the policy, never from the message.** A [`PublicKey`] knows its one
//!   [`Algorithm`]; an [`AlgorithmPolicy`] says until when that algorithm may be used.
//! - **Bytes become types once.** A [`PublicKey`] is on its curve, a [`Signature`] has the right width and a low `s`,
//!   a [`Certificate`](x509::Certificate) is bounded and well-formed; there is no other way to get one.
//!
//! Behind it stand `aws-lc-rs` on every target but `wasm32`, and the RustCrypto crates there; a test holds the two
//! against each other.

/// `Display` prints the stable code and nothing else: sentences live in the language files.
macro_rules! displays_code {
    ($($fault:ty),+ $(,)?) => {$(
        impl core::fmt::Display for $fault {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(self.code())
            }
        }
        impl core::error::Error for $fault {}
    )+};
}

pub mod aead;
pub mod agreement;
mod algorithm;
mod backend;
pub mod cms;
pub mod cose;
mod cutoffs;
pub mod hpke;
pub mod jwk;
pub mod jws;
mod key;
pub mod keyfile;
pub mod mac;
mod pem;
mod signature;
mod signer;
mod software;
mod spki;
pub mod x509;

pub use algorithm::Algorithm;
pub use cutoffs::{AlgorithmPolicy, Cutoff};
pub use key::{Kid, PublicKey, SignatureInvalid};
pub use signature::{Signature, fixed_from_der};
pub use signer::{SignFault, Signer, complete};
pub use software::{SecretKeyFault, SoftwareKey};
pub use spki::KeyFault;
