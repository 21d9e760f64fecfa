//! Every code that this room gives, so that each has its sentence in every language.

use super::hkid::HkidFault;
use super::in_force::NotInForce;
use super::kind_fault::KindRule;
use super::kinds::KindClash;
use super::lock::LockFault;
use super::record::FieldRule;
use super::value::ValueFault;

/// The codes of all faults of this room, each once.
pub fn codes() -> impl Iterator<Item = &'static str> {
    let single = ["date.format", "id.format", "language.unknown"];
    let codes = KindRule::codes()
        .chain(ValueFault::ALL.iter().map(ValueFault::code))
        .chain(HkidFault::ALL.iter().map(HkidFault::code))
        .chain(KindClash::ALL.iter().map(KindClash::code))
        .chain(FieldRule::CODES)
        .chain(LockFault::CODES)
        .chain(NotInForce::CODES)
        .chain(single);
    #[cfg(feature = "portrait")]
    let codes = codes.chain(super::portrait::PortraitFault::ALL.iter().map(super::portrait::PortraitFault::code));
    codes
}

#[cfg(test)]
mod tests {
    use super::super::{Column, DateFault, FieldFault, IdFault, TextFault};
    use super::*;
    use crate::language::LanguageFault;

    #[test]
    fn each_code_is_there_once_and_has_the_form_of_a_code() {
        let all: Vec<&str> = codes().collect();
        let mut distinct = all.clone();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), all.len());
        for code in &all {
            let (room, rule) = code.split_once('.').unwrap();
            assert!(
                [room, rule].iter().all(|part| part.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')),
                "{code}"
            );
        }
    }

    #[test]
    fn the_list_has_the_codes_that_the_types_give() {
        let all: Vec<&str> = codes().collect();
        let field = |rule| FieldFault { column: Column::Unknown(0), rule }.code();
        let rules = [FieldRule::Missing, FieldRule::Unknown, FieldRule::Duplicate, FieldRule::Derived].map(field);
        assert_eq!(rules, FieldRule::CODES);
        assert_eq!(field(FieldRule::Value(ValueFault::Date)), "value.date");
        let lock = [
            LockFault::Syntax { line: 1 },
            LockFault::Duplicate { line: 1 },
            LockFault::Missing { profile: 1 },
            LockFault::Taken { profile: 1 },
            LockFault::Changed { profile: 1 },
            LockFault::Rules { profile: 1 },
        ];
        assert_eq!(lock.each_ref().map(LockFault::code), LockFault::CODES);
        for code in [DateFault.code(), IdFault.code(), LanguageFault.code(), TextFault.code()] {
            assert!(all.contains(&code), "{code}");
        }
    }
}
