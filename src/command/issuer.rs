//! `chop issuer`: set up, load, issue, revoke, publish, list, audit.

mod audit;
mod card;
mod failure;
mod faults;
mod init;
mod issue;
mod list;
mod order;
mod progress;
mod publish;
mod seal;

use std::path::PathBuf;

use clap::Subcommand;

use super::context::Context;
use super::exit::{Exit, Failure};

/// What to do as an issuer.
#[derive(Debug, Subcommand)]
pub(crate) enum IssuerCommand {
    /// Set up an issuer: keys, certificates and an empty register.
    #[command(
        after_help = "Example: chop issuer init office --name en='Water Supplies Department' --kind fishing-licence"
    )]
    Init(init::InitArgs),
    /// Load a batch of records, and issue those whose holders have sent a request.
    #[command(
        after_help = "Examples:\n  chop issuer issue office --kind fishing-licence --records batch.csv --dry-run\n  chop issuer issue office --kind fishing-licence --records batch.csv --requests in --out out \\\n    --report report.jsonl"
    )]
    Issue(issue::IssueArgs),
    /// Seal letters: a signed code on the PDF, and the PDF signed. What is sealed can be revoked.
    #[command(
        after_help = "Examples:\n  chop issuer seal office letter.pdf --kind fishing-licence --set document_number=A1 … --out sealed.pdf\n  chop issuer seal office --records letters.csv --kind fishing-licence --show document_number --out sealed"
    )]
    Seal(seal::SealArgs),
    /// Load corrected records: each takes the place of the holder's record, and gets a new claim code.
    #[command(
        after_help = "Example: chop issuer reissue office --kind fishing-licence --records corrected.csv --report report.jsonl"
    )]
    Reissue(issue::IssueArgs),
    /// End documents for good. Above 1,000 entries a second person confirms.
    #[command(
        after_help = "Examples:\n  chop issuer revoke office --holder WSD/2026/0001 --reason lost\n  chop issuer revoke office --batch 3 --by Ann\n  chop issuer revoke office --confirm 1 --by Bob"
    )]
    Revoke(order::OrderArgs),
    /// Stop documents until they are reinstated.
    #[command(after_help = "Example: chop issuer suspend office --record 17 --reason inquiry")]
    Suspend(order::OrderArgs),
    /// Let suspended documents count again.
    #[command(after_help = "Example: chop issuer reinstate office --record 17")]
    Reinstate(order::OrderArgs),
    /// Write the signed status lists, for the trust list of verifiers.
    #[command(
        after_help = "Example: chop issuer publish office --out lists\nThen: chop trust add registry --key office/issuer.pem --status-list lists/* …"
    )]
    Publish(publish::PublishArgs),
    /// Renew the signing certificate with the root's key.
    #[command(after_help = "Example: chop issuer renew office")]
    Renew(publish::RenewArgs),
    /// List records and what became of them.
    #[command(after_help = "Example: chop issuer list office --state issued")]
    List(list::ListArgs),
    /// List the records that no wallet has claimed yet.
    #[command(after_help = "Example: chop issuer pending office --kind fishing-licence")]
    Pending(list::PendingArgs),
    /// Check or export the account of what was done.
    #[command(subcommand, after_help = "Example: chop issuer audit verify office")]
    Audit(audit::AuditCommand),
}

pub(crate) fn run(command: IssuerCommand, context: &mut Context) -> Result<Exit, Failure> {
    match command {
        IssuerCommand::Init(args) => init::run(&args, context),
        IssuerCommand::Issue(args) => issue::run(&args, chop_issuer::batch::LoadMode::New, context),
        IssuerCommand::Seal(args) => seal::run(&args, context),
        IssuerCommand::Reissue(args) => issue::run(&args, chop_issuer::batch::LoadMode::Correct, context),
        IssuerCommand::Revoke(args) => order::run(&args, chop_issuer::orders::Action::Revoke, context),
        IssuerCommand::Suspend(args) => order::run(&args, chop_issuer::orders::Action::Suspend, context),
        IssuerCommand::Reinstate(args) => order::run(&args, chop_issuer::orders::Action::Reinstate, context),
        IssuerCommand::Publish(args) => publish::run(&args, context),
        IssuerCommand::Renew(args) => publish::renew(&args, context),
        IssuerCommand::List(args) => list::run(&args, context),
        IssuerCommand::Pending(args) => list::pending(args, context),
        IssuerCommand::Audit(command) => audit::run(&command, context),
    }
}

/// The folder that every verb works in.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Office {
    /// The issuer's folder.
    dir: PathBuf,
}
