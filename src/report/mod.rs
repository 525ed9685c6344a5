//! What a run came to, as one model for each family of commands, and the formats that write it.
//! The writers compute nothing.

pub mod batch;
mod batch_results;
pub mod contact;
pub mod contact_words;
mod explain;
pub mod github;
pub mod json;
pub mod junit;
mod lists;
mod log;
pub mod markdown;
mod message;
mod model;
mod next_steps;
mod observed;
mod plan;
mod redaction;
mod results;
pub mod sarif;
mod session_results;
mod smtp;
pub mod terminal;
pub mod text;
mod zone;

pub use batch_results::{Collected, Counts};
pub use explain::{ClassView, ExplainReport, LookedUp, MatchView, SourceView, UnrecognisedView};
pub use lists::{ListStateWord, ListView, ListsReport, not_checked};
pub use log::{Amount, Deliveries, LogReport, OtherRefusals, RejectionView, WindowView};
pub use message::{MessageReport, MessageView};
pub use model::{
    AnyOutput, CheckEntry, ChecksReport, GivenHelo, GivenName, GivenReversePath, ReceiversReport,
    SenderReport, SenderView, SpfReport,
};
pub use plan::{PlanReport, PlanRisk, PlannedLimit, PlannedSize, Schedule};
pub use results::{Answer, CheckResult, Group, Level, Place, Results, RuleText, Seen, State};
pub use smtp::{
    ExchangeView, RecipientView, RouteView, RouteWord, RuleExplanation, SessionView, SmtpReport, SmtpRun,
    StepView, TlsView,
};
pub use zone::{ZoneFileView, ZoneReport};
