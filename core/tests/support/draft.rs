//! Certificates written field by field, so that any one of them can be wrong. Only for tests: the product writes
//! certificates with the x509-cert builder.

use chop_core::crypto::{Algorithm, Signer as _, SoftwareKey};

use super::hex;

pub(crate) const ECDSA_SHA256: &str = "06082a8648ce3d040302";
pub(crate) const ECDSA_SHA384: &str = "06082a8648ce3d040303";
const ED25519: &str = "06032b6570";

pub(crate) const SUBJECT_KEY_IDENTIFIER: &str = "551d0e";
pub(crate) const KEY_USAGE: &str = "551d0f";
pub(crate) const ISSUER_ALT_NAME: &str = "551d12";
pub(crate) const BASIC_CONSTRAINTS: &str = "551d13";
pub(crate) const NAME_CONSTRAINTS: &str = "551d1e";
pub(crate) const CRL_POINTS: &str = "551d1f";
pub(crate) const AUTHORITY_KEY_IDENTIFIER: &str = "551d23";
pub(crate) const EXTENDED_KEY_USAGE: &str = "551d25";
pub(crate) const POLICY_CONSTRAINTS: &str = "551d24";

/// One DER element of any length.
pub(crate) fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = content.len();
    let head = match u8::try_from(length) {
        Ok(short) if short < 0x80 => vec![tag, short],
        Ok(long) => vec![tag, 0x81, long],
        Err(_) => match u16::try_from(length) {
            Ok(two) => [&[tag, 0x82], &two.to_be_bytes()[..]].concat(),
            Err(_) => [&[tag, 0x83], &u32::try_from(length).unwrap().to_be_bytes()[1..]].concat(),
        },
    };
    [head, content].concat()
}

/// `C`, `O` and `CN` as far as they are given.
pub(crate) fn name(country: Option<&str>, organisation: Option<&str>, common_name: Option<&str>) -> Vec<u8> {
    let rdn = |oid: &str, tag: u8, text: &str| {
        tlv(0x31, &[&tlv(0x30, &[&tlv(0x06, &[&hex(oid)]), &tlv(tag, &[text.as_bytes()])])])
    };
    let rdns = [
        country.map(|text| rdn("550406", 0x13, text)),
        organisation.map(|text| rdn("55040a", 0x0c, text)),
        common_name.map(|text| rdn("550403", 0x0c, text)),
    ];
    tlv(0x30, &[&rdns.into_iter().flatten().collect::<Vec<_>>().concat()])
}

/// A certificate before it is signed. Everything is DER, or the value of an INTEGER or of a time.
#[derive(Clone)]
pub(crate) struct Draft {
    pub(crate) version: Option<u8>,
    pub(crate) serial: Vec<u8>,
    pub(crate) inner_algorithm: Vec<u8>,
    pub(crate) outer_algorithm: Vec<u8>,
    pub(crate) issuer: Vec<u8>,
    pub(crate) subject: Vec<u8>,
    /// `YYYYMMDDhhmmssZ`.
    pub(crate) not_before: &'static str,
    pub(crate) not_after: &'static str,
    pub(crate) spki: Vec<u8>,
    /// Object identifier, critical, value.
    pub(crate) extensions: Vec<(&'static str, bool, Vec<u8>)>,
}

/// 2027-01-15 08:00:00 UTC: inside the validity of every draft.
pub(crate) const NOW: i64 = 1_800_000_000;

impl Draft {
    fn new(subject: &SoftwareKey, issuer: &SoftwareKey) -> Self {
        let algorithm = tlv(
            0x30,
            &[&hex(match issuer.public_key().algorithm() {
                Algorithm::Es256 => ECDSA_SHA256,
                Algorithm::Es384 => ECDSA_SHA384,
                Algorithm::EdDsa => ED25519,
            })],
        );
        let uri = |text: &str| tlv(0x86, &[text.as_bytes()]);
        let point = tlv(0x30, &[&tlv(0xa0, &[&tlv(0xa0, &[&uri("https://department.example/iaca.crl")])])]);
        Self {
            version: Some(2),
            serial: [&[0x41][..], &[7; 15]].concat(),
            inner_algorithm: algorithm.clone(),
            outer_algorithm: algorithm,
            issuer: root_name(),
            subject: root_name(),
            not_before: "20260101000000Z",
            not_after: "20360101000000Z",
            spki: subject.public_key().spki_der().to_vec(),
            extensions: vec![
                (SUBJECT_KEY_IDENTIFIER, false, tlv(0x04, &[&key_identifier(subject)])),
                (ISSUER_ALT_NAME, false, tlv(0x30, &[&uri("https://department.example/")])),
                (CRL_POINTS, false, tlv(0x30, &[&point])),
            ],
        }
    }

    /// An IACA root of the whole profile.
    pub(crate) fn root(key: &SoftwareKey) -> Self {
        let mut root = Self::new(key, key);
        root.extensions.push((KEY_USAGE, true, hex("03020106")));
        root.extensions.push((BASIC_CONSTRAINTS, true, hex("30060101ff020100")));
        root
    }

    /// A document signer of the whole profile.
    pub(crate) fn signer(key: &SoftwareKey, root_key: &SoftwareKey) -> Self {
        let mut signer = Self::new(key, root_key);
        signer.subject = name(Some("HK"), Some("Example Department"), Some("Document signer 1"));
        signer.not_after = "20270301000000Z";
        let authority = tlv(0x30, &[&tlv(0x80, &[&key_identifier(root_key)])]);
        signer.extensions.push((AUTHORITY_KEY_IDENTIFIER, false, authority));
        signer.extensions.push((KEY_USAGE, true, hex("03020780")));
        signer.extensions.push((EXTENDED_KEY_USAGE, true, hex("300906072881 8c5d050102")));
        signer
    }

    /// A reader's certificate of the whole profile: no country, a common name.
    pub(crate) fn reader(key: &SoftwareKey, root_key: &SoftwareKey) -> Self {
        let mut reader = Self::signer(key, root_key);
        reader.subject = name(None, None, Some("Example reader"));
        reader.set(EXTENDED_KEY_USAGE, true, hex("300906072881 8c5d050106"));
        reader
    }

    /// A CA between root and signer.
    pub(crate) fn intermediate(key: &SoftwareKey, root_key: &SoftwareKey) -> Self {
        let mut intermediate = Self::root(key);
        intermediate.subject = name(Some("HK"), Some("Example Department"), Some("Intermediate"));
        let algorithm = Self::new(key, root_key).inner_algorithm;
        (intermediate.inner_algorithm, intermediate.outer_algorithm) = (algorithm.clone(), algorithm);
        intermediate
    }

    /// The same draft after a change.
    pub(crate) fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// Replaces an extension, or adds it.
    pub(crate) fn set(&mut self, oid: &'static str, critical: bool, value: Vec<u8>) {
        self.remove(oid);
        self.extensions.push((oid, critical, value));
    }

    pub(crate) fn remove(&mut self, oid: &str) {
        self.extensions.retain(|(other, ..)| *other != oid);
    }

    fn to_be_signed(&self) -> Vec<u8> {
        // Years to 2049 are UTCTime (RFC 5280 §4.1.2.5).
        let time = |text: &str| {
            if text < "2050" { tlv(0x17, &[&text.as_bytes()[2..]]) } else { tlv(0x18, &[text.as_bytes()]) }
        };
        let version = self.version.map(|version| tlv(0xa0, &[&tlv(0x02, &[&[version]])])).unwrap_or_default();
        let extensions: Vec<u8> = self
            .extensions
            .iter()
            .flat_map(|(oid, critical, value)| {
                let critical: &[u8] = if *critical { &[0x01, 0x01, 0xff] } else { &[] };
                tlv(0x30, &[&tlv(0x06, &[&hex(oid)]), critical, &tlv(0x04, &[value])])
            })
            .collect();
        let extensions = if extensions.is_empty() { vec![] } else { tlv(0xa3, &[&tlv(0x30, &[&extensions])]) };
        tlv(
            0x30,
            &[
                &version,
                &tlv(0x02, &[&self.serial]),
                &self.inner_algorithm,
                &self.issuer,
                &tlv(0x30, &[&time(self.not_before), &time(self.not_after)]),
                &self.subject,
                &self.spki,
                &extensions,
            ],
        )
    }

    /// The DER certificate, signed by the key.
    pub(crate) fn sign(&self, key: &SoftwareKey) -> Vec<u8> {
        let to_be_signed = self.to_be_signed();
        let signature = key.sign_deterministic(&to_be_signed).unwrap().to_x509();
        tlv(0x30, &[&to_be_signed, &self.outer_algorithm, &tlv(0x03, &[&[0], &signature])])
    }
}

pub(crate) fn root_name() -> Vec<u8> {
    name(Some("HK"), Some("Example Department"), Some("Example Department IACA"))
}

/// SHA-1 over the bits of the key (RFC 5280 §4.2.1.2 method 1).
pub(crate) fn key_identifier(key: &SoftwareKey) -> Vec<u8> {
    use der::Decode as _;
    let info = x509_cert::spki::SubjectPublicKeyInfoRef::from_der(key.public_key().spki_der()).unwrap();
    x509_cert::ext::pkix::SubjectKeyIdentifier::try_from(info).unwrap().0.into_bytes().into()
}
