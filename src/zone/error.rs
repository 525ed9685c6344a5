//! What is wrong with a zone file, and where.

use std::fmt;

use super::place::Place;
use crate::untrusted::terminal;

/// Why a zone file was refused. Prints as `file:line:column: what was wrong,
/// what was expected`; without line and column when the file could not be read at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneError {
    /// The file as it was named on the command line or in `$INCLUDE`.
    pub file: String,
    /// Line and column, both from 1; the column counts characters.
    pub position: Option<(u32, u32)>,
    /// What was wrong and what was expected; one line.
    pub message: String,
}

impl ZoneError {
    /// A file that cannot be read, or a fault that has no line.
    pub(super) fn without_position(file: &str, message: impl Into<String>) -> ZoneError {
        ZoneError { file: file.to_owned(), position: None, message: message.into() }
    }
}

impl fmt::Display for ZoneError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = terminal::excerpt(self.file.as_bytes(), usize::MAX);
        match self.position {
            Some((line, column)) => write!(f, "{file}:{line}:{column}: {}", self.message),
            None => write!(f, "{file}: {}", self.message),
        }
    }
}

impl std::error::Error for ZoneError {}

/// A fault within the text that is being read; the reader knows which file that is.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) place: Place,
    pub(super) message: String,
}

impl Fault {
    pub(super) fn new(place: Place, message: impl Into<String>) -> Fault {
        Fault { place, message: message.into() }
    }
}

/// Text of a file for a message: bounded, and nothing in it that moves a cursor.
pub(super) fn excerpt(text: &[u8]) -> impl fmt::Display + '_ {
    terminal::excerpt(text, 60)
}
