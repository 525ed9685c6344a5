//! Text from outside, made printable: one policy for each target, all tested with the same hostile strings.
//!
//! | target | policy |
//! |---|---|
//! | a terminal, plain text | [`terminal`] |
//! | stdout and stderr of a CI job | [`workflow::Guard`], [`workflow::inert`] |
//! | a workflow command | [`workflow::command`] |
//! | GitHub Flavored Markdown | [`markdown`] |
//! | XML | [`xml`] |
//! | JSON | [`json::Escaped`] |
//! | a SARIF message | [`sarif`] |
//! | a file's URI | [`uri`] |
//! | a letter | [`letter`] |
//!
//! # Promises
//!
//! - What comes out of a policy cannot act at its target: no escape sequence, no workflow command, no markup.
//! - It is pure, and knows no room.
//!
//! # May use
//!
//! No room.

mod invisible;
pub mod json;
pub mod letter;
pub mod markdown;
mod marker;
pub mod sarif;
pub mod terminal;
pub mod uri;
pub mod workflow;
pub mod xml;

#[cfg(test)]
mod tests;
