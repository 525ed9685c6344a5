//! What a run came to, as one model for each family of commands, and the formats that write it.
//! The writers compute nothing.

pub mod github;
pub mod json;
pub mod junit;
mod lists;
pub mod markdown;
mod model;
mod results;
pub mod sarif;
pub mod terminal;
pub mod text;
mod zone;

pub use lists::{ListStateWord, ListView, ListsReport, not_checked};
pub use model::{
    AnyOutput, CheckEntry, ChecksReport, GivenHelo, GivenName, GivenReversePath, ReceiversReport,
    SenderReport, SenderView, SpfReport,
};
pub use results::{Answer, CheckResult, Group, Level, Place, Results, RuleText, State};
pub use zone::{ZoneFileView, ZoneReport};
