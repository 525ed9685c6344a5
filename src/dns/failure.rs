//! Why a question has no usable answer, in words and in a form that files keep.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use super::{Failure, Limit, MAX_ALIASES, MAX_RECORDS, NotAsked, YXDOMAIN};

/// Every failure without a number, with its token.
const TOKENS: &[(Failure, &str)] = &[
    (Failure::Timeout, "timeout"),
    (Failure::ServFail, "servfail"),
    (Failure::Bogus, "bogus"),
    (Failure::Rewritten, "rewritten"),
    (Failure::UnprovenNxDomain, "unproven-nxdomain"),
    (Failure::Refused, "refused"),
    (Failure::FormErr, "formerr"),
    (Failure::NotImp, "notimp"),
    (Failure::Referral, "referral"),
    (Failure::Truncated, "truncated"),
    (Failure::Malformed, "malformed"),
    (Failure::Unreachable, "unreachable"),
    (Failure::AliasLoop, "alias-loop"),
    (Failure::AliasChainTooLong, "alias-chain-too-long"),
    (Failure::TooManyRecords, "too-many-records"),
    (Failure::OverBudget(Limit::Queries), "over-queries"),
    (Failure::OverBudget(Limit::Octets), "over-octets"),
    (Failure::OverBudget(Limit::Aliases), "over-aliases"),
    (Failure::OverBudget(Limit::Time), "over-time"),
    (Failure::NotAsked(NotAsked::Offline), "offline"),
    (Failure::NotAsked(NotAsked::NoSocket), "no-socket"),
    (Failure::NotAsked(NotAsked::NoNameserver), "no-nameserver"),
    (Failure::NotAsked(NotAsked::NotRecorded), "not-recorded"),
    (Failure::NotAsked(NotAsked::Deadline), "deadline"),
    (Failure::NotAsked(NotAsked::NoRoute), "no-route"),
    (Failure::NotAsked(NotAsked::Flattened), "flattened"),
    (Failure::NotAsked(NotAsked::Unread), "unread"),
];

/// A failure with a number, and what its token begins with.
type Numbered = (fn(u16) -> Failure, &'static str);

/// Every failure with a number.
const NUMBERED: &[Numbered] = &[
    (Failure::Rcode, "rcode-"),
    (Failure::ServFailBecause, "servfail-ede-"),
    (Failure::Withheld, "withheld-ede-"),
];

/// Extended DNS errors that name what a resolver did to an answer (RFC 8914 section 4).
const WITHHELD: &[(u16, &str)] =
    &[(4, "forged"), (15, "blocked"), (16, "censored"), (17, "filtered"), (18, "prohibited")];

/// Those that explain a SERVFAIL.
const SERVFAIL_REASONS: &[(u16, &str)] = &[
    (6, "DNSSEC validation failed"),
    (7, "a DNSSEC signature has expired"),
    (8, "a DNSSEC signature is not valid yet"),
    (9, "the DNSKEY is missing"),
    (10, "DNSSEC signatures are missing"),
    (11, "the DNSKEY is no zone key"),
    (12, "NSEC records are missing"),
    (22, "no authoritative nameserver could be reached"),
    (23, "network error at an authoritative nameserver"),
];

fn word_of(codes: &'static [(u16, &'static str)], code: u16) -> Option<&'static str> {
    codes.iter().find(|(known, _)| *known == code).map(|(_, word)| *word)
}

impl Failure {
    /// Returns what extended DNS errors make of an answer; `None` where they change nothing.
    pub(super) fn of_extended_errors(codes: &[u16], is_servfail: bool) -> Option<Failure> {
        let first = |known| codes.iter().copied().find(|&code| word_of(known, code).is_some());
        let withheld = first(WITHHELD).map(Failure::Withheld);
        withheld.or_else(|| first(SERVFAIL_REASONS).filter(|_| is_servfail).map(Failure::ServFailBecause))
    }

    /// Returns true when our resolver is to blame, whatever else it answered.
    pub fn is_of_resolver(self) -> bool {
        matches!(
            self,
            Failure::NotAsked(_) | Failure::Rewritten | Failure::UnprovenNxDomain | Failure::Withheld(_)
        )
    }

    /// The failure as files and JSON have it: `timeout`, `servfail`, `rcode-9`, …
    pub fn token(self) -> Cow<'static, str> {
        match self {
            Failure::Rcode(code) => format!("rcode-{code}").into(),
            Failure::ServFailBecause(code) => format!("servfail-ede-{code}").into(),
            Failure::Withheld(code) => format!("withheld-ede-{code}").into(),
            _ => TOKENS.iter().find(|(failure, _)| *failure == self).map_or("unknown", |(_, t)| t).into(),
        }
    }

    /// True when the aliases themselves are at fault, not a nameserver: they form a loop, are too
    /// many, or make a name that is too long.
    pub fn is_of_aliases(self) -> bool {
        matches!(self, Failure::AliasLoop | Failure::AliasChainTooLong | Failure::Rcode(YXDOMAIN))
    }

    /// Returns true when somebody publishes more than is looked at. Time is no such thing: a resolver of ours may be
    /// slow.
    pub fn is_of_amount(self) -> bool {
        match self {
            Failure::TooManyRecords => true,
            Failure::OverBudget(limit) => limit != Limit::Time,
            _ => false,
        }
    }

    /// How much the failure shows about the name asked for; of several tries the
    /// one that shows most counts. A response beats silence.
    pub(crate) fn telling(self) -> u8 {
        match self {
            Failure::AliasLoop
            | Failure::AliasChainTooLong
            | Failure::TooManyRecords
            | Failure::OverBudget(_) => 12,
            Failure::Bogus
            | Failure::ServFailBecause(_)
            | Failure::Rewritten
            | Failure::UnprovenNxDomain
            | Failure::Withheld(_) => 11,
            Failure::ServFail => 10,
            Failure::Refused => 9,
            Failure::FormErr => 8,
            Failure::NotImp => 7,
            Failure::Rcode(_) => 6,
            Failure::Referral => 5,
            Failure::Malformed => 4,
            Failure::Truncated => 3,
            Failure::Timeout => 2,
            Failure::Unreachable => 1,
            Failure::NotAsked(_) => 0,
        }
    }
}

/// Reads what [`Failure::token`] gives.
impl FromStr for Failure {
    type Err = ();

    fn from_str(token: &str) -> Result<Failure, ()> {
        if let Some((failure, _)) = TOKENS.iter().find(|(_, known)| *known == token) {
            return Ok(*failure);
        }
        let number = |(failure, begin): &Numbered| Some((*failure, token.strip_prefix(begin)?));
        let (failure, digits) = NUMBERED.iter().find_map(number).ok_or(())?;
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(());
        }
        digits.parse().map(failure).map_err(|_| ())
    }
}

/// A clause for the reader, without capital and full stop.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Failure::Timeout => "no answer in time",
            Failure::ServFail => "the nameserver answered SERVFAIL",
            Failure::Bogus => {
                "the DNSSEC signatures are wrong (SERVFAIL, but an answer with checking disabled)"
            }
            Failure::ServFailBecause(code) => {
                let reason = word_of(SERVFAIL_REASONS, *code).unwrap_or("for another reason");
                return write!(f, "the nameserver answered SERVFAIL: {reason} (extended DNS error {code})");
            }
            Failure::Rewritten => "the nameserver gives this address for names that do not exist",
            Failure::UnprovenNxDomain => {
                "the resolver denies it, but does not prove that it knows the public DNS"
            }
            Failure::Withheld(code) => {
                let word = word_of(WITHHELD, *code).unwrap_or("withheld");
                return write!(f, "the resolver says that the answer is {word} (extended DNS error {code})");
            }
            Failure::Refused => "the nameserver refused to answer (REFUSED)",
            Failure::FormErr => "the nameserver did not understand the question (FORMERR)",
            Failure::NotImp => "the nameserver does not know this kind of question (NOTIMP)",
            Failure::Rcode(code) => return write!(f, "the nameserver answered with response code {code}"),
            Failure::Referral => "the nameserver only names other nameservers (it does not resolve)",
            Failure::Truncated => "the answer was cut short and TCP brought none",
            Failure::Malformed => "what came was not an answer to the question",
            Failure::Unreachable => "the nameserver cannot be reached",
            Failure::AliasLoop => "the aliases form a loop",
            Failure::AliasChainTooLong => return write!(f, "more than {MAX_ALIASES} aliases in a row"),
            Failure::TooManyRecords => return write!(f, "more than {MAX_RECORDS} records in one answer"),
            Failure::OverBudget(Limit::Queries) => "not asked: the queries for one sender are used up",
            Failure::OverBudget(Limit::Octets) => "not kept: the answers for one sender are too large",
            Failure::OverBudget(Limit::Aliases) => "not followed: too many aliases for one sender",
            Failure::OverBudget(Limit::Time) => "not waited for: the time for one sender is over",
            Failure::NotAsked(NotAsked::Offline) => "not asked: --offline, and no zone file answers it",
            Failure::NotAsked(NotAsked::NoSocket) => "not asked: no socket could be opened",
            Failure::NotAsked(NotAsked::NoNameserver) => "not asked: no nameserver answered anything then",
            Failure::NotAsked(NotAsked::NotRecorded) => "not asked: the recording does not hold it",
            Failure::NotAsked(NotAsked::Deadline) => "not asked: the time of the run was over (--deadline)",
            Failure::NotAsked(NotAsked::NoRoute) => "not asked: no way leads there from this host",
            Failure::NotAsked(NotAsked::Flattened) => {
                "not known: the provider publishes addresses in place of an alias, and the zone file holds none"
            }
            Failure::NotAsked(NotAsked::Unread) => "not known: the line of the zone file cannot be read",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_read_back() {
        for (failure, token) in TOKENS {
            assert_eq!(failure.token(), *token);
            assert_eq!(token.parse(), Ok(*failure));
        }
        assert_eq!(Failure::Rcode(9).token(), "rcode-9");
        for (failure, _) in NUMBERED {
            let failure = failure(9);
            assert_eq!(failure.token().parse(), Ok(failure));
        }
        for wrong in ["", "Timeout", "rcode-", "rcode-+1", "rcode-65536"] {
            assert_eq!(wrong.parse::<Failure>(), Err(()));
        }
    }
}
