//! `chop wallet code`: a document on the screen.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use chop::qr;
use chop_wallet::{CodeSession, Copies, Offer, Reader, ShowFault, ShownCode};
use clap::Args;
use serde_json::json;

use super::hold::CHALLENGE_FILE_BYTES;
use super::{Place, animated, choose, faults, read};
use crate::command::context::Context;
use crate::command::exit::{Exit, Failure};
use crate::command::hex;
use chop_core::text::Facts;

/// Pixels of a module in a picture file.
const PIXELS: u32 = 8;
/// Lines of words below a picture, and the one in which the prompt or the countdown stands.
const LINES_BELOW: usize = 3;

/// A code.
#[derive(Debug, Args)]
pub(crate) struct CodeArgs {
    /// The document as the list names it, or its kind.
    pub(super) document: String,
    /// Facts to share, beside those that are always shown.
    #[arg(long, value_name = "ELEMENT", num_args = 1.., value_delimiter = ',', conflicts_with_all = ["view", "agree"])]
    pub(super) show: Vec<String>,
    /// A set of facts of the kind to share.
    #[arg(long, conflicts_with = "agree")]
    pub(super) view: Option<String>,
    /// Share all that the challenge asks for.
    #[arg(long, requires = "challenge")]
    pub(super) agree: bool,
    /// The challenge of a verifier, or @FILE that holds it.
    #[arg(long, value_name = "TEXT|@FILE", conflicts_with = "site")]
    challenge: Option<String>,
    /// Make a code for this site alone: its audience, 8 bytes in hex.
    #[arg(long, value_name = "HEX")]
    site: Option<String>,
    /// One code, and stop.
    #[arg(long)]
    once: bool,
    /// Write one code as a picture, and stop.
    #[arg(long, value_name = "FILE")]
    png: Option<PathBuf>,
    /// The same as a drawing.
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Print the text of the code in place of its picture.
    #[arg(long)]
    text: bool,
    /// As frames one after another, for what one code has no room for: in other wallets' form (UR).
    #[arg(long, conflicts_with_all = ["png", "svg"])]
    animated: bool,
    /// With --animated: frames that chop alone reads, in half the time.
    #[arg(long, requires = "animated")]
    shards: bool,
    /// With --animated: write a film, and stop.
    #[arg(long, value_name = "FILE", requires = "animated")]
    gif: Option<PathBuf>,
    /// With --animated: write the frames as pictures into a folder, and stop.
    #[arg(long, value_name = "DIR", requires = "animated")]
    frames: Option<PathBuf>,
}

pub(super) fn run(place: &Place, args: &CodeArgs, context: &mut Context) -> Result<Exit, Failure> {
    let challenge = args.challenge.as_deref().map(challenge_text).transpose()?;
    let site = args.site.as_deref().map(hex::array).transpose()?;
    let reader = match (&challenge, site) {
        (Some(text), _) => Reader::Challenge { text },
        (None, Some(audience)) => Reader::Site { audience },
        (None, None) => Reader::Anyone,
    };
    let wallet = place.open(context)?;
    let offer = wallet
        .offer(&args.document, reader, &context.kinds, context.now())
        .map_err(|fault| faults::show(fault, context))?;
    let offer = if args.animated { offer.in_frames() } else { offer };
    if offer.copies() == Copies::RunOut {
        context.say(&format!("! {}", context.label("ui-share-linkable")));
    }
    let wanted = choose::Wanted { view: args.view.as_deref(), elements: &args.show, agree: args.agree };
    let Some(choice) = choose::choice(&offer, &wanted, context)? else { return Ok(Exit::Refused) };
    let Some(choice) = choose::fitting(&wallet, &offer, choice, context)? else { return Ok(Exit::Refused) };
    let now = context.now();
    let mut session = wallet
        .show(&offer, &choice, &context.kinds, now, &mut context.random())
        .map_err(|fault| faults::show(fault, context))?;
    let screen = io::stdout().is_terminal();
    let written = [&args.png, &args.svg, &args.gif, &args.frames].iter().any(|file| file.is_some());
    let once = args.once || written || context.json || !screen || (args.animated && args.text);
    if once && args.animated {
        one_animated(&mut session, &offer, args, context)?;
    } else if args.animated {
        animated::live(&mut session, args.shards, context)?;
    } else if once {
        one(&mut session, &offer, args, screen, context)?
    } else {
        live(&mut session, args, context)?
    }
    session.end().map_err(|fault| faults::store(fault, context))?;
    Ok(Exit::Done)
}

/// The text of a challenge as scanned. Nothing of it is trimmed but the end of a file's line: a space is a digit.
fn challenge_text(given: &str) -> Result<String, Failure> {
    let Some(path) = given.strip_prefix('@') else { return Ok(given.to_owned()) };
    let path = Path::new(path);
    let bytes = read(path, CHALLENGE_FILE_BYTES)?;
    let text = String::from_utf8(bytes).map_err(|_| Failure::unreadable("challenge.format").at(path))?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    Ok(text.strip_suffix('\r').unwrap_or(text).to_owned())
}

fn one(
    session: &mut CodeSession,
    offer: &Offer,
    args: &CodeArgs,
    screen: bool,
    context: &Context,
) -> Result<(), Failure> {
    let shown =
        session.code(context.now(), &mut context.random()).map_err(|fault| faults::show(fault, context))?.clone();
    let symbol = symbol(&shown)?;
    if let Some(path) = &args.png {
        let scale = qr::Scale::parse(PIXELS).map_err(|fault| Failure::new(fault.code(), Exit::Internal))?;
        write(path, &qr::png::draw(&symbol, scale), context)?;
    }
    if let Some(path) = &args.svg {
        write(path, qr::svg::draw(&symbol).as_bytes(), context)?;
    }
    if context.json {
        let object = object(session, offer, &shown, "text", shown.text.clone().into());
        return context.print(&object.to_string());
    }
    if args.text || !screen {
        // A picture was asked for and nobody sees a screen: then the picture is the result.
        let pictured = args.png.is_some() || args.svg.is_some();
        return if args.text || !pictured { context.print(&shown.text) } else { Ok(()) };
    }
    context.print(&drawing(&symbol, context))?;
    context.say(&context.label("ui-code-show"));
    Ok(())
}

/// One code in frames: as a film, as pictures, or as the text of each frame.
fn one_animated(session: &mut CodeSession, offer: &Offer, args: &CodeArgs, context: &Context) -> Result<(), Failure> {
    let shown =
        session.code(context.now(), &mut context.random()).map_err(|fault| faults::show(fault, context))?.clone();
    let frames = animated::frames(&shown.message, args.shards)?;
    if let Some(path) = &args.gif {
        write(path, &animated::film(&frames)?, context)?;
    }
    if let Some(path) = &args.frames {
        let scale = qr::Scale::parse(PIXELS).map_err(|fault| Failure::new(fault.code(), Exit::Internal))?;
        animated::folder(&frames, path, scale)?;
        context.say(&context.label_with("ui-file-written", &Facts::default().path(&path.display().to_string())));
    }
    if context.json {
        let object = object(session, offer, &shown, "frames", frames.into());
        return context.print(&object.to_string());
    }
    if args.gif.is_some() || args.frames.is_some() {
        return Ok(());
    }
    frames.iter().try_for_each(|frame| context.print(frame))
}

/// What a program is told of a code, and its content as text or frames.
fn object(
    session: &CodeSession,
    offer: &Offer,
    shown: &ShownCode,
    form: &str,
    content: serde_json::Value,
) -> serde_json::Value {
    let shared: Vec<&str> = session.shared().iter().map(chop_core::document::ElementId::as_str).collect();
    json!({
        "schema": "chop-wallet-code-1",
        form: content,
        "level": shown.level.label(),
        "document": offer.document().to_string(),
        "kind": offer.kind(),
        "shared": shared,
        "issued_at": shown.issued_at.to_tdate(),
    })
}

/// The picture, or, where it would be torn by the edge of the window, what window it needs.
pub(super) fn drawing(symbol: &qr::Symbol, context: &Context) -> String {
    let columns = symbol.size() + 2 * qr::QUIET_ZONE;
    let rows = columns.div_ceil(2) + LINES_BELOW;
    let is_too_small = |(width, height): (terminal_size::Width, terminal_size::Height)| {
        // A terminal that does not know its size says nought.
        (width.0 > 0 && usize::from(width.0) < columns) || (height.0 > 0 && usize::from(height.0) < rows)
    };
    if terminal_size::terminal_size().is_some_and(is_too_small) {
        return context.label_with("ui-code-window", &Facts::default().count(columns).number(rows));
    }
    qr::terminal::draw(symbol, ink()).trim_end_matches('\n').to_owned()
}

/// Draws anew every fifteen seconds and counts down in between, until the session is over.
fn live(session: &mut CodeSession, args: &CodeArgs, context: &Context) -> Result<(), Failure> {
    let mut drawn: Option<String> = None;
    loop {
        let now = context.now();
        let shown = match session.code(now, &mut context.random()) {
            Ok(shown) => shown.clone(),
            Err(ShowFault::Over) => {
                context.say("");
                context.say(&context.label("ui-code-closed"));
                return Ok(());
            }
            Err(fault) => return Err(faults::show(fault, context)),
        };
        if drawn.as_ref() != Some(&shown.text) {
            if args.text {
                context.print(&shown.text)?;
            } else {
                // Home and clear: the last code must not stay legible above the new one.
                context.print(&format!("\u{1b}[H\u{1b}[2J{}", drawing(&symbol(&shown)?, context)))?;
            }
            let level = shown.level.label();
            context.say(&format!(
                "{} · {level} · {}",
                context.label("ui-code-show"),
                context.label(&format!("level-{level}"))
            ));
            context.say(&context.label("ui-code-stop"));
            drawn = Some(shown.text.clone());
        }
        let next = Facts::default().seconds(shown.next_at.since(now));
        let end = Facts::default().seconds(shown.ends_at.since(now));
        let line =
            format!("{} · {}", context.label_with("ui-code-refresh", &next), context.label_with("ui-code-ends", &end));
        // Nobody reads: nothing to do about it.
        let _ = write!(io::stderr(), "\r{line}\u{1b}[K").and_then(|()| io::stderr().flush());
        thread::sleep(Duration::from_millis(500));
    }
}

fn symbol(shown: &ShownCode) -> Result<qr::Symbol, Failure> {
    qr::Symbol::encode(&shown.text, qr::Level::Low).map_err(|fault| Failure::new(fault.code(), Exit::Internal))
}

fn ink() -> qr::Ink {
    let dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb") || std::env::var_os("NO_COLOR").is_some();
    if dumb { qr::Ink::PlainOnDark } else { qr::Ink::Colour }
}

fn write(path: &Path, bytes: &[u8], context: &Context) -> Result<(), Failure> {
    fs::write(path, bytes).map_err(|error| Failure::from(error).at(path))?;
    context.say(&context.label_with("ui-file-written", &Facts::default().path(&path.display().to_string())));
    Ok(())
}
