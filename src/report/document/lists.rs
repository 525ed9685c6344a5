//! What DNSBLs say, for all formats.

use std::net::Ipv4Addr;
use std::time::Duration;

use serde::Serialize;

use super::envelope::{Envelope, milliseconds};
use super::view::{shown_as, words};
use crate::dnsbl::ListSubject;
use crate::judge::assess::{ListEntry, ListHealth, ListState};
use crate::zone::Heading;

/// What `mxcheck dnsbl` found.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ListsReport {
    /// Schema, version and command.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// What was asked about: what was typed, and the domains under which typed ones were registered.
    pub subjects: Vec<String>,
    /// The zone files of the run, whose zones they are and where that is from.
    pub zones: Vec<Heading>,
    /// One for each list and each subject that it may hold.
    pub lists: Vec<ListView>,
    /// How many different DNS questions the run needed, whoever answered them.
    pub queries: usize,
    /// Milliseconds from the first question to the last answer.
    pub elapsed_ms: u64,
    /// The flags of the run that the next command repeats.
    #[serde(skip)]
    pub invocation: Vec<String>,
}

impl ListsReport {
    /// Puts a run's results together.
    pub fn new(
        subjects: &[ListSubject],
        zones: Vec<Heading>,
        entries: &[ListEntry],
        queries: usize,
        elapsed: Duration,
    ) -> ListsReport {
        ListsReport {
            envelope: Envelope::of("dnsbl"),
            subjects: subjects.iter().map(ToString::to_string).collect(),
            zones,
            lists: entries.iter().map(ListView::from).collect(),
            queries,
            elapsed_ms: milliseconds(elapsed),
            invocation: Vec::new(),
        }
    }
}

/// One list and one subject.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ListView {
    /// The list's zone; with a key, `***` is in the key's place.
    pub list: String,
    /// The address or domain that it was asked about.
    pub subject: String,
    /// What came of it.
    pub state: ListStateWord,
    /// The addresses that it answered with.
    pub codes: Vec<Ipv4Addr>,
    /// What they mean; null where nothing is known of them.
    pub meaning: Option<String>,
    /// What the list says of a listing, else why it was not checked; null where there is neither.
    pub reason: Option<String>,
    /// The page that explains a listing and takes requests for removal; null where none is known.
    pub removal: Option<String>,
    /// What its test entries show.
    pub health: ListHealth,
}

/// What a list's answer comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ListStateWord {
    /// The subject is on it.
    Listed,
    /// It is not.
    NotListed,
    /// The list answers, but not with a listing.
    Neutral,
    /// Nothing that the list says can be used.
    Unusable,
    /// There was no answer.
    Unknown,
}

impl ListView {
    /// Returns true when the list was not checked: it says nothing that can be used, or nothing at all. Without its
    /// test entry, "not listed" may be the answer of a dead list (RFC 5782 section 5).
    pub fn is_unchecked(&self) -> bool {
        match self.state {
            ListStateWord::Unusable | ListStateWord::Unknown => true,
            ListStateWord::NotListed => self.health == ListHealth::Untestable,
            ListStateWord::Listed | ListStateWord::Neutral => false,
        }
    }
}

impl From<&ListEntry> for ListView {
    fn from(entry: &ListEntry) -> ListView {
        let (state, reason) = match &entry.state {
            ListState::Listed { text, .. } => (ListStateWord::Listed, text.clone()),
            ListState::NotListed if entry.health == ListHealth::Untestable => {
                (ListStateWord::NotListed, Some("its test entry is missing; the list may be dead".to_owned()))
            }
            ListState::NotListed => (ListStateWord::NotListed, None),
            ListState::Neutral => (ListStateWord::Neutral, None),
            ListState::Unusable(why) => (ListStateWord::Unusable, Some(why.clone())),
            ListState::Unknown(why) => (ListStateWord::Unknown, Some(why.clone())),
        };
        ListView {
            list: entry.list.zone.to_string(),
            subject: entry.subject.to_string(),
            state,
            codes: entry.codes.clone(),
            meaning: entry.meaning.clone(),
            reason,
            removal: entry.list.removal.clone(),
            health: entry.health,
        }
    }
}

/// Says which lists were not checked, in a sentence.
pub fn not_checked<'a>(lists: impl IntoIterator<Item = &'a ListView>) -> Option<String> {
    unchecked_lists(lists).map(|lists| format!("NOT checked: {lists}."))
}

/// The lists that were not checked, each once, those with the same reason together.
pub fn unchecked_lists<'a>(lists: impl IntoIterator<Item = &'a ListView>) -> Option<String> {
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for view in lists.into_iter().filter(|view| view.is_unchecked()) {
        if reasons.iter().any(|(_, names)| names.contains(&view.list.as_str())) {
            continue;
        }
        let reason = view.reason.as_deref().unwrap_or_default();
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, names)) => names.push(&view.list),
            None => reasons.push((reason, vec![&view.list])),
        }
    }
    if reasons.is_empty() {
        return None;
    }
    let parts: Vec<String> =
        reasons.iter().map(|(reason, names)| format!("{} ({reason})", names.join(", "))).collect();
    Some(parts.join(", "))
}

words! {
    /// What the test entries show of a list (RFC 5782 section 5).
    ListHealth as ListHealthWord {
        /// One is listed, and the other is not.
        Passed = "passed",
        /// They cannot be: the list refuses, lists everything or does not exist.
        Failed = "failed",
        /// The one that must be listed is not there, or was not answered.
        Untestable = "untestable",
    }
}
