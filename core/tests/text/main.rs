//! The texts in three languages: one set of keys, no code without a sentence, no sentence without a code.
#![cfg(feature = "text")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests and what they share may fail loudly"
)]

mod api;
mod codes;
mod files;
mod ftl;
mod page;
mod sources;
mod wording;
