//! `chop issuer list` and `pending`. A kind whose very name hurts is not named.

use chop_core::text::Facts;
use chop_issuer::report::{self, Filter, ListedRecord};
use chop_issuer::{HolderRef, RecordState, StoreFault};
use clap::Args;

use super::super::context::Context;
use super::super::exit::{Exit, Failure};
use super::{Office, failure};

/// Which records.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    office: Office,
    /// Only this kind of document.
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// Only this holder.
    #[arg(long, value_name = "REF")]
    holder: Option<String>,
    /// Only this state: pending, issued, superseded or revoked.
    #[arg(long, value_name = "STATE", value_parser = state)]
    state: Option<RecordState>,
}

/// Which pending records.
#[derive(Debug, Args)]
pub(crate) struct PendingArgs {
    #[command(flatten)]
    office: Office,
    /// Only this kind of document.
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
}

fn state(word: &str) -> Result<RecordState, String> {
    let words = || RecordState::ALL.map(RecordState::word).join(", ");
    RecordState::ALL.into_iter().find(|state| state.word() == word).ok_or_else(words)
}

pub(super) fn pending(args: PendingArgs, context: &Context) -> Result<Exit, Failure> {
    let (office, kind) = (args.office, args.kind);
    run(&ListArgs { office, kind, holder: None, state: Some(RecordState::Pending) }, context)
}

/// Why a list ended.
enum Ended {
    Store(StoreFault),
    Output(Failure),
}

impl From<StoreFault> for Ended {
    fn from(fault: StoreFault) -> Self {
        Self::Store(fault)
    }
}

pub(super) fn run(args: &ListArgs, context: &Context) -> Result<Exit, Failure> {
    let register = args.office.open()?;
    let holder = args.holder.as_deref().map(HolderRef::parse).transpose();
    let filter = Filter {
        kind: args.kind.clone(),
        holder: holder.map_err(|fault| failure::of(fault.code()))?,
        state: args.state,
    };
    let mut listed = 0_u64;
    let ended = report::list::<Ended>(&register, &filter, &context.kinds, |record| {
        listed += 1;
        let line = if context.json { record.to_json().to_string() } else { line(record, context) };
        context.print(&line).map_err(Ended::Output)
    });
    match ended {
        Ok(()) => {}
        Err(Ended::Store(fault)) => return Err(failure::store(fault, &args.office.dir)),
        Err(Ended::Output(fault)) => return Err(fault),
    }
    if listed == 0 && !context.json {
        context.say(&context.label("ui-issuer-empty"));
    }
    Ok(Exit::Done)
}

/// Number, state, name of the kind or a word for any document, reference, batch and row, credentials, and the end.
fn line(record: &ListedRecord, context: &Context) -> String {
    let kind = record.kind.as_deref().and_then(|kind| context.kinds.by_kind(kind));
    let name = kind
        .map_or_else(|| context.label("ui-document"), |descriptor| descriptor.names().get(context.language).to_owned());
    let mut parts = vec![
        record.record.to_string(),
        context.label(&format!("state-{}", record.state.word())),
        name,
        record.holder.expose().to_owned(),
        format!("{}/{}", record.batch, record.row),
    ];
    if record.suspended > 0 {
        parts.push(context.label_with("ui-issuer-suspended", &Facts::new().count(record.suspended)));
    }
    if record.revoked > 0 {
        parts.push(context.label_with("ui-issuer-revoked", &Facts::new().count(record.revoked)));
    }
    if let Some(until) = record.valid_until {
        parts.push(until.to_tdate());
    }
    parts.join("\t")
}
