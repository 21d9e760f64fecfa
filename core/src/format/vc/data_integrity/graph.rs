//! The canonical form of JSON-LD as a graph.
//!
//! A graph forgets: what no context defines, nulls and empty lists leave no trace in it, and one statement can be
//! written in several ways. Whoever reads the JSON must not see what is not signed, nor miss what is. So only JSON that
//! says everything in one way is accepted: every key is a term that a known context defines, none is a keyword or an
//! address, and no two objects are one node.

use std::collections::BTreeSet;

use oxjsonld::JsonLdParser;
use oxrdf::{GraphName, NamedOrBlankNode};
use serde_json::{Map, Value as Json, json};

use crate::crypto::Algorithm;
use crate::encoding::limits::RDF_BLANK_NODES;
use crate::format::vc::Library;
use crate::format::vc::fault::{ContextFault, GraphFault, VcFault};
use crate::format::vc::rdf::{self, Hash, Quad, Term};

/// What a term becomes that no context defines: the graph then shows it.
const UNDEFINED: &str = "urn:chop:undefined:";
/// What a relative address becomes.
const RELATIVE: &str = "chop-relative://undefined/";

/// Other words for `@type`. The expansion applies the context of the last of several types in one list alone
/// (JSON-LD 1.1 API §5.1.2 step 11.2 applies each); with a key for each type it applies them one after the other.
const TYPE_KEYS: [&str; 8] = [
    "~chop-type-0",
    "~chop-type-1",
    "~chop-type-2",
    "~chop-type-3",
    "~chop-type-4",
    "~chop-type-5",
    "~chop-type-6",
    "~chop-type-7",
];

/// Where a nested object stands: only these may bring contexts of their own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Document,
    Credentials,
    Proof,
    Text,
    Inside,
}

/// The canonical N-Quads of a document, in UTF-8.
pub(super) fn canonical(
    document: &Map<String, Json>,
    algorithm: Algorithm,
    library: &Library,
) -> Result<Vec<u8>, VcFault> {
    let quads = quads(document, library)?;
    let hash = match algorithm {
        Algorithm::Es256 | Algorithm::EdDsa => Hash::Sha256,
        Algorithm::Es384 => Hash::Sha384,
    };
    Ok(rdf::canonical(&quads, hash)?.concat().into_bytes())
}

/// The statements of a document.
pub(super) fn quads(document: &Map<String, Json>, library: &Library) -> Result<BTreeSet<Quad>, VcFault> {
    let mut inliner = Inliner { ids: BTreeSet::new(), objects: 0, values: 0, library };
    let inlined = inliner.object(document, Place::Document)?;
    let quads = expand(&inlined)?;
    // Every value is one statement, and in a list two with one for its end. A value that the expansion dropped (an
    // address that is none, say), or that is there twice, is one that nobody signed.
    let nodes = quads.iter().filter(|quad| quad.predicate == rdf::FIRST).count();
    let ends = quads.iter().filter(|quad| quad.predicate == rdf::REST && quad.object == Term::Iri(rdf::NIL.to_owned()));
    if quads.len() == inliner.values + nodes + ends.count() { Ok(quads) } else { Err(GraphFault::Term.into()) }
}

/// Puts the contexts into a document, if every key is a term.
struct Inliner<'a> {
    ids: BTreeSet<&'a str>,
    objects: usize,
    /// Values that must be statements: of every member but `id`, each item of a list by itself.
    values: usize,
    library: &'a Library,
}

impl<'a> Inliner<'a> {
    fn object(&mut self, object: &'a Map<String, Json>, place: Place) -> Result<Map<String, Json>, VcFault> {
        // Each object costs its contexts, before a blank node of it is ever counted.
        self.objects += 1;
        if self.objects > RDF_BLANK_NODES {
            return Err(GraphFault::Work.into());
        }
        // Each credential of a presentation is a graph of its own, where a holder may be named again.
        if place == Place::Credentials {
            self.ids.clear();
        }
        if let Some(id) = object.get("id").and_then(Json::as_str)
            && !self.ids.insert(id)
        {
            return Err(GraphFault::IdTwice.into());
        }
        let may_have_contexts = place != Place::Inside && place != Place::Text;
        let mut inlined = Map::new();
        for (name, value) in object {
            let inside = match name.as_str() {
                "@context" if may_have_contexts => {
                    inlined.insert(name.clone(), contexts(value, self.library)?);
                    continue;
                }
                // Text with a language (VCDM 2.0 §11.1).
                "@value" | "@language" | "@direction" if place == Place::Text => {
                    inlined.insert(name.clone(), text_part(value)?);
                    continue;
                }
                _ if name.is_empty() || name.starts_with(['@', '~']) || name.contains(':') => {
                    return Err(GraphFault::Key.into());
                }
                "type" => {
                    self.values += types(value, &mut inlined)?;
                    continue;
                }
                "verifiableCredential" if place == Place::Document => Place::Credentials,
                "proof" if place == Place::Credentials => Place::Proof,
                "name" | "description" => Place::Text,
                _ => Place::Inside,
            };
            if name != "id" {
                self.values += value.as_array().map_or(1, Vec::len);
            }
            let value = if let Json::Array(list) = value {
                if list.is_empty() || list.iter().any(Json::is_array) {
                    return Err(GraphFault::Hollow.into());
                }
                let items = list.iter().map(|item| self.value(item, inside));
                Json::Array(items.collect::<Result<_, VcFault>>()?)
            } else {
                self.value(value, inside)?
            };
            inlined.insert(name.clone(), value);
        }
        Ok(inlined)
    }

    fn value(&mut self, value: &'a Json, place: Place) -> Result<Json, VcFault> {
        match value {
            Json::Object(object) => self.object(object, place).map(Json::Object),
            Json::Null => Err(GraphFault::Hollow.into()),
            Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Array(_) => Ok(value.clone()),
        }
    }
}

/// Text, its language or its direction.
fn text_part(value: &Json) -> Result<Json, GraphFault> {
    if value.is_string() { Ok(value.clone()) } else { Err(GraphFault::Hollow) }
}

/// Each type under a key of its own, in the order of their names; how many there are.
fn types(value: &Json, inlined: &mut Map<String, Json>) -> Result<usize, GraphFault> {
    let mut types: Vec<&Json> = value.as_array().map_or_else(|| vec![value], |list| list.iter().collect());
    if types.is_empty() || types.len() > TYPE_KEYS.len() || !types.iter().all(|name| name.is_string()) {
        return Err(GraphFault::Hollow);
    }
    let count = types.len();
    types.sort_by_key(|name| name.as_str());
    inlined.extend(TYPE_KEYS.iter().zip(types).map(|(key, name)| ((*key).to_owned(), name.clone())));
    Ok(count)
}

/// The contexts themselves in place of their names. Before them stands one with the words that are ours.
fn contexts(value: &Json, library: &Library) -> Result<Json, VcFault> {
    let names = value.as_array().map_or_else(|| std::slice::from_ref(value), Vec::as_slice);
    let mut words = json!({ "@vocab": UNDEFINED });
    if let Some(words) = words.as_object_mut() {
        words.extend(TYPE_KEYS.map(|key| (key.to_owned(), "@type".into())));
    }
    let mut contexts = vec![words];
    for name in names {
        let known = name.as_str().and_then(|name| library.context(name)).ok_or(ContextFault::Unknown)?;
        contexts.push(known.get("@context").ok_or(ContextFault::Unknown)?.clone());
    }
    Ok(Json::Array(contexts))
}

fn expand(document: &Map<String, Json>) -> Result<BTreeSet<Quad>, VcFault> {
    let text = serde_json::to_vec(document).map_err(|_| GraphFault::Expansion)?;
    let parser = JsonLdParser::new().with_base_iri(RELATIVE).map_err(|_| GraphFault::Expansion)?;
    let mut quads = BTreeSet::new();
    for quad in parser.for_slice(&text) {
        let quad = quad.map_err(|_| GraphFault::Expansion)?;
        let quad = Quad {
            subject: node(quad.subject),
            predicate: quad.predicate.into_string(),
            object: match quad.object {
                oxrdf::Term::NamedNode(name) => Term::Iri(name.into_string()),
                oxrdf::Term::BlankNode(blank) => Term::Blank(blank.into_string()),
                oxrdf::Term::Literal(literal) => Term::Literal {
                    value: literal.value().to_owned(),
                    datatype: literal.datatype().as_str().to_owned(),
                    language: literal.language().map(str::to_owned),
                },
            },
            graph: match quad.graph_name {
                GraphName::NamedNode(name) => Some(Term::Iri(name.into_string())),
                GraphName::BlankNode(blank) => Some(Term::Blank(blank.into_string())),
                GraphName::DefaultGraph => None,
            },
        };
        if is_undefined(&quad) {
            return Err(GraphFault::Term.into());
        }
        quads.insert(quad);
    }
    Ok(quads)
}

fn node(node: NamedOrBlankNode) -> Term {
    match node {
        NamedOrBlankNode::NamedNode(name) => Term::Iri(name.into_string()),
        NamedOrBlankNode::BlankNode(blank) => Term::Blank(blank.into_string()),
    }
}

fn is_undefined(quad: &Quad) -> bool {
    let strange = |iri: &str| iri.starts_with(UNDEFINED) || iri.starts_with(RELATIVE);
    let strange_term = |term: &Term| match term {
        Term::Iri(iri) => strange(iri),
        Term::Literal { datatype, .. } => strange(datatype),
        Term::Blank(_) => false,
    };
    strange(&quad.predicate)
        || strange_term(&quad.subject)
        || strange_term(&quad.object)
        || quad.graph.as_ref().is_some_and(strange_term)
}
