use serde_json::json;

use super::super::*;
use super::{day, shipped};

type Fields<'a> = Vec<(&'a str, &'a str)>;

const ON: &str = "2026-11-24";

fn person() -> Fields<'static> {
    vec![
        ("family_name", "CHAN"),
        ("given_name", "Tai Hei"),
        ("name_zh", "陳大𤋮"),
        ("id_number", "o123456 (1)"),
        ("birth_date", "1961"),
        ("issue_date", "2021-11-30"),
    ]
}

fn make(kind: &str, fields: Fields<'_>) -> Result<Record, Vec<FieldFault>> {
    Record::from_fields(&shipped(kind), fields, day(ON))
}

fn with(mut fields: Fields<'static>, name: &'static str, cell: &'static str) -> Fields<'static> {
    fields.retain(|(other, _)| *other != name);
    fields.push((name, cell));
    fields
}

fn faults(result: Result<Record, Vec<FieldFault>>) -> Vec<String> {
    result.err().unwrap_or_default().iter().map(|fault| format!("{}: {}", fault.column, fault.code())).collect()
}

#[test]
fn a_row_becomes_the_elements_of_a_credential_in_their_order() {
    let record = make("personal-code", person()).unwrap();
    let elements = record.elements();
    let shown: Vec<(String, Option<serde_json::Value>)> =
        elements.iter().map(|(id, value)| (id.to_string(), value.as_ref().map(Value::to_json))).collect();
    assert_eq!(
        shown,
        [
            ("family_name".to_owned(), Some(json!("CHAN"))),
            ("given_name".to_owned(), Some(json!("Tai Hei"))),
            ("name_zh".to_owned(), Some(json!("陳大𤋮"))),
            ("document_number_masked".to_owned(), Some(json!("O123***(*)"))),
            ("age_over_18".to_owned(), Some(json!(true))),
            ("age_over_65".to_owned(), Some(json!(false))),
            ("issue_date".to_owned(), Some(json!("2021-11-30"))),
            ("portrait".to_owned(), None),
        ]
    );
    assert_eq!(record.kind().as_str(), "personal-code");
    assert!(matches!(record.value("id_number"), Some(Value::IdNumber(_))));
}

#[test]
fn a_year_of_birth_alone_gives_the_age_only_on_its_last_day() {
    let kind = shipped("personal-code");
    let age = |on| Record::from_fields(&kind, person(), day(on)).unwrap().value("age_over_65").map(Value::to_json);
    assert_eq!(age("2026-12-30"), Some(json!(false)));
    assert_eq!(age("2026-12-31"), Some(json!(true)));
}

#[test]
fn every_fault_of_a_row_is_told_at_once_and_none_repeats_a_value() {
    let fields = vec![
        ("family_name", "CHAN\u{202e}"),
        ("given_name", "陳"),
        ("name_zh", "陳大文陳大文陳"),
        ("id_number", "O123456(2)"),
        ("birth_date", "3/6/1958"),
        ("issue_date", "2021-02-30"),
        ("portrait", "data:image/png;base64,AAAA"),
        ("age_over_18", "true"),
        ("CHAN TAI MAN", "x"),
        ("family_name", "WONG"),
    ];
    let found = faults(make("personal-code", fields.clone()));
    assert_eq!(
        found,
        [
            "family_name: value.text",
            "given_name: value.name",
            "name_zh: value.length",
            "id_number: value.id-number",
            "birth_date: value.date",
            "issue_date: value.date",
            "portrait: value.image",
            "age_over_18: record.derived-column",
            "#9: record.unknown-column",
            "family_name: record.duplicate-column",
        ]
    );
    let debug = format!("{:?}", make("personal-code", fields).unwrap_err());
    for value in ["CHAN", "WONG", "陳", "O1234", "1958"] {
        assert!(!debug.contains(value), "{debug}");
    }
}

#[test]
fn what_must_be_there_is_missed_and_what_may_be_absent_stays_absent() {
    assert_eq!(
        faults(make("personal-code", vec![("name_zh", "陳大文"), ("family_name", "")])),
        [
            "family_name: record.missing",
            "id_number: record.missing",
            "birth_date: record.missing",
            "issue_date: record.missing"
        ]
    );
    let record = make("personal-code", with(with(person(), "given_name", ""), "name_zh", "")).unwrap();
    assert_eq!(record.value("given_name"), None);
    assert_eq!(record.elements()[1].1, None);
}

#[test]
fn nothing_of_a_name_is_changed() {
    for (family, given, chinese) in [
        ("CHAN", "Tai Hei", "陳大𤋮"),
        ("WONG", "Kwai Sum", "黃𤧬心"),
        ("HO", "Fong", "何𨥾"),
        ("LAM", "Hau Ming", "林𣇈明"),
        ("CHEUNG", "Lin", "張𥖄"),
        ("LEUNG", "Kat", "梁𠮷"),
        ("CHOW", "Chit Kwan", "周喆堃"),
        ("LEE", "Sau Han", "李綉嫺"),
        ("AU YEUNG", "", "\u{f9dc}"),
    ] {
        let fields = with(with(with(person(), "family_name", family), "given_name", given), "name_zh", chinese);
        let record = make("personal-code", fields).unwrap();
        assert_eq!(record.value("name_zh").unwrap().to_json(), json!(chinese));
        assert_eq!(record.value("family_name").unwrap().to_json(), json!(family));
        assert_eq!(record.value("name_zh").unwrap().to_cbor()[1..], *chinese.as_bytes());
    }
}

#[test]
fn nothing_is_trimmed() {
    assert_eq!(faults(make("personal-code", with(person(), "family_name", " CHAN"))), ["family_name: value.name"]);
    assert_eq!(faults(make("personal-code", with(person(), "issue_date", "2021-11-30 "))), ["issue_date: value.date"]);
    assert_eq!(faults(make("personal-code", with(person(), "given_name", " "))), ["given_name: value.name"]);
}

#[test]
fn a_senior_citizen_card_made_before_the_birthday_begins_on_it() {
    let kind = shipped("senior-citizen-card");
    let make = |born, on| {
        let fields = [("family_name", "CHAN"), ("document_number", "SC1"), ("birth_date", born), ("issue_date", ON)];
        Record::from_fields(&kind, fields, day(on)).unwrap()
    };
    let early = make("1961-11-26", "2026-11-24");
    assert_eq!(early.begins(), day("2026-11-26"));
    assert_eq!(early.value("age_over_65").map(Value::to_json), Some(json!(true)));
    assert_eq!(make("1961-11-24", "2026-11-24").begins(), day("2026-11-24"));
    assert_eq!(make("1961-11-23", "2026-11-24").begins(), day("2026-11-24"));
    assert_eq!(make("1961", "2026-11-24").begins(), day("2026-12-31"));
}

#[test]
fn a_fishing_licence_begins_on_the_thirteenth_birthday() {
    let kind = shipped("fishing-licence");
    let fields = [
        ("family_name", "CHAN"),
        ("document_number", "F1"),
        ("birth_date", "2013-12-01"),
        ("licence_from", ON),
        ("expiry_date", "2029-11-23"),
        ("conditions", "standard"),
        ("area", "all"),
    ];
    let record = Record::from_fields(&kind, fields, day(ON)).unwrap();
    assert_eq!(record.begins(), day("2026-12-01"));
    assert_eq!(record.value("age_over_13").map(Value::to_json), Some(json!(true)));
}

#[test]
fn levels_are_derived_in_the_order_of_the_list_and_only_for_papers_taken() {
    let result = |ue| {
        let mut fields = vec![("family_name", "CHAN"), ("id_number", "O123456(1)"), ("exam_date", ON)];
        fields.push(("ue_level", ue));
        let record = make("cre-result", fields).unwrap();
        ["ue_at_least_1", "ue_at_least_2", "uc_at_least_1"].map(|id| record.value(id).map(Value::to_json))
    };
    assert_eq!(result("2"), [Some(json!(true)), Some(json!(true)), None]);
    assert_eq!(result("1"), [Some(json!(true)), Some(json!(false)), None]);
    assert_eq!(result("F"), [Some(json!(false)), Some(json!(false)), None]);
    assert_eq!(result(""), [None, None, None]);
    let fields = vec![("family_name", "CHAN"), ("id_number", "O1234561"), ("exam_date", ON), ("ue_level", "3")];
    assert_eq!(faults(make("cre-result", fields)), ["ue_level: value.code"]);
}

#[test]
fn classes_come_in_compact_text_or_json_and_mean_the_same() {
    let kind = shipped("driving-licence");
    let element = kind.element("entitlements").unwrap();
    let record = |classes: &str| {
        let fields = [
            ("family_name", "CHAN"),
            ("reference_number", "R1"),
            ("birth_date", "1990-01-01"),
            ("licence_type", "full"),
            ("issue_date", ON),
            ("expiry_date", "2036-11-23"),
            ("entitlements", classes),
        ];
        Record::from_fields(&kind, fields, day(ON))
            .map(|record| record.value("entitlements").unwrap().clone())
            .map_err(|found| faults(Err(found)))
    };
    let compact = record("1:2020-01-01/2030-01-01;2:2024-06-03;3://full").unwrap();
    let in_json = r#"[{"code":"1","from":"2020-01-01","to":"2030-01-01"},{"from":"2024-06-03","code":"2"},{"code":"3","stage":"full"}]"#;
    assert_eq!(record(in_json).unwrap(), compact);
    assert_eq!(Value::from_json(&serde_json::from_str(in_json).unwrap(), element).unwrap(), compact);
    for (classes, code) in [
        ("", "record.missing"),
        ("1:2020-01-01/2030-01-01;", "value.list"),
        (":2020-01-01", "value.list"),
        ("99", "value.code"),
        ("1:2020-13-01", "value.date"),
        ("1:2020-01-01/2030-01-01/full/more", "value.list"),
        ("1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1", "value.length"),
        ("[]", "value.length"),
        ("[{\"code\":\"1\"}", "value.list"),
        ("[{\"code\":\"1\",\"code\":\"2\"}]", "value.list"),
        ("[{\"code\":\"1\",\"colour\":\"red\"}]", "value.list"),
        ("[{\"from\":\"2020-01-01\"}]", "value.list"),
        ("[\"1\"]", "value.type"),
        ("[[]]", "value.type"),
    ] {
        assert_eq!(record(classes), Err(vec![format!("entitlements: {code}")]), "{classes}");
    }
}

#[test]
fn an_object_of_json_lines_gives_the_same_record_as_a_row() {
    let kind = shipped("driving-licence");
    let object = json!({
        "family_name": "CHAN", "name_zh": null, "given_name": "", "document_number": "O123456(1)", "reference_number": "R1",
        "birth_date": "1990-01-01", "licence_type": "full", "issue_date": ON, "expiry_date": "2036-11-23", "points": 3,
        "entitlements": [{"code": "1", "to": "2030-01-01"}],
    });
    let from_json = Record::from_json(&kind, object.as_object().unwrap(), day(ON)).unwrap();
    let row = vec![
        ("family_name", "CHAN"),
        ("document_number", "O1234561"),
        ("reference_number", "R1"),
        ("birth_date", "1990-01-01"),
        ("licence_type", "full"),
        ("issue_date", ON),
        ("expiry_date", "2036-11-23"),
        ("points", "3"),
        ("entitlements", "1:/2030-01-01"),
    ];
    assert_eq!(from_json, make("driving-licence", row).unwrap());
    assert_eq!(from_json.value("points").map(Value::to_json), Some(json!(3)));
    assert!(from_json.elements().iter().all(|(id, _)| id.as_str() != "points"));
    let bad = json!({ "points": 3.5, "licence_type": 1, "family_name": ["CHAN"], "entitlements": {} });
    let found = faults(Record::from_json(&kind, bad.as_object().unwrap(), day(ON)));
    for expected in
        ["points: value.type", "licence_type: value.type", "family_name: value.type", "entitlements: value.type"]
    {
        assert!(found.contains(&expected.to_owned()), "{found:?}");
    }
}

#[test]
fn a_picture_is_given_as_bytes_or_as_a_data_uri_and_must_be_one() {
    let kind = shipped("age-proof");
    let webp = *b"RIFF\x04\0\0\0WEBP";
    let by_bytes = |bytes: &[u8]| {
        let fields = [("birth_date", Cell::Text("1958")), ("portrait", Cell::Picture(bytes))];
        Record::from_fields(&kind, fields, day(ON))
    };
    let record = by_bytes(&webp).unwrap();
    let uri = record.value("portrait").unwrap().to_json();
    assert_eq!(uri, json!("data:image/webp;base64,UklGRgQAAABXRUJQ"));
    let by_uri = Record::from_fields(&kind, [("birth_date", "1958"), ("portrait", uri.as_str().unwrap())], day(ON));
    assert_eq!(by_uri.unwrap(), record);
    assert_eq!(faults(by_bytes(b"<svg/>")), ["portrait: value.image"]);
    let mut long = webp.to_vec();
    long.resize(451, 0);
    assert_eq!(faults(by_bytes(&long)), ["portrait: value.length"]);
    long.resize(450, 0);
    assert!(by_bytes(&long).is_ok());
    for uri in
        ["portrait.jpg", "data:image/png;base64,UklGRgQAAABXRUJQ", "data:image/webp,UklG", "data:image/webp;base64,U"]
    {
        let fields = [("birth_date", "1958"), ("portrait", uri)];
        assert_eq!(faults(Record::from_fields(&kind, fields, day(ON))), ["portrait: value.image"], "{uri}");
    }
    let other = [("birth_date", Cell::Picture(&webp)), ("portrait", Cell::Text(""))];
    assert_eq!(faults(Record::from_fields(&kind, other, day(ON))), ["birth_date: value.type"]);
}

#[test]
fn a_record_prints_nothing_of_its_holder() {
    let record = make("personal-code", person()).unwrap();
    assert_eq!(format!("{record:?}"), r#"Record { kind: "personal-code", values: "<redacted>" }"#);
    assert_eq!(format!("{:?}", record.elements()[0]), r#"("family_name", Some(<redacted>))"#);
    assert_eq!(format!("{:?}", Cell::Text("CHAN")), "<redacted>");
}
