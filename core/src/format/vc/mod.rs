//! W3C Verifiable Credentials Data Model 2.0.
//!
//! [`Credential`] is the data model, whatever secures it. Contexts are known beforehand and never fetched.

mod credential;
pub mod did;
mod fault;
mod member;
mod status;

pub use credential::Credential;
pub use fault::{
    ContextFault, FormFault, GraphFault, MemberFault, MethodFault, PresentationFault, ProofFault, StatusEntryFault,
    TimeFault, VcFault,
};
