//! What a list says of a subject, classified together with what its test entries show.

use std::net::Ipv4Addr;
use std::sync::Arc;

use crate::dns::{Lookup, Outcome, Record, RecordData};
use crate::dnsbl::{List, ListSubject, Reading, codes};
use crate::probe::facts::ListFacts;

/// How much of an entry's text is kept, in characters: anybody may write there what he likes.
const MAX_TEXT: usize = 300;

/// One list and one subject.
#[derive(Clone, Debug)]
pub struct ListEntry {
    /// The list.
    pub list: Arc<List>,
    /// What it was asked about.
    pub subject: ListSubject,
    /// What came of it.
    pub state: ListState,
    /// The addresses of the answer, in order.
    pub codes: Vec<Ipv4Addr>,
    /// What they mean; none where there is none, or nothing is known of it.
    pub meaning: Option<String>,
    /// What the test entries show.
    pub health: ListHealth,
    /// The records of the answer.
    pub records: Vec<Record>,
}

/// What a list's answer comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListState {
    /// The subject is listed.
    Listed {
        /// False for codes that never decide, whoever gives them.
        may_decide: bool,
        /// The text of the entry: what the list has to say about it.
        text: Option<String>,
        /// What to know about such a listing.
        note: Option<String>,
    },
    /// It is not.
    NotListed,
    /// The list answers, but not with a listing.
    Neutral,
    /// The list cannot be used, and why: nothing that it says is a listing, and nothing is clean.
    Unusable(String),
    /// There was no answer, and why.
    Unknown(String),
}

/// What the test entries show of a list (RFC 5782 section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListHealth {
    /// One is listed, and the other is not.
    Passed,
    /// They cannot be: the list refuses, lists everything or does not exist.
    Failed,
    /// The one that must be listed is not there, or was not answered.
    Untestable,
}

impl ListEntry {
    /// Whether the list gave an answer that counts.
    pub fn is_usable(&self) -> bool {
        matches!(self.state, ListState::Listed { .. } | ListState::NotListed | ListState::Neutral)
    }

    /// Why it did not.
    pub fn trouble(&self) -> Option<&str> {
        match &self.state {
            ListState::Unusable(why) | ListState::Unknown(why) => Some(why),
            _ => None,
        }
    }

    /// Whether it is a listing that fires rules: on a list that decides, with a code that does, and
    /// the list has shown that it can be trusted.
    pub fn is_decisive(&self) -> bool {
        let may_decide = matches!(self.state, ListState::Listed { may_decide: true, .. });
        may_decide && self.list.decides && self.health == ListHealth::Passed
    }
}

/// Classifies what the lists answered.
pub fn list_entries(facts: &[ListFacts]) -> Vec<ListEntry> {
    facts.iter().map(assess).collect()
}

fn assess(facts: &ListFacts) -> ListEntry {
    let (health, broken) = health(facts);
    let mut entry = ListEntry {
        list: facts.list.clone(),
        subject: facts.subject.clone(),
        state: ListState::NotListed,
        codes: facts.entry.as_ref().map(codes).unwrap_or_default(),
        meaning: None,
        health,
        records: Vec::new(),
    };
    if let Some(lookup) = &facts.entry {
        entry.records = lookup.aliases.iter().chain(lookup.records()).cloned().collect();
    }
    entry.state = match (&facts.entry, broken) {
        (_, Some(why)) => ListState::Unusable(why),
        (None, None) => ListState::Unknown("the name is too long for this list".to_owned()),
        (Some(lookup), None) => match &lookup.outcome {
            Outcome::Failed(failure) => ListState::Unknown(failure.to_string()),
            Outcome::NoData { .. } | Outcome::NxDomain { .. } => ListState::NotListed,
            Outcome::Found(_) => match facts.list.read(&entry.codes) {
                Reading::Listed { meaning, note, may_decide } => {
                    entry.meaning = meaning;
                    ListState::Listed { may_decide, text: facts.text.as_ref().and_then(text), note }
                }
                Reading::Neutral { meaning, .. } => {
                    entry.meaning = Some(meaning);
                    ListState::Neutral
                }
                Reading::Unusable(why) => ListState::Unusable(why),
            },
        },
    };
    entry
}

/// What the test entries show, and why the list cannot be used if they show that.
fn health(facts: &ListFacts) -> (ListHealth, Option<String>) {
    let list = &facts.list;
    let reading = |lookup: &Option<Lookup>| {
        let lookup = lookup.as_ref().filter(|lookup| !lookup.records().is_empty())?;
        let codes = codes(lookup);
        Some((list.read(&codes), codes))
    };
    let (listed, unlisted) = (reading(&facts.tests.listed), reading(&facts.tests.unlisted));
    for found in [&listed, &unlisted] {
        if let Some((Reading::Unusable(why), _)) = found {
            return (ListHealth::Failed, Some(why.clone()));
        }
    }
    if let Some((reading, codes)) = unlisted
        && !matches!(reading, Reading::Neutral { is_documented: true, .. })
    {
        let codes: Vec<String> = codes.iter().map(ToString::to_string).collect();
        let why = format!(
            "{} lists everything, or the resolver makes answers up: the test entry that must not be listed \
             is there ({})",
            list.zone,
            codes.join(", ")
        );
        return (ListHealth::Failed, Some(why));
    }
    if matches!(listed, Some((Reading::Listed { .. }, _))) {
        return (ListHealth::Passed, None);
    }
    let is_nowhere = facts.apex.as_ref().is_some_and(|apex| matches!(apex.outcome, Outcome::NxDomain { .. }));
    if is_nowhere {
        let why = "there is no such list (NXDOMAIN)".to_owned();
        return (ListHealth::Failed, Some(why));
    }
    (ListHealth::Untestable, None)
}

/// The text of an entry, of a length that can be shown and without what could control a terminal.
fn text(lookup: &Lookup) -> Option<String> {
    let mut texts: Vec<String> = Vec::new();
    for record in lookup.records() {
        if let RecordData::Txt(strings) = &record.data {
            let whole = String::from_utf8_lossy(&strings.concat()).trim().to_owned();
            texts.extend((!whole.is_empty()).then_some(whole));
        }
    }
    texts.sort_unstable();
    let whole = texts.join("; ");
    let shown: String =
        whole.chars().take(MAX_TEXT).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    let end = if whole.chars().nth(MAX_TEXT).is_some() { "..." } else { "" };
    (!shown.is_empty()).then(|| format!("{shown}{end}"))
}
