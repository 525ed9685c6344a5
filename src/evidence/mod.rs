//! What files hold: mail logs, delivery reports and messages, and the sender that they name. Nothing here knows a
//! receiver's rules.

pub mod clue;
pub mod delivery_report;
pub mod identity;
pub mod likeness;
pub mod log;
pub mod message;
pub mod queue;
