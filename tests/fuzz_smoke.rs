//! A short run of every fuzz target: seeds and their mutations, the same in every run. `make fuzz` is the long one.
#![allow(
    unreachable_pub,
    missing_docs,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

#[path = "../fuzz/src/targets.rs"]
mod targets;

use std::fs;
use std::path::Path;

use chop_core::crypto::Signer;
use chop_core::dev::{self, TestDocument, TestTrust};
use chop_core::document::{Kinds, new_kind};
use chop_core::encoding::cbor::{Item, Strictness};
use chop_core::encoding::{base45, base64url};
use chop_core::format::vc::data_integrity::Suite;
use chop_core::format::vc::did::Did;
use chop_core::status::{BitstringEntry, ListTerms, Purpose, StatusList};
use chop_core::time::UnixTime;

/// Mutations of each seed for each target.
const MUTATIONS: u64 = 40;

fn seeds() -> Vec<Vec<u8>> {
    let now = dev::reference_now();
    let mut seeds = vec![
        Vec::new(),
        b"O123456(1)".to_vec(),
        b"1958-06".to_vec(),
        b"{\"a\":[1,{\"b\":null}]}".to_vec(),
        dev::key("issuer").public_key().spki_der().to_vec(),
        TestTrust::new(now).issuer(dev::key("issuer").public_key(), &["age-proof"], None).sign(),
        TestTrust::new(now).signed_root().to_bytes(),
    ];
    seeds.extend(status_lists(now));
    seeds.push(fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/x509/crl_empty.pem")).unwrap());
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/mdoc/iso-18013-5-annex-d");
    for name in ["device-engagement", "nfc-handover-select", "device-request", "session-establishment"] {
        let text = std::fs::read_to_string(folder.join(format!("{name}.hex"))).unwrap();
        let digits: String = text.split_whitespace().collect();
        seeds.push((0..digits.len()).step_by(2).map(|n| u8::from_str_radix(&digits[n..n + 2], 16).unwrap()).collect());
    }
    for (kind, suite) in [("age-proof", Suite::EcdsaJcs2019), ("driving-licence", Suite::EcdsaRdfc2019)] {
        let presentation = dev::presentation(kind, suite);
        let json: serde_json::Value = serde_json::from_slice(&presentation).unwrap();
        seeds.push(json["verifiableCredential"][0].to_string().into_bytes());
        seeds.push(presentation);
    }
    for key in ["issuer", "device"].map(dev::key) {
        seeds.push(Did::key_did(key.public_key()).as_str().into());
        seeds.push(Did::jwk_did(key.public_key()).as_str().into());
    }
    for kind in Kinds::shipped().iter() {
        let document = TestDocument::new(kind.kind().as_str(), now.plus(-3_600));
        seeds.push(document.issue());
        seeds.push(document.sd_jwt().into_bytes());
        seeds.push(document.vc_jwt().into_bytes());
        seeds.push(new_kind(kind.kind()).into_bytes());
        if kind.code_profile().is_some() {
            let code = document.code(&[], now);
            seeds.push(base45::decode(&code[4..]).unwrap());
            seeds.push(code.into_bytes());
        }
    }
    seeds
}

/// The three forms of a status list, and what they carry.
fn status_lists(made: UnixTime) -> Vec<Vec<u8>> {
    let signer = dev::key("issuer");
    let uri = "https://status.example/l/1";
    let terms = ListTerms { uri, issued_at: made, expires_at: made.plus(86_400), ttl: 300, chain: &[] };
    let (list, key) = (StatusList::new(2, 131_072).unwrap(), signer.public_key());
    let credential = list.to_bitstring_credential(&terms, Purpose::Revocation, "https://issuer.example/", key).unwrap();
    let cwt = list.to_cwt(&terms, key).sign(&signer).unwrap();
    let claims = Item::parse(&cwt, Strictness::Lenient).unwrap();
    let claims = claims.as_tag(18).unwrap().as_array().unwrap()[2].as_bytes().unwrap().to_vec();
    let credential = credential.sign(&signer).unwrap();
    let text = std::str::from_utf8(&credential).unwrap();
    let subject = base64url::decode(text.split('.').nth(1).unwrap()).unwrap();
    let jwt = list.to_jwt(&terms, key).sign(&signer).unwrap();
    vec![cwt, claims, jwt, credential, subject, BitstringEntry::both(uri, 7)[0].to_json().to_string().into_bytes()]
}

struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % below.max(1) as u64) as usize
    }

    fn mutate(&mut self, seed: &[u8], other: &[u8]) -> Vec<u8> {
        let mut bytes = seed.to_vec();
        for _ in 0..=self.roll(4) {
            let place = self.roll(bytes.len());
            match self.roll(6) {
                0 if !bytes.is_empty() => bytes[place] ^= 1 << self.roll(8),
                1 if !bytes.is_empty() => bytes[place] = [0, 0x1b, 0x5b, 0x7f, 0x9f, 0xbf, 0xff][self.roll(7)],
                2 => bytes.truncate(place),
                3 => bytes.insert(place, self.roll(256) as u8),
                4 => bytes.extend_from_slice(&other[..self.roll(other.len())]),
                _ => bytes.splice(..place, other[..self.roll(other.len())].iter().copied()).for_each(drop),
            }
        }
        bytes
    }
}

#[test]
fn every_parser_reads_or_refuses_seeds_and_their_mutations() {
    let seeds = seeds();
    let mut dice = Dice(7);
    let mut runs = 0;
    for (name, _) in targets::TARGETS {
        for seed in &seeds {
            targets::run(name, seed);
            for _ in 0..MUTATIONS {
                let other = &seeds[dice.roll(seeds.len())];
                targets::run(name, &dice.mutate(seed, other));
                runs += 1;
            }
        }
    }
    assert!(runs > 20_000, "{runs} runs");
}
