//! Why text is not an SD-JWT that chop reads.

use crate::crypto::jwk::JwkFault;
use crate::crypto::jws::JwsFault;
use crate::encoding::json::JsonFault;

/// Why text is not an SD-JWT, or not an SD-JWT VC, that chop reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SdJwtFault {
    /// Its outer form.
    Form(FormFault),
    /// The issuer's JWT, or the holder's.
    Jws(JwsFault),
    /// A payload is not acceptable JSON.
    Json(JsonFault),
    /// A disclosure by itself.
    Disclosure(DisclosureFault),
    /// Digests and the disclosures that belong to them.
    Placement(PlacementFault),
    /// The claims of a credential.
    Claim(ClaimFault),
    /// The holder's key in `cnf`.
    Jwk(JwkFault),
    /// The holder's JWT.
    KeyBinding(KeyBindingFault),
}

/// What is wrong with the outer form (RFC 9901 §4, §8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormFault {
    /// Larger than [`SD_JWT_BYTES`](crate::encoding::limits::SD_JWT_BYTES).
    Size,
    /// No tilde after the issuer's JWT or after the last disclosure.
    Tilde,
    /// Nothing between two tildes.
    EmptyPart,
    /// Not the members of a JWS in JSON serialisation, or one of them in two places.
    Serialization,
    /// Not exactly one signature.
    Signatures,
    /// The payload is not a JSON object.
    Payload,
    /// A holder's proof where an issuer hands out a credential.
    KeyBinding,
}

/// What is wrong with a disclosure by itself (RFC 9901 §4.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisclosureFault {
    /// More than [`DISCLOSURES`](crate::encoding::limits::DISCLOSURES).
    Count,
    /// Not strict base64url.
    Encoding,
    /// Not strict JSON.
    Json,
    /// Not an array of two or three.
    Arity,
    /// The salt is no text, or has fewer than 128 bits.
    Salt,
    /// The name is no text.
    NameType,
    /// The name is `_sd` or `...`.
    NameReserved,
    /// The same disclosure twice.
    Twice,
    /// No digest refers to it.
    Unreferenced,
}

/// What is wrong with digests, or with a disclosure in its place (RFC 9901 §7.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlacementFault {
    /// `_sd_alg` is no text, or a hash that chop does not have.
    HashAlgorithm,
    /// `_sd_alg` below the top, or in a disclosure.
    HashPlace,
    /// `_sd` is not a list of digests of the hash's width.
    DigestForm,
    /// One digest twice.
    DigestTwice,
    /// `...` beside other members, outside an array, or not a digest.
    Placeholder,
    /// A disclosure of a member where an element belongs, or the reverse.
    Kind,
    /// The name is there already.
    NameTaken,
    /// Deeper nesting than [`JSON_DEPTH`](crate::encoding::limits::JSON_DEPTH) once disclosures are in their places.
    Depth,
}

/// What is wrong with the claims of an SD-JWT VC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimFault {
    /// `vct` is missing or no name.
    Vct,
    /// `aka_vcts` is not a list of other names.
    OtherTypes,
    /// `vct#integrity` is not integrity metadata.
    Integrity,
    /// A claim that decides is in a disclosure, or part of it is.
    Hidden,
    /// A time that is not whole seconds of the calendar.
    Time,
    /// Nothing says when it was signed.
    SignedTime,
    /// It ends before it begins.
    TimeOrder,
    /// A kind with a lifetime, and no `exp`.
    Expiry,
    /// `iss` is no text, or contradicts the certificate.
    Issuer,
    /// `cnf` is not an object.
    Confirmation,
    /// `status` is not of its form.
    Status,
}

/// What is wrong with the holder's JWT (RFC 9901 §4.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyBindingFault {
    /// `typ` is not `kb+jwt`.
    Type,
    /// `nonce`, `aud` or `sd_hash` is missing or no text.
    Claims,
    /// `iat` is missing or no time, or `exp` or `nbf` contradict it.
    Time,
}

impl SdJwtFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Form(fault) => fault.code(),
            Self::Jws(fault) => fault.code(),
            Self::Json(fault) => fault.code(),
            Self::Disclosure(fault) => fault.code(),
            Self::Placement(fault) => fault.code(),
            Self::Claim(fault) => fault.code(),
            Self::Jwk(fault) => fault.code(),
            Self::KeyBinding(fault) => fault.code(),
        }
    }
}

impl FormFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Size => "sdjwt.size",
            Self::Tilde => "sdjwt.tilde",
            Self::EmptyPart => "sdjwt.empty-part",
            Self::Serialization => "sdjwt.serialization",
            Self::Signatures => "sdjwt.signatures",
            Self::Payload => "sdjwt.payload",
            Self::KeyBinding => "sdjwt.key-binding",
        }
    }
}

impl DisclosureFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Count => "sdjwt.disclosure-count",
            Self::Encoding => "sdjwt.disclosure-encoding",
            Self::Json => "sdjwt.disclosure-json",
            Self::Arity => "sdjwt.disclosure-arity",
            Self::Salt => "sdjwt.salt",
            Self::NameType => "sdjwt.name-type",
            Self::NameReserved => "sdjwt.name-reserved",
            Self::Twice => "sdjwt.disclosure-twice",
            Self::Unreferenced => "sdjwt.disclosure-unreferenced",
        }
    }
}

impl PlacementFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::HashAlgorithm => "sdjwt.hash-algorithm",
            Self::HashPlace => "sdjwt.hash-place",
            Self::DigestForm => "sdjwt.digest-form",
            Self::DigestTwice => "sdjwt.digest-twice",
            Self::Placeholder => "sdjwt.placeholder",
            Self::Kind => "sdjwt.disclosure-kind",
            Self::NameTaken => "sdjwt.name-taken",
            Self::Depth => "sdjwt.depth",
        }
    }
}

impl ClaimFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Vct => "sdjwt.vct",
            Self::OtherTypes => "sdjwt.other-types",
            Self::Integrity => "sdjwt.integrity",
            Self::Hidden => "sdjwt.claim-hidden",
            Self::Time => "sdjwt.time",
            Self::SignedTime => "sdjwt.signed-time",
            Self::TimeOrder => "sdjwt.time-order",
            Self::Expiry => "sdjwt.expiry",
            Self::Issuer => "sdjwt.issuer",
            Self::Confirmation => "sdjwt.confirmation",
            Self::Status => "sdjwt.status",
        }
    }
}

impl KeyBindingFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Type => "sdjwt.kb-type",
            Self::Claims => "sdjwt.kb-claims",
            Self::Time => "sdjwt.kb-time",
        }
    }
}

macro_rules! part_of_a_fault {
    ($($part:ident => $variant:ident),+ $(,)?) => {$(
        impl From<$part> for SdJwtFault {
            fn from(fault: $part) -> Self {
                Self::$variant(fault)
            }
        }
    )+};
}

part_of_a_fault! {
    FormFault => Form,
    JwsFault => Jws,
    JsonFault => Json,
    DisclosureFault => Disclosure,
    PlacementFault => Placement,
    ClaimFault => Claim,
    JwkFault => Jwk,
    KeyBindingFault => KeyBinding,
}

macro_rules! displays_its_code {
    ($($fault:ty),+ $(,)?) => {$(
        impl std::fmt::Display for $fault {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }
        impl std::error::Error for $fault {}
    )+};
}

displays_its_code!(SdJwtFault, FormFault, DisclosureFault, PlacementFault, ClaimFault, KeyBindingFault);
