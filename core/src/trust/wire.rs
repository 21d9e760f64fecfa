//! The bytes of a bundle (spec/trust-bundle-1.md §2), written and read in one place.

use std::collections::BTreeMap;

use crate::crypto::cose;
use crate::crypto::x509::{Certificate, RevocationList};
use crate::crypto::{Kid, PublicKey};
use crate::crypto::{SignFault, Signer};
use crate::encoding::cbor::{Bounds, Item, Map, Strictness, Writer};
use crate::encoding::limits::{BUNDLE_BYTES, BUNDLE_ENTRIES, BUNDLE_ITEMS, STATUS_TOKEN_BYTES};
use crate::language::LocalizedText;
use crate::status::StatusList;
use crate::time::UnixTime;

use super::bundle::{BundleBody, CarriedList};
use super::{IssuerEntry, KeyProof, Selector, SignedRoot, TrustFault, VerifierEntry};

const MAGIC: &str = "chop-trust";
const FORMAT: u64 = 1;
const CONTEXT: &[u8] = b"chop-trust-bundle-1";
/// Bytes of an ES384 signature.
const LONGEST_SIGNATURE: usize = 96;

/// A body and the roots above it, ready for the bundle key.
#[derive(Debug, Clone)]
pub struct BundleDraft {
    roots: Vec<SignedRoot>,
    body: Vec<u8>,
}

impl BundleDraft {
    /// Encodes the body under its chain of roots, oldest first, and reads it back: what no verifier would open is not
    /// signed.
    ///
    /// # Errors
    /// `trust.key-clash` if two different keys have one identifier; `trust.root-signature` for a chain in which a root
    /// is not signed by enough keys; `trust.format`, `trust.entry` and `trust.status-list` as in
    /// [`TrustBundle::open`](super::TrustBundle::open).
    pub fn new(roots: Vec<SignedRoot>, body: &BundleBody) -> Result<Self, TrustFault> {
        super::bundle::refuse_key_clash(body)?;
        super::bundle::newest_root(roots.clone(), None)?;
        let body = write_body(body);
        if write_bundle(&roots, &body, &[0; LONGEST_SIGNATURE]).len() > BUNDLE_BYTES {
            return Err(TrustFault::Format);
        }
        super::bundle::index_lists(&read_body(&body)?.lists)?;
        Ok(Self { roots, body })
    }

    /// Signs with the bundle key and gives the file.
    ///
    /// # Errors
    /// The signer's fault.
    pub fn sign(&self, signer: &dyn Signer) -> Result<Vec<u8>, SignFault> {
        let signature = signer.sign(&to_be_signed(&self.body))?;
        Ok(write_bundle(&self.roots, &self.body, signature.as_bytes()))
    }
}

pub(super) fn to_be_signed(body: &[u8]) -> Vec<u8> {
    cose::sig_structure(&[], CONTEXT, body)
}

/// The file: `["chop-trust", 1, [+ SignedRoot], bstr .cbor Body, signature]`.
#[must_use]
fn write_bundle(roots: &[SignedRoot], body: &[u8], signature: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.array(5);
    writer.text(MAGIC);
    writer.uint(FORMAT);
    writer.array(roots.len());
    roots.iter().for_each(|root| root.write(&mut writer));
    writer.bytes(body);
    writer.bytes(signature);
    writer.into_bytes()
}

/// The body: an array of ten.
#[must_use]
pub fn write_body(body: &BundleBody) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.array(10);
    writer.uint(body.version);
    writer.int(body.issued_at.seconds());
    writer.int(body.next_update.seconds());
    writer.int(body.expires_at.seconds());
    writer.array(body.issuers.len());
    body.issuers.iter().for_each(|entry| write_issuer(&mut writer, entry));
    writer.array(body.verifiers.len());
    body.verifiers.iter().for_each(|entry| write_verifier(&mut writer, entry));
    writer.array(body.lists.len());
    for list in &body.lists {
        writer.array(5);
        writer.text(&list.uri);
        writer.int(list.issued_at.seconds());
        optional_time(&mut writer, list.expires_at);
        writer.uint(u64::from(list.list.bits()));
        writer.bytes(&list.list.deflate());
    }
    writer.array(body.killed.len());
    body.killed.iter().for_each(|kid| writer.bytes(kid.as_bytes()));
    writer.array(body.denied.len());
    body.denied.iter().for_each(|hash| writer.bytes(hash));
    writer.map(body.profiles.len());
    for (number, digest) in &body.profiles {
        writer.uint(*number);
        writer.bytes(digest);
    }
    writer.into_bytes()
}

fn write_issuer(writer: &mut Writer, entry: &IssuerEntry) {
    // The tenth member is there only if it says something: readers of nine know such entries.
    writer.array(if entry.revocations.is_empty() { 9 } else { 10 });
    match (&entry.key, &entry.certificate) {
        (Some(key), None) => writer.bytes(key.spki_der()),
        _ => writer.null(),
    }
    match &entry.certificate {
        Some(certificate) => writer.bytes(certificate.as_der()),
        None => writer.null(),
    }
    write_names(writer, &entry.names);
    let kinds: Vec<&String> =
        entry.rights.iter().filter_map(|r| if let Selector::Kind(name) = r { Some(name) } else { None }).collect();
    let types: Vec<&String> =
        entry.rights.iter().filter_map(|r| if let Selector::Type(name) = r { Some(name) } else { None }).collect();
    for names in [kinds, types] {
        writer.array(names.len());
        names.iter().for_each(|name| writer.text(name));
    }
    match &entry.status_prefix {
        Some(prefix) => writer.text(prefix),
        None => writer.null(),
    }
    optional_time(writer, entry.not_before);
    optional_time(writer, entry.not_after);
    write_proof(writer, entry.proof.as_ref());
    if !entry.revocations.is_empty() {
        writer.array(entry.revocations.len());
        entry.revocations.iter().for_each(|list| writer.bytes(list.as_der()));
    }
}

fn write_verifier(writer: &mut Writer, entry: &VerifierEntry) {
    writer.array(4);
    writer.bytes(entry.key.spki_der());
    write_names(writer, &entry.names);
    writer.array(entry.purposes.len());
    entry.purposes.iter().for_each(|purpose| writer.text(purpose));
    write_proof(writer, entry.proof.as_ref());
}

fn write_proof(writer: &mut Writer, proof: Option<&KeyProof>) {
    match proof {
        Some(proof) => proof_item(writer, proof),
        None => writer.null(),
    }
}

/// `[issuedAt, signature]`.
pub(super) fn proof_item(writer: &mut Writer, proof: &KeyProof) {
    writer.array(2);
    writer.int(proof.issued_at.seconds());
    writer.bytes(&proof.signature);
}

/// `[en, zh-Hant, zh-Hans]`.
fn write_names(writer: &mut Writer, names: &LocalizedText) {
    writer.array(3);
    writer.text(&names.en);
    writer.text(&names.zh_hant);
    writer.text(&names.zh_hans);
}

fn optional_time(writer: &mut Writer, time: Option<UnixTime>) {
    match time {
        Some(time) => writer.int(time.seconds()),
        None => writer.null(),
    }
}

/// The parts of a bundle file, nothing of it checked but its form.
pub(super) struct Parts {
    pub(super) roots: Vec<SignedRoot>,
    pub(super) body: Vec<u8>,
    pub(super) signature: Vec<u8>,
}

const BOUNDS: Bounds = Bounds { string_bytes: BUNDLE_BYTES, items: BUNDLE_ITEMS };

fn item(bytes: &[u8]) -> Result<Item<'_>, TrustFault> {
    Item::parse_within(bytes, Strictness::Deterministic, BOUNDS).map_err(|_| TrustFault::Format)
}

pub(super) fn read_bundle(bytes: &[u8]) -> Result<Parts, TrustFault> {
    if bytes.len() > BUNDLE_BYTES {
        return Err(TrustFault::Format);
    }
    let item = item(bytes)?;
    let [magic, format, roots, body, signature] = item.as_array_of().ok_or(TrustFault::Format)?;
    if magic.as_text() != Some(MAGIC) {
        return Err(TrustFault::Format);
    }
    if format.as_uint() != Some(FORMAT) {
        return Err(TrustFault::Version);
    }
    let roots = roots.as_array().ok_or(TrustFault::Format)?;
    Ok(Parts {
        roots: roots.iter().map(SignedRoot::from_item).collect::<Result<_, _>>()?,
        body: body.as_bytes().ok_or(TrustFault::Format)?.to_vec(),
        signature: signature.as_bytes().ok_or(TrustFault::Format)?.to_vec(),
    })
}

/// Reads a body. Nothing says yet who signed it.
///
/// # Errors
/// `trust.format`, `trust.entry`, `trust.status-list`.
pub fn read_body(bytes: &[u8]) -> Result<BundleBody, TrustFault> {
    let item = item(bytes)?;
    let [version, issued, next, expires, issuers, verifiers, lists, killed, denied, profiles] =
        item.as_array_of().ok_or(TrustFault::Format)?;
    let body = BundleBody {
        version: version.as_uint().ok_or(TrustFault::Format)?,
        issued_at: time(issued)?,
        next_update: time(next)?,
        expires_at: time(expires)?,
        issuers: entries(issuers, read_issuer)?,
        verifiers: entries(verifiers, read_verifier)?,
        lists: entries(lists, read_list)?,
        killed: entries(killed, |item| item.as_byte_array().map(Kid::new).ok_or(TrustFault::Format))?,
        denied: entries(denied, |item| item.as_byte_array().ok_or(TrustFault::Format))?,
        profiles: read_profiles(profiles.as_map().ok_or(TrustFault::Format)?)?,
    };
    if body.next_update <= body.issued_at || body.expires_at < body.next_update {
        return Err(TrustFault::Format);
    }
    Ok(body)
}

fn entries<T>(item: &Item<'_>, read: impl Fn(&Item<'_>) -> Result<T, TrustFault>) -> Result<Vec<T>, TrustFault> {
    let items = item.as_array().ok_or(TrustFault::Format)?;
    if items.len() > BUNDLE_ENTRIES {
        return Err(TrustFault::Format);
    }
    items.iter().map(read).collect()
}

fn read_profiles(map: &Map<'_>) -> Result<BTreeMap<u64, [u8; 32]>, TrustFault> {
    map.entries()
        .map(|(number, digest)| Some((number.as_uint()?, digest.as_byte_array()?)))
        .collect::<Option<_>>()
        .ok_or(TrustFault::Format)
}

fn read_issuer(item: &Item<'_>) -> Result<IssuerEntry, TrustFault> {
    let (members, revocations) = match item.as_array().ok_or(TrustFault::Format)? {
        [members @ .., revocations] if members.len() == 9 => (members, entries(revocations, read_revocations)?),
        members => (members, Vec::new()),
    };
    let [key, certificate, names, kinds, types, prefix, not_before, not_after, proof] = members else {
        return Err(TrustFault::Format);
    };
    // An empty member would be a second way to write an entry without one.
    if members.len() < item.as_array().map_or(0, <[Item<'_>]>::len) && revocations.is_empty() {
        return Err(TrustFault::Format);
    }
    let names = read_names(names)?;
    let kinds = entries(kinds, |item| Ok(Selector::Kind(text(item)?)))?;
    let types = entries(types, |item| Ok(Selector::Type(text(item)?)))?;
    let rights = kinds.into_iter().chain(types).collect();
    let entry = match (key.as_bytes(), certificate.as_bytes()) {
        (Some(key), None) if certificate.is_null() => {
            IssuerEntry::with_key(PublicKey::from_spki_der(key).map_err(|_| TrustFault::Entry)?, names, rights)
        }
        (None, Some(der)) if key.is_null() => {
            let certificate = Certificate::parse_der(der).map_err(|_| TrustFault::Entry)?;
            IssuerEntry::with_certificate(certificate, names, rights)?
        }
        _ => return Err(TrustFault::Entry),
    };
    let prefix = if prefix.is_null() { None } else { Some(text(prefix)?) };
    // A certificate's own time stands unless another is written.
    let (from, until) = (entry.not_before(), entry.not_after());
    entry
        .with_status_prefix(prefix)
        .in_use(nullable_time(not_before)?.or(from), nullable_time(not_after)?.or(until))
        .with_revocations(revocations)?
        .with_proof(read_proof(proof)?)
}

/// One revocation list in DER.
fn read_revocations(item: &Item<'_>) -> Result<RevocationList, TrustFault> {
    RevocationList::parse_der(item.as_bytes().ok_or(TrustFault::Format)?).map_err(|_| TrustFault::Entry)
}

fn read_verifier(item: &Item<'_>) -> Result<VerifierEntry, TrustFault> {
    let [key, names, purposes, proof] = item.as_array_of().ok_or(TrustFault::Format)?;
    let key = PublicKey::from_spki_der(key.as_bytes().ok_or(TrustFault::Entry)?).map_err(|_| TrustFault::Entry)?;
    VerifierEntry::new(key, read_names(names)?, entries(purposes, text)?).with_proof(read_proof(proof)?)
}

fn read_list(item: &Item<'_>) -> Result<CarriedList, TrustFault> {
    let [uri, issued, expires, bits, lst] = item.as_array_of().ok_or(TrustFault::Format)?;
    let lst = lst.as_bytes().filter(|lst| lst.len() <= STATUS_TOKEN_BYTES).ok_or(TrustFault::StatusList)?;
    let bits = bits.as_uint().and_then(|bits| u8::try_from(bits).ok()).ok_or(TrustFault::StatusList)?;
    Ok(CarriedList {
        uri: text(uri)?,
        issued_at: time(issued)?,
        expires_at: nullable_time(expires)?,
        list: StatusList::inflate(bits, lst).map_err(|_| TrustFault::StatusList)?,
    })
}

pub(super) fn read_proof(item: &Item<'_>) -> Result<Option<KeyProof>, TrustFault> {
    if item.is_null() {
        return Ok(None);
    }
    let [issued, signature] = item.as_array_of().ok_or(TrustFault::Format)?;
    let signature = signature.as_bytes().ok_or(TrustFault::Format)?.to_vec();
    Ok(Some(KeyProof { issued_at: time(issued)?, signature }))
}

fn read_names(item: &Item<'_>) -> Result<LocalizedText, TrustFault> {
    let [en, zh_hant, zh_hans] = item.as_array_of().ok_or(TrustFault::Format)?;
    Ok(LocalizedText { en: text(en)?, zh_hant: text(zh_hant)?, zh_hans: text(zh_hans)? })
}

fn text(item: &Item<'_>) -> Result<String, TrustFault> {
    item.as_text().map(str::to_owned).ok_or(TrustFault::Format)
}

pub(super) fn time(item: &Item<'_>) -> Result<UnixTime, TrustFault> {
    item.as_int().and_then(|seconds| UnixTime::new(seconds).ok()).ok_or(TrustFault::Format)
}

fn nullable_time(item: &Item<'_>) -> Result<Option<UnixTime>, TrustFault> {
    if item.is_null() { Ok(None) } else { time(item).map(Some) }
}
