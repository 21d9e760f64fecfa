//! RDFC-1.0 (RDF Dataset Canonicalization 1.0 §4) with a budget of work.
//!
//! Graphs whose blank nodes cannot be told apart by what is around them take time that grows with the factorial of
//! their number (§7.1: implementations must guard against it). Here every hash over a neighbour, every permutation and
//! every descent is one unit of work, and a dataset that needs more units than any honest document is refused.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256, Sha384};

use crate::encoding::limits::{RDF_BLANK_NODES, RDF_WORK};
use crate::format::vc::fault::GraphFault;

use super::issuer::Issuer;
use super::quad::Quad;

/// The hash inside the algorithm: that of the key's curve (ECDSA suites §3.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hash {
    Sha256,
    Sha384,
}

impl Hash {
    fn hex(self, text: &str) -> String {
        fn hex(bytes: impl AsRef<[u8]>) -> String {
            let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or_default();
            bytes.as_ref().iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
        }
        match self {
            Self::Sha256 => hex(Sha256::digest(text)),
            Self::Sha384 => hex(Sha384::digest(text)),
        }
    }
}

/// The canonical N-Quads of a dataset, one line a statement.
pub(crate) fn canonical(quads: &BTreeSet<Quad>, hash: Hash) -> Result<Vec<String>, GraphFault> {
    let mut state = State::new(quads, hash)?;
    state.first_degree()?;
    state.n_degree()?;
    let mut lines: Vec<String> =
        quads.iter().map(|quad| quad.line(|label| state.canonical.get(label).unwrap_or(label))).collect();
    lines.sort_unstable();
    Ok(lines)
}

struct State<'a> {
    hash: Hash,
    quads: BTreeMap<&'a str, Vec<&'a Quad>>,
    first: BTreeMap<&'a str, String>,
    canonical: Issuer<'a>,
    work: usize,
}

impl<'a> State<'a> {
    fn new(quads: &'a BTreeSet<Quad>, hash: Hash) -> Result<Self, GraphFault> {
        let mut by_blank: BTreeMap<&str, Vec<&Quad>> = BTreeMap::new();
        for quad in quads {
            let labels: BTreeSet<&str> = quad.blanks().map(|(_, label)| label).collect();
            for label in labels {
                by_blank.entry(label).or_default().push(quad);
            }
        }
        if by_blank.len() > RDF_BLANK_NODES {
            return Err(GraphFault::Work);
        }
        Ok(Self { hash, quads: by_blank, first: BTreeMap::new(), canonical: Issuer::new("c14n"), work: 0 })
    }

    fn spend(&mut self) -> Result<(), GraphFault> {
        self.work += 1;
        if self.work > RDF_WORK { Err(GraphFault::Work) } else { Ok(()) }
    }

    fn around(&self, label: &str) -> Vec<&'a Quad> {
        self.quads.get(label).cloned().unwrap_or_default()
    }

    /// §4.6, and the labels of those that it tells apart (§4.4 steps 3 and 4).
    fn first_degree(&mut self) -> Result<(), GraphFault> {
        let labels: Vec<&str> = self.quads.keys().copied().collect();
        let mut by_hash: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for label in labels {
            let mut lines: Vec<String> = self
                .around(label)
                .into_iter()
                .map(|quad| quad.line(|other| if other == label { "a" } else { "z" }))
                .collect();
            lines.sort_unstable();
            let hash = self.hash.hex(&lines.concat());
            self.first.insert(label, hash.clone());
            by_hash.entry(hash).or_default().push(label);
        }
        for labels in by_hash.values() {
            if let [only] = labels.as_slice() {
                self.canonical.issue(only);
            }
        }
        Ok(())
    }

    /// §4.4 step 5.
    fn n_degree(&mut self) -> Result<(), GraphFault> {
        let mut by_hash: BTreeMap<&str, Vec<&'a str>> = BTreeMap::new();
        let first = self.first.clone();
        for (label, hash) in &first {
            by_hash.entry(hash).or_default().push(label);
        }
        for labels in by_hash.into_values().filter(|labels| labels.len() > 1) {
            let mut results = Vec::new();
            for label in labels {
                if self.canonical.get(label).is_some() {
                    continue;
                }
                let mut issuer = Issuer::new("b");
                issuer.issue(label);
                results.push(self.hash_n_degree(label, issuer)?);
            }
            results.sort_by(|(a, _), (b, _)| a.cmp(b));
            for (_, issuer) in results {
                for label in issuer.order() {
                    self.canonical.issue(label);
                }
            }
        }
        Ok(())
    }

    /// §4.7.
    fn hash_related(
        &mut self,
        related: &str,
        quad: &Quad,
        issuer: &Issuer<'a>,
        place: char,
    ) -> Result<String, GraphFault> {
        self.spend()?;
        let mut input = String::from(place);
        if place != 'g' {
            input.extend(["<", &quad.predicate, ">"]);
        }
        match self.canonical.get(related).or_else(|| issuer.get(related)) {
            Some(label) => input.extend(["_:", label]),
            None => input.push_str(self.first.get(related).map_or("", String::as_str)),
        }
        Ok(self.hash.hex(&input))
    }

    /// §4.8.
    fn hash_n_degree(&mut self, label: &'a str, issuer: Issuer<'a>) -> Result<(String, Issuer<'a>), GraphFault> {
        self.spend()?;
        let mut by_hash: BTreeMap<String, Vec<&'a str>> = BTreeMap::new();
        for quad in self.around(label) {
            for (place, related) in quad.blanks().filter(|(_, related)| *related != label) {
                let hash = self.hash_related(related, quad, &issuer, place)?;
                by_hash.entry(hash).or_default().push(related);
            }
        }
        let (mut data, mut issuer) = (String::new(), issuer);
        for (hash, related) in by_hash {
            data.push_str(&hash);
            let mut chosen: Option<(String, Issuer<'a>)> = None;
            let mut permutations = Permutations::new(related);
            while let Some(permutation) = permutations.next() {
                self.spend()?;
                if let Some(better) = self.path(permutation, issuer.clone(), chosen.as_ref().map(|(path, _)| path))? {
                    chosen = Some(better);
                }
            }
            if let Some((path, its_issuer)) = chosen {
                data.push_str(&path);
                issuer = its_issuer;
            }
        }
        Ok((self.hash.hex(&data), issuer))
    }

    /// §4.8 steps 5.4.1 to 5.4.6: the path of one permutation, unless it cannot become the least.
    fn path(
        &mut self,
        permutation: &[&'a str],
        mut issuer: Issuer<'a>,
        chosen: Option<&String>,
    ) -> Result<Option<(String, Issuer<'a>)>, GraphFault> {
        let hopeless = |path: &String| chosen.is_some_and(|chosen| path.len() >= chosen.len() && path > chosen);
        let (mut path, mut deeper) = (String::new(), Vec::new());
        for related in permutation {
            path.push_str("_:");
            if let Some(label) = self.canonical.get(related) {
                path.push_str(label);
            } else {
                if issuer.get(related).is_none() {
                    deeper.push(*related);
                }
                path.push_str(issuer.issue(related));
            }
            if hopeless(&path) {
                return Ok(None);
            }
        }
        for related in deeper {
            let (hash, its_issuer) = self.hash_n_degree(related, issuer.clone())?;
            path.push_str("_:");
            path.push_str(issuer.issue(related));
            path.extend(["<", &hash, ">"]);
            issuer = its_issuer;
            if hopeless(&path) {
                return Ok(None);
            }
        }
        Ok(chosen.is_none_or(|chosen| path < *chosen).then_some((path, issuer)))
    }
}

/// Every order of some labels, one after the other, without ever holding them all (Heap's method).
struct Permutations<'a> {
    items: Vec<&'a str>,
    counters: Vec<usize>,
    at: usize,
    fresh: bool,
}

impl<'a> Permutations<'a> {
    fn new(items: Vec<&'a str>) -> Self {
        Self { counters: vec![0; items.len()], items, at: 1, fresh: true }
    }

    fn next(&mut self) -> Option<&[&'a str]> {
        if std::mem::take(&mut self.fresh) {
            return Some(&self.items);
        }
        while let Some(counter) = self.counters.get_mut(self.at) {
            if *counter < self.at {
                let other = if self.at.is_multiple_of(2) { 0 } else { *counter };
                *counter += 1;
                self.items.swap(other, self.at);
                self.at = 1;
                return Some(&self.items);
            }
            *counter = 0;
            self.at += 1;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_comes_once() {
        for (n, expected) in [(0, 1), (1, 1), (2, 2), (3, 6), (5, 120)] {
            let mut permutations = Permutations::new(["a", "b", "c", "d", "e"].into_iter().take(n).collect());
            let (mut seen, mut count) = (BTreeSet::new(), 0);
            while let Some(permutation) = permutations.next() {
                seen.insert(permutation.to_vec());
                count += 1;
            }
            assert_eq!((seen.len(), count), (expected, expected));
        }
    }
}
