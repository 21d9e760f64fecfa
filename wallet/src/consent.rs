//! What to share: nothing by default, a view in one touch, and to a challenge never more than it asked for.

use chop_core::document::{Descriptor, Disclose, ElementId, ElementType, ViewId};
use chop_core::format::code::{Carrier, Challenge, ChallengeFormFault, Nonce};
use chop_core::language::LocalizedText;
use chop_core::time::UnixTime;
use chop_core::trust::TrustBundle;

use crate::held::Handle;
use crate::log::LoggedReader;

/// To whom a code is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader<'a> {
    /// To whoever scans it.
    Anyone,
    /// At one site, which no other site accepts it from.
    Site {
        /// [`site_audience`](chop_core::format::code::site_audience) of the site.
        audience: [u8; 8],
    },
    /// To the verifier whose challenge was scanned.
    Challenge {
        /// The text of the challenge, `PCQ1:…`.
        text: &'a str,
    },
}

/// Why something cannot be shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsentFault {
    /// The document has no such element.
    NoSuchElement,
    /// The kind has no such view.
    NoSuchView,
    /// The verifier did not ask for it.
    NotAsked,
    /// The verifier asks for another kind of document.
    OtherProfile,
    /// The challenge is not one that a wallet answers.
    Challenge(ChallengeFormFault),
}

impl ConsentFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoSuchElement => "consent.no-such-element",
            Self::NoSuchView => "consent.no-such-view",
            Self::NotAsked => "consent.not-asked",
            Self::OtherProfile => "consent.other-profile",
            Self::Challenge(fault) => fault.code(),
        }
    }
}

displays_code!(ConsentFault);

impl From<ChallengeFormFault> for ConsentFault {
    fn from(fault: ChallengeFormFault) -> Self {
        Self::Challenge(fault)
    }
}

/// Who asks, for what, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The verifier's name in the trust bundle.
    pub names: LocalizedText,
    /// The purpose that it states.
    pub purpose: String,
    /// What it asks for that the document has.
    pub elements: Vec<ElementId>,
    /// What it asks for that the document does not have. It cannot be told from what was not agreed to.
    pub absent: Vec<ElementId>,
    /// The first second at which its challenge is over.
    pub until: UnixTime,
}

/// Whether this showing can be linked with another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copies {
    /// The kind makes no promise.
    Linkable,
    /// It is shown with a copy that was never shown and will not be again.
    OneTime {
        /// How many such copies are left for the current time, this one included.
        left: usize,
    },
    /// They have run out: this showing can be linked with an earlier one.
    RunOut,
}

/// One choice in one touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedView {
    /// Its name.
    pub id: ViewId,
    /// Its label.
    pub names: LocalizedText,
    /// Why someone asks for it.
    pub purpose: LocalizedText,
    /// What it shares of this document, beside what is always shown.
    pub elements: Vec<ElementId>,
}

/// What may be shared of one document with one reader.
#[derive(Debug, Clone)]
pub struct Offer {
    pub(crate) document: Handle,
    pub(crate) kind: String,
    pub(crate) always: Vec<ElementId>,
    pub(crate) selectable: Vec<ElementId>,
    /// In the document, and not asked for.
    unasked: Vec<ElementId>,
    pub(crate) views: Vec<OfferedView>,
    pub(crate) copies: Copies,
    pub(crate) asked: Option<Asked>,
    pub(crate) audience: Audience,
    pub(crate) carrier: Carrier,
}

/// What a code must be bound to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Audience {
    Anyone,
    Site([u8; 8]),
    Verifier { nonce: [u8; 16], id: [u8; 8], until: UnixTime },
}

impl Audience {
    pub(crate) const fn logged(self) -> LoggedReader {
        match self {
            Self::Anyone => LoggedReader::Anyone,
            Self::Site(id) => LoggedReader::Site(id),
            Self::Verifier { id, .. } => LoggedReader::Verifier(id),
        }
    }

    pub(crate) const fn bound(self) -> Option<[u8; 8]> {
        match self {
            Self::Anyone => None,
            Self::Site(id) | Self::Verifier { id, .. } => Some(id),
        }
    }

    pub(crate) const fn nonce(self, own: [u8; 8]) -> Nonce {
        match self {
            Self::Anyone | Self::Site(_) => Nonce::Own(own),
            Self::Verifier { nonce, .. } => Nonce::Challenge(nonce),
        }
    }
}

/// What the holder agreed to share, beside what is always shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice(pub(crate) Vec<ElementId>);

impl Choice {
    /// The elements, in the order of the document.
    #[must_use]
    pub fn elements(&self) -> &[ElementId] {
        &self.0
    }

    /// The same without pictures, which take the most room; nothing if there is none in it.
    #[must_use]
    pub fn without_pictures(&self, descriptor: &Descriptor) -> Option<Self> {
        let is_picture = |id: &ElementId| {
            descriptor.element(id.as_str()).is_some_and(|element| matches!(element.ty, ElementType::Image { .. }))
        };
        let rest: Vec<ElementId> = self.0.iter().filter(|id| !is_picture(id)).cloned().collect();
        (rest.len() < self.0.len()).then_some(Self(rest))
    }
}

impl Offer {
    pub(crate) fn new(
        document: Handle,
        descriptor: &Descriptor,
        there: &[&str],
        copies: Copies,
        reader: Reader<'_>,
        trust: &TrustBundle,
        now: UnixTime,
    ) -> Result<Self, ConsentFault> {
        let of = |way: Disclose| -> Vec<ElementId> {
            let issued = descriptor.issued_elements().filter(|element| element.disclose == way);
            issued.filter(|element| there.contains(&element.id.as_str())).map(|element| element.id.clone()).collect()
        };
        let mut selectable = of(Disclose::Selectable);
        let mut unasked = Vec::new();
        let (asked, audience) = match reader {
            Reader::Anyone => (None, Audience::Anyone),
            Reader::Site { audience } => (None, Audience::Site(audience)),
            Reader::Challenge { text } => {
                let (challenge, verifier) = Challenge::parse(text, trust, now)?;
                let asked = asked(&challenge, descriptor, verifier.names(), there)?;
                (selectable, unasked) = selectable.into_iter().partition(|id| asked.elements.contains(id));
                let (nonce, id) = (challenge.nonce(), challenge.audience());
                let until = asked.until;
                (Some(asked), Audience::Verifier { nonce, id, until })
            }
        };
        let views = views(descriptor, &selectable, &unasked);
        let kind = descriptor.kind().to_string();
        let always = of(Disclose::Always);
        let carrier = Carrier::Symbol;
        Ok(Self { document, kind, always, selectable, unasked, views, copies, asked, audience, carrier })
    }

    /// The same for codes that are shown in frames, which hold more than one symbol does.
    #[must_use]
    pub fn in_frames(self) -> Self {
        Self { carrier: Carrier::Frames, ..self }
    }

    /// The same where nothing can be hidden: all of it is always shown.
    #[must_use]
    pub(crate) fn whole(mut self) -> Self {
        self.always.append(&mut self.selectable);
        self.views.clear();
        self
    }

    /// The document.
    #[must_use]
    pub const fn document(&self) -> Handle {
        self.document
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// What is shown whatever the holder chooses.
    #[must_use]
    pub fn always(&self) -> &[ElementId] {
        &self.always
    }

    /// What the holder may choose; of a challenge, only what it asks for.
    #[must_use]
    pub fn selectable(&self) -> &[ElementId] {
        &self.selectable
    }

    /// The choices in one touch.
    #[must_use]
    pub fn views(&self) -> &[OfferedView] {
        &self.views
    }

    /// Whether this showing can be linked with another one.
    #[must_use]
    pub const fn copies(&self) -> Copies {
        self.copies
    }

    /// Who asks, if there is a challenge.
    #[must_use]
    pub const fn asked(&self) -> Option<&Asked> {
        self.asked.as_ref()
    }

    /// Nothing but what is always shown.
    #[must_use]
    pub const fn least(&self) -> Choice {
        Choice(Vec::new())
    }

    /// Everything that the challenge asks for and the document has.
    ///
    /// # Errors
    /// `consent.not-asked` if there is no challenge.
    pub fn all_asked(&self) -> Result<Choice, ConsentFault> {
        if self.asked.is_some() { Ok(Choice(self.selectable.clone())) } else { Err(ConsentFault::NotAsked) }
    }

    /// What a view shares.
    ///
    /// # Errors
    /// `consent.no-such-view` if the kind has none of this name, or the challenge asks for less.
    pub fn view(&self, id: &str) -> Result<Choice, ConsentFault> {
        let view = self.views.iter().find(|view| view.id.as_str() == id).ok_or(ConsentFault::NoSuchView)?;
        Ok(Choice(view.elements.clone()))
    }

    /// These elements. What is always shown may be named too.
    ///
    /// # Errors
    /// `consent.no-such-element`; `consent.not-asked` if the document has it and the challenge does not ask for it.
    pub fn elements(&self, names: &[&str]) -> Result<Choice, ConsentFault> {
        let named = |id: &&ElementId| names.contains(&id.as_str());
        for name in names {
            let is = |id: &ElementId| id.as_str() == *name;
            if self.unasked.iter().any(is) {
                return Err(ConsentFault::NotAsked);
            }
            if !self.selectable.iter().chain(&self.always).any(is) {
                return Err(ConsentFault::NoSuchElement);
            }
        }
        Ok(Choice(self.selectable.iter().filter(named).cloned().collect()))
    }

    /// That a choice was made from this offer, or from one that allows no more.
    pub(crate) fn check(&self, choice: &Choice) -> Result<(), ConsentFault> {
        let allowed = choice.0.iter().all(|id| self.selectable.contains(id));
        if allowed { Ok(()) } else { Err(ConsentFault::NotAsked) }
    }
}

fn asked(
    challenge: &Challenge,
    descriptor: &Descriptor,
    names: &LocalizedText,
    there: &[&str],
) -> Result<Asked, ConsentFault> {
    let draft = challenge.draft();
    if descriptor.code_profile() != Some(draft.profile) {
        return Err(ConsentFault::OtherProfile);
    }
    let numbered: Vec<&ElementId> = descriptor.issued_elements().map(|element| &element.id).collect();
    let mut elements = Vec::new();
    let mut absent = Vec::new();
    for number in &draft.elements {
        let id = usize::try_from(*number).ok().and_then(|number| numbered.get(number));
        let id = id.ok_or(ConsentFault::NoSuchElement)?;
        if there.contains(&id.as_str()) { elements.push((*id).clone()) } else { absent.push((*id).clone()) }
    }
    let ttl = i64::try_from(draft.ttl).unwrap_or(i64::MAX);
    Ok(Asked {
        names: names.clone(),
        purpose: draft.purpose.clone(),
        elements,
        absent,
        until: draft.issued_at.plus(ttl),
    })
}

/// The views that this document and this reader leave whole: an optional element that the document lacks is no loss,
/// one that was not asked for is.
fn views(descriptor: &Descriptor, selectable: &[ElementId], unasked: &[ElementId]) -> Vec<OfferedView> {
    descriptor
        .views()
        .iter()
        .filter(|view| !view.elements.iter().any(|id| unasked.contains(id)))
        .map(|view| OfferedView {
            id: view.id.clone(),
            names: view.names.clone(),
            purpose: view.purpose.clone(),
            elements: view.elements.iter().filter(|id| selectable.contains(id)).cloned().collect(),
        })
        .collect()
}
