//! The extensions that chop understands (RFC 5280 §4.2); of all others only their criticality is kept.

use std::collections::BTreeSet;

use der::flagset::FlagSet;
use der::{Decode, asn1::Ia5String, oid::AssociatedOid};
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName, GeneralNames};
use x509_cert::ext::pkix::{
    self, AuthorityKeyIdentifier, CrlDistributionPoints, ExtendedKeyUsage, IssuerAltName, KeyUsages, SubjectAltName,
    SubjectKeyIdentifier,
};
use x509_cert::ext::{Extension, Extensions};
use x509_cert::spki::ObjectIdentifier;

use super::CertificateFault;
use super::constraints::{NameConstraints, Names};

/// Basic constraints (RFC 5280 §4.2.1.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BasicConstraints {
    /// Is the extension critical?
    pub critical: bool,
    /// Is the subject a certificate authority?
    pub ca: bool,
    /// How many CA certificates may stand below it, if limited.
    pub path_length: Option<u8>,
}

/// Key usage (RFC 5280 §4.2.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyUsage {
    critical: bool,
    bits: FlagSet<KeyUsages>,
}

impl KeyUsage {
    /// Is the extension critical?
    #[must_use]
    pub const fn critical(&self) -> bool {
        self.critical
    }

    /// May the key sign data?
    #[must_use]
    pub fn digital_signature(&self) -> bool {
        self.bits.contains(KeyUsages::DigitalSignature)
    }

    /// May the key sign certificates?
    #[must_use]
    pub fn certificate_sign(&self) -> bool {
        self.bits.contains(KeyUsages::KeyCertSign)
    }

    /// May the key sign revocation lists?
    #[must_use]
    pub fn crl_sign(&self) -> bool {
        self.bits.contains(KeyUsages::CRLSign)
    }

    /// Critical, and exactly these usages?
    pub(super) fn is_exactly(&self, usages: impl Into<FlagSet<KeyUsages>>) -> bool {
        self.critical && self.bits == usages.into()
    }
}

/// What the extensions of one certificate say.
#[derive(Clone, Debug, Default)]
pub(super) struct Understood {
    pub(super) basic_constraints: Option<BasicConstraints>,
    pub(super) key_usage: Option<KeyUsage>,
    pub(super) extended_key_usage: Option<(bool, Vec<ObjectIdentifier>)>,
    pub(super) subject_key_identifier: Option<Box<[u8]>>,
    pub(super) authority_key_identifier: Option<Box<[u8]>>,
    pub(super) crl_distribution_points: Vec<Box<str>>,
    /// The subject itself, and its alternative names.
    pub(super) names: Names,
    pub(super) issuer_alternative_name: bool,
    pub(super) name_constraints: Option<NameConstraints>,
    pub(super) unknown_critical: bool,
}

impl Understood {
    pub(super) fn parse(extensions: &Extensions) -> Result<Self, CertificateFault> {
        let mut seen = BTreeSet::new();
        let mut understood = Self::default();
        for extension in extensions {
            if !seen.insert(extension.extn_id) {
                return Err(CertificateFault::DuplicateExtension);
            }
            understood.take(extension)?;
        }
        Ok(understood)
    }

    fn take(&mut self, extension: &Extension) -> Result<(), CertificateFault> {
        match extension.extn_id {
            pkix::BasicConstraints::OID => {
                let value: pkix::BasicConstraints = decode(extension)?;
                let (ca, path_length) = (value.ca, value.path_len_constraint);
                self.basic_constraints = Some(BasicConstraints { critical: extension.critical, ca, path_length });
            }
            pkix::KeyUsage::OID => {
                let value: pkix::KeyUsage = decode(extension)?;
                self.key_usage = Some(KeyUsage { critical: extension.critical, bits: value.0 });
            }
            ExtendedKeyUsage::OID => {
                let ExtendedKeyUsage(purposes) = decode(extension)?;
                if purposes.is_empty() {
                    return Err(CertificateFault::EmptyExtendedKeyUsage);
                }
                self.extended_key_usage = Some((extension.critical, purposes));
            }
            SubjectKeyIdentifier::OID => {
                let SubjectKeyIdentifier(identifier) = decode(extension)?;
                self.subject_key_identifier = Some(identifier.as_bytes().into());
            }
            AuthorityKeyIdentifier::OID => {
                let value: AuthorityKeyIdentifier = decode(extension)?;
                self.authority_key_identifier = value.key_identifier.map(|identifier| identifier.as_bytes().into());
            }
            SubjectAltName::OID => {
                let SubjectAltName(names) = decode(extension)?;
                self.names.alternative(&names);
            }
            IssuerAltName::OID => {
                let IssuerAltName(names) = decode(extension)?;
                self.issuer_alternative_name = !names.is_empty();
            }
            CrlDistributionPoints::OID => {
                let CrlDistributionPoints(points) = decode(extension)?;
                let full_names = points.into_iter().filter_map(|point| point.distribution_point).filter_map(full_name);
                self.crl_distribution_points = full_names.flatten().filter_map(|name| uri(&name)).collect();
                // Its lists are never looked at, so a certificate that insists on them is not understood.
                self.unknown_critical |= extension.critical;
            }
            pkix::NameConstraints::OID => {
                self.name_constraints =
                    Some(NameConstraints::read(extension.critical, extension.extn_value.as_bytes()));
            }
            _ => self.unknown_critical |= extension.critical,
        }
        Ok(())
    }
}

fn decode<'a, T: Decode<'a>>(extension: &'a Extension) -> Result<T, CertificateFault> {
    T::from_der(extension.extn_value.as_bytes()).map_err(|_| CertificateFault::Extension)
}

fn full_name(point: DistributionPointName) -> Option<GeneralNames> {
    match point {
        DistributionPointName::FullName(names) => Some(names),
        DistributionPointName::NameRelativeToCRLIssuer(_) => None,
    }
}

fn uri(name: &GeneralName) -> Option<Box<str>> {
    if let GeneralName::UniformResourceIdentifier(uri) = name { Some(owned(uri)) } else { None }
}

fn owned(text: &Ia5String) -> Box<str> {
    text.as_str().into()
}
