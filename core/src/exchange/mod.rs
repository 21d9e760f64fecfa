//! What issuer, wallet and verifier say to each other, as types.

pub mod mdoc;
pub mod offline;
