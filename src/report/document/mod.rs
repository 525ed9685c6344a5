//! The JSON documents, schema `mxcheck/v1`.

mod baseline;
pub mod batch;
mod envelope;
mod explain;
mod finding;
mod identity;
pub mod json;
mod like;
mod lists;
mod log;
mod message;
mod model;
mod plan;
mod reply;
mod route;
pub mod schema;
mod sender;
mod session;
mod smtp;
mod spf;
mod verdict;
mod view;
mod zone;

pub use explain::{ClassView, ExplainReport, UnrecognisedView};
pub use identity::{GivenHelo, GivenName, GivenReversePath, SenderView};
pub use lists::{ListStateWord, ListView, ListsReport, not_checked};
pub use log::{Amount, Deliveries, LogReport, OtherRefusals, RejectionView, WindowView};
pub use message::{MessageReport, MessageView};
pub use model::{CheckEntry, ChecksReport, ReceiversReport};
pub use plan::{PlanReport, PlanRisk, PlannedLimit, PlannedSize, Schedule};
pub use route::{ExchangeView, RecipientView, RouteView, RouteWord};
pub use sender::SenderReport;
pub use session::{RuleExplanation, SessionView, StepView, TlsView};
pub use smtp::{SmtpReport, SmtpRun};
pub use spf::SpfReport;
pub use zone::{ZoneFileView, ZoneReport};
