//! A slow model of ISO/IEC 18013-5 DeviceResponses. It builds trees of CBOR that any test can change before or after
//! signing, and encodes them in any style that RFC 8949 allows; it shares no encoder with the product.

use chop_core::crypto::Signer;
use chop_core::dev;
use chop_core::time::UnixTime;

use crate::support::model::{self, head, sha256};

/// A tree of CBOR.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum V {
    Uint(u64),
    Nint(u64),
    Bytes(Vec<u8>),
    Text(String),
    Array(Vec<V>),
    Map(Vec<(V, V)>),
    Tag(u64, Box<V>),
    /// `#6.24(bstr .cbor …)`.
    Embedded(Box<V>),
    /// One item, encoded already.
    Raw(Vec<u8>),
}

pub(crate) fn t(text: &str) -> V {
    V::Text(text.to_owned())
}

pub(crate) fn b(bytes: &[u8]) -> V {
    V::Bytes(bytes.to_vec())
}

pub(crate) fn map(entries: Vec<(&str, V)>) -> V {
    V::Map(entries.into_iter().map(|(key, value)| (t(key), value)).collect())
}

pub(crate) fn null() -> V {
    V::Raw(model::NULL.to_vec())
}

pub(crate) fn tdate(seconds: i64) -> V {
    V::Tag(0, Box::new(t(&UnixTime::new(seconds).unwrap().to_tdate())))
}

/// How a tree is written down.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    /// Bytes that follow a head at least: 0, 1, 2, 4 or 8.
    pub(crate) width: usize,
    pub(crate) endless_arrays: bool,
    pub(crate) endless_maps: bool,
    /// Strings in chunks of so many bytes.
    pub(crate) chunk: Option<usize>,
    /// Maps sorted, as they are, or sorted and turned round.
    pub(crate) order: Order,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Order {
    Sorted,
    AsWritten,
    Reversed,
}

impl Style {
    pub(crate) const PLAIN: Self =
        Self { width: 0, endless_arrays: false, endless_maps: false, chunk: None, order: Order::Sorted };

    fn head(self, major: u8, n: u64) -> Vec<u8> {
        let short = head(major, n);
        if short.len() > self.width {
            return short;
        }
        let info = match self.width {
            1 => 24,
            2 => 25,
            4 => 26,
            _ => 27,
        };
        [vec![(major << 5) | info], n.to_be_bytes()[8 - self.width.max(1)..].to_vec()].concat()
    }

    fn string(self, major: u8, content: &[u8]) -> Vec<u8> {
        let Some(size) = self.chunk else {
            return [self.head(major, content.len() as u64), content.to_vec()].concat();
        };
        let mut out = vec![(major << 5) | 31];
        let mut rest = content;
        while !rest.is_empty() {
            let mut end = size.min(rest.len());
            // A chunk of text is text itself (RFC 8949 §3.2.3).
            while major == 3 && std::str::from_utf8(&rest[..end]).is_err() {
                end += 1;
            }
            out.extend(self.head(major, end as u64));
            out.extend(&rest[..end]);
            rest = &rest[end..];
        }
        out.push(0xff);
        out
    }
}

impl V {
    pub(crate) fn encode(&self, style: Style) -> Vec<u8> {
        match self {
            Self::Uint(n) => style.head(0, *n),
            Self::Nint(n) => style.head(1, *n),
            Self::Bytes(bytes) => style.string(2, bytes),
            Self::Text(text) => style.string(3, text.as_bytes()),
            Self::Array(items) => {
                let body: Vec<u8> = items.iter().flat_map(|item| item.encode(style)).collect();
                if style.endless_arrays {
                    [vec![0x9f], body, vec![0xff]].concat()
                } else {
                    [style.head(4, items.len() as u64), body].concat()
                }
            }
            Self::Map(entries) => {
                let mut encoded: Vec<_> =
                    entries.iter().map(|(key, value)| (key.encode(style), value.encode(style))).collect();
                if style.order != Order::AsWritten {
                    encoded.sort();
                }
                if style.order == Order::Reversed {
                    encoded.reverse();
                }
                let body: Vec<u8> = encoded.into_iter().flat_map(|(key, value)| [key, value].concat()).collect();
                if style.endless_maps {
                    [vec![0xbf], body, vec![0xff]].concat()
                } else {
                    [style.head(5, entries.len() as u64), body].concat()
                }
            }
            Self::Tag(number, inner) => [style.head(6, *number), inner.encode(style)].concat(),
            Self::Embedded(inner) => [style.head(6, 24), style.string(2, &inner.encode(style))].concat(),
            Self::Raw(bytes) => bytes.clone(),
        }
    }

    /// The value under a path of text keys and array places, through `#6.24` and tags.
    pub(crate) fn at(&mut self, path: &[&str]) -> &mut Self {
        let Some((step, rest)) = path.split_first() else { return self };
        self.child(step).at(rest)
    }

    fn child(&mut self, step: &str) -> &mut Self {
        match self {
            Self::Embedded(inner) | Self::Tag(_, inner) => inner.child(step),
            Self::Array(items) => &mut items[step.parse::<usize>().unwrap()],
            Self::Map(entries) => {
                let found = entries.iter_mut().find(|(key, _)| match key {
                    Self::Text(text) => text == step,
                    Self::Uint(n) => n.to_string() == step,
                    Self::Nint(n) => format!("-{}", n + 1) == step,
                    _ => false,
                });
                &mut found.unwrap_or_else(|| panic!("no {step}")).1
            }
            other => panic!("no {step} in {other:?}"),
        }
    }

    pub(crate) fn entries(&mut self) -> &mut Vec<(Self, Self)> {
        match self {
            Self::Map(entries) => entries,
            Self::Embedded(inner) => inner.entries(),
            other => panic!("not a map: {other:?}"),
        }
    }

    pub(crate) fn items(&mut self) -> &mut Vec<Self> {
        match self {
            Self::Array(items) => items,
            other => panic!("not an array: {other:?}"),
        }
    }

    pub(crate) fn remove(&mut self, key: &str) {
        self.entries().retain(|(found, _)| *found != t(key));
    }
}

/// One element of the document.
#[derive(Clone)]
pub(crate) struct ElementModel {
    pub(crate) space: String,
    pub(crate) id: u64,
    pub(crate) salt: Vec<u8>,
    pub(crate) element: String,
    pub(crate) value: V,
    pub(crate) shown: bool,
}

impl ElementModel {
    pub(crate) fn item(&self) -> V {
        V::Embedded(Box::new(map(vec![
            ("digestID", V::Uint(self.id)),
            ("random", b(&self.salt)),
            ("elementIdentifier", t(&self.element)),
            ("elementValue", self.value.clone()),
        ])))
    }
}

/// How the holder proves the document.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Proof {
    None,
    Signature,
    Mac,
}

/// A document before it is encoded. Keys are names of test keys.
#[derive(Clone)]
pub(crate) struct Mdoc {
    pub(crate) doc_type: String,
    pub(crate) elements: Vec<ElementModel>,
    pub(crate) signed: i64,
    pub(crate) from: i64,
    pub(crate) until: i64,
    pub(crate) status: Option<V>,
    pub(crate) issuer: &'static str,
    pub(crate) device: &'static str,
    pub(crate) transcript: Vec<u8>,
    pub(crate) proof: Proof,
    /// What the device says by itself: name spaces of elements.
    pub(crate) own: V,
    /// Name and function of the digests.
    pub(crate) digest: (&'static str, fn(&[u8]) -> Vec<u8>),
    /// The protected and unprotected headers of the issuer's signature.
    pub(crate) protected: V,
    pub(crate) unprotected: V,
    /// A change to the MSO before it is signed.
    pub(crate) edit: Option<fn(&mut V)>,
    pub(crate) style: Style,
}

pub(crate) const DOC_TYPE: &str = "example.foreign.badge.1";
pub(crate) const SPACE: &str = "example.foreign.badge";
pub(crate) const MORE: &str = "example.foreign.badge.more";
pub(crate) const TRANSCRIPT: &[u8] = &[0x83, 0xf6, 0xf6, 0x82, 0x61, b'x', 0x41, 0x01];
/// The reader's key in proofs by MAC.
pub(crate) const READER: &str = "reader";
const ES256: i64 = -7;

pub(crate) fn alg(algorithm: i64) -> V {
    let value = if algorithm < 0 { V::Nint(algorithm.unsigned_abs() - 1) } else { V::Uint(algorithm.unsigned_abs()) };
    V::Map(vec![(V::Uint(1), value)])
}

pub(crate) fn cose_key(name: &str) -> V {
    let (x, y) = dev::key(name).public_key().p256_coordinates().unwrap();
    V::Map(vec![(V::Uint(1), V::Uint(2)), (V::Nint(0), V::Uint(1)), (V::Nint(1), b(&x)), (V::Nint(2), b(&y))])
}

impl Mdoc {
    /// Five elements in two name spaces, four of them shown, valid for a day around `now`.
    pub(crate) fn new(now: i64) -> Self {
        let element = |space: &str, id: u64, name: &str, value: V, shown: bool| ElementModel {
            space: space.to_owned(),
            id,
            salt: vec![id as u8 + 1; 16],
            element: name.to_owned(),
            value,
            shown,
        };
        Self {
            doc_type: DOC_TYPE.to_owned(),
            elements: vec![
                element(SPACE, 0, "holder", t("CHAN Tai Man 陳大文"), true),
                element(SPACE, 1, "picture", b(&[7; 90]), true),
                element(SPACE, 2, "secret", t("hidden"), false),
                element(MORE, 0, "classes", V::Array(vec![map(vec![("code", t("A")), ("rank", V::Uint(300))])]), true),
                element(MORE, 7, "until", V::Tag(1004, Box::new(t("2030-01-31"))), true),
            ],
            signed: now - 3_600,
            from: now - 3_600,
            until: now + 86_400,
            status: None,
            issuer: "issuer",
            device: "device",
            transcript: TRANSCRIPT.to_vec(),
            proof: Proof::Signature,
            own: V::Map(vec![]),
            digest: ("SHA-256", |bytes| sha256(bytes).to_vec()),
            protected: alg(ES256),
            unprotected: V::Map(vec![]),
            edit: None,
            style: Style::PLAIN,
        }
    }

    fn spaces(&self) -> Vec<String> {
        let mut spaces: Vec<String> = Vec::new();
        for element in &self.elements {
            if !spaces.contains(&element.space) {
                spaces.push(element.space.clone());
            }
        }
        spaces
    }

    pub(crate) fn mso(&self) -> V {
        let digests = self.spaces().into_iter().map(|space| {
            let of = self.elements.iter().filter(|element| element.space == space);
            let digest = |element: &ElementModel| b(&self.digest.1(&element.item().encode(self.style)));
            (t(&space), V::Map(of.map(|element| (V::Uint(element.id), digest(element))).collect()))
        });
        let mut entries = vec![
            ("version", t("1.0")),
            ("digestAlgorithm", t(self.digest.0)),
            ("valueDigests", V::Map(digests.collect())),
            ("deviceKeyInfo", map(vec![("deviceKey", cose_key(self.device))])),
            ("docType", t(&self.doc_type)),
            (
                "validityInfo",
                map(vec![
                    ("signed", tdate(self.signed)),
                    ("validFrom", tdate(self.from)),
                    ("validUntil", tdate(self.until)),
                ]),
            ),
        ];
        if let Some(status) = &self.status {
            entries.push(("status", status.clone()));
        }
        let mut mso = map(entries);
        if let Some(edit) = self.edit {
            edit(&mut mso);
        }
        mso
    }

    /// `[protected, unprotected, payload, signature]`.
    pub(crate) fn issuer_auth(&self) -> V {
        let payload = V::Embedded(Box::new(self.mso())).encode(self.style);
        let protected = self.protected.encode(self.style);
        let signature = signature(self.issuer, "Signature1", &protected, &payload);
        V::Array(vec![b(&protected), self.unprotected.clone(), b(&payload), b(&signature)])
    }

    pub(crate) fn issuer_signed(&self) -> V {
        let spaces = self.spaces().into_iter().map(|space| {
            let shown = self.elements.iter().filter(|element| element.space == space && element.shown);
            (t(&space), V::Array(shown.map(ElementModel::item).collect()))
        });
        map(vec![("nameSpaces", V::Map(spaces.collect())), ("issuerAuth", self.issuer_auth())])
    }

    /// The proof under one of these headers over one of these transcripts and name spaces.
    pub(crate) fn device_auth(&self, protected: &V, name_spaces: &V) -> V {
        let protected = protected.encode(self.style);
        let authentication = V::Embedded(Box::new(V::Array(vec![
            t("DeviceAuthentication"),
            V::Raw(self.transcript.clone()),
            t(&self.doc_type),
            V::Raw(name_spaces.encode(self.style)),
        ])));
        let payload = authentication.encode(Style::PLAIN);
        let (name, proof) = match self.proof {
            Proof::Mac => ("deviceMac", self.tag(&protected, &payload, READER)),
            Proof::Signature | Proof::None => {
                ("deviceSignature", signature(self.device, "Signature1", &protected, &payload))
            }
        };
        map(vec![(name, V::Array(vec![b(&protected), V::Map(vec![]), null(), b(&proof)]))])
    }

    /// HMAC 256/256 under the key that device and reader derive (ISO/IEC 18013-5 §9.1.3.5).
    fn tag(&self, protected: &[u8], payload: &[u8], reader: &str) -> Vec<u8> {
        use chop_core::crypto::{agreement, mac::MacKey};
        let secret = agreement::shared_secret(&dev::key(self.device), dev::key(reader).public_key()).unwrap();
        let transcript = V::Embedded(Box::new(V::Raw(self.transcript.clone()))).encode(Style::PLAIN);
        let structure = V::Array(vec![t("MAC0"), b(protected), b(&[]), b(payload)]).encode(Style::PLAIN);
        MacKey::new(&agreement::e_mac_key(&secret, &transcript)[..]).tag(&structure).to_vec()
    }

    pub(crate) fn device_signed(&self) -> V {
        let name_spaces = V::Embedded(Box::new(self.own.clone()));
        let header = if self.proof == Proof::Mac { alg(5) } else { alg(ES256) };
        map(vec![("nameSpaces", name_spaces.clone()), ("deviceAuth", self.device_auth(&header, &name_spaces))])
    }

    pub(crate) fn document(&self) -> V {
        let mut entries = vec![("docType", t(&self.doc_type)), ("issuerSigned", self.issuer_signed())];
        if self.proof != Proof::None {
            entries.push(("deviceSigned", self.device_signed()));
        }
        map(entries)
    }

    pub(crate) fn response(&self) -> V {
        response(vec![self.document()])
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        self.response().encode(self.style)
    }
}

pub(crate) fn response(documents: Vec<V>) -> V {
    map(vec![("version", t("1.0")), ("documents", V::Array(documents)), ("status", V::Uint(0))])
}

/// A COSE signature (RFC 9052 §4.4) by a test key.
pub(crate) fn signature(key: &str, context: &str, protected: &[u8], payload: &[u8]) -> Vec<u8> {
    let structure = V::Array(vec![t(context), b(protected), b(&[]), b(payload)]).encode(Style::PLAIN);
    dev::key(key).sign_deterministic(&structure).unwrap().as_bytes().to_vec()
}
