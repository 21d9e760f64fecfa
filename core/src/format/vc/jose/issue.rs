//! Making credentials and presentations: prepare the text, sign it anywhere, complete.

use serde_json::{Map, Value as Json, json};

use crate::crypto::jwk;
use crate::crypto::jws::{Draft, KeyReference, UnsignedJws};
use crate::encoding::limits::DOCUMENTS;
use crate::format::sdjwt::{PreparedSdJwt, Step, conceal, is_selectable};
use crate::format::vc::Credential;
use crate::format::vc::did::Did;
use crate::format::vc::fault::{PresentationFault, VcFault};
use crate::format::vc::issue::{CredentialRequest, IssueFault};
use crate::format::vc::member::CREDENTIALS_V2;
use crate::random::Random;
use crate::time::UnixTime;

use super::JoseCredential;

/// What a presentation is made of.
#[derive(Clone, Copy)]
pub struct PresentRequest<'a> {
    /// The credentials, `vc+jwt` or `vc+sd-jwt` with the disclosures that are shown.
    pub credentials: &'a [&'a str],
    /// The holder's DID: its key is the one that each credential is bound to.
    pub holder: &'a Did,
    /// The verifier's nonce.
    pub nonce: &'a str,
    /// Whom it is for: the verifier's `client_id`, or its origin.
    pub audience: &'a str,
    /// The time now.
    pub issued_at: UnixTime,
}

/// Prepares a `vc+jwt`, signed at `signed` by the key of the issuer's DID.
///
/// # Errors
/// `issue.values`, `issue.element`, and `vc.*` for a status, an `id` or a time that would not be read.
pub fn prepare(request: &CredentialRequest<'_>, signed: UnixTime) -> Result<UnsignedJws, IssueFault> {
    let claims = claims(request, signed)?;
    Ok(secure(request.issuer, "vc+jwt", "vc", &claims))
}

/// Prepares a `vc+sd-jwt`: each element that the holder chooses is one disclosure. An absent element leaves a decoy, and
/// there are `decoys` beside. Salts and decoys come from `random`.
///
/// # Errors
/// As [`prepare`], and `random.failed`.
pub fn prepare_sd_jwt(
    request: &CredentialRequest<'_>,
    signed: UnixTime,
    decoys: usize,
    random: &mut dyn Random,
) -> Result<PreparedSdJwt, IssueFault> {
    let claims = claims(request, signed)?;
    let absent = request.values.iter().filter(|value| value.is_none()).count();
    let hides = |path: &[Step<'_>]| match path {
        [Step::Name("credentialSubject"), Step::Name(name)] => is_selectable(request.descriptor, name),
        _ => false,
    };
    let decoys = |path: &[Step<'_>]| if path == [Step::Name("credentialSubject")] { absent + decoys } else { 0 };
    let mut concealed = conceal(&claims, &hides, &decoys, random).map_err(IssueFault::Random)?;
    concealed.payload.insert("_sd_alg".into(), "sha-256".into());
    let jws = secure(request.issuer, "vc+sd-jwt", "vc", &concealed.payload);
    Ok(PreparedSdJwt::new(jws, concealed.disclosures))
}

/// Prepares a `vp+jwt` of credentials that are bound to this holder.
///
/// # Errors
/// `vp.count`, `vp.holder` for a credential of another holder, and the fault of a credential that would not be read.
pub fn prepare_presentation(request: &PresentRequest<'_>) -> Result<UnsignedJws, IssueFault> {
    if request.credentials.is_empty() || request.credentials.len() > DOCUMENTS {
        return Err(VcFault::from(PresentationFault::Count).into());
    }
    let mut credentials = Vec::with_capacity(request.credentials.len());
    for text in request.credentials {
        let is_sd_jwt = text.contains('~');
        let credential = JoseCredential::read(text, is_sd_jwt)?;
        if credential.holder.as_ref() != Some(request.holder.key()) {
            return Err(VcFault::from(PresentationFault::Holder).into());
        }
        let media_type = if is_sd_jwt { "vc+sd-jwt" } else { "vc+jwt" };
        credentials.push(json!({
            "@context": CREDENTIALS_V2,
            "id": format!("data:application/{media_type},{text}"),
            "type": "EnvelopedVerifiableCredential",
        }));
    }
    let mut claims = Map::new();
    claims.insert("@context".into(), json!([CREDENTIALS_V2]));
    claims.insert("type".into(), json!(["VerifiablePresentation"]));
    claims.insert("holder".into(), request.holder.as_str().into());
    claims.insert("verifiableCredential".into(), Json::Array(credentials));
    claims.insert("iat".into(), request.issued_at.seconds().into());
    claims.insert("aud".into(), request.audience.into());
    claims.insert("nonce".into(), request.nonce.into());
    Ok(secure(request.holder, "vp+jwt", "vp", &claims))
}

fn claims(request: &CredentialRequest<'_>, signed: UnixTime) -> Result<Map<String, Json>, IssueFault> {
    let mut claims = request.json()?;
    Credential::from_object(claims.clone())?;
    claims.insert("iat".into(), signed.seconds().into());
    claims.insert("cnf".into(), json!({ "jwk": jwk::write(request.holder.key()) }));
    Ok(claims)
}

fn secure(by: &Did, typ: &str, cty: &str, claims: &Map<String, Json>) -> UnsignedJws {
    let method = by.verification_method();
    let draft = Draft { typ, cty: Some(cty), key: by.key(), reference: KeyReference::Named(&method) };
    draft.prepare(Json::Object(claims.clone()).to_string().as_bytes())
}
