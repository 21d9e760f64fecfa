//! A peer is a program that answers one JSON object a line.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use chop_core::time::UnixTime;
use serde_json::{Value, json};

pub struct Peer {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
    pub version: String,
}

/// So many seconds from now, when what a peer signs or begins by the clock of this machine is in the past.
pub fn soon(seconds: u64) -> UnixTime {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    UnixTime::new(i64::try_from(now + seconds).unwrap()).unwrap()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn installed(path: PathBuf) -> PathBuf {
    assert!(path.exists(), "{} is not installed: run `make setup`", path.display());
    path
}

impl Peer {
    /// A program of `node/`.
    pub fn node(script: &str) -> Self {
        let folder = root().join("tests/interop/node");
        installed(folder.join("node_modules"));
        let mut command = Command::new("node");
        command.arg(folder.join(script)).current_dir(folder);
        Self::start(command)
    }

    /// A program of `python/`, in the environment that holds its packages.
    pub fn python(script: &str) -> Self {
        let mut command = Command::new(installed(root().join("target/interop/venv/bin/python")));
        command.arg(root().join("tests/interop/python").join(script));
        Self::start(command)
    }

    /// A program of the workspace `tests/peers`.
    pub fn rust(name: &str) -> Self {
        Self::start(Command::new(installed(root().join("target/peers/debug").join(name))))
    }

    /// The same, built to be measured.
    #[allow(dead_code, reason = "a part of the benches alone")]
    pub fn rust_optimised(name: &str) -> Self {
        Self::start(Command::new(installed(root().join("target/peers/release").join(name))))
    }

    fn start(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let questions = child.stdin.take().unwrap();
        let answers = BufReader::new(child.stdout.take().unwrap());
        let mut peer = Self { child, questions, answers, version: String::new() };
        peer.version = peer.ask_text("version", json!({})).unwrap();
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

    pub fn ask_text(&mut self, operation: &str, question: Value) -> Result<String, String> {
        self.ask(operation, question).map(|answer| answer.as_str().unwrap().to_owned())
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
