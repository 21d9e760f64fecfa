//! `chop kinds`: list, show, check and make kinds of document.

use std::fs;
use std::path::PathBuf;

use chop_core::document::{Descriptor, Disclose, KindFault, KindName, csv_template, new_kind};
use chop_core::text::Facts;
use clap::Subcommand;
use serde_json::{Value, json};

use super::context::Context;
use super::exit::{Exit, Failure};

/// What to do with kinds.
#[derive(Debug, Subcommand)]
pub(crate) enum KindsCommand {
    /// List the kinds known here.
    #[command(after_help = "Example: chop kinds list --json")]
    List,
    /// Show all that is said about a kind.
    #[command(after_help = "Example: chop kinds show driving-licence --lang zh-Hant")]
    Show {
        /// The kind.
        kind: String,
        /// Print the CSV table that a department fills in, with one example row.
        #[arg(long)]
        csv: bool,
    },
    /// Check descriptor files, and that no profile number changed its content.
    #[command(after_help = "Example: chop kinds check library-card.toml --lock kinds.lock")]
    Check {
        /// Descriptor files; none checks the kinds known here.
        files: Vec<PathBuf>,
        /// The lock file of profile numbers.
        #[arg(long, value_name = "FILE")]
        lock: Option<PathBuf>,
    },
    /// Write a commented descriptor for a new kind, which works at once.
    #[command(after_help = "Example: chop kinds new library-card --out library-card.toml")]
    New {
        /// The name: small letters, digits and hyphens.
        kind: String,
        /// Where to write it; by default standard output.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

pub(crate) fn run(command: KindsCommand, context: &mut Context) -> Result<Exit, Failure> {
    match command {
        KindsCommand::List => list(context),
        KindsCommand::Show { kind, csv } => {
            let descriptor = context.kinds.by_kind(&kind).ok_or_else(|| Failure::usage("usage.kind"))?;
            if csv { table(descriptor, context) } else { show(descriptor, context) }
        }
        KindsCommand::Check { files, lock } => check(&files, lock.as_deref(), context),
        KindsCommand::New { kind, out } => {
            let kind = KindName::parse(&kind).map_err(|_| Failure::usage("usage.kind-name"))?;
            match out {
                Some(path) if path.exists() => Err(Failure::refused("input.exists").at(&path)),
                Some(path) => fs::write(&path, new_kind(&kind)).map_err(Failure::from).map(|()| Exit::Done),
                None => context.print(new_kind(&kind).trim_end()).map(|()| Exit::Done),
            }
        }
    }
}

fn list(context: &Context) -> Result<Exit, Failure> {
    for descriptor in context.kinds.iter() {
        if context.json {
            context.print(&summary(descriptor, context).to_string())?;
        } else {
            let profile = descriptor.code_profile().map_or_else(|| "-".to_owned(), |number| number.to_string());
            let name = descriptor.names().get(context.language);
            context.print(&format!("{:<28} {profile:>4}  {name}", descriptor.kind().as_str()))?;
        }
    }
    Ok(Exit::Done)
}

fn summary(descriptor: &Descriptor, context: &Context) -> Value {
    json!({
        "kind": descriptor.kind().as_str(),
        "name": descriptor.names().get(context.language),
        "code_profile": descriptor.code_profile(),
        "discreet": descriptor.is_discreet(),
        "legal_effect": descriptor.legal_effect().word(),
        "status": descriptor.status().word(),
        "doctype": descriptor.doctype().as_str(),
        "vct": descriptor.vct().as_str(),
        "vc_type": descriptor.vc_type().as_str(),
        "valid_minutes": descriptor.validity().minutes,
    })
}

fn show(descriptor: &Descriptor, context: &Context) -> Result<Exit, Failure> {
    let language = context.language;
    if context.json {
        let mut object = summary(descriptor, context);
        let elements: Vec<Value> = descriptor
            .elements()
            .iter()
            .map(|element| {
                json!({
                    "id": element.id.as_str(),
                    "name": element.names.get(language),
                    "type": element.ty.word(),
                    "optional": element.optional,
                    "sensitivity": element.sensitivity.word(),
                    "disclose": element.disclose.word(),
                    "derived": element.derive.is_some(),
                })
            })
            .collect();
        let views: Vec<Value> = descriptor
            .views()
            .iter()
            .map(|view| {
                let elements: Vec<&str> = view.elements.iter().map(|id| id.as_str()).collect();
                json!({ "id": view.id.as_str(), "name": view.names.get(language), "elements": elements })
            })
            .collect();
        if let Value::Object(object) = &mut object {
            object.insert("elements".into(), elements.into());
            object.insert("views".into(), views.into());
        }
        return context.print(&object.to_string()).map(|()| Exit::Done);
    }
    context.print(&format!("{} ({})", descriptor.names().get(language), descriptor.kind().as_str()))?;
    context.print(&format!("  {}: {}", context.label("ui-issuer"), descriptor.issuer().get(language)))?;
    context.print(&format!("  docType {}  vct {}", descriptor.doctype().as_str(), descriptor.vct().as_str()))?;
    for element in descriptor.elements() {
        let mark = match element.disclose {
            Disclose::Always => "●",
            Disclose::Selectable => "○",
            Disclose::Never => "–",
        };
        context.print(&format!(
            "  {mark} {:<26} {:<12} {}",
            element.id.as_str(),
            element.ty.word(),
            element.names.get(language)
        ))?;
    }
    for view in descriptor.views() {
        let elements: Vec<&str> = view.elements.iter().map(|id| id.as_str()).collect();
        context.print(&format!(
            "  ▸ {:<18} {}: {}",
            view.id.as_str(),
            view.names.get(language),
            elements.join(", ")
        ))?;
    }
    context.print(&format!("  {}", descriptor.collection().get(language)))?;
    Ok(Exit::Done)
}

fn table(descriptor: &Descriptor, context: &Context) -> Result<Exit, Failure> {
    let template = csv_template(descriptor);
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = std::iter::once("holder_ref").chain(template.header.iter().map(String::as_str));
    let example = std::iter::once("H-0001").chain(template.example.iter().map(String::as_str));
    let unwritten = |_: csv::Error| Failure::new("internal", Exit::Internal);
    writer.write_record(header).map_err(unwritten)?;
    writer.write_record(example).map_err(unwritten)?;
    let bytes = writer.into_inner().map_err(|_| Failure::new("internal", Exit::Internal))?;
    context.print(String::from_utf8_lossy(&bytes).trim_end())?;
    Ok(Exit::Done)
}

fn check(files: &[PathBuf], lock: Option<&std::path::Path>, context: &Context) -> Result<Exit, Failure> {
    let mut kinds = context.kinds.clone();
    let mut faults = 0;
    for path in files {
        let text = fs::read_to_string(path).map_err(|error| Failure::from(error).at(path))?;
        match Descriptor::from_toml(&text) {
            Ok(descriptor) => match kinds.clone().with(descriptor) {
                Ok(together) => kinds = together,
                Err(clash) => faults += tell(context, &path.display().to_string(), clash.code(), None)?,
            },
            Err(found) => {
                for fault in &found {
                    faults += tell(context, &path.display().to_string(), fault.code(), Some(fault))?;
                }
            }
        }
    }
    if let Some(lock) = lock {
        let text = fs::read_to_string(lock).map_err(|error| Failure::from(error).at(lock))?;
        for fault in kinds.check_lock(&text).err().unwrap_or_default() {
            faults += tell(context, &lock.display().to_string(), fault.code(), None)?;
        }
    }
    if faults > 0 {
        return Ok(Exit::NotVerified);
    }
    if context.json {
        context.print(&json!({ "checked": kinds.iter().count(), "faults": 0 }).to_string())?;
    } else {
        context.say(&context.label_with("ui-kinds-checked", &Facts::default().count(kinds.iter().count())));
    }
    Ok(Exit::Done)
}

fn tell(context: &Context, path: &str, code: &'static str, fault: Option<&KindFault>) -> Result<usize, Failure> {
    let place = fault.map(ToString::to_string).unwrap_or_default();
    if context.json {
        context.print(&json!({ "path": path, "code": code, "place": place }).to_string())?;
    } else {
        context.print(&format!("{path}: {} [{code}] {place}", context.sentence(code, &Facts::default())))?;
    }
    Ok(1)
}
