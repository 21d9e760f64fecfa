#![doc = "Everything that is true about a digital document without a clock, a disk or a network."]

pub mod encoding;
pub mod time;
