//! The house is as it is drawn: arrows between rooms point one way, files hold one idea, the README's tree is the disk.
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

use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn rust_files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![Path::new(ROOT).join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(path)).unwrap()
}

#[test]
fn issuer_verifier_and_wallet_never_import_each_other() {
    for (room, others) in [
        ("core", ["chop-issuer", "chop-verifier", "chop-wallet"].as_slice()),
        ("issuer", &["chop-verifier", "chop-wallet"]),
        ("verifier", &["chop-issuer", "chop-wallet"]),
        ("wallet", &["chop-issuer", "chop-verifier"]),
    ] {
        let manifest = read(&format!("{room}/Cargo.toml"));
        for other in others {
            assert!(!manifest.contains(other), "{room} depends on {other}");
        }
    }
}

/// Rooms of core in the order in which they may use each other: a room uses those before it.
#[test]
fn rooms_of_core_use_only_those_below_them() {
    let may_use: &[(&str, &[&str])] = &[
        ("encoding", &["encoding"]),
        ("crypto", &["encoding", "crypto", "random"]),
        ("document", &["encoding", "document", "language", "time"]),
        ("status", &["encoding", "crypto", "status", "time"]),
        ("trust", &["encoding", "crypto", "document", "language", "status", "time", "trust"]),
        ("text", &["language", "text", "time", "document"]),
    ];
    for (room, allowed) in may_use {
        for path in rust_files(&format!("core/src/{room}")) {
            let text = fs::read_to_string(&path).unwrap();
            for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
                let Some((_, rest)) = line.split_once("use crate::") else { continue };
                let used = rest.split([':', ';', '{', ' ']).next().unwrap();
                let test_only = path.file_name().is_some_and(|name| name == "tests.rs") || used == "dev";
                assert!(used.is_empty() || test_only || allowed.contains(&used), "{}: {line}", path.display());
            }
        }
    }
}

#[test]
fn verification_never_names_a_format() {
    for path in rust_files("core/src/verify") {
        let text = fs::read_to_string(&path).unwrap();
        let fault_types = path.ends_with("verify/fault.rs");
        for line in text.lines().filter(|line| line.contains("crate::format")) {
            let in_docs = line.trim_start().starts_with("//");
            assert!(in_docs || (fault_types && line.contains("Fault")), "{}: {line}", path.display());
        }
    }
}

#[test]
fn no_file_in_core_is_over_400_lines_without_a_reason_in_its_head() {
    for path in rust_files("core/src") {
        let text = fs::read_to_string(&path).unwrap();
        let head = text.lines().take(12).collect::<Vec<_>>().join("\n");
        assert!(
            text.lines().count() <= 400 || head.contains("long because"),
            "{} has {} lines and gives no reason",
            path.display(),
            text.lines().count()
        );
    }
}

#[test]
fn the_tree_drawn_in_the_readme_is_the_tree_on_disk() {
    let readme = read("README.md");
    let (_, rest) = readme.split_once("<!-- tree:begin -->").unwrap();
    let (tree, _) = rest.split_once("<!-- tree:end -->").unwrap();
    let drawn: Vec<&str> =
        tree.lines().filter_map(|line| line.split_whitespace().next()).filter(|word| word.ends_with('/')).collect();
    for folder in &drawn {
        let places = [(*folder).to_owned(), format!("core/src/{folder}"), format!("core/{folder}")];
        assert!(places.iter().any(|place| Path::new(ROOT).join(place).is_dir()), "{folder} is drawn but not there");
    }
    for (parent, ignored) in [("", ["target", "demo-out", "docs"].as_slice()), ("core/src", &[])] {
        for entry in fs::read_dir(Path::new(ROOT).join(parent)).unwrap().flatten() {
            let name = entry.file_name().into_string().unwrap();
            if entry.path().is_dir() && !name.starts_with('.') && !ignored.contains(&name.as_str()) {
                let known = drawn.iter().any(|folder| folder.trim_end_matches('/').rsplit('/').next() == Some(&name));
                assert!(known, "{parent}/{name} is there but not drawn");
            }
        }
    }
}

#[test]
fn the_facade_alone_pulls_no_http_database_server_or_terminal_crate() {
    let output = std::process::Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--no-default-features", "-e", "normal", "--prefix", "none", "-p", "chop"])
        .current_dir(ROOT)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).unwrap();
    for heavy in ["clap ", "indicatif ", "rpassword ", "axum ", "reqwest ", "tokio ", "rxing "] {
        assert!(!tree.lines().any(|line| line.starts_with(heavy)), "{heavy} is in the facade's tree");
    }
}

/// Codes of other formats than the Personal Code.
const OTHER_FORMATS: [&str; 8] = ["seal.", "mdoc.", "sdjwt.", "vc.", "jws.", "json.", "holder.", "x509."];

/// The table of checks as a page holds it.
fn table_of_checks(of_this_page: impl Fn(&str) -> bool) -> String {
    let rows = (1..).zip(chop_core::verify::ORDER).map(|(number, check)| {
        let codes: Vec<String> =
            check.codes.iter().filter(|code| of_this_page(code)).map(|code| format!("`{code}`")).collect();
        format!("| {number} | {} | {} |", check.name, codes.join(", "))
    });
    format!("| # | check | codes |\n|---|---|---|\n{}", rows.collect::<Vec<_>>().join("\n"))
}

fn holds_table(page: &str, expected: &str) {
    let text = read(page);
    let (_, rest) = text.split_once("<!-- order:begin -->").unwrap();
    let (table, _) = rest.split_once("<!-- order:end -->").unwrap();
    if std::env::var_os("CHOP_BLESS").is_some() {
        fs::write(Path::new(ROOT).join(page), text.replace(table.trim(), expected)).unwrap();
    } else {
        assert_eq!(table.trim(), expected, "{page}: run this test with CHOP_BLESS=1");
    }
}

#[test]
fn the_tables_of_checks_in_the_specifications_are_the_one_that_runs() {
    let of_the_code = |code: &str| !OTHER_FORMATS.iter().any(|other| code.starts_with(other));
    holds_table("spec/personal-code-1.md", &table_of_checks(of_the_code));
    holds_table("spec/checks.md", &table_of_checks(|_| true));
}

/// The audit that takes each check out finds each in the sources, once; and the page names those of its last full run.
#[test]
fn the_audit_of_checks_fits_the_sources_and_its_record() {
    let audit = std::process::Command::new("python3")
        .args(["tests/campaigns/audit.py", "--list"])
        .current_dir(ROOT)
        .output()
        .unwrap();
    assert!(audit.status.success(), "{}", String::from_utf8_lossy(&audit.stderr));
    let table = read("tests/campaigns/audit.toml");
    let names = table.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
    let page = read("spec/checks.md");
    let (_, rest) = page.split_once("<!-- audit:begin -->").unwrap();
    let (rows, _) = rest.split_once("<!-- audit:end -->").unwrap();
    let recorded: Vec<&str> =
        rows.lines().skip(3).filter_map(|row| row.strip_prefix("| ")?.split(" | ").next()).collect();
    assert_eq!(recorded, names.collect::<Vec<_>>(), "run `make evidence-audit`");
    assert!(!rows.contains("**nothing**"), "a check that no case needs");
}
