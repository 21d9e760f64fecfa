//! The trust bundle (spec/trust-bundle-1.md): who may issue what, who may ask, which lists say what is revoked,
//! and when all of that was last known. One signed file; no network when it is used.

mod bundle;
mod entry;
mod fault;
mod lists;
mod published_key;
mod revoked;
mod root;
mod wire;

pub use bundle::{BundleBody, CarriedList, TrustBundle};
pub use entry::{IssuerEntry, KeyProof, Selector, VerifierEntry};
pub use fault::TrustFault;
pub use lists::{GivenList, StatusLists};
pub use published_key::PublishedKey;
pub use revoked::CertificateStanding;
pub use root::{Root, RootSignature, SignedRoot};
pub use wire::{BundleDraft, read_body, write_body};
