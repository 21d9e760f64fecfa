//! The Handover Select message (NFC Forum Connection Handover 1.5) that carries an engagement (ISO/IEC 18013-5
//! §8.2.2.1): which carriers a wallet offers, and its DeviceEngagement beside them.

use crate::encoding::limits::RETRIEVAL_METHODS;

use super::ndef::{self, Record, TypeNameFormat};
use super::oob::{self, BleCarrier, LeRole};
use super::retrieval::{NfcOptions, RetrievalMethod, RetrievalOptions};
use super::{DeviceEngagement, EngagementFault};

const SELECT: &str = "Hs";
const ALTERNATIVE: &str = "ac";
const VERSION: u8 = 0x15;
const ENGAGEMENT: &str = "iso.org:18013:deviceengagement";
const ENGAGEMENT_ID: &str = "mdoc";
const BLE: &str = "application/vnd.bluetooth.le.oob";
const BLE_ID: &str = "0";
const NFC: &str = "iso.org:18013:nfc";
const NFC_ID: &str = "nfc";

/// Whether a carrier is switched on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PowerState {
    /// Off.
    Inactive,
    /// On.
    Active,
    /// Being switched on.
    Activating,
    /// Not said.
    Unknown,
}

/// A carrier that a wallet offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carrier {
    power: PowerState,
    role: Option<LeRole>,
    method: Option<RetrievalMethod>,
}

impl Carrier {
    /// NFC itself, with the largest fields of the wallet.
    #[must_use]
    pub fn nfc(command: u64, response: u64) -> Self {
        Self { power: PowerState::Active, role: None, method: Some(RetrievalMethod::nfc(command, response)) }
    }

    /// Bluetooth Low Energy in a role, with the UUID that either side advertises and the wallet's address.
    #[must_use]
    pub fn ble(role: LeRole, uuid: Option<[u8; 16]>, address: Option<[u8; 7]>) -> Self {
        let method = BleCarrier { role, uuid, address }.method();
        Self { power: PowerState::Active, role: Some(role), method: Some(method) }
    }

    /// Whether it is switched on.
    #[must_use]
    pub const fn power(&self) -> PowerState {
        self.power
    }

    /// The roles of the wallet, for Bluetooth.
    #[must_use]
    pub const fn role(&self) -> Option<LeRole> {
        self.role
    }

    /// The transport with its options; none for a carrier that chop does not know.
    #[must_use]
    pub const fn method(&self) -> Option<&RetrievalMethod> {
        self.method.as_ref()
    }
}

/// A Handover Select message with the engagement in it, and its exact bytes, which the transcript is over.
///
/// ```
/// use chop_core::crypto::{Signer, SoftwareKey};
/// use chop_core::exchange::mdoc::{Carrier, DeviceEngagement, HandoverSelect};
///
/// let own = SoftwareKey::from_p256_scalar(&[1; 32])?;
/// let engagement = DeviceEngagement::new(own.public_key(), &[], None)?;
/// let select = HandoverSelect::new(&engagement, &[Carrier::nfc(255, 256)])?;
/// let read = HandoverSelect::parse(select.as_bytes())?;
/// assert_eq!(read.engagement(), &engagement);
/// assert_eq!(read.carriers(), [Carrier::nfc(255, 256)]);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandoverSelect {
    bytes: Vec<u8>,
    engagement: DeviceEngagement,
    carriers: Vec<Carrier>,
}

impl HandoverSelect {
    /// The message of a wallet: NFC and Bluetooth carriers, each once, at least one.
    ///
    /// # Errors
    /// `engagement.handover` for no carrier, one twice, or one of another kind.
    pub fn new(engagement: &DeviceEngagement, carriers: &[Carrier]) -> Result<Self, EngagementFault> {
        let mut alternatives = Vec::new();
        let mut records: Vec<(TypeNameFormat, &str, &str, Vec<u8>)> = Vec::new();
        for carrier in carriers {
            let (format, kind, id, payload) = carrier.record().ok_or(EngagementFault::Handover)?;
            if records.iter().any(|(_, known, ..)| *known == kind) {
                return Err(EngagementFault::Handover);
            }
            alternatives.push(alternative(id)?);
            records.push((format, kind, id, payload));
        }
        if alternatives.is_empty() {
            return Err(EngagementFault::Handover);
        }
        let inner: Vec<Record<'_>> =
            alternatives.iter().map(|payload| record(TypeNameFormat::WellKnown, ALTERNATIVE, "", payload)).collect();
        let select = [&[VERSION][..], &ndef::write(&inner)].concat();
        let mut message = vec![record(TypeNameFormat::WellKnown, SELECT, "", &select)];
        message.extend(records.iter().map(|(format, kind, id, payload)| record(*format, kind, id, payload)));
        message.push(record(TypeNameFormat::External, ENGAGEMENT, ENGAGEMENT_ID, engagement.as_bytes()));
        Ok(Self { bytes: ndef::write(&message), engagement: engagement.clone(), carriers: carriers.to_vec() })
    }

    /// Reads the message. Every alternative carrier must be in it, and point to the one engagement.
    ///
    /// # Errors
    /// `engagement.size`, `engagement.ndef`, `engagement.handover`, `engagement.missing`, `engagement.retrieval` for a
    /// carrier whose record does not have its form, and those of [`DeviceEngagement::parse`].
    pub fn parse(bytes: &[u8]) -> Result<Self, EngagementFault> {
        let records = ndef::read(bytes)?;
        let (select, auxiliary) = records.split_first().ok_or(EngagementFault::Ndef)?;
        if !select.is(TypeNameFormat::WellKnown, SELECT) {
            return Err(EngagementFault::Handover);
        }
        let (version, inner) = select.payload.split_first().ok_or(EngagementFault::Handover)?;
        if version >> 4 != VERSION >> 4 {
            return Err(EngagementFault::Version);
        }
        let mut engagements = auxiliary.iter().filter(|record| record.is(TypeNameFormat::External, ENGAGEMENT));
        let engagement = engagements.next().ok_or(EngagementFault::NoEngagement)?;
        if engagements.next().is_some() || engagement.id != ENGAGEMENT_ID.as_bytes() {
            return Err(EngagementFault::NoEngagement);
        }
        let mut carriers = Vec::new();
        for record in ndef::read(inner)? {
            // An error record or what later versions add is passed over.
            if record.is(TypeNameFormat::WellKnown, ALTERNATIVE) {
                carriers.push(read_carrier(record.payload, auxiliary)?);
            }
        }
        if carriers.is_empty() || carriers.len() > RETRIEVAL_METHODS {
            return Err(EngagementFault::Handover);
        }
        Ok(Self { bytes: bytes.to_vec(), engagement: DeviceEngagement::parse(engagement.payload)?, carriers })
    }

    /// The exact bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The engagement.
    #[must_use]
    pub const fn engagement(&self) -> &DeviceEngagement {
        &self.engagement
    }

    /// The carriers in the order of the message.
    #[must_use]
    pub fn carriers(&self) -> &[Carrier] {
        &self.carriers
    }
}

impl Carrier {
    fn record(&self) -> Option<(TypeNameFormat, &'static str, &'static str, Vec<u8>)> {
        match self.method.as_ref()?.options() {
            RetrievalOptions::Nfc(options) => {
                let NfcOptions { command, response } = *options;
                let payload = oob::write_nfc(NfcOptions { command, response });
                Some((TypeNameFormat::External, NFC, NFC_ID, payload))
            }
            RetrievalOptions::Ble(options) => {
                let uuid = options.peripheral_server.or(options.central_client);
                let address = match &options.address {
                    Some(address) => Some(address.as_slice().try_into().ok()?),
                    None => None,
                };
                let payload = BleCarrier { role: self.role?, uuid, address }.write();
                Some((TypeNameFormat::Media, BLE, BLE_ID, payload))
            }
            RetrievalOptions::Wifi(_) | RetrievalOptions::Other => None,
        }
    }
}

fn record<'a>(format: TypeNameFormat, kind: &'a str, id: &'a str, payload: &'a [u8]) -> Record<'a> {
    Record { format, kind: kind.as_bytes(), id: id.as_bytes(), payload }
}

/// The payload of an alternative carrier record: active, the carrier's record, and the engagement as auxiliary data.
fn alternative(id: &str) -> Result<Vec<u8>, EngagementFault> {
    let length = |text: &str| u8::try_from(text.len()).map_err(|_| EngagementFault::Handover);
    let mut payload = vec![1, length(id)?];
    payload.extend_from_slice(id.as_bytes());
    payload.extend([1, length(ENGAGEMENT_ID)?]);
    payload.extend_from_slice(ENGAGEMENT_ID.as_bytes());
    Ok(payload)
}

fn read_carrier(payload: &[u8], records: &[Record<'_>]) -> Result<Carrier, EngagementFault> {
    let (power, reference, auxiliary) = read_alternative(payload).ok_or(EngagementFault::Handover)?;
    if !auxiliary.contains(&ENGAGEMENT_ID.as_bytes()) {
        return Err(EngagementFault::Handover);
    }
    let mut found = records.iter().filter(|record| record.id == reference);
    let record = found.next().ok_or(EngagementFault::Handover)?;
    if found.next().is_some() {
        return Err(EngagementFault::Handover);
    }
    if record.is(TypeNameFormat::Media, BLE) {
        let ble = BleCarrier::read(record.payload).ok_or(EngagementFault::Retrieval)?;
        return Ok(Carrier { power, role: Some(ble.role), method: Some(ble.method()) });
    }
    let method = if record.is(TypeNameFormat::External, NFC) {
        Some(oob::read_nfc(record.payload).ok_or(EngagementFault::Retrieval)?)
    } else {
        None
    };
    Ok(Carrier { power, role: None, method })
}

/// State, reference of the carrier, references of its auxiliary data; nothing behind them.
fn read_alternative(payload: &[u8]) -> Option<(PowerState, &[u8], Vec<&[u8]>)> {
    let (state, rest) = payload.split_first()?;
    let power = match state & 0x03 {
        0 => PowerState::Inactive,
        1 => PowerState::Active,
        2 => PowerState::Activating,
        _ => PowerState::Unknown,
    };
    let (reference, rest) = counted(rest)?;
    let (count, mut rest) = rest.split_first()?;
    let mut auxiliary = Vec::new();
    for _ in 0..*count {
        let (one, behind) = counted(rest)?;
        auxiliary.push(one);
        rest = behind;
    }
    (rest.is_empty() && !reference.is_empty()).then_some((power, reference, auxiliary))
}

fn counted(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first()?;
    rest.split_at_checked(usize::from(*length))
}
