//! Receivers as data: which replies each one documents, and what causes them.
//!
//! To add a rejection, or a cause of one, touch one table of the receiver's TOML
//! file; a new receiver is one file, built in here or given at run time. The
//! format is explained, field by field, in `fixtures/receivers/example-receiver.toml`.
//!
//! # Promises
//!
//! - A built-in file and one given at run time go through the same reader.
//! - A mistake in a file is an error with line and column.
//! - The id of a check or rule never changes.
//!
//! # May use
//!
//! [`smtp_reply`](crate::smtp_reply), [`dns`](crate::dns),
//! [`file`](crate::file).

mod applies;
pub mod check;
mod error;
mod library;
mod load;
mod model;
mod owner;
mod parts;
mod read;
mod select;
mod source;
mod suggest;

pub use applies::{Applies, Condition, IpVersion, Occasion, Reach};
pub use error::ReceiverError;
pub use library::{Catalogue, load, parse};
pub use load::{MAX_FILE, SCHEMA};
pub use model::{
    Basis, Cause, Confidence, Counted, DecidedBy, Evidence, Formerly, Limit, Per, Probing, Receiver, Reply,
    Role, Rule, Severity, Signs, SizeLimit, Wording, find_rule,
};
pub use owner::owners;
pub use select::{ALL, Selection};
pub use source::{AsOf, RuleSource};
pub use suggest::nearest;
