use proptest::prelude::*;

use super::super::*;
use super::id;
use super::values::{codes, element, names, records, text};
use crate::encoding::cbor::{Item, Strictness};
use crate::encoding::limits::INTEGER_MAX;
use crate::language::Language;
use crate::time::UnixTime;

fn any_date() -> impl Strategy<Value = Date> {
    (1_i16..=9_999, 1_i8..=12, 1_i8..=28).prop_map(|(y, m, d)| Date::new(y, m, d).unwrap())
}

fn any_text() -> impl Strategy<Value = Text> {
    "[ -~À-ſ一-龥\u{20000}-\u{2a6df}\u{f900}-\u{fad9}]{0,10}".prop_map(|text| Text::parse(&text).unwrap())
}

fn any_hkid() -> impl Strategy<Value = Hkid> {
    ("O{1,2}", 0_u32..1_000_000).prop_map(|(prefix, n)| {
        let number = |check| format!("{prefix}{n:06}{check}");
        "0123456789A".chars().find_map(|check| Hkid::parse(&number(check)).ok()).unwrap()
    })
}

fn any_scalar() -> impl Strategy<Value = (Value, ElementType)> {
    let max = INTEGER_MAX as i64;
    prop_oneof![
        any_text().prop_map(|text| (Value::Text(text), ElementType::Text { max: 10, format: TextFormat::Plain })),
        (-max..=max)
            .prop_map(move |n| (Value::Integer(Integer::new(n).unwrap()), ElementType::Integer { min: -max, max })),
        any::<bool>().prop_map(|value| (Value::Boolean(value), ElementType::Boolean)),
        any_date().prop_map(|date| (Value::Date(date), ElementType::Date)),
        (-62_135_596_800_i64..253_402_207_199)
            .prop_map(|s| (Value::DateTime(UnixTime::new(s).unwrap()), ElementType::DateTime)),
        (any_date(), prop_oneof![Just(4_usize), Just(7), Just(10)]).prop_map(|(date, length)| {
            let text = &date.to_string()[..length];
            (Value::PartialDate(PartialDate::parse(text).unwrap()), ElementType::PartialDate)
        }),
        prop_oneof![Just("F"), Just("1"), Just("2")]
            .prop_map(|code| (Value::Code(Code::parse(code).unwrap()), ElementType::Code(codes()))),
        any_hkid().prop_map(|number| (Value::IdNumber(number), ElementType::IdNumber)),
    ]
}

fn any_value() -> impl Strategy<Value = (Value, ElementType)> {
    let list = proptest::collection::vec(any_scalar(), 1..5).prop_map(|scalars| {
        // One record with a field for each, and one with the first alone.
        let fields: Vec<Field> = scalars
            .iter()
            .enumerate()
            .map(|(i, (_, ty))| Field {
                id: id(&format!("f{}", "x".repeat(i))),
                ty: ty.clone(),
                optional: i > 0,
                names: names(),
            })
            .collect();
        let record = |n: usize| {
            let of = fields.iter().zip(&scalars).take(n);
            let of = of.map(|(field, (value, _))| (field.id.clone(), Scalar::new(value.clone()).unwrap()));
            ListItem::Record(ListRecord::new(of.rev_if_even().collect()).unwrap())
        };
        let value = Value::List(vec![record(scalars.len()), record(1)]);
        (value, ElementType::List { max: 2, shape: ListShape::Record(fields) })
    });
    let scalars = (any_scalar(), 0_usize..4).prop_map(|((value, ty), n)| {
        let items = (0..n).map(|_| ListItem::Scalar(Scalar::new(value.clone()).unwrap())).collect();
        (Value::List(items), ElementType::List { max: 4, shape: ListShape::Scalar(Box::new(ty)) })
    });
    let image =
        proptest::collection::vec(any::<u8>(), 0..64).prop_map(|b| (Value::Image(b), ElementType::Image { max: 64 }));
    prop_oneof![4 => any_scalar(), 1 => image, 1 => list, 1 => scalars]
}

/// Fields in another order than the descriptor's.
trait RevIfEven: Iterator {
    fn rev_if_even(self) -> Box<dyn Iterator<Item = Self::Item>>;
}

impl<I: Iterator<Item = (ElementId, Scalar)>> RevIfEven for I {
    fn rev_if_even(self) -> Box<dyn Iterator<Item = Self::Item>> {
        let all: Vec<_> = self.collect();
        if all.len() % 2 == 0 { Box::new(all.into_iter().rev()) } else { Box::new(all.into_iter()) }
    }
}

proptest! {
    #[test]
    fn a_value_written_and_read_is_the_same_and_its_bytes_are_deterministic((value, ty) in any_value()) {
        let bytes = value.to_cbor();
        let item = Item::parse(&bytes, Strictness::Deterministic).unwrap();
        let element = element(ty);
        let back = Value::from_cbor(&item, &element).unwrap();
        prop_assert!(back == value);
        prop_assert_eq!(back.to_cbor(), bytes);
        let json = value.to_json();
        prop_assert!(Value::from_json(&json, &element).unwrap() == value);
        for language in Language::ALL {
            let shown = value.show(&element.ty, language);
            if let Value::IdNumber(number) = &value {
                prop_assert!(!shown.contains(number.expose()));
            }
        }
    }

    #[test]
    fn whatever_is_read_as_a_value_is_written_back_byte_for_byte(
        bytes in proptest::collection::vec(any::<u8>(), 0..24), which in 0_usize..10,
    ) {
        let ty = [
            text(10), ElementType::Integer { min: -100, max: 1_000 }, ElementType::Boolean, ElementType::Date,
            ElementType::DateTime, ElementType::PartialDate, ElementType::Code(codes()), ElementType::IdNumber,
            ElementType::Image { max: 20 }, records(),
        ][which].clone();
        if let Ok(item) = Item::parse(&bytes, Strictness::Deterministic)
            && let Ok(value) = Value::from_cbor(&item, &element(ty))
        {
            prop_assert_eq!(value.to_cbor(), bytes);
        }
    }

    #[test]
    fn a_birthday_is_the_first_day_of_an_age(date in any_date(), years in 1_u8..120) {
        let birth = PartialDate::from(date);
        let birthday = date.anniversary(years);
        prop_assume!(birthday.year() < 9_999);
        prop_assert!(age_at_least(&birth, years, birthday));
        let eve = Date::from(birthday.civil().yesterday().unwrap());
        prop_assert!(!age_at_least(&birth, years, eve));
        prop_assert_eq!(birthday.day(), date.day());
    }
}
