//! Issuing an SD-JWT VC: prepare the text, sign it anywhere, complete.

use serde_json::{Map, Value as Json, json};

use super::conceal::{Step, conceal};
use crate::crypto::jws::{Draft, KeyReference, UnsignedJws};
use crate::crypto::{PublicKey, SignFault, Signer, jwk};
use crate::document::{Descriptor, Disclose, Value};
use crate::random::{Random, RandomFault};
use crate::verify::Validity;

/// Everything an SD-JWT VC is made of.
#[derive(Clone, Copy)]
pub struct IssueRequest<'a> {
    /// The kind.
    pub descriptor: &'a Descriptor,
    /// The value of each issued element in the descriptor's order; `None` where an optional one is absent.
    pub values: &'a [Option<Value>],
    /// The holder's device key.
    pub device_key: &'a PublicKey,
    /// When it is signed and valid.
    pub validity: Validity,
    /// Its place in a status list.
    pub status: Option<(&'a str, u64)>,
    /// The issuer's key.
    pub issuer_key: &'a PublicKey,
    /// How the header names that key: by `kid` or by `x5c`.
    pub reference: KeyReference<'a>,
    /// `vct#integrity`, if the type metadata will never change.
    pub integrity: Option<&'a str>,
    /// Decoys beside the digests of absent elements.
    pub decoys: usize,
}

/// Why an SD-JWT VC cannot be issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IssueFault {
    /// Not one value for each issued element.
    Values,
    /// An element has the name of a registered claim.
    ClaimName,
    /// Randomness failed.
    Random(RandomFault),
    /// The signer failed.
    Sign(SignFault),
}

impl IssueFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Values => "issue.values",
            Self::ClaimName => "issue.claim-name",
            Self::Random(fault) => fault.code(),
            Self::Sign(fault) => fault.code(),
        }
    }
}

impl std::fmt::Display for IssueFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for IssueFault {}

/// Names of claims that no element may have.
const REGISTERED: [&str; 13] =
    ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf", "vct", "aka_vcts", "status", "_sd", "_sd_alg"];

/// An SD-JWT VC without its signature.
pub struct PreparedSdJwt {
    jws: UnsignedJws,
    disclosures: Vec<String>,
}

/// Prepares an SD-JWT VC: each element that the holder chooses is one disclosure, the others stand in the clear. An
/// absent element leaves a decoy, so that nobody can tell it from a hidden one. Salts and decoys come from `random`.
///
/// # Errors
/// `issue.values`, `issue.claim-name`, `random.failed`.
pub fn prepare(request: &IssueRequest<'_>, random: &mut dyn Random) -> Result<PreparedSdJwt, IssueFault> {
    let (elements, absent) = element_claims(request.descriptor, request.values)?;
    if elements.keys().any(|name| REGISTERED.contains(&name.as_str())) {
        return Err(IssueFault::ClaimName);
    }
    let mut claims = Map::new();
    claims.insert("vct".into(), request.descriptor.vct().as_str().into());
    if let Some(integrity) = request.integrity {
        claims.insert("vct#integrity".into(), integrity.into());
    }
    claims.insert("iat".into(), request.validity.signed.seconds().into());
    claims.insert("nbf".into(), request.validity.from.seconds().into());
    claims.insert("exp".into(), request.validity.until.seconds().into());
    claims.insert("cnf".into(), json!({ "jwk": jwk::write(request.device_key) }));
    if let Some((uri, idx)) = request.status {
        claims.insert("status".into(), json!({ "status_list": { "idx": idx, "uri": uri } }));
    }
    claims.extend(elements);
    let hides = |path: &[Step<'_>]| match path {
        [Step::Name(name)] => is_selectable(request.descriptor, name),
        _ => false,
    };
    let decoys = |path: &[Step<'_>]| if path.is_empty() { absent + request.decoys } else { 0 };
    let mut concealed = conceal(&claims, &hides, &decoys, random).map_err(IssueFault::Random)?;
    if concealed.payload.contains_key("_sd") {
        concealed.payload.insert("_sd_alg".into(), "sha-256".into());
    }
    let draft = Draft { typ: "dc+sd-jwt", cty: None, key: request.issuer_key, reference: request.reference };
    let jws = draft.prepare(Json::Object(concealed.payload).to_string().as_bytes());
    Ok(PreparedSdJwt { jws, disclosures: concealed.disclosures })
}

/// The elements that are there as claims, and how many that the holder could choose are not.
pub(crate) fn element_claims(
    descriptor: &Descriptor,
    values: &[Option<Value>],
) -> Result<(Map<String, Json>, usize), IssueFault> {
    if descriptor.issued_elements().count() != values.len() {
        return Err(IssueFault::Values);
    }
    let mut claims = Map::new();
    let mut absent = 0;
    for (element, value) in descriptor.issued_elements().zip(values) {
        match value {
            Some(value) => drop(claims.insert(element.id.as_str().to_owned(), value.to_json())),
            None if element.optional => absent += 1,
            None => return Err(IssueFault::Values),
        }
    }
    Ok((claims, absent))
}

pub(crate) fn is_selectable(descriptor: &Descriptor, name: &str) -> bool {
    descriptor.element(name).is_some_and(|element| element.disclose == Disclose::Selectable)
}

impl PreparedSdJwt {
    /// The bytes that the issuer signs.
    #[must_use]
    pub const fn to_be_signed(&self) -> &[u8] {
        self.jws.to_be_signed()
    }

    /// Signs in this process and gives the SD-JWT with all its disclosures.
    ///
    /// # Errors
    /// `sign.mismatch` for a signer of another key; the signer's own faults.
    pub fn sign(self, signer: &dyn Signer) -> Result<String, IssueFault> {
        let jwt = self.jws.sign(signer).map_err(IssueFault::Sign)?;
        Ok(with_disclosures(jwt, &self.disclosures))
    }

    /// Completes with a signature made elsewhere: it is made low-s and verified before anything gets out.
    ///
    /// # Errors
    /// The fault of a signature that is not one by the issuer's key.
    pub fn complete(self, signature: &[u8]) -> Result<String, IssueFault> {
        let jwt = self.jws.complete(signature).map_err(IssueFault::Sign)?;
        Ok(with_disclosures(jwt, &self.disclosures))
    }
}

/// The compact form, with a tilde after the JWT and after each disclosure.
pub(super) fn with_disclosures(mut text: String, disclosures: &[impl AsRef<str>]) -> String {
    text.push('~');
    for disclosure in disclosures {
        text.push_str(disclosure.as_ref());
        text.push('~');
    }
    text
}
