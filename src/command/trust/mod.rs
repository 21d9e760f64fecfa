//! `chop trust`: keep, sign, pin and read the trust bundle.

mod add;
mod draft;
mod list_file;
mod root;
mod show;
mod switch_off;

use std::fs;
use std::path::{Path, PathBuf};

use chop_core::crypto::{Algorithm, SecretKeyFault, Signer, SoftwareKey, keyfile};
use chop_core::time::UnixTime;
use chop_core::trust::{BundleBody, BundleDraft, Root, SignedRoot, TrustBundle};
use chop_verifier::StateDirectory;
use clap::Subcommand;
use serde_json::json;

use super::context::Context;
use super::exit::{Exit, Failure};
use super::verify::{read_root, state_failure, state_path};
use draft::Draft;

/// Seconds for which a root counts: five years.
const ROOT_SECONDS: i64 = 5 * 365 * 86_400;
/// Seconds until verifiers should fetch a newer bundle, and until this one no longer counts.
const SOFT_SECONDS: i64 = 86_400;
const HARD_SECONDS: i64 = 7 * 86_400;
const ROOT_FILE: &str = "root.chop-root";

/// What to do with the trust bundle.
#[derive(Debug, Subcommand)]
pub(crate) enum TrustCommand {
    /// Begin a trust list: three root keys (two must sign), a bundle key, and an empty list.
    #[command(after_help = "Example: CHOP_PASSPHRASE=… chop trust init registry")]
    Init {
        /// A new folder.
        dir: PathBuf,
    },
    /// Add an issuer or a verifier; the same key again adds rights to its entry.
    #[command(
        after_help = "Examples:\n  chop trust add registry --name en='Water Supplies Department' --key issuer.pem \\\n    --kind fishing-licence --status-list 1.cwt\n  chop trust add registry --name en='Block 3' --key door.pem --verifier '*'"
    )]
    Add(Box<add::AddArgs>),
    /// Take an entry out.
    #[command(after_help = "Example: chop trust remove registry 94de635382b5b222 --kill")]
    Remove {
        /// The folder.
        dir: PathBuf,
        /// The identifier of the entry's key, as `chop trust show` prints it.
        kid: String,
        /// Also switch the key off: whatever it signed is refused from the next bundle on.
        #[arg(long)]
        kill: bool,
    },
    /// Switch a key of an issuer off: whatever it signed is refused from the next bundle on. Its entry stays.
    #[command(
        after_help = "Examples:\n  chop trust kill registry 94de635382b5b222\n  chop trust kill registry 94de635382b5b222 --undo"
    )]
    Kill(switch_off::KillArgs),
    /// Deny a lost device: every document bound to its key is refused from the next bundle on.
    #[command(
        after_help = "Examples:\n  chop trust deny registry 3f1c0a5be277d904\n  chop trust deny registry 3f1c0a5be277d904 --undo"
    )]
    Deny(switch_off::DenyArgs),
    /// Replace root keys or the bundle key.
    #[command(subcommand, after_help = "Example: chop trust root rotate registry")]
    Root(root::RootCommand),
    /// Sign the list as a bundle file.
    #[command(after_help = "Example: chop trust sign registry --out trust.chop")]
    Sign {
        /// The folder.
        dir: PathBuf,
        /// The bundle file.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Date the bundle at this time (RFC 3339) instead of now.
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
    },
    /// Pin the root of a bundle or root file on this machine: only bundles under it are trusted from now on.
    #[command(after_help = "Example: chop trust pin trust.chop")]
    Pin {
        /// A bundle or a root file, received by a way that you trust.
        file: PathBuf,
        /// Replace another root that is pinned.
        #[arg(long)]
        replace: bool,
    },
    /// Show what a bundle says.
    #[command(after_help = "Example: chop trust show trust.chop")]
    Show {
        /// The bundle file.
        file: PathBuf,
    },
    /// Check a bundle's signatures, root and age.
    #[command(after_help = "Example: chop trust verify trust.chop --root root.chop-root")]
    Verify {
        /// The bundle file.
        file: PathBuf,
        /// A root or bundle file to hold it against, instead of the pinned root.
        #[arg(long, value_name = "FILE")]
        root: Option<PathBuf>,
    },
}

pub(crate) fn run(command: TrustCommand, context: &mut Context) -> Result<Exit, Failure> {
    match command {
        TrustCommand::Init { dir } => init(&dir, context),
        TrustCommand::Add(args) => add::run(&args, context),
        TrustCommand::Remove { dir, kid, kill } => remove(&dir, &kid, kill, context),
        TrustCommand::Kill(args) => switch_off::kill(&args, context),
        TrustCommand::Deny(args) => switch_off::deny(&args, context),
        TrustCommand::Root(command) => root::run(command, context),
        TrustCommand::Sign { dir, out, at } => {
            let at = at.map(|at| UnixTime::parse_rfc3339(&at)).transpose();
            let at = at.map_err(|_| Failure::usage("usage.time"))?.unwrap_or_else(|| context.now());
            sign(&dir, &out, at, context)
        }
        TrustCommand::Pin { file, replace } => pin(&file, replace, context),
        TrustCommand::Show { file } => show::show(&open(&file, None, context)?.0, context),
        TrustCommand::Verify { file, root } => show::verify(&file, root.as_deref(), context),
    }
}

/// Opens a bundle under the given root, the pinned root or its own. Tells whether it was one of the first two.
fn open(file: &Path, root: Option<&Path>, context: &Context) -> Result<(TrustBundle, bool), Failure> {
    let bytes = fs::read(file).map_err(|error| Failure::from(error).at(file))?;
    let root = match root {
        Some(root) => Some(read_root(root)?),
        None => StateDirectory::open(&state_path())
            .and_then(|state| state.pinned())
            .map_err(|fault| state_failure(&fault))?,
    };
    let bundle = TrustBundle::open(&bytes, root.as_ref(), context.now())
        .map_err(|fault| Failure::undecided(fault.code()).at(file))?;
    Ok((bundle, root.is_some()))
}

pub(super) fn new_key(context: &Context) -> Result<SoftwareKey, Failure> {
    SoftwareKey::generate(Algorithm::Es256, &mut context.random())
        .map_err(|fault: SecretKeyFault| Failure::new(fault.code(), Exit::Internal))
}

/// Writes an encrypted key file, never over another.
pub(super) fn write_key(path: &Path, key: &SoftwareKey, context: &mut Context) -> Result<(), Failure> {
    if path.exists() {
        return Err(Failure::refused("input.exists").at(path));
    }
    let passphrase = context.passphrase(true)?;
    let pem = keyfile::seal(key, &passphrase, &mut context.random())
        .map_err(|fault| Failure::new(fault.code(), Exit::Internal))?;
    draft::write(path, pem.as_bytes())
}

pub(super) fn read_key(path: &Path, context: &mut Context) -> Result<SoftwareKey, Failure> {
    let pem = fs::read_to_string(path).map_err(|error| Failure::from(error).at(path))?;
    let passphrase = context.passphrase(false)?;
    keyfile::open(&pem, &passphrase).map_err(|fault| Failure::refused(fault.code()).at(path))
}

fn init(dir: &Path, context: &mut Context) -> Result<Exit, Failure> {
    if dir.join(ROOT_FILE).exists() {
        return Err(Failure::refused("input.exists").at(dir));
    }
    fs::create_dir_all(dir)?;
    let now = context.now();
    let roots = [new_key(context)?, new_key(context)?, new_key(context)?];
    let bundle = new_key(context)?;
    let root = Root {
        version: 1,
        issued_at: now,
        expires_at: now.plus(ROOT_SECONDS),
        threshold: 2,
        keys: roots.iter().map(|key| key.public_key().clone()).collect(),
        bundle_key: bundle.public_key().clone(),
    };
    let signatures = roots
        .iter()
        .take(2)
        .map(|key| root.sign(key))
        .collect::<Result<_, _>>()
        .map_err(|fault| Failure::new(fault.code(), Exit::Internal))?;
    for (number, key) in (1..).zip(&roots) {
        write_key(&dir.join(format!("root-{number}.key.pem")), key, context)?;
    }
    write_key(&dir.join("bundle.key.pem"), &bundle, context)?;
    Draft::default().save(dir)?;
    // Last: its presence says that the folder is complete.
    draft::write(&dir.join(ROOT_FILE), &SignedRoot::new(root, signatures).to_bytes())?;
    if context.json {
        context.print(&json!({ "dir": dir.display().to_string(), "root": ROOT_FILE }).to_string())?;
    }
    context.say(&context.label("ui-trust-initialised"));
    Ok(Exit::Done)
}

fn remove(dir: &Path, kid: &str, kill: bool, context: &Context) -> Result<Exit, Failure> {
    let kid = chop_core::crypto::Kid::new(super::hex::array(kid)?);
    let mut draft = Draft::load(dir)?;
    if !draft.remove(kid, kill) && !kill {
        return Err(Failure::usage("usage.no-such-entry"));
    }
    draft.save(dir)?;
    context.say(&context.label(if kill { "ui-trust-killed" } else { "ui-trust-removed" }));
    Ok(Exit::Done)
}

fn sign(dir: &Path, out: &Path, at: UnixTime, context: &mut Context) -> Result<Exit, Failure> {
    let roots = root::chain(dir)?;
    let (Some(first), Some(newest)) = (roots.first().cloned(), roots.last()) else {
        return Err(Failure::unreadable("trust.format").at(dir));
    };
    let key_path = root::bundle_key_path(dir, newest.root().version);
    let mut draft = Draft::load(dir)?;
    draft.version = draft.version.checked_add(1).ok_or_else(|| Failure::refused("trust.version"))?;
    let profiles = context.kinds.iter().filter_map(|kind| Some((kind.code_profile()?, kind.wire_digest()))).collect();
    let body = BundleBody {
        version: draft.version,
        issued_at: at,
        next_update: at.plus(SOFT_SECONDS),
        expires_at: at.plus(HARD_SECONDS),
        issuers: draft.issuers.clone(),
        verifiers: draft.verifiers.clone(),
        lists: draft.lists.clone(),
        killed: draft.killed.clone(),
        denied: draft.denied.clone(),
        profiles,
    };
    let unsigned = BundleDraft::new(roots, &body).map_err(|fault| Failure::refused(fault.code()))?;
    let key = read_key(&key_path, context)?;
    let bytes = unsigned.sign(&key).map_err(|fault| Failure::new(fault.code(), Exit::Internal))?;
    // What verifiers would refuse is not written.
    TrustBundle::open(&bytes, Some(&first), at).map_err(|fault| Failure::refused(fault.code()))?;
    draft.save(dir)?;
    draft::write(out, &bytes)?;
    if context.json {
        let object = json!({
            "version": body.version, "issued_at": at.to_tdate(), "next_update": body.next_update.to_tdate(),
            "expires_at": body.expires_at.to_tdate(), "bytes": bytes.len(), "file": out.display().to_string(),
        });
        context.print(&object.to_string())?;
    } else {
        let facts = chop_core::text::Facts::default()
            .number(body.version)
            .path(&out.display().to_string())
            .until(&chop_core::text::date_time(body.expires_at, context.language));
        context.say(&context.label_with("ui-trust-signed", &facts));
    }
    Ok(Exit::Done)
}

fn pin(file: &Path, replace: bool, context: &Context) -> Result<Exit, Failure> {
    let root = read_root(file)?;
    StateDirectory::open(&state_path())
        .and_then(|state| state.pin(&root, replace))
        .map_err(|fault| state_failure(&fault))?;
    let kids: Vec<String> = root.root().keys.iter().map(|key| key.kid().to_string()).collect();
    if context.json {
        context.print(&json!({ "pinned": kids, "version": root.root().version }).to_string())?;
    } else {
        context.say(&context.label("ui-trust-pinned"));
        kids.iter().try_for_each(|kid| context.print(kid))?;
    }
    Ok(Exit::Done)
}
