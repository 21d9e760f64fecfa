//! What a reader of the manual finds: a page for every verb, each with an example of that verb, and completions that
//! know every verb.
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
use std::path::Path;
use std::process::Command;

fn chop(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_chop")).args(arguments).env_remove("CHOP_LANG").output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The verbs that the help of a command lists.
fn verbs(of: &[String]) -> Vec<String> {
    let arguments: Vec<&str> = of.iter().map(String::as_str).chain(["--help"]).collect();
    let help = chop(&arguments);
    let Some((_, list)) = help.split_once("Commands:\n") else { return Vec::new() };
    let list = list.split("\n\n").next().unwrap();
    let named = list.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    named.filter_map(|line| line.split_whitespace().next()).filter(|verb| *verb != "help").map(str::to_owned).collect()
}

/// Every command with verbs and every verb, as words.
fn all() -> Vec<Vec<String>> {
    let mut found = vec![Vec::new()];
    let mut place = 0;
    while let Some(of) = found.get(place).cloned() {
        found.extend(verbs(&of).into_iter().map(|verb| [of.clone(), vec![verb]].concat()));
        place += 1;
    }
    found
}

#[test]
fn every_verb_has_a_page_with_an_example_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("man");
    chop(&["man", out.to_str().unwrap()]);
    let all = all();
    assert!(all.len() > 40, "{} verbs", all.len());
    for words in &all {
        let name = [vec!["chop".to_owned()], words.clone()].concat();
        let path = out.join(format!("{}.1", name.join("-")));
        let page = fs::read_to_string(&path).unwrap_or_else(|_| panic!("no page {}", path.display()));
        let page = page.replace("\\-", "-").replace("\\*(Aq", "'");
        let (_, extra) = page.split_once(".SH EXTRA").unwrap_or_else(|| panic!("{name:?} has no example"));
        assert!(extra.contains("Example"), "{name:?}");
        assert!(extra.contains(&name.join(" ")), "{name:?} has an example of something else: {extra}");
    }
    assert_eq!(fs::read_dir(&out).unwrap().count(), all.len(), "a page for what is no verb");
}

#[test]
fn completions_know_every_verb() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = chop(&["completions", shell]);
        for words in all() {
            let verb = words.last().map_or("chop", String::as_str);
            assert!(script.contains(verb), "{shell} does not know {words:?}");
        }
    }
}

#[test]
fn the_readme_names_the_manual_and_the_completions() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    for verb in ["chop man ", "chop completions "] {
        assert!(readme.contains(verb), "{verb}");
    }
}
