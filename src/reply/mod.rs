//! What a server answered, and which documented rejection that is.
//!
//! A reply as it came (`server_reply`), how it is read off the wire (`parse`), and the match
//! against the receivers' catalogue (`recognise`).

mod parse;
mod recognise;
mod server_reply;

pub use parse::{LINE_LIMIT, REPLY_LIMIT, ReplyFault, ReplyReader};
pub use recognise::{Context, Recognised, recognise};
pub use server_reply::ServerReply;
