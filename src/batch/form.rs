//! How the result of a line is told: as JSON or workflow commands at once, or kept for a document.

use crate::catalogue::Receiver;
use crate::report::SenderReport;
use crate::report::ci::github;
use crate::report::document::batch::BatchError;
use crate::report::document::json;
use crate::report::{Place, Results};

/// How results are told. A list that is a file is named by its lines' results.
#[derive(Clone, Debug)]
pub enum Form {
    /// A JSON object each, at once.
    Json,
    /// Workflow commands for GitHub, at once.
    Commands(Option<String>),
    /// Kept, for a document at the end.
    Kept(Option<String>),
}

/// What is told of a line.
pub(super) enum Told {
    /// Printed in the order of the list.
    Printed(Vec<u8>),
    /// Kept in the order of the list.
    Kept(Box<Results>),
}

impl Told {
    /// About how many octets it takes.
    pub fn size(&self) -> usize {
        match self {
            Told::Printed(octets) => octets.len(),
            Told::Kept(results) => results.size(),
        }
    }
}

impl Form {
    /// A sender that was judged; none where the form is JSON.
    pub(super) fn results(&self, report: &SenderReport, receivers: &[Receiver], line: u64) -> Option<Told> {
        let results = || Results::of_line(report, receivers, self.place(line));
        self.told(results)
    }

    /// A line that could not be read.
    pub(super) fn unreadable(&self, line: u64, input: String, error: String) -> Told {
        let results = || Results::of_unreadable(line, &input, error.clone(), self.place(line));
        self.told(results).unwrap_or_else(|| {
            let mut octets = Vec::new();
            // Nothing can go wrong: it is written to memory.
            let _ = json::write_line(&BatchError::new(line, input.clone(), error.clone()), &mut octets);
            Told::Printed(octets)
        })
    }

    fn told(&self, results: impl FnOnce() -> Results) -> Option<Told> {
        match self {
            Form::Json => None,
            Form::Commands(_) => {
                let mut octets = Vec::new();
                // Nothing can go wrong: it is written to memory.
                let _ = github::write(&results(), &mut octets);
                Some(Told::Printed(octets))
            }
            Form::Kept(_) => Some(Told::Kept(Box::new(results()))),
        }
    }

    fn place(&self, line: u64) -> Option<Place> {
        let (Form::Commands(list) | Form::Kept(list)) = self else { return None };
        list.as_ref().map(|file| Place { file: file.clone(), line: u32::try_from(line).ok() })
    }
}
