//! `chop demo`: the whole story, told by the command itself: every line that begins with $ is run as it stands.

mod people;
mod stage;

use std::path::PathBuf;

use clap::Args;

use super::context::Context;
use super::exit::{Exit, Failure};
use stage::Stage;

/// Tell the whole story: two departments, a wallet, a guard, and what goes wrong.
#[derive(Debug, Args)]
#[command(after_help = "Example: chop demo --out demo-out")]
pub(crate) struct DemoArgs {
    /// The folder in which everything is left for you to try. It is emptied first.
    #[arg(long, value_name = "DIR", default_value = "demo-out")]
    out: PathBuf,
}

/// Records of each department.
const RECORDS: usize = 100;

pub(crate) fn run(args: &DemoArgs, context: &mut Context) -> Result<Exit, Failure> {
    let mut stage = Stage::set(&args.out, context)?;
    departments(&mut stage)?;
    holder(&mut stage)?;
    guard(&mut stage)?;
    what_goes_wrong(&mut stage)?;
    stage.end()
}

/// Two departments with their keys, a registry that trusts them, and 200 records.
fn departments(stage: &mut Stage<'_>) -> Result<(), Failure> {
    stage.chapter("ui-demo-departments")?;
    stage.run(&["trust", "init", "registry"])?;
    stage.run(&[
        "issuer",
        "init",
        "identity",
        "--name",
        "en=Identity Office",
        "--name",
        "zh-Hant=身份事務處",
        "--name",
        "zh-Hans=身份事务处",
        "--kind",
        "personal-code",
        "--status-prefix",
        "https://status.example/identity/",
    ])?;
    stage.run(&[
        "issuer",
        "init",
        "transport",
        "--name",
        "en=Transport Department",
        "--name",
        "zh-Hant=運輸署",
        "--name",
        "zh-Hans=运输署",
        "--kind",
        "driving-licence",
        "--status-prefix",
        "https://status.example/transport/",
    ])?;
    stage.write("people.csv", &people::personal_codes(RECORDS))?;
    stage.write("drivers.csv", &people::driving_licences(RECORDS, stage.now()))?;
    stage.run(&[
        "issuer",
        "issue",
        "identity",
        "--kind",
        "personal-code",
        "--records",
        "people.csv",
        "--report",
        "people.report",
    ])?;
    stage.run(&[
        "issuer",
        "issue",
        "transport",
        "--kind",
        "driving-licence",
        "--records",
        "drivers.csv",
        "--report",
        "drivers.report",
    ])?;
    trust(
        stage,
        "identity",
        &["--name", "en=Identity Office", "--name", "zh-Hant=身份事務處", "--name", "zh-Hans=身份事务处"],
        "personal-code",
    )?;
    trust(
        stage,
        "transport",
        &["--name", "en=Transport Department", "--name", "zh-Hant=運輸署", "--name", "zh-Hans=运输署"],
        "driving-licence",
    )?;
    stage.run(&["trust", "sign", "registry", "--out", "trust.chop"])?;
    stage.run(&["trust", "pin", "trust.chop"]).map(drop)
}

/// Publishes a department's status lists and takes them, with its key, into the registry.
fn trust(stage: &mut Stage<'_>, department: &str, names: &[&str], kind: &str) -> Result<(), Failure> {
    let lists = format!("{department}-lists");
    stage.run(&["issuer", "publish", department, "--out", &lists])?;
    let key = format!("{department}/issuer.pem");
    let mut add = vec!["trust", "add", "registry", "--key", &key, "--kind", kind];
    add.extend(names);
    let files = stage.files(&lists)?;
    for file in &files {
        add.extend(["--status-list", file]);
    }
    stage.run(&add).map(drop)
}

/// A resident asks for both documents with the codes from two letters, and keeps them.
fn holder(stage: &mut Stage<'_>) -> Result<(), Failure> {
    stage.chapter("ui-demo-holder")?;
    stage.run(&["wallet", "--wallet", "phone", "init", "--trust", "trust.chop"])?;
    for (department, kind, records, report) in [
        ("identity", "personal-code", "people.csv", "people.report"),
        ("transport", "driving-licence", "drivers.csv", "drivers.report"),
    ] {
        let claim = stage.claim_code(report, people::HOLDER)?;
        let (requests, letters) = (format!("{department}-requests"), format!("{department}-letters"));
        let request = format!("{requests}/phone.chop-request");
        stage.folder(&requests)?;
        stage.run(&[
            "wallet",
            "--wallet",
            "phone",
            "request",
            "--kind",
            kind,
            "--claim-code",
            &claim,
            "--out",
            &request,
        ])?;
        stage.run(&[
            "issuer",
            "issue",
            department,
            "--kind",
            kind,
            "--records",
            records,
            "--requests",
            &requests,
            "--out",
            &letters,
        ])?;
        for letter in stage.files(&letters)? {
            stage.run(&["wallet", "--wallet", "phone", "add", &letter])?;
        }
    }
    stage.run(&["wallet", "--wallet", "phone", "list"]).map(drop)
}

/// A code on the screen, and a scan of it with no network.
fn guard(stage: &mut Stage<'_>) -> Result<(), Failure> {
    stage.chapter("ui-demo-guard")?;
    stage.code(
        "personal-code",
        &["--show", "family_name", "given_name", "name_zh", "age_over_18"],
        Some("code.png"),
    )?;
    stage.run(&["verify", "code.png", "--trust", "trust.chop"]).map(drop)
}

fn what_goes_wrong(stage: &mut Stage<'_>) -> Result<(), Failure> {
    stage.chapter("ui-demo-wrong")?;
    stage.expect("replay.seen", &["verify", "code.png", "--trust", "trust.chop"])?;

    let code = stage.code("personal-code", &["--show", "family_name", "given_name"], None)?;
    let late = stage.now().plus(300).to_tdate();
    stage.expect("freshness.stale", &["verify", &code, "--trust", "trust.chop", "--at", &late])?;
    let edited = people::with_another_name(&code);
    stage.expect("signature.issuer", &["verify", &edited, "--trust", "trust.chop"])?;

    let next = stage.code("personal-code", &["--show", "family_name"], None)?;
    stage.lines("holder.again", &[&code, &next])?;

    let licence = stage.code("driving-licence", &[], Some("licence.png"))?;
    stage.expect("ok", &["verify", &licence, "--trust", "trust.chop"])?;

    stage.run(&["issuer", "revoke", "transport", "--holder", people::HOLDER, "--reason", "lost"])?;
    trust(stage, "transport", &["--name", "en=Transport Department"], "driving-licence")?;
    stage.run(&["trust", "sign", "registry", "--out", "trust.chop"])?;
    let licence = stage.code("driving-licence", &[], None)?;
    stage.expect("status.revoked", &["verify", &licence, "--trust", "trust.chop"])?;

    let code = stage.code("personal-code", &["--show", "family_name"], None)?;
    stage.run(&["trust", "init", "another-registry"])?;
    stage.run(&["trust", "sign", "another-registry", "--out", "another.chop"])?;
    stage.expect("issuer.unknown", &["verify", &code, "--trust", "another.chop", "--root", "another.chop"])?;
    let old = stage.now().plus(-8 * 86_400).to_tdate();
    stage.run(&["trust", "sign", "registry", "--out", "old.chop", "--at", &old])?;
    stage.expect("trust.stale", &["verify", &code, "--trust", "old.chop"])?;
    // The door has seen the old bundle's version, so what is left to try has a newer one.
    stage.run(&["trust", "sign", "registry", "--out", "trust.chop"]).map(drop)
}
