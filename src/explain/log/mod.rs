//! Mail logs: what became of the messages, which replies came, and how much was sent in how long.
//!
//! Files are opened and unpacked (`open`), read as blocks of lines (`blocks`), each line dated
//! (`time`) and understood (`format`), and what it tells is added up (`analysis`): refusals
//! (`tally`), and the sliding windows (`window`) that the receivers' limits are about.
//! Nothing grows with the log: every table has its bounds and counts what it left out.

mod analysis;
mod blocks;
mod event;
mod facts;
mod format;
mod open;
mod recipient;
mod refusal;
mod scan;
mod table;
mod tally;
mod time;
mod traffic;
mod window;

pub use analysis::{Filter, Options};
pub use facts::{
    DeadRecipient, FileFacts, LineCounts, LogFacts, LogSpan, Overflow, Place, RefusalGroup, Subject,
    WindowFacts,
};
pub use open::{OpenError, Opened, Source, open};
pub use scan::{Watch, read, read_stream};
pub use time::{TimeLimit, When, parse_zone};
