//! Values as JSON that no reader can be tricked with.

use chop_core::document::PictureFormat;
use chop_core::encoding::base64url;
use chop_core::encoding::cbor::{Item, Node, Strictness};
use chop_core::verify::DisclosedValue;
use serde_json::{Map, Value};

/// The value of an element that was shown, as the JSON form has it.
#[must_use]
pub fn shown_value(value: &DisclosedValue) -> Value {
    match value {
        DisclosedValue::Known(value) => value.to_json(),
        DisclosedValue::ForeignCbor(bytes) => {
            Item::parse(bytes, Strictness::Lenient).map_or(Value::Null, |item| foreign(&item))
        }
        DisclosedValue::ForeignJson(value) => value.clone(),
    }
}

/// A foreign value as JSON: dates as their text, pictures as data URIs, other bytes as base64url.
#[must_use]
pub fn foreign(item: &Item<'_>) -> Value {
    match item.node() {
        Node::Uint(n) => (*n).into(),
        Node::Nint(_) => item.as_int().into(),
        Node::Bytes(bytes) => PictureFormat::sniff(bytes)
            .map_or_else(|| base64url::encode(bytes).into(), |format| format.data_uri(bytes).into()),
        Node::Text(text) => visible(text).into(),
        Node::Array(items) => items.iter().map(foreign).collect(),
        Node::Map(map) => map
            .entries()
            .map(|(key, value)| {
                let key = key.as_text().map_or_else(|| foreign(key).to_string(), visible);
                (key, foreign(value))
            })
            .collect::<Map<_, _>>()
            .into(),
        Node::Tag(_, inner) => foreign(inner),
        Node::Bool(value) => (*value).into(),
        Node::Null | Node::Undefined => Value::Null,
        Node::Simple(n) => (*n).into(),
        Node::Float(x) => (*x).into(),
    }
}

/// Text with its control and direction characters escaped, so that it cannot act on a terminal or turn a line round.
///
/// ```
/// assert_eq!(chop_verifier::result::visible("陳\u{202e}大文"), "陳\\u{202e}大文");
/// ```
#[must_use]
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        let hidden = character.is_control()
            || matches!(
                character,
                '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            );
        if hidden {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn every_character_that_acts_on_a_terminal_or_turns_text_round_is_escaped() {
        for refused in
            "\u{1b}\u{7}\u{85}\u{61c}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202e}\u{2066}\u{2069}".chars()
        {
            let shown = visible(&format!("a{refused}b"));
            assert_eq!(shown, format!("a\\u{{{:x}}}b", u32::from(refused)));
        }
        assert_eq!(visible("陳大文 Ünal\u{200d}"), "陳大文 Ünal\u{200d}");
    }
}
