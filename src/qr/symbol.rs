//! Text → modules.

use core::fmt;

use fast_qr::{ECL, QRBuilder};

use super::QrFault;

/// Error correction level (ISO/IEC 18004 §7.5.1). On a clean phone screen resolution is the limit, not damage, so codes
/// that are shown on screens take [`Level::Low`]; print takes more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// L: about 7 % of the codewords can be restored.
    Low,
    /// M: about 15 %.
    Medium,
    /// Q: about 25 %.
    Quartile,
    /// H: about 30 %.
    High,
}

impl Level {
    const fn of_encoder(self) -> ECL {
        match self {
            Self::Low => ECL::L,
            Self::Medium => ECL::M,
            Self::Quartile => ECL::Q,
            Self::High => ECL::H,
        }
    }
}

/// A QR symbol: square, 21 to 177 modules wide, without its quiet zone.
///
/// Its text is whatever a document put into it, so `Debug` shows the version and no module.
#[derive(Clone, PartialEq, Eq)]
pub struct Symbol {
    version: u8,
    size: usize,
    /// Row by row; `true` is dark.
    modules: Vec<bool>,
}

impl Symbol {
    /// Encodes the text in the smallest version that carries it at this level, as one segment: numeric for digits,
    /// alphanumeric for the 45 characters of Base45, bytes (UTF-8) for anything else.
    ///
    /// # Errors
    /// `qr.too-long` if version 40 cannot carry it.
    pub fn encode(text: &str, level: Level) -> Result<Self, QrFault> {
        let code =
            QRBuilder::new(text).ecl(level.of_encoder()).build().map_err(|_| QrFault::TooLong { bytes: text.len() })?;
        let size = code.size;
        // 4 modules a version, from 21 (ISO/IEC 18004 §5.3.1).
        let version = u8::try_from(size.saturating_sub(17) / 4).map_err(|_| QrFault::TooLong { bytes: text.len() })?;
        let modules = code.data.iter().take(size * size).map(|module| module.value()).collect();
        Ok(Self { version, size, modules })
    }

    /// Version, 1 to 40.
    #[must_use]
    pub fn version(&self) -> u8 {
        self.version
    }

    /// Width and height in modules, 21 to 177, without the quiet zone.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    /// The rows from the top, each from the left; `true` is dark.
    pub fn modules(&self) -> impl Iterator<Item = &[bool]> {
        self.modules.chunks_exact(self.size)
    }

    /// Whether the module at column `x` and row `y` is dark. Outside the symbol everything is light.
    #[must_use]
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.size && self.modules.get(y * self.size + x).copied().unwrap_or(false)
    }
}

impl fmt::Debug for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Symbol").field("version", &self.version).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE45: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

    fn version_of(text: &str, level: Level) -> u8 {
        Symbol::encode(text, level).unwrap().version()
    }

    fn base45(characters: usize) -> String {
        BASE45.chars().cycle().take(characters).collect()
    }

    /// Largest alphanumeric text of each version, ISO/IEC 18004 table 7.
    #[test]
    fn takes_the_smallest_version_for_base45_text() {
        for (level, version, capacity) in [
            (Level::Low, 1, 25),
            (Level::Low, 14, 667),
            (Level::Low, 21, 1_352),
            (Level::Low, 25, 1_853),
            (Level::Low, 40, 4_296),
            (Level::Medium, 17, 734),
            (Level::Medium, 25, 1_451),
            (Level::Quartile, 10, 221),
            (Level::High, 10, 174),
            (Level::High, 40, 1_852),
        ] {
            assert_eq!(version_of(&base45(capacity), level), version);
            if version < 40 {
                assert_eq!(version_of(&base45(capacity + 1), level), version + 1);
            }
        }
    }

    #[test]
    fn a_personal_code_of_652_characters_is_version_14() {
        assert_eq!(version_of(&format!("PC1:{}", base45(648)), Level::Low), 14);
    }

    #[test]
    fn one_lower_case_letter_makes_it_bytes_and_so_larger() {
        assert!(version_of(&format!("{}a", base45(651)), Level::Low) > 14);
    }

    #[test]
    fn text_that_no_version_carries_is_refused() {
        let fault = Symbol::encode(&base45(4_297), Level::Low).unwrap_err();
        assert_eq!((fault, fault.code()), (QrFault::TooLong { bytes: 4_297 }, "qr.too-long"));
        assert_eq!(Symbol::encode(&"x".repeat(7_000), Level::Low).unwrap_err().code(), "qr.too-long");
    }

    #[test]
    fn rows_and_points_agree_and_outside_is_light() {
        let symbol = Symbol::encode("PC1:", Level::High).unwrap();
        assert_eq!(symbol.modules().count(), symbol.size());
        for (y, row) in symbol.modules().enumerate() {
            for (x, dark) in row.iter().enumerate() {
                assert_eq!(symbol.is_dark(x, y), *dark);
            }
        }
        assert!(symbol.is_dark(0, 0), "a finder pattern begins in the corner");
        assert!(!symbol.is_dark(symbol.size(), 0) && !symbol.is_dark(0, symbol.size()));
    }

    #[test]
    fn debug_shows_no_module() {
        assert_eq!(format!("{:?}", Symbol::encode("PC1:SECRET", Level::Low).unwrap()), "Symbol { version: 1, .. }");
    }
}
