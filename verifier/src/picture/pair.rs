//! A symbol from two of its finder patterns, when glare or a thumb hides the third.
//!
//! Where the third one should be follows from the two, but only roughly if the picture is tilted. So places around it
//! are tried until the timing patterns alternate.

use super::finder::{Finder, Scene};
use super::homography::Homography;
use super::number::{count, real};
use super::point::{Point, point};
use super::timing::{Ends, Guess, best, best_first, column, row, settle, sizes_near, step};
use super::view::View;

/// Agreement of the timing pattern between the two; below it they are no pair.
const LEAST: f32 = 0.6;

/// What looking at one pair costs, in pixels.
pub(super) const WORK: usize = 400_000;

/// Whether two finder patterns may belong to one symbol.
pub(super) fn is_likely(one: &Finder, other: &Finder) -> bool {
    let modules = (one.centre - other.centre).length() / (one.module * other.module).sqrt();
    let alike = one.module < 1.6 * other.module && other.module < 1.6 * one.module;
    // From the side of version 1 to the diagonal of version 40.
    one.dark == other.dark && alike && (9.0..250.0).contains(&modules)
}

/// The best guesses for two finder patterns.
pub(super) fn guesses(scene: &Scene<'_>, view: &View<'_>, one: &Finder, other: &Finder) -> Vec<Guess> {
    let mut found = Vec::new();
    for (corner, far) in [(one, other), (other, one)] {
        found.extend(beside(scene, view, corner, far, Missing::Below));
        found.extend(beside(scene, view, corner, far, Missing::Right));
        found.extend(opposite(scene, view, corner, far));
    }
    best_first(&mut found);
    found.truncate(3);
    found
}

/// Which of the three is missing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Missing {
    Corner,
    Right,
    Below,
}

/// `corner` is the corner and `far` is one of its neighbours; the other one is missing.
fn beside(scene: &Scene<'_>, view: &View<'_>, corner: &Finder, far: &Finder, missing: Missing) -> Option<Guess> {
    let ends = Ends::between(scene, corner, far);
    let way = far.centre - corner.centre;
    let aside = if missing == Missing::Below { point(-way.y, way.x) } else { point(way.y, -way.x) };
    // A tilted picture is shorter in one direction; the corner pattern shows by how much.
    let module =
        |way: Point| scene.cross(corner.centre, way.unit(), corner.module, corner.dark).map(|(_, module)| module);
    let aside = match (module(way), module(aside)) {
        (Some(along), Some(across)) => aside * (across / along),
        (None, _) | (_, None) => aside,
    };
    let whole = |p: Point| p * view.scale.recip();
    let centres = if missing == Missing::Below {
        [corner.centre, far.centre, corner.centre + aside].map(whole)
    } else {
        [corner.centre, corner.centre + aside, far.centre].map(whole)
    };
    let line = |size: usize, weight: f32| match missing {
        Missing::Below => row(view, &Homography::from_finders(centres, size, weight, 1.0), size),
        Missing::Right | Missing::Corner => column(view, &Homography::from_finders(centres, size, 1.0, weight), size),
    };
    let (size, weight, score) = sizes_near(ends.modules + 7.0)
        .map(|size| {
            let (weight, score) = best(ends.weight, 0.1, step(size), |weight| line(size, weight));
            (size, weight, score)
        })
        .max_by(|a, b| a.2.total_cmp(&b.2))?;
    (score > LEAST).then(|| complete(view, centres, missing, size, weight))
}

/// `right` and `below` stand at the ends of a diagonal.
fn opposite(scene: &Scene<'_>, view: &View<'_>, right: &Finder, below: &Finder) -> Option<Guess> {
    let half = (below.centre - right.centre) * 0.5;
    let corner = right.centre + half + point(half.y, -half.x);
    // Along a diagonal both the way and the modules are √2 as long, so their ratio is that of a side.
    let ends = Ends::between(scene, right, below);
    let centres = [corner, right.centre, below.centre].map(|p| p * view.scale.recip());
    let guess = sizes_near(ends.modules + 7.0)
        .map(|size| complete(view, centres, Missing::Corner, size, ends.weight))
        .max_by(|a, b| a.score.total_cmp(&b.score))?;
    (guess.score > LEAST).then_some(guess)
}

/// Finds the place of the missing pattern at which the timing patterns that lead to it alternate best.
fn complete(view: &View<'_>, centres: [Point; 3], missing: Missing, size: usize, weight: f32) -> Guess {
    let [corner, right, below] = centres;
    let module = step(size);
    let (across, down) = ((right - corner) * module, (below - corner) * module);
    let moved = |by: Point| -> [Point; 3] {
        let by = across * by.x + down * by.y;
        match missing {
            Missing::Corner => [corner + by, right, below],
            Missing::Right => [corner, right + by, below],
            Missing::Below => [corner, right, below + by],
        }
    };
    // Weights to the right and below. If the corner is missing, `weight` is that from the right to below.
    let weights = |far: f32| match missing {
        Missing::Corner => (far / weight.sqrt(), far * weight.sqrt()),
        Missing::Right => (far, weight),
        Missing::Below => (weight, far),
    };
    let score = |by: Point, far: f32| {
        let (to_right, to_below) = weights(far);
        let map = Homography::from_finders(moved(by), size, to_right, to_below);
        match missing {
            Missing::Corner => (row(view, &map, size) + column(view, &map, size)) / 2.0,
            Missing::Right => row(view, &map, size),
            Missing::Below => column(view, &map, size),
        }
    };
    // Up to an eighth of the symbol off, in steps that the line cannot miss.
    let reach = real(size) / 8.0;
    let mut found = (Point::default(), 1.0, score(Point::default(), 1.0));
    let fars = [0.91, 1.0, 1.1];
    for (reach, pace) in [(reach, 0.75), (0.75, 0.25)] {
        let around = found.0;
        let steps = count(reach / pace);
        for j in 0..=2 * steps {
            for i in 0..=2 * steps {
                let by = around + point(real(i) * pace - real(steps) * pace, real(j) * pace - real(steps) * pace);
                for far in fars {
                    let now = score(by, far);
                    if now > found.2 {
                        found = (by, far, now);
                    }
                }
            }
        }
    }
    let (by, far, _) = found;
    let (to_right, to_below) = weights(far);
    let mut guess = settle(view, moved(by), size, to_right, to_below);
    let [corner, right, below] = &mut guess.centres;
    match missing {
        Missing::Corner => *corner = None,
        Missing::Right => *right = None,
        Missing::Below => *below = None,
    }
    guess
}
