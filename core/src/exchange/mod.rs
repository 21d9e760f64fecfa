//! What issuer, wallet and verifier say to each other, as types.

pub mod frames;
pub mod mdoc;
pub mod offline;
