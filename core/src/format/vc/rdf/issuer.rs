//! Identifier issuer (RDF Dataset Canonicalization 1.0 §4.5): new labels in the order of asking.

use std::collections::BTreeMap;

/// Gives each label a new one, once.
#[derive(Clone)]
pub(super) struct Issuer<'a> {
    prefix: &'static str,
    issued: BTreeMap<&'a str, String>,
    order: Vec<&'a str>,
}

impl<'a> Issuer<'a> {
    pub(super) const fn new(prefix: &'static str) -> Self {
        Self { prefix, issued: BTreeMap::new(), order: Vec::new() }
    }

    pub(super) fn get(&self, label: &str) -> Option<&str> {
        self.issued.get(label).map(String::as_str)
    }

    pub(super) fn issue(&mut self, label: &'a str) -> &str {
        let (prefix, number) = (self.prefix, self.order.len());
        let order = &mut self.order;
        self.issued.entry(label).or_insert_with(|| {
            order.push(label);
            format!("{prefix}{number}")
        })
    }

    /// The labels in the order in which they were asked for.
    pub(super) fn order(&self) -> &[&'a str] {
        &self.order
    }
}
