//! Letters to a receiver's support.

pub mod contact;
mod redaction;
mod texts;

pub use texts::Language;
