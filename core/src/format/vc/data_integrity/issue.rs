//! Making credentials and presentations: prepare the bytes, sign them anywhere, complete.

use serde_json::{Map, Value as Json, json};

use crate::crypto::{self, PublicKey, Signer};
use crate::encoding::limits::{DOCUMENTS, VC_BYTES};
use crate::encoding::{json, multibase};
use crate::format::vc::credential::object;
use crate::format::vc::did::Did;
use crate::format::vc::fault::{GraphFault, PresentationFault, VcFault};
use crate::format::vc::issue::{CredentialRequest, IssueFault};
use crate::format::vc::member::CREDENTIALS_V2;
use crate::format::vc::{Credential, Library};
use crate::time::UnixTime;

use super::hash;
use super::proof::{self, Purpose};
use super::suite::Form;
use super::{SecuredCredential, Suite};

/// A credential or a presentation without the signature in its proof.
#[derive(Clone)]
pub struct Unsigned {
    json: Map<String, Json>,
    options: Map<String, Json>,
    key: PublicKey,
    to_be_signed: Vec<u8>,
}

/// What a presentation is made of.
#[derive(Clone, Copy)]
pub struct PresentRequest<'a> {
    /// The credentials as received, each with its proof.
    pub credentials: &'a [&'a [u8]],
    /// The holder's DID.
    pub holder: &'a Did,
    /// The suite of the holder's proof.
    pub suite: Suite,
    /// The verifier's nonce.
    pub nonce: &'a str,
    /// Whom it is for: the verifier's `client_id`, or its origin.
    pub audience: &'a str,
    /// When it is made.
    pub created: UnixTime,
}

/// Prepares a credential, signed at `created` by the key of the issuer's DID.
///
/// # Errors
/// `issue.values`, `issue.element`, `issue.suite`, and `vc.*` for a status, an `id` or a time that would not be read.
pub fn prepare(
    request: &CredentialRequest<'_>,
    suite: Suite,
    created: UnixTime,
    library: &Library,
) -> Result<Unsigned, IssueFault> {
    let json = request.json()?;
    let read = Credential::from_object(json.clone())?;
    library.require(&read.contexts()).map_err(VcFault::from)?;
    let options = proof::options(suite, Purpose::Assertion, request.issuer, created, &json);
    Unsigned::new(json, options, suite, request.issuer.key(), library)
}

/// Prepares a presentation of credentials that were issued to this holder.
///
/// # Errors
/// `issue.suite`, `vp.count`, `vp.holder` for a credential of another holder, and `json.*` or `vc.*` of a credential
/// that would not be read.
pub fn prepare_presentation(request: &PresentRequest<'_>, library: &Library) -> Result<Unsigned, IssueFault> {
    let mut credentials = Vec::with_capacity(request.credentials.len());
    for bytes in request.credentials {
        let credential = json::parse(bytes, VC_BYTES).map_err(VcFault::Json)?;
        let object = credential.as_object().ok_or(VcFault::from(PresentationFault::Credential))?;
        let secured = SecuredCredential::read(object.clone(), library)?;
        if secured.holder().map(Did::key) != Some(request.holder.key()) {
            return Err(VcFault::from(PresentationFault::Holder).into());
        }
        if secured.is_base() {
            return Err(VcFault::from(GraphFault::Disclosure).into());
        }
        credentials.push(credential);
    }
    if credentials.is_empty() || credentials.len() > DOCUMENTS {
        return Err(VcFault::from(PresentationFault::Count).into());
    }
    let mut json = Map::new();
    json.insert("@context".to_owned(), json!([CREDENTIALS_V2]));
    json.insert("type".to_owned(), json!(["VerifiablePresentation"]));
    json.insert("holder".to_owned(), request.holder.as_str().into());
    json.insert("verifiableCredential".to_owned(), Json::Array(credentials));
    let mut options = proof::options(request.suite, Purpose::Authentication, request.holder, request.created, &json);
    options.insert("challenge".to_owned(), request.nonce.into());
    options.insert("domain".to_owned(), request.audience.into());
    Unsigned::new(json, options, request.suite, request.holder.key(), library)
}

/// What a holder shows of a credential: of an `ecdsa-sd-2023` one these elements and what is in every showing, of any
/// other all of it.
///
/// # Errors
/// A [`VcFault`] of a credential that would not be read; `vc.disclosure` for an element that it does not have.
pub fn shown(credential: &[u8], elements: &[&str], library: &Library) -> Result<Vec<u8>, IssueFault> {
    if !SecuredCredential::read(object(credential)?, library)?.is_base() {
        return Ok(credential.to_vec());
    }
    #[cfg(feature = "json-ld")]
    return super::derive(credential, elements, library);
    #[cfg(not(feature = "json-ld"))]
    {
        // A selective disclosure is over a graph.
        let _ = elements;
        Err(VcFault::from(GraphFault::Disclosure).into())
    }
}

impl Unsigned {
    fn new(
        json: Map<String, Json>,
        options: Map<String, Json>,
        suite: Suite,
        key: &PublicKey,
        library: &Library,
    ) -> Result<Self, IssueFault> {
        if !suite.signs_with(key.algorithm()) || suite.form() == Form::Selective {
            return Err(IssueFault::Suite);
        }
        let to_be_signed = hash::to_be_signed(suite, key.algorithm(), &json, &options, library)?;
        Ok(Self { json, options, key: key.clone(), to_be_signed })
    }

    /// The bytes that are signed: two hashes, 64 or 96 bytes.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        &self.to_be_signed
    }

    /// Signs in this process and gives the JSON.
    ///
    /// # Errors
    /// The signer's fault; `sign.mismatch` for a signer of another key than the one that the proof names.
    pub fn sign(self, signer: &dyn Signer) -> Result<Vec<u8>, IssueFault> {
        if signer.public_key() != &self.key {
            return Err(IssueFault::Sign(crypto::SignFault::Mismatch));
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
        let Self { mut json, mut options, .. } = self;
        options.insert("proofValue".to_owned(), multibase::encode_base58(signature).into());
        json.insert("proof".to_owned(), Json::Object(options));
        Json::Object(json).to_string().into_bytes()
    }
}
