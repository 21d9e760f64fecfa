//! `chop trust add`: an issuer or a verifier, and what it may do.

use std::fs;
use std::path::{Path, PathBuf};

use chop_core::crypto::PublicKey;
use chop_core::crypto::x509::{Certificate, CrlFault, RevocationList};
use chop_core::language::LocalizedText;
use chop_core::time::UnixTime;
use chop_core::trust::{IssuerEntry, KeyProof, PublishedKey, Selector, TrustFault, VerifierEntry};
use clap::{ArgGroup, Args};
use serde_json::json;

use super::super::context::Context;
use super::super::exit::{Exit, Failure};
use super::draft::Draft;
use super::list_file;

/// An entry to add.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("who").required(true).args(["key", "cert"])))]
#[command(group(ArgGroup::new("right").required(true).multiple(true).args(["kind", "type_name", "verifier"])))]
pub(crate) struct AddArgs {
    /// The folder.
    dir: PathBuf,
    /// Its name, as LANGUAGE=NAME: en is needed; zh-Hant and zh-Hans are the English name if not given.
    #[arg(long, value_name = "LANG=NAME", required = true)]
    name: Vec<String>,
    /// Its public key: SubjectPublicKeyInfo as DER or PEM; a proof of possession beside it is taken along.
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Its certificate: a root whose document signers it covers, or a signer's own.
    #[arg(long, value_name = "PEM")]
    cert: Option<PathBuf>,
    /// The revocation list of the certificate: DER or PEM. It takes the place of the one that is there.
    #[arg(long, value_name = "FILE", conflicts_with = "key")]
    crl: Option<PathBuf>,
    /// A kind of document that it may issue.
    #[arg(long, value_name = "KIND", num_args = 1..)]
    kind: Vec<String>,
    /// A foreign type that it may issue: a docType or vct.
    #[arg(long = "type", id = "type_name", value_name = "DOCTYPE_OR_VCT", num_args = 1..)]
    type_name: Vec<String>,
    /// A purpose for which it may ask as a verifier; * for any.
    #[arg(long, value_name = "PURPOSE", num_args = 1..)]
    verifier: Vec<String>,
    /// One of its status lists: a signed token, or a list in JSON.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    status_list: Vec<PathBuf>,
    /// The address under which its status lists stand; by default that of the status list given.
    #[arg(long, value_name = "URI")]
    status_prefix: Option<String>,
    /// The first moment at which its key signs (RFC 3339).
    #[arg(long, value_name = "TIME")]
    not_before: Option<String>,
    /// The last moment at which its key signs (RFC 3339).
    #[arg(long, value_name = "TIME")]
    not_after: Option<String>,
}

pub(super) fn run(args: &AddArgs, context: &Context) -> Result<Exit, Failure> {
    let mut draft = Draft::load(&args.dir)?;
    let unknown = args.kind.iter().find(|kind| context.kinds.by_kind(kind).is_none());
    if unknown.is_some() {
        return Err(Failure::usage("usage.kind"));
    }
    let kinds = args.kind.iter().cloned().map(Selector::Kind);
    let rights: Vec<Selector> = kinds.chain(args.type_name.iter().cloned().map(Selector::Type)).collect();
    let (authority, key, proof) = who(args)?;
    let names = names(&args.name, draft.names_of(&key))?;
    let refused = |fault: TrustFault| Failure::refused(fault.code());
    let entry = match authority {
        Some(certificate) => IssuerEntry::with_certificate(certificate, names.clone(), rights).map_err(refused)?,
        None => IssuerEntry::with_key(key.clone(), names.clone(), rights).with_proof(proof.clone()).map_err(refused)?,
    };
    let entry = match &args.crl {
        Some(path) => {
            let bytes = fs::read(path).map_err(|error| Failure::from(error).at(path))?;
            let list = RevocationList::parse_der_or_pem(&bytes)
                .and_then(|list| match entry.certificate() {
                    Some(issuer) => list.check_issued_by(issuer).map(|()| list),
                    None => Err(CrlFault::Issuer),
                })
                .map_err(|fault| Failure::unreadable(fault.code()).at(path))?;
            entry.with_revocations(vec![list]).map_err(refused)?
        }
        None => entry,
    };
    if !args.verifier.is_empty() {
        draft.verifiers.retain(|known| known.key() != &key);
        let verifier = VerifierEntry::new(key.clone(), names, args.verifier.clone());
        draft.verifiers.push(verifier.with_proof(proof).map_err(refused)?);
    }
    if !entry.rights().is_empty() {
        let mut prefix = args.status_prefix.clone();
        for path in &args.status_list {
            let list = list_file::read(path, &key)?;
            prefix = prefix.or_else(|| list_file::prefix(&list.uri));
            if draft.lists.iter().any(|known| known.uri == list.uri && known.issued_at > list.issued_at) {
                return Err(Failure::refused("trust.list-older").at(path));
            }
            draft.lists.retain(|known| known.uri != list.uri);
            draft.lists.push(list);
        }
        let time = |text: &Option<String>| {
            text.as_deref().map(UnixTime::parse_rfc3339).transpose().map_err(|_| Failure::usage("usage.time"))
        };
        let (from, until) = (time(&args.not_before)?, time(&args.not_after)?);
        let entry = entry.with_status_prefix(prefix);
        let entry = if from.is_some() || until.is_some() { entry.in_use(from, until) } else { entry };
        draft.add_issuer(entry);
    }
    draft.save(&args.dir)?;
    if context.json {
        context.print(&json!({ "kid": key.kid().to_string() }).to_string())?;
    } else {
        context.say(&context.label("ui-trust-added"));
        context.print(&key.kid().to_string())?;
    }
    Ok(Exit::Done)
}

/// The certificate, if it is one, the key that it stands for, and a proof of possession.
fn who(args: &AddArgs) -> Result<(Option<Certificate>, PublicKey, Option<KeyProof>), Failure> {
    if let Some(path) = &args.cert {
        let pem = fs::read_to_string(path).map_err(|error| Failure::from(error).at(path))?;
        let certificate = Certificate::parse_pem(&pem).map_err(|fault| Failure::unreadable(fault.code()).at(path))?;
        let key = certificate.public_key().cloned().ok_or_else(|| Failure::unreadable("x509.key").at(path))?;
        return Ok((Some(certificate), key, None));
    }
    let path = args.key.as_deref().unwrap_or_else(|| Path::new(""));
    let bytes = fs::read(path).map_err(|error| Failure::from(error).at(path))?;
    let PublishedKey { key, proof } =
        PublishedKey::parse(&bytes).map_err(|fault| Failure::unreadable(fault.code()).at(path))?;
    Ok((None, key, proof))
}

/// The names given; a language that is left open keeps the name it had, or takes the nearest.
fn names(given: &[String], known: Option<LocalizedText>) -> Result<LocalizedText, Failure> {
    let mut by_language = [None, None, None];
    for one in given {
        let (tag, name) = one.split_once('=').ok_or_else(|| Failure::usage("usage.name"))?;
        let place = match tag {
            "en" => 0,
            "zh-Hant" => 1,
            "zh-Hans" => 2,
            _ => return Err(Failure::usage("usage.name")),
        };
        let text = chop_core::document::Text::parse(name).map_err(|_| Failure::usage("usage.name"))?;
        if let Some(slot) = by_language.get_mut(place) {
            *slot = Some(text.as_str().to_owned());
        }
    }
    let [en, zh_hant, zh_hans] = by_language;
    let en = en.filter(|name| !name.is_empty()).ok_or_else(|| Failure::usage("usage.name"))?;
    let (known_hant, known_hans) = known.map(|known| (known.zh_hant, known.zh_hans)).unzip();
    let zh_hant = zh_hant.or(known_hant).unwrap_or_else(|| en.clone());
    let zh_hans = zh_hans.or(known_hans).unwrap_or_else(|| zh_hant.clone());
    Ok(LocalizedText { en, zh_hant, zh_hans })
}
