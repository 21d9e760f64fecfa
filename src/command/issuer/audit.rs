//! `chop issuer audit`.

use std::io::Write;
use std::path::PathBuf;

use chop_core::text::Facts;
use chop_issuer::audit::{self, AuditFault, hex};
use chop_issuer::files::WholeFile;
use chop_issuer::{FileFault, StoreFault};
use clap::Subcommand;
use serde_json::json;

use super::super::context::Context;
use super::super::exit::{Exit, Failure};
use super::{Office, failure};

/// What to do with the account.
#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// Check that nothing was changed, removed or put in, and print the digest of the newest entry.
    #[command(
        after_help = "Example: chop issuer audit verify office --head 5f2c…\nKeep the digest elsewhere: it proves later that nothing was cut off."
    )]
    Verify {
        #[command(flatten)]
        office: Office,
        /// A digest printed earlier, which the account must still hold.
        #[arg(long, value_name = "HEX", value_parser = digest)]
        head: Option<[u8; 32]>,
    },
    /// Write every entry as one line of JSON.
    #[command(after_help = "Example: chop issuer audit export office --out audit.jsonl")]
    Export {
        #[command(flatten)]
        office: Office,
        /// The file; by default standard output.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

fn digest(text: &str) -> Result<[u8; 32], String> {
    let wrong = || "64 hexadecimal digits".to_owned();
    let pairs: Option<Vec<u8>> =
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect();
    pairs.and_then(|bytes| bytes.try_into().ok()).ok_or_else(wrong)
}

pub(super) fn run(command: &AuditCommand, context: &Context) -> Result<Exit, Failure> {
    match command {
        AuditCommand::Verify { office, head } => verify(office, head.as_ref(), context),
        AuditCommand::Export { office, out: Some(path) } => export_to(office, path),
        AuditCommand::Export { office, out: None } => export(office, context),
    }
}

fn verify(office: &Office, head: Option<&[u8; 32]>, context: &Context) -> Result<Exit, Failure> {
    let register = office.open()?;
    register.check().map_err(|fault| failure::store(fault, &office.dir))?;
    let chain = audit::verify(&register, head).map_err(|fault| {
        let failure = failure::of(fault.code());
        match fault {
            AuditFault::Broken { seq } => Failure { facts: failure.facts.number(seq), ..failure },
            AuditFault::Store(_) | AuditFault::HeadMissing => failure.at(&office.dir),
        }
    })?;
    let newest = hex(&chain.head);
    if context.json {
        context.print(&json!({ "entries": chain.entries, "head": newest }).to_string())?;
    } else {
        context.say(&context.label_with("ui-issuer-audit-holds", &Facts::new().count(chain.entries)));
        context.print(&newest)?;
    }
    Ok(Exit::Done)
}

/// Why an export ended.
enum Ended {
    Store(StoreFault),
    Output(Failure),
    File(FileFault),
}

impl From<StoreFault> for Ended {
    fn from(fault: StoreFault) -> Self {
        Self::Store(fault)
    }
}

impl Ended {
    fn into_failure(self, office: &Office, path: Option<&PathBuf>) -> Failure {
        match (self, path) {
            (Self::Store(fault), _) => failure::store(fault, &office.dir),
            (Self::Output(fault), _) => fault,
            (Self::File(fault), Some(path)) => failure::file(fault, path),
            (Self::File(fault), None) => failure::of(fault.code()),
        }
    }
}

fn export(office: &Office, context: &Context) -> Result<Exit, Failure> {
    let register = office.open()?;
    audit::export::<Ended>(&register, |entry| context.print(&entry.to_string()).map_err(Ended::Output))
        .map_err(|ended| ended.into_failure(office, None))?;
    Ok(Exit::Done)
}

fn export_to(office: &Office, path: &PathBuf) -> Result<Exit, Failure> {
    let register = office.open()?;
    let written = || -> Result<(), Ended> {
        let mut file = WholeFile::create(path).map_err(Ended::File)?;
        audit::export::<Ended>(&register, |entry| {
            writeln!(file, "{entry}").map_err(|error| Ended::File(FileFault::from(error)))
        })?;
        file.finish().map_err(Ended::File)
    };
    written().map_err(|ended| ended.into_failure(office, Some(path)))?;
    Ok(Exit::Done)
}
