//! A code that no single symbol holds, as frames one after another (spec/animated-1.md): on the screen, as a film, as
//! pictures.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use chop::qr;
use chop_core::exchange::frames::{Fountain, FrameFault, shards};
use chop_core::text::Facts;
use chop_wallet::{CodeSession, ShowFault, ShownCode};
use image::codecs::gif::{GifEncoder, Repeat};
use image::{Delay, Frame, Rgba, RgbaImage};

use super::code::drawing;
use super::faults;
use crate::command::context::Context;
use crate::command::exit::{Exit, Failure};

/// Milliseconds for which a frame stands: eight a second.
const FRAME_MILLISECONDS: u32 = 125;
/// Bytes of the message in one frame, where 64 of them are enough: symbols of about 80 modules.
const FRAGMENT_BYTES: usize = 200;
/// Fragments of a message that needs larger ones.
const FRAGMENTS: usize = 60;
/// Frames of a UR for each fragment: the message once, and mixtures for what was missed.
const UR_ROUNDS: usize = 3;
/// Pixels of a module in a film.
const PIXELS: usize = 4;

/// The frames of one code: a loop in which everything comes twice.
pub(super) fn frames(message: &[u8], with_shards: bool) -> Result<Vec<String>, Failure> {
    let fragment = message.len().div_ceil(FRAGMENTS).max(FRAGMENT_BYTES).next_multiple_of(2);
    let failed = |fault: FrameFault| Failure::new(fault.code(), Exit::Internal);
    if with_shards {
        return shards(message, fragment).map_err(failed);
    }
    let mut fountain = Fountain::new(message, fragment).map_err(failed)?;
    Ok((0..UR_ROUNDS * fountain.fragments()).map(|_| fountain.next_frame()).collect())
}

fn symbols(frames: &[String]) -> Result<Vec<qr::Symbol>, Failure> {
    let encode = |frame: &String| qr::Symbol::encode(frame, qr::Level::Low);
    frames.iter().map(encode).collect::<Result<_, _>>().map_err(|fault| Failure::new(fault.code(), Exit::Internal))
}

/// A film in a loop, as GIF.
pub(super) fn film(frames: &[String]) -> Result<Vec<u8>, Failure> {
    let symbols = symbols(frames)?;
    let modules = symbols.iter().map(qr::Symbol::size).max().unwrap_or_default() + 2 * qr::QUIET_ZONE;
    let side = u32::try_from(modules * PIXELS).map_err(|_| Failure::new("qr.scale", Exit::Internal))?;
    let failed = |_: image::ImageError| Failure::new("io.write", Exit::Internal);
    let mut file = Vec::new();
    let mut encoder = GifEncoder::new_with_speed(&mut file, 30);
    encoder.set_repeat(Repeat::Infinite).map_err(failed)?;
    for symbol in &symbols {
        let border = (modules - symbol.size()) / 2;
        let module = |pixel: u32| (usize::try_from(pixel).unwrap_or(usize::MAX) / PIXELS).checked_sub(border);
        let picture = RgbaImage::from_fn(side, side, |x, y| {
            let dark = module(x).zip(module(y)).is_some_and(|(x, y)| symbol.is_dark(x, y));
            let light = if dark { 0 } else { u8::MAX };
            Rgba([light, light, light, u8::MAX])
        });
        let delay = Delay::from_numer_denom_ms(FRAME_MILLISECONDS, 1);
        encoder.encode_frame(Frame::from_parts(picture, 0, 0, delay)).map_err(failed)?;
    }
    drop(encoder);
    Ok(file)
}

/// Each frame as a picture in a folder, numbered from 1.
pub(super) fn folder(frames: &[String], folder: &Path, scale: qr::Scale) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| Failure::from(error).at(folder))?;
    for (number, symbol) in (1..).zip(symbols(frames)?) {
        let path = folder.join(format!("{number:04}.png"));
        fs::write(&path, qr::png::draw(&symbol, scale)).map_err(|error| Failure::from(error).at(&path))?;
    }
    Ok(())
}

/// Shows frames until the session is over. A new code is drawn once the last one is due and its loop was whole.
pub(super) fn live(session: &mut CodeSession, with_shards: bool, context: &Context) -> Result<(), Failure> {
    loop {
        let shown = match session.code(context.now(), &mut context.random()) {
            Ok(shown) => shown.clone(),
            Err(ShowFault::Over) => {
                context.say("");
                context.say(&context.label("ui-code-closed"));
                return Ok(());
            }
            Err(fault) => return Err(faults::show(fault, context)),
        };
        let symbols = symbols(&frames(&shown.message, with_shards)?)?;
        while once_round(&symbols, &shown, context)? && context.now() < shown.next_at {}
    }
}

/// Whether the loop came to its end before the session did.
fn once_round(symbols: &[qr::Symbol], shown: &ShownCode, context: &Context) -> Result<bool, Failure> {
    for (number, symbol) in (1_usize..).zip(symbols) {
        let now = context.now();
        if now >= shown.ends_at {
            return Ok(false);
        }
        context.print(&format!("\u{1b}[H\u{1b}[2J{}", drawing(symbol, context)))?;
        let end = Facts::default().seconds(shown.ends_at.since(now));
        let ends = context.label_with("ui-code-ends", &end);
        context.say(&format!("{} · {number}/{} · {ends}", context.label("ui-code-show"), symbols.len()));
        context.say(&context.label("ui-code-stop"));
        thread::sleep(Duration::from_millis(FRAME_MILLISECONDS.into()));
    }
    Ok(true)
}
