//! What a record costs and the senders that it authorises, whoever sends: every term is walked, bounded.

mod never;

use std::net::IpAddr;

use futures_util::future::{BoxFuture, join, join_all};

use self::never::Seen;
use super::arrange::{Ineffective, ineffective, made_effective};
use super::correct::note_on_modifier;
use super::evaluate::{evaluate_silently, without_record};
use super::macros::MacroString;
use super::meant::Meant;
use super::near::NearRecord;
use super::networks::Networks;
use super::record::{Mechanism, Prefixes, Qualifier, SpfRecord, SyntaxError, Term, TermKind, text_of};
use super::trace::shown;
use super::{Evaluation, MAX_LOOKUPS, MAX_NAMES, MAX_VOID_LOOKUPS, Place, Request, SpfResult};
use crate::dns::{Dns, Failure, Lookup, Name, Outcome, Record, RecordData, RecordType, look_up};

/// How many terms are asked about, in all records together; further ones are counted only.
const MAX_ASKED: u32 = 100;
/// How many terms are asked about at once.
const AT_ONCE: usize = 10;
/// How many terms of all records together are walked.
const MAX_TERMS: usize = 2_000;
/// How many errors of a record are kept.
const MAX_ERRORS: usize = 20;
/// How many addresses of one name are counted.
const MAX_ADDRESSES: usize = 1_000;

/// A domain's record, walked whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    /// The domain and its record.
    pub record: NestedBudget,
    /// How many terms that ask DNS may be evaluated: ten.
    pub lookups_allowed: u32,
    /// How many lookups may find nothing: two.
    pub void_lookups_allowed: u32,
    /// Lookups that find nothing today, whoever sends.
    pub void_lookups: u32,
    /// What an IPv4 address meets that no term names.
    pub ip4: Evaluation,
    /// What an IPv6 address meets that no term names.
    pub ip6: Evaluation,
    /// The senders that the record lets pass.
    pub authorises: Authorised,
    /// False when something was left out: too many terms, a macro, a lookup that failed.
    pub is_complete: bool,
}

/// One record of the walk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NestedBudget {
    /// The domain.
    pub domain: Name,
    /// Its record; null where there is none, or more than one.
    pub record: Option<String>,
    /// The zone file that it comes from; null for a nameserver's answer.
    pub place: Option<Place>,
    /// Terms that ask DNS when nothing matches, with those of all that it includes.
    pub lookups: u32,
    /// Why there is no record to walk, in words.
    pub problem: Option<String>,
    /// The record that only looks like one, where there is none.
    pub near: Option<NearRecord>,
    /// True when there is more than one record.
    pub is_doubled: bool,
    /// Why the lookup of the record failed, where it did.
    pub failure: Option<Failure>,
    /// Terms that the grammar does not allow.
    pub errors: Vec<SyntaxError>,
    /// Terms that name senders and have no effect.
    pub ineffective: Vec<Ineffective>,
    /// The record without either, where it is evident what was meant.
    pub corrected: Option<String>,
    /// Its terms, in order.
    pub terms: Vec<BudgetTerm>,
}

/// The senders that a record lets pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Authorised {
    /// IPv4 addresses, each counted once.
    pub ipv4_addresses: u64,
    /// IPv6 networks, without those inside others.
    pub ipv6_networks: usize,
    /// True when everybody is let pass.
    pub everybody: bool,
}

/// One term of the walk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BudgetTerm {
    /// As it is in the record.
    pub term: String,
    /// Octets from the start of the record, from 0.
    pub position: usize,
    /// What it results in when it matches; null for a modifier.
    pub qualifier: Option<Qualifier>,
    /// Of the ten lookups, with what it includes.
    pub lookups: u32,
    /// The senders that it matches, whatever its qualifier.
    pub addresses: Authorised,
    /// Why it can never match; null where it can.
    pub never_matches: Option<String>,
    /// True when an evaluation that reaches it ends in a permerror.
    pub is_error: bool,
    /// What else is to be said of it.
    pub note: Option<String>,
    /// The record that it leads to.
    pub nested: Option<Box<NestedBudget>>,
}

/// Walks a domain's record, with all that it includes: at most a hundred terms are asked about, ten
/// at once. Nothing fails: what could not be looked up is said in the budget.
pub async fn budget(dns: &dyn Dns, domain: &Name) -> Budget {
    walk_whole(dns, domain, MAX_ASKED).await
}

/// Walks a domain's record no further than an evaluation may come: who only wants to know how it is sends no
/// query more.
pub async fn budget_to_the_limits(dns: &dyn Dns, domain: &Name) -> Budget {
    walk_whole(dns, domain, MAX_LOOKUPS).await
}

async fn walk_whole(dns: &dyn Dns, domain: &Name, max_asked: u32) -> Budget {
    let mut walk = Walk {
        dns,
        max_asked,
        asked: 0,
        walked: 0,
        is_complete: true,
        stack: Vec::new(),
        named: Networks::default(),
    };
    let Walked { budget: mut record, passes } = walk.record(domain.clone()).await;
    if record.record.is_none() && record.near.is_none() && !record.is_doubled && record.failure.is_none() {
        let old = look_up(dns, domain, RecordType::SPF).await;
        record.near = NearRecord::find(old.records());
    }
    let sent = domain.as_sent();
    let unmatched = |ip: IpAddr| Request::mail_from(ip, "postmaster", &sent, &sent);
    let ip4 = unmatched(walk.named.ip4_outside().into());
    let ip6 = unmatched(walk.named.ip6_outside().into());
    let (ip4, ip6) = join(evaluate_silently(dns, &ip4), evaluate_silently(dns, &ip6)).await;
    // What a macro leads to is known to the evaluation alone.
    record.lookups = record.lookups.max(ip4.lookups).max(ip6.lookups);
    Budget {
        lookups_allowed: MAX_LOOKUPS,
        void_lookups_allowed: MAX_VOID_LOOKUPS,
        void_lookups: ip4.void_lookups.min(ip6.void_lookups),
        authorises: passes.count(),
        is_complete: walk.is_complete,
        record,
        ip4,
        ip6,
    }
}

/// How a record is, whoever sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// There is none.
    Missing,
    /// Something that it needs could not be looked up.
    Unknown,
    /// It is a permerror for every address that it does not name.
    Wrong,
    /// It is a permerror for the addresses of one family.
    WrongForOneFamily,
    /// It lets everybody pass.
    PermitsEveryone,
    /// A record that it leads to is wrong, and few addresses come that far.
    WrongInside,
    /// Nothing is wrong with it.
    Valid,
}

impl Budget {
    /// Returns how the record is: the evaluations of addresses that it does not name decide.
    pub fn standing(&self) -> Standing {
        let are = |result| [&self.ip4, &self.ip6].map(|evaluation| evaluation.result == result);
        let [is_wrong4, is_wrong6] = are(SpfResult::Permerror);
        if is_wrong4 && is_wrong6 {
            Standing::Wrong
        } else if is_wrong4 || is_wrong6 {
            Standing::WrongForOneFamily
        } else if are(SpfResult::Temperror).contains(&true) {
            Standing::Unknown
        } else if are(SpfResult::None).contains(&true) {
            Standing::Missing
        } else if are(SpfResult::Pass).contains(&true) {
            Standing::PermitsEveryone
        } else if self.record.error().is_some() {
            Standing::WrongInside
        } else {
            Standing::Valid
        }
    }

    /// Returns the evaluation that ends in a permerror, if one does.
    pub fn permerror(&self) -> Option<&Evaluation> {
        [&self.ip4, &self.ip6].into_iter().find(|evaluation| evaluation.result == SpfResult::Permerror)
    }
}

impl NestedBudget {
    /// Returns what makes a permerror of an evaluation that reaches it, in this record or in those that it leads
    /// to.
    pub fn error(&self) -> Option<String> {
        if let Some(error) = self.errors.first() {
            return Some(format!("syntax error in the record of {}: {error}", self.domain));
        }
        self.problem.clone().filter(|_| self.is_absent()).or_else(|| {
            self.terms.iter().find_map(|term| {
                let own = term.is_error.then(|| term.note.clone()).flatten();
                own.or_else(|| term.nested.as_deref()?.error())
            })
        })
    }

    /// Returns the terms without effect of this record, and of those below its domain that it leads to.
    pub fn without_effect(&self) -> Vec<(&NestedBudget, &Ineffective)> {
        let own = self.ineffective.iter().map(|term| (self, term));
        let nested = self.terms.iter().filter_map(|term| term.nested.as_deref());
        let nested = nested.filter(|nested| nested.domain.is_at_or_below(&self.domain));
        own.chain(nested.flat_map(NestedBudget::without_effect)).collect()
    }

    fn is_absent(&self) -> bool {
        self.record.is_none() && self.failure.is_none()
    }
}

struct Walk<'a> {
    dns: &'a dyn Dns,
    /// How many terms may be asked about.
    max_asked: u32,
    asked: u32,
    /// How many terms have been walked.
    walked: usize,
    is_complete: bool,
    stack: Vec<Name>,
    /// The networks that some term names, whatever it says of them.
    named: Networks,
}

/// Addresses, or everybody.
#[derive(Clone, Debug, Default)]
struct Crowd {
    networks: Networks,
    everybody: bool,
}

impl Crowd {
    fn count(&self) -> Authorised {
        Authorised {
            ipv4_addresses: self.networks.ip4_addresses(),
            ipv6_networks: self.networks.ip6_networks(),
            everybody: self.everybody,
        }
    }

    fn extend(&mut self, other: &Crowd) {
        self.networks.extend(&other.networks);
        self.everybody |= other.everybody;
    }
}

struct Walked {
    budget: NestedBudget,
    passes: Crowd,
}

impl Walk<'_> {
    fn record<'s>(&'s mut self, domain: Name) -> BoxFuture<'s, Walked> {
        Box::pin(async move {
            let lookup = look_up(self.dns, &domain, RecordType::TXT).await;
            self.stack.push(domain.clone());
            let walked = self.walk(domain, &lookup).await;
            self.stack.pop();
            walked
        })
    }

    async fn walk(&mut self, domain: Name, lookup: &Lookup) -> Walked {
        let found: Vec<(&Record, Vec<u8>)> =
            lookup.records().iter().filter_map(|record| Some((record, text_of(record)?))).collect();
        let mut budget = NestedBudget {
            domain: domain.clone(),
            record: None,
            place: found.first().and_then(|(record, _)| Place::of(record)),
            lookups: 0,
            problem: None,
            near: None,
            is_doubled: found.len() > 1,
            failure: lookup.failure(),
            errors: Vec::new(),
            ineffective: Vec::new(),
            corrected: None,
            terms: Vec::new(),
        };
        let mut passes = Crowd::default();
        let text = match (&lookup.outcome, found.as_slice()) {
            (Outcome::Failed(failure), _) => {
                budget.problem = Some(format!("the record could not be looked up: {failure}"));
                self.is_complete = false;
                return Walked { budget, passes };
            }
            (_, [(_, text)]) => text,
            (_, []) => {
                budget.problem = Some(without_record(&domain, lookup));
                budget.near = NearRecord::find(lookup.records());
                return Walked { budget, passes };
            }
            (_, several) => {
                let count = several.len();
                budget.problem = Some(format!("{domain} publishes {count} SPF records; one is allowed"));
                return Walked { budget, passes };
            }
        };
        budget.record = Some(shown(text));
        let record = SpfRecord::parse(text);
        budget.errors = record.errors.iter().take(MAX_ERRORS).cloned().collect();
        budget.ineffective = ineffective(text);
        budget.corrected = match (record.errors.is_empty(), found.first()) {
            (false, Some((published, _))) => Meant::of(published).map(|meant| meant.text),
            _ => made_effective(text),
        };
        self.ask_ahead(&record, &domain).await;
        let redirect = record.redirect().map(|(term, _)| term.position);
        let mut seen = Seen::default();
        let room = MAX_TERMS.saturating_sub(self.walked);
        self.is_complete &= record.terms.len() <= room;
        self.walked += record.terms.len().min(room);
        for term in record.terms.iter().take(room) {
            let mut entry = BudgetTerm {
                term: term.text.clone(),
                position: term.position,
                qualifier: match term.kind {
                    TermKind::Directive(qualifier, _) => Some(qualifier),
                    _ => None,
                },
                lookups: 0,
                addresses: Authorised::default(),
                never_matches: seen.why_never(term, redirect),
                is_error: false,
                note: None,
                nested: None,
            };
            if entry.never_matches.is_some() {
                // The same term a second time is asked about a second time.
                if term.mechanism().is_some_and(Mechanism::asks) && seen.is_reached() {
                    self.term(term, &domain, &mut entry).await;
                }
            } else {
                let crowd = self.term(term, &domain, &mut entry).await;
                entry.addresses = crowd.count();
                seen.note(term, crowd.everybody);
                let lets_pass =
                    matches!(term.kind, TermKind::Directive(Qualifier::Pass, _) | TermKind::Redirect(_));
                if lets_pass {
                    passes.extend(&crowd);
                }
            }
            budget.lookups = budget.lookups.saturating_add(entry.lookups);
            budget.terms.push(entry);
        }
        Walked { budget, passes }
    }

    /// Asks the first questions of a record's terms, ten at once; the cache keeps the answers.
    async fn ask_ahead(&self, record: &SpfRecord, domain: &Name) {
        let left = self.max_asked.saturating_sub(self.asked) as usize;
        let mut questions = Vec::new();
        for term in record.terms.iter().filter(|term| term.asks()).take(left) {
            let (target, rtypes): (_, &[RecordType]) = match &term.kind {
                TermKind::Directive(_, Mechanism::Include(target)) | TermKind::Redirect(target) => {
                    (Some(target), &[RecordType::TXT])
                }
                TermKind::Directive(_, Mechanism::A(target, _)) => {
                    (target.as_ref(), &[RecordType::A, RecordType::AAAA])
                }
                TermKind::Directive(_, Mechanism::Mx(target, _)) => (target.as_ref(), &[RecordType::MX]),
                _ => continue,
            };
            if let Some(name) = fixed_name(target, domain) {
                questions.push((name, rtypes));
            }
        }
        for some in questions.chunks(AT_ONCE) {
            let both = some.iter().flat_map(|(name, rtypes)| rtypes.iter().map(move |rtype| (name, *rtype)));
            join_all(both.map(|(name, rtype)| look_up(self.dns, name, rtype))).await;
        }
    }

    async fn term(&mut self, term: &Term, domain: &Name, entry: &mut BudgetTerm) -> Crowd {
        let mut crowd = Crowd::default();
        if term.asks() {
            entry.lookups = 1;
            self.asked += 1;
            if self.asked > self.max_asked {
                self.leave_out(entry, "not looked at: there are too many terms");
                return crowd;
            }
        }
        match &term.kind {
            TermKind::Redirect(target) | TermKind::Directive(_, Mechanism::Include(target)) => {
                let Some(name) = fixed_name(Some(target), domain) else {
                    self.leave_out(entry, MACRO);
                    return crowd;
                };
                if self.stack.contains(&name) {
                    entry.note = Some(format!("the record of {name} leads back to itself: a permerror"));
                    entry.is_error = true;
                    return crowd;
                }
                if self.stack.len() > MAX_LOOKUPS as usize {
                    self.leave_out(entry, "not looked at: more than ten includes, one inside the other");
                    return crowd;
                }
                let walked = self.record(name).await;
                entry.lookups = entry.lookups.saturating_add(walked.budget.lookups);
                if walked.budget.is_absent() {
                    entry.note = Some("there is no record to include: a permerror".to_owned());
                }
                crowd = walked.passes;
                entry.nested = Some(Box::new(walked.budget));
            }
            TermKind::Directive(_, mechanism) => self.mechanism(mechanism, domain, entry, &mut crowd).await,
            TermKind::Explanation(_) => {
                entry.note = Some("asked only for a fail; costs nothing".to_owned());
            }
            TermKind::UnknownModifier => {
                let note = note_on_modifier(&term.text);
                entry.note = Some(note.unwrap_or_else(|| "has no meaning in SPF".to_owned()));
            }
        }
        crowd
    }

    async fn mechanism(
        &mut self,
        mechanism: &Mechanism,
        domain: &Name,
        entry: &mut BudgetTerm,
        crowd: &mut Crowd,
    ) {
        match mechanism {
            Mechanism::All => crowd.everybody = true,
            Mechanism::Ip4(network, length) => self.add(IpAddr::V4(*network), *length, crowd),
            Mechanism::Ip6(network, length) => self.add(IpAddr::V6(*network), *length, crowd),
            Mechanism::A(target, prefixes) => match fixed_name(target.as_ref(), domain) {
                Some(name) => self.addresses(&[&name], *prefixes, entry, crowd).await,
                None => self.leave_out(entry, MACRO),
            },
            Mechanism::Mx(target, prefixes) => match fixed_name(target.as_ref(), domain) {
                Some(name) => {
                    let mx = look_up(self.dns, &name, RecordType::MX).await;
                    self.note_lookups(&[&mx], entry);
                    let exchanges: Vec<&Name> = mx.records().iter().filter_map(exchange).collect();
                    if exchanges.len() > MAX_NAMES {
                        let count = exchanges.len();
                        entry.note = Some(format!("{count} exchanges; {MAX_NAMES} are allowed: a permerror"));
                        entry.is_error = true;
                        return;
                    }
                    let hosts: Vec<&Name> = exchanges.into_iter().filter(|name| !name.is_root()).collect();
                    self.addresses(&hosts, *prefixes, entry, crowd).await;
                }
                None => self.leave_out(entry, MACRO),
            },
            Mechanism::Ptr(_) => {
                self.leave_out(entry, "depends on who sends; ptr is slow and should not be used");
            }
            Mechanism::Exists(target) => match fixed_name(Some(target), domain) {
                Some(name) => {
                    let a = look_up(self.dns, &name, RecordType::A).await;
                    self.note_lookups(&[&a], entry);
                    crowd.everybody = !a.records().is_empty();
                }
                None => self.leave_out(entry, "depends on who sends"),
            },
            Mechanism::Include(_) => {}
        }
    }

    async fn addresses(
        &mut self,
        names: &[&Name],
        prefixes: Prefixes,
        entry: &mut BudgetTerm,
        crowd: &mut Crowd,
    ) {
        let lookups = names.iter().map(|name| {
            join(look_up(self.dns, name, RecordType::A), look_up(self.dns, name, RecordType::AAAA))
        });
        for (a, aaaa) in join_all(lookups).await {
            self.note_lookups(&[&a, &aaaa], entry);
            let records = || a.records().iter().chain(aaaa.records());
            if records().count() > MAX_ADDRESSES {
                let count = records().count();
                self.leave_out(entry, &format!("{count} addresses, of which {MAX_ADDRESSES} are counted"));
            }
            for ip in records().filter_map(Record::ip).take(MAX_ADDRESSES) {
                self.add(ip, if ip.is_ipv4() { prefixes.ip4 } else { prefixes.ip6 }, crowd);
            }
        }
    }

    fn add(&mut self, ip: IpAddr, length: u8, crowd: &mut Crowd) {
        self.named.add(ip, length);
        crowd.networks.add(ip, length);
    }

    /// Notes a name where nothing is for one family or both, or that could not be looked up.
    fn note_lookups(&mut self, lookups: &[&Lookup], entry: &mut BudgetTerm) {
        let Some(first) = lookups.first() else { return };
        let name = &first.question.name;
        if let Some(failure) = lookups.iter().find_map(|lookup| lookup.failure()) {
            self.leave_out(entry, &format!("{name} could not be looked up: {failure}"));
        } else if lookups.iter().all(|lookup| lookup.is_negative()) {
            entry.note = Some(format!("nothing is at {name}: a void lookup"));
        } else if let Some(void) = lookups.iter().find(|lookup| lookup.is_negative()) {
            let rtype = void.question.rtype;
            let family = if rtype == RecordType::A { "IPv4" } else { "IPv6" };
            entry.note = Some(format!("{name} has no {rtype} record: a void lookup for {family} senders"));
        }
    }

    fn leave_out(&mut self, entry: &mut BudgetTerm, note: &str) {
        self.is_complete = false;
        entry.note = Some(note.to_owned());
    }
}

/// What is said of a term whose name holds a macro.
const MACRO: &str = "depends on who sends: its name holds a macro, or is none";

/// The name that a term leads to whoever sends; a macro of the domain alone has one value.
fn fixed_name(target: Option<&MacroString>, domain: &Name) -> Option<Name> {
    match target {
        None => Some(domain.clone()),
        Some(target) => target.fixed_name(domain),
    }
}

fn exchange(record: &Record) -> Option<&Name> {
    match &record.data {
        RecordData::Mx { exchange, .. } => Some(exchange),
        _ => None,
    }
}
