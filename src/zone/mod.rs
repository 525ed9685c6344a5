//! Zone files (RFC 1035 section 5) as DNS.
//!
//! The reader turns master files into a [`Zone`], every record with the line it
//! begins on; an [`Overlay`] lays zones over another [`Dns`](crate::dns::Dns)
//! and answers as an authoritative server would. BIND's `named-compilezone` is
//! the reference for what the reader takes and what it refuses.
//!
//! # Promises
//!
//! - No octets make it panic, and what includes and `$GENERATE` make is bounded.
//! - Each record knows its file and line.
//! - A file is read whole or refused with file, line and column, never in part without a word.
//!
//! # May use
//!
//! [`dns`](crate::dns), [`untrusted`](crate::untrusted).

mod argument;
mod authority;
mod change;
mod contents;
mod directive;
mod edit;
mod error;
mod generate;
mod generic;
mod include;
mod lexer;
mod name;
mod overlay;
mod partial;
mod patched;
mod place;
mod presentation;
mod rdata;
mod reader;
mod scan;
mod ttl;
mod watch;

pub use argument::ZoneArgument;
pub use change::Change;
pub use contents::Zone;
pub use edit::{EditedZone, edit};
pub use error::ZoneError;
pub use include::MAX_OCTETS;
pub use overlay::Overlay;
pub use patched::{Patched, wildcards_above};
pub use presentation::{RecordError, parse_record};
pub use reader::{MAX_RECORDS, load};
pub use watch::OverlayWatch;
