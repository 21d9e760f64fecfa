//! `ecdsa-sd-2023`: a credential signed statement by statement, of which the holder shows some (ECDSA suites §3.4, §3.6).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};

use crate::crypto::mac::MacKey;
use crate::encoding::multibase;
use crate::format::vc::Library;
use crate::format::vc::did;
use crate::format::vc::fault::{GraphFault, VcFault};
use crate::format::vc::rdf::{self, Hash, Quad, Term};

use super::disclosure::{Disclosure, Share};
use super::graph;

/// What a nameless object is called while its statements are told apart.
const SKOLEM: &str = "urn:bnid:";

/// The statements of a document, as lines in the order of their bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Statements {
    /// Those that every showing has: under the issuer's signature.
    pub(super) mandatory: Vec<String>,
    /// The others: each under a signature of its own.
    pub(super) others: Vec<String>,
}

impl Statements {
    /// The statements of a document as its proof divides them.
    pub(super) fn of(
        document: &Map<String, Json>,
        disclosure: &Disclosure,
        library: &Library,
    ) -> Result<Self, VcFault> {
        match &disclosure.share {
            Share::Base { hmac_key, mandatory } => {
                let groups = Groups::new(document, hmac_key, library)?;
                let mandatory = groups.matching(mandatory)?;
                let (mandatory, others) = groups.lines.into_iter().partition(|line| mandatory.contains(line));
                Ok(Self { mandatory, others })
            }
            Share::Derived { labels, mandatory } => {
                let quads = graph::quads(document, library)?;
                let lines = rdf::lines(&quads, &hidden(rdf::labels(&quads, Hash::Sha256)?, labels)?);
                let mut statements = Self { mandatory: Vec::new(), others: Vec::new() };
                for (index, line) in (0_u64..).zip(lines) {
                    let group =
                        if mandatory.contains(&index) { &mut statements.mandatory } else { &mut statements.others };
                    group.push(line);
                }
                // An index without a statement says that something mandatory is missing.
                if statements.mandatory.len() == mandatory.len() {
                    Ok(statements)
                } else {
                    Err(GraphFault::Disclosure.into())
                }
            }
        }
    }

    /// The bytes under the issuer's signature (§3.6.5): the options, the key of the statements, what is mandatory.
    pub(super) fn to_be_signed(
        &self,
        document: &Map<String, Json>,
        options: &Map<String, Json>,
        disclosure: &Disclosure,
        library: &Library,
    ) -> Result<Vec<u8>, VcFault> {
        let mut options = options.clone();
        if let Some(contexts) = document.get("@context") {
            options.insert("@context".to_owned(), contexts.clone());
        }
        let options = graph::canonical(&options, crate::crypto::Algorithm::Es256, library)?;
        let mut bytes = Sha256::digest(options).to_vec();
        bytes.extend(did::to_multicodec(&disclosure.key));
        bytes.extend(Sha256::digest(self.mandatory.concat()));
        Ok(bytes)
    }
}

/// From each label in the dataset to the one that hides its place, by what the proof says; every one is needed.
fn hidden(
    canonical: BTreeMap<String, String>,
    labels: &BTreeMap<u64, [u8; 32]>,
) -> Result<BTreeMap<String, String>, GraphFault> {
    let distinct: BTreeSet<&[u8; 32]> = labels.values().collect();
    if canonical.len() != labels.len() || distinct.len() != labels.len() {
        return Err(GraphFault::Disclosure);
    }
    let hide = |(input, canonical): (String, String)| {
        let number: u64 = canonical.strip_prefix("c14n")?.parse().ok()?;
        Some((input, multibase::encode_base64url(labels.get(&number)?)))
    };
    canonical.into_iter().map(hide).collect::<Option<_>>().ok_or(GraphFault::Disclosure)
}

/// The statements of a whole credential under hidden labels, and how to find those of a selection among them.
pub(super) struct Groups<'a> {
    skolemized: Map<String, Json>,
    labels: BTreeMap<String, String>,
    library: &'a Library,
    /// Every statement.
    pub(super) lines: Vec<String>,
}

impl<'a> Groups<'a> {
    pub(super) fn new(
        document: &Map<String, Json>,
        hmac_key: &[u8; 32],
        library: &'a Library,
    ) -> Result<Self, VcFault> {
        let mut number = 0;
        let skolemized = skolemize(document, &mut number)?;
        let quads = statements(&skolemized, library)?;
        let hmac = MacKey::new(hmac_key);
        let hide = |canonical: String| multibase::encode_base64url(&hmac.tag(canonical.as_bytes()));
        let canonical = rdf::labels(&quads, Hash::Sha256)?;
        let labels = canonical.into_iter().map(|(input, label)| (input, hide(label))).collect();
        Ok(Self { lines: rdf::lines(&quads, &labels), skolemized, labels, library })
    }

    fn selected(&self, pointers: &[String]) -> Result<BTreeSet<Quad>, VcFault> {
        statements(&select(&self.skolemized, pointers)?, self.library)
    }

    /// The statements that a selection shows.
    pub(super) fn matching(&self, pointers: &[String]) -> Result<BTreeSet<String>, VcFault> {
        Ok(rdf::lines(&self.selected(pointers)?, &self.labels).into_iter().collect())
    }

    /// The hidden label of each canonical label that a reader of the selection will find.
    pub(super) fn label_map(&self, pointers: &[String]) -> Result<BTreeMap<u64, [u8; 32]>, VcFault> {
        let canonical = rdf::labels(&self.selected(pointers)?, Hash::Sha256)?;
        let entry = |(input, label): (String, String)| {
            let hidden = multibase::decode_base64url(self.labels.get(&input)?).ok()?;
            Some((label.strip_prefix("c14n")?.parse().ok()?, hidden.try_into().ok()?))
        };
        canonical.into_iter().map(entry).collect::<Option<_>>().ok_or(GraphFault::Disclosure.into())
    }
}

/// Gives each nameless object a name (§3.4.6).
fn skolemize(object: &Map<String, Json>, number: &mut usize) -> Result<Map<String, Json>, GraphFault> {
    fn value(json: &Json, number: &mut usize) -> Result<Json, GraphFault> {
        match json {
            Json::Object(object) if !object.contains_key("@value") => skolemize(object, number).map(Json::Object),
            Json::Array(list) => list.iter().map(|item| value(item, number)).collect::<Result<_, _>>().map(Json::Array),
            Json::Object(_) | Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => Ok(json.clone()),
        }
    }
    let mut named = Map::new();
    match object.get("id").and_then(Json::as_str) {
        Some(id) if id.starts_with(SKOLEM) => return Err(GraphFault::Key),
        Some(_) => {}
        None => {
            named.insert("id".to_owned(), format!("{SKOLEM}{number}").into());
            *number += 1;
        }
    }
    for (name, json) in object {
        let json = if name == "@context" { json.clone() } else { value(json, number)? };
        named.insert(name.clone(), json);
    }
    Ok(named)
}

/// The statements of a skolemized document, its names taken back. The nodes of a list are named by whose list it is
/// and their place in it, so that they have the same names in a selection.
fn statements(skolemized: &Map<String, Json>, library: &Library) -> Result<BTreeSet<Quad>, VcFault> {
    let nameless = |term: Term| match term {
        Term::Iri(iri) => match iri.strip_prefix(SKOLEM) {
            Some(number) => Term::Blank(format!("n{number}")),
            None => Term::Iri(iri),
        },
        Term::Blank(_) | Term::Literal { .. } => term,
    };
    let quads: BTreeSet<Quad> = graph::quads(skolemized, library)?
        .into_iter()
        .map(|quad| Quad { subject: nameless(quad.subject), object: nameless(quad.object), ..quad })
        .collect();
    let mut next: BTreeMap<&str, &str> = BTreeMap::new();
    let (mut nodes, mut heads) = (BTreeSet::new(), Vec::new());
    for quad in &quads {
        match (&quad.subject, quad.predicate.as_str(), &quad.object) {
            (Term::Blank(node), rdf::REST, Term::Blank(rest)) => drop(next.insert(node, rest)),
            (Term::Blank(node), rdf::FIRST, _) => drop(nodes.insert(node.as_str())),
            _ => {}
        }
    }
    for quad in quads.iter().filter(|quad| quad.predicate != rdf::REST) {
        if let Term::Blank(head) = &quad.object
            && nodes.contains(head.as_str())
        {
            let owner = match &quad.subject {
                Term::Iri(name) | Term::Blank(name) => name,
                Term::Literal { value, .. } => value,
            };
            heads.push((format!("l {owner} {}", quad.predicate), head.as_str()));
        }
    }
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for (name, head) in heads {
        let mut node = Some(head);
        let mut place = 0;
        while let Some(label) = node.take() {
            names.insert(label.to_owned(), format!("{name} {place}"));
            place += 1;
            node = next.get(label).copied().filter(|label| !names.contains_key(*label));
        }
    }
    let renamed = |term: &Term| match term {
        Term::Blank(label) => Term::Blank(names.get(label).unwrap_or(label).clone()),
        Term::Iri(_) | Term::Literal { .. } => term.clone(),
    };
    let rename = |quad: &Quad| Quad {
        subject: renamed(&quad.subject),
        predicate: quad.predicate.clone(),
        object: renamed(&quad.object),
        graph: quad.graph.clone(),
    };
    Ok(quads.iter().map(rename).collect())
}

/// The part of a document that some pointers (RFC 6901) select, with `id` and `type` of every object on the way (§3.4.11).
pub(super) fn select(document: &Map<String, Json>, pointers: &[String]) -> Result<Map<String, Json>, GraphFault> {
    let paths: Vec<Vec<String>> =
        pointers.iter().map(|pointer| path(pointer)).collect::<Option<_>>().ok_or(GraphFault::Disclosure)?;
    let paths: Vec<&[String]> = paths.iter().map(Vec::as_slice).collect();
    let mut selected = select_members(document, &paths)?;
    if let Some(contexts) = document.get("@context") {
        selected.insert("@context".to_owned(), contexts.clone());
    }
    Ok(selected)
}

fn path(pointer: &str) -> Option<Vec<String>> {
    let steps = pointer.strip_prefix('/')?;
    Some(steps.split('/').map(|step| step.replace("~1", "/").replace("~0", "~")).collect())
}

fn select_members(object: &Map<String, Json>, paths: &[&[String]]) -> Result<Map<String, Json>, GraphFault> {
    if paths.iter().any(|path| path.first().is_none_or(|name| !object.contains_key(name))) {
        return Err(GraphFault::Disclosure);
    }
    let mut selected = Map::new();
    for (name, value) in object {
        let inside = below(paths, name);
        if !inside.is_empty() {
            selected.insert(name.clone(), select_value(value, &inside)?);
        } else if matches!(name.as_str(), "id" | "type") {
            selected.insert(name.clone(), value.clone());
        }
    }
    Ok(selected)
}

fn select_value(value: &Json, paths: &[&[String]]) -> Result<Json, GraphFault> {
    if paths.iter().any(|path| path.is_empty()) {
        return Ok(value.clone());
    }
    match value {
        Json::Object(object) => select_members(object, paths).map(Json::Object),
        Json::Array(list) => {
            let items = list.iter().enumerate().filter_map(|(index, item)| {
                let inside = below(paths, &index.to_string());
                (!inside.is_empty()).then(|| select_value(item, &inside))
            });
            let items = items.collect::<Result<Vec<_>, _>>()?;
            if items.is_empty() { Err(GraphFault::Disclosure) } else { Ok(Json::Array(items)) }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => Err(GraphFault::Disclosure),
    }
}

fn below<'p>(paths: &[&'p [String]], name: &str) -> Vec<&'p [String]> {
    let rest = |path: &&'p [String]| path.split_first().filter(|(first, _)| *first == name).map(|(_, rest)| rest);
    paths.iter().filter_map(rest).collect()
}
