//! What a page cannot say: inputs that were not given, and how old the evidence is.

use super::layout::Layout;
use crate::catalogue::Receiver;
use crate::judge::verdict::Verdict;

/// What is not known of some verdicts, and how old the evidence is.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    /// Something is not known that only the receiver knows.
    is_of_receiver: bool,
    known: Vec<String>,
}

impl Limits {
    /// Adds what is not known of a verdict.
    pub fn add(&mut self, verdict: &Verdict, receivers: &[Receiver]) {
        self.is_of_receiver |= verdict.undetermined.iter().any(|open| open.inputs.is_empty());
        let receiver = receivers.iter().find(|receiver| receiver.name == verdict.receiver);
        if let Some((receiver, as_of)) =
            receiver.and_then(|receiver| Some((receiver, receiver.as_of.as_ref()?)))
        {
            push_new(&mut self.known, format!("{} {as_of}", short_title(receiver)));
        }
    }

    /// Adds those of other verdicts.
    pub fn merge(&mut self, other: Limits) {
        other.known.into_iter().for_each(|known| push_new(&mut self.known, known));
        self.is_of_receiver |= other.is_of_receiver;
    }

    /// Adds what only the receiver knows, and how old the rules are.
    pub(super) fn add_to(&self, layout: &mut Layout) {
        if self.is_of_receiver {
            layout.field("", "Only the receiver knows: recipient, history, private blocklists.");
        }
        if !self.known.is_empty() {
            layout.field("Rules", &format!("as published: {}", self.known.join(", ")));
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
