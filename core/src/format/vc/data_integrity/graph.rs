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
use crate::format::vc::Library;
use crate::format::vc::fault::{ContextFault, GraphFault, VcFault};
use crate::format::vc::rdf::{self, Hash, Quad, Term};

/// What a term becomes that no context defines: the graph then shows it.
const UNDEFINED: &str = "urn:chop:undefined:";
/// What a relative address becomes.
const RELATIVE: &str = "chop-relative://undefined/";

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
    let mut ids = BTreeSet::new();
    let inlined = inline(document, Place::Document, &mut ids, library)?;
    let quads = expand(&inlined)?;
    let hash = match algorithm {
        Algorithm::Es256 | Algorithm::EdDsa => Hash::Sha256,
        Algorithm::Es384 => Hash::Sha384,
    };
    Ok(rdf::canonical(&quads, hash)?.concat().into_bytes())
}

/// The object with its contexts in it, if every key is a term.
fn inline<'a>(
    object: &'a Map<String, Json>,
    place: Place,
    ids: &mut BTreeSet<&'a str>,
    library: &Library,
) -> Result<Map<String, Json>, VcFault> {
    let may_have_contexts = place != Place::Inside && place != Place::Text;
    if let Some(id) = object.get("id").and_then(Json::as_str)
        && !ids.insert(id)
    {
        return Err(GraphFault::IdTwice.into());
    }
    let mut inlined = Map::new();
    for (name, value) in object {
        let inside = match name.as_str() {
            "@context" if may_have_contexts => {
                inlined.insert(name.clone(), contexts(value, library)?);
                continue;
            }
            // Text with a language (VCDM 2.0 §11.1).
            "@value" | "@language" | "@direction" if place == Place::Text => Place::Inside,
            _ if name.is_empty() || name.starts_with('@') || name.contains(':') => return Err(GraphFault::Key.into()),
            "verifiableCredential" if place == Place::Document => Place::Credentials,
            "proof" if place == Place::Credentials => Place::Proof,
            "name" | "description" => Place::Text,
            _ => Place::Inside,
        };
        let value = match value {
            Json::Array(list) if list.is_empty() => return Err(GraphFault::Hollow.into()),
            Json::Array(list) => {
                let items = list.iter().map(|item| match item {
                    Json::Array(_) => Err(GraphFault::Hollow.into()),
                    item => inline_value(item, inside, ids, library),
                });
                Json::Array(items.collect::<Result<_, VcFault>>()?)
            }
            value => inline_value(value, inside, ids, library)?,
        };
        inlined.insert(name.clone(), value);
    }
    Ok(inlined)
}

fn inline_value<'a>(
    value: &'a Json,
    place: Place,
    ids: &mut BTreeSet<&'a str>,
    library: &Library,
) -> Result<Json, VcFault> {
    match value {
        Json::Object(object) => inline(object, place, ids, library).map(Json::Object),
        Json::Null => Err(GraphFault::Hollow.into()),
        Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Array(_) => Ok(value.clone()),
    }
}

/// The contexts themselves in place of their names. Before them stands one that gives every undefined term a name.
fn contexts(value: &Json, library: &Library) -> Result<Json, VcFault> {
    let names = match value {
        Json::Array(names) => names.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut contexts = vec![json!({ "@vocab": UNDEFINED })];
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
