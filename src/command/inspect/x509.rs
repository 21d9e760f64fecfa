//! Certificates, lists of revoked ones, requests for one, and keys.

use base64ct::{Base64, Encoding as _};
use chop_core::crypto::PublicKey;
use chop_core::crypto::x509::{Certificate, CertificationRequest, DistinguishedName, RevocationList};
use chop_core::time::UnixTime;
use serde_json::{Value, json};

use crate::command::hex;

/// DER, or one PEM block or several.
pub(super) fn decode(bytes: &[u8]) -> Option<(&'static str, Value)> {
    let Some(text) = std::str::from_utf8(bytes).ok().filter(|text| text.trim_start().starts_with("-----BEGIN ")) else {
        return der(bytes);
    };
    let mut blocks = blocks(text).into_iter();
    match (blocks.next()?, blocks.next()) {
        (only, None) => Some(only),
        (first, Some(second)) => {
            let named = |(what, tree): (&'static str, Value)| json!({ what: tree });
            Some(("PEM", [first, second].into_iter().chain(blocks).map(named).collect()))
        }
    }
}

fn blocks(text: &str) -> Vec<(&'static str, Value)> {
    let starts: Vec<usize> = text.match_indices("-----BEGIN ").map(|(at, _)| at).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).filter_map(|(start, end)| block(text.get(*start..end)?)).collect()
}

fn block(pem: &str) -> Option<(&'static str, Value)> {
    let label = pem.strip_prefix("-----BEGIN ")?.split_once("-----")?.0;
    // Of a private key nothing is printed, not even that it can be read.
    if label.contains("PRIVATE KEY") {
        return Some(("private key", "<redacted>".into()));
    }
    let body: String = pem.lines().skip(1).take_while(|line| !line.starts_with("-----")).map(str::trim).collect();
    let bytes = Base64::decode_vec(&body).ok()?;
    der(&bytes)
        .or_else(|| super::cbor::decode(&bytes))
        .or(Some(("PEM", json!({ "label": label, "bytes": bytes.len() }))))
}

fn der(bytes: &[u8]) -> Option<(&'static str, Value)> {
    if bytes.first() != Some(&0x30) {
        return None;
    }
    if let Ok(found) = Certificate::parse_der(bytes) {
        Some(("X.509 certificate", certificate(&found)))
    } else if let Ok(found) = RevocationList::parse_der(bytes) {
        Some(("X.509 revocation list", revocations(&found)))
    } else if let Ok(found) = CertificationRequest::parse_der(bytes) {
        Some(("X.509 certification request", request(&found)))
    } else {
        let key = PublicKey::from_spki_der(bytes).ok()?;
        Some(("public key", json!({ "algorithm": key.algorithm().jose_name(), "kid": key.kid().to_string() })))
    }
}

/// The certificates of an `x5c`.
pub(super) fn chain(chain: &[Value]) -> Option<Value> {
    chain
        .iter()
        .map(|one| Certificate::parse_der(&Base64::decode_vec(one.as_str()?).ok()?).ok().map(|one| certificate(&one)))
        .collect()
}

pub(super) fn certificate(certificate: &Certificate) -> Value {
    json!({
        "subject": name(certificate.subject()),
        "issuer": name(certificate.issuer()),
        "serial": hex::encode(certificate.serial()),
        "kid": certificate.public_key().map(|key| key.kid().to_string()),
        "not_before": time(certificate.not_before()),
        "not_after": time(certificate.not_after()),
        "ca": certificate.basic_constraints().is_some_and(|constraints| constraints.ca),
        "purposes": certificate.extended_key_usages(),
        "names": certificate.dns_names().chain(certificate.uris()).collect::<Vec<_>>(),
        "revocation_lists": certificate.crl_distribution_points().collect::<Vec<_>>(),
    })
}

fn revocations(list: &RevocationList) -> Value {
    json!({
        "issuer": name(list.issuer()),
        "this_update": time(list.this_update()),
        "next_update": time(list.next_update()),
        "revoked": list.len(),
    })
}

fn request(request: &CertificationRequest) -> Value {
    json!({
        "subject": name(request.subject()),
        "kid": request.public_key().map(|key| key.kid().to_string()),
        "signed by this key": request.is_proven(),
    })
}

fn name(name: &DistinguishedName) -> Value {
    json!([name.organisation(), name.common_name(), name.country()])
}

fn time(seconds: i64) -> Value {
    UnixTime::new(seconds).map_or_else(|_| seconds.into(), |time| time.to_tdate().into())
}
