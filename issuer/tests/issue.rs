//! From a batch and a folder of requests to deliveries that verify.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails loudly")]

mod kit;

use std::fs;

use chop_core::document::{Date, Kinds};
use chop_core::exchange::offline::ClaimCode;
use chop_core::format::mdoc::IssuerSigned;
use chop_core::format::{CredentialFormat, IssuedCredential};
use chop_core::verify::{CredentialOutcome, DisclosedValue};
use chop_issuer::batch::LoadMode;
use chop_issuer::issue::{RunFault, Summary};
use chop_issuer::requests::RequestFault;
use chop_issuer::{Formats, RecordState, RegisterFault};
use kit::*;

const DAY: i64 = 86_400;

fn codes_of(summary: &Summary) -> Vec<&'static str> {
    summary.refused.iter().map(|refusal| refusal.fault.code()).collect()
}

#[test]
fn every_shipped_kind_goes_from_a_row_to_a_delivery_that_verifies_in_every_format() {
    let names: Vec<String> = Kinds::shipped().iter().map(|kind| kind.kind().to_string()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut office = Office::new(&names);
    office.formats = Formats::new(CredentialFormat::ALL).unwrap();
    let formats = CredentialFormat::ALL.len();
    for name in &names {
        let descriptor = kind(name);
        let loaded = office.load(&descriptor, &table(&descriptor, &[(name, None)]), LoadMode::New);
        let needed = usize::from(descriptor.validity().strip) * usize::from(descriptor.validity().copies);
        office.request(name, name, &drawn(&loaded, 0), &Phone::new(needed));
        let summary = office.issue(&descriptor);
        let signed = u64::try_from(needed * formats).unwrap();
        assert_eq!((summary.issued.len(), summary.credentials), (1, signed), "{name}: {:?}", summary.failed);
        let line = &office.report(&loaded)[0];
        assert_eq!((line["state"].as_str(), line["holder_ref"].as_str()), (Some("issued"), Some(*name)));
        let delivery = office.delivery(line["file"].as_str().unwrap());
        assert_eq!((delivery.kind.as_str(), delivery.credentials.len()), (*name, needed * formats));
        let trust = office.trust(&names, now());
        let verdicts: Vec<_> = delivery.credentials.iter().map(|bytes| verdict(bytes, &trust, now()).code()).collect();
        // The first of a strip is valid now; the others come later. The example licences begin on 24 November.
        let expected = if name.ends_with("-licence") { "document.not-yet" } else { "ok" };
        let later = if descriptor.validity().strip > 1 { "time.not-yet" } else { expected };
        assert!(verdicts[..formats].iter().all(|code| *code == expected), "{name}: {verdicts:?}");
        assert!(verdicts[formats..].iter().all(|code| *code == later), "{name}: {verdicts:?}");
        for forms in delivery.credentials.chunks(formats) {
            let shipped = Kinds::shipped();
            let read: Vec<_> = forms.iter().map(|bytes| IssuedCredential::parse(bytes, &shipped).unwrap()).collect();
            assert_eq!(read.iter().map(IssuedCredential::format).collect::<Vec<_>>(), CredentialFormat::ALL, "{name}");
            assert!(read.iter().all(|form| form.claims_kind(&descriptor)), "{name}");
            let bound: Vec<_> = read.iter().map(|form| form.claimed_device_key().cloned().unwrap()).collect();
            assert!(bound.iter().all(|key| *key == bound[0]), "{name}: every format is over the one device key");
            let said: Vec<_> = forms.iter().map(|bytes| said(bytes, &trust)).collect();
            assert!(said.iter().all(|elements| *elements == said[0]), "{name}: every format says the same");
        }
    }
    office.register.check().unwrap();
}

/// What a credential says, by element.
fn said(bytes: &[u8], trust: &chop_core::trust::TrustBundle) -> std::collections::BTreeMap<String, serde_json::Value> {
    let CredentialOutcome::Genuine(genuine, _) = verdict(bytes, trust, now()) else { panic!("not genuine") };
    let value = |value: &DisclosedValue| match value {
        DisclosedValue::Known(value) => value.to_json(),
        DisclosedValue::ForeignCbor(_) | DisclosedValue::ForeignJson(_) => panic!("not of the kind"),
    };
    genuine.content().documents[0].elements.iter().map(|element| (element.id.clone(), value(&element.value))).collect()
}

#[test]
fn a_record_keeps_the_formats_of_its_claim_whatever_a_later_run_asks_for() {
    let descriptor = kind("fishing-licence");
    let mut office = Office::new(&["fishing-licence"]);
    let loaded = office.load(&descriptor, &table(&descriptor, &[("A", None)]), LoadMode::New);
    office.formats = Formats::new([CredentialFormat::SdJwtVc]).unwrap();
    office.request("a", "fishing-licence", &drawn(&loaded, 0), &Phone::new(1));
    assert_eq!(office.issue(&descriptor).credentials, 1);
    let before = office.deliveries();
    fs::remove_dir_all(office.path("out")).unwrap();
    office.formats = Formats::new(CredentialFormat::ALL).unwrap();
    let summary = office.issue(&descriptor);
    assert_eq!((summary.issued.len(), summary.known.len()), (0, 1));
    assert_eq!(office.deliveries(), before, "the same bytes, whatever is asked for now");
}

#[test]
fn a_strip_covers_seven_days_and_each_of_its_hours_has_a_credential() {
    let descriptor = kind("personal-code");
    let mut office = Office::new(&["personal-code"]);
    let loaded = office.load(&descriptor, &table(&descriptor, &[("A", None)]), LoadMode::New);
    office.request("a", "personal-code", &drawn(&loaded, 0), &Phone::new(7));
    office.issue(&descriptor);
    let (_, bytes) = office.deliveries().into_iter().next().unwrap();
    let delivery = chop_core::exchange::offline::Delivery::parse(&bytes).unwrap();
    let trust = office.trust(&["personal-code"], now());
    for hour in 0..=7 * 24 {
        let at = now().plus(hour * 3_600 - i64::from(hour == 7 * 24));
        let good = delivery.credentials.iter().filter(|bytes| verdict(bytes, &trust, at).code() == "ok").count();
        assert!((1..=2).contains(&good), "hour {hour}: {good}");
    }
}

#[test]
fn the_same_file_and_the_same_requests_again_change_nothing() {
    let descriptor = kind("fishing-licence");
    let mut office = Office::new(&["fishing-licence"]);
    let (own, phones) = (code(), [Phone::new(1), Phone::new(1)]);
    let text = table(&descriptor, &[("A", None), ("B", Some(&own)), ("C", None)]);
    let loaded = office.load(&descriptor, &text, LoadMode::New);
    office.register.codes_shown(loaded.codes.keys().copied()).unwrap();
    office.request("a", "fishing-licence", &drawn(&loaded, 0), &phones[0]);
    office.request("b", "fishing-licence", &own, &phones[1]);
    assert_eq!(office.issue(&descriptor).issued.len(), 2);
    let (before, entries) = (office.deliveries(), audit_entries(&office));

    let again = office.load(&descriptor, &text, LoadMode::New);
    assert_eq!((again.new_rows(), again.batch, again.codes.len()), (0, None, 0));
    assert_eq!(
        again.rows.iter().map(|row| row.record).collect::<Vec<_>>(),
        loaded.rows.iter().map(|row| row.record).collect::<Vec<_>>()
    );
    let summary = office.issue(&descriptor);
    assert_eq!((summary.issued.len(), summary.known.len(), summary.refused.len()), (0, 2, 0));
    assert_eq!(office.deliveries(), before);
    assert_eq!(audit_entries(&office), entries);
    let states: Vec<_> =
        office.report(&again).iter().map(|line| (line["state"].clone(), line["new"].clone())).collect();
    assert_eq!(
        states,
        [("issued".into(), false.into()), ("issued".into(), false.into()), ("pending".into(), false.into())]
    );

    // A delivery that was lost is written again, the same bytes; also after its request has expired.
    let lost = before.keys().next().unwrap();
    fs::remove_file(office.path("out").join(lost)).unwrap();
    let summary = office.issue_at(&descriptor, now().plus(2 * DAY)).unwrap();
    assert_eq!((summary.known.len(), codes_of(&summary).len()), (2, 0));
    assert_eq!(office.deliveries(), before);
}

fn audit_entries(office: &Office) -> u64 {
    chop_issuer::audit::verify(&office.register, None).unwrap().entries
}

#[test]
fn a_claim_counts_once_and_the_refusal_is_recorded_once() {
    let descriptor = kind("fishing-licence");
    let mut office = Office::new(&["fishing-licence"]);
    let loaded = office.load(&descriptor, &table(&descriptor, &[("A", None)]), LoadMode::New);
    office.request("1", "fishing-licence", &drawn(&loaded, 0), &Phone::new(1));
    office.request("2", "fishing-licence", &drawn(&loaded, 0), &Phone::new(1));
    let summary = office.issue(&descriptor);
    assert_eq!((summary.issued.len(), codes_of(&summary)), (1, vec!["request.claim-used"]));
    assert_eq!(summary.refused[0].file, "2.chop-request");
    assert_eq!(summary.refused[0].record, Some(record(&loaded, 0)));
    let entries = audit_entries(&office);
    assert_eq!(codes_of(&office.issue(&descriptor)), ["request.claim-used"]);
    assert_eq!(audit_entries(&office), entries, "the same refusal is recorded once");
}

#[test]
fn each_reason_to_refuse_a_request_has_its_code() {
    let descriptor = kind("personal-code");
    let mut office = Office::new(&["personal-code", "fishing-licence"]);
    let licence = kind("fishing-licence");
    let loaded = office.load(&descriptor, &table(&descriptor, &[("A", None), ("B", None)]), LoadMode::New);
    let other = office.load(&licence, &table(&licence, &[("A", None)]), LoadMode::New);
    let (kid, code, phone) = (office.kid(), drawn(&loaded, 0), Phone::new(7));
    let later = now().plus(DAY);
    let stranger = chop_core::crypto::Kid::new([9; 8]);

    office.put_request("01", b"not a request");
    office.put_request("02", &Phone::new(7).request(kid, "personal-code", &code, now()));
    office.put_request("03", &Phone::new(7).request(stranger, "personal-code", &code, later));
    office.put_request("04", &Phone::new(7).request(kid, "fishing-licence", &drawn(&other, 0), later));
    office.put_request("05", &Phone::new(7).request(kid, "personal-code", &drawn(&other, 0), later));
    office.put_request("06", &Phone::new(7).request(kid, "personal-code", &ClaimCode::draw(&mut Os).unwrap(), later));
    office.put_request("07", &Phone::new(6).request(kid, "personal-code", &code, later));
    let mut tampered = phone.request(kid, "personal-code", &code, later);
    *tampered.last_mut().unwrap() ^= 1;
    office.put_request("08", &tampered);
    let big = chop_core::crypto::SoftwareKey::generate(chop_core::crypto::Algorithm::Es384, &mut Os).unwrap();
    office.put_request("09", &Phone(vec![big]).request(kid, "personal-code", &code, later));
    office.put_request("10", &phone.request(kid, "personal-code", &code, later));
    // The same keys for another claim, and another request for one that is taken.
    office.put_request("11", &phone.request(kid, "personal-code", &drawn(&loaded, 1), later));
    office.put_request("12", &Phone::new(7).request(kid, "personal-code", &code, later));
    fs::create_dir(office.path("requests").join("13.chop-request")).unwrap();

    let summary = office.issue(&descriptor);
    assert_eq!(summary.issued, [record(&loaded, 0)]);
    assert_eq!(
        codes_of(&summary),
        [
            "request.format",
            "request.expired",
            "request.other-issuer",
            "request.other-kind",
            "request.other-kind",
            "request.claim-unknown",
            "request.too-few-keys",
            "request.proof",
            "request.key-type",
            "request.key-used",
            "request.claim-used",
            "file.denied",
        ]
    );
    let states: Vec<_> = office.report(&loaded).iter().map(|line| line["state"].as_str().unwrap().to_owned()).collect();
    assert_eq!(states, ["issued", "pending"], "a record without a good request stays pending, unsigned");
}

#[test]
fn a_document_that_would_outlive_its_signers_certificate_waits_for_a_new_one() {
    let descriptor = kind("fishing-licence");
    let mut office = Office::new(&["fishing-licence"]);
    let loaded = office.load(&descriptor, &table(&descriptor, &[("A", None)]), LoadMode::New);
    let late = now().plus(100 * DAY);
    office
        .put_request("a", &Phone::new(1).request(office.kid(), "fishing-licence", &drawn(&loaded, 0), late.plus(DAY)));
    let summary = office.issue_at(&descriptor, late).unwrap();
    assert_eq!(codes_of(&summary), [RequestFault::SignerExpires.code()]);

    let until =
        chop_issuer::renew(&mut office.register, PASSPHRASE, "https://department.example/", late, &mut Os).unwrap();
    assert!(until > late.plus(365 * DAY));
    office.register = office.again();
    office.signer = office.register.signer(PASSPHRASE, late).unwrap();
    assert_eq!(office.issue_at(&descriptor, late).unwrap().issued.len(), 1);
    let (_, bytes) = office.deliveries().into_iter().next().unwrap();
    let delivery = chop_core::exchange::offline::Delivery::parse(&bytes).unwrap();
    let trust = office.trust(&["fishing-licence"], late);
    assert_eq!(verdict(&delivery.credentials[0], &trust, late).code(), "ok");

    let ended = office.register.signer(PASSPHRASE, until.plus(1)).unwrap_err();
    assert_eq!(ended, RegisterFault::SignerExpired);
}

#[test]
fn an_age_is_the_one_of_the_day_on_which_each_credential_begins() {
    let descriptor = kind("personal-code");
    let mut office = Office::new(&["personal-code"]);
    // 18 years old on the third day of the strip.
    let text = table(&descriptor, &[("A", None)]).replace("1958-06-03", "2008-11-25");
    assert!(text.contains("2008-11-25"), "the example has a date of birth");
    let loaded = office.load(&descriptor, &text, LoadMode::New);
    office.request("a", "personal-code", &drawn(&loaded, 0), &Phone::new(7));
    office.issue(&descriptor);
    let (_, bytes) = office.deliveries().into_iter().next().unwrap();
    let delivery = chop_core::exchange::offline::Delivery::parse(&bytes).unwrap();
    let trust = office.trust(&["personal-code"], now());
    let birthday = Date::parse("2026-11-25").unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for bytes in &delivery.credentials {
        let CredentialOutcome::Genuine(genuine, _) = verdict(bytes, &trust, now()) else { panic!("not genuine") };
        let document = genuine.content().documents[0].clone();
        let element = document.elements.iter().find(|element| element.id == "age_over_18").unwrap();
        let DisclosedValue::Known(chop_core::document::Value::Boolean(adult)) = element.value else { panic!() };
        assert_eq!(adult, Date::in_hong_kong(document.signed) >= birthday);
        seen.insert(adult);
    }
    assert_eq!(seen.len(), 2, "both sides of the birthday are in the strip");
}

#[test]
fn a_document_does_not_begin_before_its_holder_is_old_enough() {
    let descriptor = kind("senior-citizen-card");
    let mut office = Office::new(&["senior-citizen-card"]);
    let text = table(&descriptor, &[("A", None)]).replace("1958-06-03", "1961-12-01");
    let loaded = office.load(&descriptor, &text, LoadMode::New);
    office.request("a", "senior-citizen-card", &drawn(&loaded, 0), &Phone::new(1));
    office.issue(&descriptor);
    let (_, bytes) = office.deliveries().into_iter().next().unwrap();
    let delivery = chop_core::exchange::offline::Delivery::parse(&bytes).unwrap();
    let start = Date::parse("2026-12-01").unwrap().start_in_hong_kong();
    let trust = office.trust(&["senior-citizen-card"], now());
    assert_eq!(verdict(&delivery.credentials[0], &trust, now()).code(), "time.not-yet");
    assert_eq!(verdict(&delivery.credentials[0], &office.trust(&["senior-citizen-card"], start), start).code(), "ok");
}

#[test]
fn corrected_data_take_the_place_of_the_old_when_they_are_issued() {
    let descriptor = kind("fishing-licence");
    let mut office = Office::new(&["fishing-licence"]);
    let loaded = office.load(&descriptor, &table(&descriptor, &[("A", None), ("B", None)]), LoadMode::New);
    office.register.codes_shown(loaded.codes.keys().copied()).unwrap();
    office.request("a", "fishing-licence", &drawn(&loaded, 0), &Phone::new(1));
    office.issue(&descriptor);
    let (_, old) = office.deliveries().into_iter().next().unwrap();
    let old = chop_core::exchange::offline::Delivery::parse(&old).unwrap();

    let text = table(&descriptor, &[("A", None), ("B", None)]).replace("2029-11-23", "2030-11-23");
    let corrected = office.load(&descriptor, &text, LoadMode::Correct);
    office.register.codes_shown(corrected.codes.keys().copied()).unwrap();
    assert_eq!(corrected.new_rows(), 2);
    let states = |office: &Office, loaded| -> Vec<String> {
        office.report(loaded).iter().map(|line| line["state"].as_str().unwrap().to_owned()).collect()
    };
    // A was claimed and stays good until the correction is issued; B was not, and its old code leads nowhere now.
    assert_eq!(states(&office, &loaded), ["issued", "superseded"]);
    office.request("b-old", "fishing-licence", &drawn(&loaded, 1), &Phone::new(1));
    assert_eq!(codes_of(&office.issue(&descriptor)), ["request.record-ended"]);
    let day = now().plus(3 * DAY);
    let code_of =
        |office: &mut Office| verdict(&old.credentials[0], &office.trust(&["fishing-licence"], day), day).code();
    assert_eq!(code_of(&mut office), "ok");
    // The same corrections again are the same records.
    assert_eq!(office.load(&descriptor, &text, LoadMode::Correct).new_rows(), 0);

    office.request("a-new", "fishing-licence", &drawn(&corrected, 0), &Phone::new(1));
    assert_eq!(office.issue(&descriptor).issued, [record(&corrected, 0)]);
    assert_eq!(states(&office, &loaded), ["superseded", "superseded"]);
    assert_eq!(states(&office, &corrected), ["issued", "pending"]);
    assert_eq!(code_of(&mut office), "status.revoked");
    assert_eq!(office.load(&descriptor, &text, LoadMode::Correct).new_rows(), 0);
}

#[test]
fn a_code_that_nobody_saw_is_drawn_again_and_one_that_was_shown_never_is() {
    let descriptor = kind("fishing-licence");
    let mut office = Office::new(&["fishing-licence"]);
    let text = table(&descriptor, &[("A", None)]);
    let killed = office.load(&descriptor, &text, LoadMode::New);
    // The run ended before its report was written.
    let loaded = office.load(&descriptor, &text, LoadMode::New);
    assert_eq!((loaded.new_rows(), loaded.rows[0].record), (0, record(&killed, 0)));
    assert_ne!(drawn(&loaded, 0), drawn(&killed, 0));
    office.register.codes_shown(loaded.codes.keys().copied()).unwrap();
    assert!(office.load(&descriptor, &text, LoadMode::New).codes.is_empty());
    office.request("1-killed", "fishing-licence", &drawn(&killed, 0), &Phone::new(1));
    office.request("2-shown", "fishing-licence", &drawn(&loaded, 0), &Phone::new(1));
    let summary = office.issue(&descriptor);
    assert_eq!((summary.issued.len(), codes_of(&summary)), (1, vec!["request.claim-unknown"]));
}

#[test]
fn one_process_at_a_time_loads_and_issues() {
    let office = Office::new(&["fishing-licence"]);
    let held = office.register.exclusive().unwrap();
    assert_eq!(office.again().exclusive().unwrap_err(), RegisterFault::Busy);
    drop(held);
    assert!(office.again().exclusive().is_ok());
}

#[test]
fn a_clock_before_the_register_and_a_foreign_kind_are_refused() {
    let mut office = Office::new(&["fishing-licence"]);
    let epoch = chop_core::time::UnixTime::EPOCH;
    let fault = office.issue_at(&kind("fishing-licence"), epoch).unwrap_err();
    assert_eq!(fault, RunFault::Register(RegisterFault::Clock));
    let fault = office.issue_at(&kind("personal-code"), now()).unwrap_err();
    assert_eq!(fault, RunFault::Register(RegisterFault::KindRefused));
    assert_eq!(office.register.signer("wrong", now()).unwrap_err().code(), "key.passphrase");
}

#[test]
fn a_dead_source_of_randomness_is_refused_before_anything_is_taken() {
    struct Zeros;
    impl chop_core::random::Random for Zeros {
        fn fill(&mut self, bytes: &mut [u8]) -> Result<(), chop_core::random::RandomFault> {
            bytes.fill(0);
            Ok(())
        }
    }
    let descriptor = kind("fishing-licence");
    let mut office = Office::new(&["fishing-licence"]);
    let loaded = office.load(&descriptor, &table(&descriptor, &[("A", None)]), LoadMode::New);
    office.request("a", "fishing-licence", &drawn(&loaded, 0), &Phone::new(1));
    let requests = chop_issuer::requests::list(&office.path("requests")).unwrap();
    let run = chop_issuer::issue::Run {
        exclusive: None,
        out: &office.path("out"),
        register: &mut office.register,
        descriptor: &descriptor,
        formats: &chop_issuer::Formats::default(),
        signer: &office.signer,
        threads: threads(),
        now: now(),
        random: &mut Zeros,
        observe: &mut |_| {},
    };
    assert_eq!(run.issue(&requests).unwrap_err().code(), "random.failed");
    assert_eq!(office.issue(&descriptor).issued.len(), 1);
}

#[test]
fn status_places_are_named_by_number_and_short_lived_kinds_have_none() {
    let mut office = Office::new(&["age-proof", "certificate-of-imprisonment"]);
    for (name, keys) in [("age-proof", 16), ("certificate-of-imprisonment", 4)] {
        let descriptor = kind(name);
        let loaded = office.load(&descriptor, &table(&descriptor, &[("A", None)]), LoadMode::New);
        office.request(name, name, &drawn(&loaded, 0), &Phone::new(keys));
        office.issue(&descriptor);
        let file = office.report(&loaded)[0]["file"].as_str().unwrap().to_owned();
        assert_eq!(file.len(), 37);
        assert!(file.strip_suffix(".chop").unwrap().bytes().all(|byte| byte.is_ascii_hexdigit()));
        let delivery = office.delivery(&file);
        let text = String::from_utf8_lossy(&delivery.credentials[0]).into_owned();
        assert_eq!(text.contains("https://status.example/t/1"), name != "age-proof");
        assert!(delivery.credentials.iter().all(|bytes| IssuerSigned::parse(bytes).is_ok()));
    }
    assert_eq!(office.report_states(), [RecordState::Issued; 2]);
}

trait States {
    fn report_states(&self) -> Vec<RecordState>;
}

impl States for Office {
    fn report_states(&self) -> Vec<RecordState> {
        let mut states = Vec::new();
        let filter = chop_issuer::report::Filter::default();
        chop_issuer::report::list::<chop_issuer::StoreFault>(&self.register, &filter, &Kinds::shipped(), |record| {
            states.push(record.state);
            Ok(())
        })
        .unwrap();
        states
    }
}

#[test]
fn nothing_of_a_holder_is_in_what_a_program_may_print() {
    let descriptor = kind("fishing-licence");
    let mut office = Office::new(&["fishing-licence"]);
    let own = code();
    let text = table(&descriptor, &[("CANARYREF", Some(&own)), ("B", None)]).replace("CHAN", "CANARYNAME");
    fs::write(office.path("batch.csv"), &text).unwrap();
    let checked = office.check(&descriptor, &office.path("batch.csv"), LoadMode::New).unwrap();
    let loaded = office.load(&descriptor, &text, LoadMode::New);
    let bad = text.replace("CANARYNAME", "CANARYNAME1").replace("2029-11-23", "2029-11-23CANARY");
    fs::write(office.path("batch.csv"), bad).unwrap();
    let refused = office.check(&descriptor, &office.path("batch.csv"), LoadMode::New).unwrap_err();
    let mut printed = format!("{checked:?} {loaded:?} {refused:?} {:?} {:?}", office.register, office.signer);
    chop_issuer::report::rows::<chop_issuer::StoreFault>(&office.register, &loaded, |row| {
        printed += &format!("{row:?}");
        Ok(())
    })
    .unwrap();
    let filter = chop_issuer::report::Filter {
        holder: Some(chop_issuer::HolderRef::parse("CANARYREF").unwrap()),
        ..Default::default()
    };
    printed += &format!("{filter:?}");
    chop_issuer::report::list::<chop_issuer::StoreFault>(&office.register, &filter, &Kinds::shipped(), |record| {
        printed += &format!("{record:?}");
        Ok(())
    })
    .unwrap();
    assert!(printed.contains("<redacted>") && !printed.contains("CANARY"), "{printed}");
    for code in [own, drawn(&loaded, 1)] {
        assert!(!printed.contains(&code.expose()));
    }
}
