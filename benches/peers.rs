//! `make bench-peers`: what chop and its peers take to issue, present and verify the same objects, in one run.
#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    unused_imports,
    clippy::as_conversions,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::type_complexity,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm
)]

#[path = "../tests/interop/bytes.rs"]
mod bytes;
#[path = "../tests/interop/keys.rs"]
mod keys;
#[path = "../tests/interop/mdoc.rs"]
mod mdoc;
mod measure;
#[path = "../tests/interop/objects.rs"]
mod objects;
#[path = "../tests/interop/peer.rs"]
mod peer;
#[path = "../tests/interop/report.rs"]
mod report;
#[path = "../tests/interop/sdjwt.rs"]
mod sdjwt;
#[path = "../tests/interop/sides.rs"]
mod sides;

use std::hint::black_box;

use chop_core::document::Kinds;
use serde_json::{Value as Json, json};

use measure::{Bare, pair};
use objects::Object;
use peer::{Peer, soon};
use sides::Side;

/// How long a peer repeats one work.
const SECONDS: f64 = 3.0;

/// The works of a format, as chop does them and as a peer is asked for them.
struct Format {
    name: &'static str,
    /// Each work, with the bare signatures or verifications in it and what chop takes, as nanoseconds.
    works: [Work; 3],
    peers: Vec<(&'static str, Peer)>,
}

struct Work {
    name: &'static str,
    signatures: f64,
    bare: f64,
    chop: f64,
    question: Json,
}

impl Work {
    fn issue(side: &mut dyn Side, object: &Object, question: Json) -> Self {
        let signature = Bare::new(700);
        let (bare, chop) = pair(|| signature.sign(), || drop(black_box(side.issue(object).unwrap())));
        Self { name: "issue", signatures: 1.0, bare, chop, question }
    }

    fn present(side: &mut dyn Side, issued: &[u8], object: &Object, question: Json) -> Self {
        let signature = Bare::new(700);
        let (bare, chop) = pair(|| signature.sign(), || drop(black_box(side.present(issued, object).unwrap())));
        Self { name: "present", signatures: 1.0, bare, chop, question }
    }

    fn verify(signatures: f64, verify: impl Fn() -> Result<Json, String>, question: Json) -> Self {
        let signature = Bare::new(700);
        let (bare, chop) = pair(|| signature.verify(), || drop(black_box(verify().unwrap())));
        Self { name: "verify", signatures, bare, chop, question }
    }
}

fn mdocs(object: &Object, kinds: &Kinds) -> Format {
    let stage = mdoc::Stage::at(soon(600));
    let mut chop = mdoc::Chop::new(&stage);
    let issued = chop.issue(object).unwrap();
    let response = chop.present(&issued, object).unwrap();
    let works = [
        Work::issue(&mut chop, object, stage.to_issue(object)),
        Work::present(&mut chop, &issued, object, stage.to_present(&issued, object)),
        // The document signer's certificate, the issuer's and the device's.
        Work::verify(3.0, || chop.verify_as(&response, kinds), stage.to_verify(&response)),
    ];
    let peers = vec![
        ("isomdl", Peer::rust_optimised("peer-isomdl")),
        ("@owf/mdoc", Peer::node("owf_mdoc.mjs")),
        ("pymdoccbor", Peer::python("pymdoccbor_mdoc.py")),
    ];
    Format { name: "mdoc", works, peers }
}

fn sd_jwts(object: &Object, kinds: &Kinds) -> Format {
    let stage = sdjwt::Stage::at(soon(120));
    let mut chop = sdjwt::Chop::new(&stage);
    let issued = chop.issue(object).unwrap();
    let presentation = chop.present(&issued, object).unwrap();
    let works = [
        Work::issue(&mut chop, object, stage.to_issue(object)),
        Work::present(&mut chop, &issued, object, stage.to_present(&issued, object)),
        Work::verify(2.0, || chop.verify_as(&presentation, kinds), stage.to_verify(&presentation)),
    ];
    let peers =
        vec![("@sd-jwt/sd-jwt-vc", Peer::node("sdjwt.mjs")), ("sd-jwt (Python)", Peer::python("sd_jwt_reference.py"))];
    Format { name: "SD-JWT VC", works, peers }
}

fn main() {
    let object = Object::eight();
    let kinds = object.kinds();
    let mut rows = Vec::new();
    println!(
        "{:<10} {:<8} {:<18} {:<8} {:>10} {:>12} {:>10}",
        "format", "work", "who", "version", "µs", "of bare", "of chop"
    );
    for mut format in [mdocs(&object, &kinds), sd_jwts(&object, &kinds)] {
        for work in &format.works {
            let bare = work.bare * work.signatures;
            let mut row = |who: &str, version: &str, nanoseconds: f64| {
                println!(
                    "{:<10} {:<8} {who:<18} {version:<8} {:>10.1} {:>12.2} {:>10.2}",
                    format.name,
                    work.name,
                    nanoseconds / 1e3,
                    nanoseconds / bare,
                    nanoseconds / work.chop
                );
                rows.push(json!({
                    "format": format.name, "work": work.name, "who": who, "version": version, "ns": nanoseconds,
                    "of_bare": nanoseconds / bare, "of_chop": nanoseconds / work.chop,
                }));
            };
            row("chop", env!("CARGO_PKG_VERSION"), work.chop);
            for (name, peer) in &mut format.peers {
                let mut question = work.question.clone();
                question["seconds"] = SECONDS.into();
                match peer.ask(work.name, question) {
                    Ok(nanoseconds) => row(name, &peer.version, nanoseconds.as_f64().unwrap()),
                    // Not every peer does everything.
                    Err(words) => println!("{:<10} {:<8} {name:<18} none: {words}", format.name, work.name),
                }
            }
        }
    }
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/evidence");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("peers.json"), json!({ "rows": rows }).to_string()).unwrap();
}
