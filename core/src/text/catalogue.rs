//! The three catalogues of messages, each built the first time a text of it is asked for.

use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

use super::Facts;
use crate::language::Language;

type Catalogue = FluentBundle<FluentResource>;

pub(super) fn value(key: &str, language: Language, facts: &Facts) -> Option<String> {
    with_arguments(key, None, language, &facts.arguments(language))
}

pub(super) fn attribute(key: &str, name: &str, language: Language, facts: &Facts) -> Option<String> {
    with_arguments(key, Some(name), language, &facts.arguments(language))
}

/// Formats a message, or one of its attributes. An argument that the caller did not give shows as `…`.
pub(super) fn with_arguments(
    key: &str,
    attribute: Option<&str>,
    language: Language,
    arguments: &FluentArgs<'_>,
) -> Option<String> {
    let catalogue = catalogue(language);
    let message = catalogue.get_message(key)?;
    let pattern = match attribute {
        None => message.value()?,
        Some(name) => message.get_attribute(name)?.value(),
    };
    let mut faults = Vec::new();
    let text = catalogue.format_pattern(pattern, Some(arguments), &mut faults);
    Some(if faults.is_empty() { text.into_owned() } else { without_placeables(&text) })
}

fn catalogue(language: Language) -> &'static Catalogue {
    static ENGLISH: OnceLock<Catalogue> = OnceLock::new();
    static TRADITIONAL_CHINESE: OnceLock<Catalogue> = OnceLock::new();
    static SIMPLIFIED_CHINESE: OnceLock<Catalogue> = OnceLock::new();
    let (built, source) = match language {
        Language::English => (&ENGLISH, include_str!("en.ftl")),
        Language::TraditionalChinese => (&TRADITIONAL_CHINESE, include_str!("zh-Hant.ftl")),
        Language::SimplifiedChinese => (&SIMPLIFIED_CHINESE, include_str!("zh-Hans.ftl")),
    };
    built.get_or_init(|| build(language, source))
}

fn build(language: Language, source: &str) -> Catalogue {
    // What cannot be parsed is left out here, so that no text can stop a verdict; a test refuses such a file.
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, _)| resource);
    let identifier = language.tag().parse::<LanguageIdentifier>().unwrap_or_default();
    let mut catalogue = Catalogue::new_concurrent(vec![identifier]);
    // Terminals print the isolation marks as boxes, and no text here runs from right to left.
    catalogue.set_use_isolating(false);
    catalogue.add_resource_overriding(resource);
    catalogue
}

/// Fluent leaves `{$name}` where an argument is missing.
fn without_placeables(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{$") {
        shown.push_str(before);
        shown.push('…');
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    shown.push_str(rest);
    shown
}
