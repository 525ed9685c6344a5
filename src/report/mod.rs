//! What a run came to, as one model for each family of commands, and the formats that write it.
//! The writers compute nothing.

pub mod contact;
mod explain;
pub mod json;
mod lists;
mod log;
mod message;
mod model;
mod plan;
mod smtp;
pub mod terminal;
pub mod text;

pub use explain::{ClassView, ExplainReport, MatchView, SourceView, UnrecognisedView};
pub use lists::{ListStateWord, ListView, ListsReport, not_checked};
pub use log::{
    Amount, Deliveries, LineSource, LogMatch, LogReport, OtherRefusals, RejectionView, ReplyView, WindowView,
};
pub use message::{MessageReport, MessageView};
pub use model::{
    AnyOutput, CheckEntry, ChecksReport, GivenHelo, GivenName, GivenReversePath, ReceiversReport,
    SenderReport, SenderView, SpfReport,
};
pub use plan::{PlanReport, PlanRisk, PlannedLimit, PlannedSize, Schedule};
pub use smtp::{
    ExchangeView, RecipientView, RouteView, RouteWord, RuleExplanation, SessionView, SmtpReport, SmtpRun,
    StepView, TlsView,
};
