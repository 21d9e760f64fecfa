//! isomdl as issuer, holder and verifier. It judges certificates by the clock of the machine.

use std::collections::BTreeMap;
use std::fmt::Display;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ciborium::Value as Cbor;
use coset::Label;
use isomdl::cbor;
use isomdl::definitions::device_key::cose_key::{CoseKey, EC2Curve, EC2Y};
use isomdl::definitions::device_request::ItemsRequest;
use isomdl::definitions::device_response::DeviceResponse;
use isomdl::definitions::device_signed::DeviceAuthType;
use isomdl::definitions::helpers::{NonEmptyMap, Tag24};
use isomdl::definitions::session::SessionTranscript;
use isomdl::definitions::x509::X5Chain;
use isomdl::definitions::x509::trust_anchor::{TrustAnchor, TrustAnchorRegistry, TrustPurpose};
use isomdl::definitions::x509::x5chain::X5CHAIN_COSE_HEADER_LABEL;
use isomdl::definitions::{DeviceKeyInfo, DigestAlgorithm, IssuerSigned, Mso, ValidityInfo};
use isomdl::issuance::Mdoc;
use isomdl::presentation::authentication::AuthenticationStatus;
use isomdl::presentation::device::{DeviceSession, Document, Documents};
use isomdl::presentation::reader_utils::validate_response;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use peer_line::{Work, serve, text};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use x509_cert::Certificate;
use x509_cert::der::Decode;

fn words(error: impl Display) -> String {
    error.to_string()
}

fn bytes(question: &Value, name: &str) -> Result<Vec<u8>, String> {
    hex::decode(text(question, name)?).map_err(words)
}

fn coordinate(jwk: &Value, name: &str) -> Result<Vec<u8>, String> {
    BASE64_URL_SAFE_NO_PAD.decode(text(jwk, name)?).map_err(words)
}

fn secret(jwk: &Value) -> Result<SigningKey, String> {
    SigningKey::from_slice(&coordinate(jwk, "d")?).map_err(words)
}

fn to_peer(value: &Value) -> Cbor {
    let content = &value["v"];
    match (value["t"].as_str().unwrap_or_default(), content) {
        ("date", Value::String(text)) => Cbor::Tag(1004, Box::new(text.as_str().into())),
        ("time", Value::String(text)) => Cbor::Tag(0, Box::new(text.as_str().into())),
        ("bytes", Value::String(text)) => hex::decode(text).unwrap().into(),
        ("list", Value::Array(items)) => Cbor::Array(items.iter().map(to_peer).collect()),
        ("record", Value::Array(pairs)) => {
            Cbor::Map(pairs.iter().map(|pair| (pair[0].as_str().unwrap().into(), to_peer(&pair[1]))).collect())
        }
        (_, Value::Bool(b)) => (*b).into(),
        (_, Value::Number(n)) => n.as_i64().unwrap().into(),
        (_, other) => other.as_str().unwrap().into(),
    }
}

fn from_peer(value: &Cbor) -> Value {
    match value {
        Cbor::Text(text) => json!({ "t": "text", "v": text }),
        Cbor::Bool(b) => json!({ "t": "bool", "v": b }),
        Cbor::Integer(n) => json!({ "t": "int", "v": i64::try_from(*n).unwrap() }),
        Cbor::Bytes(bytes) => json!({ "t": "bytes", "v": hex::encode(bytes) }),
        Cbor::Array(items) => json!({ "t": "list", "v": items.iter().map(from_peer).collect::<Vec<_>>() }),
        Cbor::Map(pairs) => {
            let pairs = pairs.iter().map(|(key, value)| json!([key.as_text(), from_peer(value)]));
            json!({ "t": "record", "v": pairs.collect::<Vec<_>>() })
        }
        Cbor::Tag(1004, text) => json!({ "t": "date", "v": text.as_text() }),
        Cbor::Tag(0, text) => json!({ "t": "time", "v": text.as_text() }),
        other => json!({ "t": "unknown", "v": format!("{other:?}") }),
    }
}

fn issue(question: &Value) -> Result<Work, String> {
    let doc_type = text(question, "docType")?.to_owned();
    let elements: BTreeMap<String, Cbor> = question["elements"]
        .as_array()
        .ok_or("no elements")?
        .iter()
        .map(|pair| (pair[0].as_str().unwrap().to_owned(), to_peer(&pair[1])))
        .collect();
    let time = |name| OffsetDateTime::parse(text(question, name)?, &Rfc3339).map_err(words);
    let validity_info = ValidityInfo {
        signed: time("signed")?,
        valid_from: time("from")?,
        valid_until: time("until")?,
        expected_update: None,
    };
    let device = &question["deviceKey"];
    let device_key =
        CoseKey::EC2 { crv: EC2Curve::P256, x: coordinate(device, "x")?, y: EC2Y::Value(coordinate(device, "y")?) };
    let key = secret(&question["issuerKey"])?;
    let chain = X5Chain::builder().with_der_certificate(&bytes(question, "certificate")?).map_err(words)?;
    let chain = chain.build().map_err(words)?;
    Ok(Box::new(move || {
        let mdoc = Mdoc::builder()
            .doc_type(doc_type.clone())
            .namespaces([(doc_type.clone(), elements.clone())].into())
            .validity_info(validity_info.clone())
            .digest_algorithm(DigestAlgorithm::SHA256)
            .device_key_info(DeviceKeyInfo { device_key: device_key.clone(), key_authorizations: None, key_info: None })
            .issue::<SigningKey, Signature>(chain.clone(), key.clone())
            .map_err(words)?;
        let issued = IssuerSigned { namespaces: Some(mdoc.namespaces), issuer_auth: mdoc.issuer_auth };
        Ok(hex::encode(cbor::to_vec(&issued).map_err(words)?).into())
    }))
}

#[derive(Clone, Serialize, Deserialize)]
struct Transcript(Cbor);

impl SessionTranscript for Transcript {}

struct Holder {
    documents: Documents,
    transcript: Transcript,
}

impl DeviceSession for Holder {
    type ST = Transcript;

    fn documents(&self) -> &Documents {
        &self.documents
    }

    fn session_transcript(&self) -> Transcript {
        self.transcript.clone()
    }

    fn device_auth_type(&self) -> DeviceAuthType {
        DeviceAuthType::Sign1
    }
}

fn present(question: &Value) -> Result<Work, String> {
    let doc_type = text(question, "docType")?.to_owned();
    let issued = bytes(question, "issuerSigned")?;
    let transcript = Transcript(cbor::from_slice(&bytes(question, "transcript")?).map_err(words)?);
    let key = secret(&question["deviceKey"])?;
    let keep = question["keep"].as_array().ok_or("no keep")?.iter();
    let keep: Vec<String> = keep.map(|id| id.as_str().unwrap().to_owned()).collect();
    Ok(Box::new(move || {
        let issued: IssuerSigned = cbor::from_slice(&issued).map_err(words)?;
        let mso: Tag24<Mso> =
            cbor::from_slice(issued.issuer_auth.payload.as_ref().ok_or("no payload")?).map_err(words)?;
        let document = Document::from(Mdoc {
            doc_type: doc_type.clone(),
            mso: mso.into_inner(),
            namespaces: issued.namespaces.ok_or("no elements")?,
            issuer_auth: issued.issuer_auth,
        });
        let holder = Holder { documents: NonEmptyMap::new(doc_type.clone(), document), transcript: transcript.clone() };
        let asked: BTreeMap<String, bool> = keep.iter().map(|id| (id.clone(), false)).collect();
        let request = ItemsRequest {
            doc_type: doc_type.clone(),
            namespaces: NonEmptyMap::new(doc_type.clone(), asked.try_into().map_err(words)?),
            request_info: None,
        };
        let permitted = [(doc_type.clone(), [(doc_type.clone(), keep.clone())].into())].into();
        let mut prepared = holder.prepare_response(&vec![request], permitted);
        let (_, payload) = prepared.get_next_signature_payload().ok_or("nothing to sign")?;
        let signature: Signature = key.sign(payload);
        prepared.submit_next_signature(signature.to_vec());
        Ok(hex::encode(cbor::to_vec(&prepared.finalize_response()).map_err(words)?).into())
    }))
}

fn verify(question: &Value) -> Result<Work, String> {
    let response = bytes(question, "response")?;
    let transcript = Transcript(cbor::from_slice(&bytes(question, "transcript")?).map_err(words)?);
    let certificate = Certificate::from_der(&bytes(question, "root")?).map_err(words)?;
    let anchors = TrustAnchorRegistry { anchors: vec![TrustAnchor { certificate, purpose: TrustPurpose::Iaca }] };
    Ok(Box::new(move || {
        let response: DeviceResponse = cbor::from_slice(&response).map_err(words)?;
        let documents = response.documents.ok_or("no document")?;
        let document = documents.first().ok_or("no document")?;
        let header = &document.issuer_signed.issuer_auth.unprotected.rest;
        let chain = header.iter().find(|(label, _)| *label == Label::Int(X5CHAIN_COSE_HEADER_LABEL));
        let chain = X5Chain::from_cbor(chain.ok_or("no certificates")?.1.clone()).map_err(words)?;
        let outcome = validate_response(transcript.clone(), anchors.clone(), chain, document.clone(), BTreeMap::new());
        let valid = |status: &AuthenticationStatus| matches!(status, AuthenticationStatus::Valid);
        if !valid(&outcome.issuer_authentication) || !valid(&outcome.device_authentication) {
            return Err(format!("{:?}", outcome.errors));
        }
        let spaces = document.issuer_signed.namespaces.iter().flat_map(|spaces| spaces.values());
        let items = spaces.flat_map(|items| items.iter()).map(AsRef::as_ref);
        Ok(items.map(|item| json!([item.element_identifier, from_peer(&item.element_value)])).collect())
    }))
}

fn main() {
    serve(|operation, question| match operation {
        "version" => Ok(Box::new(|| Ok("0.2.0".into()))),
        "issue" => issue(question),
        "present" => present(question),
        "verify" => verify(question),
        other => Err(format!("no operation {other}")),
    });
}
