//! The error file of a batch: a line for each fault, by row and column. It never holds a value.

use std::path::{Path, PathBuf};

use chop_core::text::Facts;
use chop_issuer::FileFault;
use chop_issuer::files::WholeFile;
use chop_issuer::intake::RowFault;

use super::super::context::Context;

/// Faults that are also said on the screen.
const SAID: u64 = 10;

/// Writes faults as they are found. Without one there is no file.
pub(super) struct ErrorFile<'c> {
    context: &'c Context,
    path: PathBuf,
    writer: Option<csv::Writer<WholeFile>>,
    faults: u64,
}

impl<'c> ErrorFile<'c> {
    pub(super) fn new(context: &'c Context, path: &Path) -> Self {
        Self { context, path: path.to_owned(), writer: None, faults: 0 }
    }

    pub(super) fn add(&mut self, fault: &RowFault) -> Result<(), FileFault> {
        self.put(fault.row, &fault.column.to_string(), fault.code())
    }

    /// Writes one fault; the column may be empty.
    pub(super) fn put(&mut self, row: u64, column: &str, code: &str) -> Result<(), FileFault> {
        self.faults += 1;
        let sentence = self.context.sentence(code, &Facts::new());
        let row = row.to_string();
        if self.faults <= SAID {
            self.context.say(&format!("{row} {column} {sentence} [{code}]"));
        }
        let mut writer = match self.writer.take() {
            Some(writer) => writer,
            None => {
                let mut writer = csv::Writer::from_writer(WholeFile::create(&self.path)?);
                writer.write_record(["row", "column", "code", "sentence"]).map_err(|error| reason(&error))?;
                writer
            }
        };
        writer.write_record([row.as_str(), column, code, &sentence]).map_err(|error| reason(&error))?;
        self.writer = Some(writer);
        Ok(())
    }

    /// Completes the file, if there was a fault, and says where it is.
    pub(super) fn finish(self) -> Result<(), FileFault> {
        let Some(writer) = self.writer else { return Ok(()) };
        writer.into_inner().map_err(|error| FileFault::from(error.error()))?.finish()?;
        let path = self.path.display().to_string();
        self.context.say(&self.context.label_with("ui-issuer-error-file", &Facts::new().path(&path)));
        Ok(())
    }
}

fn reason(error: &csv::Error) -> FileFault {
    if let csv::ErrorKind::Io(error) = error.kind() { FileFault::from(error) } else { FileFault::Io }
}
