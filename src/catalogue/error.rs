//! Why a receiver could not be chosen, read or understood.

use std::fmt;

/// Why there is no receiver of the wanted name or file. It is always a mistake
/// in what was typed or written, and names the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReceiverError {
    /// Neither a known name nor a file.
    Unknown {
        /// The word that was typed.
        name: String,
        /// The known name that may have been meant.
        nearest: Option<String>,
        /// Every known name, for the message.
        known: Vec<String>,
    },
    /// The file as a whole cannot be used.
    File {
        /// The file, as it was named.
        file: String,
        /// The fault, for people.
        what: String,
    },
    /// Something in the file is wrong.
    Place {
        /// The file, as it was named.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The column in characters, from 1.
        column: usize,
        /// The fault, for people.
        what: String,
    },
}

impl fmt::Display for ReceiverError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReceiverError::Unknown { name, nearest, known } => {
                write!(f, "unknown receiver {name:?}")?;
                match nearest {
                    Some(nearest) => write!(f, "; did you mean {nearest}?"),
                    None => write!(f, "; type {}, all, or the path of a file", known.join(", ")),
                }
            }
            ReceiverError::File { file, what } => write!(f, "{file}: {what}"),
            ReceiverError::Place { file, line, column, what } => {
                write!(f, "{file}:{line}:{column}: {what}")
            }
        }
    }
}

impl std::error::Error for ReceiverError {}
