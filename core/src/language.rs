//! The three languages that every text of the product has.

use std::fmt;

/// A language of the product. Tags are BCP 47.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Traditional Chinese as written in Hong Kong.
    TraditionalChinese,
    /// Simplified Chinese.
    SimplifiedChinese,
}

/// The tag is not one of a language that the product speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LanguageFault;

impl LanguageFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "language.unknown"
    }
}

impl fmt::Display for LanguageFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for LanguageFault {}

impl Language {
    /// The three languages, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::English, Self::TraditionalChinese, Self::SimplifiedChinese];

    /// Reads a tag: `en`, `zh-Hant`, `zh-Hans`, or one with a region (`en-GB`, `zh-HK`, `zh-TW`, `zh-MO`, `zh-CN`,
    /// `zh-SG`, `zh-Hant-HK` …). Case and `_` for `-` do not matter.
    ///
    /// ```
    /// use chop_core::language::Language;
    /// assert_eq!(Language::parse("zh-HK").unwrap(), Language::TraditionalChinese);
    /// assert_eq!(Language::parse("zh_CN").unwrap().tag(), "zh-Hans");
    /// assert_eq!(Language::parse("fr").unwrap_err().code(), "language.unknown");
    /// ```
    ///
    /// # Errors
    /// `language.unknown` for any other language, and for `zh` alone, which does not say which script.
    pub fn parse(tag: &str) -> Result<Self, LanguageFault> {
        let tag = tag.replace('_', "-").to_ascii_lowercase();
        let mut parts = tag.split('-');
        match (parts.next(), parts.next(), parts.next()) {
            (Some("en"), None | Some(_), None) => Ok(Self::English),
            (Some("zh"), Some("hant"), _) | (Some("zh"), Some("hk" | "tw" | "mo"), None) => {
                Ok(Self::TraditionalChinese)
            }
            (Some("zh"), Some("hans"), _) | (Some("zh"), Some("cn" | "sg"), None) => Ok(Self::SimplifiedChinese),
            _ => Err(LanguageFault),
        }
    }

    /// The tag that chop writes: `en`, `zh-Hant` or `zh-Hans`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::TraditionalChinese => "zh-Hant",
            Self::SimplifiedChinese => "zh-Hans",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// One text in the three languages. None is ever missing.
///
/// ```
/// use chop_core::language::{Language, LocalizedText};
/// let name = LocalizedText { en: "Holder".into(), zh_hant: "持有人".into(), zh_hans: "持有人".into() };
/// assert_eq!(name.get(Language::English), "Holder");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LocalizedText {
    /// English.
    pub en: String,
    /// Traditional Chinese.
    pub zh_hant: String,
    /// Simplified Chinese, written and not converted.
    pub zh_hans: String,
}

impl LocalizedText {
    /// The text in one language.
    #[must_use]
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::English => &self.en,
            Language::TraditionalChinese => &self.zh_hant,
            Language::SimplifiedChinese => &self.zh_hans,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tag_in_use_names_one_language() {
        for (tag, language) in [
            ("en", Language::English),
            ("EN-gb", Language::English),
            ("zh-Hant", Language::TraditionalChinese),
            ("zh-hant-hk", Language::TraditionalChinese),
            ("zh-HK", Language::TraditionalChinese),
            ("zh-TW", Language::TraditionalChinese),
            ("zh-MO", Language::TraditionalChinese),
            ("zh-Hans", Language::SimplifiedChinese),
            ("zh_CN", Language::SimplifiedChinese),
            ("zh-SG", Language::SimplifiedChinese),
        ] {
            assert_eq!(Language::parse(tag), Ok(language), "{tag}");
        }
        for language in Language::ALL {
            assert_eq!(Language::parse(language.tag()), Ok(language));
        }
    }

    #[test]
    fn a_tag_that_does_not_settle_the_script_is_refused() {
        for tag in ["", "zh", "fr", "zh-XX", "english", "en-GB-oed", "hant"] {
            assert_eq!(Language::parse(tag), Err(LanguageFault), "{tag}");
        }
    }
}
