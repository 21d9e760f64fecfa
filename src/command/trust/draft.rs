//! The list under work: the body of the next bundle, kept in the bundle's own form, so that what is signed is what
//! was kept.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use chop_core::crypto::{Kid, PublicKey};
use chop_core::language::LocalizedText;
use chop_core::time::UnixTime;
use chop_core::trust::{BundleBody, CarriedList, IssuerEntry, VerifierEntry, read_body, write_body};

use super::super::exit::Failure;

const FILE: &str = "entries.chop-draft";

/// Entries for the next bundle, and the version of the last.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) version: u64,
    pub(super) issuers: Vec<IssuerEntry>,
    pub(super) verifiers: Vec<VerifierEntry>,
    pub(super) lists: Vec<CarriedList>,
    pub(super) killed: Vec<Kid>,
    pub(super) denied: Vec<[u8; 8]>,
}

impl Draft {
    pub(super) fn load(dir: &Path) -> Result<Self, Failure> {
        let path = dir.join(FILE);
        let bytes = fs::read(&path).map_err(|error| Failure::from(error).at(&path))?;
        let body = read_body(&bytes).map_err(|fault| Failure::unreadable(fault.code()).at(&path))?;
        Ok(Self {
            version: body.version,
            issuers: body.issuers,
            verifiers: body.verifiers,
            lists: body.lists,
            killed: body.killed,
            denied: body.denied,
        })
    }

    pub(super) fn save(&self, dir: &Path) -> Result<(), Failure> {
        // A draft has no times of its own; a bundle's are set when it is signed.
        let body = BundleBody {
            version: self.version,
            issued_at: UnixTime::EPOCH,
            next_update: UnixTime::EPOCH.plus(1),
            expires_at: UnixTime::EPOCH.plus(1),
            issuers: self.issuers.clone(),
            verifiers: self.verifiers.clone(),
            lists: self.lists.clone(),
            killed: self.killed.clone(),
            denied: self.denied.clone(),
            profiles: BTreeMap::new(),
        };
        let bytes = write_body(&body);
        // What could not be read again is not kept.
        read_body(&bytes).map_err(|fault| Failure::refused(fault.code()).at(dir))?;
        write(&dir.join(FILE), &bytes)
    }

    /// Adds an issuer; a key or certificate that is there already gets the new rights and the new name.
    pub(super) fn add_issuer(&mut self, entry: IssuerEntry) {
        match self.issuers.iter_mut().find(|known| known.is_same_authority(&entry)) {
            Some(known) => known.update(entry),
            None => self.issuers.push(entry),
        }
    }

    /// The names under which a key is known.
    pub(super) fn names_of(&self, key: &PublicKey) -> Option<LocalizedText> {
        let issuer = self.issuers.iter().find(|entry| entry.kid() == key.kid()).map(IssuerEntry::names);
        let verifier = self.verifiers.iter().find(|entry| entry.key() == key).map(VerifierEntry::names);
        issuer.or(verifier).cloned()
    }

    /// Takes the entries of a key out. Tells whether there were any.
    pub(super) fn remove(&mut self, kid: Kid, kill: bool) -> bool {
        let before = self.issuers.len() + self.verifiers.len();
        self.issuers.retain(|entry| entry.kid() != kid);
        self.verifiers.retain(|entry| entry.key().kid() != kid);
        if kill && !self.killed.contains(&kid) {
            self.killed.push(kid);
        }
        before > self.issuers.len() + self.verifiers.len()
    }
}

/// Writes a file whole or not at all.
pub(in super::super) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let written = File::create(&name)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&name, path));
    if written.is_err() {
        // The half-written file is of no use to anyone; that it cannot be removed changes nothing.
        let _ = fs::remove_file(&name);
    }
    written.map_err(|error| Failure::from(error).at(path))
}
