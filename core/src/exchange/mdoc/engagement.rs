//! DeviceEngagement (ISO/IEC 18013-5 §8.2.1.1): how a reader begins to speak with a wallet.

use crate::crypto::PublicKey;
use crate::encoding::base64url;
use crate::encoding::cbor::{Item, Map, Strictness, Writer};
use crate::encoding::limits::{ENGAGEMENT_BYTES, RETRIEVAL_METHODS};
use crate::format::mdoc::version;

use super::{Capabilities, EngagementFault, EphemeralKey, RetrievalMethod};

/// The one cipher suite of the standard.
pub const CIPHER_SUITE: i64 = 1;

const SCHEME: &str = "mdoc:";

/// A device engagement and its exact bytes, which the transcript is over.
///
/// ```
/// use chop_core::crypto::{Signer, SoftwareKey};
/// use chop_core::exchange::mdoc::{BleOptions, DeviceEngagement, RetrievalMethod};
///
/// let own = SoftwareKey::from_p256_scalar(&[1; 32])?;
/// let ble = BleOptions { central_client: Some([0x45; 16]), ..BleOptions::default() };
/// let engagement = DeviceEngagement::new(own.public_key(), &[RetrievalMethod::ble(ble)], None)?;
/// let uri = engagement.to_uri();
/// assert!(uri.starts_with("mdoc:owBjMS4w"));
/// assert_eq!(DeviceEngagement::from_uri(&uri)?, engagement);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceEngagement {
    bytes: Vec<u8>,
    device_key: EphemeralKey,
    methods: Vec<RetrievalMethod>,
    capabilities: Option<Capabilities>,
}

impl DeviceEngagement {
    /// The engagement of a wallet with a fresh ephemeral key: its methods for a QR code, none for NFC, whose carrier
    /// records name them.
    ///
    /// # Errors
    /// `engagement.key` for a key on another curve than P-256; `engagement.retrieval` for more than eight methods or
    /// one twice.
    pub fn new(
        device_key: &PublicKey,
        methods: &[RetrievalMethod],
        capabilities: Option<Capabilities>,
    ) -> Result<Self, EngagementFault> {
        let device_key = EphemeralKey::new(device_key).ok_or(EngagementFault::Key)?;
        require_distinct(methods)?;
        let mut writer = Writer::with_capacity(256);
        writer.map(2 + usize::from(!methods.is_empty()) + if capabilities.is_some() { 2 } else { 0 });
        writer.uint(0);
        writer.text(if capabilities.is_some() { "1.1" } else { "1.0" });
        writer.uint(1);
        writer.array(2);
        writer.int(CIPHER_SUITE);
        writer.raw(device_key.as_bytes());
        if !methods.is_empty() {
            writer.uint(2);
            writer.array(methods.len());
            methods.iter().for_each(|method| method.write(&mut writer));
        }
        if let Some(capabilities) = capabilities {
            // OriginInfos must be there with the capabilities, and may be empty.
            writer.uint(5);
            writer.array(0);
            writer.uint(6);
            capabilities.write(&mut writer);
        }
        Ok(Self { bytes: writer.into_bytes(), device_key, methods: methods.to_vec(), capabilities })
    }

    /// Reads an encoded DeviceEngagement. Members and methods that are not known are passed over.
    ///
    /// # Errors
    /// `engagement.size`, `engagement.structure`, `engagement.version`, `engagement.cipher-suite`, `engagement.key`,
    /// `engagement.retrieval`, or a fault of its CBOR.
    pub fn parse(bytes: &[u8]) -> Result<Self, EngagementFault> {
        if bytes.len() > ENGAGEMENT_BYTES {
            return Err(EngagementFault::Size);
        }
        let item = Item::parse(bytes, Strictness::Lenient).map_err(EngagementFault::Cbor)?;
        let map = item.as_map().ok_or(EngagementFault::Structure)?;
        if map.entries().any(|(key, _)| key.as_int().is_none()) {
            return Err(EngagementFault::Structure);
        }
        if !version::is_known(map.get_int(0).and_then(Item::as_text).ok_or(EngagementFault::Structure)?) {
            return Err(EngagementFault::Version);
        }
        let [suite, key] = map.get_int(1).and_then(Item::as_array_of).ok_or(EngagementFault::Structure)?;
        if suite.as_int().ok_or(EngagementFault::Structure)? != CIPHER_SUITE {
            return Err(EngagementFault::CipherSuite);
        }
        let device_key = EphemeralKey::read(key).map_err(|_| EngagementFault::Key)?;
        let capabilities = map.get_int(6).map(Capabilities::read).transpose()?;
        if map.get_int(5).is_some_and(|origins| origins.as_array().is_none()) {
            return Err(EngagementFault::Structure);
        }
        Ok(Self { methods: methods(map)?, bytes: bytes.to_vec(), device_key, capabilities })
    }

    /// Reads the text of a QR code: `mdoc:` and base64url without padding. It must offer at least one method.
    ///
    /// # Errors
    /// `engagement.uri`, `engagement.retrieval` if there is no method, and those of [`parse`](Self::parse).
    pub fn from_uri(text: &str) -> Result<Self, EngagementFault> {
        let encoded = text.strip_prefix(SCHEME).ok_or(EngagementFault::Uri)?;
        if encoded.len() > ENGAGEMENT_BYTES.div_ceil(3) * 4 {
            return Err(EngagementFault::Size);
        }
        let engagement = Self::parse(&base64url::decode(encoded).map_err(|_| EngagementFault::Uri)?)?;
        if engagement.methods.is_empty() { Err(EngagementFault::Retrieval) } else { Ok(engagement) }
    }

    /// The text of a QR code.
    #[must_use]
    pub fn to_uri(&self) -> String {
        format!("{SCHEME}{}", base64url::encode(&self.bytes))
    }

    /// The exact bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The wallet's ephemeral key.
    #[must_use]
    pub const fn device_key(&self) -> &EphemeralKey {
        &self.device_key
    }

    /// The transports that the wallet offers; none over NFC.
    #[must_use]
    pub fn methods(&self) -> &[RetrievalMethod] {
        &self.methods
    }

    /// What the wallet says it can take, if it says so.
    #[must_use]
    pub const fn capabilities(&self) -> Option<Capabilities> {
        self.capabilities
    }
}

fn methods(map: &Map<'_>) -> Result<Vec<RetrievalMethod>, EngagementFault> {
    let Some(item) = map.get_int(2) else { return Ok(Vec::new()) };
    let items = item.as_array().filter(|items| !items.is_empty()).ok_or(EngagementFault::Retrieval)?;
    if items.len() > RETRIEVAL_METHODS {
        return Err(EngagementFault::Retrieval);
    }
    let methods = items.iter().map(RetrievalMethod::read).collect::<Result<Vec<_>, _>>()?;
    require_distinct(&methods)?;
    Ok(methods)
}

/// A type in one version is there once (§8.2.1.1).
fn require_distinct(methods: &[RetrievalMethod]) -> Result<(), EngagementFault> {
    let twice = methods
        .iter()
        .enumerate()
        .any(|(place, method)| methods.iter().skip(place + 1).any(|other| other.kind() == method.kind()));
    if twice || methods.len() > RETRIEVAL_METHODS { Err(EngagementFault::Retrieval) } else { Ok(()) }
}
