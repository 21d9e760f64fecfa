//! Randomness as an argument: core has no source of its own.

use core::fmt;

use zeroize::Zeroizing;

/// A source of unpredictable bytes, handed in from the edge (operating system, browser, HSM).
///
/// Core reads randomness only through this trait, so that a broken source can be shown to be refused.
///
/// ```
/// use chop_core::random::{Random, RandomFault};
///
/// struct Counter(u8);
/// impl Random for Counter {
///     fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFault> {
///         bytes.fill_with(|| {
///             self.0 = self.0.wrapping_add(1);
///             self.0
///         });
///         Ok(())
///     }
/// }
///
/// let mut salt = [0; 16];
/// Counter(0).fill(&mut salt)?;
/// # Ok::<(), RandomFault>(())
/// ```
pub trait Random {
    /// Fills the whole slice with unpredictable bytes.
    ///
    /// # Errors
    /// `random.failed` if the source cannot answer; the slice must then be treated as empty.
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFault>;
}

impl<R: Random + ?Sized> Random for &mut R {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFault> {
        (**self).fill(bytes)
    }
}

/// The source of randomness failed, or answered what no working source answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RandomFault;

impl RandomFault {
    /// The stable code: `random.failed`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "random.failed"
    }
}

impl fmt::Display for RandomFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl core::error::Error for RandomFault {}

/// Draws `N` secret bytes, `N` ≥ 16, and refuses a source that is visibly dead.
///
/// Two blocks are drawn and compared: a source that answers only zeros, one constant byte, or the same block again is
/// refused. What no stateless check can see, a source with a longer period say, stays the duty of the source.
///
/// # Errors
/// `random.failed`.
///
/// ```
/// use chop_core::random::{Random, RandomFault, secret};
///
/// struct Zeros;
/// impl Random for Zeros {
///     fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFault> {
///         bytes.fill(0);
///         Ok(())
///     }
/// }
/// assert_eq!(secret::<32>(&mut Zeros).unwrap_err().code(), "random.failed");
/// ```
pub fn secret<const N: usize>(random: &mut dyn Random) -> Result<Zeroizing<[u8; N]>, RandomFault> {
    const { assert!(N >= 16, "shorter blocks repeat by chance") };
    let mut first = Zeroizing::new([0; N]);
    let mut second = Zeroizing::new([0; N]);
    random.fill(first.as_mut())?;
    random.fill(second.as_mut())?;
    if is_constant(first.as_ref()) || is_constant(second.as_ref()) || first == second {
        return Err(RandomFault);
    }
    Ok(first)
}

fn is_constant(block: &[u8]) -> bool {
    block.windows(2).all(|pair| matches!(pair, [a, b] if a == b))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Script(Vec<u8>, usize);
    impl Random for Script {
        fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFault> {
            for byte in bytes {
                *byte = self.0[self.1 % self.0.len()];
                self.1 += 1;
            }
            Ok(())
        }
    }

    struct Broken;
    impl Random for Broken {
        fn fill(&mut self, _: &mut [u8]) -> Result<(), RandomFault> {
            Err(RandomFault)
        }
    }

    #[test]
    fn refuses_zeros_constants_and_repetition() {
        for script in [vec![0], vec![0xff], vec![7], (0..32).collect(), (0..16).collect()] {
            assert_eq!(secret::<32>(&mut Script(script, 0)), Err(RandomFault));
        }
    }

    #[test]
    fn refuses_a_source_that_reports_failure() {
        assert_eq!(secret::<32>(&mut Broken), Err(RandomFault));
    }

    #[test]
    fn hands_on_the_bytes_of_a_working_source() {
        let bytes = secret::<32>(&mut Script((0..=255).collect(), 0)).unwrap();
        assert_eq!(bytes.as_slice(), (0..32).collect::<Vec<u8>>());
    }
}
