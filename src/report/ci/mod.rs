//! Results for machines that run jobs: SARIF, JUnit, workflow commands, Markdown.

mod batch_results;
mod counts;
pub mod github;
pub mod junit;
pub mod markdown;
mod results;
pub mod sarif;
mod sender_results;
mod session_results;
mod zone_files;

pub use batch_results::Collected;
pub use counts::Counts;
pub use results::{Answer, CheckResult, Group, Level, Place, Results, RuleText, Seen, State};
