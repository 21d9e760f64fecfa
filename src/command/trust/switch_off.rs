//! `chop trust kill` and `chop trust deny`: a key of an issuer, or of a lost device, that counts no longer
//! (spec/trust-bundle-1.md §7).

use std::path::PathBuf;

use chop_core::crypto::{Kid, PublicKey};
use clap::Args;
use serde_json::json;

use super::super::context::Context;
use super::super::exit::{Exit, Failure};
use super::super::hex;
use super::draft::Draft;

/// Which key of an issuer.
#[derive(Debug, Args)]
pub(crate) struct KillArgs {
    /// The folder.
    dir: PathBuf,
    /// The identifier of the key, as `chop trust show` prints it; below a certificate, that of the document signer's.
    kid: String,
    /// Let the key count again.
    #[arg(long)]
    undo: bool,
}

/// Which devices.
#[derive(Debug, Args)]
pub(crate) struct DenyArgs {
    /// The folder.
    dir: PathBuf,
    /// A device key in hex: the 33 bytes that `chop inspect` shows of a code, or the first 8 of their SHA-256.
    #[arg(value_name = "DEVICE", required = true)]
    devices: Vec<String>,
    /// Let the device count again.
    #[arg(long)]
    undo: bool,
}

pub(super) fn kill(args: &KillArgs, context: &Context) -> Result<Exit, Failure> {
    let kid = Kid::new(hex::array(&args.kid)?);
    let mut draft = Draft::load(&args.dir)?;
    switch(&mut draft.killed, kid, args.undo)?;
    draft.save(&args.dir)?;
    if context.json {
        context.print(&json!({ "kid": kid.to_string(), "killed": !args.undo }).to_string())?;
    } else {
        context.say(&context.label(if args.undo { "ui-trust-kill-undone" } else { "ui-trust-killed" }));
    }
    Ok(Exit::Done)
}

pub(super) fn deny(args: &DenyArgs, context: &Context) -> Result<Exit, Failure> {
    let devices = args.devices.iter().map(|text| device(text)).collect::<Result<Vec<_>, _>>()?;
    let mut draft = Draft::load(&args.dir)?;
    devices.iter().try_for_each(|device| switch(&mut draft.denied, *device, args.undo))?;
    draft.save(&args.dir)?;
    if context.json {
        let devices: Vec<String> = devices.iter().map(|device| hex::encode(device)).collect();
        context.print(&json!({ "devices": devices, "denied": !args.undo }).to_string())?;
    } else {
        context.say(&context.label(if args.undo { "ui-trust-deny-undone" } else { "ui-trust-denied" }));
    }
    Ok(Exit::Done)
}

/// Puts a name on a list once, or takes it off.
fn switch<T: PartialEq>(list: &mut Vec<T>, name: T, undo: bool) -> Result<(), Failure> {
    let known = list.contains(&name);
    if undo && !known {
        return Err(Failure::usage("usage.no-such-entry"));
    }
    if undo {
        list.retain(|other| *other != name);
    } else if !known {
        list.push(name);
    }
    Ok(())
}

fn device(text: &str) -> Result<[u8; 8], Failure> {
    match hex::array::<33>(text) {
        Ok(point) => PublicKey::from_p256_compressed(&point)
            .ok()
            .and_then(|key| key.device_hash())
            .ok_or_else(|| Failure::usage("usage.hex")),
        Err(_) => hex::array(text),
    }
}
