//! The file that a holder gets: it is there whole or not at all, and its name says nothing.

use std::fs;
use std::path::Path;

use chop_core::crypto::PublicKey;
use chop_core::exchange::offline::Delivery;

use crate::RecordNumber;
use crate::files::{self, FileFault};

/// The credentials of one record, on their way out.
pub(crate) struct Parcel {
    pub(crate) record: RecordNumber,
    pub(crate) file: String,
    pub(crate) credentials: Vec<Vec<u8>>,
}

impl Parcel {
    /// Writes the file, unless it is there with these very bytes.
    pub(crate) fn deliver(self, folder: &Path, kind: &str, issuer: &PublicKey) -> Result<Delivered, FileFault> {
        let bytes =
            Delivery { kind: kind.to_owned(), issuer: issuer.clone(), credentials: self.credentials }.to_bytes();
        let target = folder.join(&self.file);
        // A name is drawn for one record alone, so only an earlier delivery of it can be there.
        if !fs::metadata(&target).is_ok_and(|found| u64::try_from(bytes.len()) == Ok(found.len()))
            || fs::read(&target).is_ok_and(|found| found != bytes)
        {
            files::put(&target, &bytes)?;
        }
        Ok(Delivered { record: self.record, file: self.file })
    }
}

/// A record whose file is there.
pub(crate) struct Delivered {
    pub(crate) record: RecordNumber,
    pub(crate) file: String,
}
