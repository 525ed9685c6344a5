//! What a run came to, as one model for each family of commands, and the formats that write it.
//! The writers compute nothing.

pub mod json;
mod lists;
mod model;
mod next_steps;
mod smtp;
pub mod terminal;
pub mod text;

pub use lists::{ListStateWord, ListView, ListsReport, not_checked};
pub use model::{
    AnyOutput, CheckEntry, ChecksReport, GivenHelo, GivenName, GivenReversePath, ReceiversReport,
    SenderReport, SenderView, SpfReport,
};
pub use smtp::{
    ExchangeView, RecipientView, RouteView, RouteWord, RuleExplanation, SessionView, SmtpReport, SmtpRun,
    StepView, TlsView,
};
