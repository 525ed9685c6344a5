//! SPF (RFC 7208), whole: the record, its macros, its evaluation for an address with a trace that
//! a person can follow, and what the record costs without one.
//!
//! It is a room of its own, next to [`crate::probe`], because what it asks next depends on what it
//! has found. It asks through [`crate::dns::Dns`] alone and judges no sender.
//!
//! # Promises
//!
//! - The limits of RFC 7208 section 4.6.4 hold whatever is published.
//! - It passes the openspf suite for RFC 7208, whole.
//!
//! # May use
//!
//! [`dns`](crate::dns).

mod ahead;
mod arrange;
mod budget;
mod correct;
mod evaluate;
mod macros;
mod meant;
mod near;
mod networks;
mod record;
mod trace;

use std::net::IpAddr;
use std::time::{SystemTime, UNIX_EPOCH};

pub use arrange::{Ineffective, ineffective, made_effective, merged};
pub use budget::{Authorised, Budget, BudgetTerm, NestedBudget, Standing, budget, budget_to_the_limits};
pub use correct::corrected;
pub use evaluate::evaluate;
pub use macros::{MacroError, MacroString, Values};
pub use meant::Meant;
pub use near::{Near, NearRecord};
pub use record::{Mechanism, Prefixes, Qualifier, SpfRecord, SyntaxError, Term, TermKind, text_of};
pub use trace::{RecordTrace, TermOutcome, TermTrace};

use crate::dns::{Failure, Name, Record, Source};

/// How many terms that ask DNS an evaluation may come to (RFC 7208 section 4.6.4).
pub const MAX_LOOKUPS: u32 = 10;
/// How many lookups may find nothing (RFC 7208 section 4.6.4).
pub const MAX_VOID_LOOKUPS: u32 = 2;
/// How many exchanges of one `mx` may be looked at, and how many names of one `ptr`.
pub const MAX_NAMES: usize = 10;

/// The result of check_host() (RFC 7208 section 2.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SpfResult {
    /// There is no record, or no domain that could have one.
    None,
    /// The record says nothing of the address.
    Neutral,
    /// The address may send.
    Pass,
    /// The address may not send.
    Fail,
    /// The address probably may not send.
    Softfail,
    /// A lookup failed.
    Temperror,
    /// The record is wrong.
    Permerror,
}

impl SpfResult {
    /// The word that pages and JSON use.
    pub fn as_str(self) -> &'static str {
        match self {
            SpfResult::None => "none",
            SpfResult::Neutral => "neutral",
            SpfResult::Pass => "pass",
            SpfResult::Fail => "fail",
            SpfResult::Softfail => "softfail",
            SpfResult::Temperror => "temperror",
            SpfResult::Permerror => "permerror",
        }
    }
}

impl From<Qualifier> for SpfResult {
    fn from(qualifier: Qualifier) -> SpfResult {
        match qualifier {
            Qualifier::Pass => SpfResult::Pass,
            Qualifier::Fail => SpfResult::Fail,
            Qualifier::Softfail => SpfResult::Softfail,
            Qualifier::Neutral => SpfResult::Neutral,
        }
    }
}

/// What makes an evaluation a permerror.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// A term that the grammar does not allow.
    Syntax,
    /// More than one record.
    SeveralRecords,
    /// More than ten terms that ask DNS.
    Lookups,
    /// More than two lookups that find nothing.
    VoidLookups,
    /// More than ten exchanges behind one `mx`.
    Exchanges,
    /// No record where an include or a redirect leads.
    NoRecordThere,
    /// A record that leads back to itself.
    Loop,
}

/// Whose record is asked (RFC 7208 sections 2.3 and 2.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Identity {
    /// The domain of the reverse-path.
    MailFrom,
    /// The HELO name; it is asked in place of a null reverse-path.
    Helo,
}

impl Identity {
    /// The word that pages and JSON use.
    pub fn as_str(self) -> &'static str {
        match self {
            Identity::MailFrom => "mail-from",
            Identity::Helo => "helo",
        }
    }
}

/// What check_host() is asked (RFC 7208 section 4.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Whose record is asked.
    pub identity: Identity,
    /// The address that connects.
    pub ip: IpAddr,
    /// The local part of the sender; empty: postmaster.
    pub local_part: String,
    /// The domain of the sender, as the client gives it.
    pub domain: String,
    /// The HELO name, as the client gives it.
    pub helo: String,
    /// The host that receives.
    pub receiver: String,
    /// Seconds since 1970.
    pub time: u64,
}

impl Request {
    /// For the sender `local_part@domain`.
    pub fn mail_from(ip: IpAddr, local_part: &str, domain: &str, helo: &str) -> Request {
        Request {
            identity: Identity::MailFrom,
            ip: ip.to_canonical(),
            local_part: local_part.to_owned(),
            domain: domain.to_owned(),
            helo: helo.to_owned(),
            receiver: "unknown".to_owned(),
            time: SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs()),
        }
    }

    /// For the HELO name (RFC 7208 section 2.3): the sender is its postmaster.
    pub fn helo(ip: IpAddr, helo: &str) -> Request {
        Request { identity: Identity::Helo, ..Request::mail_from(ip, "postmaster", helo, helo) }
    }
}

/// A line of a zone file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, as it was named.
    pub file: String,
    /// The line, from 1; null where nothing is.
    pub line: Option<u32>,
}

impl Place {
    fn of(record: &Record) -> Option<Place> {
        match &record.source {
            Source::Live => None,
            Source::Zone { file, line } => Some(Place { file: file.to_string(), line: *line }),
        }
    }
}

/// The result for one identity and one address, and how it came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluation {
    /// Whose record was asked.
    pub identity: Identity,
    /// The domain asked for, as a name where DNS can hold it.
    pub domain: String,
    /// The sending address.
    pub address: IpAddr,
    /// What came of it.
    pub result: SpfResult,
    /// What the domain wants said of a fail, macros expanded; null where it says nothing.
    pub explanation: Option<String>,
    /// The domain's record; null where there is none, or more than one.
    pub record: Option<String>,
    /// The zone file that it comes from; null for a nameserver's answer.
    pub place: Option<Place>,
    /// The term of that record which decided; null where none did.
    pub matched: Option<String>,
    /// Why the result is none, permerror or temperror, in words; null for the others.
    pub reason: Option<String>,
    /// What is wrong, for permerror.
    pub fault: Option<Fault>,
    /// The lookup that failed, for temperror.
    pub failure: Option<Failure>,
    /// True when the domain does not exist.
    pub nxdomain: bool,
    /// Terms that asked DNS, of ten that may.
    pub lookups: u32,
    /// Lookups that found nothing, of two that may.
    pub void_lookups: u32,
    /// The terms of the record that were evaluated, each with the record that it led to.
    pub trace: Vec<TermTrace>,
    /// The TXT records of the domain that are SPF records.
    pub txt: Vec<Record>,
    /// The same domain as a name.
    pub name: Option<Name>,
}

impl Evaluation {
    /// The terms that decided with their domains, from the domain's own record down to the last
    /// include or redirect.
    pub fn path(&self) -> Vec<(String, &TermTrace)> {
        let mut path = Vec::new();
        if let Some(last) = self.trace.last().filter(|term| term.outcome != TermOutcome::NoMatch) {
            path.push((self.domain.clone(), last));
            let nested = last.nested.iter().flat_map(|record| record.deciding());
            path.extend(nested.map(|(record, term)| (record.domain.to_string(), term)));
        }
        path
    }
}
