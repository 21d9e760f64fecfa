//! Reads the language files as text, so that what they hold can be listed. That they are valid Fluent is shown by its
//! own parser.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use chop_core::language::Language;

/// One message: its value and its attributes as they are written.
#[derive(Debug, Default)]
pub(crate) struct Message {
    pub(crate) value: String,
    pub(crate) attributes: BTreeMap<String, String>,
}

/// A file: its messages by key, without the phrases that they share (`-name`).
pub(crate) type File = BTreeMap<String, Message>;

pub(crate) fn path(language: Language) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("src/text/{}.ftl", language.tag()))
}

pub(crate) fn source(language: Language) -> String {
    fs::read_to_string(path(language)).unwrap()
}

pub(crate) fn file(language: Language) -> File {
    let mut file = File::new();
    let (mut key, mut attribute) = (String::new(), None::<String>);
    for line in source(language).lines() {
        if line.starts_with('#') {
            continue;
        }
        let rest = if let Some(inside) = line.strip_prefix("    .").and_then(|rest| rest.split_once(" =")) {
            attribute = Some(inside.0.to_owned());
            inside.1
        } else if line.starts_with(' ') || line.is_empty() {
            line
        } else {
            let (name, rest) = line.split_once(" =").unwrap_or_else(|| panic!("not a message: {line}"));
            (key, attribute) = (name.to_owned(), None);
            assert!(file.insert(key.clone(), Message::default()).is_none(), "{name} is there twice");
            rest
        };
        if let Some(message) = file.get_mut(&key) {
            let text = match &attribute {
                Some(name) => message.attributes.entry(name.clone()).or_default(),
                None => &mut message.value,
            };
            text.push_str(rest);
            text.push('\n');
        }
    }
    file.retain(|key, _| !key.starts_with('-'));
    file
}

/// The names after `$`.
pub(crate) fn arguments(text: &str) -> BTreeSet<&str> {
    text.split('$').skip(1).map(|rest| rest.split(|c: char| !c.is_ascii_lowercase()).next().unwrap()).collect()
}

/// The code that a message belongs to; nothing for a label.
pub(crate) fn code(key: &str, message: &Message) -> Option<String> {
    message.attributes.contains_key("advice").then(|| key.replace("--", "."))
}

/// The codes that have a text.
pub(crate) fn codes(language: Language) -> BTreeSet<String> {
    file(language).iter().filter_map(|(key, message)| code(key, message)).collect()
}
