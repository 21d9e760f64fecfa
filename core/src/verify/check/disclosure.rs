//! Required disclosure: what decides *in force*, and whatever else is always disclosed, was not hidden.

use crate::document::Disclose;

use super::super::disclosed::DisclosedDocument;
use super::super::evidence::IssuerEvidence;
use super::super::fault::Rejection;
use super::super::policy::Policy;
use super::super::stage::Caution;
use super::holder_binding::Held;
use super::issuer_signature::Signed;

/// A document that shows what it must.
pub(crate) struct Complete<'p, F> {
    pub(super) signed: Signed<'p, F>,
    pub(super) disclosed: DisclosedDocument,
    pub(super) cautions: Vec<Caution>,
}

pub(crate) fn check<'p, F: IssuerEvidence>(
    Held { intact, cautions, device_elements }: Held<'p, F>,
    policy: &Policy<'p>,
) -> Result<Complete<'p, F>, Rejection> {
    let signed = intact.0;
    let disclosed = DisclosedDocument { device_elements, ..signed.document.disclosed(policy.kinds, signed.entry) };
    if let Some(descriptor) = disclosed.kind.as_deref().and_then(|kind| policy.kinds.by_kind(kind)) {
        let shown = |id: &str| disclosed.elements.iter().any(|element| element.id == id);
        let always = descriptor.elements().iter().filter(|element| element.disclose == Disclose::Always);
        if always.map(|element| element.id.as_str()).any(|id| !shown(id)) {
            return Err(Rejection::DisclosureRequired);
        }
    }
    Ok(Complete { signed, disclosed, cautions })
}
