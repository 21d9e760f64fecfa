use super::super::*;
use super::{day, shipped};
use crate::language::Language;

const LOCK: &str = include_str!("../../../../kinds.lock");

const NAMES: [&str; 10] = [
    "personal-code",
    "age-proof",
    "identity-card-face",
    "senior-citizen-card",
    "cre-result",
    "blnst-result",
    "fishing-licence",
    "driving-licence",
    "certificate-of-imprisonment",
    "savings-account-letter",
];

fn issued(kind: &str) -> Vec<String> {
    shipped(kind).issued_elements().map(|element| element.id.to_string()).collect()
}

#[test]
fn the_shipped_kinds_pass_their_check_and_keep_their_order() {
    let kinds = Kinds::shipped();
    let names: Vec<&str> = kinds.iter().map(|kind| kind.kind().as_str()).collect();
    assert_eq!(names, NAMES);
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/document/kinds");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    files.sort();
    let mut sorted = NAMES;
    sorted.sort_unstable();
    assert_eq!(files, sorted, "a file of the folder is not shipped");
}

#[test]
fn profile_1_is_the_one_of_the_specification() {
    let kind = shipped("personal-code");
    assert_eq!(kind.code_profile(), Some(1));
    assert_eq!(kind.doctype().as_str(), "example.chop.personal-code.1");
    assert_eq!(
        issued("personal-code"),
        [
            "family_name",
            "given_name",
            "name_zh",
            "document_number_masked",
            "age_over_18",
            "age_over_65",
            "issue_date",
            "portrait"
        ]
    );
    let types: Vec<&str> = kind.issued_elements().map(|element| element.ty.word()).collect();
    assert_eq!(types, ["text", "text", "text", "text", "boolean", "boolean", "date", "image"]);
    assert!(kind.issued_elements().all(|element| element.disclose == Disclose::Selectable));
    assert_eq!(kind.status(), StatusMode::Required);
    assert_eq!((kind.validity().minutes, kind.validity().strip), (1_800, 7));
    assert!(kind.validity().in_force_by.is_empty());
    assert_eq!(kind.index_of("portrait"), Some(7));
    assert_eq!(kind.index_of("id_number"), None);
}

#[test]
fn profile_2_lives_short_without_status_and_has_one_time_copies() {
    let kind = shipped("age-proof");
    assert_eq!(kind.code_profile(), Some(2));
    assert_eq!(issued("age-proof"), ["age_over_18", "age_over_65", "portrait"]);
    assert_eq!(kind.status(), StatusMode::ShortLived);
    assert_eq!((kind.validity().minutes, kind.validity().copies, kind.validity().strip), (1_800, 16, 1));
}

#[test]
fn discreet_kinds_have_no_code_and_the_others_do() {
    for kind in Kinds::shipped().iter() {
        assert_eq!(kind.is_discreet(), kind.code_profile().is_none(), "{}", kind.kind());
    }
    let discreet: Vec<String> =
        Kinds::shipped().iter().filter(|kind| kind.is_discreet()).map(|kind| kind.kind().to_string()).collect();
    assert_eq!(discreet, ["certificate-of-imprisonment", "savings-account-letter"]);
}

#[test]
fn what_never_leaves_the_record_is_in_no_credential() {
    assert!(!issued("driving-licence").contains(&"points".to_owned()));
    assert!(shipped("driving-licence").element("points").is_some());
    for kind in Kinds::shipped().iter() {
        for element in kind.elements() {
            assert_eq!(element.disclose == Disclose::Never, kind.index_of(element.id.as_str()).is_none());
        }
    }
}

#[test]
fn an_expiry_of_a_document_is_never_the_lifetime_of_its_credential() {
    for kind in Kinds::shipped().iter() {
        let has_expiry = kind.element("expiry_date").is_some();
        assert_eq!(has_expiry, kind.validity().in_force_by.iter().any(|id| id.as_str() == "expiry_date"));
        assert!(kind.validity().minutes <= 366 * 24 * 60);
    }
    assert!(shipped("senior-citizen-card").element("expiry_date").is_none(), "the card is permanent");
}

#[test]
fn chinese_labels_are_written_twice_and_never_in_latin_letters() {
    for kind in Kinds::shipped().iter() {
        let mut texts = vec![kind.names(), kind.issuer(), kind.collection(), &kind.retention().statement];
        texts.extend(kind.elements().iter().map(|element| &element.names));
        texts.extend(kind.views().iter().flat_map(|view| [&view.names, &view.purpose]));
        for text in texts {
            assert!(text.en.is_ascii(), "{}: {}", kind.kind(), text.en);
            for language in [Language::TraditionalChinese, Language::SimplifiedChinese] {
                let chinese = text.get(language);
                assert!(!chinese.chars().any(|c| c.is_ascii_alphabetic()), "{}: {chinese}", kind.kind());
            }
            // Characters that only one of the scripts has: a label pasted into the wrong place shows.
            assert!(!text.zh_hans.contains(['證', '簽', '駛', '釣', '發', '號', '領', '長', '齡', '歲', '電', '車']));
            assert!(!text.zh_hant.contains(['证', '签', '驶', '钓', '发', '号', '领', '长', '龄', '岁', '电', '车']));
        }
    }
}

#[test]
fn each_kind_can_be_looked_up_by_all_its_names() {
    let kinds = Kinds::shipped();
    for kind in kinds.iter() {
        assert_eq!(kinds.by_kind(kind.kind().as_str()), Some(kind));
        assert_eq!(kinds.by_doctype(kind.doctype().as_str()), Some(kind));
        assert_eq!(kinds.by_vct(kind.vct().as_str()), Some(kind));
        assert_eq!(kinds.by_vc_type(kind.vc_type().as_str()), Some(kind));
        if let Some(profile) = kind.code_profile() {
            assert_eq!(kinds.by_profile(profile), Some(kind));
        }
    }
    assert_eq!(kinds.by_kind("none"), None);
    assert_eq!(kinds.by_profile(0), None);
    assert_eq!(kinds.by_profile(u64::MAX), None);
}

#[test]
fn a_kind_that_clashes_is_refused_by_what_clashes() {
    let fresh = || new_kind(&KindName::parse("library-card").unwrap());
    let clash = |text: String| Kinds::shipped().with(Descriptor::from_toml(&text).unwrap()).map(|_| ()).unwrap_err();
    assert!(Kinds::shipped().with(Descriptor::from_toml(&fresh()).unwrap()).is_ok());
    let with_code = fresh().replace("version = 1\n", "version = 1\ncode_profile = 16\n");
    assert_eq!(clash(with_code), KindClash::Profile);
    assert_eq!(clash(fresh().replace("kind = \"library-card\"", "kind = \"age-proof\"")), KindClash::Kind);
    assert_eq!(clash(fresh().replace("example.chop.library-card.1", "example.chop.age-proof.1")), KindClash::DocType);
    assert_eq!(clash(fresh().replace("docs.example/library-card/1", "docs.example/age-proof/1")), KindClash::Vct);
    assert_eq!(clash(fresh().replace("\"LibraryCard\"", "\"AgeProof\"")), KindClash::VcType);
    let codes: Vec<&str> = KindClash::ALL.iter().map(KindClash::code).collect();
    assert!(codes.iter().all(|code| code.starts_with("kinds.")));
}

#[test]
fn the_lock_in_the_repository_is_the_one_of_the_shipped_kinds() {
    assert_eq!(Kinds::shipped().lock_text(), LOCK);
    assert_eq!(Kinds::shipped().check_lock(LOCK), Ok(()));
}

#[test]
fn each_fault_of_the_lock_has_its_code() {
    let kinds = Kinds::shipped();
    let codes = |lock: &str| -> Vec<&str> {
        kinds.check_lock(lock).err().unwrap_or_default().iter().map(LockFault::code).collect()
    };
    let line_of = |number: &str| LOCK.lines().find(|line| line.starts_with(number)).unwrap().to_owned();
    assert_eq!(codes(&LOCK.replace(&line_of("16 "), "")), ["kinds-lock.missing"]);
    assert_eq!(codes(&LOCK.replace("senior-citizen-card", "library-card")), ["kinds-lock.taken"]);
    let changed = line_of("16 ").replace(&line_of("16 ")[3..11], "00000000");
    assert_eq!(codes(&LOCK.replace(&line_of("16 "), &changed)), ["kinds-lock.changed"]);
    let changed = line_of("16 ").replace(&line_of("16 ")[68..76], "00000000");
    assert_eq!(codes(&LOCK.replace(&line_of("16 "), &changed)), ["kinds-lock.rules"]);
    assert_eq!(codes(&format!("{LOCK}{}\n", line_of("16 "))), ["kinds-lock.duplicate"]);
    let (digest, short) = ("0".repeat(64), "0".repeat(63));
    for line in [
        "98",
        "x y z a",
        "098 00 00 kind",
        &format!("98 {digest} {digest}"),
        &format!("98 {digest} a"),
        &format!("98 {digest} {digest} A"),
        &format!("98 {digest} {digest} a b"),
        &format!(" 98 {digest} {digest} a"),
        &format!("098 {digest} {digest} a"),
        &format!("98 {digest} {short} a"),
        &format!("98 {short} {digest} a"),
    ] {
        assert_eq!(codes(&format!("{LOCK}{line}\n"))[0], "kinds-lock.syntax", "{line}");
    }
    let retired = format!("{LOCK}99 {digest} {digest} gone\n");
    assert_eq!(codes(&retired), Vec::<&str>::new(), "a retired number stays");
}

#[test]
fn the_digest_holds_the_wire_parts_and_nothing_else() {
    let text = include_str!("../kinds/driving-licence.toml");
    let digest = |text: &str| Descriptor::from_toml(text).map(|kind| kind.wire_digest());
    let original = digest(text).unwrap();
    for (from, to) in [
        ("en = \"Surname\"", "en = \"Family name\""),
        ("max = 64", "max = 60"),
        ("credential = \"P1Y\"", "credential = \"P30D\""),
        ("max = 16", "max = 12"),
        ("id = \"points\"", "id = \"offence_points\""),
    ] {
        assert!(text.contains(from), "{from}");
        assert_eq!(digest(&text.replace(from, to)).unwrap(), original, "{from}");
    }
    for (from, to) in [
        ("code_profile = 20", "code_profile = 21"),
        ("doctype = \"example.chop.driving-licence.1\"", "doctype = \"example.chop.driving-licence.2\""),
        ("id = \"reference_number\"\ntype = \"text\"", "id = \"reference_no\"\ntype = \"text\""),
        ("{ code = \"22\", en", "{ code = \"23\", en"),
        (
            "  { id = \"from\", type = \"date\", optional = true,",
            "  { id = \"since\", type = \"date\", optional = true,",
        ),
        ("id = \"birth_date\"\ntype = \"partial-date\"", "id = \"birth_date\"\ntype = \"date\""),
    ] {
        assert!(text.contains(from), "{from}");
        let changed = digest(&text.replace(from, to).replace("\"reference_number\", \"portrait\"", "\"portrait\""));
        assert_ne!(changed.unwrap(), original, "{from}");
    }
}

/// Each change below makes one verifier accept what another one refuses, or judge it otherwise.
#[test]
fn what_a_verifier_accepts_is_locked_and_what_people_read_is_not() {
    let text = include_str!("../kinds/driving-licence.toml");
    let digest = |text: &str| Descriptor::from_toml(text).map(|kind| kind.rules_digest());
    let original = digest(text).unwrap();
    for (from, to) in [
        ("en = \"Surname\"", "en = \"Family name\""),
        ("credential = \"P1Y\"", "credential = \"P30D\""),
        ("legal_effect = \"equivalent\"", "legal_effect = \"supplementary\""),
        ("max = 100", "max = 99"),
        ("example = \"CHAN\"", "example = \"HO\""),
    ] {
        assert!(text.contains(from), "{from}");
        assert_eq!(digest(&text.replace(from, to)).unwrap(), original, "{from}");
    }
    let always = "sensitivity = \"S1\"\ndisclose = \"always\"\nnames = { en = \"Type of licence\"";
    for (from, to) in [
        (always, always.replace("always", "selectable").as_str()),
        ("max = 64", "max = 60"),
        ("max = 20", "max = 21"),
        ("max = 16", "max = 12"),
        ("max = 256", "max = 257"),
        ("  { id = \"to\", type = \"date\", optional = true,", "  { id = \"to\", type = \"date\","),
        ("bound = \"last-day\"", "bound = \"first-day\""),
        ("entitlements = \"entitlements\"\n", ""),
    ] {
        assert!(text.contains(from), "{from}");
        let changed = text.replacen(from, to, 1);
        let changed = Descriptor::from_toml(&changed).unwrap_or_else(|faults| panic!("{from}: {faults:?}"));
        assert_ne!(changed.rules_digest(), original, "{from}");
        let lock = Kinds::shipped().lock_text();
        let kinds = Kinds::none().with(changed).unwrap();
        let codes: Vec<_> = kinds.check_lock(&lock).unwrap_err().iter().map(LockFault::code).collect();
        assert_eq!(codes, ["kinds-lock.rules"], "{from}");
    }
}

#[test]
fn every_template_is_a_record_of_its_own_kind() {
    for kind in Kinds::shipped().iter() {
        let table = csv_template(kind);
        let fields = table.header.iter().zip(&table.example).map(|(name, cell)| (name.as_str(), cell.as_str()));
        let record = Record::from_fields(kind, fields, day("2026-11-24"));
        assert!(record.is_ok(), "{}: {record:?}", kind.kind());
        assert!(kind.elements().iter().all(|e| e.derive.is_none() == table.header.contains(&e.id.to_string())));
        let text = table.example.join(" ");
        assert!(!text.contains("(1)") || text.contains("O123456(1)"), "a fixture number begins with O");
    }
}

#[test]
fn a_type_without_an_example_has_one_of_its_own() {
    let mut text = new_kind(&KindName::parse("every-type").unwrap());
    for (i, ty) in [
        "type = \"text\"\nmax = 2", "type = \"integer\"\nmin = 5\nmax = 9", "type = \"boolean\"", "type = \"datetime\"",
        "type = \"id-number\"", "type = \"image\"\nmax = 400", "type = \"list\"\nmax = 2\nitem = { type = \"date\" }",
        "type = \"list\"\nmax = 2\nfields = [{ id = \"code\", type = \"text\", max = 9, names = { en = \"a\", zh-Hant = \"甲\", zh-Hans = \"甲\" } }, { id = \"to\", type = \"date\", names = { en = \"a\", zh-Hant = \"甲\", zh-Hans = \"甲\" } }]",
        "type = \"text\"\nformat = \"name-zh\"\nmax = 6", "type = \"text\"\nformat = \"id-mask\"\nmax = 11", "type = \"partial-date\"",
        "type = \"text\"\nformat = \"name-en\"\nmax = 20", "type = \"code\"\ncodes = [{ code = \"a\", en = \"a\", zh-Hant = \"甲\", zh-Hans = \"甲\" }]",
    ].iter().enumerate() {
        text.push_str(&format!(
            "\n[[elements]]\nid = \"e{i}\"\n{ty}\nsensitivity = \"S1\"\ndisclose = \"selectable\"\nnames = {{ en = \"a\", zh-Hant = \"甲\", zh-Hans = \"甲\" }}\n"
        ));
    }
    let kind = Descriptor::from_toml(&text).unwrap();
    let table = csv_template(&kind);
    let fields = table.header.iter().zip(&table.example).map(|(name, cell)| (name.as_str(), cell.as_str()));
    let record = Record::from_fields(&kind, fields, day("2026-11-24"));
    assert!(record.is_ok(), "{record:?}");
}

#[test]
fn a_new_kind_passes_the_check_whatever_its_name() {
    for name in ["a", "library-card", "x1", "a--b", &"k".repeat(48)] {
        let text = new_kind(&KindName::parse(name).unwrap());
        let kind = Descriptor::from_toml(&text).unwrap_or_else(|faults| panic!("{name}: {faults:?}"));
        assert_eq!(kind.kind().as_str(), name);
        assert!(text.lines().filter(|line| line.contains('#')).count() > 20, "the template explains itself");
    }
}
