//! The order of checks, in one table. The specification's table is generated from it.

/// One check: its name, and the codes with which it can end a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    /// What is checked.
    pub name: &'static str,
    /// Its codes.
    pub codes: &'static [&'static str],
}

/// Every check in the order in which it is made (personal-code-1 §5). The checks up to *elements* are made
/// while parsing; of several faults the first in this order names the answer.
pub const ORDER: &[Check] = &[
    Check {
        name: "text",
        codes: &[
            "code.prefix",
            "code.text-length",
            "seal.pdf-size",
            "seal.pdf-none",
            "seal.pdf-form",
            "seal.prefix",
            "seal.text-length",
        ],
    },
    Check { name: "Base45", codes: &["code.base45", "seal.base45"] },
    Check { name: "size", codes: &["code.size", "seal.size"] },
    Check {
        name: "CBOR",
        codes: &[
            "cbor.truncated",
            "cbor.trailing",
            "cbor.malformed",
            "cbor.not-shortest",
            "cbor.indefinite",
            "cbor.order",
            "cbor.duplicate",
            "cbor.depth",
            "cbor.items",
            "cbor.string-length",
            "cbor.utf8",
        ],
    },
    Check { name: "types and ranges", codes: &["code.type", "code.range", "seal.type", "seal.range"] },
    Check { name: "version and profile", codes: &["code.version", "code.profile", "seal.version"] },
    Check {
        name: "elements",
        codes: &["code.items", "code.value", "code.status-missing", "code.device-key", "seal.value"],
    },
    Check { name: "letter", codes: &["seal.letter", "seal.pdf-range"] },
    Check { name: "issuer known", codes: &["issuer.unknown", "issuer.key-revoked"] },
    Check { name: "issuer may issue this kind", codes: &["issuer.unauthorised"] },
    Check {
        name: "issuer signature",
        codes: &[
            "cose.algorithm",
            "vc.proof-key",
            "status.unknown",
            "needs.did-document",
            "vc.key",
            "vc.hollow",
            "vc.id-twice",
            "vc.expansion",
            "vc.disclosure",
            "vc.term",
            "vc.work",
            "seal.pdf-signer",
            "seal.pdf-signature",
            "signature.algorithm",
            "signature.issuer",
        ],
    },
    Check { name: "issuer's certificate stands", codes: &["x509.revoked", "trust.crl-stale"] },
    Check {
        name: "digests",
        codes: &["digest.mismatch", "digest.missing", "digest.duplicate-element", "digest.salt", "digest.doc-type"],
    },
    Check {
        name: "device signature",
        codes: &[
            "signature.device",
            "holder.missing",
            "holder.transcript",
            "holder.reader-key",
            "holder.request",
            "holder.nonce",
            "holder.audience",
            "holder.presentation",
            "holder.unauthorised",
            "holder.unbound",
            "holder.key",
        ],
    },
    Check { name: "required disclosure", codes: &["disclosure.required"] },
    Check { name: "clock", codes: &["clock.doubtful"] },
    Check { name: "trust bundle's age", codes: &["trust.stale"] },
    Check { name: "credential time", codes: &["time.endless", "time.not-yet", "time.expired"] },
    Check { name: "document time", codes: &["document.not-yet", "document.expired"] },
    Check { name: "issuer-key time", codes: &["issuer.key-time", "x509.outlived"] },
    Check {
        name: "freshness or challenge",
        codes: &[
            "holder.time",
            "freshness.stale",
            "freshness.future",
            "challenge.missing",
            "challenge.unexpected",
            "challenge.expired",
        ],
    },
    Check { name: "audience", codes: &["audience"] },
    Check { name: "status", codes: &["status.revoked", "status.suspended", "status.unknown", "status-list.rollback"] },
    Check { name: "replay", codes: &["replay.seen", "replay.before-start", "replay.memory"] },
];
