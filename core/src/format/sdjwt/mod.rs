//! SD-JWT (RFC 9901) and the credential on top of it, SD-JWT VC (draft-ietf-oauth-sd-jwt-vc).
//!
//! Reading makes every check of RFC 9901 §7.1 that needs no key: what is left after parsing holds no digest twice, no
//! disclosure that nobody signed and no claim that hides what decides. Signatures, trust, time, status and the holder's
//! proof are asked by [`verify`](crate::verify), as for every format.
//!
//! Choices where the texts leave one:
//!
//! * `typ` is `dc+sd-jwt`, and `vc+sd-jwt` as older drafts had it when reading; both are compared exactly.
//! * `iat` or `nbf` must be there, since an issuer's key is judged at the time of signing. Times are whole seconds.
//! * `exp` may be absent in a foreign credential, which is then valid until its status says otherwise; every kind of
//!   ours has a lifetime, so one of ours without `exp` is refused (`time.endless`).
//! * `iss` is never believed: the issuer is whoever the trust bundle names. With `x5c` it must not contradict the
//!   certificate: if that names addresses, `iss` is one of them or on one of their hosts.
//! * Keys in an issuer's metadata (`/.well-known/jwt-vc-issuer`) are never fetched: a key counts only where the bundle has
//!   it, and there it is found by `kid`, by `x5c`, or by the type alone.
//! * A picture is a data URI (the draft's §2.2.2.5 asks for it, and the EU's PID has it so), a date `YYYY-MM-DD`, a
//!   time RFC 3339 in UTC.
//! * A salt has at least 128 bits: 22 characters of base64url, or 16 bytes of anything else.

mod claims;
mod conceal;
mod disclosure;
mod evidence;
mod fault;
mod hash;
mod issue;
mod key_binding;
mod metadata;
mod parse;
mod present;
mod unpack;

pub use claims::SdJwtVc;
pub(crate) use claims::{contradicts_certificate, own_kid, status};
pub use conceal::{Concealed, SALTS_DRAWN, Step, conceal};
pub(crate) use evidence::hash_of;
pub use fault::{ClaimFault, DisclosureFault, FormFault, KeyBindingFault, PlacementFault, SdJwtFault};
pub use hash::HashAlgorithm;
pub(crate) use issue::is_selectable;
pub use issue::{IssueFault, IssueRequest, PreparedSdJwt, prepare};
pub(crate) use key_binding::{KeyBinding, numeric_date};
pub use metadata::TypeMetadata;
pub use parse::SdJwt;
pub use present::{PreparedPresentation, PresentFault, PresentRequest, prepare_presentation, present_without_holder};
