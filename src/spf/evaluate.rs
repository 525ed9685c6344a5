//! check_host() (RFC 7208 section 4): terms are evaluated in order, and lookups counted in order.

mod mechanism;

use futures_util::future::{BoxFuture, Either, select};

use super::correct::note_on_modifier;
use super::macros::{MacroString, Values, name_of, plain};
use super::near::NearRecord;
use super::record::{SpfRecord, Term, TermKind, text_of};
use super::trace::{RecordTrace, TermOutcome, TermTrace, shown};
use super::{Evaluation, Fault, MAX_LOOKUPS, MAX_VOID_LOOKUPS, Place, Request, SpfResult, ahead};
use crate::dns::{Dns, Failure, Lookup, Name, Outcome, Record, RecordData, RecordType, look_up};

/// Evaluates the record of the request's domain for the request's address.
///
/// It asks nobody more than check_host() may; what the record will need is asked ahead at the same
/// time, so `dns` should remember its answers, as [`crate::resolver::Cache`] does. A lookup that fails
/// is the result temperror.
pub async fn evaluate(dns: &dyn Dns, request: &Request) -> Evaluation {
    check_host(dns, request, true).await
}

/// The same without the lookup of the explanation, where nobody reads it.
pub(super) async fn evaluate_silently(dns: &dyn Dns, request: &Request) -> Evaluation {
    check_host(dns, request, false).await
}

async fn check_host(dns: &dyn Dns, request: &Request, with_explanation: bool) -> Evaluation {
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
        fault: None,
        failure: None,
        nxdomain: false,
        lookups: 0,
        void_lookups: 0,
        trace: Vec::new(),
        txt: Vec::new(),
        name: None,
    };
    let Some(domain) = full_name(&request.domain) else {
        evaluation.reason = Some("not a fully qualified domain name".to_owned());
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
    let is_explained = with_explanation && checked.trace.result == SpfResult::Fail;
    if let Some((target, domain)) = checked.explanation.filter(|_| is_explained) {
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
    evaluation.fault = checked.fault;
    evaluation.failure = checked.failure;
    evaluation.nxdomain = checked.nxdomain;
    evaluation.lookups = lookups;
    evaluation.void_lookups = voids;
    evaluation.trace = trace.terms;
    evaluation.txt = trace.txt;
    evaluation
}

/// Says why there is no record to evaluate, with the one that only looks like SPF.
pub(super) fn without_record(domain: &Name, lookup: &Lookup) -> String {
    let what = match lookup.outcome {
        Outcome::NxDomain { .. } => "does not exist",
        _ => "publishes no SPF record",
    };
    match NearRecord::find(lookup.records()) {
        Some(found) => format!("{domain} {what}: one only looks like it, as {}", found.near.reason),
        None => format!("{domain} {what}"),
    }
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
    fault: Option<Fault>,
    failure: Option<Failure>,
    nxdomain: bool,
    is_void: bool,
    /// The explanation of the record that decided, and that record's domain.
    explanation: Option<(MacroString, Name)>,
}

/// Why an evaluation ends before a term matches.
enum Abort {
    Permerror(Fault, String),
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
    /// Evaluates one domain's record. Not deeper than there are lookups, each of which is counted
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
            fault: None,
            failure: None,
            nxdomain: matches!(lookup.outcome, Outcome::NxDomain { .. }),
            is_void: lookup.is_negative(),
            explanation: None,
        };
        if let Some(failure) = lookup.failure() {
            checked.end(Abort::Temperror(
                format!("the record of {domain} could not be looked up: {failure}"),
                failure,
            ));
            return checked;
        }
        let text = match texts.as_slice() {
            [] => {
                checked.trace.reason = Some(without_record(&domain, lookup));
                return checked;
            }
            [text] => text,
            several => {
                let count = several.len();
                checked.end(Abort::Permerror(
                    Fault::SeveralRecords,
                    format!("{domain} publishes {count} SPF records; one is allowed"),
                ));
                return checked;
            }
        };
        checked.trace.record = Some(shown(text));
        let record = SpfRecord::parse(text);
        if !record.errors.is_empty() {
            let errors: Vec<String> = record.errors.iter().take(5).map(ToString::to_string).collect();
            let more = record.errors.len().saturating_sub(errors.len());
            let more = if more > 0 { format!("; and {more} more") } else { String::new() };
            checked.end(Abort::Permerror(
                Fault::Syntax,
                format!("syntax error in the record of {domain}: {}{more}", errors.join("; ")),
            ));
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
                TermKind::UnknownModifier => {
                    trace.note = note_on_modifier(&term.text);
                    Ok(Step::Matches(false))
                }
                TermKind::Explanation(_) => Ok(Step::Matches(false)),
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
                    Abort::Permerror(..) => TermOutcome::Permerror,
                    Abort::Temperror(..) => TermOutcome::Temperror,
                };
                checked.end(abort);
                true
            }
        };
        trace.lookups = self.lookups - trace.lookups;
        trace.void_lookups = self.voids - trace.void_lookups;
        checked.trace.keep(trace);
        is_over
    }

    fn count(&mut self, term: &Term) -> Result<(), Abort> {
        if term.asks() {
            self.lookups += 1;
            if self.lookups > MAX_LOOKUPS {
                return Err(Abort::Permerror(
                    Fault::Lookups,
                    format!(
                        "\"{}\" would be lookup {} of the {MAX_LOOKUPS} that are allowed",
                        term.text, self.lookups
                    ),
                ));
            }
        }
        Ok(())
    }

    /// Counts a lookup that found nothing.
    fn count_void(&mut self, lookup: &Lookup) -> Result<(), Abort> {
        if lookup.is_negative() {
            self.voids += 1;
            if self.voids > MAX_VOID_LOOKUPS {
                return Err(Abort::Permerror(
                    Fault::VoidLookups,
                    format!(
                        "{} {} is the third void lookup; {MAX_VOID_LOOKUPS} are allowed",
                        lookup.question.name, lookup.question.rtype
                    ),
                ));
            }
        }
        Ok(())
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
            return Err(Abort::Permerror(
                Fault::NoRecordThere,
                format!("\"{text}\" is no domain name: no record can be there"),
            ));
        };
        if self.stack.contains(&name) {
            // It would go round until the lookups are used up.
            return Err(Abort::Permerror(Fault::Loop, format!("the record of {name} leads back to itself")));
        }
        let checked = self.check(name).await;
        if checked.is_void {
            // No record is an error here in any case.
            self.voids += 1;
        }
        if checked.trace.result == SpfResult::None {
            let reason = checked.trace.reason.clone().unwrap_or_default();
            trace.nested = Some(Box::new(checked.trace));
            return Err(Abort::Permerror(Fault::NoRecordThere, reason));
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
        let Checked { trace: nested, fault, failure, .. } = self.nested(target, domain, trace).await?;
        let permerror = |reason| Abort::Permerror(fault.unwrap_or(Fault::NoRecordThere), reason);
        let (result, reason) = (nested.result, nested.reason.clone().unwrap_or_default());
        trace.nested = Some(Box::new(nested));
        match result {
            SpfResult::Pass => Ok(true),
            SpfResult::Fail | SpfResult::Softfail | SpfResult::Neutral => Ok(false),
            SpfResult::None | SpfResult::Permerror => Err(permerror(reason)),
            SpfResult::Temperror => Err(match failure {
                Some(failure) => Abort::Temperror(reason, failure),
                None => permerror(reason),
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
        checked.fault = nested.fault;
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
        text.expand_explanation(&Values::of(self.request, &plain(domain), &validated))
    }
}

impl Checked {
    fn end(&mut self, abort: Abort) {
        let (result, reason) = match abort {
            Abort::Permerror(fault, reason) => {
                self.fault = Some(fault);
                (SpfResult::Permerror, reason)
            }
            Abort::Temperror(reason, failure) => {
                self.failure = Some(failure);
                (SpfResult::Temperror, reason)
            }
        };
        self.trace.result = result;
        self.trace.reason = Some(reason);
    }
}
