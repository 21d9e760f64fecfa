//! What the parts of a descriptor owe each other.

use super::cell;
use super::descriptor::StatusMode;
use super::element::{Derive, Disclose, Element, ElementType, ListShape};
use super::ids::ElementId;
use super::kind_fault::{ElementRule, KindRule, Place, ValidityRule, ViewRule, WireRule};
use super::load::{At, Draft, DraftValidity};
use super::name::TextFormat;
use crate::encoding::limits::{CODE_PORTRAIT_BYTES, SHORT_LIVED_MINUTES};

/// Elements of a compact code: a hidden one costs 34 bytes of the 1,100 that are emitted.
pub(super) const CODE_ELEMENTS: usize = 24;

pub(super) fn check(draft: &Draft<'_>) {
    check_code(draft);
    for at in &draft.elements {
        check_element(draft, at);
    }
    if draft.elements.iter().all(|at| !at.value.is_issued()) && draft.elements.len() == draft.known_ids.len() {
        draft.faults.push(ElementRule::None, &Place { line: None, path: "elements".into() });
    }
    if let Some(validity) = &draft.validity {
        check_validity(draft, validity);
    }
    check_views(draft);
}

/// What a reference leads to.
enum Reference<'a> {
    Element(&'a Element),
    /// The element is there and has a fault of its own.
    Broken,
    Unknown,
}

fn look_up<'a>(draft: &'a Draft<'_>, id: &ElementId) -> Reference<'a> {
    match draft.elements.iter().find(|at| at.value.id == *id) {
        Some(at) => Reference::Element(&at.value),
        None if draft.known_ids.iter().any(|known| known == id.as_str()) => Reference::Broken,
        None => Reference::Unknown,
    }
}

fn check_code(draft: &Draft<'_>) {
    let Some(profile) = &draft.code_profile else { return };
    if draft.discreet {
        draft.faults.push(WireRule::Discreet, &profile.place);
    }
    if draft.elements.iter().filter(|at| at.value.is_issued()).count() > CODE_ELEMENTS {
        draft.faults.push(WireRule::CodeSize, &profile.place);
    }
    for at in draft.elements.iter().filter(|at| at.value.is_issued()) {
        if matches!(at.value.ty, ElementType::Image { max } if max > CODE_PORTRAIT_BYTES) {
            draft.faults.push(WireRule::CodeSize, &at.place);
        }
    }
}

fn check_element(draft: &Draft<'_>, at: &At<Element>) {
    let element = &at.value;
    let fault = |rule: ElementRule| draft.faults.push(rule, &at.place);
    if element.disclose == Disclose::Always && element.optional {
        fault(ElementRule::AlwaysOptional);
    }
    if let Some(example) = &element.example
        && (element.derive.is_some() || cell::read(example, element).is_err())
    {
        fault(ElementRule::Example);
    }
    let Some(derive) = &element.derive else { return };
    let source = match look_up(draft, derive.source()) {
        Reference::Element(source) => source,
        Reference::Broken => return,
        Reference::Unknown => return fault(ElementRule::DeriveSource),
    };
    let (source_fits, type_fits) = match derive {
        Derive::AgeOver { .. } => (
            matches!(source.ty, ElementType::Date | ElementType::PartialDate),
            matches!(element.ty, ElementType::Boolean),
        ),
        Derive::IdMasked { .. } => (
            matches!(source.ty, ElementType::IdNumber),
            matches!(element.ty, ElementType::Text { max, format: TextFormat::IdMask } if Some(max) == TextFormat::IdMask.ceiling()),
        ),
        Derive::AtLeast { code, .. } => (
            matches!(&source.ty, ElementType::Code(list) if list.rank(code.as_str()).is_some()),
            matches!(element.ty, ElementType::Boolean),
        ),
    };
    if !source_fits || source.derive.is_some() {
        fault(ElementRule::DeriveSource);
    }
    if !type_fits {
        fault(ElementRule::DeriveType);
    }
    if source.optional && !element.optional {
        fault(ElementRule::DeriveOptional);
    }
}

fn check_validity(draft: &Draft<'_>, validity: &DraftValidity) {
    if let Some(minutes) = &validity.minutes
        && draft.status == Some(StatusMode::ShortLived)
        && u64::from(minutes.value) > SHORT_LIVED_MINUTES
    {
        draft.faults.push(ValidityRule::ShortLived, &minutes.place);
    }
    for reference in &validity.in_force_by {
        if let Some(element) = resolve(draft, reference, ValidityRule::InForceUnknown) {
            if !matches!(element.ty, ElementType::Date) || element.bound.is_none() {
                draft.faults.push(ValidityRule::InForceBound, &reference.place);
            }
            if element.disclose != Disclose::Always {
                draft.faults.push(ValidityRule::InForceDisclosed, &reference.place);
            }
        }
    }
    for at in &draft.elements {
        let listed = validity.in_force_by.iter().any(|reference| reference.value == at.value.id);
        if at.value.bound.is_some() && !listed {
            draft.faults.push(ValidityRule::InForceBound, &at.place);
        }
    }
    if let Some(reference) = &validity.entitlements
        && let Some(element) = resolve(draft, reference, ValidityRule::InForceUnknown)
    {
        if !is_entitlements(&element.ty) {
            draft.faults.push(ValidityRule::Entitlements, &reference.place);
        }
        if element.disclose != Disclose::Always {
            draft.faults.push(ValidityRule::InForceDisclosed, &reference.place);
        }
    }
    if let Some(begins) = &validity.begins_at_age {
        match look_up(draft, &begins.value.from) {
            Reference::Element(element)
                if matches!(element.ty, ElementType::Date | ElementType::PartialDate) && !element.optional => {}
            Reference::Broken => {}
            Reference::Element(_) | Reference::Unknown => {
                draft.faults.push(ValidityRule::BeginsAtAge, &begins.place);
            }
        }
    }
}

fn resolve<'a>(draft: &'a Draft<'_>, reference: &At<ElementId>, rule: ValidityRule) -> Option<&'a Element> {
    match look_up(draft, &reference.value) {
        Reference::Element(element) => Some(element),
        Reference::Broken => None,
        Reference::Unknown => {
            draft.faults.push(KindRule::from(rule), &reference.place);
            None
        }
    }
}

/// Records with a `code`, and `from` and `to` as days, either of which may be absent.
fn is_entitlements(ty: &ElementType) -> bool {
    let ElementType::List { shape: ListShape::Record(fields), .. } = ty else { return false };
    let field = |id: &str| fields.iter().find(|field| field.id.as_str() == id);
    field("code").is_some_and(|field| matches!(field.ty, ElementType::Code(_)) && !field.optional)
        && ["from", "to"].iter().all(|id| field(id).is_none_or(|field| matches!(field.ty, ElementType::Date)))
        && ["from", "to"].iter().any(|id| field(id).is_some())
}

fn check_views(draft: &Draft<'_>) {
    for (i, at) in draft.views.iter().enumerate() {
        let fault = |rule: ViewRule| draft.faults.push(rule, &at.place);
        if draft.views.iter().take(i).any(|other| other.value.id == at.value.id) {
            fault(ViewRule::Duplicate);
        }
        if at.value.elements.is_empty() {
            fault(ViewRule::Empty);
        }
        for (j, id) in at.value.elements.iter().enumerate() {
            if at.value.elements.iter().take(j).any(|other| other == id) {
                fault(ViewRule::Duplicate);
            }
            match look_up(draft, id) {
                Reference::Element(element) if element.disclose == Disclose::Never => fault(ViewRule::Never),
                Reference::Element(_) | Reference::Broken => {}
                Reference::Unknown => fault(ViewRule::Element),
            }
        }
    }
}
