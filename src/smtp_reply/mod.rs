//! Replies of an SMTP server (RFC 5321 section 4.2): how they are read off the wire, what they hold, and the
//! stages of a session at which they come.
//!
//! # Promises
//!
//! - Lines, replies and their number are bounded.
//! - A reply that RFC 5321 does not allow is a fault with a name.
//!
//! # May use
//!
//! No room.

mod parse;
mod server_reply;
mod stage;

pub use parse::{LINE_LIMIT, REPLY_LIMIT, ReplyFault, ReplyReader};
pub use server_reply::ServerReply;
pub use stage::Stage;
