//! What issuer, wallet and verifier say to each other, as types.

pub mod offline;
