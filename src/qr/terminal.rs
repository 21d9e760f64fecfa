//! A symbol as text for a terminal: two rows of modules a line, by half blocks.

use super::{QUIET_ZONE, Symbol};

/// How dark and light are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// Explicit black on white (fixed colours 16 and 231 of the 256-colour table, which no theme changes): right on dark
    /// and on light terminals.
    Colour,
    /// No escape sequences, for a terminal whose text is lighter than its background: blocks are light modules.
    PlainOnDark,
    /// No escape sequences, for a terminal whose text is darker than its background: blocks are dark modules.
    PlainOnLight,
}

const BLACK_ON_WHITE: &str = "\u{1b}[38;5;16;48;5;231m";
const RESET: &str = "\u{1b}[0m";

/// Draws the symbol with its quiet zone. Every line ends with a line feed; it is `size + 8` columns wide and half as
/// many lines high.
#[must_use]
pub fn draw(symbol: &Symbol, ink: Ink) -> String {
    let side = symbol.size() + 2 * QUIET_ZONE;
    let mut text = String::with_capacity(side * side * 2);
    for top in (0..side).step_by(2) {
        if ink == Ink::Colour {
            text.push_str(BLACK_ON_WHITE);
        }
        for x in 0..side {
            // Below an odd last row there is no module: light in colour; in plain ink the block must not be there.
            let upper = is_inked(symbol, ink, x, top);
            let lower = if top + 1 < side { is_inked(symbol, ink, x, top + 1) } else { false };
            text.push(match (upper, lower) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            });
        }
        if ink == Ink::Colour {
            text.push_str(RESET);
        }
        text.push('\n');
    }
    text
}

fn is_inked(symbol: &Symbol, ink: Ink, x: usize, y: usize) -> bool {
    let dark = match (x.checked_sub(QUIET_ZONE), y.checked_sub(QUIET_ZONE)) {
        (Some(x), Some(y)) => symbol.is_dark(x, y),
        (None, _) | (_, None) => false,
    };
    match ink {
        Ink::Colour | Ink::PlainOnLight => dark,
        Ink::PlainOnDark => !dark,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::qr::Level;

    fn symbol() -> Symbol {
        Symbol::encode("PC1:TERMINAL", Level::Low).unwrap()
    }

    #[test]
    fn colour_is_set_and_reset_on_every_line() {
        let drawn = draw(&symbol(), Ink::Colour);
        assert_eq!(drawn.lines().count(), 15);
        for line in drawn.lines() {
            assert!(line.starts_with(BLACK_ON_WHITE) && line.ends_with(RESET));
            assert_eq!(line.chars().filter(|c| "█▀▄ ".contains(*c)).count(), 29);
        }
    }

    #[test]
    fn plain_ink_has_no_escape_sequence() {
        for ink in [Ink::PlainOnDark, Ink::PlainOnLight] {
            assert!(draw(&symbol(), ink).chars().all(|c| "█▀▄ \n".contains(c)));
        }
    }

    #[test]
    fn the_first_lines_are_the_quiet_zone() {
        let on_dark = draw(&symbol(), Ink::PlainOnDark);
        let on_light = draw(&symbol(), Ink::PlainOnLight);
        for line in 0..QUIET_ZONE / 2 {
            assert!(on_dark.lines().nth(line).unwrap().chars().all(|c| c == '█'));
            assert!(on_light.lines().nth(line).unwrap().chars().all(|c| c == ' '));
        }
    }

    #[test]
    fn every_module_is_where_the_symbol_has_it() {
        let symbol = symbol();
        let lines: Vec<Vec<char>> =
            draw(&symbol, Ink::PlainOnLight).lines().map(|line| line.chars().collect()).collect();
        for (y, row) in symbol.modules().enumerate() {
            for (x, dark) in row.iter().enumerate() {
                let cell = lines[(y + QUIET_ZONE) / 2][x + QUIET_ZONE];
                let drawn = match (y + QUIET_ZONE) % 2 {
                    0 => matches!(cell, '█' | '▀'),
                    _ => matches!(cell, '█' | '▄'),
                };
                assert_eq!(drawn, *dark, "column {x}, row {y}");
            }
        }
    }
}
