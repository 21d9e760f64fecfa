//! Animated codes: a message that does not fit one symbol, as frames that are shown one after another.
//!
//! Two ways stand side by side. **UR** (BCR-2020-005, BCR-2024-001) is what others read, for messages of up to about
//! 3 kB: [`Fountain`] makes its frames without end. **Shards** (`spec/animated-1.md`) need any *k* frames of *2k*, carry
//! more in each symbol and are received in half the time beyond that: [`shards`] makes them. A [`Receiver`] reads
//! either. What is assembled is only bytes: nothing of it is believed, or shown, before it is verified as a whole.

mod fault;
mod fountain;
mod receiver;
mod shard;

pub use fault::FrameFault;
pub use fountain::Fountain;
pub use receiver::{Progress, Receiver};
pub use shard::{SHARD_PREFIX, shards};
