//! Many senders, one a line, judged at once and reported in the order of the list.
//!
//! ```text
//! input → one thread reads lines → workers, each with a runtime: ask, judge, hand to the sink → one thread delivers in order
//! ```
//!
//! Nothing grows with the list: so many lines are under way at most, so many wait for one
//! before them that takes long, and the answers that are remembered are bounded, too. A line that
//! comes twice is judged twice, from the answers that are remembered.
//!
//! # Promises
//!
//! - The results come in the order of the list, one for each line.
//! - Memory does not grow with the list.
//! - It writes nothing itself: each judgement goes to the sink that it was given.
//!
//! # May use
//!
//! [`judge`](crate::judge), [`sender`](crate::sender), [`resolver`](crate::resolver),
//! [`dnsbl`](crate::dnsbl), [`spf`](crate::spf), [`zone`](crate::zone), [`dns`](crate::dns),
//! [`file`](crate::file).

mod earlier;
mod entry;
mod input;
mod judge;
mod lines;
pub mod mail_domains;
mod order;
mod run;
mod shard;
mod tally;

pub use earlier::{Earlier, EarlierError};
pub use entry::Defaults;
pub use input::{Line, Lines};
pub use judge::{Job, Sink};
pub use lines::{LineList, Selection, verify};
pub use order::MOST_LINES;
pub use run::{Delivery, Entry, Event, Load, Progress, RunError, Supply, run};
pub use shard::Shard;
pub use tally::{Share, Tally};
