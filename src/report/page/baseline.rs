//! What is better and what is worse than before, on a page.

use colored::Colorize;

use crate::judge::baseline::{Change, Comparison};
use crate::report::terminal::{Mark, Style};

/// The differences, a line or two each.
pub(super) fn comparison(comparison: &Comparison, style: Style) -> Vec<String> {
    let source = style.printable(&comparison.source);
    let mut lines = vec![format!("{}", format!("Compared with {source}").bold())];
    for (mark, word, changes) in
        [(Mark::Fail, "worse", &comparison.worse), (Mark::Pass, "better", &comparison.better)]
    {
        for change in changes {
            lines.extend(row(mark, word, change, style));
        }
    }
    let rest = [(comparison.same, "as before"), (comparison.not_compared, "not compared")];
    let rest = rest.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
    let rest = rest.collect::<Vec<_>>().join(", ");
    if !rest.is_empty() {
        lines.push(format!("  {rest}"));
    }
    lines
}

fn row(mark: Mark, word: &str, change: &Change, style: Style) -> Vec<String> {
    let arrow = if style.unicode { "→" } else { "->" };
    let summary = change.summary.iter().map(|summary| format!(": {summary}")).collect::<String>();
    let text = format!("{word}: {}{summary}", change.to_string().replace('→', arrow));
    let mut lines = style.wrap(&style.printable(&text), "    ", "    ");
    if let Some(first) = lines.first_mut() {
        let sign = mark.show(style);
        let gap = if mark == Mark::Pass && !style.unicode { "" } else { " " };
        *first = format!("  {sign}{gap}{}", first.trim_start());
    }
    lines
}
