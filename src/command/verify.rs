//! `chop verify`: one answer to what was shown.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use chop_core::time::UnixTime;
use chop_core::trust::{GivenList, SignedRoot, StatusLists, TrustBundle, TrustFault};
use chop_core::verify::{
    Clock, CodeExpectation, Expectation, HolderRequirement, NoMemory, Policy, RequestBinding, Seen,
};
use chop_verifier::result::{NoAnswer, Occasion};
use chop_verifier::{CheckedSignatures, FileMemory, Judged, Shown, StateDirectory, StateFault};
use clap::Args;

use super::context::Context;
use super::exit::{Exit, Failure};
use super::{hex, reply, verify_input};

/// Check a code, a picture of one, or a document.
///
/// Example: chop verify code.png --trust trust.chop
#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("asked").args(["challenge", "nonce"])))]
#[command(after_help = "Exit codes: 0 verified, 1 not verified, 2 usage, 3 input unreadable, 4 could not decide.\n\
    Example: chop verify photo.jpg --trust trust.chop --json")]
pub(crate) struct VerifyArgs {
    /// Text, a file, a picture with a code in it, or - for one scan a line from a keyboard-type scanner.
    input: String,
    /// The trust bundle.
    #[arg(long, value_name = "FILE", env = "CHOP_TRUST")]
    trust: PathBuf,
    /// A root or bundle file to hold the bundle against, instead of the pinned root.
    #[arg(long, value_name = "FILE")]
    root: Option<PathBuf>,
    /// A status list newer than the bundle's: a signed token (CWT or JWT) or a W3C Bitstring credential. Repeat for more.
    #[arg(long, value_name = "FILE")]
    status_list: Vec<PathBuf>,
    /// This door's site audience, 8 bytes in hex: only codes made for it are accepted.
    #[arg(long, value_name = "HEX", conflicts_with = "challenge")]
    site: Option<String>,
    /// The open challenge, 16 bytes in hex: only its answer is accepted.
    #[arg(long, value_name = "HEX", requires = "audience")]
    challenge: Option<String>,
    /// The nonce of the request that an SD-JWT or a W3C presentation must answer.
    #[arg(long, value_name = "TEXT", requires = "audience", conflicts_with = "site")]
    nonce: Option<String>,
    /// This verifier: its identifier of 8 bytes in hex with --challenge, its client_id or origin with --nonce.
    #[arg(long, value_name = "WHO", requires = "asked")]
    audience: Option<String>,
    /// Judge as of this time (RFC 3339) instead of now.
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// The file that remembers codes already seen; by default one in the state directory.
    #[arg(long, value_name = "FILE")]
    replay_memory: Option<PathBuf>,
    /// The encoded SessionTranscript that an mdoc's device proof is bound to.
    #[arg(long, value_name = "FILE")]
    transcript: Option<PathBuf>,
    /// Whether a proof of the holder is needed: required or none.
    #[arg(long, value_name = "WHETHER", default_value = "required", value_parser = ["required", "none"])]
    holder: String,
}

/// A verifier ready to judge: everything but the input.
pub(super) struct Desk<'c> {
    pub(super) context: &'c Context,
    pub(super) trust: TrustBundle,
    pub(super) pinned: bool,
    pub(super) as_of: Option<UnixTime>,
    pub(super) memory: Memory,
    lists: StatusLists,
    checked: CheckedSignatures,
}

/// Where what was seen is remembered.
pub(super) enum Memory {
    File(Box<FileMemory>),
    None(NoMemory),
    Lost,
}

pub(crate) fn run(args: &VerifyArgs, context: &mut Context) -> Result<Exit, Failure> {
    let expected = expected(args)?;
    let transcript = args.transcript.as_deref().map(std::fs::read).transpose()?;
    let as_of = match &args.at {
        Some(text) => Some(UnixTime::parse_rfc3339(text).map_err(|_| Failure::usage("usage.time"))?),
        None => None,
    };
    let opened = open_desk(&args.trust, args.root.as_deref(), as_of, args.replay_memory.as_deref(), context)
        .and_then(|mut desk| desk.take_lists(&args.status_list).map(|()| desk));
    let mut desk = match opened {
        Ok(desk) => desk,
        Err(failure) => return trust_failure(failure, as_of, context),
    };
    let expectation = Expectation {
        code: expected,
        transcript: transcript.as_deref(),
        request: args
            .nonce
            .as_deref()
            .zip(args.audience.as_deref())
            .map(|(nonce, audience)| RequestBinding { nonce, audience }),
        reader: None,
        holder: if args.holder == "none" { HolderRequirement::NotRequired } else { HolderRequirement::Required },
    };
    if args.input == "-" { lines(&mut desk, &expectation) } else { desk.answer(&args.input, &expectation) }
}

fn expected(args: &VerifyArgs) -> Result<CodeExpectation, Failure> {
    Ok(match (&args.site, &args.challenge, &args.audience) {
        (Some(site), _, _) => CodeExpectation::Site { audience: hex::array(site)? },
        (None, Some(nonce), Some(audience)) => {
            CodeExpectation::Challenge { nonce: hex::array(nonce)?, audience: hex::array(audience)? }
        }
        _ => CodeExpectation::Anyone,
    })
}

/// A bundle that cannot be used decides nothing.
fn trust_failure(failure: Failure, as_of: Option<UnixTime>, context: &Context) -> Result<Exit, Failure> {
    if failure.exit != Exit::Undecided {
        return Err(failure);
    }
    let occasion = Occasion { now: as_of.unwrap_or_else(|| context.now()), as_of: as_of.is_some() };
    reply::no_answer(context, &NoAnswer::undecided(failure.code).with(failure.facts), occasion)?;
    Ok(Exit::Undecided)
}

/// Opens the trust bundle and the memory of this machine.
pub(super) fn open_desk<'c>(
    trust: &Path,
    root: Option<&Path>,
    as_of: Option<UnixTime>,
    replay_memory: Option<&Path>,
    context: &'c Context,
) -> Result<Desk<'c>, Failure> {
    let bytes = std::fs::read(trust).map_err(|error| Failure::from(error).at(trust))?;
    let root = root.map(read_root).transpose()?;
    let state = StateDirectory::open(&state_path()).map_err(|fault| state_failure(&fault))?;
    let now = context.now();
    let (trust, pinned) = match as_of {
        // As of another time nothing is learned for now: versions and expiry of the root are left alone.
        Some(at) => {
            let pinned = match root {
                Some(root) => Some(root),
                None => state.pinned().map_err(|fault| state_failure(&fault))?,
            };
            let opened = TrustBundle::open(&bytes, pinned.as_ref(), at).map_err(|fault| trust_fault(&fault))?;
            (opened, pinned.is_some())
        }
        None => state.open_bundle(&bytes, root.as_ref(), now).map_err(|fault| state_failure(&fault))?,
    };
    let mut random = context.random();
    let memory = match (replay_memory, as_of) {
        (Some(path), _) => {
            FileMemory::open(path, &mut random).map_or(Memory::Lost, |memory| Memory::File(memory.into()))
        }
        (None, Some(_)) => Memory::None(NoMemory),
        (None, None) => state.memory(&mut random).map_or(Memory::Lost, |memory| Memory::File(memory.into())),
    };
    // As of another time nothing is remembered of lists either.
    let lists = match as_of {
        Some(_) => StatusLists::default(),
        None => state.admit_lists(&trust, Vec::new(), now).map_err(|fault| state_failure(&fault))?,
    };
    Ok(Desk { context, trust, pinned, as_of, memory, lists, checked: CheckedSignatures::default() })
}

/// A root file, or the root that a bundle file carries.
pub(super) fn read_root(path: &Path) -> Result<SignedRoot, Failure> {
    let bytes = std::fs::read(path).map_err(|error| Failure::from(error).at(path))?;
    SignedRoot::parse(&bytes).or_else(|_| TrustBundle::first_root(&bytes)).map_err(|fault| trust_fault(&fault).at(path))
}

fn trust_fault(fault: &TrustFault) -> Failure {
    Failure::undecided(fault.code())
}

pub(super) fn state_failure(fault: &StateFault) -> Failure {
    match fault {
        StateFault::Trust(fault) => trust_fault(fault),
        StateFault::Io(_) => Failure::new(fault.code(), Exit::Internal),
        StateFault::List(fault) => Failure::undecided(fault.code()),
        StateFault::PinnedOther => Failure::refused(fault.code()),
    }
}

/// The state directory: CHOP_STATE, else the place that the system has for it.
pub(super) fn state_path() -> PathBuf {
    if let Some(path) = std::env::var_os("CHOP_STATE") {
        return path.into();
    }
    let base = std::env::var_os("XDG_STATE_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/state")));
    base.unwrap_or_else(|| PathBuf::from(".")).join("chop")
}

impl Desk<'_> {
    pub(super) fn now(&self) -> UnixTime {
        self.as_of.unwrap_or_else(|| self.context.now())
    }

    fn occasion(&self) -> Occasion {
        Occasion { now: self.now(), as_of: self.as_of.is_some() }
    }

    /// Takes in status lists that were given beside the bundle. One that cannot be used leaves everything undecided.
    fn take_lists(&mut self, files: &[PathBuf]) -> Result<(), Failure> {
        let now = self.now();
        let mut given = Vec::with_capacity(files.len());
        for path in files {
            let bytes = verify_input::list_file(path)?;
            let list = GivenList::open(&bytes, &self.trust, now);
            given.push(list.map_err(|fault| Failure::undecided(fault.code()).at(path))?);
        }
        if given.is_empty() {
            return Ok(());
        }
        if self.as_of.is_some() {
            for list in given {
                // What is remembered is of now; as of another time a list has to cover that time, no more.
                let highest = Some(list.claims().issued_at);
                self.lists.admit(list, highest, now).map_err(|fault| Failure::undecided(fault.code()))?;
            }
            return Ok(());
        }
        self.lists = StateDirectory::open(&state_path())
            .and_then(|state| state.admit_lists(&self.trust, given, now))
            .map_err(|fault| state_failure(&fault))?;
        Ok(())
    }

    /// Judges text or the bytes of a file.
    pub(super) fn judge(&mut self, shown: Shown, expectation: &Expectation<'_>) -> Judged {
        let now = self.now();
        let clock = match (&self.memory, self.as_of) {
            (_, Some(_)) => Clock::AsOf,
            (Memory::File(memory), None) => memory.clock(now),
            (Memory::None(_) | Memory::Lost, None) => Clock::Live { highest: UnixTime::EPOCH },
        };
        let policy = Policy {
            pinned: self.pinned,
            lists: Some(&self.lists),
            clock,
            checked: Some(&self.checked),
            ..Policy::offline(&self.trust, &self.context.kinds, now)
        };
        let seen: &mut dyn Seen = match &mut self.memory {
            Memory::File(memory) => memory.as_mut(),
            Memory::None(memory) => memory,
            Memory::Lost => &mut Unreadable,
        };
        shown.judge(&policy, expectation, seen)
    }

    fn answer(&mut self, input: &str, expectation: &Expectation<'_>) -> Result<Exit, Failure> {
        match verify_input::read_argument(input) {
            Ok(shown) => reply::give(&self.judge(shown, expectation), self.context, self.occasion()),
            Err(fault) => {
                reply::no_answer(self.context, &fault, self.occasion())?;
                Ok(Exit::Unreadable)
            }
        }
    }
}

/// A memory that cannot be read or written.
struct Unreadable;

impl Seen for Unreadable {
    fn admit(
        &mut self,
        _: &chop_core::verify::Sighting,
    ) -> Result<chop_core::verify::Admission, chop_core::verify::MemoryLost> {
        Err(chop_core::verify::MemoryLost)
    }
}

/// One scan a line until the end of input. The exit code is that of the last scan.
fn lines(desk: &mut Desk<'_>, expectation: &Expectation<'_>) -> Result<Exit, Failure> {
    if io::stdin().is_terminal() {
        desk.context.say(&desk.context.label("ui-scan-now"));
    }
    let mut exit = Exit::Done;
    let mut input = io::stdin().lock();
    loop {
        let mut line = Vec::new();
        if verify_input::read_line(&mut input, &mut line)? == 0 {
            return Ok(exit);
        }
        if line.is_empty() {
            continue;
        }
        exit = match Shown::of_line(&line) {
            Ok(shown) => reply::give(&desk.judge(shown, expectation), desk.context, desk.occasion())?,
            Err(fault) => {
                reply::no_answer(desk.context, &fault, desk.occasion())?;
                Exit::Unreadable
            }
        };
    }
}
