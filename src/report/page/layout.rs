//! The grammar of a page: a headline, labelled fields, records, tables. Pages are written with it, so that none breaks
//! lines, lists or plurals in a way of its own.

use std::io::{self, Write};

use colored::{ColoredString, Colorize};

use crate::report::terminal::{Mark, Style, is_linkable};

/// Columns of a label: `Not checked` is the longest.
const LABEL: usize = 11;

/// Where the text of a field begins.
const INDENT: usize = LABEL + 4;

/// The widest first column of a table.
const WIDEST_NAME: usize = 22;

/// Lines of a page under construction.
pub(super) struct Layout {
    style: Style,
    lines: Vec<String>,
}

/// A row of a table: a name, a symbol, and what is said of it.
pub(super) struct Row {
    pub name: String,
    pub mark: Mark,
    pub text: String,
}

/// A branch of a tree: what is said of it, a record that is never broken, with its place, and what hangs on it.
pub(super) struct Node {
    pub text: String,
    pub record: Option<(String, String)>,
    pub below: Vec<Node>,
}

impl Layout {
    pub(super) fn new(style: Style) -> Layout {
        Layout { style, lines: Vec::new() }
    }

    /// Adds an empty line, unless there is one.
    pub(super) fn blank(&mut self) {
        if self.lines.last().is_some_and(|last| !last.trim().is_empty()) {
            self.lines.push(String::new());
        }
    }

    /// Adds lines that were made elsewhere.
    pub(super) fn extend(&mut self, lines: impl IntoIterator<Item = String>) {
        self.lines.extend(lines);
    }

    /// Adds a line as it is.
    pub(super) fn line(&mut self, line: impl Into<String>) {
        self.lines.push(line.into());
    }

    /// Adds the outcome in one sentence.
    pub(super) fn headline(&mut self, mark: Mark, text: &str) {
        let sign = mark.show(self.style);
        let indent = " ".repeat(sign.chars().count() + 1);
        let text = &self.style.with_unicode_names(text);
        for (place, line) in self.wrapped(text, indent.len()).into_iter().enumerate() {
            let line = line.bold();
            self.lines.push(if place == 0 { format!("{sign} {line}") } else { format!("{indent}{line}") });
        }
    }

    /// Adds a problem in one line, however long it is.
    pub(super) fn problem(&mut self, mark: Mark, text: &str) {
        self.lines.push(format!("{} {}", mark.show(self.style), self.style.printable(text)));
    }

    /// Adds a label and what it stands for.
    pub(super) fn field(&mut self, label: &str, text: &str) {
        self.painted(label, text, |line| line.normal());
    }

    /// The same, the text in a colour.
    pub(super) fn painted(&mut self, label: &str, text: &str, paint: impl Fn(&str) -> ColoredString) {
        for (place, line) in self.wrapped(text, INDENT).into_iter().enumerate() {
            let label = if place == 0 { label } else { "" };
            self.lines.push(format!("  {}  {}", format!("{label:<LABEL$}").dimmed(), paint(&line)));
        }
    }

    /// The same, in one line however long it is: a command to copy.
    pub(super) fn unbroken(&mut self, label: &str, text: &str) {
        let text = self.style.printable(text);
        self.lines.push(format!("  {}  {text}", format!("{label:<LABEL$}").dimmed()));
    }

    /// Adds a document: its title, which is a link where the terminal shows links, and is followed by the URL where it
    /// does not.
    pub(super) fn document(&mut self, label: &str, title: &str, url: Option<&str>) {
        let url = url.filter(|url| is_linkable(url));
        let text = match url {
            Some(url) if !self.style.links => format!("{title}: {url}"),
            _ => title.to_owned(),
        };
        for (place, line) in self.wrapped(&text, INDENT).into_iter().enumerate() {
            let label = if place == 0 { label } else { "" };
            let line = url.map_or_else(|| line.clone(), |url| self.style.linked(&line, url));
            self.lines.push(format!("  {}  {line}", format!("{label:<LABEL$}").dimmed()));
        }
    }

    /// Adds a label and a text in one line, with the place that it was read from.
    pub(super) fn placed(&mut self, label: &str, text: &str, place: &str) {
        let (text, place) = (self.style.printable(text), self.style.printable(place));
        let gap = if place.is_empty() { "" } else { "     " };
        self.lines.push(format!("  {}  {text}{gap}{}", format!("{label:<LABEL$}").dimmed(), place.dimmed()));
    }

    /// Adds the name of a part.
    pub(super) fn title(&mut self, text: &str) {
        let lines = self.wrapped(text, 2);
        self.lines.extend(lines.into_iter().map(|line| format!("  {}", line.bold())));
    }

    /// Adds text whose first line stands behind one prefix and whose further lines stand behind another of the same
    /// width.
    pub(super) fn hanging(
        &mut self,
        first: &str,
        rest: &str,
        text: &str,
        paint: impl Fn(&str) -> ColoredString,
    ) {
        for (place, line) in self.wrapped(text, first.chars().count()).into_iter().enumerate() {
            self.lines.push(format!("{}{}", if place == 0 { first } else { rest }, paint(&line)));
        }
    }

    /// Adds an item of a list behind its symbol.
    pub(super) fn marked(&mut self, mark: Mark, text: &str) {
        let sign = mark.show(self.style);
        let gap = " ".repeat(2_usize.saturating_sub(sign.chars().count()));
        for (place, line) in self.wrapped(text, 5).into_iter().enumerate() {
            self.lines.push(if place == 0 {
                format!("  {sign}{gap} {line}")
            } else {
                format!("     {line}")
            });
        }
    }

    /// Adds a tree below its label.
    pub(super) fn tree(&mut self, label: &str, nodes: &[Node]) {
        if !nodes.is_empty() {
            self.lines.push(format!("  {}", label.dimmed()));
            self.branches(nodes, "    ");
        }
    }

    fn branches(&mut self, nodes: &[Node], indent: &str) {
        for (place, node) in nodes.iter().enumerate() {
            let (first, rest) = branch(place + 1 == nodes.len(), self.style.unicode);
            let below = format!("{indent}{rest}");
            self.hanging(&format!("{indent}{first}"), &below, &node.text, |line| line.normal());
            if let Some((record, place)) = &node.record {
                let (record, place) = (self.style.printable(record), self.style.printable(place));
                self.lines.push(format!("{below}{record}  {}", place.dimmed()));
            }
            self.branches(&node.below, &below);
        }
    }

    /// Adds a record below a field, with its place; it is never broken.
    pub(super) fn record(&mut self, record: &str, place: &str) {
        let record = self.style.printable(record);
        let place = self.style.printable(place);
        let gap = if place.is_empty() { "" } else { "     " };
        self.lines.push(format!("{:INDENT$}  {record}{gap}{}", "", place.dimmed()));
    }

    /// Adds a record to remove or to publish: the first of a fix behind its label.
    pub(super) fn change(&mut self, label: &str, sign: char, record: &str) {
        let text = format!("{sign} {}", self.style.printable(record));
        let text = if sign == '-' { Mark::Fail.paint(&text) } else { Mark::Pass.paint(&text) };
        self.lines.push(format!("  {}  {text}", format!("{label:<LABEL$}").dimmed()));
    }

    /// Adds a table; rows that say the same share a line.
    pub(super) fn table(&mut self, rows: Vec<Row>) {
        let mut merged: Vec<Row> = Vec::new();
        for row in rows {
            match merged.iter_mut().find(|known| known.mark == row.mark && known.text == row.text) {
                Some(known) => {
                    known.name.push_str(", ");
                    known.name.push_str(&row.name);
                }
                None => merged.push(row),
            }
        }
        let fits = |row: &&Row| row.name.chars().count() <= WIDEST_NAME;
        let width = merged.iter().filter(fits).map(|row| row.name.chars().count()).max().unwrap_or(0);
        let width = width.max(LABEL - 2);
        // A symbol of ASCII may have two characters.
        let symbol = if self.style.unicode { 1 } else { 2 };
        let indent = 2 + width + 2 + symbol + 1;
        for Row { name, mark, text } in merged {
            let mut name = self.style.printable(&name);
            if name.chars().count() > width {
                let named = self.wrapped(&name, 2);
                self.lines.extend(named.into_iter().map(|line| format!("  {line}")));
                name = String::new();
            }
            for (place, line) in self.wrapped(&text, indent).into_iter().enumerate() {
                if place > 0 {
                    self.lines.push(format!("{:indent$}{line}", ""));
                    continue;
                }
                let sign = mark.show(self.style);
                let gap = " ".repeat(symbol.saturating_sub(sign.chars().count()));
                self.lines.push(format!("  {name:<width$}  {sign}{gap} {line}"));
            }
        }
    }

    /// Breaks text from outside into lines that leave so many columns.
    fn wrapped(&self, text: &str, indent: usize) -> Vec<String> {
        let narrower = Style { width: self.style.width.saturating_sub(indent), ..self.style };
        narrower.wrap(&self.style.printable(text), "", "")
    }

    /// Returns the lines.
    pub(super) fn into_lines(self) -> Vec<String> {
        self.lines
    }

    /// Writes the page, without empty lines at its end.
    pub(super) fn write(self, out: &mut impl Write) -> io::Result<()> {
        let end = self.lines.iter().rposition(|line| !line.trim().is_empty()).map_or(0, |last| last + 1);
        self.lines[..end].iter().try_for_each(|line| writeln!(out, "{}", line.trim_end()))
    }
}

/// What stands before a branch of a tree and before what hangs on it.
fn branch(is_last: bool, has_unicode: bool) -> (&'static str, &'static str) {
    match (is_last, has_unicode) {
        (false, true) => ("├─ ", "│  "),
        (true, true) => ("└─ ", "   "),
        (false, false) => ("|- ", "|  "),
        (true, false) => ("`- ", "   "),
    }
}

/// Counts things: `1 lookup`, `2,000 addresses`.
pub(super) fn counted(count: u64, what: &str) -> String {
    let plural = match count {
        1 => "",
        _ if what.ends_with("ss") => "es",
        _ => "s",
    };
    format!("{} {what}{plural}", grouped(count))
}

/// Writes a number with commas between thousands.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Joins names as a sentence does: `a, b and c`.
pub(super) fn list(names: &[&str]) -> String {
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_a_link_only_where_links_are_shown_and_safe() {
        let lines = |links: bool, url: &str| {
            let mut layout = Layout::new(Style { links, ..Style::plain(true, 100) });
            layout.document("Source", "Errors (2026)", Some(url));
            layout.into_lines().concat()
        };
        let url = "https://receiver.example/errors";
        assert!(
            lines(true, url).ends_with(
                "\u{1b}]8;;https://receiver.example/errors\u{1b}\\Errors (2026)\u{1b}]8;;\u{1b}\\"
            )
        );
        assert!(lines(false, url).ends_with("Errors (2026): https://receiver.example/errors"));
        for unsafe_url in
            ["http://receiver.example/", "https://a\u{1b}\\b", "https://a b", "javascript:x", "https://é"]
        {
            assert!(lines(true, unsafe_url).ends_with("Errors (2026)"), "{unsafe_url:?}");
            assert!(lines(false, unsafe_url).ends_with("Errors (2026)"), "{unsafe_url:?}");
        }
    }
}
