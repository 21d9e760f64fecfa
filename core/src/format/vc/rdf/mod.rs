//! RDF datasets and their canonical form (RDF 1.1, RDF Dataset Canonicalization 1.0).

mod canon;
mod issuer;
mod quad;

/// The predicates and the end of a list.
pub(crate) const FIRST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#first";
pub(crate) const REST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest";
pub(crate) const NIL: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil";

pub(crate) use canon::{Hash, canonical, labels, lines};
pub(crate) use quad::{Quad, Term};

#[cfg(test)]
mod tests;
