//! Every stable code that the workspace can give, read from its sources.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The codes, each with the files that give it: what `fn code` answers in any room, what the command fails with, and the
/// table of checks.
pub(crate) fn codes() -> BTreeMap<String, BTreeSet<PathBuf>> {
    let mut codes = BTreeMap::<String, BTreeSet<PathBuf>>::new();
    for path in files() {
        let text = fs::read_to_string(&path).unwrap();
        let mut found = given(&text);
        if path.ends_with("core/src/verify/order.rs") {
            found.extend(literals(&text).into_iter().filter(|literal| literal.contains('.')));
        }
        for code in found {
            codes.entry(code).or_default().insert(path.clone());
        }
    }
    codes
}

/// The keys of labels that the sources write out.
pub(crate) fn labels() -> BTreeMap<String, BTreeSet<PathBuf>> {
    let mut labels = BTreeMap::<String, BTreeSet<PathBuf>>::new();
    for path in files() {
        let text = fs::read_to_string(&path).unwrap();
        for rest in text.split("\"ui-").skip(1) {
            let key = format!("ui-{}", rest.split('"').next().unwrap());
            labels.entry(key).or_default().insert(path.clone());
        }
    }
    labels
}

pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// `src/**/*.rs`, `*/src/**/*.rs` and the bindings.
fn files() -> Vec<PathBuf> {
    let mut rooms = vec![root().join("src"), root().join("bindings/web/src")];
    rooms.extend(fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().path().join("src")));
    let mut files = Vec::new();
    rooms.iter().filter(|room| room.is_dir()).for_each(|room| collect(room, &mut files));
    files
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The literals in the bodies of `fn code(…) -> &'static str` and of `fn message_key`, and those that a failure of the
/// command is made with. Where a macro writes the bodies, the arms of its calls count.
pub(crate) fn given(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for after in text.split("fn code(").skip(1).chain(text.split("fn message_key(").skip(1)) {
        let Some((signature, rest)) = after.split_once('{') else { continue };
        if !signature.contains("-> &'static str") {
            continue;
        }
        let body = block(rest);
        found.extend(literals(body));
        if body.contains("=> $") {
            let arms = text.split("=> \"").skip(1).filter_map(|arm| arm.split('"').next());
            found.extend(arms.map(ToOwned::to_owned));
        }
    }
    for maker in ["Failure::", "NoAnswer::"] {
        for call in text.split(maker).skip(1) {
            let name = call.trim_start_matches(|c: char| c.is_ascii_lowercase() || c == '_');
            if let Some(code) = name.strip_prefix("(\"").and_then(|rest| rest.split('"').next()) {
                found.insert(code.to_owned());
            }
        }
    }
    found
}

/// Up to the brace that closes the block. No code has a brace in it.
fn block(text: &str) -> &str {
    let mut depth = 1;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => continue,
        }
        if depth == 0 {
            return &text[..at];
        }
    }
    panic!("a block without end");
}

fn literals(text: &str) -> Vec<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    code.split('"').skip(1).step_by(2).map(ToOwned::to_owned).collect()
}

#[test]
fn codes_are_found_in_matches_in_macros_and_in_failures() {
    let text = r#"
        pub const fn code(&self) -> &'static str {
            match self { Self::Io(_) => "state.io", Self::Trust { .. } => { "trust.format" } }
        }
        fn other() -> &'static str { "not.a-code" }
        pub fn code(&self) -> &Code { &Code("not.one") }
    "#;
    assert_eq!(Vec::from_iter(given(text)), ["state.io", "trust.format"]);
    let text = r#"
        macro_rules! rules { () => { const fn code(self) -> &'static str { match self { $(Self::$v => $code,)* } } } }
        rules! { A { Unknown => "kind.unknown-key", } }
    "#;
    assert_eq!(Vec::from_iter(given(text)), ["kind.unknown-key"]);
    let text =
        r#"Failure::usage("usage.hex"); Failure::new(fault.code(), Exit::Done); NoAnswer::undecided("input.file")"#;
    assert_eq!(Vec::from_iter(given(text)), ["input.file", "usage.hex"]);
}
