//! `chop issuer publish` and `renew`.

use std::path::PathBuf;

use chop_core::text::{Facts, date_time};
use chop_issuer::Register;
use clap::Args;
use serde_json::json;

use super::super::context::Context;
use super::super::exit::{Exit, Failure};
use super::{Office, failure};

/// What to publish, and where.
#[derive(Debug, Args)]
pub(crate) struct PublishArgs {
    #[command(flatten)]
    office: Office,
    /// The folder for the lists: NUMBER.cwt, NUMBER.jwt, NUMBER.revocation.jwt and NUMBER.suspension.jwt each.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Whose certificate to renew.
#[derive(Debug, Args)]
pub(crate) struct RenewArgs {
    #[command(flatten)]
    office: Office,
    /// Where people reach the issuer: an address of the web or of e-mail.
    #[arg(long, value_name = "ADDRESS", default_value = "https://issuer.example/")]
    contact: String,
}

pub(super) fn run(args: &PublishArgs, context: &mut Context) -> Result<Exit, Failure> {
    let (mut register, signer) = args.office.open_with_signer(context)?;
    let published = chop_issuer::publish::publish(&mut register, &signer, &args.out, context.now())
        .map_err(|fault| failure::of(fault.code()).at(&args.out))?;
    if !context.json {
        context.say(&context.label_with("ui-issuer-published", &Facts::new().count(published.len())));
    }
    for list in published {
        let path = list.path.display().to_string();
        if context.json {
            let line = json!({
                "list": list.list.get(),
                "address": list.address,
                "file": path,
                "files": list.files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>(),
                "revoked": list.revoked,
                "suspended": list.suspended,
                "expires_at": list.expires_at.to_tdate(),
            });
            context.print(&line.to_string())?;
        } else {
            list.files.iter().try_for_each(|file| context.print(&file.display().to_string()))?;
        }
    }
    Ok(Exit::Done)
}

pub(super) fn renew(args: &RenewArgs, context: &mut Context) -> Result<Exit, Failure> {
    let mut register = args.office.open()?;
    let _exclusive = register.exclusive().map_err(|fault| failure::register(fault, &args.office.dir))?;
    let passphrase = context.passphrase(false)?;
    let now = context.now();
    let until = chop_issuer::renew(&mut register, &passphrase, &args.contact, now, &mut context.random())
        .map_err(|fault| failure::of(fault.code()).at(&args.office.dir))?;
    if context.json {
        context.print(&json!({ "until": until.to_tdate() }).to_string())?;
    } else {
        let shown = date_time(until, context.language);
        context.say(&context.label_with("ui-issuer-renewed", &Facts::new().until(&shown)));
    }
    Ok(Exit::Done)
}

impl Office {
    pub(super) fn open(&self) -> Result<Register, Failure> {
        Register::open(&self.dir).map_err(|fault| failure::register(fault, &self.dir))
    }

    /// With the key that signs, for which the passphrase is asked.
    pub(super) fn open_with_signer(
        &self,
        context: &mut Context,
    ) -> Result<(Register, chop_issuer::DocumentSigner), Failure> {
        let register = self.open()?;
        let passphrase = context.passphrase(false)?;
        let signer =
            register.signer(&passphrase, context.now()).map_err(|fault| failure::register(fault, &self.dir))?;
        Ok((register, signer))
    }
}
