//! An issuer in a folder of its own, and the phones that ask it for documents.
#![allow(dead_code, reason = "each test file uses a part of the kit")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails loudly")]

use std::collections::HashMap;
use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use chop_core::crypto::{Algorithm, Kid, Signer, SoftwareKey, keyfile};
use chop_core::dev::{TestTrust, reference_now};
use chop_core::document::{Date, Descriptor, Kinds, csv_template};
use chop_core::exchange::offline::{ClaimCode, Delivery, KeyRequest, RequestBody};
use chop_core::format::IssuedCredential;
use chop_core::language::LocalizedText;
use chop_core::random::{Random, RandomFault};
use chop_core::status::SignedList;
use chop_core::time::UnixTime;
use chop_core::trust::TrustBundle;
use chop_core::verify::{CredentialOutcome, Policy};
use chop_issuer::batch::{self, LoadFault, LoadMode, Loaded};
use chop_issuer::intake::{RowFault, Source};
use chop_issuer::issue::{Run, RunFault, Step, Summary};
use chop_issuer::{DocumentSigner, FileFault, Formats, NewIssuer, RecordNumber, Register, init, report};

pub(crate) const PASSPHRASE: &str = "correct horse battery staple";
pub(crate) const PREFIX: &str = "https://status.example/t/";

/// The operating system's randomness.
pub(crate) struct Os;

impl Random for Os {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFault> {
        getrandom::fill(bytes).map_err(|_| RandomFault)
    }
}

pub(crate) fn now() -> UnixTime {
    reference_now()
}

pub(crate) fn threads() -> NonZeroUsize {
    NonZeroUsize::new(2).unwrap()
}

/// A kind that comes with chop.
pub(crate) fn kind(name: &str) -> Descriptor {
    Kinds::shipped().by_kind(name).unwrap().clone()
}

/// An issuer in a temporary folder.
pub(crate) struct Office {
    pub(crate) home: tempfile::TempDir,
    pub(crate) register: Register,
    pub(crate) signer: DocumentSigner,
    pub(crate) formats: Formats,
}

impl Office {
    pub(crate) fn new(kinds: &[&str]) -> Self {
        Self::at(kinds, now())
    }

    pub(crate) fn at(kinds: &[&str], at: UnixTime) -> Self {
        let home = tempfile::tempdir().unwrap();
        let issuer = NewIssuer {
            names: LocalizedText {
                en: "Test Department".into(), zh_hant: "測試署".into(), zh_hans: "测试署".into()
            },
            kinds: kinds.iter().map(ToString::to_string).collect(),
            status_prefix: Some(PREFIX.to_owned()),
            country: "HK".to_owned(),
            contact: "https://department.example/".to_owned(),
        };
        init(&home.path().join("issuer"), &issuer, &Kinds::shipped(), PASSPHRASE, at, &mut Os).unwrap();
        let register = Register::open(&home.path().join("issuer")).unwrap();
        let signer = register.signer(PASSPHRASE, at).unwrap();
        // Opening the key again is quick from here on: what is slow about it is tested where it is made.
        let quick = keyfile::seal_with_cost(8, signer.key(), PASSPHRASE, &mut Os).unwrap();
        fs::write(register.folder().join("signer.key.pem"), quick).unwrap();
        Self { home, register, signer, formats: Formats::default() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub(crate) fn kid(&self) -> Kid {
        self.register.kid()
    }

    /// Another connection to the same register.
    pub(crate) fn again(&self) -> Register {
        Register::open(self.register.folder()).unwrap()
    }

    pub(crate) fn check(
        &self,
        descriptor: &Descriptor,
        path: &Path,
        mode: LoadMode,
    ) -> Result<batch::Checked, (LoadFault, Vec<RowFault>)> {
        let mut faults = Vec::new();
        let source = source(descriptor, path, self.kid());
        let checked = batch::check(
            &self.register,
            &source,
            mode,
            &mut |fault| {
                faults.push(fault.clone());
                Ok(())
            },
            &mut |_| {},
        );
        checked.map_err(|fault| (fault, faults))
    }

    /// Writes the batch into a file and loads it.
    pub(crate) fn load(&mut self, descriptor: &Descriptor, text: &str, mode: LoadMode) -> Loaded {
        let path = self.path("batch.csv");
        fs::write(&path, text).unwrap();
        self.load_file(descriptor, &path, mode)
    }

    pub(crate) fn load_file(&mut self, descriptor: &Descriptor, path: &Path, mode: LoadMode) -> Loaded {
        let checked = self.check(descriptor, path, mode).unwrap();
        let source = source(descriptor, path, self.kid());
        batch::load(&mut self.register, &source, mode, &checked, now(), &mut Os, &mut |_| {}).unwrap()
    }

    pub(crate) fn issue(&mut self, descriptor: &Descriptor) -> Summary {
        self.issue_at(descriptor, now()).unwrap()
    }

    pub(crate) fn issue_at(&mut self, descriptor: &Descriptor, at: UnixTime) -> Result<Summary, RunFault> {
        self.issue_watched(descriptor, at, &mut |_| {})
    }

    pub(crate) fn issue_watched(
        &mut self,
        descriptor: &Descriptor,
        at: UnixTime,
        observe: &mut dyn FnMut(Step<'_>),
    ) -> Result<Summary, RunFault> {
        fs::create_dir_all(self.path("requests")).unwrap();
        let requests = chop_issuer::requests::list(&self.path("requests")).unwrap();
        let out = self.path("out");
        let exclusive = self.register.exclusive().unwrap();
        Run {
            exclusive: Some(&exclusive),
            register: &mut self.register,
            descriptor,
            formats: &self.formats,
            signer: &self.signer,
            out: &out,
            threads: threads(),
            now: at,
            random: &mut Os,
            observe,
        }
        .issue(&requests)
    }

    /// Puts the request of a phone into the folder of requests.
    pub(crate) fn request(&self, name: &str, kind: &str, code: &ClaimCode, phone: &Phone) {
        self.put_request(name, &phone.request(self.kid(), kind, code, now().plus(86_400)));
    }

    pub(crate) fn put_request(&self, name: &str, bytes: &[u8]) {
        fs::create_dir_all(self.path("requests")).unwrap();
        fs::write(self.path("requests").join(format!("{name}.chop-request")), bytes).unwrap();
    }

    pub(crate) fn deliveries(&self) -> HashMap<String, Vec<u8>> {
        let Ok(entries) = fs::read_dir(self.path("out")) else { return HashMap::new() };
        entries
            .map(|entry| {
                let path = entry.unwrap().path();
                (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap())
            })
            .collect()
    }

    pub(crate) fn delivery(&self, file: &str) -> Delivery {
        Delivery::parse(&fs::read(self.path("out").join(file)).unwrap()).unwrap()
    }

    /// The line of each row of a batch.
    pub(crate) fn report(&self, loaded: &Loaded) -> Vec<serde_json::Value> {
        let mut lines = Vec::new();
        report::rows::<chop_issuer::StoreFault>(&self.register, loaded, |row| {
            lines.push(row.to_json());
            Ok(())
        })
        .unwrap();
        lines
    }

    /// A bundle that trusts this issuer, with the status lists as published now.
    pub(crate) fn trust(&mut self, kinds: &[&str], at: UnixTime) -> TrustBundle {
        let out = self.path("lists");
        let published = chop_issuer::publish::publish(&mut self.register, &self.signer, &out, at).unwrap();
        let mut trust = TestTrust::new(at).issuer(self.signer.public_key(), kinds, Some(PREFIX));
        for list in published {
            let token = fs::read(&list.path).unwrap();
            let claims = chop_core::status::parse_cwt(&token, self.signer.public_key()).unwrap();
            assert_eq!(claims.uri, list.address);
            trust = trust.list(&claims.uri, claims.list);
            for purpose in chop_core::status::Purpose::ALL {
                let bytes = fs::read(list.path.with_extension(format!("{}.jwt", purpose.word()))).unwrap();
                let claims = SignedList::recognise(&bytes).unwrap().open(self.signer.public_key()).unwrap();
                trust = trust.list(&claims.uri, claims.list);
            }
        }
        trust.open()
    }
}

pub(crate) fn source<'a>(descriptor: &'a Descriptor, path: &'a Path, issuer: Kid) -> Source<'a> {
    Source { path, descriptor, issuer, on: Date::in_hong_kong(now()) }
}

/// What a verifier says of one credential.
pub(crate) fn verdict(bytes: &[u8], trust: &TrustBundle, at: UnixTime) -> CredentialOutcome {
    let kinds = Kinds::shipped();
    IssuedCredential::parse(bytes, &kinds).unwrap().judge(&Policy::offline(trust, &kinds, at))
}

/// The keys of a wallet for one claim.
pub(crate) struct Phone(pub(crate) Vec<SoftwareKey>);

impl Phone {
    pub(crate) fn new(keys: usize) -> Self {
        Self((0..keys).map(|_| SoftwareKey::generate(Algorithm::Es256, &mut Os).unwrap()).collect())
    }

    pub(crate) fn request(&self, issuer: Kid, kind: &str, code: &ClaimCode, expires_at: UnixTime) -> Vec<u8> {
        let body = RequestBody { kind: kind.to_owned(), issuer, claim: code.digest(issuer), expires_at };
        let keys: Vec<&dyn Signer> = self
            .0
            .iter()
            .map(|key| {
                let key: &dyn Signer = key;
                key
            })
            .collect();
        KeyRequest::make(&body, &keys).unwrap()
    }
}

/// A claim code as a department brings it along.
pub(crate) fn code() -> ClaimCode {
    ClaimCode::draw(&mut Os).unwrap()
}

/// A table of made-up people: the kind's example row, under these references and with these claim codes.
pub(crate) fn table(descriptor: &Descriptor, people: &[(&str, Option<&ClaimCode>)]) -> String {
    let template = csv_template(descriptor);
    let mut text = format!("holder_ref,claim_code,{}\n", template.header.join(","));
    for (holder, code) in people {
        let code = code.map(ClaimCode::expose).unwrap_or_default();
        let cells: Vec<String> =
            template.example.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
        text += &format!("{holder},{code},{}\n", cells.join(","));
    }
    text
}

/// The one code that was drawn for a row.
pub(crate) fn drawn(loaded: &Loaded, row: usize) -> ClaimCode {
    loaded.codes[&loaded.rows[row].record].clone()
}

pub(crate) fn record(loaded: &Loaded, row: usize) -> RecordNumber {
    loaded.rows[row].record
}

pub(crate) fn nothing(_: &RowFault) -> Result<(), FileFault> {
    Ok(())
}
