//! What a run came to, as one model for each family of commands, and the formats that write it.
//! The writers compute nothing.

pub mod ci;
pub mod document;
pub mod letter;
pub mod nsupdate;
pub mod page;
pub mod terminal;

pub use ci::{Answer, CheckResult, Collected, Counts, Group, Level, Place, Results, RuleText, Seen, State};
pub use document::*;
