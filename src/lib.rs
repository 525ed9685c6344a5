//! Which rejection a mail receiver would answer to a sender, and why.

pub mod dns;
pub mod receiver;
pub mod zone;
