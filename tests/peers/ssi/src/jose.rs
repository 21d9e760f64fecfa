//! `vc+jwt` and `vp+jwt` (VC-JOSE-COSE): signed, resolved and verified by ssi. Its own wrapper of them names the types of
//! an earlier draft (`vc-ld+jwt`), so the types are given here.

use std::borrow::Cow;

use peer_line::{Answer, text};
use serde_json::{Value, json};
use ssi_claims_core::VerificationParameters;
use ssi_jwk::JWK;
use ssi_jws::{JwsPayload, JwsSlice};

use crate::{did, key, resolver, words};

struct Payload {
    typ: &'static str,
    cty: &'static str,
    bytes: Vec<u8>,
}

impl JwsPayload for Payload {
    fn typ(&self) -> Option<&str> {
        Some(self.typ)
    }

    fn cty(&self) -> Option<&str> {
        Some(self.cty)
    }

    fn payload_bytes(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(&self.bytes)
    }
}

async fn sign(typ: &'static str, cty: &'static str, claims: Value, key: &JWK) -> Answer {
    let payload = Payload { typ, cty, bytes: claims.to_string().into_bytes() };
    Ok(payload.sign(key).await.map_err(words)?.as_str().into())
}

async fn claims(jws: &str, typ: &str) -> Answer {
    let jws = JwsSlice::new(jws.as_bytes()).map_err(|_| "not a JWS")?.decode().map_err(words)?;
    jws.verify(VerificationParameters::from_resolver(resolver())).await.map_err(words)?.map_err(words)?;
    if jws.header().type_.as_deref() != Some(typ) {
        return Err("another type".to_owned());
    }
    serde_json::from_slice(&jws.signing_bytes.payload).map_err(words)
}

pub async fn issue(question: Value) -> Answer {
    let key = key(&question)?;
    let mut claims = question["credential"].clone();
    claims["issuer"] = did(&key).into();
    sign("vc+jwt", "vc", claims, &key).await
}

pub async fn present(question: Value) -> Answer {
    let key = key(&question)?;
    let claims = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": did(&key),
        "verifiableCredential": [{
            "@context": "https://www.w3.org/ns/credentials/v2",
            "id": format!("data:application/vc+jwt,{}", text(&question, "credential")?),
            "type": "EnvelopedVerifiableCredential",
        }],
        "iat": question["iat"],
        "nonce": question["challenge"],
        "aud": question["domain"],
    });
    sign("vp+jwt", "vp", claims, &key).await
}

/// The presentation, the credential in it, and what the holder answers; gives the subject.
pub async fn verify(question: Value) -> Answer {
    let presentation = claims(text(&question, "presentation")?, "vp+jwt").await?;
    if presentation["nonce"] != question["challenge"] || presentation["aud"] != question["domain"] {
        return Err("the presentation answers another question".to_owned());
    }
    let envelope = presentation["verifiableCredential"][0]["id"].as_str().unwrap_or_default();
    let credential = envelope.strip_prefix("data:application/vc+jwt,").ok_or("no vc+jwt")?;
    Ok(claims(credential, "vc+jwt").await?["credentialSubject"].take())
}
