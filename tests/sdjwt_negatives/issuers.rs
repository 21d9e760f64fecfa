//! Who signed it, whether they may, and when it is judged.

use chop_core::crypto::x509::Certificate;
use chop_core::crypto::{Algorithm, AlgorithmPolicy, Cutoff, Signer};
use chop_core::dev;
use chop_core::time::UnixTime;
use chop_core::trust::{IssuerEntry, Selector};
use chop_core::verify::Clock;
use sha2::{Digest, Sha256};

use crate::model::{VCT, b64};
use crate::{Cases, NOW, at, good};

pub(crate) fn cases(cases: &mut Cases) {
    trust(cases);
    signatures(cases);
    clocks(cases);
    names(cases);
}

fn entry(key: &str, rights: &[&str]) -> IssuerEntry {
    let rights = rights.iter().map(|name| Selector::Type((*name).to_owned())).collect();
    IssuerEntry::with_key(dev::key(key).public_key().clone(), dev::names("Library"), rights)
}

fn trust(cases: &mut Cases) {
    let issuers = |cases: &mut Cases, name: &str, issuers: Vec<IssuerEntry>, code| {
        cases.made(name, |_| {}, code).trust.body.issuers = issuers;
    };
    issuers(cases, "no issuer at all", vec![], "issuer.unknown");
    issuers(cases, "an issuer without rights", vec![entry("issuer", &[])], "issuer.unauthorised");
    issuers(
        cases,
        "an issuer of another type",
        vec![entry("issuer", &["https://types.example/other"])],
        "issuer.unauthorised",
    );
    issuers(cases, "a star is no right", vec![entry("issuer", &["*"])], "issuer.unauthorised");
    issuers(cases, "another issuer of the type", vec![entry("other issuer", &[VCT])], "issuer.unknown");
    issuers(cases, "two entries, one of which may", vec![entry("issuer", &[]), entry("issuer", &[VCT])], "ok");
    issuers(
        cases,
        "a key used only later",
        vec![entry("issuer", &[VCT]).in_use(Some(at(-3_599)), None)],
        "issuer.key-time",
    );
    issuers(
        cases,
        "a key no longer used",
        vec![entry("issuer", &[VCT]).in_use(None, Some(at(-3_601)))],
        "issuer.key-time",
    );
    issuers(
        cases,
        "a key used that very second",
        vec![entry("issuer", &[VCT]).in_use(Some(at(-3_600)), Some(at(-3_600)))],
        "ok",
    );
    cases
        .made("a key that was switched off", |_| {}, "issuer.key-revoked")
        .trust
        .body
        .killed
        .push(dev::key("issuer").public_key().kid());
    let device = dev::key("device").public_key().clone();
    let hash: [u8; 8] = Sha256::digest(device.p256_compressed().unwrap())[..8].try_into().unwrap();
    cases.made("a lost phone", |_| {}, "status.revoked").trust.body.denied.push(hash);
}

fn signatures(cases: &mut Cases) {
    cases.made("signed by a stranger under the issuer's kid", |m| m.issuer = "a stranger".into(), "signature.issuer");
    cases.made(
        "signed by another issuer under this one's kid",
        |m| m.issuer = "other issuer".into(),
        "signature.issuer",
    );
    cases.made(
        "signed by another issuer without a kid",
        |m| {
            m.issuer = "other issuer".into();
            m.header.remove("kid");
        },
        "signature.issuer",
    );
    let model = good();
    let jwt = model.issuer_jwt();
    let end = jwt.rfind('.').unwrap();
    for (name, signature) in [
        ("zeros", vec![0; 64]),
        ("ones", vec![0xff; 64]),
        ("63 bytes", vec![7; 63]),
        ("65 bytes", vec![7; 65]),
        ("nothing", vec![]),
        ("DER", vec![0x30; 70]),
    ] {
        let text = model.bind(&model.presented_with(&format!("{}.{}", &jwt[..end], b64(&signature))));
        cases.add(format!("an issuer's signature of {name}"), text, "signature.issuer");
    }
    let mut other = good();
    other.payload["level"] = 4.into();
    let other = other.issuer_jwt();
    let signed = &other[..other.rfind('.').unwrap()];
    cases.add(
        "the signature of another credential",
        model.bind(&model.presented_with(&format!("{signed}{}", &jwt[end..]))),
        "signature.issuer",
    );
    cases.made("an algorithm that had ended before signing", |_| {}, "signature.algorithm").algorithms =
        AlgorithmPolicy::NONE.with(Algorithm::Es256, Cutoff::Until(NOW - 3_601));
    // The holder's proof is judged by the time now, the issuer's by the time of signing.
    cases.made("an algorithm that ended after signing", |_| {}, "signature.algorithm").algorithms =
        AlgorithmPolicy::NONE.with(Algorithm::Es256, Cutoff::Until(NOW - 1));
}

fn clocks(cases: &mut Cases) {
    cases.made("a doubtful clock", |_| {}, "clock.doubtful").clock = Clock::Doubtful;
    cases.made("a clock that went back", |_| {}, "clock.doubtful").clock = Clock::Live { highest: at(1) };
    let late = |seconds: i64| UnixTime::new(NOW + seconds).unwrap();
    cases.made("a bundle of last week", |m| m.kb_payload["iat"] = (NOW + 8 * 86_400).into(), "trust.stale").now =
        late(8 * 86_400);
    cases.made("an expired credential", |m| m.kb_payload["iat"] = (NOW + 86_400).into(), "time.expired").now =
        late(86_400);
    cases.made("a second before it expires", |m| m.kb_payload["iat"] = (NOW + 86_399).into(), "ok").now = late(86_399);
}

/// `iss` beside a certificate: a trusted issuer cannot speak in another's name.
fn names(cases: &mut Cases) {
    // Bundesdruckerei's test signer names a host and four addresses.
    let sample = include_str!("../../vectors/sd-jwt/third-party/bdr-pid-2025-07.txt");
    let header = chop_core::encoding::base64url::decode(sample.split('.').next().unwrap()).unwrap();
    let header: serde_json::Value = serde_json::from_slice(&header).unwrap();
    let chain = header["x5c"].clone();
    for (iss, code) in [
        ("https://demo.bdr-prototypes/issuer/pid", "issuer.unknown"),
        ("https://demo.bdr-prototypes", "issuer.unknown"),
        ("https://DEMO.bdr-prototypes:8443/x", "issuer.unknown"),
        ("https://demo.bdr-prototypes.evil.example", "sdjwt.issuer"),
        ("https://evil.example/demo.bdr-prototypes", "sdjwt.issuer"),
        ("https://evil.example?demo.bdr-prototypes", "sdjwt.issuer"),
        ("https://user@demo.bdr-prototypes/", "sdjwt.issuer"),
        ("https://demo.bdr-prototypes@evil.example/", "sdjwt.issuer"),
        ("https://a.demo.bdr-prototypes/", "sdjwt.issuer"),
        ("https://bdr-prototypes/", "sdjwt.issuer"),
        ("http://demo.bdr-prototypes/issuer/pid", "sdjwt.issuer"),
        ("demo.bdr-prototypes", "sdjwt.issuer"),
        ("did:web:demo.bdr-prototypes", "sdjwt.issuer"),
        ("https://", "sdjwt.issuer"),
        ("", "sdjwt.issuer"),
    ] {
        cases.made(
            format!("iss {iss:?} beside a certificate"),
            |m| {
                m.header.insert("x5c".into(), chain.clone());
                m.payload.insert("iss".into(), iss.into());
            },
            code,
        );
    }
    let der = base64(chain[0].as_str().unwrap());
    let signer = Certificate::parse_der(&der).unwrap();
    let rights = vec![Selector::Type(VCT.to_owned())];
    let entry = IssuerEntry::with_key(signer.public_key().unwrap().clone(), dev::names("Printer"), rights);
    let desk = cases.made(
        "a certificate of another key than the signature's",
        |m| drop(m.header.insert("x5c".into(), chain.clone())),
        "signature.issuer",
    );
    desk.trust.body.issuers = vec![entry];
}

fn base64(text: &str) -> Vec<u8> {
    let url: String = text
        .trim_end_matches('=')
        .chars()
        .map(|c| match c {
            '+' => '-',
            '/' => '_',
            c => c,
        })
        .collect();
    chop_core::encoding::base64url::decode(&url).unwrap()
}
