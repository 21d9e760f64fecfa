//! `chop doctor`: what protects this machine's wallet and state, and what does not.

use std::path::Path;

use chop_core::text::Facts;
use chop_verifier::StateDirectory;
use clap::Args;
use serde_json::json;

use super::context::Context;
use super::exit::{Exit, Failure};
use super::verify::state_path;

/// Say what protects this machine's wallet and state, and what does not.
#[derive(Debug, Args)]
#[command(after_help = "Example: chop doctor --json")]
pub(crate) struct DoctorArgs {}

pub(crate) fn run(_: &DoctorArgs, context: &mut Context) -> Result<Exit, Failure> {
    let state = state_path();
    let pinned = StateDirectory::open(&state).ok().and_then(|state| state.pinned().ok().flatten()).is_some();
    // 2024-01-01: no copy of chop was built before.
    let clock = context.now().seconds() > 1_704_067_200;
    let tpm = Path::new("/dev/tpmrm0").exists();
    let findings = [
        (clock, "ui-doctor-clock-good", "ui-doctor-clock-bad"),
        (pinned, "ui-doctor-pin-good", "ui-doctor-pin-missing"),
        // The software device key is a file: whoever copies the disk has it, and can put an old copy back.
        (
            false,
            "ui-doctor-hardware-good",
            if tpm { "ui-doctor-hardware-unused" } else { "ui-doctor-hardware-missing" },
        ),
    ];
    for (good, yes, no) in findings {
        let key = if good { yes } else { no };
        if context.json {
            context.print(&json!({ "check": key, "good": good, "message": context.label(key) }).to_string())?;
        } else {
            context.print(&format!("{} {}", if good { "✔" } else { "!" }, context.label(key)))?;
        }
    }
    if !context.json {
        let facts = Facts::default().path(&state.display().to_string());
        context.print(&context.label_with("ui-doctor-state", &facts))?;
    }
    Ok(Exit::Done)
}
