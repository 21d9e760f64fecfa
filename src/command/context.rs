//! The edge as the wallet's verbs need it: time, randomness, language, passphrase.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use chop_core::document::Kinds;
use chop_core::language::Language;
use chop_core::random::{Random, RandomFault};
use chop_core::time::UnixTime;
use serde_json::json;

use super::exit::Failure;
use super::wallet::words::{self, Facts};

/// What every verb needs from the world.
pub(crate) struct Context {
    pub(crate) json: bool,
    pub(crate) language: Language,
    pub(crate) kinds: Kinds,
    pub(crate) passphrase_file: Option<PathBuf>,
}

/// The operating system's randomness.
pub(crate) struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFault> {
        getrandom::fill(bytes).map_err(|_| RandomFault)
    }
}

impl Context {
    /// The time of this machine's clock.
    #[expect(clippy::unused_self, reason = "time comes from the context, wherever it is asked for")]
    pub(crate) fn now(&self) -> UnixTime {
        #[expect(clippy::disallowed_methods, reason = "this is the edge at which time enters")]
        let now = SystemTime::now();
        let seconds = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        UnixTime::from_unsigned(seconds).unwrap_or(UnixTime::EPOCH)
    }

    #[expect(clippy::unused_self, reason = "randomness comes from the context, wherever it is asked for")]
    pub(crate) fn random(&self) -> SystemRandom {
        SystemRandom
    }

    /// The passphrase: from a file, the environment or the terminal. A new one is asked for twice.
    pub(crate) fn passphrase(&mut self, new: bool) -> Result<String, Failure> {
        if let Some(path) = &self.passphrase_file {
            let text = fs::read_to_string(path).map_err(|error| Failure::from(error).at(path))?;
            return Ok(text.lines().next().unwrap_or_default().to_owned());
        }
        if let Ok(passphrase) = std::env::var("CHOP_PASSPHRASE") {
            return Ok(passphrase);
        }
        if !io::stdin().is_terminal() {
            return Err(Failure::usage("usage.passphrase"));
        }
        let ask = |label: &str| rpassword::prompt_password(format!("{}: ", self.label(label))).map_err(Failure::from);
        let passphrase = ask("ui-passphrase")?;
        if new && ask("ui-passphrase-again")? != passphrase {
            return Err(Failure::usage("usage.passphrase-differs"));
        }
        Ok(passphrase)
    }

    pub(crate) fn label(&self, key: &str) -> String {
        words::label(key, self.language, &Facts::default())
    }

    pub(crate) fn label_with(&self, key: &str, facts: &Facts) -> String {
        words::label(key, self.language, facts)
    }

    pub(crate) fn sentence(&self, code: &str, facts: &Facts) -> String {
        words::sentence(code, self.language, facts)
    }

    /// Words for people, on standard error.
    #[expect(clippy::unused_self, reason = "words go through the context, so that they all go to one place")]
    pub(crate) fn say(&self, words: &str) {
        // Nobody reads: nothing to do about it.
        let _ = writeln!(io::stderr(), "{words}");
    }

    /// A result, on standard output.
    #[expect(clippy::unused_self, reason = "results go through the context, so that they all go to one place")]
    pub(crate) fn print(&self, result: &str) -> Result<(), Failure> {
        match writeln!(io::stdout(), "{result}") {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => other.map_err(Failure::from),
        }
    }

    pub(super) fn report(&self, failure: &Failure) -> ExitCode {
        let sentence = self.sentence(failure.code, &failure.facts);
        if self.json {
            let _ = self.print(&json!({ "error": failure.code, "message": sentence }).to_string());
        }
        self.say(&format!("{sentence} [{}]", failure.code));
        if let Some(advice) = words::advice(failure.code, self.language, &failure.facts) {
            self.say(&advice);
        }
        failure.exit.into()
    }
}
