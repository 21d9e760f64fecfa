#![doc = "Everything that is true about a digital document without a clock, a disk or a network."]

pub mod document;
pub mod encoding;
pub mod language;
pub mod time;
