//! What is the same in every symbol of a version (ISO/IEC 18004 §5.3 and annex E).

/// Smallest and largest symbol, in modules.
pub(super) const SIZES: core::ops::RangeInclusive<usize> = 21..=177;

/// The version of a symbol of `size` modules, 1 to 40.
pub(super) fn version(size: usize) -> usize {
    size.saturating_sub(17) / 4
}

/// Rows and columns of the middles of alignment patterns; none in version 1. They stand at all crossings but the three
/// that finder patterns take.
pub(super) fn alignment(size: usize) -> Vec<usize> {
    let version = version(size);
    if version < 2 {
        return Vec::new();
    }
    let count = version / 7 + 2;
    // The last gap is even and as wide as it has to be; the first one takes what is left. Version 32 breaks the rule.
    let gap = if version == 32 { 26 } else { (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2 };
    let last = size - 7;
    let mut places: Vec<usize> = (0..count - 1).map(|i| last - i * gap).collect();
    places.push(6);
    places.reverse();
    places
}

/// The modules that every symbol of this size has alike: finder patterns with their light border, timing patterns,
/// alignment patterns. Row by row; `Some(true)` is dark, `None` belongs to this symbol alone.
pub(super) fn known(size: usize) -> Vec<Option<bool>> {
    let places = alignment(size);
    let far = size - 1;
    (0..size)
        .flat_map(|y| (0..size).map(move |x| (x, y)))
        .map(|(x, y)| {
            for (fx, fy) in [(3, 3), (far - 3, 3), (3, far - 3)] {
                let ring = x.abs_diff(fx).max(y.abs_diff(fy));
                if ring <= 4 {
                    return Some(ring != 2 && ring != 4);
                }
            }
            let middle = |at: usize| places.iter().copied().find(|place| place.abs_diff(at) <= 2);
            if let (Some(px), Some(py)) = (middle(x), middle(y)) {
                let at_finder = matches!(
                    (px == 6, py == 6, px == size - 7, py == size - 7),
                    (true, true, _, _) | (true, _, _, true) | (_, true, true, _)
                );
                if !at_finder {
                    return Some(x.abs_diff(px).max(y.abs_diff(py)) != 1);
                }
            }
            if y == 6 {
                return Some(x % 2 == 0);
            }
            if x == 6 {
                return Some(y % 2 == 0);
            }
            None
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rxing::qrcode::common::Version;

    /// The table of annex E, as another implementation has it.
    #[test]
    fn alignment_patterns_stand_where_annex_e_says() {
        for number in 1..=40_u32 {
            let size = usize::try_from(17 + 4 * number).unwrap();
            let expected: Vec<usize> = Version::getVersionForNumber(number)
                .unwrap()
                .getAlignmentPatternCenters()
                .iter()
                .map(|place| usize::try_from(*place).unwrap())
                .collect();
            assert_eq!(alignment(size), expected, "version {number}");
        }
    }
}
