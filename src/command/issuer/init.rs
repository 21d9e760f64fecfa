//! `chop issuer init`.

use std::path::PathBuf;

use chop_core::language::LocalizedText;
use chop_core::text::Facts;
use chop_issuer::NewIssuer;
use clap::Args;
use serde_json::json;

use super::super::context::Context;
use super::super::exit::{Exit, Failure};
use super::failure;

/// A new issuer.
#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// A new folder.
    dir: PathBuf,
    /// Its name, as LANGUAGE=NAME: en is needed; zh-Hant and zh-Hans are the English name if not given.
    #[arg(long, value_name = "LANG=NAME", required = true)]
    name: Vec<String>,
    /// A kind of document that it issues.
    #[arg(long, value_name = "KIND", num_args = 1.., required = true)]
    kind: Vec<String>,
    /// The address of its status lists without their number, ending in /; by default made from its key.
    #[arg(long, value_name = "URI")]
    status_prefix: Option<String>,
    /// Its country, two capital letters.
    #[arg(long, value_name = "CC", default_value = "HK")]
    country: String,
    /// Where people reach it: an address of the web or of e-mail.
    #[arg(long, value_name = "ADDRESS", default_value = "https://issuer.example/")]
    contact: String,
}

pub(super) fn run(args: &InitArgs, context: &mut Context) -> Result<Exit, Failure> {
    let issuer = NewIssuer {
        names: names(&args.name)?,
        kinds: args.kind.clone(),
        status_prefix: args.status_prefix.clone(),
        country: args.country.clone(),
        contact: args.contact.clone(),
    };
    // What can be refused without a passphrase is refused before one is asked for.
    if args.kind.iter().any(|kind| context.kinds.by_kind(kind).is_none()) {
        return Err(failure::of("issuer.kind-unknown"));
    }
    let passphrase = context.passphrase(true)?;
    let (kinds, now) = (context.kinds.clone(), context.now());
    let kid = chop_issuer::init(&args.dir, &issuer, &kinds, &passphrase, now, &mut context.random())
        .map_err(|fault| failure::of(fault.code()).at(&args.dir))?;
    if context.json {
        let key = args.dir.join("issuer.pem").display().to_string();
        context.print(&json!({ "kid": kid.to_string(), "issuer": key }).to_string())?;
    } else {
        context.say(&context.label("ui-issuer-created"));
        for file in ["issuer.pem", "signer.cert.pem", "root.cert.pem"] {
            let path = args.dir.join(file).display().to_string();
            context.say(&context.label_with("ui-file-written", &Facts::new().path(&path)));
        }
        context.print(&kid.to_string())?;
    }
    Ok(Exit::Done)
}

fn names(given: &[String]) -> Result<LocalizedText, Failure> {
    let (mut en, mut zh_hant, mut zh_hans) = (None, None, None);
    for one in given {
        let slot = match one.split_once('=') {
            Some(("en", name)) => (&mut en, name),
            Some(("zh-Hant", name)) => (&mut zh_hant, name),
            Some(("zh-Hans", name)) => (&mut zh_hans, name),
            _ => return Err(Failure::usage("usage.name")),
        };
        let text = chop_core::document::Text::parse(slot.1).map_err(|_| Failure::usage("usage.name"))?;
        *slot.0 = Some(text.as_str().to_owned());
    }
    let en = en.filter(|name| !name.is_empty()).ok_or_else(|| Failure::usage("usage.name"))?;
    let zh_hant = zh_hant.unwrap_or_else(|| en.clone());
    Ok(LocalizedText { zh_hans: zh_hans.unwrap_or_else(|| zh_hant.clone()), zh_hant, en })
}
