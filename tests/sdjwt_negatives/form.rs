//! The outer form: tildes, parts, base64url, and the JSON serialisations.

use serde_json::{Value, json};

use crate::model::{b64, disclosure, jwt, salt};
use crate::{Cases, good};

pub(crate) fn cases(cases: &mut Cases) {
    cases.sent("unchanged", |text| text, "ok");
    tildes(cases);
    parts(cases);
    json_forms(cases);
}

fn tildes(cases: &mut Cases) {
    let model = good();
    let (jwt, presented, text) = (model.issuer_jwt(), model.presented(), model.text());
    cases.add("nothing", "", "sdjwt.tilde");
    cases.add("a tilde alone", "~", "jws.format");
    cases.add("the JWT without a tilde", jwt.clone(), "sdjwt.tilde");
    cases.add("without the last tilde", presented.trim_end_matches('~'), "sdjwt.tilde");
    cases.add("a JWT and one disclosure without its tilde", format!("{jwt}~{}", model.disclosures[0]), "sdjwt.tilde");
    cases.add("a tilde too many at the end", format!("{presented}~"), "sdjwt.empty-part");
    cases.add("a tilde too many after the JWT", presented.replacen('~', "~~", 1), "sdjwt.empty-part");
    cases.add("a tilde too many before the proof", model.bind(&format!("{presented}~")), "sdjwt.empty-part");
    cases.add("a tilde in front", format!("~{text}"), "jws.format");
    cases.add("a tilde after the proof", format!("{text}~"), "sdjwt.disclosure-encoding");
    cases.add("the proof twice", format!("{text}~{}", model.kb_jwt(&presented)), "sdjwt.disclosure-encoding");
    let second = format!("{presented}{}~", model.kb_jwt(&presented));
    cases.add("a proof and one over it", model.bind(&second), "sdjwt.disclosure-encoding");
    cases.add(
        "the proof before the disclosures",
        format!("{jwt}~{}~{}", model.kb_jwt(&presented), &presented[jwt.len() + 1..]),
        "sdjwt.disclosure-encoding",
    );
    cases.add("two issuer's JWTs", format!("{jwt}~{text}"), "sdjwt.disclosure-encoding");
    cases.add("too large", format!("{text}{}", "A".repeat(1 << 18)), "sdjwt.size");
    cases.add("too large by one", "A".repeat((1 << 18) + 1), "sdjwt.size");
    cases.add("as large as may be, and nothing", "A".repeat(1 << 18), "sdjwt.tilde");
}

/// Each part of the text is base64url in its one form.
fn parts(cases: &mut Cases) {
    let model = good();
    let text = model.text();
    let jwt = model.issuer_jwt();
    let dots: Vec<usize> = jwt.match_indices('.').map(|(at, _)| at).collect();
    let presented = model.presented().len();
    let kb: Vec<usize> = text[presented..].match_indices('.').map(|(at, _)| presented + at).collect();
    let places = [
        ("header", dots[0], "jws.format"),
        ("payload", dots[1], "jws.format"),
        ("signature", jwt.len(), "jws.format"),
        ("first disclosure", text[jwt.len() + 1..].find('~').unwrap() + jwt.len() + 1, "sdjwt.disclosure-encoding"),
        ("header of the proof", kb[0], "jws.format"),
        ("payload of the proof", kb[1], "jws.format"),
        ("signature of the proof", text.len(), "jws.format"),
    ];
    for (part, end, code) in places {
        for stray in ["=", "==", "+", "/", " ", "\n", "\r\n", "\u{e9}", "%3D", "\0"] {
            cases.add(format!("{stray:?} after the {part}"), format!("{}{stray}{}", &text[..end], &text[end..]), code);
        }
    }
    cases.add("two parts of a JWT", text.replacen('.', "", 1), "jws.format");
    cases.add("four parts of a JWT", text.replacen('.', "..", 1), "jws.format");
    cases.add("a JWE of five parts", "a.b.c.d.e~", "jws.format");
    cases.add("white space around", format!(" {text}"), "jws.format");
    cases.add("a line feed at the end", format!("{text}\n"), "jws.format");
    cases.add("a byte order mark", format!("\u{feff}{text}"), "jws.format");
    cases.add("a payload that is a list", good().presented_with(&jwt_of("[1]")), "sdjwt.payload");
    cases.add("a payload that is text", good().presented_with(&jwt_of("\"claims\"")), "sdjwt.payload");
    cases.add("a payload that is nothing", good().presented_with(&jwt_of("")), "json.syntax");
    cases.add("a payload that is no JSON", good().presented_with(&jwt_of("{vct:1}")), "json.syntax");
    let payload = Value::Object(good().payload).to_string();
    let changed = |to: &str| good().bind(&good().presented_with(&jwt_of(&payload.replacen('{', to, 1))));
    cases.add("a claim twice", changed(r#"{"level":1,"#), "json.duplicate");
    cases.add("a claim twice, once escaped", changed(r#"{"\u0076ct":"x","#), "json.duplicate");
    cases.add("an integer beyond 2^53", changed(r#"{"n":9007199254740993,"#), "json.integer");
    cases.add(
        "a payload nested too deeply",
        changed(&format!(r#"{{"n":{}{},"#, "[".repeat(16), "]".repeat(16))),
        "json.depth",
    );
    cases.add(
        "a payload with something after it",
        good().presented_with(&jwt_of(&format!("{payload} {{}}"))),
        "json.syntax",
    );
}

fn jwt_of(payload: &str) -> String {
    jwt(&Value::Object(good().header).to_string(), payload, "issuer")
}

fn json_forms(cases: &mut Cases) {
    cases.add("flattened JSON", good().flattened().to_string(), "ok");
    cases.add("general JSON", good().general().to_string(), "ok");
    let mut unbound = good();
    unbound.bound = false;
    cases.add("JSON without a proof", unbound.flattened().to_string(), "holder.missing");
    let mut flattened = |name: &str, change: &dyn Fn(&mut Value), code| {
        let mut value = good().flattened();
        change(&mut value);
        cases.add(format!("flattened: {name}"), value.to_string(), code);
    };
    for member in ["protected", "payload", "signature"] {
        flattened(&format!("no {member}"), &|v| drop(v.as_object_mut().unwrap().remove(member)), "sdjwt.serialization");
        flattened(&format!("{member} is null"), &|v| v[member] = Value::Null, "sdjwt.serialization");
        flattened(&format!("{member} is a list"), &|v| v[member] = json!([]), "sdjwt.serialization");
        flattened(
            &format!("{member} is padded"),
            &|v| v[member] = format!("{}=", v[member].as_str().unwrap()).into(),
            "jws.format",
        );
    }
    flattened("the header is text", &|v| v["header"] = "x".into(), "sdjwt.serialization");
    flattened("the header is null", &|v| v["header"] = Value::Null, "sdjwt.serialization");
    flattened("no header", &|v| drop(v.as_object_mut().unwrap().remove("header")), "holder.missing");
    flattened("alg in both headers", &|v| v["header"]["alg"] = "ES256".into(), "sdjwt.serialization");
    flattened("kid in both headers", &|v| v["header"]["kid"] = "x".into(), "sdjwt.serialization");
    flattened("another member beside", &|v| v["header"]["note"] = "x".into(), "ok");
    flattened("crit beside", &|v| v["header"]["crit"] = json!(["x"]), "jws.critical");
    flattened("disclosures are text", &|v| v["header"]["disclosures"] = "x".into(), "sdjwt.serialization");
    flattened("disclosures are null", &|v| v["header"]["disclosures"] = Value::Null, "sdjwt.serialization");
    flattened("a disclosure is a number", &|v| v["header"]["disclosures"][0] = 1.into(), "sdjwt.serialization");
    flattened("a disclosure is empty", &|v| v["header"]["disclosures"][0] = "".into(), "sdjwt.disclosure-json");
    flattened(
        "a disclosure has a tilde",
        &|v| v["header"]["disclosures"][0] = "a~b".into(),
        "sdjwt.disclosure-encoding",
    );
    flattened(
        "a foreign disclosure",
        &|v| v["header"]["disclosures"][0] = disclosure(&json!([salt(9), "a", 1])).into(),
        "sdjwt.disclosure-unreferenced",
    );
    flattened(
        "a disclosure left out after the proof",
        &|v| drop(v["header"]["disclosures"].as_array_mut().unwrap().pop()),
        "holder.presentation",
    );
    flattened(
        "disclosures exchanged after the proof",
        &|v| v["header"]["disclosures"].as_array_mut().unwrap().swap(0, 1),
        "holder.presentation",
    );
    flattened("the proof is a list", &|v| v["header"]["kb_jwt"] = json!([]), "sdjwt.serialization");
    flattened("the proof is empty", &|v| v["header"]["kb_jwt"] = "".into(), "jws.format");
    flattened("a list of signatures beside", &|v| v["signatures"] = json!([]), "sdjwt.serialization");
    flattened("another payload", &|v| v["payload"] = b64(b"{}").into(), "sdjwt.disclosure-unreferenced");
    let mut general = |name: &str, change: &dyn Fn(&mut Value), code| {
        let mut value = good().general();
        change(&mut value);
        cases.add(format!("general: {name}"), value.to_string(), code);
    };
    general("no signature", &|v| v["signatures"] = json!([]), "sdjwt.signatures");
    general(
        "two signatures",
        &|v| {
            let one = v["signatures"][0].clone();
            v["signatures"].as_array_mut().unwrap().push(one);
        },
        "sdjwt.signatures",
    );
    general("signatures is an object", &|v| v["signatures"] = json!({}), "sdjwt.serialization");
    general("a signature is text", &|v| v["signatures"][0] = "x".into(), "sdjwt.serialization");
    general(
        "a signature without its header",
        &|v| drop(v["signatures"][0].as_object_mut().unwrap().remove("protected")),
        "sdjwt.serialization",
    );
    general("a header at the top", &|v| v["header"] = json!({}), "sdjwt.serialization");
    general(
        "the payload in the signature",
        &|v| {
            let payload = v.as_object_mut().unwrap().remove("payload").unwrap();
            v["signatures"][0]["payload"] = payload;
        },
        "sdjwt.serialization",
    );
    let text = good().flattened().to_string();
    cases.add("JSON with a member twice", text.replacen('{', r#"{"payload":"e30","#, 1), "json.duplicate");
    cases.add("JSON with something after it", format!("{text}~"), "json.syntax");
    cases.add("JSON cut short", &text[..text.len() - 1], "json.syntax");
    cases.add("JSON in a list", format!("[{text}]"), "sdjwt.tilde");
}
