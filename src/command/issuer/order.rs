//! `chop issuer revoke`, `suspend` and `reinstate`.

use chop_core::text::{Facts, date_time};
use chop_issuer::orders::{self, Action, Effect, Order, OrderFault, Reason, Target};
use chop_issuer::{BatchNumber, CredentialNumber, HolderRef, OperatorName, ProposalNumber, RecordNumber};
use clap::{ArgGroup, Args};
use serde_json::json;

use super::super::context::Context;
use super::super::exit::{Exit, Failure};
use super::{Office, failure};

/// What an order is about.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("what").required(true).multiple(true)
    .args(["holder", "record", "credential", "batch", "confirm"])))]
pub(crate) struct OrderArgs {
    #[command(flatten)]
    office: Office,
    /// Everything of a holder: every document with all its copies and strips.
    #[arg(long, value_name = "REF")]
    holder: Vec<String>,
    /// A record, by its number in the register.
    #[arg(long, value_name = "NUMBER")]
    record: Vec<i64>,
    /// One credential of a record.
    #[arg(long, value_name = "NUMBER")]
    credential: Vec<i64>,
    /// Every record of a batch.
    #[arg(long, value_name = "NUMBER")]
    batch: Vec<i64>,
    /// Confirm, as the second person, what another one has ordered.
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["holder", "record", "credential", "batch", "reason"],
        requires = "by")]
    confirm: Option<i64>,
    /// Why: lost, holder, error, withdrawn, deceased, inquiry or unspecified.
    #[arg(long, value_name = "REASON", value_parser = reason, default_value = "unspecified")]
    reason: Reason,
    /// Who says so; by default the user of this machine.
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

fn reason(word: &str) -> Result<Reason, String> {
    let words = || Reason::ALL.map(Reason::word).join(", ");
    Reason::ALL.into_iter().find(|reason| reason.word() == word).ok_or_else(words)
}

pub(super) fn run(args: &OrderArgs, action: Action, context: &Context) -> Result<Exit, Failure> {
    let by = operator(args.by.as_deref())?;
    let mut register = args.office.open()?;
    let now = context.now();
    let done = match args.confirm {
        Some(proposal) => orders::confirm(&mut register, ProposalNumber::new(proposal), action, &by, now),
        None => {
            let order = Order { action, targets: targets(args)?, reason: args.reason, by };
            orders::order(&mut register, &order, now)
        }
    };
    match done {
        Ok(effect) => tell(action, &effect, context),
        Err(fault) => {
            if let OrderFault::TwoPersons { proposal, .. } = fault {
                context.say(&context.label("ui-issuer-second-person"));
                context.print(&if context.json {
                    json!({ "proposal": proposal.get() }).to_string()
                } else {
                    format!("chop issuer {} {} --confirm {proposal} --by …", action.word(), args.office.dir.display())
                })?;
            }
            Err(failure::order(fault))
        }
    }
}

/// The name in the account: the one given, or the machine's own name for whoever runs this.
fn operator(given: Option<&str>) -> Result<OperatorName, Failure> {
    let name = match given {
        Some(name) => name.to_owned(),
        None => ["USER", "LOGNAME", "USERNAME"]
            .iter()
            .find_map(|variable| std::env::var(variable).ok().filter(|name| !name.is_empty()))
            .unwrap_or_else(|| "operator".to_owned()),
    };
    OperatorName::parse(&name).map_err(|fault| failure::of(fault.code()))
}

fn targets(args: &OrderArgs) -> Result<Vec<Target>, Failure> {
    let mut targets = Vec::new();
    for holder in &args.holder {
        targets.push(Target::Holder(HolderRef::parse(holder).map_err(|fault| failure::of(fault.code()))?));
    }
    targets.extend(args.record.iter().map(|number| Target::Record(RecordNumber::new(*number))));
    targets.extend(args.credential.iter().map(|number| Target::Credential(CredentialNumber::new(*number))));
    targets.extend(args.batch.iter().map(|number| Target::Batch(BatchNumber::new(*number))));
    Ok(targets)
}

fn tell(action: Action, effect: &Effect, context: &Context) -> Result<Exit, Failure> {
    let (soon, worst) = (effect.known_soon, effect.known_at_worst);
    if context.json {
        let object = json!({
            "action": action.word(),
            "entries": effect.entries,
            "records": effect.records.iter().map(|record| record.get()).collect::<Vec<_>>(),
            "unlisted": effect.unlisted,
            "unlisted_until": effect.unlisted_until.map(|until| until.to_tdate()),
            "known_soon": soon.to_tdate(),
            "known_at_worst": worst.to_tdate(),
        });
        return context.print(&object.to_string()).map(|()| Exit::Done);
    }
    let label = match action {
        Action::Revoke => "ui-issuer-revoked",
        Action::Suspend => "ui-issuer-suspended",
        Action::Reinstate => "ui-issuer-reinstated",
    };
    context.print(&context.label_with(label, &Facts::new().count(effect.entries)))?;
    let shown = |at| date_time(at, context.language);
    if effect.entries > effect.unlisted {
        context.say(&context.label("ui-issuer-publish-next"));
        context.say(&context.label_with("ui-issuer-doors-know-soon", &Facts::new().until(&shown(soon))));
        context.say(&context.label_with("ui-issuer-doors-know", &Facts::new().until(&shown(worst))));
    }
    if let Some(until) = effect.unlisted_until {
        let facts = Facts::new().count(effect.unlisted).until(&shown(until));
        context.say(&context.label_with("ui-issuer-unlisted", &facts));
    }
    Ok(Exit::Done)
}
