//! Conversions between counts, coordinates and light: the one place where numbers change their kind.
#![allow(
    clippy::as_conversions,
    reason = "a cast from a float saturates and takes NaN to 0, which is what is wanted of coordinates; counts here are \
              below 2^26, which f32 rounds by less than a pixel"
)]

/// A count as a coordinate.
pub(super) fn real(n: usize) -> f32 {
    n as f32
}

/// The whole part of a coordinate, towards minus infinity.
pub(super) fn floor(x: f32) -> isize {
    x.floor() as isize
}

/// The whole part of a coordinate that should not be negative; what is negative becomes 0.
pub(super) fn count(x: f32) -> usize {
    x as usize
}

/// Light as a pixel.
pub(super) fn pixel(x: f32) -> u8 {
    x.round() as u8
}

/// A coordinate kept in a row of `length` pixels.
pub(super) fn clamped(x: isize, length: usize) -> usize {
    (x.max(0) as usize).min(length.saturating_sub(1))
}

/// A double as a single.
pub(super) fn narrow(x: f64) -> f32 {
    x as f32
}
