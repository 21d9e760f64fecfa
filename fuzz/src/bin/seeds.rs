//! Writes a seed corpus for each target: `seeds FOLDER`.

use std::fs;
use std::path::Path;

use chop_core::dev::{self, TestDocument, TestTrust};
use chop_core::document::{Kinds, csv_template, new_kind};
use chop_core::encoding::base45;
use chop_core::exchange::frames;
use chop_core::format::vc::data_integrity::Suite;
use chop_core::format::vc::did::Did;

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
        ("status_token", "vectors/status/token-status-list"),
        ("json_strict", "vectors/jose-cose"),
        ("picture", "vectors/qr/images"),
    ] {
        copy(Path::new(path), &folder.join(target))?;
    }
    Ok(())
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
