//! Places in status lists: random, and each given once.

use chop_core::random::{Random, RandomFault};
use chop_core::time::UnixTime;
use rusqlite::{OptionalExtension, params};

use super::Db;
use crate::{CredentialState, ListNumber, StoreFault};

/// Entries of a list. Half of them are used, so that 131,072 documents share an address and a free index is found at
/// the second draw at worst on average.
pub(crate) const LIST_ENTRIES: u32 = 1 << 18;
/// Used entries after which another list is begun.
const LIST_FULL: u32 = LIST_ENTRIES / 2;
/// Bytes drawn at once: 1,024 indices.
const DRAWN: usize = 4_096;

/// The list that indices are taken from within one transaction.
pub(crate) struct Allocation {
    list: ListNumber,
    used: u32,
    drawn: Vec<u32>,
}

impl Allocation {
    /// The list and a candidate for an index in it. Whether it is free is seen when it is written.
    pub(super) fn candidate(
        &mut self,
        db: Db<'_>,
        random: &mut dyn Random,
    ) -> Result<(ListNumber, u32), AllocationFault> {
        if self.used >= LIST_FULL {
            db.close_allocation(self)?;
            let (list, used) = db.list_with_room()?;
            *self = Self { list, used, drawn: std::mem::take(&mut self.drawn) };
        }
        if self.drawn.is_empty() {
            let mut bytes = vec![0; DRAWN];
            random.fill(&mut bytes)?;
            let draws = bytes.chunks_exact(4).filter_map(|four| four.try_into().ok());
            self.drawn.extend(draws.map(|four| u32::from_le_bytes(four) % LIST_ENTRIES));
        }
        let index = self.drawn.pop().ok_or(RandomFault)?;
        Ok((self.list, index))
    }

    pub(super) const fn take(&mut self) {
        self.used += 1;
    }
}

/// Why no index was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AllocationFault {
    Store(StoreFault),
    Random(RandomFault),
}

impl From<StoreFault> for AllocationFault {
    fn from(fault: StoreFault) -> Self {
        Self::Store(fault)
    }
}

impl From<RandomFault> for AllocationFault {
    fn from(fault: RandomFault) -> Self {
        Self::Random(fault)
    }
}

impl From<rusqlite::Error> for AllocationFault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

impl Db<'_> {
    /// Begins to give indices. Only within [`Store::write`](super::Store::write).
    pub(crate) fn open_allocation(self) -> Result<Allocation, StoreFault> {
        let (list, used) = self.list_with_room()?;
        Ok(Allocation { list, used, drawn: Vec::new() })
    }

    /// Writes down how many were given.
    pub(crate) fn close_allocation(self, allocation: &Allocation) -> Result<(), StoreFault> {
        self.0
            .prepare_cached("UPDATE lists SET used = ?2 WHERE number = ?1")?
            .execute(params![allocation.list, allocation.used])?;
        Ok(())
    }

    /// The first list with room, or another one.
    fn list_with_room(self) -> Result<(ListNumber, u32), StoreFault> {
        let open = self
            .0
            .prepare_cached("SELECT number, used FROM lists WHERE used < ?1 ORDER BY number LIMIT 1")?
            .query_row([LIST_FULL], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        open.map_or_else(|| Ok((self.insert_list()?, 0)), Ok)
    }

    /// Makes sure that there is a list which no document is in yet, so that it is published before any is.
    pub(crate) fn ensure_spare_list(self) -> Result<(), StoreFault> {
        if !self.0.prepare("SELECT 1 FROM lists WHERE used = 0")?.exists([])? {
            self.insert_list()?;
        }
        Ok(())
    }

    fn insert_list(self) -> Result<ListNumber, StoreFault> {
        let number = self.0.query_one(
            "INSERT INTO lists (number, entries, used)
               SELECT coalesce(max(number), 0) + 1, ?1, 0 FROM lists RETURNING number",
            [LIST_ENTRIES],
            |row| row.get(0),
        )?;
        Ok(number)
    }

    /// The lists, with their entries and when each was last published.
    pub(crate) fn lists(self) -> Result<Vec<(ListNumber, u64, Option<UnixTime>)>, StoreFault> {
        let mut statement = self.0.prepare("SELECT number, entries, published_at FROM lists ORDER BY number")?;
        let rows = statement.query_map([], |row| {
            let entries: u32 = row.get(1)?;
            Ok((row.get(0)?, u64::from(entries), super::convert::optional_time(row, 2)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Every index of a list that is not simply valid.
    pub(crate) fn exceptions(
        self,
        list: ListNumber,
        mut each: impl FnMut(u64, CredentialState) -> Result<(), StoreFault>,
    ) -> Result<(), StoreFault> {
        let mut statement = self
            .0
            .prepare("SELECT idx, state FROM credentials WHERE list = ?1 AND state IN ('revoked', 'suspended')")?;
        let mut rows = statement.query([list])?;
        while let Some(row) = rows.next()? {
            let index: u32 = row.get(0)?;
            each(u64::from(index), row.get(1)?)?;
        }
        Ok(())
    }

    pub(crate) fn mark_published(self, list: ListNumber, at: UnixTime) -> Result<(), StoreFault> {
        self.0.execute("UPDATE lists SET published_at = ?2 WHERE number = ?1", params![list, at.seconds()])?;
        Ok(())
    }
}
