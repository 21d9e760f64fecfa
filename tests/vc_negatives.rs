//! Every way in which a W3C credential or its presentation under Data Integrity can be wrong ends with exactly its
//! code. Everything is signed by the keys that the case says; what is changed after signing says so.
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

use std::collections::BTreeSet;

use chop_core::format::vc::data_integrity::Suite;
use vc_model::Case;

/// A name, the code, and what is done to a good case.
type Negative = (&'static str, &'static str, fn(&mut Case));

fn all() -> Vec<(Negative, &'static [Suite])> {
    const BOTH: &[Suite] = &[Suite::EcdsaJcs2019, Suite::EcdsaRdfc2019];
    let both = [credential::CASES, proof::CASES, presentation::CASES, verdict::CASES].concat();
    let cases = both.into_iter().map(|case| (case, BOTH));
    let json = proof::OVER_JSON.iter().map(|case| (*case, &BOTH[..1]));
    cases.chain(json).chain(graph::CASES.iter().map(|case| (*case, &BOTH[1..]))).collect()
}

#[test]
fn a_good_case_is_verified() {
    for suite in [Suite::EcdsaJcs2019, Suite::EcdsaRdfc2019] {
        assert_eq!(Case::good(suite).outcome().code(), "ok", "{suite:?}");
    }
}

#[test]
fn every_broken_rule_ends_with_exactly_its_code() {
    let mut wrong = Vec::new();
    let cases = all();
    for ((name, expected, change), suites) in &cases {
        for suite in *suites {
            let mut case = Case::good(*suite);
            change(&mut case);
            let code = case.outcome().code();
            if code != *expected {
                wrong.push(format!("{name} ({}): {code} instead of {expected}", suite.name()));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    println!("{} cases, {} runs", cases.len(), cases.iter().map(|(_, suites)| suites.len()).sum::<usize>());
}

#[test]
fn there_are_enough_cases_and_each_has_a_name_of_its_own() {
    let cases = all();
    let names: BTreeSet<&str> = cases.iter().map(|((name, _, _), _)| *name).collect();
    assert_eq!(names.len(), cases.len());
    assert!(cases.len() >= 80, "{}", cases.len());
}
