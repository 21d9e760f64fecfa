//! The single-use claim code that joins a department's record to a wallet: printed in a letter, given at a counter,
//! sent by message.

use std::fmt;

use sha2::{Digest, Sha256};

use super::OfflineFault;
use crate::crypto::Kid;
use crate::random::{self, Random, RandomFault};

/// Crockford's alphabet: no I, L, O or U, so that a code can be read out and typed.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 16;

/// Sixteen characters, the first fifteen (75 bits) by chance, the last a check. Shown as `XXXX-XXXX-XXXX-XXXX`.
#[derive(Clone, PartialEq, Eq)]
pub struct ClaimCode([u8; LENGTH]);

/// What request and register hold instead of the code: SHA-256 over the issuer's key identifier and the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClaimDigest([u8; 32]);

impl fmt::Debug for ClaimCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}

impl ClaimCode {
    /// Draws a code.
    ///
    /// # Errors
    /// `random.failed`.
    pub fn draw(random: &mut dyn Random) -> Result<Self, RandomFault> {
        let drawn = random::secret::<LENGTH>(random)?;
        let mut code = [0; LENGTH];
        for (place, byte) in code.iter_mut().zip(drawn.iter()) {
            *place = byte & 31;
        }
        if let Some((check, digits)) = code.split_last_mut() {
            *check = check_digit(digits);
        }
        Ok(Self(code))
    }

    /// Reads a code as a person types it: any case, hyphens and spaces anywhere, O for 0, I or L for 1.
    ///
    /// # Errors
    /// `claim.code` for another length, another character, or a check character that does not fit.
    pub fn parse(text: &str) -> Result<Self, OfflineFault> {
        let mut code = [0; LENGTH];
        let mut places = code.iter_mut();
        for character in text.chars().filter(|c| !c.is_whitespace() && *c != '-') {
            let upper = match character.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            let digit = ALPHABET.iter().position(|letter| char::from(*letter) == upper);
            let digit = digit.and_then(|digit| u8::try_from(digit).ok()).ok_or(OfflineFault::ClaimCode)?;
            *places.next().ok_or(OfflineFault::ClaimCode)? = digit;
        }
        if places.next().is_some() {
            return Err(OfflineFault::ClaimCode);
        }
        match code.split_last() {
            Some((check, digits)) if *check == check_digit(digits) => Ok(Self(code)),
            _ => Err(OfflineFault::ClaimCode),
        }
    }

    /// The code, for the letter to its holder.
    #[must_use]
    pub fn expose(&self) -> String {
        let mut text = String::with_capacity(LENGTH + 3);
        for (place, digit) in self.0.iter().enumerate() {
            if place > 0 && place % 4 == 0 {
                text.push('-');
            }
            text.push(ALPHABET.get(usize::from(*digit)).copied().map_or('0', char::from));
        }
        text
    }

    /// What stands for the code with one issuer.
    #[must_use]
    pub fn digest(&self, issuer: Kid) -> ClaimDigest {
        let mut hash = Sha256::new();
        hash.update(b"chop-claim-1");
        hash.update(issuer.as_bytes());
        hash.update(self.0);
        ClaimDigest(hash.finalize().into())
    }
}

/// A weighted sum modulo 31, a prime: finds every wrong character and every exchange of two neighbours, save that
/// it takes Z for 0. A sum modulo 32 would miss far more.
fn check_digit(digits: &[u8]) -> u8 {
    let sum = (1_u32..).zip(digits).map(|(weight, digit)| weight * u32::from(*digit)).sum::<u32>();
    u8::try_from(sum % 31).unwrap_or_default()
}

impl ClaimDigest {
    /// A digest from its bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counter(u8);

    impl Random for Counter {
        fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFault> {
            for byte in bytes {
                self.0 = self.0.wrapping_add(37);
                *byte = self.0;
            }
            Ok(())
        }
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = ClaimCode::draw(&mut Counter(0)).unwrap();
        let text = code.expose();
        assert_eq!(text.len(), 19);
        assert_eq!(ClaimCode::parse(&text.to_lowercase().replace('-', " ")), Ok(code.clone()));
        assert_eq!(ClaimCode::parse(&text.replace('0', "o").replace('1', "l")), Ok(code.clone()));
        assert_eq!(format!("{code:?}"), "<redacted>");
    }

    #[test]
    fn a_wrong_character_or_length_is_noticed() {
        let text = ClaimCode::draw(&mut Counter(0)).unwrap().expose().replace('-', "");
        for place in 0..text.len() - 1 {
            let mut wrong = text.clone().into_bytes();
            wrong[place] = if wrong[place] == b'7' { b'8' } else { b'7' };
            assert!(ClaimCode::parse(&String::from_utf8(wrong).unwrap()).is_err(), "{place}");
        }
        for bad in ["", &text[1..], &format!("{text}0"), "UUUU-UUUU-UUUU-UUUU"] {
            assert_eq!(ClaimCode::parse(bad), Err(OfflineFault::ClaimCode));
        }
    }
}
