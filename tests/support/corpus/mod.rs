//! The kit of the negative corpora: what a case is judged with, the file that keeps it, and the one way to judge it.
//! Format and use of the files stand in vectors/negative/README.md.
#![allow(dead_code, unused_imports, reason = "each test uses its part")]

mod cases;
mod context;
mod desk;
mod file;
mod judge;

pub(crate) use cases::{Case, Cases, LIST, two_issuers};
pub(crate) use desk::{Certificates, Desk, Form, Listed, Memory};
pub(crate) use file::Corpus;
pub(crate) use judge::{Answer, KINDS};
