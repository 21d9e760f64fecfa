//! Pictures beside a batch.

use std::path::{Component, Path, PathBuf};

use super::{PICTURE_BYTES, PictureRule};
use crate::files::{self, FileFault};

/// The folder of a batch, in which its pictures are.
pub(super) struct Pictures {
    folder: Option<PathBuf>,
}

impl Pictures {
    pub(super) fn beside(batch: &Path) -> Self {
        let parent = batch.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Self { folder: parent.canonicalize().ok() }
    }

    /// Reads the picture at a path below the folder. A link that leads out of it is not followed.
    pub(super) fn read(&self, path: &str) -> Result<Vec<u8>, PictureRule> {
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
