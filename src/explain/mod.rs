//! What a server answered, and which documented rejection that is.
//!
//! A reply as it came (`server_reply`), and how it is read off the wire (`parse`); what logs,
//! bounces and libraries put around it taken off (`clean`, `squeeze`); what the surroundings tell
//! of server, step and explanation (`host`, `stage`, `explanation`); the match against the
//! receivers' catalogue (`wordings` finds, `recognise` judges); every refusal in a text (`find`) or
//! a file of any size (`scan`); who sent (`identity`, `queue` across the lines of a log), and
//! whether what was claimed of the sender still holds (`claim`).

mod clean;
mod explanation;
mod find;
mod host;
pub mod log;
pub mod plan;
mod queue;
mod recognise;
mod reported;
mod scan;
mod squeeze;
mod stage;
mod wordings;

pub use clean::clean;
pub use find::{Refusal, is_log_line};
pub use recognise::{Context, Recognised, Recogniser, recognise};
pub use scan::{Scanned, scan};
pub use squeeze::letters;
