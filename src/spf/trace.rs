//! What an evaluation did, term by term.

use super::record::Qualifier;
use super::{Place, SpfResult};
use crate::dns::{Name, Record};

/// One record, as far as it was evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordTrace {
    /// The domain asked for it.
    pub domain: Name,
    /// Its text; null where there is none, or more than one.
    pub record: Option<String>,
    /// The zone file that it comes from.
    pub place: Option<Place>,
    /// The TXT records that it was taken from; more than one is an error.
    pub txt: Vec<Record>,
    /// What it came to.
    pub result: SpfResult,
    /// Why it is an error, where it is one.
    pub reason: Option<String>,
    /// The terms that were evaluated, in order.
    pub terms: Vec<TermTrace>,
}

/// One term that was evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermTrace {
    /// As it is in the record.
    pub term: String,
    /// Octets from the start of the record, from 0.
    pub position: usize,
    /// What it results in when it matches; null for a modifier.
    pub qualifier: Option<Qualifier>,
    /// The name or network that it was compared with, macros expanded; null for `all`.
    pub target: Option<String>,
    /// How many of the ten lookups it took, with what it includes.
    pub lookups: u32,
    /// How many of its lookups found nothing, of two that may.
    pub void_lookups: u32,
    /// What it came to.
    pub outcome: TermOutcome,
    /// What was found in DNS, at most eight; `found_more` counts the rest.
    pub found: Vec<String>,
    /// How many further things were found.
    pub found_more: usize,
    /// What else is to be said of it.
    pub note: Option<String>,
    /// The record that it led to.
    pub nested: Option<Box<RecordTrace>>,
}

/// What a term came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TermOutcome {
    /// It matches: its qualifier is the result.
    Match,
    /// It does not match.
    NoMatch,
    /// The record that it leads to takes the place of this one.
    Redirect,
    /// A lookup failed: the evaluation ends.
    Temperror,
    /// It is an error: the evaluation ends.
    Permerror,
}

/// How many of the names and addresses that a term found are kept.
pub(super) const MAX_FOUND: usize = 8;

impl TermTrace {
    /// Notes what was found, the first of it in words.
    pub fn note_found(&mut self, found: impl IntoIterator<Item = String>) {
        for text in found {
            if self.found.len() < MAX_FOUND {
                self.found.push(text);
            } else {
                self.found_more += 1;
            }
        }
    }
}

/// How many terms of one record are kept that ask nothing and match nothing.
const MAX_PLAIN_TERMS: usize = 200;

impl RecordTrace {
    /// Keeps what became of a term. Of a record of thousands of networks the first are kept.
    pub(super) fn keep(&mut self, term: TermTrace) {
        let is_plain = term.outcome == TermOutcome::NoMatch && term.lookups == 0;
        if !is_plain || self.terms.len() < MAX_PLAIN_TERMS {
            self.terms.push(term);
        } else if let Some(last) = self.terms.get_mut(MAX_PLAIN_TERMS - 1) {
            last.note = Some("networks after it that do not match either are left out here".to_owned());
        }
    }

    /// The terms that decided, from this record down to the last include or redirect.
    pub fn deciding(&self) -> Vec<(&RecordTrace, &TermTrace)> {
        let mut path = Vec::new();
        let mut here = Some(self);
        while let Some(record) = here {
            let Some(last) = record.terms.last().filter(|term| term.outcome != TermOutcome::NoMatch) else {
                break;
            };
            path.push((record, last));
            here = last.nested.as_deref();
        }
        path
    }
}

/// A record's octets as text: what is not printable ASCII is escaped.
pub(super) fn shown(text: &[u8]) -> String {
    let mut shown = String::with_capacity(text.len());
    for &octet in text {
        match octet {
            0x20..=0x7e => shown.push(octet as char),
            _ => shown.push_str(&format!("\\{octet:03}")),
        }
    }
    shown
}
