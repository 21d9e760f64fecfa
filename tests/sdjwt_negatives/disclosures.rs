//! Disclosures and digests (RFC 9901 §4.2, §7.1).

use serde_json::{Value, json};

use crate::model::{Model, b64, disclosure, hash, salt};
use crate::{Cases, good};

pub(crate) fn cases(cases: &mut Cases) {
    contents(cases);
    references(cases);
    places(cases);
    digests(cases);
    hashes(cases);
    depth(cases);
}

/// A disclosure whose digest the issuer signed, with this content.
fn contents(cases: &mut Cases) {
    for (name, content, code) in [
        ("of null", "null", "sdjwt.disclosure-arity"),
        ("of an object", r#"{"salt":"x"}"#, "sdjwt.disclosure-arity"),
        ("of text", r#""x""#, "sdjwt.disclosure-arity"),
        ("of nothing", "[]", "sdjwt.disclosure-arity"),
        ("of one", r#"["lklxF5jMYlGTPUovMNIvCA"]"#, "sdjwt.disclosure-arity"),
        ("of four", r#"["lklxF5jMYlGTPUovMNIvCA","a",1,2]"#, "sdjwt.disclosure-arity"),
        ("that is no JSON", r#"["lklxF5jMYlGTPUovMNIvCA","a",1"#, "sdjwt.disclosure-json"),
        ("with a comma too many", r#"["lklxF5jMYlGTPUovMNIvCA","a",1,]"#, "sdjwt.disclosure-json"),
        ("with something after it", r#"["lklxF5jMYlGTPUovMNIvCA","a",1] 2"#, "sdjwt.disclosure-json"),
        ("with a member twice", r#"["lklxF5jMYlGTPUovMNIvCA","a",{"b":1,"b":2}]"#, "sdjwt.disclosure-json"),
        ("with an integer beyond 2^53", r#"["lklxF5jMYlGTPUovMNIvCA","a",9007199254740993]"#, "sdjwt.disclosure-json"),
        ("with half a surrogate", r#"["lklxF5jMYlGTPUovMNIvCA","a","\ud800"]"#, "sdjwt.disclosure-json"),
        ("with a control character", "[\"lklxF5jMYlGTPUovMNIvCA\",\"a\",\"\u{1}\"]", "sdjwt.disclosure-json"),
        ("with NaN", r#"["lklxF5jMYlGTPUovMNIvCA","a",NaN]"#, "sdjwt.disclosure-json"),
        ("with white space", "[ \"lklxF5jMYlGTPUovMNIvCA\" ,\n\"a\", 1 ]", "ok"),
        ("without a salt", r#"[null,"a",1]"#, "sdjwt.salt"),
        ("with a salt that is a number", r#"[1234567890123456,"a",1]"#, "sdjwt.salt"),
        ("with an empty salt", r#"["","a",1]"#, "sdjwt.salt"),
        ("with a salt of 126 bits", r#"["lklxF5jMYlGTPUovMNIvC","a",1]"#, "sdjwt.salt"),
        ("with a salt of six characters", r#"["abcdef","a",1]"#, "sdjwt.salt"),
        ("with a salt of 15 bytes", r#"["+bcdefghijklmno","a",1]"#, "sdjwt.salt"),
        ("with a salt of 16 bytes", r#"["+bcdefghijklmnop","a",1]"#, "ok"),
        ("with a number for a name", r#"["lklxF5jMYlGTPUovMNIvCA",1,1]"#, "sdjwt.name-type"),
        ("with null for a name", r#"["lklxF5jMYlGTPUovMNIvCA",null,1]"#, "sdjwt.name-type"),
        ("with a list for a name", r#"["lklxF5jMYlGTPUovMNIvCA",["a"],1]"#, "sdjwt.name-type"),
        ("named _sd", r#"["lklxF5jMYlGTPUovMNIvCA","_sd",[]]"#, "sdjwt.name-reserved"),
        ("named _sd, escaped", r#"["lklxF5jMYlGTPUovMNIvCA","\u005fsd",[]]"#, "sdjwt.name-reserved"),
        ("named ...", r#"["lklxF5jMYlGTPUovMNIvCA","...","x"]"#, "sdjwt.name-reserved"),
        ("named _sd_alg", r#"["lklxF5jMYlGTPUovMNIvCA","_sd_alg","sha-256"]"#, "sdjwt.hash-place"),
        ("named like a claim in the clear", r#"["lklxF5jMYlGTPUovMNIvCA","level",9]"#, "sdjwt.name-taken"),
        ("named like a nested object", r#"["lklxF5jMYlGTPUovMNIvCA","address",{}]"#, "sdjwt.name-taken"),
        ("named like another disclosure", r#"["lklxF5jMYlGTPUovMNIvCA","name","X"]"#, "sdjwt.name-taken"),
        ("of an element where a member belongs", r#"["lklxF5jMYlGTPUovMNIvCA","HK"]"#, "sdjwt.disclosure-kind"),
        ("of null for a value", r#"["lklxF5jMYlGTPUovMNIvCA","a",null]"#, "ok"),
        ("with an empty name", r#"["lklxF5jMYlGTPUovMNIvCA","",1]"#, "ok"),
        ("with _sd_alg inside", r#"["lklxF5jMYlGTPUovMNIvCA","a",{"_sd_alg":"sha-256"}]"#, "sdjwt.hash-place"),
        ("with ... inside", r#"["lklxF5jMYlGTPUovMNIvCA","a",{"...":"x"}]"#, "sdjwt.placeholder"),
        ("with _sd that is no list inside", r#"["lklxF5jMYlGTPUovMNIvCA","a",{"_sd":"x"}]"#, "sdjwt.digest-form"),
    ] {
        cases.made(format!("a disclosure {name}"), |m| m.add_text(b64(content.as_bytes())), code);
    }
    for (name, bytes) in [
        ("that is no UTF-8", &[b'"', 0xff, b'"'][..]),
        ("with a byte order mark", b"\xef\xbb\xbf[\"lklxF5jMYlGTPUovMNIvCA\",\"a\",1]"),
    ] {
        cases.made(format!("a disclosure {name}"), |m| m.add_text(b64(bytes)), "sdjwt.disclosure-json");
    }
    for (name, text) in [
        ("padded", "WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwiYSIsMV0="),
        ("of an impossible length", "WyJsa"),
        ("with stray bits", "WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwiYSIsMTJdf"),
    ] {
        cases.made(format!("a disclosure {name}"), |m| m.add_text(text.to_owned()), "sdjwt.disclosure-encoding");
    }
    for count in [256, 257] {
        let code = if count > 256 { "sdjwt.disclosure-count" } else { "ok" };
        cases.made(
            format!("{count} disclosures"),
            |m| {
                for number in m.disclosures.len()..count {
                    m.add(&json!([salt(9), format!("claim {number}"), number]));
                }
            },
            code,
        );
    }
}

fn references(cases: &mut Cases) {
    cases.made(
        "a disclosure that nobody signed",
        |m| m.disclosures.push(disclosure(&json!([salt(9), "level", 9]))),
        "sdjwt.disclosure-unreferenced",
    );
    cases.made(
        "an element that nobody signed",
        |m| m.disclosures.push(disclosure(&json!([salt(9), "ZZ"]))),
        "sdjwt.disclosure-unreferenced",
    );
    for (index, name) in [(0, "a name"), (1, "a card"), (2, "a nested street"), (3, "an element")] {
        cases.made(
            format!("{name} edited"),
            |m| {
                let content = json!([salt(7), "edited", "edited"]);
                m.disclosures[index] = disclosure(&content);
            },
            "sdjwt.disclosure-unreferenced",
        );
        cases.made(
            format!("{name} twice"),
            |m| m.disclosures.push(m.disclosures[index].clone()),
            "sdjwt.disclosure-twice",
        );
        cases.made(format!("{name} kept back"), |m| drop(m.disclosures.remove(index)), "ok");
    }
    cases.made("disclosures in another order", |m| m.disclosures.reverse(), "ok");
    cases.made("all kept back", |m| m.disclosures.clear(), "ok");
    cases.made(
        "the same claim in another spelling",
        |m| {
            m.disclosures[0] = b64(format!("[ \"{}\",\"name\",\"CHAN Tai Man\"]", salt(1)).as_bytes());
        },
        "sdjwt.disclosure-unreferenced",
    );
    cases.made(
        "one inside a disclosure that is kept back",
        |m| {
            let inner = disclosure(&json!([salt(8), "inner", 1]));
            let outer = disclosure(&json!([salt(9), "outer", { "_sd": [hash(&inner)] }]));
            m.payload["_sd"].as_array_mut().unwrap().push(hash(&outer).into());
            m.disclosures.push(inner);
        },
        "sdjwt.disclosure-unreferenced",
    );
    cases.made(
        "one inside another",
        |m| {
            let inner = disclosure(&json!([salt(8), "inner", 1]));
            m.add(&json!([salt(9), "outer", { "_sd": [hash(&inner)] }]));
            m.disclosures.push(inner);
        },
        "ok",
    );
}

fn places(cases: &mut Cases) {
    let element = || hash(&good().disclosures[3]);
    let mut nations = |name: &str, value: Value, code| {
        cases.made(format!("nations: {name}"), |m| m.payload["nations"] = value.clone(), code);
    };
    nations("... beside another member", json!([{ "...": element(), "note": 1 }]), "sdjwt.placeholder");
    nations("... beside _sd", json!([{ "...": element(), "_sd": [] }]), "sdjwt.placeholder");
    nations("... of a number", json!([{ "...": 5 }]), "sdjwt.placeholder");
    nations("... of null", json!([{ "...": null }]), "sdjwt.placeholder");
    nations("... of a list", json!([{ "...": [element()] }]), "sdjwt.placeholder");
    nations("... outside an array", json!({ "...": element() }), "sdjwt.placeholder");
    nations("... of no digest", json!([{ "...": "x" }]), "sdjwt.digest-form");
    nations("... of a digest in hexadecimal", json!([{ "...": "ab".repeat(32) }]), "sdjwt.digest-form");
    nations("... of a padded digest", json!([{ "...": format!("{}=", element()) }]), "sdjwt.digest-form");
    nations("... of an empty text", json!([{ "...": "" }]), "sdjwt.digest-form");
    nations("one digest twice", json!([{ "...": element() }, { "...": element() }]), "sdjwt.digest-twice");
    nations(
        "one hidden digest twice",
        json!([{ "...": element() }, { "...": hash("h") }, { "...": hash("h") }]),
        "sdjwt.digest-twice",
    );
    nations("two hidden elements", json!([{ "...": element() }, { "...": hash("h") }, { "...": hash("i") }]), "ok");
    cases.made(
        "nations: a member's disclosure in an array",
        |m| {
            let text = disclosure(&json!([salt(9), "a", 1]));
            m.payload["nations"].as_array_mut().unwrap().push(json!({ "...": hash(&text) }));
            m.disclosures.push(text);
        },
        "sdjwt.disclosure-kind",
    );
    cases.made("the dots at the top", |m| drop(m.payload.insert("...".into(), element().into())), "sdjwt.placeholder");
}

fn digests(cases: &mut Cases) {
    for value in [
        json!("x"),
        json!(1),
        Value::Null,
        json!({}),
        json!([1]),
        json!([null]),
        json!([["x"]]),
        json!(["x"]),
        json!([""]),
        json!(["ab".repeat(32)]),
        json!([b64(&[7; 31])]),
        json!([b64(&[7; 33])]),
        json!([format!("{}=", hash("x"))]),
    ] {
        cases.made(
            format!("a nested _sd of {value}"),
            |m| {
                m.payload.insert("more".into(), json!({ "_sd": value.clone() }));
            },
            "sdjwt.digest-form",
        );
    }
    cases.made("an empty _sd", |m| drop(m.payload.insert("more".into(), json!({ "_sd": [] }))), "ok");
    let twice = |cases: &mut Cases, name: &str, change: &dyn Fn(&mut Model)| {
        cases.made(format!("one digest twice: {name}"), change, "sdjwt.digest-twice");
    };
    twice(cases, "in one list", &|m| {
        let first = m.payload["_sd"][1].clone();
        m.payload["_sd"].as_array_mut().unwrap().push(first);
    });
    twice(cases, "a decoy in one list", &|m| {
        let first = m.payload["_sd"][0].clone();
        m.payload["_sd"].as_array_mut().unwrap().push(first);
    });
    twice(cases, "at the top and below", &|m| {
        let first = m.payload["_sd"][1].clone();
        m.payload["address"]["_sd"].as_array_mut().unwrap().push(first);
    });
    twice(cases, "in an object and an array", &|m| {
        let first = m.payload["_sd"][1].clone();
        m.disclosures.remove(0);
        m.payload["nations"].as_array_mut().unwrap().push(json!({ "...": first }));
    });
    twice(cases, "a decoy in an object and an array", &|m| {
        let first = m.payload["_sd"][0].clone();
        m.payload["nations"].as_array_mut().unwrap().push(json!({ "...": first }));
    });
    twice(cases, "in a disclosure and at the top", &|m| {
        let first = m.payload["_sd"][1].clone();
        m.add(&json!([salt(9), "again", { "_sd": [first] }]));
    });
    twice(cases, "a decoy in a disclosure and at the top", &|m| {
        let first = m.payload["_sd"][0].clone();
        m.add(&json!([salt(9), "again", { "_sd": [first] }]));
    });
    twice(cases, "of a claim that is kept back", &|m| {
        let first = m.payload["_sd"][1].clone();
        m.disclosures.remove(0);
        m.payload["_sd"].as_array_mut().unwrap().push(first);
    });
}

fn hashes(cases: &mut Cases) {
    for value in [
        json!("sha-1"),
        json!("SHA-256"),
        json!("sha256"),
        json!("md5"),
        json!("sha3-256"),
        json!("sha-256-128"),
        json!(""),
        json!(256),
        Value::Null,
        json!(["sha-256"]),
    ] {
        cases.made(format!("_sd_alg {value}"), |m| m.payload["_sd_alg"] = value.clone(), "sdjwt.hash-algorithm");
    }
    cases.made("no _sd_alg", |m| drop(m.payload.remove("_sd_alg")), "ok");
    for alg in ["sha-384", "sha-512"] {
        cases.made(
            format!("_sd_alg {alg} and digests of another"),
            |m| m.payload["_sd_alg"] = alg.into(),
            "sdjwt.digest-form",
        );
    }
    cases.made(
        "_sd_alg in a nested object",
        |m| m.payload["address"]["_sd_alg"] = "sha-256".into(),
        "sdjwt.hash-place",
    );
    cases.made(
        "_sd_alg in an object of an array",
        |m| m.payload["nations"].as_array_mut().unwrap().push(json!({ "_sd_alg": "sha-256" })),
        "sdjwt.hash-place",
    );
}

/// Each piece may be nested 16 deep, and so may the whole.
fn depth(cases: &mut Cases) {
    let nested = |levels: usize| (0..levels).fold(json!(1), |inner, _| json!([inner]));
    for (levels, code) in [(12, "ok"), (13, "sdjwt.depth")] {
        cases.made(
            format!("a value of {levels} levels in a disclosure two deep"),
            |m| {
                let inner = disclosure(&json!([salt(8), "inner", nested(levels)]));
                let middle = disclosure(&json!([salt(9), "middle", { "_sd": [hash(&inner)] }]));
                m.payload.insert("outer".into(), json!({ "deep": { "_sd": [hash(&middle)] } }));
                m.disclosures.extend([inner, middle]);
            },
            code,
        );
    }
    cases.made(
        "a chain of 20 disclosures",
        |m| {
            let mut inner = disclosure(&json!([salt(8), "end", 1]));
            let mut chain = vec![inner.clone()];
            for level in 0..19 {
                inner = disclosure(&json!([salt(9), format!("level {level}"), { "_sd": [hash(&inner)] }]));
                chain.push(inner.clone());
            }
            m.payload["_sd"].as_array_mut().unwrap().push(hash(&inner).into());
            m.disclosures.extend(chain);
        },
        "sdjwt.depth",
    );
}
