//! The wallet's faults as failures of a verb: code, facts for the sentence, exit code.

use std::io::ErrorKind;

use chop_core::exchange::offline::OfflineFault;
use chop_core::format::ShowingFault;
use chop_core::format::code::ChallengeFormFault;
use chop_core::time::UnixTime;
use chop_core::trust::TrustFault;
use chop_core::verify::{Doubt, Fault, Rejection};
use chop_wallet::{ConsentFault, DocumentFault, LogFault, ReceiveFault, RequestFault, ShowFault, StoreFault, TrustUse};

use crate::command::context::Context;
use crate::command::exit::{Exit, Failure};
use chop_core::text::{Facts, date_time};

fn failure(code: &'static str, exit: Exit, facts: Facts) -> Failure {
    Failure { code, facts, exit }
}

fn plain(code: &'static str, exit: Exit) -> Failure {
    Failure::new(code, exit)
}

pub(super) fn store(fault: StoreFault, context: &Context) -> Failure {
    let at = |time: UnixTime| date_time(time, context.language);
    let code = fault.code();
    match fault {
        StoreFault::Io(ErrorKind::StorageFull | ErrorKind::QuotaExceeded) => plain("io.disk-full", Exit::Unreadable),
        StoreFault::Missing | StoreFault::Busy | StoreFault::Version | StoreFault::Cost | StoreFault::Io(_) => {
            plain(code, Exit::Unreadable)
        }
        StoreFault::Exists | StoreFault::Tampered | StoreFault::Wiped | StoreFault::Weak => plain(code, Exit::Refused),
        StoreFault::Locked { until } => failure(code, Exit::Refused, Facts::default().until(&at(until))),
        StoreFault::Passphrase { tries, until } => {
            if let Some(until) = until {
                context.say(&context.sentence("wallet.locked", &Facts::default().until(&at(until))));
            }
            failure(code, Exit::Refused, Facts::default().count(tries))
        }
        StoreFault::Random => plain(code, Exit::Internal),
    }
}

pub(super) fn trust(fault: TrustFault) -> Failure {
    plain(
        fault.code(),
        match fault {
            TrustFault::Format | TrustFault::Version | TrustFault::Entry | TrustFault::StatusList => Exit::Unreadable,
            TrustFault::RootExpired => Exit::Undecided,
            TrustFault::RootSignature
            | TrustFault::RootUnpinned
            | TrustFault::Signature
            | TrustFault::Rollback
            | TrustFault::KeyClash => Exit::Refused,
        },
    )
}

pub(super) fn trust_use(fault: TrustUse, context: &Context) -> Failure {
    match fault {
        TrustUse::Store(fault) => store(fault, context),
        TrustUse::Trust(fault) => trust(fault),
    }
}

pub(super) fn claim(fault: OfflineFault) -> Failure {
    plain(fault.code(), Exit::Usage)
}

pub(super) fn request(fault: RequestFault, context: &Context) -> Failure {
    let code = fault.code();
    match fault {
        RequestFault::Kind => plain(code, Exit::Usage),
        RequestFault::IssuerUnnamed { issuers } => failure(code, Exit::Usage, Facts::default().count(issuers)),
        RequestFault::IssuerUnknown | RequestFault::Keys => plain(code, Exit::Refused),
        RequestFault::Key(_) | RequestFault::Sign(_) => plain(code, Exit::Internal),
        RequestFault::Store(fault) => store(fault, context),
        RequestFault::Trust(fault) => trust(fault),
    }
}

pub(super) fn receive(fault: ReceiveFault, context: &Context) -> Failure {
    let code = fault.code();
    match fault {
        ReceiveFault::Delivery(_) | ReceiveFault::Unread(_) => plain(code, Exit::Unreadable),
        ReceiveFault::Kind | ReceiveFault::NotOurs | ReceiveFault::KeyUsed | ReceiveFault::Issuer => {
            plain(code, Exit::Refused)
        }
        ReceiveFault::Rejected(rejection) => rejected(&rejection),
        ReceiveFault::NotInForce(fault) => not_in_force(&fault, context),
        ReceiveFault::Undecided(doubt) => failure(code, Exit::Undecided, doubt_facts(&doubt, context)),
        ReceiveFault::Store(fault) => store(fault, context),
        ReceiveFault::Trust(fault) => trust(fault),
    }
}

pub(super) fn document(fault: DocumentFault, context: &Context) -> Failure {
    let code = fault.code();
    match fault {
        DocumentFault::Unknown => plain(code, Exit::Usage),
        DocumentFault::Ambiguous { documents } => failure(code, Exit::Usage, Facts::default().count(documents)),
        DocumentFault::Store(fault) => store(fault, context),
        DocumentFault::Trust(fault) => trust(fault),
    }
}

pub(super) fn consent(fault: ConsentFault) -> Failure {
    plain(
        fault.code(),
        match fault {
            ConsentFault::NoSuchElement | ConsentFault::NoSuchView => Exit::Usage,
            ConsentFault::Challenge(
                ChallengeFormFault::Format | ChallengeFormFault::Version | ChallengeFormFault::Range,
            ) => Exit::Unreadable,
            ConsentFault::NotAsked | ConsentFault::OtherProfile | ConsentFault::Challenge(_) => Exit::Refused,
        },
    )
}

pub(super) fn show(fault: ShowFault, context: &Context) -> Failure {
    let code = fault.code();
    match fault {
        ShowFault::Clock => plain(code, Exit::Undecided),
        ShowFault::Showing(ShowingFault::Binding) => plain(code, Exit::Usage),
        ShowFault::Over | ShowFault::Format | ShowFault::Present(_) | ShowFault::Showing(_) => {
            plain(code, Exit::Refused)
        }
        ShowFault::Sign(_) => plain(code, Exit::Internal),
        ShowFault::Document(fault) => document(fault, context),
        ShowFault::Consent(fault) => consent(fault),
        ShowFault::NotInForce(fault) => not_in_force(&fault, context),
        ShowFault::Rejected(rejection) => rejected(&rejection),
        ShowFault::Store(fault) => store(fault, context),
        ShowFault::Trust(fault) => trust(fault),
    }
}

pub(super) fn log(fault: LogFault, context: &Context) -> Failure {
    match fault {
        LogFault::Broken { number } => failure(fault.code(), Exit::Refused, Facts::default().number(number)),
        LogFault::Store(fault) => store(fault, context),
    }
}

fn rejected(rejection: &Rejection) -> Failure {
    plain(rejection.code(), Exit::NotVerified)
}

fn not_in_force(fault: &Fault, context: &Context) -> Failure {
    let at = |time: UnixTime| date_time(time, context.language);
    let facts = Facts::default();
    let facts = match fault {
        Fault::NotYet { from } => facts.from(&at(*from)),
        Fault::Expired { until } => facts.until(&at(*until)),
        Fault::DocumentNotYet { from } => facts.from(&from.show(context.language)),
        Fault::DocumentExpired { on } => facts.on(&on.show(context.language)),
        Fault::Revoked | Fault::Suspended => facts,
    };
    failure(fault.code(), Exit::NotVerified, facts)
}

fn doubt_facts(doubt: &Doubt, context: &Context) -> Facts {
    match doubt {
        Doubt::TrustStale { issued_at } => Facts::default().at(&date_time(*issued_at, context.language)),
        Doubt::RevocationsStale { next_update } => UnixTime::new(*next_update)
            .map_or_else(|_| Facts::default(), |due| Facts::default().until(&date_time(due, context.language))),
        Doubt::Profile { number } => Facts::default().number(*number),
        Doubt::Clock | Doubt::StatusUnknown | Doubt::StatusList(_) | Doubt::Memory | Doubt::Needs(_) => {
            Facts::default()
        }
    }
}
