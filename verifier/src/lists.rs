//! The memory of status lists: for each address the newest time of making that was ever used here (security T12).
//!
//! One line each, `ADDRESS SECONDS`, the address as the first 16 bytes of a digest: the file tells nobody which lists
//! a verifier looks at. Without the file nothing is known to be the newest, so a list must be within its `ttl`.

use std::collections::BTreeMap;
use std::io;

use chop_core::crypto::mac::MacKey;
use chop_core::encoding::limits::BUNDLE_ENTRIES;
use chop_core::time::UnixTime;
use chop_core::trust::{GivenList, StatusLists, TrustBundle};

use crate::StateFault;
use crate::state::StateDirectory;

const FILE: &str = "lists";
/// Addresses that are remembered; beyond, those that were made longest ago are forgotten first.
const ADDRESSES: usize = 4 * BUNDLE_ENTRIES;

impl StateDirectory {
    /// Takes in lists that came beside a bundle, and holds them and the bundle's own against what is remembered.
    ///
    /// # Errors
    /// [`StateFault::List`] for the first given list that does not count now: `status-list.not-yet`,
    /// `status-list.expired`, `status-list.rollback`, `status-list.stale`; `state.io`.
    pub fn admit_lists(
        &self,
        trust: &TrustBundle,
        given: Vec<GivenList>,
        now: UnixTime,
    ) -> Result<StatusLists, StateFault> {
        let _lock = self.lock()?;
        let mut memory = self.read(FILE)?.map_or_else(|| Some(Memory::default()), |text| Memory::parse(&text));
        let memory = memory.as_mut().ok_or(StateFault::Io(io::ErrorKind::InvalidData.into()))?;
        let before = memory.clone();
        let mut lists = StatusLists::default();
        for list in &trust.body().lists {
            // What the bundle says was made in the future is not learned from.
            if list.issued_at <= now {
                memory.learn(&list.uri, list.issued_at);
            }
            if let Some(at) = memory.get(&list.uri) {
                lists.remember(&list.uri, at);
            }
        }
        for list in given {
            let (uri, at) = (list.claims().uri.clone(), list.claims().issued_at);
            // Fresh, or no older than what was remembered before this bundle was read; and no older than the bundle's.
            list.claims().check_age(before.get(&uri), now).map_err(StateFault::List)?;
            lists.admit(list, memory.get(&uri).or(Some(at)), now).map_err(StateFault::List)?;
            memory.learn(&uri, at);
        }
        if *memory != before {
            self.write(FILE, memory.to_text().as_bytes())?;
        }
        Ok(lists)
    }
}

/// The newest time of making for each address, by its digest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Memory(BTreeMap<String, UnixTime>);

impl Memory {
    fn get(&self, uri: &str) -> Option<UnixTime> {
        self.0.get(&name(uri)).copied()
    }

    fn learn(&mut self, uri: &str, at: UnixTime) {
        let highest = self.0.entry(name(uri)).or_insert(at);
        *highest = at.max(*highest);
        if self.0.len() > ADDRESSES
            && let Some(oldest) = self.0.iter().min_by_key(|(_, at)| **at).map(|(name, _)| name.clone())
        {
            self.0.remove(&oldest);
        }
    }

    fn to_text(&self) -> String {
        self.0.iter().map(|(name, at)| format!("{name} {}\n", at.seconds())).collect()
    }

    fn parse(text: &str) -> Option<Self> {
        let line = |line: &str| {
            let (name, at) = line.split_once(' ')?;
            let is_name = name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
            Some((is_name.then(|| name.to_owned())?, UnixTime::new(at.parse().ok()?).ok()?))
        };
        text.lines().map(line).collect::<Option<_>>().map(Self)
    }
}

fn name(uri: &str) -> String {
    let digest = MacKey::new(b"chop-status-list-1").tag(uri.as_bytes());
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> UnixTime {
        UnixTime::new(1_795_341_600 + seconds).unwrap()
    }

    #[test]
    fn what_is_written_is_read_back_and_only_goes_forward() {
        let mut memory = Memory::default();
        memory.learn("https://status.example/l/1", at(5));
        memory.learn("https://status.example/l/1", at(3));
        memory.learn("https://status.example/l/2", at(9));
        assert_eq!(memory.get("https://status.example/l/1"), Some(at(5)));
        assert_eq!(Memory::parse(&memory.to_text()), Some(memory.clone()));
        assert!(!memory.to_text().contains("example"), "{}", memory.to_text());
        for broken in ["x", "x 1\n", "00112233445566778899aabbccddeeff x", "00112233445566778899aabbccddeeff"] {
            assert_eq!(Memory::parse(broken), None, "{broken}");
        }
    }

    #[test]
    fn the_memory_is_bounded_and_forgets_the_oldest() {
        let mut memory = Memory::default();
        for number in 0..=i64::try_from(ADDRESSES).unwrap() {
            memory.learn(&format!("https://status.example/l/{number}"), at(number));
        }
        assert_eq!(memory.0.len(), ADDRESSES);
        assert_eq!(memory.get("https://status.example/l/0"), None);
        assert_eq!(memory.get("https://status.example/l/1"), Some(at(1)));
    }
}
