//! Status lists: which documents are revoked or suspended, in three signed forms.
//!
//! - [`StatusList`] is the list itself (draft-ietf-oauth-status-list §4).
//! - [`parse_cwt`] and [`parse_jwt`] read a Status List Token, [`parse_bitstring_credential`] a W3C
//!   BitstringStatusListCredential; [`SignedList`] recognises which of them it is.
//! - [`StatusList::to_cwt`], [`StatusList::to_jwt`] and [`StatusList::to_bitstring_credential`] make them of one list.
//! - [`ListClaims::check_age`] says whether a genuine list counts now: its times, and no older than one seen before.

mod bitstring;
mod claims;
mod fault;
mod list;
mod publish;
mod signed;
mod token;

pub use bitstring::{BitstringEntry, Purpose, decode_list, parse_bitstring_credential};
pub use claims::{ListClaims, TTL_LEAST_SECONDS, TTL_MOST_SECONDS};
pub use fault::{AgeFault, StatusFault};
pub use list::{StatusList, StatusValue};
pub use publish::{ListTerms, UnsignedList};
pub use signed::SignedList;
pub use token::{json_list, parse_cwt, parse_jwt};
