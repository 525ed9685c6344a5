//! What a run came to, in numbers.

use crate::judge::verdict::Outcome;

/// How a sender that was judged counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// Nothing was found that counts.
    Clean,
    /// Something was.
    Found,
    /// It does not count: what is wrong with it is meant to be.
    Apart,
}

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
    /// Those that do not count.
    pub apart: u64,
    /// The most severe outcome of those that do; `None` without any.
    pub worst: Option<Outcome>,
}

impl Tally {
    /// Counts a line that was judged.
    pub fn count(&mut self, outcome: Outcome, share: Share) {
        self.lines += 1;
        if share == Share::Apart {
            self.apart += 1;
            return;
        }
        self.found += u64::from(share == Share::Found);
        self.worst = self.worst.max(Some(outcome));
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
