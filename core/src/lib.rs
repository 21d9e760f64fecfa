#![doc = "Everything that is true about a digital document without a clock, a disk or a network."]

pub mod crypto;
#[cfg(any(test, feature = "dev"))]
pub mod dev;
pub mod document;
pub mod encoding;
pub mod exchange;
pub mod format;
pub mod language;
pub mod random;
pub mod status;
#[cfg(feature = "text")]
pub mod text;
pub mod time;
pub mod trust;
pub mod verify;
