//! Pages for people.

mod age;
mod baseline;
mod catalogue;
mod check_line;
mod cost;
mod diagnosis;
mod dialogue;
mod dnsbl;
mod explain;
mod fix;
mod found;
mod headline;
mod layout;
mod like;
mod limits;
mod log;
mod message;
mod nameservers;
mod next;
pub(super) mod observed;
mod plan;
mod receivers;
mod sender;
pub(super) mod session;
mod smtp;
mod spf;
mod zone;

pub use catalogue::{write_check, write_checks, write_receiver, write_receivers, write_rule};
pub use diagnosis::write as write_diagnosis;
pub use dialogue::{Dialogue, DialogueLine};
pub use dnsbl::write as write_lists;
pub use explain::write as write_explain;
pub use limits::Limits;
pub use log::write as write_log;
pub use message::write as write_message;
pub use plan::write as write_plan;
pub use sender::write as write_sender;
pub use smtp::{sentence as diagnosis_sentence, write as write_smtp};
pub use spf::write as write_spf;
pub use zone::{Domain as ZoneDomain, ZonePage};

/// How much a page tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// One line for each verdict.
    Quiet,
    /// What matters.
    #[default]
    Normal,
    /// Every check and every rule that is not determined.
    Verbose,
}
