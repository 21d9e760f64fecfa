//! A slow model of Personal Code 1, written from spec/personal-code-1.md alone: it shares no encoder with the
//! product, and every field can be replaced by any bytes before or after signing.

use chop_core::crypto::{Signer, SoftwareKey};
use sha2::{Digest, Sha256};

pub(crate) fn head(major: u8, n: u64) -> Vec<u8> {
    let m = major << 5;
    match n {
        0..=23 => vec![m | n as u8],
        24..=0xff => vec![m | 24, n as u8],
        0x100..=0xffff => [vec![m | 25], (n as u16).to_be_bytes().to_vec()].concat(),
        0x1_0000..=0xffff_ffff => [vec![m | 26], (n as u32).to_be_bytes().to_vec()].concat(),
        _ => [vec![m | 27], n.to_be_bytes().to_vec()].concat(),
    }
}

pub(crate) fn uint(n: u64) -> Vec<u8> {
    head(0, n)
}

pub(crate) fn bytes(b: &[u8]) -> Vec<u8> {
    [head(2, b.len() as u64), b.to_vec()].concat()
}

pub(crate) fn text(t: &str) -> Vec<u8> {
    [head(3, t.len() as u64), t.as_bytes().to_vec()].concat()
}

pub(crate) fn array(items: &[Vec<u8>]) -> Vec<u8> {
    [head(4, items.len() as u64), items.concat()].concat()
}

pub(crate) fn map(entries: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let mut sorted = entries.to_vec();
    sorted.sort();
    let body: Vec<u8> = sorted.into_iter().flat_map(|(k, v)| [k, v].concat()).collect();
    [head(5, entries.len() as u64), body].concat()
}

pub(crate) fn tag(n: u64, inner: &[u8]) -> Vec<u8> {
    [head(6, n), inner.to_vec()].concat()
}

pub(crate) fn embedded(inner: &[u8]) -> Vec<u8> {
    tag(24, &bytes(inner))
}

pub(crate) fn date(day: &str) -> Vec<u8> {
    tag(1004, &text(day))
}

pub(crate) const TRUE: [u8; 1] = [0xf5];
pub(crate) const NULL: [u8; 1] = [0xf6];

pub(crate) fn sha256(b: &[u8]) -> [u8; 32] {
    Sha256::digest(b).into()
}

fn tdate(seconds: i64) -> Vec<u8> {
    tag(0, &text(&chop_core::time::UnixTime::new(seconds).unwrap().to_tdate()))
}

fn sign(key: &SoftwareKey, payload: &[u8], aad: &[u8]) -> Vec<u8> {
    let structure = array(&[text("Signature1"), bytes(&[0xa1, 0x01, 0x26]), bytes(aad), bytes(payload)]);
    key.sign_deterministic(&structure).unwrap().as_bytes().to_vec()
}

/// One element: its encoded value, and whether the code shows it.
#[derive(Clone)]
pub(crate) struct Element {
    pub(crate) id: &'static str,
    pub(crate) value: Vec<u8>,
    pub(crate) salt: [u8; 16],
    pub(crate) shown: bool,
}

/// A code before it is encoded. `array` holds the thirteen encoded fields once [`Model::sign`] has run.
#[derive(Clone)]
pub(crate) struct Model {
    pub(crate) doc_type: &'static str,
    pub(crate) profile: u64,
    pub(crate) valid_from: i64,
    pub(crate) minutes: u64,
    pub(crate) status: Option<(u64, u64)>,
    pub(crate) status_prefix: &'static str,
    pub(crate) elements: Vec<Element>,
    pub(crate) issued_at: i64,
    pub(crate) nonce: Vec<u8>,
    pub(crate) audience: Option<[u8; 8]>,
    pub(crate) issuer: SoftwareKeyBox,
    pub(crate) device: SoftwareKeyBox,
}

/// Test keys by name, since keys cannot be cloned.
pub(crate) type SoftwareKeyBox = &'static str;

impl Model {
    /// The example of the specification: profile 1, six of eight elements shown.
    pub(crate) fn personal_code(now: i64) -> Self {
        let values: [(&'static str, Vec<u8>, bool); 8] = [
            ("family_name", text("CHAN"), true),
            ("given_name", text("Tai Man"), true),
            ("name_zh", text("陳大文"), true),
            ("document_number_masked", text("O123***(*)"), true),
            ("age_over_18", TRUE.to_vec(), true),
            ("age_over_65", vec![0xf4], false),
            ("issue_date", date("2021-11-30"), true),
            ("portrait", bytes(&[7; 40]), false),
        ];
        Self {
            doc_type: "example.chop.personal-code.1",
            profile: 1,
            valid_from: now - 3_600,
            minutes: 1_800,
            status: Some((9, 131_000)),
            status_prefix: "https://status.example/l/",
            elements: values
                .into_iter()
                .enumerate()
                .map(|(n, (id, value, shown))| Element { id, value, salt: [n as u8 + 1; 16], shown })
                .collect(),
            issued_at: now,
            nonce: vec![9; 8],
            audience: None,
            issuer: "issuer",
            device: "device",
        }
    }

    pub(crate) fn element(mut self, id: &str, value: Vec<u8>) -> Self {
        let element = self.elements.iter_mut().find(|element| element.id == id).unwrap();
        element.value = value;
        element.shown = true;
        self
    }

    fn item(&self, place: usize) -> Vec<u8> {
        let element = &self.elements[place];
        embedded(&map(&[
            (text("random"), bytes(&element.salt)),
            (text("digestID"), uint(place as u64)),
            (text("elementValue"), element.value.clone()),
            (text("elementIdentifier"), text(element.id)),
        ]))
    }

    pub(crate) fn mso(&self) -> Vec<u8> {
        let (x, y) = chop_core::dev::key(self.device).public_key().p256_coordinates().unwrap();
        let digests: Vec<_> =
            (0..self.elements.len()).map(|n| (uint(n as u64), bytes(&sha256(&self.item(n))))).collect();
        let until = self.valid_from + 60 * i64::try_from(self.minutes).unwrap_or(0);
        let mut entries = vec![
            (text("docType"), text(self.doc_type)),
            (text("version"), text("1.0")),
            (
                text("validityInfo"),
                map(&[
                    (text("signed"), tdate(self.valid_from)),
                    (text("validFrom"), tdate(self.valid_from)),
                    (text("validUntil"), tdate(until)),
                ]),
            ),
            (text("valueDigests"), map(&[(text(self.doc_type), map(&digests))])),
            (
                text("deviceKeyInfo"),
                map(&[(
                    text("deviceKey"),
                    map(&[(uint(1), uint(2)), (head(1, 0), uint(1)), (head(1, 1), bytes(&x)), (head(1, 2), bytes(&y))]),
                )]),
            ),
            (text("digestAlgorithm"), text("SHA-256")),
        ];
        if let Some((list, index)) = self.status {
            let uri = format!("{}{list}", self.status_prefix);
            let list = map(&[(text("idx"), uint(index)), (text("uri"), text(&uri))]);
            entries.push((text("status"), map(&[(text("status_list"), list)])));
        }
        embedded(&map(&entries))
    }

    pub(crate) fn items(&self) -> Vec<Vec<u8>> {
        (0..self.elements.len())
            .map(|n| match &self.elements[n] {
                Element { shown: true, salt, value, .. } => array(&[bytes(salt), value.clone()]),
                Element { .. } => bytes(&sha256(&self.item(n))),
            })
            .collect()
    }

    pub(crate) fn kid(&self) -> [u8; 8] {
        sha256(chop_core::dev::key(self.issuer).public_key().spki_der())[..8].try_into().unwrap()
    }

    fn device_signature(&self, items: &[u8]) -> Vec<u8> {
        let audience = self.audience.map_or(NULL.to_vec(), |aud| bytes(&aud));
        let info = array(&[
            text("PC1"),
            uint(1),
            uint(self.profile),
            bytes(&self.kid()),
            uint(self.issued_at as u64),
            bytes(&self.nonce),
            audience,
            bytes(&sha256(&self.mso())),
            bytes(&sha256(items)),
        ]);
        let transcript =
            array(&[NULL.to_vec(), NULL.to_vec(), array(&[text("PersonalCodeHandover.1"), bytes(&sha256(&info))])]);
        let authentication =
            array(&[text("DeviceAuthentication"), transcript, text(self.doc_type), embedded(&map(&[]))]);
        sign(&chop_core::dev::key(self.device), &embedded(&authentication), &[])
    }

    /// The thirteen fields, signed by issuer and device.
    pub(crate) fn sign(&self) -> Vec<Vec<u8>> {
        let issuer = chop_core::dev::key(self.issuer);
        let device = chop_core::dev::key(self.device).public_key().p256_compressed().unwrap();
        let items = array(&self.items());
        vec![
            uint(1),
            uint(self.profile),
            bytes(&self.kid()),
            uint(self.valid_from as u64),
            uint(self.minutes),
            bytes(&device),
            self.status.map_or(NULL.to_vec(), |(list, index)| array(&[uint(list), uint(index)])),
            items.clone(),
            bytes(&sign(&issuer, &self.mso(), &[])),
            uint(self.issued_at as u64),
            bytes(&self.nonce),
            self.audience.map_or(NULL.to_vec(), |aud| bytes(&aud)),
            bytes(&self.device_signature(&items)),
        ]
    }

    /// The code as text.
    pub(crate) fn code(&self) -> String {
        encode(&array(&self.sign()))
    }

    /// The code with some of its signed fields replaced afterwards.
    pub(crate) fn code_with(&self, replace: &[(usize, Vec<u8>)]) -> String {
        let mut fields = self.sign();
        for (place, value) in replace {
            fields[*place] = value.clone();
        }
        encode(&array(&fields))
    }
}

/// Base45 by the arithmetic of RFC 9285.
pub(crate) fn encode(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    let mut text = String::from("PC1:");
    for pair in bytes.chunks(2) {
        let mut n = pair.iter().fold(0_usize, |n, byte| n * 256 + usize::from(*byte));
        for _ in 0..=pair.len() {
            text.push(char::from(ALPHABET[n % 45]));
            n /= 45;
        }
    }
    text
}
