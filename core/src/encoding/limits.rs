//! Every bound on what comes from outside, in one place. Each has a test on both sides.

/// Characters in the text of a QR code (`PC1:` and the Base45 that follows).
pub const CODE_TEXT_CHARACTERS: usize = 2_200;
/// Bytes of a compact code that a verifier reads.
pub const CODE_BYTES_ACCEPTED: usize = 1_400;
/// Bytes of a compact code that a wallet or an issuer makes.
pub const CODE_BYTES_EMITTED: usize = 1_100;
/// Bytes of a compact code that comes in animated frames.
pub const CODE_BYTES_IN_FRAMES: usize = FRAME_MESSAGE_BYTES;
/// Minutes that the credential in a compact code lives: a leap year.
pub const CODE_MINUTES: u64 = 527_040;
/// Minutes that a credential without a status lives: thirty hours.
pub const SHORT_LIVED_MINUTES: u64 = 1_800;
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
/// Bytes of an SD-JWT with all its disclosures, in either serialisation.
pub const SD_JWT_BYTES: usize = 262_144;
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
/// Bytes of a DeviceRequest as received.
pub const REQUEST_BYTES: usize = 65_536;
/// Bytes of an encoded SessionTranscript.
pub const TRANSCRIPT_BYTES: usize = 65_536;
/// Bytes of a SessionEstablishment or SessionData: an encrypted response and its envelope.
pub const SESSION_BYTES: usize = 263_168;
/// Bytes of a DeviceEngagement: no QR code holds more.
pub const ENGAGEMENT_BYTES: usize = 2_048;
/// Retrieval methods, or carriers, in an engagement.
pub const RETRIEVAL_METHODS: usize = 8;
/// Bytes of an NDEF message.
pub const NDEF_BYTES: usize = 8_192;
/// Records in an NDEF message.
pub const NDEF_RECORDS: usize = 16;
/// Bytes of a trust bundle.
pub const BUNDLE_BYTES: usize = 16_777_216;
/// CBOR items in the body of a trust bundle: its entries are many small ones.
pub const BUNDLE_ITEMS: usize = 262_144;
/// Entries of each kind in a trust bundle.
pub const BUNDLE_ENTRIES: usize = 4_096;
/// Keys of a root of trust.
pub const ROOT_KEYS: usize = 16;
/// Signatures of a root of trust: by its own keys and by those before.
pub const ROOT_SIGNATURES: usize = 32;
/// Keys in a request: more than any kind's strip and copies need.
pub const OFFLINE_KEYS: usize = 256;
/// Credentials in a delivery: one for each key in each of five formats.
pub const OFFLINE_CREDENTIALS: usize = 1_280;
/// Elements that a challenge asks for.
pub const CHALLENGE_ELEMENTS: usize = 64;
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
/// Bytes of a message that comes in animated frames.
pub const FRAME_MESSAGE_BYTES: usize = 16_384;
/// Fragments of such a message.
pub const FRAME_FRAGMENTS: usize = 64;
/// Frames read for one message before the receiver gives up.
pub const FRAMES_READ: usize = 1_024;
/// Bytes of a sealed letter: a PDF with its seal.
pub const LETTER_BYTES: usize = 16_777_216;
/// Bytes of a W3C credential or presentation in JSON.
pub const VC_BYTES: usize = 262_144;
/// JSON values in a W3C credential or presentation: each array, object and leaf counts.
pub const VC_ITEMS: usize = 4_096;
/// Names in the `@context` of a W3C credential or presentation.
pub const VC_CONTEXTS: usize = 8;
/// Entries in `credentialStatus`, and in `credentialSchema` and `evidence`.
pub const VC_STATUSES: usize = 4;
/// Blank nodes in one RDF dataset: a list of 64 records has 129.
pub const RDF_BLANK_NODES: usize = 320;
/// Units of work to put one RDF dataset into its canonical form: hashes over neighbours, permutations and descents.
pub const RDF_WORK: usize = 16_384;
