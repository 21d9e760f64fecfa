//! W3C Verifiable Credentials Data Model 2.0.
//!
//! [`Credential`] is the data model, whatever secures it. Contexts are known beforehand and never fetched.

mod credential;
pub mod data_integrity;
pub mod did;
mod did_web;
mod fault;
mod issue;
pub mod jose;
mod library;
mod member;
#[cfg(feature = "json-ld")]
pub(crate) mod rdf;
mod status;

pub use credential::Credential;
pub use fault::{
    ContextFault, FormFault, GraphFault, JoseFault, JwtFault, MemberFault, MethodFault, PresentationFault, ProofFault,
    StatusEntryFault, TimeFault, VcFault,
};
pub use issue::{CredentialRequest, IssueFault, StatusRequest};
pub use library::Library;
