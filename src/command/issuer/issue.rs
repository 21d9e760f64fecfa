//! `chop issuer issue` and `reissue`: check the batch whole, load it, answer requests, report.

use std::io::Write;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use chop_core::document::{Date, Descriptor};
use chop_core::format::CredentialFormat;
use chop_core::text::Facts;
use chop_core::time::UnixTime;
use chop_issuer::batch::{self, Checked, LoadMode, Loaded};
use chop_issuer::files::WholeFile;
use chop_issuer::intake::Source;
use chop_issuer::issue::{Refusal, Rehearsal, Run, Step, Summary, rehearse};
use chop_issuer::{DocumentSigner, Exclusive, FileFault, Formats, Register, StoreFault, report, requests};
use clap::{ArgGroup, Args};
use serde_json::{Value, json};

use super::super::context::Context;
use super::super::credential_format;
use super::super::exit::{Exit, Failure};
use super::faults::ErrorFile;
use super::progress::Progress;
use super::{Office, card, failure};

/// A batch, requests, and where the results go.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("input").required(true).multiple(true).args(["records", "requests"])))]
pub(crate) struct IssueArgs {
    #[command(flatten)]
    office: Office,
    /// The kind of document.
    #[arg(long, value_name = "KIND")]
    kind: String,
    /// The batch: CSV or JSON Lines, with a column `holder_ref` and, if you give claim codes yourself, `claim_code`.
    #[arg(long, value_name = "FILE")]
    records: Option<PathBuf>,
    /// The folder with the wallets' requests.
    #[arg(long, value_name = "DIR")]
    requests: Option<PathBuf>,
    /// The formats in which to sign: mdoc, dc+sd-jwt, vc+sd-jwt, jwt_vc_json, ldp_vc. Several make one document that is
    /// held, revoked and renewed as one.
    #[arg(long, value_name = "FORMAT", num_args = 1.., value_delimiter = ',', default_value = "mdoc",
        value_parser = credential_format, requires = "requests")]
    format: Vec<CredentialFormat>,
    /// The folder for the deliveries; by default `deliveries` in the issuer's folder.
    #[arg(long, value_name = "DIR", requires = "requests")]
    out: Option<PathBuf>,
    /// The report, a line of JSON for each record; by default standard output. It has the claim codes drawn in it.
    #[arg(long, value_name = "FILE", requires = "records")]
    report: Option<PathBuf>,
    /// The faults of the batch, if it has any; by default beside it.
    #[arg(long, value_name = "FILE", requires = "records")]
    errors: Option<PathBuf>,
    /// Check everything, show the card of the first record, and change nothing.
    #[arg(long)]
    dry_run: bool,
}

/// One call of the verb.
struct Call<'a> {
    args: &'a IssueArgs,
    mode: LoadMode,
    descriptor: Descriptor,
    requests: Vec<PathBuf>,
    now: UnixTime,
    threads: NonZeroUsize,
}

pub(super) fn run(args: &IssueArgs, mode: LoadMode, context: &mut Context) -> Result<Exit, Failure> {
    let descriptor = context.kinds.by_kind(&args.kind).ok_or_else(|| Failure::usage("usage.kind"))?.clone();
    let mut register = args.office.open()?;
    let of_register = |fault| failure::register(fault, &args.office.dir);
    register.require_kind(&descriptor).map_err(of_register)?;
    let now = context.now();
    register.require_clock(now).map_err(of_register)?;
    let requests = match &args.requests {
        Some(folder) => requests::list(folder).map_err(|fault| failure::file(fault, folder))?,
        None => Vec::new(),
    };
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let call = Call { args, mode, descriptor, requests, now, threads };
    if args.dry_run {
        return call.rehearse(&register, context);
    }
    let exclusive = register.exclusive().map_err(of_register)?;
    // A wrong passphrase is found before anything is written.
    let signer = match &args.requests {
        Some(_) => {
            let passphrase = context.passphrase(false)?;
            Some(register.signer(&passphrase, now).map_err(of_register)?)
        }
        None => None,
    };
    let loaded = args.records.as_deref().map(|path| call.load(&mut register, path, context)).transpose()?;
    let issued = call.issue(&mut register, signer.as_ref(), &exclusive, context);
    // The report is written even if the run ended early: the codes that were drawn are nowhere else.
    if let Some(loaded) = &loaded {
        call.report(&mut register, loaded, context)?;
    }
    let summary = issued?;
    call.tell(&register, loaded.as_ref(), &summary, context)?;
    Ok(Exit::Done)
}

impl Call<'_> {
    fn source<'s>(&'s self, register: &Register, path: &'s Path) -> Source<'s> {
        Source { path, descriptor: &self.descriptor, issuer: register.kid(), on: Date::in_hong_kong(self.now) }
    }

    fn check(&self, register: &Register, path: &Path, context: &Context) -> Result<Checked, Failure> {
        let errors = self.args.errors.clone().unwrap_or_else(|| beside(path));
        let mut faults = ErrorFile::new(context, &errors);
        let mut progress = Progress::new(context, "ui-issuer-checking", None);
        let source = self.source(register, path);
        let checked = batch::check(register, &source, self.mode, &mut |fault| faults.add(fault), &mut |rows| {
            progress.at(rows);
        });
        progress.finish();
        faults.finish().map_err(|fault| failure::file(fault, &errors))?;
        checked.map_err(|fault| failure::load(fault, path))
    }

    fn load(&self, register: &mut Register, path: &Path, context: &Context) -> Result<Loaded, Failure> {
        let checked = self.check(register, path, context)?;
        let source = self.source(register, path);
        let mut progress = Progress::new(context, "ui-issuer-checking", Some(checked.rows));
        let loaded =
            batch::load(register, &source, self.mode, &checked, self.now, &mut context.random(), &mut |rows| {
                progress.at(rows);
            });
        progress.finish();
        loaded.map_err(|fault| failure::load(fault, path))
    }

    fn issue(
        &self,
        register: &mut Register,
        signer: Option<&DocumentSigner>,
        exclusive: &Exclusive,
        context: &Context,
    ) -> Result<Summary, Failure> {
        let Some(signer) = signer else { return Ok(Summary::default()) };
        let out = self.args.out.clone().unwrap_or_else(|| self.args.office.dir.join("deliveries"));
        let total = u64::try_from(self.requests.len()).unwrap_or(u64::MAX);
        let mut progress = Progress::new(context, "ui-issuer-signing", Some(total));
        let mut random = context.random();
        let formats = Formats::new(self.args.format.iter().copied()).unwrap_or_default();
        let run = Run {
            register,
            descriptor: &self.descriptor,
            formats: &formats,
            signer,
            out: &out,
            exclusive: Some(exclusive),
            threads: self.threads,
            now: self.now,
            random: &mut random,
            observe: &mut |step| {
                if let Step::Requests(done) = step {
                    progress.at(done);
                }
            },
        };
        let summary = run.issue(&self.requests);
        progress.finish();
        summary.map_err(|fault| failure::run(fault, &out))
    }

    /// Writes the report, and then notes that the department has its codes.
    fn report(&self, register: &mut Register, loaded: &Loaded, context: &Context) -> Result<(), Failure> {
        match &self.args.report {
            Some(path) => {
                write_report(register, loaded, path)?;
                let shown = path.display().to_string();
                context.say(&context.label_with("ui-issuer-report-file", &Facts::new().path(&shown)));
            }
            // Without codes in it, a report that nobody asked for is only noise to a person.
            None if context.json || !loaded.codes.is_empty() => print_report(register, loaded)?,
            None => {}
        }
        register.codes_shown(loaded.codes.keys().copied()).map_err(|fault| failure::store(fault, &self.args.office.dir))
    }

    fn tell(
        &self,
        register: &Register,
        loaded: Option<&Loaded>,
        summary: &Summary,
        context: &Context,
    ) -> Result<(), Failure> {
        let pending = loaded.map_or(Ok(0), |loaded| pending(register, loaded))?;
        if context.json {
            let object = json!({
                "batch": loaded.and_then(|loaded| loaded.batch).map(|batch| batch.get()),
                "rows": loaded.map(|loaded| loaded.rows.len()),
                "new": loaded.map(Loaded::new_rows),
                "issued": summary.issued.len(),
                "credentials": summary.credentials,
                "known": summary.known.len(),
                "pending": pending,
                "refused": summary.refused.iter().map(refusal).collect::<Vec<_>>(),
                "failed": summary.failed.iter()
                    .map(|(record, fault)| json!({ "record": record.get(), "code": fault.code() })).collect::<Vec<_>>(),
            });
            return context.print(&object.to_string());
        }
        let count = |label, count: usize| context.say(&context.label_with(label, &Facts::new().count(count)));
        if let Some(loaded) = loaded {
            let known = loaded.rows.len() - loaded.new_rows();
            if known > 0 {
                count("ui-issuer-known", known);
            }
        }
        if self.args.requests.is_some() {
            count("ui-issuer-issued", summary.issued.len());
        }
        if loaded.is_some() {
            count("ui-issuer-pending", pending);
        }
        if !summary.refused.is_empty() {
            count("ui-issuer-refused", summary.refused.len());
            tell_refused(&summary.refused, context);
        }
        for (record, fault) in &summary.failed {
            let sentence = context.sentence(fault.code(), &Facts::new());
            context.say(&format!("{record}: {sentence} [{}]", fault.code()));
        }
        Ok(())
    }

    /// Everything but the changes.
    fn rehearse(&self, register: &Register, context: &Context) -> Result<Exit, Failure> {
        let checked = match self.args.records.as_deref() {
            Some(path) => Some(self.check(register, path, context)?),
            None => None,
        };
        let none = std::collections::HashSet::new();
        let claims = checked.as_ref().map_or(&none, |checked| &checked.claims);
        let rehearsal = rehearse(register, &self.descriptor, &self.requests, claims, self.threads, self.now)
            .map_err(|fault| failure::run(fault, &self.args.office.dir))?;
        let card = checked.as_ref().and_then(|checked| checked.first.as_ref());
        let card = card.map(|record| card::draw(&self.descriptor, record, context));
        if context.json {
            return context
                .print(&rehearsed(checked.as_ref(), &rehearsal, card.as_deref()).to_string())
                .map(|()| Exit::Done);
        }
        if let Some(card) = card {
            context.say(&context.label("ui-issuer-preview"));
            context.print(&card)?;
        }
        let count = |label, count: u64| context.say(&context.label_with(label, &Facts::new().count(count)));
        if let Some(checked) = &checked {
            count("ui-issuer-rows", checked.rows);
        }
        if self.args.requests.is_some() {
            count("ui-issuer-would-issue", rehearsal.would_issue);
        }
        if !rehearsal.refused.is_empty() {
            count("ui-issuer-refused", u64::try_from(rehearsal.refused.len()).unwrap_or(u64::MAX));
            tell_refused(&rehearsal.refused, context);
        }
        context.say(&context.label("ui-issuer-dry-run"));
        Ok(Exit::Done)
    }
}

/// Refusals that are said one by one.
const SAID: usize = 20;

fn tell_refused(refused: &[Refusal], context: &Context) {
    for refusal in refused.iter().take(SAID) {
        let code = refusal.fault.code();
        context.say(&format!("{}: {} [{code}]", refusal.file, context.sentence(code, &Facts::new())));
    }
    if refused.len() > SAID {
        context.say("…");
    }
}

fn refusal(refusal: &Refusal) -> Value {
    json!({
        "request": refusal.file,
        "record": refusal.record.map(|record| record.get()),
        "code": refusal.fault.code(),
    })
}

fn rehearsed(checked: Option<&Checked>, rehearsal: &Rehearsal, card: Option<&str>) -> Value {
    json!({
        "dry_run": true,
        "rows": checked.map(|checked| checked.rows),
        "would_issue": rehearsal.would_issue,
        "known": rehearsal.known,
        "refused": rehearsal.refused.iter().map(refusal).collect::<Vec<_>>(),
        "preview": card,
    })
}

/// `batch.csv` → `batch.errors.csv`.
fn beside(batch: &Path) -> PathBuf {
    batch.with_extension("errors.csv")
}

fn pending(register: &Register, loaded: &Loaded) -> Result<usize, Failure> {
    let mut pending = 0;
    report::rows::<StoreFault>(register, loaded, |row| {
        pending += usize::from(row.state == chop_issuer::RecordState::Pending);
        Ok(())
    })
    .map_err(|fault| failure::store(fault, register.folder()))?;
    Ok(pending)
}

/// Why a report ended.
enum Ended {
    Store(StoreFault),
    File(FileFault),
}

impl From<StoreFault> for Ended {
    fn from(fault: StoreFault) -> Self {
        Self::Store(fault)
    }
}

fn write_report(register: &Register, loaded: &Loaded, path: &Path) -> Result<(), Failure> {
    let written = || -> Result<(), Ended> {
        let mut file = WholeFile::create(path).map_err(Ended::File)?;
        write_rows(register, loaded, &mut file)?;
        file.finish().map_err(Ended::File)
    };
    written().map_err(|ended| ended.into_failure(register, path))
}

/// A reader that goes away has not read the codes: unlike elsewhere, that is a failure.
fn print_report(register: &Register, loaded: &Loaded) -> Result<(), Failure> {
    let mut output = std::io::stdout().lock();
    let written = write_rows(register, loaded, &mut output)
        .and_then(|()| output.flush().map_err(|error| Ended::File(FileFault::from(error))));
    written.map_err(|ended| ended.into_failure(register, Path::new("-")))
}

fn write_rows(register: &Register, loaded: &Loaded, output: &mut dyn Write) -> Result<(), Ended> {
    report::rows::<Ended>(register, loaded, |row| {
        writeln!(output, "{}", row.to_json()).map_err(|error| Ended::File(FileFault::from(error)))
    })
}

impl Ended {
    fn into_failure(self, register: &Register, path: &Path) -> Failure {
        match self {
            Self::Store(fault) => failure::store(fault, register.folder()),
            Self::File(fault) => failure::file(fault, path),
        }
    }
}
