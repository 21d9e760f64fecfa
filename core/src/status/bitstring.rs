//! W3C Bitstring Status List 1.0: the list as a credential, and the entry by which a document names its place in one.
//!
//! One bit an entry, most significant bit first, gzip, `u` and base64url. Read as `vc+jwt` (VC-JOSE-COSE 1.0 §3.1).

use std::io::Write;

use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::Value;

use super::claims::{ListClaims, Times};
use super::fault::StatusFault;
use super::list::{StatusList, read_up_to};
use super::token::signed_json;
use crate::crypto::PublicKey;
use crate::encoding::base64url;
use crate::encoding::limits::{BITSTRING_BYTES, BITSTRING_LEAST_ENTRIES};
use crate::time::UnixTime;

pub(super) const VC_JWT_TYPE: &str = "vc+jwt";
pub(super) const CONTEXT: &str = "https://www.w3.org/ns/credentials/v2";
pub(super) const CREDENTIAL: &str = "BitstringStatusListCredential";
pub(super) const LIST: &str = "BitstringStatusList";
pub(super) const ENTRY: &str = "BitstringStatusListEntry";

/// What a set bit means (§2.1). `refresh` and `message` say nothing of whether a document counts and are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// Ended for good.
    Revocation,
    /// Stopped for a time.
    Suspension,
}

impl Purpose {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Revocation, Self::Suspension];

    /// The word of the standard.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Revocation => "revocation",
            Self::Suspension => "suspension",
        }
    }

    /// Reads the word of the standard.
    ///
    /// # Errors
    /// `status-list.purpose` for any other.
    pub fn parse(word: &str) -> Result<Self, StatusFault> {
        Self::ALL.into_iter().find(|purpose| purpose.word() == word).ok_or(StatusFault::Purpose)
    }

    /// Where the Bitstring form of a Token Status List stands: under the list's own address.
    #[must_use]
    pub fn address(self, list: &str) -> String {
        format!("{list}/{}", self.word())
    }

    /// The value of a set bit in a Token Status List.
    pub(super) const fn value(self) -> u8 {
        match self {
            Self::Revocation => 1,
            Self::Suspension => 2,
        }
    }

    /// The bits that the value needs.
    pub(crate) const fn bits(self) -> u8 {
        match self {
            Self::Revocation => 1,
            Self::Suspension => 2,
        }
    }
}

/// A document's place in a Bitstring list (`credentialStatus`, §2.1).
///
/// ```
/// use chop_core::status::{BitstringEntry, Purpose};
/// let [revocation, suspension] = BitstringEntry::both("https://status.example/l/1", 94_567);
/// assert_eq!(revocation.uri, "https://status.example/l/1/revocation");
/// assert_eq!(BitstringEntry::parse(&suspension.to_json()), Ok(suspension));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BitstringEntry {
    /// The address of the list's credential.
    pub uri: String,
    /// The index in it.
    pub index: u64,
    /// What a set bit there means.
    pub purpose: Purpose,
}

impl BitstringEntry {
    /// The two entries of a document whose place in a Token Status List is `index` of `list`.
    #[must_use]
    pub fn both(list: &str, index: u64) -> [Self; 2] {
        Purpose::ALL.map(|purpose| Self { uri: purpose.address(list), index, purpose })
    }

    /// Reads one `credentialStatus` object of type `BitstringStatusListEntry`.
    ///
    /// # Errors
    /// `status-list.type` for another type, `status-list.purpose`, `status-list.index` for an index that is not a
    /// number in decimal, `status-list.bits` for a `statusSize` other than 1, `status-list.subject` without an address.
    pub fn parse(value: &Value) -> Result<Self, StatusFault> {
        if value.get("type").and_then(Value::as_str) != Some(ENTRY) {
            return Err(StatusFault::Type);
        }
        let purpose = Purpose::parse(value.get("statusPurpose").and_then(Value::as_str).unwrap_or_default())?;
        if value.get("statusSize").is_some_and(|size| size.as_u64() != Some(1)) {
            return Err(StatusFault::Bits);
        }
        let index = value.get("statusListIndex").and_then(Value::as_str).unwrap_or_default();
        let plain = index.bytes().all(|digit| digit.is_ascii_digit()) && (index == "0" || !index.starts_with('0'));
        let index = index.parse().ok().filter(|_| plain).ok_or(StatusFault::Index)?;
        let uri = value.get("statusListCredential").and_then(Value::as_str).ok_or(StatusFault::Subject)?;
        Ok(Self { uri: uri.to_owned(), index, purpose })
    }

    /// The object as it stands in a credential.
    #[must_use]
    pub fn to_json(&self) -> Value {
        serde_json::json!({
            "id": format!("{}#{}", self.uri, self.index),
            "type": ENTRY,
            "statusPurpose": self.purpose.word(),
            "statusListIndex": self.index.to_string(),
            "statusListCredential": self.uri,
        })
    }
}

/// Reads a BitstringStatusListCredential as `vc+jwt` and checks its signature by `key`.
///
/// # Errors
/// `status-list.size` above 1 MiB or for a list above 2 MiB inflated, `status-list.format`, `status-list.type`,
/// `status-list.signature`, `status-list.subject`, `status-list.time`, `status-list.purpose`,
/// `status-list.compression`, `status-list.entries` below 131,072.
pub fn parse_bitstring_credential(text: &str, key: &PublicKey) -> Result<ListClaims, StatusFault> {
    let credential = signed_json(text, VC_JWT_TYPE, key)?;
    let contexts = credential.get("@context").and_then(Value::as_array).ok_or(StatusFault::Format)?;
    if contexts.first().and_then(Value::as_str) != Some(CONTEXT) {
        return Err(StatusFault::Format);
    }
    let types = credential.get("type").and_then(Value::as_array).ok_or(StatusFault::Type)?;
    if ["VerifiableCredential", CREDENTIAL].iter().any(|wanted| !types.iter().any(|typ| typ == wanted)) {
        return Err(StatusFault::Type);
    }
    let issuer = credential.get("issuer").ok_or(StatusFault::Format)?;
    issuer.as_str().or_else(|| issuer.get("id")?.as_str()).ok_or(StatusFault::Format)?;
    let uri = credential.get("id").and_then(Value::as_str).ok_or(StatusFault::Subject)?;
    let subject = credential.get("credentialSubject").ok_or(StatusFault::Format)?;
    if subject.get("type").and_then(Value::as_str) != Some(LIST) {
        return Err(StatusFault::Type);
    }
    let purpose = one_purpose(subject.get("statusPurpose").ok_or(StatusFault::Purpose)?)?;
    let times = times(&credential, subject)?;
    let encoded = subject.get("encodedList").and_then(Value::as_str).ok_or(StatusFault::Format)?;
    times.claims(uri, Some(purpose), decode_list(encoded, purpose)?)
}

/// A list for two purposes would not say which of them a bit means.
fn one_purpose(value: &Value) -> Result<Purpose, StatusFault> {
    let word = match value {
        Value::Array(words) => match words.as_slice() {
            [word] => word.as_str(),
            _ => None,
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => value.as_str(),
    };
    Purpose::parse(word.ok_or(StatusFault::Purpose)?)
}

/// `validFrom`, the earlier of `validUntil` and the claim `exp`, and the `ttl`, which is in milliseconds.
fn times(credential: &Value, subject: &Value) -> Result<Times, StatusFault> {
    let date = |name: &str| {
        let text = credential.get(name).map(|value| value.as_str().ok_or(StatusFault::Time)).transpose()?;
        let time = text.map(UnixTime::parse_rfc3339).transpose().map_err(|_| StatusFault::Time)?;
        Ok(time.map(UnixTime::seconds))
    };
    let claim = |name: &str| credential.get(name).map(|value| value.as_i64().ok_or(StatusFault::Time)).transpose();
    let ttl = subject.get("ttl").map(|ttl| ttl.as_i64().filter(|ttl| *ttl > 0).ok_or(StatusFault::Time)).transpose()?;
    let (valid_until, exp) = (date("validUntil")?, claim("exp")?);
    Ok(Times {
        issued_at: date("validFrom")?,
        expires_at: valid_until.map(|until| exp.map_or(until, |exp| exp.min(until))),
        // Below a second there is no list.
        ttl: ttl.map(|ttl| (ttl / 1_000).max(1)),
    })
}

/// Decodes an `encodedList` (multibase `u`, gzip), and never more than 2 MiB of it, into the values of a Token Status
/// List: a set bit becomes 1 (revocation, 1 bit) or 2 (suspension, 2 bits).
///
/// # Errors
/// `status-list.format`, `status-list.compression`, `status-list.size`, `status-list.entries` below 131,072.
pub fn decode_list(encoded: &str, purpose: Purpose) -> Result<StatusList, StatusFault> {
    let encoded = encoded.strip_prefix('u').ok_or(StatusFault::Format)?;
    let gzip = base64url::decode(encoded).map_err(|_| StatusFault::Format)?;
    let mut decoder = GzDecoder::new(gzip.as_slice());
    let bits = read_up_to(&mut decoder, BITSTRING_BYTES)?;
    // A second member, or anything else, after the first.
    if !decoder.into_inner().is_empty() {
        return Err(StatusFault::Compression);
    }
    if bits.len() < BITSTRING_LEAST_ENTRIES / 8 {
        return Err(StatusFault::Entries);
    }
    let bytes = match purpose {
        Purpose::Revocation => bits.into_iter().map(u8::reverse_bits).collect(),
        Purpose::Suspension => bits.into_iter().flat_map(|byte| spread(byte).to_le_bytes()).collect(),
    };
    Ok(StatusList::from_parts(purpose.bits(), bytes))
}

/// Eight bits, most significant first, as eight entries of two bits with the value 2, least significant first.
fn spread(byte: u8) -> u16 {
    (0..8).filter(|place| byte & (0x80 >> place) != 0).fold(0, |entries, place| entries | 2 << (2 * place))
}

/// The `encodedList` of the entries that have the purpose's value.
///
/// # Errors
/// `status-list.entries` below 131,072.
pub(super) fn encode_list(list: &StatusList, purpose: Purpose) -> Result<String, StatusFault> {
    let entries = usize::try_from(list.entries()).map_err(|_| StatusFault::Size)?;
    if entries < BITSTRING_LEAST_ENTRIES {
        return Err(StatusFault::Entries);
    }
    let mut bits = vec![0_u8; entries.div_ceil(8)];
    if bits.len() > BITSTRING_BYTES {
        return Err(StatusFault::Size);
    }
    for (index, byte) in (0_u64..).step_by(8).zip(&mut bits) {
        for place in 0..8 {
            if list.raw(index + place) == Some(purpose.value()) {
                *byte |= 0x80 >> place;
            }
        }
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let gzip = encoder.write_all(&bits).and_then(|()| encoder.finish()).expect("writing into memory does not fail");
    Ok(format!("u{}", base64url::encode(&gzip)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::status::StatusValue;

    #[test]
    fn the_first_entry_is_the_most_significant_bit() {
        let mut list = StatusList::new(2, 131_072).unwrap();
        list.set(0, 1).unwrap();
        list.set(9, 2).unwrap();
        let bits = |purpose| {
            let encoded = encode_list(&list, purpose).unwrap();
            let gzip = base64url::decode(encoded.strip_prefix('u').unwrap()).unwrap();
            read_up_to(&mut GzDecoder::new(gzip.as_slice()), BITSTRING_BYTES).unwrap()
        };
        assert_eq!(bits(Purpose::Revocation)[..2], [0x80, 0]);
        assert_eq!(bits(Purpose::Suspension)[..2], [0, 0x40]);
    }

    #[test]
    fn lists_are_bounded_on_both_sides() {
        let of = |bytes: usize| {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
            encoder.write_all(&vec![0; bytes]).unwrap();
            format!("u{}", base64url::encode(&encoder.finish().unwrap()))
        };
        let least = BITSTRING_LEAST_ENTRIES / 8;
        for (bytes, expected) in [
            (least, Ok(131_072)),
            (least - 1, Err(StatusFault::Entries)),
            (BITSTRING_BYTES, Ok(16_777_216)),
            (BITSTRING_BYTES + 1, Err(StatusFault::Size)),
            (100 * BITSTRING_BYTES, Err(StatusFault::Size)),
        ] {
            for purpose in Purpose::ALL {
                assert_eq!(decode_list(&of(bytes), purpose).map(|list| list.entries()), expected, "{bytes}");
            }
        }
        assert_eq!(encode_list(&StatusList::new(1, 131_064).unwrap(), Purpose::Revocation), Err(StatusFault::Entries));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20))]

        #[test]
        fn both_lists_together_say_what_the_one_list_says(
            writes in proptest::collection::vec((0_u64..131_072, 0_u8..3), 0..40),
        ) {
            let mut list = StatusList::new(2, 131_072).unwrap();
            for (index, value) in writes {
                list.set(index, value).unwrap();
            }
            let [revoked, suspended] =
                Purpose::ALL.map(|purpose| decode_list(&encode_list(&list, purpose).unwrap(), purpose).unwrap());
            for index in 0..131_072 {
                let expected = list.get(index);
                prop_assert_eq!(revoked.get(index) == StatusValue::Revoked, expected == StatusValue::Revoked);
                prop_assert_eq!(suspended.get(index) == StatusValue::Suspended, expected == StatusValue::Suspended);
            }
            prop_assert_eq!(suspended.get(131_072), StatusValue::Unknown);
        }
    }
}
