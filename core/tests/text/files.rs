//! The three files say the same things.

use std::collections::BTreeMap;

use chop_core::language::Language;
use chop_core::text::{Facts, advice, label};
use fluent_bundle::{FluentBundle, FluentResource};

use crate::ftl;

#[test]
fn every_file_is_valid_fluent_with_each_key_once() {
    for language in Language::ALL {
        let resource = FluentResource::try_new(ftl::source(language)).map_err(|(_, faults)| faults).unwrap();
        let mut bundle = FluentBundle::default();
        bundle.add_resource(resource).unwrap();
        let file = ftl::file(language);
        assert!(file.len() > 300, "{language}: {} messages", file.len());
        for (key, message) in &file {
            let parsed = bundle.get_message(key).unwrap_or_else(|| panic!("{language}: {key} was not parsed"));
            assert_eq!(parsed.attributes().count(), message.attributes.len(), "{language}: {key}");
        }
    }
}

#[test]
fn the_three_files_have_the_same_keys_attributes_and_arguments() {
    type Shape = BTreeMap<(String, String), Vec<String>>;
    let shape = |language| -> Shape {
        let mut shape = Shape::new();
        for (key, message) in ftl::file(language) {
            let arguments = |text: &str| ftl::arguments(text).into_iter().map(ToOwned::to_owned).collect();
            shape.insert((key.clone(), String::new()), arguments(&message.value));
            for (name, text) in message.attributes {
                shape.insert((key.clone(), name), arguments(&text));
            }
        }
        shape
    };
    let english = shape(Language::English);
    for language in [Language::TraditionalChinese, Language::SimplifiedChinese] {
        let other = shape(language);
        let differ: Vec<_> = english
            .iter()
            .filter(|(place, arguments)| other.get(place) != Some(arguments))
            .map(|(place, _)| place)
            .chain(other.keys().filter(|place| !english.contains_key(place)))
            .collect();
        assert!(differ.is_empty(), "{language}: {differ:?}");
    }
}

#[test]
fn no_text_names_an_argument_that_facts_cannot_give() {
    for (key, message) in ftl::file(Language::English) {
        // A time of day is put together inside the module.
        let own: &[&str] = if key == "time-of-day" { &["hour", "minute"] } else { &[] };
        for text in message.attributes.values().chain([&message.value]) {
            for name in ftl::arguments(text) {
                assert!(Facts::NAMES.contains(&name) || own.contains(&name), "{key}: ${name}");
            }
        }
    }
}

#[test]
fn every_fact_is_named_by_some_text() {
    let file = ftl::file(Language::English);
    let texts: Vec<&String> = file.values().flat_map(|m| m.attributes.values().chain([&m.value])).collect();
    for name in Facts::NAMES {
        assert!(texts.iter().any(|text| ftl::arguments(text).contains(name)), "${name}");
    }
}

#[test]
fn no_text_is_empty_shows_syntax_or_has_an_isolation_mark() {
    for language in Language::ALL {
        for (key, message) in ftl::file(language) {
            let mut texts = vec![label(&key, language, &Facts::new())];
            if let Some(code) = ftl::code(&key, &message) {
                assert_eq!(message.attributes.len(), 1, "{key}");
                texts.push(advice(&code, language, &Facts::new()).unwrap());
            }
            for text in texts {
                assert!(!text.trim().is_empty() && text != key, "{language}: {key} is empty");
                let strange = ['{', '}', '$', '\u{2068}', '\u{2069}', '\n'];
                assert!(!text.contains(strange), "{language}: {key}: {text}");
            }
        }
    }
}
