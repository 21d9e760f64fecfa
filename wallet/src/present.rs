//! Answering one request: a presentation in any format that the wallet holds, bound to nonce and audience or to the
//! transcript of a session.

use chop_core::crypto::Signer as _;
use chop_core::document::{ElementId, Kinds};
use chop_core::format::{Binding, CredentialFormat, IssuedCredential, ShowingFault, ShowingRequest, prepare_showing};
use chop_core::random::Random;
use chop_core::time::UnixTime;
use sha2::{Digest as _, Sha256};

use crate::code::{ShowFault, copies, shared, shuffle, use_up};
use crate::consent::{Choice, Offer, Reader};
use crate::documents::{DocumentFault, Pick, presentable};
use crate::held::{HeldDocument, Slip};
use crate::log::{self, Draft, Event, LoggedReader};
use crate::seal::Table;
use crate::store::{Changes, StoreFault, Wallet};

/// Characters of an audience that the log keeps.
const AUDIENCE_CHARACTERS: usize = 256;

/// What may be shared of one document in one format.
#[derive(Debug, Clone)]
pub struct ShowingOffer {
    offer: Offer,
    format: CredentialFormat,
    is_whole: bool,
}

impl ShowingOffer {
    /// What is always shown, and what may be chosen.
    #[must_use]
    pub const fn offer(&self) -> &Offer {
        &self.offer
    }

    /// The format.
    #[must_use]
    pub const fn format(&self) -> CredentialFormat {
        self.format
    }

    /// Whether nothing can be hidden: then everything is always shown.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.is_whole
    }
}

impl Wallet {
    /// What may be shared of a document in answer to a request. Without a format it is the first one that is held and
    /// can answer. Nothing is written, nothing is used up.
    ///
    /// # Errors
    /// A [`ShowFault`]: `wallet.clock`, `wallet.no-format`, `present.binding`; `document.*`; `time.*`, `status.*` and the
    /// like if the wallet itself would not accept the document.
    pub fn offer_presentation(
        &self,
        name: &str,
        format: Option<CredentialFormat>,
        binding: Binding<'_>,
        kinds: &Kinds,
        now: UnixTime,
    ) -> Result<ShowingOffer, ShowFault> {
        if format.is_some_and(|format| !binding.fits(format)) {
            return Err(ShowingFault::Binding.into());
        }
        let (_, document) = self.find(name, kinds)?;
        let descriptor = kinds.by_kind(&document.kind).ok_or(DocumentFault::Unknown)?;
        let pick = self.pick_form(&document, format, binding, kinds, now, &mut |copies| {
            copies.sort_by_key(|slip| slip.uses);
            Ok(())
        })?;
        let elements = pick.content.iter().flat_map(|content| &content.elements);
        let there: Vec<&str> = elements.map(|element| element.id.as_str()).collect();
        let trust = self.trust(now)?;
        let copies = copies(&document, descriptor, pick.slip.from, now);
        let offer = Offer::new(document.handle, descriptor, &there, copies, Reader::Anyone, trust.bundle(), now)?;
        let is_whole = !IssuedCredential::parse(&pick.form.bytes, kinds).map_err(ShowFault::Rejected)?.is_selective();
        let offer = if is_whole { offer.whole() } else { offer };
        Ok(ShowingOffer { offer, format: pick.form.format, is_whole })
    }

    /// Makes the presentation that the holder agreed to, and gives it with the elements that it shows. The showing is in
    /// the log, and a one-time copy is used up, before the presentation exists.
    ///
    /// # Errors
    /// A [`ShowFault`].
    pub fn present(
        &mut self,
        showing: &ShowingOffer,
        choice: &Choice,
        binding: Binding<'_>,
        kinds: &Kinds,
        now: UnixTime,
        random: &mut dyn Random,
    ) -> Result<(Vec<u8>, Vec<ElementId>), ShowFault> {
        let ShowingOffer { offer, format, .. } = showing;
        offer.check(choice)?;
        let (row, mut document) = self.find(&offer.document.to_string(), kinds)?;
        let descriptor = kinds.by_kind(&document.kind).ok_or(DocumentFault::Unknown)?;
        let pick =
            self.pick_form(&document, Some(*format), binding, kinds, now, &mut |copies| shuffle(copies, random))?;
        let key = self.store.device_key(pick.key)?.open()?;
        let shared = shared(descriptor, offer, choice);
        let elements: Vec<&str> = shared.iter().map(ElementId::as_str).collect();
        let prepared = prepare_showing(&ShowingRequest {
            credential: &pick.form.bytes,
            format: *format,
            elements: &elements,
            binding,
            device: key.public_key(),
            kinds,
            now,
        })?;
        use_up(&mut document, &pick.slip);
        let mut changes = Changes::default();
        changes.put(Table::Document, row, document.to_record());
        let is_named = !descriptor.is_discreet();
        let draft = Draft {
            at: now,
            event: Event::Shown,
            document: document.handle,
            kind: is_named.then(|| document.kind.clone()),
            elements: elements.iter().filter(|_| is_named).map(ToString::to_string).collect(),
            reader: reader(binding),
            level: None,
        };
        log::append(&self.store, &mut changes, draft)?;
        self.store.commit(changes, random)?;
        Ok((prepared.sign(&key)?, shared))
    }

    fn pick_form(
        &self,
        document: &HeldDocument,
        format: Option<CredentialFormat>,
        binding: Binding<'_>,
        kinds: &Kinds,
        now: UnixTime,
        order: &mut dyn FnMut(&mut Vec<Slip>) -> Result<(), StoreFault>,
    ) -> Result<Pick, ShowFault> {
        let trust = self.trust(now)?;
        if now < trust.floor() {
            return Err(ShowFault::Clock);
        }
        let fits = |held| format.is_none_or(|format| held == format) && binding.fits(held);
        Ok(presentable(&self.store, document, &trust.policy(kinds, now), &fits, order)??)
    }
}

/// Who asks, as the request has it. It is a claim: nothing here has checked it.
fn reader(binding: Binding<'_>) -> LoggedReader {
    match binding {
        Binding::Request(request) => {
            LoggedReader::Audience(request.audience.chars().take(AUDIENCE_CHARACTERS).collect())
        }
        Binding::Transcript(transcript) => {
            LoggedReader::Session(Sha256::digest(transcript).first_chunk().copied().unwrap_or_default())
        }
    }
}
