//! Proposed changes, tried before they are shown.
//!
//! Each change is laid over the answers of the run, checked against the zones that it is for, and everything is
//! looked up and judged again. One that does not fit, does not cure its fault or makes something worse is not
//! proposed: its finding keeps the advice in words.

mod comparison;
mod fitness;
mod known;
mod transport;

use std::sync::Arc;

use super::case::Panel;
use super::check::{Finding, Fix, Status, Verification};
use super::judgement::{Cost, Judgement, judge};
use super::lookups::look_up_over;
use crate::dns::Dns;
use crate::dnsbl::List;
use crate::probe::facts::{AuthorityFacts, Facts};
use crate::resolver::CaseQueries;
use crate::zone::{Change, Patched};
use comparison::{Seen, is_cure, is_found, is_worse, verification};
use fitness::{Owner, fits, owner, place_hint};
use known::Known;
use transport::demands;

/// How many changes of one case are tried.
const MAX_TRIED: usize = 16;

/// Said where no change of records that was tried helps.
const BY_HAND: &str = "No change of single records that mxcheck tried removes this fault.";

/// The advice about a change that was not tried: a zone of somebody else, or one of too many.
const UNTRIED: &str = "mxcheck did not try a change for this fault.";

/// How proposed changes are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trying {
    /// Not at all.
    Not,
    /// On the answers that the case has already.
    OnKnownAnswers,
    /// With further queries.
    WithQueries,
}

/// What the trying of the changes showed.
#[derive(Clone, Debug, Default)]
pub(super) struct Proven {
    /// The fixes of the findings, by their place.
    pub(super) fixes: Vec<(usize, Fix)>,
    /// What remains with all changes together; `None` where none could be tried.
    pub(super) verified: Option<Verification>,
}

/// Tries the changes that a judgement proposes.
pub(super) async fn prove(
    judgement: &Judgement,
    panel: &Panel,
    queries: &CaseQueries<'_>,
    lists: &[Arc<List>],
    trying: Trying,
) -> Proven {
    let is_proposed = |finding: &&Finding| finding.fix.as_ref().is_some_and(|fix| !fix.change.is_empty());
    if trying == Trying::Not || !judgement.findings.iter().any(|finding| is_proposed(&finding)) {
        return Proven::default();
    }
    let known = (trying == Trying::OnKnownAnswers).then(|| Known::new(queries, &judgement.facts));
    let dns: &dyn Dns = match &known {
        Some(known) => known,
        None => queries,
    };
    // No session can be held, and no nameserver asked, with a change that is not published.
    let asked_further = judgement.facts.smtp.is_some() || !judgement.facts.authority.zones.is_empty();
    let without_session = asked_further.then(|| {
        let facts = Facts { smtp: None, authority: AuthorityFacts::default(), ..judgement.facts.clone() };
        judge(judgement.case.clone(), facts, panel, Cost::default())
    });
    let before = without_session.as_ref().unwrap_or(judgement);
    let seen = Seen::of(judgement, before);
    let bench = Bench { before, seen, panel, queries, lists, dns, known: known.as_ref() };
    bench.prove(&judgement.findings).await
}

/// What a change comes to.
enum Trial {
    /// It fits, and nothing is worse with it.
    Sound(Box<Judgement>),
    /// It does not fit, or makes something worse.
    Unsound,
    /// Something that it depends on was not looked up.
    Untried,
}

struct Bench<'a> {
    before: &'a Judgement,
    /// The refusals of a live session, which no change can be tried on.
    seen: Seen,
    panel: &'a Panel,
    queries: &'a CaseQueries<'a>,
    lists: &'a [Arc<List>],
    dns: &'a dyn Dns,
    known: Option<&'a Known<'a>>,
}

impl Bench<'_> {
    async fn prove(&self, findings: &[Finding]) -> Proven {
        let mut proven = Proven::default();
        let mut trials: Vec<(Change, Trial)> = Vec::new();
        for (place, finding) in findings.iter().enumerate() {
            let Some(fix) = finding.fix.as_ref().filter(|fix| !fix.change.is_empty()) else { continue };
            // A remark is not worth judging everything again for each of many senders.
            if self.known.is_some() && finding.status <= Status::Info {
                continue;
            }
            let owner = owner(&fix.change, &self.before.case);
            let tried = trials.iter().position(|(change, _)| *change == fix.change);
            if tried.is_none() && owner != Owner::Other && trials.len() < MAX_TRIED {
                let trial = self.run(&fix.change).await;
                trials.push((fix.change.clone(), trial));
            }
            // The same change may be for several faults.
            let trial = trials.iter().find(|(change, _)| *change == fix.change).map(|(_, trial)| trial);
            match trial {
                Some(Trial::Untried) if !fix.is_guess => {}
                Some(Trial::Sound(after))
                    if is_cure(finding, &fix.change, self.before, after)
                        && (!fix.is_guess || is_found(&fix.change, after)) =>
                {
                    let verified = (owner == Owner::Sender).then(|| self.verification(after));
                    let note = self.note(fix).await;
                    proven.fixes.push((place, Fix { note, verified, ..fix.clone() }));
                }
                _ => {
                    let words = in_words(fix, trial.is_some());
                    let hint = match self.known {
                        Some(_) => None,
                        None => place_hint(&fix.change, self.dns).await,
                    };
                    let note = words.note.iter().cloned().chain(hint).collect::<Vec<_>>().join(" ");
                    proven.fixes.push((place, Fix { note: Some(note), ..words }));
                }
            }
        }
        self.prove_together(findings, &mut proven).await;
        proven
    }

    /// The note of a fix, with what senders demand of new exchanges.
    async fn note(&self, fix: &Fix) -> Option<String> {
        // Nobody else has asked for it.
        let demands = match self.known {
            Some(_) => Vec::new(),
            None => demands(&fix.change, self.dns).await,
        };
        let parts: Vec<String> = fix.note.iter().cloned().chain(demands).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    /// Tries all changes together. Of those that contradict each other, the later ones are not proposed.
    async fn prove_together(&self, findings: &[Finding], proven: &mut Proven) {
        let mut accepted = Change::default();
        let mut cured: Vec<&Finding> = Vec::new();
        let is_tried = |(_, fix): &&(usize, Fix)| fix.verified.is_some();
        let mut all = Change::default();
        proven.fixes.iter().filter(is_tried).for_each(|(_, fix)| all.merge(&fix.change));
        let of_all: Vec<&Finding> =
            proven.fixes.iter().filter(is_tried).filter_map(|(place, _)| findings.get(*place)).collect();
        if all.is_empty() {
            return;
        }
        if let Some((_, only)) = proven.fixes.iter().filter(is_tried).find(|(_, fix)| fix.change == all) {
            proven.verified = only.verified.clone();
            return;
        }
        if let Some(after) = self.cures(&all, &of_all).await {
            proven.verified = Some(self.verification(&after));
            return;
        }
        for (place, fix) in proven.fixes.iter_mut().filter(|(_, fix)| fix.verified.is_some()) {
            let Some(finding) = findings.get(*place) else { continue };
            let mut next = accepted.clone();
            next.merge(&fix.change);
            let with: Vec<&Finding> = cured.iter().copied().chain([finding]).collect();
            match self.cures(&next, &with).await {
                Some(after) => {
                    proven.verified = Some(self.verification(&after));
                    (accepted, cured) = (next, with);
                }
                None => *fix = in_words(fix, true),
            }
        }
    }

    /// The case with a change that cures these faults; `None` where it does not.
    async fn cures(&self, change: &Change, faults: &[&Finding]) -> Option<Box<Judgement>> {
        match self.run(change).await {
            Trial::Sound(after) if faults.iter().all(|fault| is_cure(fault, change, self.before, &after)) => {
                Some(after)
            }
            _ => None,
        }
    }

    async fn run(&self, change: &Change) -> Trial {
        let is_short = || self.known.is_some_and(Known::was_short);
        is_short();
        let fits = fits(change, self.dns).await;
        let after = match fits {
            true => Some(self.judged_with(change).await),
            false => None,
        };
        match after {
            _ if is_short() => Trial::Untried,
            Some(after) if !is_worse(change, self.before, &after) => Trial::Sound(Box::new(after)),
            _ => Trial::Unsound,
        }
    }

    fn verification(&self, after: &Judgement) -> Verification {
        verification(after, &self.seen)
    }

    async fn judged_with(&self, change: &Change) -> Judgement {
        let patched = Patched::new(change, self.dns);
        let case = &self.before.case;
        let facts = look_up_over(case, self.panel, &patched, self.queries, self.lists).await;
        judge(case.clone(), facts, self.panel, Cost::default())
    }
}

/// The advice alone, without records.
fn in_words(fix: &Fix, was_tried: bool) -> Fix {
    let words = fix.in_words.clone().or_else(|| fix.note.clone());
    let note = words.unwrap_or_else(|| if was_tried { BY_HAND } else { UNTRIED }.to_owned());
    Fix { note: Some(note), cached_seconds: fix.cached_seconds, ..Fix::default() }
}
