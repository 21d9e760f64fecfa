//! Writes a seed corpus for each target: `seeds FOLDER`.

use std::fs;
use std::path::Path;

use chop_core::dev::{self, TestDocument, TestTrust};
use chop_core::document::{Kinds, csv_template, new_kind};
use chop_core::encoding::base45;

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
    let trust = TestTrust::new(now).issuer(chop_core::crypto::Signer::public_key(&dev::key("issuer")), &["age-proof"], None);
    put("trust_bundle", "one", &trust.sign())?;
    put("trust_root", "one", &trust.signed_root().to_bytes())?;
    put("public_key", "one", chop_core::crypto::Signer::public_key(&dev::key("issuer")).spki_der())?;
    for (target, path) in [
        ("device_response", "vectors/mdoc"),
        ("issuer_signed", "vectors/mdoc"),
        ("cbor_lenient", "vectors/mdoc"),
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

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            copy(&path, to)?;
        } else if entry.metadata()?.len() < 64 << 10 {
            let name = path.file_name().unwrap_or_default();
            fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}
