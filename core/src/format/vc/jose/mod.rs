//! Credentials and presentations secured with JOSE (W3C VC-JOSE-COSE): `vc+jwt`, `vc+sd-jwt` and `vp+jwt`.
//!
//! Choices where the text leaves one:
//!
//! * `typ` is required and compared exactly, though the text only says SHOULD: without it a JWT of another kind could be
//!   taken for a credential. `cty`, if there, is `vc` or `vp`.
//! * An issuer that is a `did:key` or `did:jwk` is its own key, and `kid` must be of it. Any other issuer is whoever the
//!   trust bundle names: by the key's identifier in `kid`, by `x5c`, or by the type.
//! * The holder is bound by `cnf.jwk`, or by a `did:key` or `did:jwk` as `id` of the subject; if both are there they are
//!   the same key.
//! * `iss`, `sub` and `jti`, if there, say the same as `issuer`, the subject's `id` and `id`. `nbf` and `exp` narrow
//!   the time of validity; `iat` says when it was signed, else `validFrom`. All three are whole seconds: text that looks
//!   like a date is no NumericDate (RFC 7519 §2).
//! * A status is `credentialStatus`, or the claim `status` of a Token Status List, never both.
//! * In a `vc+sd-jwt` nothing that decides can be hidden; elements of the subject can. In a `vp+sd-jwt` nothing that the
//!   data model or the request has can be; it has no holder's JWT, since the holder signs the whole.

mod credential;
mod evidence;
mod issue;
mod presentation;

pub use credential::{JoseCredential, parse_credential};
pub use issue::{PresentRequest, prepare, prepare_presentation, prepare_sd_jwt};
pub use presentation::parse_presentation;
