//! The edge: where time, randomness, language and passphrases enter.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use chop_core::document::{Descriptor, Kinds};
use chop_core::language::Language;
use chop_core::random::{Random, RandomFault};
use chop_core::text::{self, Facts};
use chop_core::time::UnixTime;
use serde_json::json;

use super::Global;
use super::exit::Failure;

/// What every verb needs from the world.
pub(crate) struct Context {
    pub(crate) json: bool,
    pub(crate) language: Language,
    pub(crate) kinds: Kinds,
    passphrase_file: Option<PathBuf>,
    passphrase: Option<String>,
}

/// The operating system's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFault> {
        getrandom::fill(bytes).map_err(|_| RandomFault)
    }
}

impl Context {
    pub(super) fn new(global: &Global) -> Result<Self, Failure> {
        let mut context = Self::plain(global);
        if let Some(dir) = &global.kinds_dir {
            context.kinds = further_kinds(dir, context.kinds)?;
        }
        Ok(context)
    }

    pub(super) fn plain(global: &Global) -> Self {
        Self {
            json: global.json,
            language: global.lang.or_else(language_of_system).unwrap_or_default(),
            kinds: Kinds::shipped(),
            passphrase_file: global.passphrase_file.clone(),
            passphrase: None,
        }
    }

    /// The time of this machine's clock.
    #[expect(clippy::unused_self, reason = "time comes from the context, wherever it is asked for")]
    pub(crate) fn now(&self) -> UnixTime {
        #[expect(clippy::disallowed_methods, reason = "this is the edge at which time enters")]
        let now = SystemTime::now();
        // A clock before 1970 is as wrong as one at 1970, and every verifier says so.
        let seconds = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        UnixTime::from_unsigned(seconds).unwrap_or(UnixTime::EPOCH)
    }

    #[expect(clippy::unused_self, reason = "randomness comes from the context, wherever it is asked for")]
    pub(crate) fn random(&self) -> SystemRandom {
        SystemRandom
    }

    /// The passphrase: from a file, the environment or the terminal, asked for once. A new one is asked for twice.
    pub(crate) fn passphrase(&mut self, new: bool) -> Result<String, Failure> {
        if let Some(passphrase) = &self.passphrase {
            return Ok(passphrase.clone());
        }
        let passphrase = self.find_passphrase(new)?;
        self.passphrase = Some(passphrase.clone());
        Ok(passphrase)
    }

    fn find_passphrase(&self, new: bool) -> Result<String, Failure> {
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
        text::label(key, self.language, &Facts::default())
    }

    pub(crate) fn label_with(&self, key: &str, facts: &Facts) -> String {
        text::label(key, self.language, facts)
    }

    pub(crate) fn sentence(&self, code: &str, facts: &Facts) -> String {
        text::sentence(code, self.language, facts)
    }

    pub(crate) fn advice(&self, code: &str, facts: &Facts) -> Option<String> {
        text::advice(code, self.language, facts)
    }

    /// Words for people, on standard error.
    #[expect(clippy::unused_self, reason = "words go through the context, so that they all go to one place")]
    pub(crate) fn say(&self, words: &str) {
        // Nobody reads: nothing to do about it.
        let _ = writeln!(io::stderr(), "{words}");
    }

    /// A result, on standard output.
    pub(crate) fn print(&self, result: &str) -> Result<(), Failure> {
        match writeln!(io::stdout(), "{result}") {
            // Whoever reads has read enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => other.map_err(Failure::from),
        }
    }

    /// Tells of a failure: code, sentence, next step.
    pub(super) fn report(&self, failure: &Failure) -> ExitCode {
        let sentence = self.sentence(failure.code, &failure.facts);
        let advice = self.advice(failure.code, &failure.facts);
        if self.json {
            let object = json!({ "error": failure.code, "message": sentence, "advice": advice });
            let _ = self.print(&object.to_string());
        }
        self.say(&format!("{} [{}]", sentence, failure.code));
        if let Some(advice) = advice {
            self.say(&advice);
        }
        failure.exit.into()
    }
}

fn language_of_system() -> Option<Language> {
    let tag = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| std::env::var(name).ok())?;
    Language::parse(tag.split('.').next()?).ok()
}

fn further_kinds(dir: &Path, mut kinds: Kinds) -> Result<Kinds, Failure> {
    let mut paths: Vec<PathBuf> = fs::read_dir(dir)?.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    for path in paths {
        let text = fs::read_to_string(&path).map_err(|error| Failure::from(error).at(&path))?;
        let descriptor = Descriptor::from_toml(&text).map_err(|_| Failure::unreadable("input.kind").at(&path))?;
        kinds = kinds.with(descriptor).map_err(|clash| Failure::unreadable(clash.code()).at(&path))?;
    }
    Ok(kinds)
}
