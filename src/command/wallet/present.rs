//! `chop wallet present`: a document in answer to one request, as a file.

use std::fs;
use std::path::PathBuf;

use chop_core::document::ElementId;
use chop_core::encoding::limits::TRANSCRIPT_BYTES;
use chop_core::format::{Binding, CredentialFormat};
use chop_core::verify::RequestBinding;
use chop_wallet::Copies;
use clap::{ArgGroup, Args};
use serde_json::json;

use super::{Place, choose, close, faults, read};
use crate::command::context::Context;
use crate::command::credential_format;
use crate::command::exit::{Exit, Failure};
use chop_core::text::Facts;

/// A presentation.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("asked").required(true).args(["nonce", "transcript"])))]
pub(crate) struct PresentArgs {
    /// The document as the list names it, or its kind.
    document: String,
    /// The format: mdoc, dc+sd-jwt, vc+sd-jwt, jwt_vc_json or ldp_vc; by default the first that can answer.
    #[arg(long, value_name = "FORMAT", value_parser = credential_format)]
    format: Option<CredentialFormat>,
    /// Facts to share, beside those that are always shown.
    #[arg(long, value_name = "ELEMENT", num_args = 1.., value_delimiter = ',', conflicts_with_all = ["view", "whole"])]
    elements: Vec<String>,
    /// A set of facts of the kind to share.
    #[arg(long, conflicts_with = "whole")]
    view: Option<String>,
    /// Agree that all of it is shown, where the format can hide nothing.
    #[arg(long)]
    whole: bool,
    /// The nonce of the verifier's request.
    #[arg(long, value_name = "TEXT", requires = "audience")]
    nonce: Option<String>,
    /// Who asks: the verifier's client_id, or its origin.
    #[arg(long, value_name = "WHO", requires = "nonce")]
    audience: Option<String>,
    /// The encoded SessionTranscript that an mdoc is shown in.
    #[arg(long, value_name = "FILE")]
    transcript: Option<PathBuf>,
    /// Where to write the presentation.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

pub(super) fn run(place: &Place, args: &PresentArgs, context: &mut Context) -> Result<Exit, Failure> {
    let transcript = args.transcript.as_deref().map(|path| read(path, TRANSCRIPT_BYTES)).transpose()?;
    let (nonce, audience) = (args.nonce.as_deref().unwrap_or_default(), args.audience.as_deref().unwrap_or_default());
    let binding = match &transcript {
        Some(transcript) => Binding::Transcript(transcript),
        None => Binding::Request(RequestBinding { nonce, audience }),
    };
    let mut wallet = place.open(context)?;
    let showing = wallet
        .offer_presentation(&args.document, args.format, binding, &context.kinds, context.now())
        .map_err(|fault| faults::show(fault, context))?;
    let offer = showing.offer();
    if offer.copies() == Copies::RunOut {
        context.say(&format!("! {}", context.label("ui-share-linkable")));
    }
    if !audience.is_empty() {
        context.say(&context.label_with("ui-share-audience", &Facts::default().verifier(audience)));
    }
    let choice = if showing.is_whole() {
        choose::agrees_to_all(offer, args.whole, context)?.then(|| offer.least())
    } else {
        let wanted = choose::Wanted { view: args.view.as_deref(), elements: &args.elements, agree: false };
        choose::choice(offer, &wanted, context)?
    };
    let Some(choice) = choice else { return Ok(Exit::Refused) };
    // A person may have taken minutes to choose.
    let now = context.now();
    let (bytes, shared) = wallet
        .present(&showing, &choice, binding, &context.kinds, now, &mut context.random())
        .map_err(|fault| faults::show(fault, context))?;
    fs::write(&args.to, &bytes).map_err(|error| Failure::from(error).at(&args.to))?;
    let exit = close(wallet, context)?;
    let path = args.to.display().to_string();
    context.say(&context.label_with("ui-file-written", &Facts::default().path(&path)));
    if context.json {
        let object = json!({
            "schema": "chop-wallet-presentation-1",
            "file": path,
            "format": showing.format().name(),
            "document": offer.document().to_string(),
            "kind": offer.kind(),
            "shared": shared.iter().map(ElementId::as_str).collect::<Vec<_>>(),
            "issued_at": now.to_tdate(),
        });
        context.print(&object.to_string())?;
    }
    Ok(exit)
}
