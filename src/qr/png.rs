//! A symbol as a PNG picture.

use core::iter::repeat_n;

use image::ExtendedColorType;
use image::ImageEncoder as _;
use image::codecs::png::PngEncoder;

use super::{QUIET_ZONE, Scale, Symbol};

/// Draws the symbol with its quiet zone as a PNG file: 8-bit grey, black on white, `(size + 8) × scale` pixels wide and
/// high.
#[must_use]
pub fn draw(symbol: &Symbol, scale: Scale) -> Vec<u8> {
    let pixels = scale.pixels();
    let side = (symbol.size() + 2 * QUIET_ZONE) * pixels;
    let border = QUIET_ZONE * pixels;
    let mut grey = vec![u8::MAX; side * border];
    for row in symbol.modules() {
        let line: Vec<u8> = repeat_n(u8::MAX, border)
            .chain(row.iter().flat_map(|dark| repeat_n(if *dark { 0 } else { u8::MAX }, pixels)))
            .chain(repeat_n(u8::MAX, border))
            .collect();
        for _ in 0..pixels {
            grey.extend_from_slice(&line);
        }
    }
    grey.resize(side * side, u8::MAX);

    let mut file = Vec::new();
    let side = u32::try_from(side).expect("185 modules of 32 pixels are 5,920");
    PngEncoder::new(&mut file)
        .write_image(&grey, side, side, ExtendedColorType::L8)
        .expect("the buffer has side × side bytes and a Vec takes every write");
    file
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::qr::Level;

    #[test]
    fn every_pixel_shows_its_module() {
        let symbol = Symbol::encode("PC1:PNG", Level::Medium).unwrap();
        let picture = image::load_from_memory(&draw(&symbol, Scale::parse(3).unwrap())).unwrap();
        assert_eq!(picture.color(), image::ColorType::L8);
        let grey = picture.into_luma8();
        assert_eq!(grey.dimensions(), (29 * 3, 29 * 3));
        for (x, y, pixel) in grey.enumerate_pixels() {
            let module = |at: u32| usize::try_from(at / 3).unwrap().checked_sub(QUIET_ZONE);
            let dark = matches!((module(x), module(y)), (Some(x), Some(y)) if symbol.is_dark(x, y));
            assert_eq!(pixel.0[0], if dark { 0 } else { 255 });
        }
    }
}
