use serde_json::json;

use super::super::*;
use super::{date_value, day, id, shipped};
use crate::encoding::cbor::{Item, Strictness, Writer};
use crate::encoding::limits::INTEGER_MAX;
use crate::language::{Language, LocalizedText};
use crate::time::UnixTime;

pub(super) fn names() -> LocalizedText {
    LocalizedText { en: "Field".into(), zh_hant: "欄".into(), zh_hans: "栏".into() }
}

pub(super) fn codes() -> CodeList {
    let code = |code: &str| CodeLabel { code: Code::parse(code).unwrap(), names: names() };
    CodeList::new(vec![code("F"), code("1"), code("2")]).unwrap()
}

pub(super) fn text(max: usize) -> ElementType {
    ElementType::Text { max, format: TextFormat::Plain }
}

pub(super) fn element(ty: ElementType) -> Element {
    Element {
        id: id("field"),
        ty,
        optional: false,
        sensitivity: Sensitivity::S1,
        disclose: Disclose::Selectable,
        names: names(),
        derive: None,
        bound: None,
        example: None,
    }
}

pub(super) fn records() -> ElementType {
    let field = |name: &str, ty, optional| Field { id: id(name), ty, optional, names: names() };
    let fields = vec![
        field("stage", text(10), true),
        field("code", ElementType::Code(codes()), false),
        field("to", ElementType::Date, true),
        field("number", ElementType::Integer { min: -5, max: 5 }, true),
    ];
    ElementType::List { max: 3, shape: ListShape::Record(fields) }
}

fn read(ty: &ElementType, write: impl FnOnce(&mut Writer)) -> Result<Value, ValueFault> {
    let mut writer = Writer::new();
    write(&mut writer);
    let bytes = writer.into_bytes();
    Value::from_cbor(&Item::parse(&bytes, Strictness::Lenient).unwrap(), &element(ty.clone()))
}

fn code_of(ty: &ElementType, write: impl FnOnce(&mut Writer)) -> &'static str {
    read(ty, write).map_or_else(|fault| fault.code(), |_| "ok")
}

#[test]
fn text_is_bounded_in_code_points_and_has_no_controls() {
    let ty = text(2);
    assert_eq!(code_of(&ty, |w| w.text("𤋮𠮷")), "ok");
    assert_eq!(code_of(&ty, |w| w.text("𤋮𠮷a")), "value.length");
    assert_eq!(code_of(&ty, |w| w.text("")), "ok");
    assert_eq!(code_of(&ty, |w| w.text("\u{7}")), "value.text");
    assert_eq!(code_of(&ty, |w| w.text("\u{202e}")), "value.text");
    assert_eq!(code_of(&ty, |w| w.bytes(b"ab")), "value.type");
    assert_eq!(code_of(&ty, Writer::null), "value.type");
    assert_eq!(code_of(&ty, |w| w.raw(&[0xf7])), "value.type", "undefined");
    assert_eq!(
        code_of(&ty, |w| {
            w.tag(1);
            w.text("a");
        }),
        "value.type"
    );
}

#[test]
fn integers_have_a_range_on_both_sides() {
    let any = ElementType::Integer { min: i64::MIN, max: i64::MAX };
    let max = INTEGER_MAX as i64;
    for (n, code) in
        [(max, "ok"), (-max, "ok"), (max + 1, "value.range"), (-max - 1, "value.range"), (i64::MIN, "value.range")]
    {
        assert_eq!(code_of(&any, |w| w.int(n)), code, "{n}");
    }
    assert_eq!(code_of(&any, |w| w.uint(u64::MAX)), "value.range");
    assert_eq!(code_of(&any, |w| w.raw(b"\x3b\xff\xff\xff\xff\xff\xff\xff\xff")), "value.range");
    assert_eq!(code_of(&any, |w| w.raw(b"\xf9\x3c\x00")), "value.type", "a float");
    assert_eq!(code_of(&any, |w| w.raw(b"\xc2\x41\x01")), "value.type", "a bignum");
    let small = ElementType::Integer { min: -5, max: 5 };
    for (n, code) in [(-6, "value.range"), (-5, "ok"), (5, "ok"), (6, "value.range")] {
        assert_eq!(code_of(&small, |w| w.int(n)), code, "{n}");
    }
}

#[test]
fn dates_and_times_have_one_form_under_their_tags() {
    let tagged = |tag, text: &'static str| {
        move |w: &mut Writer| {
            w.tag(tag);
            w.text(text);
        }
    };
    assert_eq!(code_of(&ElementType::Date, tagged(1004, "2021-11-30")), "ok");
    assert_eq!(code_of(&ElementType::Date, tagged(1004, "2021-02-30")), "value.date");
    assert_eq!(code_of(&ElementType::Date, tagged(1004, "2021-11-30T00:00:00Z")), "value.date");
    assert_eq!(code_of(&ElementType::Date, tagged(0, "2021-11-30T00:00:00Z")), "value.type");
    assert_eq!(code_of(&ElementType::Date, |w| w.text("2021-11-30")), "value.type");
    assert_eq!(
        code_of(&ElementType::Date, |w| {
            w.tag(1004);
            w.uint(18_000);
        }),
        "value.type"
    );
    assert_eq!(code_of(&ElementType::DateTime, tagged(0, "2021-11-30T00:00:00Z")), "ok");
    assert_eq!(code_of(&ElementType::DateTime, tagged(0, "2021-11-30T00:00:00.0Z")), "value.time");
    assert_eq!(code_of(&ElementType::DateTime, tagged(0, "2021-11-30T00:00:00+08:00")), "value.time");
    assert_eq!(
        code_of(&ElementType::DateTime, |w| {
            w.tag(1);
            w.uint(0);
        }),
        "value.type"
    );
    let partial = ElementType::PartialDate;
    assert_eq!(code_of(&partial, |w| w.text("1958")), "ok");
    assert_eq!(code_of(&partial, |w| w.text("1958-06")), "ok");
    assert_eq!(code_of(&partial, tagged(1004, "1958-06-03")), "ok");
    assert_eq!(code_of(&partial, |w| w.text("1958-06-03")), "value.date", "a whole day has its tag");
    assert_eq!(code_of(&partial, |w| w.text("58")), "value.date");
    assert_eq!(code_of(&partial, tagged(1004, "1958-06")), "value.date");
    assert_eq!(code_of(&partial, |w| w.uint(1958)), "value.type");
}

#[test]
fn codes_booleans_numbers_and_pictures_are_what_they_say() {
    let ty = ElementType::Code(codes());
    assert_eq!(code_of(&ty, |w| w.text("2")), "ok");
    for other in ["3", "f", "", "a b", "\u{202e}"] {
        assert_eq!(code_of(&ty, |w| w.text(other)), "value.code", "{other}");
    }
    assert_eq!(code_of(&ty, |w| w.uint(2)), "value.type");
    assert_eq!(code_of(&ElementType::Boolean, |w| w.bool(true)), "ok");
    assert_eq!(code_of(&ElementType::Boolean, |w| w.uint(1)), "value.type");
    assert_eq!(code_of(&ElementType::IdNumber, |w| w.text("O1234561")), "ok");
    for other in ["O123456(1)", "O1234562", "o1234561", ""] {
        assert_eq!(code_of(&ElementType::IdNumber, |w| w.text(other)), "value.id-number", "{other}");
    }
    let image = ElementType::Image { max: 4 };
    assert_eq!(code_of(&image, |w| w.bytes(b"any!")), "ok", "what a picture looks like is the issuer's matter");
    assert_eq!(code_of(&image, |w| w.bytes(b"any!!")), "value.length");
    assert_eq!(code_of(&image, |w| w.text("any!")), "value.type");
}

#[test]
fn lists_are_flat_and_have_the_fields_of_the_descriptor() {
    let ty = records();
    let entry = |w: &mut Writer, fields: &[(&str, Vec<u8>)]| w.text_map(fields);
    let cbor = |write: &dyn Fn(&mut Writer)| {
        let mut writer = Writer::new();
        write(&mut writer);
        writer.into_bytes()
    };
    let (one, four) = (cbor(&|w| w.text("1")), cbor(&|w| w.int(4)));
    let list = |items: usize, fields: Vec<(&'static str, Vec<u8>)>| {
        move |w: &mut Writer| {
            w.array(items);
            (0..items).for_each(|_| entry(w, &fields));
        }
    };
    assert_eq!(code_of(&ty, list(3, vec![("code", one.clone()), ("number", four.clone())])), "ok");
    assert_eq!(code_of(&ty, list(4, vec![("code", one.clone())])), "value.length");
    assert_eq!(code_of(&ty, list(1, vec![("number", four.clone())])), "value.list", "no code");
    assert_eq!(code_of(&ty, list(1, vec![("code", one.clone()), ("colour", four.clone())])), "value.list");
    assert_eq!(code_of(&ty, list(1, vec![("code", four)])), "value.type");
    assert_eq!(code_of(&ty, list(1, vec![("code", vec![0x81, 0x61, b'1'])])), "value.type", "deeper");
    assert_eq!(code_of(&ty, |w| w.text_map(&[("code", one.clone())])), "value.type", "a bare record");
    assert_eq!(
        code_of(&ty, |w| {
            w.array(1);
            w.text("1");
        }),
        "value.type"
    );
    assert_eq!(
        code_of(&ty, |w| {
            w.array(1);
            w.map(1);
            w.uint(1);
            w.uint(1);
        }),
        "value.type",
        "a key that is a number"
    );
    let scalars = ElementType::List { max: 2, shape: ListShape::Scalar(Box::new(text(3))) };
    assert_eq!(
        code_of(&scalars, |w| {
            w.array(2);
            w.text("a");
            w.text("b");
        }),
        "ok"
    );
    assert_eq!(
        code_of(&scalars, |w| {
            w.array(1);
            w.text("long");
        }),
        "value.length"
    );
    assert_eq!(
        code_of(&scalars, |w| {
            w.array(1);
            w.array(0);
        }),
        "value.type"
    );
}

#[test]
fn a_record_in_a_list_is_written_with_its_keys_in_order_whatever_order_it_came_in() {
    let scalar = |text: &str| Scalar::new(Value::Text(Text::parse(text).unwrap())).unwrap();
    let forwards = vec![(id("to"), scalar("a")), (id("code"), scalar("b")), (id("from"), scalar("c"))];
    let backwards: Vec<_> = forwards.iter().rev().cloned().collect();
    let bytes = |fields| Value::List(vec![ListItem::Record(ListRecord::new(fields).unwrap())]).to_cbor();
    assert_eq!(bytes(forwards.clone()), b"\x81\xa3\x62to\x61a\x64code\x61b\x64from\x61c");
    assert_eq!(bytes(backwards), bytes(forwards.clone()));
    let twice = forwards.iter().chain(&forwards).cloned().collect();
    assert!(ListRecord::new(twice).is_err_and(|fault| fault == ValueFault::List));
    assert!(Scalar::new(Value::Image(Vec::new())).is_err());
    assert!(Scalar::new(Value::List(Vec::new())).is_err());
}

#[test]
fn the_elements_of_the_reference_vector_are_values_of_profile_1() {
    let vector: serde_json::Value =
        serde_json::from_str(include_str!("../../../../vectors/personal-code/reference-1.json")).unwrap();
    let kind = shipped("personal-code");
    let ids: Vec<&str> = kind.issued_elements().map(|element| element.id.as_str()).collect();
    assert_eq!(json!(ids), vector["profile"]["elements"]);
    assert_eq!(json!(kind.doctype().as_str()), vector["profile"]["docType"]);
    let items = vector["issuer_signed_items"].as_array().unwrap();
    assert_eq!(items.len(), ids.len());
    for (item, element) in items.iter().zip(kind.issued_elements()) {
        let hex = item.as_str().unwrap();
        let bytes: Vec<u8> =
            (0..hex.len() / 2).map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap()).collect();
        let outer = Item::parse(&bytes, Strictness::Deterministic).unwrap();
        let inner = Item::parse(outer.as_embedded().unwrap(), Strictness::Deterministic).unwrap();
        let raw = inner.as_map().unwrap().get("elementValue").unwrap();
        let value = Value::from_cbor(raw, element).unwrap();
        assert_eq!(value.to_cbor(), raw.raw(), "{}", element.id);
    }
}

#[test]
fn people_read_values_in_their_language() {
    let shown = |value: &Value, ty: &ElementType| Language::ALL.map(|language| value.show(ty, language));
    assert_eq!(shown(&date_value("1985-06-03"), &ElementType::Date), ["3 June 1985", "1985年6月3日", "1985年6月3日"]);
    assert_eq!(shown(&Value::Boolean(true), &ElementType::Boolean), ["yes", "是", "是"]);
    assert_eq!(shown(&Value::Boolean(false), &ElementType::Boolean), ["no", "否", "否"]);
    let partial = |text| Value::PartialDate(PartialDate::parse(text).unwrap());
    assert_eq!(shown(&partial("1958"), &ElementType::PartialDate), ["1958", "1958年", "1958年"]);
    assert_eq!(shown(&partial("1958-12"), &ElementType::PartialDate), ["December 1958", "1958年12月", "1958年12月"]);
    assert_eq!(shown(&partial("1958-06-03"), &ElementType::PartialDate)[0], "3 June 1958");
    let time = Value::DateTime(UnixTime::parse_tdate("2026-11-23T16:05:00Z").unwrap());
    assert_eq!(shown(&time, &ElementType::DateTime)[..2], ["24 November 2026 00:05", "2026年11月24日 00:05"]);
    let number = Value::IdNumber(Hkid::parse("O1234561").unwrap());
    assert_eq!(shown(&number, &ElementType::IdNumber), ["O123***(*)"; 3]);
    let picture = Value::Image(vec![0; 450]);
    assert_eq!(
        shown(&picture, &ElementType::Image { max: 450 }),
        ["picture, 450 bytes", "圖片，450 位元組", "图片，450 字节"]
    );
    let name = Value::Text(Text::parse("陳大𤋮").unwrap());
    assert_eq!(shown(&name, &text(6)), ["陳大𤋮"; 3], "never converted");
    assert_eq!(shown(&Value::Integer(Integer::new(-7).unwrap()), &records()), ["-7"; 3]);
}

#[test]
fn codes_and_lists_are_shown_by_their_labels() {
    let kind = shipped("driving-licence");
    let ty = &kind.element("entitlements").unwrap().ty;
    let value = Value::from_json(
        &json!([{"code": "1", "to": "2030-01-01", "stage": "full"}, {"code": "6"}]),
        kind.element("entitlements").unwrap(),
    )
    .unwrap();
    assert_eq!(
        value.show(ty, Language::English),
        "Class: Private car, until: 1 January 2030, Stage: Full; Class: Taxi"
    );
    assert_eq!(value.show(ty, Language::TraditionalChinese), "類別：私家車，至：2030年1月1日，階段：正式；類別：的士");
    let code = Value::Code(Code::parse("full").unwrap());
    assert_eq!(code.show(&kind.element("licence_type").unwrap().ty, Language::SimplifiedChinese), "正式");
    assert_eq!(code.show(&ElementType::Boolean, Language::English), "full", "a code without its list is itself");
    let scalars = ElementType::List { max: 2, shape: ListShape::Scalar(Box::new(text(3))) };
    let list = Value::from_json(&json!(["a", "b"]), &element(scalars.clone())).unwrap();
    assert_eq!(list.show(&scalars, Language::English), "a; b");
    assert_eq!(list.show(&ElementType::Boolean, Language::TraditionalChinese), "a；b");
    assert_eq!(value.show(&ElementType::Boolean, Language::English).split(';').count(), 2);
}

#[test]
fn json_is_read_as_strictly_as_cbor() {
    let code = |ty: &ElementType, json: serde_json::Value| {
        Value::from_json(&json, &element(ty.clone())).map_or_else(|fault| fault.code(), |_| "ok")
    };
    assert_eq!(code(&ElementType::Date, json!("2021-11-30")), "ok");
    assert_eq!(code(&ElementType::Date, json!("2021-11-31")), "value.date");
    assert_eq!(code(&ElementType::Date, json!(1)), "value.type");
    assert_eq!(code(&ElementType::PartialDate, json!("1958-06-03")), "ok");
    assert_eq!(code(&ElementType::DateTime, json!("2021-11-30T00:00:00+08:00")), "value.time");
    assert_eq!(code(&ElementType::Boolean, json!("true")), "value.type");
    assert_eq!(code(&ElementType::Integer { min: 0, max: 9 }, json!(10)), "value.range");
    assert_eq!(code(&ElementType::Integer { min: 0, max: 9 }, json!(1.0)), "value.type");
    assert_eq!(code(&ElementType::Integer { min: 0, max: 9 }, json!(u64::MAX)), "value.range");
    assert_eq!(code(&ElementType::IdNumber, json!("O123456(1)")), "value.id-number");
    assert_eq!(code(&ElementType::Code(codes()), json!("3")), "value.code");
    assert_eq!(code(&text(1), json!("ab")), "value.length");
    assert_eq!(code(&text(1), json!("\u{1}")), "value.text");
    assert_eq!(code(&text(1), json!(null)), "value.type");
    let image = ElementType::Image { max: 450 };
    assert_eq!(code(&image, json!("data:application/octet-stream;base64,AAAA")), "ok");
    assert_eq!(code(&image, json!("data:image/svg+xml;base64,AAAA")), "value.image", "the content decides");
    assert_eq!(code(&image, json!(format!("data:image/png;base64,{}", "A".repeat(1_000_000)))), "value.length");
}

#[test]
fn no_value_prints_itself() {
    let value = Value::Text(Text::parse("CHAN").unwrap());
    assert_eq!(format!("{value:?}"), "<redacted>");
    let scalar = Scalar::new(value).unwrap();
    assert_eq!(format!("{scalar:?}"), "<redacted>");
    assert_eq!(format!("{:?}", ListItem::Scalar(scalar)), "<redacted>");
    assert_eq!(format!("{:?}", ListRecord::new(Vec::new()).unwrap()), "<redacted>");
}

#[test]
fn every_code_of_a_value_is_its_own() {
    let mut codes: Vec<&str> = ValueFault::ALL.iter().map(ValueFault::code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), ValueFault::ALL.len());
    assert!(codes.iter().all(|code| code.starts_with("value.")));
}

#[test]
fn the_calendar_helpers_agree() {
    assert_eq!(day("2026-11-24").show(Language::English), "24 November 2026");
    assert_eq!(Date::from(day("2026-11-24").civil()), day("2026-11-24"));
}
