//! Formats: in each folder how it is parsed, issued and presented, and its answers to verification.

pub mod code;
mod form;
mod issued;
pub mod mdoc;
mod name;
pub mod sdjwt;
pub mod seal;
mod showing;
pub mod vc;

pub use form::TextForm;
pub use issued::IssuedCredential;
pub use name::CredentialFormat;
pub use showing::{Binding, PreparedShowing, ShowingFault, ShowingRequest, prepare_showing};
