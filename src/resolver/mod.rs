//! The resolver stack: who answers the queries of a run, and what is done to every answer on its way up.

mod cache;
mod live;
mod nxdomain;
mod offline;
mod outage;
mod pace;
mod recording;
mod stack;
mod system;
mod truthful;

pub use cache::Cache;

pub use live::{Live, LiveOptions};
pub use offline::Offline;
pub use outage::{OutageEvent, OutageWatch};
pub use recording::{Recorder, RecordingError, Replay};
pub use stack::{Base, Layers, Stack, StackError};
pub use system::{NameserverError, RESOLV_CONF, SystemError, parse_nameserver, system_nameservers};
pub use truthful::{CaseQueries, Doubts, Resolver};
