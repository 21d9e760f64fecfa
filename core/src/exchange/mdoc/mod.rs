//! ISO/IEC 18013-5 between a wallet and a reader: engagement, requests, session transcripts and encrypted sessions.
//!
//! Nothing here opens a radio: a transport carries the bytes that the two machines hand out. The messages of a whole
//! meeting, reader on the left:
//!
//! ```text
//!                       ◀── DeviceEngagement (QR or NFC)
//! SessionEstablishment ──▶   DeviceRequest inside, encrypted
//!                       ◀── SessionData: DeviceResponse inside, encrypted
//!   SessionData (status 20) ──▶
//! ```
//!
//! A meeting from end to end. The reader checks the answer as any other: with [`run`](crate::verify::run).
//!
//! ```
//! use chop_core::crypto::{Signer, SoftwareKey};
//! use chop_core::exchange::mdoc::{
//!     DeviceEngagement, Handover, ItemsRequest, ReaderEvent, ReaderSession, ReaderStep, RequestDraft, RetrievalMethod,
//!     WalletEvent, WalletSession, WalletStep,
//! };
//!
//! // The wallet shows a code, the reader scans it.
//! let own = SoftwareKey::from_p256_scalar(&[1; 32])?;
//! let engagement = DeviceEngagement::new(own.public_key(), &[RetrievalMethod::nfc(255, 256)], None)?;
//! let scanned = DeviceEngagement::from_uri(&engagement.to_uri())?;
//! let mut wallet = WalletSession::new(&engagement, own, Handover::Qr)?;
//! let mut reader = ReaderSession::new(&scanned, SoftwareKey::from_p256_scalar(&[2; 32])?, Handover::Qr)?;
//!
//! // The reader asks.
//! let items = ItemsRequest::new("example.card.1", &[("example.card.1", "family_name", false)])?;
//! let request = RequestDraft::new(vec![items]).unsigned();
//! let ReaderStep::Send(bytes) = reader.handle(ReaderEvent::Ask(request)) else { panic!() };
//! let WalletStep::Asked(asked) = wallet.handle(WalletEvent::Received(bytes)) else { panic!() };
//! assert_eq!(asked.documents()[0].items().doc_type(), "example.card.1");
//!
//! // The wallet answers, here that it has nothing, and ends the session.
//! let refusal = chop_core::format::mdoc::response(&[], &[]);
//! let WalletStep::SendAndClose(bytes) = wallet.handle(WalletEvent::AnswerAndClose(refusal)) else { panic!() };
//! let ReaderStep::Answered { response, closed: true } = reader.handle(ReaderEvent::Received(bytes)) else { panic!() };
//! assert!(chop_core::format::mdoc::DeviceResponse::parse(&response)?.documents().is_empty());
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```

mod capabilities;
mod dc_api;
mod engagement;
mod engagement_fault;
mod ephemeral_key;
mod frames;
mod handover_select;
mod items_request;
mod ndef;
mod oob;
mod reader_auth;
mod reader_session;
mod request;
mod request_draft;
mod request_fault;
mod request_info;
mod retrieval;
mod session_fault;
mod session_keys;
mod session_message;
mod transcript;
mod use_case;
mod wallet_session;

pub use capabilities::Capabilities;
pub use dc_api::{EncryptedResponse, EncryptionInfo};
pub use engagement::{CIPHER_SUITE, DeviceEngagement};
pub use engagement_fault::EngagementFault;
pub use ephemeral_key::EphemeralKey;
pub use frames::{Assembler, FrameFault, frames};
pub use handover_select::{Carrier, HandoverSelect, PowerState};
pub use items_request::{Choice, ItemsRequest, RequestedElement};
pub use oob::LeRole;
pub use reader_auth::{Reader, ReaderFault, ReaderPolicy};
pub use reader_session::{ReaderEvent, ReaderSession, ReaderStep};
pub use request::{DeviceRequest, DocRequest};
pub use request_draft::{PreparedRequest, RequestDraft};
pub use request_fault::RequestFault;
pub use request_info::{Alternative, DocRequestInfo, ElementReference};
pub use retrieval::{BleOptions, NfcOptions, RetrievalMethod, RetrievalOptions, WifiOptions};
pub use session_fault::{ClosedBy, SessionFault};
pub use session_message::{SessionData, SessionEstablishment, SessionStatus};
pub use transcript::{Handover, SessionTranscript, TranscriptFault};
pub use use_case::{DeviceRequestInfo, UseCase};
pub use wallet_session::{WalletEvent, WalletSession, WalletStep};
