//! The parties to a W3C credential, named by their keys.

use chop_core::crypto::{Algorithm, Signer, SoftwareKey};
use chop_core::dev::{TestTrust, names, reference_now};
use chop_core::format::vc::CredentialRequest;
use chop_core::format::vc::did::Did;
use chop_core::time::UnixTime;
use chop_core::trust::{IssuerEntry, Selector, TrustBundle};
use chop_core::verify::{Expectation, RequestBinding};

use crate::keys::key;
use crate::objects::{Object, VC_TYPE};

pub const NONCE: &str = "n-0S6_WzA2Mj";
pub const AUDIENCE: &str = "https://door.example";
pub const EXPECTATION: Expectation<'static> =
    Expectation { request: Some(RequestBinding { nonce: NONCE, audience: AUDIENCE }), ..Expectation::ONE_SCAN };

pub struct Parties {
    pub now: UnixTime,
    pub issuer: SoftwareKey,
    pub device: SoftwareKey,
    pub trust: TrustBundle,
}

impl Parties {
    pub fn with_keys_of(algorithm: Algorithm) -> Self {
        let now = reference_now();
        let issuer = key(algorithm, "issuer");
        let mut trust = TestTrust::new(now.plus(-60));
        let rights = vec![Selector::Type(VC_TYPE.to_owned())];
        trust.body.issuers.push(IssuerEntry::with_key(issuer.public_key().clone(), names("Test Department"), rights));
        Self { now, issuer, device: key(algorithm, "device"), trust: trust.open() }
    }

    pub fn signed(&self) -> UnixTime {
        self.now.plus(-3_600)
    }

    pub fn holder(&self) -> Did {
        Did::key_did(self.device.public_key())
    }

    /// What is issued of an object.
    pub fn request<T>(&self, object: &Object, then: impl FnOnce(&CredentialRequest<'_>) -> T) -> T {
        then(&CredentialRequest {
            descriptor: &object.descriptor,
            values: &object.values,
            id: None,
            issuer: &Did::key_did(self.issuer.public_key()),
            holder: &self.holder(),
            valid_from: self.signed(),
            valid_until: self.now.plus(82_800),
            status: &[],
        })
    }
}
