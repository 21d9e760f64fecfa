//! What to share: by the command line, or asked on the terminal, least by default.

use std::io::{self, BufRead, IsTerminal};

use chop_core::document::{Descriptor, ElementId};
use chop_wallet::{Choice, Copies, Offer, Wallet};

use super::hold::agreed;
use super::{faults, visible};
use crate::command::context::Context;
use crate::command::exit::Failure;
use chop_core::text::Facts;

/// What the command line says of it.
pub(super) struct Wanted<'a> {
    pub(super) view: Option<&'a str>,
    pub(super) elements: &'a [String],
    pub(super) agree: bool,
}

/// What the holder agrees to; nothing if he declines.
pub(super) fn choice(offer: &Offer, wanted: &Wanted<'_>, context: &Context) -> Result<Option<Choice>, Failure> {
    if let Some(view) = wanted.view {
        return offer.view(view).map(Some).map_err(faults::consent);
    }
    if !wanted.elements.is_empty() {
        let names: Vec<&str> = wanted.elements.iter().map(String::as_str).collect();
        return offer.elements(&names).map(Some).map_err(faults::consent);
    }
    if wanted.agree {
        return offer.all_asked().map(Some).map_err(faults::consent);
    }
    if io::stdin().is_terminal() && io::stderr().is_terminal() {
        return ask(offer, context);
    }
    // Nobody is there to be asked. A question that nobody answered is no consent, and an empty answer no use.
    if offer.asked().is_some() { Err(Failure::refused("consent.needed")) } else { Ok(Some(offer.least())) }
}

/// A choice that fits into one code. One that would without its picture is offered so to whoever is there to agree; the
/// picture is never left out in silence, since the verifier then sees no face.
pub(super) fn fitting(
    wallet: &Wallet,
    offer: &Offer,
    choice: Choice,
    context: &Context,
) -> Result<Option<Choice>, Failure> {
    let fits = |choice: &Choice| {
        wallet.fits(offer, choice, &context.kinds, context.now()).map_err(|fault| faults::show(fault, context))
    };
    if fits(&choice)? {
        return Ok(Some(choice));
    }
    let smaller = context.kinds.by_kind(offer.kind()).and_then(|kind| choice.without_pictures(kind));
    let Some(smaller) = smaller.filter(|smaller| fits(smaller).unwrap_or(false)) else {
        return Err(Failure::refused("present.size"));
    };
    let list = names(smaller.elements(), offer, context).join(", ");
    context.say(&context.label_with("ui-share-without-photo", &Facts::default().list(&list)));
    if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        return Err(Failure::refused("present.size"));
    }
    context.say(&context.label("ui-share-confirm"));
    if agreed()? {
        return Ok(Some(smaller));
    }
    context.say(&context.label("ui-share-declined"));
    Ok(None)
}

/// Whether the holder agrees that all of a document is shown, where nothing of it can be hidden.
pub(super) fn agrees_to_all(offer: &Offer, whole: bool, context: &Context) -> Result<bool, Failure> {
    if whole {
        return Ok(true);
    }
    if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        return Err(Failure::refused("consent.whole"));
    }
    explain(offer, context);
    context.say(&context.label("ui-share-confirm"));
    let agrees = agreed()?;
    if !agrees {
        context.say(&context.label("ui-share-declined"));
    }
    Ok(agrees)
}

fn ask(offer: &Offer, context: &Context) -> Result<Option<Choice>, Failure> {
    explain(offer, context);
    if offer.asked().is_some() {
        names(offer.selectable(), offer, context).iter().for_each(|name| context.say(&format!("  - {name}")));
        context.say(&context.label("ui-share-confirm"));
        if !agreed()? {
            context.say(&context.label("ui-share-declined"));
            return Ok(None);
        }
        return offer.all_asked().map(Some).map_err(faults::consent);
    }
    context.say(&format!("{}:", context.label("ui-share-optional")));
    let views = offer.views().len();
    for (number, view) in (1..).zip(offer.views()) {
        let holds = names(&view.elements, offer, context).join(", ");
        context.say(&format!("  {number}. {} ({holds})", view.names.get(context.language)));
    }
    for (number, name) in (views + 1..).zip(names(offer.selectable(), offer, context)) {
        context.say(&format!("  {number}. {name}"));
    }
    context.say(&context.label("ui-share-choose"));
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    chosen(offer, &line).map(Some)
}

/// Numbers of views and elements, in any order; anything else shares nothing.
fn chosen(offer: &Offer, line: &str) -> Result<Choice, Failure> {
    let mut wanted: Vec<&str> = Vec::new();
    for word in line.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty()) {
        let number: usize = word.parse().map_err(|_| Failure::usage("consent.no-such-element"))?;
        let place = number.checked_sub(1).ok_or_else(|| Failure::usage("consent.no-such-element"))?;
        match offer.views().get(place) {
            Some(view) => wanted.extend(view.elements.iter().map(ElementId::as_str)),
            None => {
                let element = offer.selectable().get(place - offer.views().len());
                wanted.push(element.ok_or_else(|| Failure::usage("consent.no-such-element"))?.as_str());
            }
        }
    }
    offer.elements(&wanted).map_err(faults::consent)
}

/// Who asks, for what, and what is shown whatever is chosen.
fn explain(offer: &Offer, context: &Context) {
    let language = context.language;
    if let Some(asked) = offer.asked() {
        let verifier = Facts::default().verifier(asked.names.get(language));
        context.say(&context.label_with("ui-share-verifier", &verifier));
        context.say(&context.label_with("ui-share-purpose", &Facts::default().purpose(&asked.purpose)));
        if !asked.absent.is_empty() {
            let absent = names(&asked.absent, offer, context).join(", ");
            context.say(&format!("{}: {absent}", context.label("ui-share-absent")));
        }
    } else {
        context.say(&context.label("ui-share"));
    }
    if !offer.always().is_empty() {
        let always = names(offer.always(), offer, context).join(", ");
        context.say(&format!("{}: {always}", context.label("ui-share-always")));
    }
    if let Copies::OneTime { left } = offer.copies() {
        context.say(&context.label_with("ui-share-one-time", &Facts::default().count(left)));
    }
}

fn names(elements: &[ElementId], offer: &Offer, context: &Context) -> Vec<String> {
    let descriptor: Option<&Descriptor> = context.kinds.by_kind(offer.kind());
    elements
        .iter()
        .map(|id| {
            let element = descriptor.and_then(|descriptor| descriptor.element(id.as_str()));
            element.map_or_else(|| visible(id.as_str()), |element| element.names.get(context.language).to_owned())
        })
        .collect()
}
