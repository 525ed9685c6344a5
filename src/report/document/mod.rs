//! The JSON documents, schema `mxcheck/v1`.

pub mod batch;
mod explain;
pub mod json;
mod lists;
mod log;
mod message;
mod model;
mod next_steps;
pub mod observed;
mod plan;
mod smtp;
mod zone;

pub use explain::{ClassView, ExplainReport, LookedUp, MatchView, SourceView, UnrecognisedView};
pub use lists::{ListStateWord, ListView, ListsReport, not_checked};
pub use log::{Amount, Deliveries, LogReport, OtherRefusals, RejectionView, WindowView};
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
pub use zone::{ZoneFileView, ZoneReport};
