//! Codes and texts belong to each other.

use chop_core::language::Language;
use chop_core::text::{Facts, advice, sentence};

use crate::{ftl, sources};

/// Codes that rooms still to be built will give. What `fn code` gives need not stand here.
const COMING: &[&str] = &[
    "input.challenge",
    "input.file",
    "input.not-a-code",
    "input.too-large",
    "input.unreadable",
    "input.web-address",
    "internal",
    "io.disk-full",
    "io.read",
    "io.write",
    "issuer.batch-invalid",
    "issuer.claim-used",
    "issuer.column-missing",
    "issuer.column-unknown",
    "issuer.duplicate-holder",
    "issuer.exists",
    "issuer.list-full",
    "issuer.locked",
    "issuer.missing",
    "issuer.no-such-holder",
    "issuer.passphrase",
    "issuer.row",
    "issuer.two-persons",
    "picture.format",
    "picture.no-code",
    "picture.several",
    "picture.size",
    "qr.scale",
    "qr.too-long",
    "usage",
    "wallet.clock",
    "wallet.exists",
    "wallet.locked",
    "wallet.missing",
    "wallet.no-code-now",
    "wallet.no-key",
    "wallet.no-such-document",
    "wallet.not-genuine",
    "wallet.pin",
    "wallet.pin-wait",
    "wallet.pin-weak",
    "wallet.session-over",
    "wallet.tampered",
    "wallet.wiped",
];

/// The groups of labels: a screen or a report each. Their keys are put together at run time, so their use cannot be
/// told from the sources.
const GROUPS: &[&str] = &[
    "date", "door", "file", "genuine", "half", "in_force", "inspect", "issuer", "level", "list", "log", "next",
    "place", "screen", "span", "state", "trust", "verdict", "wallet",
];

#[test]
fn every_code_that_the_sources_give_has_a_sentence_and_an_advice() {
    let codes = sources::codes();
    assert!(codes.len() > 100, "the sources were not found: {} codes", codes.len());
    let mut missing = Vec::new();
    for (code, files) in &codes {
        for language in Language::ALL {
            if sentence(code, language, &Facts::new()) == *code {
                missing.push(format!("{code} has no sentence in {language}: {files:?}"));
            }
            if advice(code, language, &Facts::new()).is_none() {
                missing.push(format!("{code} has no advice in {language}: {files:?}"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn every_sentence_belongs_to_a_code_that_the_sources_give_or_will_give() {
    let codes = sources::codes();
    let stray: Vec<String> = ftl::file(Language::English)
        .keys()
        .filter_map(|key| ftl::code(key))
        .filter(|code| !codes.contains_key(code) && !COMING.contains(&code.as_str()))
        .collect();
    assert!(stray.is_empty(), "no source gives {stray:?}");
}

#[test]
fn every_code_that_is_coming_has_its_text_already() {
    let file = ftl::file(Language::English);
    for code in COMING {
        assert!(file.contains_key(&code.replace('.', "--")), "{code}");
    }
}

#[test]
fn every_label_belongs_to_a_group_and_has_no_advice() {
    for (key, message) in ftl::file(Language::English) {
        if ftl::code(&key).is_none() {
            let group = key.split('-').next().unwrap();
            assert!(GROUPS.contains(&group), "{key}");
            assert!(message.attributes.is_empty(), "{key}");
        }
    }
}

#[test]
fn codes_are_written_so_that_none_shares_its_key_with_another_or_with_a_label() {
    let word = |word: &str| {
        !word.is_empty()
            && !word.starts_with('-')
            && !word.ends_with('-')
            && !word.contains("--")
            && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    for (code, files) in sources::codes() {
        let well_formed = match code.split_once('.') {
            Some((stage, reason)) => word(stage) && word(reason),
            None => word(&code) && !code.contains('-'),
        };
        assert!(well_formed, "{code} in {files:?}");
        assert_eq!(ftl::code(&code.replace('.', "--")), Some(code));
    }
}
