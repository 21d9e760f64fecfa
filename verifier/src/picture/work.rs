//! A bound on the work that one picture may cause, counted in pixels looked at and not in seconds: the same picture ends
//! the same way on every machine.

use core::cell::Cell;

/// What is left to spend.
pub(super) struct Work(Cell<u64>);

impl Work {
    /// Enough for every plan of the search on an ordinary photograph of that many pixels; a picture made to be slow ends
    /// there.
    pub(super) fn for_pixels(pixels: usize) -> Self {
        const EACH: u64 = 14;
        const ANY: u64 = 60_000_000;
        Self(Cell::new(u64::try_from(pixels).unwrap_or(u64::MAX).saturating_mul(EACH).saturating_add(ANY)))
    }

    /// Takes that much, if it is there. Once there is too little, nothing is left.
    pub(super) fn spend(&self, pixels: usize) -> bool {
        let left = self.0.get().checked_sub(u64::try_from(pixels).unwrap_or(u64::MAX));
        self.0.set(left.unwrap_or(0));
        left.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_when_it_is_spent_and_stays_so() {
        let work = Work::for_pixels(0);
        assert!(work.spend(59_999_999));
        assert!(!work.spend(2));
        assert!(!work.spend(1));
    }
}
