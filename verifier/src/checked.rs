//! Issuer signatures that were checked before, so that a holder who comes back costs one verification.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard};

use chop_core::crypto::PublicKey;
use chop_core::verify::CheckedIssuers;

/// A bounded memory of valid issuer signatures and of the device keys under them. It lives with one bundle and is
/// dropped with it.
#[derive(Debug)]
pub struct CheckedSignatures(Mutex<Inner>);

#[derive(Debug)]
struct Inner {
    signatures: Recent<[u8; 32], ()>,
    device_keys: Recent<[u8; 33], PublicKey>,
}

impl CheckedSignatures {
    /// An empty memory for at most `capacity` signatures and as many keys, about 1 kB a holder.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self(Mutex::new(Inner { signatures: Recent::new(capacity), device_keys: Recent::new(capacity) }))
    }

    fn inner(&self) -> Option<MutexGuard<'_, Inner>> {
        self.0.lock().ok()
    }
}

impl Default for CheckedSignatures {
    fn default() -> Self {
        Self::new(16_384)
    }
}

impl CheckedIssuers for CheckedSignatures {
    fn contains(&self, check: &[u8; 32]) -> bool {
        self.inner().is_some_and(|inner| inner.signatures.get(check).is_some())
    }

    fn remember(&self, check: [u8; 32]) {
        if let Some(mut inner) = self.inner() {
            inner.signatures.remember(check, || ());
        }
    }

    fn device_key(&self, point: &[u8; 33]) -> Option<PublicKey> {
        self.inner()?.device_keys.get(point).cloned()
    }

    fn remember_device_key(&self, point: [u8; 33], key: &PublicKey) {
        if let Some(mut inner) = self.inner() {
            inner.device_keys.remember(point, || key.clone());
        }
    }
}

/// A map that forgets what came first when it is full.
#[derive(Debug)]
struct Recent<K, V> {
    capacity: usize,
    known: HashMap<K, V>,
    oldest_first: VecDeque<K>,
}

impl<K: Eq + Hash + Copy, V> Recent<K, V> {
    fn new(capacity: usize) -> Self {
        Self { capacity, known: HashMap::new(), oldest_first: VecDeque::new() }
    }

    fn get(&self, key: &K) -> Option<&V> {
        self.known.get(key)
    }

    fn remember(&mut self, key: K, value: impl FnOnce() -> V) {
        if self.capacity == 0 || self.known.contains_key(&key) {
            return;
        }
        self.known.insert(key, value());
        self.oldest_first.push_back(key);
        if self.oldest_first.len() > self.capacity
            && let Some(oldest) = self.oldest_first.pop_front()
        {
            self.known.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use chop_core::crypto::{Signer, SoftwareKey};

    use super::*;

    #[test]
    fn the_oldest_is_forgotten_first() {
        let memory = CheckedSignatures::new(2);
        (0..3).for_each(|n| memory.remember([n; 32]));
        assert_eq!([0, 1, 2].map(|n| memory.contains(&[n; 32])), [false, true, true]);
    }

    #[test]
    fn a_device_key_is_found_by_its_own_point() {
        let memory = CheckedSignatures::default();
        let key = SoftwareKey::from_p256_scalar(&[7; 32]).unwrap().public_key().clone();
        let point = key.p256_compressed().unwrap();
        assert_eq!(memory.device_key(&point), None);
        memory.remember_device_key(point, &key);
        assert_eq!(memory.device_key(&point), Some(key));
        assert_eq!(memory.device_key(&[2; 33]), None);
    }
}
