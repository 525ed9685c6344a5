//! What was noticed in a zone file that BIND would not load as it is.

use std::fmt;

use super::error::ZoneError;

/// What became of a line that is no plain master file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// It was read: a form that a provider's export has.
    Read,
    /// It was left out, and the zone does not miss it.
    Skipped,
    /// It could not be read: records are missing.
    Lost,
}

/// A line, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What became of it.
    pub effect: Effect,
    /// Where it is, and why.
    pub fault: ZoneError,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fault.fmt(f)
    }
}

/// What is noted together: of each kind only so many lines are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    ByteOrderMark,
    FinalDot,
    Outside,
    Flattened,
    OfProvider,
    Age,
    Typography,
    LongString,
    Ttl,
    Lost,
}

impl Kind {
    fn effect(self) -> Effect {
        match self {
            Kind::Outside | Kind::OfProvider => Effect::Skipped,
            Kind::Lost => Effect::Lost,
            _ => Effect::Read,
        }
    }

    /// How many lines of this kind are named.
    fn most(self) -> usize {
        match self {
            Kind::ByteOrderMark | Kind::Age | Kind::Ttl => 1,
            Kind::Lost => 50,
            _ => 10,
        }
    }
}

/// What was noticed in one zone, bounded.
#[derive(Debug, Default)]
pub(super) struct Notes {
    list: Vec<(Kind, ZoneError, usize)>,
}

impl Notes {
    pub(super) fn add(&mut self, kind: Kind, fault: ZoneError) {
        let mut of_kind = self.list.iter_mut().filter(|(known, ..)| *known == kind);
        // What is named at most is little: counting it costs nothing.
        match of_kind.nth(kind.most() - 1) {
            Some((_, _, more)) => *more += 1,
            None => self.list.push((kind, fault, 0)),
        }
    }

    /// Returns the notes in the order in which they were made.
    pub(super) fn finish(self) -> Vec<Note> {
        let note = |(kind, mut fault, more): (Kind, ZoneError, usize)| {
            if more > 0 {
                let lines = if more == 1 { "1 more line".to_owned() } else { format!("{more} more lines") };
                fault.message.push_str(&format!(" (and {lines} like it)"));
            }
            Note { effect: kind.effect(), fault }
        };
        self.list.into_iter().map(note).collect()
    }
}
