//! Until when each algorithm may be used: the part of a policy that outlives a broken algorithm.

use super::Algorithm;

/// Until when one algorithm is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cutoff {
    /// Never.
    Never,
    /// Up to and including this second (Unix time, seconds).
    Until(i64),
    /// With no end in sight.
    Open,
}

impl Cutoff {
    const fn permits(self, at: i64) -> bool {
        match self {
            Self::Never => false,
            Self::Until(last) => at <= last,
            Self::Open => true,
        }
    }
}

/// For each algorithm, the last second at which it may still be used.
///
/// A plain value with named presets, handed to every verification. Nothing widens a preset silently: a weaker policy
/// has to be written out with [`with`](Self::with).
///
/// ```
/// use chop_core::crypto::{Algorithm, AlgorithmPolicy, Cutoff};
///
/// let policy = AlgorithmPolicy::ISO_18013_5.with(Algorithm::Es256, Cutoff::Until(2_000_000_000));
/// assert!(policy.permits(Algorithm::Es256, 2_000_000_000));
/// assert!(!policy.permits(Algorithm::Es256, 2_000_000_001));
/// assert!(!AlgorithmPolicy::HAIP.permits(Algorithm::EdDsa, 0));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlgorithmPolicy {
    es256: Cutoff,
    es384: Cutoff,
    eddsa: Cutoff,
}

impl AlgorithmPolicy {
    /// OpenID4VC HAIP 1.0: ES256 with SHA-256, the one algorithm that every party must support.
    pub const HAIP: Self = Self::NONE.with(Algorithm::Es256, Cutoff::Open);

    /// ISO/IEC 18013-5 §9.1.2.4 as far as chop has it: ES256, ES384 and EdDSA.
    pub const ISO_18013_5: Self =
        Self::HAIP.with(Algorithm::Es384, Cutoff::Open).with(Algorithm::EdDsa, Cutoff::Open);

    /// Personal Code 1: ES256 alone.
    pub const PERSONAL_CODE_1: Self = Self::NONE.with(Algorithm::Es256, Cutoff::Open);

    /// Nothing at all: the start of a policy that is written out by hand.
    pub const NONE: Self = Self { es256: Cutoff::Never, es384: Cutoff::Never, eddsa: Cutoff::Never };

    /// The same policy with another cut-off for one algorithm.
    #[must_use]
    pub const fn with(mut self, algorithm: Algorithm, cutoff: Cutoff) -> Self {
        match algorithm {
            Algorithm::Es256 => self.es256 = cutoff,
            Algorithm::Es384 => self.es384 = cutoff,
            Algorithm::EdDsa => self.eddsa = cutoff,
        }
        self
    }

    /// The cut-off of one algorithm.
    #[must_use]
    pub const fn cutoff(&self, algorithm: Algorithm) -> Cutoff {
        match algorithm {
            Algorithm::Es256 => self.es256,
            Algorithm::Es384 => self.es384,
            Algorithm::EdDsa => self.eddsa,
        }
    }

    /// May this algorithm be used at this Unix second?
    #[must_use]
    pub const fn permits(&self, algorithm: Algorithm, at: i64) -> bool {
        self.cutoff(algorithm).permits(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_second_counts_and_the_next_does_not() {
        for algorithm in Algorithm::ALL {
            let policy = AlgorithmPolicy::NONE.with(algorithm, Cutoff::Until(1_000));
            for (at, expected) in [(i64::MIN, true), (999, true), (1_000, true), (1_001, false), (i64::MAX, false)] {
                assert_eq!(policy.permits(algorithm, at), expected, "{algorithm:?} at {at}");
            }
            for other in Algorithm::ALL.into_iter().filter(|other| *other != algorithm) {
                assert!(!policy.permits(other, 0), "{other:?}");
            }
        }
    }

    #[test]
    fn presets_permit_exactly_what_they_name() {
        let permitted = |policy: AlgorithmPolicy| Algorithm::ALL.map(|algorithm| policy.permits(algorithm, i64::MAX));
        assert_eq!(permitted(AlgorithmPolicy::HAIP), [true, false, false]);
        assert_eq!(permitted(AlgorithmPolicy::PERSONAL_CODE_1), [true, false, false]);
        assert_eq!(permitted(AlgorithmPolicy::ISO_18013_5), [true, true, true]);
        assert_eq!(permitted(AlgorithmPolicy::NONE), [false, false, false]);
    }
}
