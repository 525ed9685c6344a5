//! The words of a name, each with what it says.

use super::host::Host;
use super::vocabulary::{
    Kind, MAIL_PARTS, MAIL_WORDS, NEGATIONS, UNNAMED, UNNAMED_FILLERS, UNNAMED_FIRST, WORDS,
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
            ends[end] = (0..end).find_map(|start| {
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

    /// How many words point to a provider: of access or fixed lines, customers, addresses.
    pub(super) fn of_providers(&self) -> usize {
        self.found.iter().filter(|(kind, _)| !matches!(kind, Kind::Machine | Kind::Filler)).count()
    }
}

/// The runs of letters.
pub(super) fn letters(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_lowercase()).filter(|word| !word.is_empty())
}

pub(super) fn kind(word: &str) -> Option<Kind> {
    WORDS.iter().find(|(_, words)| words.contains(&word)).map(|(kind, _)| *kind)
}

pub(super) fn is_mail(word: &str) -> bool {
    MAIL_WORDS.contains(&word)
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
    host.labels().enumerate().find_map(|(index, label)| {
        let hosted = index == 0 && (label.starts_with("hosted-by") || label.starts_with("hostedby"));
        (hosted || unnamed(label, index == 0)).then_some(label)
    })
}

fn unnamed(label: &str, first: bool) -> bool {
    let (mut said, mut negations, mut fillers) = (false, 0, 0);
    for word in letters(label) {
        if UNNAMED.contains(&word) || (first && UNNAMED_FIRST.contains(&word)) {
            said = true;
        } else if NEGATIONS.contains(&word) {
            negations += 1;
        } else if UNNAMED_FILLERS.contains(&word) {
            fillers += 1;
        } else {
            return false;
        }
    }
    said || (negations > 0 && fillers > 0)
}
