//! `chop verifier`: a door that asks first.

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use chop_core::crypto::Signer;
use chop_core::document::Descriptor;
use chop_core::format::code::{Challenge, ChallengeDraft};
use chop_core::text::Facts;
use chop_core::trust::{KeyProof, PublishedKey};
use chop_core::verify::{Expectation, Outcome, Rejection};
use chop_verifier::result::Occasion;
use chop_verifier::{ChallengeDesk, Judged, Shown};
use clap::{Args, Subcommand};
use serde_json::json;

use super::context::Context;
use super::exit::{Exit, Failure};
use super::hex;
use super::reply;
use super::trust::{new_key, read_key, write_key};
use super::verify::open_desk;
use super::verify_input;
use chop::qr;

/// What a door does.
#[derive(Debug, Subcommand)]
pub(crate) enum VerifierCommand {
    /// Make the key by which wallets know this door.
    #[command(after_help = "Example: chop verifier init --key door.key.pem --public door.pem")]
    Init {
        /// Where to write the encrypted key.
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
        /// Where to write the public key, for `chop trust add --verifier`.
        #[arg(long, value_name = "FILE")]
        public: PathBuf,
    },
    /// Show a challenge and wait for its answer (level 2).
    #[command(
        after_help = "Example: chop verifier challenge --key door.key.pem --trust trust.chop \\\n    --purpose 'Visitor register, Block 3' --elements family_name given_name"
    )]
    Challenge(ChallengeArgs),
}

/// A challenge.
#[derive(Debug, Args)]
pub(crate) struct ChallengeArgs {
    /// The door's encrypted key.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The trust bundle that judges the answer.
    #[arg(long, value_name = "FILE", env = "CHOP_TRUST")]
    trust: PathBuf,
    /// Why, in at most 48 characters that the holder reads.
    #[arg(long)]
    purpose: String,
    /// The kind of document asked for.
    #[arg(long, default_value = "personal-code")]
    kind: String,
    /// The elements asked for.
    #[arg(long, num_args = 1.., value_delimiter = ',', required = true)]
    elements: Vec<String>,
    /// Seconds for which the challenge is open, at most 120.
    #[arg(long, default_value_t = 120)]
    ttl: u64,
    /// Write the challenge as a picture.
    #[arg(long, value_name = "FILE")]
    png: Option<PathBuf>,
    /// Print the challenge and how to check its answer, and do not wait.
    #[arg(long)]
    no_wait: bool,
}

pub(crate) fn run(command: VerifierCommand, context: &mut Context) -> Result<Exit, Failure> {
    match command {
        VerifierCommand::Init { key, public } => {
            let own = new_key(context)?;
            write_key(&key, &own, context)?;
            let proof =
                KeyProof::make(&own, context.now()).map_err(|fault| Failure::new(fault.code(), Exit::Internal))?;
            let published = PublishedKey { key: own.public_key().clone(), proof: Some(proof) };
            std::fs::write(&public, published.to_pem())?;
            context.print(&own.public_key().kid().to_string())?;
            Ok(Exit::Done)
        }
        VerifierCommand::Challenge(args) => challenge(&args, context),
    }
}

fn challenge(args: &ChallengeArgs, context: &mut Context) -> Result<Exit, Failure> {
    let descriptor = context.kinds.by_kind(&args.kind).ok_or_else(|| Failure::usage("usage.kind"))?;
    let (profile, elements) = asked(descriptor, &args.elements)?;
    let signer = read_key(&args.key, context)?;
    let mut random = [0; 16];
    chop_core::random::Random::fill(&mut context.random(), &mut random)
        .map_err(|fault| Failure::new(fault.code(), Exit::Internal))?;
    let draft = ChallengeDraft {
        random,
        profile,
        elements,
        purpose: args.purpose.clone(),
        issued_at: context.now(),
        ttl: args.ttl,
        ephemeral_key: None,
    };
    let challenge = draft.sign(&signer).map_err(|fault| Failure::usage(fault.code()))?;
    let mut desk = ChallengeDesk::default();
    desk.open(&challenge, Duration::ZERO);
    #[expect(clippy::disallowed_methods, reason = "this is the edge at which time enters")]
    let opened = Instant::now();
    show(args, &challenge, context)?;
    if args.no_wait { Ok(Exit::Done) } else { wait(args, &mut desk, opened, context) }
}

fn asked(descriptor: &Descriptor, elements: &[String]) -> Result<(u64, Vec<u64>), Failure> {
    let profile = descriptor.code_profile().ok_or_else(|| Failure::refused("present.no-profile"))?;
    let numbers = elements.iter().map(|id| {
        let place = descriptor.index_of(id).ok_or_else(|| Failure::usage("usage.element"))?;
        u64::try_from(place).map_err(|_| Failure::usage("usage.element"))
    });
    Ok((profile, numbers.collect::<Result<_, _>>()?))
}

fn show(args: &ChallengeArgs, challenge: &Challenge, context: &Context) -> Result<(), Failure> {
    let text = challenge.text();
    let symbol = qr::Symbol::encode(&text, qr::Level::Medium).map_err(|_| Failure::new("internal", Exit::Internal))?;
    if let Some(path) = &args.png {
        let pixels = qr::Scale::parse(8).map_err(|fault| Failure::new(fault.code(), Exit::Internal))?;
        std::fs::write(path, qr::png::draw(&symbol, pixels)).map_err(|error| Failure::from(error).at(path))?;
    }
    if context.json {
        return context.print(
            &json!({
                "text": text,
                "challenge": hex::encode(&challenge.nonce()),
                "audience": hex::encode(&challenge.audience()),
                "ttl": challenge.draft().ttl,
            })
            .to_string(),
        );
    }
    if io::stdout().is_terminal() {
        context.print(&qr::terminal::draw(&symbol, qr::Ink::Colour))?;
    }
    context.print(&text)?;
    let facts = Facts::default().seconds(i64::try_from(challenge.draft().ttl).unwrap_or(0));
    context.say(&context.label_with("ui-challenge-open", &facts));
    context.say(&format!(
        "chop verify … --challenge {} --audience {}",
        hex::encode(&challenge.nonce()),
        hex::encode(&challenge.audience())
    ));
    Ok(())
}

/// Judges one scan a line until one answers the challenge, the challenge expires or the input ends.
fn wait(args: &ChallengeArgs, desk: &mut ChallengeDesk, opened: Instant, context: &Context) -> Result<Exit, Failure> {
    let mut verifier = open_desk(&args.trust, None, None, None, context)?;
    let mut exit = Exit::NotVerified;
    let mut input = io::stdin().lock();
    loop {
        let mut line = Vec::new();
        if verify_input::read_line(&mut input, &mut line)? == 0 {
            return Ok(exit);
        }
        if line.is_empty() {
            continue;
        }
        let occasion = Occasion { now: verifier.now(), as_of: false };
        let code = match desk.expectation(opened.elapsed()) {
            Ok(code) => code,
            Err(fault) => {
                let outcome = Outcome::Rejected(Rejection::Challenge(fault));
                return reply::give(&outcome, context, occasion);
            }
        };
        let expectation = Expectation { code, ..Expectation::ONE_SCAN };
        match Shown::of_line(&line) {
            Ok(shown) => {
                let judged = verifier.judge(shown, &expectation);
                exit = reply::give(&judged, context, occasion)?;
                if matches!(judged, Judged::Shown(Outcome::Verified(_) | Outcome::NotInForce(..))) {
                    desk.consume();
                    return Ok(exit);
                }
            }
            Err(fault) => {
                reply::no_answer(context, &fault, occasion)?;
                exit = Exit::Unreadable;
            }
        }
    }
}
