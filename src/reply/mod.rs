//! What a server answered, and which documented rejection that is.
//!
//! A reply as it came (`server_reply`), and the match against the receivers' catalogue
//! (`recognise`).

mod recognise;
mod server_reply;

pub use recognise::{Context, Recognised, recognise};
pub use server_reply::ServerReply;
