//! One check a file. Each takes the stage before it and gives the stage named after it.

pub(super) mod clock;
pub(super) mod digests;
pub(super) mod disclosure;
pub(super) mod document_time;
pub(super) mod freshness;
pub(super) mod holder_binding;
pub(super) mod issuer_authorised;
pub(super) mod issuer_key_time;
pub(super) mod issuer_known;
pub(super) mod issuer_signature;
pub(super) mod issuer_unrevoked;
pub(super) mod judged;
pub(super) mod replay;
pub(super) mod status;
pub(super) mod validity;
