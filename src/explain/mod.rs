//! Which documented rejection a reply is.
//!
//! `clean` and `squeeze` take off what logs, bounces and libraries put around a reply; `host`, `stage` and
//! `explanation` read the server, the step and the explanation's address from its surroundings; `wordings` and
//! `recognise` match it against the receivers' rules. `find` does this for every refusal in a text, `scan` for a file
//! of any size, `reported` for a delivery report, and `log` for a whole mail log.
//!
//! # Promises
//!
//! - It asks nothing.
//! - The size of what is read may be anything; what is kept of it is bounded.
//! - A reply that other servers send too is not said to be this receiver's without a sign of its own.
//!
//! # May use
//!
//! [`evidence`](crate::evidence), [`catalogue`](crate::catalogue), [`sender`](crate::sender),
//! [`smtp_reply`](crate::smtp_reply), [`dns`](crate::dns).

mod clean;
mod explanation;
mod find;
mod host;
pub mod log;
pub mod plan;
mod recognise;
mod reported;
mod scan;
mod squeeze;
mod stage;
mod wordings;

pub use clean::clean;
pub use find::Refusal;
pub use recognise::{Context, Recognised, Recogniser, recognise};
pub use scan::{Scanned, scan};
pub use squeeze::letters;
