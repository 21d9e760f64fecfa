//! The two libraries that compute signatures, behind one set of names.
//!
//! `native` is aws-lc-rs: faster, constant time in assembly, the choice for long-lived keys. `portable` is the
//! RustCrypto crates: every target, `wasm32` above all. Both offer `VerifyingKey` and `SigningKey` with the same
//! methods; [`active`] is the one that the product uses on this target.

#[cfg(not(target_arch = "wasm32"))]
mod decompress;
#[cfg(not(target_arch = "wasm32"))]
pub(super) mod native;
pub(super) mod portable;

#[cfg(not(target_arch = "wasm32"))]
pub(super) use native as active;
#[cfg(target_arch = "wasm32")]
pub(super) use portable as active;

#[cfg(test)]
mod agreement_of_both;

/// The hash under an ECDSA signature in a certificate, where it does not follow from the curve (RFC 5758 §3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hash {
    Sha256,
    Sha384,
}
