//! Who signed: keys, algorithms, signatures, certificate chains.

use chop_core::crypto::x509::{Certificate, make};
use chop_core::crypto::{Algorithm, AlgorithmPolicy, Cutoff, Signer, SoftwareKey};
use chop_core::dev::{self, Counted, Repeatable};
use chop_core::trust::{IssuerEntry, Selector};
use chop_core::verify::HolderRequirement;

use crate::mdoc_model::{DOC_TYPE, Mdoc, Proof, V, alg, b, signature};
use crate::{Cases, Desk, NOW, at, good};

const SIGNATURE: [&str; 5] = ["documents", "0", "issuerSigned", "issuerAuth", "3"];

pub(crate) fn cases(cases: &mut Cases) {
    cases.made("a stranger's document", |mdoc| mdoc.issuer = "stranger", "signature.issuer");
    cases.made("the document of an issuer of other types", |mdoc| mdoc.issuer = "other issuer", "signature.issuer");
    cases.made("no issuer at all", |_| {}, "issuer.unknown").trust.body.issuers.clear();
    let desk = cases.made("an issuer without rights", |_| {}, "issuer.unknown");
    desk.trust.body.issuers[0] =
        IssuerEntry::with_key(dev::key("issuer").public_key().clone(), dev::names("Office"), vec![]);
    let killed = dev::key("issuer").public_key().kid();
    cases.made("an issuer's key that was switched off", |_| {}, "issuer.key-revoked").trust.body.killed = vec![killed];
    let desk = cases.made(
        "a stranger under a stale bundle",
        |mdoc| mdoc.doc_type = "example.foreign.crown.1".into(),
        "trust.stale",
    );
    desk.now = at(8 * 86_400);

    // T46: the algorithm is that of the key, and must be named in the protected header.
    for algorithm in [-35, -36, -8, -37, -47, 5, 0, -259, -65_535] {
        cases.made(format!("alg {algorithm} of a P-256 key"), |mdoc| mdoc.protected = alg(algorithm), "cose.algorithm");
    }
    for (name, key) in [("ES384", Algorithm::Es384), ("EdDSA", Algorithm::EdDsa)] {
        let key = SoftwareKey::generate(key, &mut Counted::new("issuer")).unwrap();
        let own = key.public_key().algorithm().cose_id();
        for (claimed, algorithms, expect) in [
            (own, AlgorithmPolicy::ISO_18013_5, "ok"),
            (own, AlgorithmPolicy::HAIP, "signature.algorithm"),
            (own, AlgorithmPolicy::NONE, "signature.algorithm"),
            (-7, AlgorithmPolicy::ISO_18013_5, "cose.algorithm"),
        ] {
            let (bytes, entry) = signed_with(&key, claimed);
            let desk = cases.add(format!("an issuer's key of {name} that claims {claimed}"), bytes, expect);
            desk.trust.body.issuers = vec![entry];
            desk.algorithms = algorithms;
        }
    }
    // An algorithm counts up to the last second of its time, by when the document was signed.
    for (name, last, expect) in
        [("ended a second before", NOW - 3_601, "signature.algorithm"), ("ended then", NOW - 3_600, "ok")]
    {
        let cutoff = AlgorithmPolicy::ISO_18013_5.with(Algorithm::Es256, Cutoff::Until(last));
        let desk = cases.made(format!("ES256 whose time {name}"), |mdoc| mdoc.proof = Proof::None, expect);
        desk.algorithms = cutoff;
        desk.holder = HolderRequirement::NotRequired;
    }
    signatures(cases);
}

/// The good document signed by a key that is no test key, and the entry that trusts it.
fn signed_with(key: &SoftwareKey, algorithm: i64) -> (Vec<u8>, IssuerEntry) {
    let mut model = good();
    model.protected = alg(algorithm);
    let mut tree = model.response();
    let auth = ["documents", "0", "issuerSigned", "issuerAuth"];
    let field = |tree: &mut V, place: &'static str| match tree.at(&[&auth[..], &[place]].concat()) {
        V::Bytes(bytes) => bytes.clone(),
        other => panic!("{other:?}"),
    };
    let structure = V::Array(vec![
        crate::mdoc_model::t("Signature1"),
        b(&field(&mut tree, "0")),
        b(&[]),
        b(&field(&mut tree, "2")),
    ]);
    let signature = key.sign_deterministic(&structure.encode(crate::mdoc_model::Style::PLAIN)).unwrap();
    *tree.at(&SIGNATURE) = b(signature.as_bytes());
    let rights = vec![Selector::Type(DOC_TYPE.to_owned())];
    let entry = IssuerEntry::with_key(key.public_key().clone(), dev::names("Office"), rights);
    (tree.encode(crate::mdoc_model::Style::PLAIN), entry)
}

fn signatures(cases: &mut Cases) {
    let fixed = match good().response().at(&SIGNATURE) {
        V::Bytes(bytes) => bytes.clone(),
        other => panic!("{other:?}"),
    };
    let (r, s) = fixed.split_at(32);
    let der = |integer: &[u8]| {
        let padded = if integer[0] < 0x80 { integer.to_vec() } else { [&[0], integer].concat() };
        [vec![2, padded.len() as u8], padded].concat()
    };
    let der = [der(r), der(s)].concat();
    // T47: what is not a signature of fixed width in range is none.
    for (name, wrong) in [
        ("empty", vec![]),
        ("of zeros", vec![0; 64]),
        ("of ones", vec![0xff; 64]),
        ("with r = 0", [&[0; 32], s].concat()),
        ("with s = 0", [r, &[0; 32]].concat()),
        ("of 63 bytes", fixed[..63].to_vec()),
        ("of 65 bytes", [fixed.as_slice(), &[0]].concat()),
        ("of 128 bytes", [r, s, r, s].concat()),
        ("with r and s exchanged", [s, r].concat()),
        ("in DER", [vec![0x30, der.len() as u8], der].concat()),
        ("of another context", {
            let model = good();
            let payload = V::Embedded(Box::new(model.mso())).encode(model.style);
            signature("issuer", "Signature", &[0xa1, 1, 0x26], &payload)
        }),
        ("of another header", {
            let model = good();
            let payload = V::Embedded(Box::new(model.mso())).encode(model.style);
            signature("issuer", "Signature1", &[], &payload)
        }),
        ("over the MSO that is not wrapped", {
            let model = good();
            signature("issuer", "Signature1", &[0xa1, 1, 0x26], &model.mso().encode(model.style))
        }),
        ("of another document", {
            let other = Mdoc { until: NOW + 1, ..good() };
            let payload = V::Embedded(Box::new(other.mso())).encode(other.style);
            signature("issuer", "Signature1", &[0xa1, 1, 0x26], &payload)
        }),
    ] {
        cases.sent(
            format!("an issuer's signature {name}"),
            |tree| *tree.at(&SIGNATURE) = b(&wrong),
            "signature.issuer",
        );
    }
    for bit in 0..512 {
        let mut flipped = fixed.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        cases.sent(
            format!("bit {bit} of the issuer's signature"),
            |tree| *tree.at(&SIGNATURE) = b(&flipped),
            "signature.issuer",
        );
    }
}

fn request(common_name: &str, not_before: i64, not_after: i64) -> make::Request<'_> {
    make::Request {
        country: "HK",
        organisation: "Example Department",
        common_name,
        not_before,
        not_after,
        contact: "https://department.example/",
        revocation_list: "https://department.example/iaca.crl",
    }
}

struct Office {
    root: Certificate,
    signer: Certificate,
}

/// A root valid for days around now, and a signer under it valid from `from` to `until`, both of the key "issuer".
fn office(from: i64, until: i64) -> Office {
    let mut random = Counted::new("certificates");
    let root =
        make::root(&request("Root", NOW - 20 * 86_400, NOW + 400 * 86_400), &Repeatable(dev::key("root")), &mut random)
            .unwrap();
    let key = dev::key("issuer").public_key().clone();
    let signer =
        make::document_signer(&request("Signer", from, until), &key, &root, &Repeatable(dev::key("root")), &mut random)
            .unwrap();
    Office { root, signer }
}

fn chained(certificates: &[&Certificate]) -> impl FnOnce(&mut Mdoc) + use<> {
    let chain: Vec<V> = certificates.iter().map(|certificate| b(certificate.as_der())).collect();
    move |mdoc| {
        let value = if chain.len() == 1 { chain[0].clone() } else { V::Array(chain) };
        mdoc.unprotected = V::Map(vec![(V::Uint(33), value)]);
    }
}

fn trust(desk: &mut Desk, certificate: &Certificate, rights: &[&str]) {
    let rights = rights.iter().map(|name| Selector::Type((*name).to_owned())).collect();
    let entry = IssuerEntry::with_certificate(certificate.clone(), dev::names("Office"), rights).unwrap();
    desk.trust.body.issuers = vec![entry];
}

pub(crate) fn chains(cases: &mut Cases) {
    let signed = NOW - 3_600;
    let good_office = office(NOW - 86_400, NOW + 86_400);
    let Office { root, signer } = &good_office;
    trust(cases.made("a signer under a root", chained(&[signer]), "ok"), root, &[DOC_TYPE]);
    trust(cases.made("a signer with its root behind it", chained(&[signer, root]), "ok"), root, &[DOC_TYPE]);
    trust(cases.made("a signer that is pinned", chained(&[signer]), "ok"), signer, &[DOC_TYPE]);
    cases.made("a signer whose key is trusted", chained(&[signer]), "ok");
    // Its certificate ends with its last second, a document with the first one after.
    for (seconds, expect) in [(1, "ok"), (2, "x509.outlived")] {
        let mut licence = crate::content::licence("2023-11-22", "2029-11-21");
        (licence.status, licence.until) = (None, NOW + 86_400 + seconds);
        chained(&[signer])(&mut licence);
        let name = format!("a licence that ends {seconds} s after its signer");
        let right = vec![Selector::Kind("fishing-licence".to_owned())];
        let entry = IssuerEntry::with_certificate(root.clone(), dev::names("Office"), right).unwrap();
        cases.add(name, licence.encode(), expect).trust.body.issuers = vec![entry];
    }
    trust(cases.made("a root without rights", chained(&[signer]), "issuer.unauthorised"), root, &[]);
    trust(
        cases.made("a root of other types", chained(&[signer]), "issuer.unauthorised"),
        root,
        &["example.foreign.pass.1"],
    );
    trust(
        cases.made(
            "a stranger with a good chain",
            |mdoc| {
                chained(&[signer])(mdoc);
                mdoc.issuer = "stranger";
            },
            "signature.issuer",
        ),
        root,
        &[DOC_TYPE],
    );
    let desk = cases.made("a signer whose key was switched off", chained(&[signer]), "issuer.key-revoked");
    trust(desk, root, &[DOC_TYPE]);
    desk.trust.body.killed = vec![dev::key("issuer").public_key().kid()];
    for name in ["root", "another root"] {
        let expect = if name == "root" { "issuer.key-revoked" } else { "ok" };
        let desk = cases.made(format!("a signer while the {name}'s key is switched off"), chained(&[signer]), expect);
        trust(desk, root, &[DOC_TYPE]);
        desk.trust.body.killed = vec![dev::key(name).public_key().kid()];
    }
    let mut random = Counted::new("another root");
    let other = make::root(
        &request("Another root", NOW - 86_400, NOW + 86_400),
        &Repeatable(dev::key("another root")),
        &mut random,
    )
    .unwrap();
    trust(cases.made("a signer of an unknown root", chained(&[signer]), "issuer.unknown"), &other, &[DOC_TYPE]);
    let same_name =
        make::root(&request("Root", NOW - 86_400, NOW + 86_400), &Repeatable(dev::key("another root")), &mut random)
            .unwrap();
    trust(
        cases.made("a signer of a root with that name alone", chained(&[signer]), "x509.key-identifier"),
        &same_name,
        &[DOC_TYPE],
    );
    trust(
        cases.made(
            "the root as the signer",
            |mdoc| {
                chained(&[root])(mdoc);
                mdoc.issuer = "root";
            },
            "issuer.unknown",
        ),
        &other,
        &[DOC_TYPE],
    );
    trust(
        cases.made(
            "a root that signs a document itself",
            |mdoc| {
                chained(&[root])(mdoc);
                mdoc.issuer = "root";
            },
            "x509.key-usage",
        ),
        root,
        &[DOC_TYPE],
    );
    trust(cases.made("the chain in reverse", chained(&[root, signer]), "x509.key-usage"), root, &[DOC_TYPE]);
    // The signer's certificate must have been valid when the document was signed, both ends included.
    for (name, from, until, expect) in [
        ("begins in that second", signed, NOW + 86_400, "ok"),
        ("begins a second later", signed + 1, NOW + 86_400, "x509.not-yet"),
        ("ended in that second", NOW - 86_400, signed, "ok"),
        ("ended a second before", NOW - 86_400, signed - 1, "x509.expired"),
    ] {
        let Office { root, signer } = office(from, until);
        trust(
            cases.made(format!("a signer under a root that {name}"), chained(&[&signer]), expect),
            &root,
            &[DOC_TYPE],
        );
        let pinned = if expect == "ok" { "ok" } else { "issuer.key-time" };
        trust(cases.made(format!("a pinned signer that {name}"), chained(&[&signer]), pinned), &signer, &[DOC_TYPE]);
    }
}
