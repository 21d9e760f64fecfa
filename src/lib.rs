//! Government-issued digital personal documents.

pub use chop_core as core;
pub use chop_issuer as issuer;
pub use chop_verifier as verifier;
pub use chop_wallet as wallet;

#[cfg(feature = "command")]
pub mod qr;
