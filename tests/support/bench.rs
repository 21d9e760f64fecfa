//! The program in a folder: what a department, an authority, a holder and a guard do with it.
#![allow(dead_code, reason = "each test uses its part")]

use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::model::Model;

pub(crate) const PASSPHRASE: &str = "correct horse battery";

/// A folder, and the program in it.
pub(crate) struct Bench {
    pub(crate) folder: TempDir,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn command<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chop"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env("CHOP_PASSPHRASE", PASSPHRASE)
            .env("CHOP_STATE", self.path("state"))
            .env_remove("CHOP_LANG")
            .env("LC_ALL", "C")
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs what must succeed and gives its output.
    pub(crate) fn ok<S: AsRef<OsStr> + std::fmt::Debug>(&self, arguments: &[S]) -> String {
        let output = self.run(arguments);
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {err}{}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Verifies and gives the exit code and the one JSON object.
    pub(crate) fn verify(&self, input: &str, more: &[&str]) -> (i32, Value) {
        let arguments = [&["verify", input, "--trust", "trust.chop", "--json"], more].concat();
        let output = self.run(&arguments);
        let out = String::from_utf8(output.stdout).unwrap();
        assert_eq!(out.lines().count(), 1, "{out}{}", String::from_utf8_lossy(&output.stderr));
        (output.status.code().unwrap(), serde_json::from_str(&out).unwrap())
    }

    pub(crate) fn files(&self, folder: &str) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.path(folder))
            .unwrap()
            .map(|entry| format!("{folder}/{}", entry.unwrap().file_name().into_string().unwrap()))
            .collect();
        names.sort();
        names
    }

    /// A department of `kinds`, a registry that trusts it, and its signed bundle.
    pub(crate) fn department(&self, kinds: &[&str]) {
        self.ok(&["trust", "init", "registry"]);
        let init = [
            &[
                "issuer",
                "init",
                "office",
                "--name",
                "en=Office",
                "--status-prefix",
                "https://status.example/l/",
                "--kind",
            ],
            kinds,
        ];
        self.ok(&init.concat());
        self.publish(kinds);
    }

    pub(crate) fn publish(&self, kinds: &[&str]) {
        self.ok(&["issuer", "publish", "office", "--out", "lists"]);
        let lists = self.files("lists");
        let mut add: Vec<&str> =
            vec!["trust", "add", "registry", "--name", "en=Office", "--key", "office/issuer.pem", "--kind"];
        add.extend(kinds);
        if !lists.is_empty() {
            add.push("--status-list");
            add.extend(lists.iter().map(String::as_str));
        }
        self.ok(&add);
        self.ok(&["trust", "sign", "registry", "--out", "trust.chop"]);
    }

    /// Issues the template's example person a document of `kind` into a new wallet.
    pub(crate) fn holder(&self, kind: &str) {
        let csv = self.ok(&["kinds", "show", kind, "--csv"]);
        self.holder_of(kind, &csv);
    }

    /// Issues the person in a table a document of `kind` into a new wallet.
    pub(crate) fn holder_of(&self, kind: &str, csv: &str) {
        self.holder_in("mdoc", kind, csv);
    }

    /// The same in these formats.
    pub(crate) fn holder_in(&self, formats: &str, kind: &str, csv: &str) {
        fs::write(self.path("records.csv"), csv).unwrap();
        let issue =
            ["issuer", "issue", "office", "--kind", kind, "--records", "records.csv", "--report", "report.jsonl"];
        self.ok(&issue);
        let report = fs::read_to_string(self.path("report.jsonl")).unwrap();
        let row: Value = serde_json::from_str(report.lines().next().unwrap()).unwrap();
        if !self.path("phone").exists() {
            self.ok(&["wallet", "--wallet", "phone", "init", "--trust", "trust.chop"]);
        }
        let claim = row["claim_code"].as_str().unwrap();
        let request = format!("requests-{kind}/phone.chop-request");
        fs::create_dir_all(self.path(&format!("requests-{kind}"))).unwrap();
        self.ok(&["wallet", "--wallet", "phone", "request", "--kind", kind, "--claim-code", claim, "--out", &request]);
        let (requests, letters) = (format!("requests-{kind}"), format!("letters-{kind}"));
        self.ok(&[
            "issuer",
            "issue",
            "office",
            "--kind",
            kind,
            "--records",
            "records.csv",
            "--format",
            formats,
            "--requests",
            &requests,
            "--out",
            &letters,
        ]);
        for letter in self.files(&letters) {
            self.ok(&["wallet", "--wallet", "phone", "add", &letter]);
        }
    }

    pub(crate) fn code(&self, kind: &str, more: &[&str]) -> String {
        let arguments = [&["wallet", "--wallet", "phone", "code", kind, "--once", "--text"], more].concat();
        let out = self.ok(&arguments);
        out.lines().find(|line| line.starts_with("PC1:")).unwrap().to_owned()
    }
}

/// A bundle that trusts the model's issuer.
pub(crate) fn model_bench() -> Bench {
    use chop_core::crypto::Signer;
    let bench = Bench::new();
    bench.ok(&["trust", "init", "registry"]);
    fs::write(bench.path("issuer.der"), chop_core::dev::key("issuer").public_key().spki_der()).unwrap();
    let list = chop_core::status::StatusList::new(1, 1 << 17).unwrap();
    let lst = chop_core::encoding::base64url::encode(&list.deflate());
    let list = serde_json::json!({ "uri": "https://status.example/l/9", "bits": 1, "lst": lst });
    fs::write(bench.path("list.json"), list.to_string()).unwrap();
    bench.ok(&[
        "trust",
        "add",
        "registry",
        "--name",
        "en=Office",
        "--key",
        "issuer.der",
        "--kind",
        "personal-code",
        "--status-list",
        "list.json",
    ]);
    bench.ok(&["trust", "sign", "registry", "--out", "trust.chop"]);
    bench
}

pub(crate) fn model_code() -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    Model::personal_code(i64::try_from(now).unwrap()).code()
}

/// Exit code, and the code in brackets at the end of the first sentence that has one.
pub(crate) fn ending(output: &Output) -> (i32, String) {
    let err = String::from_utf8_lossy(&output.stderr);
    let bracketed = |line: &str| line.trim_end().strip_suffix(']')?.rsplit_once('[').map(|(_, code)| code.to_owned());
    let code = err.lines().find_map(bracketed);
    (output.status.code().unwrap(), code.unwrap_or_else(|| err.into_owned()))
}
