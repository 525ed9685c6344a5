//! What a page cannot say: inputs that were not given, and how old the evidence is.

use super::Detail;
use crate::catalogue::Receiver;
use crate::judge::verdict::Verdict;
use crate::report::terminal::{Style, wrap};

/// What is not known, and how old the evidence is, in a few lines.
pub(super) fn limits(
    verdicts: &[&Verdict],
    receivers: &[Receiver],
    style: Style,
    detail: Detail,
) -> Vec<String> {
    let mut lines = Vec::new();
    let mut wrapped = |text: &str| lines.extend(wrap(&style.printable(text), "", ""));
    let open = || verdicts.iter().flat_map(|verdict| &verdict.undetermined);
    let mut labels: Vec<&str> = Vec::new();
    for undetermined in open() {
        for label in undetermined.inputs.iter().map(|input| input.label()) {
            if !labels.contains(&label) {
                labels.push(label);
            }
        }
    }
    if open().any(|undetermined| undetermined.inputs.is_empty()) {
        labels.push("recipient");
        labels.push("history");
    }
    if !labels.is_empty() && detail != Detail::Verbose {
        wrapped(&format!("Not judged (see -v): {}.", labels.join(", ")));
    }
    let mut known: Vec<String> = Vec::new();
    for verdict in verdicts {
        let receiver = receivers.iter().find(|receiver| receiver.name == verdict.receiver);
        let Some(receiver) = receiver else { continue };
        let Some(as_of) = receiver.as_of else { continue };
        let text = format!("{} {as_of}", short_title(receiver));
        if !known.contains(&text) {
            known.push(text);
        }
    }
    if !known.is_empty() {
        wrapped(&format!("Evidence: {}; their own block lists are not visible.", known.join(", ")));
    }
    lines
}

/// The title without what stands in parentheses.
pub(super) fn short_title(receiver: &Receiver) -> &str {
    receiver.title.split(" (").next().unwrap_or(&receiver.title)
}
