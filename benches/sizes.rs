//! The bytes of every shipped kind in every format, as its issuer gives it out; a part of `make evidence-size`.
#![allow(missing_docs, clippy::unwrap_used)]

use chop_core::crypto::Signer;
use chop_core::dev::{TestDocument, holder_values, key, reference_now};
use chop_core::document::{Descriptor, Kinds};
use chop_core::format::seal::{Letter, SealRequest};
use chop_core::format::vc::data_integrity::{Suite, prepare, prepare_selective};
use chop_core::format::vc::did::Did;
use chop_core::format::vc::{CredentialRequest, Library};
use chop_core::format::{mdoc, seal};
use serde_json::{Map, Value, json};

const FORMATS: [&str; 8] = ["mdoc", "response", "sd-jwt", "vc+jwt", "ecdsa-jcs-2019", "ecdsa-sd-2023", "code", "seal"];

/// `response` is the mdoc with everything shown under a device signature; a code shows the least that it can, and a
/// seal all that can be printed.
fn sizes(kind: &Descriptor, kinds: &Kinds) -> [Option<usize>; 8] {
    let document = TestDocument::new(kind.kind().as_str(), reference_now().plus(-3_600));
    let issued = document.issue();
    let response = mdoc::prepare_response(&issued, &|_| true, &[0x83, 0xf6, 0xf6, 0xf6]).unwrap();
    let code = kind.code_profile().map(|_| document.code(&[], reference_now()).len());
    [
        Some(issued.len()),
        Some(response.sign(&document.device).unwrap().len()),
        Some(document.sd_jwt().len()),
        Some(document.vc_jwt().len()),
        Some(data_integrity(&document, kind, kinds, false)),
        Some(data_integrity(&document, kind, kinds, true)),
        code,
        (!kind.is_discreet()).then(|| sealed(kind)),
    ]
}

fn data_integrity(document: &TestDocument, kind: &Descriptor, kinds: &Kinds, selective: bool) -> usize {
    let library = Library::new(kinds);
    let request = CredentialRequest {
        descriptor: kind,
        values: &document.values,
        id: None,
        issuer: &Did::key_did(document.issuer.public_key()),
        holder: &Did::key_did(document.device.public_key()),
        valid_from: document.validity.valid_from,
        valid_until: document.validity.valid_until,
        status: &[],
    };
    let signed = document.validity.signed;
    let credential = if selective {
        let mut random = chop_core::dev::Counted::new("sizes");
        prepare_selective(&request, signed, &mut random, &library).unwrap().sign(&document.issuer)
    } else {
        prepare(&request, Suite::EcdsaJcs2019, signed, &library).unwrap().sign(&document.issuer)
    };
    credential.unwrap().len()
}

fn sealed(kind: &Descriptor) -> usize {
    let now = reference_now();
    let printed = kind.issued_elements().filter(|element| element.ty.word() != "image");
    let request = SealRequest {
        descriptor: kind,
        values: &holder_values(kind, now),
        shown: &printed.map(|element| element.id.as_str()).collect::<Vec<_>>(),
        kid: key("issuer").public_key().kid(),
        signed: now.plus(-3_600),
        until: now.plus(365 * 86_400),
        status: Some((9, 77)),
        letter: Some(Letter { length: 12_345, digest: [9; 32] }),
    };
    seal::prepare(&request).unwrap().sign(&key("issuer")).unwrap().len()
}

fn main() {
    let kinds = Kinds::shipped();
    let head: String = FORMATS.iter().map(|name| format!(" {name:>14}")).collect();
    println!("{:<28}{head}", "bytes of");
    let mut rows = Map::new();
    for kind in kinds.iter() {
        let sizes = sizes(kind, &kinds);
        let cells: String =
            sizes.iter().map(|size| format!(" {:>14}", size.map_or("-".to_owned(), |size| size.to_string()))).collect();
        println!("{:<28}{cells}", kind.kind().as_str());
        let row: Map<String, Value> =
            FORMATS.iter().zip(sizes).map(|(name, size)| ((*name).to_owned(), json!(size))).collect();
        rows.insert(kind.kind().to_string(), row.into());
    }
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/evidence");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("formats.json"), Value::Object(rows).to_string()).unwrap();
}
