//! What a record costs and whom it authorises, whoever sends: every term is walked, bounded.

mod never;

use std::net::IpAddr;

use futures_util::future::{BoxFuture, join, join_all};

use self::never::Seen;
use super::macros::MacroString;
use super::networks::Networks;
use super::record::{Mechanism, Prefixes, Qualifier, SpfRecord, SyntaxError, Term, TermKind, text_of};
use super::trace::shown;
use super::{MAX_LOOKUPS, MAX_NAMES, MAX_VOID_LOOKUPS, Place, SpfResult};
use crate::dns::{Dns, Failure, Lookup, Name, Outcome, Record, RecordData, RecordType, look_up};

/// How many terms are asked about, in all records together; further ones are counted only.
const MAX_ASKED: u32 = 100;
/// How many terms are asked about at once.
const AT_ONCE: usize = 10;
/// How many terms of one record are walked.
const MAX_TERMS: usize = 2_000;
/// How many addresses of one name are counted.
const MAX_ADDRESSES: usize = 1_000;

/// A domain's record, walked whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    /// The domain and its record.
    pub record: NestedBudget,
    /// How many terms that ask DNS may be evaluated: ten.
    pub lookups_allowed: u32,
    /// How many look-ups may find nothing: two.
    pub void_lookups_allowed: u32,
    /// Look-ups that find nothing today, whoever sends.
    pub void_lookups: u32,
    /// Whom the record lets pass.
    pub authorises: Authorised,
    /// False when something was left out: too many terms, a macro, a look-up that failed.
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
    /// True when there is more than one record.
    pub is_doubled: bool,
    /// Why the look-up of the record failed, where it did.
    pub failure: Option<Failure>,
    /// Terms that the grammar does not allow.
    pub errors: Vec<SyntaxError>,
    /// Its terms, in order.
    pub terms: Vec<BudgetTerm>,
}

/// Whom a record lets pass.
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
    /// As it stands in the record.
    pub term: String,
    /// Octets from the start of the record, from 0.
    pub position: usize,
    /// What it results in when it matches; null for a modifier.
    pub qualifier: Option<Qualifier>,
    /// Of the ten look-ups, with what it includes.
    pub lookups: u32,
    /// Whom it stands for, whatever its qualifier says of them.
    pub addresses: Authorised,
    /// Why it can never match; null where it can.
    pub never_matches: Option<String>,
    /// What else is to be said of it.
    pub note: Option<String>,
    /// The record that it leads to.
    pub nested: Option<Box<NestedBudget>>,
}

/// Walks a domain's record, with all that it includes: at most a hundred terms are asked about, ten
/// at once. Nothing fails: what could not be looked up is said in the budget.
pub async fn budget(dns: &dyn Dns, domain: &Name) -> Budget {
    let mut walk = Walk { dns, asked: 0, voids: 0, is_complete: true, stack: Vec::new() };
    let walked = walk.record(domain.clone()).await;
    Budget {
        lookups_allowed: MAX_LOOKUPS,
        void_lookups_allowed: MAX_VOID_LOOKUPS,
        void_lookups: walk.voids,
        authorises: walked.passes.count(),
        is_complete: walk.is_complete,
        record: walked.budget,
    }
}

impl Budget {
    /// What an address that nothing matches would meet: permerror where a record is wrong or the
    /// limits are passed, temperror where a record could not be looked up, none without a record,
    /// else neutral.
    pub fn result(&self) -> SpfResult {
        let mut worst = SpfResult::Neutral;
        let mut open = vec![(&self.record, true)];
        while let Some((record, is_first)) = open.pop() {
            let has_none = record.record.is_none() && record.failure.is_none();
            if !record.errors.is_empty() || record.is_doubled || (has_none && !is_first) {
                return SpfResult::Permerror;
            }
            if record.failure.is_some() {
                worst = SpfResult::Temperror;
            } else if has_none {
                worst = SpfResult::None;
            }
            open.extend(record.terms.iter().filter_map(|term| Some((term.nested.as_deref()?, false))));
        }
        let is_over = self.record.lookups > MAX_LOOKUPS || self.void_lookups > MAX_VOID_LOOKUPS;
        if is_over { SpfResult::Permerror } else { worst }
    }
}

struct Walk<'a> {
    dns: &'a dyn Dns,
    asked: u32,
    voids: u32,
    is_complete: bool,
    stack: Vec<Name>,
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
            is_doubled: found.len() > 1,
            failure: lookup.failure(),
            errors: Vec::new(),
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
            (outcome, []) => {
                let exists = !matches!(outcome, Outcome::NxDomain { .. });
                let what = if exists { "publishes no SPF record" } else { "does not exist" };
                budget.problem = Some(format!("{domain} {what}"));
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
        budget.errors.clone_from(&record.errors);
        self.ask_ahead(&record, &domain).await;
        let redirect = record.redirect().map(|(term, _)| term.position);
        let mut seen = Seen::default();
        self.is_complete &= record.terms.len() <= MAX_TERMS;
        for term in record.terms.iter().take(MAX_TERMS) {
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
                note: None,
                nested: None,
            };
            if entry.never_matches.is_none() {
                let crowd = self.term(term, &domain, &mut entry).await;
                entry.addresses = crowd.count();
                seen.note(term);
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
        let left = MAX_ASKED.saturating_sub(self.asked) as usize;
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
            if self.asked > MAX_ASKED {
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
                    entry.lookups = MAX_LOOKUPS + 1;
                    return crowd;
                }
                if self.stack.len() > MAX_LOOKUPS as usize {
                    self.leave_out(entry, "not looked at: more than ten includes, one inside the other");
                    return crowd;
                }
                let walked = self.record(name).await;
                entry.lookups = entry.lookups.saturating_add(walked.budget.lookups);
                if walked.budget.record.is_none() && walked.budget.failure.is_none() {
                    entry.note = Some("there is no record to include: a permerror".to_owned());
                }
                crowd = walked.passes;
                entry.nested = Some(Box::new(walked.budget));
            }
            TermKind::Directive(_, mechanism) => self.mechanism(mechanism, domain, entry, &mut crowd).await,
            TermKind::Explanation(_) => {
                entry.note = Some("asked only for a fail; costs nothing".to_owned());
            }
            TermKind::UnknownModifier => entry.note = Some("has no meaning in SPF".to_owned()),
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
            Mechanism::Ip4(network, length) => crowd.networks.add(IpAddr::V4(*network), *length),
            Mechanism::Ip6(network, length) => crowd.networks.add(IpAddr::V6(*network), *length),
            Mechanism::A(target, prefixes) => match fixed_name(target.as_ref(), domain) {
                Some(name) => self.addresses(&[&name], *prefixes, entry, crowd).await,
                None => self.leave_out(entry, MACRO),
            },
            Mechanism::Mx(target, prefixes) => match fixed_name(target.as_ref(), domain) {
                Some(name) => {
                    let mx = look_up(self.dns, &name, RecordType::MX).await;
                    self.note_lookup(&[&mx], entry);
                    let exchanges: Vec<&Name> = mx.records().iter().filter_map(exchange).collect();
                    if exchanges.len() > MAX_NAMES {
                        let count = exchanges.len();
                        entry.note = Some(format!("{count} exchanges; {MAX_NAMES} are allowed: a permerror"));
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
            Mechanism::Exists(_) => self.leave_out(entry, "depends on who sends"),
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
            self.note_lookup(&[&a, &aaaa], entry);
            let records = || a.records().iter().chain(aaaa.records());
            if records().count() > MAX_ADDRESSES {
                let count = records().count();
                self.leave_out(entry, &format!("{count} addresses, of which {MAX_ADDRESSES} are counted"));
            }
            for ip in records().filter_map(Record::ip).take(MAX_ADDRESSES) {
                crowd.networks.add(ip, if ip.is_ipv4() { prefixes.ip4 } else { prefixes.ip6 });
            }
        }
    }

    /// Notes a name where nothing is, or that could not be looked up.
    fn note_lookup(&mut self, lookups: &[&Lookup], entry: &mut BudgetTerm) {
        let Some(first) = lookups.first() else { return };
        let name = &first.question.name;
        if let Some(failure) = lookups.iter().find_map(|lookup| lookup.failure()) {
            self.leave_out(entry, &format!("{name} could not be looked up: {failure}"));
        } else if lookups.iter().all(|lookup| lookup.is_negative()) {
            self.voids += 1;
            entry.note = Some(format!("nothing is at {name}: a void look-up"));
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
