//! The open challenge of a level-2 desk: shown by staff, answered once, gone after its time on a clock that no
//! one can set.

use std::time::Duration;

use chop_core::format::code::Challenge;
use chop_core::verify::{ChallengeFault, CodeExpectation};

/// At most one open challenge.
#[derive(Debug, Default)]
pub struct ChallengeDesk {
    open: Option<(CodeExpectation, Duration)>,
}

impl ChallengeDesk {
    /// Opens a challenge at `monotonic`, the time since any fixed start; one that was open is closed.
    pub fn open(&mut self, challenge: &Challenge, monotonic: Duration) {
        let expectation = CodeExpectation::Challenge { nonce: challenge.nonce(), audience: challenge.audience() };
        self.open = Some((expectation, monotonic + Duration::from_secs(challenge.draft().ttl)));
    }

    /// What an answer must match now.
    ///
    /// # Errors
    /// `challenge.expired` if no challenge is open any more.
    pub fn expectation(&self, monotonic: Duration) -> Result<CodeExpectation, ChallengeFault> {
        match self.open {
            Some((expectation, until)) if monotonic <= until => Ok(expectation),
            _ => Err(ChallengeFault::Expired),
        }
    }

    /// Closes the challenge: it was answered.
    pub fn consume(&mut self) {
        self.open = None;
    }
}
