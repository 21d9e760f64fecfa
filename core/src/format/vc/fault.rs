use std::fmt;

use crate::encoding::json::JsonFault;

use super::did::DidFault;

/// Why bytes are not a W3C credential or presentation that chop reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VcFault {
    /// Its JSON is not acceptable.
    Json(JsonFault),
    /// Its outer form.
    Form(FormFault),
    /// Its `@context`.
    Context(ContextFault),
    /// One of its members.
    Member(MemberFault),
    /// Its times.
    Time(TimeFault),
    /// Its `credentialStatus`.
    Status(StatusEntryFault),
    /// The form of its proof.
    Proof(ProofFault),
    /// The key that its proof names.
    Method(MethodFault),
    /// An identifier of its issuer or holder.
    Did(DidFault),
    /// What holds the credentials together.
    Presentation(PresentationFault),
    /// Its graph.
    Graph(GraphFault),
}

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident => $code:literal,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// The stable code of this fault.
            #[must_use]
            pub const fn code(&self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// Every variant, for the table of codes.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.code())
            }
        }

        impl std::error::Error for $name {}

        impl From<$name> for VcFault {
            fn from(fault: $name) -> Self {
                faults!(@wrap $name fault)
            }
        }
    )+};
    (@wrap FormFault $fault:ident) => { Self::Form($fault) };
    (@wrap ContextFault $fault:ident) => { Self::Context($fault) };
    (@wrap MemberFault $fault:ident) => { Self::Member($fault) };
    (@wrap TimeFault $fault:ident) => { Self::Time($fault) };
    (@wrap StatusEntryFault $fault:ident) => { Self::Status($fault) };
    (@wrap ProofFault $fault:ident) => { Self::Proof($fault) };
    (@wrap MethodFault $fault:ident) => { Self::Method($fault) };
    (@wrap PresentationFault $fault:ident) => { Self::Presentation($fault) };
    (@wrap GraphFault $fault:ident) => { Self::Graph($fault) };
}

faults! {
    /// The outer form.
    FormFault {
        /// Larger than [`VC_BYTES`](crate::encoding::limits::VC_BYTES).
        Size => "vc.size",
        /// More JSON values than [`VC_ITEMS`](crate::encoding::limits::VC_ITEMS).
        Items => "vc.items",
        /// Not a JSON object.
        Object => "vc.object",
    }
    /// `@context` (VCDM 2.0 §4.3).
    ContextFault {
        /// There is none, or not a list of one to [`VC_CONTEXTS`](crate::encoding::limits::VC_CONTEXTS).
        Form => "vc.context",
        /// The first is not `https://www.w3.org/ns/credentials/v2`.
        First => "vc.context-first",
        /// One is written out instead of named, so nobody could know it beforehand.
        Inline => "vc.context-inline",
        /// One is there twice.
        Twice => "vc.context-twice",
        /// One is not known here (Data Integrity 1.0 §4.6); none is ever fetched.
        Unknown => "vc.context-unknown",
    }
    /// Members of a credential (VCDM 2.0 §4.4 to §4.14).
    MemberFault {
        /// `id` is not one absolute URI.
        Id => "vc.id",
        /// `type` is not a list of names with `VerifiableCredential` in it, or has one twice.
        Type => "vc.type",
        /// `type` says not exactly one thing beside `VerifiableCredential`.
        TypeSeveral => "vc.type-several",
        /// `issuer` is neither an absolute URI nor an object with one.
        Issuer => "vc.issuer",
        /// `credentialSubject` is not an object, or says nothing.
        Subject => "vc.subject",
        /// More than one `credentialSubject`.
        SubjectSeveral => "vc.subject-several",
        /// A `credentialSchema` without `id` and `type`.
        Schema => "vc.schema",
        /// An `evidence` without `type`.
        Evidence => "vc.evidence",
        /// A member that only version 1.1 of the data model has: `issuanceDate` or `expirationDate`.
        Version => "vc.version",
    }
    /// Times (VCDM 2.0 §4.9).
    TimeFault {
        /// `validFrom` is not a date and time with a zone.
        ValidFrom => "vc.valid-from",
        /// `validUntil` is not a date and time with a zone.
        ValidUntil => "vc.valid-until",
        /// `validUntil` is not later than `validFrom`.
        Order => "vc.validity-order",
        /// Nothing says when it was signed: neither `created` of its proof nor `validFrom`.
        Undated => "vc.undated",
    }
    /// `credentialStatus` (Bitstring Status List 1.0 §2.1).
    StatusEntryFault {
        /// Not one to [`VC_STATUSES`](crate::encoding::limits::VC_STATUSES) objects with a `type`.
        Form => "vc.status",
        /// `statusListCredential` is not an absolute URI.
        List => "vc.status-list",
        /// `statusListIndex` is not a decimal number in a string.
        Index => "vc.status-index",
        /// `statusPurpose` is missing or not text, or `statusSize` is not 1.
        Purpose => "vc.status-purpose",
        /// Two entries have one purpose.
        Twice => "vc.status-twice",
    }
    /// The form of a Data Integrity proof (Data Integrity 1.0 §2.1).
    ProofFault {
        /// There is none.
        Missing => "vc.proof",
        /// There are several. Exactly one is accepted: a second one would vouch for something else.
        Several => "vc.proof-several",
        /// Not an object.
        Form => "vc.proof-form",
        /// A member that no proof of these suites has.
        Member => "vc.proof-member",
        /// `type` is not `DataIntegrityProof`.
        Type => "vc.proof-type",
        /// `cryptosuite` is none that chop verifies.
        Suite => "vc.cryptosuite",
        /// `created` is not a date and time with a zone.
        Created => "vc.proof-created",
        /// `expires` is not a date and time with a zone after `created`.
        Expires => "vc.proof-expires",
        /// `proofPurpose` is not that of a credential (`assertionMethod`) or of a presentation (`authentication`).
        Purpose => "vc.proof-purpose",
        /// `challenge` or `domain` is not text, or `domain` is not exactly one.
        Request => "vc.proof-request",
        /// `@context` is not the beginning of the document's.
        Context => "vc.proof-context",
        /// `proofValue` is not the one multibase form of a signature of this suite.
        Value => "vc.proof-value",
    }
    /// The key that a proof names.
    MethodFault {
        /// `verificationMethod` is not one DID URL with the fragment of its key.
        Form => "vc.verification-method",
        /// It is a key of somebody else than the issuer.
        Controller => "vc.proof-controller",
        /// The key is not of the kind that the suite signs with.
        Key => "vc.proof-key",
    }
    /// A verifiable presentation (VCDM 2.0 §4.13).
    PresentationFault {
        /// `type` is not `VerifiablePresentation`.
        Type => "vp.type",
        /// No credential, or more than [`DOCUMENTS`](crate::encoding::limits::DOCUMENTS).
        Count => "vp.count",
        /// A credential is not an object; or it is in an envelope, and a proof beside it cannot vouch for it here.
        Credential => "vp.credential",
        /// `holder` is not an absolute URI, or another than the key of the proof.
        Holder => "vp.holder",
        /// A member that a presentation does not have.
        Member => "vp.member",
    }
    /// What is signed as a graph (JSON-LD 1.1, RDF Dataset Canonicalization 1.0).
    GraphFault {
        /// Putting the graph into its canonical form takes more work than any honest document needs.
        Work => "vc.work",
        /// A member that no context defines: it would be shown, but nobody signed it.
        Term => "vc.term",
        /// A key that is a keyword or an address instead of a term: it would be signed, but not seen.
        Key => "vc.key",
        /// A null, an empty list or a list in a list, which leave no trace in the graph.
        Hollow => "vc.hollow",
        /// Two objects have one `id`: in the graph they are one.
        IdTwice => "vc.id-twice",
        /// JSON-LD cannot be made into a graph: contexts that contradict each other, or a value without meaning.
        Expansion => "vc.expansion",
        /// This build has no JSON-LD.
        Unavailable => "vc.json-ld",
    }
}

impl VcFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Json(fault) => fault.code(),
            Self::Form(fault) => fault.code(),
            Self::Context(fault) => fault.code(),
            Self::Member(fault) => fault.code(),
            Self::Time(fault) => fault.code(),
            Self::Status(fault) => fault.code(),
            Self::Proof(fault) => fault.code(),
            Self::Method(fault) => fault.code(),
            Self::Did(fault) => fault.code(),
            Self::Presentation(fault) => fault.code(),
            Self::Graph(fault) => fault.code(),
        }
    }
}

impl From<DidFault> for VcFault {
    fn from(fault: DidFault) -> Self {
        Self::Did(fault)
    }
}

impl fmt::Display for VcFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for VcFault {}
