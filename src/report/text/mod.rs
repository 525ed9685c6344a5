//! Pages for people.

mod catalogue;
mod domain;
mod session;

pub use catalogue::{write_check, write_checks, write_receiver, write_receivers, write_rule};
pub use domain::write as write_domain;

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
