//! Where people begin: an empty table for a kind, and a new kind.

use super::descriptor::Descriptor;
use super::element::{Element, ElementType, ListShape};
use super::ids::KindName;
use super::name::TextFormat;

/// A header row and one made-up row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableTemplate {
    /// The columns: every element that is not computed.
    pub header: Vec<String>,
    /// A person who does not exist. Identity numbers begin with O, which was never issued.
    pub example: Vec<String>,
}

/// The table that a department fills in for a kind. A writer of CSV puts the rows into quotes where they need them.
///
/// ```
/// use chop_core::document::{Kinds, csv_template};
/// let kinds = Kinds::shipped();
/// let table = csv_template(kinds.by_kind("age-proof").unwrap());
/// assert_eq!(table.header, ["birth_date", "portrait"]);
/// ```
#[must_use]
pub fn csv_template(descriptor: &Descriptor) -> TableTemplate {
    let (header, example) = descriptor
        .elements()
        .iter()
        .filter(|element| element.derive.is_none())
        .map(|element| (element.id.as_str().to_owned(), example(element)))
        .unzip();
    TableTemplate { header, example }
}

fn example(element: &Element) -> String {
    match (&element.example, element.optional) {
        (Some(example), _) => example.to_string(),
        (None, true) => String::new(),
        (None, false) => example_of(&element.ty),
    }
}

fn example_of(ty: &ElementType) -> String {
    match ty {
        ElementType::Text { format: TextFormat::EnglishName, .. } => "CHAN".into(),
        ElementType::Text { format: TextFormat::ChineseName, .. } => "陳大文".into(),
        ElementType::Text { format: TextFormat::IdMask, .. } => "O123***(*)".into(),
        ElementType::Text { max, format: TextFormat::Plain } => "Text".chars().take(*max).collect(),
        ElementType::Integer { min, max } => 1.clamp(*min, *max).to_string(),
        ElementType::Boolean => "true".into(),
        ElementType::Date => "2026-11-24".into(),
        ElementType::DateTime => "2026-11-24T06:00:00Z".into(),
        ElementType::PartialDate => "1958-06-03".into(),
        ElementType::Code(list) => list.iter().next().map_or_else(String::new, |label| label.code.as_str().to_owned()),
        ElementType::IdNumber => "O123456(1)".into(),
        ElementType::Image { .. } => EXAMPLE_PICTURE.into(),
        ElementType::List { shape: ListShape::Scalar(ty), .. } => example_of(ty),
        ElementType::List { shape: ListShape::Record(fields), .. } => {
            let mut cells = fields.iter().map(|field| example_of(&field.ty));
            let head = cells.next().unwrap_or_default();
            let tail: Vec<String> = cells.collect();
            if tail.is_empty() { head } else { format!("{head}:{}", tail.join("/")) }
        }
    }
}

/// A WebP picture of one grey pixel.
const EXAMPLE_PICTURE: &str = "data:image/webp;base64,UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAUAmJaQAA3AA/v89WAAAAA==";

/// A descriptor for a new kind, with comments, that passes the check as it is.
///
/// ```
/// use chop_core::document::{Descriptor, KindName, new_kind};
/// let text = new_kind(&KindName::parse("library-card").unwrap());
/// assert_eq!(Descriptor::from_toml(&text).unwrap().kind().as_str(), "library-card");
/// ```
#[must_use]
pub fn new_kind(kind: &KindName) -> String {
    let words: Vec<&str> = kind.as_str().split('-').filter(|word| !word.is_empty()).collect();
    let joined = |between: &str| words.iter().map(|word| capital(word)).collect::<Vec<_>>().join(between);
    NEW_KIND.replace("{kind}", kind.as_str()).replace("{Title}", &joined(" ")).replace("{Type}", &joined(""))
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

const NEW_KIND: &str = include_str!("new-kind.toml");
