//! What a run came to, as one model for each family of commands, and the formats that write it.
//! The writers compute nothing.

pub mod batch;
pub mod json;
mod lists;
mod model;
pub mod terminal;
pub mod text;

pub use lists::{ListStateWord, ListView, ListsReport, not_checked};
pub use model::{
    AnyOutput, CheckEntry, ChecksReport, GivenHelo, GivenName, GivenReversePath, ReceiversReport,
    SenderReport, SenderView, SpfReport,
};
