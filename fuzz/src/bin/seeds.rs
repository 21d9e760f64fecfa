//! Writes a seed corpus for each target: `seeds FOLDER`.

use std::fs;
use std::path::Path;

use chop_core::dev::{self, TestDocument, TestTrust};
use chop_core::document::{Kinds, csv_template, new_kind};
use chop_core::encoding::cbor::{Item, Strictness};
use chop_core::encoding::{base45, base64url};
use chop_core::exchange::frames;
use chop_core::format::vc::data_integrity::Suite;
use chop_core::format::vc::did::Did;
use chop_core::status::{BitstringEntry, ListTerms, Purpose, StatusList, UnsignedList};
use chop_core::time::UnixTime;

fn main() -> std::io::Result<()> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "target/fuzz-seeds".into());
    let folder = Path::new(&folder);
    let put = |target: &str, name: &str, bytes: &[u8]| -> std::io::Result<()> {
        let place = folder.join(target);
        fs::create_dir_all(&place)?;
        fs::write(place.join(name), bytes)
    };
    let now = dev::reference_now();
    for kind in Kinds::shipped().iter() {
        let name = kind.kind().as_str();
        let document = TestDocument::new(name, now.plus(-3_600));
        let issued = document.issue();
        for target in ["issuer_signed", "cbor_lenient", "cbor_strict"] {
            put(target, name, &issued)?;
        }
        put("sd_jwt", name, document.sd_jwt().as_bytes())?;
        if kind.code_profile().is_some() {
            let text = document.code(&[], now);
            put("code", &format!("{name}.txt"), text.as_bytes())?;
            put("code", &format!("{name}.cbor"), &base45::decode(&text[4..]).unwrap_or_default())?;
        }
        let table = csv_template(kind);
        let lines: Vec<String> = table.header.iter().zip(&table.example).map(|(a, b)| format!("{a}={b}")).collect();
        put("record", name, lines.join("\n").as_bytes())?;
        put("descriptor", name, new_kind(kind.kind()).as_bytes())?;
    }
    let trust =
        TestTrust::new(now).issuer(chop_core::crypto::Signer::public_key(&dev::key("issuer")), &["age-proof"], None);
    put("trust_bundle", "one", &trust.sign())?;
    put("trust_root", "one", &trust.signed_root().to_bytes())?;
    for (target, name, bytes) in status_lists(now) {
        put(target, name, &bytes)?;
    }
    put("public_key", "one", chop_core::crypto::Signer::public_key(&dev::key("issuer")).spki_der())?;
    let message = TestDocument::new("driving-licence", now.plus(-3_600)).issue();
    put("frames", "shards", frames::shards(&message, 100).unwrap_or_default().join("\n").as_bytes())?;
    if let Ok(mut fountain) = frames::Fountain::new(&message, 100) {
        let parts: Vec<String> = (0..40).map(|_| fountain.next_frame()).collect();
        put("frames", "ur", parts.join("\n").as_bytes())?;
    }
    for kind in Kinds::shipped().iter() {
        let name = kind.kind().as_str();
        put("vc", &format!("{name}.jcs.json"), &dev::presentation(name, Suite::EcdsaJcs2019))?;
        put("vc", &format!("{name}.rdfc.json"), &dev::presentation(name, Suite::EcdsaRdfc2019))?;
    }
    for name in ["issuer", "device"] {
        let key = dev::key(name);
        let key = chop_core::crypto::Signer::public_key(&key);
        put("did", &format!("{name}.key"), Did::key_did(key).as_str().as_bytes())?;
        put("did", &format!("{name}.jwk"), Did::jwk_did(key).as_str().as_bytes())?;
    }
    for (target, path) in [
        ("device_response", "vectors/mdoc"),
        ("device_request", "vectors/mdoc"),
        ("device_engagement", "vectors/mdoc"),
        ("session_data", "vectors/mdoc"),
        ("issuer_signed", "vectors/mdoc"),
        ("cbor_lenient", "vectors/mdoc"),
        ("sd_jwt", "vectors/sd-jwt"),
        ("vc_jose", "vectors/w3c/vc-jose-cose"),
        ("certificate", "vectors/mdoc/certificates"),
        ("certificate", "vectors/x509"),
        ("crl", "vectors/x509"),
        ("status_token", "vectors/status/token-status-list"),
        ("status_cwt", "vectors/status/token-status-list"),
        ("bitstring", "vectors/status/walt"),
        ("json_strict", "vectors/jose-cose"),
        ("picture", "vectors/qr/images"),
    ] {
        copy(Path::new(path), &folder.join(target))?;
    }
    Ok(())
}

/// The three forms of a status list, and what two of them carry.
fn status_lists(made: UnixTime) -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let signer = dev::key("issuer");
    let key = chop_core::crypto::Signer::public_key(&signer);
    let uri = "https://status.example/l/1";
    let terms = ListTerms { uri, issued_at: made, expires_at: made.plus(86_400), ttl: 300, chain: &[] };
    let list = StatusList::new(2, 131_072).expect("two bits an entry");
    let sign = |unsigned: UnsignedList| unsigned.sign(&signer).expect("a software key signs");
    let credential = list.to_bitstring_credential(&terms, Purpose::Revocation, "https://issuer.example/", key);
    let credential = sign(credential.expect("enough entries"));
    let text = String::from_utf8_lossy(&credential).into_owned();
    let subject = base64url::decode(text.split('.').nth(1).unwrap_or_default()).unwrap_or_default();
    let cwt = sign(list.to_cwt(&terms, key));
    let claims = Item::parse(&cwt, Strictness::Lenient).ok().and_then(|item| {
        let [_, _, claims, _] = item.as_tag(18)?.as_array_of()?;
        claims.as_bytes().map(<[u8]>::to_vec)
    });
    vec![
        ("status_token", "jwt", sign(list.to_jwt(&terms, key))),
        ("status_token", "cwt", cwt),
        ("status_cwt", "claims", claims.unwrap_or_default()),
        ("bitstring", "credential", credential),
        ("bitstring", "subject", subject),
        ("bitstring", "entry", BitstringEntry::both(uri, 7)[0].to_json().to_string().into_bytes()),
    ]
}

/// A file of hexadecimal digits as the bytes they stand for; any other as it is.
fn plain(bytes: Vec<u8>) -> Vec<u8> {
    let text: Vec<u8> = bytes.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    if text.is_empty() || !text.iter().all(u8::is_ascii_hexdigit) {
        return bytes;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()).unwrap_or_default();
    text.chunks(2).map(|pair| pair.iter().fold(0, |byte, half| (byte << 4) | digit(*half))).collect()
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            copy(&path, to)?;
        } else if entry.metadata()?.len() < 64 << 10 {
            let name = path.file_name().unwrap_or_default();
            fs::write(to.join(name), plain(fs::read(&path)?))?;
        }
    }
    Ok(())
}
