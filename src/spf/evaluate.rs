//! check_host() (RFC 7208 section 4): terms are evaluated in order, and look-ups counted in order.

use std::net::IpAddr;

use futures_util::future::{BoxFuture, Either, join_all, select};

use super::macros::{MacroString, Values, name_of, plain};
use super::networks::{contains4, contains6};
use super::record::{Mechanism, Prefixes, SpfRecord, Term, TermKind, text_of};
use super::trace::{RecordTrace, TermOutcome, TermTrace, shown};
use super::{Evaluation, MAX_LOOKUPS, MAX_NAMES, MAX_VOID_LOOKUPS, Place, Request, SpfResult, ahead};
use crate::dns::{Dns, Failure, Lookup, Name, Outcome, Record, RecordData, RecordType, look_up};

/// The macro `p` where no name of the address is validated (RFC 7208 section 7.3).
const UNKNOWN: &str = "unknown";

/// Evaluates the record of the request's domain for the request's address.
///
/// It asks nobody more than check_host() may; what the record will need is asked ahead at the same
/// time, so `dns` should remember its answers, as [`crate::dns::Cache`] does. A look-up that fails
/// is the result temperror.
pub async fn evaluate(dns: &dyn Dns, request: &Request) -> Evaluation {
    let mut evaluation = Evaluation {
        identity: request.identity,
        domain: request.domain.to_ascii_lowercase(),
        address: request.ip.to_canonical(),
        result: SpfResult::None,
        explanation: None,
        record: None,
        place: None,
        matched: None,
        reason: None,
        failure: None,
        nxdomain: false,
        lookups: 0,
        void_lookups: 0,
        trace: Vec::new(),
        txt: Vec::new(),
        name: None,
    };
    let Some(domain) = full_name(&request.domain) else {
        evaluation.reason = Some("it is no fully qualified domain name".to_owned());
        return evaluation;
    };
    evaluation.domain = domain.to_string();
    evaluation.name = Some(domain.clone());
    let request = &Request { ip: request.ip.to_canonical(), ..request.clone() };
    let mut evaluator = Evaluator { dns, request, lookups: 0, voids: 0, stack: Vec::new(), names: None };
    let checking = Box::pin(evaluator.check(domain.clone()));
    let asking_ahead = Box::pin(ahead::ask(dns, request, &domain));
    let checked = match select(checking, asking_ahead).await {
        Either::Left((checked, _)) => checked,
        Either::Right((_, checking)) => checking.await,
    };
    if let Some((target, domain)) = checked.explanation.filter(|_| checked.trace.result == SpfResult::Fail) {
        evaluation.explanation = evaluator.explain(&target, &domain).await;
    }
    let Evaluator { lookups, voids, .. } = evaluator;
    let trace = checked.trace;
    let decided = trace.terms.last().filter(|term| term.outcome != TermOutcome::NoMatch);
    evaluation.matched = decided.map(|term| term.term.clone());
    evaluation.result = trace.result;
    evaluation.record = trace.record;
    evaluation.place = trace.place;
    evaluation.reason = trace.reason;
    evaluation.failure = checked.failure;
    evaluation.nxdomain = checked.nxdomain;
    evaluation.lookups = lookups;
    evaluation.void_lookups = voids;
    evaluation.trace = trace.terms;
    evaluation.txt = trace.txt;
    evaluation
}

/// A domain that may have a record: at least two labels, no address in brackets
/// (RFC 7208 section 4.3).
fn full_name(text: &str) -> Option<Name> {
    if text.starts_with('[') {
        return None;
    }
    let name = name_of(text.strip_suffix('.').unwrap_or(text))?;
    let is_full = name.labels().len() > 1;
    is_full.then_some(name)
}

/// What an evaluation of one record came to.
struct Checked {
    trace: RecordTrace,
    failure: Option<Failure>,
    nxdomain: bool,
    is_void: bool,
    /// The explanation of the record that decided, and that record's domain.
    explanation: Option<(MacroString, Name)>,
}

/// Why an evaluation ends before a term matches.
enum Abort {
    Permerror(String),
    Temperror(String, Failure),
}

struct Evaluator<'a> {
    dns: &'a dyn Dns,
    request: &'a Request,
    lookups: u32,
    voids: u32,
    /// The domains whose records are being evaluated, the outermost first.
    stack: Vec<Name>,
    /// The names of the address, validated, once they have been asked for.
    names: Option<Vec<Name>>,
}

/// A term that led to a record of its own.
enum Step {
    Matches(bool),
    /// By `redirect=`: that record's result is the result.
    Becomes(SpfResult),
}

impl Evaluator<'_> {
    /// Evaluates one domain's record. Not deeper than there are look-ups, each of which is counted
    /// before it is followed.
    fn check<'s>(&'s mut self, domain: Name) -> BoxFuture<'s, Checked> {
        Box::pin(async move {
            let lookup = look_up(self.dns, &domain, RecordType::TXT).await;
            self.stack.push(domain.clone());
            let checked = self.check_lookup(domain, &lookup).await;
            self.stack.pop();
            checked
        })
    }

    async fn check_lookup(&mut self, domain: Name, lookup: &Lookup) -> Checked {
        let (txt, texts): (Vec<&Record>, Vec<Vec<u8>>) =
            lookup.records().iter().filter_map(|record| text_of(record).map(|text| (record, text))).unzip();
        let mut checked = Checked {
            trace: RecordTrace {
                domain: domain.clone(),
                record: None,
                place: txt.first().and_then(|record| Place::of(record)),
                txt: txt.into_iter().cloned().collect(),
                result: SpfResult::None,
                reason: None,
                terms: Vec::new(),
            },
            failure: None,
            nxdomain: matches!(lookup.outcome, Outcome::NxDomain { .. }),
            is_void: lookup.is_negative(),
            explanation: None,
        };
        if let Some(failure) = lookup.failure() {
            checked.end(Abort::Temperror(format!("the record of {domain} could not be looked up"), failure));
            return checked;
        }
        let text = match texts.as_slice() {
            [] => {
                let what = if checked.nxdomain { "does not exist" } else { "publishes no SPF record" };
                checked.trace.reason = Some(format!("{domain} {what}"));
                return checked;
            }
            [text] => text,
            several => {
                let count = several.len();
                checked
                    .end(Abort::Permerror(format!("{domain} publishes {count} SPF records; one is allowed")));
                return checked;
            }
        };
        checked.trace.record = Some(shown(text));
        let record = SpfRecord::parse(text);
        if !record.errors.is_empty() {
            let errors: Vec<String> = record.errors.iter().take(5).map(ToString::to_string).collect();
            let more = record.errors.len().saturating_sub(errors.len());
            let more = if more > 0 { format!("; and {more} more") } else { String::new() };
            checked.end(Abort::Permerror(format!(
                "syntax error in the record of {domain}: {}{more}",
                errors.join("; ")
            )));
            return checked;
        }
        checked.trace.result = SpfResult::Neutral;
        let last = record.redirect().map(|(term, _)| term);
        let directives = record.terms.iter().filter(|term| term.mechanism().is_some());
        for term in directives.chain(last) {
            if self.term(term, &domain, &mut checked).await {
                break;
            }
        }
        if checked.explanation.is_none()
            && checked.trace.terms.last().is_none_or(|term| term.outcome != TermOutcome::Redirect)
        {
            checked.explanation = record.explanation().map(|target| (target.clone(), domain));
        }
        checked
    }

    /// Evaluates a term and keeps its trace. True when it ends the evaluation of the record.
    async fn term(&mut self, term: &Term, domain: &Name, checked: &mut Checked) -> bool {
        let mut trace = TermTrace {
            term: term.text.clone(),
            position: term.position,
            qualifier: None,
            target: None,
            lookups: self.lookups,
            void_lookups: self.voids,
            outcome: TermOutcome::NoMatch,
            found: Vec::new(),
            found_more: 0,
            note: None,
            nested: None,
        };
        let step = match self.count(term) {
            Err(abort) => Err(abort),
            Ok(()) => match &term.kind {
                TermKind::Directive(qualifier, mechanism) => {
                    trace.qualifier = Some(*qualifier);
                    self.mechanism(mechanism, domain, &mut trace).await.map(Step::Matches)
                }
                TermKind::Redirect(target) => self.redirect(target, domain, &mut trace, checked).await,
                TermKind::Explanation(_) | TermKind::UnknownModifier => Ok(Step::Matches(false)),
            },
        };
        let result = &mut checked.trace.result;
        let is_over = match step {
            Ok(Step::Matches(false)) => false,
            Ok(Step::Matches(true)) => {
                trace.outcome = TermOutcome::Match;
                *result = trace.qualifier.map_or(SpfResult::Neutral, SpfResult::from);
                true
            }
            Ok(Step::Becomes(becomes)) => {
                trace.outcome = TermOutcome::Redirect;
                *result = becomes;
                true
            }
            Err(abort) => {
                trace.outcome = match abort {
                    Abort::Permerror(_) => TermOutcome::Permerror,
                    Abort::Temperror(..) => TermOutcome::Temperror,
                };
                checked.end(abort);
                true
            }
        };
        trace.lookups = self.lookups - trace.lookups;
        trace.void_lookups = self.voids - trace.void_lookups;
        checked.trace.terms.push(trace);
        is_over
    }

    fn count(&mut self, term: &Term) -> Result<(), Abort> {
        if term.asks() {
            self.lookups += 1;
            if self.lookups > MAX_LOOKUPS {
                return Err(Abort::Permerror(format!(
                    "\"{}\" would be look-up {} of the {MAX_LOOKUPS} that are allowed",
                    term.text, self.lookups
                )));
            }
        }
        Ok(())
    }

    /// Counts a look-up that found nothing.
    fn count_void(&mut self, lookup: &Lookup) -> Result<(), Abort> {
        if lookup.is_negative() {
            self.voids += 1;
            if self.voids > MAX_VOID_LOOKUPS {
                return Err(Abort::Permerror(format!(
                    "{} {} is the third look-up that finds nothing; {MAX_VOID_LOOKUPS} are allowed",
                    lookup.question.name, lookup.question.rtype
                )));
            }
        }
        Ok(())
    }

    async fn mechanism(
        &mut self,
        mechanism: &Mechanism,
        domain: &Name,
        trace: &mut TermTrace,
    ) -> Result<bool, Abort> {
        match mechanism {
            Mechanism::All => Ok(true),
            Mechanism::Ip4(network, length) => {
                trace.target = Some(format!("{network}/{length}"));
                Ok(matches!(self.request.ip, IpAddr::V4(ip) if contains4(*network, *length, ip)))
            }
            Mechanism::Ip6(network, length) => {
                trace.target = Some(format!("{network}/{length}"));
                Ok(matches!(self.request.ip, IpAddr::V6(ip) if contains6(*network, *length, ip)))
            }
            Mechanism::A(target, prefixes) => {
                let Some(name) = self.target(target.as_ref(), domain, trace).await else { return Ok(false) };
                let lookup = self.addresses(&name).await;
                self.holds(&lookup, *prefixes, trace)
            }
            Mechanism::Mx(target, prefixes) => {
                let Some(name) = self.target(target.as_ref(), domain, trace).await else { return Ok(false) };
                self.mx(&name, *prefixes, trace).await
            }
            Mechanism::Ptr(target) => {
                let Some(name) = self.target(target.as_ref(), domain, trace).await else { return Ok(false) };
                self.ptr(&name, trace).await
            }
            Mechanism::Exists(target) => {
                let Some(name) = self.target(Some(target), domain, trace).await else { return Ok(false) };
                let lookup = look_up(self.dns, &name, RecordType::A).await;
                self.usable(&lookup)?;
                trace.note_found(lookup.records().iter().filter_map(Record::ip).map(|ip| ip.to_string()));
                Ok(!lookup.records().is_empty())
            }
            Mechanism::Include(target) => self.include(target, domain, trace).await,
        }
    }

    /// The name that a term leads to; none, with a note, where DNS cannot hold it: nothing is
    /// there, then (RFC 7208 section 4.8).
    async fn target(
        &mut self,
        target: Option<&MacroString>,
        domain: &Name,
        trace: &mut TermTrace,
    ) -> Option<Name> {
        let text = match target {
            Some(target) => self.expand(target, domain).await,
            None => plain(domain),
        };
        let name = name_of(&text);
        trace.target = Some(name.as_ref().map_or_else(|| text.clone(), Name::to_string));
        if name.is_none() {
            trace.note = Some("it is no domain name: nothing can be there".to_owned());
        }
        name
    }

    async fn expand(&mut self, string: &MacroString, domain: &Name) -> String {
        let validated = self.validated_name(string, domain).await;
        string.expand_domain(&values(self.request, &plain(domain), &validated))
    }

    /// What `%{p}` stands for: the domain itself, else a name below it, else any (RFC 7208
    /// section 7.3). A look-up that fails makes it unknown.
    async fn validated_name(&mut self, string: &MacroString, domain: &Name) -> String {
        if !string.needs_validated_name() {
            return UNKNOWN.to_owned();
        }
        let names = self.validated_names().await;
        let best = (names.iter().find(|name| *name == domain))
            .or_else(|| names.iter().find(|name| name.is_at_or_below(domain)))
            .or_else(|| names.first());
        best.map_or_else(|| UNKNOWN.to_owned(), plain)
    }

    /// The first ten names of the address that lead back to it.
    async fn validated_names(&mut self) -> Vec<Name> {
        if let Some(names) = &self.names {
            return names.clone();
        }
        let ptr = look_up(self.dns, &Name::reverse(self.request.ip), RecordType::PTR).await;
        let named = ptr.records().iter().filter_map(|record| match &record.data {
            RecordData::Ptr(name) => Some(name.clone()),
            _ => None,
        });
        let named: Vec<Name> = named.take(MAX_NAMES).collect();
        let lookups = join_all(named.iter().map(|name| self.addresses(name))).await;
        let is_validated =
            |lookup: &Lookup| lookup.records().iter().any(|record| record.ip() == Some(self.request.ip));
        let names: Vec<Name> =
            named.into_iter().zip(&lookups).filter(|(_, l)| is_validated(l)).map(|(name, _)| name).collect();
        self.names = Some(names.clone());
        names
    }

    /// The addresses of a name, of the family of the sending address.
    async fn addresses(&self, name: &Name) -> Lookup {
        let rtype = if self.request.ip.is_ipv4() { RecordType::A } else { RecordType::AAAA };
        look_up(self.dns, name, rtype).await
    }

    fn usable(&mut self, lookup: &Lookup) -> Result<(), Abort> {
        match lookup.failure() {
            Some(failure) => {
                let Lookup { question, .. } = lookup;
                let what = format!("{} {} could not be looked up", question.name, question.rtype);
                Err(Abort::Temperror(what, failure))
            }
            None => self.count_void(lookup),
        }
    }

    fn holds(&mut self, lookup: &Lookup, prefixes: Prefixes, trace: &mut TermTrace) -> Result<bool, Abort> {
        self.usable(lookup)?;
        let ips = || lookup.records().iter().filter_map(Record::ip);
        trace.note_found(ips().map(|ip| ip.to_string()));
        Ok(ips().any(|found| match (found, self.request.ip) {
            (IpAddr::V4(network), IpAddr::V4(ip)) => contains4(network, prefixes.ip4, ip),
            (IpAddr::V6(network), IpAddr::V6(ip)) => contains6(network, prefixes.ip6, ip),
            _ => false,
        }))
    }

    async fn mx(&mut self, name: &Name, prefixes: Prefixes, trace: &mut TermTrace) -> Result<bool, Abort> {
        let lookup = look_up(self.dns, name, RecordType::MX).await;
        self.usable(&lookup)?;
        let mut exchanges: Vec<(u16, &Name)> = lookup
            .records()
            .iter()
            .filter_map(|record| match &record.data {
                RecordData::Mx { preference, exchange } => Some((*preference, exchange)),
                _ => None,
            })
            .collect();
        if exchanges.len() > MAX_NAMES {
            let count = exchanges.len();
            return Err(Abort::Permerror(format!("{name} has {count} exchanges; {MAX_NAMES} are allowed")));
        }
        // The null MX has no address.
        exchanges.retain(|(_, exchange)| !exchange.is_root());
        exchanges.sort();
        let lookups = join_all(exchanges.iter().map(|(_, exchange)| self.addresses(exchange))).await;
        for lookup in &lookups {
            if self.holds(lookup, prefixes, trace)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A look-up that fails means no match here (RFC 7208 section 5.5).
    async fn ptr(&mut self, name: &Name, trace: &mut TermTrace) -> Result<bool, Abort> {
        let ptr = look_up(self.dns, &Name::reverse(self.request.ip), RecordType::PTR).await;
        self.count_void(&ptr)?;
        if let Some(failure) = ptr.failure() {
            trace.note = Some(format!("the name of the address could not be looked up: {failure}"));
        }
        let names = self.validated_names().await;
        trace.note_found(names.iter().map(Name::to_string));
        Ok(names.iter().any(|found| found.is_at_or_below(name)))
    }

    /// Evaluates the record that a term leads to.
    async fn nested(
        &mut self,
        target: &MacroString,
        domain: &Name,
        trace: &mut TermTrace,
    ) -> Result<Checked, Abort> {
        let Some(name) = self.target(Some(target), domain, trace).await else {
            let text = trace.target.clone().unwrap_or_default();
            return Err(Abort::Permerror(format!("\"{text}\" is no domain name: no record can be there")));
        };
        if self.stack.contains(&name) {
            // It would go round until the look-ups are used up.
            return Err(Abort::Permerror(format!("the record of {name} leads back to itself")));
        }
        let checked = self.check(name).await;
        if checked.is_void {
            // No record is an error here in any case.
            self.voids += 1;
        }
        if checked.trace.result == SpfResult::None {
            let reason = checked.trace.reason.clone().unwrap_or_default();
            trace.nested = Some(Box::new(checked.trace));
            return Err(Abort::Permerror(reason));
        }
        Ok(checked)
    }

    /// RFC 7208 section 5.2.
    async fn include(
        &mut self,
        target: &MacroString,
        domain: &Name,
        trace: &mut TermTrace,
    ) -> Result<bool, Abort> {
        let Checked { trace: nested, failure, .. } = self.nested(target, domain, trace).await?;
        let (result, reason) = (nested.result, nested.reason.clone().unwrap_or_default());
        trace.nested = Some(Box::new(nested));
        match result {
            SpfResult::Pass => Ok(true),
            SpfResult::Fail | SpfResult::Softfail | SpfResult::Neutral => Ok(false),
            SpfResult::None | SpfResult::Permerror => Err(Abort::Permerror(reason)),
            SpfResult::Temperror => Err(match failure {
                Some(failure) => Abort::Temperror(reason, failure),
                None => Abort::Permerror(reason),
            }),
        }
    }

    /// RFC 7208 section 6.1.
    async fn redirect(
        &mut self,
        target: &MacroString,
        domain: &Name,
        trace: &mut TermTrace,
        checked: &mut Checked,
    ) -> Result<Step, Abort> {
        let nested = self.nested(target, domain, trace).await?;
        let result = nested.trace.result;
        checked.trace.reason = nested.trace.reason.clone();
        checked.failure = nested.failure;
        checked.explanation = nested.explanation;
        trace.nested = Some(Box::new(nested.trace));
        Ok(Step::Becomes(result))
    }

    /// The explanation of a fail (RFC 7208 section 6.2): whatever is wrong with it, there is none.
    async fn explain(&mut self, target: &MacroString, domain: &Name) -> Option<String> {
        let name = name_of(&self.expand(target, domain).await)?;
        let lookup = look_up(self.dns, &name, RecordType::TXT).await;
        let [Record { data: RecordData::Txt(strings), .. }] = lookup.records() else { return None };
        let text = String::from_utf8(strings.concat()).ok()?;
        let text = MacroString::parse_explanation(&text).ok()?;
        let validated = self.validated_name(&text, domain).await;
        text.expand_explanation(&values(self.request, &plain(domain), &validated))
    }
}

impl Checked {
    fn end(&mut self, abort: Abort) {
        let (result, reason) = match abort {
            Abort::Permerror(reason) => (SpfResult::Permerror, reason),
            Abort::Temperror(what, failure) => {
                // A nested record has said how it failed.
                let reason = match self.failure.replace(failure) {
                    _ if what.contains(": ") => what,
                    _ => format!("{what}: {failure}"),
                };
                (SpfResult::Temperror, reason)
            }
        };
        self.trace.result = result;
        self.trace.reason = Some(reason);
    }
}

/// The values of the macros in the record of a domain.
pub(super) fn values<'a>(request: &'a Request, domain: &'a str, validated_name: &'a str) -> Values<'a> {
    let local_part = if request.local_part.is_empty() { "postmaster" } else { &request.local_part };
    Values {
        ip: request.ip,
        local_part,
        sender_domain: request.domain.strip_suffix('.').unwrap_or(&request.domain),
        helo: &request.helo,
        domain,
        validated_name,
        receiver: &request.receiver,
        time: request.time,
    }
}
