//! The reader's side of a session, without input or output: events in, steps out.

use crate::crypto::{PublicKey, Signer as _, SoftwareKey};
use crate::verify::HolderKey;

use super::session_keys::SessionKeys;
use super::wallet_session::status_of;
use super::{
    ClosedBy, DeviceEngagement, EphemeralKey, Handover, SessionData, SessionEstablishment, SessionFault, SessionStatus,
    SessionTranscript,
};

/// What happens to a reader in a session.
#[derive(Debug, Clone)]
pub enum ReaderEvent {
    /// Ask with this DeviceRequest.
    Ask(Vec<u8>),
    /// A whole message of the wallet came.
    Received(Vec<u8>),
    /// End the session.
    Close,
    /// The transport is gone.
    Lost,
}

/// What a reader has to do next.
#[derive(Debug)]
#[must_use]
pub enum ReaderStep {
    /// Send this, and wait.
    Send(Vec<u8>),
    /// A DeviceResponse came, decrypted. Nothing in it is believed yet: it is for
    /// [`parse_device_response`](crate::format::mdoc::parse_device_response) and [`run`](crate::verify::run).
    Answered {
        /// The encoded DeviceResponse.
        response: Vec<u8>,
        /// Whether the wallet ended the session with it.
        closed: bool,
    },
    /// Send this, then let the transport go: the session is over.
    SendAndClose(Vec<u8>),
    /// The session is over; there is nothing to send.
    Closed(ClosedBy),
    /// The session is over for this reason. What is to be sent, if anything, tells the wallet.
    Failed {
        /// Why.
        fault: SessionFault,
        /// A SessionData with a status.
        send: Option<Vec<u8>>,
    },
}

enum State {
    /// Nothing was sent yet.
    Ready(SessionKeys),
    /// A request waits for its answer.
    Asked(SessionKeys),
    /// An answer came.
    Answered(SessionKeys),
    /// Over: the session keys are gone.
    Closed,
}

/// A session of a reader. Its session keys are wiped when it ends; its ephemeral key is kept until it is dropped, since
/// a MAC in the last answer is checked with it.
///
/// The example of [`mdoc`](super) shows it with a wallet.
pub struct ReaderSession {
    key: SoftwareKey,
    reader_key: EphemeralKey,
    transcript: SessionTranscript,
    state: State,
}

impl ReaderSession {
    /// A session with the wallet of this engagement, by a fresh ephemeral key on P-256.
    ///
    /// # Errors
    /// `session.key` for a key on another curve.
    pub fn new(engagement: &DeviceEngagement, key: SoftwareKey, handover: Handover) -> Result<Self, SessionFault> {
        let reader_key = EphemeralKey::new(key.public_key()).ok_or(SessionFault::Key)?;
        let transcript = SessionTranscript::proximity(engagement, &reader_key, &handover);
        let keys = SessionKeys::of_reader(&key, engagement.device_key().public_key(), &transcript)?;
        Ok(Self { key, reader_key, transcript, state: State::Ready(keys) })
    }

    /// The transcript that requests are signed over and answers are verified with.
    #[must_use]
    pub const fn transcript(&self) -> &SessionTranscript {
        &self.transcript
    }

    /// Whether the session is over.
    #[must_use]
    pub const fn is_closed(&self) -> bool {
        matches!(self.state, State::Closed)
    }

    /// Takes one event to the next step.
    pub fn handle(&mut self, event: ReaderEvent) -> ReaderStep {
        let state = std::mem::replace(&mut self.state, State::Closed);
        match (state, event) {
            (State::Closed, _) => ReaderStep::Failed { fault: SessionFault::Order, send: None },
            (_, ReaderEvent::Lost) => ReaderStep::Closed(ClosedBy::Transport),
            (State::Ready(_), ReaderEvent::Close) => ReaderStep::Closed(ClosedBy::Us),
            (State::Asked(_) | State::Answered(_), ReaderEvent::Close) => {
                ReaderStep::SendAndClose(SessionData::status(SessionStatus::Termination).to_bytes())
            }
            (State::Ready(keys), ReaderEvent::Ask(request)) => self.ask(keys, &request, true),
            (State::Answered(keys), ReaderEvent::Ask(request)) => self.ask(keys, &request, false),
            (State::Asked(keys), ReaderEvent::Received(bytes)) => self.received(keys, &bytes),
            // Between an answer and the next request a wallet may only end the session.
            (State::Answered(_) | State::Ready(_), ReaderEvent::Received(bytes)) => unasked(&bytes),
            (State::Asked(_), ReaderEvent::Ask(_)) => failed(SessionFault::Order),
        }
    }

    fn ask(&mut self, mut keys: SessionKeys, request: &[u8], first: bool) -> ReaderStep {
        let data = match keys.encrypt(request) {
            Ok(data) => data,
            Err(fault) => return failed(fault),
        };
        self.state = State::Asked(keys);
        ReaderStep::Send(if first {
            SessionEstablishment { reader_key: self.reader_key.clone(), data }.to_bytes()
        } else {
            SessionData { data: Some(data), status: None }.to_bytes()
        })
    }

    fn received(&mut self, mut keys: SessionKeys, bytes: &[u8]) -> ReaderStep {
        let SessionData { data, status } = match SessionData::parse(bytes) {
            Ok(message) => message,
            Err(fault) => return failed(fault),
        };
        let closed = match status {
            None => false,
            Some(SessionStatus::Termination) => true,
            Some(status) => return peer(status),
        };
        match data.map(|data| keys.decrypt(&data)) {
            Some(Ok(response)) => {
                if !closed {
                    self.state = State::Answered(keys);
                }
                ReaderStep::Answered { response, closed }
            }
            Some(Err(fault)) => failed(fault),
            None => ReaderStep::Closed(ClosedBy::Them),
        }
    }
}

/// For an answer by MAC: the ephemeral key is the reader's part of EMacKey.
impl HolderKey for ReaderSession {
    fn mac_key(&self, device: &PublicKey, session_transcript: &[u8]) -> Option<[u8; 32]> {
        self.key.mac_key(device, session_transcript)
    }
}

impl std::fmt::Debug for ReaderSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReaderSession").field("closed", &self.is_closed()).finish_non_exhaustive()
    }
}

fn unasked(bytes: &[u8]) -> ReaderStep {
    match SessionData::parse(bytes) {
        Ok(SessionData { data: None, status: Some(SessionStatus::Termination) }) => ReaderStep::Closed(ClosedBy::Them),
        Ok(SessionData { data: None, status: Some(status) }) => peer(status),
        Ok(SessionData { .. }) => failed(SessionFault::Order),
        Err(fault) => failed(fault),
    }
}

fn peer(status: SessionStatus) -> ReaderStep {
    ReaderStep::Failed { fault: SessionFault::Peer { status: status.number() }, send: None }
}

fn failed(fault: SessionFault) -> ReaderStep {
    ReaderStep::Failed { send: Some(status_of(&fault)), fault }
}
