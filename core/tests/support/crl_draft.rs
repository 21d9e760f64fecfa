//! Revocation lists written field by field, so that any one of them can be wrong. Only for tests.

use chop_core::crypto::SoftwareKey;

use super::draft::{self, root_name, tlv};
use super::hex;

pub(crate) const CRL_NUMBER: &str = "551d14";
pub(crate) const REASON: &str = "551d15";
pub(crate) const DELTA: &str = "551d1b";
pub(crate) const DISTRIBUTION: &str = "551d1c";
pub(crate) const CERTIFICATE_ISSUER: &str = "551d1d";

/// Object identifier, critical, value.
pub(crate) type Extensions = Vec<(&'static str, bool, Vec<u8>)>;

/// A revocation list before it is signed.
#[derive(Clone)]
pub(crate) struct CrlDraft {
    pub(crate) version: Option<u8>,
    pub(crate) inner_algorithm: Vec<u8>,
    pub(crate) outer_algorithm: Vec<u8>,
    pub(crate) issuer: Vec<u8>,
    /// `YYYYMMDDhhmmssZ`.
    pub(crate) this_update: &'static str,
    pub(crate) next_update: Option<&'static str>,
    /// Serial number, time, extensions.
    pub(crate) revoked: Vec<(Vec<u8>, &'static str, Extensions)>,
    pub(crate) extensions: Extensions,
}

impl CrlDraft {
    /// A list of the test root that names nobody.
    pub(crate) fn new(root_key: &SoftwareKey) -> Self {
        let algorithm = tlv(0x30, &[&hex(draft::ECDSA_SHA256)]);
        let authority = tlv(0x30, &[&tlv(0x80, &[&draft::key_identifier(root_key)])]);
        Self {
            version: Some(1),
            inner_algorithm: algorithm.clone(),
            outer_algorithm: algorithm,
            issuer: root_name(),
            this_update: "20270101000000Z",
            next_update: Some("20270201000000Z"),
            revoked: Vec::new(),
            extensions: vec![(draft::AUTHORITY_KEY_IDENTIFIER, false, authority), (CRL_NUMBER, false, hex("020107"))],
        }
    }

    /// The same draft after a change.
    pub(crate) fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// Names a certificate.
    pub(crate) fn revoke(&mut self, serial: &[u8], extensions: Extensions) {
        self.revoked.push((serial.to_vec(), "20270110000000Z", extensions));
    }

    fn to_be_signed(&self) -> Vec<u8> {
        let time = |text: &str| tlv(0x17, &[&text.as_bytes()[2..]]);
        let extensions = |extensions: &Extensions| -> Vec<u8> {
            let one = |(oid, critical, value): &(&str, bool, Vec<u8>)| {
                let critical: &[u8] = if *critical { &[0x01, 0x01, 0xff] } else { &[] };
                tlv(0x30, &[&tlv(0x06, &[&hex(oid)]), critical, &tlv(0x04, &[value])])
            };
            tlv(0x30, &[&extensions.iter().flat_map(one).collect::<Vec<u8>>()])
        };
        let entry = |(serial, at, of_entry): &(Vec<u8>, &str, Extensions)| {
            let of_entry = if of_entry.is_empty() { vec![] } else { extensions(of_entry) };
            tlv(0x30, &[&tlv(0x02, &[serial]), &time(at), &of_entry])
        };
        let revoked: Vec<u8> = self.revoked.iter().flat_map(entry).collect();
        tlv(
            0x30,
            &[
                &self.version.map(|version| tlv(0x02, &[&[version]])).unwrap_or_default(),
                &self.inner_algorithm,
                &self.issuer,
                &time(self.this_update),
                &self.next_update.map(time).unwrap_or_default(),
                &if revoked.is_empty() { vec![] } else { tlv(0x30, &[&revoked]) },
                &if self.extensions.is_empty() { vec![] } else { tlv(0xa0, &[&extensions(&self.extensions)]) },
            ],
        )
    }

    /// The DER list, signed by the key.
    pub(crate) fn sign(&self, key: &SoftwareKey) -> Vec<u8> {
        let to_be_signed = self.to_be_signed();
        let signature = key.sign_deterministic(&to_be_signed).unwrap().to_x509();
        tlv(0x30, &[&to_be_signed, &self.outer_algorithm, &tlv(0x03, &[&[0], &signature])])
    }
}
