//! How a document will look: a card drawn as text.

use chop_core::document::{Descriptor, Record};
use chop_core::language::Language;

use super::super::context::Context;

/// Columns of a card, its frame included.
const WIDTH: usize = 64;

/// Draws the card of a record in the language of the command. The name of a kind that hurts is left out.
pub(super) fn draw(descriptor: &Descriptor, record: &Record, context: &Context) -> String {
    let language = context.language;
    let title = if descriptor.is_discreet() {
        context.label("ui-document")
    } else {
        descriptor.names().get(language).to_owned()
    };
    let mut lines = vec![title, String::new()];
    lines.extend(descriptor.issued_elements().filter_map(|element| {
        let value = record.value(element.id.as_str())?.show(&element.ty, language);
        Some(format!("{}{}{value}", element.names.get(language), between(language)))
    }));
    let mut card = format!("┌{}┐\n", "─".repeat(WIDTH - 2));
    for line in lines.iter().flat_map(|line| wrapped(line)) {
        let room = (WIDTH - 4).saturating_sub(columns(&line));
        card += &format!("│ {line}{} │\n", " ".repeat(room));
    }
    card + &format!("└{}┘", "─".repeat(WIDTH - 2))
}

const fn between(language: Language) -> &'static str {
    match language {
        Language::English => ": ",
        Language::TraditionalChinese | Language::SimplifiedChinese => "：",
    }
}

/// A line in pieces that fit the card.
fn wrapped(line: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut used = 0;
    for c in line.chars() {
        if used + width(c) > WIDTH - 4 {
            pieces.push(String::new());
            used = 0;
        }
        used += width(c);
        if let Some(piece) = pieces.last_mut() {
            piece.push(c);
        }
    }
    pieces
}

fn columns(text: &str) -> usize {
    text.chars().map(width).sum()
}

/// Columns of a character on a terminal: two for Han characters, kana, hangul and full-width forms.
const fn width(c: char) -> usize {
    match c {
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_by_columns_and_a_chinese_character_has_two() {
        assert_eq!(columns("陳大文 CHAN"), 11);
        assert_eq!(columns("𠮷"), 2);
        let pieces = wrapped(&"陳".repeat(31));
        assert_eq!(pieces.iter().map(|piece| columns(piece)).collect::<Vec<_>>(), [60, 2]);
        assert_eq!(wrapped(""), [""]);
    }
}
