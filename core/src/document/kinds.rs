//! The kinds of document that a program knows.

use std::fmt;
use std::sync::{Arc, OnceLock};

use super::descriptor::Descriptor;

/// The kinds that come with chop, one file each.
const SHIPPED: [&str; 10] = [
    include_str!("kinds/personal-code.toml"),
    include_str!("kinds/age-proof.toml"),
    include_str!("kinds/identity-card-face.toml"),
    include_str!("kinds/senior-citizen-card.toml"),
    include_str!("kinds/cre-result.toml"),
    include_str!("kinds/blnst-result.toml"),
    include_str!("kinds/fishing-licence.toml"),
    include_str!("kinds/driving-licence.toml"),
    include_str!("kinds/certificate-of-imprisonment.toml"),
    include_str!("kinds/savings-account-letter.toml"),
];

/// Why a kind cannot stand beside those that are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KindClash {
    /// The name is taken.
    Kind,
    /// The number of the compact code is taken.
    Profile,
    /// The document type is taken.
    DocType,
    /// The SD-JWT VC type is taken.
    Vct,
    /// The W3C credential type is taken.
    VcType,
}

impl KindClash {
    /// The stable code of this clash.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Kind => "kinds.name-taken",
            Self::Profile => "kinds.profile-taken",
            Self::DocType => "kinds.doctype-taken",
            Self::Vct => "kinds.vct-taken",
            Self::VcType => "kinds.vc-type-taken",
        }
    }

    /// Every variant, for the table of codes.
    pub const ALL: [Self; 5] = [Self::Kind, Self::Profile, Self::DocType, Self::Vct, Self::VcType];
}

impl fmt::Display for KindClash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for KindClash {}

/// The kinds that a program knows, in a stable order: those shipped first. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Kinds(Vec<Arc<Descriptor>>);

impl Kinds {
    /// No kind at all.
    #[must_use]
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// The kinds that come with chop.
    ///
    /// ```
    /// use chop_core::document::Kinds;
    /// assert_eq!(Kinds::shipped().by_profile(1).unwrap().kind().as_str(), "personal-code");
    /// ```
    #[must_use]
    pub fn shipped() -> Self {
        static SHIPPED_KINDS: OnceLock<Kinds> = OnceLock::new();
        SHIPPED_KINDS
            .get_or_init(|| {
                SHIPPED.iter().fold(Self::none(), |kinds, text| {
                    let descriptor =
                        Descriptor::from_toml(text).expect("each shipped kind passes its check, by a test");
                    kinds.with(descriptor).expect("the shipped kinds do not clash, by a test")
                })
            })
            .clone()
    }

    /// These kinds and one more.
    ///
    /// # Errors
    /// A [`KindClash`] if a name, number or type is taken.
    pub fn with(mut self, descriptor: Descriptor) -> Result<Self, KindClash> {
        for known in self.iter() {
            let clash = if known.kind == descriptor.kind {
                KindClash::Kind
            } else if known.code_profile.is_some() && known.code_profile == descriptor.code_profile {
                KindClash::Profile
            } else if known.doctype == descriptor.doctype {
                KindClash::DocType
            } else if known.vct == descriptor.vct {
                KindClash::Vct
            } else if known.vc_type == descriptor.vc_type {
                KindClash::VcType
            } else {
                continue;
            };
            return Err(clash);
        }
        self.0.push(Arc::new(descriptor));
        Ok(self)
    }

    /// The kinds in order.
    pub fn iter(&self) -> impl Iterator<Item = &Descriptor> {
        self.0.iter().map(AsRef::as_ref)
    }

    /// The kind with this name.
    #[must_use]
    pub fn by_kind(&self, kind: &str) -> Option<&Descriptor> {
        self.iter().find(|descriptor| descriptor.kind.as_str() == kind)
    }

    /// The kind with this number of the compact code.
    #[must_use]
    pub fn by_profile(&self, profile: u64) -> Option<&Descriptor> {
        self.iter().find(|descriptor| descriptor.code_profile == Some(profile))
    }

    /// The same, for whoever keeps it.
    pub(crate) fn shared_by_profile(&self, profile: u64) -> Option<&Arc<Descriptor>> {
        self.0.iter().find(|descriptor| descriptor.code_profile == Some(profile))
    }

    /// The kind with this ISO document type.
    #[must_use]
    pub fn by_doctype(&self, doctype: &str) -> Option<&Descriptor> {
        self.iter().find(|descriptor| descriptor.doctype.as_str() == doctype)
    }

    /// The kind with this SD-JWT VC type.
    #[must_use]
    pub fn by_vct(&self, vct: &str) -> Option<&Descriptor> {
        self.iter().find(|descriptor| descriptor.vct.as_str() == vct)
    }

    /// The kind with this W3C credential type.
    #[must_use]
    pub fn by_vc_type(&self, vc_type: &str) -> Option<&Descriptor> {
        self.iter().find(|descriptor| descriptor.vc_type.as_str() == vc_type)
    }
}
