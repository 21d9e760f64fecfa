//! There is no outcome: the input or the trust bundle could not be read.

use chop_core::language::Language;
use chop_core::text::{self, Facts};
use serde_json::Value;

use super::{Occasion, Verdict, frame};

/// Why nothing could be judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoAnswer {
    /// *Undecided* for what could not be read, *rejected* for what can be none of ours.
    pub verdict: Verdict,
    /// The stable code.
    pub code: &'static str,
    /// The facts for its sentence.
    pub facts: Facts,
}

impl NoAnswer {
    /// Nothing can be said of it.
    #[must_use]
    pub const fn undecided(code: &'static str) -> Self {
        Self { verdict: Verdict::Undecided, code, facts: Facts::new() }
    }

    /// It is nothing that can be verified here.
    #[must_use]
    pub const fn rejected(code: &'static str) -> Self {
        Self { verdict: Verdict::Rejected, code, facts: Facts::new() }
    }

    /// The same, with facts.
    #[must_use]
    pub fn with(self, facts: Facts) -> Self {
        Self { facts, ..self }
    }

    /// The object of spec/verify-result-1.schema.json.
    #[must_use]
    pub fn to_json(&self, occasion: Occasion, language: Language) -> Value {
        let mut object = frame(self.verdict, self.code, occasion);
        object.insert("message".into(), text::sentence(self.code, language, &self.facts).into());
        object.insert("advice".into(), text::advice(self.code, language, &self.facts).into());
        Value::Object(object)
    }
}
