//! Why a session cannot go on.

use crate::encoding::cbor::CborFault;

use super::RequestFault;

/// Why a session ends with a fault. The keys are gone by then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionFault {
    /// A message larger than [`SESSION_BYTES`](crate::encoding::limits::SESSION_BYTES).
    Size,
    /// The CBOR of a message is not acceptable.
    Cbor(CborFault),
    /// Not the structure of a SessionEstablishment or SessionData.
    Structure,
    /// The other side's ephemeral key is missing or not on P-256, or the own one is not that of the engagement.
    Key,
    /// A message was not encrypted for this place in this session: forged, lost, repeated or out of order.
    Decrypt,
    /// Every message counter was used.
    Counter,
    /// An event that this state of the session does not have.
    Order,
    /// What was asked is not a DeviceRequest.
    Request(RequestFault),
    /// The other side reported an error and ended the session.
    Peer {
        /// Its status code: 10, 11, or one that the standard does not name.
        status: u64,
    },
}

impl SessionFault {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Size => "session.size",
            Self::Cbor(fault) => fault.code(),
            Self::Structure => "session.structure",
            Self::Key => "session.key",
            Self::Decrypt => "session.decrypt",
            Self::Counter => "session.counter",
            Self::Order => "session.order",
            Self::Request(fault) => fault.code(),
            Self::Peer { .. } => "session.peer",
        }
    }
}

impl std::fmt::Display for SessionFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for SessionFault {}

/// Who ended a session without a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClosedBy {
    /// This side.
    Us,
    /// The other side, with status 20.
    Them,
    /// The transport: nothing more can come.
    Transport,
}
