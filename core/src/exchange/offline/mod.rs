//! Issuing with no network: the holder's keys travel to the issuer in a file, the credentials travel back in one
//! (spec/offline-issue-1.md).

mod claim;
mod delivery;
mod fault;
mod request;

pub use claim::{ClaimCode, ClaimDigest};
pub use delivery::Delivery;
pub use fault::OfflineFault;
pub use request::{KeyRequest, RequestBody};
