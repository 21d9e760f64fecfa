//! Device retrieval methods (ISO/IEC 18013-5 §8.2.1.1, §8.2.2.3) as data: which transports a wallet offers.

use crate::encoding::cbor::{Item, Map, Writer};

use super::EngagementFault;

/// Bytes of a command or a response that an NFC field can hold (§8.3.3.1.2).
const COMMAND: std::ops::RangeInclusive<u64> = 255..=65_535;
const RESPONSE: std::ops::RangeInclusive<u64> = 256..=65_536;

/// Bluetooth Low Energy. A mode and what is needed to find the other side in it belong together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BleOptions {
    /// The wallet is a peripheral server under this service UUID.
    pub peripheral_server: Option<[u8; 16]>,
    /// The wallet is a central client that looks for this service UUID.
    pub central_client: Option<[u8; 16]>,
    /// The address of the wallet as a peripheral: six bytes, and a seventh with its kind in the second edition.
    pub address: Option<Vec<u8>>,
    /// The L2CAP channel of the wallet as a peripheral (second edition).
    pub psm: Option<u64>,
}

/// NFC data transfer: the largest fields of the wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NfcOptions {
    /// Bytes of a command, 255 to 65,535.
    pub command: u64,
    /// Bytes of a response, 256 to 65,536.
    pub response: u64,
}

/// Wi-Fi Aware.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WifiOptions {
    /// The pass-phrase.
    pub pass_phrase: Option<String>,
    /// The operating class of the channel.
    pub operating_class: Option<u64>,
    /// The number of the channel.
    pub channel: Option<u64>,
    /// The bit map of supported bands.
    pub bands: Vec<u8>,
}

/// The options of a method of a known type and version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RetrievalOptions {
    /// Type 1.
    Nfc(NfcOptions),
    /// Type 2.
    Ble(BleOptions),
    /// Type 3.
    Wifi(WifiOptions),
    /// A type or a version that chop does not know; a reader passes it over.
    Other,
}

/// One transport that a wallet offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetrievalMethod {
    kind: u64,
    version: u64,
    options: RetrievalOptions,
}

impl RetrievalMethod {
    /// NFC with the largest fields of the wallet, brought into their ranges.
    #[must_use]
    pub fn nfc(command: u64, response: u64) -> Self {
        let options = NfcOptions {
            command: command.clamp(*COMMAND.start(), *COMMAND.end()),
            response: response.clamp(*RESPONSE.start(), *RESPONSE.end()),
        };
        Self { kind: 1, version: 1, options: RetrievalOptions::Nfc(options) }
    }

    /// Bluetooth Low Energy.
    #[must_use]
    pub const fn ble(options: BleOptions) -> Self {
        Self { kind: 2, version: 1, options: RetrievalOptions::Ble(options) }
    }

    /// Wi-Fi Aware.
    #[must_use]
    pub const fn wifi(options: WifiOptions) -> Self {
        Self { kind: 3, version: 1, options: RetrievalOptions::Wifi(options) }
    }

    /// Its type and version.
    #[must_use]
    pub const fn kind(&self) -> (u64, u64) {
        (self.kind, self.version)
    }

    /// Its options.
    #[must_use]
    pub const fn options(&self) -> &RetrievalOptions {
        &self.options
    }

    pub(super) fn read(item: &Item<'_>) -> Result<Self, EngagementFault> {
        let [kind, version, options] = item.as_array_of().ok_or(EngagementFault::Retrieval)?;
        let kind = kind.as_uint().ok_or(EngagementFault::Retrieval)?;
        let version = version.as_uint().ok_or(EngagementFault::Retrieval)?;
        let map = || options.as_map().ok_or(EngagementFault::Retrieval);
        let options = match (kind, version) {
            (1, 1) => RetrievalOptions::Nfc(nfc(map()?).ok_or(EngagementFault::Retrieval)?),
            (2, 1) => RetrievalOptions::Ble(ble(map()?).ok_or(EngagementFault::Retrieval)?),
            (3, 1) => RetrievalOptions::Wifi(wifi(map()?).ok_or(EngagementFault::Retrieval)?),
            _ => RetrievalOptions::Other,
        };
        Ok(Self { kind, version, options })
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        writer.array(3);
        writer.uint(self.kind);
        writer.uint(self.version);
        match &self.options {
            RetrievalOptions::Nfc(options) => {
                writer.map(2);
                writer.uint(0);
                writer.uint(options.command);
                writer.uint(1);
                writer.uint(options.response);
            }
            RetrievalOptions::Ble(options) => write_ble(writer, options),
            RetrievalOptions::Wifi(options) => write_wifi(writer, options),
            RetrievalOptions::Other => writer.map(0),
        }
    }
}

/// A member that may be left out, of the right type where it is there.
fn optional<'i, T>(map: &'i Map<'i>, key: i64, read: impl Fn(&'i Item<'i>) -> Option<T>) -> Option<Option<T>> {
    match map.get_int(key) {
        Some(item) => read(item).map(Some),
        None => Some(None),
    }
}

fn nfc(map: &Map<'_>) -> Option<NfcOptions> {
    let bounded = |key: i64, range: std::ops::RangeInclusive<u64>| {
        map.get_int(key).and_then(Item::as_uint).filter(|bytes| range.contains(bytes))
    };
    Some(NfcOptions { command: bounded(0, COMMAND)?, response: bounded(1, RESPONSE)? })
}

/// §8.2.2.3: a UUID is there exactly where its mode is, an address only for a peripheral.
fn ble<'i>(map: &'i Map<'i>) -> Option<BleOptions> {
    let mode = |supported: i64, uuid: i64| {
        let supported = map.get_int(supported)?.as_bool()?;
        let uuid = optional(map, uuid, Item::as_byte_array)?;
        (supported == uuid.is_some()).then_some(uuid)
    };
    let options = BleOptions {
        peripheral_server: mode(0, 10)?,
        central_client: mode(1, 11)?,
        address: optional(map, 20, |item| item.as_bytes().map(<[u8]>::to_vec))?,
        psm: optional(map, 21, Item::as_uint)?,
    };
    let address = options.address.as_ref().is_none_or(|address| matches!(address.len(), 6 | 7));
    let of_peripheral = options.peripheral_server.is_some() || options.address.is_none();
    (address && of_peripheral).then_some(options)
}

fn write_ble(writer: &mut Writer, options: &BleOptions) {
    let uuids = [(10, options.peripheral_server), (11, options.central_client)];
    let there = uuids.iter().filter(|(_, uuid)| uuid.is_some()).count();
    writer.map(2 + there + usize::from(options.address.is_some()) + usize::from(options.psm.is_some()));
    writer.uint(0);
    writer.bool(options.peripheral_server.is_some());
    writer.uint(1);
    writer.bool(options.central_client.is_some());
    for (key, uuid) in uuids {
        if let Some(uuid) = uuid {
            writer.uint(key);
            writer.bytes(&uuid);
        }
    }
    if let Some(address) = &options.address {
        writer.uint(20);
        writer.bytes(address);
    }
    if let Some(psm) = options.psm {
        writer.uint(21);
        writer.uint(psm);
    }
}

fn wifi<'i>(map: &'i Map<'i>) -> Option<WifiOptions> {
    Some(WifiOptions {
        pass_phrase: optional(map, 0, |item| item.as_text().map(str::to_owned))?,
        operating_class: optional(map, 1, Item::as_uint)?,
        channel: optional(map, 2, Item::as_uint)?,
        bands: map.get_int(3)?.as_bytes()?.to_vec(),
    })
}

fn write_wifi(writer: &mut Writer, options: &WifiOptions) {
    let numbers = [(1, options.operating_class), (2, options.channel)];
    let there = numbers.iter().filter(|(_, number)| number.is_some()).count();
    writer.map(1 + there + usize::from(options.pass_phrase.is_some()));
    if let Some(pass_phrase) = &options.pass_phrase {
        writer.uint(0);
        writer.text(pass_phrase);
    }
    for (key, number) in numbers {
        if let Some(number) = number {
            writer.uint(key);
            writer.uint(number);
        }
    }
    writer.uint(3);
    writer.bytes(&options.bands);
}
