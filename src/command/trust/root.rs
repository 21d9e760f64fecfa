//! `chop trust root`: the next root (spec/trust-bundle-1.md §3, §11).

use std::fs;
use std::path::{Path, PathBuf};

use chop_core::crypto::{PublicKey, SignFault, Signer, SoftwareKey};
use chop_core::text::Facts;
use chop_core::trust::{Root, RootSignature, SignedRoot};
use clap::{Args, Subcommand};
use serde_json::json;

use super::super::context::Context;
use super::super::exit::{Exit, Failure};
use super::super::verify::read_root;
use super::{ROOT_SECONDS, draft, new_key, read_key, write_key};

/// Keys of a root that the command makes, and how many of them must sign.
const KEYS: u64 = 3;
const THRESHOLD: usize = 2;

/// What to do with the root.
#[derive(Debug, Subcommand)]
pub(crate) enum RootCommand {
    /// Make the next root: new root keys and a new bundle key, signed by two of the old and two of the new.
    #[command(
        after_help = "Examples:\n  chop trust root rotate registry\n  chop trust root rotate registry --keep-root-keys       # a lost bundle key\n  chop trust root rotate registry --signer usb1/root-1.key.pem --signer usb2/root-3.key.pem"
    )]
    Rotate(RotateArgs),
}

/// A rotation.
#[derive(Debug, Args)]
pub(crate) struct RotateArgs {
    /// The folder.
    dir: PathBuf,
    /// A key of the root before that signs; without it, those that are in the folder.
    #[arg(long, value_name = "KEY")]
    signer: Vec<PathBuf>,
    /// Keep the root keys.
    #[arg(long)]
    keep_root_keys: bool,
    /// Keep the bundle key.
    #[arg(long)]
    keep_bundle_key: bool,
}

/// The file of a root: the first one is what is handed out to be pinned.
pub(super) fn file_name(version: u64) -> String {
    if version == 1 { super::ROOT_FILE.to_owned() } else { format!("root-{version}.chop-root") }
}

/// Every root of the folder, oldest first. Those that are pinned anywhere must stay in the bundle.
pub(super) fn chain(dir: &Path) -> Result<Vec<SignedRoot>, Failure> {
    let mut roots = vec![read_root(&dir.join(file_name(1)))?];
    for version in 2.. {
        let path = dir.join(file_name(version));
        if !path.exists() {
            break;
        }
        roots.push(read_root(&path)?);
    }
    for (before, next) in roots.iter().zip(roots.iter().skip(1)) {
        next.check_follows(before).map_err(|fault| Failure::refused(fault.code()).at(dir))?;
    }
    Ok(roots)
}

/// Where the key is that signs bundles under a root of this version: it was made with this root or with one before.
pub(super) fn bundle_key_path(dir: &Path, version: u64) -> PathBuf {
    let made_later = (2..=version).rev().map(|version| dir.join(bundle_key_name(version))).find(|path| path.exists());
    made_later.unwrap_or_else(|| dir.join(bundle_key_name(1)))
}

fn bundle_key_name(version: u64) -> String {
    if version == 1 { "bundle.key.pem".to_owned() } else { format!("bundle-{version}.key.pem") }
}

pub(super) fn run(command: RootCommand, context: &mut Context) -> Result<Exit, Failure> {
    match command {
        RootCommand::Rotate(args) => rotate(&args, context),
    }
}

fn rotate(args: &RotateArgs, context: &mut Context) -> Result<Exit, Failure> {
    let roots = chain(&args.dir)?;
    let before = roots.last().ok_or_else(|| Failure::unreadable("trust.format").at(&args.dir))?;
    let version = before.root().version.checked_add(1).ok_or_else(|| Failure::refused("trust.version"))?;
    let old = old_signers(args, before.root(), context)?;
    let made = |keep: bool, count: u64| -> Result<Vec<SoftwareKey>, Failure> {
        (0..if keep { 0 } else { count }).map(|_| new_key(context)).collect()
    };
    let new = made(args.keep_root_keys, KEYS)?;
    let new_bundle = made(args.keep_bundle_key, 1)?;
    let public = |key: &SoftwareKey| key.public_key().clone();
    let now = context.now();
    let root = Root {
        version,
        issued_at: now,
        expires_at: now.plus(ROOT_SECONDS),
        threshold: if args.keep_root_keys { before.root().threshold } else { THRESHOLD },
        keys: if args.keep_root_keys { before.root().keys.clone() } else { new.iter().map(public).collect() },
        bundle_key: new_bundle.first().map_or_else(|| before.root().bundle_key.clone(), public),
    };
    let signers = old.iter().chain(new.iter().take(THRESHOLD));
    let signatures: Result<Vec<RootSignature>, SignFault> = signers.map(|key| root.sign(key)).collect();
    let signatures = signatures.map_err(|fault| Failure::new(fault.code(), Exit::Internal))?;
    let signed = SignedRoot::new(root, signatures);
    // What verifiers would refuse is not written.
    signed.check_follows(before).map_err(|fault| Failure::refused(fault.code()))?;
    for (number, key) in (KEYS * (version - 1) + 1..).zip(&new) {
        write_key(&args.dir.join(format!("root-{number}.key.pem")), key, context)?;
    }
    for key in &new_bundle {
        write_key(&args.dir.join(bundle_key_name(version)), key, context)?;
    }
    // Last: its presence says that the rotation is complete.
    let file = file_name(version);
    draft::write(&args.dir.join(&file), &signed.to_bytes())?;
    tell(&signed, &file, context)
}

fn tell(signed: &SignedRoot, file: &str, context: &Context) -> Result<Exit, Failure> {
    let root = signed.root();
    let kids: Vec<String> = root.keys.iter().map(|key| key.kid().to_string()).collect();
    if context.json {
        let object = json!({
            "root": file, "version": root.version, "keys": kids, "bundle_key": root.bundle_key.kid().to_string(),
            "expires_at": root.expires_at.to_tdate(),
        });
        context.print(&object.to_string())?;
    } else {
        context.say(&context.label_with("ui-trust-rotated", &Facts::default().number(root.version).path(file)));
        kids.iter().try_for_each(|kid| context.print(kid))?;
    }
    Ok(Exit::Done)
}

/// The keys of `root` that sign: those named, or enough of those in the folder. Too few are refused before anything
/// is made.
fn old_signers(args: &RotateArgs, root: &Root, context: &mut Context) -> Result<Vec<SoftwareKey>, Failure> {
    let paths = if args.signer.is_empty() { key_files(&args.dir)? } else { args.signer.clone() };
    let mut signers: Vec<SoftwareKey> = Vec::new();
    for path in paths {
        if signers.len() >= root.threshold {
            break;
        }
        let key = read_key(&path, context)?;
        let is = |known: &PublicKey| known == key.public_key();
        if root.keys.iter().any(is) && !signers.iter().any(|signer| is(signer.public_key())) {
            signers.push(key);
        }
    }
    if signers.len() < root.threshold { Err(Failure::refused("trust.root-signature")) } else { Ok(signers) }
}

/// The root keys in the folder, newest first.
fn key_files(dir: &Path) -> Result<Vec<PathBuf>, Failure> {
    let number = |path: &Path| -> Option<u64> {
        path.file_name()?.to_str()?.strip_prefix("root-")?.strip_suffix(".key.pem")?.parse().ok()
    };
    let entries = fs::read_dir(dir).map_err(|error| Failure::from(error).at(dir))?;
    let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
    let mut numbered: Vec<(u64, PathBuf)> = paths.filter_map(|path| Some((number(&path)?, path))).collect();
    numbered.sort();
    Ok(numbered.into_iter().rev().map(|(_, path)| path).collect())
}
