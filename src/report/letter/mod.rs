//! Letters to a receiver's support.

pub mod contact;
pub mod contact_words;
mod redaction;
