//! The receiving end of either way: one message in flight.

use super::FrameFault;
use super::fountain::{self, Basin, Part, UR_PREFIX};
use super::shard::{self, Pile, SHARD_PREFIX};
use crate::encoding::limits::FRAMES_READ;

/// How far the message is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// Parts are missing.
    Partial {
        /// Parts that are known.
        known: usize,
        /// Parts that are needed.
        needed: usize,
    },
    /// The message. It is only bytes: nothing of it is believed yet.
    Whole(Vec<u8>),
}

/// Takes frames in any order, some of them twice and others never, until the message is whole. A frame of another
/// message is refused and changes nothing; to begin anew, make a new receiver.
///
/// It holds at most 64 fragments of one message of 16 KiB (security T61).
#[derive(Default)]
pub struct Receiver {
    state: State,
    read: usize,
}

#[derive(Default)]
enum State {
    #[default]
    Empty,
    Ur(Box<Basin>),
    Shards(Pile),
}

impl Receiver {
    /// A receiver of one message.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether a text looks like a frame: `UR:` in either case, or `CF1:`.
    #[must_use]
    pub fn is_frame(text: &str) -> bool {
        text.starts_with(SHARD_PREFIX)
            || text.get(..UR_PREFIX.len()).is_some_and(|start| start.eq_ignore_ascii_case(UR_PREFIX))
    }

    /// Takes the text of one frame.
    ///
    /// # Errors
    /// Any [`FrameFault`]. After `frames.checksum` and `frames.too-many` only a new receiver helps.
    pub fn accept(&mut self, text: &str) -> Result<Progress, FrameFault> {
        if self.read >= FRAMES_READ {
            return Err(FrameFault::TooMany);
        }
        self.read += 1;
        if text.starts_with(SHARD_PREFIX) {
            let shard = shard::parse(text)?;
            if matches!(self.state, State::Empty) {
                self.state = State::Shards(Pile::default());
            }
            let State::Shards(pile) = &mut self.state else { return Err(FrameFault::OtherMessage) };
            let whole = pile.add(shard)?;
            return Ok(progress(whole, pile.progress()));
        }
        match fountain::parse(text)? {
            Part::Single(message) if matches!(self.state, State::Empty) => Ok(Progress::Whole(message)),
            Part::Single(_) => Err(FrameFault::OtherMessage),
            Part::Multi { text, identity } => {
                if matches!(self.state, State::Empty) {
                    self.state = State::Ur(Box::default());
                }
                let State::Ur(basin) = &mut self.state else { return Err(FrameFault::OtherMessage) };
                let whole = basin.pour(&text, identity)?;
                Ok(progress(whole, basin.progress()))
            }
        }
    }
}

fn progress(whole: Option<Vec<u8>>, (known, needed): (usize, usize)) -> Progress {
    whole.map_or(Progress::Partial { known, needed }, Progress::Whole)
}
