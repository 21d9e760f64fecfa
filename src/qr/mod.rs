//! QR symbols to show: text → modules → terminal, SVG or PNG.
//!
//! Everything here is a pure function: nothing is printed and no file is written. The symbol itself (ISO/IEC 18004)
//! is computed by `fast_qr`; this module fixes what chop wants of it: the smallest version, a quiet zone of
//! [`QUIET_ZONE`] modules in every drawing, and no way to draw half a symbol.
//!
//! ```
//! use chop::qr::{Ink, Level, Scale, Symbol, png, svg, terminal};
//!
//! let symbol = Symbol::encode("PC1:6BF+70790T9WJWG.FKY*4GO0.O1CV2", Level::Low)?;
//! assert_eq!((symbol.version(), symbol.size()), (2, 25));
//! assert!(svg::draw(&symbol).starts_with("<svg "));
//! assert_eq!(&png::draw(&symbol, Scale::parse(4)?)[1..4], b"PNG");
//! assert_eq!(terminal::draw(&symbol, Ink::Colour).lines().count(), (25 + 8_usize).div_ceil(2));
//! # Ok::<(), chop::qr::QrFault>(())
//! ```

mod fault;
pub mod png;
mod scale;
pub mod svg;
mod symbol;
pub mod terminal;

pub use fault::QrFault;
pub use scale::Scale;
pub use symbol::{Level, Symbol};
pub use terminal::Ink;

/// Width of the light border around every drawn symbol, in modules (ISO/IEC 18004 §5.3.8).
pub const QUIET_ZONE: usize = 4;
