//! What the tests of the wallet share: a department, a bundle, a holder's directory.
#![allow(dead_code, unreachable_pub, missing_docs, reason = "each test file uses its part of the kit")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails loudly")]

use std::fs;
use std::path::{Path, PathBuf};

use chop_core::crypto::jws::KeyReference;
use chop_core::crypto::{Signer, SoftwareKey};
use chop_core::dev::{TestTrust, holder_values, key, reference_now};
use chop_core::document::{ElementType, Kinds, StatusMode, Value};
use chop_core::exchange::offline::{ClaimCode, Delivery, KeyRequest};
use chop_core::format::mdoc::{self, IssueRequest, ValidityInfo};
use chop_core::format::sdjwt;
use chop_core::random::{Random, RandomFault};
use chop_core::status::StatusList;
use chop_core::time::UnixTime;
use chop_core::verify::Validity;
use chop_wallet::{Cost, InitialTrust, KeyOrder, LockedWallet, Passphrase, Receipt, StoreFault, Wallet};

pub const PASSPHRASE: &str = "correct horse battery";
pub const PREFIX: &str = "https://status.example/l/";
pub const LIST: &str = "https://status.example/l/9";

pub struct Os;

impl Random for Os {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFault> {
        getrandom::fill(bytes).map_err(|_| RandomFault)
    }
}

pub fn passphrase() -> Passphrase {
    Passphrase::new(PASSPHRASE)
}

pub fn quick() -> Cost {
    Cost::new(8, 1, 1).unwrap()
}

pub fn shipped() -> Vec<String> {
    Kinds::shipped().iter().map(|kind| kind.kind().to_string()).collect()
}

/// The bundle of a test: one department for every kind, one door, one list.
pub fn trust(issued_at: UnixTime) -> TestTrust {
    let kinds = shipped();
    let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
    TestTrust::new(issued_at)
        .issuer(key("issuer").public_key(), &kinds, Some(PREFIX))
        .verifier(key("door").public_key())
        .list(LIST, StatusList::new(1, 131_072).unwrap())
}

pub struct World {
    pub home: tempfile::TempDir,
    pub kinds: Kinds,
    pub trust: TestTrust,
    pub now: UnixTime,
}

impl World {
    pub fn new() -> Self {
        // The example licence begins two days after the moment of the vectors.
        let now = reference_now().plus(3 * 86_400);
        Self { home: tempfile::tempdir().unwrap(), kinds: Kinds::shipped(), trust: trust(now), now }
    }

    pub fn directory(&self) -> PathBuf {
        self.home.path().join("wallet")
    }

    pub fn create(&self) -> Wallet {
        self.create_at_cost(quick())
    }

    pub fn create_at_cost(&self, cost: Cost) -> Wallet {
        let root = self.trust.signed_root();
        let trust = InitialTrust::check(&self.trust.sign(), Some(&root), self.now).unwrap();
        Wallet::create(&self.directory(), &passphrase(), cost, &trust, &mut Os).unwrap()
    }

    pub fn open(&self) -> Result<Wallet, StoreFault> {
        open(&self.directory(), self.now)
    }

    pub fn request(&self, wallet: &mut Wallet, kind: &str) -> Vec<u8> {
        let claim = ClaimCode::draw(&mut Os).unwrap();
        wallet.request(&KeyOrder { kind, claim, issuer: None }, &self.kinds, self.now, &mut Os).unwrap()
    }

    /// Request, issue, receive.
    pub fn obtain(&self, wallet: &mut Wallet, kind: &str) -> Receipt {
        let request = self.request(wallet, kind);
        let delivery = Issue::of(kind, self.now).answer(&request, self.now);
        wallet.receive(&delivery, &self.kinds, self.now, &mut Os).unwrap()
    }
}

pub fn open(directory: &Path, now: UnixTime) -> Result<Wallet, StoreFault> {
    LockedWallet::open(directory)?.unlock(&passphrase(), now, &mut Os)
}

/// How the department answers a request.
pub struct Issue {
    pub kind: String,
    pub issuer: SoftwareKey,
    pub signer: SoftwareKey,
    pub from: UnixTime,
    pub values: Vec<Option<Value>>,
    pub status: Option<(String, u64)>,
    pub portrait: bool,
}

impl Issue {
    pub fn of(kind: &str, from: UnixTime) -> Self {
        let kinds = Kinds::shipped();
        let descriptor = kinds.by_kind(kind).unwrap();
        let mut values = holder_values(descriptor, from);
        for (element, value) in descriptor.issued_elements().zip(&mut values) {
            if let ElementType::Image { max } = element.ty {
                let mut picture = b"RIFF\x30\x01\0\0WEBPVP8 ".to_vec();
                picture.resize(max.min(312), 7);
                *value = Some(Value::Image(picture));
            }
        }
        Self {
            kind: kind.to_owned(),
            issuer: key("issuer"),
            signer: key("issuer"),
            from,
            values,
            status: (descriptor.status() == StatusMode::Required).then(|| (LIST.to_owned(), 100)),
            portrait: true,
        }
    }

    /// The credentials for the keys of a request, a day apart within a strip.
    pub fn credentials(&self, request: &[u8], now: UnixTime) -> Vec<Vec<u8>> {
        let kinds = Kinds::shipped();
        let descriptor = kinds.by_kind(&self.kind).unwrap();
        let request = KeyRequest::parse(request, now).unwrap();
        let copies = usize::from(descriptor.validity().copies);
        let minutes = i64::from(descriptor.validity().minutes);
        let mut made = Vec::new();
        for (place, device_key) in request.keys().iter().enumerate() {
            let day = i64::try_from(place / copies).unwrap();
            let valid_from = self.from.plus(86_400 * day);
            let validity = ValidityInfo { signed: valid_from, valid_from, valid_until: valid_from.plus(60 * minutes) };
            let index = u64::try_from(place).unwrap();
            let status = self.status.as_ref().map(|(uri, first)| (uri.as_str(), first + index));
            let request = IssueRequest { descriptor, values: &self.values, device_key, validity, status };
            made.push(mdoc::prepare(&request, &mut Os).unwrap().sign(&self.signer, &[]).unwrap());
        }
        made
    }

    /// The first credential as SD-JWT VC, valid from `from`.
    pub fn sd_jwt(&self, request: &[u8], from: UnixTime) -> String {
        let kinds = Kinds::shipped();
        let descriptor = kinds.by_kind(&self.kind).unwrap();
        let request = KeyRequest::parse(request, from).unwrap();
        let until = from.plus(60 * i64::from(descriptor.validity().minutes));
        let request = sdjwt::IssueRequest {
            descriptor,
            values: &self.values,
            device_key: &request.keys()[0],
            validity: Validity { signed: from, from, until },
            status: self.status.as_ref().map(|(uri, first)| (uri.as_str(), *first)),
            issuer_key: self.signer.public_key(),
            reference: KeyReference::Kid,
            integrity: None,
            decoys: 0,
        };
        sdjwt::prepare(&request, &mut Os).unwrap().sign(&self.signer).unwrap()
    }

    pub fn answer(&self, request: &[u8], now: UnixTime) -> Vec<u8> {
        self.deliver(self.credentials(request, now))
    }

    pub fn deliver(&self, credentials: Vec<Vec<u8>>) -> Vec<u8> {
        Delivery { kind: self.kind.clone(), issuer: self.issuer.public_key().clone(), credentials }.to_bytes()
    }
}

/// A copy of a wallet's directory as it lies on the disk, whoever has it open: what a power cut would leave.
pub fn image(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

/// The files of a directory, by name.
pub fn files(directory: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    all.sort();
    all
}

/// Everything that a holder can learn from a wallet, to tell whether two are the same.
pub fn everything(wallet: &Wallet, kinds: &Kinds, now: UnixTime) -> String {
    let list = wallet.documents(kinds, now).unwrap();
    let views: Vec<_> = list
        .iter()
        .map(|summary| wallet.document(&summary.handle.to_string(), kinds, now).unwrap())
        .map(|view| {
            let shown = view.content.map(|content| {
                content
                    .elements
                    .iter()
                    .map(|element| format!("{}={}", element.id, element_text(element)))
                    .collect::<Vec<_>>()
            });
            (view.handle, view.kind, view.verdict, shown, view.credentials)
        })
        .collect();
    format!("{:?}\n{:?}\n{}", views, wallet.log().unwrap(), wallet.trust(now).unwrap().bundle().version())
}

fn element_text(element: &chop_core::verify::DisclosedElement) -> String {
    match &element.value {
        chop_core::verify::DisclosedValue::Known(value) => value.to_json().to_string(),
        chop_core::verify::DisclosedValue::ForeignCbor(bytes) => format!("{bytes:?}"),
        chop_core::verify::DisclosedValue::ForeignJson(value) => value.to_string(),
    }
}
