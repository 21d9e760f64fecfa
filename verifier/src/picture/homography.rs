//! From the plane of a symbol to the picture: the projection of a flat thing by a camera.

use super::linear::LeastSquares;
use super::number::{narrow, real};
use super::point::{Point, point};

/// Takes module coordinates (the middle of the first module is (½, ½)) to pixels of the whole picture.
#[derive(Clone, Copy, Debug)]
pub(super) struct Homography {
    origin: Point,
    across: Point,
    down: Point,
    /// Weight at the origin, and how it grows across and down; equal weights mean no perspective.
    weight: (f32, f32, f32),
}

impl Homography {
    /// From the middles of the three finder patterns of a symbol of `size` modules. `right` and `below` are the weights
    /// at the right and the lower pattern relative to the corner one: how much smaller things look there.
    pub(super) fn from_finders([corner, right_at, below_at]: [Point; 3], size: usize, right: f32, below: f32) -> Self {
        let between = real(size) - 7.0;
        let across = (right_at * right - corner) * between.recip();
        let down = (below_at * below - corner) * between.recip();
        let (wu, wv) = ((right - 1.0) / between, (below - 1.0) / between);
        Self { origin: corner - (across + down) * 3.5, across, down, weight: (1.0 - 3.5 * (wu + wv), wu, wv) }
    }

    /// The best fit to pairs of a module coordinate and its pixel. None with less than four pairs or if they lie badly.
    pub(super) fn fit(pairs: &[(Point, Point)], size: usize) -> Option<Self> {
        if pairs.len() < 4 {
            return None;
        }
        // Coordinates around 0 and about as large as 1 keep the equations well behaved.
        let half = real(size) / 2.0;
        let mut model = LeastSquares::new(8);
        for (module, pixel) in pairs {
            let (u, v) = (f64::from(module.x / half - 1.0), f64::from(module.y / half - 1.0));
            let (x, y) = (f64::from(pixel.x), f64::from(pixel.y));
            model.observe(&[1.0, u, v, 0.0, 0.0, 0.0, -x * u, -x * v], x);
            model.observe(&[0.0, 0.0, 0.0, 1.0, u, v, -y * u, -y * v], y);
        }
        let found: Vec<f32> = model.solve(0.0)?.into_iter().map(narrow).collect();
        let [ox, ax, dx, oy, ay, dy, wu, wv] = <[f32; 8]>::try_from(found).ok()?;
        let (across, down) = (point(ax, ay) * half.recip(), point(dx, dy) * half.recip());
        let (wu, wv) = (wu / half, wv / half);
        Some(Self {
            origin: point(ox, oy) - (across + down) * half,
            across,
            down,
            weight: (1.0 - half * (wu + wv), wu, wv),
        })
    }

    /// The pixel of a module coordinate. Places behind the camera come out far away.
    pub(super) fn pixel(&self, module: Point) -> Point {
        let (w, wu, wv) = self.weight;
        let weight = (w + wu * module.x + wv * module.y).max(1e-3);
        (self.origin + self.across * module.x + self.down * module.y) * weight.recip()
    }

    /// The corners of a symbol of `size` modules, clockwise from the corner with a finder pattern on either side.
    pub(super) fn corners(&self, size: usize) -> [Point; 4] {
        let far = real(size);
        [point(0.0, 0.0), point(far, 0.0), point(far, far), point(0.0, far)].map(|corner| self.pixel(corner))
    }

    /// Width of a module in pixels where it is smallest: at one of the corners.
    pub(super) fn smallest_module(&self, size: usize) -> f32 {
        let far = real(size) - 1.0;
        [(0.0, 0.0), (far, 0.0), (far, far), (0.0, far)]
            .into_iter()
            .map(|(u, v)| {
                let corner = self.pixel(point(u, v));
                let across = (self.pixel(point(u + 1.0, v)) - corner).length();
                let down = (self.pixel(point(u, v + 1.0)) - corner).length();
                across.min(down)
            })
            .fold(f32::INFINITY, f32::min)
    }
}
