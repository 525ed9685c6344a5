//! What lies in files: messages, and the sender that a message, a delivery report or a log names.

pub mod likeness;
pub mod message;
