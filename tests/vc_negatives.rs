//! The corpus of wrong W3C credentials and presentations under Data Integrity. Everything is signed by the keys that the case says; what is changed after signing says so.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::as_conversions,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::type_complexity,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm
)]

#[path = "support/corpus/mod.rs"]
mod corpus;
#[path = "vc_negatives/credential.rs"]
mod credential;
#[path = "vc_negatives/graph.rs"]
mod graph;
#[path = "vc_negatives/presentation.rs"]
mod presentation;
#[path = "vc_negatives/proof.rs"]
mod proof;
#[path = "support/vc.rs"]
mod vc_model;
#[path = "vc_negatives/verdict.rs"]
mod verdict;

use chop_core::format::vc::data_integrity::Suite;
use corpus::Cases;
use vc_model::Case;

/// A name, the code, and what is done to a good case.
type Negative = (&'static str, &'static str, fn(&mut Case));

const BOTH: &[Suite] = &[Suite::EcdsaJcs2019, Suite::EcdsaRdfc2019];

fn all() -> Vec<(Negative, &'static [Suite])> {
    let both = [credential::CASES, proof::CASES, presentation::CASES, verdict::CASES].concat();
    let cases = both.into_iter().map(|case| (case, BOTH));
    let json = proof::OVER_JSON.iter().map(|case| (*case, &BOTH[..1]));
    cases.chain(json).chain(graph::CASES.iter().map(|case| (*case, &BOTH[1..]))).collect()
}

#[test]
fn the_files_of_wrong_credentials_and_presentations_are_those_of_the_model() {
    let mut cases = Cases::new(Case::good(Suite::EcdsaJcs2019).desk());
    let good: Negative = ("nothing is wrong", "ok", |_| ());
    for ((name, expect, change), suites) in std::iter::once((good, BOTH)).chain(all()) {
        for suite in suites {
            let mut case = Case::good(*suite);
            change(&mut case);
            *cases.add(format!("{}: {name}", suite.name()), case.bytes(), expect) = case.desk();
        }
    }
    cases.keep("vc/data-integrity");
}
