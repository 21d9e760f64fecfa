//! Pixels a module.

use super::QrFault;

/// How many pixels wide and high one module is drawn: 1 to [`Scale::MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale(u8);

impl Scale {
    /// Largest scale. Version 40 with its quiet zone then takes 5,920 × 5,920 pixels, 35 MB while it is drawn.
    pub const MAX: u32 = 32;

    /// Takes a number of pixels a module.
    ///
    /// # Errors
    /// `qr.scale` if it is 0 or above [`Scale::MAX`].
    pub fn parse(pixels: u32) -> Result<Self, QrFault> {
        match u8::try_from(pixels) {
            Ok(small) if (1..=Self::MAX).contains(&pixels) => Ok(Self(small)),
            Ok(_) | Err(_) => Err(QrFault::Scale { asked: pixels }),
        }
    }

    /// The number of pixels.
    #[must_use]
    pub fn pixels(self) -> usize {
        usize::from(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_of_the_range_are_kept() {
        assert_eq!(Scale::parse(1).unwrap().pixels(), 1);
        assert_eq!(Scale::parse(32).unwrap().pixels(), 32);
        for asked in [0, 33, 257, u32::MAX] {
            let fault = Scale::parse(asked).unwrap_err();
            assert_eq!((fault, fault.code()), (QrFault::Scale { asked }, "qr.scale"));
        }
    }
}
