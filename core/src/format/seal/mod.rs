//! The printed seal (`SEAL1:`, spec/seal-1.md): a signed QR code on a paper letter.
//!
//! A seal proves who issued a letter and what stands in it. It has no holder: whoever carries the paper can show it, and
//! its result is that of a credential judged for itself ([`run_credential`](crate::verify::run_credential)).

mod evidence;
mod fault;
mod issue;
mod letter;
mod parse;

pub use fault::SealFault;
pub use issue::{PreparedSeal, SealFaultOnIssue, SealRequest, prepare};
pub use letter::{LetterFault, SealedLetter, SealedPdf, is_pdf};
pub use parse::{Letter, PREFIX, Seal};

/// The context of the issuer's signature (`external_aad` of RFC 9052 §4.4): no other COSE signature is a seal's.
const CONTEXT: &[u8] = b"chop-seal-1";
