//! What several end-to-end tests share.
#![allow(dead_code, missing_docs, clippy::as_conversions, clippy::missing_panics_doc)]

pub(crate) mod model;
