//! CBOR (RFC 8949): one reader with two strictnesses, one writer that is deterministic.
//!
//! [`Item`] keeps the exact bytes it was read from, so that what was signed is never encoded again.
//!
//! ```
//! use chop_core::encoding::cbor::{Item, Strictness, Writer};
//! let mut writer = Writer::new();
//! writer.array(2);
//! writer.uint(1);
//! writer.text("one");
//! let bytes = writer.into_bytes();
//! let item = Item::parse(&bytes, Strictness::Deterministic).unwrap();
//! assert_eq!(item.as_array().unwrap()[1].as_text(), Some("one"));
//! assert_eq!(item.raw(), &bytes[..]);
//! ```

mod fault;
mod item;
mod reader;
mod writer;

pub use fault::CborFault;
pub use item::{Item, Map, Node};
pub use reader::{Bounds, Strictness};
pub use writer::Writer;

#[cfg(test)]
mod tests;
