use super::super::*;

const GOOD: &str = include_str!("../new-kind.toml");

fn good() -> String {
    new_kind(&KindName::parse("library-card").unwrap())
}

/// Changes one place of a good descriptor.
fn changed(from: &str, to: &str) -> String {
    let text = good();
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

fn codes(text: &str) -> Vec<&'static str> {
    Descriptor::from_toml(text).err().unwrap_or_default().iter().map(KindFault::code).collect()
}

const ELEMENT: &str = r#"
[[elements]]
id = "extra"
sensitivity = "S1"
disclose = "selectable"
names = { en = "a", zh-Hant = "甲", zh-Hans = "甲" }
"#;

fn extra(rest: &str) -> String {
    good() + ELEMENT + rest
}

const FIELD_NAMES: &str = r#"names = { en = "a", zh-Hant = "甲", zh-Hans = "甲" }"#;

fn cases() -> Vec<(String, &'static str)> {
    let mut cases: Vec<(String, &'static str)> = vec![
        ("kind = ".into(), "kind.toml"),
        (format!("{}\nkind = \"twice\"", good().replace("[names]", "version = 2\n[names]")), "kind.toml"),
        (format!("{}#{}", good(), " ".repeat(70_000)), "kind.size"),
        (changed("version = 1", "version = 1\nversoin = 1"), "kind.unknown-key"),
        (changed("[card]", "[crad]\n[card]"), "kind.unknown-key"),
        (changed("derive = { rule", "derive = { colour = 1, rule"), "kind.unknown-key"),
        (changed("{ code = \"basic\",", "{ code = \"basic\", rank = 1,"), "kind.unknown-key"),
        (changed("days = 30", "days = 30\nfr = \"…\""), "kind.unknown-key"),
        (changed("version = 1\n", ""), "kind.missing-key"),
        (changed("[names] ", "[x]"), "kind.missing-key"),
        (changed("in_force_by = [\"expiry_date\"]", ""), "kind.missing-key"),
        (changed("max = 64\n", ""), "kind.missing-key"),
        (changed("text = \"#ffffff\"", ""), "kind.missing-key"),
        (changed("version = 1", "version = \"1\""), "kind.type"),
        (changed("in_force_by = [\"expiry_date\"]", "in_force_by = [1, \"expiry_date\"]"), "kind.type"),
        (changed("optional = true", "optional = 1"), "kind.type"),
        (changed("status = \"required\"", "status = \"maybe\""), "kind.choice"),
        (changed("sensitivity = \"S1\"", "sensitivity = \"S4\""), "kind.choice"),
        (changed("disclose = \"selectable\"", "disclose = \"sometimes\""), "kind.choice"),
        (changed("type = \"partial-date\"", "type = \"birthday\""), "kind.choice"),
        (changed("rule = \"age-over\"", "rule = \"age\""), "kind.choice"),
        (changed("zh-Hans = \"签发部门\"", ""), "kind.language"),
        (
            changed("{ code = \"basic\", en = \"Basic\", zh-Hant = \"基本\",", "{ code = \"basic\", en = \"Basic\","),
            "kind.language",
        ),
        (changed("zh-Hant = \"簽發部門\"", "zh-Hant = \" \""), "kind.text"),
        (changed("en = \"Issuing department\"", "en = \"a\\u202eb\""), "kind.text"),
        (changed("en = \"Issuing department\"", &format!("en = \"{}\"", "a".repeat(81))), "kind.text"),
        (changed("version = 1", "version = 0"), "kind.range"),
        (changed("version = 1", "version = 1\ncode_profile = 0"), "kind.range"),
        (changed("version = 1", "version = 1\ncode_profile = 4294967296"), "kind.range"),
        (changed("max = 64", "max = 65"), "kind.range"),
        (changed("max = 6\n", "max = 7\n"), "kind.range"),
        (changed("in_force_by", "strip = 32\nin_force_by"), "kind.range"),
        (changed("in_force_by", "copies = 0\nin_force_by"), "kind.range"),
        (extra("type = \"integer\"\nmin = 2\nmax = 1"), "kind.range"),
        (extra("type = \"image\"\nmax = 65537"), "kind.range"),
        (changed("kind = \"library-card\"", "kind = \"Library Card\""), "kind.name"),
        (changed("example.chop.library-card.1", "library card"), "kind.doctype"),
        (changed("https://docs.example/library-card/1", "http://docs.example/"), "kind.vct"),
        (changed("\"LibraryCard\"", "\"library card\""), "kind.vc-type"),
        (changed("version = 1", "version = 1\ncode_profile = 1000\ndiscreet = true"), "kind.discreet"),
        (
            extra("type = \"image\"\nmax = 451").replace("version = 1\n", "version = 1\ncode_profile = 1000\n"),
            "kind.code-size",
        ),
        (changed("credential = \"P1Y\"", "credential = \"P1M\""), "kind.duration"),
        (changed("credential = \"P1Y\"", "credential = \"P2Y\""), "kind.duration"),
        (changed("status = \"required\"", "status = \"short-lived\""), "kind.short-lived"),
        (
            changed("in_force_by = [\"expiry_date\"]", "in_force_by = [\"expiry_date\", \"end\"]"),
            "kind.in-force-unknown",
        ),
        (
            changed("in_force_by = [\"expiry_date\"]", "in_force_by = [\"expiry_date\"]\nentitlements = \"none\""),
            "kind.in-force-unknown",
        ),
        (changed("in_force_by = [\"expiry_date\"]", "in_force_by = []"), "kind.in-force-bound"),
        (changed("bound = \"last-day\"", ""), "kind.in-force-bound"),
        (changed("disclose = \"always\"", "disclose = \"selectable\""), "kind.in-force-disclosed"),
        (
            changed(
                "in_force_by = [\"expiry_date\"]",
                "in_force_by = [\"expiry_date\"]\nentitlements = \"expiry_date\"",
            ),
            "kind.entitlements",
        ),
        (
            changed("in_force_by", "begins_at_age = { from = \"category\", years = 18 }\nin_force_by"),
            "kind.begins-at-age",
        ),
        (
            changed("in_force_by", "begins_at_age = { from = \"nothing\", years = 18 }\nin_force_by"),
            "kind.begins-at-age",
        ),
        (changed("id = \"family_name\"", "id = \"Family name\""), "kind.element-id"),
        (changed("id = \"given_name\"", "id = \"family_name\""), "kind.element-duplicate"),
        (extra("type = \"boolean\"\nmax = 3"), "kind.element-option"),
        (extra("type = \"text\"\nmax = 3\ncodes = []"), "kind.element-option"),
        (extra("type = \"code\"\ncodes = []"), "kind.codes"),
        (changed("{ code = \"full\"", "{ code = \"basic\""), "kind.codes"),
        (changed("{ code = \"full\"", "{ code = \"a b\""), "kind.codes"),
        (extra("type = \"list\"\nmax = 3"), "kind.list"),
        (extra("type = \"list\"\nmax = 3\nfields = []"), "kind.list"),
        (extra("type = \"list\"\nmax = 3\nitem = { type = \"image\" }"), "kind.list"),
        (extra("type = \"list\"\nmax = 3\nitem = { type = \"list\" }"), "kind.list"),
        (extra("type = \"list\"\nmax = 3\nitem = { type = \"date\" }\nfields = []"), "kind.list"),
        (changed("disclose = \"always\"", "disclose = \"always\"\noptional = true"), "kind.always-optional"),
        (changed("age-over\", from = \"birth_date\"", "age-over\", from = \"birthday\""), "kind.derive-source"),
        (changed("age-over\", from = \"birth_date\"", "age-over\", from = \"family_name\""), "kind.derive-source"),
        (
            extra("type = \"boolean\"\nderive = { rule = \"at-least\", from = \"category\", code = \"none\" }"),
            "kind.derive-source",
        ),
        (
            extra("type = \"boolean\"\nderive = { rule = \"age-over\", from = \"extra\", years = 1 }"),
            "kind.derive-source",
        ),
        (
            extra("type = \"date\"\nderive = { rule = \"age-over\", from = \"birth_date\", years = 1 }"),
            "kind.derive-type",
        ),
        (
            extra("type = \"text\"\nmax = 11\nderive = { rule = \"id-masked\", from = \"birth_date\" }"),
            "kind.derive-type",
        ),
        (changed("type = \"partial-date\"", "type = \"partial-date\"\noptional = true"), "kind.derive-optional"),
        (changed("example = \"CHAN\"", "example = \"陳\""), "kind.example"),
        (changed("example = \"2028-12-31\"", "example = \"2028-02-30\""), "kind.example"),
        (
            extra(
                "type = \"boolean\"\nexample = \"true\"\nderive = { rule = \"age-over\", from = \"birth_date\", years = 1 }",
            ),
            "kind.example",
        ),
        (good().replace("\"selectable\"", "\"never\"").replace("\"always\"", "\"never\""), "kind.elements"),
        (changed("id = \"adult\"", "id = \"Adult view\""), "kind.view-id"),
        (
            changed("elements = [\"age_over_18\"]", "elements = [\"age_over_18\", \"age_over_18\"]"),
            "kind.view-duplicate",
        ),
        (changed("elements = [\"age_over_18\"]", "elements = [\"age_over_21\"]"), "kind.view-element"),
        (changed("elements = [\"age_over_18\"]", "elements = [\"birth_date\"]"), "kind.view-never"),
        (changed("elements = [\"age_over_18\"]", "elements = []"), "kind.view-empty"),
        (changed("#1f4e79", "blue"), "kind.colour"),
        (changed("#1f4e79", "#999999"), "kind.contrast"),
    ];
    let field = |id: &str| format!("{{ id = \"{id}\", type = \"date\", {FIELD_NAMES} }}");
    cases.push((extra(&format!("type = \"list\"\nmax = 3\nfields = [{}, {}]", field("to"), field("to"))), "kind.list"));
    let many: String =
        (0..30).map(|i| format!("{}type = \"date\"", ELEMENT.replace("extra", &format!("e{i}")))).collect();
    cases.push((good().replace("version = 1\n", "version = 1\ncode_profile = 1000\n") + &many, "kind.code-size"));
    cases
}

#[test]
fn each_fault_of_a_descriptor_has_its_code() {
    for (text, code) in cases() {
        assert!(codes(&text).contains(&code), "{code}: {:?}", Descriptor::from_toml(&text));
    }
}

#[test]
fn every_code_has_a_case() {
    let seen: Vec<&str> = cases().into_iter().map(|(_, code)| code).collect();
    let all: Vec<&str> = KindRule::codes().collect();
    for code in &all {
        assert!(seen.contains(code), "{code} has no case");
    }
    assert!(seen.iter().all(|code| all.contains(code)));
    let mut distinct = all.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), all.len());
}

#[test]
fn one_mistake_gives_one_fault() {
    let several = ["kind.elements", "kind.view-duplicate"];
    for (text, code) in cases() {
        // These cannot be broken alone.
        if !several.contains(&code) && !text.contains("version = 2") && !text.contains("[x]") {
            let found = codes(&text);
            assert!(found.len() <= 2, "{code}: {found:?}");
        }
    }
}

#[test]
fn all_faults_are_told_at_once_in_the_order_of_the_file_with_their_lines() {
    let text = good()
        .replace("version = 1\n", "version = 0\n")
        .replace("zh-Hans = \"签发部门\"", "")
        .replace(
            "id = \"given_name\"\ntype = \"text\"\nformat = \"name-en\"\nmax = 64",
            "id = \"given_name\"\ntype = \"text\"\nformat = \"name-en\"\nmax = 99",
        )
        .replace("\"#1f4e79\"", "\"#999999\"");
    let faults = Descriptor::from_toml(&text).unwrap_err();
    let found: Vec<(&str, &str)> = faults.iter().map(|fault| (fault.code(), &*fault.place.path)).collect();
    assert_eq!(
        found,
        [
            ("kind.range", "version"),
            ("kind.language", "issuer.zh-Hans"),
            ("kind.contrast", "card"),
            ("kind.range", "elements.given_name.max"),
        ]
    );
    for fault in &faults {
        let line = fault.place.line.unwrap();
        let key = fault.place.path.rsplit('.').next().unwrap();
        let source = text.lines().nth(line - 1).unwrap();
        assert!(source.contains(key) || source.contains("[issuer]"), "line {line}: {source}");
    }
    assert_eq!(faults[0].place.to_string(), "5:version");
    assert_eq!(faults[0].to_string(), "kind.range");
}

#[test]
fn a_broken_element_is_not_also_unknown_to_those_that_name_it() {
    let text = changed("type = \"partial-date\"", "type = \"birthday\"");
    assert_eq!(codes(&text), ["kind.choice"]);
    let text = changed("bound = \"last-day\"", "bound = \"last\"");
    assert_eq!(codes(&text), ["kind.choice"]);
}

#[test]
fn a_list_of_entitlements_needs_a_code_and_its_own_days() {
    let list = |fields: &str| {
        let text = extra(&format!("type = \"list\"\nmax = 3\nfields = [{fields}]"));
        let at = text.rfind("disclose = \"selectable\"").unwrap();
        let text = format!("{}disclose = \"always\"{}", &text[..at], &text[at + 23..]);
        codes(&text.replace("in_force_by = [", "entitlements = \"extra\"\nin_force_by = ["))
    };
    let code = format!(
        "{{ id = \"code\", type = \"code\", {FIELD_NAMES}, codes = [{{ code = \"a\", en = \"a\", zh-Hant = \"甲\", zh-Hans = \"甲\" }}] }}"
    );
    let field = |id: &str, ty: &str| format!("{{ id = \"{id}\", type = \"{ty}\", optional = true, {FIELD_NAMES} }}");
    let none: [&str; 0] = [];
    assert_eq!(list(&format!("{code}, {}", field("to", "date"))), none);
    assert_eq!(list(&format!("{code}, {}", field("from", "date"))), none);
    assert_eq!(list(&code), ["kind.entitlements"]);
    assert_eq!(list(&format!("{code}, {}", field("to", "datetime"))), ["kind.entitlements"]);
    assert_eq!(list(&field("to", "date")), ["kind.entitlements"]);
}

#[test]
fn any_mutation_of_a_descriptor_is_read_or_refused() {
    let text = good();
    let characters: Vec<char> = text.chars().collect();
    for i in (0..characters.len()).step_by(7) {
        let without: String = characters.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, c)| *c).collect();
        if let Err(faults) = Descriptor::from_toml(&without) {
            assert!(!faults.is_empty());
        }
        let cut: String = characters.iter().take(i).collect();
        assert!(!codes(&cut).is_empty() || i > characters.len() / 2);
    }
    assert!(GOOD.contains("{kind}"));
}
