//! Issuer signatures that were checked before, so that a holder who comes back costs one verification.

use std::collections::{HashSet, VecDeque};
use std::sync::Mutex;

use chop_core::verify::CheckedIssuers;

/// A bounded memory of valid issuer signatures. It lives with one bundle and is dropped with it.
#[derive(Debug)]
pub struct CheckedSignatures {
    capacity: usize,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    known: HashSet<[u8; 32]>,
    oldest_first: VecDeque<[u8; 32]>,
}

impl CheckedSignatures {
    /// An empty memory for at most `capacity` signatures of 64 bytes each.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self { capacity, inner: Mutex::default() }
    }
}

impl Default for CheckedSignatures {
    fn default() -> Self {
        Self::new(16_384)
    }
}

impl CheckedIssuers for CheckedSignatures {
    fn contains(&self, check: &[u8; 32]) -> bool {
        self.inner.lock().is_ok_and(|inner| inner.known.contains(check))
    }

    fn remember(&self, check: [u8; 32]) {
        let Ok(mut inner) = self.inner.lock() else { return };
        if self.capacity == 0 || !inner.known.insert(check) {
            return;
        }
        inner.oldest_first.push_back(check);
        if inner.oldest_first.len() > self.capacity
            && let Some(oldest) = inner.oldest_first.pop_front()
        {
            inner.known.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_is_forgotten_first() {
        let memory = CheckedSignatures::new(2);
        (0..3).for_each(|n| memory.remember([n; 32]));
        assert_eq!([0, 1, 2].map(|n| memory.contains(&[n; 32])), [false, true, true]);
    }
}
