//! Zone files (RFC 1035 section 5) as DNS.
//!
//! The reader turns master files into a [`Zone`], every record with the line it
//! begins on; an [`Overlay`] lays zones over another [`Dns`](crate::dns::Dns)
//! and answers as an authoritative server would. BIND's `named-compilezone` is
//! the reference for what the reader takes and what it refuses; what exports of DNS
//! providers have as well is read, too, and noted.
//!
//! # Promises
//!
//! - No octets make it panic, and what includes and `$GENERATE` make is bounded.
//! - Each record knows its file and line.
//! - A line that cannot be read is reported with file, line and column, and what it hides is unknown.
//!
//! # May use
//!
//! [`file`](crate::file), [`dns`](crate::dns), [`untrusted`](crate::untrusted).

mod argument;
mod assemble;
mod authority;
mod change;
mod contents;
mod directive;
mod edit;
mod error;
mod generate;
mod generic;
mod head;
mod include;
mod lexer;
mod name;
mod note;
mod origin;
mod overlay;
mod partial;
mod patched;
mod place;
mod presentation;
mod provider;
mod rdata;
mod reader;
mod ttl;
mod watch;

pub use argument::{STDIN, ZoneArgument};
pub use change::Change;
pub use contents::{Heading, Zone};
pub use edit::{EditedZone, edit};
pub use error::{ErrorKind, ZoneError};
pub use include::MAX_OCTETS;
pub use note::{Effect, Note};
pub use origin::OriginSource;
pub use overlay::Overlay;
pub use patched::{Patched, wildcards_above};
pub use presentation::{RecordError, parse_record};
pub use reader::{MAX_RECORDS, load, load_readable};
pub use watch::OverlayWatch;
