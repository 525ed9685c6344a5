//! What a whole mail log says: refusals by rule, and how much was sent in how long.
//!
//! The events of its lines come from [`crate::evidence::log`]. `analysis` adds them up: refusals (`tally`), and
//! the sliding windows (`window`) that receivers limit. Nothing grows with the log: every table has its bounds
//! and counts what it left out.

mod analysis;
mod facts;
mod recipient;
mod scan;
mod table;
mod tally;
mod traffic;
mod window;

pub use analysis::{Filter, Options};
pub use facts::{
    DeadRecipient, FileFacts, LineCounts, LogFacts, LogSpan, Overflow, RefusalGroup, Subject, WindowFacts,
};
pub use scan::{Watch, read, read_stream};
