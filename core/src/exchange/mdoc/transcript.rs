//! SessionTranscript (ISO/IEC 18013-5 §9.1.5.1): what both sides of one transaction saw, as the exact bytes that proofs
//! and session keys are bound to.
//!
//! ```text
//! SessionTranscript = [DeviceEngagementBytes / null, EReaderKeyBytes / null, Handover]
//! ```

use sha2::{Digest as _, Sha256};

use crate::encoding::cbor::{CborFault, Item, Strictness, Writer};
use crate::encoding::limits::TRANSCRIPT_BYTES;

use super::{DeviceEngagement, EncryptionInfo, EphemeralKey};

/// How the engagement came from the wallet to the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handover {
    /// By QR code: `null`.
    Qr,
    /// By NFC: the binary messages as they were exchanged.
    Nfc {
        /// The Handover Select message.
        select: Vec<u8>,
        /// The Handover Request message; none in static handover.
        request: Option<Vec<u8>>,
    },
}

/// Why bytes are not a session transcript.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TranscriptFault {
    /// Larger than [`TRANSCRIPT_BYTES`].
    Size,
    /// Its CBOR is not acceptable.
    Cbor(CborFault),
    /// Not an array of three.
    Structure,
}

impl TranscriptFault {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Size => "transcript.size",
            Self::Cbor(fault) => fault.code(),
            Self::Structure => "transcript.structure",
        }
    }
}

impl std::fmt::Display for TranscriptFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for TranscriptFault {}

/// An encoded SessionTranscript.
///
/// ```
/// use chop_core::exchange::mdoc::SessionTranscript;
///
/// let transcript = SessionTranscript::openid4vp("x509_san_dns:example.com", "nonce", None, "https://example.com/r");
/// assert_eq!(SessionTranscript::parse(transcript.as_bytes())?, transcript);
/// # Ok::<(), chop_core::exchange::mdoc::TranscriptFault>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionTranscript(Vec<u8>);

impl SessionTranscript {
    /// Of a meeting of two devices, with the ephemeral key that the reader sent.
    #[must_use]
    pub fn proximity(engagement: &DeviceEngagement, reader: &EphemeralKey, handover: &Handover) -> Self {
        let mut writer = Writer::with_capacity(engagement.as_bytes().len() + 256);
        writer.array(3);
        writer.embedded(engagement.as_bytes());
        writer.raw(reader.as_bytes());
        match handover {
            Handover::Qr => writer.null(),
            Handover::Nfc { select, request } => {
                writer.array(2);
                writer.bytes(select);
                match request {
                    Some(request) => writer.bytes(request),
                    None => writer.null(),
                }
            }
        }
        Self(writer.into_bytes())
    }

    /// Of OpenID4VP 1.0 by redirects (§B.2.6.1). `jwk_thumbprint` is the RFC 7638 SHA-256 thumbprint of the key that the
    /// response is encrypted to; none for a response that is not encrypted.
    #[must_use]
    pub fn openid4vp(client_id: &str, nonce: &str, jwk_thumbprint: Option<&[u8; 32]>, response_uri: &str) -> Self {
        Self::hashed("OpenID4VPHandover", |info| {
            info.array(4);
            info.text(client_id);
            info.text(nonce);
            thumbprint(info, jwk_thumbprint);
            info.text(response_uri);
        })
    }

    /// Of OpenID4VP 1.0 over the Digital Credentials API (§B.2.6.2). `origin` is the serialised origin as the platform
    /// names it, such as `https://example.com`, without a prefix.
    #[must_use]
    pub fn openid4vp_dc_api(origin: &str, nonce: &str, jwk_thumbprint: Option<&[u8; 32]>) -> Self {
        Self::hashed("OpenID4VPDCAPIHandover", |info| {
            info.array(3);
            info.text(origin);
            info.text(nonce);
            thumbprint(info, jwk_thumbprint);
        })
    }

    /// Of ISO/IEC TS 18013-7 Annex C: the DeviceRequest and DeviceResponse themselves over an API. `origin` as in
    /// [`openid4vp_dc_api`](Self::openid4vp_dc_api).
    #[must_use]
    pub fn iso_dc_api(encryption: &EncryptionInfo, origin: &str) -> Self {
        Self::hashed("dcapi", |info| {
            info.array(2);
            info.text(&encryption.to_base64());
            info.text(origin);
        })
    }

    /// Of ISO/IEC TS 18013-7 Annex B, which is OpenID4VP before 1.0.
    #[must_use]
    pub fn iso_openid4vp(client_id: &str, response_uri: &str, nonce: &str, mdoc_generated_nonce: &str) -> Self {
        let hash = |text: &str| {
            let mut pair = Writer::new();
            pair.array(2);
            pair.text(text);
            pair.text(mdoc_generated_nonce);
            Sha256::digest(pair.as_bytes())
        };
        Self::detached(|handover| {
            handover.array(3);
            handover.bytes(&hash(client_id));
            handover.bytes(&hash(response_uri));
            handover.text(nonce);
        })
    }

    /// Reads an encoded transcript of any handover and keeps it as it is.
    ///
    /// # Errors
    /// A [`TranscriptFault`].
    pub fn parse(bytes: &[u8]) -> Result<Self, TranscriptFault> {
        if bytes.len() > TRANSCRIPT_BYTES {
            return Err(TranscriptFault::Size);
        }
        let item = Item::parse(bytes, Strictness::Lenient).map_err(TranscriptFault::Cbor)?;
        item.as_array_of::<3>().ok_or(TranscriptFault::Structure)?;
        Ok(Self(bytes.to_vec()))
    }

    /// The encoded array, as device and reader authentication hold it.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// `SessionTranscriptBytes`, `#6.24(bstr .cbor SessionTranscript)`, as the derivation of keys hashes it.
    #[must_use]
    pub fn to_tagged(&self) -> Vec<u8> {
        let mut writer = Writer::with_capacity(self.0.len() + 8);
        writer.embedded(&self.0);
        writer.into_bytes()
    }

    fn detached(handover: impl FnOnce(&mut Writer)) -> Self {
        let mut writer = Writer::new();
        writer.array(3);
        writer.null();
        writer.null();
        handover(&mut writer);
        Self(writer.into_bytes())
    }

    fn hashed(name: &str, info: impl FnOnce(&mut Writer)) -> Self {
        let mut hashed = Writer::new();
        info(&mut hashed);
        Self::detached(|handover| {
            handover.array(2);
            handover.text(name);
            handover.bytes(&Sha256::digest(hashed.as_bytes()));
        })
    }
}

fn thumbprint(info: &mut Writer, thumbprint: Option<&[u8; 32]>) {
    match thumbprint {
        Some(thumbprint) => info.bytes(thumbprint),
        None => info.null(),
    }
}
