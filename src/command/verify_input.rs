//! What was given to `chop verify`: text, a picture, a document.

use std::fs::File;
use std::io::{self, BufRead, Read as _};
use std::path::Path;

use chop_core::document::PictureFormat;
use chop_core::encoding::limits::STATUS_TOKEN_BYTES;
use chop_core::format::seal;
use chop_core::text::Facts;
use chop_verifier::result::NoAnswer;
use chop_verifier::{Shown, picture};

use super::exit::Failure;

/// No file that chop reads is larger.
const FILE_MAX: u64 = 16 << 20;
/// No line from a scanner is longer.
const LINE_MAX: u64 = 64 << 10;

/// An argument is the text of a code, or else the name of a file.
pub(super) fn read_argument(input: &str) -> Result<Shown, NoAnswer> {
    if ["PC1:", "PCQ1:", seal::PREFIX].iter().any(|prefix| input.starts_with(prefix)) {
        return Shown::of_text(input);
    }
    let path = Path::new(input);
    if path.is_dir() {
        return read_message(&folder(path)?);
    }
    if path.is_file() {
        return read_bytes(&file(path)?);
    }
    let looks_like_a_path = path.extension().is_some() && !input.contains("://") && !input.contains(' ');
    if looks_like_a_path {
        return Err(NoAnswer::undecided("input.file").with(Facts::default().path(input)));
    }
    Shown::of_text(input)
}

/// The message of an animated code whose frames are the pictures of a folder, in the order of their names.
fn folder(path: &Path) -> Result<Vec<u8>, NoAnswer> {
    let unreadable = |_| NoAnswer::undecided("input.file");
    let mut names: Vec<_> = std::fs::read_dir(path).map_err(unreadable)?.flatten().map(|entry| entry.path()).collect();
    names.sort();
    let mut reel = picture::Reel::default();
    for name in names.iter().filter(|name| name.is_file()).take(picture::MAX_FRAMES) {
        let found = picture::read(&file(name)?).unwrap_or_default();
        if let Some(message) = found.iter().find_map(|found| reel.take(found.text())) {
            return Ok(message);
        }
    }
    Err(NoAnswer::undecided(reel.fault().code()))
}

fn file(path: &Path) -> Result<Vec<u8>, NoAnswer> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(FILE_MAX + 1).read_to_end(&mut bytes));
    match read {
        Ok(length) if u64::try_from(length).is_ok_and(|length| length <= FILE_MAX) => Ok(bytes),
        Ok(_) => Err(NoAnswer::undecided("input.too-large")),
        Err(_) => Err(NoAnswer::undecided("input.file")),
    }
}

/// The bytes of a status list: one byte beyond its bound at most, so that the reader of lists refuses it.
pub(super) fn list_file(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let cap = u64::try_from(STATUS_TOKEN_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    let read = File::open(path).and_then(|file| file.take(cap).read_to_end(&mut bytes));
    read.map_err(|error| Failure::from(error).at(path))?;
    Ok(bytes)
}

pub(super) fn read_bytes(bytes: &[u8]) -> Result<Shown, NoAnswer> {
    if PictureFormat::sniff(bytes).is_some() {
        let found = picture::read_one(bytes).map_err(|fault| NoAnswer::undecided(fault.code()))?;
        return Shown::of_text(found.text());
    }
    if picture::is_film(bytes) {
        let message = picture::message_of_film(bytes).map_err(|fault| NoAnswer::undecided(fault.code()))?;
        return read_message(&message);
    }
    Shown::of_bytes(bytes)
}

/// What frames carried.
fn read_message(message: &[u8]) -> Result<Shown, NoAnswer> {
    // A film inside a film is nothing that a wallet shows.
    if picture::is_film(message) {
        return Err(NoAnswer::rejected("input.not-a-code"));
    }
    Shown::of_message(message)
}

/// Reads one line, bounded; gives the number of bytes taken from the input.
pub(super) fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<usize> {
    let taken = input.take(LINE_MAX).read_until(b'\n', line)?;
    if line.last() != Some(&b'\n') && u64::try_from(taken).is_ok_and(|taken| taken == LINE_MAX) {
        let mut rest = Vec::new();
        // What is beyond the bound belongs to the same scan and is dropped with it.
        while input.take(LINE_MAX).read_until(b'\n', &mut rest)? > 0 && rest.last() != Some(&b'\n') {
            rest.clear();
        }
    }
    while matches!(line.last(), Some(b'\n' | b'\r')) {
        line.pop();
    }
    Ok(taken)
}
