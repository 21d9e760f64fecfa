//! Where each module is: a projection, corrected by the alignment patterns (ISO/IEC 18004 §5.3.5).

use super::homography::Homography;
use super::layout::alignment;
use super::number::{floor, real};
use super::point::{Point, point};
use super::timing::Guess;
use super::view::View;

/// The places of all modules of a symbol.
#[derive(Clone, Debug)]
pub(super) struct Mesh {
    pub(super) size: usize,
    pub(super) map: Homography,
    /// Rows and columns of the lattice of alignment patterns, in modules.
    lattice: Vec<f32>,
    /// How far the picture is off the projection at each crossing, in modules; row by row.
    offsets: Vec<Point>,
    /// Middles of the finder patterns that were seen.
    centres: [Option<Point>; 3],
    /// Mean agreement of the alignment patterns that were found, and their share of all.
    pub(super) trust: f32,
}

/// An alignment pattern has 25 modules; agreement below this is chance.
const LEAST: f32 = 0.6;

impl Mesh {
    /// Looks for the alignment patterns near where the guess has them.
    pub(super) fn new(view: &View<'_>, guess: &Guess) -> Self {
        let Guess { size, centres, .. } = *guess;
        let lattice: Vec<f32> = alignment(size).into_iter().map(|place| real(place) + 0.5).collect();
        let mut mesh = Self { size, map: guess.map, offsets: Vec::new(), lattice, centres, trust: 0.0 };
        // With one pattern the guess is all there is to start from; with more, near ones lead to far ones.
        let first = if mesh.lattice.len() == 2 { 3.0 } else { 1.75 };
        let found = mesh.walk(view, first);
        mesh.refit(&found);
        let found = mesh.walk(view, 1.0);
        mesh.refit(&found);
        let found = mesh.walk(view, 0.75);
        let crossings = mesh.crossings().count();
        let scores: f32 = found.iter().flatten().map(|(_, score)| score).sum();
        mesh.trust = if crossings > 3 { scores / real(crossings - 3) } else { 0.0 };
        mesh.offsets = mesh.complete(&found);
        mesh
    }

    /// The pixel of a module coordinate.
    pub(super) fn pixel(&self, module: Point) -> Point {
        self.map.pixel(module + self.offset(module))
    }

    fn crossings(&self) -> impl Iterator<Item = Point> {
        self.lattice.iter().flat_map(|y| self.lattice.iter().map(|x| point(*x, *y)))
    }

    /// Whether a finder pattern stands at a crossing of the lattice and, if so, whether it was seen.
    fn finder_at(&self, column: usize, row: usize) -> Option<bool> {
        let last = self.lattice.len().saturating_sub(1);
        let [corner, right, below] = self.centres.map(|centre| centre.is_some());
        match (column, row) {
            (0, 0) => Some(corner),
            (x, 0) if x == last => Some(right),
            (0, y) if y == last => Some(below),
            (_, _) => None,
        }
    }

    /// Finds the patterns one by one from the corner, each from where its neighbours were.
    fn walk(&self, view: &View<'_>, reach: f32) -> Vec<Option<(Point, f32)>> {
        let side = self.lattice.len();
        let mut found: Vec<Option<(Point, f32)>> = vec![None; side * side];
        let mut order: Vec<(usize, usize)> =
            (0..side).flat_map(|row| (0..side).map(move |column| (column, row))).collect();
        order.sort_by_key(|(column, row)| column + row);
        for (column, row) in order {
            if self.finder_at(column, row).is_some() {
                continue;
            }
            let near = |column: Option<usize>, row: Option<usize>| -> Option<Point> {
                let (column, row) = (column?, row?);
                if let Some(seen) = self.finder_at(column, row) {
                    return seen.then(Point::default);
                }
                found.get(row * side + column).copied().flatten().map(|(offset, _)| offset)
            };
            let left = near(column.checked_sub(1), Some(row));
            let above = near(Some(column), row.checked_sub(1));
            let across = near(column.checked_sub(1), row.checked_sub(1));
            let expected = match (left, above, across) {
                (Some(left), Some(above), Some(across)) => left + above - across,
                (Some(left), Some(above), None) => (left + above) * 0.5,
                (Some(one), None, _) | (None, Some(one), _) | (None, None, Some(one)) => one,
                (None, None, None) => Point::default(),
            };
            let (Some(x), Some(y)) = (self.lattice.get(column), self.lattice.get(row)) else { continue };
            let place = point(*x, *y);
            if let Some(cell) = found.get_mut(row * side + column) {
                *cell = locate(view, &self.map, place, expected, reach);
            }
        }
        found
    }

    /// Fits the projection to the finder patterns and to the alignment patterns found; those far off the fit are left
    /// out of a second one.
    fn refit(&mut self, found: &[Option<(Point, f32)>]) {
        let far = real(self.size) - 3.5;
        let finders = [point(3.5, 3.5), point(far, 3.5), point(3.5, far)];
        let mut pairs: Vec<(Point, Point)> = finders
            .into_iter()
            .zip(self.centres)
            .filter_map(|(place, centre)| centre.map(|centre| (place, centre)))
            .collect();
        let places: Vec<Point> = self.crossings().collect();
        for (place, offset) in places.into_iter().zip(found) {
            if let Some((offset, _)) = offset {
                pairs.push((place, self.map.pixel(place + *offset)));
            }
        }
        let Some(first) = Homography::fit(&pairs, self.size) else { return };
        let module = first.smallest_module(self.size);
        pairs.retain(|(place, pixel)| (first.pixel(*place) - *pixel).length() < 1.5 * module);
        self.map = Homography::fit(&pairs, self.size).unwrap_or(first);
    }

    /// Gives every crossing an offset: its own, or the mean of the nearest that have one.
    fn complete(&self, found: &[Option<(Point, f32)>]) -> Vec<Point> {
        let places: Vec<Point> = self.crossings().collect();
        let side = self.lattice.len();
        let own: Vec<Option<Point>> = (0..side)
            .flat_map(|row| (0..side).map(move |column| (column, row)))
            .zip(found)
            .map(|((column, row), found)| match self.finder_at(column, row) {
                Some(seen) => seen.then(Point::default),
                None => found.map(|(offset, _)| offset),
            })
            .collect();
        places
            .iter()
            .zip(&own)
            .map(|(place, offset)| {
                offset.unwrap_or_else(|| {
                    let mut sum = Point::default();
                    let mut weights = f32::EPSILON;
                    for (other, offset) in places.iter().zip(&own) {
                        if let Some(offset) = offset {
                            let weight = (*other - *place).length().max(1.0).powi(-2);
                            sum = sum + *offset * weight;
                            weights += weight;
                        }
                    }
                    sum * weights.recip()
                })
            })
            .collect()
    }

    /// The offset at a module coordinate, between the four crossings around it.
    fn offset(&self, module: Point) -> Point {
        let side = self.lattice.len();
        if side < 2 {
            return Point::default();
        }
        let cell = |at: f32| -> (usize, f32) {
            let low = self.lattice.iter().filter(|place| **place <= at).count().clamp(1, side - 1) - 1;
            let (a, b) = (self.lattice.get(low), self.lattice.get(low + 1));
            match (a, b) {
                (Some(a), Some(b)) => (low, ((at - a) / (b - a)).clamp(0.0, 1.0)),
                (None, _) | (_, None) => (low, 0.0),
            }
        };
        let ((column, fx), (row, fy)) = (cell(module.x), cell(module.y));
        let of = |column: usize, row: usize| self.offsets.get(row * side + column).copied().unwrap_or_default();
        let above = of(column, row) * (1.0 - fx) + of(column + 1, row) * fx;
        let below = of(column, row + 1) * (1.0 - fx) + of(column + 1, row + 1) * fx;
        above * (1.0 - fy) + below * fy
    }
}

/// Looks for an alignment pattern around `place + expected`, up to `reach` modules away. Gives its offset from `place`
/// and its agreement.
fn locate(view: &View<'_>, map: &Homography, place: Point, expected: Point, reach: f32) -> Option<(Point, f32)> {
    let score = |offset: Point| agreement(view, map, place + offset);
    let mut best = (expected, score(expected));
    let mut search = |around: Point, step: f32, reach: f32| {
        let steps = floor(reach / step);
        for j in -steps..=steps {
            for i in -steps..=steps {
                let way = point(real(i.unsigned_abs()) * step, real(j.unsigned_abs()) * step);
                let way = point(if i < 0 { -way.x } else { way.x }, if j < 0 { -way.y } else { way.y });
                let offset = around + way;
                // Of two equal places the nearer one: data may look like a pattern, but rarely so near.
                let now = score(offset) - 0.02 * way.length();
                if now > best.1 {
                    best = (offset, now);
                }
            }
        }
        best
    };
    let (coarse, _) = search(expected, 0.5, reach);
    let (fine, _) = search(coarse, 0.25, 0.25);
    let (finest, score) = search(fine, 0.125, 0.125);
    (score > LEAST).then_some((finest, score))
}

/// Correlation of the 5 × 5 modules around a place with an alignment pattern, −1 to 1.
fn agreement(view: &View<'_>, map: &Homography, middle: Point) -> f32 {
    let mut sums = (0.0, 0.0, 0.0);
    for j in -2_i8..=2 {
        for i in -2_i8..=2 {
            let light = view.light(map.pixel(middle + point(f32::from(i), f32::from(j))));
            // 8 light modules and 17 dark ones: weights with mean 0.
            let expected = if i.abs().max(j.abs()) == 1 { 17.0 } else { -8.0 };
            sums = (sums.0 + light, sums.1 + light * light, sums.2 + light * expected);
        }
    }
    let (sum, squares, product) = sums;
    let spread = (squares - sum * sum / 25.0).max(0.0);
    // Σ weights² = 8·17² + 17·8² = 3400. A flat place has no spread and no agreement.
    if spread < 25.0 { 0.0 } else { product / (3400.0 * spread).sqrt() }
}
