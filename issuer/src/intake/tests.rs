use std::fs;
use std::path::Path;

use chop_core::document::{Date, Descriptor, Kinds, csv_template};

use super::*;

fn kind(name: &str) -> Descriptor {
    Kinds::shipped().by_kind(name).unwrap().clone()
}

fn read_file(descriptor: &Descriptor, path: &Path) -> (Vec<Row>, Vec<(u64, String, &'static str)>) {
    let source = Source { path, descriptor, issuer: Kid::new([1; 8]), on: Date::parse("2026-11-22").unwrap() };
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    read::<FileFault>(&source, &Pictures::beside(source.path), &mut |judged| {
        match judged {
            Ok(row) => rows.push(row),
            Err(found) => {
                faults.extend(found.iter().map(|fault| (fault.row, fault.column.to_string(), fault.code())));
            }
        }
        Ok(())
    })
    .unwrap();
    (rows, faults)
}

fn read_bytes(descriptor: &Descriptor, bytes: &[u8]) -> (Vec<Row>, Vec<(u64, String, &'static str)>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("batch");
    fs::write(&path, bytes).unwrap();
    read_file(descriptor, &path)
}

fn faults(descriptor: &Descriptor, text: &str) -> Vec<(u64, String, &'static str)> {
    read_bytes(descriptor, text.as_bytes()).1
}

fn expect(faults: Vec<(u64, String, &'static str)>, expected: &[(u64, &str, &str)]) {
    let faults: Vec<_> = faults.iter().map(|(row, column, code)| (*row, column.as_str(), *code)).collect();
    assert_eq!(faults, expected);
}

#[test]
fn each_fault_of_a_table_has_its_row_column_and_code() {
    let age = kind("age-proof");
    for (text, expected) in [
        ("", vec![(1, "", "intake.empty")]),
        ("holder_ref,birth_date\n", vec![(2, "", "intake.empty")]),
        ("birth_date\n1958\n", vec![(1, "holder_ref", "intake.holder-missing")]),
        ("holder_ref\nA\n", vec![(1, "birth_date", "record.missing")]),
        ("holder_ref,birth_date,CHAN Tai Man\nA,1958,x\n", vec![(1, "3", "record.unknown-column")]),
        ("holder_ref,birth_date,birth_date\nA,1958,1958\n", vec![(1, "birth_date", "record.duplicate-column")]),
        ("holder_ref,holder_ref,birth_date\nA,A,1958\n", vec![(1, "holder_ref", "record.duplicate-column")]),
        (
            "holder_ref,birth_date\nA,1958\n,1958\nB,1958-13\nC\nD,1958,1\n\"E\nF\",1958\nG,\n",
            vec![
                (3, "holder_ref", "intake.holder-missing"),
                (4, "birth_date", "value.date"),
                (5, "", "intake.fields"),
                (6, "", "intake.fields"),
                (7, "holder_ref", "intake.holder-form"),
                (8, "birth_date", "record.missing"),
            ],
        ),
        (
            "holder_ref,claim_code,birth_date\nA,,1958\nB,0000-0000-0000-0001,1958\nC,0000-0000-0000-0000,1958\n",
            vec![(3, "claim_code", "claim.code")],
        ),
        ("holder_ref,birth_date,age_over_18\nA,1958,true\n", vec![(2, "age_over_18", "record.derived-column")]),
        (
            "holder_ref,birth_date,portrait\nA,1958,\"data:image/png;base64,AAAA\"\n",
            vec![(2, "portrait", "value.image")],
        ),
    ] {
        expect(faults(&age, text), &expected);
    }
}

#[test]
fn every_fault_of_a_row_is_found_not_only_the_first() {
    let licence = kind("fishing-licence");
    let text = "holder_ref,claim_code,family_name,document_number,birth_date,licence_from,expiry_date,conditions,area\n\
                ,x,CHAN1,,1958-02-30,today,2029-11-23,none,all\n";
    expect(
        faults(&licence, text),
        &[
            (2, "holder_ref", "intake.holder-missing"),
            (2, "claim_code", "claim.code"),
            (2, "family_name", "value.name"),
            (2, "document_number", "record.missing"),
            (2, "birth_date", "value.date"),
            (2, "licence_from", "value.date"),
            (2, "conditions", "value.code"),
        ],
    );
}

#[test]
fn each_fault_of_json_lines_has_its_line_and_code() {
    let age = kind("age-proof");
    for (text, expected) in [
        ("{}\n", vec![(1, "holder_ref", "intake.holder-missing"), (1, "birth_date", "record.missing")]),
        (
            "{\"holder_ref\":\"A\",\"birth_date\":\"1958\"}\n\n[1]\n{\"holder_ref\":1,\"birth_date\":\"1958\"}\n{\n",
            vec![(3, "", "intake.object"), (4, "holder_ref", "intake.holder-form"), (5, "", "json.syntax")],
        ),
        ("{\"holder_ref\":\"A\",\"holder_ref\":\"B\",\"birth_date\":\"1958\"}", vec![(1, "", "json.duplicate")]),
        ("{\"holder_ref\":\"A\",\"birth_date\":\"1958\",\"x\":1}", vec![(1, "3", "record.unknown-column")]),
        ("{\"holder_ref\":\"A\",\"birth_date\":1958}", vec![(1, "birth_date", "value.type")]),
        ("{\"holder_ref\":\"A\",\"birth_date\":\"1958\",\"claim_code\":7}", vec![(1, "claim_code", "claim.code")]),
        (
            "{\"holder_ref\":\"A\",\"birth_date\":\"1958\",\"portrait\":\"../p\"}",
            vec![(1, "portrait", "intake.picture-path")],
        ),
    ] {
        expect(faults(&age, text), &expected);
    }
}

#[test]
fn text_that_is_not_utf8_is_named_by_its_place() {
    let age = kind("age-proof");
    let (_, found) = read_bytes(&age, b"holder_ref,birth_date\nA,1958\nB\xff,1958\n");
    expect(found, &[(3, "1", "intake.encoding")]);
    let (_, found) = read_bytes(&age, b"holder_ref,birth_date,\xff\nA,1958,1\n");
    expect(found, &[(1, "3", "intake.encoding")]);
    let (_, found) = read_bytes(&age, b"{\"holder_ref\":\"\xff\",\"birth_date\":\"1958\"}\n");
    expect(found, &[(1, "", "json.syntax")]);
}

#[test]
fn tables_as_office_programs_write_them_are_read() {
    let age = kind("age-proof");
    for text in [
        "\u{feff}holder_ref,birth_date\r\nA,1958\r\n",
        "birth_date,holder_ref\n\"1958\",\"A\"",
        "holder_ref,birth_date\n\nA,1958\n\n",
        "\u{feff}{\"holder_ref\":\"A\",\"birth_date\":\"1958\"}\r\n",
        "  {\"birth_date\":\"1958\",\"holder_ref\":\"A\",\"claim_code\":null}",
    ] {
        let (rows, found) = read_bytes(&age, text.as_bytes());
        assert_eq!(found, [], "{text}");
        assert_eq!((rows.len(), rows[0].holder.expose(), rows[0].claim), (1, "A", None), "{text}");
        assert_eq!(rows[0].content.0, r#"{"birth_date":"1958"}"#);
    }
}

#[test]
fn a_row_is_bounded_on_both_sides() {
    let age = kind("age-proof");
    let table = |length: usize| format!("holder_ref,birth_date\n{},1958\n", "x".repeat(length));
    let line = |length: usize| format!("{{\"birth_date\":\"1958\",\"holder_ref\":\"{}\"}}", "x".repeat(length));
    // The reference is too long either way; the row is too long only on the far side.
    let room = ROW_BYTES - "1958".len() - 2;
    expect(faults(&age, &table(room)), &[(2, "holder_ref", "intake.holder-form")]);
    expect(faults(&age, &table(room + 1)), &[(2, "", "intake.row-size")]);
    let room = ROW_BYTES - line(0).len();
    expect(faults(&age, &line(room)), &[(1, "holder_ref", "intake.holder-form")]);
    expect(faults(&age, &line(room + 1)), &[(1, "", "intake.row-size")]);
    // The rows after a line that is too long are read.
    let two = format!("{}\n{}", line(room + 9), "{\"holder_ref\":\"A\",\"birth_date\":\"1958\"}");
    let (rows, _) = read_bytes(&age, two.as_bytes());
    assert_eq!((rows.len(), rows[0].row), (1, 2));
}

#[test]
fn a_quote_that_is_never_closed_does_not_make_one_row_of_the_file() {
    let age = kind("age-proof");
    let text = format!("holder_ref,birth_date\nA,\"1958\n{}", "B,1958\n".repeat(200_000));
    expect(faults(&age, &text), &[(2, "", "intake.row-size")]);
    let header = format!("\"holder_ref,birth_date\n{}", "B,1958\n".repeat(200_000));
    expect(faults(&age, &header), &[(1, "", "intake.row-size")]);
}

#[test]
fn a_batch_is_bounded_on_both_sides() {
    let age = kind("age-proof");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("batch");
    // Rows without a reference are the quickest to judge.
    let rows = usize::try_from(ROWS_MAX).unwrap();
    for (rows, last) in [(rows, None), (rows + 1, Some("intake.rows"))] {
        let mut text = String::from("birth_date,holder_ref\n");
        text += &"1\n".repeat(rows);
        fs::write(&path, text).unwrap();
        let source =
            Source { path: &path, descriptor: &age, issuer: Kid::new([1; 8]), on: Date::parse("2026-11-22").unwrap() };
        let (mut count, mut code) = (0_u64, None);
        read::<FileFault>(&source, &Pictures::beside(source.path), &mut |judged| {
            count += 1;
            code = judged.err().map(|found| found[0].code()).filter(|code| *code != "intake.fields");
            Ok(())
        })
        .unwrap();
        assert_eq!((count, code), (u64::try_from(rows).unwrap(), last));
    }
}

#[test]
fn a_picture_is_a_file_beside_the_batch_or_a_data_uri() {
    // A WebP picture of one grey pixel.
    const PIXEL: &str = "UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAUAmJaQAA3AA/v89WAAAAA==";
    let pixel = || {
        use chop_core::document::{Cell, Record, Value};
        let uri = format!("data:image/webp;base64,{PIXEL}");
        let on = Date::parse("2026-11-22").unwrap();
        let cells = [("birth_date", Cell::Text("1958")), ("portrait", Cell::Text(&uri))];
        let record = Record::from_fields(&kind("age-proof"), cells, on).unwrap();
        let Some(Value::Image(bytes)) = record.value("portrait") else { panic!("no picture") };
        bytes.clone()
    };
    let age = kind("age-proof");
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("in");
    fs::create_dir_all(inside.join("photos")).unwrap();
    fs::write(inside.join("photos/a.webp"), pixel()).unwrap();
    fs::write(inside.join("empty.webp"), "").unwrap();
    fs::write(folder.path().join("outside.webp"), pixel()).unwrap();
    fs::File::create(inside.join("huge")).unwrap().set_len(u64::try_from(PICTURE_BYTES).unwrap() + 1).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path().join("outside.webp"), inside.join("link.webp")).unwrap();
    let path = inside.join("batch.csv");
    let mut text = format!(
        "holder_ref,birth_date,portrait\nA,1958,photos/a.webp\nB,1958,./photos/a.webp\nC,1958,\"data:image/webp;base64,{PIXEL}\"\nD,1958,\n"
    );
    fs::write(&path, &text).unwrap();
    let (rows, found) = read_file(&age, &path);
    assert_eq!((rows.len(), found.len()), (4, 0), "{found:?}");
    assert_eq!(rows[0].content.0, rows[2].content.0);
    assert!(!rows[3].content.0.contains("portrait"));

    text = String::from("holder_ref,birth_date,portrait\n");
    let absolute = folder.path().join("outside.webp");
    for (row, name) in
        ["../outside.webp", absolute.to_str().unwrap(), "none.webp", "photos", "empty.webp", "huge", "link.webp"]
            .iter()
            .enumerate()
    {
        text += &format!("{row},1958,{name}\n");
    }
    fs::write(&path, &text).unwrap();
    let (_, found) = read_file(&age, &path);
    expect(
        found,
        &[
            (2, "portrait", "intake.picture-path"),
            (3, "portrait", "intake.picture-path"),
            (4, "portrait", "intake.picture-missing"),
            (5, "portrait", "intake.picture-missing"),
            (6, "portrait", "portrait.format"),
            (7, "portrait", "intake.picture-size"),
            (8, "portrait", "intake.picture-path"),
        ],
    );
}

#[test]
fn what_the_register_keeps_of_a_row_makes_the_same_record_again() {
    for descriptor in Kinds::shipped().iter() {
        let template = csv_template(descriptor);
        let mut text = format!("holder_ref,{}\n", template.header.join(","));
        let cells: Vec<String> =
            template.example.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
        text += &format!("A,{}\n", cells.join(","));
        let (rows, found) = read_bytes(descriptor, text.as_bytes());
        assert_eq!(found, [], "{}", descriptor.kind());
        let kept = serde_json::from_str(&rows[0].content.0).unwrap();
        let again = Record::from_json(descriptor, &kept, Date::parse("2026-11-22").unwrap()).unwrap();
        assert!(again == rows[0].record, "{}", descriptor.kind());
    }
}

#[test]
fn each_code_of_the_issuer_s_own_is_one_and_stable() {
    let mut codes: Vec<_> = RowRule::OWN.iter().map(RowRule::code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), RowRule::OWN.len());
    assert!(codes.iter().all(|code| code.starts_with("intake.")));
}
