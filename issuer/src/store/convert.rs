//! Our types as columns, and back.

use chop_core::time::UnixTime;
use rusqlite::Row;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

use crate::{
    BatchNumber, CredentialNumber, CredentialState, Formats, HolderRef, ListNumber, ProposalNumber, RecordNumber,
    RecordState,
};

macro_rules! integers {
    ($($name:ident),+ $(,)?) => {$(
        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(self.get().into())
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                i64::column_result(value).map(Self::new)
            }
        }
    )+};
}

integers!(RecordNumber, CredentialNumber, BatchNumber, ListNumber, ProposalNumber);

macro_rules! words {
    ($($name:ident),+ $(,)?) => {$(
        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(self.word().into())
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                let word = value.as_str()?;
                Self::ALL.into_iter().find(|state| state.word() == word).ok_or(FromSqlError::InvalidType)
            }
        }
    )+};
}

words!(RecordState, CredentialState);

impl ToSql for HolderRef {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.expose().into())
    }
}

impl FromSql for HolderRef {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::parse(value.as_str()?).map_err(|_| FromSqlError::InvalidType)
    }
}

impl ToSql for Formats {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.to_words().into())
    }
}

impl FromSql for Formats {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::from_words(value.as_str()?).ok_or(FromSqlError::InvalidType)
    }
}

/// A column of Unix seconds.
pub(super) fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<UnixTime> {
    optional_time(row, column)?.ok_or_else(|| FromSqlError::InvalidType.into())
}

/// A column of Unix seconds or nothing.
pub(super) fn optional_time(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<UnixTime>> {
    let seconds: Option<i64> = row.get(column)?;
    seconds.map(|seconds| UnixTime::new(seconds).map_err(|_| FromSqlError::OutOfRange(seconds).into())).transpose()
}
