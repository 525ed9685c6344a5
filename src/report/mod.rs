//! What a run came to, as one model for each family of commands, and the formats that write it.
//! The writers compute nothing.

mod explain;
pub mod json;
mod lists;
mod log;
mod model;
pub mod terminal;
pub mod text;

pub use explain::{ClassView, ExplainReport, MatchView, SourceView, UnrecognisedView};
pub use lists::{ListStateWord, ListView, ListsReport, not_checked};
pub use log::{Amount, Deliveries, LogReport, OtherRefusals, RejectionView, WindowView};
pub use model::{
    AnyOutput, CheckEntry, ChecksReport, GivenHelo, GivenName, GivenReversePath, ReceiversReport,
    SenderReport, SenderView, SpfReport,
};
