//! Codes and texts belong to each other.

use chop_core::language::Language;
use chop_core::text::{Facts, advice, label, sentence};

use crate::{ftl, sources};

/// Codes that rooms still to be built will give. What `fn code` gives need not stand here.
const COMING: &[&str] = &[
    "audit.broken",
    "audit.head-missing",
    "consent.no-such-element",
    "consent.no-such-view",
    "consent.not-asked",
    "consent.other-profile",
    "demo.failed",
    "device.altered",
    "device.io",
    "device.lower",
    "device.missing",
    "document.ambiguous",
    "document.unknown",
    "file.denied",
    "file.exists",
    "file.full",
    "file.io",
    "file.missing",
    "file.size",
    "input.challenge",
    "input.file",
    "input.not-a-code",
    "input.too-large",
    "input.unreadable",
    "input.web-address",
    "intake.changed",
    "intake.claim-taken",
    "intake.claim-twice",
    "intake.empty",
    "intake.encoding",
    "intake.fields",
    "intake.holder-form",
    "intake.holder-missing",
    "intake.holder-several",
    "intake.holder-twice",
    "intake.holder-unknown",
    "intake.object",
    "intake.picture-missing",
    "intake.picture-path",
    "intake.picture-size",
    "intake.refused",
    "intake.row-size",
    "intake.rows",
    "internal",
    "io.disk-full",
    "io.read",
    "io.write",
    "issuer.batch-invalid",
    "issuer.busy",
    "issuer.claim-used",
    "issuer.clock",
    "issuer.column-missing",
    "issuer.column-unknown",
    "issuer.duplicate-holder",
    "issuer.exists",
    "issuer.key-mismatch",
    "issuer.kind-refused",
    "issuer.kind-unknown",
    "issuer.list-full",
    "issuer.locked",
    "issuer.missing",
    "issuer.name",
    "issuer.no-kinds",
    "issuer.no-such-holder",
    "issuer.passphrase",
    "issuer.row",
    "issuer.signer-expired",
    "issuer.status-prefix",
    "issuer.two-persons",
    "log.broken",
    "picture.format",
    "picture.no-code",
    "picture.several",
    "picture.size",
    "qr.scale",
    "qr.too-long",
    "receive.issuer",
    "receive.key-used",
    "receive.kind",
    "receive.not-ours",
    "request.issuer-unknown",
    "request.issuer-unnamed",
    "request.keys",
    "request.kind",
    "store.backend",
    "store.busy",
    "store.constraint",
    "store.corrupt",
    "store.full",
    "store.io",
    "store.missing",
    "store.read-only",
    "store.version",
    "usage",
    "wallet.busy",
    "wallet.clock",
    "wallet.cost",
    "wallet.exists",
    "wallet.io",
    "wallet.locked",
    "wallet.missing",
    "wallet.no-code-now",
    "wallet.no-key",
    "wallet.no-such-document",
    "wallet.not-genuine",
    "wallet.passphrase",
    "wallet.pin",
    "wallet.pin-wait",
    "wallet.pin-weak",
    "wallet.session-over",
    "wallet.tampered",
    "wallet.version",
    "wallet.wiped",
];

/// The groups of labels whose keys are put together at run time, so that their use cannot be told from the sources.
const COMPOSED: &[&str] =
    &["genuine-", "in-force-", "level-", "next-", "span-", "state-", "time-", "verdict-", "ui-legal-"];

/// Labels of screens that are still to be built.
const SCREENS: &[&str] = &[
    "ui-advice",
    "ui-cautions",
    "ui-code-",
    "ui-demonstration",
    "ui-discreet",
    "ui-documents",
    "ui-error-code",
    "ui-file-written",
    "ui-foreign",
    "ui-genuine",
    "ui-good-until",
    "ui-issuer-",
    "ui-list-separator",
    "ui-log-",
    "ui-photo",
    "ui-place-",
    "ui-scan-",
    "ui-share",
    "ui-shown",
    "ui-valid-until",
    "ui-wallet-",
    "ui-welcome",
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
    let known = |code: &String| codes.contains_key(code) || COMING.contains(&code.as_str());
    let stray: Vec<String> = ftl::codes(Language::English).into_iter().filter(|code| !known(code)).collect();
    assert!(stray.is_empty(), "no source gives {stray:?}");
}

#[test]
fn every_code_that_is_coming_has_its_text_already() {
    let codes = ftl::codes(Language::English);
    let missing: Vec<_> = COMING.iter().filter(|code| !codes.contains(**code)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_label_that_the_sources_write_out_has_its_text() {
    let mut missing = Vec::new();
    for (key, files) in sources::labels() {
        for language in Language::ALL {
            if label(&key, language, &Facts::new()) == key {
                missing.push(format!("{key} has no text in {language}: {files:?}"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn every_label_is_used_or_belongs_to_a_group_whose_use_cannot_be_told() {
    let used = sources::labels();
    let grouped = |key: &str| COMPOSED.iter().chain(SCREENS).any(|group| key.starts_with(group));
    let stray: Vec<String> = ftl::file(Language::English)
        .into_iter()
        .filter(|(key, message)| ftl::code(key, message).is_none() && !used.contains_key(key) && !grouped(key))
        .map(|(key, _)| key)
        .collect();
    assert!(stray.is_empty(), "nothing shows {stray:?}");
}

#[test]
fn codes_are_written_so_that_none_shares_its_key_with_another_or_with_a_label() {
    let word = |word: &str| {
        word.split('-')
            .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
    };
    for (code, files) in sources::codes() {
        assert!(code.split('.').count() <= 2 && code.split('.').all(word), "{code} in {files:?}");
    }
    for (key, message) in ftl::file(Language::English) {
        assert!(ftl::code(&key, &message).is_some() || !key.contains("--"), "the label {key} looks like a code");
    }
}
