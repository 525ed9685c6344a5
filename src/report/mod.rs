//! What a run came to, as one model for each family of commands, and the formats that write it.
//!
//! [`document`] has the JSON views, [`page`] the text for people,
//! [`ci`] the forms for jobs, [`letter`] the mail to a receiver.
//!
//! # Promises
//!
//! - A writer computes nothing and asks nothing: each value is in what it is handed.
//! - Text from outside is printed through a policy of [`untrusted`](crate::untrusted) alone.
//! - The schema `mxcheck/v1` is a committed file; a test fails on anything but an addition.
//!
//! # May use
//!
//! [`batch`](crate::batch), [`diagnose`](crate::diagnose), [`judge`](crate::judge),
//! [`explain`](crate::explain), [`evidence`](crate::evidence), [`catalogue`](crate::catalogue),
//! [`probe`](crate::probe), [`sender`](crate::sender), [`resolver`](crate::resolver), [`dnsbl`](crate::dnsbl), [`spf`](crate::spf),
//! [`zone`](crate::zone), [`smtp_reply`](crate::smtp_reply), [`dns`](crate::dns),
//! [`untrusted`](crate::untrusted).

pub mod ci;
pub mod document;
pub mod letter;
pub mod nsupdate;
pub mod page;
mod shell;
pub mod terminal;

pub use ci::{Answer, CheckResult, Collected, Counts, Group, Level, Place, Results, RuleText, Seen, State};
pub use document::*;
