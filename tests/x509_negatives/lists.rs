//! Revocation lists (RFC 5280 §5).

use chop_core::crypto::x509::{Certificate, Purpose as Use, RevocationList, RevocationReason, chain};
use chop_core::crypto::{Kid, Signer, SoftwareKey};
use chop_core::dev::{self, TestTrust};
use chop_core::encoding::cbor::{Item, Strictness};
use chop_core::encoding::limits::CRL_BYTES;
use chop_core::status::{ListTerms, Purpose, StatusList};
use chop_core::trust::{GivenList, IssuerEntry, TrustFault, read_body, write_body};

use crate::drafts::crl_draft::{self, CrlDraft, REASON};
use crate::drafts::draft::{self, Draft, name, tlv};
use crate::drafts::hex;
use crate::{Cases, Scene, key};

/// The serial number of every draft.
fn serial() -> Vec<u8> {
    Draft::signer(&key("issuer"), &key("root")).serial
}

fn list(change: impl FnOnce(&mut CrlDraft)) -> Vec<u8> {
    signed_by(&key("root"), change)
}

fn signed_by(signer: &SoftwareKey, change: impl FnOnce(&mut CrlDraft)) -> Vec<u8> {
    CrlDraft::new(&key("root")).with(change).sign(signer)
}

fn reason(number: u8) -> crl_draft::Extensions {
    vec![(REASON, false, vec![0x0a, 1, number])]
}

pub(crate) fn cases(cases: &mut Cases) {
    bytes(cases);
    let mut add = |what: &str, lists: Vec<Vec<u8>>, expect| {
        cases.scene(format!("list: {what}"), |scene| scene.lists = lists, expect);
    };
    add("names nobody", vec![list(|_| ())], "ok");
    add("names another", vec![list(|l| l.revoke(&[0x41, 8], vec![]))], "ok");
    add("names the signer", vec![list(|l| l.revoke(&serial(), vec![]))], "x509.revoked");
    for (number, word) in (0_u8..=10).filter(|number| ![7, 8].contains(number)).zip([
        "unspecified",
        "key",
        "CA key",
        "affiliation",
        "superseded",
        "cessation",
        "hold",
        "privilege",
        "AA key",
    ]) {
        add(
            &format!("names the signer for reason {number} ({word})"),
            vec![list(|l| l.revoke(&serial(), reason(number)))],
            "x509.revoked",
        );
    }
    add(
        "names the signer from tomorrow on",
        vec![list(|l| l.revoked.push((serial(), "20270116000000Z", vec![])))],
        "x509.revoked",
    );
    add(
        "names the signer twice",
        vec![list(|l| {
            l.revoke(&serial(), vec![]);
            l.revoke(&serial(), reason(1));
        })],
        "x509.revoked",
    );
    add(
        "that is over names the signer",
        vec![list(|l| {
            (l.this_update, l.next_update) = ("20261201000000Z", Some("20270101000000Z"));
            l.revoke(&serial(), vec![]);
        })],
        "x509.revoked",
    );
    let stale = "trust.crl-stale";
    add("whose next is due now", vec![list(|l| l.next_update = Some("20270115080000Z"))], stale);
    add("whose next is due a second from now", vec![list(|l| l.next_update = Some("20270115080001Z"))], "ok");
    add("that begins with now", vec![list(|l| l.this_update = "20270115080000Z")], "ok");
    add("that begins a second from now", vec![list(|l| l.this_update = "20270115080001Z")], stale);
    let older = || {
        list(|l| {
            l.this_update = "20261230000000Z";
            l.revoke(&serial(), reason(6));
        })
    };
    add("and an older one that held the signer", vec![list(|_| ()), older()], "ok");
    add(
        "that holds the signer, and an older one",
        vec![list(|l| l.revoke(&serial(), reason(6))), list(|l| l.this_update = "20261230000000Z")],
        "x509.revoked",
    );

    let mut scene = Scene::with_middle(|d| d.serial = vec![0x41, 9]);
    scene.lists = vec![list(|l| l.revoke(&[0x41, 9], reason(2)))];
    cases.add("list: names the CA between", scene, "x509.revoked");
    let mut scene = Scene::with_middle(|d| d.serial = vec![0x41, 9]);
    scene.lists = vec![list(|l| l.revoke(&serial(), vec![]))];
    cases.add("list: names a number that another issuer gave", scene, "ok");
    cases.scene(
        "list: names a signer that the document does not have",
        |scene| {
            scene.signer.serial = vec![0x41, 10];
            scene.lists = vec![list(|l| l.revoke(&[0x41, 11], vec![]))];
        },
        "ok",
    );
    cases.scene(
        "list: of a certificate that is no root",
        |scene| {
            scene.pinned = true;
            scene.lists = vec![list(|_| ())];
        },
        "crl.issuer",
    );
    cases.scene(
        "list: names the signer of a document that is no longer valid",
        |scene| {
            scene.now = crate::at(86_400);
            scene.lists = vec![list(|l| l.revoke(&serial(), vec![]))];
        },
        "x509.revoked",
    );
    cases.scene(
        "list: names the signer of a forged document",
        |scene| {
            scene.mdoc.issuer = "somebody";
            scene.lists = vec![list(|l| l.revoke(&serial(), vec![]))];
        },
        "signature.issuer",
    );
    cases.scene(
        "list: of a root that may not sign lists",
        |scene| {
            scene.root.set(draft::KEY_USAGE, true, hex("03020204"));
            scene.lists = vec![list(|_| ())];
        },
        "crl.issuer",
    );
}

fn bytes(cases: &mut Cases) {
    let mut add = |what: &str, list: Vec<u8>, expect| {
        cases.scene(format!("list: {what}"), |scene| scene.lists = vec![list], expect);
    };
    add("of no bytes", vec![], "crl.der");
    add("an empty sequence", hex("3000"), "crl.der");
    add("a certificate", Draft::root(&key("root")).sign(&key("root")), "crl.version");
    add("a byte after it", [list(|_| ()), vec![0]].concat(), "crl.der");
    add("half of it", list(|_| ())[..100].to_vec(), "crl.der");
    add("over 256 KiB", vec![0x30; CRL_BYTES + 1], "crl.size");
    add("version 1", list(|l| (l.version, l.extensions) = (None, vec![])), "crl.version");
    add("version 1 with extensions", list(|l| l.version = None), "crl.version");
    add("version 1 written out", list(|l| l.version = Some(0)), "crl.version");
    add("version 3", list(|l| l.version = Some(2)), "crl.version");
    add(
        "another algorithm outside",
        list(|l| l.outer_algorithm = tlv(0x30, &[&hex(draft::ECDSA_SHA384)])),
        "crl.algorithm-mismatch",
    );
    add("a thirteenth month", list(|l| l.this_update = "20271301000000Z"), "crl.der");
    add("no next update", list(|l| l.next_update = None), "crl.next-update");
    add("a next update at its own time", list(|l| l.next_update = Some("20270101000000Z")), "crl.next-update");
    add("a next update before its own time", list(|l| l.next_update = Some("20261231235959Z")), "crl.next-update");
    add(
        "an extension twice",
        list(|l| l.extensions.push((crl_draft::CRL_NUMBER, false, hex("020108")))),
        "crl.extension",
    );
    add("a broken number", list(|l| l.extensions[1].2 = hex("0201")), "crl.extension");
    add("a broken key identifier", list(|l| l.extensions[0].2 = hex("0400")), "crl.extension");
    add("a broken reason", list(|l| l.revoke(&serial(), vec![(REASON, false, hex("0a0107"))])), "crl.extension");
    add("a reason twice", list(|l| l.revoke(&serial(), [reason(1), reason(1)].concat())), "crl.extension");
    add(
        "a critical extension that nobody knows",
        list(|l| l.extensions.push(("2a0304", true, hex("0500")))),
        "crl.critical-extension",
    );
    add("one of an entry", list(|l| l.revoke(&[1], vec![("2a0304", true, hex("0500"))])), "crl.critical-extension");
    add("the same, not critical", list(|l| l.extensions.push(("2a0304", false, hex("0500")))), "ok");
    add("a delta", list(|l| l.extensions.push((crl_draft::DELTA, true, hex("020106")))), "crl.delta");
    add(
        "a delta that does not say so critically",
        list(|l| l.extensions.push((crl_draft::DELTA, false, hex("020106")))),
        "crl.delta",
    );
    add("an entry that takes another back", list(|l| l.revoke(&serial(), reason(8))), "crl.delta");
    for (what, point, expect) in [
        ("of user certificates", "30038101ff", "ok"),
        ("of CA certificates", "30038201ff", "crl.scope"),
        ("of some reasons", "300483020640", "crl.scope"),
        ("of other issuers too", "30038401ff", "crl.scope"),
        ("of attribute certificates", "30038501ff", "crl.scope"),
        ("with a broken scope", "30028401", "crl.extension"),
    ] {
        add(what, list(|l| l.extensions.push((crl_draft::DISTRIBUTION, true, hex(point)))), expect);
    }
    add(
        "with an entry of another issuer",
        list(|l| l.revoke(&[1], vec![(crl_draft::CERTIFICATE_ISSUER, true, hex("3000"))])),
        "crl.scope",
    );
    add("of another name", list(|l| l.issuer = name(Some("HK"), Some("Other"), Some("IACA"))), "crl.issuer");
    let other_key = tlv(0x30, &[&tlv(0x80, &[&[7; 20]])]);
    add("of another key identifier", list(|l| l.extensions[0].2 = other_key.clone()), "crl.issuer");
    add("signed by another", signed_by(&key("somebody"), |_| ()), "crl.signature");
    let mut changed = list(|l| l.revoke(&serial(), vec![]));
    let place = changed.windows(16).position(|window| window == serial()).unwrap();
    changed[place + 15] ^= 1;
    add("with a number changed after signing", changed, "crl.signature");
    let mut unsigned = list(|_| ());
    *unsigned.last_mut().unwrap() ^= 1;
    add("with a signature changed", unsigned, "crl.signature");
    add(
        "of an algorithm that is not read",
        list(|l| {
            let sha1 = tlv(0x30, &[&hex("06072a8648ce3d0401")]);
            (l.inner_algorithm, l.outer_algorithm) = (sha1.clone(), sha1);
        }),
        "crl.signature",
    );
}

#[test]
fn a_revocation_list_says_when_and_why() {
    let root = Certificate::parse_der(&Draft::root(&key("root")).sign(&key("root"))).unwrap();
    let signer = Certificate::parse_der(&Draft::signer(&key("issuer"), &key("root")).sign(&key("root"))).unwrap();
    let der = list(|l| {
        l.revoke(&serial(), reason(1));
        l.revoked.push((serial(), "20270105000000Z", reason(4)));
    });
    let read = RevocationList::parse_der(&der).unwrap();
    assert_eq!(read.check_issued_by(&root), Ok(()));
    let revocation = read.revocation_of(&signer).unwrap();
    assert_eq!((revocation.at, revocation.reason), (1_799_107_200, RevocationReason::Superseded));
    assert_eq!((read.this_update(), read.next_update(), read.len()), (1_798_761_600, 1_801_440_000, 1));
    assert!(!read.is_empty() && !read.is_current(1_798_761_599) && read.is_current(1_798_761_600));
    assert!(read.is_current(1_801_439_999) && !read.is_current(1_801_440_000));
    assert_eq!(read.as_der(), der);

    let pem = |label: &str| der::pem::encode_string(label, der::pem::LineEnding::LF, &der).unwrap();
    assert_eq!(RevocationList::parse_der_or_pem(pem("X509 CRL").as_bytes()), Ok(read.clone()));
    assert_eq!(RevocationList::parse_der_or_pem(&der), Ok(read));
    for wrong in [pem("CERTIFICATE").as_bytes(), b"", b"text", &[0xff]] {
        assert_eq!(RevocationList::parse_der_or_pem(wrong).unwrap_err().code(), "crl.pem");
    }
}

#[test]
fn a_revocation_list_is_bounded() {
    let of = |entries: u32, padding: usize| {
        list(|l| {
            for number in 0..entries {
                l.revoke(&[&[0x41][..], &number.to_be_bytes()].concat(), vec![]);
            }
            l.extensions.push(("2a0304", false, vec![0; padding]));
        })
    };
    // The length of an ECDSA signature differs by a byte or two.
    let overhead = of(10_000, 2_000).len() - 2_000;
    let largest =
        (CRL_BYTES - overhead - 8..).map(|padding| of(10_000, padding)).find(|der| der.len() == CRL_BYTES).unwrap();
    let read = RevocationList::parse_der(&largest).unwrap();
    assert_eq!(read.len(), 10_000);
    let above = [largest, vec![0]].concat();
    assert_eq!(RevocationList::parse_der(&above).unwrap_err().code(), "crl.size");
    assert_eq!(RevocationList::parse_der(&vec![0x30; 100 * CRL_BYTES]).unwrap_err().code(), "crl.size");
    assert_eq!(RevocationList::parse_der_or_pem(&vec![b'-'; 2 * CRL_BYTES + 1]).unwrap_err().code(), "crl.size");
}

fn entry(lists: Vec<RevocationList>) -> Result<IssuerEntry, TrustFault> {
    let root = Certificate::parse_der(&Draft::root(&key("root")).sign(&key("root"))).unwrap();
    IssuerEntry::with_certificate(root, dev::names("Office"), vec![])?.with_revocations(lists)
}

#[test]
fn a_bundle_carries_the_lists_of_a_certificate_and_no_others() {
    let read = |der: &[u8]| RevocationList::parse_der(der).unwrap();
    let mut trust = TestTrust::new(crate::at(0));
    trust.body.issuers.push(entry(vec![]).unwrap());
    let without = write_body(&trust.body);
    trust.body.issuers =
        vec![entry(vec![read(&list(|_| ())), read(&list(|l| l.this_update = "20261230000000Z"))]).unwrap()];
    let with = write_body(&trust.body);
    assert_eq!(read_body(&with).unwrap(), trust.body);
    assert_eq!(trust.open().issuers().next().unwrap().revocations().len(), 2);
    let others = read(&signed_by(&key("somebody"), |_| ()));
    assert_eq!(entry(vec![others]).unwrap_err().code(), "trust.entry");
    let by_key = IssuerEntry::with_key(key("issuer").public_key().clone(), dev::names("Office"), vec![]);
    assert_eq!(by_key.with_revocations(vec![read(&list(|_| ()))]).unwrap_err().code(), "trust.entry");

    // The member is the tenth of an array: written for no list it would be a second form of an entry without any.
    let range = {
        let item = Item::parse(&without, Strictness::Deterministic).unwrap();
        item.as_array().unwrap()[4].as_array().unwrap()[0].range()
    };
    let mut empty = without.clone();
    empty[range.start] = 0x8a;
    empty.insert(range.end, 0x80);
    let item = Item::parse(&empty, Strictness::Deterministic).unwrap();
    let members = item.as_array().unwrap()[4].as_array().unwrap()[0].as_array().unwrap();
    assert!(members.len() == 10 && members[9].as_array().is_some_and(<[Item<'_>]>::is_empty));
    assert_eq!(read_body(&empty).unwrap_err().code(), "trust.format");
    let mut changed = with.clone();
    let der = list(|_| ());
    let place = with.windows(der.len()).position(|window| window == der).unwrap();
    changed[place + der.len() - 1] ^= 1;
    assert_eq!(read_body(&changed).unwrap_err().code(), "trust.entry");
}

/// A status list whose signer stands below a root of the bundle.
#[test]
fn a_status_list_is_signed_by_a_signer_below_the_root() {
    let under = |signer: Draft, lists: Vec<RevocationList>, killed: &[Kid]| {
        let mut trust = TestTrust::new(crate::at(-600));
        trust.body.issuers.push(entry(lists).unwrap());
        trust.body.killed = killed.to_vec();
        let trust = trust.open();
        let (uri, made) = ("https://status.example/l/9", crate::at(0));
        let chain = [signer.sign(&key("root"))];
        let terms = ListTerms { uri, issued_at: made, expires_at: made.plus(86_400), ttl: 300, chain: &chain };
        let status = StatusList::new(2, 131_072).unwrap();
        let issuer = key("issuer");
        let forms = [
            status.to_cwt(&terms, issuer.public_key()),
            status.to_jwt(&terms, issuer.public_key()),
            status
                .to_bitstring_credential(&terms, Purpose::Revocation, "https://issuer.example/", issuer.public_key())
                .unwrap(),
        ];
        let codes = forms.map(|form| match GivenList::open(&form.sign(&issuer).unwrap(), &trust, made) {
            Ok(_) => "ok",
            Err(fault) => fault.code(),
        });
        assert!(codes.iter().all(|code| *code == codes[0]), "{codes:?}");
        codes[0]
    };
    let judge = |signer, lists| under(signer, lists, &[]);
    let signer = || Draft::signer(&key("issuer"), &key("root"));
    let refused = "status-list.signature";
    assert_eq!(judge(signer(), vec![]), "ok");
    assert_eq!(judge(signer().with(|d| d.remove(draft::EXTENDED_KEY_USAGE)), vec![]), "ok");
    for purposes in ["3009060728818c5d050106", "300a06082b06010505070301", "300a06082b0601050507031e"] {
        let other = signer().with(|d| d.set(draft::EXTENDED_KEY_USAGE, true, hex(purposes)));
        assert_eq!(judge(other, vec![]), refused, "{purposes}");
    }
    assert_eq!(judge(signer().with(|d| d.not_after = "20270115075959Z"), vec![]), refused);
    assert_eq!(judge(signer().with(|d| d.set(draft::KEY_USAGE, true, hex("03020106"))), vec![]), refused);
    assert_eq!(judge(Draft::signer(&key("somebody"), &key("root")), vec![]), refused);
    let revoked = RevocationList::parse_der(&list(|l| l.revoke(&serial(), vec![]))).unwrap();
    assert_eq!(judge(signer(), vec![revoked]), refused);
    let good = RevocationList::parse_der(&list(|_| ())).unwrap();
    assert_eq!(judge(signer(), vec![good]), "ok");
    assert_eq!(under(signer(), vec![], &[key("issuer").public_key().kid()]), refused);
    assert_eq!(under(signer(), vec![], &[key("root").public_key().kid()]), refused);
    assert_eq!(under(signer(), vec![], &[key("somebody").public_key().kid()]), "ok");
}

#[test]
fn a_reader_below_its_root_is_for_asking_and_needs_no_country() {
    let root = Certificate::parse_der(&Draft::root(&key("root")).sign(&key("root"))).unwrap();
    let judge = |change: fn(&mut Draft), purpose| {
        let reader = Draft::signer(&key("issuer"), &key("root")).with(change).sign(&key("root"));
        let reader = Certificate::parse_der(&reader).unwrap();
        chain::verify_chain_for(purpose, &[reader], &[&root], draft::NOW).map_or_else(|fault| fault.code(), |_| "ok")
    };
    let reading: fn(&mut Draft) = |d| {
        d.set(draft::EXTENDED_KEY_USAGE, true, hex("3009060728818c5d050106"));
        d.subject = name(None, Some("Shop"), Some("Reader"));
    };
    assert_eq!(judge(reading, Use::Reader), "ok");
    assert_eq!(judge(reading, Use::DocumentSigner), "x509.eku");
    assert_eq!(judge(|_| (), Use::Reader), "x509.eku");
    assert_eq!(judge(|_| (), Use::DocumentSigner), "ok");
}

/// From the authority's desk to the door.
#[test]
#[cfg(feature = "command")]
fn the_command_takes_a_revocation_list_and_refuses_what_it_names() {
    use std::process::{Command, Output};
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    let run = |arguments: &[&str]| -> Output {
        Command::new(env!("CARGO_BIN_EXE_chop"))
            .args(arguments)
            .current_dir(folder.path())
            .env("CHOP_PASSPHRASE", "correct horse battery")
            .env("CHOP_STATE", folder.path().join("state"))
            .env("LC_ALL", "C")
            .stdin(std::process::Stdio::null())
            .output()
            .unwrap()
    };
    let json = |output: &Output| -> serde_json::Value { serde_json::from_slice(&output.stdout).unwrap() };
    let root = Certificate::parse_der(&Draft::root(&key("root")).sign(&key("root"))).unwrap();
    write("root.pem", root.to_pem().as_bytes());
    write("good.crl", &list(|_| ()));
    write("bad.crl", &list(|l| l.revoke(&serial(), reason(1))));
    write("stale.crl", &list(|l| l.next_update = Some("20270115080000Z")));
    write("others.crl", &signed_by(&key("somebody"), |_| ()));
    let scene = Scene::good();
    let mut mdoc = scene.mdoc.clone();
    let signer = scene.signer.sign(&key("root"));
    mdoc.unprotected = crate::V::Map(vec![(crate::V::Uint(33), crate::b(&signer))]);
    write("document.cbor", &mdoc.encode());
    assert!(run(&["trust", "init", "registry"]).status.success());
    let now = crate::at(0).to_tdate();
    let judge = |crl: Option<&str>| {
        let mut add = vec!["trust", "add", "registry", "--name", "en=Office", "--cert", "root.pem"];
        add.extend(["--type", crate::DOC_TYPE, "--json"]);
        if let Some(crl) = crl {
            add.extend(["--crl", crl]);
        }
        let added = run(&add);
        if !added.status.success() {
            return (added.status.code().unwrap(), json(&added)["error"].as_str().unwrap().to_owned());
        }
        assert!(run(&["trust", "sign", "registry", "--out", "trust.chop", "--at", &now]).status.success());
        let verified =
            run(&["verify", "document.cbor", "--trust", "trust.chop", "--holder", "none", "--at", &now, "--json"]);
        (verified.status.code().unwrap(), json(&verified)["code"].as_str().unwrap().to_owned())
    };
    let is = |exit, code: &str| (exit, code.to_owned());
    assert_eq!(judge(None), is(0, "ok"));
    assert_eq!(judge(Some("good.crl")), is(0, "ok"));
    assert_eq!(judge(Some("bad.crl")), is(1, "x509.revoked"));
    assert_eq!(judge(None), is(1, "x509.revoked"), "the list stays until another takes its place");
    assert_eq!(judge(Some("stale.crl")), is(4, "trust.crl-stale"));
    assert_eq!(judge(Some("others.crl")), is(3, "crl.signature"));
    assert_eq!(judge(Some("root.pem")), is(3, "crl.pem"));
    assert_eq!(judge(Some("nowhere.crl")), is(3, "input.file"));
    assert_eq!(judge(Some("good.crl")), is(0, "ok"));
    let by_key = run(&[
        "trust",
        "add",
        "registry",
        "--name",
        "en=Office",
        "--key",
        "root.pem",
        "--type",
        "x",
        "--crl",
        "good.crl",
    ]);
    assert_eq!(by_key.status.code(), Some(2), "a list belongs to a certificate");
}
