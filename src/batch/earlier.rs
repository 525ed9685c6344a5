//! The result of a run that was cut, to go on from.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use serde::Deserialize;

use super::tally::{Share, Tally};
use crate::file;
use crate::judge::verdict::Outcome;

/// The longest line of a result that is read, in octets.
const LONGEST_RESULT: u64 = 64 * 1024 * 1024;

/// What an earlier run has printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Earlier {
    /// The number of the last line with a whole result, from 1; 0 if there is none.
    pub last_line: u64,
    /// That line, as its result repeats it.
    pub last_input: String,
    /// The counts of what is there; nothing is `found` yet.
    pub tally: Tally,
    /// How many lines have a warning or worse among their findings.
    pub warned: u64,
    /// Octets of the results that are whole.
    pub whole: u64,
    /// Whether a result that is not whole follows.
    pub is_cut: bool,
}

/// Why it cannot be gone on from.
#[derive(Debug)]
pub enum EarlierError {
    /// The file cannot be read.
    Unreadable(io::Error),
    /// A line of it, counted from 1, is no result of `batch`.
    NoResult(u64),
    /// A line of it, counted from 1, is not in the order of the list.
    Disorder(u64),
}

impl fmt::Display for EarlierError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EarlierError::Unreadable(error) => f.write_str(&file::unreadable(error)),
            EarlierError::NoResult(line) => write!(f, "line {line} is not a result of mxcheck batch"),
            EarlierError::Disorder(line) => {
                write!(
                    f,
                    "line {line} is not in the order of the list; results of several runs cannot be resumed"
                )
            }
        }
    }
}

impl std::error::Error for EarlierError {}

/// What is read of a result.
#[derive(Deserialize)]
struct Result_<'a> {
    line: u64,
    #[serde(borrow)]
    input: Cow<'a, str>,
    #[serde(borrow, default)]
    error: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    outcome: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    findings: Vec<FindingStatus<'a>>,
}

#[derive(Deserialize)]
struct FindingStatus<'a> {
    #[serde(borrow)]
    status: Cow<'a, str>,
}

impl Earlier {
    /// Reads the result of an earlier run; its last line may be half written.
    pub fn read(path: &Path) -> Result<Earlier, EarlierError> {
        let file = file::open(path).map_err(EarlierError::Unreadable)?;
        Earlier::of(BufReader::with_capacity(1 << 20, file))
    }

    fn of(mut results: impl BufRead) -> Result<Earlier, EarlierError> {
        let mut earlier = Earlier::default();
        let mut octets = Vec::new();
        for number in 1.. {
            octets.clear();
            let read = results.by_ref().take(LONGEST_RESULT).read_until(b'\n', &mut octets);
            let length = read.map_err(EarlierError::Unreadable)?;
            if length == 0 {
                break;
            }
            // What has no line end was cut, even if it looks whole.
            if octets.last() != Some(&b'\n') {
                // It may be cut off the file: something else must not be.
                if !begins_result(&octets) {
                    return Err(EarlierError::NoResult(number));
                }
                earlier.is_cut = true;
                break;
            }
            earlier.take(&octets, number)?;
            earlier.whole += length as u64;
        }
        Ok(earlier)
    }

    fn take(&mut self, octets: &[u8], number: u64) -> Result<(), EarlierError> {
        let no_result = || EarlierError::NoResult(number);
        let result: Result_ = serde_json::from_slice(octets).map_err(|_| no_result())?;
        if result.line <= self.last_line {
            return Err(EarlierError::Disorder(number));
        }
        match (&result.error, result.outcome.as_deref().and_then(outcome)) {
            (Some(_), _) => self.tally.count_unreadable(),
            (None, Some(outcome)) => self.tally.count(outcome, Share::Clean),
            (None, None) => return Err(no_result()),
        }
        let is_warning = |finding: &FindingStatus| matches!(&*finding.status, "warn" | "fail" | "unknown");
        self.warned += u64::from(result.findings.iter().any(is_warning));
        self.last_line = result.line;
        self.last_input = result.input.into_owned();
        Ok(())
    }
}

/// Whether this is a result of `batch`, as far as it goes.
fn begins_result(octets: &[u8]) -> bool {
    let starts: [&[u8]; 2] = [b"{\"input\":\"", b"{\"schema\":\"mxcheck/v1\",\"line\":"];
    starts.iter().any(|start| octets.iter().zip(*start).all(|(one, other)| one == other))
}

fn outcome(word: &str) -> Option<Outcome> {
    [Outcome::NotJudged, Outcome::Accept, Outcome::Unknown, Outcome::Defer, Outcome::Reject]
        .into_iter()
        .find(|outcome| outcome.as_str() == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DONE: &str = "{\"input\":\"a.test\",\"line\":2,\"outcome\":\"reject\",\"findings\":[{\"status\":\"fail\"}]}\n\
        {\"schema\":\"mxcheck/v1\",\"line\":3,\"input\":\"x\\u0000\",\"error\":\"?\"}\n";

    fn read(text: &str) -> Result<Earlier, EarlierError> {
        Earlier::of(text.as_bytes())
    }

    #[test]
    fn a_run_goes_on_after_the_last_whole_result() {
        let whole = read(DONE).unwrap();
        let worst = Some(Outcome::Reject);
        let tally = Tally { lines: 2, reject: 1, unreadable: 1, worst, ..Tally::default() };
        let expected = Earlier {
            last_line: 3,
            last_input: "x\0".to_owned(),
            tally,
            warned: 1,
            whole: DONE.len() as u64,
            is_cut: false,
        };
        assert_eq!(whole, expected);
        for half in ["{", "{\"input\":\"b.te", "{\"input\":\"b.test\",\"line\":4,\"outcome\":\"accept\"}"] {
            let cut = read(&format!("{DONE}{half}")).unwrap();
            assert_eq!(cut, Earlier { is_cut: true, ..expected.clone() });
        }
        assert_eq!(read("").unwrap(), Earlier::default());
    }

    #[test]
    fn what_is_no_result_is_refused() {
        for text in ["a.test\n", "{}\n", "{\"line\":4,\"input\":\"a\"}\n", "\n", "[1]\n"] {
            assert!(matches!(read(&format!("{DONE}{text}")), Err(EarlierError::NoResult(3))), "{text}");
        }
        for half in ["a.test", "{\"schema\":\"mxcheck/v1\",\"version\":\"0\"}", "{\"line\":4}", " {", "["] {
            assert!(matches!(read(&format!("{DONE}{half}")), Err(EarlierError::NoResult(3))), "{half}");
        }
        assert!(matches!(read(&format!("{DONE}{DONE}")), Err(EarlierError::Disorder(3))));
    }
}
