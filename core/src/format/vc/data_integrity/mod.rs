//! Data Integrity 1.0: a proof inside the JSON, over its canonical form.
//!
//! What is signed is two hashes: of the proof's options and of the document. Exactly one proof is accepted.

mod credential;
#[cfg(feature = "json-ld")]
mod derive;
#[cfg_attr(
    not(feature = "json-ld"),
    expect(dead_code, reason = "a selective disclosure is over a graph: without graphs nothing asks what is in it")
)]
mod disclosure;
#[cfg(feature = "json-ld")]
mod graph;
mod hash;
mod issue;
mod presentation;
mod proof;
#[cfg(feature = "json-ld")]
mod selective;
mod suite;

pub use credential::{SecuredCredential, parse_credential};
#[cfg(feature = "json-ld")]
pub use derive::{UnsignedSelective, derive, prepare_selective};
pub use issue::{PresentRequest, Unsigned, prepare, prepare_presentation, shown};
pub use presentation::{PresentedCredential, parse_presentation, parse_without_holder};
pub use suite::Suite;

#[cfg(any(test, feature = "dev"))]
pub(crate) use hash::to_be_signed as bytes_to_sign;

#[cfg(test)]
mod tests;
