//! What a run came to, in numbers.

use crate::judge::verdict::Outcome;

/// Counts of lines by what came of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Lines with a result, unreadable ones too.
    pub lines: u64,
    /// Every receiver accepts.
    pub accept: u64,
    /// The most severe outcome is unknown, or nothing was judged.
    pub unknown: u64,
    /// The most severe outcome is a deferral.
    pub defer: u64,
    /// Some receiver rejects.
    pub reject: u64,
    /// Lines that could not be read.
    pub unreadable: u64,
    /// Lines with something that `--fail-on` names.
    pub found: u64,
}

impl Tally {
    /// Counts a line that was judged.
    pub fn count(&mut self, outcome: Outcome, is_found: bool) {
        self.lines += 1;
        self.found += u64::from(is_found);
        match outcome {
            Outcome::Accept => self.accept += 1,
            Outcome::Unknown | Outcome::NotJudged => self.unknown += 1,
            Outcome::Defer => self.defer += 1,
            Outcome::Reject => self.reject += 1,
        }
    }

    /// Counts a line that could not be read.
    pub fn count_unreadable(&mut self) {
        self.lines += 1;
        self.unreadable += 1;
    }

    /// The counts in words, without those that are zero.
    pub fn in_words(&self) -> String {
        let counts = [
            (self.reject, "reject"),
            (self.defer, "defer"),
            (self.unknown, "unknown"),
            (self.accept, "accept"),
            (self.unreadable, "unreadable"),
        ];
        let told: Vec<String> = counts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        if told.is_empty() { "none".to_owned() } else { told.join(", ") }
    }
}
