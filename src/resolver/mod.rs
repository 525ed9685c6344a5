//! The resolver stack: who answers the queries of a run, and what is done to every answer on its way up.
//!
//! `docs/architecture.md` shows it from the bottom up.
//!
//! # Promises
//!
//! - An answer that a resolver invents counts as a failed lookup, for every command.
//! - The same question is asked once in a run.
//! - What is in flight is bounded by rate and by the descriptors of the process.
//!
//! # May use
//!
//! [`dnsbl`](crate::dnsbl), [`zone`](crate::zone), [`dns`](crate::dns),
//! [`file`](crate::file).

mod budget;
mod cache;
mod case;
mod live;
mod nxdomain;
mod offline;
mod outage;
mod pace;
mod recording;
mod share;
mod stack;
mod system;
mod truthful;

pub use budget::{Allowance, MAX_ALIASES_OF_CASE, MAX_OCTETS, MAX_QUERIES, Pacing, Part, Usage};
pub use cache::Cache;
pub use case::{CaseQueries, Doubts};
pub use live::{Live, LiveOptions};
pub use offline::Offline;
pub use outage::{OutageEvent, OutageWatch};
pub use recording::{Recorder, RecordingError, Replay};
pub use share::Share;
pub use stack::{Base, Layers, Stack, StackError};
pub use system::{NameserverError, RESOLV_CONF, SystemError, parse_nameserver, system_nameservers};
pub use truthful::Resolver;
