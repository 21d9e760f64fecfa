//! Where the demo plays: a folder, this very program, and a voice.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use chop_core::text::Facts;
use chop_core::time::UnixTime;
use serde_json::Value;

use super::super::context::Context;
use super::super::exit::{Exit, Failure};

/// The passphrase of everything in the demo. It protects nothing.
const PASSPHRASE: &str = "a demonstration passphrase";

pub(super) struct Stage<'c> {
    context: &'c Context,
    folder: PathBuf,
    program: PathBuf,
    began: UnixTime,
}

impl<'c> Stage<'c> {
    pub(super) fn set(folder: &Path, context: &'c Context) -> Result<Self, Failure> {
        if folder.exists() {
            // Only what an earlier demo left is taken away.
            if !folder.join(".chop-demo").exists() {
                return Err(Failure::refused("input.exists").at(folder));
            }
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder)?;
        fs::write(folder.join(".chop-demo"), "")?;
        let folder = fs::canonicalize(folder)?;
        Ok(Self { context, folder, program: std::env::current_exe()?, began: context.now() })
    }

    pub(super) fn now(&self) -> UnixTime {
        self.context.now()
    }

    pub(super) fn chapter(&self, key: &str) -> Result<(), Failure> {
        self.context.print(&format!("\n== {}", self.context.label(key)))
    }

    pub(super) fn write(&self, name: &str, text: &str) -> Result<(), Failure> {
        fs::write(self.folder.join(name), text).map_err(Failure::from)
    }

    pub(super) fn folder(&self, name: &str) -> Result<(), Failure> {
        fs::create_dir_all(self.folder.join(name)).map_err(Failure::from)
    }

    /// The files of a folder, as the commands name them.
    pub(super) fn files(&self, folder: &str) -> Result<Vec<String>, Failure> {
        let mut names: Vec<String> = fs::read_dir(self.folder.join(folder))?
            .filter_map(Result::ok)
            .filter_map(|entry| entry.file_name().into_string().ok())
            .map(|name| format!("{folder}/{name}"))
            .collect();
        names.sort();
        Ok(names)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(arguments)
            .current_dir(&self.folder)
            .env("CHOP_PASSPHRASE", PASSPHRASE)
            .env("CHOP_STATE", self.folder.join("door"))
            .env("CHOP_LANG", self.context.language.tag())
            .stdin(Stdio::null());
        command
    }

    fn tell(&self, arguments: &[&str]) -> Result<(), Failure> {
        let words: Vec<String> = arguments.iter().map(|word| quoted(word)).collect();
        self.context.print(&format!("$ chop {}", words.join(" ")))
    }

    /// Runs a command that must succeed, and shows what it says.
    pub(super) fn run(&self, arguments: &[&str]) -> Result<String, Failure> {
        self.tell(arguments)?;
        let output = self.command(arguments).output()?;
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        for line in err.lines().chain(out.lines()).filter(|line| !line.is_empty()) {
            self.context.print(&format!("  {line}"))?;
        }
        if output.status.success() { Ok(out.into_owned()) } else { Err(Failure::new("demo.failed", Exit::Internal)) }
    }

    /// Runs a check whose answer must have this code, and shows its words.
    pub(super) fn expect(&self, code: &str, arguments: &[&str]) -> Result<(), Failure> {
        self.tell(arguments)?;
        let output = self.command(arguments).output()?;
        let out = String::from_utf8_lossy(&output.stdout).into_owned();
        for line in out.lines() {
            self.context.print(&format!("  {line}"))?;
        }
        if out.contains(&format!("[{code}]")) { Ok(()) } else { Err(Failure::new("demo.failed", Exit::Internal)) }
    }

    /// Gives scans to one running verifier, line by line; its answer to the last must carry this caution.
    pub(super) fn lines(&self, caution: &str, scans: &[&str]) -> Result<(), Failure> {
        let arguments = ["verify", "-", "--trust", "trust.chop"];
        self.tell(&arguments)?;
        let mut child =
            self.command(&arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        if let Some(input) = &mut child.stdin {
            for scan in scans {
                writeln!(input, "{scan}")?;
            }
        }
        let output = child.wait_with_output()?;
        let out = String::from_utf8_lossy(&output.stdout).into_owned();
        for line in out.lines() {
            self.context.print(&format!("  {line}"))?;
        }
        if out.contains(&format!("[{caution}]")) { Ok(()) } else { Err(Failure::new("demo.failed", Exit::Internal)) }
    }

    /// The claim code of a record, as the department's letter would carry it.
    pub(super) fn claim_code(&self, report: &str, holder: &str) -> Result<String, Failure> {
        let text = fs::read_to_string(self.folder.join(report))?;
        text.lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok())
            .find(|row| row.get("holder_ref").and_then(Value::as_str) == Some(holder))
            .and_then(|row| row.get("claim_code").and_then(Value::as_str).map(str::to_owned))
            .ok_or_else(|| Failure::new("demo.failed", Exit::Internal))
    }

    /// A fresh code of the wallet's document of this kind.
    pub(super) fn code(&self, kind: &str, show: &[&str], png: Option<&str>) -> Result<String, Failure> {
        let mut arguments = vec!["wallet", "--wallet", "phone", "code", kind];
        arguments.extend(show);
        arguments.extend(["--once", "--text"]);
        if let Some(path) = png {
            arguments.extend(["--png", path]);
        }
        self.tell(&arguments)?;
        let output = self.command(&arguments).output()?;
        let out = String::from_utf8_lossy(&output.stdout);
        let code = out.lines().find(|line| line.starts_with("PC1:")).map(str::to_owned);
        let code = code.ok_or_else(|| {
            self.context.say(&String::from_utf8_lossy(&output.stderr));
            Failure::new("demo.failed", Exit::Internal)
        })?;
        self.context.print(&format!("  {}…", code.chars().take(60).collect::<String>()))?;
        Ok(code)
    }

    pub(super) fn end(&self) -> Result<Exit, Failure> {
        let facts =
            Facts::default().seconds(self.context.now().since(self.began)).path(&self.folder.display().to_string());
        self.context.print(&format!("\n{}", self.context.label_with("ui-demo-end", &facts)))?;
        Ok(Exit::Done)
    }
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,@".contains(c);
    if word.starts_with("PC1:") {
        let start: String = word.chars().take(24).collect();
        format!("'{start}…'")
    } else if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}
