//! How far a long run is: a bar on a terminal, a line now and then elsewhere. Nothing within the first second.

use std::io::{self, IsTerminal};

use chop_core::text::Facts;
use chop_core::time::UnixTime;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::super::context::Context;

/// Seconds between two lines where there is no terminal.
const BETWEEN_LINES: i64 = 5;

pub(super) struct Progress<'c> {
    context: &'c Context,
    label: String,
    total: Option<u64>,
    began: UnixTime,
    said: UnixTime,
    bar: Option<ProgressBar>,
    is_terminal: bool,
    /// The clock is asked after so many.
    step: u64,
}

impl<'c> Progress<'c> {
    /// `label` is the key of what is being done; without a total there is no time left to be told.
    pub(super) fn new(context: &'c Context, label: &str, total: Option<u64>) -> Self {
        let now = context.now();
        Self {
            context,
            label: context.label(label),
            total,
            began: now,
            said: now,
            bar: None,
            is_terminal: io::stderr().is_terminal(),
            step: 64,
        }
    }

    /// The same for work of which each piece takes as long as a look at the clock.
    pub(super) fn of_slow(context: &'c Context, label: &str, total: u64) -> Self {
        Self { step: 1, ..Self::new(context, label, Some(total)) }
    }

    /// So many are done.
    pub(super) fn at(&mut self, done: u64) {
        if let Some(bar) = &self.bar {
            bar.set_position(done);
            return;
        }
        // The clock is asked now and then only: it costs more than a row of a batch.
        if !done.is_multiple_of(self.step) {
            return;
        }
        let now = self.context.now();
        if now.since(self.began) < 1 {
            return;
        }
        if self.is_terminal {
            self.bar = Some(self.draw(done));
        } else if now.since(self.said) >= BETWEEN_LINES {
            self.said = now;
            self.context.say(&self.line(done, now.since(self.began)));
        }
    }

    fn draw(&self, done: u64) -> ProgressBar {
        let bar = ProgressBar::with_draw_target(self.total, ProgressDrawTarget::stderr());
        let template = if self.total.is_some() {
            "{msg} {wide_bar} {human_pos}/{human_len} {per_sec} {eta}"
        } else {
            "{msg} {spinner} {human_pos} {per_sec}"
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(self.label.clone());
        bar.set_position(done);
        bar
    }

    fn line(&self, done: u64, seconds: i64) -> String {
        let seconds = seconds.max(1).unsigned_abs();
        let rate = done / seconds;
        let facts = Facts::new().count(done).total(self.total.unwrap_or(done));
        let mut parts = vec![self.context.label_with("ui-issuer-progress", &facts)];
        parts.push(self.context.label_with("ui-issuer-rate", &Facts::new().count(rate)));
        if let Some(total) = self.total.filter(|_| rate > 0) {
            let left = total.saturating_sub(done) / rate;
            parts.push(self.context.label_with("ui-issuer-left", &Facts::new().seconds(left)));
        }
        format!("{}: {}", self.label, parts.join(", "))
    }

    /// Takes the bar away.
    pub(super) fn finish(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}
