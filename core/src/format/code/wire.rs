//! The bytes that are signed, rebuilt from the fields of a code (spec/personal-code-1.md §1).

use sha2::{Digest, Sha256};

use crate::crypto::cose;
use crate::encoding::cbor::Writer;
use crate::format::mdoc::{self, MsoParts};
use crate::time::UnixTime;

/// `info` of the handover: what the device signature binds besides the credential.
pub(super) struct Handover<'a> {
    pub(super) profile: u64,
    pub(super) kid: &'a [u8; 8],
    pub(super) issued_at: UnixTime,
    pub(super) nonce: &'a [u8],
    pub(super) audience: Option<&'a [u8; 8]>,
    pub(super) mso_digest: &'a [u8; 32],
    pub(super) items_digest: &'a [u8; 32],
}

/// The protected header `{1: -7}`.
pub(super) const ES256_HEADER: [u8; 3] = [0xa1, 0x01, 0x26];
/// `#6.24(bstr .cbor {})`: nothing is device-signed.
const NO_DEVICE_NAME_SPACES: [u8; 4] = [0xd8, 0x18, 0x41, 0xa0];

pub(super) fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The `Sig_structure` over `MobileSecurityObjectBytes`.
pub(super) fn issuer_to_be_signed(mso: &MsoParts<'_>) -> Vec<u8> {
    cose::sig_structure_with(&ES256_HEADER, mdoc::mso_length(mso), |writer| mdoc::write_mso_to(writer, mso))
}

/// `MobileSecurityObjectBytes` back out of its `Sig_structure`: the last field.
pub(super) fn mso_of(issuer_to_be_signed: &[u8]) -> &[u8] {
    // array(4), "Signature1", h'A10126', h'', then the head of a byte string of 256 to 65,535 bytes.
    const BEFORE: usize = 1 + 11 + 4 + 1;
    match issuer_to_be_signed.get(BEFORE) {
        Some(0x58) => issuer_to_be_signed.get(BEFORE + 2..),
        _ => issuer_to_be_signed.get(BEFORE + 3..),
    }
    .unwrap_or_default()
}

/// The `Sig_structure` over `DeviceAuthenticationBytes`.
pub(super) fn device_to_be_signed(handover: &Handover<'_>, doc_type: &str) -> Vec<u8> {
    let mut info = Writer::with_capacity(160);
    info.array(9);
    info.text("PC1");
    info.uint(1);
    info.uint(handover.profile);
    info.bytes(handover.kid);
    info.int(handover.issued_at.seconds());
    info.bytes(handover.nonce);
    match handover.audience {
        Some(audience) => info.bytes(audience),
        None => info.null(),
    }
    info.bytes(handover.mso_digest);
    info.bytes(handover.items_digest);
    let digest = digest(info.as_bytes());
    let mut transcript = info;
    transcript.clear();
    transcript.array(3);
    transcript.null();
    transcript.null();
    transcript.array(2);
    transcript.text("PersonalCodeHandover.1");
    transcript.bytes(&digest);
    let transcript = transcript.as_bytes();
    let length = mdoc::device_authentication_length(transcript, doc_type, &NO_DEVICE_NAME_SPACES);
    cose::sig_structure_with(&ES256_HEADER, length, |writer| {
        mdoc::write_device_authentication(writer, transcript, doc_type, &NO_DEVICE_NAME_SPACES);
    })
}
