//! Names, records and questions, and the transport that asks nameservers.
//!
//! Every DNS question of a run goes through one door, the trait [`Dns`].
//!
//! # Promises
//!
//! - NXDOMAIN, NODATA and each way to fail are kept apart.
//! - An answer counts only if its question, identifier and sender are those that were asked.
//! - A chain of aliases is followed up to 16 steps, and never in a loop.
//!
//! # May use
//!
//! No room.

mod channel;
mod chase;
mod direct;
mod failure;
mod message;
mod name;
mod record;
mod reply;
mod socket;
mod transport;

use std::sync::Arc;

use futures_util::future::BoxFuture;

pub use chase::{Lookup, Outcome, look_up};
pub use direct::{Direct, Wire};
pub use name::{Name, NameError};
pub use record::{Record, RecordData, RecordType, Source};
pub use reply::{Reply, Told};
pub use socket::{Sockets, descriptor_limit};
pub use transport::{QueryOptions, Transport};

/// What is asked: all records of one type at one name, class IN.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Question {
    /// The owner asked for.
    pub name: Name,
    /// The type asked for.
    pub rtype: RecordType,
}

/// Somebody who answers questions: nameservers, zone files, a recording.
pub trait Dns: Send + Sync {
    /// Answers one question. Never hangs: a silent nameserver is [`Failure::Timeout`].
    fn ask<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, Answer>;
}

/// A usable response, or why there is none. Everybody who asked the same shares it.
pub type Answer = Result<Arc<Response>, Failure>;

/// A usable response: NOERROR or NXDOMAIN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// True when the name at the end of the aliases does not exist (RFC 2308 section 2.1, RFC 6604).
    pub nxdomain: bool,
    /// The answer section: aliases first, each hop in order (a DNAME before the
    /// CNAME that follows from it), then the records asked for. Empty for NODATA.
    pub records: Vec<Record>,
    /// The SOA of the authority section, which gives a negative answer its time to live.
    pub soa: Option<Record>,
    /// True when the nameserver answered from a zone of its own (AA); zone files set it never.
    pub authoritative: bool,
    /// Who answered; for a zone file without a line.
    pub source: Source,
}

impl Response {
    /// Returns the name at the end of the aliases in the answer section.
    pub fn canonical_name<'a>(&'a self, question: &'a Question) -> &'a Name {
        let target = self.records.iter().rev().find_map(|record| match &record.data {
            RecordData::Cname(target) => Some(target),
            _ => None,
        });
        target.unwrap_or(&question.name)
    }
}

/// Why a question has no usable answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Failure {
    /// Nobody answered in time.
    Timeout,
    /// The nameserver could not find the answer (RCODE 2); often lame delegation or bogus DNSSEC.
    ServFail,
    /// The nameserver could not find the answer, and gives one with DNSSEC checking disabled: the
    /// signatures are wrong (RFC 4035 section 5.5).
    Bogus,
    /// The same, with the reason as an extended DNS error (RFC 8914).
    ServFailBecause(u16),
    /// The nameserver gave the address that it gives for names that do not exist.
    Rewritten,
    /// The nameserver answered NXDOMAIN, and nothing shows that it knows which names exist.
    UnprovenNxDomain,
    /// The nameserver withholds or forges the answer, as its extended DNS error says (RFC 8914).
    Withheld(u16),
    /// The nameserver will not answer this client or this name (RCODE 5).
    Refused,
    /// The nameserver did not understand the question (RCODE 1).
    FormErr,
    /// The nameserver does not know this kind of question (RCODE 4).
    NotImp,
    /// The nameserver does not resolve, it only names other nameservers (RFC 1034 section 4.3.1).
    Referral,
    /// Another response code.
    Rcode(u16),
    /// The answer did not fit into UDP and TCP brought none.
    Truncated,
    /// What came was no DNS message, or not the answer to the question.
    Malformed,
    /// The nameserver's address cannot be reached (no route, port closed).
    Unreachable,
    /// The aliases lead back to one of themselves.
    AliasLoop,
    /// More than [`MAX_ALIASES`] aliases in a row.
    AliasChainTooLong,
    /// More than [`MAX_RECORDS`] records in one answer.
    TooManyRecords,
    /// The sender needs more than is looked up for one case.
    OverBudget(Limit),
    /// The question never left this program.
    NotAsked(NotAsked),
}

/// What a case has used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Limit {
    /// Queries.
    Queries,
    /// Octets of answers.
    Octets,
    /// Aliases in all answers together.
    Aliases,
    /// Time.
    Time,
}

/// Why a question was not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NotAsked {
    /// `--offline`, and no zone file answers it.
    Offline,
    /// No socket could be opened.
    NoSocket,
    /// No nameserver answered anything at that time.
    NoNameserver,
    /// The recording given with `--replay` does not hold it.
    NotRecorded,
    /// The time of the whole run was over.
    Deadline,
    /// No way leads to such addresses from here, as to IPv6 ones from a host without.
    NoRoute,
    /// A zone file holds an alias there that the provider replaces by addresses of its own.
    Flattened,
    /// The line of a zone file that would show it cannot be read.
    Unread,
}

/// The response code that says that a DNAME would make too long a name (RFC 6672 section 2.2).
pub const YXDOMAIN: u16 = 6;

/// How many aliases in a row are followed.
pub const MAX_ALIASES: usize = 16;

/// How many records of one answer are taken. 65,535 octets hold four thousand addresses, and no RRset of a mail system
/// comes near this.
pub const MAX_RECORDS: usize = 1024;
