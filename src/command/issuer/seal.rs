//! `chop issuer seal`: a letter or a batch of letters, each with a signed code, and signed as a PDF.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use chop_core::document::Date;
use chop_core::text::Facts;
use chop_core::time::UnixTime;
use chop_issuer::files::WholeFile;
use chop_issuer::intake::HOLDER_REF;
use chop_issuer::letters::{self, LetterRow, Placement, SealedRow, Terms};
use chop_issuer::{FileFault, HolderRef};
use clap::{ArgGroup, Args};
use serde_json::json;

use super::super::context::Context;
use super::super::exit::{Exit, Failure};
use super::faults::ErrorFile;
use super::progress::Progress;
use super::{Office, failure};

/// The column of a batch that names the PDF of each row.
const LETTER: &str = "letter";
/// Letters of a batch.
const ROWS_MAX: usize = 100_000;
/// Bytes of a batch of letters.
const BATCH_BYTES: usize = 64 << 20;
/// How long a letter counts if nobody says.
const DAYS: i64 = 365;
const DAY: i64 = 86_400;

/// Letters, and where the sealed ones go.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("letters").required(true).args(["letter", "records"])))]
pub(crate) struct SealArgs {
    #[command(flatten)]
    office: Office,
    /// The letter, a PDF. It is not changed: the sealed one begins with it.
    letter: Option<PathBuf>,
    /// The kind of document.
    #[arg(long, value_name = "KIND")]
    kind: String,
    /// A value of the letter.
    #[arg(long, value_name = "ID=VALUE", num_args = 1.., conflicts_with = "records")]
    set: Vec<String>,
    /// A batch: CSV with the columns `holder_ref`, `letter` (a PDF beside it) and one for each value.
    #[arg(long, value_name = "FILE")]
    records: Option<PathBuf>,
    /// Your reference of the holder, by which the letter can be revoked; by default the name of the letter's file.
    #[arg(long, value_name = "REF", conflicts_with = "records")]
    holder: Option<String>,
    /// Facts in the code, beside those that are always shown. Everyone who sees the paper can read them.
    #[arg(long, value_name = "ID", num_args = 1.., value_delimiter = ',')]
    show: Vec<String>,
    /// The last day on which the letter counts; by default a year from now.
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// Where the code stands: millimetres from the left, from the top, and its width; by default the lower right corner.
    #[arg(long, value_name = "X,Y,SIZE")]
    at: Option<String>,
    /// The page that it stands on.
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    page: u32,
    /// The sealed letter; for a batch the folder of the sealed letters, which keep their names.
    #[arg(long, value_name = "FILE|DIR")]
    out: PathBuf,
    /// The report of a batch, a line of JSON for each letter; by default standard output.
    #[arg(long, value_name = "FILE", requires = "records")]
    report: Option<PathBuf>,
}

pub(super) fn run(args: &SealArgs, context: &mut Context) -> Result<Exit, Failure> {
    let descriptor = context.kinds.by_kind(&args.kind).ok_or_else(|| Failure::usage("usage.kind"))?.clone();
    if descriptor.is_discreet() {
        return Err(failure::of("seal.discreet"));
    }
    let shown: Vec<&str> = args.show.iter().map(String::as_str).collect();
    let placement = Placement { page: args.page, at: args.at.as_deref().map(place).transpose()? };
    let now = context.now();
    let until = until(args.until.as_deref(), now)?;
    let mut register = args.office.open()?;
    let of_register = |fault| failure::register(fault, &args.office.dir);
    register.require_kind(&descriptor).map_err(of_register)?;
    register.require_clock(now).map_err(of_register)?;
    let rows = match (&args.letter, &args.records) {
        (Some(letter), _) => vec![single(args, letter)?],
        (None, Some(records)) => batch(records, &args.out)?,
        (None, None) => Vec::new(),
    };
    let _exclusive = register.exclusive().map_err(of_register)?;
    let passphrase = context.passphrase(false)?;
    let signer = register.signer(&passphrase, now).map_err(of_register)?;
    let terms = Terms { descriptor: &descriptor, signer: &signer, shown: &shown, until, placement, now };
    let total = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    let checked = check(args, &register, &terms, rows, context)?;
    let mut report = Report::begin(args, context)?;
    let mut progress = Progress::of_slow(context, "ui-issuer-sealing", total);
    let (mut done, mut unwritten) = (0, None);
    let sealed = letters::seal(&mut register, &terms, &checked, &mut context.random(), &mut |sealed| {
        done += 1;
        progress.at(done);
        if let Err(failure) = report.row(sealed) {
            unwritten.get_or_insert(failure);
        }
    });
    progress.finish();
    report.finish(args)?;
    sealed.map_err(|fault| failure::letters(fault, &args.out))?;
    context.say(&context.label_with("ui-issuer-sealed", &Facts::new().count(done)));
    unwritten.map_or(Ok(Exit::Done), Err)
}

fn check(
    args: &SealArgs,
    register: &chop_issuer::Register,
    terms: &Terms<'_>,
    rows: Vec<LetterRow>,
    context: &Context,
) -> Result<Vec<letters::CheckedLetter>, Failure> {
    let total = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    let beside = args.records.as_deref().unwrap_or(&args.out).with_extension("errors.csv");
    let mut errors = ErrorFile::new(context, &beside);
    let (mut first, mut faults, mut unwritten) = (None, 0_u64, None);
    let mut progress = Progress::of_slow(context, "ui-issuer-checking", total);
    let checked = letters::check(
        register,
        terms,
        rows,
        &mut |row, fault| {
            faults += 1;
            first.get_or_insert(fault.code());
            if args.records.is_some()
                && let Err(fault) = errors.put(row, fault.column().unwrap_or_default(), fault.code())
            {
                unwritten.get_or_insert(fault);
            }
            // Of one letter everything is said here, with the value that it is about.
            if let (None, Some(column)) = (&args.records, fault.column()) {
                context.say(&format!("{column}: {}", context.sentence(fault.code(), &Facts::new())));
            }
        },
        &mut |done| progress.at(done),
    );
    progress.finish();
    let of_file = |fault| failure::file(fault, &beside);
    unwritten.map_or(Ok(()), |fault| Err(of_file(fault)))?;
    errors.finish().map_err(of_file)?;
    let checked = checked.map_err(|fault| failure::letters(fault, &args.office.dir))?;
    match (first, &args.letter) {
        (None, _) => Ok(checked),
        (Some(code), Some(letter)) => Err(failure::of(code).at(letter)),
        (Some(_), None) => {
            let failure = failure::of("intake.refused");
            Err(Failure { facts: failure.facts.count(faults), ..failure })
        }
    }
}

fn place(text: &str) -> Result<(f64, f64, f64), Failure> {
    let numbers: Option<Vec<f64>> = text
        .split(',')
        .map(|number| number.trim().parse().ok().filter(|number: &f64| (0.0..=10_000.0).contains(number)))
        .collect();
    match numbers.as_deref() {
        Some([x, y, size]) if *size > 0.0 => Ok((*x, *y, *size)),
        _ => Err(Failure::usage("usage.place")),
    }
}

/// The first second after the last day, in Hong Kong.
fn until(last: Option<&str>, now: UnixTime) -> Result<UnixTime, Failure> {
    let last = match last {
        Some(text) => Date::parse(text).map_err(|_| Failure::usage("usage.date"))?,
        None => Date::in_hong_kong(now.plus(DAYS * DAY)),
    };
    let until = last.start_in_hong_kong().plus(DAY);
    if until > now { Ok(until) } else { Err(Failure::usage("usage.date")) }
}

fn single(args: &SealArgs, letter: &Path) -> Result<LetterRow, Failure> {
    let name = || letter.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let holder = args.holder.clone().unwrap_or_else(name);
    let fields: Option<Vec<_>> =
        args.set.iter().map(|one| one.split_once('=').map(|(id, value)| (id.to_owned(), value.to_owned()))).collect();
    Ok(LetterRow {
        row: 1,
        holder: HolderRef::parse(&holder).map_err(|fault| failure::of(fault.code()))?,
        letter: letter.to_owned(),
        out: args.out.clone(),
        fields: fields.ok_or_else(|| Failure::usage("usage.set"))?,
    })
}

/// Reads a batch. Its faults of form end it; those of its values are found later, row by row.
fn batch(path: &Path, out: &Path) -> Result<Vec<LetterRow>, Failure> {
    let refused = |code| failure::of(code).at(path);
    let no_letter = || Failure::unreadable("letter.column").at(path);
    if !out.is_dir() {
        return Err(failure::of("file.missing").at(out));
    }
    let bytes = chop_issuer::files::read_up_to(path, BATCH_BYTES).map_err(|fault| failure::file(fault, path))?;
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let mut reader = csv::ReaderBuilder::new().has_headers(true).from_reader(text);
    let of_csv = |error: &csv::Error| {
        let is_encoding = matches!(error.kind(), csv::ErrorKind::Utf8 { .. });
        refused(if is_encoding { "intake.encoding" } else { "intake.fields" })
    };
    let headers = reader.headers().map_err(|error| of_csv(&error))?.clone();
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut rows = Vec::new();
    // The header is row 1.
    for (row, record) in (2..).zip(reader.records()) {
        let record = record.map_err(|error| of_csv(&error))?;
        if rows.len() == ROWS_MAX {
            return Err(refused("intake.rows"));
        }
        let mut made = Cells::default();
        for (name, cell) in headers.iter().zip(&record) {
            match name {
                HOLDER_REF => made.holder = Some(cell.to_owned()),
                LETTER => made.letter = Some(cell.to_owned()),
                name => made.fields.push((name.to_owned(), cell.to_owned())),
            }
        }
        let holder = made.holder.ok_or_else(|| refused("intake.holder-missing"))?;
        let letter = made.letter.filter(|name| !name.is_empty()).ok_or_else(no_letter)?;
        let name = Path::new(&letter).file_name().ok_or_else(no_letter)?.to_owned();
        rows.push(LetterRow {
            row,
            holder: HolderRef::parse(&holder).map_err(|_| refused("intake.holder-form"))?,
            letter: folder.join(&letter),
            out: out.join(name),
            fields: made.fields,
        });
    }
    if rows.is_empty() { Err(refused("intake.empty")) } else { Ok(rows) }
}

#[derive(Default)]
struct Cells {
    holder: Option<String>,
    letter: Option<String>,
    fields: Vec<(String, String)>,
}

/// What was sealed, line by line.
struct Report<'c> {
    context: &'c Context,
    file: Option<WholeFile>,
    lines: bool,
}

impl<'c> Report<'c> {
    fn begin(args: &SealArgs, context: &'c Context) -> Result<Self, Failure> {
        let file =
            args.report.as_deref().map(|path| WholeFile::create(path).map_err(|fault| failure::file(fault, path)));
        Ok(Self { context, file: file.transpose()?, lines: context.json || args.records.is_some() })
    }

    fn row(&mut self, sealed: &SealedRow) -> Result<(), Failure> {
        let line = json!({
            "row": sealed.row,
            "holder_ref": sealed.holder.expose(),
            "record": sealed.record.get(),
            "new": sealed.is_new,
            "until": sealed.until.to_tdate(),
            "file": sealed.out.display().to_string(),
        });
        match &mut self.file {
            Some(file) => writeln!(file, "{line}").map_err(|error| failure::of(FileFault::from(error).code())),
            None if self.lines => self.context.print(&line.to_string()),
            None => self.context.print(&sealed.record.to_string()),
        }
    }

    fn finish(self, args: &SealArgs) -> Result<(), Failure> {
        let (Some(file), Some(path)) = (self.file, &args.report) else { return Ok(()) };
        file.finish().map_err(|fault| failure::file(fault, path))
    }
}
