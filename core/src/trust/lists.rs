//! Lists that came beside the bundle, and the one answer to what the newest list says.

use std::collections::BTreeMap;

use crate::crypto::x509::{Certificate, Purpose, chain};
use crate::status::{self, AgeFault, BitstringEntry, ListClaims, SignedList, StatusFault, StatusList, StatusValue};
use crate::time::UnixTime;

use super::{CarriedList, CertificateStanding, IssuerEntry, TrustBundle};

/// A list that came beside the bundle, signed by an issuer that the bundle names.
#[derive(Debug, Clone)]
pub struct GivenList {
    signers: Vec<IssuerEntry>,
    claims: ListClaims,
}

impl GivenList {
    /// Reads a list in any of its forms and finds the entries of the bundle whose key signed it, or whose root stands
    /// above the certificate that did. Whether it counts now is asked by [`ListClaims::check_age`].
    ///
    /// # Errors
    /// `status-list.signature` if no entry's key signed it; `status-list.subject` if its address stands under the
    /// status prefix of other entries only; those of [`SignedList::open`].
    pub fn open(bytes: &[u8], trust: &TrustBundle, now: UnixTime) -> Result<Self, StatusFault> {
        let list = SignedList::recognise(bytes)?;
        let signer = list.chain().first().and_then(|der| Certificate::parse_der(der).ok());
        if signer.as_ref().and_then(Certificate::public_key).is_some_and(|key| trust.is_killed(key.kid())) {
            return Err(StatusFault::Signature);
        }
        let mut opened: Option<Self> = None;
        for entry in trust.issuers().filter(|entry| !trust.is_killed(entry.kid())) {
            match entry.open_list(&list, now) {
                // A key that was given up signs no lists any more.
                Ok(claims) if !entry.in_use_at(claims.issued_at) => {}
                Ok(claims) => {
                    let given = opened.get_or_insert_with(|| Self { signers: Vec::new(), claims });
                    given.signers.push(entry.clone());
                }
                // Another's list says nothing about this entry.
                Err(StatusFault::Signature) => {}
                Err(fault) => return Err(fault),
            }
        }
        let mut given = opened.ok_or(StatusFault::Signature)?;
        let uri = &given.claims.uri;
        let owns = |entry: &IssuerEntry| entry.status_prefix().is_some_and(|prefix| uri.starts_with(prefix));
        // Or one issuer could push the remembered time of another's list beyond what that one has made.
        if trust.issuers().any(owns) {
            let owners = given.signers.iter().filter(|entry| owns(entry)).cloned().collect();
            given.signers = owners;
        }
        if given.signers.is_empty() { Err(StatusFault::Subject) } else { Ok(given) }
    }

    /// What it says.
    #[must_use]
    pub const fn claims(&self) -> &ListClaims {
        &self.claims
    }

    /// An issuer speaks of its own documents only; those of a key that it gave up among them, where the bundle gives
    /// both keys the prefix of the list's address.
    fn speaks_for(&self, entry: &IssuerEntry) -> bool {
        let prefix = entry.status_prefix().filter(|prefix| self.claims.uri.starts_with(*prefix));
        let shares = |signer: &IssuerEntry| prefix.is_some() && signer.status_prefix() == prefix;
        self.signers.iter().any(|signer| signer.is_same_authority(entry) || shares(signer))
    }
}

impl IssuerEntry {
    /// Reads a list that this entry's key signed, or a status or document signer below its root.
    ///
    /// # Errors
    /// `status-list.signature` if it is another's; those of [`SignedList::open`].
    pub fn open_list(&self, list: &SignedList<'_>, now: UnixTime) -> Result<ListClaims, StatusFault> {
        if let Some(key) = self.key() {
            return list.open(key);
        }
        let anchor = self.certificate().ok_or(StatusFault::Signature)?;
        let chain: Vec<Certificate> = list
            .chain()
            .iter()
            .map(|der| Certificate::parse_der(der).map_err(|_| StatusFault::Signature))
            .collect::<Result<_, _>>()?;
        chain::verify_chain_for(Purpose::StatusSigner, &chain, &[anchor], now.seconds())
            .map_err(|_| StatusFault::Signature)?;
        let is_revoked = |certificate| matches!(self.standing_of(certificate, now), CertificateStanding::Revoked(_));
        if chain.iter().any(is_revoked) {
            return Err(StatusFault::Signature);
        }
        let key = chain.first().and_then(Certificate::public_key).ok_or(StatusFault::Signature)?;
        list.open(key)
    }
}

/// Lists beside the bundle that count now, and the newest time of making that is remembered for each address.
///
/// ```
/// use chop_core::trust::StatusLists;
/// assert!(StatusLists::default().given().is_empty());
/// ```
#[derive(Debug, Clone, Default)]
pub struct StatusLists {
    given: Vec<GivenList>,
    highest: BTreeMap<String, UnixTime>,
}

impl StatusLists {
    /// Takes in a list that counts now, where `highest` is what is remembered for its address.
    ///
    /// # Errors
    /// An [`AgeFault`].
    pub fn admit(&mut self, list: GivenList, highest: Option<UnixTime>, now: UnixTime) -> Result<(), AgeFault> {
        list.claims.check_age(highest, now)?;
        self.remember(&list.claims.uri, list.claims.issued_at);
        self.given.push(list);
        Ok(())
    }

    /// Lets no list of this address count that was made before `at`, the bundle's neither.
    pub fn remember(&mut self, uri: &str, at: UnixTime) {
        let highest = self.highest.entry(uri.to_owned()).or_insert(at);
        *highest = at.max(*highest);
    }

    /// The lists that were taken in.
    #[must_use]
    pub fn given(&self) -> &[GivenList] {
        &self.given
    }
}

/// A list that can answer.
struct Answering<'a> {
    issued_at: UnixTime,
    expires_at: Option<UnixTime>,
    purpose: Option<status::Purpose>,
    list: &'a StatusList,
}

impl TrustBundle {
    /// What the bundle's own list at this address says of an index at a time. No list, or one that has expired, says
    /// nothing; but a revocation does not lapse.
    #[must_use]
    pub fn status(&self, uri: &str, index: u64, now: UnixTime) -> StatusValue {
        self.carried(uri).map_or(StatusValue::Unknown, |list| Answering::carried(list).value(index, now))
    }

    /// What the newest list at this address says of an index: the bundle's, or one that `issuer` signed and the shell
    /// gave. No list, or one that has expired, says nothing; but a revocation does not lapse.
    ///
    /// # Errors
    /// `status-list.rollback` if a newer list of this address was used here before.
    pub fn status_of(
        &self,
        lists: Option<&StatusLists>,
        issuer: &IssuerEntry,
        (uri, index): (&str, u64),
        now: UnixTime,
    ) -> Result<StatusValue, AgeFault> {
        let Some(newest) = self.newest(lists, issuer, uri)? else { return Ok(StatusValue::Unknown) };
        // A credential of a Bitstring list is no Status List Token.
        Ok(if newest.purpose.is_none() { newest.value(index, now) } else { StatusValue::Unknown })
    }

    /// What the newest list of this entry says, if it is a list for the entry's purpose.
    ///
    /// # Errors
    /// As [`status_of`](Self::status_of).
    pub fn status_of_bitstring(
        &self,
        lists: Option<&StatusLists>,
        issuer: &IssuerEntry,
        entry: &BitstringEntry,
        now: UnixTime,
    ) -> Result<StatusValue, AgeFault> {
        let Some(newest) = self.newest(lists, issuer, &entry.uri)? else { return Ok(StatusValue::Unknown) };
        // The bundle carries lists without their purpose: one bit an entry is of the entry's own purpose, two bits an
        // entry have the values of a Token Status List.
        let fits = newest.purpose.is_none_or(|purpose| purpose == entry.purpose)
            && [1, entry.purpose.bits()].contains(&newest.list.bits());
        if !fits {
            return Ok(StatusValue::Unknown);
        }
        let value = newest.value(entry.index, now);
        let is_suspension = value == StatusValue::Revoked && entry.purpose == status::Purpose::Suspension;
        Ok(if is_suspension { StatusValue::Suspended } else { value })
    }

    fn newest<'a>(
        &'a self,
        lists: Option<&'a StatusLists>,
        issuer: &IssuerEntry,
        uri: &str,
    ) -> Result<Option<Answering<'a>>, AgeFault> {
        let carried = self.carried(uri).map(Answering::carried);
        let given = lists.into_iter().flat_map(StatusLists::given);
        let given = given.filter(|list| list.claims.uri == uri && list.speaks_for(issuer)).map(|list| Answering {
            issued_at: list.claims.issued_at,
            expires_at: Some(list.claims.expires_at),
            purpose: list.claims.purpose,
            list: &list.claims.list,
        });
        let newest = carried.into_iter().chain(given).max_by_key(|list| list.issued_at);
        let highest = lists.and_then(|lists| lists.highest.get(uri));
        match (newest, highest) {
            (Some(newest), Some(highest)) if newest.issued_at < *highest => Err(AgeFault::Rollback),
            (newest, _) => Ok(newest),
        }
    }
}

impl<'a> Answering<'a> {
    const fn carried(list: &'a CarriedList) -> Self {
        Self { issued_at: list.issued_at, expires_at: list.expires_at, purpose: None, list: &list.list }
    }

    fn value(&self, index: u64, now: UnixTime) -> StatusValue {
        let value = self.list.get(index);
        let lapsed = self.expires_at.is_some_and(|end| now >= end);
        // A revocation does not lapse with the list that told of it.
        if lapsed && value != StatusValue::Revoked { StatusValue::Unknown } else { value }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::{Signer, SoftwareKey};
    use crate::dev::{TestTrust, key, reference_now};
    use crate::status::{ListTerms, Purpose};

    const URI: &str = "https://status.example/l/9";

    fn at(seconds: i64) -> UnixTime {
        reference_now().plus(seconds)
    }

    fn list(writes: &[(u64, u8)]) -> StatusList {
        let mut list = StatusList::new(2, 131_072).unwrap();
        writes.iter().for_each(|(index, value)| list.set(*index, *value).unwrap());
        list
    }

    fn terms(issued_at: UnixTime) -> ListTerms<'static> {
        ListTerms { uri: URI, issued_at, expires_at: issued_at.plus(7 * 86_400), ttl: 86_400, chain: &[] }
    }

    fn token(writes: &[(u64, u8)], made: UnixTime, signer: &SoftwareKey) -> Vec<u8> {
        list(writes).to_cwt(&terms(made), signer.public_key()).sign(signer).unwrap()
    }

    fn trust() -> TrustBundle {
        let (a, b) = (key("issuer"), key("other issuer"));
        TestTrust::new(at(0))
            .issuer(a.public_key(), &["age-proof"], None)
            .issuer(b.public_key(), &["personal-code"], None)
            .list(URI, list(&[(1, 1), (2, 2)]))
            .open()
    }

    fn entry<'t>(trust: &'t TrustBundle, name: &str) -> &'t IssuerEntry {
        trust.issuers_by_kid(key(name).public_key().kid()).next().unwrap()
    }

    #[test]
    fn the_newest_list_of_the_documents_own_issuer_answers() {
        let trust = trust();
        let of = |lists: Option<&StatusLists>, issuer: &str, index| {
            trust.status_of(lists, entry(&trust, issuer), (URI, index), at(60))
        };
        assert_eq!(
            [1, 2, 3].map(|index| of(None, "issuer", index).unwrap()),
            [StatusValue::Revoked, StatusValue::Suspended, StatusValue::Valid]
        );
        let mut lists = StatusLists::default();
        let given = GivenList::open(&token(&[(3, 1)], at(30), &key("issuer")), &trust, at(60)).unwrap();
        lists.admit(given, None, at(60)).unwrap();
        assert_eq!(of(Some(&lists), "issuer", 3), Ok(StatusValue::Revoked));
        assert_eq!(of(Some(&lists), "issuer", 2), Ok(StatusValue::Valid));
        // Another issuer's list does not speak of this one's documents, and the bundle's has become the older one.
        assert_eq!(of(Some(&lists), "other issuer", 2), Err(AgeFault::Rollback));
        // An older list beside the bundle does not take the place of the bundle's.
        let mut lists = StatusLists::default();
        let given = GivenList::open(&token(&[], at(-30), &key("issuer")), &trust, at(60)).unwrap();
        lists.admit(given, None, at(60)).unwrap();
        assert_eq!(of(Some(&lists), "issuer", 1), Ok(StatusValue::Revoked));
    }

    #[test]
    fn a_list_that_nobody_in_the_bundle_signed_is_refused() {
        let trust = trust();
        let forged = token(&[], at(0), &key("somebody"));
        assert_eq!(GivenList::open(&forged, &trust, at(1)).unwrap_err(), StatusFault::Signature);
        let mut killed = TestTrust::new(at(0)).issuer(key("issuer").public_key(), &["age-proof"], None);
        killed.body.killed.push(key("issuer").public_key().kid());
        let good = token(&[], at(0), &key("issuer"));
        assert_eq!(GivenList::open(&good, &killed.open(), at(1)).unwrap_err(), StatusFault::Signature);
    }

    #[test]
    fn an_issuer_cannot_make_lists_under_the_prefix_of_another() {
        let (a, b) = (key("issuer"), key("other issuer"));
        let trust = TestTrust::new(at(0))
            .issuer(a.public_key(), &["age-proof"], Some("https://status.example/l/"))
            .issuer(b.public_key(), &["personal-code"], None)
            .open();
        let of = |signer| GivenList::open(&token(&[], at(0), signer), &trust, at(1)).map(|list| list.signers.len());
        assert_eq!(of(&a), Ok(1));
        assert_eq!(of(&b), Err(StatusFault::Subject));
    }

    #[test]
    fn a_key_that_was_given_up_signs_no_lists_and_its_successor_signs_them_for_it() {
        let (old, new) = (key("issuer"), key("other issuer"));
        let mut trust = TestTrust::new(at(0))
            .issuer(old.public_key(), &["age-proof"], Some("https://status.example/l/"))
            .issuer(new.public_key(), &["age-proof"], Some("https://status.example/l/"));
        let retired = trust.body.issuers.remove(0).in_use(None, Some(at(100)));
        trust.body.issuers.insert(0, retired);
        let trust = trust.open();
        let open = |signer, made| GivenList::open(&token(&[(1, 1)], at(made), signer), &trust, at(made));
        assert!(open(&old, 100).is_ok());
        assert_eq!(open(&old, 101).unwrap_err(), StatusFault::Signature);
        let mut lists = StatusLists::default();
        lists.admit(open(&new, 101).unwrap(), None, at(101)).unwrap();
        let revoked = trust.status_of(Some(&lists), entry(&trust, "issuer"), (URI, 1), at(101));
        assert_eq!(revoked, Ok(StatusValue::Revoked));
    }

    #[test]
    fn a_list_older_than_one_remembered_does_not_count_wherever_it_lies() {
        let trust = trust();
        let older = || GivenList::open(&token(&[], at(10), &key("issuer")), &trust, at(60)).unwrap();
        let mut lists = StatusLists::default();
        assert_eq!(lists.admit(older(), Some(at(11)), at(60)), Err(AgeFault::Rollback));
        assert_eq!(lists.admit(older(), Some(at(10)), at(60)), Ok(()));
        assert_eq!(lists.admit(older(), None, at(10 + 86_400)), Err(AgeFault::Stale));
        let mut lists = StatusLists::default();
        lists.remember(URI, at(1));
        let issuer = entry(&trust, "issuer");
        assert_eq!(trust.status_of(Some(&lists), issuer, (URI, 1), at(60)), Err(AgeFault::Rollback));
    }

    #[test]
    fn a_bitstring_list_answers_for_its_own_purpose_only() {
        let trust = trust();
        let (signer, issuer) = (key("issuer"), entry(&trust, "issuer"));
        let mut lists = StatusLists::default();
        for purpose in Purpose::ALL {
            let unsigned = list(&[(1, 1), (2, 2)])
                .to_bitstring_credential(&terms(at(0)), purpose, "https://issuer.example", signer.public_key())
                .unwrap();
            let given = GivenList::open(&unsigned.sign(&signer).unwrap(), &trust, at(60)).unwrap();
            lists.admit(given, None, at(60)).unwrap();
        }
        let of = |entry: &BitstringEntry| trust.status_of_bitstring(Some(&lists), issuer, entry, at(60)).unwrap();
        let both = |index| BitstringEntry::both(URI, index).map(|entry| of(&entry));
        assert_eq!(both(1), [StatusValue::Revoked, StatusValue::Valid]);
        assert_eq!(both(2), [StatusValue::Valid, StatusValue::Suspended]);
        assert_eq!(both(131_072), [StatusValue::Unknown; 2]);
        let [mut entry, _] = BitstringEntry::both(URI, 1);
        entry.purpose = Purpose::Suspension;
        assert_eq!(of(&entry), StatusValue::Unknown);
        let [revocation, _] = BitstringEntry::both(URI, 1);
        let as_token = trust.status_of(Some(&lists), issuer, (&revocation.uri, 1), at(60));
        assert_eq!(as_token, Ok(StatusValue::Unknown));
    }
}
