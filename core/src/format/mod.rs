//! Formats: in each folder how it is parsed, issued and presented, and its answers to verification.

pub mod code;
mod form;
pub mod mdoc;
pub mod sdjwt;
pub mod seal;
pub mod vc;

pub use form::TextForm;
