//! Every bound on what comes from outside, in one place. Each has a test on both sides.

/// Characters in the text of a QR code (`PC1:` and the Base45 that follows).
pub const CODE_TEXT_CHARACTERS: usize = 2_200;
/// Bytes of a compact code that a verifier reads.
pub const CODE_BYTES_ACCEPTED: usize = 1_400;
/// Bytes of a compact code that a wallet or an issuer makes.
pub const CODE_BYTES_EMITTED: usize = 1_100;
/// Nesting of CBOR items; a tag counts as a level.
pub const CBOR_DEPTH: usize = 16;
/// CBOR items in one decoding: each key, value and element counts.
pub const CBOR_ITEMS: usize = 4_096;
/// Bytes in one CBOR byte or text string.
pub const CBOR_STRING_BYTES: usize = 65_536;
/// Bytes of a portrait.
pub const PORTRAIT_BYTES: usize = 65_536;
/// Bytes of a portrait inside a compact code.
pub const CODE_PORTRAIT_BYTES: usize = 450;
/// Bytes of a JWT in compact form.
pub const JWT_BYTES: usize = 65_536;
/// Disclosures in an SD-JWT.
pub const DISCLOSURES: usize = 256;
/// Nesting of JSON arrays and objects.
pub const JSON_DEPTH: usize = 16;
/// The largest magnitude of an integer in JSON or in an element: 2^53 − 1.
pub const INTEGER_MAX: u64 = 9_007_199_254_740_991;
/// Certificates in an `x5chain` or `x5c`.
pub const CHAIN_CERTIFICATES: usize = 4;
/// Bytes of all certificates in a chain together.
pub const CHAIN_BYTES: usize = 16_384;
/// Bytes of a certificate revocation list.
pub const CRL_BYTES: usize = 262_144;
/// Bytes of a status list token as received.
pub const STATUS_TOKEN_BYTES: usize = 1_048_576;
/// Bytes of a status list after inflating.
pub const STATUS_LIST_BYTES: usize = 4_194_304;
/// Bytes of a Bitstring list after inflating: with two bits an entry it is as large as the largest status list.
pub const BITSTRING_BYTES: usize = STATUS_LIST_BYTES / 2;
/// Entries of a Bitstring list (Bitstring Status List 1.0 §2.2): with fewer a holder would stand out.
pub const BITSTRING_LEAST_ENTRIES: usize = 131_072;
/// Bytes of an mdoc structure (IssuerSigned, DeviceResponse) as received.
pub const MDOC_BYTES: usize = 262_144;
/// Documents in one presentation.
pub const DOCUMENTS: usize = 16;
/// Bytes of a trust bundle.
pub const BUNDLE_BYTES: usize = 16_777_216;
/// CBOR items in the body of a trust bundle: its entries are many small ones.
pub const BUNDLE_ITEMS: usize = 262_144;
/// Entries of each kind in a trust bundle.
pub const BUNDLE_ENTRIES: usize = 4_096;
/// Characters in the purpose of a challenge.
pub const PURPOSE_CHARACTERS: usize = 48;
/// Seconds that a challenge may live.
pub const CHALLENGE_TTL_SECONDS: u64 = 120;
/// Queries in a DCQL request.
pub const DCQL_QUERIES: usize = 16;
/// Claims in one DCQL query.
pub const DCQL_CLAIMS: usize = 64;
/// Claim sets in one DCQL query.
pub const DCQL_SETS: usize = 16;
