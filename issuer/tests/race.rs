//! Many at once: a claim, a key and an index still count once (security T30).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails loudly")]

mod kit;

use std::path::PathBuf;

use chop_core::exchange::offline::Delivery;
use chop_issuer::Register;
use chop_issuer::batch::LoadMode;
use chop_issuer::issue::{Run, Summary};
use kit::*;

const THREADS: usize = 16;

/// Runs the same requests on every thread, each with a register of its own; thread `n` takes the `n`th list.
fn all_at_once(office: &Office, requests: &[Vec<PathBuf>]) -> Vec<Summary> {
    let descriptor = kind("personal-code");
    let registers: Vec<Register> = (0..THREADS).map(|_| office.again()).collect();
    let out = office.path("out");
    std::thread::scope(|scope| {
        let running: Vec<_> = registers
            .into_iter()
            .zip(requests)
            .map(|(mut register, requests)| {
                let (descriptor, signer, out) = (&descriptor, &office.signer, &out);
                scope.spawn(move || {
                    Run {
                        exclusive: None,
                        register: &mut register,
                        descriptor,
                        formats: &chop_issuer::Formats::default(),
                        signer,
                        out,
                        threads: threads(),
                        now: now(),
                        random: &mut Os,
                        observe: &mut |_| {},
                    }
                    .issue(requests)
                    .unwrap()
                })
            })
            .collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

fn only_delivery(office: &Office) -> Delivery {
    let deliveries: Vec<_> = office.deliveries().into_iter().filter(|(name, _)| !name.starts_with('.')).collect();
    assert_eq!(deliveries.len(), 1);
    Delivery::parse(&deliveries[0].1).unwrap()
}

#[test]
fn the_same_request_on_sixteen_threads_is_issued_once() {
    let descriptor = kind("personal-code");
    let mut office = Office::new(&["personal-code"]);
    let loaded = office.load(&descriptor, &table(&descriptor, &[("A", None)]), LoadMode::New);
    office.request("a", "personal-code", &drawn(&loaded, 0), &Phone::new(7));
    let requests = vec![vec![office.path("requests").join("a.chop-request")]; THREADS];
    let summaries = all_at_once(&office, &requests);
    assert_eq!(summaries.iter().map(|summary| summary.issued.len()).sum::<usize>(), 1);
    assert_eq!(summaries.iter().map(|summary| summary.credentials).sum::<u64>(), 7);
    assert!(summaries.iter().all(|summary| summary.refused.is_empty() && summary.failed.is_empty()));
    let delivery = only_delivery(&office);
    let trust = office.trust(&["personal-code"], now());
    assert_eq!(delivery.credentials.len(), 7);
    assert!(
        delivery.credentials.iter().all(|bytes| ["ok", "time.not-yet"].contains(&verdict(bytes, &trust, now()).code()))
    );
    office.register.check().unwrap();
}

#[test]
fn sixteen_requests_for_one_claim_on_sixteen_threads_are_one_document_and_fifteen_refusals() {
    let descriptor = kind("personal-code");
    let mut office = Office::new(&["personal-code"]);
    let loaded = office.load(&descriptor, &table(&descriptor, &[("A", None)]), LoadMode::New);
    let requests: Vec<_> = (0..THREADS)
        .map(|thread| {
            let name = format!("r{thread}");
            office.request(&name, "personal-code", &drawn(&loaded, 0), &Phone::new(7));
            vec![office.path("requests").join(format!("{name}.chop-request"))]
        })
        .collect();
    let summaries = all_at_once(&office, &requests);
    assert_eq!(summaries.iter().map(|summary| summary.issued.len()).sum::<usize>(), 1);
    let refused: Vec<_> =
        summaries.iter().flat_map(|summary| &summary.refused).map(|refusal| refusal.fault.code()).collect();
    assert_eq!(refused, ["request.claim-used"; THREADS - 1]);
    assert_eq!(only_delivery(&office).credentials.len(), 7);
}
