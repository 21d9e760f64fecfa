//! Size and perspective of a symbol from its timing patterns (ISO/IEC 18004 §5.3.4).
//!
//! Between the finder patterns runs a line of modules that alternate. A wrong size or a wrong perspective puts the points
//! where they should be out of step, so both are found by trying: whatever makes the line alternate best is right.

use super::finder::{Finder, Scene};
use super::homography::Homography;
use super::layout::{SIZES, version};
use super::number::{count, real};
use super::point::{Point, point};
use super::triple::Triple;
use super::view::View;

/// A size and projection that fit the timing patterns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Guess {
    pub(super) size: usize,
    pub(super) map: Homography,
    /// Mean agreement of both timing patterns, −1 to 1.
    pub(super) score: f32,
    /// Middles of the finder patterns in the whole picture (corner, right, below), as far as they were seen.
    pub(super) centres: [Option<Point>; 3],
}

/// Agreement below this is chance.
const LEAST: f32 = 0.35;

/// The two best guesses for three finder patterns.
pub(super) fn guesses(scene: &Scene<'_>, view: &View<'_>, triple: &Triple) -> Vec<Guess> {
    let across = Ends::between(scene, &triple.corner, &triple.right);
    let down = Ends::between(scene, &triple.corner, &triple.below);
    let centres = triple.centres().map(|centre| centre * view.scale.recip());
    let mut found: Vec<Guess> = sizes_near((across.modules + down.modules) / 2.0 + 7.0)
        .map(|size| settle(view, centres, size, across.weight, down.weight))
        .filter(|guess| guess.score > LEAST)
        .collect();
    best_first(&mut found);
    found.truncate(2);
    found
}

pub(super) fn best_first(guesses: &mut [Guess]) {
    guesses.sort_by(|a, b| b.score.total_cmp(&a.score));
}

/// The sizes of symbols that may have been measured as that many modules.
pub(super) fn sizes_near(modules: f32) -> impl Iterator<Item = usize> {
    let near = count((modules - 17.0) / 4.0 + 0.5).clamp(1, 40);
    (near.saturating_sub(2)..=near + 2).map(|version| 17 + 4 * version).filter(|size| SIZES.contains(size))
}

/// What two finder patterns tell of the line between them.
pub(super) struct Ends {
    /// Modules between the middles.
    pub(super) modules: f32,
    /// Weight at the far end: how much smaller things look there.
    pub(super) weight: f32,
}

impl Ends {
    pub(super) fn between(scene: &Scene<'_>, near: &Finder, far: &Finder) -> Self {
        let way = far.centre - near.centre;
        let along = |finder: &Finder| scene.cross(finder.centre, way.unit(), finder.module, finder.dark);
        // Along a line in perspective the mean module is the geometric mean of both ends, and weights go by the root.
        match (along(near), along(far)) {
            (Some((_, near)), Some((_, far))) => {
                Self { modules: way.length() / (near * far).sqrt(), weight: (near / far).sqrt() }
            }
            (Some((_, one)), None) | (None, Some((_, one))) => Self { modules: way.length() / one, weight: 1.0 },
            (None, None) => Self { modules: way.length() / (near.module * far.module).sqrt(), weight: 1.0 },
        }
    }
}

/// Finds the perspective of a given size that makes both timing patterns alternate best.
pub(super) fn settle(view: &View<'_>, centres: [Point; 3], size: usize, right: f32, below: f32) -> Guess {
    let map = |right: f32, below: f32| Homography::from_finders(centres, size, right, below);
    let step = step(size);
    let (right, _) = best(right, 0.2, step, |right| row(view, &map(right, below), size));
    let (below, _) = best(below, 0.2, step, |below| column(view, &map(right, below), size));
    let (right, across) = best(right, 2.0 * step, step / 4.0, |right| row(view, &map(right, below), size));
    let (below, down) = best(below, 2.0 * step, step / 4.0, |below| column(view, &map(right, below), size));
    Guess { size, map: map(right, below), score: (across + down) / 2.0, centres: centres.map(Some) }
}

/// The step of a weight that moves the middle of the line by a quarter of a module.
pub(super) fn step(size: usize) -> f32 {
    (real(size) - 7.0).recip()
}

/// How well the timing pattern in row 6 alternates.
pub(super) fn row(view: &View<'_>, map: &Homography, size: usize) -> f32 {
    alternation(view, map, size, |at| point(at, 6.5))
}

/// How well the timing pattern in column 6 alternates.
pub(super) fn column(view: &View<'_>, map: &Homography, size: usize) -> f32 {
    alternation(view, map, size, |at| point(6.5, at))
}

/// Tries weights around `middle` and gives the one with the highest score.
pub(super) fn best(middle: f32, reach: f32, step: f32, score: impl Fn(f32) -> f32) -> (f32, f32) {
    let steps = count(reach / step);
    let mut best = (middle, score(middle));
    for i in 1..=steps {
        for sign in [-1.0, 1.0] {
            let weight = middle * (sign * real(i) * step).exp();
            // A line of few modules alternates over a whole range of weights: then what the patterns measured counts.
            let now = score(weight) - 0.5 * real(i) * step;
            if now > best.1 {
                best = (weight, now);
            }
        }
    }
    best
}

/// How well the line `place` alternates between dark (even modules) and light, −1 to 1.
fn alternation(view: &View<'_>, map: &Homography, size: usize, place: impl Fn(f32) -> Point) -> f32 {
    let lights: Vec<f32> = (7..size - 7).map(|i| view.light(map.pixel(place(real(i) + 0.5)))).collect();
    let mut agree = 0.0;
    let mut total = f32::EPSILON;
    // The first window is around module 8, which is dark.
    for (i, window) in lights.windows(3).enumerate() {
        let [a, b, c] = window else { continue };
        let higher = b - (a + c) / 2.0;
        agree += if i % 2 == 0 { -higher } else { higher };
        total += higher.abs();
    }
    // Versions up to 3 have so few modules there that chance alternates too.
    let doubt = if version(size) < 4 { 0.9 } else { 1.0 };
    doubt * agree / total
}
