//! The holder's proof: by signature, by MAC, or none.

use chop_core::dev;
use chop_core::verify::{HolderRequirement, Outcome};

use crate::mdoc_model::{Mdoc, Proof, Style, V, alg, b, map, t};
use crate::{Cases, Desk, desk, good};

const PROOF: [&str; 4] = ["documents", "0", "deviceSigned", "deviceAuth"];

fn field(name: &'static str, place: &'static str) -> Vec<&'static str> {
    [&PROOF[..], &[name, place]].concat()
}

pub(crate) fn cases(cases: &mut Cases) {
    cases.made("no proof", |mdoc| mdoc.proof = Proof::None, "holder.missing");
    cases.made("a proof over another transcript", |mdoc| mdoc.transcript = vec![0x80], "signature.device");
    cases.made(
        "a proof by another device",
        |mdoc| {
            mdoc.edit = Some(|mso| *mso.at(&["deviceKeyInfo", "deviceKey"]) = crate::mdoc_model::cose_key("thief"));
        },
        "signature.device",
    );
    cases.made("no transcript at hand", |_| {}, "holder.transcript").transcript = None;
    cases.made("the transcript in another encoding", |_| {}, "signature.device").transcript =
        Some([vec![0x9f], crate::mdoc_model::TRANSCRIPT[1..].to_vec(), vec![0xff]].concat());

    // A proof whose header names another algorithm than its key is no proof by that key.
    for algorithm in [-35, -8, 5, 0, -47] {
        let spaces = V::Embedded(Box::new(V::Map(vec![])));
        let auth = good().device_auth(&alg(algorithm), &spaces);
        cases.sent(format!("a proof that claims {algorithm}"), |tree| *tree.at(&PROOF) = auth, "holder.missing");
    }
    let payload = |transcript: &[u8]| {
        V::Embedded(Box::new(V::Array(vec![
            t("DeviceAuthentication"),
            V::Raw(transcript.to_vec()),
            t(crate::mdoc_model::DOC_TYPE),
            V::Embedded(Box::new(V::Map(vec![]))),
        ])))
        .encode(Style::PLAIN)
    };
    let attached = b(&payload(crate::mdoc_model::TRANSCRIPT));
    cases.sent("the payload sent along", |tree| *tree.at(&field("deviceSignature", "2")) = attached, "ok");
    cases.sent(
        "another payload sent along",
        |tree| *tree.at(&field("deviceSignature", "2")) = b(&payload(&[0x80])),
        "holder.transcript",
    );
    cases.sent(
        "an empty payload sent along",
        |tree| *tree.at(&field("deviceSignature", "2")) = b(&[]),
        "holder.transcript",
    );

    let spaces = V::Embedded(Box::new(map(vec![("example", map(vec![("claim", V::Uint(1))]))])));
    cases.sent(
        "name spaces added to the device's part",
        |tree| {
            *tree.at(&["documents", "0", "deviceSigned", "nameSpaces"]) = spaces.clone();
        },
        "signature.device",
    );
    let signed = good().device_auth(&alg(-7), &spaces);
    cases.sent(
        "name spaces that the device signed",
        |tree| {
            *tree.at(&["documents", "0", "deviceSigned", "nameSpaces"]) = spaces.clone();
            *tree.at(&PROOF) = signed;
        },
        "holder.unauthorised",
    );
    let mut other_type = good();
    other_type.doc_type = "example.foreign.pass.1".into();
    cases.sent(
        "a proof of another document",
        |tree| {
            *tree.at(&["documents", "0", "deviceSigned"]) = other_type.device_signed();
        },
        "signature.device",
    );

    let fixed = match good().response().at(&field("deviceSignature", "3")) {
        V::Bytes(bytes) => bytes.clone(),
        other => panic!("{other:?}"),
    };
    for (name, wrong) in [
        ("empty", vec![]),
        ("of zeros", vec![0; 64]),
        ("of 63 bytes", fixed[1..].to_vec()),
        ("of 65 bytes", [fixed.as_slice(), &[0]].concat()),
        (
            "of the issuer",
            match good().issuer_auth().at(&["3"]) {
                V::Bytes(bytes) => bytes.clone(),
                other => panic!("{other:?}"),
            },
        ),
    ] {
        cases.sent(
            format!("a device's signature {name}"),
            |tree| *tree.at(&field("deviceSignature", "3")) = b(&wrong),
            "signature.device",
        );
    }
    for bit in (0..512).step_by(3) {
        let mut flipped = fixed.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        cases.sent(
            format!("bit {bit} of the device's signature"),
            |tree| *tree.at(&field("deviceSignature", "3")) = b(&flipped),
            "signature.device",
        );
    }
    cases.sent(
        "a signature under the name of a MAC",
        |tree| tree.at(&PROOF).entries()[0].0 = t("deviceMac"),
        "holder.missing",
    );
    macs(cases);
    issuer_part_alone(cases);
}

fn macs(cases: &mut Cases) {
    let by_mac = |mdoc: &mut Mdoc| mdoc.proof = Proof::Mac;
    cases.made("a proof by MAC", by_mac, "ok");
    cases.made("a MAC without the reader's key", by_mac, "holder.reader-key").reader = None;
    cases.made("a MAC for another reader", by_mac, "signature.device").reader = Some(dev::key("another reader").into());
    cases.made(
        "a MAC over another transcript",
        |mdoc| {
            by_mac(mdoc);
            mdoc.transcript = vec![0x80];
        },
        "signature.device",
    );
    cases.made("a MAC without a transcript at hand", by_mac, "holder.transcript").transcript = None;
    cases.made(
        "a MAC by another device",
        |mdoc| {
            by_mac(mdoc);
            mdoc.edit = Some(|mso| *mso.at(&["deviceKeyInfo", "deviceKey"]) = crate::mdoc_model::cose_key("thief"));
        },
        "signature.device",
    );
    let spaces = V::Embedded(Box::new(V::Map(vec![])));
    let model = Mdoc { proof: Proof::Mac, ..good() };
    let mut sent = |name: &str, change: &dyn Fn(&mut V), expect: &'static str| {
        let mut tree = model.response();
        change(&mut tree);
        cases.add(name, tree.encode(Style::PLAIN), expect);
    };
    for algorithm in [4, 6, 7, -7] {
        let auth = model.device_auth(&alg(algorithm), &spaces);
        sent(&format!("a MAC that claims {algorithm}"), &|tree| *tree.at(&PROOF) = auth.clone(), "holder.missing");
    }
    let tag = match model.response().at(&field("deviceMac", "3")) {
        V::Bytes(bytes) => bytes.clone(),
        other => panic!("{other:?}"),
    };
    for (name, wrong) in [
        ("empty", vec![]),
        ("of eight bytes", tag[..8].to_vec()),
        ("of 31 bytes", tag[..31].to_vec()),
        ("of 33 bytes", [tag.as_slice(), &[0]].concat()),
        ("of zeros", vec![0; 32]),
    ] {
        sent(&format!("a tag {name}"), &|tree| *tree.at(&field("deviceMac", "3")) = b(&wrong), "signature.device");
    }
    for bit in 0..256 {
        let mut flipped = tag.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        sent(
            &format!("bit {bit} of the tag"),
            &|tree| *tree.at(&field("deviceMac", "3")) = b(&flipped),
            "signature.device",
        );
    }
    sent(
        "a MAC under the name of a signature",
        &|tree| tree.at(&PROOF).entries()[0].0 = t("deviceSignature"),
        "holder.missing",
    );
    sent("another payload beside the MAC", &|tree| *tree.at(&field("deviceMac", "2")) = b(&[]), "holder.transcript");
}

/// Where no proof is asked for, one that is there and wrong is still wrong.
fn issuer_part_alone(cases: &mut Cases) {
    let mut put = |name: &str, change: &dyn Fn(&mut Mdoc), expect: &'static str| {
        cases.made(name, change, expect).holder = HolderRequirement::NotRequired;
    };
    put("no proof, and none asked for", &|mdoc| mdoc.proof = Proof::None, "ok");
    put("a proof, and none asked for", &|_| {}, "ok");
    put("a wrong proof, and none asked for", &|mdoc| mdoc.transcript = vec![0x80], "signature.device");
    put(
        "a forged document, and no proof asked for",
        &|mdoc| {
            mdoc.proof = Proof::None;
            mdoc.issuer = "stranger";
        },
        "signature.issuer",
    );
}

#[test]
fn a_document_without_its_holder_says_so() {
    let cautions = |change: &dyn Fn(&mut Mdoc), desk: &Desk| {
        let mut model = good();
        change(&mut model);
        let Outcome::Verified(verified) = desk.judge(model.encode()) else { panic!("not verified") };
        verified.content().cautions.iter().map(|caution| caution.code()).collect::<Vec<_>>()
    };
    let mut desk = desk();
    assert_eq!(cautions(&|_| {}, &desk), [""; 0]);
    assert_eq!(cautions(&|mdoc| mdoc.proof = Proof::Mac, &desk), [""; 0]);
    desk.holder = HolderRequirement::NotRequired;
    assert_eq!(cautions(&|_| {}, &desk), [""; 0]);
    assert_eq!(cautions(&|mdoc| mdoc.proof = Proof::None, &desk), ["holder.unproven"]);
    desk.transcript = None;
    assert_eq!(cautions(&|_| {}, &desk), ["holder.unproven"]);
}
