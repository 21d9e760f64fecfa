//! A symbol as an SVG picture that scales to any size.

use core::fmt::Write;

use super::{QUIET_ZONE, Symbol};

/// Draws the symbol with its quiet zone: one unit a module, black on white, no script, style or reference to anything
/// outside.
#[must_use]
pub fn draw(symbol: &Symbol) -> String {
    let side = symbol.size() + 2 * QUIET_ZONE;
    let mut path = String::new();
    for (y, row) in symbol.modules().enumerate() {
        let mut x = 0;
        // One rectangle for each run of dark modules.
        for run in row.chunk_by(|a, b| a == b) {
            if run.first().copied().unwrap_or(false) {
                let (left, top, width) = (x + QUIET_ZONE, y + QUIET_ZONE, run.len());
                write!(path, "M{left} {top}h{width}v1h-{width}z").expect("writing to a String cannot fail");
            }
            x += run.len();
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path fill=\"#000\" d=\"{path}\"/></svg>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::qr::Level;

    /// Reads the path back: `M x y h w …` for every run.
    fn dark_modules(svg: &str) -> Vec<(usize, usize)> {
        let path = svg.split(" d=\"").nth(1).unwrap().split('"').next().unwrap();
        let mut dark = Vec::new();
        for run in path.split('M').skip(1) {
            let (x, rest) = run.split_once(' ').unwrap();
            let (y, rest) = rest.split_once('h').unwrap();
            let (width, _) = rest.split_once('v').unwrap();
            let (x, y, width): (usize, usize, usize) = (x.parse().unwrap(), y.parse().unwrap(), width.parse().unwrap());
            dark.extend((x..x + width).map(|x| (x - QUIET_ZONE, y - QUIET_ZONE)));
        }
        dark
    }

    #[test]
    fn the_path_covers_the_dark_modules_and_no_other() {
        let symbol = Symbol::encode("PC1:SVG", Level::Quartile).unwrap();
        let drawn = dark_modules(&draw(&symbol));
        let expected: Vec<(usize, usize)> = (0..symbol.size())
            .flat_map(|y| (0..symbol.size()).map(move |x| (x, y)))
            .filter(|(x, y)| symbol.is_dark(*x, *y))
            .collect();
        assert_eq!(drawn, expected);
    }

    #[test]
    fn the_view_box_has_room_for_the_quiet_zone() {
        let symbol = Symbol::encode("PC1:SVG", Level::Low).unwrap();
        assert!(draw(&symbol).contains("viewBox=\"0 0 29 29\""));
    }
}
