//! Every file under `vectors/x509` and its expected result, one row each; `vectors/x509/README.md` names the sources.
//!
//! What the sources state and this crate decides:
//!
//! - **RSA is not verified** (no RSA implementation is trusted here): such a certificate parses and its key is of no
//!   use, `x509.key`. That the exact signed bytes are handed out all the same is shown with the RSA of aws-lc-rs.
//! - **Version 1** parses, since the sources say so, and is refused in every use, `x509.version`.
//! - **A negative serial number** parses and is refused in what we make, `x509.serial`; reading bears it (RFC 5280
//!   §4.1.2.2), because a real document signer has one: `mdoc/owf_multipaz_ds_p384.pem`.
//! - **`invalid_signature_cert.pem`** cannot be refused for its signature as stated: it is byte for byte
//!   `valid_signature_cert.pem`. Broken signatures are tested with our own.
//! - **A revocation list is no certificate**: read as one it is refused, `x509.pem`. Read as a list it has a row of its own.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test stops at the first surprise")]

mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chop_core::crypto::x509::{Certificate, CertificateFault, RevocationList, chain, conformance, profile};
use proptest::prelude::*;
use support::hex;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors/x509")
}

fn read(file: &str) -> Result<Certificate, CertificateFault> {
    let bytes = std::fs::read(folder().join(file)).unwrap();
    match file.rsplit('.').next() {
        Some("pem") => Certificate::parse_pem(std::str::from_utf8(&bytes).unwrap()),
        Some("hex") => Certificate::parse_der(&hex(std::str::from_utf8(&bytes).unwrap())),
        _ => Certificate::parse_der(&bytes),
    }
}

fn certificate(file: &str) -> Certificate {
    read(file).unwrap_or_else(|fault| panic!("{file}: {fault}"))
}

fn files(folder: &Path) -> BTreeSet<String> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_file())
        .map(|entry| entry.file_name().into_string().unwrap())
        .filter(|name| name != "README.md")
        .collect()
}

const OK: &str = "ok";

fn code<F>(result: Result<(), F>, code: impl Fn(&F) -> &'static str) -> &'static str {
    result.as_ref().map_or_else(code, |()| OK)
}

/// File, parsing, and at its first second: as a root, as a document signer, as a pinned signer.
const VECTORS: [(&str, &str, [&str; 3]); 24] = [
    ("all_key_usages.pem", OK, ["x509.basic-constraints", "x509.key-usage", "x509.key"]),
    ("authority_key_identifier_no_keyid.pem", OK, ["x509.basic-constraints", "x509.key-usage", "x509.key"]),
    ("bad_country.pem", OK, ["x509.basic-constraints", "x509.key-usage", "x509.key"]),
    ("basic_constraints_not_critical.pem", OK, ["x509.basic-constraints", "x509.key-usage", "x509.key"]),
    ("bc_path_length_zero.pem", OK, ["x509.key-usage", "x509.basic-constraints", "x509.key"]),
    ("cdp_crl_issuer.pem", OK, ["x509.basic-constraints", "x509.key-usage", "x509.key"]),
    ("crl_bad_version.pem", "x509.pem", [""; 3]),
    ("crl_empty.pem", "x509.pem", [""; 3]),
    ("crl_no_next_update.pem", "x509.pem", [""; 3]),
    ("ec_no_named_curve.pem", "x509.explicit-parameters", [""; 3]),
    ("empty-eku.pem", "x509.eku-empty", [""; 3]),
    ("extended_key_usage.pem", OK, ["x509.basic-constraints", "x509.key-usage", "x509.key"]),
    ("invalid_signature_cert.pem", OK, ["x509.version"; 3]),
    ("invalid_version.pem", "x509.version", [""; 3]),
    ("mismatch_inner_outer_sig_algorithm.der", "x509.algorithm-mismatch", [""; 3]),
    ("negative_serial.pem", OK, ["x509.critical-extension"; 3]),
    ("san_empty_hostname.pem", OK, ["x509.basic-constraints", "x509.eku", "x509.key"]),
    ("san_wildcard_idna.pem", OK, ["x509.basic-constraints", "x509.key-usage", "x509.key"]),
    ("two_basic_constraints.pem", "x509.duplicate-extension", [""; 3]),
    ("unsupported_extension.pem", OK, ["x509.basic-constraints", "x509.key-usage", "x509.key"]),
    ("unsupported_extension_critical.pem", OK, ["x509.critical-extension"; 3]),
    ("utf8_common_name.pem", OK, ["x509.version"; 3]),
    ("valid_signature_cert.pem", OK, ["x509.version"; 3]),
    ("valid_signature_crl.pem", "x509.pem", [""; 3]),
];

/// The same for certificates of real and reference mdoc issuers.
const ISSUERS: [(&str, [&str; 3]); 25] = [
    ("animo-pid-openid4vp-1.0-root.pem", [OK, "x509.basic-constraints", "x509.key-usage"]),
    ("animo-pid-openid4vp-1.0.der", ["x509.basic-constraints", OK, OK]),
    ("annex-d-ds-cert.hex", ["x509.basic-constraints", OK, OK]),
    ("annex-d-iaca-cert.hex", [OK, "x509.basic-constraints", "x509.key-usage"]),
    ("annex-d-reader-cert.hex", ["x509.basic-constraints", "x509.eku", OK]),
    ("annex-d-reader-root-cert.hex", ["x509.country", "x509.basic-constraints", "x509.key-usage"]),
    ("asit-mdl.der", ["x509.basic-constraints", OK, OK]),
    ("auth0-mdl-example2.der", ["x509.key-usage", "x509.basic-constraints", OK]),
    ("eudi-mdl.der", ["x509.basic-constraints", OK, OK]),
    // The EUDI reference issuer signs PIDs with certificates that are not for mdoc document signers.
    ("eudi-pid-plus-mdl.der", ["x509.basic-constraints", "x509.eku", OK]),
    ("eudi-pid-status-list.der", ["x509.basic-constraints", "x509.eku", OK]),
    ("iso-18013-7-annex-b-mdl.der", ["x509.basic-constraints", OK, OK]),
    // A signer that is marked as a CA, though its key may not sign certificates.
    ("isomdl_iaca_leaf_signer.pem", ["x509.key-usage", "x509.basic-constraints", OK]),
    ("isomdl_iaca_root_cert.pem", [OK, "x509.basic-constraints", "x509.key-usage"]),
    ("isomdl_iaca_signer.pem", ["x509.basic-constraints", OK, OK]),
    ("owf_multipaz_ds_p384.pem", ["x509.basic-constraints", OK, OK]),
    ("owf_multipaz_iaca_p384.pem", [OK, "x509.basic-constraints", "x509.key-usage"]),
    ("pid-issuer-ca-02-eu.pem", [OK, "x509.basic-constraints", "x509.key-usage"]),
    ("pid-issuer-ca-ut-01.pem", [OK, "x509.basic-constraints", "x509.key-usage"]),
    ("pid-issuer-ca-ut-02.pem", [OK, "x509.basic-constraints", "x509.key-usage"]),
    ("procivis-custom-doctype.der", ["x509.basic-constraints", "x509.country", OK]),
    ("reader_auth.pem", ["x509.basic-constraints", "x509.eku", OK]),
    ("sprind-funke-pid-1.der", [OK, "x509.basic-constraints", OK]),
    ("sprind-funke-pid.der", ["x509.basic-constraints", "x509.eku", OK]),
    ("waltid-mdl-dcapi.der", ["x509.basic-constraints", OK, OK]),
];

fn uses(certificate: &Certificate) -> [&'static str; 3] {
    let at = certificate.not_before();
    [profile::check_root, profile::check_signer, profile::check_pinned]
        .map(|check| code(check(certificate, at), |fault| fault.code()))
}

#[test]
fn every_vector_ends_with_the_code_it_names() {
    let rows: BTreeSet<String> = VECTORS.iter().map(|(file, ..)| (*file).to_owned()).collect();
    assert_eq!(rows, files(&folder()), "a vector was added or lost");
    for (file, parsing, expected) in VECTORS {
        match read(file) {
            Err(fault) => assert_eq!(fault.code(), parsing, "{file}"),
            Ok(certificate) => {
                assert_eq!(parsing, OK, "{file}");
                assert_eq!(uses(&certificate), expected, "{file}");
            }
        }
    }
}

/// The revocation lists, read as such. All are signed with RSA, which is not verified.
#[test]
fn every_revocation_list_ends_with_the_code_it_names() {
    let rows = [
        ("crl_bad_version.pem", "crl.version"),
        ("crl_empty.pem", OK),
        ("crl_no_next_update.pem", "crl.next-update"),
        ("valid_signature_crl.pem", OK),
    ];
    for (file, expected) in rows {
        let read = RevocationList::parse_der_or_pem(&std::fs::read(folder().join(file)).unwrap());
        assert_eq!(read.as_ref().map_or_else(|fault| fault.code(), |_| OK), expected, "{file}");
        if let Ok(list) = read {
            assert!(list.is_empty() && list.next_update() > list.this_update(), "{file}");
            let issuer = certificate("valid_signature_cert.pem");
            assert_eq!(list.check_issued_by(&issuer).unwrap_err().code(), "crl.issuer", "{file}");
        }
    }
    let lists: BTreeSet<String> =
        files(&folder()).into_iter().filter(|name| name.contains("crl") && !name.contains("cdp")).collect();
    assert_eq!(lists, rows.iter().map(|(file, _)| (*file).to_owned()).collect(), "a list was added or lost");
}

#[test]
fn every_issuer_certificate_parses_and_may_do_what_it_may() {
    let rows: BTreeSet<String> = ISSUERS.iter().map(|(file, _)| (*file).to_owned()).collect();
    assert_eq!(rows, files(&folder().join("mdoc")), "a certificate was added or lost");
    for (file, expected) in ISSUERS {
        let certificate = certificate(&format!("mdoc/{file}"));
        assert_eq!(uses(&certificate), expected, "{file}");
        assert!(certificate.public_key().is_some(), "{file}");
        assert_eq!(Certificate::parse_pem(&certificate.to_pem()).unwrap(), certificate, "{file}");
    }
}

/// Signer, anchor, a second inside both validities, result.
#[test]
fn document_signers_of_real_issuers_chain_to_their_roots() {
    let rows = [
        ("annex-d-ds-cert.hex", "annex-d-iaca-cert.hex", 1_609_459_200, OK),
        ("isomdl_iaca_signer.pem", "isomdl_iaca_root_cert.pem", 1_704_067_200, OK),
        ("owf_multipaz_ds_p384.pem", "owf_multipaz_iaca_p384.pem", 1_767_225_600, OK),
        ("animo-pid-openid4vp-1.0.der", "animo-pid-openid4vp-1.0-root.pem", 1_768_176_000, OK),
        // Genuine, at 2024-12-01 and 2026-07-15, but not for document signers: to be pinned.
        ("eudi-pid-plus-mdl.der", "pid-issuer-ca-ut-01.pem", 1_733_011_200, "x509.eku"),
        ("eudi-pid-status-list.der", "pid-issuer-ca-02-eu.pem", 1_784_073_600, "x509.eku"),
        ("sprind-funke-pid.der", "sprind-funke-pid-1.der", 1_723_507_200, "x509.eku"),
        ("reader_auth.pem", "isomdl_iaca_root_cert.pem", 1_704_067_200, "x509.issuer-name"),
        ("isomdl_iaca_leaf_signer.pem", "isomdl_iaca_root_cert.pem", 1_704_067_200, "x509.issuer-name"),
        ("isomdl_iaca_signer.pem", "annex-d-iaca-cert.hex", 1_704_067_200, "x509.issuer-name"),
        ("annex-d-ds-cert.hex", "annex-d-iaca-cert.hex", 1_601_510_399, "x509.not-yet"),
        ("annex-d-ds-cert.hex", "annex-d-iaca-cert.hex", 1_633_046_401, "x509.expired"),
    ];
    for (signer, anchor, at, expected) in rows {
        let (leaf, root) = (certificate(&format!("mdoc/{signer}")), certificate(&format!("mdoc/{anchor}")));
        let checked = chain::check_document_signer(&leaf, &root, at);
        assert_eq!(code(checked, |fault| fault.code()), expected, "{signer}");
        if expected == OK {
            assert_eq!(chain::verify_chain(&[leaf], &[&root], at), Ok(0), "{signer}");
        } else if expected == "x509.eku" {
            assert_eq!(chain::check_issued_by(&leaf, &root), Ok(()), "{signer}");
            assert_eq!(chain::verify_chain(std::slice::from_ref(&leaf), &[&root, &leaf], at), Ok(1), "{signer}");
        }
    }
}

#[test]
fn the_reader_certificate_of_annex_d_is_signed_by_its_root() {
    let (reader, root) =
        (certificate("mdoc/annex-d-reader-cert.hex"), certificate("mdoc/annex-d-reader-root-cert.hex"));
    assert_eq!(chain::check_issued_by(&reader, &root), Ok(()));
}

#[test]
fn an_anchor_at_the_end_of_a_real_x5chain_is_passed_over() {
    let chain = ["mdoc/sprind-funke-pid.der", "mdoc/sprind-funke-pid-1.der"].map(certificate);
    let at = 1_723_507_200; // 2024-08-13
    assert_eq!(chain::verify_chain(&chain, &[&chain[1]], at).unwrap_err().code(), "x509.eku");
    assert_eq!(chain::verify_chain(&chain, &[&chain[1], &chain[0]], at), Ok(1));
}

#[test]
fn accessors_say_what_the_files_say() {
    let bad_country = certificate("bad_country.pem");
    assert_eq!(bad_country.subject().country(), None);
    assert_eq!(profile::check_country(&bad_country).unwrap_err().code(), "x509.country");

    let constraints = certificate("bc_path_length_zero.pem").basic_constraints().unwrap();
    assert!(constraints.critical && constraints.ca && constraints.path_length == Some(0));
    let constraints = certificate("basic_constraints_not_critical.pem").basic_constraints().unwrap();
    assert!(!constraints.critical && !constraints.ca && constraints.path_length.is_none());

    let usage = certificate("all_key_usages.pem").key_usage().unwrap();
    assert!(!usage.critical() && usage.digital_signature() && usage.certificate_sign() && usage.crl_sign());
    assert_eq!(certificate("extended_key_usage.pem").extended_key_usages().len(), 8);
    assert!(certificate("extended_key_usage.pem").extended_key_usages().contains(&"1.3.6.1.5.5.7.3.1".to_owned()));
    assert_eq!(certificate("authority_key_identifier_no_keyid.pem").authority_key_identifier(), None);
    assert_eq!(certificate("utf8_common_name.pem").subject().common_name(), Some("We heart UTF8!™"));
    assert_eq!(certificate("cdp_crl_issuer.pem").crl_distribution_points().count(), 0);

    // DNS names are compared exactly: the empty one and the wildcard are handed out as they are.
    assert_eq!(certificate("san_empty_hostname.pem").dns_names().collect::<Vec<_>>(), [""]);
    assert_eq!(certificate("san_wildcard_idna.pem").dns_names().collect::<Vec<_>>(), ["*.xn--80ato2c.cryptography"]);

    assert_eq!(conformance::check_serial(&certificate("negative_serial.pem")).unwrap_err().code(), "x509.serial");
    let multipaz = certificate("mdoc/owf_multipaz_ds_p384.pem");
    assert_eq!(conformance::check_serial(&multipaz).unwrap_err().code(), "x509.serial");
    assert_eq!(
        multipaz.crl_distribution_points().collect::<Vec<_>>(),
        ["https://github.com/openwallet-foundation-labs/identity-credential/crl"]
    );

    let iaca = certificate("mdoc/annex-d-iaca-cert.hex");
    assert_eq!((iaca.not_before(), iaca.not_after()), (1_601_510_400, 1_885_334_400));
    assert_eq!(iaca.subject().common_name(), Some("utopia iaca"));
    assert_eq!(iaca.subject_key_identifier(), Some(&hex("54fa2383a04c28e0d930792261c80c4881d2c00b")[..]));
    let signer = certificate("mdoc/annex-d-ds-cert.hex");
    assert_eq!(signer.authority_key_identifier(), iaca.subject_key_identifier());
    assert_eq!(signer.issuer(), iaca.subject());
}

#[test]
fn the_signed_bytes_of_an_rsa_certificate_are_exact() {
    use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
    let certificate = certificate("valid_signature_cert.pem");
    assert!(certificate.public_key().is_none());
    let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, certificate.spki_der());
    key.verify(certificate.to_be_signed(), certificate.signature()).unwrap();
    let mut wrong = certificate.signature().to_vec();
    wrong[0] ^= 1;
    assert!(key.verify(certificate.to_be_signed(), &wrong).is_err());
}

/// The collection names the second "same with wrong signature", but it is the first, byte for byte: its signature
/// verifies, and only the revocation list that once belonged to it had a wrong one.
#[test]
fn the_certificate_named_invalid_is_the_valid_one() {
    assert_eq!(certificate("invalid_signature_cert.pem"), certificate("valid_signature_cert.pem"));
}

#[test]
fn every_truncation_and_every_flipped_bit_of_a_real_signer_is_refused() {
    let (signer, root) = (certificate("mdoc/annex-d-ds-cert.hex"), certificate("mdoc/annex-d-iaca-cert.hex"));
    let at = 1_609_459_200;
    let der = signer.as_der();
    for length in 0..der.len() {
        assert_eq!(Certificate::parse_der(&der[..length]).unwrap_err().code(), "x509.der", "{length}");
    }
    for bit in 0..8 * der.len() {
        let mut flipped = der.to_vec();
        flipped[bit / 8] ^= 1 << (bit % 8);
        if let Ok(flipped) = Certificate::parse_der(&flipped) {
            assert!(chain::check_document_signer(&flipped, &root, at).is_err(), "bit {bit}");
        }
    }
    assert_eq!(Certificate::parse_der(&[der, &[0]].concat()).unwrap_err().code(), "x509.der");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_bytes_make_parsing_panic(
        row in 0..ISSUERS.len(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in proptest::option::of(any::<prop::sample::Index>()),
    ) {
        let certificate = certificate(&format!("mdoc/{}", ISSUERS[row].0));
        let mut der = certificate.as_der().to_vec();
        for (at, byte) in changes {
            let at = at.index(der.len());
            der[at] = byte;
        }
        if let Some(cut) = cut {
            der.truncate(cut.index(der.len()));
        }
        if let Ok(changed) = Certificate::parse_der(&der) {
            let key = certificate.public_key().unwrap();
            let signed = changed.verify_signature(key).is_ok();
            prop_assert!(!signed || changed.to_be_signed() == certificate.to_be_signed());
            let _ = uses(&changed);
        }
    }
}
