//! What was compared, as a table and as `target/evidence/interop.json`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

/// Objects in each direction; `CHOP_INTEROP` sets another number.
pub fn objects() -> usize {
    std::env::var("CHOP_INTEROP").map_or(1_000, |count| count.parse().unwrap())
}

/// One direction of one comparison. A difference that nobody explained fails the test that drops it.
pub struct Row {
    peer: &'static str,
    version: String,
    format: &'static str,
    direction: &'static str,
    compared: usize,
    explained: BTreeMap<&'static str, usize>,
    unexplained: Vec<String>,
}

impl Row {
    pub fn new(peer: &'static str, version: &str, format: &'static str, direction: &'static str) -> Self {
        Self {
            peer,
            version: version.to_owned(),
            format,
            direction,
            compared: 0,
            explained: BTreeMap::new(),
            unexplained: Vec::new(),
        }
    }

    pub fn compare(&mut self, number: usize, ours: &Result<Value, String>, theirs: &Result<Value, String>) {
        self.compared += 1;
        if ours.is_err() || ours != theirs {
            self.unexplained.push(format!("object {number}\n  chop:  {ours:?}\n  peer:  {theirs:?}"));
        }
    }

    pub const fn compared(&self) -> usize {
        self.compared
    }

    /// An object that cannot be compared, for a reason that spec/interop.md gives.
    pub fn explain(&mut self, reason: &'static str) {
        *self.explained.entry(reason).or_default() += 1;
    }

    /// Prints the row, writes the table, and fails if a difference is left.
    pub fn close(self) {
        let Self { peer, version, format, direction, compared, explained, unexplained } = self;
        println!("{peer:<28} {version:<10} {format:<12} {direction:<34} {compared:>6} {:>4}", unexplained.len());
        for (reason, count) in &explained {
            println!("{:<28} {count} not compared: {reason}", "");
        }
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/evidence");
        let rows = folder.join("interop");
        fs::create_dir_all(&rows).unwrap();
        let row = json!({
            "name": peer, "version": version, "format": format, "direction": direction, "objects": compared,
            "unexplained": unexplained.len(), "explained": explained,
        });
        let name: String = format!("{peer} {format} {direction}");
        let name: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        fs::write(rows.join(format!("{name}.json")), row.to_string()).unwrap();
        let mut names: Vec<_> = fs::read_dir(&rows).unwrap().map(|entry| entry.unwrap().path()).collect();
        names.sort();
        let peers: Vec<Value> =
            names.iter().filter_map(|path| serde_json::from_slice(&fs::read(path).unwrap()).ok()).collect();
        fs::write(folder.join("interop.json"), json!({ "peers": peers }).to_string()).unwrap();
        assert!(unexplained.is_empty(), "{} differences, the first:\n{}", unexplained.len(), unexplained[0]);
    }
}
