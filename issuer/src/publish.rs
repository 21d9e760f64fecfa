//! Status lists for verifiers: each list signed in three forms (Status List Token as CWT and as JWT, and W3C Bitstring
//! credentials for revocation and suspension), all of one allocation and of one moment.
//!
//! A token ends after seven days, the time in which a verifier without a network still decides on its bundle. A list
//! that no document is in yet is always published too: a bundle then knows it before the first document names it.

use std::path::{Path, PathBuf};

use chop_core::crypto::{Algorithm, PublicKey, SignFault};
use chop_core::encoding::base64url;
use chop_core::status::{ListTerms, Purpose, StatusFault, StatusList};
use chop_core::time::UnixTime;
use chop_core::verify::{BUNDLE_HARD_SECONDS, BUNDLE_SOFT_SECONDS};

use crate::files::{self, FileFault};
use crate::store::NewEntry;
use crate::{CredentialState, DocumentSigner, ListNumber, Register, RegisterFault, StoreFault, audit};

/// Valid, revoked and suspended need two bits an entry.
const BITS: u8 = 2;
const REVOKED: u8 = 1;
const SUSPENDED: u8 = 2;

/// Why lists were not published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublishFault {
    /// The register cannot be used.
    Register(RegisterFault),
    /// A list was published at a later time than now: verifiers would take this one for an old one.
    Clock,
    /// The list cannot be made.
    List(StatusFault),
    /// The key did not sign.
    Sign(SignFault),
    /// A file was not written.
    File(FileFault),
}

impl PublishFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Register(fault) => fault.code(),
            Self::Clock => "issuer.clock",
            Self::List(fault) => fault.code(),
            Self::Sign(fault) => fault.code(),
            Self::File(fault) => fault.code(),
        }
    }
}

displays_code!(PublishFault);

impl From<StoreFault> for PublishFault {
    fn from(fault: StoreFault) -> Self {
        Self::Register(fault.into())
    }
}

impl From<RegisterFault> for PublishFault {
    fn from(fault: RegisterFault) -> Self {
        Self::Register(fault)
    }
}

impl From<StatusFault> for PublishFault {
    fn from(fault: StatusFault) -> Self {
        Self::List(fault)
    }
}

impl From<SignFault> for PublishFault {
    fn from(fault: SignFault) -> Self {
        Self::Sign(fault)
    }
}

impl From<FileFault> for PublishFault {
    fn from(fault: FileFault) -> Self {
        Self::File(fault)
    }
}

/// A list that was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Its number.
    pub list: ListNumber,
    /// Its address, which documents name.
    pub address: String,
    /// The file of the CWT.
    pub path: PathBuf,
    /// Every file of the list, the CWT among them, by name.
    pub files: Vec<PathBuf>,
    /// Entries that are revoked.
    pub revoked: u64,
    /// Entries that are suspended.
    pub suspended: u64,
    /// The first second at which the token no longer counts.
    pub expires_at: UnixTime,
}

/// Writes every list into a folder, which is made if it is not there: `<list>.cwt`, `<list>.jwt`,
/// `<list>.revocation.jwt` and `<list>.suspension.jwt`. All forms of a list are signed before the first is written,
/// and each file is there whole or not at all.
///
/// # Errors
/// A [`PublishFault`]. Lists written before it stand.
pub fn publish(
    register: &mut Register,
    signer: &DocumentSigner,
    out: &Path,
    now: UnixTime,
) -> Result<Vec<Published>, PublishFault> {
    register.require_clock(now)?;
    let lists = register.store.read().lists()?;
    if lists.iter().any(|(_, _, published_at)| published_at.is_some_and(|at| at > now)) {
        return Err(PublishFault::Clock);
    }
    files::private_folder(out)?;
    register.store.write(|db| db.ensure_spare_list())?;
    let lists = register.store.read().lists()?;
    lists.into_iter().map(|(list, entries, _)| publish_one(register, signer, out, now, list, entries)).collect()
}

fn publish_one(
    register: &mut Register,
    signer: &DocumentSigner,
    out: &Path,
    now: UnixTime,
    number: ListNumber,
    entries: u64,
) -> Result<Published, PublishFault> {
    let mut list = StatusList::new(BITS, entries)?;
    let (mut revoked, mut suspended) = (0, 0);
    register.store.read().exceptions(number, |index, state| {
        let value = match state {
            CredentialState::Revoked => {
                revoked += 1;
                REVOKED
            }
            CredentialState::Suspended => {
                suspended += 1;
                SUSPENDED
            }
            CredentialState::Intent | CredentialState::Issued => return Ok(()),
        };
        list.set(index, value).map_err(|_| StoreFault::Corrupt)
    })?;
    let address = format!("{}{number}", register.issuer().status_prefix);
    let expires_at = now.plus(BUNDLE_HARD_SECONDS);
    let terms = ListTerms {
        uri: &address,
        issued_at: now,
        expires_at,
        ttl: BUNDLE_SOFT_SECONDS.unsigned_abs(),
        chain: signer.chain(),
    };
    let forms = sign_forms(&list, &terms, signer)?;
    let mut files = Vec::with_capacity(forms.len());
    for (end, bytes) in forms {
        let path = out.join(format!("{number}.{end}"));
        files::write_whole(&path, &bytes)?;
        files.push(path);
    }
    let path = out.join(format!("{number}.{CWT}"));
    register.store.write(|db| {
        db.mark_published(number, now)?;
        let entry = NewEntry {
            event: audit::LIST_PUBLISHED,
            list: Some(number),
            count: i64::try_from(revoked + suspended).ok(),
            ..NewEntry::default()
        };
        db.append(now, &entry)
    })?;
    Ok(Published { list: number, address, path, files, revoked, suspended, expires_at })
}

const CWT: &str = "cwt";

/// The end of the name and the bytes of each form.
fn sign_forms(
    list: &StatusList,
    terms: &ListTerms<'_>,
    signer: &DocumentSigner,
) -> Result<Vec<(String, Vec<u8>)>, PublishFault> {
    let key = signer.public_key();
    let mut forms = vec![
        (CWT.to_owned(), list.to_cwt(terms, key).sign(signer.key())?),
        ("jwt".to_owned(), list.to_jwt(terms, key).sign(signer.key())?),
    ];
    let issuer = did_jwk(key);
    for purpose in Purpose::ALL {
        let credential = list.to_bitstring_credential(terms, purpose, &issuer, key)?;
        forms.push((format!("{}.jwt", purpose.word()), credential.sign(signer.key())?));
    }
    Ok(forms)
}

/// The key as its own name (did:jwk): a credential must name its issuer by a URL.
fn did_jwk(key: &PublicKey) -> String {
    let point = |curve: &str, x: &[u8], y: &[u8]| {
        format!(r#"{{"kty":"EC","crv":"{curve}","x":"{}","y":"{}"}}"#, base64url::encode(x), base64url::encode(y))
    };
    let jwk = match key.algorithm() {
        Algorithm::Es256 => key.p256_coordinates().map(|(x, y)| point("P-256", &x, &y)),
        Algorithm::Es384 => key.p384_coordinates().map(|(x, y)| point("P-384", &x, &y)),
        Algorithm::EdDsa => {
            key.ed25519().map(|x| format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{}"}}"#, base64url::encode(&x)))
        }
    };
    format!("did:jwk:{}", base64url::encode(jwk.unwrap_or_default().as_bytes()))
}
