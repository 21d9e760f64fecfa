//! A grey picture.

use super::number::{clamped, floor, pixel, real};
use super::point::Point;

/// Grey pixels, row by row, at least one. 0 is black.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Plane {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Plane {
    /// Takes `width × height` pixels; none if the count differs or is 0.
    pub(super) fn new(width: usize, height: usize, pixels: Vec<u8>) -> Option<Self> {
        let fits = width.checked_mul(height).is_some_and(|count| count > 0 && count == pixels.len());
        fits.then_some(Self { width, height, pixels })
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    pub(super) fn height(&self) -> usize {
        self.height
    }

    pub(super) fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.pixels.chunks_exact(self.width)
    }

    /// A row; rows outside repeat the border.
    pub(super) fn row(&self, y: isize) -> &[u8] {
        let start = clamped(y, self.height) * self.width;
        self.pixels.get(start..start + self.width).unwrap_or_default()
    }

    /// A pixel; outside the border is repeated.
    pub(super) fn at(&self, x: isize, y: isize) -> u8 {
        let (x, y) = (clamped(x, self.width), clamped(y, self.height));
        self.pixels.get(y * self.width + x).copied().unwrap_or_default()
    }

    pub(super) fn holds(&self, p: Point) -> bool {
        p.x >= 0.0 && p.y >= 0.0 && p.x < real(self.width) && p.y < real(self.height)
    }

    /// Light at a point, between the four pixels around it.
    pub(super) fn light(&self, p: Point) -> f32 {
        let (x, y) = (p.x - 0.5, p.y - 0.5);
        let (left, top) = (floor(x), floor(y));
        let (fx, fy) = (x - x.floor(), y - y.floor());
        let (upper, lower) = (self.row(top), self.row(top + 1));
        let (l, r) = (clamped(left, self.width), clamped(left + 1, self.width));
        let of = |row: &[u8], x: usize| f32::from(row.get(x).copied().unwrap_or_default());
        let above = of(upper, l) + (of(upper, r) - of(upper, l)) * fx;
        let below = of(lower, l) + (of(lower, r) - of(lower, l)) * fx;
        above + (below - above) * fy
    }

    /// Light at a point by Catmull-Rom's cubic through the sixteen pixels around it: keeps more of the contrast of
    /// modules that are two or three pixels wide than [`light`](Self::light) does.
    pub(super) fn sharp_light(&self, p: Point) -> f32 {
        let (x, y) = (p.x - 0.5, p.y - 0.5);
        let (left, top) = (floor(x), floor(y));
        let (kx, ky) = (cubic(x - x.floor()), cubic(y - y.floor()));
        let mut sum = 0.0;
        for (dy, wy) in (-1..).zip(ky) {
            let row = self.row(top + dy);
            for (dx, wx) in (-1..).zip(kx) {
                sum += wy * wx * f32::from(row.get(clamped(left + dx, self.width)).copied().unwrap_or_default());
            }
        }
        sum
    }

    /// Half as wide and high, each pixel the mean of four. None below 2 × 2.
    pub(super) fn halved(&self) -> Option<Self> {
        let (width, height) = (self.width / 2, self.height / 2);
        let mut pixels = Vec::with_capacity(width * height);
        for pair in self.pixels.chunks_exact(self.width * 2) {
            let (upper, lower) = pair.split_at_checked(self.width)?;
            for (a, b) in upper.chunks_exact(2).zip(lower.chunks_exact(2)) {
                let sum: u16 = a.iter().chain(b).copied().map(u16::from).sum();
                pixels.push(u8::try_from((sum + 2) / 4).unwrap_or(u8::MAX));
            }
        }
        Self::new(width, height, pixels)
    }

    /// Twice as wide and high, by the cubic of [`sharp_light`](Self::sharp_light).
    pub(super) fn doubled(&self) -> Self {
        let (width, height) = (self.width * 2, self.height * 2);
        // A new pixel lies a quarter to the left or to the right of the middle of an old one.
        let (left, right) = (cubic(0.75), cubic(0.25));
        let stretch = |line: &[f32]| -> Vec<f32> {
            let length = line.len();
            let of = |i: isize| line.get(clamped(i, length)).copied().unwrap_or_default();
            let mut out = Vec::with_capacity(length * 2);
            for i in 0..isize::try_from(length).unwrap_or(0) {
                let around =
                    |first: isize, kernel: [f32; 4]| -> f32 { (first..).zip(kernel).map(|(i, k)| k * of(i)).sum() };
                out.push(around(i - 2, left));
                out.push(around(i - 1, right));
            }
            out
        };
        let wide: Vec<Vec<f32>> =
            self.rows().map(|row| stretch(&row.iter().copied().map(f32::from).collect::<Vec<_>>())).collect();
        let mut pixels = Vec::with_capacity(width * height);
        let rows = wide.len();
        for y in 0..isize::try_from(rows).unwrap_or(0) {
            for (first, kernel) in [(y - 2, left), (y - 1, right)] {
                let line = |i: isize| wide.get(clamped(i, rows)).map(Vec::as_slice).unwrap_or_default();
                let (a, b, c, d) = (line(first), line(first + 1), line(first + 2), line(first + 3));
                let [ka, kb, kc, kd] = kernel;
                pixels.extend(
                    a.iter()
                        .zip(b)
                        .zip(c.iter().zip(d))
                        .map(|((a, b), (c, d))| pixel(a * ka + b * kb + c * kc + d * kd)),
                );
            }
        }
        Self { width, height, pixels }
    }

    /// Every pixel the mean of the 3 × 3 around it, weighted 1-2-1.
    pub(super) fn softened(&self) -> Self {
        let mut pixels = Vec::with_capacity(self.pixels.len());
        let mut columns = vec![0_u16; self.width];
        for y in 0..isize::try_from(self.height).unwrap_or(0) {
            let rows = self.row(y - 1).iter().zip(self.row(y)).zip(self.row(y + 1));
            for (sum, ((a, b), c)) in columns.iter_mut().zip(rows) {
                *sum = u16::from(*a) + 2 * u16::from(*b) + u16::from(*c);
            }
            let first = columns.first().copied().unwrap_or_default();
            let last = columns.last().copied().unwrap_or_default();
            let before = core::iter::once(first).chain(columns.iter().copied());
            let after = columns.iter().copied().skip(1).chain(core::iter::once(last));
            pixels.extend(
                before
                    .zip(columns.iter().copied())
                    .zip(after)
                    .map(|((a, b), c)| u8::try_from((a + 2 * b + c + 8) / 16).unwrap_or(u8::MAX)),
            );
        }
        Self { width: self.width, height: self.height, pixels }
    }

    /// The negative.
    pub(super) fn inverted(&self) -> Self {
        Self { width: self.width, height: self.height, pixels: self.pixels.iter().map(|p| u8::MAX - p).collect() }
    }
}

/// Catmull-Rom weights of the four neighbours at −1, 0, 1, 2 for a point `t` after neighbour 0.
fn cubic(t: f32) -> [f32; 4] {
    let (t2, t3) = (t * t, t * t * t);
    [0.5 * (-t3 + 2.0 * t2 - t), 0.5 * (3.0 * t3 - 5.0 * t2 + 2.0), 0.5 * (-3.0 * t3 + 4.0 * t2 + t), 0.5 * (t3 - t2)]
}
