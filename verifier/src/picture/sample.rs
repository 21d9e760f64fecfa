//! Modules from light: one value a module, and which of them are dark.

use super::layout::known;
use super::linear::LeastSquares;
use super::mesh::Mesh;
use super::number::{narrow, real};
use super::point::{Point, point};
use super::view::View;

/// Light of each module against the light around it: above 0 is light. Row by row.
#[derive(Clone)]
pub(super) struct Samples {
    size: usize,
    values: Vec<f32>,
}

/// From which modules the weights against blur are learnt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Teacher {
    /// From those that every symbol has alike.
    Known,
    /// From all of them, the others as they look now.
    All,
}

/// Pixels that a module needs for nine points.
const ROOMY: f32 = 3.2;

/// How far apart they are, in modules.
const APART: f32 = 0.25;

/// Half the width of the neighbourhood that a module's light is compared with, in modules.
const AROUND: usize = 6;

impl Samples {
    /// Reads the light at the middle of each module, moved by `shift` modules. Where a module has room for it, the mean
    /// of nine points is taken, which noise and the grid of a screen disturb less.
    pub(super) fn take(view: &View<'_>, mesh: &Mesh, shift: Point) -> Self {
        let size = mesh.size;
        let roomy = mesh.map.smallest_module(size) * view.scale >= ROOMY;
        let mut values = Vec::with_capacity(size * size);
        for y in 0..size {
            for x in 0..size {
                let module = point(real(x) + 0.5, real(y) + 0.5) + shift;
                let middle = mesh.pixel(module);
                values.push(if roomy {
                    let right =
                        (mesh.map.pixel(module + point(0.5, 0.0)) - mesh.map.pixel(module + point(-0.5, 0.0))) * APART;
                    let down =
                        (mesh.map.pixel(module + point(0.0, 0.5)) - mesh.map.pixel(module + point(0.0, -0.5))) * APART;
                    let line = |at: Point| view.light(at + right * -1.0) + view.light(at) + view.light(at + right);
                    (line(middle + down * -1.0) + line(middle) + line(middle + down)) / 9.0
                } else {
                    view.sharp_light(middle)
                });
            }
        }
        Self { size, values: flattened(&values, size) }
    }

    /// Which modules are dark.
    pub(super) fn dark(&self) -> impl Iterator<Item = bool> {
        self.values.iter().map(|value| *value < 0.0)
    }

    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// Undoes blur: each module becomes the weighted sum of itself and its neighbours, up to `reach` modules away, that
    /// tells dark from light best.
    pub(super) fn sharpened(&self, reach: isize, teacher: Teacher) -> Option<Self> {
        let width = usize::try_from(2 * reach + 1).ok()?;
        let mut model = LeastSquares::new(width * width + 1);
        let known = known(self.size);
        let mut factors = Vec::with_capacity(width * width + 1);
        for (at, known) in known.iter().enumerate() {
            let now = self.values.get(at).copied()?;
            let dark = match (known, teacher) {
                (Some(dark), _) => *dark,
                (None, Teacher::All) => now < 0.0,
                (None, Teacher::Known) => continue,
            };
            self.neighbours(at, reach, &mut factors);
            model.observe(&factors, if dark { -1.0 } else { 1.0 });
        }
        let weights = model.solve(1.0)?;
        let values = (0..self.values.len())
            .map(|at| {
                self.neighbours(at, reach, &mut factors);
                narrow(factors.iter().zip(&weights).map(|(factor, weight)| factor * weight).sum())
            })
            .collect();
        Some(Self { size: self.size, values })
    }

    /// The light of a module and of those around it, and 1. Around the symbol it is light.
    fn neighbours(&self, at: usize, reach: isize, factors: &mut Vec<f64>) {
        factors.clear();
        let (x, y) = (at % self.size, at / self.size);
        for dy in -reach..=reach {
            for dx in -reach..=reach {
                let place = x.checked_add_signed(dx).zip(y.checked_add_signed(dy));
                let value = place
                    .filter(|(x, y)| *x < self.size && *y < self.size)
                    .and_then(|(x, y)| self.values.get(y * self.size + x));
                factors.push(value.copied().map_or(1.0, f64::from));
            }
        }
        factors.push(1.0);
    }
}

/// Takes away the mean of the neighbourhood and divides by its spread, so that shadow and glare do not matter.
fn flattened(values: &[f32], size: usize) -> Vec<f32> {
    let mean = around(values, size);
    let level: Vec<f32> = values.iter().zip(&mean).map(|(value, mean)| value - mean).collect();
    let squares: Vec<f32> = level.iter().map(|value| value * value).collect();
    let spread = around(&squares, size);
    level.iter().zip(&spread).map(|(value, spread)| value / spread.sqrt().max(1.0)).collect()
}

/// Mean over the square around each module; the square is cut at the border.
fn around(values: &[f32], size: usize) -> Vec<f32> {
    let lines = |values: &[f32]| -> Vec<f32> {
        // Means along rows, written as columns, so that doing it twice does both directions.
        let mut out = vec![0.0; values.len()];
        for (y, row) in values.chunks_exact(size).enumerate() {
            for x in 0..size {
                let window = row.get(x.saturating_sub(AROUND)..(x + AROUND + 1).min(size)).unwrap_or_default();
                if let Some(cell) = out.get_mut(x * size + y) {
                    *cell = window.iter().sum::<f32>() / real(window.len().max(1));
                }
            }
        }
        out
    };
    lines(&lines(values))
}
