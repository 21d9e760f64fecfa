//! Who asks: every way in which the signature of a reader can be wrong.

use std::sync::LazyLock;

use chop_core::crypto::x509::{Certificate, make};
use chop_core::crypto::{Algorithm, AlgorithmPolicy, Cutoff, PublicKey, Signer, SoftwareKey};
use chop_core::dev::{self, Counted, TestTrust};
use chop_core::exchange::mdoc::{DeviceRequest, ItemsRequest, ReaderPolicy, RequestDraft};
use chop_core::trust::VerifierEntry;

use crate::mdoc_model::{Style, V, b, map, t};
use crate::requests::{
    DOC_TYPE, SPACE, bool, doc_request, document_requests, good, items, reader_auth_all, transcript,
};
use crate::{NOW, at};

/// A root that signs document signers: what stands in for the certificates of readers that the bundle knows by key.
static ROOT: LazyLock<Certificate> =
    LazyLock::new(|| make::root(&request("Root"), &dev::key("reader root"), &mut Counted::new("reader root")).unwrap());

const fn request(common_name: &'static str) -> make::Request<'static> {
    make::Request {
        country: "HK",
        organisation: "Example Department",
        common_name,
        not_before: NOW - 86_400,
        not_after: NOW + 30 * 86_400,
        contact: "https://department.example/",
        revocation_list: "https://department.example/iaca.crl",
    }
}

fn certify(name: &'static str, key: &PublicKey) -> Certificate {
    make::document_signer(&request(name), key, &ROOT, &dev::key("reader root"), &mut Counted::new(name)).unwrap()
}

/// A certificate of a test key.
pub(crate) fn certificate(name: &str) -> Certificate {
    certify("Reader", dev::key(name).public_key())
}

fn trusting(names: &[&str]) -> TestTrust {
    names.iter().fold(TestTrust::new(at(-600)), |trust, name| trust.verifier(dev::key(name).public_key()))
}

fn judge_with(trust: &TestTrust, bytes: &[u8], roots: &[Certificate], algorithms: AlgorithmPolicy) -> &'static str {
    let trust = trust.open();
    let policy = ReaderPolicy { trust: &trust, roots, now: at(0), algorithms };
    let request = DeviceRequest::parse(bytes).unwrap();
    request.authenticate(&transcript(), &policy).map_or_else(|fault| fault.code(), |_| "ok")
}

fn judge(tree: &V) -> &'static str {
    judge_with(&trusting(&["door"]), &tree.encode(Style::PLAIN), &[], AlgorithmPolicy::ISO_18013_5)
}

const AUTH: [&str; 3] = ["docRequests", "0", "readerAuth"];

fn changed(change: impl FnOnce(&mut V)) -> &'static str {
    let mut tree = good();
    change(&mut tree);
    judge(&tree)
}

fn field<'t>(tree: &'t mut V, place: &'static str) -> &'t mut V {
    tree.at(&[&AUTH[..], &[place]].concat())
}

#[test]
fn a_reader_is_known_by_its_key_and_by_nothing_else() {
    assert_eq!(judge(&good()), "ok");
    assert_eq!(judge(&document_requests(vec![doc_request(items(), None)])), "reader.missing");
    assert_eq!(judge(&document_requests(vec![doc_request(items(), Some("stranger"))])), "reader.unknown");
    assert_eq!(
        changed(|tree| *field(tree, "1") = V::Map(vec![(V::Uint(33), b(certificate("stranger").as_der()))])),
        "reader.signature"
    );
    assert_eq!(changed(|tree| *field(tree, "1") = V::Map(vec![(V::Uint(33), b(&[0x30, 0]))])), "x509.der");
    let two = V::Array(vec![b(certificate("door").as_der()), b(&[1])]);
    assert_eq!(changed(|tree| *field(tree, "1") = V::Map(vec![(V::Uint(33), two)])), "x509.der");
    let request = "docRequests";
    assert_eq!(
        changed(|tree| *tree.at(&[request, "0", "itemsRequest", "nameSpaces", SPACE, "portrait"]) = bool(true)),
        "reader.signature",
        "the reader did not say that it keeps the portrait"
    );
    assert_eq!(
        changed(|tree| *tree.at(&[request, "0", "itemsRequest", "docType"]) = t("example.other.1")),
        "reader.signature"
    );
}

#[test]
fn every_change_to_a_readers_signature_is_noticed() {
    let V::Bytes(made) = field(&mut good(), "3").clone() else { panic!() };
    for bit in (0..512).step_by(7) {
        let mut flipped = made.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(changed(|tree| *field(tree, "3") = b(&flipped)), "reader.signature", "bit {bit}");
    }
    for wrong in [vec![], vec![0; 64], made[1..].to_vec(), [made.as_slice(), &[0]].concat()] {
        assert_eq!(changed(|tree| *field(tree, "3") = b(&wrong)), "reader.signature");
    }
    for algorithm in [-35, -8, 5, -37] {
        let header = crate::mdoc_model::alg(algorithm).encode(Style::PLAIN);
        assert_eq!(changed(|tree| *field(tree, "0") = b(&header)), "reader.algorithm", "{algorithm}");
    }
    let longer = [0xa1, 0x18, 0x01, 0x26];
    assert_eq!(changed(|tree| *field(tree, "0") = b(&longer)), "reader.signature", "the header is signed as it is");
    assert_eq!(changed(|tree| *field(tree, "2") = b(&[])), "reader.signature", "a payload of another thing");
}

#[test]
fn an_algorithm_counts_as_long_as_policy_says() {
    let bytes = good().encode(Style::PLAIN);
    let with = |algorithms| judge_with(&trusting(&["door"]), &bytes, &[], algorithms);
    assert_eq!(with(AlgorithmPolicy::NONE), "reader.algorithm");
    let until = |last| AlgorithmPolicy::ISO_18013_5.with(Algorithm::Es256, Cutoff::Until(last));
    assert_eq!(with(until(NOW)), "ok");
    assert_eq!(with(until(NOW - 1)), "reader.algorithm");
    for algorithm in [Algorithm::Es384, Algorithm::EdDsa] {
        let key = SoftwareKey::generate(algorithm, &mut Counted::new("wide reader")).unwrap();
        let items = ItemsRequest::new(DOC_TYPE, &[(SPACE, "portrait", false)]).unwrap();
        let chain = [certify("Wide", key.public_key()).as_der().to_vec()];
        let bytes = RequestDraft::new(vec![items]).prepare(key.public_key(), &transcript()).sign(&key, &chain).unwrap();
        let mut trust = trusting(&[]);
        assert_eq!(judge_with(&trust, &bytes, &[], AlgorithmPolicy::ISO_18013_5), "reader.unknown");
        trust.body.verifiers.push(VerifierEntry::new(key.public_key().clone(), dev::names("Door"), vec![]));
        assert_eq!(judge_with(&trust, &bytes, &[], AlgorithmPolicy::ISO_18013_5), "ok");
    }
}

#[test]
fn all_of_a_request_is_signed_and_by_one_reader() {
    let trust = trusting(&["door", "other door"]);
    let code = |tree: &V| judge_with(&trust, &tree.encode(Style::PLAIN), &[], AlgorithmPolicy::ISO_18013_5);
    let two = |first, second| document_requests(vec![doc_request(items(), first), doc_request(items(), second)]);
    assert_eq!(code(&two(Some("door"), Some("door"))), "ok");
    assert_eq!(code(&two(Some("door"), None)), "reader.missing");
    assert_eq!(code(&two(None, Some("door"))), "reader.missing");
    assert_eq!(code(&two(Some("door"), Some("other door"))), "reader.several");
    assert_eq!(code(&two(Some("door"), Some("stranger"))), "reader.unknown");

    let with_all = |mut tree: V, all: Vec<V>| {
        *tree.at(&["version"]) = t("1.1");
        tree.entries().push((t("readerAuthAll"), V::Array(all)));
        tree
    };
    let both = [items(), items()];
    let whole = |key: &str| reader_auth_all(key, &both, None);
    assert_eq!(code(&with_all(two(None, None), vec![whole("door")])), "ok");
    assert_eq!(code(&with_all(two(Some("door"), None), vec![whole("door")])), "ok");
    assert_eq!(code(&with_all(two(None, None), vec![whole("door"), whole("door")])), "ok");
    assert_eq!(code(&with_all(two(None, None), vec![whole("door"), whole("other door")])), "reader.several");
    assert_eq!(code(&with_all(two(Some("other door"), None), vec![whole("door")])), "reader.several");
    assert_eq!(code(&with_all(two(None, None), vec![whole("stranger")])), "reader.unknown");
    let less = reader_auth_all("door", &[items()], None);
    assert_eq!(code(&with_all(two(None, None), vec![less])), "reader.signature", "one document is not signed");
    // A signature over one document is none over the whole, and the other way round.
    let single = crate::requests::reader_auth("door", &items());
    assert_eq!(code(&with_all(document_requests(vec![doc_request(items(), None)]), vec![single])), "reader.signature");
    let info = map(vec![("com.example", V::Uint(1))]);
    let mut informed = with_all(two(None, None), vec![reader_auth_all("door", &both, Some(&info))]);
    informed.entries().push((t("deviceRequestInfo"), V::Embedded(Box::new(info))));
    assert_eq!(code(&informed), "ok");
    informed.remove("deviceRequestInfo");
    assert_eq!(code(&informed), "reader.signature", "what else was said is gone");
}

#[test]
fn one_signature_over_the_whole_is_made_here_as_well() {
    let door = dev::key("door");
    let items = || ItemsRequest::new(DOC_TYPE, &[(SPACE, "portrait", false)]).unwrap();
    let chain = [certificate("door").as_der().to_vec()];
    let prepared = RequestDraft::new(vec![items(), items()]).prepare_for_all(door.public_key(), &transcript());
    assert_eq!(prepared.to_be_signed().len(), 1);
    let bytes = prepared.sign(&door, &chain).unwrap();
    assert_eq!(judge_with(&trusting(&["door"]), &bytes, &[], AlgorithmPolicy::ISO_18013_5), "ok");
}

#[test]
fn a_certificate_for_documents_is_none_for_readers() {
    let bytes = document_requests(vec![doc_request(items(), Some("stranger"))]).encode(Style::PLAIN);
    let roots = [ROOT.clone()];
    assert_eq!(judge_with(&trusting(&[]), &bytes, &roots, AlgorithmPolicy::ISO_18013_5), "x509.eku");
    // A certificate that is pinned by itself is answered for by whoever pinned it.
    let pinned = certificate("stranger");
    let mut tree = document_requests(vec![doc_request(items(), Some("stranger"))]);
    *field(&mut tree, "1") = V::Map(vec![(V::Uint(33), b(pinned.as_der()))]);
    let bytes = tree.encode(Style::PLAIN);
    assert_eq!(judge_with(&trusting(&[]), &bytes, &[pinned], AlgorithmPolicy::ISO_18013_5), "ok");
}
