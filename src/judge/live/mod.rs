//! What a dry run shows: each session read (`reading`), all of them together (`diagnosis`), and
//! compared with what was predicted (`compare`). Nothing here asks anything.

mod compare;
mod diagnosis;
mod greylisting;
mod next_steps;
mod reading;
mod trial;

pub use compare::{observe, seen};
pub use diagnosis::{Diagnosis, conclude, conclusive, diagnose};
pub use next_steps::next_steps;
pub use reading::{MatchedRule, Reader, Reading, SessionEnd};
pub use trial::{Trial, TrialError, Watch, default_recipient, forged_helo, postmaster_at};
