//! ISO/IEC 18013-5 between a wallet and a reader: the standard's own example byte for byte, a meeting of two machines
//! over a bad channel, and every way in which an engagement, a request or a message can be wrong.
#![allow(
    missing_docs,
    clippy::as_conversions,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::type_complexity,
    clippy::unwrap_used,
    clippy::useless_format,
    clippy::wildcard_enum_match_arm
)]

mod support;

#[path = "mdoc_exchange/annex_d.rs"]
mod annex_d;
#[path = "mdoc_exchange/engagements.rs"]
mod engagements;
#[path = "support/mdoc.rs"]
#[allow(dead_code, reason = "this test needs its trees of CBOR and its documents, not every helper")]
mod mdoc_model;
#[path = "mdoc_exchange/meeting.rs"]
mod meeting;
#[path = "mdoc_exchange/readers.rs"]
mod readers;
#[path = "mdoc_exchange/requests.rs"]
mod requests;
#[path = "mdoc_exchange/sessions.rs"]
mod sessions;
#[path = "mdoc_exchange/transcripts.rs"]
mod transcripts;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use chop_core::time::UnixTime;

/// 2026-11-22T10:00:00Z.
const NOW: i64 = 1_795_341_600;

fn at(seconds: i64) -> UnixTime {
    UnixTime::new(NOW + seconds).unwrap()
}

fn vector(path: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors").join(path);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn unhex(text: &str) -> Vec<u8> {
    let text: String = text.split_whitespace().collect();
    (0..text.len() / 2).map(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).unwrap()).collect()
}

fn json(path: &str) -> serde_json::Value {
    serde_json::from_slice(&vector(path)).unwrap()
}

/// A value of Annex D.
fn annex(name: &str) -> Vec<u8> {
    unhex(&String::from_utf8(vector(&format!("mdoc/iso-18013-5-annex-d/{name}.hex"))).unwrap())
}

/// Named cases with the code that each must end with.
#[derive(Default)]
struct Cases(Vec<(String, Vec<u8>, &'static str)>);

impl Cases {
    fn add(&mut self, name: impl Into<String>, bytes: Vec<u8>, expect: &'static str) {
        self.0.push((name.into(), bytes, expect));
    }

    /// Judges each, prints the table of codes, and gives the number of cases that are refused.
    fn judge(&self, judge: impl Fn(&[u8]) -> &'static str) -> usize {
        let mut table: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
        let mut wrong = Vec::new();
        for (name, bytes, expect) in &self.0 {
            let code = judge(bytes);
            if code != *expect {
                wrong.push(format!("{name}: {code} instead of {expect}"));
            }
            table.entry(expect).or_insert((0, name)).0 += 1;
        }
        for (code, (count, example)) in &table {
            println!("{code:<28} {count:>4}  {example}");
        }
        assert!(wrong.is_empty(), "{} of {} are wrong:\n{}", wrong.len(), self.0.len(), wrong.join("\n"));
        let names: std::collections::BTreeSet<&String> = self.0.iter().map(|(name, ..)| name).collect();
        assert_eq!(names.len(), self.0.len(), "two cases have one name");
        self.0.iter().filter(|(_, _, expect)| *expect != "ok").count()
    }
}
