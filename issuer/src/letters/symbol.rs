//! The code as it is drawn on a page: squares, in the smallest unit that a printer and a camera can be trusted with.

use std::fmt::Write as _;

use fast_qr::{ECL, QRBuilder};

use super::StampFault;

/// The least width of a printed module, in millimetres: what phones read from an office printer's paper.
pub const MODULE_MM: f64 = 0.5;
/// Light modules on each side (ISO/IEC 18004 §5.3.8).
const QUIET_ZONE: usize = 4;

/// A code ready to be drawn.
pub(super) struct Drawing {
    /// Modules from side to side, quiet zone and all.
    pub(super) modules: usize,
    /// The operators that paint it: one unit a module, from the lower left corner of the quiet zone.
    pub(super) operators: String,
}

/// Encodes a text at level M, or at L where only that leaves modules of [`MODULE_MM`] within `width` millimetres.
pub(super) fn draw(text: &str, width: Option<f64>) -> Result<Drawing, StampFault> {
    for level in [ECL::M, ECL::L] {
        let Ok(symbol) = QRBuilder::new(text).ecl(level).build() else { continue };
        let modules = symbol.size + 2 * QUIET_ZONE;
        if width.is_none_or(|width| width + 1e-6 >= millimetres(modules)) {
            let dark = |x: usize, y: usize| symbol.data.get(y * symbol.size + x).is_some_and(|module| module.value());
            return Ok(Drawing { modules, operators: operators(symbol.size, dark) });
        }
    }
    Err(StampFault::Small)
}

/// The least width of so many modules.
pub(super) fn millimetres(modules: usize) -> f64 {
    u32::try_from(modules).map_or(f64::INFINITY, f64::from) * MODULE_MM
}

/// A white square, and on it one black rectangle for each run of dark modules in a row.
fn operators(size: usize, dark: impl Fn(usize, usize) -> bool) -> String {
    let all = size + 2 * QUIET_ZONE;
    let mut text = format!("1 g 0 0 {all} {all} re f 0 g\n");
    for y in 0..size {
        let mut x = 0;
        while x < size {
            let run = (x..size).take_while(|x| dark(*x, y)).count();
            if run > 0 {
                // PDF counts from below, and symbols from above.
                let (left, bottom) = (x + QUIET_ZONE, all - 1 - (y + QUIET_ZONE));
                writeln!(text, "{left} {bottom} {run} 1 re").expect("a string takes whatever is written");
            }
            x += run.max(1);
        }
    }
    text.push_str("f\n");
    text
}
