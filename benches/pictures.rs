//! `make evidence-pictures`: how well photographs of codes are read, by condition and size, and how fast.
#![allow(
    unreachable_pub,
    missing_docs,
    clippy::as_conversions,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm
)]

#[path = "../tests/support/camera.rs"]
mod camera;

use std::time::Instant;

use camera::{Condition, Random, Shot, Shown, photograph};
use chop::qr::{Level, Symbol};
use chop::verifier::picture;
use serde_json::json;

/// Pixels that a code spans.
const SPANS: [u32; 8] = [60, 100, 150, 200, 250, 350, 450, 600];
/// Characters of a code of six facts, and of one with a portrait.
const LENGTHS: [usize; 2] = [652, 1_350];

fn main() {
    let tries: usize = std::env::var("CHOP_PICTURES_N").ok().and_then(|n| n.parse().ok()).unwrap_or(20);
    let (mut rows, mut wrong) = (Vec::new(), 0);
    for characters in LENGTHS {
        print!("\n{characters} characters, level L; read of {tries} in %, and median ms\n{:<10}", "");
        SPANS.iter().for_each(|span| print!(" {span:>6} px    "));
        println!();
        for condition in Condition::ALL {
            print!("{:<10}", condition.name());
            for span in SPANS {
                let cell = measure(condition, span, characters, tries);
                wrong += cell.wrong;
                print!(" {:>4} % {:>5.0} ms", 100 * cell.read / tries, cell.median_ms);
                rows.push(json!({
                    "condition": condition.name(), "pixels": span, "characters": characters, "tried": tries,
                    "read": cell.read, "wrong": cell.wrong, "median_ms": cell.median_ms,
                }));
            }
            println!();
        }
    }
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/evidence");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("pictures.json"), json!({ "rows": rows }).to_string()).unwrap();
    assert_eq!(wrong, 0, "a picture was read as another text");
}

struct Cell {
    read: usize,
    wrong: usize,
    median_ms: f64,
}

fn measure(condition: Condition, span: u32, characters: usize, tries: usize) -> Cell {
    let (mut read, mut wrong, mut times) = (0, 0, Vec::new());
    for number in 0..tries {
        let mut random = Random::new(u64::from(span) * 1_000_003 + (number * 97 + characters) as u64);
        let text = random.code_text(characters);
        let symbol = Symbol::encode(&text, Level::Low).unwrap();
        let shown = Shown { size: symbol.size(), modules: symbol.modules().flatten().copied().collect() };
        let shot = Shot::of(condition, f64::from(span), &mut random);
        let jpeg = photograph(Some(&shown), &shot, &mut random).jpeg(shot.quality);
        let start = Instant::now();
        let found = picture::read_one(&jpeg);
        times.push(start.elapsed().as_secs_f64() * 1e3);
        match found {
            Ok(found) if found.text() == text => read += 1,
            Ok(_) => wrong += 1,
            Err(_) => {}
        }
    }
    times.sort_by(f64::total_cmp);
    Cell { read, wrong, median_ms: times[times.len() / 2] }
}
