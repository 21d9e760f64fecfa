//! Issuers, policy and time.

use chop_core::crypto::{Algorithm, AlgorithmPolicy, Cutoff, Signer};
use chop_core::dev;
use chop_core::time::UnixTime;
use chop_core::trust::{IssuerEntry, Selector};
use chop_core::verify::Clock;

use crate::Negative;
use crate::vc_model::{Case, NOW, at, did, method};

fn from(c: &mut Case, key: &str) {
    c.issuer = dev::key(key);
    c.credential["issuer"] = did(&c.issuer);
    c.proof["verificationMethod"] = method(&c.issuer);
}

pub const CASES: &[Negative] = &[
    ("a stranger issues for himself", "issuer.unknown", |c| from(c, "stranger")),
    ("a known issuer issues another kind", "issuer.unauthorised", |c| from(c, "other office")),
    ("the issuer's key was switched off", "issuer.key-revoked", |c| {
        c.trust.body.killed.push(c.issuer.public_key().kid());
    }),
    ("it was signed before the issuer's key was used", "issuer.key-time", |c| {
        let key = c.issuer.public_key().clone();
        let right = vec![Selector::Kind("age-proof".to_owned())];
        c.trust.body.issuers =
            vec![IssuerEntry::with_key(key, dev::names("Office"), right).in_use(Some(at(-60)), None)];
    }),
    ("it was signed after the issuer's key was used", "issuer.key-time", |c| {
        let key = c.issuer.public_key().clone();
        let right = vec![Selector::Kind("age-proof".to_owned())];
        c.trust.body.issuers =
            vec![IssuerEntry::with_key(key, dev::names("Office"), right).in_use(None, Some(at(-7_200)))];
    }),
    ("the issuer may issue nothing", "issuer.unauthorised", |c| {
        let key = c.issuer.public_key().clone();
        c.trust.body.issuers = vec![IssuerEntry::with_key(key, dev::names("Office"), Vec::new())];
    }),
    ("the algorithm is not permitted", "signature.algorithm", |c| c.algorithms = AlgorithmPolicy::NONE),
    ("the algorithm was permitted until yesterday", "signature.algorithm", |c| {
        c.algorithms = AlgorithmPolicy::NONE.with(Algorithm::Es256, Cutoff::Until(NOW - 86_400));
    }),
    ("the holder's algorithm is no longer permitted", "signature.algorithm", |c| {
        c.algorithms = AlgorithmPolicy::NONE.with(Algorithm::Es256, Cutoff::Until(NOW - 1));
    }),
    ("the holder's phone was denied", "status.revoked", |c| {
        use sha2::{Digest, Sha256};
        let point = c.holder.public_key().p256_compressed().unwrap();
        c.trust.body.denied.push(*Sha256::digest(point).first_chunk().unwrap());
    }),
    ("the clock is doubtful", "clock.doubtful", |c| c.clock = Clock::Doubtful),
    ("the clock stands before the bundle", "clock.doubtful", |c| c.clock = Clock::Live { highest: at(1) }),
    ("the bundle is stale", "trust.stale", |c| {
        c.trust.body.issued_at = at(-9 * 86_400);
        c.trust.root.issued_at = at(-9 * 86_400);
        c.trust.body.next_update = at(-8 * 86_400);
        c.trust.body.expires_at = at(-86_400);
        c.clock = Clock::Live { highest: UnixTime::EPOCH };
    }),
];
