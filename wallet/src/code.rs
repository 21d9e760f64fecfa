//! Showing a document: a fresh code every fifteen seconds, for at most two minutes after one unlocking.
//!
//! A phone whose clock was set ahead could make level-1 codes for later, up to the end of the strip; the wallet refuses
//! a clock that stands before what it has proof of, and cannot see one that stands ahead. Only a challenge stops that.

use chop_core::crypto::{SignFault, SoftwareKey};
use chop_core::document::{Descriptor, ElementId, ElementType, Kinds};
use chop_core::format::code::{self, Carrier, Codable, PresentFault, Show};
use chop_core::format::{CredentialFormat, ShowingFault};
use chop_core::random::{Random, RandomFault};
use chop_core::time::UnixTime;
use chop_core::trust::TrustFault;
use chop_core::verify::{Fault, Level, Rejection};

use crate::consent::{Audience, Choice, ConsentFault, Copies, Offer, Reader};
use crate::documents::{DocumentFault, Pick, Refusal, presentable};
use crate::held::{HeldDocument, Slip};
use crate::log::{self, Draft, Event};
use crate::seal::Table;
use crate::store::{Changes, StoreFault, Wallet};
use crate::trust::{TrustUse, remember_code};

/// Seconds after which a new code takes the place of the last.
pub const CODE_SECONDS: i64 = 15;
/// Seconds for which codes are made after one unlocking.
pub const SESSION_SECONDS: i64 = 120;

/// Why nothing is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShowFault {
    /// The clock stands before what the wallet has proof of: its bundle, or its own last code.
    Clock,
    /// The session is over: unlock again.
    Over,
    /// The document cannot be found.
    Document(DocumentFault),
    /// What was chosen cannot be shared.
    Consent(ConsentFault),
    /// The document is not in force, or no credential of it covers now.
    NotInForce(Fault),
    /// The wallet itself does not find it genuine.
    Rejected(Rejection),
    /// It is not held in the format that is asked for.
    Format,
    /// It cannot be shown as a code.
    Present(PresentFault),
    /// It cannot be shown in its format.
    Showing(ShowingFault),
    /// The device's key did not sign.
    Sign(SignFault),
    /// The store refused.
    Store(StoreFault),
    /// The bundle cannot be used.
    Trust(TrustFault),
}

impl ShowFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Clock => "wallet.clock",
            Self::Over => "wallet.session-over",
            Self::Document(fault) => fault.code(),
            Self::Consent(fault) => fault.code(),
            Self::NotInForce(fault) => fault.code(),
            Self::Rejected(rejection) => rejection.code(),
            Self::Format => "wallet.no-format",
            Self::Present(fault) => fault.code(),
            Self::Showing(fault) => fault.code(),
            Self::Sign(fault) => fault.code(),
            Self::Store(fault) => fault.code(),
            Self::Trust(fault) => fault.code(),
        }
    }
}

displays_code!(ShowFault);

macro_rules! from {
    ($($fault:ty => $variant:ident),+ $(,)?) => {$(
        impl From<$fault> for ShowFault {
            fn from(fault: $fault) -> Self {
                Self::$variant(fault)
            }
        }
    )+};
}

from!(
    DocumentFault => Document, ConsentFault => Consent, PresentFault => Present, ShowingFault => Showing,
    SignFault => Sign, StoreFault => Store,
);

impl From<TrustUse> for ShowFault {
    fn from(fault: TrustUse) -> Self {
        match fault {
            TrustUse::Store(fault) => Self::Store(fault),
            TrustUse::Trust(fault) => Self::Trust(fault),
        }
    }
}

impl From<RandomFault> for ShowFault {
    fn from(fault: RandomFault) -> Self {
        Self::Store(fault.into())
    }
}

impl From<Refusal> for ShowFault {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotInForce(fault) => Self::NotInForce(fault),
            Refusal::Rejected(rejection) => Self::Rejected(rejection),
            Refusal::Format => Self::Format,
        }
    }
}

/// A code on the screen.
#[derive(Clone, PartialEq, Eq)]
pub struct ShownCode {
    /// The text of the QR code, `PC1:…`. Of a code for frames it is longer than a verifier reads.
    pub text: String,
    /// Its bytes, which frames carry.
    pub message: Vec<u8>,
    /// When it was made.
    pub issued_at: UnixTime,
    /// When it should be drawn anew, or the session ends.
    pub next_at: UnixTime,
    /// The first second at which the session is over.
    pub ends_at: UnixTime,
    /// How much it proves.
    pub level: Level,
}

impl std::fmt::Debug for ShownCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ShownCode")
            .field("text", &"<redacted>")
            .field("issued_at", &self.issued_at)
            .finish_non_exhaustive()
    }
}

/// One document shown to one reader. It holds the wallet, so that there is one session for one unlocking, and the key of
/// one credential, which is gone with it.
pub struct CodeSession {
    wallet: Wallet,
    codable: Codable,
    key: Option<SoftwareKey>,
    shared: Vec<ElementId>,
    audience: Audience,
    carrier: Carrier,
    level: Level,
    ends_at: UnixTime,
    last: Option<ShownCode>,
}

impl std::fmt::Debug for CodeSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CodeSession").field("ends_at", &self.ends_at).finish_non_exhaustive()
    }
}

impl Wallet {
    /// What may be shared of a document with a reader. Nothing is written, nothing is used up.
    ///
    /// # Errors
    /// A [`ShowFault`]: `wallet.clock`; `document.*`; `time.*`, `status.*` and the like if the wallet itself would not
    /// accept the document; `present.no-profile` for a kind without a compact code; `challenge.*`.
    pub fn offer(&self, name: &str, reader: Reader<'_>, kinds: &Kinds, now: UnixTime) -> Result<Offer, ShowFault> {
        let (_, document) = self.find(name, kinds)?;
        let descriptor = kinds.by_kind(&document.kind).ok_or(PresentFault::NoProfile)?;
        let (_, codable) = self.pick(&document, kinds, now, &mut |copies| {
            copies.sort_by_key(|slip| slip.uses);
            Ok(())
        })?;
        let trust = self.trust(now)?;
        let copies = copies(&document, descriptor, codable.validity().0, now);
        let there: Vec<&str> = codable.elements().collect();
        Ok(Offer::new(document.handle, descriptor, &there, copies, reader, trust.bundle(), now)?)
    }

    /// Whether a choice fits into one code. Nothing is written, nothing is used up.
    ///
    /// # Errors
    /// As [`show`](Self::show), but for `present.size`.
    pub fn fits(&self, offer: &Offer, choice: &Choice, kinds: &Kinds, now: UnixTime) -> Result<bool, ShowFault> {
        offer.check(choice)?;
        let (_, document) = self.find(&offer.document.to_string(), kinds)?;
        let descriptor = kinds.by_kind(&document.kind).ok_or(PresentFault::NoProfile)?;
        let (_, codable) = self.pick(&document, kinds, now, &mut |_| Ok(()))?;
        match rehearse(&codable, &shared(descriptor, offer, choice), offer, now) {
            Ok(()) => Ok(true),
            Err(PresentFault::Size) => Ok(false),
            Err(fault) => Err(fault.into()),
        }
    }

    /// Begins to show what the holder agreed to. The showing is in the log, and a one-time copy is used up, before the
    /// first code exists.
    ///
    /// # Errors
    /// A [`ShowFault`]; `present.size` if what was agreed to does not fit into one code. The wallet is locked again then.
    pub fn show(
        mut self,
        offer: &Offer,
        choice: &Choice,
        kinds: &Kinds,
        now: UnixTime,
        random: &mut dyn Random,
    ) -> Result<CodeSession, ShowFault> {
        offer.check(choice)?;
        let (row, mut document) = self.find(&offer.document.to_string(), kinds)?;
        let descriptor = kinds.by_kind(&document.kind).ok_or(PresentFault::NoProfile)?;
        let (pick, codable) = self.pick(&document, kinds, now, &mut |copies| shuffle(copies, random))?;
        let key = self.store.device_key(pick.key)?.open()?;
        let shared = shared(descriptor, offer, choice);
        rehearse(&codable, &shared, offer, now)?;
        let level = level(descriptor, &shared, offer.audience);
        let mut changes = Changes::default();
        use_up(&mut document, &pick.slip);
        changes.put(Table::Document, row, document.to_record());
        remember_code(&mut changes, now);
        let draft = Draft {
            at: now,
            event: Event::Shown,
            document: document.handle,
            kind: (!descriptor.is_discreet()).then(|| document.kind.clone()),
            elements: if descriptor.is_discreet() {
                Vec::new()
            } else {
                shared.iter().map(ToString::to_string).collect()
            },
            reader: offer.audience.logged(),
            level: Some(level),
        };
        log::append(&self.store, &mut changes, draft)?;
        self.store.commit(changes, random)?;
        let end = now.plus(SESSION_SECONDS);
        let ends_at = match offer.audience {
            Audience::Verifier { until, .. } => end.min(until),
            Audience::Anyone | Audience::Site(_) => end,
        };
        let (audience, carrier) = (offer.audience, offer.carrier);
        Ok(CodeSession { wallet: self, codable, key: Some(key), shared, audience, carrier, level, ends_at, last: None })
    }

    /// The credential to show, and what makes codes of it.
    fn pick(
        &self,
        document: &HeldDocument,
        kinds: &Kinds,
        now: UnixTime,
        order: &mut dyn FnMut(&mut Vec<Slip>) -> Result<(), StoreFault>,
    ) -> Result<(Pick, Codable), ShowFault> {
        let has_code = kinds.by_kind(&document.kind).is_some_and(|kind| kind.code_profile().is_some());
        if !has_code {
            return Err(PresentFault::NoProfile.into());
        }
        let trust = self.trust(now)?;
        if now < trust.floor() {
            return Err(ShowFault::Clock);
        }
        let is_mdoc = |format| format == CredentialFormat::Mdoc;
        let pick = presentable(&self.store, document, &trust.policy(kinds, now), &is_mdoc, order)??;
        let codable = Codable::new(&pick.form.bytes, document.issuer, kinds)?;
        Ok((pick, codable))
    }
}

impl CodeSession {
    /// The code to have on the screen at `now`: the last one until its fifteen seconds are over, then a new one. The
    /// answer to a challenge stays the same.
    ///
    /// # Errors
    /// `wallet.session-over` from the end of the session on, for good; `wallet.clock` if the clock stands before the last
    /// code; `time.expired` if the credential ended meanwhile.
    pub fn code(&mut self, now: UnixTime, random: &mut dyn Random) -> Result<&ShownCode, ShowFault> {
        if now >= self.ends_at {
            self.key = None;
        }
        let Some(key) = &self.key else { return Err(ShowFault::Over) };
        if let Some(last) = &self.last {
            if now < last.issued_at {
                return Err(ShowFault::Clock);
            }
        } else if now < self.wallet.last_code()? {
            return Err(ShowFault::Clock);
        }
        let (_, until) = self.codable.validity();
        if now >= until {
            return Err(ShowFault::NotInForce(Fault::Expired { until }));
        }
        let is_due = self.last.as_ref().is_none_or(|last| now >= last.next_at);
        if is_due {
            let mut own = [0; 8];
            random.fill(&mut own)?;
            let elements: Vec<&str> = self.shared.iter().map(ElementId::as_str).collect();
            let show = Show {
                elements: &elements,
                issued_at: now,
                nonce: self.audience.nonce(own),
                audience: self.audience.bound(),
            };
            let message = self.codable.prepare_for(self.carrier, &show)?.sign_message(key)?;
            let text = code::to_text(&message);
            // Before anyone sees it: a wallet that was restarted never makes a code for an earlier time.
            let mut changes = Changes::default();
            remember_code(&mut changes, now);
            self.wallet.store.commit(changes, random)?;
            let next_at = match self.audience {
                Audience::Verifier { .. } => self.ends_at,
                Audience::Anyone | Audience::Site(_) => now.plus(CODE_SECONDS).min(self.ends_at),
            };
            let (ends_at, level) = (self.ends_at, self.level);
            self.last = Some(ShownCode { text, message, issued_at: now, next_at, ends_at, level });
        }
        self.last.as_ref().ok_or(ShowFault::Over)
    }

    /// The elements that every code of this session shows.
    #[must_use]
    pub fn shared(&self) -> &[ElementId] {
        &self.shared
    }

    /// The first second at which the session is over.
    #[must_use]
    pub const fn ends_at(&self) -> UnixTime {
        self.ends_at
    }

    /// Ends the session and locks the wallet.
    ///
    /// # Errors
    /// As [`Wallet::close`].
    pub fn end(self) -> Result<(), StoreFault> {
        self.wallet.close()
    }
}

/// What a code shows: what is always shown and what was chosen, in the order of the document.
pub(crate) fn shared(descriptor: &Descriptor, offer: &Offer, choice: &Choice) -> Vec<ElementId> {
    let issued = descriptor.issued_elements().map(|element| &element.id);
    issued.filter(|id| offer.always.contains(id) || choice.0.contains(id)).cloned().collect()
}

/// That a code can be made, before anything is logged or used up: its length does not depend on the nonce's value.
fn rehearse(codable: &Codable, shared: &[ElementId], offer: &Offer, now: UnixTime) -> Result<(), PresentFault> {
    let audience = offer.audience;
    let elements: Vec<&str> = shared.iter().map(ElementId::as_str).collect();
    let show = Show { elements: &elements, issued_at: now, nonce: audience.nonce([0; 8]), audience: audience.bound() };
    codable.prepare_for(offer.carrier, &show).map(|_| ())
}

/// Notes that a copy was shown once more.
pub(crate) fn use_up(document: &mut HeldDocument, slip: &Slip) {
    if let Some(used) = document.slips.iter_mut().find(|other| other.credential == slip.credential) {
        used.uses = used.uses.saturating_add(1);
    }
}

/// Copies that were never shown come first, and among equals chance decides.
pub(crate) fn shuffle(copies: &mut Vec<Slip>, random: &mut dyn Random) -> Result<(), StoreFault> {
    let mut drawn = Vec::with_capacity(copies.len());
    for slip in copies.iter() {
        let mut bytes = [0; 8];
        random.fill(&mut bytes)?;
        drawn.push((slip.uses > 0, u64::from_be_bytes(bytes), *slip));
    }
    drawn.sort_by_key(|(used, chance, _)| (*used, *chance));
    *copies = drawn.into_iter().map(|(_, _, slip)| slip).collect();
    Ok(())
}

pub(crate) fn copies(document: &HeldDocument, descriptor: &Descriptor, from: UnixTime, now: UnixTime) -> Copies {
    if descriptor.validity().copies < 2 {
        return Copies::Linkable;
    }
    let left = document.slips.iter().filter(|slip| slip.covers(now) && slip.from == from && slip.uses == 0).count();
    if left == 0 { Copies::RunOut } else { Copies::OneTime { left } }
}

fn level(descriptor: &Descriptor, shared: &[ElementId], audience: Audience) -> Level {
    let portrait = descriptor
        .elements()
        .iter()
        .any(|element| matches!(element.ty, ElementType::Image { .. }) && shared.contains(&element.id));
    match (audience, portrait) {
        (Audience::Anyone | Audience::Site(_), false) => Level::One,
        (Audience::Anyone | Audience::Site(_), true) => Level::OneWithPortrait,
        (Audience::Verifier { .. }, false) => Level::Two,
        (Audience::Verifier { .. }, true) => Level::TwoWithPortrait,
    }
}
