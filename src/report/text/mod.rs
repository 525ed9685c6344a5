//! Pages for people.

mod baseline;
mod catalogue;
mod dnsbl;
mod sender;
mod session;
mod spf;
mod zone;

pub use catalogue::{write_check, write_checks, write_receiver, write_receivers, write_rule};
pub use dnsbl::write as write_lists;
pub use sender::write as write_sender;
pub use spf::write as write_spf;
pub use zone::write as write_zone;

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
