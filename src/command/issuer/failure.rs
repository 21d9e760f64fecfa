//! Faults of the issuer as failures of the command: the code, its facts, and how the command ends.

use std::path::Path;

use chop_issuer::batch::LoadFault;
use chop_issuer::issue::RunFault;
use chop_issuer::letters::LettersFault;
use chop_issuer::orders::OrderFault;
use chop_issuer::{FileFault, RegisterFault, StoreFault};

use super::super::exit::{Exit, Failure};

/// A failure with the exit code that its code stands for.
pub(super) fn of(code: &'static str) -> Failure {
    Failure::new(code, exit(code))
}

fn exit(code: &str) -> Exit {
    match code {
        "issuer.kind-unknown" | "issuer.no-kinds" | "issuer.status-prefix" | "issuer.name" => Exit::Usage,
        "issuer.no-such-holder" | "issuer.no-such-record" | "x509.name" | "x509.address" => Exit::Usage,
        "issuer.clock" => Exit::Undecided,
        "store.constraint" | "store.backend" => Exit::Internal,
        _ => match code.split('.').next().unwrap_or_default() {
            "issuer" | "key" | "seal" => Exit::Refused,
            "audit" => Exit::NotVerified,
            "intake" | "file" | "store" | "io" | "letter" | "value" | "record" => Exit::Unreadable,
            // Certificates, signatures and randomness are made here: that they fail is no one's input.
            _ => Exit::Internal,
        },
    }
}

/// A file that the command itself reads or writes.
pub(super) fn file(fault: FileFault, path: &Path) -> Failure {
    of(fault.code()).at(path)
}

pub(super) fn store(fault: StoreFault, office: &Path) -> Failure {
    of(fault.code()).at(office)
}

pub(super) fn register(fault: RegisterFault, office: &Path) -> Failure {
    of(fault.code()).at(office)
}

pub(super) fn load(fault: LoadFault, batch: &Path) -> Failure {
    let failure = of(fault.code());
    match fault {
        LoadFault::Refused { faults } => Failure { facts: failure.facts.count(faults), ..failure },
        LoadFault::Changed | LoadFault::Register(_) | LoadFault::File(_) | LoadFault::Random(_) => failure.at(batch),
    }
}

pub(super) fn run(fault: RunFault, out: &Path) -> Failure {
    of(fault.code()).at(out)
}

pub(super) fn letters(fault: LettersFault, at: &Path) -> Failure {
    of(fault.code()).at(at)
}

pub(super) fn order(fault: OrderFault) -> Failure {
    let failure = of(fault.code());
    match fault {
        OrderFault::TwoPersons { proposal, entries } => {
            let facts = failure.facts.count(entries).number(proposal.get());
            Failure { facts, ..failure }
        }
        OrderFault::Register(_)
        | OrderFault::NoSuchHolder
        | OrderFault::NoSuchRecord
        | OrderFault::Final
        | OrderFault::SamePerson
        | OrderFault::Proposal => failure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_ends_the_command_as_its_kind_asks() {
        for (code, number) in [
            ("issuer.no-kinds", 2),
            ("intake.refused", 3),
            ("file.missing", 3),
            ("store.missing", 3),
            ("store.full", 3),
            ("issuer.clock", 4),
            ("issuer.two-persons", 5),
            ("issuer.kind-refused", 5),
            ("key.passphrase", 5),
            ("seal.discreet", 5),
            ("letter.signed", 3),
            ("audit.broken", 1),
            ("random.failed", 70),
            ("store.backend", 70),
        ] {
            assert_eq!(of(code).exit.number(), number, "{code}");
        }
    }
}
