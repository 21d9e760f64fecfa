//! RDF datasets and their canonical form (RDF 1.1, RDF Dataset Canonicalization 1.0).

mod canon;
mod issuer;
mod quad;

pub(crate) use canon::{Hash, canonical};
pub(crate) use quad::{Quad, Term};

#[cfg(test)]
mod tests;
