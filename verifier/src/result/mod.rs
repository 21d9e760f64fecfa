//! An outcome as people and machines read it: the object of spec/verify-result-1.schema.json, with its sentence and its
//! advice in three languages (feature `result`).
//!
//! The command, the browser and every service print this one form, so that a reader of one reads them all.
//!
//! ```
//! use chop_core::language::Language;
//! use chop_core::time::UnixTime;
//! use chop_verifier::result::{NoAnswer, Occasion};
//!
//! let occasion = Occasion { now: UnixTime::new(1_795_341_600)?, as_of: false };
//! let nothing = NoAnswer::rejected("input.web-address").to_json(occasion, Language::English);
//! assert_eq!(nothing["verdict"], "rejected");
//! assert_eq!(nothing["message"], "This is a web address, not the code of a digital document.");
//! # Ok::<(), chop_core::time::TimeFormat>(())
//! ```

mod answer;
mod claims;
mod no_answer;

use chop_core::time::UnixTime;
use serde_json::{Map, Value, json};

pub use answer::Answer;
pub use claims::{foreign, shown_value, visible};
pub use no_answer::NoAnswer;

/// The version of the JSON form.
pub const SCHEMA: &str = "chop-verify-result-1";

/// When a question was judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occasion {
    /// The time of judging.
    pub now: UnixTime,
    /// Whether that time was asked about, and is not now.
    pub as_of: bool,
}

/// The four answers, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Genuine, fresh, of this holder, in force.
    Verified,
    /// Genuine, but not in force.
    NotInForce,
    /// No answer can be given now.
    Undecided,
    /// Not acceptable.
    Rejected,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 4] = [Self::Verified, Self::NotInForce, Self::Undecided, Self::Rejected];

    /// `verified`, `not_in_force`, `undecided` or `rejected`.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::NotInForce => "not_in_force",
            Self::Undecided => "undecided",
            Self::Rejected => "rejected",
        }
    }
}

/// The fields that every result has, in their order.
fn frame(verdict: Verdict, code: &str, occasion: Occasion) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("schema".into(), SCHEMA.into());
    object.insert("verdict".into(), verdict.label().into());
    object.insert("code".into(), code.into());
    for field in ["genuine", "in_force", "level", "kind", "issuer", "claims"] {
        object.insert(field.into(), Value::Null);
    }
    object.insert("cautions".into(), json!([]));
    object.insert("valid_until".into(), Value::Null);
    let when = if occasion.as_of { "as_of" } else { "checked_at" };
    object.insert(when.into(), occasion.now.to_tdate().into());
    object.insert("replay".into(), Value::Null);
    object
}
