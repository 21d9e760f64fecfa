//! Distinguished names: compared as bytes, shown as text.

use core::fmt;

use der::Tagged as _;
use der::asn1::{Any, BmpString, Ia5StringRef, PrintableStringRef, TeletexStringRef, Utf8StringRef};
use x509_cert::name::Name;
use x509_cert::spki::ObjectIdentifier;

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
const ORGANISATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");

/// The subject or issuer of a certificate (RFC 5280 §4.1.2.4).
///
/// Two names are equal when their DER is: chop does not fold case or white space, so a name never matches one that
/// merely looks alike. The texts are for people; escape them before showing.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DistinguishedName {
    der: Box<[u8]>,
    common_name: Option<Box<str>>,
    organisation: Option<Box<str>>,
    country: Option<[u8; 2]>,
}

impl DistinguishedName {
    pub(super) fn new(der: &[u8], name: &Name) -> Self {
        Self {
            der: der.into(),
            common_name: text(name, COMMON_NAME),
            organisation: text(name, ORGANISATION),
            country: text(name, COUNTRY).and_then(|country| two_capitals(&country)),
        }
    }

    /// The exact DER of the name.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.der
    }

    /// The first common name, if it is text without control characters.
    #[must_use]
    pub fn common_name(&self) -> Option<&str> {
        self.common_name.as_deref()
    }

    /// The first organisation, if it is text without control characters.
    #[must_use]
    pub fn organisation(&self) -> Option<&str> {
        self.organisation.as_deref()
    }

    /// The country, if it is two capital letters (ISO 3166-1 alpha-2, and the `EU` and `UT` of test issuers).
    #[must_use]
    pub fn country(&self) -> Option<&str> {
        self.country.as_ref().and_then(|letters| core::str::from_utf8(letters).ok())
    }
}

impl fmt::Debug for DistinguishedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DistinguishedName")
            .field("common_name", &self.common_name)
            .field("organisation", &self.organisation)
            .field("country", &self.country())
            .finish_non_exhaustive()
    }
}

fn text(name: &Name, kind: ObjectIdentifier) -> Option<Box<str>> {
    let value = &name.iter().find(|attribute| attribute.oid == kind)?.value;
    decode(value).filter(|text| !text.is_empty() && !text.chars().any(char::is_control))
}

/// `DirectoryString` (RFC 5280 §4.1.2.4), and the IA5String that some issuers use.
fn decode(value: &Any) -> Option<Box<str>> {
    let value = value.to_ref();
    match value.tag() {
        der::Tag::Utf8String => value.decode_as::<Utf8StringRef<'_>>().ok().map(|text| text.as_str().into()),
        der::Tag::PrintableString => value.decode_as::<PrintableStringRef<'_>>().ok().map(|text| text.as_str().into()),
        der::Tag::TeletexString => value.decode_as::<TeletexStringRef<'_>>().ok().map(|text| text.as_str().into()),
        der::Tag::Ia5String => value.decode_as::<Ia5StringRef<'_>>().ok().map(|text| text.as_str().into()),
        der::Tag::BmpString => value.decode_as::<BmpString>().ok().map(|text| text.to_string().into()),
        #[expect(clippy::wildcard_enum_match_arm, reason = "every other ASN.1 type is not text")]
        _ => None,
    }
}

fn two_capitals(country: &str) -> Option<[u8; 2]> {
    <[u8; 2]>::try_from(country.as_bytes()).ok().filter(|letters| letters.iter().all(u8::is_ascii_uppercase))
}
