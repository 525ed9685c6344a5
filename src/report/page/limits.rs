//! What a page cannot say: inputs that were not given, and how old the evidence is.

use super::Detail;
use crate::catalogue::Receiver;
use crate::judge::verdict::Verdict;
use crate::report::terminal::Style;

/// What is not known of some verdicts, and how old the evidence is.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    labels: Vec<&'static str>,
    /// Something is not known that only the receiver knows.
    is_of_receiver: bool,
    known: Vec<String>,
}

impl Limits {
    /// Adds what is not known of a verdict.
    pub fn add(&mut self, verdict: &Verdict, receivers: &[Receiver]) {
        for undetermined in &verdict.undetermined {
            for label in undetermined.inputs.iter().map(|input| input.label()) {
                push_new(&mut self.labels, label);
            }
            self.is_of_receiver |= undetermined.inputs.is_empty();
        }
        let receiver = receivers.iter().find(|receiver| receiver.name == verdict.receiver);
        if let Some((receiver, as_of)) =
            receiver.and_then(|receiver| Some((receiver, receiver.as_of.as_ref()?)))
        {
            push_new(&mut self.known, format!("{} {as_of}", short_title(receiver)));
        }
    }

    /// Adds those of other verdicts.
    pub fn merge(&mut self, other: Limits) {
        other.labels.into_iter().for_each(|label| push_new(&mut self.labels, label));
        other.known.into_iter().for_each(|known| push_new(&mut self.known, known));
        self.is_of_receiver |= other.is_of_receiver;
    }

    /// Tells of them in a few lines.
    pub(super) fn lines(&self, style: Style, detail: Detail) -> Vec<String> {
        let mut labels = self.labels.clone();
        if self.is_of_receiver {
            labels.extend(["recipient", "history"]);
        }
        let mut lines = Vec::new();
        let mut wrapped = |text: &str| lines.extend(style.wrap(&style.printable(text), "", ""));
        if !labels.is_empty() && detail != Detail::Verbose {
            wrapped(&format!("Not judged (see -v): {}.", labels.join(", ")));
        }
        if !self.known.is_empty() {
            wrapped(&format!("Evidence: {}; their own block lists are not visible.", self.known.join(", ")));
        }
        lines
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
