//! Roots: threshold, keys, roles, expiry, and the chain from one root to the next.

use crate::bundle::{BundleModel, RootModel, int, kid, sign, spki};
use crate::support::model::{NULL, array, bytes, text, uint};
use crate::{Cases, NOW, at, first_pin};
use chop_core::dev;
use chop_core::encoding::limits::{ROOT_KEYS, ROOT_SIGNATURES};

const SIXTEEN: [&str; 17] = [
    "root a", "root b", "k02", "k03", "k04", "k05", "k06", "k07", "k08", "k09", "k10", "k11", "k12", "k13", "k14",
    "k15", "k16",
];

fn bundle(root: Vec<u8>) -> Vec<u8> {
    BundleModel::new(NOW).under(vec![root]).encode()
}

pub(crate) fn cases(cases: &mut Cases) {
    let root = RootModel::first(NOW);
    for (name, signers, expect) in [
        ("one of three signatures", ["root a"].as_slice(), "trust.root-signature"),
        ("two of three signatures", &["root a", "root c"], "ok"),
        ("three of three signatures", &["root a", "root b", "root c"], "ok"),
        ("no signature", &[], "trust.root-signature"),
        ("one signature twice", &["root b", "root b"], "trust.root-signature"),
        ("a foreign signature beside one of its own", &["root a", "stranger"], "trust.root-signature"),
        ("two foreign signatures", &["stranger", "other stranger"], "trust.root-signature"),
        ("a foreign signature beside two of its own", &["stranger", "root a", "root b"], "ok"),
        ("wrong role: the bundle key signs the root", &["root a", "bundle"], "trust.root-signature"),
    ] {
        cases.add(name, bundle(root.signed_by(signers)), expect);
    }
    let named = |kid_of: &str, signature: Vec<u8>| array(&[bytes(&kid(&spki(kid_of))), bytes(&signature)]);
    let by = |signer: &str, external: &[u8], payload: &[u8]| sign(&dev::key(signer), external, payload);
    let (a, context) = (root.signature("root a"), b"chop-trust-root-1".as_slice());
    let mut later = root.clone();
    later.version = 2;
    for (name, second) in [
        ("one signature under two names", named("root b", by("root a", context, &root.encode()))),
        ("a signature under a name that is not its own", named("stranger", by("root b", context, &root.encode()))),
        ("a signature over another root", named("root b", by("root b", context, &later.encode()))),
        ("a signature of the bundle's context", named("root b", by("root b", b"chop-trust-bundle-1", &root.encode()))),
        ("a signature without a context", named("root b", by("root b", b"", &root.encode()))),
        ("an empty signature", named("root b", Vec::new())),
        ("a signature of 63 bytes", named("root b", by("root b", context, &root.encode())[1..].to_vec())),
        ("a signature of zeros", named("root b", vec![0; 64])),
    ] {
        cases.add(name, bundle(root.with_signatures(&[a.clone(), second])), "trust.root-signature");
    }
    let padded = |count: usize| {
        let mut signatures = vec![root.signature("root a"), root.signature("root b")];
        signatures.resize(count, named("stranger", vec![0; 64]));
        bundle(root.with_signatures(&signatures))
    };
    assert_eq!((ROOT_KEYS, ROOT_SIGNATURES), (16, 32));
    cases.add("32 signatures", padded(ROOT_SIGNATURES), "ok");
    cases.add("33 signatures", padded(ROOT_SIGNATURES + 1), "trust.format");
    cases.add("3,200 signatures", padded(100 * ROOT_SIGNATURES), "trust.format");
    for (name, wrong) in [
        ("a signature that is bytes", bytes(&[0; 64])),
        ("a signature of three fields", array(&[bytes(&[0; 8]), bytes(&[0; 64]), NULL.to_vec()])),
        ("a name of seven bytes", array(&[bytes(&[0; 7]), bytes(&[0; 64])])),
        ("a signature that is null", array(&[bytes(&[0; 8]), NULL.to_vec()])),
    ] {
        let signatures = [root.signature("root a"), root.signature("root b"), wrong];
        cases.add(name, bundle(root.with_signatures(&signatures)), "trust.format");
    }
    form(cases);
    // The root of a bundle may be any that holds, if none is pinned.
    cases.under(None, "an unpinned root", bundle(root.signed_by(&["root a", "root b"])), "ok");
    cases.under(
        None,
        "an unpinned root with one signature",
        bundle(root.signed_by(&["root a"])),
        "trust.root-signature",
    );
    cases.under(None, "no root at all", BundleModel::new(NOW).under(vec![]).encode(), "trust.format");
    cases.add("no root at all, pinned", BundleModel::new(NOW).under(vec![]).encode(), "trust.root-unpinned");
    let elsewhere = RootModel { keys: vec!["x", "y", "z"], ..root.clone() };
    cases.under(
        Some(elsewhere.pin(&["x", "y"])),
        "another root is pinned",
        bundle(root.signed_by(&["root a", "root b"])),
        "trust.root-unpinned",
    );
    for (name, seconds, expect) in [
        ("a root in its last second", 365 * 86_400 - 1, "ok"),
        ("expired root: the second it ends", 365 * 86_400, "trust.root-expired"),
        ("expired root: a year later", 2 * 365 * 86_400, "trust.root-expired"),
    ] {
        cases.under(Some(first_pin()), name, bundle(root.signed_by(&["root a", "root b"])), expect).now = at(seconds);
    }
    let good = BundleModel::new(NOW);
    cases.add("wrong role: a root key signs the bundle", good.clone().signed_by("root a").encode(), "trust.signature");
    cases.add("a stranger signs the bundle", good.clone().signed_by("stranger").encode(), "trust.signature");
    for external in [b"chop-trust-root-1".as_slice(), b"", b"chop-trust-bundle-2"] {
        let name = format!("a bundle signed for {:?}", String::from_utf8_lossy(external));
        cases.add(name, BundleModel { external, ..good.clone() }.encode(), "trust.signature");
    }
    for (name, signature) in [("empty", vec![]), ("of zeros", vec![0; 64]), ("of 65 bytes", vec![1; 65])] {
        cases.add(format!("a bundle signature {name}"), good.encode_with(4, bytes(&signature)), "trust.signature");
    }
    let other = good.clone().with(0, uint(7)).fields();
    cases.add(
        "mix and match: the signature of another bundle",
        good.encode_with(4, other[4].clone()),
        "trust.signature",
    );
    cases.add("mix and match: the body of another bundle", good.encode_with(3, other[3].clone()), "trust.signature");
}

/// The form of a root: each is signed by all that should sign, so only the form is wrong.
fn form(cases: &mut Cases) {
    let good = RootModel::first(NOW);
    let mut put = |name: &str, root: RootModel, expect: &'static str| {
        let bytes = bundle(root.signed_by(&["root a", "root b"]));
        cases.under(None, name, bytes, expect);
    };
    for (threshold, expect) in
        [(0, "trust.format"), (1, "trust.format"), (2, "ok"), (3, "trust.root-signature"), (4, "trust.format")]
    {
        put(&format!("threshold {threshold} of three"), RootModel { threshold, ..good.clone() }, expect);
    }
    put("threshold 2^63", RootModel { threshold: 1 << 63, ..good.clone() }, "trust.format");
    put("one key alone", RootModel { keys: vec!["root a"], ..good.clone() }, "trust.format");
    put("two keys", RootModel { keys: vec!["root a", "root b"], ..good.clone() }, "ok");
    put("no key", RootModel { keys: vec![], ..good.clone() }, "trust.format");
    put("one key twice", RootModel { keys: vec!["root a", "root b", "root a"], ..good.clone() }, "trust.format");
    put("sixteen keys", RootModel { keys: SIXTEEN[..ROOT_KEYS].to_vec(), ..good.clone() }, "ok");
    put("seventeen keys", RootModel { keys: SIXTEEN.to_vec(), ..good.clone() }, "trust.format");
    put("a root that ends when it begins", RootModel { expires_at: NOW, ..good.clone() }, "trust.format");
    put("a root that ends before it begins", RootModel { expires_at: NOW - 1, ..good.clone() }, "trust.format");
    let encoded = good.encode();
    let keys: Vec<_> = good.keys.iter().map(|name| bytes(&spki(name))).collect();
    let fields = [uint(1), int(NOW), int(good.expires_at), uint(2), array(&keys), bytes(&spki("bundle"))];
    assert_eq!(array(&fields), encoded);
    let mut raw = |name: &str, place: usize, field: Vec<u8>| {
        let mut fields = fields.to_vec();
        fields[place] = field;
        let root = array(&[bytes(&array(&fields)), array(&[])]);
        cases.under(None, format!("root: {name}"), bundle(root), "trust.format");
    };
    raw("a version that is text", 0, text("1"));
    raw("a negative version", 0, int(-1));
    raw("a time that is text", 1, text("2026-11-22T10:00:00Z"));
    raw("a time beyond the calendar", 2, uint(1 << 60));
    raw("a threshold that is null", 3, NULL.to_vec());
    raw("keys that are one key", 4, bytes(&spki("root a")));
    raw("a key that is text", 4, array(&[text("a"), text("b")]));
    raw("a key off its curve", 4, array(&[bytes(&[&spki("root a")[..90], &[0]].concat()), keys[1].clone()]));
    raw("a bundle key that is null", 5, NULL.to_vec());
    raw("a bundle key that is a name", 5, bytes(&kid(&spki("bundle"))));
    for (name, root) in [
        ("a root that is an array", array(&[encoded.clone(), array(&[])])),
        ("a root of three fields", array(&[bytes(&encoded), array(&[]), NULL.to_vec()])),
        ("a root with a byte behind", array(&[bytes(&[encoded.as_slice(), &[0]].concat()), array(&[])])),
        ("a root without its last byte", array(&[bytes(&encoded[..encoded.len() - 1]), array(&[])])),
        ("signatures that are null", array(&[bytes(&encoded), NULL.to_vec()])),
    ] {
        cases.under(None, name, bundle(root), "trust.format");
    }
}

/// The second root: other keys but one, another bundle key.
pub(crate) fn second(now: i64) -> RootModel {
    RootModel { version: 2, keys: vec!["root c", "root d", "root e"], bundle_key: "bundle 2", ..RootModel::first(now) }
}

pub(crate) fn rotations(cases: &mut Cases) {
    let (one, two) = (RootModel::first(NOW), second(NOW));
    let first = one.signed_by(&["root a", "root b"]);
    let chain =
        |second: Vec<u8>| BundleModel::new(NOW).under(vec![first.clone(), second]).signed_by("bundle 2").encode();
    for (name, signers, expect) in [
        ("by two of the old and two of the new", ["root a", "root b", "root d", "root e"].as_slice(), "ok"),
        ("by one that is in both, one old and one new", &["root a", "root c", "root d"], "ok"),
        ("by the old alone", &["root a", "root b"], "trust.root-signature"),
        ("by the new alone", &["root d", "root e"], "trust.root-signature"),
        ("by one old and two new", &["root a", "root d", "root e"], "trust.root-signature"),
        ("by two old and one new", &["root a", "root b", "root d"], "trust.root-signature"),
        ("by one old twice and two new", &["root a", "root a", "root d", "root e"], "trust.root-signature"),
    ] {
        cases.add(format!("rotation {name}"), chain(two.signed_by(signers)), expect);
    }
    let all = ["root a", "root b", "root c", "root d", "root e"];
    for (version, expect) in [
        (0, "trust.root-signature"),
        (1, "trust.root-signature"),
        (2, "ok"),
        (3, "trust.root-signature"),
        (u64::MAX, "trust.root-signature"),
    ] {
        let root = RootModel { version, ..two.clone() };
        cases.add(format!("rotation from version 1 to {version}"), chain(root.signed_by(&all)), expect);
    }
    let last = RootModel { version: u64::MAX, ..one.clone() }.signed_by(&["root a", "root b"]);
    let wrapped = RootModel { version: 0, ..two.clone() }.signed_by(&all);
    cases.under(
        None,
        "rotation beyond the last version",
        BundleModel::new(NOW).under(vec![last, wrapped]).signed_by("bundle 2").encode(),
        "trust.root-signature",
    );

    let both = chain(two.signed_by(&all));
    let second = two.signed_by(&all);
    cases.add(
        "the old bundle key after the rotation",
        BundleModel::new(NOW).under(vec![first.clone(), second.clone()]).encode(),
        "trust.signature",
    );
    let kept = RootModel { bundle_key: "bundle", ..two.clone() }.signed_by(&all);
    cases.add(
        "a rotation that keeps the bundle key",
        BundleModel::new(NOW).under(vec![first.clone(), kept]).encode(),
        "ok",
    );
    cases.under(Some(two.pin(&["root d", "root e"])), "the newer root is pinned", both.clone(), "ok");
    cases.under(None, "a rotated bundle without a pin", both, "ok");
    let alone = |root: Vec<u8>| BundleModel::new(NOW).under(vec![root]).signed_by("bundle 2").encode();
    cases.under(Some(two.pin(&["root d", "root e"])), "the newer root alone, pinned", alone(second.clone()), "ok");
    cases.add("the pinned root is not in the chain", alone(second.clone()), "trust.root-unpinned");
    let older = BundleModel::new(NOW).encode();
    cases.under(
        Some(two.pin(&["root d", "root e"])),
        "an older root than the pinned one",
        older,
        "trust.root-unpinned",
    );
    let backwards = BundleModel::new(NOW).under(vec![second.clone(), first.clone()]).encode();
    cases.under(None, "the chain in reverse", backwards, "trust.root-signature");
    let twice = BundleModel::new(NOW).under(vec![first.clone(), first.clone()]).encode();
    cases.add("one root twice", twice, "trust.root-signature");
    let unsigned = one.signed_by(&[]);
    cases.under(
        Some(two.pin(&["root d", "root e"])),
        "a root before the pinned one is not judged",
        BundleModel::new(NOW).under(vec![unsigned, second.clone()]).signed_by("bundle 2").encode(),
        "ok",
    );

    let three = RootModel { version: 3, keys: vec!["root f", "root g"], bundle_key: "bundle 3", ..one.clone() };
    let third = |signers: &[&str]| {
        BundleModel::new(NOW)
            .under(vec![first.clone(), second.clone(), three.signed_by(signers)])
            .signed_by("bundle 3")
            .encode()
    };
    cases.add("a second rotation", third(&["root d", "root e", "root f", "root g"]), "ok");
    cases.add(
        "a second rotation by the keys of the first root",
        third(&["root a", "root b", "root f", "root g"]),
        "trust.root-signature",
    );
    let skipped = BundleModel::new(NOW)
        .under(vec![first.clone(), three.signed_by(&["root a", "root b", "root f", "root g"])])
        .signed_by("bundle 3")
        .encode();
    cases.add("a rotation that leaves a root out", skipped, "trust.root-signature");

    let short = RootModel { expires_at: NOW + 10, ..one.clone() };
    let old = short.signed_by(&["root a", "root b"]);
    let successor = BundleModel::new(NOW).under(vec![old.clone(), second.clone()]).signed_by("bundle 2").encode();
    cases
        .under(Some(short.pin(&["root a", "root b"])), "an expired root that leads to one in force", successor, "ok")
        .now = at(10);
    let ending = RootModel { expires_at: NOW + 10, ..two }.signed_by(&all);
    let ended = BundleModel::new(NOW).under(vec![first, ending]).signed_by("bundle 2").encode();
    cases.under(Some(first_pin()), "an expired root after one in force", ended, "trust.root-expired").now = at(10);
}
