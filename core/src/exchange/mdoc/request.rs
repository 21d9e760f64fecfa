//! DeviceRequest (ISO/IEC 18013-5 §8.3.2.1.2.1): what a reader asks of a wallet, as received.

use crate::crypto::cose::Envelope;
use crate::encoding::base64url;
use crate::encoding::cbor::{Item, Strictness};
use crate::encoding::limits::{DOCUMENTS, REQUEST_BYTES};
use crate::format::mdoc::version;

use super::{DeviceRequestInfo, ItemsRequest, RequestFault};

/// A request for one document.
#[derive(Debug, Clone)]
pub struct DocRequest {
    items: ItemsRequest,
    /// The exact `ItemsRequestBytes`, which the reader's signature is over.
    pub(super) items_bytes: Vec<u8>,
    pub(super) reader_auth: Option<Envelope>,
}

impl DocRequest {
    /// What is asked for.
    #[must_use]
    pub const fn items(&self) -> &ItemsRequest {
        &self.items
    }

    /// Whether the reader signed this request by itself.
    #[must_use]
    pub const fn is_signed(&self) -> bool {
        self.reader_auth.is_some()
    }
}

/// A DeviceRequest. Who asks is another question: [`authenticate`](Self::authenticate).
///
/// ```
/// use chop_core::exchange::mdoc::{DeviceRequest, ItemsRequest, RequestDraft};
///
/// let items = ItemsRequest::new("example.card.1", &[("example.card.1", "portrait", true)])?;
/// let request = DeviceRequest::parse(&RequestDraft::new(vec![items.clone()]).unsigned())?;
/// assert_eq!(request.documents()[0].items(), &items);
/// # Ok::<(), chop_core::exchange::mdoc::RequestFault>(())
/// ```
#[derive(Debug, Clone)]
pub struct DeviceRequest {
    documents: Vec<DocRequest>,
    info: Option<DeviceRequestInfo>,
    /// The exact `DeviceRequestInfoBytes`.
    pub(super) info_bytes: Option<Vec<u8>>,
    pub(super) reader_auth_all: Vec<Envelope>,
}

impl DeviceRequest {
    /// Reads a DeviceRequest of version 1.x for at most 16 documents. Members that are not known are passed over.
    ///
    /// # Errors
    /// A [`RequestFault`] but `device-request.text`, `.encryption` and `.view`.
    pub fn parse(bytes: &[u8]) -> Result<Self, RequestFault> {
        if bytes.len() > REQUEST_BYTES {
            return Err(RequestFault::Size);
        }
        let item = Item::parse(bytes, Strictness::Lenient).map_err(RequestFault::Cbor)?;
        let map = item.as_map().ok_or(RequestFault::Structure)?;
        if !version::is_known(map.get("version").and_then(Item::as_text).ok_or(RequestFault::Structure)?) {
            return Err(RequestFault::Version);
        }
        let requests = map.get("docRequests").and_then(Item::as_array).ok_or(RequestFault::Structure)?;
        if requests.is_empty() {
            return Err(RequestFault::Structure);
        }
        if requests.len() > DOCUMENTS {
            return Err(RequestFault::Size);
        }
        let documents = requests.iter().map(doc_request).collect::<Result<Vec<_>, _>>()?;
        let info = match map.get("deviceRequestInfo") {
            Some(item) => {
                let inner = item.as_embedded().ok_or(RequestFault::Info)?;
                Some((DeviceRequestInfo::read(inner, documents.len())?, item.raw().to_vec()))
            }
            None => None,
        };
        let reader_auth_all = match map.get("readerAuthAll") {
            Some(item) => {
                let list = item.as_array().filter(|list| !list.is_empty()).ok_or(RequestFault::ReaderAuth)?;
                if list.len() > DOCUMENTS {
                    return Err(RequestFault::Size);
                }
                list.iter().map(reader_auth).collect::<Result<_, _>>()?
            }
            None => Vec::new(),
        };
        let (info, info_bytes) = info.unzip();
        Ok(Self { documents, info, info_bytes, reader_auth_all })
    }

    /// Reads the `deviceRequest` of ISO/IEC TS 18013-7 Annex C: base64url without padding.
    ///
    /// # Errors
    /// `device-request.text`, and those of [`parse`](Self::parse).
    pub fn from_base64(text: &str) -> Result<Self, RequestFault> {
        if text.len() > REQUEST_BYTES.div_ceil(3) * 4 {
            return Err(RequestFault::Size);
        }
        Self::parse(&base64url::decode(text).map_err(|_| RequestFault::Text)?)
    }

    /// The documents asked for, in the order of the request.
    #[must_use]
    pub fn documents(&self) -> &[DocRequest] {
        &self.documents
    }

    /// What else is said of the documents together.
    #[must_use]
    pub const fn info(&self) -> Option<&DeviceRequestInfo> {
        self.info.as_ref()
    }
}

fn doc_request(item: &Item<'_>) -> Result<DocRequest, RequestFault> {
    let map = item.as_map().ok_or(RequestFault::Structure)?;
    let tagged = map.get("itemsRequest").ok_or(RequestFault::Structure)?;
    Ok(DocRequest {
        items: ItemsRequest::parse(tagged.as_embedded().ok_or(RequestFault::Items)?)?,
        items_bytes: tagged.raw().to_vec(),
        reader_auth: map.get("readerAuth").map(reader_auth).transpose()?,
    })
}

/// A COSE_Sign1 with a certificate chain (§9.1.4.4). Whether the chain is good is asked later.
fn reader_auth(item: &Item<'_>) -> Result<Envelope, RequestFault> {
    let envelope = Envelope::from_item(item).map_err(|_| RequestFault::ReaderAuth)?;
    if envelope.chain().is_empty() { Err(RequestFault::ReaderAuth) } else { Ok(envelope) }
}
