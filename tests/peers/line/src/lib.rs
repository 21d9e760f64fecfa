//! A peer answers questions, one JSON object a line: `{"op", …}` → `{"ok": …}` or `{"error": "…"}`. An operation gives a
//! function that makes the answer from what the operation has read: `"seconds"` asks for the time which that takes.

use std::io::{BufRead, stdin};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// The peer's own words for why there is no answer.
pub type Answer = Result<Value, String>;

/// What an operation does with what it has read.
pub type Work = Box<dyn Fn() -> Answer>;

/// Answers until the questions end.
pub fn serve(operation: impl Fn(&str, &Value) -> Result<Work, String>) {
    for line in stdin().lock().lines() {
        let question: Value = serde_json::from_str(&line.unwrap()).unwrap();
        let answer = operation(question["op"].as_str().unwrap(), &question).and_then(|work| {
            question["seconds"].as_f64().map_or_else(&work, |seconds| time(&work, Duration::from_secs_f64(seconds)))
        });
        println!("{}", answer.map_or_else(|words| json!({ "error": words }), |ok| json!({ "ok": ok })));
    }
}

/// Nanoseconds a call: the figure that a tenth of the batches stay below.
fn time(work: &Work, whole: Duration) -> Answer {
    let (began, mut figures) = (Instant::now(), Vec::new());
    while began.elapsed() < whole {
        let (batch, mut calls) = (Instant::now(), 0.0);
        while batch.elapsed() < Duration::from_millis(2) {
            work()?;
            calls += 1.0;
        }
        figures.push(batch.elapsed().as_nanos() as f64 / calls);
    }
    figures.sort_by(f64::total_cmp);
    Ok(figures[figures.len() / 10].into())
}

/// A text of the question.
pub fn text<'q>(question: &'q Value, name: &str) -> Result<&'q str, String> {
    question[name].as_str().ok_or_else(|| format!("no {name}"))
}
