//! Token Status List (draft-ietf-oauth-status-list): bits, lists and signed list tokens.

mod list;
mod token;

pub use list::{StatusFault, StatusList, StatusValue};
pub use token::{ListClaims, json_list, parse_cwt, parse_jwt, write_cwt};
