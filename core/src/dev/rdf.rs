//! Datasets for tests.

use serde_json::Value as Json;

use crate::format::vc::GraphFault;
use crate::format::vc::rdf::{self, Hash, Quad, Term};

/// The canonical form (RDFC-1.0 with SHA-256) of a dataset, a list of statements as RDF/JS writes them in JSON:
/// `subject`, `predicate`, `object` and `graph`, each with its `termType` and `value`.
///
/// # Errors
/// `vc.work` for a dataset that takes too much work.
pub fn canonical_dataset(statements: &Json) -> Result<String, GraphFault> {
    let value = |term: &Json| term["value"].as_str().unwrap().to_owned();
    let term = |term: &Json| match term["termType"].as_str().unwrap() {
        "NamedNode" => Some(Term::Iri(value(term))),
        "BlankNode" => Some(Term::Blank(value(term).trim_start_matches("_:").to_owned())),
        "Literal" => {
            let language = term["language"].as_str().filter(|language| !language.is_empty()).map(str::to_owned);
            Some(Term::Literal { value: value(term), datatype: value(&term["datatype"]), language })
        }
        _ => None,
    };
    let quad = |statement: &Json| Quad {
        subject: term(&statement["subject"]).unwrap(),
        predicate: value(&statement["predicate"]),
        object: term(&statement["object"]).unwrap(),
        graph: term(&statement["graph"]),
    };
    let quads = statements.as_array().unwrap().iter().map(quad).collect();
    Ok(rdf::canonical(&quads, Hash::Sha256)?.concat())
}
