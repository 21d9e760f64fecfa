//! Who issues: the one row of `issuer`, and the kinds.

use chop_core::language::LocalizedText;
use chop_core::time::UnixTime;
use rusqlite::params;

use super::{Db, convert};
use crate::StoreFault;

/// The issuer as the register knows it.
pub(crate) struct IssuerRow {
    pub(crate) names: LocalizedText,
    /// SubjectPublicKeyInfo of the document signer.
    pub(crate) key: Vec<u8>,
    pub(crate) signer_certificate: Vec<u8>,
    pub(crate) root_certificate: Vec<u8>,
    pub(crate) status_prefix: String,
    pub(crate) created_at: UnixTime,
    pub(crate) kinds: Vec<String>,
}

impl Db<'_> {
    pub(crate) fn insert_issuer(self, issuer: &IssuerRow) -> Result<(), StoreFault> {
        self.0.execute(
            "INSERT INTO issuer (id, name_en, name_zh_hant, name_zh_hans, key, signer_certificate, root_certificate,
               status_prefix, created_at) VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                issuer.names.en,
                issuer.names.zh_hant,
                issuer.names.zh_hans,
                issuer.key,
                issuer.signer_certificate,
                issuer.root_certificate,
                issuer.status_prefix,
                issuer.created_at.seconds(),
            ],
        )?;
        for kind in &issuer.kinds {
            self.0.execute("INSERT INTO kinds (kind) VALUES (?1)", [kind])?;
        }
        Ok(())
    }

    pub(crate) fn issuer(self) -> Result<IssuerRow, StoreFault> {
        let mut statement = self.0.prepare_cached("SELECT kind FROM kinds ORDER BY kind")?;
        let kinds = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let issuer = self.0.query_one(
            "SELECT name_en, name_zh_hant, name_zh_hans, key, signer_certificate, root_certificate, status_prefix,
               created_at FROM issuer",
            [],
            |row| {
                Ok(IssuerRow {
                    names: LocalizedText { en: row.get(0)?, zh_hant: row.get(1)?, zh_hans: row.get(2)? },
                    key: row.get(3)?,
                    signer_certificate: row.get(4)?,
                    root_certificate: row.get(5)?,
                    status_prefix: row.get(6)?,
                    created_at: convert::time(row, 7)?,
                    kinds,
                })
            },
        )?;
        Ok(issuer)
    }

    pub(crate) fn set_signer_certificate(self, der: &[u8]) -> Result<(), StoreFault> {
        self.0.execute("UPDATE issuer SET signer_certificate = ?1", [der])?;
        Ok(())
    }
}
