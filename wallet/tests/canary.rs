//! Nothing that a holder has stands in any file in the clear (security T25, T50).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails loudly")]

mod kit;

use std::fs;
use std::path::Path;

use chop_core::dev::{holder_values, key};
use chop_core::document::Value;
use chop_core::exchange::offline::ClaimCode;
use chop_wallet::{KeyOrder, Reader};
use kit::{Issue, Os, PASSPHRASE, World, files, shipped};

/// Texts and bytes that must not be found, of every kind of document.
fn canaries(world: &World) -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> =
        [PASSPHRASE, "Test Department", "Test Door", "status.example", "example.chop", "family_name"]
            .iter()
            .map(|text| text.as_bytes().to_vec())
            .collect();
    for kind in world.kinds.iter() {
        all.push(kind.kind().as_str().as_bytes().to_vec());
        all.push(kind.names().en.clone().into_bytes());
        all.push(kind.names().zh_hant.clone().into_bytes());
        for value in holder_values(kind, world.now).into_iter().flatten() {
            if let Value::Text(text) = &value
                && text.as_str().len() >= 4
            {
                all.push(text.as_str().as_bytes().to_vec());
            }
            if let Value::IdNumber(number) = &value {
                all.push(number.expose().as_bytes().to_vec());
                all.push(number.display_full().into_bytes());
            }
        }
    }
    all.push("陳大文".as_bytes().to_vec());
    all.push(b"WEBPVP8".to_vec());
    all.push(key("issuer").to_pkcs8_der().to_vec());
    all
}

fn scan(directory: &Path, canaries: &[Vec<u8>]) -> (usize, usize) {
    let mut read = 0;
    for path in files(directory) {
        let bytes = fs::read(&path).unwrap();
        for canary in canaries {
            let found = bytes.windows(canary.len()).any(|window| window == canary);
            assert!(!found, "{} in {}", String::from_utf8_lossy(canary), path.display());
        }
        read += bytes.len();
    }
    (read, canaries.len())
}

#[test]
fn no_value_name_kind_or_key_is_found_in_any_file_while_open_or_closed() {
    let world = World::new();
    let mut canaries = canaries(&world);
    let mut wallet = world.create();
    for kind in shipped() {
        let claim = ClaimCode::draw(&mut Os).unwrap();
        canaries.push(claim.expose().into_bytes());
        canaries.push(claim.expose().replace('-', "").into_bytes());
        let order = KeyOrder { kind: &kind, claim, issuer: None };
        let request = wallet.request(&order, &world.kinds, world.now, &mut Os).unwrap();
        // The public halves too: they would tell which credentials a wallet holds.
        let keys = chop_core::exchange::offline::KeyRequest::parse(&request, world.now).unwrap();
        canaries.extend(keys.keys().iter().map(|key| key.p256_compressed().unwrap()[1..].to_vec()));
        let receipt =
            wallet.receive(&Issue::of(&kind, world.now).answer(&request, world.now), &world.kinds, world.now, &mut Os);
        canaries.push(receipt.unwrap().document.to_string().into_bytes());
    }
    let (open, count) = scan(&world.directory(), &canaries);
    wallet.close().unwrap();
    let (closed, _) = scan(&world.directory(), &canaries);
    println!("{count} canaries, {open} bytes open, {closed} bytes closed: 0 found");

    let wallet = world.open().unwrap();
    let offer = wallet.offer("personal-code", Reader::Anyone, &world.kinds, world.now).unwrap();
    let choice = offer.elements(&["family_name", "portrait"]).unwrap();
    let mut session = wallet.show(&offer, &choice, &world.kinds, world.now, &mut Os).unwrap();
    canaries.push(session.code(world.now, &mut Os).unwrap().text.clone().into_bytes());
    scan(&world.directory(), &canaries);
    session.end().unwrap();
    scan(&world.directory(), &canaries);

    let mut wallet = world.open().unwrap();
    for summary in wallet.documents(&world.kinds, world.now).unwrap() {
        wallet.remove(&summary.handle.to_string(), &world.kinds, world.now, &mut Os).unwrap();
    }
    scan(&world.directory(), &canaries);
}

#[test]
fn the_scan_finds_what_is_there() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("leak"), b"xxTai Manxx").unwrap();
    let found = std::panic::catch_unwind(|| scan(home.path(), &[b"Tai Man".to_vec()]));
    assert!(found.is_err());
}
