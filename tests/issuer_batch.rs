//! The issuer's verbs as a department's operator uses them: batches, faults, orders, and what they leave in files.
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
#![cfg(feature = "command")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use chop_core::crypto::{Algorithm, PublicKey, Signer, SoftwareKey};
use chop_core::dev::Counted;
use chop_core::exchange::offline::{ClaimCode, Delivery, KeyRequest, RequestBody};
use chop_core::time::UnixTime;
use chop_core::trust::PublishedKey;
use serde_json::Value;

const PASSPHRASE: &str = "correct horse battery staple";

/// A department's desk: a folder, and the command.
struct Desk {
    home: tempfile::TempDir,
}

impl Desk {
    /// With an issuer of these kinds in `office`.
    fn new(kinds: &[&str]) -> Self {
        let desk = Self { home: tempfile::tempdir().unwrap() };
        let mut init = vec!["issuer", "init", "office", "--name", "en=Test Department", "--kind"];
        init.extend(kinds);
        desk.ok(&init);
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_chop"))
            .args(arguments)
            .current_dir(self.home.path())
            .env("CHOP_PASSPHRASE", PASSPHRASE)
            .env("CHOP_LANG", "en")
            .env("USER", "ann")
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// Runs what must succeed, and gives its standard output.
    fn ok(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    /// Runs what must fail with this exit code, and this code on standard error.
    fn fails(&self, exit: i32, code: &str, arguments: &[&str]) {
        let output = self.command(arguments);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(exit), "{arguments:?}: {said}");
        assert!(said.contains(&format!("[{code}]")), "{arguments:?}: {said}");
        assert_eq!(said.matches(&format!(" [{code}]")).count(), 1, "one sentence: {said}");
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// A wallet's request for a claim code.
    fn request(&self, name: &str, kind: &str, code: &str, keys: usize) {
        let key = fs::read(self.path("office/issuer.pem")).unwrap();
        let issuer = PublishedKey::parse(&key).unwrap().key.kid();
        let mut random = Counted::new(&format!("{name} {code}"));
        let keys: Vec<SoftwareKey> =
            (0..keys).map(|_| SoftwareKey::generate(Algorithm::Es256, &mut random).unwrap()).collect();
        let signers: Vec<&dyn Signer> = keys
            .iter()
            .map(|key| {
                let signer: &dyn Signer = key;
                signer
            })
            .collect();
        let claim = ClaimCode::parse(code).unwrap().digest(issuer);
        let expires_at = UnixTime::parse_tdate("2099-01-01T00:00:00Z").unwrap();
        let body = RequestBody { kind: kind.to_owned(), issuer, claim, expires_at };
        fs::create_dir_all(self.path("in")).unwrap();
        let bytes = KeyRequest::make(&body, &signers).unwrap();
        fs::write(self.path("in").join(format!("{name}.chop-request")), bytes).unwrap();
    }

    fn report(&self, name: &str) -> Vec<Value> {
        let text = fs::read_to_string(self.path(name)).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn names(&self, folder: &str) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.path(folder)) else { return Vec::new() };
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text.lines().last().unwrap()).unwrap()
}

/// Rows of age proofs: a reference and a year of birth each.
fn ages(rows: &[(&str, &str)]) -> String {
    rows.iter().fold("holder_ref,birth_date\n".to_owned(), |text, (holder, born)| format!("{text}{holder},{born}\n"))
}

#[test]
fn a_new_issuer_leaves_what_others_need_and_nothing_that_others_can_read() {
    let desk = Desk::new(&["age-proof"]);
    let files = desk.names("office");
    for file in ["issuer.pem", "register.sqlite", "root.cert.pem", "root.key.pem", "signer.cert.pem", "signer.key.pem"]
    {
        assert!(files.contains(&file.to_owned()), "{file}");
    }
    let published = PublishedKey::parse(&fs::read(desk.path("office/issuer.pem")).unwrap()).unwrap();
    assert!(published.proof.is_some());
    let certificate = fs::read_to_string(desk.path("office/signer.cert.pem")).unwrap();
    let certificate = chop_core::crypto::x509::Certificate::parse_pem(&certificate).unwrap();
    assert_eq!(certificate.public_key(), Some(&published.key));
    for key in ["signer.key.pem", "root.key.pem"] {
        assert!(fs::read_to_string(desk.path("office").join(key)).unwrap().contains("ENCRYPTED PRIVATE KEY"));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(desk.path("office")).unwrap().permissions().mode() & 0o077, 0);
    }
    let before = fs::read(desk.path("office/issuer.pem")).unwrap();
    let again = ["issuer", "init", "office", "--name", "en=Other", "--kind", "age-proof"];
    desk.fails(5, "issuer.exists", &again);
    assert_eq!(fs::read(desk.path("office/issuer.pem")).unwrap(), before);
}

#[test]
fn an_issuer_that_cannot_be_made_leaves_nothing() {
    let desk = Desk { home: tempfile::tempdir().unwrap() };
    let init = |rest: &[&str]| {
        let mut arguments = vec!["issuer", "init", "office", "--name", "en=X"];
        arguments.extend(rest);
        arguments.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let long = format!("en={}", "x".repeat(65));
    for (exit, code, rest) in [
        (2, "issuer.kind-unknown", vec!["--kind", "library-card"]),
        (2, "issuer.status-prefix", vec!["--kind", "age-proof", "--status-prefix", "http://status.example/"]),
        (2, "issuer.status-prefix", vec!["--kind", "age-proof", "--status-prefix", "https://status.example"]),
        (2, "x509.name", vec!["--kind", "age-proof", "--country", "Hongkong"]),
        (2, "x509.name", vec!["--kind", "age-proof", "--name", &long]),
        (2, "usage.name", vec!["--kind", "age-proof", "--name", "fr=Y"]),
    ] {
        let arguments = init(&rest);
        desk.fails(exit, code, &arguments.iter().map(String::as_str).collect::<Vec<_>>());
    }
    assert_eq!(desk.names("."), [""; 0]);
}

#[test]
fn a_batch_with_a_bad_row_in_the_middle_writes_an_error_file_and_nothing_else() {
    let desk = Desk::new(&["age-proof"]);
    desk.write("batch.csv", &ages(&[("A", "1958"), ("B", "1958-13"), ("A", "1960"), ("D", "")]));
    desk.fails(
        3,
        "intake.refused",
        &["issuer", "issue", "office", "--kind", "age-proof", "--records", "batch.csv", "--report", "report"],
    );
    let errors = fs::read_to_string(desk.path("batch.errors.csv")).unwrap();
    let lines: Vec<_> = errors.lines().map(|line| line.splitn(4, ',').take(3).collect::<Vec<_>>().join(",")).collect();
    assert_eq!(
        lines,
        [
            "row,column,code",
            "3,birth_date,value.date",
            "4,holder_ref,intake.holder-twice",
            "5,birth_date,record.missing"
        ]
    );
    assert!(!errors.contains("1958-13"), "a value is never in it");
    assert!(!desk.path("report").exists());
    assert_eq!(desk.ok(&["issuer", "list", "office", "--json"]), "");
    assert_eq!(json(&desk.ok(&["issuer", "--json", "audit", "verify", "office"]))["entries"], 1);

    // Corrected, it goes through.
    desk.write("batch.csv", &ages(&[("A", "1958"), ("B", "1958-12"), ("C", "1960"), ("D", "1970")]));
    desk.ok(&["issuer", "issue", "office", "--kind", "age-proof", "--records", "batch.csv", "--report", "report"]);
    assert_eq!(desk.report("report").len(), 4);
}

#[test]
fn a_trial_run_shows_the_card_and_changes_nothing() {
    let desk = Desk::new(&["fishing-licence", "certificate-of-imprisonment"]);
    desk.write("batch.csv", &desk.ok(&["kinds", "show", "fishing-licence", "--csv"]));
    let card =
        desk.ok(&["issuer", "issue", "office", "--kind", "fishing-licence", "--records", "batch.csv", "--dry-run"]);
    for part in ["Fishing Licence", "Surname: CHAN", "Chinese name: 陳大文", "23 November 2029"] {
        assert!(card.contains(part), "{part}: {card}");
    }
    let card = desk.ok(&[
        "--lang",
        "zh-Hant",
        "issuer",
        "issue",
        "office",
        "--kind",
        "fishing-licence",
        "--records",
        "batch.csv",
        "--dry-run",
    ]);
    assert!(card.contains("釣魚牌照") && card.contains("中文姓名：陳大文"), "{card}");
    desk.write("letters.csv", &desk.ok(&["kinds", "show", "certificate-of-imprisonment", "--csv"]));
    let output = desk.command(&[
        "issuer",
        "issue",
        "office",
        "--kind",
        "certificate-of-imprisonment",
        "--records",
        "letters.csv",
        "--dry-run",
    ]);
    assert!(output.status.success());
    assert!(!(text(&output.stdout) + &text(&output.stderr)).to_lowercase().contains("imprisonment"));
    assert_eq!(desk.ok(&["issuer", "list", "office", "--json"]), "");
}

#[test]
fn claim_codes_drawn_are_in_the_report_once_and_nowhere_else() {
    let desk = Desk::new(&["age-proof"]);
    desk.write("batch.csv", &ages(&[("A", "1958"), ("B", "1960")]));
    let issue = ["issuer", "issue", "office", "--kind", "age-proof", "--records", "batch.csv", "--report", "report"];
    desk.ok(&issue);
    let codes: Vec<String> =
        desk.report("report").iter().map(|row| row["claim_code"].as_str().unwrap().to_owned()).collect();
    assert_eq!(codes.len(), 2);
    fs::rename(desk.path("report"), desk.path("kept")).unwrap();
    desk.ok(&issue);
    assert!(desk.report("report").iter().all(|row| row.get("claim_code").is_none() && row["new"] == false));
    for file in files_below(&desk.path("office")) {
        let bytes = fs::read(&file).unwrap();
        for code in &codes {
            let plain = code.replace('-', "");
            for form in [code.as_bytes(), plain.as_bytes()] {
                assert!(!bytes.windows(form.len()).any(|window| window == form), "{}", file.display());
            }
        }
    }
}

#[test]
fn a_whole_batch_goes_from_rows_to_deliveries_and_a_second_time_changes_nothing() {
    let desk = Desk::new(&["age-proof"]);
    desk.write("batch.csv", &ages(&[("A", "1958"), ("B", "1960"), ("C", "2015")]));
    desk.ok(&["issuer", "issue", "office", "--kind", "age-proof", "--records", "batch.csv", "--report", "first"]);
    for row in desk.report("first").iter().take(2) {
        desk.request(row["holder_ref"].as_str().unwrap(), "age-proof", row["claim_code"].as_str().unwrap(), 16);
    }
    desk.request("stranger", "age-proof", "0000-0000-0000-0000", 16);
    let issue = [
        "issuer",
        "--json",
        "issue",
        "office",
        "--kind",
        "age-proof",
        "--records",
        "batch.csv",
        "--requests",
        "in",
        "--out",
        "out",
        "--report",
        "report",
    ];
    let trial = json(&desk.ok(&[&issue[..], &["--dry-run"]].concat()));
    assert_eq!((&trial["would_issue"], &trial["refused"][0]["code"]), (&2.into(), &"request.claim-unknown".into()));
    assert_eq!(desk.names("out"), [""; 0]);

    let summary = json(&desk.ok(&issue));
    assert_eq!((&summary["issued"], &summary["credentials"], &summary["pending"]), (&2.into(), &32.into(), &1.into()));
    assert_eq!(summary["refused"][0]["request"], "stranger.chop-request");
    let report = desk.report("report");
    let states: Vec<_> = report.iter().map(|row| row["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["issued", "issued", "pending"]);
    let files = desk.names("out");
    assert_eq!(files.len(), 2);
    for row in report.iter().take(2) {
        let bytes = fs::read(desk.path("out").join(row["file"].as_str().unwrap())).unwrap();
        assert_eq!(Delivery::parse(&bytes).unwrap().credentials.len(), 16);
    }
    let bytes: Vec<_> = files.iter().map(|file| fs::read(desk.path("out").join(file)).unwrap()).collect();
    let summary = json(&desk.ok(&issue));
    assert_eq!((&summary["issued"], &summary["known"], &summary["new"]), (&0.into(), &2.into(), &0.into()));
    assert_eq!(desk.names("out"), files);
    assert_eq!(files.iter().map(|file| fs::read(desk.path("out").join(file)).unwrap()).collect::<Vec<_>>(), bytes);
    // Requests that come later need no batch.
    desk.request("late", "age-proof", desk.report("first")[2]["claim_code"].as_str().unwrap(), 16);
    let later = ["issuer", "--json", "issue", "office", "--kind", "age-proof", "--requests", "in", "--out", "out"];
    assert_eq!(json(&desk.ok(&later))["issued"], 1);
}

#[test]
fn a_wrong_passphrase_and_a_missing_folder_leave_the_register_alone() {
    let desk = Desk::new(&["age-proof"]);
    desk.write("batch.csv", &ages(&[("A", "1958")]));
    fs::create_dir(desk.path("in")).unwrap();
    desk.write("wrong", "another passphrase");
    let issue = ["issuer", "issue", "office", "--kind", "age-proof", "--records", "batch.csv", "--requests"];
    desk.fails(5, "key.passphrase", &[&["--passphrase-file", "wrong"], &issue[..], &["in"]].concat());
    desk.fails(3, "file.missing", &[&issue[..], &["nowhere"]].concat());
    desk.fails(3, "file.missing", &["issuer", "issue", "office", "--kind", "age-proof", "--records", "none.csv"]);
    desk.fails(3, "store.missing", &["issuer", "list", "elsewhere"]);
    desk.fails(
        5,
        "issuer.kind-refused",
        &["issuer", "issue", "office", "--kind", "fishing-licence", "--records", "batch.csv"],
    );
    desk.fails(2, "usage.kind", &["issuer", "issue", "office", "--kind", "library-card", "--records", "batch.csv"]);
    assert_eq!(desk.command(&["issuer", "issue", "office", "--kind", "age-proof"]).status.code(), Some(2));
    assert_eq!(desk.ok(&["issuer", "list", "office", "--json"]), "");
}

/// `/dev/full` takes no byte: the report and the error file cannot be written.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_gets_one_sentence_and_loses_no_claim_code() {
    let desk = Desk::new(&["age-proof"]);
    desk.write("batch.csv", &ages(&[("A", "1958")]));
    let issue = ["issuer", "issue", "office", "--kind", "age-proof", "--records", "batch.csv", "--report"];
    desk.fails(3, "file.full", &[&issue[..], &["/dev/full"]].concat());
    // Nobody has seen the code that was drawn, so another one is drawn.
    desk.ok(&[&issue[..], &["report"]].concat());
    assert!(desk.report("report")[0]["claim_code"].is_string());
    assert!(fs::metadata("/dev/full").is_ok_and(|found| !found.is_file()));

    desk.write("bad.csv", &ages(&[("A", "today")]));
    desk.fails(
        3,
        "file.full",
        &["issuer", "issue", "office", "--kind", "age-proof", "--records", "bad.csv", "--errors", "/dev/full"],
    );
    desk.fails(3, "file.full", &["issuer", "audit", "export", "office", "--out", "/dev/full"]);
}

/// Deliveries on a file system of a few pages: what fits is whole, and the rest comes when there is room.
#[test]
#[cfg(target_os = "linux")]
fn a_disk_that_fills_up_in_the_middle_of_the_deliveries_leaves_none_half_written() {
    let desk = Desk::new(&["age-proof"]);
    let rows: Vec<(String, &str)> = (0..8).map(|row| (format!("H{row}"), "1958")).collect();
    desk.write("batch.csv", &ages(&rows.iter().map(|(holder, born)| (holder.as_str(), *born)).collect::<Vec<_>>()));
    desk.ok(&["issuer", "issue", "office", "--kind", "age-proof", "--records", "batch.csv", "--report", "report"]);
    for row in desk.report("report") {
        desk.request(row["holder_ref"].as_str().unwrap(), "age-proof", row["claim_code"].as_str().unwrap(), 16);
    }
    let Some(small) = SmallDisk::mount(&desk.path("small"), "64k") else {
        eprintln!("not shown: mounting needs more rights than this run has");
        return;
    };
    let issue = ["issuer", "issue", "office", "--kind", "age-proof", "--requests", "in", "--out"];
    desk.fails(3, "file.full", &[&issue[..], &["small"]].concat());
    let files = desk.names("small");
    assert!(files.len() < 8);
    for file in &files {
        Delivery::parse(&fs::read(desk.path("small").join(file)).unwrap()).expect("what is there is whole");
    }
    drop(small);
    desk.ok(&[&issue[..], &["roomy"]].concat());
    assert_eq!(desk.names("roomy").len(), 8, "all of them, since a request is always answered");
}

struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(at: &Path, size: &str) -> Option<Self> {
        fs::create_dir(at).unwrap();
        let options = format!("size={size}");
        let done = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(at).output().ok()?;
        done.status.success().then(|| Self(at.to_owned()))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).output();
    }
}

#[test]
fn an_order_above_the_limit_waits_for_a_second_person() {
    let desk = Desk::new(&["age-proof"]);
    let rows: Vec<String> = (0..1_001).map(|row| format!("H{row}")).collect();
    desk.write("batch.csv", &ages(&rows.iter().map(|holder| (holder.as_str(), "1958")).collect::<Vec<_>>()));
    desk.ok(&["issuer", "issue", "office", "--kind", "age-proof", "--records", "batch.csv", "--report", "report"]);
    let revoke = ["issuer", "revoke", "office", "--batch", "1", "--by", "Ann"];
    desk.fails(5, "issuer.two-persons", &revoke);
    assert_eq!(desk.ok(&["issuer", "pending", "office", "--json"]).lines().count(), 1_001);
    desk.fails(5, "issuer.same-person", &["issuer", "revoke", "office", "--confirm", "1", "--by", "ann"]);
    desk.fails(5, "issuer.proposal", &["issuer", "suspend", "office", "--confirm", "1", "--by", "Bob"]);
    let done = json(&desk.ok(&["issuer", "--json", "revoke", "office", "--confirm", "1", "--by", "Bob"]));
    assert_eq!(done["entries"], 1_001);
    assert_eq!(desk.ok(&["issuer", "pending", "office", "--json"]), "");
    desk.fails(5, "issuer.proposal", &["issuer", "revoke", "office", "--confirm", "1", "--by", "Bob"]);
    desk.fails(2, "issuer.no-such-holder", &["issuer", "revoke", "office", "--holder", "nobody"]);
    desk.fails(2, "issuer.no-such-record", &["issuer", "revoke", "office", "--record", "9999"]);
    desk.fails(5, "issuer.final", &["issuer", "reinstate", "office", "--record", "1"]);
}

#[test]
fn an_order_says_when_doors_without_a_network_will_know() {
    let desk = Desk::new(&["fishing-licence"]);
    desk.write("batch.csv", &desk.ok(&["kinds", "show", "fishing-licence", "--csv"]));
    desk.ok(&[
        "issuer",
        "issue",
        "office",
        "--kind",
        "fishing-licence",
        "--records",
        "batch.csv",
        "--report",
        "report",
    ]);
    let row = &desk.report("report")[0];
    desk.request("a", "fishing-licence", row["claim_code"].as_str().unwrap(), 1);
    desk.ok(&["issuer", "issue", "office", "--kind", "fishing-licence", "--requests", "in"]);
    let holder = row["holder_ref"].as_str().unwrap();
    let done = json(&desk.ok(&["issuer", "--json", "suspend", "office", "--holder", holder, "--reason", "inquiry"]));
    let time = |field: &str| UnixTime::parse_tdate(done[field].as_str().unwrap()).unwrap();
    assert_eq!(time("known_at_worst").since(time("known_soon")), 6 * 86_400);
    let output = desk.command(&["issuer", "revoke", "office", "--holder", holder, "--reason", "lost"]);
    assert!(text(&output.stderr).contains("at the latest"), "{}", text(&output.stderr));
    let listed = json(&desk.ok(&["issuer", "list", "office", "--json", "--holder", holder]));
    assert_eq!((&listed["state"], &listed["revoked"]), (&"revoked".into(), &1.into()));
    let lists = desk.ok(&["issuer", "publish", "office", "--out", "lists"]);
    let forms = ["cwt", "jwt", "revocation.jwt", "suspension.jwt"];
    let expected: Vec<String> =
        [1, 2].iter().flat_map(|list| forms.map(|form| format!("lists/{list}.{form}"))).collect();
    assert_eq!(lists.lines().collect::<Vec<_>>(), expected);
    let key: PublicKey = PublishedKey::parse(&fs::read(desk.path("office/issuer.pem")).unwrap()).unwrap().key;
    let token = chop_core::status::parse_cwt(&fs::read(desk.path("lists/1.cwt")).unwrap(), &key).unwrap();
    let revoked = (0..token.list.entries()).filter(|index| token.list.raw(*index) == Some(1)).count();
    assert_eq!(revoked, 1);
}

#[test]
fn the_account_holds_until_someone_changes_it() {
    let desk = Desk::new(&["age-proof"]);
    desk.write("batch.csv", &ages(&[("A", "1958")]));
    let earlier = desk.ok(&["issuer", "audit", "verify", "office"]);
    desk.ok(&["issuer", "issue", "office", "--kind", "age-proof", "--records", "batch.csv", "--report", "report"]);
    desk.ok(&["issuer", "audit", "verify", "office", "--head", earlier.trim()]);
    desk.fails(1, "audit.head-missing", &["issuer", "audit", "verify", "office", "--head", &"0".repeat(64)]);
    desk.ok(&["issuer", "audit", "export", "office", "--out", "audit.jsonl"]);
    let entries = desk.report("audit.jsonl");
    assert_eq!(entries.len(), 2);
    assert_eq!((&entries[1]["event"], &entries[1]["previous"]), (&"batch.loaded".into(), &entries[0]["digest"]));
}

/// One holder whose every value, reference and code can be told from anything else (security T50).
#[test]
fn nothing_of_a_holder_and_no_discreet_kind_is_in_words_errors_lists_or_the_account() {
    const CANARIES: [&str; 7] =
        ["CANARYSURNAME", "Canarygiven", "O654321", "CANARYREF", "CANARY-INSTITUTION", "CI/CANARY/1", "1999-09-19"];
    let desk = Desk::new(&["certificate-of-imprisonment"]);
    let header = "holder_ref,family_name,given_name,name_zh,id_number,custody_from,custody_to,institution,audience,reference,issue_date";
    let row =
        "CANARYREF,CANARYSURNAME,Canarygiven,,O654321(9),1999-09-19,,CANARY-INSTITUTION,Bank,CI/CANARY/1,2026-11-24";
    let id = (0..=10).map(|digit| if digit == 10 { "A".to_owned() } else { digit.to_string() }).find_map(|digit| {
        let number = format!("O654321({digit})");
        chop_core::document::Hkid::parse(&number).is_ok().then_some(number)
    });
    let row = row.replace("O654321(9)", &id.unwrap());
    desk.write("batch.csv", &format!("{header}\n{row}\n"));
    let kind = "certificate-of-imprisonment";
    let mut said = String::new();
    let mut hear = |output: Output| said += &(text(&output.stdout) + &text(&output.stderr));
    // Every way in which the row can be refused says so without its values.
    for (from, to) in [
        ("CANARYSURNAME", "CANARYSURNAME1"),
        ("1999-09-19", "1999-09-19 CANARY"),
        ("CANARYREF,", ","),
        ("CI/CANARY/1", "CI/CANARY/1\u{202e}"),
    ] {
        desk.write("bad.csv", &format!("{header}\n{}\n", row.replacen(from, to, 1)));
        let output = desk.command(&["issuer", "issue", "office", "--kind", kind, "--records", "bad.csv"]);
        assert_eq!(output.status.code(), Some(3));
        hear(output);
        hear(Output {
            stdout: fs::read(desk.path("bad.errors.csv")).unwrap(),
            stderr: Vec::new(),
            status: Default::default(),
        });
    }
    hear(desk.command(&["issuer", "issue", "office", "--kind", kind, "--records", "batch.csv", "--report", "report"]));
    let code = desk.report("report")[0]["claim_code"].as_str().unwrap().to_owned();
    desk.request("a", kind, &code, 4);
    desk.request("b", kind, &code, 4);
    hear(desk.command(&["issuer", "issue", "office", "--kind", kind, "--requests", "in", "--out", "out"]));
    assert_eq!(desk.names("out").len(), 1);
    hear(desk.command(&["issuer", "revoke", "office", "--holder", "CANARYREF", "--reason", "lost"]));
    hear(desk.command(&["issuer", "publish", "office", "--out", "lists"]));
    hear(desk.command(&["issuer", "audit", "export", "office"]));
    assert!(said.contains("record.revoked"), "the account was heard");
    for canary in CANARIES.iter().copied().chain([code.as_str(), "mprisonment"]) {
        assert!(!said.contains(canary), "{canary} was said");
    }
    // A list is for the department and has its reference in it, but not the kind and no value.
    let listed = desk.ok(&["issuer", "list", "office"]) + &desk.ok(&["issuer", "list", "office", "--json"]);
    assert!(listed.contains("CANARYREF"));
    for canary in CANARIES.iter().filter(|canary| **canary != "CANARYREF").chain([&"mprisonment"]) {
        assert!(!listed.contains(canary), "{canary} is in the list");
    }
    for name in desk.names("out").iter().chain(&desk.names("lists")) {
        assert!(!CANARIES.iter().any(|canary| name.contains(canary)) && !name.contains("mprisonment"));
    }
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files_below(&path)) } else { found.push(path) }
    }
    found
}
