//! Versions of mdoc structures (ISO/IEC 18013-5 §8.1): `major.minor`; a known major is read, whatever the minor.

use super::MdocFault;

/// That the version is 1.x.
pub(super) fn require(version: &str) -> Result<(), MdocFault> {
    if is_known(version) { Ok(()) } else { Err(MdocFault::Version) }
}

/// Whether the version is 1.x, x being a decimal number of at most three digits.
pub(crate) fn is_known(version: &str) -> bool {
    version.strip_prefix("1.").is_some_and(|minor| {
        let digits = minor.bytes().all(|byte| byte.is_ascii_digit());
        let plain = minor == "0" || !minor.starts_with('0');
        digits && plain && (1..=3).contains(&minor.len())
    })
}

#[cfg(test)]
mod tests {
    use super::is_known;

    #[test]
    fn any_minor_version_of_the_known_major_is_read() {
        for known in ["1.0", "1.1", "1.10", "1.999"] {
            assert!(is_known(known), "{known}");
        }
        for other in ["", "1", "1.", "1.00", "1.01", "1.0.0", "1.-1", "1.x", " 1.0", "1.0 ", "2.0", "10.0", "1.1000"] {
            assert!(!is_known(other), "{other}");
        }
    }
}
