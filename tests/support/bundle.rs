//! A slow model of Trust Bundle 1, written from spec/trust-bundle-1.md §2 alone: it shares no encoder with the product,
//! and every field can be replaced by any bytes before or after signing.

use chop_core::crypto::{Signer, SoftwareKey};
use chop_core::dev;
use chop_core::trust::SignedRoot;

use crate::support::model::{NULL, array, bytes, head, map, sha256, text, uint};

pub(crate) fn int(n: i64) -> Vec<u8> {
    if n < 0 { head(1, n.unsigned_abs() - 1) } else { uint(n.unsigned_abs()) }
}

pub(crate) fn spki(name: &str) -> Vec<u8> {
    dev::key(name).public_key().spki_der().to_vec()
}

pub(crate) fn kid(spki: &[u8]) -> Vec<u8> {
    sha256(spki)[..8].to_vec()
}

/// A signature over `Sig_structure` with an empty protected header and this external data.
pub(crate) fn sign(key: &SoftwareKey, external: &[u8], payload: &[u8]) -> Vec<u8> {
    let structure = array(&[text("Signature1"), bytes(&[]), bytes(external), bytes(payload)]);
    key.sign_deterministic(&structure).unwrap().as_bytes().to_vec()
}

/// A root; keys are names of test keys.
#[derive(Clone)]
pub(crate) struct RootModel {
    pub(crate) version: u64,
    pub(crate) issued_at: i64,
    pub(crate) expires_at: i64,
    pub(crate) threshold: u64,
    pub(crate) keys: Vec<&'static str>,
    pub(crate) bundle_key: &'static str,
}

impl RootModel {
    pub(crate) fn first(now: i64) -> Self {
        Self {
            version: 1,
            issued_at: now,
            expires_at: now + 365 * 86_400,
            threshold: 2,
            keys: vec!["root a", "root b", "root c"],
            bundle_key: "bundle",
        }
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        array(&[
            uint(self.version),
            int(self.issued_at),
            int(self.expires_at),
            uint(self.threshold),
            array(&self.keys.iter().map(|name| bytes(&spki(name))).collect::<Vec<_>>()),
            bytes(&spki(self.bundle_key)),
        ])
    }

    /// `[kid, signature]` by a test key.
    pub(crate) fn signature(&self, name: &str) -> Vec<u8> {
        array(&[bytes(&kid(&spki(name))), bytes(&sign(&dev::key(name), b"chop-trust-root-1", &self.encode()))])
    }

    pub(crate) fn signed_by(&self, names: &[&str]) -> Vec<u8> {
        self.with_signatures(&names.iter().map(|name| self.signature(name)).collect::<Vec<_>>())
    }

    pub(crate) fn with_signatures(&self, signatures: &[Vec<u8>]) -> Vec<u8> {
        array(&[bytes(&self.encode()), array(signatures)])
    }

    /// The file of this root, as a verifier pins it.
    pub(crate) fn pin(&self, names: &[&str]) -> SignedRoot {
        SignedRoot::parse(&self.signed_by(names)).unwrap()
    }
}

/// Places of the body's fields.
pub(crate) const VERSION: usize = 0;
pub(crate) const ISSUED: usize = 1;
pub(crate) const NEXT: usize = 2;
pub(crate) const EXPIRES: usize = 3;
pub(crate) const ISSUERS: usize = 4;
pub(crate) const VERIFIERS: usize = 5;
pub(crate) const LISTS: usize = 6;
pub(crate) const KILLED: usize = 7;
pub(crate) const DENIED: usize = 8;
pub(crate) const PROFILES: usize = 9;

/// A bundle before it is encoded.
#[derive(Clone)]
pub(crate) struct BundleModel {
    pub(crate) roots: Vec<Vec<u8>>,
    /// Ten encoded fields.
    pub(crate) body: Vec<Vec<u8>>,
    pub(crate) signer: &'static str,
    pub(crate) external: &'static [u8],
}

impl BundleModel {
    /// An empty list under the first root, made at `now`.
    pub(crate) fn new(now: i64) -> Self {
        Self {
            roots: vec![RootModel::first(now).signed_by(&["root a", "root b"])],
            body: vec![
                uint(1),
                int(now),
                int(now + 86_400),
                int(now + 7 * 86_400),
                array(&[]),
                array(&[]),
                array(&[]),
                array(&[]),
                array(&[]),
                map(&[]),
            ],
            signer: "bundle",
            external: b"chop-trust-bundle-1",
        }
    }

    pub(crate) fn with(mut self, place: usize, field: Vec<u8>) -> Self {
        self.body[place] = field;
        self
    }

    pub(crate) fn under(mut self, roots: Vec<Vec<u8>>) -> Self {
        self.roots = roots;
        self
    }

    pub(crate) fn signed_by(mut self, signer: &'static str) -> Self {
        self.signer = signer;
        self
    }

    pub(crate) fn body(&self) -> Vec<u8> {
        array(&self.body)
    }

    /// The five encoded fields of the file.
    pub(crate) fn fields(&self) -> Vec<Vec<u8>> {
        let body = self.body();
        let signature = sign(&dev::key(self.signer), self.external, &body);
        vec![text("chop-trust"), uint(1), array(&self.roots), bytes(&body), bytes(&signature)]
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        array(&self.fields())
    }

    /// The file with one of its five fields replaced after signing.
    pub(crate) fn encode_with(&self, place: usize, field: Vec<u8>) -> Vec<u8> {
        let mut fields = self.fields();
        fields[place] = field;
        array(&fields)
    }
}

pub(crate) fn names(name: &str) -> Vec<u8> {
    array(&[text(name), text(name), text(name)])
}

/// An issuer by key: nine encoded fields.
pub(crate) fn issuer(key: &[u8], kinds: &[&str], prefix: Option<&str>) -> Vec<Vec<u8>> {
    vec![
        bytes(key),
        NULL.to_vec(),
        names("Office"),
        array(&kinds.iter().map(|kind| text(kind)).collect::<Vec<_>>()),
        array(&[]),
        prefix.map_or(NULL.to_vec(), text),
        NULL.to_vec(),
        NULL.to_vec(),
        NULL.to_vec(),
    ]
}

/// A verifier: four encoded fields.
pub(crate) fn verifier(key: &[u8], purposes: &[&str]) -> Vec<Vec<u8>> {
    let purposes: Vec<_> = purposes.iter().map(|purpose| text(purpose)).collect();
    vec![bytes(key), names("Door"), array(&purposes), NULL.to_vec()]
}

/// `[issuedAt, signature]`: proof of possession by a test key.
pub(crate) fn proof(name: &str, issued_at: i64) -> Vec<u8> {
    let external = [b"chop-trust-proof-1".as_slice(), &issued_at.to_be_bytes()].concat();
    array(&[int(issued_at), bytes(&sign(&dev::key(name), &external, &spki(name)))])
}

/// A status list of zero bytes, compressed without compression: stored blocks (RFC 1951 §3.2.4) in ZLIB (RFC 1950).
pub(crate) fn stored_zlib(content: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let blocks: Vec<&[u8]> = if content.is_empty() { vec![&[]] } else { content.chunks(65_535).collect() };
    for (n, block) in blocks.iter().enumerate() {
        let length = block.len() as u16;
        out.push(u8::from(n + 1 == blocks.len()));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend_from_slice(block);
    }
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in content {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    out.extend(((b << 16) | a).to_be_bytes());
    out
}

/// `[uri, issuedAt, expiresAt, bits, lst]`.
pub(crate) fn list(uri: &str, issued_at: i64, bits: u64, lst: &[u8]) -> Vec<Vec<u8>> {
    vec![text(uri), int(issued_at), NULL.to_vec(), uint(bits), bytes(lst)]
}

/// A list of `n` zero bytes as a ZLIB stream of one block with fixed codes (RFC 1951 §3.2.6): the smallest that this
/// form allows, as whoever builds a bomb would write it.
pub(crate) fn zeros_zlib(n: usize) -> Vec<u8> {
    let (mut out, mut buffer, mut filled) = (vec![0x78, 0x9c], 0_u32, 0);
    let mut put = |bits: &str| {
        for bit in bits.bytes() {
            buffer |= u32::from(bit - b'0') << filled;
            filled += 1;
            if filled == 8 {
                out.push(buffer as u8);
                (buffer, filled) = (0, 0);
            }
        }
    };
    put("110"); // last block; fixed codes
    let mut left = n;
    if left > 0 {
        put("00110000"); // the byte 0
        left -= 1;
    }
    while left >= 258 {
        put("1100010100000"); // 258 bytes from one byte back
        left -= 258;
    }
    (0..left).for_each(|_| put("00110000"));
    put("0000000"); // the end
    put("0000000"); // fills the last byte; what is left over is not written
    let b = (n % 65_521) as u32;
    out.extend(((b << 16) | 1).to_be_bytes());
    out
}
