//! The wallet's side of a session, without input or output: events in, steps out.

use crate::crypto::{Signer as _, SoftwareKey};
use crate::format::mdoc::{ResponseStatus, error_response};

use super::session_keys::SessionKeys;
use super::{
    ClosedBy, DeviceEngagement, DeviceRequest, Handover, RequestFault, SessionData, SessionEstablishment, SessionFault,
    SessionStatus, SessionTranscript,
};

/// What happens to a wallet in a session.
#[derive(Debug, Clone)]
pub enum WalletEvent {
    /// A whole message of the reader came.
    Received(Vec<u8>),
    /// The holder answers with this DeviceResponse; the session goes on.
    Answer(Vec<u8>),
    /// The holder answers with this DeviceResponse, and that is all.
    AnswerAndClose(Vec<u8>),
    /// The holder ends the session.
    Close,
    /// The transport is gone.
    Lost,
}

/// What a wallet has to do next.
#[derive(Debug)]
#[must_use]
pub enum WalletStep {
    /// Ask the holder, and answer.
    Asked(Box<DeviceRequest>),
    /// Send this, and wait.
    Send(Vec<u8>),
    /// Send this, then let the transport go: the session is over.
    SendAndClose(Vec<u8>),
    /// The session is over; there is nothing to send.
    Closed(ClosedBy),
    /// The session is over for this reason. What is to be sent, if anything, tells the reader.
    Failed {
        /// Why.
        fault: SessionFault,
        /// A SessionData with a status.
        send: Option<Vec<u8>>,
    },
}

enum State {
    /// Nothing came yet.
    Engaged { key: SoftwareKey },
    /// A request waits for an answer.
    Asked(SessionKeys),
    /// An answer was sent.
    Answered(SessionKeys),
    /// Over: the keys are gone.
    Closed,
}

/// A session of a wallet. Its keys are wiped when it ends.
///
/// The example of [`mdoc`](super) shows it with a reader.
pub struct WalletSession {
    engagement: DeviceEngagement,
    handover: Handover,
    transcript: Option<SessionTranscript>,
    state: State,
}

impl WalletSession {
    /// A session that waits for the reader that saw this engagement.
    ///
    /// # Errors
    /// `session.key` if `key` is not that of the engagement.
    pub fn new(engagement: &DeviceEngagement, key: SoftwareKey, handover: Handover) -> Result<Self, SessionFault> {
        if key.public_key() != engagement.device_key().public_key() {
            return Err(SessionFault::Key);
        }
        Ok(Self { engagement: engagement.clone(), handover, transcript: None, state: State::Engaged { key } })
    }

    /// The transcript that documents are presented over, once the reader's key is known.
    #[must_use]
    pub const fn transcript(&self) -> Option<&SessionTranscript> {
        self.transcript.as_ref()
    }

    /// Whether the session is over.
    #[must_use]
    pub const fn is_closed(&self) -> bool {
        matches!(self.state, State::Closed)
    }

    /// Takes one event to the next step.
    pub fn handle(&mut self, event: WalletEvent) -> WalletStep {
        let state = std::mem::replace(&mut self.state, State::Closed);
        match (state, event) {
            (State::Closed, _) => WalletStep::Failed { fault: SessionFault::Order, send: None },
            (_, WalletEvent::Lost) => WalletStep::Closed(ClosedBy::Transport),
            (State::Engaged { .. }, WalletEvent::Close) => WalletStep::Closed(ClosedBy::Us),
            (State::Asked(_) | State::Answered(_), WalletEvent::Close) => {
                WalletStep::SendAndClose(SessionData::status(SessionStatus::Termination).to_bytes())
            }
            (State::Engaged { key }, WalletEvent::Received(bytes)) => self.established(&key, &bytes),
            (State::Answered(keys), WalletEvent::Received(bytes)) => self.continued(keys, &bytes),
            (State::Asked(keys), WalletEvent::Received(bytes)) => self.withdrawn(keys, &bytes),
            (State::Asked(keys), WalletEvent::Answer(response)) => self.answered(keys, &response, None),
            (State::Asked(keys), WalletEvent::AnswerAndClose(response)) => {
                self.answered(keys, &response, Some(SessionStatus::Termination))
            }
            (State::Engaged { .. } | State::Answered(_), WalletEvent::Answer(_) | WalletEvent::AnswerAndClose(_)) => {
                WalletStep::Failed {
                    fault: SessionFault::Order,
                    send: Some(SessionData::status(SessionStatus::Termination).to_bytes()),
                }
            }
        }
    }

    fn established(&mut self, key: &SoftwareKey, bytes: &[u8]) -> WalletStep {
        let opened = SessionEstablishment::parse(bytes).and_then(|message| {
            let transcript = SessionTranscript::proximity(&self.engagement, &message.reader_key, &self.handover);
            let keys = SessionKeys::of_device(key, message.reader_key.public_key(), &transcript)?;
            self.transcript = Some(transcript);
            Ok((keys, message.data))
        });
        match opened {
            Ok((keys, data)) => self.asked(keys, &data),
            Err(fault) => failed(fault),
        }
    }

    fn continued(&mut self, keys: SessionKeys, bytes: &[u8]) -> WalletStep {
        match SessionData::parse(bytes) {
            Ok(SessionData { data: Some(data), status: None }) => self.asked(keys, &data),
            Ok(SessionData { status: Some(SessionStatus::Termination), .. }) => WalletStep::Closed(ClosedBy::Them),
            Ok(SessionData { status: Some(status), .. }) => peer(status),
            Ok(SessionData { data: None, status: None }) => failed(SessionFault::Structure),
            Err(fault) => failed(fault),
        }
    }

    /// Before the answer a reader may only end the session; a second request would let it overwrite what the holder is
    /// looking at.
    fn withdrawn(&mut self, _: SessionKeys, bytes: &[u8]) -> WalletStep {
        match SessionData::parse(bytes) {
            Ok(SessionData { data: None, status: Some(SessionStatus::Termination) }) => {
                WalletStep::Closed(ClosedBy::Them)
            }
            Ok(SessionData { data: None, status: Some(status) }) => peer(status),
            Ok(SessionData { data: Some(_), .. } | SessionData { data: None, status: None }) => {
                failed(SessionFault::Order)
            }
            Err(fault) => failed(fault),
        }
    }

    fn asked(&mut self, mut keys: SessionKeys, data: &[u8]) -> WalletStep {
        let bytes = match keys.decrypt(data) {
            Ok(bytes) => bytes,
            Err(fault) => return failed(fault),
        };
        match DeviceRequest::parse(&bytes) {
            Ok(request) => {
                self.state = State::Asked(keys);
                WalletStep::Asked(Box::new(request))
            }
            Err(fault) => refused(keys, fault),
        }
    }

    fn answered(&mut self, mut keys: SessionKeys, response: &[u8], status: Option<SessionStatus>) -> WalletStep {
        match keys.encrypt(response) {
            Ok(data) => {
                let bytes = SessionData { data: Some(data), status }.to_bytes();
                if status.is_some() {
                    return WalletStep::SendAndClose(bytes);
                }
                self.state = State::Answered(keys);
                WalletStep::Send(bytes)
            }
            Err(fault) => failed(fault),
        }
    }
}

impl std::fmt::Debug for WalletSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WalletSession").field("closed", &self.is_closed()).finish_non_exhaustive()
    }
}

fn peer(status: SessionStatus) -> WalletStep {
    WalletStep::Failed { fault: SessionFault::Peer { status: status.number() }, send: None }
}

fn failed(fault: SessionFault) -> WalletStep {
    WalletStep::Failed { send: Some(status_of(&fault)), fault }
}

/// A request that decrypts and is none is answered by a response that says so (Table 8), and that is all.
fn refused(mut keys: SessionKeys, fault: RequestFault) -> WalletStep {
    let status = match fault {
        RequestFault::Cbor(_) => ResponseStatus::CborDecoding,
        RequestFault::Size
        | RequestFault::Text
        | RequestFault::Structure
        | RequestFault::Version
        | RequestFault::Items
        | RequestFault::Info
        | RequestFault::ReaderAuth
        | RequestFault::Encryption
        | RequestFault::View => ResponseStatus::CborValidation,
    };
    let send = keys.encrypt(&error_response(status, &[])).map_or_else(
        |fault| status_of(&fault),
        |data| SessionData { data: Some(data), status: Some(SessionStatus::Termination) }.to_bytes(),
    );
    WalletStep::Failed { fault: SessionFault::Request(fault), send: Some(send) }
}

/// The message that tells the other side of a fault: 10 for encryption, 11 for CBOR, 20 for the rest.
pub(super) fn status_of(fault: &SessionFault) -> Vec<u8> {
    let status = match fault {
        SessionFault::Decrypt | SessionFault::Key => SessionStatus::Encryption,
        SessionFault::Cbor(_) | SessionFault::Structure => SessionStatus::Cbor,
        SessionFault::Size
        | SessionFault::Counter
        | SessionFault::Order
        | SessionFault::Request(_)
        | SessionFault::Peer { .. } => SessionStatus::Termination,
    };
    SessionData::status(status).to_bytes()
}
