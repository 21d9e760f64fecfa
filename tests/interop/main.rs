//! chop and software that others wrote: each makes objects of random kinds and values, the other reads them, and both
//! must see the same. The peers are installed by `make setup`, pinned by their lock files.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::as_conversions,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::type_complexity,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm
)]

mod bytes;
mod canonical;
mod cbor;
mod data_integrity;
mod jose;
mod keys;
mod lenient;
mod mdoc;
mod objects;
mod peer;
mod report;
mod sdjwt;
mod sides;
mod status;
mod vc;
mod vc_jwt;
