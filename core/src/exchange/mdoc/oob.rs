//! Carrier records as payloads: Bluetooth out-of-band data and NFC data transfer (ISO/IEC 18013-5 §8.2.2.1, §8.3.3.1.1).

use super::retrieval::{BleOptions, NfcOptions, RetrievalMethod, RetrievalOptions};

/// Supplement to the Bluetooth Core Specification, part A.
const SERVICE_UUIDS: u8 = 0x07;
const DEVICE_ADDRESS: u8 = 0x1b;
const LE_ROLE: u8 = 0x1c;

/// Which roles of Bluetooth Low Energy a wallet takes: 0 to 3 of the LE Role data type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeRole {
    /// Peripheral only.
    Peripheral,
    /// Central only.
    Central,
    /// Both, peripheral preferred.
    PreferPeripheral,
    /// Both, central preferred.
    PreferCentral,
}

impl LeRole {
    const fn of(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Peripheral),
            1 => Some(Self::Central),
            2 => Some(Self::PreferPeripheral),
            3 => Some(Self::PreferCentral),
            _ => None,
        }
    }

    const fn number(self) -> u8 {
        match self {
            Self::Peripheral => 0,
            Self::Central => 1,
            Self::PreferPeripheral => 2,
            Self::PreferCentral => 3,
        }
    }
}

/// What a record of Bluetooth out-of-band data says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BleCarrier {
    pub(super) role: LeRole,
    /// Big-endian, as RFC 9562 writes it; on the wire it is turned round.
    pub(super) uuid: Option<[u8; 16]>,
    pub(super) address: Option<[u8; 7]>,
}

impl BleCarrier {
    /// Reads a row of data types, each once; those not known are passed over. The role must be there.
    pub(super) fn read(payload: &[u8]) -> Option<Self> {
        let (mut role, mut uuid, mut address) = (None, None, None);
        let mut rest = payload;
        while let Some((length, behind)) = rest.split_first() {
            let (data, behind) = behind.split_at_checked(usize::from(*length))?;
            rest = behind;
            let (kind, value) = data.split_first()?;
            let again = match *kind {
                LE_ROLE => match value {
                    [number] => role.replace(LeRole::of(*number)?).is_some(),
                    _ => return None,
                },
                SERVICE_UUIDS => {
                    let mut one = <[u8; 16]>::try_from(value).ok()?;
                    one.reverse();
                    uuid.replace(one).is_some()
                }
                DEVICE_ADDRESS => address.replace(<[u8; 7]>::try_from(value).ok()?).is_some(),
                _ => false,
            };
            if again {
                return None;
            }
        }
        Some(Self { role: role?, uuid, address })
    }

    pub(super) fn write(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        if let Some(address) = &self.address {
            bytes.extend([8, DEVICE_ADDRESS]);
            bytes.extend(address);
        }
        bytes.extend([2, LE_ROLE, self.role.number()]);
        if let Some(uuid) = &self.uuid {
            bytes.extend([17, SERVICE_UUIDS]);
            bytes.extend(uuid.iter().rev());
        }
        bytes
    }

    /// The same as the options of a QR code say it: over NFC one UUID serves either mode.
    pub(super) fn method(&self) -> RetrievalMethod {
        let (peripheral, central) = match self.role {
            LeRole::Peripheral => (true, false),
            LeRole::Central => (false, true),
            LeRole::PreferPeripheral | LeRole::PreferCentral => (true, true),
        };
        RetrievalMethod::ble(BleOptions {
            peripheral_server: self.uuid.filter(|_| peripheral),
            central_client: self.uuid.filter(|_| central),
            address: self.address.map(|address| address.to_vec()),
            psm: None,
        })
    }
}

/// Reads the payload of an `iso.org:18013:nfc` record: version 1 and both largest fields.
pub(super) fn read_nfc(payload: &[u8]) -> Option<RetrievalMethod> {
    let [1, rest @ ..] = payload else { return None };
    let (command, rest) = field(rest, 1)?;
    let (response, rest) = field(rest, 2)?;
    let method = RetrievalMethod::nfc(command, response);
    let same = RetrievalOptions::Nfc(NfcOptions { command, response });
    (rest.is_empty() && *method.options() == same).then_some(method)
}

/// One field: the length of type and value, the type, a big-endian number.
fn field(bytes: &[u8], kind: u8) -> Option<(u64, &[u8])> {
    let (length, rest) = bytes.split_first()?;
    let (data, rest) = rest.split_at_checked(usize::from(*length))?;
    let (found, value) = data.split_first()?;
    if *found != kind || value.is_empty() || value.len() > 3 {
        return None;
    }
    Some((value.iter().fold(0, |number, byte| (number << 8) | u64::from(*byte)), rest))
}

pub(super) fn write_nfc(options: NfcOptions) -> Vec<u8> {
    let mut bytes = vec![1];
    for (kind, number) in [(1, options.command), (2, options.response)] {
        let [.., a, b, c] = number.to_be_bytes();
        let value: &[u8] = if a == 0 { &[b, c] } else { &[a, b, c] };
        bytes.push(if a == 0 { 3 } else { 4 });
        bytes.push(kind);
        bytes.extend(value);
    }
    bytes
}
