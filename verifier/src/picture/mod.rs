//! Pictures → the text of the QR codes in them: photographs of phone screens, not only clean renderings.
//!
//! [`read`] finds every distinct code in a PNG, JPEG or WebP file; [`read_one`] wants exactly one. Codes may be turned by
//! any angle, tilted, blurred, dark, under glare, light on dark, mirrored or cut out without a quiet zone. What a code
//! says is not judged here.
//!
//! ```
//! use chop_verifier::picture;
//!
//! let file = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../vectors/qr/images/qrcode-2-35.png"));
//! assert_eq!(picture::read_one(file)?.text(), "http://www.google.com/");
//! assert_eq!(picture::read(b"PC1:no picture").unwrap_err().code(), "picture.format");
//! # Ok::<(), picture::PictureFault>(())
//! ```
//!
//! # How
//! Finder patterns are looked for in the picture and in smaller copies of it, against a local threshold (`threshold`,
//! `finder`). Three that fit (`triple`), or two if the third is hidden (`pair`), give a projection and a size by their
//! timing patterns (`timing`); alignment patterns bend it into place (`mesh`). The light at the middle of every module is
//! compared with its surroundings, and if need be blur is undone with weights learnt from the modules that are known
//! (`sample`). Error correction and segments are `rxing`'s (`symbol`), and its own detectors are asked last (`library`).
//!
//! # Bounds
//! A file has at most [`MAX_BYTES`] and [`MAX_PIXELS`], checked before a pixel is decoded; work is counted in pixels and
//! ends (`work`). No file makes it panic.

mod fault;
mod film;
mod finder;
mod homography;
mod layout;
mod library;
mod linear;
mod load;
mod mesh;
mod number;
mod pair;
mod plane;
mod point;
mod sample;
mod search;
mod symbol;
mod threshold;
mod timing;
mod triple;
mod view;
mod work;

use core::fmt;

pub use fault::PictureFault;
pub use film::{MAX_FRAME_PIXELS, MAX_FRAMES, Reel, is_film, message_of_film};

/// Longest file that is read, in bytes: 16 MiB.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;

/// Most pixels that are read: 40 million.
pub const MAX_PIXELS: u64 = 40_000_000;

/// The text of a code. It may be about a person, so `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Found(String);

impl Found {
    /// The text exactly as it was encoded: nothing is trimmed or collapsed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The text as a `String`.
    #[must_use]
    pub fn into_text(self) -> String {
        self.0
    }
}

impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Found(<redacted>)")
    }
}

/// Reads every distinct code in a PNG, JPEG or WebP file, at least one. Two codes with the same text count once.
///
/// # Errors
/// `picture.format` if the file is no such picture or is broken, `picture.size` beyond [`MAX_BYTES`] or [`MAX_PIXELS`],
/// `picture.no-code` if no code can be read.
pub fn read(file: &[u8]) -> Result<Vec<Found>, PictureFault> {
    let texts = search::texts(load::grey(file)?);
    if texts.is_empty() { Err(PictureFault::NoCode) } else { Ok(texts.into_iter().map(Found).collect()) }
}

/// Reads the only code of a PNG, JPEG or WebP file.
///
/// # Errors
/// As [`read`], and `picture.several` if there are codes with different texts: which one was meant is not for us to say.
pub fn read_one(file: &[u8]) -> Result<Found, PictureFault> {
    match <[Found; 1]>::try_from(read(file)?) {
        Ok([one]) => Ok(one),
        Err(several) => Err(PictureFault::Several { texts: several.len() }),
    }
}
