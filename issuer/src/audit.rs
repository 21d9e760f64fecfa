//! The account of what the issuer did: an append-only hash chain of numbers and codes.
//!
//! It names operators, records, batches and lists. It holds no holder's reference, no value, no claim code and no kind
//! of document, so that it can be shown to an auditor as it is. Each entry carries the digest of the one before it:
//! SHA-256 over the deterministic CBOR array `[seq, at, event, actor, batch, record, list,
//! proposal, count, code, previous]`.
//! The digest of the newest entry, kept elsewhere, proves later that nothing before it was changed or cut off.

use serde_json::{Value, json};

use crate::store::{Link, Store};
use crate::{Register, StoreFault};

pub(crate) const CREATED: &str = "issuer.created";
pub(crate) const SIGNER_RENEWED: &str = "signer.renewed";
pub(crate) const BATCH_LOADED: &str = "batch.loaded";
pub(crate) const CODES_REDRAWN: &str = "codes.redrawn";
pub(crate) const RECORD_ISSUED: &str = "record.issued";
pub(crate) const RECORD_SUPERSEDED: &str = "record.superseded";
pub(crate) const LETTER_SEALED: &str = "letter.sealed";
pub(crate) const REQUEST_REFUSED: &str = "request.refused";
pub(crate) const LIST_PUBLISHED: &str = "list.published";
pub(crate) const ORDER_PROPOSED: &str = "order.proposed";
pub(crate) const ORDER_CONFIRMED: &str = "order.confirmed";

/// What is wrong with the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditFault {
    /// The register does not answer.
    Store(StoreFault),
    /// An entry was changed, removed or put in: the first that does not fit has this number.
    Broken {
        /// Its number.
        seq: i64,
    },
    /// The chain does not hold the digest that was kept.
    HeadMissing,
}

impl AuditFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Store(fault) => fault.code(),
            Self::Broken { .. } => "audit.broken",
            Self::HeadMissing => "audit.head-missing",
        }
    }
}

displays_code!(AuditFault);

impl From<StoreFault> for AuditFault {
    fn from(fault: StoreFault) -> Self {
        Self::Store(fault)
    }
}

/// A chain that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chain {
    /// How many entries it has.
    pub entries: u64,
    /// The digest of the newest.
    pub head: [u8; 32],
}

/// Checks every link, and that a digest kept earlier is one of them.
///
/// # Errors
/// An [`AuditFault`].
pub fn verify(register: &Register, kept: Option<&[u8; 32]>) -> Result<Chain, AuditFault> {
    verify_store(&register.store, kept)
}

fn verify_store(store: &Store, kept: Option<&[u8; 32]>) -> Result<Chain, AuditFault> {
    let mut chain = Chain { entries: 0, head: [0; 32] };
    let mut is_kept = kept.is_none();
    store.read().chain(|link| {
        chain.entries += 1;
        let in_place = u64::try_from(link.seq) == Ok(chain.entries);
        if !in_place || link.previous != chain.head || link.digest != link.computed() {
            return Err(AuditFault::Broken { seq: link.seq });
        }
        chain.head = link.digest;
        is_kept |= kept == Some(&link.digest);
        Ok(())
    })?;
    if is_kept { Ok(chain) } else { Err(AuditFault::HeadMissing) }
}

/// Gives every entry as a JSON object, in order. Absent fields are left out.
///
/// # Errors
/// Those of the register and of `each`.
pub fn export<E: From<StoreFault>>(register: &Register, mut each: impl FnMut(Value) -> Result<(), E>) -> Result<(), E> {
    register.store.read().chain(|link| each(entry(&link)))
}

fn entry(link: &Link) -> Value {
    let mut entry = json!({ "seq": link.seq, "at": link.at.to_tdate(), "event": link.event });
    let optional = [
        ("actor", link.actor.as_deref().map(Value::from)),
        ("batch", link.batch.map(|number| number.get().into())),
        ("record", link.record.map(|number| number.get().into())),
        ("list", link.list.map(|number| number.get().into())),
        ("proposal", link.proposal.map(|number| number.get().into())),
        ("count", link.count.map(Value::from)),
        ("code", link.code.as_deref().map(Value::from)),
    ];
    if let Value::Object(fields) = &mut entry {
        fields.extend(optional.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
        fields.insert("previous".to_owned(), hex(&link.previous).into());
        fields.insert("digest".to_owned(), hex(&link.digest).into());
    }
    entry
}

/// Lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::NewEntry;
    use chop_core::dev::reference_now;

    fn chain_of(entries: i64) -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::create(&folder.path().join("r")).unwrap();
        for count in 0..entries {
            let entry = NewEntry { event: "record.issued", count: Some(count), ..NewEntry::default() };
            store.write(|db| db.append(reference_now(), &entry)).unwrap();
        }
        (folder, store)
    }

    /// What someone with the file in their hands can do: the triggers are theirs to drop.
    fn tampered(store: &Store, sql: &str) -> Result<Chain, AuditFault> {
        store.attempt(&format!("DROP TRIGGER audit_stays; DROP TRIGGER audit_stays_the_same; {sql}")).unwrap();
        verify_store(store, None)
    }

    #[test]
    fn a_chain_holds_and_knows_every_digest_it_had() {
        let (_folder, mut store) = chain_of(3);
        let earlier = verify_store(&store, None).unwrap();
        assert_eq!(earlier.entries, 3);
        store.write(|db| db.append(reference_now(), &NewEntry { event: "x", ..NewEntry::default() })).unwrap();
        assert_eq!(verify_store(&store, Some(&earlier.head)).unwrap().entries, 4);
        assert_eq!(verify_store(&store, Some(&[7; 32])), Err(AuditFault::HeadMissing));
    }

    #[test]
    fn a_changed_removed_or_reordered_entry_is_found() {
        for (sql, seq) in [
            ("UPDATE audit SET count = 9 WHERE seq = 2", 2),
            ("UPDATE audit SET at = at + 1 WHERE seq = 3", 3),
            ("UPDATE audit SET actor = 'someone' WHERE seq = 1", 1),
            ("DELETE FROM audit WHERE seq = 2", 3),
            ("DELETE FROM audit WHERE seq = 1", 2),
            ("UPDATE audit SET seq = 9 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 3", 2),
        ] {
            let (_folder, store) = chain_of(4);
            assert_eq!(tampered(&store, sql), Err(AuditFault::Broken { seq }), "{sql}");
        }
    }

    #[test]
    fn a_chain_cut_at_its_end_is_found_by_a_digest_kept_elsewhere() {
        let (_folder, store) = chain_of(4);
        let head = verify_store(&store, None).unwrap().head;
        assert_eq!(tampered(&store, "DELETE FROM audit WHERE seq = 4").unwrap().entries, 3);
        assert_eq!(verify_store(&store, Some(&head)), Err(AuditFault::HeadMissing));
    }
}
