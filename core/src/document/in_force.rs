//! Whether a genuine document is in force on a day.

use super::date::Date;
use super::descriptor::Descriptor;
use super::element::{Bound, ElementType, ListShape};
use super::ids::{Code, ElementId};
use super::value::{ListItem, ListRecord, Value};

/// Whether a document is in force on a day: the second half of every verdict, never mixed with whether it is genuine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InForce {
    /// Yes.
    Yes,
    /// Some of its entitlements are.
    Partly(Vec<Entitlement>),
    /// No.
    No(NotInForce),
    /// An element that decides it is not there.
    Unknown,
}

/// Why something is not in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotInForce {
    /// It begins on this day.
    NotYet(Date),
    /// This was its last day.
    Expired(Date),
}

impl NotInForce {
    /// The stable code of this reason.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotYet(_) => "in-force.not-yet",
            Self::Expired(_) => "in-force.expired",
        }
    }
}

impl NotInForce {
    /// Every code, for the table of codes.
    pub const CODES: [&'static str; 2] = ["in-force.not-yet", "in-force.expired"];
}

/// One entitlement of a document, by its code, and whether it is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entitlement {
    /// Its code; the label is in the descriptor.
    pub code: Code,
    /// Nothing if it is in force.
    pub lapse: Option<NotInForce>,
}

impl InForce {
    /// The codes of the entitlements that are in force, of a document that is partly so.
    pub fn entitlements_in_force(&self) -> impl Iterator<Item = &Code> {
        let all: &[Entitlement] = match self {
            Self::Partly(all) => all,
            Self::Yes | Self::No(_) | Self::Unknown => &[],
        };
        all.iter().filter(|entitlement| entitlement.lapse.is_none()).map(|entitlement| &entitlement.code)
    }
}

/// First and last day, either of which may be open. Both belong to the time in force: a document valid until
/// 31 December is valid to 24:00 of that day in Hong Kong.
fn judge(first: Option<Date>, last: Option<Date>, on: Date) -> Option<NotInForce> {
    match (first, last) {
        // What has ended never begins again, even if its days are the wrong way round.
        (_, Some(last)) if on > last => Some(NotInForce::Expired(last)),
        (Some(first), _) if on < first => Some(NotInForce::NotYet(first)),
        _ => None,
    }
}

impl Descriptor {
    /// Whether the document is in force on a day of Hong Kong, by the elements disclosed.
    ///
    /// The latest first day and the earliest last day of `validity.in_force_by` count; then the entitlements, each by
    /// its own days. One code may have several records: it is in force if any of them is.
    ///
    /// ```
    /// use chop_core::document::{Date, ElementId, InForce, Kinds, NotInForce, Value};
    /// let kinds = Kinds::shipped();
    /// let licence = kinds.by_kind("fishing-licence").unwrap();
    /// let day = |text| Date::parse(text).unwrap();
    /// let until = |date| vec![
    ///     (ElementId::parse("licence_from").unwrap(), Value::Date(day("2023-12-31"))),
    ///     (ElementId::parse("expiry_date").unwrap(), Value::Date(day(date))),
    /// ];
    /// assert_eq!(licence.in_force(&until("2026-12-30"), day("2026-12-30")), InForce::Yes);
    /// let expired = InForce::No(NotInForce::Expired(day("2026-12-30")));
    /// assert_eq!(licence.in_force(&until("2026-12-30"), day("2026-12-31")), expired);
    /// ```
    #[must_use]
    pub fn in_force(&self, disclosed: &[(ElementId, Value)], on: Date) -> InForce {
        self.in_force_of(|id| disclosed.iter().find(|(shown, _)| shown == id).map(|(_, value)| value), on)
    }

    /// The same, wherever the elements disclosed are kept: `value` finds one of them, or says that it is not there.
    #[must_use]
    pub fn in_force_of<'v>(&self, value: impl Fn(&ElementId) -> Option<&'v Value>, on: Date) -> InForce {
        let (mut first, mut last) = (None::<Date>, None::<Date>);
        for id in &self.validity.in_force_by {
            let Some(Value::Date(date)) = value(id) else { return InForce::Unknown };
            match self.element(id.as_str()).and_then(|element| element.bound) {
                Some(Bound::FirstDay) => first = Some(first.map_or(*date, |first| first.max(*date))),
                Some(Bound::LastDay) => last = Some(last.map_or(*date, |last| last.min(*date))),
                None => return InForce::Unknown,
            }
        }
        if let Some(reason) = judge(first, last, on) {
            return InForce::No(reason);
        }
        let Some(id) = &self.validity.entitlements else { return InForce::Yes };
        match value(id) {
            Some(Value::List(items)) => entitlements(items, on),
            _ => InForce::Unknown,
        }
    }

    /// The label of an entitlement's code.
    #[must_use]
    pub fn entitlement_label(&self, code: &Code) -> Option<&crate::language::LocalizedText> {
        let element = self.element(self.validity.entitlements.as_ref()?.as_str())?;
        let ElementType::List { shape: ListShape::Record(fields), .. } = &element.ty else { return None };
        let field = fields.iter().find(|field| field.id.as_str() == "code")?;
        let ElementType::Code(list) = &field.ty else { return None };
        list.label(code.as_str())
    }
}

fn entitlements(items: &[ListItem], on: Date) -> InForce {
    let mut all: Vec<Entitlement> = Vec::new();
    for item in items {
        let ListItem::Record(record) = item else { return InForce::Unknown };
        let Some(Value::Code(code)) = record.get("code") else { return InForce::Unknown };
        let lapse = judge(day(record, "from"), day(record, "to"), on);
        match all.iter_mut().find(|other| other.code == *code) {
            Some(other) => other.lapse = nearer(other.lapse, lapse),
            None => all.push(Entitlement { code: code.clone(), lapse }),
        }
    }
    let Some(worst) = all.iter().map(|entitlement| entitlement.lapse).reduce(nearer) else { return InForce::Unknown };
    match worst {
        Some(reason) => InForce::No(reason),
        None if all.iter().all(|entitlement| entitlement.lapse.is_none()) => InForce::Yes,
        None => InForce::Partly(all),
    }
}

fn day(record: &ListRecord, id: &str) -> Option<Date> {
    match record.get(id) {
        Some(Value::Date(date)) => Some(*date),
        _ => None,
    }
}

/// What is nearer to being in force: in force, then what begins soonest, then what ended last.
fn nearer(a: Option<NotInForce>, b: Option<NotInForce>) -> Option<NotInForce> {
    match (a?, b?) {
        (NotInForce::NotYet(a), NotInForce::NotYet(b)) => Some(NotInForce::NotYet(a.min(b))),
        (NotInForce::Expired(a), NotInForce::Expired(b)) => Some(NotInForce::Expired(a.max(b))),
        (begins @ NotInForce::NotYet(_), _) | (_, begins @ NotInForce::NotYet(_)) => Some(begins),
    }
}
