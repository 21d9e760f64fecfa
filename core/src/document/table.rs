//! A walk over TOML that notes every fault with its line and goes on.

use std::cell::RefCell;
use std::collections::BTreeSet;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::kind_fault::{KeyRule, KindFault, KindRule, Place};
use super::text::Text;
use crate::language::LocalizedText;

/// The source and the faults found in it so far.
pub(super) struct Faults<'s> {
    source: &'s str,
    found: RefCell<Vec<KindFault>>,
}

impl<'s> Faults<'s> {
    pub(super) const fn new(source: &'s str) -> Self {
        Self { source, found: RefCell::new(Vec::new()) }
    }

    pub(super) fn line(&self, offset: usize) -> usize {
        1 + self.source.bytes().take(offset).filter(|b| *b == b'\n').count()
    }

    pub(super) fn push(&self, rule: impl Into<KindRule>, place: &Place) {
        self.found.borrow_mut().push(KindFault { rule: rule.into(), place: place.clone() });
    }

    /// The faults in the order of the file.
    pub(super) fn into_found(self) -> Vec<KindFault> {
        let mut found = self.found.into_inner();
        found.sort_by_key(|fault| fault.place.line);
        found
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.borrow().is_empty()
    }
}

/// One table, and which of its keys were asked for.
pub(super) struct Table<'t> {
    faults: &'t Faults<'t>,
    entries: &'t DeTable<'t>,
    place: Place,
    asked: RefCell<BTreeSet<&'static str>>,
}

/// A value, and where it is.
pub(super) struct Found<'t, T> {
    pub(super) value: T,
    pub(super) place: Place,
    faults: &'t Faults<'t>,
}

impl<T> Found<'_, T> {
    pub(super) fn fault(&self, rule: impl Into<KindRule>) {
        self.faults.push(rule, &self.place);
    }
}

impl<'t, T> Found<'t, T> {
    /// Turns the value into another one, or notes why it cannot be.
    pub(super) fn parse<U>(self, rule: impl Into<KindRule>, parse: impl FnOnce(T) -> Option<U>) -> Option<Found<'t, U>> {
        let Self { value, place, faults } = self;
        match parse(value) {
            Some(value) => Some(Found { value, place, faults }),
            None => {
                faults.push(rule, &place);
                None
            }
        }
    }
}

impl<'t> Table<'t> {
    pub(super) fn root(faults: &'t Faults<'t>, entries: &'t DeTable<'t>) -> Self {
        Self { faults, entries, place: Place::default(), asked: RefCell::default() }
    }

    pub(super) const fn place(&self) -> &Place {
        &self.place
    }

    pub(super) fn fault(&self, rule: impl Into<KindRule>) {
        self.faults.push(rule, &self.place);
    }

    pub(super) fn fault_at(&self, rule: impl Into<KindRule>, place: &Place) {
        self.faults.push(rule, place);
    }

    /// A key that was judged already: no second fault for it.
    pub(super) fn ignore(&self, key: &'static str) {
        self.asked.borrow_mut().insert(key);
    }

    fn path(&self, key: &str) -> Box<str> {
        if self.place.path.is_empty() { key.into() } else { format!("{}.{key}", self.place.path).into() }
    }

    /// Names the table by what it is, once that is known.
    pub(super) fn rename(&mut self, path: &str) {
        self.place.path = path.into();
    }

    fn raw(&self, key: &'static str) -> Option<Found<'t, &'t DeValue<'t>>> {
        self.asked.borrow_mut().insert(key);
        let value: &'t Spanned<DeValue<'t>> = self.entries.get(key)?;
        let place = Place { line: Some(self.faults.line(value.span().start)), path: self.path(key) };
        Some(Found { value: value.get_ref(), place, faults: self.faults })
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    fn typed<T>(&self, key: &'static str, get: impl FnOnce(&'t DeValue<'t>) -> Option<T>) -> Option<Found<'t, T>> {
        self.raw(key)?.parse(KeyRule::Type, get)
    }

    fn required<T>(&self, key: &'static str, found: Option<Found<'t, T>>) -> Option<Found<'t, T>> {
        if !self.has(key) {
            self.missing(key);
        }
        found
    }

    fn missing(&self, key: &str) {
        self.faults.push(KeyRule::Missing, &Place { line: self.place.line, path: self.path(key) });
    }

    pub(super) fn opt_str(&self, key: &'static str) -> Option<Found<'t, &'t str>> {
        self.typed(key, DeValue::as_str)
    }

    pub(super) fn str(&self, key: &'static str) -> Option<Found<'t, &'t str>> {
        self.required(key, self.opt_str(key))
    }

    pub(super) fn opt_bool(&self, key: &'static str) -> Option<bool> {
        self.typed(key, DeValue::as_bool).map(|found| found.value)
    }

    /// An integer within a range.
    pub(super) fn opt_int<T: TryFrom<i64> + Copy + PartialOrd>(
        &self,
        key: &'static str,
        range: std::ops::RangeInclusive<T>,
    ) -> Option<Found<'t, T>> {
        let number = self.typed(key, DeValue::as_integer)?;
        number.parse(KeyRule::Range, |number| {
            let number = i64::from_str_radix(number.as_str(), number.radix()).ok()?;
            T::try_from(number).ok().filter(|number| range.contains(number))
        })
    }

    pub(super) fn int<T: TryFrom<i64> + Copy + PartialOrd>(
        &self,
        key: &'static str,
        range: std::ops::RangeInclusive<T>,
    ) -> Option<T> {
        self.required(key, self.opt_int(key, range)).map(|found| found.value)
    }

    /// One of the words that go with these choices.
    pub(super) fn opt_choice<T: Copy>(
        &self,
        key: &'static str,
        choices: &[T],
        word: impl Fn(T) -> &'static str,
    ) -> Option<Found<'t, T>> {
        let text = self.opt_str(key)?;
        text.parse(KeyRule::Choice, |text| choices.iter().copied().find(|choice| word(*choice) == text))
    }

    pub(super) fn choice<T: Copy>(
        &self,
        key: &'static str,
        choices: &[T],
        word: impl Fn(T) -> &'static str,
    ) -> Option<Found<'t, T>> {
        self.required(key, self.opt_choice(key, choices, word))
    }

    pub(super) fn opt_table(&self, key: &'static str) -> Option<Self> {
        let found = self.typed(key, DeValue::as_table)?;
        Some(Self { faults: self.faults, entries: found.value, place: found.place, asked: RefCell::default() })
    }

    pub(super) fn table(&self, key: &'static str) -> Option<Self> {
        if !self.has(key) {
            self.missing(key);
        }
        self.opt_table(key)
    }

    fn items<T>(
        &self,
        key: &'static str,
        get: impl Fn(&'t DeValue<'t>) -> Option<T>,
    ) -> Option<Vec<Found<'t, T>>> {
        let array = self.typed(key, DeValue::as_array)?;
        let found = array.value.iter().enumerate().filter_map(|(i, item)| {
            let item: &'t Spanned<DeValue<'t>> = item;
            let line = Some(self.faults.line(item.span().start));
            let place = Place { line, path: format!("{}[{i}]", array.place.path).into() };
            Found { value: item.get_ref(), place, faults: self.faults }.parse(KeyRule::Type, &get)
        });
        Some(found.collect())
    }

    pub(super) fn opt_strings(&self, key: &'static str) -> Option<Vec<Found<'t, &'t str>>> {
        self.items(key, DeValue::as_str)
    }

    pub(super) fn strings(&self, key: &'static str) -> Option<Vec<Found<'t, &'t str>>> {
        if !self.has(key) {
            self.missing(key);
        }
        self.opt_strings(key)
    }

    pub(super) fn opt_tables(&self, key: &'static str) -> Option<Vec<Self>> {
        let found = self.items(key, DeValue::as_table)?;
        let table = |found: Found<'t, _>| Self {
            faults: self.faults,
            entries: found.value,
            place: found.place,
            asked: RefCell::default(),
        };
        Some(found.into_iter().map(table).collect())
    }

    pub(super) fn tables(&self, key: &'static str) -> Option<Vec<Self>> {
        if !self.has(key) {
            self.missing(key);
        }
        self.opt_tables(key)
    }

    /// This table's own `en`, `zh-Hant` and `zh-Hans`.
    pub(super) fn languages(&self, max: usize) -> Option<LocalizedText> {
        let one = |key: &'static str| {
            if !self.has(key) {
                self.faults.push(KeyRule::Language, &Place { line: self.place.line, path: self.path(key) });
            }
            let text = self.opt_str(key)?.parse(KeyRule::Text, |text| {
                let fits = !text.trim().is_empty() && text.chars().count() <= max && Text::parse(text).is_ok();
                fits.then(|| text.to_owned())
            });
            text.map(|found| found.value)
        };
        // All three are looked at, so that all faults are found.
        let (en, zh_hant, zh_hans) = (one("en"), one("zh-Hant"), one("zh-Hans"));
        Some(LocalizedText { en: en?, zh_hant: zh_hant?, zh_hans: zh_hans? })
    }

    /// A table of the three languages and nothing else.
    pub(super) fn localized(&self, key: &'static str, max: usize) -> Option<LocalizedText> {
        let table = self.table(key)?;
        let text = table.languages(max);
        table.finish();
        text
    }

    pub(super) fn opt_localized(&self, key: &'static str, max: usize) -> Option<LocalizedText> {
        if self.has(key) {
            self.localized(key, max)
        } else {
            self.asked.borrow_mut().insert(key);
            None
        }
    }

    /// Notes every key that nothing asked for.
    pub(super) fn finish(self) {
        let asked = self.asked.borrow();
        for key in self.entries.keys() {
            let name: &str = key.get_ref();
            if !asked.contains(name) {
                let line = Some(self.faults.line(key.span().start));
                self.faults.push(KeyRule::Unknown, &Place { line, path: self.path(name) });
            }
        }
    }
}
