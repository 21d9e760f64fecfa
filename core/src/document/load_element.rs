//! One `[[elements]]` table.

use super::element::{
    Bound, CodeLabel, CodeList, Derive, Disclose, Element, ElementType, Field, LIST_MAX, ListShape, Sensitivity, TEXT_MAX,
    integer_max,
};
use super::ids::{Code, ElementId};
use super::kind_fault::{ElementRule, KeyRule};
use super::load::{At, LABEL, at};
use super::name::TextFormat;
use super::table::Table;
use crate::encoding::limits::PORTRAIT_BYTES;

/// Reads an element. Its name goes to `known_ids` even if the rest is broken.
pub(super) fn load_element(mut table: Table<'_>, known_ids: &mut Vec<String>) -> Option<At<Element>> {
    let id = table.str("id").and_then(|s| s.parse(ElementRule::Id, |s| ElementId::parse(s).ok()));
    if let Some(id) = &id {
        table.rename(&format!("elements.{}", id.value));
        if known_ids.iter().any(|known| known == id.value.as_str()) {
            id.fault(ElementRule::Duplicate);
        }
        known_ids.push(id.value.as_str().to_owned());
    }
    let ty = load_type(&table, true);
    let optional = table.opt_bool("optional").unwrap_or(false);
    let sensitivity = table.choice("sensitivity", &Sensitivity::ALL, Sensitivity::word);
    let disclose = table.choice("disclose", &Disclose::ALL, Disclose::word);
    let names = table.localized("names", LABEL);
    let bound = table.opt_choice("bound", &Bound::ALL, Bound::word).map(|found| found.value);
    let example = table.opt_str("example").map(|found| found.value.into());
    let has_derive = table.has("derive");
    let derive = table.opt_table("derive").and_then(load_derive);
    let place = table.place().clone();
    table.finish();
    if has_derive && derive.is_none() {
        return None;
    }
    Some(At {
        value: Element {
            id: at(id?).value,
            ty: ty?,
            optional,
            sensitivity: sensitivity?.value,
            disclose: disclose?.value,
            names: names?,
            derive,
            bound,
            example,
        },
        place,
    })
}

/// The options of each type; every other one does not fit it.
const OPTIONS: [&str; 6] = ["max", "min", "format", "codes", "fields", "item"];

fn load_type(table: &Table<'_>, top: bool) -> Option<ElementType> {
    let word = table.choice("type", &ElementType::WORDS, |word| word)?.value;
    let allowed: &[&str] = match word {
        "text" => &["max", "format"],
        "integer" => &["min", "max"],
        "code" => &["codes"],
        "image" => &["max"],
        "list" => &["max", "fields", "item"],
        _ => &[],
    };
    for option in OPTIONS {
        if table.has(option) && !allowed.contains(&option) {
            table.ignore(option);
            table.fault(ElementRule::Option);
        }
    }
    match word {
        "text" => {
            let format = table.opt_choice("format", &TextFormat::ALL, TextFormat::word).map(|found| found.value);
            let format = format.unwrap_or(TextFormat::Plain);
            let max = table.int("max", 1..=format.ceiling().map_or(TEXT_MAX, |ceiling| ceiling.min(TEXT_MAX)))?;
            Some(ElementType::Text { max, format })
        }
        "integer" => {
            let range = -integer_max()..=integer_max();
            let min = table.opt_int("min", range.clone()).map_or(-integer_max(), |found| found.value);
            let max = table.opt_int("max", range).map_or(integer_max(), |found| found.value);
            if min > max {
                table.fault(KeyRule::Range);
            }
            Some(ElementType::Integer { min, max })
        }
        "boolean" => Some(ElementType::Boolean),
        "date" => Some(ElementType::Date),
        "datetime" => Some(ElementType::DateTime),
        "partial-date" => Some(ElementType::PartialDate),
        "id-number" => Some(ElementType::IdNumber),
        "code" => load_codes(table).map(ElementType::Code),
        "image" if top => Some(ElementType::Image { max: table.int("max", 1..=PORTRAIT_BYTES)? }),
        "list" if top => load_list(table),
        _ => {
            table.fault(ElementRule::List);
            None
        }
    }
}

fn load_codes(table: &Table<'_>) -> Option<CodeList> {
    let entries = table.tables("codes")?;
    let count = entries.len();
    let codes: Vec<CodeLabel> = entries
        .into_iter()
        .filter_map(|entry| {
            let code = entry.str("code").and_then(|s| s.parse(ElementRule::Codes, |s| Code::parse(s).ok()));
            let names = entry.languages(LABEL);
            entry.finish();
            Some(CodeLabel { code: code?.value, names: names? })
        })
        .collect();
    if codes.len() < count {
        return None;
    }
    let list = CodeList::new(codes);
    if list.is_none() {
        table.fault(ElementRule::Codes);
    }
    list
}

fn load_list(table: &Table<'_>) -> Option<ElementType> {
    let max = table.int("max", 1..=LIST_MAX);
    let shape = match (table.opt_table("item"), table.opt_tables("fields")) {
        (Some(item), None) => {
            let ty = load_type(&item, false);
            item.finish();
            ListShape::Scalar(Box::new(ty?))
        }
        (None, Some(fields)) if !fields.is_empty() => {
            let count = fields.len();
            let fields: Vec<Field> = fields.into_iter().filter_map(load_field).collect();
            if fields.len() < count {
                return None;
            }
            if fields.iter().enumerate().any(|(i, a)| fields.iter().take(i).any(|b| a.id == b.id)) {
                table.fault(ElementRule::List);
            }
            ListShape::Record(fields)
        }
        _ => {
            table.fault(ElementRule::List);
            return None;
        }
    };
    Some(ElementType::List { max: max?, shape })
}

fn load_field(table: Table<'_>) -> Option<Field> {
    let id = table.str("id").and_then(|s| s.parse(ElementRule::Id, |s| ElementId::parse(s).ok()));
    let ty = load_type(&table, false);
    let optional = table.opt_bool("optional").unwrap_or(false);
    let names = table.localized("names", LABEL);
    table.finish();
    Some(Field { id: id?.value, ty: ty?, optional, names: names? })
}

/// The rules by which an element can be computed.
#[derive(Clone, Copy)]
enum Rule {
    AgeOver,
    IdMasked,
    AtLeast,
}

fn load_derive(table: Table<'_>) -> Option<Derive> {
    let rule = table.choice("rule", &[Rule::AgeOver, Rule::IdMasked, Rule::AtLeast], |rule| match rule {
        Rule::AgeOver => "age-over",
        Rule::IdMasked => "id-masked",
        Rule::AtLeast => "at-least",
    });
    let from = table.str("from").and_then(|s| s.parse(ElementRule::DeriveSource, |s| ElementId::parse(s).ok()));
    let derive = rule.and_then(|rule| {
        let from = from.map(|found| found.value);
        match rule.value {
            Rule::AgeOver => {
                let years = table.int("years", 1..=120_u8);
                Some(Derive::AgeOver { from: from?, years: years? })
            }
            Rule::IdMasked => Some(Derive::IdMasked { from: from? }),
            Rule::AtLeast => {
                let code = table.str("code").and_then(|s| s.parse(ElementRule::DeriveSource, |s| Code::parse(s).ok()));
                Some(Derive::AtLeast { from: from?, code: code?.value })
            }
        }
    });
    table.finish();
    derive
}
