//! Status List Tokens as CWT, each with one broken rule.

use chop_core::dev;
use chop_core::encoding::limits::{STATUS_LIST_BYTES, STATUS_TOKEN_BYTES};

use crate::model::{BYTES, Cases, Cwt, LIST, NOW, bare_deflate, gzip, label, list, sign_cose, zlib};
use crate::tree::{Order, Style, V, b, null, t};

pub(crate) fn cases(cases: &mut Cases) {
    envelope(cases);
    header(cases);
    signature(cases);
    claims(cases);
    entries(cases);
    times(cases);
}

fn envelope(cases: &mut Cases) {
    let bad = "status-list.format";
    for (name, bytes) in [
        ("nothing at all", vec![]),
        ("one byte", vec![0xd2]),
        ("a text", b"status".to_vec()),
        ("an empty array", vec![0x80]),
        ("an empty map", vec![0xa0]),
        ("a million arrays", vec![0x81; 1_000_000]),
        ("an array of endless length", [vec![0x9b], vec![0xff; 8]].concat()),
    ] {
        cases.add(format!("cwt: {name}"), move || bytes.clone(), bad);
    }
    for tenth in 1..10 {
        let cut = move || {
            let token = Cwt::good().encode();
            token[..token.len() * tenth / 10].to_vec()
        };
        cases.add(format!("cwt: cut off at {tenth} tenths"), cut, bad);
    }
    let with = |change: fn(&mut Vec<V>)| {
        move || {
            let token = Cwt::good();
            let mut parts = token.parts().to_vec();
            change(&mut parts);
            token.wrap(parts)
        }
    };
    cases.add("cwt: a byte after it", || [Cwt::good().encode(), vec![0]].concat(), bad);
    cases.add("cwt: three parts", with(|parts| drop(parts.pop())), bad);
    cases.add("cwt: five parts", with(|parts| parts.push(null())), bad);
    cases.add("cwt: a protected header that is no string", with(|parts| parts[0] = V::Map(vec![])), bad);
    cases.add("cwt: a protected header that is no map", with(|parts| parts[0] = b(&[0x80])), bad);
    cases.add("cwt: a protected header of no bytes", with(|parts| parts[0] = b(&[])), bad);
    cases.add("cwt: an unprotected header that is no map", with(|parts| parts[1] = V::Array(vec![])), bad);
    cases.add("cwt: no payload", with(|parts| parts[2] = null()), bad);
    cases.add("cwt: a payload of text", with(|parts| parts[2] = t("payload")), bad);
    cases.add("cwt: a signature of text", with(|parts| parts[3] = t("signature")), bad);
    cases.cwt("tagged as a MAC", |token| token.tags = vec![17], bad);
    cases.cwt("tagged as signed by many", |token| token.tags = vec![98], bad);
    cases.cwt("tagged as CWT alone", |token| token.tags = vec![61], bad);
    cases.cwt("tagged as CWT around a MAC", |token| token.tags = vec![61, 17], bad);
    cases.cwt("tagged twice", |token| token.tags = vec![18, 18], bad);
    cases.cwt("tagged in the wrong order", |token| token.tags = vec![18, 61], bad);
    cases.add("cwt: one byte over 1 MiB", || vec![0; STATUS_TOKEN_BYTES + 1], "status-list.size");
    cases.add("cwt: a hundred MiB", || vec![0; 100 * STATUS_TOKEN_BYTES], "status-list.size");
}

fn header(cases: &mut Cases) {
    let (format, typ, signature) = ("status-list.format", "status-list.type", "status-list.signature");
    cases.cwt("no algorithm", |token| token.in_header(1, None), format);
    cases.cwt("an algorithm by name", |token| token.in_header(1, Some(t("ES256"))), format);
    cases.cwt(
        "an algorithm in the unprotected header",
        |token| {
            token.in_header(1, None);
            token.unprotected = V::Map(vec![(label(1), label(-7))]);
        },
        format,
    );
    cases.cwt("another curve's algorithm", |token| token.in_header(1, Some(label(-35))), signature);
    cases.cwt("EdDSA", |token| token.in_header(1, Some(label(-8))), signature);
    cases.cwt("HMAC", |token| token.in_header(1, Some(label(5))), signature);
    cases.cwt("a critical parameter", |token| token.in_header(2, Some(V::Array(vec![label(16)]))), format);
    cases.cwt("a parameter twice", |token| token.header.push((label(1), label(-7))), format);
    cases.cwt(
        "a parameter in both headers",
        |token| {
            token.unprotected = V::Map(vec![(label(16), t("application/statuslist+cwt"))]);
        },
        format,
    );
    cases.cwt("an empty chain", |token| token.in_header(33, Some(V::Array(vec![]))), format);
    cases.cwt("a chain of five", |token| token.in_header(33, Some(V::Array(vec![b(b"x"); 5]))), format);
    cases.cwt("no type", |token| token.in_header(16, None), typ);
    cases.cwt(
        "the type in the unprotected header",
        |token| {
            token.in_header(16, None);
            token.unprotected = V::Map(vec![(label(16), t("application/statuslist+cwt"))]);
        },
        typ,
    );
    for wrong in ["application/statuslist+jwt", "statuslist+cwt", "application/cwt", "APPLICATION/STATUSLIST+CWT", ""] {
        cases.cwt(&format!("the type {wrong:?}"), move |token| token.in_header(16, Some(t(wrong))), typ);
    }
    cases.cwt("a type by number", |token| token.in_header(16, Some(label(61))), typ);
}

fn signature(cases: &mut Cases) {
    let bad = "status-list.signature";
    cases.cwt("signed by another issuer", |token| token.signer = dev::key("other issuer"), "status-list.subject");
    cases.cwt("signed by nobody known", |token| token.signer = dev::key("somebody"), bad);
    let with = |change: fn(&mut Vec<u8>)| {
        move || {
            let token = Cwt::good();
            let mut parts = token.parts().to_vec();
            let V::Bytes(signature) = &mut parts[3] else { unreachable!() };
            change(signature);
            token.wrap(parts)
        }
    };
    cases.add("cwt: no signature", with(Vec::clear), bad);
    cases.add("cwt: a signature one byte short", with(|bytes| bytes.truncate(63)), bad);
    cases.add("cwt: a signature one byte long", with(|bytes| bytes.push(0)), bad);
    cases.add("cwt: a signature of zeros", with(|bytes| bytes.fill(0)), bad);
    cases.add("cwt: the first bit of the signature", with(|bytes| bytes[0] ^= 0x80), bad);
    cases.add("cwt: the last bit of the signature", with(|bytes| bytes[63] ^= 1), bad);
    cases.add("cwt: r and s changed over", with(|bytes| bytes.rotate_left(32)), bad);
    cases.add(
        "cwt: a list put in after signing",
        || {
            let (token, mut other) = (Cwt::good(), Cwt::good());
            let mut full = vec![0; BYTES];
            full[1] = 0x40;
            other.claim(65_533, Some(list(label(2), b(&zlib(&full)))));
            let [header, unprotected, _, signature] = token.parts();
            let [_, _, payload, _] = other.parts();
            token.wrap(vec![header, unprotected, payload, signature])
        },
        bad,
    );
    cases.add(
        "cwt: signed as another structure",
        || {
            let token = Cwt::good();
            let [V::Bytes(header), unprotected, V::Bytes(payload), _] = token.parts() else { unreachable!() };
            let signature = sign_cose(&[], &payload, &token.signer);
            token.wrap(vec![b(&header), unprotected, b(&payload), b(&signature)])
        },
        bad,
    );
}

fn claims(cases: &mut Cases) {
    let (format, subject) = ("status-list.format", "status-list.subject");
    let payload = |bytes: &'static [u8]| {
        move || {
            let token = Cwt::good();
            let [V::Bytes(header), unprotected, ..] = token.parts() else { unreachable!() };
            let signature = sign_cose(&header, bytes, &token.signer);
            token.wrap(vec![b(&header), unprotected, b(bytes), b(&signature)])
        }
    };
    cases.add("cwt: claims of no bytes", payload(&[]), format);
    cases.add("cwt: claims that are an array", payload(&[0x80]), format);
    cases.add("cwt: claims with a byte after them", payload(&[0xa0, 0]), format);
    cases.add("cwt: no claims", payload(&[0xa0]), format);
    cases.cwt("a claim twice", |token| token.claims.push((label(2), t(LIST))), format);
    cases.cwt(
        "the list twice",
        |token| {
            let one = list(label(2), b(&zlib(&[0; BYTES])));
            token.claims.push((label(65_533), one));
        },
        format,
    );
    cases.cwt("no address", |token| token.claim(2, None), subject);
    cases.cwt("an address of bytes", |token| token.claim(2, Some(b(LIST.as_bytes()))), subject);
    cases.cwt("an address of null", |token| token.claim(2, Some(null())), subject);
    cases.cwt(
        "an address outside the issuer's prefix",
        |token| {
            token.claim(2, Some(t("https://elsewhere.example/9")));
        },
        "status.unknown",
    );
    for wrong in [
        "https://status.example/l/90",
        "https://status.example/l/9/",
        "https://status.example/l/9#",
        "https://status.example/l/09",
    ] {
        cases.cwt(&format!("the address {wrong}"), move |token| token.claim(2, Some(t(wrong))), "status.unknown");
    }
    cases.cwt(
        "another's spelling of the address",
        |token| token.claim(2, Some(t(&LIST.to_uppercase()))),
        "status.unknown",
    );
    cases.cwt("no list", |token| token.claim(65_533, None), format);
    cases.cwt("a list that is text", |token| token.claim(65_533, Some(t("list"))), format);
    cases.cwt(
        "the list under the claim of a document",
        |token| {
            token.claim(65_533, None);
            token.claim(65_535, Some(list(label(2), b(&zlib(&[0; BYTES])))));
        },
        format,
    );
}

fn entries(cases: &mut Cases) {
    let (bits, compression, format) = ("status-list.bits", "status-list.compression", "status-list.format");
    let lst = || b(&zlib(&[0; BYTES]));
    for wrong in [0, 3, 5, 6, 7, 9, 16, 255, 256, 258, -1, -2] {
        let change = move |token: &mut Cwt| token.claim(65_533, Some(list(label(wrong), lst())));
        cases.cwt(&format!("{wrong} bits an entry"), change, bits);
    }
    cases.cwt("bits by name", move |token| token.claim(65_533, Some(list(t("2"), lst()))), bits);
    cases.cwt("no bits", move |token| token.claim(65_533, Some(V::Map(vec![(t("lst"), lst())]))), bits);
    cases.cwt("no entries", |token| token.claim(65_533, Some(V::Map(vec![(t("bits"), label(2))]))), format);
    cases.cwt("entries in base64url", |token| token.claim(65_533, Some(list(label(2), t("eNrbuRgAAhcBXQ")))), format);
    for (name, lst) in [
        ("entries of no bytes", vec![]),
        ("entries that are not compressed", vec![0; BYTES]),
        ("entries in gzip", gzip(&[0; BYTES])),
        ("entries in bare deflate", bare_deflate(&[0; BYTES])),
        ("a header alone", vec![0x78, 0xda]),
        ("a preset dictionary", [vec![0x78, 0xbb], vec![0; 4], bare_deflate(&[0; BYTES])].concat()),
        ("a window that is too large", [vec![0x88, 0x1c], bare_deflate(&[0; BYTES]), vec![0; 4]].concat()),
        ("a byte after the stream", [zlib(&[0; BYTES]), vec![0]].concat()),
        ("two streams", [zlib(&[0; BYTES]), zlib(&[0; BYTES])].concat()),
        ("a stream without its checksum", zlib(&[0; BYTES])[..zlib(&[0; BYTES]).len() - 4].to_vec()),
        ("half a stream", zlib(&[0; BYTES])[..zlib(&[0; BYTES]).len() / 2].to_vec()),
    ] {
        cases.cwt(name, move |token| token.claim(65_533, Some(list(label(2), b(&lst)))), compression);
    }
    cases.cwt(
        "a wrong checksum",
        |token| {
            let mut lst = zlib(&[0; BYTES]);
            *lst.last_mut().unwrap() ^= 1;
            token.claim(65_533, Some(list(label(2), b(&lst))));
        },
        compression,
    );
    for (name, length) in [("a byte too many", STATUS_LIST_BYTES + 1), ("a bomb of 256 MiB", 64 * STATUS_LIST_BYTES)] {
        let change = move |token: &mut Cwt| token.claim(65_533, Some(list(label(2), b(&zlib(&vec![0; length])))));
        cases.cwt(name, change, "status-list.size");
    }
    for (bits, byte, value) in [(2_u8, 0xc0_u8, 3_u8), (4, 0xf0, 15), (4, 0x40, 4), (8, 0xff, 255), (8, 0x10, 16)] {
        let name = format!("the value {value} of {bits} bits");
        cases.cwt(
            &name,
            move |token| {
                let mut bytes = vec![0; BYTES];
                bytes[7 / (8 / usize::from(bits))] = byte;
                token.claim(65_533, Some(list(label(bits.into()), b(&zlib(&bytes)))));
            },
            "status.unknown",
        );
    }
    cases.cwt(
        "a list of no entries",
        |token| token.claim(65_533, Some(list(label(2), b(&zlib(&[]))))),
        "status.unknown",
    );
    cases.cwt("an index one beyond the list", |_| (), "status.unknown").index = 131_072;
    cases.cwt("the largest index", |_| (), "status.unknown").index = u64::MAX;
    cases.cwt(
        "a list one byte short of the index",
        |token| {
            token.claim(65_533, Some(list(label(2), b(&zlib(&[0])))));
        },
        "status.unknown",
    );
}

fn times(cases: &mut Cases) {
    let bad = "status-list.time";
    let float = || V::Raw(vec![0xf9, 0x3c, 0x00]);
    for (name, claim) in [("time of making", 6), ("end", 4)] {
        cases.cwt(&format!("no {name}"), move |token| token.claim(claim, None), bad);
        cases.cwt(&format!("a {name} of text"), move |token| token.claim(claim, Some(t("2026-11-22"))), bad);
        cases.cwt(&format!("a {name} with a fraction"), move |token| token.claim(claim, Some(float())), bad);
        cases.cwt(&format!("a {name} of null"), move |token| token.claim(claim, Some(null())), bad);
        let tagged = move || V::Tag(1, Box::new(label(NOW)));
        cases.cwt(&format!("a tagged {name}"), move |token| token.claim(claim, Some(tagged())), bad);
        cases.cwt(
            &format!("a {name} beyond the year 9999"),
            move |token| {
                token.claim(claim, Some(V::Uint(253_402_300_800)));
            },
            bad,
        );
        cases.cwt(&format!("a {name} of 64 bits"), move |token| token.claim(claim, Some(V::Uint(u64::MAX))), bad);
    }
    cases.cwt("an end at the time of making", |token| token.claim(4, Some(label(NOW))), bad);
    cases.cwt("an end before the time of making", |token| token.claim(4, Some(label(NOW - 1))), bad);
    for (name, ttl) in [
        ("0", label(0)),
        ("-1", label(-1)),
        ("text", t("3600")),
        ("null", null()),
        ("1.0", float()),
        ("2^64 - 1", V::Uint(u64::MAX)),
    ] {
        cases.cwt(&format!("a ttl of {name}"), move |token| token.claim(65_534, Some(ttl.clone())), bad);
    }
    cases.cwt("made after now", |_| (), "status-list.not-yet").now = -301;
    cases.cwt("at its end", |_| (), "status-list.expired").now = 7 * 86_400;
    cases.cwt("after its end, though remembered", |_| (), "status-list.expired").highest = Some(0);
    cases.0.last_mut().unwrap().now = 8 * 86_400;
    cases.cwt("older than one remembered", |_| (), "status-list.rollback").highest = Some(1);
    cases.cwt("after its ttl, and nothing remembered", |_| (), "status-list.stale").now = 3_600;
    let longest = |token: &mut Cwt| token.claim(65_534, Some(label(1_000_000_000_000)));
    cases.cwt("a ttl of 10^12 after a day", longest, "status-list.stale").now = 86_400;
    cases
        .cwt("a ttl of one second after five minutes", |token| token.claim(65_534, Some(label(1))), "status-list.stale")
        .now = 300;
    cases.cwt("no ttl, after a day", |token| token.claim(65_534, None), "status-list.stale").now = 86_400;
}

/// What is only written in another way, or says something else than *valid*, is as good.
pub(crate) fn good(cases: &mut Cases) {
    cases.cwt("as it is", |_| (), "ok");
    cases.cwt("not tagged", |token| token.tags = vec![], "ok");
    cases.cwt("tagged as CWT and signed", |token| token.tags = vec![61, 18], "ok");
    cases.cwt("written with long heads", |token| token.style = Style { width: 8, ..Style::PLAIN }, "ok");
    cases.cwt(
        "written with endless containers and turned round",
        |token| {
            token.style =
                Style { endless_arrays: true, endless_maps: true, order: Order::Reversed, chunk: Some(7), width: 0 };
        },
        "ok",
    );
    cases.cwt("with claims that nobody knows", |token| token.claims.push((t("x"), V::Array(vec![]))), "ok");
    cases
        .cwt("a ttl of 10^12, before a day is over", |token| token.claim(65_534, Some(label(1_000_000_000_000))), "ok")
        .now = 86_399;
    cases
        .cwt("a ttl of one second, before five minutes are over", |token| token.claim(65_534, Some(label(1))), "ok")
        .now = 299;
    cases.cwt("after its ttl, remembered", |_| (), "ok").highest = Some(0);
    cases.0.last_mut().unwrap().now = 7 * 86_400 - 1;
    cases.cwt("by a clock that is five minutes slow", |_| (), "ok").now = -300;
    cases.cwt("the last index", |_| (), "ok").index = 131_071;
    for (value, expect) in [(1_u8, "status.revoked"), (2, "status.suspended")] {
        cases.cwt(
            &format!("the value {value}"),
            move |token| {
                let mut bytes = vec![0; BYTES];
                bytes[1] = value << 6;
                token.claim(65_533, Some(list(label(2), b(&zlib(&bytes)))));
            },
            expect,
        );
    }
}
