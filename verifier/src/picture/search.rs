//! The order in which a picture is searched: what is cheap and mostly enough comes first.

use super::finder::Scene;
use super::layout::alignment;
use super::mesh::Mesh;
use super::plane::Plane;
use super::point::{Point, point};
use super::sample::{Samples, Teacher};
use super::threshold::{self, Balance};
use super::timing::{self, Guess};
use super::triple::triples;
use super::view::{Pyramid, View};
use super::work::Work;
use super::{library, pair, symbol};

/// Triples of finder patterns that are tried on one plane.
const TRIPLES: usize = 48;

/// Finder patterns of which every two are looked at, on one plane.
const PAIRED: usize = 8;

/// A picture with fewer pixels than this is also searched at twice its size.
const SMALL: usize = 1_500_000;

/// Trust in a mesh above which it is worth another look.
const PROMISING: f32 = 0.4;

/// The texts of all codes in a picture, each once.
pub(super) fn texts(whole: Plane) -> Vec<String> {
    let work = Work::for_pixels(whole.pixels().len());
    let mut search = Search { work: &work, found: Vec::new(), promising: Vec::new() };
    search.run(whole);
    search.found.into_iter().map(|code| code.text).collect()
}

/// Up to how many pixels a picture is changed, how, and by how much that makes it larger.
type Change = (usize, fn(&Plane) -> Plane, f32);

/// A code that was read, and where.
struct Code {
    text: String,
    corners: [Point; 4],
}

impl Code {
    fn covers(&self, place: Point) -> bool {
        let [a, b, c, d] = self.corners;
        let sides = [(a, b), (b, c), (c, d), (d, a)].map(|(from, to)| (to - from).cross(place - from) > 0.0);
        sides.iter().all(|side| *side) || sides.iter().all(|side| !*side)
    }
}

struct Search<'w> {
    work: &'w Work,
    found: Vec<Code>,
    /// What looked like a code and could not be read, and whether it is dark on light.
    promising: Vec<(Mesh, bool)>,
}

impl Search<'_> {
    fn run(&mut self, whole: Plane) {
        let pyramid = Pyramid::new(whole, 1.0);
        // The first plan goes on after a success: there may be a second code.
        self.every_plane(&pyramid, Balance::Middle);
        let plans: [fn(&mut Self, &Pyramid); 6] = [
            |search, pyramid| search.every_plane(pyramid, Balance::Light),
            |search, pyramid| search.every_plane(pyramid, Balance::Dark),
            Self::pairs,
            Self::insist,
            Self::changed,
            Self::ask_library,
        ];
        for plan in plans {
            if self.found.is_empty() {
                plan(self, &pyramid);
            }
        }
    }

    fn every_plane(&mut self, pyramid: &Pyramid, balance: Balance) {
        for level in 0..pyramid.levels() {
            self.triples(pyramid, level, balance);
        }
    }

    /// Looks for codes with three finder patterns on one plane.
    fn triples(&mut self, pyramid: &Pyramid, level: usize, balance: Balance) {
        self.on_plane(pyramid, level, balance, |search, scene| {
            let mut tried = 0;
            for triple in triples(&scene.finders()) {
                let Some(view) = pyramid.view(level, triple.corner.dark) else { return };
                let centres = triple.centres().map(|centre| centre * view.scale.recip());
                if centres.iter().any(|centre| search.found.iter().any(|code| code.covers(*centre))) {
                    continue;
                }
                if tried == TRIPLES {
                    return;
                }
                tried += 1;
                search.read(pyramid, &view, timing::guesses(scene, &view, &triple));
            }
        });
    }

    /// Looks for codes of which one finder pattern cannot be seen.
    fn pairs(&mut self, pyramid: &Pyramid) {
        for level in 0..pyramid.levels() {
            self.on_plane(pyramid, level, Balance::Middle, |search, scene| {
                let mut finders = scene.finders();
                finders.truncate(PAIRED);
                for (i, one) in finders.iter().enumerate() {
                    for other in finders.iter().skip(i + 1).filter(|other| pair::is_likely(one, other)) {
                        let Some(view) = pyramid.view(level, one.dark) else { return };
                        if !search.found.is_empty() || !search.work.spend(pair::WORK) {
                            return;
                        }
                        search.read(pyramid, &view, pair::guesses(scene, &view, one, other));
                    }
                }
            });
        }
    }

    /// Does something with a plane and its threshold, as long as there is work left.
    fn on_plane(
        &mut self,
        pyramid: &Pyramid,
        level: usize,
        balance: Balance,
        look: impl FnOnce(&mut Self, &Scene<'_>),
    ) {
        let Some(grey) = pyramid.plane(level).filter(|plane| self.work.spend(plane.pixels().len())) else { return };
        if let Some(threshold) = threshold::of(grey, balance) {
            let work = self.work;
            look(self, &Scene { grey, threshold: &threshold, work });
        }
    }

    /// Reads the first guess that can be read, and keeps those that look like a code all the same.
    fn read(&mut self, pyramid: &Pyramid, view: &View<'_>, guesses: Vec<Guess>) {
        for guess in guesses {
            let fine = pyramid.level_for(guess.map.smallest_module(guess.size));
            let Some(fine) = pyramid.view(fine, view.dark) else { return };
            // Three walks over the lattice, some seventy places around each crossing, 25 modules each.
            if !self.work.spend(alignment(guess.size).len().pow(2) * 5_000) {
                return;
            }
            let mesh = Mesh::new(&fine, &guess);
            if let Some(text) = self.quick(&fine, &mesh) {
                self.note(text, &mesh);
                return;
            }
            if mesh.trust > PROMISING {
                self.promising.push((mesh, view.dark));
            }
        }
    }

    /// Keeps a code unless its text is known.
    fn note(&mut self, text: String, mesh: &Mesh) {
        if !self.found.iter().any(|code| code.text == text) {
            self.found.push(Code { text, corners: mesh.map.corners(mesh.size) });
        }
    }

    /// One look, and a second one with blur undone.
    fn quick(&self, view: &View<'_>, mesh: &Mesh) -> Option<String> {
        if !self.work.spend(20 * mesh.size * mesh.size) {
            return None;
        }
        let plain = Samples::take(view, mesh, Point::default());
        symbol::text(&plain).or_else(|| symbol::text(&plain.sharpened(1, Teacher::Known)?))
    }

    /// Tries harder to read what looked like a code.
    fn insist(&mut self, pyramid: &Pyramid) {
        const LOOKS: [Point; 5] =
            [point(0.0, 0.0), point(0.25, 0.0), point(-0.25, 0.0), point(0.0, 0.25), point(0.0, -0.25)];
        let mut promising = core::mem::take(&mut self.promising);
        promising.sort_by(|(a, _), (b, _)| b.trust.total_cmp(&a.trust));
        for (mesh, dark) in promising.iter().take(4) {
            let best = pyramid.level_for(mesh.map.smallest_module(mesh.size));
            for level in [Some(best), Some(best + 1), best.checked_sub(1)].into_iter().flatten() {
                let Some(view) = pyramid.view(level, *dark) else { continue };
                for shift in LOOKS {
                    // 27 unknowns squared, twice or three times a module; one unit is a pixel between four others.
                    if !self.work.spend(300 * mesh.size * mesh.size) {
                        return;
                    }
                    if let Some(text) = thorough(&Samples::take(&view, mesh, shift)) {
                        self.note(text, mesh);
                        return;
                    }
                }
            }
        }
    }

    /// Searches the picture softened, which takes away noise and the grid of a screen, and at twice its size.
    fn changed(&mut self, pyramid: &Pyramid) {
        let Some(whole) = pyramid.plane(0) else { return };
        let pixels = whole.pixels().len();
        let changes: [Change; 2] = [(usize::MAX, Plane::softened, 1.0), (SMALL, Plane::doubled, 2.0)];
        for (largest, change, scale) in changes {
            if !self.found.is_empty() || pixels > largest || !self.work.spend(pixels) {
                return;
            }
            let pyramid = Pyramid::new(change(whole), scale);
            for level in 0..2 {
                self.triples(&pyramid, level, Balance::Middle);
            }
        }
    }

    fn ask_library(&mut self, pyramid: &Pyramid) {
        // Nothing is searched after this, so where they are does not matter.
        let codes = library::texts(pyramid.planes(), self.work);
        self.found.extend(codes.into_iter().map(|text| Code { text, corners: [Point::default(); 4] }));
    }
}

/// Everything that is known against blur.
fn thorough(plain: &Samples) -> Option<String> {
    let narrow = plain.sharpened(1, Teacher::Known)?;
    let wide = plain.sharpened(2, Teacher::Known)?;
    symbol::text(&narrow)
        .or_else(|| symbol::text(&wide))
        .or_else(|| symbol::text(&wide.sharpened(2, Teacher::All)?))
        .or_else(|| symbol::text(&narrow.sharpened(2, Teacher::All)?))
}
