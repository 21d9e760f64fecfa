//! Formats: in each folder how it is parsed, issued and presented, and its answers to verification.

pub mod code;
pub mod mdoc;
pub mod sdjwt;
pub mod seal;
pub mod vc;
