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
    /// What kind of fault it is.
    pub kind: ErrorKind,
}

/// What a zone file was refused for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// What is in it.
    Content,
    /// Its name leads to no file that can be read.
    Unreadable,
    /// Nothing says whose zone it is; the origin that is meant, where it can be guessed.
    NeedsOrigin(Option<String>),
}

impl ZoneError {
    /// A fault that has no line.
    pub(super) fn without_position(file: &str, message: impl Into<String>) -> ZoneError {
        ZoneError { file: file.to_owned(), position: None, message: message.into(), kind: ErrorKind::Content }
    }

    /// A fault at a line and a column.
    pub(super) fn at(file: &str, position: (u32, u32), message: impl Into<String>) -> ZoneError {
        ZoneError { position: Some(position), ..ZoneError::without_position(file, message) }
    }

    /// A file that cannot be read.
    pub(super) fn unreadable(file: &str, message: impl Into<String>) -> ZoneError {
        ZoneError { kind: ErrorKind::Unreadable, ..ZoneError::without_position(file, message) }
    }

    /// A file whose origin has to be given.
    pub(super) fn needs_origin(file: &str, message: impl Into<String>, guess: Option<String>) -> ZoneError {
        ZoneError { kind: ErrorKind::NeedsOrigin(guess), ..ZoneError::without_position(file, message) }
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
