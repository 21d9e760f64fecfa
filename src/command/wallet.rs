//! `chop wallet`: what a holder does with documents.

mod animated;
mod choose;
mod code;
mod faults;
mod hold;
mod present;
mod view;

use std::fs;
use std::path::{Path, PathBuf};

use chop_wallet::{Gate, LockedWallet, Passphrase, StoreFault, Wallet};
use clap::{Args, Subcommand};

use super::context::Context;
use super::exit::{Exit, Failure};

/// A holder's wallet.
#[derive(Debug, Args)]
#[command(after_help = "Example: chop wallet code personal-code --show family_name")]
pub(crate) struct WalletArgs {
    /// Folder of the wallet; else the environment's CHOP_WALLET, else one among the user's data.
    #[arg(long, global = true, value_name = "DIR")]
    wallet: Option<PathBuf>,
    #[command(subcommand)]
    command: WalletCommand,
}

/// What a holder does.
#[derive(Debug, Subcommand)]
pub(crate) enum WalletCommand {
    /// Make a wallet, sealed under a passphrase of ten characters or more.
    #[command(after_help = "Example: chop wallet init --trust trust.chop")]
    Init {
        /// The trust bundle by which the wallet judges what it is given.
        #[arg(long, value_name = "FILE")]
        trust: PathBuf,
        /// The root that the bundle must lead back to; without it the bundle's own is kept from now on.
        #[arg(long, value_name = "FILE")]
        root: Option<PathBuf>,
    },
    /// Ask a department for a document: writes fresh keys, each proven, for the department to sign over.
    #[command(after_help = "Example: chop wallet request --kind personal-code --claim-code - --out mine.chop-request")]
    Request(hold::RequestArgs),
    /// Take in what a department sent; every document in it is verified first.
    #[command(after_help = "Example: chop wallet add letter.chop-delivery")]
    Add {
        /// The file of the department.
        file: PathBuf,
    },
    /// List the documents. One whose very name hurts is not named.
    #[command(after_help = "Example: chop wallet list --json")]
    List,
    /// Show one document: is it genuine, is it in force, what does it say.
    #[command(after_help = "Example: chop wallet show personal-code")]
    Show {
        /// The document as the list names it, or its kind.
        document: String,
        /// Numbers in full.
        #[arg(long)]
        full: bool,
    },
    /// Show a document as a code that changes every 15 seconds, for at most two minutes.
    #[command(after_help = "Example: chop wallet code personal-code --show family_name age_over_18")]
    Code(code::CodeArgs),
    /// Answer one request with a document in one of its formats, as a file for the verifier.
    #[command(
        after_help = "Examples:\n  chop wallet present age-proof --format dc+sd-jwt --elements age_over_18 --nonce N \\\n    --audience https://door.example --to shown.txt\n  chop wallet present age-proof --format mdoc --transcript session.cbor --to response.cbor"
    )]
    Present(present::PresentArgs),
    /// What was received, shown and removed, and to whom it was shown. It holds no values.
    #[command(after_help = "Example: chop wallet log --json")]
    Log,
    /// Destroy a document and its keys.
    #[command(after_help = "Example: chop wallet remove 7KQ2M9")]
    Remove {
        /// The document as the list names it, or its kind.
        document: String,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
    /// The list of issuers and verifiers that the wallet trusts.
    #[command(subcommand, after_help = "Example: chop wallet trust update trust.chop")]
    Trust(TrustCommand),
}

/// What a holder does with the trust bundle.
#[derive(Debug, Subcommand)]
pub(crate) enum TrustCommand {
    /// Take a newer bundle that leads back to the wallet's root.
    #[command(after_help = "Example: chop wallet trust update trust.chop")]
    Update {
        /// The bundle.
        file: PathBuf,
    },
}

pub(crate) fn run(args: WalletArgs, context: &mut Context) -> Result<Exit, Failure> {
    let place = Place::of(args.wallet)?;
    match args.command {
        WalletCommand::Init { trust, root } => hold::init(&place, &trust, root.as_deref(), context),
        WalletCommand::Request(request) => hold::request(&place, &request, context),
        WalletCommand::Add { file } => hold::add(&place, &file, context),
        WalletCommand::List => view::list(&place, context),
        WalletCommand::Show { document, full } => view::show(&place, &document, full, context),
        WalletCommand::Code(args) => code::run(&place, &args, context),
        WalletCommand::Present(args) => present::run(&place, &args, context),
        WalletCommand::Log => view::log(&place, context),
        WalletCommand::Remove { document, yes } => hold::remove(&place, &document, yes, context),
        WalletCommand::Trust(TrustCommand::Update { file }) => hold::update(&place, &file, context),
    }
}

/// Where the wallet is.
struct Place(PathBuf);

impl Place {
    fn of(named: Option<PathBuf>) -> Result<Self, Failure> {
        let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        named
            .or_else(|| variable("CHOP_WALLET"))
            .or_else(|| variable("XDG_DATA_HOME").map(|data| data.join("chop/wallet")))
            .or_else(|| variable("HOME").map(|home| home.join(".local/share/chop/wallet")))
            .map(Self)
            .ok_or_else(|| Failure::usage("wallet.missing"))
    }

    /// Opens the wallet. Nobody is asked for a passphrase that could not be tried.
    fn open(&self, context: &mut Context) -> Result<Wallet, Failure> {
        let locked = LockedWallet::open(&self.0).map_err(|fault| faults::store(fault, context))?;
        if let Gate::Wait { until } = locked.gate(context.now())
            && locked.attempts().last().is_none_or(|last| last <= context.now())
        {
            return Err(faults::store(StoreFault::Locked { until }, context));
        }
        let passphrase = passphrase(false, context)?;
        // The clock is read again: a person may have taken minutes to type.
        let now = context.now();
        locked.unlock(&passphrase, now, &mut context.random()).map_err(|fault| faults::store(fault, context))
    }
}

fn passphrase(new: bool, context: &mut Context) -> Result<Passphrase, Failure> {
    let typed = context.passphrase(new)?;
    if typed.is_empty() {
        return Err(Failure::usage("usage.passphrase"));
    }
    Ok(Passphrase::new(&typed))
}

fn close(wallet: Wallet, context: &Context) -> Result<Exit, Failure> {
    wallet.close().map_err(|fault| faults::store(fault, context))?;
    Ok(Exit::Done)
}

/// A file of at most `max` bytes.
fn read(path: &Path, max: usize) -> Result<Vec<u8>, Failure> {
    let failed = |error: std::io::Error| Failure::from(error).at(path);
    let length = fs::metadata(path).map_err(failed)?.len();
    if usize::try_from(length).map_or(true, |length| length > max) {
        return Err(Failure::unreadable("input.too-large").at(path));
    }
    fs::read(path).map_err(failed)
}

/// Names that came from outside, for a terminal: no escape sequence and no change of direction with them.
fn visible(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if hidden(c) { '\u{fffd}' } else { c }).collect()
}
