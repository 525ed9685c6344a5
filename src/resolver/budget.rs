//! What one case may cost. Every figure that bounds a case is here.
//!
//! A case is cut into parts, each with an allowance of its own, so that no part takes what another needs: whatever the
//! assumed addresses of a sender lead to, its exchanges are looked up. The allowances of all parts are the budget of
//! the case.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::dns::{Answer, Limit, Record, RecordData};

/// Queries for a sender with one address and without lists: nine times what 99.9 % of honest ones need (docs/limits.md).
pub const MAX_QUERIES: usize = 314;

/// Queries about the mail hosts of one recipient.
pub(super) const MAX_QUERIES_OF_RECIPIENT: usize = 130;

/// Queries of one list: test entries of three scopes, and for each of a dozen subjects the entry and its text.
const MAX_QUERIES_OF_LIST: usize = 32;

/// Octets of the answers that a case keeps, as they are in memory.
pub const MAX_OCTETS: usize = 1536 * 1024;

/// Octets of the answers that each part keeps.
const MAX_OCTETS_OF_PART: usize = 256 * 1024;

/// Octets of an answer of a list, with room to spare.
const OCTETS_OF_LIST_ANSWER: usize = 2 * 1024;

/// Aliases in all answers of a case: eight chains of the greatest length.
pub const MAX_ALIASES_OF_CASE: usize = 128;

/// TXT queries of the SPF evaluations for one address: MAIL FROM, HELO, and an address of each family that no term
/// names, with a record and ten lookups each (RFC 7208 section 4.6.4).
const MAX_TEXTS: usize = 44;

/// The shortest time for one case.
const SHORTEST_TIME: Duration = Duration::from_secs(20);

/// Octets that an answer takes with its query, whatever it holds.
const OCTETS_OF_ANSWER: usize = 256;

/// A part of a case, with an allowance of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// MX, exchanges and their addresses.
    Exchanges,
    /// The PTR names of a given address.
    PtrNames,
    /// The HELO name.
    Helo,
    /// DMARC records.
    Dmarc,
    /// The SPF record, and its evaluation for every given address.
    Spf,
    /// Addresses that the SPF record names singly, and their PTR names.
    AssumedAddresses,
    /// DNSBLs.
    Lists,
    /// What some receivers alone look at.
    Demanded,
    /// The mail hosts of a recipient.
    Recipients,
}

impl Part {
    /// Returns the part's name for people.
    pub fn title(self) -> &'static str {
        match self {
            Part::Exchanges => "exchanges",
            Part::PtrNames => "PTR names",
            Part::Helo => "HELO name",
            Part::Dmarc => "DMARC",
            Part::Spf => "SPF",
            Part::AssumedAddresses => "addresses named in SPF",
            Part::Lists => "DNSBLs",
            Part::Demanded => "what some receivers look at",
            Part::Recipients => "recipients' exchanges",
        }
    }
}

/// What may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Different queries.
    pub queries: usize,
    /// Those of them for TXT records.
    pub texts: usize,
    /// Octets of answers.
    pub octets: usize,
    /// Aliases in them.
    pub aliases: usize,
}

impl Allowance {
    /// Leaves everything open.
    pub const OPEN: Allowance =
        Allowance { queries: usize::MAX, texts: usize::MAX, octets: usize::MAX, aliases: usize::MAX };

    /// Returns the budget of a case: each further address, recipient and list was asked for by whoever runs mxcheck,
    /// and adds to it.
    pub fn of_case(addresses: usize, recipients: usize, lists: usize) -> Allowance {
        let addresses = addresses.max(1);
        // About addresses, the sender domain and the HELO name.
        let on_lists = lists * (MAX_QUERIES_OF_LIST * 3 + 2 * addresses);
        Allowance {
            queries: MAX_QUERIES * addresses + MAX_QUERIES_OF_RECIPIENT * recipients + on_lists,
            texts: usize::MAX,
            octets: MAX_OCTETS * addresses + OCTETS_OF_LIST_ANSWER * on_lists,
            aliases: MAX_ALIASES_OF_CASE * addresses + on_lists,
        }
    }

    /// Returns what a part may use that occurs `times` times: for as many addresses, or lists.
    pub(super) fn of_part(part: Part, times: usize) -> Allowance {
        let queries = match part {
            Part::Exchanges => 130,
            Part::PtrNames => 32,
            Part::Helo => 14,
            Part::Dmarc => 20,
            Part::Spf => 90 * times,
            Part::AssumedAddresses => 46,
            Part::Lists => MAX_QUERIES_OF_LIST * times,
            Part::Demanded => 14,
            Part::Recipients => MAX_QUERIES_OF_RECIPIENT,
        };
        let (texts, octets) = match part {
            Part::Spf => (MAX_TEXTS * times, MAX_OCTETS_OF_PART * times),
            Part::Lists => (usize::MAX, MAX_OCTETS_OF_PART.max(OCTETS_OF_LIST_ANSWER * queries)),
            _ => (usize::MAX, MAX_OCTETS_OF_PART),
        };
        Allowance { queries, texts, octets, aliases: usize::MAX }
    }
}

/// How cases are looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pacing {
    /// The time for one case.
    pub time: Duration,
    /// How many of its queries are under way at first; each that is answered soon adds one. A domain whose nameservers
    /// are slow then takes little of what the cases of a run share. `None` leaves it open.
    pub at_once: Option<usize>,
}

impl Default for Pacing {
    fn default() -> Pacing {
        Pacing { time: SHORTEST_TIME, at_once: None }
    }
}

impl Pacing {
    /// Returns the pacing of a run in which one query may take `timeout`.
    pub fn with_timeout(timeout: Duration) -> Pacing {
        Pacing { time: SHORTEST_TIME.max(timeout.saturating_mul(4)), at_once: None }
    }

    /// Returns the pacing of a run over many cases, with so many queries under way at most and so many a second: what
    /// waits for its turn loses no time for it.
    pub fn of_many(self, concurrency: u32, rate: Option<u32>) -> Pacing {
        // One query leads to the next some eight times.
        let turns = rate.map_or(0.0, |rate| 8.0 * f64::from(concurrency) / f64::from(rate.max(1)));
        Pacing { time: self.time + Duration::from_secs_f64(turns), at_once: Some(4) }
    }
}

/// What a case has used, and what it had not enough of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Different queries, whoever answered them.
    pub queries: usize,
    /// Octets of their answers, as they are in memory.
    pub octets: usize,
    /// Parts that were cut, and by what.
    pub cuts: BTreeSet<(Part, Limit)>,
}

/// Returns about how many octets an answer takes in memory.
pub(super) fn weight(answer: &Answer) -> usize {
    let records = answer.as_ref().map_or(&[][..], |response| &response.records);
    let heap = |record: &Record| match &record.data {
        RecordData::Txt(strings) => strings.iter().map(|string| string.len() + size_of::<Vec<u8>>()).sum(),
        RecordData::Other(text) => text.len(),
        _ => 0,
    };
    // Each record has names of its own.
    let octets: usize =
        records.iter().map(|record| size_of::<Record>() + 2 * record.name.wire_len() + heap(record)).sum();
    OCTETS_OF_ANSWER + octets
}

/// Returns how many aliases an answer holds.
pub(super) fn aliases(answer: &Answer) -> usize {
    let records = answer.as_ref().map_or(&[][..], |response| &response.records);
    records.iter().filter(|record| matches!(record.data, RecordData::Cname(_))).count()
}
