//! Getting documents into the wallet and out of it: init, request, add, remove, trust update.

use std::fs;
use std::io::{self, BufRead, IsTerminal};
use std::path::{Path, PathBuf};

use chop_core::crypto::Kid;
use chop_core::encoding::limits::{BUNDLE_BYTES, CBOR_STRING_BYTES};
use chop_core::exchange::offline::{ClaimCode, KeyRequest};
use chop_core::trust::{SignedRoot, TrustBundle};
use chop_wallet::{Cost, InitialTrust, KeyOrder, Wallet};
use clap::Args;
use serde_json::json;

use super::{Place, close, faults, passphrase, read};
use crate::command::context::Context;
use crate::command::exit::{Exit, Failure};
use chop_core::text::Facts;

/// A request.
#[derive(Debug, Args)]
pub(crate) struct RequestArgs {
    /// The kind of document.
    #[arg(long)]
    kind: String,
    /// The claim code of the department's letter, counter or message; - reads it from standard input.
    #[arg(long, value_name = "CODE", allow_hyphen_values = true)]
    claim_code: String,
    /// The issuer's key, as `chop trust show` names it, if several may issue the kind.
    #[arg(long, value_name = "KID")]
    issuer: Option<String>,
    /// Where to write the request.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub(super) fn init(place: &Place, trust: &Path, root: Option<&Path>, context: &mut Context) -> Result<Exit, Failure> {
    let now = context.now();
    let bundle = read(trust, BUNDLE_BYTES)?;
    let root = match root {
        Some(path) => Some(read_root(path, context)?),
        None => None,
    };
    let trust = InitialTrust::check(&bundle, root.as_ref(), now).map_err(faults::trust)?;
    let passphrase = passphrase(true, context)?;
    let wallet = Wallet::create(&place.0, &passphrase, Cost::STANDARD, &trust, &mut context.random());
    close(wallet.map_err(|fault| faults::store(fault, context))?, context)?;
    context.say(&context.label("ui-wallet-created"));
    if root.is_none() {
        context.say(&format!("! {} [trust.unpinned]", context.sentence("trust.unpinned", &Facts::default())));
    }
    if context.json {
        context.print(&json!({ "schema": "chop-wallet-created-1", "wallet": place.0 }).to_string())?;
    }
    Ok(Exit::Done)
}

/// A root file, or the root of a bundle that was got in a way one can rely on.
fn read_root(path: &Path, context: &Context) -> Result<SignedRoot, Failure> {
    let bytes = read(path, BUNDLE_BYTES)?;
    SignedRoot::parse(&bytes)
        .or_else(|fault| {
            TrustBundle::open(&bytes, None, context.now()).map(|bundle| bundle.root().clone()).map_err(|_| fault)
        })
        .map_err(|fault| faults::trust(fault).at(path))
}

pub(super) fn request(place: &Place, args: &RequestArgs, context: &mut Context) -> Result<Exit, Failure> {
    let claim = claim_code(&args.claim_code)?;
    let issuer = args.issuer.as_deref().map(kid).transpose()?;
    let mut wallet = place.open(context)?;
    let now = context.now();
    let order = KeyOrder { kind: &args.kind, claim, issuer };
    let file = wallet
        .request(&order, &context.kinds, now, &mut context.random())
        .map_err(|fault| faults::request(fault, context))?;
    let exit = close(wallet, context)?;
    // The keys are on the disk by now: if this fails, the same command writes the same keys again.
    fs::write(&args.out, &file).map_err(|error| Failure::from(error).at(&args.out))?;
    let path = args.out.display().to_string();
    context.say(&context.label_with("ui-wallet-requested", &Facts::default().path(&path)));
    if context.json {
        let made = KeyRequest::parse(&file, now).map_err(|fault| Failure::new(fault.code(), Exit::Internal))?;
        let object = json!({
            "schema": "chop-wallet-request-1",
            "file": path,
            "kind": made.body().kind,
            "issuer": made.body().issuer.to_string(),
            "keys": made.keys().len(),
            "expires_at": made.body().expires_at.to_tdate(),
        });
        context.print(&object.to_string())?;
    }
    Ok(exit)
}

fn claim_code(text: &str) -> Result<ClaimCode, Failure> {
    if text != "-" {
        return ClaimCode::parse(text).map_err(faults::claim);
    }
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    ClaimCode::parse(&line).map_err(faults::claim)
}

fn kid(text: &str) -> Result<Kid, Failure> {
    crate::command::hex::array(text).map(Kid::new)
}

pub(super) fn add(place: &Place, file: &Path, context: &mut Context) -> Result<Exit, Failure> {
    let bytes = read(file, BUNDLE_BYTES)?;
    let mut wallet = place.open(context)?;
    let now = context.now();
    let receipt = wallet
        .receive(&bytes, &context.kinds, now, &mut context.random())
        .map_err(|fault| faults::receive(fault, context))?;
    let summary = wallet
        .documents(&context.kinds, now)
        .map_err(|fault| faults::document(fault, context))?
        .into_iter()
        .find(|summary| summary.handle == receipt.document);
    let exit = close(wallet, context)?;
    let open = summary.and_then(|summary| summary.open);
    let name =
        open.as_ref().map_or_else(|| context.label("ui-discreet"), |open| open.names.get(context.language).to_owned());
    if receipt.again {
        context.say(&context.label("ui-wallet-again"));
    } else if let Some(issuer) = open.as_ref().and_then(|open| open.issuer.as_ref()) {
        let facts = Facts::default().kind(&name).issuer(issuer.get(context.language));
        context.say(&context.label_with("ui-wallet-added", &facts));
    }
    if receipt.past > 0 {
        context.say(&context.label_with("ui-wallet-past", &Facts::default().count(receipt.past)));
    }
    if context.json {
        let object = json!({
            "schema": "chop-wallet-receipt-1",
            "document": receipt.document.to_string(),
            "kind": open.map(|open| open.kind),
            "added": receipt.added,
            "past": receipt.past,
            "again": receipt.again,
        });
        context.print(&object.to_string())?;
    } else {
        context.print(&format!("{}  {name}", receipt.document))?;
    }
    Ok(exit)
}

pub(super) fn remove(place: &Place, document: &str, yes: bool, context: &mut Context) -> Result<Exit, Failure> {
    let mut wallet = place.open(context)?;
    if !yes && io::stdin().is_terminal() {
        let view = wallet
            .document(document, &context.kinds, context.now())
            .map_err(|fault| faults::document(fault, context))?;
        let name =
            context.kinds.by_kind(&view.kind).map_or(view.kind.as_str(), |kind| kind.names().get(context.language));
        context.say(&format!("{}  {name}", view.handle));
        context.say(&context.label("ui-wallet-remove-confirm"));
        if !agreed()? {
            return Ok(Exit::Refused);
        }
    }
    let now = context.now();
    let handle = wallet
        .remove(document, &context.kinds, now, &mut context.random())
        .map_err(|fault| faults::document(fault, context))?;
    let exit = close(wallet, context)?;
    context.say(&context.label("ui-wallet-removed"));
    if context.json {
        context.print(&json!({ "schema": "chop-wallet-removed-1", "document": handle.to_string() }).to_string())?;
    }
    Ok(exit)
}

/// Whether the next line says yes.
pub(super) fn agreed() -> Result<bool, Failure> {
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(matches!(line.trim().to_lowercase().as_str(), "y" | "yes" | "是"))
}

pub(super) fn update(place: &Place, file: &Path, context: &mut Context) -> Result<Exit, Failure> {
    let bytes = read(file, BUNDLE_BYTES)?;
    let mut wallet = place.open(context)?;
    let now = context.now();
    let trust =
        wallet.update_trust(&bytes, now, &mut context.random()).map_err(|fault| faults::trust_use(fault, context))?;
    let exit = close(wallet, context)?;
    context.say(&context.label("ui-trust-good"));
    if context.json {
        let object = json!({
            "schema": "chop-wallet-trust-1",
            "version": trust.bundle().version(),
            "issued_at": trust.bundle().issued_at().to_tdate(),
            "expires_at": trust.bundle().expires_at().to_tdate(),
            "pinned": trust.is_pinned(),
        });
        context.print(&object.to_string())?;
    }
    Ok(exit)
}

/// A challenge is short text: no file of one is longer than this.
pub(super) const CHALLENGE_FILE_BYTES: usize = CBOR_STRING_BYTES;
