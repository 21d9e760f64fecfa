//! Values for people and as JSON.

use base64ct::{Base64, Encoding};
use serde_json::Value as Json;

use super::date::{Date, PartialDate};
use super::element::{ElementType, ListShape};
use super::picture::PictureFormat;
use super::value::{ListItem, ListRecord, Value};
use super::value_read::UNKNOWN_MEDIA_TYPE;
use crate::language::Language;
use crate::time::UnixTime;

impl Value {
    /// The value as people read it in a language: dates in words, codes by their labels, identity numbers masked,
    /// pictures as their size. Names and other text are exactly as issued in every language.
    ///
    /// ```
    /// use chop_core::document::{Date, ElementType, Value};
    /// use chop_core::language::Language;
    /// let date = Value::Date(Date::parse("1985-06-03").unwrap());
    /// assert_eq!(date.show(&ElementType::Date, Language::English), "3 June 1985");
    /// assert_eq!(date.show(&ElementType::Date, Language::TraditionalChinese), "1985年6月3日");
    /// ```
    #[must_use]
    pub fn show(&self, ty: &ElementType, language: Language) -> String {
        match self {
            Self::Text(text) => text.as_str().to_owned(),
            Self::Integer(n) => n.get().to_string(),
            Self::Boolean(value) => yes_or_no(*value, language).to_owned(),
            Self::Date(date) | Self::PartialDate(PartialDate::Day(date)) => show_date(*date, language),
            Self::DateTime(time) => show_time(*time, language),
            Self::PartialDate(date) => show_partial(date, language),
            Self::Code(code) => match ty {
                ElementType::Code(list) => list.label(code.as_str()).map(|names| names.get(language).to_owned()),
                _ => None,
            }
            .unwrap_or_else(|| code.as_str().to_owned()),
            Self::IdNumber(number) => number.masked(),
            Self::Image(bytes) => match language {
                Language::English => format!("picture, {} bytes", bytes.len()),
                Language::TraditionalChinese => format!("圖片，{} 位元組", bytes.len()),
                Language::SimplifiedChinese => format!("图片，{} 字节", bytes.len()),
            },
            Self::List(items) => {
                let shape = match ty {
                    ElementType::List { shape, .. } => Some(shape),
                    _ => None,
                };
                let shown: Vec<String> = items.iter().map(|item| show_item(item, shape, language)).collect();
                shown.join(between(language, "; ", "；"))
            }
        }
    }

    /// The value as JSON: dates and times as strings, an identity number in full, a picture as a data URI of the type
    /// that its content has.
    #[must_use]
    pub fn to_json(&self) -> Json {
        match self {
            Self::Text(text) => text.as_str().into(),
            Self::Integer(n) => n.get().into(),
            Self::Boolean(value) => (*value).into(),
            Self::Date(date) => date.to_string().into(),
            Self::DateTime(time) => time.to_tdate().into(),
            Self::PartialDate(date) => date.to_string().into(),
            Self::Code(code) => code.as_str().into(),
            Self::IdNumber(number) => number.expose().into(),
            Self::Image(bytes) => {
                let media_type = PictureFormat::sniff(bytes).map_or(UNKNOWN_MEDIA_TYPE, PictureFormat::media_type);
                format!("data:{media_type};base64,{}", Base64::encode_string(bytes)).into()
            }
            Self::List(items) => items
                .iter()
                .map(|item| match item {
                    ListItem::Scalar(scalar) => scalar.value().to_json(),
                    ListItem::Record(record) => Json::Object(
                        record.iter().map(|(id, value)| (id.as_str().to_owned(), value.value().to_json())).collect(),
                    ),
                })
                .collect(),
        }
    }
}

fn show_item(item: &ListItem, shape: Option<&ListShape>, language: Language) -> String {
    match (item, shape) {
        (ListItem::Scalar(scalar), Some(ListShape::Scalar(ty))) => scalar.value().show(ty, language),
        (ListItem::Record(record), Some(ListShape::Record(fields))) => {
            let shown: Vec<String> = fields
                .iter()
                .filter_map(|field| {
                    let value = record.get(field.id.as_str())?.show(&field.ty, language);
                    Some(format!("{}{}{value}", field.names.get(language), between(language, ": ", "：")))
                })
                .collect();
            shown.join(between(language, ", ", "，"))
        }
        (ListItem::Scalar(scalar), _) => scalar.value().show(&ElementType::Boolean, language),
        (ListItem::Record(record), _) => show_unlabelled(record, language),
    }
}

fn show_unlabelled(record: &ListRecord, language: Language) -> String {
    let shown: Vec<String> = record
        .iter()
        .map(|(id, value)| format!("{id}: {}", value.value().show(&ElementType::Boolean, language)))
        .collect();
    shown.join(", ")
}

const fn between<'a>(language: Language, english: &'a str, chinese: &'a str) -> &'a str {
    match language {
        Language::English => english,
        Language::TraditionalChinese | Language::SimplifiedChinese => chinese,
    }
}

const fn yes_or_no(value: bool, language: Language) -> &'static str {
    match (value, language) {
        (true, Language::English) => "yes",
        (false, Language::English) => "no",
        (true, Language::TraditionalChinese | Language::SimplifiedChinese) => "是",
        (false, Language::TraditionalChinese | Language::SimplifiedChinese) => "否",
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn month_name(month: i8) -> &'static str {
    usize::try_from(month - 1).ok().and_then(|i| MONTHS.get(i)).copied().unwrap_or_default()
}

impl Date {
    /// The day in words: `3 June 1985`, `1985年6月3日`.
    #[must_use]
    pub fn show(self, language: Language) -> String {
        show_date(self, language)
    }
}

fn show_date(date: Date, language: Language) -> String {
    match language {
        Language::English => format!("{} {} {}", date.day(), month_name(date.month()), date.year()),
        Language::TraditionalChinese | Language::SimplifiedChinese => {
            format!("{}年{}月{}日", date.year(), date.month(), date.day())
        }
    }
}

fn show_partial(date: &PartialDate, language: Language) -> String {
    match (date, language) {
        (PartialDate::Day(date), _) => show_date(*date, language),
        (PartialDate::Month(at), Language::English) => format!("{} {}", month_name(at.month()), at.year()),
        (PartialDate::Month(at), _) => format!("{}年{}月", at.year(), at.month()),
        (PartialDate::Year(year), Language::English) => year.number().to_string(),
        (PartialDate::Year(year), _) => format!("{}年", year.number()),
    }
}

/// Hong Kong's time of day, to the minute.
fn show_time(time: UnixTime, language: Language) -> String {
    let at = time.hong_kong();
    format!("{} {:02}:{:02}", show_date(at.date().into(), language), at.hour(), at.minute())
}
