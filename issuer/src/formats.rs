//! The formats in which a record is signed.

use chop_core::format::CredentialFormat;

/// One format or several, each once, in the order of [`CredentialFormat::ALL`].
///
/// ```
/// use chop_core::format::CredentialFormat::{Mdoc, SdJwtVc};
/// use chop_issuer::Formats;
///
/// let both = Formats::new([SdJwtVc, Mdoc, SdJwtVc]).unwrap();
/// assert_eq!(both.iter().collect::<Vec<_>>(), [Mdoc, SdJwtVc]);
/// assert_eq!(Formats::default().iter().collect::<Vec<_>>(), [Mdoc]);
/// assert_eq!(Formats::new([]), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formats(Vec<CredentialFormat>);

impl Default for Formats {
    fn default() -> Self {
        Self(vec![CredentialFormat::Mdoc])
    }
}

impl Formats {
    /// These formats; nothing if there is none.
    #[must_use]
    pub fn new(formats: impl IntoIterator<Item = CredentialFormat>) -> Option<Self> {
        let mut formats: Vec<_> = formats.into_iter().collect();
        formats.sort_unstable();
        formats.dedup();
        (!formats.is_empty()).then_some(Self(formats))
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = CredentialFormat> + '_ {
        self.0.iter().copied()
    }

    /// As the register holds them: names with a space between.
    pub(crate) fn to_words(&self) -> String {
        let names: Vec<&str> = self.iter().map(CredentialFormat::name).collect();
        names.join(" ")
    }

    pub(crate) fn from_words(words: &str) -> Option<Self> {
        words.split(' ').map(CredentialFormat::parse).collect::<Option<Vec<_>>>().and_then(Self::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_and_nothing_else_is() {
        let all = Formats::new(CredentialFormat::ALL).unwrap();
        assert_eq!(all.to_words(), "mso_mdoc dc+sd-jwt vc+sd-jwt jwt_vc_json ldp_vc");
        assert_eq!(Formats::from_words(&all.to_words()), Some(all));
        for words in ["", " ", "mso_mdoc  ldp_vc", "mso_mdoc,ldp_vc", "seal"] {
            assert_eq!(Formats::from_words(words), None, "{words}");
        }
    }
}
