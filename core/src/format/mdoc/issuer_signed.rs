//! IssuerSigned (ISO/IEC 18013-5 §8.3.2.1.2.2): elements with their salts, and the issuer's signature over digests.

use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::crypto::PublicKey;
use crate::crypto::cose::{self, Envelope};
use crate::crypto::x509::Certificate;
use crate::encoding::cbor::{Item, Strictness, Writer};
use crate::encoding::limits::MDOC_BYTES;
use crate::verify::{DigestFault, Parsed};

use super::{DigestAlgorithm, IssuerSignedItem, MdocFault, Mso, ValidityInfo};

/// An IssuerSigned as received: exact bytes, nothing believed.
#[derive(Debug, Clone)]
pub struct IssuerSigned {
    pub(crate) items: Vec<IssuerSignedItem>,
    pub(crate) envelope: Envelope,
    pub(crate) payload: Vec<u8>,
    pub(crate) chain: Vec<Certificate>,
    pub(crate) mso: Mso,
}

impl Parsed<IssuerSigned> {
    /// The device key that the credential says it is bound to. Unverified: for finding one's own key, never for a
    /// decision.
    #[must_use]
    pub const fn claimed_device_key(&self) -> &PublicKey {
        &self.0.mso.device_key
    }

    /// The time in which the credential says it is valid. Unverified: for choosing which one to verify.
    #[must_use]
    pub const fn claimed_validity(&self) -> ValidityInfo {
        self.0.mso.validity
    }
}

impl IssuerSigned {
    /// Reads the bytes of an IssuerSigned, as OpenID4VCI delivers it.
    ///
    /// # Errors
    /// A [`MdocFault`].
    pub fn parse(bytes: &[u8]) -> Result<Parsed<Self>, MdocFault> {
        Self::read(bytes).map(Parsed::new)
    }

    pub(crate) fn read(bytes: &[u8]) -> Result<Self, MdocFault> {
        if bytes.len() > MDOC_BYTES {
            return Err(MdocFault::Size);
        }
        let item = Item::parse(bytes, Strictness::Lenient).map_err(MdocFault::Cbor)?;
        Self::from_item(&item)
    }

    pub(super) fn from_item(item: &Item<'_>) -> Result<Self, MdocFault> {
        let map = item.as_map().ok_or(MdocFault::Structure)?;
        let mut items = Vec::new();
        if let Some(spaces) = map.get("nameSpaces") {
            for (name, elements) in spaces.as_map().ok_or(MdocFault::Structure)?.entries() {
                let name = name.as_text().ok_or(MdocFault::Structure)?;
                for element in elements.as_array().ok_or(MdocFault::Structure)? {
                    items.push(IssuerSignedItem::parse(name, element)?);
                }
            }
        }
        let envelope =
            Envelope::from_item(map.get("issuerAuth").ok_or(MdocFault::Structure)?).map_err(MdocFault::Cose)?;
        let payload = envelope.payload().ok_or(MdocFault::Mso)?.to_vec();
        let mso = Mso::parse(&payload)?;
        let chain = envelope
            .chain()
            .iter()
            .map(|der| Certificate::parse_der(der))
            .collect::<Result<Vec<_>, _>>()
            .map_err(MdocFault::Certificate)?;
        Ok(Self { items, envelope, payload, chain, mso })
    }

    /// The bytes under the issuer's signature.
    pub(crate) fn to_be_signed(&self) -> Vec<u8> {
        cose::sig_structure(self.envelope.protected(), &[], &self.payload)
    }

    /// That every element is one that the issuer signed, once, under its name, with a salt of 16 bytes or more.
    pub(crate) fn check_digests(&self) -> Result<(), DigestFault> {
        for (place, item) in self.items.iter().enumerate() {
            let twice = self.items.iter().skip(place + 1).any(|other| {
                other.name_space == item.name_space
                    && (other.element == item.element || other.digest_id == item.digest_id)
            });
            if twice {
                return Err(DigestFault::DuplicateElement);
            }
            if item.salt_length < 16 {
                return Err(DigestFault::Salt);
            }
            let signed = self.mso.digest(&item.name_space, item.digest_id).ok_or(DigestFault::Missing)?;
            let matches = match self.mso.digest_algorithm {
                DigestAlgorithm::Sha256 => Sha256::digest(&item.bytes).as_slice() == signed,
                DigestAlgorithm::Sha384 => Sha384::digest(&item.bytes).as_slice() == signed,
                DigestAlgorithm::Sha512 => Sha512::digest(&item.bytes).as_slice() == signed,
            };
            if !matches {
                return Err(DigestFault::Mismatch);
            }
        }
        Ok(())
    }

    /// The bytes of this IssuerSigned with only some of its elements; the signed parts are spliced in as they are.
    pub(crate) fn write_with(&self, writer: &mut Writer, keep: &dyn Fn(&IssuerSignedItem) -> bool, auth: &[u8]) {
        let mut spaces: Vec<(&str, Vec<&IssuerSignedItem>)> = Vec::new();
        for item in self.items.iter().filter(|item| keep(item)) {
            match spaces.iter_mut().find(|(name, _)| *name == item.name_space) {
                Some((_, items)) => items.push(item),
                None => spaces.push((&item.name_space, vec![item])),
            }
        }
        writer.map(if spaces.is_empty() { 1 } else { 2 });
        writer.text("issuerAuth");
        writer.raw(auth);
        if spaces.is_empty() {
            return;
        }
        writer.text("nameSpaces");
        let entries: Vec<(&str, Vec<u8>)> = spaces
            .into_iter()
            .map(|(name, items)| {
                let mut list = Writer::new();
                list.array(items.len());
                items.iter().for_each(|item| list.raw(&item.bytes));
                (name, list.into_bytes())
            })
            .collect();
        writer.text_map(&entries);
    }
}
