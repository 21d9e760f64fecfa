//! `spec/errors.md` is made from the English file.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

use chop_core::language::Language;
use chop_core::text::Facts;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};

use crate::{ftl, sources};

const HEAD: &str = "\
# Codes

Every answer that is not *verified*, and every caution beside one, has a stable code. This page is made from
`core/src/text/en.ftl`; the same texts stand in Traditional and Simplified Chinese beside it. A word in braces is a fact
of the case. To make the page again: `CHOP_BLESS=1 cargo test -p chop-core --features text --test text`.
";

#[test]
fn the_page_of_codes_is_what_the_texts_say() {
    let path = sources::root().join("spec/errors.md");
    let page = page();
    if std::env::var_os("CHOP_BLESS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "spec/errors.md is stale: run this test with CHOP_BLESS=1");
}

fn page() -> String {
    let mut bundle = FluentBundle::default();
    bundle.set_use_isolating(false);
    bundle.add_resource(FluentResource::try_new(ftl::source(Language::English)).unwrap()).unwrap();
    let mut arguments = FluentArgs::new();
    for name in Facts::NAMES {
        arguments.set(*name, format!("{{{name}}}"));
    }
    let mut stages = BTreeMap::<String, BTreeMap<String, (String, String)>>::new();
    for (key, message) in ftl::file(Language::English) {
        let Some(code) = ftl::code(&key, &message) else { continue };
        let message = bundle.get_message(&key).unwrap();
        let show = |pattern| bundle.format_pattern(pattern, Some(&arguments), &mut Vec::new()).into_owned();
        let texts = (show(message.value().unwrap()), show(message.get_attribute("advice").unwrap().value()));
        let stage = code.split('.').next().unwrap().to_owned();
        stages.entry(stage).or_default().insert(code, texts);
    }
    let mut page = HEAD.to_owned();
    for (stage, codes) in stages {
        write!(page, "\n## {stage}\n\n| code | what happened | what to do |\n|---|---|---|\n").unwrap();
        for (code, (sentence, advice)) in codes {
            writeln!(page, "| `{code}` | {sentence} | {advice} |").unwrap();
        }
    }
    page
}
