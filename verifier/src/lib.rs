//! Verification with no network: trust, memory of what was seen, pictures.
//!
//! [`chop_core::verify`] decides; this crate keeps what must outlive one decision.

mod checked;
mod desk;
mod lists;
#[cfg(feature = "picture")]
pub mod picture;
mod replay;
#[cfg(feature = "result")]
pub mod result;
mod seen;
#[cfg(feature = "result")]
mod shown;
mod state;

pub use checked::CheckedSignatures;
pub use desk::ChallengeDesk;
pub use replay::FileMemory;
pub use seen::{HOLDER_SECONDS, Holders, ShiftMemory};
#[cfg(feature = "result")]
pub use shown::{Judged, Shown};
pub use state::{StateDirectory, StateFault};
