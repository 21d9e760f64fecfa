//! Session encryption (ISO/IEC 18013-5 §9.1.1.5): two keys from one agreement, each with a counter that never repeats.

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::crypto::aead::AeadKey;
use crate::crypto::mac::hkdf_sha256;
use crate::crypto::{PublicKey, SoftwareKey, agreement};

use super::{SessionFault, SessionTranscript};

/// Which side encrypts: its identifier is the first half of the initialisation vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Identifier {
    Reader,
    Device,
}

impl Identifier {
    const fn bytes(self) -> [u8; 8] {
        match self {
            Self::Reader => [0; 8],
            Self::Device => [0, 0, 0, 0, 0, 0, 0, 1],
        }
    }

    const fn info(self) -> &'static [u8] {
        match self {
            Self::Reader => b"SKReader",
            Self::Device => b"SKDevice",
        }
    }
}

/// One direction: a key, and the counter of its last message.
struct Direction {
    key: AeadKey,
    identifier: Identifier,
    counter: u32,
}

impl Direction {
    fn derive(secret: &[u8; 32], salt: &[u8], identifier: Identifier) -> Self {
        let mut key = Zeroizing::new([0; 32]);
        hkdf_sha256(secret, salt, identifier.info(), key.as_mut()).expect("32 bytes are within the length of HKDF");
        Self { key: AeadKey::new(&key), identifier, counter: 0 }
    }

    fn next_vector(&self) -> Result<(u32, [u8; 12]), SessionFault> {
        let counter = self.counter.checked_add(1).ok_or(SessionFault::Counter)?;
        let mut vector = [0; 12];
        let (identifier, rest) = vector.split_at_mut(8);
        identifier.copy_from_slice(&self.identifier.bytes());
        rest.copy_from_slice(&counter.to_be_bytes());
        Ok((counter, vector))
    }
}

/// SKReader and SKDevice of one session, with the directions of this side. Wiped when dropped.
pub(super) struct SessionKeys {
    sending: Direction,
    receiving: Direction,
}

impl SessionKeys {
    /// The keys on the reader's side.
    pub(super) fn of_reader(
        own: &SoftwareKey,
        device: &PublicKey,
        transcript: &SessionTranscript,
    ) -> Result<Self, SessionFault> {
        Self::derive(own, device, transcript, Identifier::Reader, Identifier::Device)
    }

    /// The keys on the wallet's side.
    pub(super) fn of_device(
        own: &SoftwareKey,
        reader: &PublicKey,
        transcript: &SessionTranscript,
    ) -> Result<Self, SessionFault> {
        Self::derive(own, reader, transcript, Identifier::Device, Identifier::Reader)
    }

    fn derive(
        own: &SoftwareKey,
        peer: &PublicKey,
        transcript: &SessionTranscript,
        sending: Identifier,
        receiving: Identifier,
    ) -> Result<Self, SessionFault> {
        let secret = agreement::shared_secret(own, peer).map_err(|_| SessionFault::Key)?;
        let salt = Sha256::digest(transcript.to_tagged());
        Ok(Self {
            sending: Direction::derive(&secret, &salt, sending),
            receiving: Direction::derive(&secret, &salt, receiving),
        })
    }

    /// Encrypts the next message of this side.
    pub(super) fn encrypt(&mut self, message: &[u8]) -> Result<Vec<u8>, SessionFault> {
        let (counter, vector) = self.sending.next_vector()?;
        self.sending.counter = counter;
        Ok(self.sending.key.seal(&vector, &[], message))
    }

    /// Decrypts the next message of the other side: that one and no other, so a message that was seen before, or one
    /// after a message that was lost, does not decrypt.
    pub(super) fn decrypt(&mut self, sealed: &[u8]) -> Result<Vec<u8>, SessionFault> {
        let (counter, vector) = self.receiving.next_vector()?;
        let message = self.receiving.key.open(&vector, &[], sealed).map_err(|_| SessionFault::Decrypt)?;
        self.receiving.counter = counter;
        Ok(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::Signer as _;
    use crate::dev;

    fn pair() -> (SessionKeys, SessionKeys) {
        let (device, reader) = (dev::key("session device"), dev::key("session reader"));
        let transcript = SessionTranscript::parse(&[0x83, 0xf6, 0xf6, 0xf6]).unwrap();
        (
            SessionKeys::of_device(&device, reader.public_key(), &transcript).unwrap(),
            SessionKeys::of_reader(&reader, device.public_key(), &transcript).unwrap(),
        )
    }

    #[test]
    fn each_message_decrypts_once_in_its_place_and_in_its_direction() {
        let (mut device, mut reader) = pair();
        let first = reader.encrypt(b"one").unwrap();
        let second = reader.encrypt(b"one").unwrap();
        assert_ne!(first, second, "a vector was used twice");
        assert_eq!(device.decrypt(&second), Err(SessionFault::Decrypt), "the first was skipped");
        assert_eq!(device.decrypt(&first).unwrap(), b"one");
        assert_eq!(device.decrypt(&first), Err(SessionFault::Decrypt), "a repeated message");
        assert_eq!(reader.decrypt(&second), Err(SessionFault::Decrypt), "a message sent back");
        assert_eq!(device.decrypt(&second).unwrap(), b"one");
    }

    #[test]
    fn the_last_counter_is_used_and_none_after_it() {
        let (mut device, mut reader) = pair();
        reader.sending.counter = u32::MAX - 1;
        device.receiving.counter = u32::MAX - 1;
        let last = reader.encrypt(b"last").unwrap();
        assert_eq!(device.decrypt(&last).unwrap(), b"last");
        assert_eq!(reader.encrypt(b"more"), Err(SessionFault::Counter));
        assert_eq!(device.decrypt(&last), Err(SessionFault::Counter));
    }
}
