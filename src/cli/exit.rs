//! How a run ends.

use std::fmt;
use std::io;

use super::complaint::{Complaint, warn};
use crate::judge::baseline::{Changed, Comparison};
use crate::judge::check::{Finding, Status};
use crate::judge::verdict::Outcome;

/// What makes a run end with exit code 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum FailOn {
    /// A predicted rejection.
    Reject,
    /// A predicted rejection or deferral.
    #[default]
    Defer,
    /// That, and any warning.
    Warn,
    /// A predicted rejection or deferral, and an outcome that is not known.
    Unknown,
}

/// How a run that did its work ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Nothing that `--fail-on` names.
    Clean,
    /// Something that it names.
    Found,
    /// The outcome is unknown, and nothing that it names was found.
    Unknown,
}

impl End {
    /// The end that an outcome and its findings make.
    pub(super) fn of(outcome: Outcome, findings: &[Finding], fail_on: FailOn) -> End {
        let found = match (outcome, fail_on) {
            (Outcome::Reject, _) => true,
            (Outcome::Defer, fail_on) => fail_on != FailOn::Reject,
            (Outcome::Unknown | Outcome::NotJudged, FailOn::Unknown) => true,
            (_, FailOn::Warn) => {
                findings.iter().any(|finding| !finding.ignored && finding.status >= Status::Warn)
            }
            _ => false,
        };
        match (found, outcome) {
            (true, _) => End::Found,
            (false, Outcome::Unknown | Outcome::NotJudged) => End::Unknown,
            (false, _) => End::Clean,
        }
    }
}

impl End {
    /// The end that a comparison makes: only what is worse is found. An outcome that is not known may
    /// hide something worse.
    pub(super) fn of_comparison(comparison: &Comparison, outcomes: &[Outcome], fail_on: FailOn) -> End {
        let names = |outcome: Outcome| match outcome {
            Outcome::Reject => true,
            Outcome::Defer => fail_on != FailOn::Reject,
            Outcome::Unknown | Outcome::NotJudged => fail_on == FailOn::Unknown,
            Outcome::Accept => false,
        };
        let is_found = comparison.worse.iter().any(|change| match &change.what {
            Changed::Verdict { after, .. } => names(*after),
            Changed::Finding { after, .. } => {
                let warns = fail_on == FailOn::Warn && after.is_some_and(|after| after >= Status::Warn);
                warns || change.behind.is_some_and(names)
            }
        });
        let hides = |outcome: &Outcome| matches!(outcome, Outcome::Unknown | Outcome::NotJudged);
        match (is_found, outcomes.iter().any(hides)) {
            (true, _) => End::Found,
            (false, true) => End::Unknown,
            (false, false) => End::Clean,
        }
    }
}

/// What is said where `--deadline` ends a run.
pub(super) const OUT_OF_TIME: &str =
    "the run was cut short by --deadline; what was printed is complete as far as it goes";

/// Why a run ended before its work was done.
#[derive(Debug)]
pub(super) enum Stop {
    /// The command line was wrong, or asked for help or the version: clap says it.
    CommandLine(clap::Error),
    /// A value or an input file is wrong.
    Usage(Complaint),
    /// Input could not be read in parts, which was said; the rest is judged.
    Damaged,
    /// A file could not be written.
    Write(Complaint),
    /// Nobody reads stdout any more.
    BrokenPipe,
    /// Ctrl-C.
    Interrupted,
    /// The time of the run was over before all of its work was begun.
    Deadline,
}

impl Stop {
    /// Ends a run that `--deadline` cut: what was found before is found.
    ///
    /// # Errors
    ///
    /// When nothing was.
    pub(super) fn unless_found(found: u64) -> Result<(), Stop> {
        if found == 0 {
            return Err(Stop::Deadline);
        }
        warn(OUT_OF_TIME);
        Ok(())
    }

    /// Ends a run because of an error, whose text says behind a semicolon what to type instead.
    pub(super) fn usage(error: impl fmt::Display) -> Stop {
        Stop::Usage(Complaint::of(error))
    }

    /// Ends a run because of the value of a flag, or of the argument that `what` calls by a noun.
    pub(super) fn value(what: &str, value: impl fmt::Display, problem: impl fmt::Display) -> Stop {
        Stop::Usage(Complaint::of_value(what, value, problem))
    }

    /// Ends a run because of a file that is read.
    pub(super) fn file(path: impl fmt::Display, problem: impl fmt::Display) -> Stop {
        Stop::Usage(Complaint::of_file(path, problem))
    }
}

impl From<clap::Error> for Stop {
    fn from(error: clap::Error) -> Stop {
        Stop::CommandLine(error)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Stop {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Stop::BrokenPipe,
            _ => Stop::Write(Complaint::of(format!("stdout cannot be written: {error}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fail_on_orders_outcomes() {
        use FailOn::*;
        let end = |outcome, fail_on| End::of(outcome, &[], fail_on);
        for fail_on in [Reject, Defer, Warn, Unknown] {
            assert_eq!(end(Outcome::Reject, fail_on), End::Found);
            assert_eq!(end(Outcome::Accept, fail_on), End::Clean);
        }
        assert_eq!(end(Outcome::Defer, Reject), End::Clean);
        assert_eq!(end(Outcome::Defer, Defer), End::Found);
        assert_eq!(end(Outcome::Unknown, Defer), End::Unknown);
        assert_eq!(end(Outcome::Unknown, Unknown), End::Found);
    }
}
