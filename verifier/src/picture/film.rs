//! Films: an animated code filmed or rendered as a GIF, read frame by frame.

use std::io::Cursor;

use chop_core::exchange::frames::{Progress, Receiver};
use image::codecs::gif::GifDecoder;
use image::{AnimationDecoder as _, DynamicImage, ImageDecoder as _, Limits};

use super::load::plane;
use super::{MAX_BYTES, PictureFault, search};

/// Most frames of a film that are looked at: half a minute at 8 a second, twice what the longest message needs.
pub const MAX_FRAMES: usize = 256;
/// Most pixels of a frame of a film: a phone's 1080p.
pub const MAX_FRAME_PIXELS: u64 = 1_920 * 1_080;
/// Memory that decoding a film may take: two frames and what the decoder needs.
const MAX_MEMORY: u64 = 64 * 1024 * 1024;

/// Whether a file is a film that [`message_of_film`] reads.
#[must_use]
pub fn is_film(file: &[u8]) -> bool {
    file.starts_with(b"GIF87a") || file.starts_with(b"GIF89a")
}

/// Reads the message of the animated code in a GIF. Frames without a code, with another text or that cannot be read are
/// passed over: a film has such frames, and the message is whole or it is not.
///
/// # Errors
/// `picture.format` for another file or one that breaks off before the message is whole, `picture.size` beyond the
/// bounds, `picture.unfinished` if the film ends before the message does, `picture.no-code` if no frame has a code.
pub fn message_of_film(file: &[u8]) -> Result<Vec<u8>, PictureFault> {
    if file.len() > MAX_BYTES {
        return Err(PictureFault::Bytes { bytes: file.len() });
    }
    let mut decoder = GifDecoder::new(Cursor::new(file)).map_err(|_| PictureFault::Format)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_FRAME_PIXELS {
        return Err(PictureFault::Pixels { width, height });
    }
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_MEMORY);
    decoder.set_limits(limits).map_err(|_| PictureFault::Memory)?;
    let mut reel = Reel::default();
    for frame in decoder.into_frames().take(MAX_FRAMES) {
        let frame = frame.map_err(|_| PictureFault::Format)?;
        let texts = search::texts(plane(DynamicImage::ImageRgba8(frame.into_buffer()))?);
        if let Some(message) = texts.iter().find_map(|text| reel.take(text)) {
            return Ok(message);
        }
    }
    Err(reel.fault())
}

/// Frames of an animated code as they come: from a film, a folder of pictures or a camera. A frame of another code
/// than the first is passed over.
#[derive(Default)]
pub struct Reel {
    receiver: Receiver,
    frames: usize,
}

impl Reel {
    /// Takes the text of one frame; the message once it is whole.
    pub fn take(&mut self, text: &str) -> Option<Vec<u8>> {
        if !Receiver::is_frame(text) {
            return None;
        }
        self.frames += 1;
        match self.receiver.accept(text) {
            Ok(Progress::Whole(message)) => Some(message),
            Ok(Progress::Partial { .. }) | Err(_) => None,
        }
    }

    /// Why there is no message after the last frame: `picture.no-code` or `picture.unfinished`.
    #[must_use]
    pub const fn fault(&self) -> PictureFault {
        if self.frames == 0 { PictureFault::NoCode } else { PictureFault::Unfinished }
    }
}
