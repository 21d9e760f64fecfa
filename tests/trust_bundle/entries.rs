//! The file, the body, its entries and its lists. Every bundle here is signed as it should be: only what is signed is
//! wrong.

use chop_core::crypto::Signer;

use crate::bundle::{
    self, BundleModel, DENIED, EXPIRES, ISSUED, ISSUERS, KILLED, LISTS, NEXT, PROFILES, VERIFIERS, VERSION, int,
    issuer, list, proof, spki, stored_zlib, verifier,
};
use crate::support::model::{NULL, TRUE, array, bytes, head, map, tag, text, uint};
use crate::{Cases, NOW};

fn good() -> BundleModel {
    BundleModel::new(NOW)
}

pub(crate) fn file_cases(cases: &mut Cases) {
    let (file, fields) = (good().encode(), good().fields());
    cases.add("a good bundle", file.clone(), "ok");
    for (name, bytes) in [
        ("nothing", Vec::new()),
        ("a byte behind", [file.as_slice(), &[0]].concat()),
        ("four fields", array(&fields[..4])),
        ("six fields", array(&[fields.clone(), vec![NULL.to_vec()]].concat())),
        ("a map", map(&[(text("chop-trust"), uint(1))])),
        ("a tag around it", tag(55_799, &file)),
        ("an indefinite array", [vec![0x9f], fields.concat(), vec![0xff]].concat()),
        ("a long head", [vec![0x98, 5], fields.concat()].concat()),
        ("text", b"-----BEGIN CHOP TRUST-----".to_vec()),
        ("another magic", good().encode_with(0, text("chop-trvst"))),
        ("a magic in bytes", good().encode_with(0, bytes(b"chop-trust"))),
        ("roots that are one root", good().encode_with(2, good().roots[0].clone())),
        ("a body that is not wrapped", good().encode_with(3, good().body())),
        ("a signature that is null", good().encode_with(4, NULL.to_vec())),
    ] {
        cases.add(format!("file: {name}"), bytes, "trust.format");
    }
    for format in [uint(0), uint(2), uint(u64::MAX), text("1"), int(-1), NULL.to_vec()] {
        cases.add(format!("file: format {format:02x?}"), good().encode_with(1, format), "trust.version");
    }
}

pub(crate) fn body_cases(cases: &mut Cases) {
    let fields = good().body;
    let mut put = |name: &str, body: Vec<Vec<u8>>, expect: &'static str| {
        cases.add(format!("body: {name}"), BundleModel { body, ..good() }.encode(), expect);
    };
    put("nine fields", fields[..9].to_vec(), "trust.format");
    put("eleven fields", [fields.clone(), vec![NULL.to_vec()]].concat(), "trust.format");
    let mut put = |name: &str, place: usize, field: Vec<u8>, expect: &'static str| {
        cases.add(format!("body: {name}"), good().with(place, field).encode(), expect);
    };
    put("the highest version", VERSION, uint(u64::MAX), "ok");
    for (name, field) in
        [("negative", int(-1)), ("text", text("1")), ("null", NULL.to_vec()), ("a float", vec![0xf9, 0x3c, 0])]
    {
        put(&format!("a version that is {name}"), VERSION, field, "trust.format");
    }
    for (name, field) in [
        ("text", text("2026-11-22T10:00:00Z")),
        ("a tag", tag(1, &uint(NOW as u64))),
        ("null", NULL.to_vec()),
        ("beyond the calendar", uint(1 << 62)),
        ("before it", head(1, 1 << 62)),
    ] {
        for (place, what) in [(ISSUED, "issued"), (NEXT, "next update"), (EXPIRES, "expires")] {
            put(&format!("{what}: {name}"), place, field.clone(), "trust.format");
        }
    }
    put("next update in the second it was made", NEXT, int(NOW), "trust.format");
    put("next update a second after", NEXT, int(NOW + 1), "ok");
    put("next update before it was made", NEXT, int(NOW - 1), "trust.format");
    put("ends when the next is due", EXPIRES, int(NOW + 86_400), "ok");
    put("ends a second before", EXPIRES, int(NOW + 86_399), "trust.format");
    for (place, what) in
        [(ISSUERS, "issuers"), (VERIFIERS, "verifiers"), (LISTS, "lists"), (KILLED, "killed"), (DENIED, "denied")]
    {
        for (name, field) in
            [("null", NULL.to_vec()), ("a map", map(&[])), ("bytes", bytes(&[])), ("of one number", array(&[uint(1)]))]
        {
            put(&format!("{what}: {name}"), place, field, "trust.format");
        }
    }
    for (place, what) in [(KILLED, "killed"), (DENIED, "denied")] {
        for (length, expect) in [(7, "trust.format"), (8, "ok"), (9, "trust.format")] {
            put(&format!("{what}: {length} bytes"), place, array(&[bytes(&vec![1; length])]), expect);
        }
    }
    let digest = || bytes(&[7; 32]);
    put("profiles: two", PROFILES, map(&[(uint(1), digest()), (uint(2), digest())]), "ok");
    put("profiles: one twice", PROFILES, [vec![0xa2], uint(1), digest(), uint(1), digest()].concat(), "trust.format");
    put(
        "profiles: out of order",
        PROFILES,
        [vec![0xa2], uint(2), digest(), uint(1), digest()].concat(),
        "trust.format",
    );
    put("profiles: an array", PROFILES, array(&[]), "trust.format");
    put("profiles: a negative number", PROFILES, map(&[(int(-1), digest())]), "trust.format");
    put("profiles: a name", PROFILES, map(&[(text("personal-code"), digest())]), "trust.format");
    for length in [31, 33] {
        put(
            &format!("profiles: a digest of {length}"),
            PROFILES,
            map(&[(uint(1), bytes(&vec![7; length]))]),
            "trust.format",
        );
    }
}

pub(crate) fn entry_cases(cases: &mut Cases) {
    let key = spki("issuer");
    let entry = issuer(&key, &["personal-code"], Some("https://status.example/l/"));
    let mut put = |name: &str, entry: &[Vec<u8>], expect: &'static str| {
        cases.add(format!("issuer: {name}"), good().with(ISSUERS, array(&[array(entry)])).encode(), expect);
    };
    let with = |place: usize, field: Vec<u8>| {
        let mut entry = entry.clone();
        entry[place] = field;
        entry
    };
    put("a good one", &entry, "ok");
    put("eight fields", &entry[..8], "trust.format");
    put("ten fields", &[entry.clone(), vec![NULL.to_vec()]].concat(), "trust.format");
    put("no key and no certificate", &with(0, NULL.to_vec()), "trust.entry");
    put("a key and a certificate", &with(1, bytes(&[0x30, 0])), "trust.entry");
    put(
        "a certificate that is none",
        &[vec![NULL.to_vec(), bytes(&[0x30, 0])], entry[2..].to_vec()].concat(),
        "trust.entry",
    );
    put("an empty certificate", &[vec![NULL.to_vec(), bytes(&[])], entry[2..].to_vec()].concat(), "trust.entry");
    for (name, key) in [
        ("text", text("key")),
        ("its identifier", bytes(&bundle::kid(&key))),
        ("empty", bytes(&[])),
        ("cut short", bytes(&key[..90])),
        ("with a byte behind", bytes(&[key.as_slice(), &[0]].concat())),
        ("off its curve", bytes(&[&key[..90], &[key[90] ^ 1]].concat())),
        ("compressed", bytes(&chop_core::dev::key("issuer").public_key().p256_compressed().unwrap())),
        ("of P-521", bytes(&[0x30, 0x10, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 6, 5, 0x2b, 0x81, 4, 0, 0x23])),
    ] {
        put(&format!("a key that is {name}"), &with(0, key), "trust.entry");
    }
    for (name, field) in [
        ("null", NULL.to_vec()),
        ("one name", text("Office")),
        ("two names", array(&[text("a"), text("b")])),
        ("bytes", array(&[bytes(b"a"), bytes(b"b"), bytes(b"c")])),
    ] {
        put(&format!("names that are {name}"), &with(2, field), "trust.format");
    }
    put("a name that is not UTF-8", &with(2, array(&[text("a"), text("b"), vec![0x61, 0xff]])), "trust.format");
    for (place, what) in [(3, "kinds"), (4, "types")] {
        for (name, field) in
            [("null", NULL.to_vec()), ("one text", text("personal-code")), ("numbers", array(&[uint(1)]))]
        {
            put(&format!("{what} that are {name}"), &with(place, field), "trust.format");
        }
    }
    put("a kind that nobody knows", &with(3, array(&[text("moon-licence")])), "ok");
    put("a prefix that is a number", &with(5, uint(1)), "trust.format");
    for place in [6, 7] {
        put(&format!("time {place} that is text"), &with(place, text("2026")), "trust.format");
        put(&format!("time {place} beyond the calendar"), &with(place, uint(1 << 60)), "trust.format");
        put(&format!("time {place}"), &with(place, int(NOW)), "ok");
    }
    let proofs = [
        ("a proof", proof("issuer", NOW), "ok"),
        ("a proof of another key", proof("stranger", NOW), "trust.entry"),
        ("a proof of another time", array(&[int(NOW + 1), bytes(&proof_signature("issuer", NOW))]), "trust.entry"),
        ("an empty proof", array(&[int(NOW), bytes(&[])]), "trust.entry"),
        ("a proof of zeros", array(&[int(NOW), bytes(&[0; 64])]), "trust.entry"),
        ("a proof that is bytes", bytes(&[0; 64]), "trust.format"),
        ("a proof that is true", TRUE.to_vec(), "trust.format"),
        ("a proof of one field", array(&[int(NOW)]), "trust.format"),
        ("a proof whose time is text", array(&[text("now"), bytes(&[0; 64])]), "trust.format"),
    ];
    for (name, proof, expect) in &proofs {
        put(name, &with(8, proof.clone()), expect);
    }
    let door = verifier(&key, &["*"]);
    let mut put = |name: &str, entry: &[Vec<u8>], expect: &'static str| {
        cases.add(format!("verifier: {name}"), good().with(VERIFIERS, array(&[array(entry)])).encode(), expect);
    };
    let with = |place: usize, field: Vec<u8>| {
        let mut door = door.clone();
        door[place] = field;
        door
    };
    put("a good one", &door, "ok");
    put("three fields", &door[..3], "trust.format");
    put("a key that is null", &with(0, NULL.to_vec()), "trust.entry");
    put("a key off its curve", &with(0, bytes(&[&key[..90], &[key[90] ^ 1]].concat())), "trust.entry");
    put("names that are null", &with(1, NULL.to_vec()), "trust.format");
    put("purposes that are one", &with(2, text("*")), "trust.format");
    put("a purpose that is a number", &with(2, array(&[uint(1)])), "trust.format");
    for (name, proof, expect) in proofs {
        put(name, &with(3, proof), expect);
    }
    let second = array(&issuer(&spki("other issuer"), &["personal-code"], None));
    let mut bad = entry.clone();
    bad[8] = proof("stranger", NOW);
    cases.add(
        "one bad entry among good ones",
        good().with(ISSUERS, array(&[second, array(&bad)])).encode(),
        "trust.entry",
    );
}

fn proof_signature(name: &str, issued_at: i64) -> Vec<u8> {
    let external = [b"chop-trust-proof-1".as_slice(), &issued_at.to_be_bytes()].concat();
    bundle::sign(&chop_core::dev::key(name), &external, &spki(name))
}

pub(crate) fn list_cases(cases: &mut Cases) {
    let zlib = stored_zlib(&[0; 1_000]);
    let one = list("https://status.example/l/1", NOW, 1, &zlib);
    let mut put = |name: &str, list: &[Vec<u8>], expect: &'static str| {
        cases.add(format!("list: {name}"), good().with(LISTS, array(&[array(list)])).encode(), expect);
    };
    let with = |place: usize, field: Vec<u8>| {
        let mut list = one.clone();
        list[place] = field;
        list
    };
    put("a good one", &one, "ok");
    put("four fields", &one[..4], "trust.format");
    put("an address that is bytes", &with(0, bytes(b"https://status.example/l/1")), "trust.format");
    put("made at a text", &with(1, text("now")), "trust.format");
    put("ends at a text", &with(2, text("now")), "trust.format");
    put("with an end", &with(2, int(NOW + 1)), "ok");
    for bits in [0_u64, 1, 2, 3, 4, 5, 8, 16, 257, u64::MAX] {
        let expect = if matches!(bits, 1 | 2 | 4 | 8) { "ok" } else { "trust.status-list" };
        put(&format!("{bits} bits"), &with(3, uint(bits)), expect);
    }
    put("bits in text", &with(3, text("1")), "trust.status-list");
    put("negative bits", &with(3, int(-1)), "trust.status-list");
    for (name, lst) in [
        ("empty", Vec::new()),
        ("cut short", zlib[..zlib.len() - 1].to_vec()),
        ("with a byte behind", [zlib.as_slice(), &[0]].concat()),
        ("two streams", [zlib.as_slice(), &zlib].concat()),
        ("a wrong checksum", [&zlib[..zlib.len() - 1], &[zlib[zlib.len() - 1] ^ 1]].concat()),
        ("gzip", [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3], &zlib[2..]].concat()),
        ("not compressed at all", vec![0; 100]),
    ] {
        put(&format!("{name}"), &with(4, bytes(&lst)), "trust.status-list");
    }
    put("in text", &with(4, text("eNo")), "trust.status-list");
    put("an empty list", &with(4, bytes(&stored_zlib(&[]))), "ok");
    let two = |other: &str| {
        let lists = [array(&one), array(&list(other, NOW, 1, &zlib))];
        good().with(LISTS, array(&lists)).encode()
    };
    cases.add("two lists", two("https://status.example/l/2"), "ok");
    cases.add("one list twice", two("https://status.example/l/1"), "trust.status-list");
}
