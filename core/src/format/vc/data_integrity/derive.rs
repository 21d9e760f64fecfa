//! Making credentials of which the holder shows some, and showing some.

use serde_json::{Map, Value as Json};

use crate::crypto::{self, Algorithm, SignFault, Signer, SoftwareKey};
use crate::document::Disclose;
use crate::format::vc::credential::object;
use crate::format::vc::fault::{GraphFault, ProofFault, VcFault};
use crate::format::vc::issue::{CredentialRequest, IssueFault};
use crate::format::vc::{Credential, Library};
use crate::random::{Random, secret};
use crate::time::UnixTime;

use super::Suite;
use super::disclosure::{Disclosure, Share};
use super::proof::{self, Proof, Purpose};
use super::selective::{Groups, Statements, select};

/// A credential whose statements are signed, without the issuer's own signature.
pub struct UnsignedSelective {
    json: Map<String, Json>,
    options: Map<String, Json>,
    disclosure: Disclosure,
    key: crypto::PublicKey,
    to_be_signed: Vec<u8>,
}

/// Prepares a credential of which the holder chooses what to show. Issuer, times, status, schema, the holder's key and
/// every element that is always shown are in every showing.
///
/// # Errors
/// As [`prepare`](super::prepare), `random.failed`.
pub fn prepare_selective(
    request: &CredentialRequest<'_>,
    created: UnixTime,
    random: &mut dyn Random,
    library: &Library,
) -> Result<UnsignedSelective, IssueFault> {
    let json = request.json()?;
    let read = Credential::from_object(json.clone())?;
    library.require(&read.contexts()).map_err(VcFault::from)?;
    if !Suite::EcdsaSd2023.signs_with(request.issuer.key().algorithm()) {
        return Err(IssueFault::Suite);
    }
    let fixed = ["issuer", "validFrom", "validUntil", "credentialStatus", "credentialSchema"];
    let fixed = fixed.into_iter().filter(|name| json.contains_key(*name)).map(|name| format!("/{name}"));
    let always = request.descriptor.issued_elements().filter(|element| element.disclose == Disclose::Always);
    let always = always.map(|element| element_pointer(element.id.as_str()));
    let mandatory: Vec<String> = fixed.chain([element_pointer("id")]).chain(always).collect();
    let hmac_key = *secret::<32>(random).map_err(IssueFault::Random)?;
    let statement_key =
        SoftwareKey::generate(Algorithm::Es256, random).map_err(|_| IssueFault::Random(crate::random::RandomFault))?;
    let mut disclosure = Disclosure {
        key: statement_key.public_key().clone(),
        signatures: Vec::new(),
        share: Share::Base { hmac_key, mandatory },
    };
    let statements = Statements::of(&json, &disclosure, library)?;
    for line in &statements.others {
        let signature = statement_key.sign(line.as_bytes()).map_err(IssueFault::Sign)?;
        let signature = signature.as_bytes().try_into().map_err(|_| IssueFault::Sign(SignFault::Backend))?;
        disclosure.signatures.push(signature);
    }
    let options = proof::options(Suite::EcdsaSd2023, Purpose::Assertion, request.issuer, created, &json);
    let to_be_signed = statements.to_be_signed(&json, &options, &disclosure, library)?;
    Ok(UnsignedSelective { json, options, disclosure, key: request.issuer.key().clone(), to_be_signed })
}

impl UnsignedSelective {
    /// The bytes that the issuer signs.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        &self.to_be_signed
    }

    /// Signs in this process and gives the JSON for the holder alone: it can show everything, and hide it.
    ///
    /// # Errors
    /// The signer's fault; `sign.mismatch` for a signer of another key than the one that the proof names.
    pub fn sign(self, signer: &dyn Signer) -> Result<Vec<u8>, IssueFault> {
        if signer.public_key() != &self.key {
            return Err(IssueFault::Sign(SignFault::Mismatch));
        }
        let signature = signer.sign(&self.to_be_signed).map_err(IssueFault::Sign)?;
        Ok(self.write(signature.as_bytes()))
    }

    /// Completes with a signature made elsewhere: it is made low-s and verified before anything gets out.
    ///
    /// # Errors
    /// The fault of a signature that is not one by the key that the proof names.
    pub fn complete(self, signature: &[u8]) -> Result<Vec<u8>, IssueFault> {
        let signature = crypto::complete(&self.key, &self.to_be_signed, signature).map_err(IssueFault::Sign)?;
        Ok(self.write(signature.as_bytes()))
    }

    fn write(self, signature: &[u8]) -> Vec<u8> {
        written(self.json, self.options, &self.disclosure, signature)
    }
}

/// Makes what a holder shows of a credential: these elements, and what is in every showing.
///
/// # Errors
/// A [`VcFault`] of a credential that is not the issuer's own; `vc.disclosure` for an element that it does not have.
pub fn derive(credential: &[u8], elements: &[&str], library: &Library) -> Result<Vec<u8>, IssueFault> {
    let pointers: Vec<String> = elements.iter().map(|id| element_pointer(id)).collect();
    Ok(derive_pointers(object(credential)?, &pointers, library)?)
}

pub(super) fn derive_pointers(
    mut json: Map<String, Json>,
    pointers: &[String],
    library: &Library,
) -> Result<Vec<u8>, VcFault> {
    let proof = Proof::take(&mut json, Purpose::Assertion, library)?;
    let Some(Disclosure { key, signatures, share: Share::Base { hmac_key, mandatory } }) = proof.disclosure else {
        return Err(ProofFault::Suite.into());
    };
    let groups = Groups::new(&json, &hmac_key, library)?;
    let combined = [mandatory.as_slice(), pointers].concat();
    let (required, shown) = (groups.matching(&mandatory)?, groups.matching(&combined)?);
    let shown_lines = groups.lines.iter().filter(|line| shown.contains(*line));
    let indexes = (0_u64..).zip(shown_lines).filter(|(_, line)| required.contains(*line)).map(|(index, _)| index);
    let others = groups.lines.iter().filter(|line| !required.contains(*line));
    if others.clone().count() != signatures.len() {
        return Err(GraphFault::Disclosure.into());
    }
    let kept = others.zip(&signatures).filter(|(line, _)| shown.contains(*line)).map(|(_, signature)| *signature);
    let share = Share::Derived { labels: groups.label_map(&combined)?, mandatory: indexes.collect() };
    let disclosure = Disclosure { key, signatures: kept.collect(), share };
    Ok(written(select(&json, &combined)?, proof.options, &disclosure, &proof.signature))
}

fn element_pointer(id: &str) -> String {
    format!("/credentialSubject/{id}")
}

fn written(
    mut json: Map<String, Json>,
    mut options: Map<String, Json>,
    disclosure: &Disclosure,
    signature: &[u8],
) -> Vec<u8> {
    options.insert("proofValue".to_owned(), disclosure.write(signature).into());
    json.insert("proof".to_owned(), Json::Object(options));
    Json::Object(json).to_string().into_bytes()
}
