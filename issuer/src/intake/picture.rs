//! Pictures of a batch: files beside it or in the row itself, made to fit.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use base64ct::{Base64, Encoding};
use chop_core::document::PictureFormat;
use chop_core::document::portrait::{Portrait, PortraitFault};
use sha2::{Digest, Sha256};

use super::{PICTURE_BYTES, PictureRule, RowRule};
use crate::files::{self, FileFault};

/// Portraits that are kept between judging a batch and loading it: making one takes longer than signing.
const KEPT: usize = 200_000;

/// A picture by its SHA-256, and the bytes that its portrait may take.
type Wanted = ([u8; 32], usize);

/// The pictures of a batch.
#[derive(Default)]
pub(crate) struct Pictures {
    folder: Option<PathBuf>,
    /// What became of each.
    made: RefCell<HashMap<Wanted, Result<Portrait, PortraitFault>>>,
}

impl std::fmt::Debug for Pictures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pictures").field("made", &self.made.borrow().len()).finish_non_exhaustive()
    }
}

impl Pictures {
    /// The pictures of a batch: its own folder is where they are looked for.
    pub(crate) fn beside(batch: &Path) -> Self {
        let parent = batch.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Self { folder: parent.canonicalize().ok(), made: RefCell::default() }
    }

    /// The picture that a cell stands for, in at most `max` bytes: the path of a file, or a data URI.
    ///
    /// Nothing for a data URI that is small enough: it is read as it is, like every other cell.
    pub(super) fn of_cell(&self, cell: &str, max: usize) -> Option<Result<Vec<u8>, RowRule>> {
        let Some(uri) = cell.strip_prefix("data:") else {
            return Some(self.read(cell).map_err(RowRule::Picture).and_then(|file| self.fit(file, max)));
        };
        let (_, body) = uri.split_once(";base64,")?;
        let file = Base64::decode_vec(body).ok()?;
        (file.len() > max).then(|| self.fit(file, max))
    }

    /// A picture that fits is kept to the byte; any other becomes a portrait.
    fn fit(&self, file: Vec<u8>, max: usize) -> Result<Vec<u8>, RowRule> {
        if file.len() <= max && PictureFormat::sniff(&file).is_some() {
            return Ok(file);
        }
        let name = (Sha256::digest(&file).into(), max);
        let known = self.made.borrow().get(&name).cloned();
        let made = known.unwrap_or_else(|| {
            let made = Portrait::from_picture_within(&file, max);
            let mut kept = self.made.borrow_mut();
            if kept.len() < KEPT {
                kept.insert(name, made.clone());
            }
            made
        });
        made.map(|portrait| portrait.as_bytes().to_vec()).map_err(RowRule::Portrait)
    }

    /// Reads the picture at a path below the folder. A link that leads out of it is not followed.
    fn read(&self, path: &str) -> Result<Vec<u8>, PictureRule> {
        let relative = Path::new(path);
        if relative.components().any(|part| !matches!(part, Component::Normal(_) | Component::CurDir)) {
            return Err(PictureRule::Path);
        }
        let folder = self.folder.as_ref().ok_or(PictureRule::Missing)?;
        let found = folder.join(relative).canonicalize().map_err(|_| PictureRule::Missing)?;
        if !found.starts_with(folder) {
            return Err(PictureRule::Path);
        }
        if !found.is_file() {
            return Err(PictureRule::Missing);
        }
        files::read_up_to(&found, PICTURE_BYTES).map_err(|fault| match fault {
            FileFault::Size => PictureRule::Size,
            FileFault::Missing | FileFault::Denied | FileFault::Full | FileFault::Exists | FileFault::Io => {
                PictureRule::Missing
            }
        })
    }
}
