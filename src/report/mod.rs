//! What a run came to, as one model for each family of commands, and the formats that write it.
//! The writers compute nothing.

pub mod json;
mod lists;
mod log;
mod model;
pub mod terminal;
pub mod text;

pub use lists::{ListStateWord, ListView, ListsReport, not_checked};
pub use log::{
    Amount, Deliveries, LineSource, LogMatch, LogReport, OtherRefusals, RejectionView, ReplyView, WindowView,
};
pub use model::{
    AnyOutput, CheckEntry, ChecksReport, GivenHelo, GivenName, GivenReversePath, ReceiversReport,
    SenderReport, SenderView, SpfReport,
};
