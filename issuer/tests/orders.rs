//! Revoking, suspending, reinstating, publishing: what verifiers then say.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails loudly")]

mod kit;

use chop_core::exchange::offline::Delivery;
use chop_core::status::{Purpose, SignedList, parse_cwt};
use chop_issuer::batch::LoadMode;
use chop_issuer::orders::{Action, Order, OrderFault, Reason, Target, confirm, order};
use chop_issuer::publish::{PublishFault, publish};
use chop_issuer::{BatchNumber, CredentialNumber, HolderRef, OperatorName, ProposalNumber, RecordNumber};
use kit::*;

const DAY: i64 = 86_400;

fn person(name: &str) -> OperatorName {
    OperatorName::parse(name).unwrap()
}

fn an_order(action: Action, targets: Vec<Target>) -> Order {
    Order { action, targets, reason: Reason::Lost, by: person("Ann") }
}

fn holder(name: &str) -> Target {
    Target::Holder(HolderRef::parse(name).unwrap())
}

/// Two holders with a licence and a strip of codes each.
fn two_holders() -> (Office, Vec<Vec<Delivery>>) {
    let kinds = ["fishing-licence", "personal-code"];
    let mut office = Office::new(&kinds);
    let mut deliveries = vec![Vec::new(), Vec::new()];
    for (name, keys) in kinds.iter().zip([1, 7]) {
        let descriptor = kind(name);
        let text = table(&descriptor, &[("A", None), ("B", None)]).replace("2026-11-24", "2026-11-20");
        let loaded = office.load(&descriptor, &text, LoadMode::New);
        for row in 0..2 {
            office.request(&format!("{name}-{row}"), name, &drawn(&loaded, row), &Phone::new(keys));
        }
        office.issue(&descriptor);
        for (row, line) in office.report(&loaded).iter().enumerate() {
            deliveries[row].push(office.delivery(line["file"].as_str().unwrap()));
        }
    }
    (office, deliveries)
}

fn verdicts(office: &mut Office, holder: &[Delivery]) -> Vec<&'static str> {
    let trust = office.trust(&["fishing-licence", "personal-code"], now());
    holder.iter().flat_map(|delivery| &delivery.credentials).map(|bytes| verdict(bytes, &trust, now()).code()).collect()
}

const GOOD: [&str; 8] =
    ["ok", "ok", "time.not-yet", "time.not-yet", "time.not-yet", "time.not-yet", "time.not-yet", "time.not-yet"];

#[test]
fn a_lost_phone_ends_every_document_and_strip_of_its_holder_and_no_other() {
    let (mut office, deliveries) = two_holders();
    assert_eq!(verdicts(&mut office, &deliveries[0]), GOOD);
    let effect = order(&mut office.register, &an_order(Action::Revoke, vec![holder("A")]), now()).unwrap();
    assert_eq!((effect.entries, effect.records.len(), effect.unlisted), (8, 2, 0));
    assert_eq!((effect.known_soon, effect.known_at_worst), (now().plus(DAY), now().plus(7 * DAY)));
    let a = verdicts(&mut office, &deliveries[0]);
    assert_eq!((a[0], a[1]), ("status.revoked", "status.revoked"));
    assert_eq!(verdicts(&mut office, &deliveries[1]), GOOD);
    // Of a credential that is not valid yet, that is said first; at its time it is revoked too.
    let trust = office.trust(&["personal-code"], now().plus(3 * DAY));
    let later: Vec<_> =
        deliveries[0][1].credentials.iter().map(|bytes| verdict(bytes, &trust, now().plus(3 * DAY)).code()).collect();
    assert!(later.contains(&"status.revoked") && !later.contains(&"ok"), "{later:?}");
    let again = order(&mut office.register, &an_order(Action::Revoke, vec![holder("A")]), now()).unwrap();
    assert_eq!((again.entries, again.records.len()), (0, 0));
}

#[test]
fn suspended_comes_back_and_revoked_does_not() {
    let (mut office, deliveries) = two_holders();
    let one = vec![Target::Record(RecordNumber::new(1))];
    assert_eq!(order(&mut office.register, &an_order(Action::Suspend, one.clone()), now()).unwrap().entries, 1);
    assert_eq!(verdicts(&mut office, &deliveries[0])[0], "status.suspended");
    assert_eq!(order(&mut office.register, &an_order(Action::Reinstate, one.clone()), now()).unwrap().entries, 1);
    assert_eq!(verdicts(&mut office, &deliveries[0]), GOOD);
    order(&mut office.register, &an_order(Action::Suspend, one.clone()), now()).unwrap();
    assert_eq!(order(&mut office.register, &an_order(Action::Revoke, one.clone()), now()).unwrap().entries, 1);
    for action in [Action::Reinstate, Action::Suspend] {
        let fault = order(&mut office.register, &an_order(action, one.clone()), now()).unwrap_err();
        assert_eq!(fault, OrderFault::Final);
    }
    assert_eq!(verdicts(&mut office, &deliveries[0])[0], "status.revoked");
}

#[test]
fn one_credential_can_be_revoked_and_its_record_stays() {
    let (mut office, deliveries) = two_holders();
    // The strip of A begins with the third credential: two licences came before.
    let one = vec![Target::Credential(CredentialNumber::new(3))];
    assert_eq!(order(&mut office.register, &an_order(Action::Revoke, one), now()).unwrap().entries, 1);
    let a = verdicts(&mut office, &deliveries[0]);
    assert_eq!((a[0], a[1]), ("ok", "status.revoked"));
}

#[test]
fn a_target_that_is_not_there_changes_nothing() {
    let (mut office, deliveries) = two_holders();
    for stranger in [
        holder("C"),
        Target::Record(RecordNumber::new(99)),
        Target::Credential(CredentialNumber::new(99)),
        Target::Batch(BatchNumber::new(99)),
    ] {
        let is_holder = matches!(stranger, Target::Holder(_));
        let fault =
            order(&mut office.register, &an_order(Action::Revoke, vec![holder("A"), stranger]), now()).unwrap_err();
        let expected = if is_holder { OrderFault::NoSuchHolder } else { OrderFault::NoSuchRecord };
        assert_eq!(fault, expected);
    }
    assert_eq!(verdicts(&mut office, &deliveries[0]), GOOD);
    // Named twice is not unknown.
    let twice = vec![holder("A"), holder("A"), Target::Record(RecordNumber::new(1))];
    assert_eq!(order(&mut office.register, &an_order(Action::Suspend, twice), now()).unwrap().entries, 8);
}

#[test]
fn a_record_that_nobody_claimed_cannot_be_claimed_once_revoked() {
    let descriptor = kind("fishing-licence");
    let mut office = Office::new(&["fishing-licence"]);
    let loaded = office.load(&descriptor, &table(&descriptor, &[("A", None)]), LoadMode::New);
    let effect = order(&mut office.register, &an_order(Action::Revoke, vec![holder("A")]), now()).unwrap();
    assert_eq!((effect.entries, effect.records), (1, vec![record(&loaded, 0)]));
    let fault = order(&mut office.register, &an_order(Action::Reinstate, vec![holder("A")]), now()).unwrap_err();
    assert_eq!(fault, OrderFault::Final);
    office.request("a", "fishing-licence", &drawn(&loaded, 0), &Phone::new(1));
    let summary = office.issue(&descriptor);
    assert_eq!((summary.issued.len(), summary.refused[0].fault.code()), (0, "request.record-ended"));
}

#[test]
fn documents_without_a_status_are_said_to_end_by_themselves() {
    let descriptor = kind("age-proof");
    let mut office = Office::new(&["age-proof"]);
    let loaded = office.load(&descriptor, &table(&descriptor, &[("A", None)]), LoadMode::New);
    office.request("a", "age-proof", &drawn(&loaded, 0), &Phone::new(16));
    office.issue(&descriptor);
    let effect = order(&mut office.register, &an_order(Action::Revoke, vec![holder("A")]), now()).unwrap();
    assert_eq!((effect.entries, effect.unlisted), (16, 16));
    let until = effect.unlisted_until.unwrap();
    assert!(until > now().plus(26 * 3_600) && until <= now().plus(30 * 3_600));
}

/// A thousand entries are one person's to change; one more needs a second (security T64).
#[test]
fn one_thousand_and_one_entries_need_two_persons_and_one_thousand_do_not() {
    let descriptor = kind("age-proof");
    for (rows, needs_two) in [(1_000, false), (1_001, true)] {
        let mut office = Office::new(&["age-proof"]);
        let names: Vec<String> = (0..rows).map(|row| format!("H{row}")).collect();
        let people: Vec<_> = names.iter().map(|name| (name.as_str(), None)).collect();
        let loaded = office.load(&descriptor, &table(&descriptor, &people), LoadMode::New);
        let whole = an_order(Action::Revoke, vec![Target::Batch(loaded.batch.unwrap())]);
        let outcome = order(&mut office.register, &whole, now());
        if !needs_two {
            assert_eq!(outcome.unwrap().entries, 1_000);
            continue;
        }
        let Err(OrderFault::TwoPersons { proposal, entries: 1_001 }) = outcome else { panic!("{outcome:?}") };
        assert_eq!(OrderFault::TwoPersons { proposal, entries: 1_001 }.code(), "issuer.two-persons");
        let pending = |office: &Office| office.report(&loaded).iter().filter(|line| line["state"] == "pending").count();
        assert_eq!(pending(&office), 1_001, "nothing has changed yet");

        let register = &mut office.register;
        let unknown = ProposalNumber::new(proposal.get() + 1);
        assert_eq!(confirm(register, unknown, Action::Revoke, &person("Bob"), now()), Err(OrderFault::Proposal));
        for same in ["Ann", " ann ", "ANN"] {
            assert_eq!(confirm(register, proposal, Action::Revoke, &person(same), now()), Err(OrderFault::SamePerson));
        }
        assert_eq!(confirm(register, proposal, Action::Suspend, &person("Bob"), now()), Err(OrderFault::Proposal));
        assert_eq!(
            confirm(register, proposal, Action::Revoke, &person("Bob"), now().plus(7 * DAY + 1)),
            Err(OrderFault::Proposal)
        );
        assert_eq!(pending(&office), 1_001);
        let effect =
            confirm(&mut office.register, proposal, Action::Revoke, &person("Bob"), now().plus(7 * DAY)).unwrap();
        assert_eq!((effect.entries, pending(&office)), (1_001, 0));
        assert_eq!(
            confirm(&mut office.register, proposal, Action::Revoke, &person("Bob"), now()),
            Err(OrderFault::Proposal)
        );
        let mut actors = Vec::new();
        chop_issuer::audit::export::<chop_issuer::StoreFault>(&office.register, |entry| {
            if let Some(event) = entry["event"].as_str().filter(|event| event.starts_with("order.")) {
                actors.push((event.to_owned(), entry["actor"].as_str().unwrap().to_owned(), entry["count"].clone()));
            }
            Ok(())
        })
        .unwrap();
        assert_eq!(
            actors,
            [
                ("order.proposed".to_owned(), "Ann".to_owned(), 1_001.into()),
                ("order.confirmed".to_owned(), "Bob".to_owned(), 1_001.into())
            ]
        );
    }
}

#[test]
fn a_published_list_is_signed_ends_within_seven_days_and_never_goes_back() {
    let (mut office, _) = two_holders();
    let out = office.path("lists");
    let lists = publish(&mut office.register, &office.signer, &out, now()).unwrap();
    // The one in use, and one that no document is in yet.
    assert_eq!(lists.len(), 2);
    assert_eq!(lists[0].path, out.join("1.cwt"));
    let token = std::fs::read(&lists[0].path).unwrap();
    let claims = parse_cwt(&token, office.signer.public_key()).unwrap();
    assert_eq!(claims.uri, format!("{PREFIX}1"));
    assert_eq!(claims.expires_at, now().plus(7 * DAY));
    assert_eq!(claims.ttl, 86_400);
    assert!(claims.list.entries() >= 1 << 17);
    assert!(parse_cwt(&token, Office::new(&["age-proof"]).signer.public_key()).is_err());

    // The other forms of the same list, from the same moment.
    let names: Vec<_> = lists[0].files.iter().map(|file| file.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(names, ["1.cwt", "1.jwt", "1.revocation.jwt", "1.suspension.jwt"]);
    for (file, purpose) in lists[0].files.iter().zip([None, None, Some(Purpose::Revocation), Some(Purpose::Suspension)])
    {
        let bytes = std::fs::read(file).unwrap();
        let form = SignedList::recognise(&bytes).unwrap().open(office.signer.public_key()).unwrap();
        assert_eq!((form.issued_at, form.expires_at, form.ttl), (claims.issued_at, claims.expires_at, claims.ttl));
        assert_eq!(form.purpose, purpose);
        assert_eq!(form.uri, purpose.map_or_else(|| claims.uri.clone(), |purpose| purpose.address(&claims.uri)));
        assert_eq!(form.list.entries(), claims.list.entries());
    }

    publish(&mut office.register, &office.signer, &out, now()).unwrap();
    publish(&mut office.register, &office.signer, &out, now().plus(60)).unwrap();
    let before = std::fs::read(&lists[0].path).unwrap();
    let fault = publish(&mut office.register, &office.signer, &out, now().plus(59)).unwrap_err();
    assert_eq!(fault, PublishFault::Clock);
    assert_eq!(std::fs::read(&lists[0].path).unwrap(), before);
}
