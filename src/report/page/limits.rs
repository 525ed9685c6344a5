//! What a page cannot say: inputs that were not given, and how old the evidence is.

use super::layout::{Layout, list};
use crate::catalogue::{AsOf, Receiver};
use crate::judge::verdict::Verdict;

/// What is not known of some verdicts, and how old the evidence is.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    /// Something is not known that only the receiver knows.
    is_of_receiver: bool,
    known: Vec<(String, AsOf)>,
}

impl Limits {
    /// Adds what is not known of a verdict.
    pub fn add(&mut self, verdict: &Verdict, receivers: &[Receiver]) {
        self.is_of_receiver |= verdict.undetermined.iter().any(|open| open.inputs.is_empty());
        let receiver = receivers.iter().find(|receiver| receiver.name == verdict.receiver);
        if let Some((receiver, as_of)) = receiver.and_then(|receiver| Some((receiver, receiver.as_of?))) {
            push_new(&mut self.known, (short_title(receiver).to_owned(), as_of));
        }
    }

    /// Adds those of other verdicts.
    pub fn merge(&mut self, other: Limits) {
        other.known.into_iter().for_each(|known| push_new(&mut self.known, known));
        self.is_of_receiver |= other.is_of_receiver;
    }

    /// Receivers of the same year together: `One.com 2015; IONOS and GMX 2018`.
    fn known(&self) -> String {
        let mut years: Vec<u16> = self.known.iter().map(|(_, as_of)| as_of.year()).collect();
        years.sort_unstable();
        years.dedup();
        let of_year = |year: &u16| {
            let of_year = self.known.iter().filter(|(_, as_of)| as_of.year() == *year);
            let names: Vec<&str> = of_year.map(|(name, _)| name.as_str()).collect();
            format!("{} {year}", list(&names))
        };
        years.iter().map(of_year).collect::<Vec<_>>().join("; ")
    }

    /// Adds what only the receiver knows, and how old the rules are.
    pub(super) fn add_to(&self, layout: &mut Layout) {
        if self.is_of_receiver {
            layout.field("", "Only the receiver knows: recipient, history, private blocklists.");
        }
        if !self.known.is_empty() {
            layout.field("Rules", &format!("as published: {}", self.known()));
        }
    }
}

fn push_new<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

/// The title without what stands in parentheses.
pub(super) fn short_title(receiver: &Receiver) -> &str {
    receiver.title.split(" (").next().unwrap_or(&receiver.title)
}
