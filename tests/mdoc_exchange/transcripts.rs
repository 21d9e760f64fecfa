//! Every session transcript against a published example, or against an encoder that shares nothing with the product.

use chop_core::crypto::Signer;
use chop_core::dev;
use chop_core::encoding::base64url;
use chop_core::encoding::limits::TRANSCRIPT_BYTES;
use chop_core::exchange::mdoc::{
    DeviceEngagement, EncryptedResponse, EncryptionInfo, EphemeralKey, Handover, SessionTranscript,
};

use crate::mdoc_model::{Style, V, b, cose_key, map, null, t};
use crate::support::model::sha256;
use crate::{json, unhex};

/// RFC 7638, written out.
fn thumbprint(jwk: &serde_json::Value) -> [u8; 32] {
    let (x, y) = (jwk["x"].as_str().unwrap(), jwk["y"].as_str().unwrap());
    sha256(format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#).as_bytes())
}

#[test]
fn openid4vp_transcripts_are_those_of_its_text() {
    let examples = json("openid/openid4vp-1.0/handovers.json");
    let redirect = &examples["redirect"];
    let text = |name: &str| redirect[name].as_str().unwrap();
    let key = thumbprint(&redirect["jwk"]);
    let made = SessionTranscript::openid4vp(text("client_id"), text("nonce"), Some(&key), text("response_uri"));
    assert_eq!(made.as_bytes(), unhex(text("session_transcript")));
    let api = &examples["dc_api"];
    let text = |name: &str| api[name].as_str().unwrap();
    let made = SessionTranscript::openid4vp_dc_api(text("origin"), text("nonce"), Some(&thumbprint(&api["jwk"])));
    assert_eq!(made.as_bytes(), unhex(text("session_transcript")));
}

#[test]
fn transcripts_of_recorded_presentations_are_made_again() {
    let context = |sample: &str| json(&format!("mdoc/third-party/{sample}/context.json"));
    let animo = context("animo-pid-openid4vp-1.0");
    let text = |name: &str| animo[name].as_str().unwrap();
    let key: [u8; 32] = unhex(text("jwk_thumbprint_hex")).try_into().unwrap();
    let made = SessionTranscript::openid4vp(text("client_id"), text("nonce"), Some(&key), text("response_uri"));
    assert_eq!(made.as_bytes(), unhex(text("sessionTranscript_hex")));

    let walt = context("waltid-mdl-dcapi");
    let text = |name: &str| walt[name].as_str().unwrap();
    let made = SessionTranscript::openid4vp_dc_api(text("origin"), text("nonce"), None);
    assert_eq!(made.as_bytes(), unhex(text("sessionTranscript_hex")));

    let iso = context("iso-18013-7-annex-b-mdl");
    let text = |name: &str| iso[name].as_str().unwrap();
    let made = SessionTranscript::iso_openid4vp(
        text("client_id"),
        text("response_uri"),
        text("nonce"),
        text("mdoc_generated_nonce"),
    );
    assert_eq!(made.as_bytes(), unhex(text("sessionTranscript_hex")));
}

/// `["dcapi", {nonce, recipientPublicKey}]` by the model.
fn encryption(nonce: &[u8], key: V) -> String {
    let parameters = map(vec![("nonce", b(nonce)), ("recipientPublicKey", key)]);
    base64url::encode(&V::Array(vec![t("dcapi"), parameters]).encode(Style::PLAIN))
}

#[test]
fn the_api_of_18013_7_has_a_transcript_over_the_text_that_was_sent() {
    let text = encryption(&[7; 16], cose_key("recipient"));
    let info = EncryptionInfo::new(&[7; 16], dev::key("recipient").public_key()).unwrap();
    assert_eq!(info.to_base64(), text);
    let hashed = V::Array(vec![t(&text), t("https://example.com")]).encode(Style::PLAIN);
    let expected = V::Array(vec![null(), null(), V::Array(vec![t("dcapi"), b(&sha256(&hashed))])]);
    let made = SessionTranscript::iso_dc_api(&info, "https://example.com");
    assert_eq!(made.as_bytes(), expected.encode(Style::PLAIN));

    // Another encoding of the same is another text, and so another transcript.
    let long =
        V::Array(vec![t("dcapi"), map(vec![("nonce", b(&[7; 16])), ("recipientPublicKey", cose_key("recipient"))])]);
    let long = base64url::encode(&long.encode(Style { width: 2, ..Style::PLAIN }));
    let read = EncryptionInfo::from_base64(&long).unwrap();
    assert_eq!((read.nonce(), read.recipient()), (info.nonce(), info.recipient()));
    assert_ne!(SessionTranscript::iso_dc_api(&read, "https://example.com"), made);
}

#[test]
fn envelopes_of_the_api_are_refused_for_each_of_their_rules() {
    let code = |text: &str| EncryptionInfo::from_base64(text).map_or_else(|fault| fault.code(), |_| "ok");
    let encoded = |tree: V| base64url::encode(&tree.encode(Style::PLAIN));
    let parameters = |nonce: V, key: V| map(vec![("nonce", nonce), ("recipientPublicKey", key)]);
    let good = || parameters(b(&[7; 16]), cose_key("recipient"));
    for (name, text, expect) in [
        ("good", encoded(V::Array(vec![t("dcapi"), good()])), "ok"),
        ("padded", format!("{}=", encoded(V::Array(vec![t("dcapi"), good()]))), "device-request.text"),
        ("another name", encoded(V::Array(vec![t("dcapi2"), good()])), "device-request.encryption"),
        ("a name in bytes", encoded(V::Array(vec![b(b"dcapi"), good()])), "device-request.encryption"),
        ("three", encoded(V::Array(vec![t("dcapi"), good(), null()])), "device-request.encryption"),
        ("a map", encoded(good()), "device-request.encryption"),
        ("fifteen bytes", encryption(&[7; 15], cose_key("recipient")), "device-request.encryption"),
        (
            "a nonce in text",
            encoded(V::Array(vec![t("dcapi"), parameters(t("0123456789abcdef"), cose_key("recipient"))])),
            "device-request.encryption",
        ),
        ("no key", encoded(V::Array(vec![t("dcapi"), map(vec![("nonce", b(&[7; 16]))])])), "device-request.encryption"),
        (
            "no point",
            encryption(
                &[7; 16],
                V::Map(vec![
                    (V::Uint(1), V::Uint(2)),
                    (V::Nint(0), V::Uint(1)),
                    (V::Nint(1), b(&[1; 32])),
                    (V::Nint(2), b(&[1; 32])),
                ]),
            ),
            "device-request.encryption",
        ),
        ("nothing", String::new(), "cbor.truncated"),
        ("too long", "A".repeat(70_000), "device-request.size"),
    ] {
        assert_eq!(code(&text), expect, "{name}");
    }
    assert_eq!(
        EncryptionInfo::new(&[0; 15], dev::key("x").public_key()).unwrap_err().code(),
        "device-request.encryption"
    );

    let response = EncryptedResponse { encapsulated: [4; 65], cipher_text: vec![9; 100_000] };
    assert_eq!(EncryptedResponse::from_base64(&response.to_base64()), Ok(response));
    for (name, tree) in [
        ("a short key", map(vec![("enc", b(&[4; 64])), ("cipherText", b(&[1]))])),
        ("no key", map(vec![("cipherText", b(&[1]))])),
        ("no ciphertext", map(vec![("enc", b(&[4; 65]))])),
        ("an array", V::Array(vec![])),
    ] {
        let text = encoded(V::Array(vec![t("dcapi"), tree]));
        assert_eq!(EncryptedResponse::from_base64(&text).unwrap_err().code(), "device-request.encryption", "{name}");
    }
}

#[test]
fn meetings_differ_by_engagement_reader_and_handover() {
    let engagement = |name: &str| DeviceEngagement::new(dev::key(name).public_key(), &[], None).unwrap();
    let reader = |name: &str| EphemeralKey::new(dev::key(name).public_key()).unwrap();
    let nfc = |select: &[u8], request: Option<&[u8]>| Handover::Nfc {
        select: select.to_vec(),
        request: request.map(<[u8]>::to_vec),
    };
    let model = |handover: V| {
        let key = |name: &str| V::Embedded(Box::new(cose_key(name)));
        let security = V::Array(vec![V::Uint(1), key("device")]);
        let engagement = V::Map(vec![(V::Uint(0), t("1.0")), (V::Uint(1), security)]);
        V::Array(vec![V::Embedded(Box::new(engagement)), key("reader"), handover]).encode(Style::PLAIN)
    };
    let made = |handover: &Handover| SessionTranscript::proximity(&engagement("device"), &reader("reader"), handover);
    assert_eq!(made(&Handover::Qr).as_bytes(), model(null()));
    assert_eq!(made(&nfc(b"s", None)).as_bytes(), model(V::Array(vec![b(b"s"), null()])));
    assert_eq!(made(&nfc(b"s", Some(b"r"))).as_bytes(), model(V::Array(vec![b(b"s"), b(b"r")])));
    let all = [
        made(&Handover::Qr),
        made(&nfc(b"s", None)),
        made(&nfc(b"s", Some(b""))),
        made(&nfc(b"r", None)),
        SessionTranscript::proximity(&engagement("other"), &reader("reader"), &Handover::Qr),
        SessionTranscript::proximity(&engagement("device"), &reader("other"), &Handover::Qr),
        SessionTranscript::openid4vp("a", "b", None, "c"),
        SessionTranscript::openid4vp("a", "b", Some(&[0; 32]), "c"),
        SessionTranscript::openid4vp("b", "a", None, "c"),
        SessionTranscript::openid4vp_dc_api("a", "b", None),
        SessionTranscript::iso_openid4vp("a", "c", "b", "d"),
        SessionTranscript::iso_openid4vp("a", "c", "b", "e"),
    ];
    for (place, one) in all.iter().enumerate() {
        assert_eq!(SessionTranscript::parse(one.as_bytes()).as_ref(), Ok(one));
        assert!(all.iter().skip(place + 1).all(|other| other != one), "{place}");
    }
    let large = [vec![0x83, 0xf6, 0xf6, 0x59, 0xff, 0xfa], vec![0; 65_530]].concat();
    assert_eq!(large.len(), TRANSCRIPT_BYTES);
    assert_eq!(SessionTranscript::parse(&large).unwrap().as_bytes(), large);
    for (bytes, expect) in [
        (vec![], "cbor.truncated"),
        (vec![0x83, 0xf6, 0xf6, 0xf6, 0xf6], "cbor.trailing"),
        (vec![0x82, 0xf6, 0xf6], "transcript.structure"),
        (vec![0x84, 0xf6, 0xf6, 0xf6, 0xf6], "transcript.structure"),
        (vec![0xd8, 0x18, 0x44, 0x83, 0xf6, 0xf6, 0xf6], "transcript.structure"),
        (vec![0; TRANSCRIPT_BYTES + 1], "transcript.size"),
    ] {
        assert_eq!(SessionTranscript::parse(&bytes).unwrap_err().code(), expect);
    }
}
