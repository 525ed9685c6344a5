//! The document of `mxcheck spf`, and SPF in others.

use std::borrow::Cow;
use std::net::IpAddr;
use std::time::Duration;

use serde::Serialize;

use super::envelope::{Envelope, milliseconds};
use super::identity::SenderView;
use super::view::{shown_as, view, words};
use crate::dns::{Failure, Name};
use crate::sender::Sender;
use crate::spf::{
    Authorised, Budget, BudgetTerm, Evaluation, Fault as SpfFault, Identity, NearRecord, NestedBudget, Place,
    Qualifier, RecordTrace, SpfResult, Standing, SyntaxError, TermOutcome, TermTrace,
};
use crate::zone::Heading;

/// SPF alone.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SpfReport {
    /// Schema, version and command.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// The identity that was tested.
    pub sender: SenderView,
    /// The zone files of the run, whose zones they are and where that is from.
    pub zones: Vec<Heading>,
    /// The result for each address given, for each identity that is known.
    pub spf: Vec<Evaluation>,
    /// What the record costs, and the senders that it authorises; null where an address was given.
    pub budget: Option<Budget>,
    /// How many different DNS questions the run needed, whoever answered them.
    pub queries: usize,
    /// Milliseconds from the first question to the last answer.
    pub elapsed_ms: u64,
    /// The flags of the run that the next command repeats.
    #[serde(skip)]
    pub invocation: Vec<String>,
}

impl SpfReport {
    /// Puts a run's results together.
    pub fn new(
        sender: &Sender,
        zones: Vec<Heading>,
        spf: Vec<Evaluation>,
        budget: Option<Budget>,
        queries: usize,
        elapsed: Duration,
    ) -> SpfReport {
        SpfReport {
            envelope: Envelope::of("spf"),
            sender: SenderView::of(sender, &[]),
            zones,
            spf,
            budget,
            queries,
            elapsed_ms: milliseconds(elapsed),
            invocation: Vec::new(),
        }
    }
}

words! {
    /// The result of check_host() (RFC 7208 section 2.6).
    SpfResult as SpfResultWord {
        /// There is no record, or no domain that could have one.
        None = "none",
        /// The record says nothing of the address.
        Neutral = "neutral",
        /// The address may send.
        Pass = "pass",
        /// The address may not send.
        Fail = "fail",
        /// The address probably may not send.
        Softfail = "softfail",
        /// A lookup failed.
        Temperror = "temperror",
        /// The record is wrong.
        Permerror = "permerror",
    }
}

words! {
    /// What makes an evaluation a permerror.
    SpfFault as SpfFaultWord {
        /// A term that the grammar does not allow.
        Syntax = "syntax",
        /// More than one record.
        SeveralRecords = "several-records",
        /// More than ten terms that ask DNS.
        Lookups = "lookups",
        /// More than two lookups that find nothing.
        VoidLookups = "void-lookups",
        /// More than ten exchanges behind one mx.
        Exchanges = "exchanges",
        /// No record where an include or a redirect leads.
        NoRecordThere = "no-record-there",
        /// A record that leads back to itself.
        Loop = "loop",
    }
}

words! {
    /// How a record is, whoever sends.
    Standing as StandingWord {
        /// There is none.
        Missing = "missing",
        /// Something that it needs could not be looked up.
        Unknown = "unknown",
        /// It is a permerror for every address that it does not name.
        Wrong = "wrong",
        /// It is a permerror for the addresses of one family.
        WrongForOneFamily = "wrong-for-one-family",
        /// It lets everybody pass.
        PermitsEveryone = "permits-everyone",
        /// A record that it leads to is wrong, and few addresses come that far.
        WrongInside = "wrong-inside",
        /// Nothing is wrong with it.
        Valid = "valid",
    }
}

/// What an address meets that no term names.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct UnmatchedView<'a> {
    /// The address that was tried.
    address: IpAddr,
    /// What came of it.
    result: SpfResult,
    /// Why, for none, permerror or temperror; null for the others.
    reason: Option<&'a str>,
    /// What is wrong, for permerror.
    fault: Option<SpfFault>,
    /// Terms that asked DNS, of ten that may.
    lookups: u32,
    /// Lookups that found nothing, of two that may.
    void_lookups: u32,
}

impl<'a> From<&'a Evaluation> for UnmatchedView<'a> {
    fn from(evaluation: &'a Evaluation) -> UnmatchedView<'a> {
        UnmatchedView {
            address: evaluation.address,
            result: evaluation.result,
            reason: evaluation.reason.as_deref(),
            fault: evaluation.fault,
            lookups: evaluation.lookups,
            void_lookups: evaluation.void_lookups,
        }
    }
}

view! {
    /// A record that only looks like SPF.
    NearRecord as NearRecordView<'a>, near {
        /// The record as it was found.
        record: String = near.record.to_string(),
        /// Why it does not count.
        reason: &'a str = &near.near.reason,
        /// The record that was meant; null where that is not evident.
        corrected: Option<&'a str> = near.near.corrected.as_deref(),
    }
}

words! {
    /// Whose record is asked (RFC 7208 sections 2.3 and 2.4).
    Identity as IdentityWord {
        /// The domain of the reverse-path.
        MailFrom = "mail-from",
        /// The HELO name; it is asked in place of a null reverse-path.
        Helo = "helo",
    }
}

view! {
    /// A line of a zone file.
    Place as SpfPlaceView<'a>, place {
        /// The file, as it was named.
        file: &'a str = &place.file,
        /// The line, from 1; null where nothing is.
        line: Option<u32> = place.line,
    }
}

view! {
    /// The result for one identity and one address, and how it came about.
    Evaluation as EvaluationView<'a>, evaluation {
        /// Whose record was asked.
        identity: Identity = evaluation.identity,
        /// The domain asked for, as a name where DNS can hold it.
        domain: &'a str = &evaluation.domain,
        /// The sending address.
        address: IpAddr = evaluation.address,
        /// What came of it.
        result: SpfResult = evaluation.result,
        /// What the domain wants said of a fail, macros expanded; null where it says nothing.
        explanation: Option<&'a str> = evaluation.explanation.as_deref(),
        /// The domain's record; null where there is none, or more than one.
        record: Option<&'a str> = evaluation.record.as_deref(),
        /// The zone file that it comes from; null for a nameserver's answer.
        place: Option<&'a Place> = evaluation.place.as_ref(),
        /// The term of that record which decided; null where none did.
        matched: Option<&'a str> = evaluation.matched.as_deref(),
        /// Why the result is none, permerror or temperror, in words; null for the others.
        reason: Option<&'a str> = evaluation.reason.as_deref(),
        /// What is wrong, for permerror.
        fault: Option<SpfFault> = evaluation.fault,
        /// The lookup that failed, for temperror.
        failure: Option<Cow<'static, str>> = evaluation.failure.map(Failure::token),
        /// True when the domain does not exist.
        nxdomain: bool = evaluation.nxdomain,
        /// Terms that asked DNS, of ten that may.
        lookups: u32 = evaluation.lookups,
        /// Lookups that found nothing, of two that may.
        void_lookups: u32 = evaluation.void_lookups,
        /// The terms of the record that were evaluated, each with the record that it led to.
        trace: &'a [TermTrace] = &evaluation.trace,
    }
}

view! {
    /// One record, as far as it was evaluated.
    RecordTrace as RecordTraceView<'a>, trace {
        /// The domain asked for it.
        domain: &'a Name = &trace.domain,
        /// Its text; null where there is none, or more than one.
        record: Option<&'a str> = trace.record.as_deref(),
        /// The zone file that it comes from.
        place: Option<&'a Place> = trace.place.as_ref(),
        /// What it came to.
        result: SpfResult = trace.result,
        /// Why it is an error, where it is one.
        reason: Option<&'a str> = trace.reason.as_deref(),
        /// The terms that were evaluated, in order.
        terms: &'a [TermTrace] = &trace.terms,
    }
}

view! {
    /// One term that was evaluated.
    TermTrace as TermTraceView<'a>, trace {
        /// As it is in the record.
        term: &'a str = &trace.term,
        /// Octets from the start of the record, from 0.
        position: usize = trace.position,
        /// What it results in when it matches; null for a modifier.
        qualifier: Option<Qualifier> = trace.qualifier,
        /// The name or network that it was compared with, macros expanded; null for `all`.
        target: Option<&'a str> = trace.target.as_deref(),
        /// How many of the ten lookups it took, with what it includes.
        lookups: u32 = trace.lookups,
        /// How many of its lookups found nothing, of two that may.
        void_lookups: u32 = trace.void_lookups,
        /// What it came to.
        outcome: TermOutcome = trace.outcome,
        /// What was found in DNS, at most eight; `found_more` counts the rest.
        found: &'a [String] = &trace.found,
        /// How many further things were found.
        found_more: usize = trace.found_more,
        /// What else is to be said of it.
        note: Option<&'a str> = trace.note.as_deref(),
        /// The record that it led to.
        nested: Option<&'a RecordTrace> = trace.nested.as_deref(),
    }
}

words! {
    /// What a term came to.
    TermOutcome as TermOutcomeWord {
        /// It matches: its qualifier is the result.
        Match = "match",
        /// It does not match.
        NoMatch = "no-match",
        /// The record that it leads to takes the place of this one.
        Redirect = "redirect",
        /// A lookup failed: the evaluation ends.
        Temperror = "temperror",
        /// It is an error: the evaluation ends.
        Permerror = "permerror",
    }
}

words! {
    /// What a matching mechanism results in (RFC 7208 section 4.6.2).
    Qualifier as QualifierWord {
        /// `+`, or nothing.
        Pass = "pass",
        /// `-`.
        Fail = "fail",
        /// `~`.
        Softfail = "softfail",
        /// `?`.
        Neutral = "neutral",
    }
}

view! {
    /// A term that the grammar does not allow.
    SyntaxError as SyntaxErrorView<'a>, error {
        /// Octets from the start of the record, from 0.
        position: usize = error.position,
        /// The term, octets outside ASCII escaped.
        term: &'a str = &error.term,
        /// What is wrong with it.
        problem: &'a str = &error.problem,
    }
}

view! {
    /// A domain's record, walked whole.
    Budget as BudgetView<'a>, budget {
        /// The domain and its record.
        #[serde(flatten)]
        record: &'a NestedBudget = &budget.record,
        /// How many terms that ask DNS may be evaluated: ten.
        lookups_allowed: u32 = budget.lookups_allowed,
        /// How many lookups may find nothing: two.
        void_lookups_allowed: u32 = budget.void_lookups_allowed,
        /// Lookups that find nothing today, whoever sends.
        void_lookups: u32 = budget.void_lookups,
        /// How the record is, whoever sends.
        standing: Standing = budget.standing(),
        /// What an IPv4 address and an IPv6 address meet that no term names.
        unmatched: [UnmatchedView<'a>; 2] = [(&budget.ip4).into(), (&budget.ip6).into()],
        /// The senders that the record lets pass.
        authorises: &'a Authorised = &budget.authorises,
        /// False when something was left out: too many terms, a macro, a lookup that failed.
        is_complete: bool = budget.is_complete,
    }
}

view! {
    /// One record of the walk.
    NestedBudget as NestedBudgetView<'a>, budget {
        /// The domain.
        domain: &'a Name = &budget.domain,
        /// Its record; null where there is none, or more than one.
        record: Option<&'a str> = budget.record.as_deref(),
        /// The zone file that it comes from; null for a nameserver's answer.
        place: Option<&'a Place> = budget.place.as_ref(),
        /// Terms that ask DNS when nothing matches, with those of all that it includes.
        lookups: u32 = budget.lookups,
        /// Why there is no record to walk, in words.
        problem: Option<&'a str> = budget.problem.as_deref(),
        /// The record that only looks like one, where there is none.
        near: Option<&'a NearRecord> = budget.near.as_ref(),
        /// True when there is more than one record.
        is_doubled: bool = budget.is_doubled,
        /// Why the lookup of the record failed, where it did.
        failure: Option<Cow<'static, str>> = budget.failure.map(Failure::token),
        /// Terms that the grammar does not allow.
        errors: &'a [SyntaxError] = &budget.errors,
        /// The record without them; null where it is not evident what was meant.
        corrected: Option<&'a str> = budget.corrected.as_deref(),
        /// Its terms, in order.
        terms: &'a [BudgetTerm] = &budget.terms,
    }
}

view! {
    /// The senders that a record lets pass.
    Authorised as AuthorisedView, authorised {
        /// IPv4 addresses, each counted once.
        ipv4_addresses: u64 = authorised.ipv4_addresses,
        /// IPv6 networks, without those inside others.
        ipv6_networks: usize = authorised.ipv6_networks,
        /// True when everybody is let pass.
        everybody: bool = authorised.everybody,
    }
}

view! {
    /// One term of the walk.
    BudgetTerm as BudgetTermView<'a>, term {
        /// As it is in the record.
        term: &'a str = &term.term,
        /// Octets from the start of the record, from 0.
        position: usize = term.position,
        /// What it results in when it matches; null for a modifier.
        qualifier: Option<Qualifier> = term.qualifier,
        /// Of the ten lookups, with what it includes.
        lookups: u32 = term.lookups,
        /// The senders that it matches, whatever its qualifier.
        addresses: &'a Authorised = &term.addresses,
        /// Why it can never match; null where it can.
        never_matches: Option<&'a str> = term.never_matches.as_deref(),
        /// True when an evaluation that reaches it ends in a permerror.
        is_error: bool = term.is_error,
        /// What else is to be said of it.
        note: Option<&'a str> = term.note.as_deref(),
        /// The record that it leads to.
        nested: Option<&'a NestedBudget> = term.nested.as_deref(),
    }
}
