//! Three finder patterns that may belong to one symbol.

use super::finder::Finder;
use super::point::Point;

/// The corner pattern, and its neighbours in reading order: `right` lies clockwise before `below`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Triple {
    pub(super) corner: Finder,
    pub(super) right: Finder,
    pub(super) below: Finder,
    /// 0 is a perfect square seen face on.
    pub(super) oddity: f32,
}

impl Triple {
    pub(super) fn centres(&self) -> [Point; 3] {
        [self.corner.centre, self.right.centre, self.below.centre]
    }
}

/// Finder patterns that are looked at together: the surest.
const CROWD: usize = 80;

/// All plausible triples, the most regular first.
pub(super) fn triples(finders: &[Finder]) -> Vec<Triple> {
    let crowd = finders.get(..CROWD).unwrap_or(finders);
    let mut found = Vec::new();
    for (i, a) in crowd.iter().enumerate() {
        for (j, b) in crowd.iter().enumerate().skip(i + 1) {
            if a.dark != b.dark || a.module > 2.0 * b.module || b.module > 2.0 * a.module {
                continue;
            }
            for c in crowd.iter().skip(j + 1) {
                found.extend([(*a, *b, *c), (*b, *a, *c), (*c, *a, *b)].into_iter().filter_map(judge));
            }
        }
    }
    found.sort_by(|a, b| a.oddity.total_cmp(&b.oddity));
    found
}

/// Judges `corner` as the corner between the two others.
fn judge((corner, one, other): (Finder, Finder, Finder)) -> Option<Triple> {
    if corner.dark != one.dark || corner.dark != other.dark {
        return None;
    }
    let (to_one, to_other) = (one.centre - corner.centre, other.centre - corner.centre);
    let (long_one, long_other) = (to_one.length(), to_other.length());
    let cosine = to_one.dot(to_other) / (long_one * long_other).max(f32::EPSILON);
    if cosine.abs() > 0.6 || long_one > 2.2 * long_other || long_other > 2.2 * long_one {
        return None;
    }
    let small = corner.module.min(one.module).min(other.module);
    let large = corner.module.max(one.module).max(other.module);
    if large > 2.2 * small {
        return None;
    }
    // Modules between the patterns, roughly: the module of a turned pattern is measured up to √2 too wide.
    let modules = |length: f32, far: &Finder| length / (corner.module * far.module).sqrt();
    let (many_one, many_other) = (modules(long_one, &one), modules(long_other, &other));
    if many_one.min(many_other) < 8.5 || many_one.max(many_other) > 200.0 {
        return None;
    }
    let doubt: f32 = [&corner, &one, &other].into_iter().map(|finder| (1.0 - finder.share()).max(0.0)).sum();
    let oddity = cosine.abs() + (long_one / long_other).ln().abs() + (large / small).ln() + 0.3 * doubt;
    let (right, below) = if to_one.cross(to_other) > 0.0 { (one, other) } else { (other, one) };
    Some(Triple { corner, right, below, oddity })
}
