//! What people read: a sentence and an advice for every stable code, and the labels of every screen, in three
//! languages (feature `text`).
//!
//! The texts stand in `en.ftl`, `zh-Hant.ftl` and `zh-Hans.ftl` beside this file, in the syntax of Project Fluent. The
//! key of a code is the code with `--` in place of `.`: `time.expired` is `time--expired`, and a code without a dot,
//! such as `audience`, is its own key. No code and no label has `--` in itself, so no two of them can meet. The value of
//! a code's message says what happened, its attribute `advice` what to do next; a label has no advice.
//!
//! Facts of the case are arguments, and the only ones there are: those of [`Facts`]. None of them is a secret, a name
//! of a person or an identity number.
//!
//! ```
//! use chop_core::language::Language;
//! use chop_core::text::{Facts, advice, sentence};
//! let facts = Facts::new().seconds(75);
//! assert_eq!(
//!     sentence("freshness.stale", Language::English, &facts),
//!     "The code is too old: it was made 75 seconds ago."
//! );
//! assert_eq!(
//!     advice("freshness.stale", Language::TraditionalChinese, &facts).unwrap(),
//!     "不接受屏幕截圖。請持有人重新開啟二維碼。"
//! );
//! ```

mod catalogue;
mod facts;
mod times;

pub use facts::Facts;
pub use times::{date_time, time_of_day};

use crate::language::Language;

/// What happened, in one sentence. A code that has no sentence is given back as it is.
#[must_use]
pub fn sentence(code: &str, language: Language, facts: &Facts) -> String {
    catalogue::value(&key(code), language, facts).unwrap_or_else(|| code.to_owned())
}

/// What to do next; nothing for a code that has no advice.
#[must_use]
pub fn advice(code: &str, language: Language, facts: &Facts) -> Option<String> {
    catalogue::attribute(&key(code), "advice", language, facts)
}

/// A label of a screen or a line of a report, by its key: `verdict-verified`, `level-2P-stops`. A key that has no text
/// is given back as it is.
///
/// ```
/// use chop_core::language::Language;
/// use chop_core::text::{Facts, label};
/// assert_eq!(label("verdict-verified", Language::TraditionalChinese, &Facts::new()), "已核實");
/// assert_eq!(label("ui-wallet-tries-left", Language::English, &Facts::new().count(2_u64)), "Tries left: 2");
/// ```
#[must_use]
pub fn label(key: &str, language: Language, facts: &Facts) -> String {
    catalogue::value(key, language, facts).unwrap_or_else(|| key.to_owned())
}

/// Fluent has no dot in a key.
fn key(code: &str) -> String {
    code.replace('.', "--")
}
