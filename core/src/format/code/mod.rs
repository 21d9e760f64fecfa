//! Personal Code 1 (spec/personal-code-1.md): a freshly signed, selectively disclosing presentation of an mdoc in
//! one small QR. A lossless transcoding: the issuer's and the holder's signatures are those of the mdoc.

mod challenge;
mod evidence;
mod fault;
mod parse;
mod present;
mod wire;

pub use challenge::{Challenge, ChallengeDraft, ChallengeFormFault, site_audience};
pub use fault::CodeFault;
pub use parse::{Code, CodeRefusal, PREFIX};
pub use present::{Carrier, Codable, Nonce, PreparedCode, PresentFault, Show, to_text};

#[cfg(test)]
mod tests;
