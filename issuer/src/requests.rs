//! Key requests of wallets, as files of a folder.

use std::fs;
use std::path::{Path, PathBuf};

use chop_core::crypto::{Algorithm, PublicKey};
use chop_core::encoding::limits::CBOR_STRING_BYTES;
use chop_core::exchange::offline::{KeyRequest, OfflineFault};
use chop_core::time::UnixTime;
use sha2::{Digest, Sha256};

use crate::files::{self, FileFault};

/// The end of the name of a request's file.
pub const EXTENSION: &str = "chop-request";

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestFault {
    /// The file cannot be read.
    File(FileFault),
    /// It is not a request, its proofs do not hold, or it has expired.
    Request(OfflineFault),
    /// It is for another issuer.
    Issuer,
    /// It is for another kind of document than the one being issued, or than the record's.
    Kind,
    /// No record has this claim.
    ClaimUnknown,
    /// Another request has taken the claim. A claim counts once.
    ClaimUsed,
    /// The record was revoked, or another one took its place.
    RecordEnded,
    /// Fewer keys than the kind has credentials.
    TooFewKeys,
    /// A key that is not on P-256.
    KeyType,
    /// A key that has a credential already.
    KeyUsed,
    /// A credential would outlive the signer's certificate: renew it first.
    SignerExpires,
}

impl RequestFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::File(fault) => fault.code(),
            Self::Request(fault) => fault.code(),
            Self::Issuer => "request.other-issuer",
            Self::Kind => "request.other-kind",
            Self::ClaimUnknown => "request.claim-unknown",
            Self::ClaimUsed => "request.claim-used",
            Self::RecordEnded => "request.record-ended",
            Self::TooFewKeys => "request.too-few-keys",
            Self::KeyType => "request.key-type",
            Self::KeyUsed => "request.key-used",
            Self::SignerExpires => "issuer.signer-expires",
        }
    }

    /// Every variant of the issuer's own, for the table of codes.
    pub const OWN: [Self; 9] = [
        Self::Issuer,
        Self::Kind,
        Self::ClaimUnknown,
        Self::ClaimUsed,
        Self::RecordEnded,
        Self::TooFewKeys,
        Self::KeyType,
        Self::KeyUsed,
        Self::SignerExpires,
    ];
}

displays_code!(RequestFault);

/// The requests in a folder, in the order of their names: the first of two for one claim is the one that counts.
///
/// # Errors
/// `file.*` if the folder cannot be read.
pub fn list(folder: &Path) -> Result<Vec<PathBuf>, FileFault> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_hidden = path.file_name().and_then(|name| name.to_str()).is_none_or(|name| name.starts_with('.'));
        if !is_hidden && path.extension().is_some_and(|end| end == EXTENSION) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// The bytes of a request and their digest.
pub(crate) struct RequestBytes {
    pub(crate) bytes: Vec<u8>,
    pub(crate) digest: [u8; 32],
}

impl RequestBytes {
    pub(crate) fn read(path: &Path) -> Result<Self, FileFault> {
        files::read_up_to(path, CBOR_STRING_BYTES).map(Self::new)
    }

    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        let digest = Sha256::digest(&bytes).into();
        Self { bytes, digest }
    }

    /// Reads the request and checks every proof in it.
    pub(crate) fn parse(&self, now: UnixTime) -> Result<KeyRequest, RequestFault> {
        let request = KeyRequest::parse(&self.bytes, now).map_err(RequestFault::Request)?;
        let fits = |key: &PublicKey| key.algorithm() == Algorithm::Es256;
        if request.keys().iter().all(fits) { Ok(request) } else { Err(RequestFault::KeyType) }
    }
}
