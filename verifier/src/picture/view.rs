//! A picture at several sizes, and one of them seen so that modules which carry a 1 are dark.

use super::plane::Plane;
use super::point::Point;

/// A plane, its scale against the whole picture, and whether its codes are dark on light.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) plane: &'a Plane,
    /// Pixels of this plane for each pixel of the whole picture.
    pub(super) scale: f32,
    pub(super) dark: bool,
}

impl View<'_> {
    /// Light at a pixel coordinate of the whole picture.
    pub(super) fn light(&self, p: Point) -> f32 {
        self.turned(self.plane.light(p * self.scale))
    }

    /// The same with more contrast between small modules.
    pub(super) fn sharp_light(&self, p: Point) -> f32 {
        self.turned(self.plane.sharp_light(p * self.scale))
    }

    fn turned(&self, light: f32) -> f32 {
        if self.dark { light } else { 255.0 - light }
    }
}

/// A picture, then half of it, a quarter … down to where no code could be read.
pub(super) struct Pyramid {
    planes: Vec<Plane>,
    /// Pixels of the first plane for each pixel of the whole picture.
    scale: f32,
}

impl Pyramid {
    pub(super) fn new(first: Plane, scale: f32) -> Self {
        let mut planes = vec![first];
        while let Some(last) = planes.last()
            && last.width().min(last.height()) >= 80
            && let Some(half) = last.halved()
        {
            planes.push(half);
        }
        Self { planes, scale }
    }

    pub(super) fn levels(&self) -> usize {
        self.planes.len()
    }

    pub(super) fn planes(&self) -> &[Plane] {
        &self.planes
    }

    pub(super) fn plane(&self, level: usize) -> Option<&Plane> {
        self.planes.get(level)
    }

    pub(super) fn view(&self, level: usize, dark: bool) -> Option<View<'_>> {
        let scale = (0..level).fold(self.scale, |scale, _| scale / 2.0);
        Some(View { plane: self.plane(level)?, scale, dark })
    }

    /// The smallest plane where a module that is `module` pixels wide in the whole picture keeps three pixels.
    pub(super) fn level_for(&self, module: f32) -> usize {
        let mut level = 0;
        let mut module = module * self.scale;
        while module >= 6.0 && level + 1 < self.planes.len() {
            module /= 2.0;
            level += 1;
        }
        level
    }
}
