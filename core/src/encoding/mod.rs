//! Bytes ⇄ values. Every bound on input is checked here, before anything else looks at it.
//!
//! * [`cbor`]: deterministic CBOR (RFC 8949 §4.2.1) for what chop defines, a lenient reader for other
//!   people's mdocs; both keep the exact bytes of every item.
//! * [`json`]: JSON without duplicate keys, deep nesting or integers that other readers would round.
//! * [`base45`], [`base64url`], [`multibase`]: strict text forms.
//! * [`jcs`]: the canonical form of JSON (RFC 8785).
//! * [`limits`]: every number in one place.

pub mod base45;
pub mod base64url;
pub mod cbor;
pub mod jcs;
pub mod json;
pub mod limits;
pub mod multibase;
