//! Making a DeviceRequest: prepare the bytes, sign them anywhere, complete.

use crate::crypto::{self, PublicKey, SignFault, Signature, Signer, cose};
use crate::encoding::cbor::Writer;

use super::reader_auth::{reader_authentication, reader_authentication_all};
use super::{DeviceRequestInfo, ItemsRequest, RequestFault, SessionTranscript};

/// What a reader will ask for.
///
/// ```
/// use chop_core::exchange::mdoc::{ItemsRequest, RequestDraft};
///
/// let items = ItemsRequest::new("example.card.1", &[("example.card.1", "portrait", false)])?;
/// assert!(RequestDraft::new(vec![items]).unsigned().starts_with(&[0xa2, 0x67]));
/// # Ok::<(), chop_core::exchange::mdoc::RequestFault>(())
/// ```
#[derive(Debug, Clone)]
pub struct RequestDraft {
    documents: Vec<Vec<u8>>,
    info: Option<Vec<u8>>,
}

/// A request before its reader signs it.
pub struct PreparedRequest {
    draft: RequestDraft,
    to_be_signed: Vec<Vec<u8>>,
    for_all: bool,
}

impl RequestDraft {
    /// A request for these documents. One for none is refused by every wallet.
    #[must_use]
    pub fn new(documents: Vec<ItemsRequest>) -> Self {
        Self { documents: documents.iter().map(ItemsRequest::to_tagged).collect(), info: None }
    }

    /// With what else is said of the documents together: a request of the second edition.
    ///
    /// # Errors
    /// `device-request.info` if a use case names a document that is not asked for.
    pub fn with_info(mut self, info: &DeviceRequestInfo) -> Result<Self, RequestFault> {
        info.require_within(self.documents.len())?;
        self.info = info.write().map(|info| {
            let mut tagged = Writer::new();
            tagged.embedded(&info);
            tagged.into_bytes()
        });
        Ok(self)
    }

    /// The request of a reader that does not say who it is.
    #[must_use]
    pub fn unsigned(&self) -> Vec<u8> {
        self.write(&[], false)
    }

    /// Prepares a signature of the reader for each document, as every wallet takes it.
    #[must_use]
    pub fn prepare(self, reader: &PublicKey, transcript: &SessionTranscript) -> PreparedRequest {
        let protected = cose::protected_header(reader.algorithm());
        let to_be_signed = self
            .documents
            .iter()
            .map(|items| cose::sig_structure(&protected, &[], &reader_authentication(transcript, items)))
            .collect();
        PreparedRequest { draft: self, to_be_signed, for_all: false }
    }

    /// Prepares one signature over the whole request, for a wallet whose capabilities say that it can take it.
    #[must_use]
    pub fn prepare_for_all(self, reader: &PublicKey, transcript: &SessionTranscript) -> PreparedRequest {
        let protected = cose::protected_header(reader.algorithm());
        let items: Vec<&[u8]> = self.documents.iter().map(Vec::as_slice).collect();
        let authentication = reader_authentication_all(transcript, &items, self.info.as_deref());
        let to_be_signed = vec![cose::sig_structure(&protected, &[], &authentication)];
        PreparedRequest { draft: self, to_be_signed, for_all: true }
    }

    fn write(&self, signatures: &[Vec<u8>], for_all: bool) -> Vec<u8> {
        let (each, all) = if for_all { (&[][..], signatures) } else { (signatures, &[][..]) };
        let mut writer = Writer::new();
        writer.map(2 + usize::from(self.info.is_some()) + usize::from(!all.is_empty()));
        writer.text("version");
        writer.text(if self.info.is_some() || !all.is_empty() { "1.1" } else { "1.0" });
        writer.text("docRequests");
        writer.array(self.documents.len());
        for (place, items) in self.documents.iter().enumerate() {
            let signature = each.get(place);
            writer.map(if signature.is_some() { 2 } else { 1 });
            // Bytewise order of keys: the shorter "readerAuth" first.
            if let Some(signature) = signature {
                writer.text("readerAuth");
                writer.raw(signature);
            }
            writer.text("itemsRequest");
            writer.raw(items);
        }
        if !all.is_empty() {
            writer.text("readerAuthAll");
            writer.array(all.len());
            all.iter().for_each(|signature| writer.raw(signature));
        }
        if let Some(info) = &self.info {
            writer.text("deviceRequestInfo");
            writer.raw(info);
        }
        writer.into_bytes()
    }
}

impl PreparedRequest {
    /// What the reader signs with the algorithm of its key, one for each signature in order.
    #[must_use]
    pub fn to_be_signed(&self) -> &[Vec<u8>] {
        &self.to_be_signed
    }

    /// Signs in this process and gives the bytes of the request. `chain` is the reader's certificate and those above
    /// it, without the root.
    ///
    /// # Errors
    /// The signer's fault.
    pub fn sign(self, signer: &dyn Signer, chain: &[Vec<u8>]) -> Result<Vec<u8>, SignFault> {
        let signatures = self.to_be_signed.iter().map(|bytes| signer.sign(bytes)).collect::<Result<Vec<_>, _>>()?;
        Ok(self.write(&signatures, chain))
    }

    /// Completes with signatures made elsewhere, in order: each is made low-s and verified before anything gets out.
    ///
    /// # Errors
    /// The fault of a signature that is not one by `key`; `sign.length` if there are too few or too many.
    pub fn complete(self, key: &PublicKey, signatures: &[Vec<u8>], chain: &[Vec<u8>]) -> Result<Vec<u8>, SignFault> {
        if signatures.len() != self.to_be_signed.len() {
            return Err(SignFault::Length { got: signatures.len(), want: self.to_be_signed.len() });
        }
        let completed = self.to_be_signed.iter().zip(signatures).map(|(bytes, one)| crypto::complete(key, bytes, one));
        let signatures = completed.collect::<Result<Vec<_>, _>>()?;
        Ok(self.write(&signatures, chain))
    }

    fn write(&self, signatures: &[Signature], chain: &[Vec<u8>]) -> Vec<u8> {
        let envelopes: Vec<Vec<u8>> = signatures
            .iter()
            .map(|signature| {
                let mut writer = Writer::new();
                cose::write_detached_sign1(&mut writer, signature.algorithm(), chain, signature.as_bytes());
                writer.into_bytes()
            })
            .collect();
        self.draft.write(&envelopes, self.for_all)
    }
}
