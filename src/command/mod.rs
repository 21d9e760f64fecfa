//! The command: one file a verb. Results go to standard output, words to standard error.

mod context;
mod demo;
mod doctor;
mod exit;
mod hex;
mod inspect;
mod issuer;
mod kinds;
mod reply;
mod trust;
mod verifier;
mod verify;
mod verify_input;
mod wallet;

use std::path::PathBuf;
use std::process::ExitCode;

use chop_core::format::CredentialFormat;
use chop_core::language::Language;
use clap::{CommandFactory, Parser, Subcommand};

use context::Context;
use exit::{Exit, Failure};

/// Government-issued digital personal documents: issue them, hold and show them, verify them without a network.
#[derive(Debug, Parser)]
#[command(
    name = "chop",
    version,
    propagate_version = true,
    max_term_width = 100,
    after_help = "Examples:\n  chop demo\n  chop verify code.png --trust trust.chop"
)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Args)]
struct Global {
    /// Print one JSON object per result instead of words.
    #[arg(long, global = true)]
    json: bool,
    /// Language of what is printed for people: en, zh-Hant or zh-Hans.
    #[arg(long, global = true, value_name = "TAG", value_parser = parse_language, env = "CHOP_LANG")]
    lang: Option<Language>,
    /// File whose first line is the passphrase; else the environment's CHOP_PASSPHRASE, else the terminal asks.
    #[arg(long, global = true, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// Folder with further kinds of document, one TOML file each.
    #[arg(long, global = true, value_name = "DIR", env = "CHOP_KINDS")]
    kinds_dir: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Tell the whole story: two departments, a wallet, a guard, and what goes wrong.
    Demo(demo::DemoArgs),
    /// List, show, check and make kinds of document.
    #[command(subcommand, after_help = "Example: chop kinds show personal-code")]
    Kinds(kinds::KindsCommand),
    /// Keep the list of issuers, verifiers and revocations that verifiers trust.
    #[command(subcommand, after_help = "Example: chop trust init registry")]
    Trust(trust::TrustCommand),
    /// Issue, reissue and revoke documents (for a department).
    #[command(
        subcommand,
        after_help = "Example: chop issuer issue office --kind fishing-licence --records batch.csv --dry-run"
    )]
    Issuer(issuer::IssuerCommand),
    /// Hold documents and show them as a code (for a holder).
    Wallet(wallet::WalletArgs),
    /// Check a code, a picture of one, or a document.
    Verify(verify::VerifyArgs),
    /// Work at a door: ask with a challenge.
    #[command(subcommand, after_help = "Example: chop verifier init --key door.key.pem --public door.pem")]
    Verifier(verifier::VerifierCommand),
    /// Decode anything without believing it.
    Inspect(inspect::InspectArgs),
    /// Say what protects this machine's wallet and state, and what does not.
    Doctor(doctor::DoctorArgs),
    /// Print completions for a shell.
    #[command(after_help = "Example: chop completions bash > /etc/bash_completion.d/chop")]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Write manual pages into a folder, one for each verb.
    #[command(after_help = "Example: chop man /usr/local/share/man/man1")]
    Man {
        /// The folder.
        dir: PathBuf,
    },
}

/// The format of a name, or the names that there are.
fn credential_format(name: &str) -> Result<CredentialFormat, String> {
    CredentialFormat::parse(name).ok_or_else(|| CredentialFormat::ALL.map(CredentialFormat::name).join(", "))
}

fn parse_language(tag: &str) -> Result<Language, String> {
    Language::parse(tag).map_err(|_| "use en, zh-Hant or zh-Hans".to_owned())
}

pub(crate) fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let usage = error.use_stderr();
            // A closed pipe while printing help is nobody's failure.
            let _ = error.print();
            return if usage { Exit::Usage } else { Exit::Done }.into();
        }
    };
    let mut context = match Context::new(&cli.global) {
        Ok(context) => context,
        Err(failure) => return Context::plain(&cli.global).report(&failure),
    };
    match run(cli.verb, &mut context) {
        Ok(exit) => exit.into(),
        Err(failure) => context.report(&failure),
    }
}

fn run(verb: Verb, context: &mut Context) -> Result<Exit, Failure> {
    match verb {
        Verb::Demo(args) => demo::run(&args, context),
        Verb::Kinds(command) => kinds::run(command, context),
        Verb::Trust(command) => trust::run(command, context),
        Verb::Issuer(command) => issuer::run(command, context),
        Verb::Wallet(args) => wallet::run(args, context),
        Verb::Verify(args) => verify::run(&args, context),
        Verb::Verifier(command) => verifier::run(command, context),
        Verb::Inspect(args) => inspect::run(&args, context),
        Verb::Doctor(args) => doctor::run(&args, context),
        Verb::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "chop", &mut std::io::stdout());
            Ok(Exit::Done)
        }
        Verb::Man { dir } => {
            std::fs::create_dir_all(&dir).and_then(|()| clap_mangen::generate_to(Cli::command(), &dir))?;
            Ok(Exit::Done)
        }
    }
}
