//! The one reader of mail logs.
//!
//! A file is opened and decompressed within bounds (`open`), read as blocks of whole lines (`blocks`), each line
//! is dated (`time`) and parsed (`format`) into an event (`event`). `refusal` takes the reply out of what a program
//! wrote around it.

mod beginning;
mod blocks;
mod event;
mod format;
mod open;
mod place;
mod refusal;
mod time;

pub use beginning::{is_log_line, unquoted};
pub use blocks::{Blocks, MAX_LINE, trimmed};
pub use event::{Delivery, Event, Program, Relay, Status, Way, address_of};
pub use format::{Line, parse, parse_undated};
pub use open::{OpenError, Opened, Placed, Source, in_order, last_date, open, sort};
pub use place::Place;
pub use refusal::Refusal;
pub use time::{Clock, DateForm, TimeLimit, When, parse_zone};
