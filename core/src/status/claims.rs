//! What a signed list says of itself, and whether it counts now.

use super::bitstring::Purpose;
use super::fault::{AgeFault, StatusFault};
use super::list::StatusList;
use crate::time::UnixTime;

/// Shortest time that a copy of a list is kept, whatever its `ttl` says.
pub const TTL_LEAST_SECONDS: u64 = 300;
/// Longest time that a copy of a list is kept, whatever its `ttl` says; and for one that says nothing.
pub const TTL_MOST_SECONDS: u64 = 86_400;
/// Seconds by which the clock of a list's issuer may be ahead of ours.
const AHEAD_SECONDS: i64 = 300;

/// What a signed list says, its signature checked.
///
/// ```
/// use chop_core::status::{AgeFault, ListClaims, StatusList};
/// use chop_core::time::UnixTime;
///
/// let at = |seconds: i64| UnixTime::new(1_795_341_600 + seconds).unwrap();
/// let list = StatusList::new(2, 131_072).unwrap();
/// let uri = "https://status.example/l/1".to_owned();
/// let claims = ListClaims { uri, issued_at: at(0), expires_at: at(604_800), ttl: 3_600, purpose: None, list };
/// assert_eq!(claims.check_age(None, at(3_599)), Ok(()));
/// assert_eq!(claims.check_age(None, at(3_600)), Err(AgeFault::Stale));
/// assert_eq!(claims.check_age(Some(at(0)), at(604_799)), Ok(()));
/// assert_eq!(claims.check_age(Some(at(1)), at(10)), Err(AgeFault::Rollback));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListClaims {
    /// The address of the list (`sub`, or `id` of the credential), equal to the one that documents name.
    pub uri: String,
    /// When it was made.
    pub issued_at: UnixTime,
    /// The first second at which it no longer counts.
    pub expires_at: UnixTime,
    /// Seconds for which a copy may be kept: between 5 minutes and 24 hours.
    pub ttl: u64,
    /// The purpose of a Bitstring list; none for a Token Status List, which tells the two apart by its values.
    pub purpose: Option<Purpose>,
    /// The list. The set bits of a Bitstring list have become the values 1 (revocation) or 2 (suspension).
    pub list: StatusList,
}

impl ListClaims {
    /// The first second at which a newer list should have taken its place.
    #[must_use]
    pub fn fresh_until(&self) -> UnixTime {
        self.issued_at.plus(i64::try_from(self.ttl).unwrap_or(i64::MAX)).min(self.expires_at)
    }

    /// Whether the list counts now, where `highest` is the newest time of making that is remembered for its address.
    ///
    /// A list older than the remembered one is rolled back. With nothing remembered the list must be within its
    /// `ttl`, or a verifier that lost its memory could be given any old one.
    ///
    /// # Errors
    /// `status-list.not-yet`, `status-list.expired`, `status-list.rollback`, `status-list.stale`.
    pub fn check_age(&self, highest: Option<UnixTime>, now: UnixTime) -> Result<(), AgeFault> {
        if self.issued_at > now.plus(AHEAD_SECONDS) {
            return Err(AgeFault::NotYet);
        }
        if now >= self.expires_at {
            return Err(AgeFault::Expired);
        }
        match highest {
            Some(highest) if self.issued_at < highest => Err(AgeFault::Rollback),
            None if now >= self.fresh_until() => Err(AgeFault::Stale),
            Some(_) | None => Ok(()),
        }
    }
}

/// The times of a list as they were written, before they are judged together.
pub(super) struct Times {
    pub(super) issued_at: Option<i64>,
    pub(super) expires_at: Option<i64>,
    pub(super) ttl: Option<i64>,
}

impl Times {
    /// Adds what the list is to when it is.
    pub(super) fn claims(
        &self,
        uri: &str,
        purpose: Option<Purpose>,
        list: StatusList,
    ) -> Result<ListClaims, StatusFault> {
        let time =
            |seconds: Option<i64>| seconds.and_then(|seconds| UnixTime::new(seconds).ok()).ok_or(StatusFault::Time);
        let (issued_at, expires_at) = (time(self.issued_at)?, time(self.expires_at)?);
        if expires_at <= issued_at {
            return Err(StatusFault::Time);
        }
        let ttl = self.ttl.map(|ttl| u64::try_from(ttl).ok().filter(|ttl| *ttl > 0).ok_or(StatusFault::Time));
        let ttl = ttl.transpose()?.map_or(TTL_MOST_SECONDS, |ttl| ttl.clamp(TTL_LEAST_SECONDS, TTL_MOST_SECONDS));
        Ok(ListClaims { uri: uri.to_owned(), issued_at, expires_at, ttl, purpose, list })
    }
}
