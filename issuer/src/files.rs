//! Files that are there whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Why a file cannot be read or written. Paths are the caller's to name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFault {
    /// There is none.
    Missing,
    /// Not permitted.
    Denied,
    /// The disk or the quota is full.
    Full,
    /// Something is there already.
    Exists,
    /// Larger than the bound.
    Size,
    /// Failed in another way.
    Io,
}

impl FileFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing => "file.missing",
            Self::Denied => "file.denied",
            Self::Full => "file.full",
            Self::Exists => "file.exists",
            Self::Size => "file.size",
            Self::Io => "file.io",
        }
    }

    /// Every variant, for the table of codes.
    pub const ALL: [Self; 6] = [Self::Missing, Self::Denied, Self::Full, Self::Exists, Self::Size, Self::Io];
}

displays_code!(FileFault);

const REASONS: [(io::ErrorKind, FileFault); 10] = [
    (io::ErrorKind::NotFound, FileFault::Missing),
    (io::ErrorKind::NotADirectory, FileFault::Missing),
    (io::ErrorKind::IsADirectory, FileFault::Denied),
    (io::ErrorKind::PermissionDenied, FileFault::Denied),
    (io::ErrorKind::ReadOnlyFilesystem, FileFault::Denied),
    (io::ErrorKind::StorageFull, FileFault::Full),
    (io::ErrorKind::QuotaExceeded, FileFault::Full),
    (io::ErrorKind::AlreadyExists, FileFault::Exists),
    (io::ErrorKind::DirectoryNotEmpty, FileFault::Exists),
    (io::ErrorKind::FileTooLarge, FileFault::Size),
];

impl From<&io::Error> for FileFault {
    fn from(error: &io::Error) -> Self {
        REASONS.iter().find(|(kind, _)| *kind == error.kind()).map_or(Self::Io, |(_, fault)| *fault)
    }
}

impl From<io::Error> for FileFault {
    fn from(error: io::Error) -> Self {
        Self::from(&error)
    }
}

/// Ends the name of a file that is not complete. No reader of ours looks at it.
const PART: &str = "part";

/// A file under construction, readable by its owner alone. It takes its name, in place of whatever had it, when
/// [`finish`](Self::finish) has put it on the disk; dropped before, it leaves nothing.
///
/// What is no regular file (a terminal, a pipe, `/dev/null`) is written as it is.
#[derive(Debug)]
pub struct WholeFile {
    target: PathBuf,
    part: Option<PathBuf>,
    writer: Option<BufWriter<File>>,
}

impl WholeFile {
    /// Begins a file.
    ///
    /// # Errors
    /// A [`FileFault`].
    pub fn create(target: &Path) -> Result<Self, FileFault> {
        let special = fs::metadata(target).is_ok_and(|found| !found.is_file());
        let part = if special { None } else { Some(part_of(target)?) };
        let file = match &part {
            Some(part) => private(part)?,
            None => OpenOptions::new().write(true).open(target)?,
        };
        Ok(Self { target: target.to_owned(), part, writer: Some(BufWriter::new(file)) })
    }

    /// Writes out what is left, puts it on the disk and gives the file its name.
    ///
    /// # Errors
    /// A [`FileFault`]; nothing is left then.
    pub fn finish(mut self) -> Result<(), FileFault> {
        let file = self.close()?;
        if let Some(part) = &self.part {
            file.sync_all()?;
            fs::rename(part, &self.target)?;
            self.part = None;
            sync_folder_of(&self.target)?;
        }
        Ok(())
    }

    fn close(&mut self) -> Result<File, FileFault> {
        let writer = self.writer.take().ok_or(FileFault::Io)?;
        writer.into_inner().map_err(|failed| FileFault::from(failed.error()))
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.as_mut().ok_or(io::ErrorKind::BrokenPipe)?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.as_mut().ok_or(io::ErrorKind::BrokenPipe)?.flush()
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        // What cannot be removed is a part, which no reader looks at.
        if let Some(part) = &self.part {
            let _ = fs::remove_file(part);
        }
    }
}

/// Writes a whole file at once.
///
/// # Errors
/// A [`FileFault`]; nothing is left then.
pub fn write_whole(target: &Path, bytes: &[u8]) -> Result<(), FileFault> {
    let mut file = WholeFile::create(target)?;
    file.write_all(bytes)?;
    file.finish()
}

/// Reads a file of at most `max` bytes.
///
/// # Errors
/// A [`FileFault`]: `file.size` beyond the bound.
pub fn read_up_to(path: &Path, max: usize) -> Result<Vec<u8>, FileFault> {
    let cap = u64::try_from(max).map_err(|_| FileFault::Size)?.saturating_add(1);
    let mut bytes = Vec::new();
    File::open(path)?.take(cap).read_to_end(&mut bytes)?;
    if bytes.len() > max { Err(FileFault::Size) } else { Ok(bytes) }
}

/// Gives bytes a name without waiting for the disk: for what the register can write again.
pub(crate) fn put(target: &Path, bytes: &[u8]) -> Result<(), FileFault> {
    let part = part_of(target)?;
    let written =
        private(&part).and_then(|mut file| Ok(file.write_all(bytes)?)).and_then(|()| Ok(fs::rename(&part, target)?));
    if written.is_err() {
        let _ = fs::remove_file(&part);
    }
    written
}

/// Removes what a killed run left of files that it had not completed. Only for one who is alone in the folder.
pub(crate) fn sweep_parts(folder: &Path) -> Result<(), FileFault> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_part = path.extension().is_some_and(|end| end == PART)
            && path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with('.'));
        if is_part {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

/// Makes a folder, with those above it, that its owner alone can read.
pub(crate) fn private_folder(path: &Path) -> Result<(), FileFault> {
    if path.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    Ok(builder.create(path)?)
}

/// Puts the names in a folder on the disk.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), FileFault> {
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

fn sync_folder_of(path: &Path) -> Result<(), FileFault> {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => sync_folder(parent),
        _ => sync_folder(Path::new(".")),
    }
}

fn private(path: &Path) -> Result<File, FileFault> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    Ok(options.open(path)?)
}

/// `folder/.name.<process>-<count>.part`: two that write one file do not write into each other's part.
fn part_of(target: &Path) -> Result<PathBuf, FileFault> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let name = target.file_name().and_then(|name| name.to_str()).ok_or(FileFault::Denied)?;
    let (process, count) = (std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    Ok(target.with_file_name(format!(".{name}.{process}-{count}.{PART}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_appears_when_it_is_complete_and_not_before() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("report");
        fs::write(&target, "old").unwrap();
        let mut file = WholeFile::create(&target).unwrap();
        file.write_all(b"new").unwrap();
        file.flush().unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"old");
        file.finish().unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"new");
        assert_eq!(names(folder.path()), ["report"]);
    }

    #[test]
    fn a_file_that_is_given_up_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = WholeFile::create(&folder.path().join("report")).unwrap();
        file.write_all(b"half").unwrap();
        drop(file);
        assert_eq!(names(folder.path()), [""; 0]);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_full_device_has_its_own_code() {
        assert_eq!(write_whole(Path::new("/dev/full"), b"x"), Err(FileFault::Full));
        assert_eq!(write_whole(Path::new("/dev/null"), b"x"), Ok(()));
        assert!(fs::metadata("/dev/null").is_ok_and(|found| !found.is_file()), "a device is not replaced");
    }

    #[test]
    fn reading_is_bounded_on_both_sides() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        fs::write(&path, [0; 10]).unwrap();
        assert_eq!(read_up_to(&path, 10).unwrap().len(), 10);
        assert_eq!(read_up_to(&path, 9), Err(FileFault::Size));
        assert_eq!(read_up_to(&folder.path().join("none"), 9), Err(FileFault::Missing));
    }

    #[test]
    fn only_parts_are_swept_away() {
        let folder = tempfile::tempdir().unwrap();
        for name in [".a.chop.part", "b.chop", "c.part", ".d"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        sweep_parts(folder.path()).unwrap();
        assert_eq!(names(folder.path()), [".d", "b.chop", "c.part"]);
    }
}
