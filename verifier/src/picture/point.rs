//! Points of a picture.

use core::ops::{Add, Mul, Sub};

/// A place or a way in a picture, in pixels; the middle of the first pixel is (½, ½), y goes down.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Point {
    pub(super) x: f32,
    pub(super) y: f32,
}

pub(super) const fn point(x: f32, y: f32) -> Point {
    Point { x, y }
}

impl Point {
    pub(super) fn length(self) -> f32 {
        self.x.hypot(self.y)
    }

    pub(super) fn dot(self, other: Self) -> f32 {
        self.x * other.x + self.y * other.y
    }

    /// Positive if `other` lies clockwise of `self` on the screen, where y goes down.
    pub(super) fn cross(self, other: Self) -> f32 {
        self.x * other.y - self.y * other.x
    }

    /// The same way with length 1; a way of no length goes right.
    pub(super) fn unit(self) -> Self {
        let length = self.length();
        if length > f32::EPSILON { self * length.recip() } else { point(1.0, 0.0) }
    }
}

impl Add for Point {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        point(self.x + other.x, self.y + other.y)
    }
}

impl Sub for Point {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        point(self.x - other.x, self.y - other.y)
    }
}

impl Mul<f32> for Point {
    type Output = Self;
    fn mul(self, by: f32) -> Self {
        point(self.x * by, self.y * by)
    }
}
