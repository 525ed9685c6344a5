//! What files hold: mail logs, delivery reports and messages, and the sender that they name.
//!
//! One reader of log lines and one of delivery reports serve every command. Nothing here knows a receiver's rules.
//!
//! # Promises
//!
//! - No octets make it panic, and what it keeps of a file is bounded.
//! - Packed files are read as they are, up to a bound.
//! - Each thing found keeps its file and line.
//!
//! # May use
//!
//! [`sender`](crate::sender), [`smtp_reply`](crate::smtp_reply),
//! [`file`](crate::file).

pub mod clue;
pub mod delivery_report;
pub mod identity;
pub mod likeness;
pub mod log;
pub mod message;
mod parser;
pub mod queue;
