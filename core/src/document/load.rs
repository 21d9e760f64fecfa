//! From TOML to the parts of a descriptor; what they owe each other is checked afterwards.

use toml::de::DeTable;

use super::descriptor::{BeginsAtAge, Card, Colour, Descriptor, LegalEffect, Retention, StatusMode, Validity, View};
use super::element::Element;
use super::ids::{DocType, ElementId, KindName, VcType, Vct, ViewId};
use super::kind_fault::{CardRule, ElementRule, KindFault, KindRule, Place, ValidityRule, ViewRule, WireRule};
use super::load_element::load_element;
use super::table::{Faults, Found, Table};
use super::{check, wire};
use crate::language::LocalizedText;

/// Bytes of a descriptor.
const MAX_BYTES: usize = 65_536;
/// Characters of a label.
pub(super) const LABEL: usize = 80;
/// Characters of a sentence or two.
const STATEMENT: usize = 600;
/// Minutes of the longest credential: a leap year.
const MAX_MINUTES: i64 = 366 * 24 * 60;

/// A part, and where it stands.
pub(super) struct At<T> {
    pub(super) value: T,
    pub(super) place: Place,
}

/// What was read so far. An id that is known but whose element is broken gives no second fault.
pub(super) struct Draft<'a> {
    pub(super) elements: Vec<At<Element>>,
    pub(super) known_ids: Vec<String>,
    pub(super) views: Vec<At<View>>,
    pub(super) validity: Option<DraftValidity>,
    pub(super) status: Option<StatusMode>,
    pub(super) code_profile: Option<At<u64>>,
    pub(super) discreet: bool,
    pub(super) faults: &'a Faults,
}

/// [`Validity`] with its places.
pub(super) struct DraftValidity {
    pub(super) minutes: Option<At<u32>>,
    pub(super) strip: u8,
    pub(super) copies: u8,
    pub(super) in_force_by: Vec<At<ElementId>>,
    pub(super) entitlements: Option<At<ElementId>>,
    pub(super) begins_at_age: Option<At<BeginsAtAge>>,
}

struct Head {
    kind: KindName,
    version: u32,
    legal_effect: LegalEffect,
    names: LocalizedText,
    issuer: LocalizedText,
    doctype: DocType,
    vct: Vct,
    vc_type: VcType,
    collection: LocalizedText,
    retention: Retention,
    card: Card,
}

pub(super) fn load(source: &str) -> Result<Descriptor, Vec<KindFault>> {
    if source.len() > MAX_BYTES {
        return Err(vec![KindFault { rule: KindRule::Size, place: Place::default() }]);
    }
    let (root, errors) = DeTable::parse_recoverable(source);
    let faults = Faults::new(source);
    if !errors.is_empty() {
        for error in errors {
            let line = error.span().map(|span| faults.line(span.start));
            faults.push(KindRule::Toml, &Place { line, path: Box::default() });
        }
        return Err(faults.into_found());
    }
    let descriptor = read(&faults, root.get_ref());
    match descriptor {
        Some(descriptor) if faults.is_empty() => Ok(descriptor),
        _ => Err(faults.into_found()),
    }
}

fn read<'a>(faults: &'a Faults, entries: &'a DeTable<'a>) -> Option<Descriptor> {
    let root = Table::root(faults, entries);
    let status = root.choice("status", &StatusMode::ALL, StatusMode::word).map(|found| found.value);
    let code_profile = root.opt_int("code_profile", 1..=u64::from(u32::MAX)).map(at);
    let discreet = root.opt_bool("discreet").unwrap_or(false);
    let note = root.opt_localized("note", STATEMENT);
    let head = read_head(&root);
    let validity = root.table("validity").map(read_validity);
    let mut known_ids = Vec::new();
    let elements: Vec<At<Element>> = root
        .tables("elements")
        .unwrap_or_default()
        .into_iter()
        .filter_map(|table| load_element(table, &mut known_ids))
        .collect();
    let views = root.opt_tables("views").unwrap_or_default().into_iter().filter_map(read_view).collect();
    root.finish();

    let draft = Draft { elements, known_ids, views, validity, status, code_profile, discreet, faults };
    check::check(&draft);
    let head = head?;
    let validity = draft.validity?;
    let code_profile = draft.code_profile.map(|at| at.value);
    let elements: Vec<Element> = draft.elements.into_iter().map(|at| at.value).collect();
    Some(Descriptor {
        wire_digest: wire::digest(code_profile, &head.doctype, &elements),
        kind: head.kind,
        version: head.version,
        code_profile,
        status: draft.status?,
        legal_effect: head.legal_effect,
        discreet,
        names: head.names,
        issuer: head.issuer,
        note,
        doctype: head.doctype,
        vct: head.vct,
        vc_type: head.vc_type,
        validity: Validity {
            minutes: validity.minutes?.value,
            strip: validity.strip,
            copies: validity.copies,
            in_force_by: validity.in_force_by.into_iter().map(|at| at.value).collect(),
            entitlements: validity.entitlements.map(|at| at.value),
            begins_at_age: validity.begins_at_age.map(|at| at.value),
        },
        collection: head.collection,
        retention: head.retention,
        card: head.card,
        elements,
        views: draft.views.into_iter().map(|at| at.value).collect(),
    })
}

pub(super) fn at<T>(found: Found<'_, T>) -> At<T> {
    At { value: found.value, place: found.place }
}

fn read_head(root: &Table<'_>) -> Option<Head> {
    let kind = root.str("kind").and_then(|s| s.parse(WireRule::Kind, |s| KindName::parse(s).ok()));
    let version = root.int("version", 1..=1_000_000_u32);
    let legal_effect = root.choice("legal_effect", &LegalEffect::ALL, LegalEffect::word);
    let names = root.localized("names", LABEL);
    let issuer = root.localized("issuer", LABEL);
    let one = |table: &'static str, key: &'static str| -> Option<(String, Place)> {
        let table = root.table(table)?;
        let found = table.str(key).map(|found| (found.value.to_owned(), found.place));
        table.finish();
        found
    };
    let faulty = |rule: WireRule, place: &Place| root.fault_at(rule, place);
    let doctype = one("mdoc", "doctype")
        .and_then(|(text, place)| DocType::parse(&text).map_err(|_| faulty(WireRule::DocType, &place)).ok());
    let vct = one("sd_jwt", "vct")
        .and_then(|(text, place)| Vct::parse(&text).map_err(|_| faulty(WireRule::Vct, &place)).ok());
    let vc_type = one("vc", "type")
        .and_then(|(text, place)| VcType::parse(&text).map_err(|_| faulty(WireRule::VcType, &place)).ok());
    let collection = root.localized("collection", STATEMENT);
    let retention = root.table("retention").and_then(|table| {
        let days = table.int("days", 0..=3_650_u16);
        let statement = table.languages(STATEMENT);
        table.finish();
        Some(Retention { days: days?, statement: statement? })
    });
    let card = root.table("card").and_then(read_card);
    Some(Head {
        kind: kind?.value,
        version: version?,
        legal_effect: legal_effect?.value,
        names: names?,
        issuer: issuer?,
        doctype: doctype?,
        vct: vct?,
        vc_type: vc_type?,
        collection: collection?,
        retention: retention?,
        card: card?,
    })
}

fn read_card(table: Table<'_>) -> Option<Card> {
    let colour = |key| table.str(key).and_then(|found| found.parse(CardRule::Colour, Colour::parse));
    let (background, text) = (colour("background"), colour("text"));
    let card = match (background, text) {
        (Some(background), Some(text)) => Some(Card { background: background.value, text: text.value }),
        _ => None,
    };
    if card.is_some_and(|card| card.background.contrast(card.text) < 4.5) {
        table.fault(CardRule::Contrast);
    }
    table.finish();
    card
}

fn read_validity(table: Table<'_>) -> DraftValidity {
    let minutes = table.str("credential").and_then(|s| s.parse(ValidityRule::Duration, minutes)).map(at);
    let strip = table.opt_int("strip", 1..=31_u8).map_or(1, |found| found.value);
    let copies = table.opt_int("copies", 1..=64_u8).map_or(1, |found| found.value);
    let id = |found: Found<'_, &str>| found.parse(ElementRule::Id, |s| ElementId::parse(s).ok()).map(at);
    let in_force_by = table.strings("in_force_by").unwrap_or_default().into_iter().filter_map(id).collect();
    let entitlements = table.opt_str("entitlements").and_then(id);
    let begins_at_age = table.opt_table("begins_at_age").and_then(|table| {
        let from = table.str("from").and_then(id);
        let years = table.int("years", 1..=120_u8);
        let place = table.place().clone();
        table.finish();
        Some(At { value: BeginsAtAge { from: from?.value, years: years? }, place })
    });
    table.finish();
    DraftValidity { minutes, strip, copies, in_force_by, entitlements, begins_at_age }
}

/// Minutes of an ISO 8601 duration. A year is 365 days here; months have no fixed length and are refused.
fn minutes(text: &str) -> Option<u32> {
    let span: jiff::Span = text.strip_prefix('P').and_then(|_| text.parse().ok())?;
    let whole = jiff::Span::new()
        .try_years(span.get_years())
        .and_then(|s| s.try_days(span.get_days()))
        .and_then(|s| s.try_hours(span.get_hours()))
        .and_then(|s| s.try_minutes(span.get_minutes()))
        .ok()?;
    if whole.fieldwise() != span.fieldwise() {
        return None;
    }
    let days = i64::from(span.get_years()) * 365 + i64::from(span.get_days());
    let minutes = (days * 24 + i64::from(span.get_hours())).checked_mul(60)?.checked_add(span.get_minutes())?;
    (1..=MAX_MINUTES).contains(&minutes).then(|| u32::try_from(minutes).ok()).flatten()
}

fn read_view(mut table: Table<'_>) -> Option<At<View>> {
    let id = table.str("id").and_then(|s| s.parse(ViewRule::Id, |s| ViewId::parse(s).ok()));
    if let Some(id) = &id {
        table.rename(&format!("views.{}", id.value));
    }
    let elements = table.strings("elements").unwrap_or_default();
    let elements: Vec<ElementId> = elements
        .into_iter()
        .filter_map(|s| s.parse(ElementRule::Id, |s| ElementId::parse(s).ok()).map(|found| found.value))
        .collect();
    let names = table.localized("names", LABEL);
    let purpose = table.localized("purpose", LABEL);
    let place = table.place().clone();
    table.finish();
    Some(At { value: View { id: id?.value, elements, names: names?, purpose: purpose? }, place })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_has_years_days_hours_and_minutes_up_to_a_year() {
        for (text, expected) in
            [("PT1M", 1), ("PT30H", 1_800), ("P1DT6H", 1_800), ("P30D", 43_200), ("P1Y", 525_600), ("P366D", 527_040)]
        {
            assert_eq!(minutes(text), Some(expected), "{text}");
        }
        for text in
            ["", "P", "1Y", "P1M", "P1W", "PT1S", "PT0M", "-P1D", "P367D", "P2Y", "PT90S", "30 h", "P999999999Y", "p1d"]
        {
            assert_eq!(minutes(text), None, "{text}");
        }
    }
}
