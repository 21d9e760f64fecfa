use super::super::*;
use super::{date_value, day, id, shipped};

fn entitlement(code: &str, from: Option<&str>, to: Option<&str>) -> ListItem {
    let mut fields = vec![(id("code"), Scalar::new(Value::Code(Code::parse(code).unwrap())).unwrap())];
    for (name, date) in [("from", from), ("to", to)] {
        fields.extend(date.map(|date| (id(name), Scalar::new(date_value(date)).unwrap())));
    }
    ListItem::Record(ListRecord::new(fields).unwrap())
}

fn licence(expiry: &str, entitlements: Vec<ListItem>, on: &str) -> InForce {
    let shown = [(id("expiry_date"), date_value(expiry)), (id("entitlements"), Value::List(entitlements))];
    shipped("driving-licence").in_force(&shown, day(on))
}

fn expired(date: &str) -> InForce {
    InForce::No(NotInForce::Expired(day(date)))
}

fn not_yet(date: &str) -> InForce {
    InForce::No(NotInForce::NotYet(day(date)))
}

fn fishing(from: &str, to: &str, on: &str) -> InForce {
    let shown = [(id("licence_from"), date_value(from)), (id("expiry_date"), date_value(to))];
    shipped("fishing-licence").in_force(&shown, day(on))
}

#[test]
fn the_first_and_the_last_day_belong_to_the_time_in_force() {
    let on = |day| fishing("2026-01-01", "2026-12-31", day);
    assert_eq!(on("2025-12-31"), not_yet("2026-01-01"));
    assert_eq!(on("2026-01-01"), InForce::Yes);
    assert_eq!(on("2026-12-31"), InForce::Yes);
    assert_eq!(on("2027-01-01"), expired("2026-12-31"));
}

#[test]
fn the_last_day_ends_at_24_00_in_hong_kong() {
    let at = |tdate| Date::in_hong_kong(crate::time::UnixTime::parse_tdate(tdate).unwrap());
    let on = |date: Date| fishing("2026-01-01", "2026-12-31", &date.to_string());
    assert_eq!(on(at("2026-12-31T15:59:59Z")), InForce::Yes);
    assert_eq!(on(at("2026-12-31T16:00:00Z")), expired("2026-12-31"));
    assert_eq!(on(at("2025-12-31T15:59:59Z")), not_yet("2026-01-01"));
    assert_eq!(on(at("2025-12-31T16:00:00Z")), InForce::Yes);
}

#[test]
fn days_the_wrong_way_round_are_never_in_force() {
    for on in ["2026-01-01", "2026-06-15", "2026-12-31", "2027-06-01"] {
        assert!(matches!(fishing("2026-12-31", "2026-01-01", on), InForce::No(_)), "{on}");
    }
}

#[test]
fn a_document_without_such_dates_is_in_force() {
    assert_eq!(shipped("senior-citizen-card").in_force(&[], day("2099-01-01")), InForce::Yes);
}

#[test]
fn a_deciding_element_that_is_hidden_or_of_another_type_leaves_it_open() {
    let kind = shipped("fishing-licence");
    let expiry = (id("expiry_date"), date_value("2026-12-31"));
    assert_eq!(kind.in_force(&[], day("2026-06-01")), InForce::Unknown);
    assert_eq!(kind.in_force(std::slice::from_ref(&expiry), day("2026-06-01")), InForce::Unknown);
    assert_eq!(
        kind.in_force(&[expiry, (id("licence_from"), Value::Boolean(true))], day("2026-06-01")),
        InForce::Unknown
    );
    let kind = shipped("driving-licence");
    assert_eq!(kind.in_force(&[(id("expiry_date"), date_value("2030-01-01"))], day("2026-06-01")), InForce::Unknown);
}

#[test]
fn one_class_that_ended_makes_a_licence_partly_valid() {
    let classes = || {
        vec![
            entitlement("1", Some("2016-01-01"), Some("2030-12-31")),
            entitlement("2", Some("2016-01-01"), Some("2026-06-30")),
            entitlement("3", Some("2027-01-01"), None),
        ]
    };
    let on = licence("2030-12-31", classes(), "2026-07-01");
    let InForce::Partly(all) = &on else { panic!("{on:?}") };
    let lapses: Vec<Option<NotInForce>> = all.iter().map(|entitlement| entitlement.lapse).collect();
    assert_eq!(
        lapses,
        [None, Some(NotInForce::Expired(day("2026-06-30"))), Some(NotInForce::NotYet(day("2027-01-01")))]
    );
    assert_eq!(on.entitlements_in_force().map(Code::as_str).collect::<Vec<_>>(), ["1"]);
    let before = licence("2030-12-31", classes(), "2026-06-30");
    assert_eq!(before.entitlements_in_force().map(Code::as_str).collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(licence("2026-06-30", classes(), "2026-07-01"), expired("2026-06-30"), "the licence itself ended");
}

#[test]
fn all_classes_in_force_is_yes_and_none_is_no() {
    let both = |a, b| vec![entitlement("1", None, Some(a)), entitlement("2", None, Some(b))];
    assert_eq!(licence("2030-12-31", both("2026-07-01", "2026-07-02"), "2026-07-01"), InForce::Yes);
    assert_eq!(licence("2030-12-31", both("2026-05-31", "2026-06-30"), "2026-07-01"), expired("2026-06-30"));
    let later = vec![
        entitlement("1", Some("2027-01-01"), None),
        entitlement("2", Some("2026-08-01"), None),
        entitlement("3", None, Some("2020-01-01")),
    ];
    assert_eq!(licence("2030-12-31", later, "2026-07-01"), not_yet("2026-08-01"));
    assert_eq!(licence("2030-12-31", Vec::new(), "2026-07-01"), InForce::Unknown);
}

#[test]
fn a_class_with_several_records_is_in_force_if_any_is() {
    let stages = |on| {
        licence(
            "2036-12-31",
            vec![entitlement("1", Some("2025-01-01"), Some("2025-12-31")), entitlement("1", Some("2026-01-01"), None)],
            on,
        )
    };
    assert_eq!(stages("2025-06-01"), InForce::Yes);
    assert_eq!(stages("2026-06-01"), InForce::Yes);
    assert_eq!(stages("2024-06-01"), not_yet("2025-01-01"));
}

#[test]
fn a_class_has_a_label_in_three_languages() {
    let kind = shipped("driving-licence");
    let label = kind.entitlement_label(&Code::parse("6").unwrap()).unwrap();
    assert_eq!((label.en.as_str(), label.zh_hant.as_str()), ("Taxi", "的士"));
    assert_eq!(kind.entitlement_label(&Code::parse("99").unwrap()), None);
    assert_eq!(shipped("age-proof").entitlement_label(&Code::parse("1").unwrap()), None);
    assert_eq!(NotInForce::Expired(day("2026-01-01")).code(), "in-force.expired");
    assert_eq!(NotInForce::NotYet(day("2026-01-01")).code(), "in-force.not-yet");
}
