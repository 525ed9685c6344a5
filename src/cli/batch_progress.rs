//! How far a long run has come: a bar on stderr, where that is a terminal and stdout is none.

use std::io::{self, IsTerminal};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::complaint::note;
use crate::batch::Progress;

/// The bar, or nothing.
#[derive(Clone)]
pub(super) struct Bar {
    bar: Option<ProgressBar>,
    /// Lines that an earlier run has done.
    before: u64,
}

impl Bar {
    /// A bar for a list of so many octets, where that is known.
    pub(super) fn new(length: Option<u64>, before: u64) -> Bar {
        let is_shown = io::stderr().is_terminal() && !io::stdout().is_terminal();
        let bar = is_shown.then(|| {
            let target = ProgressDrawTarget::stderr_with_hz(5);
            let bar = ProgressBar::with_draw_target(length, target);
            let template = match length {
                Some(_) => "{bar:10} {percent}% {msg}, {eta} left",
                None => "{spinner} {msg}",
            };
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style.progress_chars("=> ").tick_chars("-\\|/ "));
            }
            bar
        });
        Bar { bar, before }
    }

    /// Shows how far it has come.
    pub(super) fn show(&self, progress: Progress, questions: usize) {
        let Some(bar) = &self.bar else { return };
        #[allow(clippy::cast_precision_loss, reason = "rates for people")]
        let per_second = |count: f64| count / bar.elapsed().as_secs_f64().max(0.001);
        #[allow(clippy::cast_precision_loss, reason = "rates for people")]
        let (lines, asked) = (per_second(progress.tally.lines as f64), per_second(questions as f64));
        bar.set_message(format!(
            "{} lines ({}), {lines:.0}/s, {asked:.0} questions/s",
            self.before + progress.tally.lines,
            progress.tally.in_words(),
        ));
        bar.set_position(progress.offset);
        bar.tick();
    }

    /// Writes a note to stderr, above the bar.
    pub(super) fn say(&self, message: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| note(message)),
            None => note(message),
        }
    }

    /// Takes the bar away.
    pub(super) fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
