//! The command: one file a verb. Results go to standard output, words to standard error.

mod context;
mod exit;
mod hex;
mod wallet;

use std::path::PathBuf;
use std::process::ExitCode;

use chop_core::document::Kinds;
use chop_core::language::Language;
use clap::{Parser, Subcommand};

use context::Context;
use exit::Exit;

/// The verbs of a holder.
#[derive(Debug, Parser)]
#[command(name = "chop", version)]
struct Cli {
    /// Print one JSON object per result instead of words.
    #[arg(long, global = true)]
    json: bool,
    /// Language of what is printed for people: en, zh-Hant or zh-Hans.
    #[arg(long, global = true, value_name = "TAG")]
    lang: Option<String>,
    /// File whose first line is the passphrase.
    #[arg(long, global = true, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Hold documents and show them as a fresh code.
    Wallet(wallet::WalletArgs),
}

pub(crate) fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let usage = error.use_stderr();
            let _ = error.print();
            return if usage { Exit::Usage } else { Exit::Done }.into();
        }
    };
    let mut context = Context {
        json: cli.json,
        language: cli.lang.and_then(|tag| Language::parse(&tag).ok()).unwrap_or_default(),
        kinds: Kinds::shipped(),
        passphrase_file: cli.passphrase_file,
    };
    let Verb::Wallet(args) = cli.verb;
    match wallet::run(args, &mut context) {
        Ok(exit) => exit.into(),
        Err(failure) => context.report(&failure),
    }
}
