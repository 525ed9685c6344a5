//! The words of a name, each with what it says.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::host::Host;
use super::vocabulary::{
    ACCESS_PARTS, Kind, LONGEST, MAIL_PARTS, MAIL_WORDS, NEGATIONS, UNNAMED, UNNAMED_FILLERS, UNNAMED_FIRST,
    WORDS,
};

/// The words left of the registrable domain that say something.
pub(super) struct Words<'a> {
    found: Vec<(Kind, &'a str)>,
    mail: Option<&'a str>,
}

/// The shortest word that is taken for a compound.
const COMPOUND: usize = 5;

impl<'a> Words<'a> {
    pub(super) fn read(host: &'a Host) -> Words<'a> {
        let mut words = Words { found: Vec::new(), mail: None };
        for piece in host.host().split(['-', '.']) {
            if generation(piece) {
                words.found.push((Kind::MaybeAccess, piece));
            }
            for word in letters(piece) {
                if is_mail(word) {
                    words.mail = words.mail.or(Some(word));
                } else if let Some(kind) = kind(word) {
                    words.found.push((kind, word));
                } else if is_access_compound(word) {
                    words.found.push((Kind::Access, word));
                } else {
                    words.compound(word);
                }
            }
        }
        words
    }

    /// Takes a word apart when it consists of listed words alone.
    fn compound(&mut self, word: &'a str) {
        if word.len() < COMPOUND || word.len() > 40 {
            return;
        }
        // For each place, the kind and the length of the listed word that ends there and continues another.
        let mut ends: [Option<(Kind, usize)>; 41] = [None; 41];
        for end in 2..=word.len() {
            ends[end] = (end.saturating_sub(LONGEST)..end).find_map(|start| {
                let reached = start == 0 || ends[start].is_some();
                let part = (reached && end - start >= 2).then(|| kind(&word[start..end])).flatten()?;
                Some((part, end - start))
            });
        }
        let mut end = word.len();
        let mut parts = Vec::new();
        while let Some((kind, length)) = ends[end] {
            parts.push(kind);
            end -= length;
        }
        if end == 0 {
            self.found.extend(parts.into_iter().map(|kind| (kind, word)));
        }
    }

    /// The first word of a kind.
    pub(super) fn first(&self, kind: Kind) -> Option<&'a str> {
        self.found.iter().find(|(found, _)| *found == kind).map(|(_, word)| *word)
    }

    pub(super) fn access(&self) -> Option<&'a str> {
        self.first(Kind::Access).or(self.first(Kind::MaybeAccess))
    }

    pub(super) fn fixed(&self) -> Option<&'a str> {
        self.first(Kind::Static).or(self.first(Kind::MaybeStatic))
    }

    /// A word of mail hosts.
    pub(super) fn mail(&self) -> Option<&'a str> {
        self.mail
    }

    /// How many words point to a provider: of access lines, fixed lines,
    /// customers or addresses.
    pub(super) fn of_providers(&self) -> usize {
        self.found
            .iter()
            .filter(|(kind, _)| !matches!(kind, Kind::MaybeStatic | Kind::Machine | Kind::Filler))
            .count()
    }
}

fn set(words: &'static str) -> HashSet<&'static str> {
    words.split(' ').collect()
}

static MAIL: LazyLock<HashSet<&str>> = LazyLock::new(|| set(MAIL_WORDS));
static SAYS_UNNAMED: LazyLock<HashSet<&str>> = LazyLock::new(|| set(UNNAMED));
static SAYS_UNNAMED_FIRST: LazyLock<HashSet<&str>> = LazyLock::new(|| set(UNNAMED_FIRST));
static NEGATES: LazyLock<HashSet<&str>> = LazyLock::new(|| set(NEGATIONS));
static FILLS: LazyLock<HashSet<&str>> = LazyLock::new(|| set(UNNAMED_FILLERS));

/// The runs of letters.
pub(super) fn letters(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_lowercase()).filter(|word| !word.is_empty())
}

static KINDS: LazyLock<HashMap<&str, Kind>> = LazyLock::new(|| {
    WORDS.iter().flat_map(|(kind, words)| words.split(' ').map(|word| (word, *kind))).collect()
});

pub(super) fn kind(word: &str) -> Option<Kind> {
    if (2..=LONGEST).contains(&word.len()) { KINDS.get(word).copied() } else { None }
}

/// "athedsl", "dslb".
fn is_access_compound(word: &str) -> bool {
    ACCESS_PARTS.iter().any(|part| word.starts_with(part) || word.ends_with(part))
}

pub(super) fn is_mail(word: &str) -> bool {
    MAIL.contains(word)
        || MAIL_PARTS.iter().any(|part| word.contains(part))
        || (word.starts_with("mx") && word.len() > 2)
}

/// A generation of mobile networks: "4g", "user3g".
fn generation(piece: &str) -> bool {
    ["3g", "4g", "5g"].iter().any(|suffix| {
        piece
            .strip_suffix(suffix)
            .is_some_and(|rest| rest.is_empty() || kind(rest).is_some_and(|kind| kind != Kind::Machine))
    })
}

/// The label that says that nobody named the host.
pub(super) fn placeholder(host: &Host) -> Option<&str> {
    if host.leading() == "localhost" {
        return Some("localhost");
    }
    if unnamed(host.host(), true) {
        return Some(host.host());
    }
    host.labels().enumerate().find_map(|(index, label)| {
        let hosted = index == 0 && (label.starts_with("hosted-by") || label.starts_with("hostedby"));
        (hosted || unnamed(label, index == 0)).then_some(label)
    })
}

fn unnamed(label: &str, first: bool) -> bool {
    let (mut said, mut negations, mut fillers) = (false, 0, 0);
    for word in letters(label) {
        // "ptr12" is a name, if a poor one.
        let first_word = first && SAYS_UNNAMED_FIRST.contains(word) && (word != "ptr" || label == "ptr");
        if SAYS_UNNAMED.contains(word) || first_word {
            said = true;
        } else if NEGATES.contains(word) {
            negations += 1;
        } else if FILLS.contains(word) {
            // "no-host", but not "host.no".
            fillers += negations;
        } else {
            return false;
        }
    }
    said || fillers > 0
}
