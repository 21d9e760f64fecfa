use crate::crypto::jws::KeyReference;
use crate::crypto::{Signer, SoftwareKey};
use crate::document::{Date, Descriptor, Kinds, Record, StatusMode, Value, csv_template};
use crate::format::code::{Codable, Nonce, Show};
use crate::format::mdoc::{self, IssueRequest, ValidityInfo};
use crate::format::sdjwt;
use crate::time::UnixTime;
use crate::verify::Validity;

use super::{Counted, key};

/// A document of a shipped kind, issued to a test holder.
pub struct TestDocument {
    /// The kind.
    pub kind: String,
    /// The values of its issued elements.
    pub values: Vec<Option<Value>>,
    /// The issuer's key.
    pub issuer: SoftwareKey,
    /// The holder's device key.
    pub device: SoftwareKey,
    /// When it is valid.
    pub validity: ValidityInfo,
    /// Its place in a status list.
    pub status: Option<(String, u64)>,
}

/// Values of the example holder of a kind.
#[must_use]
pub fn holder_values(descriptor: &Descriptor, at: UnixTime) -> Vec<Option<Value>> {
    let template = csv_template(descriptor);
    let fields = template.header.iter().map(String::as_str).zip(template.example.iter().map(String::as_str));
    let record = Record::from_fields(descriptor, fields, Date::from(at.hong_kong_day()))
        .unwrap_or_else(|faults| panic!("the example of a shipped kind is complete: {faults:?}"));
    record.elements().into_iter().map(|(_, value)| value).collect()
}

impl TestDocument {
    /// A document of `kind`, valid from `from` for as long as the kind says.
    #[must_use]
    pub fn new(kind: &str, from: UnixTime) -> Self {
        let kinds = Kinds::shipped();
        let descriptor = kinds.by_kind(kind).unwrap();
        let minutes = i64::from(descriptor.validity().minutes);
        Self {
            kind: kind.to_owned(),
            values: holder_values(descriptor, from),
            issuer: key("issuer"),
            device: key("device"),
            validity: ValidityInfo { signed: from, valid_from: from, valid_until: from.plus(60 * minutes) },
            status: (descriptor.status() == StatusMode::Required).then(|| ("https://status.example/l/9".to_owned(), 7)),
        }
    }

    /// The IssuerSigned.
    #[must_use]
    pub fn issue(&self) -> Vec<u8> {
        let kinds = Kinds::shipped();
        let request = IssueRequest {
            descriptor: kinds.by_kind(&self.kind).unwrap(),
            values: &self.values,
            device_key: self.device.public_key(),
            validity: self.validity,
            status: self.status.as_ref().map(|(uri, index)| (uri.as_str(), *index)),
        };
        mdoc::prepare(&request, &mut Counted::new("salts")).unwrap().sign(&self.issuer, &[]).unwrap()
    }

    /// The SD-JWT VC, with all its disclosures.
    ///
    /// # Panics
    /// If the kind is not shipped.
    #[must_use]
    pub fn sd_jwt(&self) -> String {
        let kinds = Kinds::shipped();
        let request = sdjwt::IssueRequest {
            descriptor: kinds.by_kind(&self.kind).unwrap(),
            values: &self.values,
            device_key: self.device.public_key(),
            validity: Validity {
                signed: self.validity.signed,
                from: self.validity.valid_from,
                until: self.validity.valid_until,
            },
            status: self.status.as_ref().map(|(uri, index)| (uri.as_str(), *index)),
            issuer_key: self.issuer.public_key(),
            reference: KeyReference::Kid,
            integrity: None,
            decoys: 2,
        };
        sdjwt::prepare(&request, &mut Counted::new("salts")).unwrap().sign(&self.issuer).unwrap()
    }

    /// The document as something that makes codes.
    #[must_use]
    pub fn codable(&self) -> Codable {
        Codable::new(&self.issue(), self.issuer.public_key().kid(), &Kinds::shipped()).unwrap()
    }

    /// A level-1 code that shows these elements.
    #[must_use]
    pub fn code(&self, elements: &[&str], issued_at: UnixTime) -> String {
        let show = Show { elements, issued_at, nonce: Nonce::Own([7; 8]), audience: None };
        self.codable().prepare(&show).unwrap().sign(&self.device).unwrap()
    }
}
