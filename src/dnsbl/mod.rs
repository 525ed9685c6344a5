//! DNSBLs (RFC 5782): which are known, how they are asked, and what their answers mean.
//!
//! A DNSBL is a *list* here, since a zone is a zone file elsewhere. What is known of the lists is
//! data, in `lists.toml`; nothing here asks anything.
//!
//! # Promises
//!
//! - An answer is a listing only if the list's data says so.
//! - A list is believed only while its own test entries are right.
//!
//! # May use
//!
//! [`dns`](crate::dns),
//! [`file`](crate::file).

mod answer;
mod choose;
mod keyed;
mod load;
mod model;
mod query;

pub use answer::{Reading, codes};
pub use choose::{Choice, ChoiceError, VARIABLE, choose};
pub use keyed::{Key, Keyed};
pub use load::built_in;
pub use model::{Answers, Kind, List, ListSubject, Meaning, Scope, Status, TestEntries};
