//! Finder patterns: the three squares in the corners of a symbol (ISO/IEC 18004 §5.3.2).
//!
//! A line through the middle of one, at any angle, crosses dark, light, dark, light, dark in the ratio 1:1:3:1:1. Edges
//! are placed between pixels where light crosses the threshold, so that patterns of 1.4 pixels a module are still found.

use super::number::{count, floor, real};
use super::plane::Plane;
use super::point::{Point, point};
use super::work::Work;

/// A finder pattern.
#[derive(Clone, Copy, Debug)]
pub(super) struct Finder {
    pub(super) centre: Point,
    /// Width of a module in pixels, as the mean of across and down.
    pub(super) module: f32,
    /// False if the code is light on dark.
    pub(super) dark: bool,
    /// How many scanned rows saw it.
    votes: u16,
}

impl Finder {
    /// How many of the rows that cross its middle saw it: about 1 if it is real, less if it is chance.
    pub(super) fn share(&self) -> f32 {
        f32::from(self.votes) / (3.0 * self.module)
    }
}

/// Candidates that are kept. Only noise makes more.
const MOST: usize = 400;

/// A change of light below this is noise.
const MARGIN: f32 = 2.0;

/// Beyond the picture it is as light as a quiet zone: a code may have been cut out without one.
const OUTSIDE: f32 = -128.0;

/// Distances of the six edges of a pattern from some origin, in order.
type Edges = [f32; 6];

/// A grey picture and what counts as dark in it.
pub(super) struct Scene<'a> {
    pub(super) grey: &'a Plane,
    pub(super) threshold: &'a Plane,
    pub(super) work: &'a Work,
}

impl Scene<'_> {
    /// How much darker than its surroundings a point is.
    fn darkness(&self, p: Point) -> f32 {
        let (x, y) = (floor(p.x), floor(p.y));
        f32::from(self.threshold.at(x, y)) - self.grey.light(p)
    }

    /// All finder patterns, the surest first.
    pub(super) fn finders(&self) -> Vec<Finder> {
        let mut found: Vec<Finder> = Vec::new();
        for (y, (grey, level)) in self.grey.rows().zip(self.threshold.rows()).enumerate() {
            let y = real(y) + 0.5;
            if found.len() >= MOST {
                // Chance is seen once and then passed by; a pattern is seen again in the next row.
                found.retain(|finder| finder.votes > 1 || finder.centre.y + 3.5 * finder.module > y);
            }
            self.scan(y, grey, level, &mut found);
        }
        // Large patterns are seen by more rows; what is as sure and larger is less likely to be noise.
        let weight = |finder: &Finder| finder.share().min(1.0) * finder.module.sqrt();
        found.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
        found
    }

    fn scan(&self, y: f32, grey: &[u8], level: &[u8], found: &mut Vec<Finder>) {
        let mut edges: Edges = [f32::NEG_INFINITY; 6];
        let mut inside_dark = false;
        let mut before = OUTSIDE;
        let mut crossing = 0.0;
        let line = grey.iter().zip(level).map(|(grey, level)| f32::from(*level) - f32::from(*grey));
        for (x, now) in line.chain(core::iter::once(OUTSIDE)).enumerate() {
            if (now > 0.0) != (before > 0.0) {
                crossing = real(x) - 0.5 + before / (before - now);
            }
            before = now;
            let turned = if inside_dark { now < -MARGIN } else { now > MARGIN };
            if turned {
                edges.rotate_left(1);
                if let Some(last) = edges.last_mut() {
                    *last = crossing;
                }
                // What ended here is dark if we were inside dark: then it may be the last bar of a pattern.
                if let Some(module) = ratio(&edges, LOOSE) {
                    let [_, _, c, d, _, _] = edges;
                    self.consider(point((c + d) / 2.0, y), module, inside_dark, found);
                }
                inside_dark = !inside_dark;
            }
        }
    }

    fn consider(&self, at: Point, module: f32, dark: bool, found: &mut Vec<Finder>) {
        let same =
            |known: &&mut Finder, at: Point| known.dark == dark && (known.centre - at).length() < 2.5 * known.module;
        if let Some(known) = found.iter_mut().find(|known| same(known, at)) {
            known.votes = known.votes.saturating_add(1);
        } else if found.len() < MOST
            && let Some(finder) = self.verify(at, module, dark)
        {
            match found.iter_mut().find(|known| same(known, finder.centre)) {
                Some(known) => known.votes = known.votes.saturating_add(1),
                None => found.push(finder),
            }
        }
    }

    /// Crosses the candidate down, across and on both diagonals, moving to its middle meanwhile.
    fn verify(&self, at: Point, module: f32, dark: bool) -> Option<Finder> {
        const ACROSS: Point = point(1.0, 0.0);
        const DOWN: Point = point(0.0, 1.0);
        let (centre, down) = self.cross(at, DOWN, module, dark)?;
        let (centre, across) = self.cross(centre, ACROSS, (module + down) / 2.0, dark)?;
        let (centre, down) = self.cross(centre, DOWN, (across + down) / 2.0, dark)?;
        let module = (across + down) / 2.0;
        if across > 2.2 * down || down > 2.2 * across {
            return None;
        }
        let diagonal = core::f32::consts::FRAC_1_SQRT_2;
        let falling = self.cross(centre, point(diagonal, diagonal), module, dark);
        let rising = self.cross(centre, point(diagonal, -diagonal), module, dark);
        (falling.is_some() || rising.is_some()).then_some(Finder { centre, module, dark, votes: 1 })
    }

    /// Follows a line through the middle of a pattern: its middle on that line and the width of a module along it.
    pub(super) fn cross(&self, from: Point, way: Point, module: f32, dark: bool) -> Option<(Point, f32)> {
        let [d, e, f] = self.edges(from, way, module, dark)?;
        let [c, b, a] = self.edges(from, way * -1.0, module, dark)?;
        let edges = [-a, -b, -c, d, e, f];
        let along = ratio(&edges, LOOSE)?;
        let shift = edges.iter().sum::<f32>() / 6.0;
        Some((from + way * shift, along))
    }

    /// The next three edges from the middle of a pattern outwards.
    fn edges(&self, from: Point, way: Point, module: f32, dark: bool) -> Option<[f32; 3]> {
        let sign = if dark { 1.0 } else { -1.0 };
        let step = (module / 3.0).clamp(0.4, 1.0);
        let reach = 3.5 * module * 1.9 + 1.0;
        if !self.work.spend(count(reach / step)) {
            return None;
        }
        let mut edges = [0.0; 3];
        let mut places = edges.iter_mut();
        let mut inside_dark = true;
        let mut before = self.darkness(from) * sign;
        let mut crossing = 0.0;
        let mut far = step;
        while far < reach {
            let at = from + way * far;
            let now = if self.grey.holds(at) { self.darkness(at) * sign } else { OUTSIDE };
            if (now > 0.0) != (before > 0.0) {
                crossing = far - step + step * before / (before - now);
            }
            before = now;
            if if inside_dark { now < -MARGIN } else { now > MARGIN } {
                inside_dark = !inside_dark;
                *places.next()? = crossing;
                if places.len() == 0 {
                    return Some(edges);
                }
            }
            far += step;
        }
        None
    }
}

/// How far edge distances may be from the ratio, in modules.
const LOOSE: f32 = 0.85;

/// The width of a module if six edges stand in the ratio 1:1:3:1:1. Distances from edge to like edge are judged first:
/// blur and a threshold that is off move both edges of a bar, but not those distances.
fn ratio(edges: &Edges, tolerance: f32) -> Option<f32> {
    let [a, b, c, d, e, f] = *edges;
    let module = ((f - a) + (e - b)) / 12.0;
    if !(0.9..=400.0).contains(&module) {
        return None;
    }
    let off = |length: f32, modules: f32| (length - modules * module).abs() > tolerance * module;
    if off(c - a, 2.0) || off(d - b, 4.0) || off(e - c, 4.0) || off(f - d, 2.0) {
        return None;
    }
    let thin = 0.25 * module;
    let bars = [b - a, c - b, e - d, f - e];
    let good =
        bars.iter().all(|bar| *bar > thin && *bar < 2.2 * module) && d - c > 1.7 * module && d - c < 4.3 * module;
    good.then_some(module)
}
