//! How pages look on the terminal at hand: colour, symbols, width, and nothing that could control it.

use std::io::IsTerminal;

use colored::{ColoredString, Colorize};
use supports_hyperlinks::Stream;

use crate::catalogue::AsOf;
use crate::untrusted::terminal;

/// How wide a page is where nothing says how wide the terminal is.
pub const WIDTH: usize = 80;

/// The narrowest and the widest page. Records are never broken.
const WIDTHS: std::ops::RangeInclusive<usize> = 40..=100;

/// When to colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set or TERM is `dumb`.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What the terminal at hand can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Escape sequences for colour are understood.
    pub color: bool,
    /// Characters outside ASCII are understood.
    pub unicode: bool,
    /// Links are understood (OSC 8).
    pub links: bool,
    /// Columns of a line.
    pub width: usize,
    /// The day of the page, as far as the age of a rule asks for it.
    pub today: AsOf,
}

impl Style {
    /// Decides once for stdout, from the choice made and the environment.
    pub fn for_stdout(choice: ColorChoice) -> Style {
        let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        let color = match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                std::io::stdout().is_terminal()
                    && variable("NO_COLOR").is_none()
                    && variable("TERM").is_none_or(|term| term != "dumb")
            }
        };
        // The first of these that is set decides, as in setlocale(3).
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(variable);
        let unicode = if cfg!(windows) {
            true
        } else {
            locale.is_some_and(|locale| {
                let locale = locale.to_string_lossy().to_ascii_lowercase();
                locale.contains("utf-8") || locale.contains("utf8")
            })
        };
        // In a pipe nobody knows who reads them.
        let links = color && std::io::stdout().is_terminal() && supports_hyperlinks::on(Stream::Stdout);
        Style { color, unicode, links, width: width(variable("COLUMNS")), today: AsOf::this_month() }
    }

    /// Makes a style without colour.
    #[cfg(test)]
    pub(crate) fn plain(unicode: bool, width: usize) -> Style {
        Style { color: false, unicode, links: false, width, today: AsOf::this_month() }
    }

    /// Breaks text into lines, the first after `first`, the others after `rest`. A word that is too long is alone and
    /// is not broken.
    pub fn wrap(self, text: &str, first: &str, rest: &str) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = first.to_owned();
        let mut is_empty = true;
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let columns = line.chars().count() + 1 + word.chars().count();
            if !is_empty && columns > self.width {
                lines.push(std::mem::replace(&mut line, rest.to_owned()));
                is_empty = true;
            }
            if !is_empty {
                line.push(' ');
            }
            line.push_str(word);
            is_empty = false;
        }
        lines.push(line);
        lines
    }

    /// Makes `colored` follow the decision, whatever its own rules say.
    pub fn apply(self) {
        colored::control::set_override(self.color);
    }

    /// Returns a line that leads to a page where the terminal shows links, else the line alone.
    pub fn linked(self, line: &str, url: &str) -> String {
        match self.links && is_linkable(url) {
            true => format!("\u{1b}]8;;{url}\u{1b}\\{line}\u{1b}]8;;\u{1b}\\"),
            false => line.to_owned(),
        }
    }

    /// Returns text with the first mention of each internationalised name in Unicode and its A-labels behind it, as in
    /// `bücher.example (xn--bcher-kva.example)`; later mentions are Unicode alone. A name that IDNA does not allow, or
    /// that the terminal cannot show, is left as it is.
    pub fn with_unicode_names(self, text: &str) -> String {
        let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
        let mut shown = String::with_capacity(text.len());
        let mut seen: Vec<&str> = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest.find(|c| !is_of_name(c)).unwrap_or(rest.len());
            let name = rest[..end].trim_end_matches('.');
            match self.unicode_name(name) {
                Some(unicode) if seen.contains(&name) => shown.push_str(&unicode),
                Some(unicode) => {
                    shown.push_str(&format!("{unicode} ({name})"));
                    seen.push(name);
                }
                None => shown.push_str(name),
            }
            let after = rest[end..].chars().next().map_or(0, char::len_utf8);
            shown.push_str(&rest[name.len()..end + after]);
            rest = &rest[end + after..];
        }
        shown
    }

    fn unicode_name(self, name: &str) -> Option<String> {
        if !self.unicode || !name.split('.').any(|label| label.starts_with("xn--")) {
            return None;
        }
        let (unicode, result) = idna::domain_to_unicode(name);
        (result.is_ok() && unicode != name && self.printable(&unicode) == unicode).then_some(unicode)
    }

    /// Returns text from outside as this terminal can show it.
    pub fn printable(self, text: &str) -> String {
        if self.unicode { terminal::clean(text) } else { terminal::clean_ascii(text) }.into_owned()
    }
}

/// Returns true for an https URL without anything that could end the sequence it is put in.
pub fn is_linkable(url: &str) -> bool {
    url.starts_with("https://") && url.bytes().all(|octet| octet.is_ascii_graphic())
}

/// What a symbol says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Accepted, or passed.
    Pass,
    /// Refused, or failed.
    Fail,
    /// Deferred.
    Defer,
    /// Not known.
    Unknown,
    /// Not judged.
    NotJudged,
    /// A warning.
    Warn,
    /// Worth knowing.
    Info,
}

impl Mark {
    /// The symbol, coloured.
    pub fn show(self, style: Style) -> ColoredString {
        let (unicode, ascii) = match self {
            Mark::Pass => ("✓", "ok"),
            Mark::Fail => ("✗", "X"),
            Mark::Defer => ("↻", "~"),
            Mark::Unknown => ("?", "?"),
            Mark::NotJudged => ("·", "-"),
            Mark::Warn => ("!", "!"),
            Mark::Info => ("i", "i"),
        };
        self.paint(if style.unicode { unicode } else { ascii })
    }

    /// Text in the symbol's colour.
    pub fn paint(self, text: &str) -> ColoredString {
        match self {
            Mark::Pass => text.green(),
            Mark::Fail => text.red().bold(),
            Mark::Defer | Mark::Unknown | Mark::Warn => text.yellow(),
            Mark::NotJudged | Mark::Info => text.dimmed(),
        }
    }
}

/// The width of a page: what the variable `COLUMNS` says, else the terminal.
fn width(columns: Option<std::ffi::OsString>) -> usize {
    let set = columns.and_then(|columns| columns.to_str()?.parse().ok());
    let of_terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let is_terminal = std::io::stdout().is_terminal();
    let width = set.or_else(|| if is_terminal { of_terminal() } else { None }).unwrap_or(WIDTH);
    width.clamp(*WIDTHS.start(), *WIDTHS.end())
}

/// Seconds as people say them, in the two largest units that are not zero.
pub fn duration(seconds: u32) -> String {
    const UNITS: [(u32, &str); 4] = [(86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")];
    let mut rest = seconds;
    let mut parts = Vec::new();
    for (length, name) in UNITS {
        let count = rest / length;
        rest %= length;
        if count > 0 {
            parts.push(format!("{count} {name}{}", if count == 1 { "" } else { "s" }));
        }
    }
    parts.truncate(2);
    if parts.is_empty() { "0 seconds".to_owned() } else { parts.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_controls_the_terminal() {
        let plain = Style::plain(true, WIDTH);
        assert_eq!(plain.printable("a\u{1b}[31mb\u{7}\r\n"), "a\\u{1b}[31mb\\u{7}\\u{d}\\u{a}");
        assert_eq!(plain.printable("a\u{202e}b\u{9b}ä"), "a\\u{202e}b\\u{9b}ä");
        assert_eq!(Style::plain(false, WIDTH).printable("ä"), "\\u{e4}");
    }

    #[test]
    fn lines_keep_to_the_width() {
        let text = "word ".repeat(40);
        for width in [40, WIDTH, 100] {
            let style = Style::plain(true, width);
            let lines = style.wrap(&text, "- ", "  ");
            assert!(lines.iter().all(|line| line.chars().count() <= width), "{lines:?}");
            assert_eq!(lines.join(" ").matches("word").count(), 40);
            let long = "x".repeat(100);
            let broken = style.wrap(&format!("a {long} b"), "", "");
            assert_eq!(broken, ["a".to_owned(), long, "b".to_owned()]);
        }
        assert_eq!(
            [width(Some("39".into())), width(Some("60".into())), width(Some("x".into()))],
            [40, 60, 80]
        );
    }

    #[test]
    fn internationalised_names_are_shown_with_their_a_labels() {
        let unicode = Style::plain(true, WIDTH);
        assert_eq!(
            unicode
                .with_unicode_names("mail from a@xn--bcher-kva.example: xn--bcher-kva.example. ü xn--a.test"),
            "mail from a@bücher.example (xn--bcher-kva.example): bücher.example. ü xn--a.test"
        );
        let ascii = Style::plain(false, WIDTH);
        assert_eq!(ascii.with_unicode_names("xn--bcher-kva.example"), "xn--bcher-kva.example");
        assert_eq!(unicode.with_unicode_names("good.test"), "good.test");
    }

    #[test]
    fn durations_in_words() {
        assert_eq!(duration(0), "0 seconds");
        assert_eq!(duration(60), "1 minute");
        assert_eq!(duration(3600), "1 hour");
        assert_eq!(duration(5400), "1 hour 30 minutes");
        assert_eq!(duration(604_800), "7 days");
    }
}
