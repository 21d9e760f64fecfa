//! What counts as dark: each pixel is compared with the middle between the darkest and the lightest around it.
//!
//! A mean would do for a code alone, but the corner of a code is mostly quiet zone: there the mean is nearly white, and
//! the light ring in a blurred finder pattern never gets that light.

use super::number::pixel;
use super::plane::Plane;

/// Where the threshold lies between the darkest and the lightest pixel around. Pixels are gamma-encoded and blur happens
/// before that, so the level that splits a blurred edge evenly lies above the middle; noise pulls it down again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Balance {
    /// The mean of the two as they are encoded: best in the dark.
    Dark,
    /// Between the two others.
    Middle,
    /// The mean of the two as light, for a display gamma of 2.2: best for small modules.
    Light,
}

impl Balance {
    fn level(self, dark: u8, light: u8) -> u8 {
        let gamma = match self {
            Self::Dark => 1.0,
            Self::Middle => 1.5,
            Self::Light => 2.2,
        };
        // A flat neighbourhood has noise in it and no code: above its darkest pixel nothing is dark.
        if light.saturating_sub(dark) < CONTRAST {
            return dark;
        }
        let of = |pixel: u8| f32::from(pixel).powf(gamma);
        pixel(((of(dark) + of(light)) / 2.0).powf(1.0 / gamma))
    }
}

/// Least difference between dark and light.
const CONTRAST: u8 = 10;

/// Side of the squares in which the darkest and the lightest pixel are looked up.
const BLOCK: usize = 8;

/// Squares on either side that count as around: with [`BLOCK`] the neighbourhood is 40 pixels wide. It has to be wider
/// than a finder pattern (7 modules), or its middle looks like any flat area; larger modules are found in a smaller copy
/// of the picture.
const AROUND: usize = 2;

/// Darkest and lightest pixel.
type Range = (u8, u8);

/// The threshold of every pixel.
pub(super) fn of(plane: &Plane, balance: Balance) -> Option<Plane> {
    let columns = plane.width().div_ceil(BLOCK);
    let rows = plane.height().div_ceil(BLOCK);
    let mut blocks: Vec<Range> = vec![(u8::MAX, 0); columns * rows];
    for (line, row) in blocks.chunks_exact_mut(columns).zip(plane.pixels().chunks(plane.width() * BLOCK)) {
        for pixels in row.chunks(plane.width()) {
            for (range, block) in line.iter_mut().zip(pixels.chunks(BLOCK)) {
                for pixel in block {
                    *range = (range.0.min(*pixel), range.1.max(*pixel));
                }
            }
        }
    }
    let levels: Vec<u8> =
        widened(&blocks, columns, rows).into_iter().map(|(dark, light)| balance.level(dark, light)).collect();
    spread(&levels, columns, plane)
}

/// The range of each square together with those around it.
fn widened(blocks: &[Range], columns: usize, rows: usize) -> Vec<Range> {
    let join = |a: Range, b: &Range| (a.0.min(b.0), a.1.max(b.1));
    let along = |blocks: &[Range], columns: usize, rows: usize| -> Vec<Range> {
        // Joined along rows and written as columns, so that doing it twice does both directions.
        let mut out = vec![(u8::MAX, 0); blocks.len()];
        for (y, row) in blocks.chunks_exact(columns).enumerate() {
            for x in 0..columns {
                let window = row.get(x.saturating_sub(AROUND)..(x + AROUND + 1).min(columns)).unwrap_or_default();
                if let Some(cell) = out.get_mut(x * rows + y) {
                    *cell = window.iter().fold((u8::MAX, 0), join);
                }
            }
        }
        out
    };
    along(&along(blocks, columns, rows), rows, columns)
}

/// Between the middles of the squares the level changes evenly, so that no edge is made where squares meet.
fn spread(levels: &[u8], columns: usize, plane: &Plane) -> Option<Plane> {
    let rows = levels.len() / columns;
    let mut pixels = Vec::with_capacity(plane.width() * plane.height());
    let last = |count: usize| count.saturating_sub(1);
    // Eighths of the way from one middle to the next; the middle of a square lies between two pixels.
    let place = |at: usize, count: usize| -> (usize, usize, u32) {
        let shifted = at * 2 + 1;
        let before = shifted.saturating_sub(BLOCK) / (2 * BLOCK);
        let part = if shifted < BLOCK { 0 } else { (shifted - BLOCK) % (2 * BLOCK) };
        (before.min(last(count)), (before + 1).min(last(count)), u32::try_from(part).unwrap_or(0))
    };
    let whole = u32::try_from(2 * BLOCK).ok()?;
    let across: Vec<(usize, usize, u32)> = (0..plane.width()).map(|x| place(x, columns)).collect();
    let mut line = vec![0_u32; columns];
    for y in 0..plane.height() {
        let (above, below, part) = place(y, rows);
        let upper = levels.get(above * columns..(above + 1) * columns)?;
        let lower = levels.get(below * columns..(below + 1) * columns)?;
        for (cell, (upper, lower)) in line.iter_mut().zip(upper.iter().zip(lower)) {
            *cell = u32::from(*upper) * (whole - part) + u32::from(*lower) * part;
        }
        for (before, after, part) in &across {
            let (a, b) = (line.get(*before).copied()?, line.get(*after).copied()?);
            pixels.push(u8::try_from((a * (whole - part) + b * part) / (whole * whole)).unwrap_or(u8::MAX));
        }
    }
    Plane::new(plane.width(), plane.height(), pixels)
}
