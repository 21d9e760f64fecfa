//! A peer is a program that answers one JSON object a line.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value;

pub struct Peer {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
    pub version: String,
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop")
}

impl Peer {
    /// A program of `node/`.
    pub fn node(script: &str) -> Self {
        let folder = here().join("node");
        assert!(folder.join("node_modules").is_dir(), "the peers from npm are not installed: run `make setup`");
        let mut command = Command::new("node");
        command.arg(folder.join(script)).current_dir(folder);
        Self::start(command)
    }

    /// A program of `python/`, in the environment that holds its packages.
    pub fn python(script: &str) -> Self {
        let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/interop/venv/bin/python");
        assert!(python.exists(), "the peers from PyPI are not installed: run `make setup`");
        let mut command = Command::new(python);
        command.arg(here().join("python").join(script));
        Self::start(command)
    }

    fn start(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let questions = child.stdin.take().unwrap();
        let answers = BufReader::new(child.stdout.take().unwrap());
        let mut peer = Self { child, questions, answers, version: String::new() };
        peer.version = peer.ask("version", serde_json::json!({})).unwrap().as_str().unwrap().to_owned();
        peer
    }

    /// Asks, and gives the answer or the peer's own words for why there is none.
    pub fn ask(&mut self, operation: &str, mut question: Value) -> Result<Value, String> {
        question["op"] = operation.into();
        writeln!(self.questions, "{question}").unwrap();
        let mut line = String::new();
        assert!(self.answers.read_line(&mut line).unwrap() > 0, "the peer ended at {operation}");
        let mut answer: Value = serde_json::from_str(&line).unwrap();
        match answer.get("error") {
            Some(error) => Err(error.as_str().unwrap().to_owned()),
            None => Ok(answer["ok"].take()),
        }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
