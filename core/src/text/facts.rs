//! The facts of a case that a text may name.

use fluent_bundle::{FluentArgs, FluentValue};

use super::times::span;
use crate::language::Language;

/// Characters of a text beyond which it is cut: a path or a column name must not fill the screen.
const TEXT_CHARACTERS: usize = 200;
/// Beyond 2^53 − 1 a Fluent number is no longer exact.
const EXACT: u64 = (1 << 53) - 1;

/// The facts of a case, by name. What a text does not name is not used, and what it names and is not here shows as `…`.
///
/// ```
/// use chop_core::language::Language;
/// use chop_core::text::{Facts, sentence};
/// let facts = Facts::new().row(12_u64).column("birth_date");
/// assert_eq!(sentence("issuer.row", Language::English, &facts), "Row 12 has a fault in column “birth_date”.");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts(Vec<(&'static str, Fact)>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Fact {
    Number(u64),
    Text(String),
}

macro_rules! facts {
    (
        numbers { $($(#[$number_doc:meta])* $number:ident,)* }
        texts { $($(#[$text_doc:meta])* $text:ident,)* }
    ) => {
        impl Facts {
            /// The names that a text may use as arguments. `span` comes with [`seconds`](Self::seconds): the same in
            /// the largest unit that still counts two, such as *3 minutes*.
            pub const NAMES: &'static [&'static str] =
                &[$(stringify!($number),)* $(stringify!($text),)* "span"];

            $(
                $(#[$number_doc])*
                ///
                /// What is below zero counts as zero.
                #[must_use]
                pub fn $number(self, number: impl TryInto<u64>) -> Self {
                    self.with(stringify!($number), Fact::Number(number.try_into().unwrap_or_default()))
                }
            )*
            $(
                $(#[$text_doc])*
                ///
                /// Control characters show as `\u{fffd}`; what is longer than 200 characters is cut.
                #[must_use]
                pub fn $text(self, text: &str) -> Self {
                    self.with(stringify!($text), Fact::Text(harmless(text)))
                }
            )*
        }
    };
}

facts! {
    numbers {
        /// A length of time in seconds.
        seconds,
        /// The same in minutes.
        minutes,
        /// How many.
        count,
        /// How many there are in all.
        total,
        /// The number of a profile, a version, a scale.
        number,
        /// A row of a table, from 1.
        row,
        /// A line of a file, from 1.
        line,
        /// How many there were.
        got,
        /// How many there should have been.
        want,
    }
    texts {
        /// The name of a kind of document. That of a discreet kind is never given.
        kind,
        /// The name of a department that issues.
        issuer,
        /// The name of whoever asks.
        verifier,
        /// What a verifier asks for.
        purpose,
        /// The name of a column.
        column,
        /// The path of a file.
        path,
        /// Names in a row, already joined: of facts, of classes, of kinds.
        list,
        /// A time, as [`date_time`](super::date_time) or [`time_of_day`](super::time_of_day) gives it.
        at,
        /// The first day or moment.
        from,
        /// The last day, or the moment at which it ends.
        until,
        /// A day.
        on,
    }
}

impl Facts {
    /// No facts.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    fn with(mut self, name: &'static str, fact: Fact) -> Self {
        self.0.retain(|(known, _)| *known != name);
        self.0.push((name, fact));
        self
    }

    pub(super) fn arguments(&self, language: Language) -> FluentArgs<'_> {
        let mut arguments = FluentArgs::with_capacity(self.0.len() + 1);
        for (name, fact) in &self.0 {
            let value = match fact {
                Fact::Number(number) => exact(*number),
                Fact::Text(text) => FluentValue::from(text),
            };
            arguments.set(*name, value);
            if let ("seconds", Fact::Number(seconds)) = (*name, fact) {
                arguments.set("span", span(*seconds, language));
            }
        }
        arguments
    }
}

pub(super) fn exact(number: u64) -> FluentValue<'static> {
    if number > EXACT { FluentValue::from(number.to_string()) } else { FluentValue::from(number) }
}

/// Text from outside goes to a terminal: no escape sequence and no change of direction may come with it.
fn harmless(text: &str) -> String {
    let mut shown: String =
        text.chars().take(TEXT_CHARACTERS).map(|c| if c.is_control() || directs(c) { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(TEXT_CHARACTERS).is_some() {
        shown.push('…');
    }
    shown
}

/// Bidirectional controls, and the two separators that break a line.
const fn directs(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
