//! What a run says on stderr: errors, warnings and notes, each in one form.

use std::error::Error;
use std::fmt;
use std::io::{self, IsTerminal, Write};

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::report::terminal::{ColorChoice, Style};
use crate::untrusted::workflow;

/// What is wrong, and what to type instead.
#[derive(Debug)]
pub(super) struct Complaint {
    message: String,
    help: Option<String>,
}

impl Complaint {
    /// Takes an error whose text is "what is wrong; what to type instead", as those of the rooms below are.
    pub(super) fn of(error: impl fmt::Display) -> Complaint {
        let text = error.to_string();
        match text.split_once("; ") {
            Some((message, help)) => Complaint { message: message.to_owned(), help: Some(help.to_owned()) },
            None => Complaint { message: text, help: None },
        }
    }

    /// Names the value that is wrong: of a flag, or of the argument that `what` calls by a noun.
    pub(super) fn of_value(what: &str, value: impl fmt::Display, problem: impl fmt::Display) -> Complaint {
        let Complaint { message, help } = Complaint::of(problem);
        let message = match what.starts_with("--") {
            true => format!("invalid value '{value}' for '{what}': {message}"),
            false => format!("invalid {what} '{value}': {message}"),
        };
        Complaint { message, help }
    }

    /// Names the file that is wrong.
    pub(super) fn of_file(path: impl fmt::Display, problem: impl fmt::Display) -> Complaint {
        let Complaint { message, help } = Complaint::of(problem);
        Complaint { message: format!("{path}: {message}"), help }
    }

    /// Says what to type instead.
    pub(super) fn with_help(self, help: impl Into<String>) -> Complaint {
        Complaint { help: Some(help.into()), ..self }
    }

    /// Takes over an error of the parser of the command line.
    pub(super) fn of_parser(error: &clap::Error) -> Complaint {
        let text = |kind| match error.get(kind) {
            Some(ContextValue::String(text)) => Some(text.clone()),
            Some(ContextValue::Strings(texts)) => Some(texts.join(", ")),
            _ => None,
        };
        let is_value = matches!(error.kind(), ErrorKind::ValueValidation | ErrorKind::InvalidValue);
        let (argument, value) = (text(ContextKind::InvalidArg), text(ContextKind::InvalidValue));
        if let (true, Some(argument), Some(value)) = (is_value, argument, value) {
            let flag = argument.split([' ', '=', '[']).next().unwrap_or_default();
            let what = match flag.strip_prefix('<') {
                Some(placeholder) => placeholder.trim_end_matches(['>', '.']).to_lowercase(),
                None => flag.to_owned(),
            };
            let suggested = text(ContextKind::SuggestedValue).map(|word| format!("did you mean {word}?"));
            let valid = text(ContextKind::ValidValue).map(|words| format!("type one of {words}"));
            let problem = match error.source() {
                Some(source) => source.to_string(),
                None if value.is_empty() => "empty".to_owned(),
                None => "unknown".to_owned(),
            };
            let complaint = Complaint::of_value(&what, value, problem);
            return match suggested.or(valid) {
                Some(help) => complaint.with_help(help),
                None => complaint,
            };
        }
        Complaint::of_rendered(&error.render().to_string())
    }

    /// Takes the parser's own text apart: its message, and its tip or else the usage.
    fn of_rendered(text: &str) -> Complaint {
        let text = text.trim_end().strip_prefix("error: ").unwrap_or(text);
        let (mut message, mut tip, mut usage) = (Vec::new(), None, Vec::new());
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            if let Some(found) = line.trim_start().strip_prefix("tip: ") {
                tip.get_or_insert_with(|| found.to_owned());
            } else if let Some(found) = line.strip_prefix("Usage: ") {
                usage.push(found.trim().to_owned());
            } else if line.starts_with("For more information") {
                break;
            } else if !usage.is_empty() {
                usage.push(line.trim().to_owned());
            } else if tip.is_none() {
                message.push(line.trim().to_owned());
            }
        }
        // A flag without its placeholder.
        let message: String = match message.join(" ") {
            text if text.contains("cannot be used") => text
                .split(" <")
                .map(|part| part.split_once(">'").map_or(part.to_owned(), |(_, rest)| format!("'{rest}")))
                .collect(),
            text => text,
        };
        let usage = (!usage.is_empty()).then(|| usage.join(", or "));
        Complaint { message, help: tip.or(usage) }
    }

    /// Writes it on stderr.
    pub(super) fn say(&self) {
        labelled("error", "31", &self.message);
        if let Some(help) = &self.help {
            say(&format!("  help: {help}"));
        }
    }
}

/// Warns on stderr.
pub(super) fn warn(message: impl fmt::Display) {
    labelled("warning", "33", &message.to_string());
}

/// Writes a note on stderr.
pub(super) fn note(message: impl fmt::Display) {
    labelled("note", "36", &message.to_string());
}

/// Writes a line to stderr. It may quote what was typed or what a file contains, so nothing in it
/// reaches the terminal that could control it, or a CI job that could obey it. There is nowhere to report that stderr
/// fails.
pub(super) fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{}", inert(line));
}

fn labelled(label: &str, color: &str, message: &str) {
    if !is_colored() {
        return say(&format!("{label}: {message}"));
    }
    let _ = writeln!(io::stderr(), "\u{1b}[1;{color}m{label}:\u{1b}[0m {}", inert(message));
}

fn inert(line: &str) -> String {
    let style = Style::for_stdout(ColorChoice::Never);
    workflow::inert(&style.printable(line)).into_owned()
}

/// Whether stderr is a terminal that is to be coloured.
fn is_colored() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    io::stderr().is_terminal() && !is_set("NO_COLOR") && !is_dumb
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(complaint: Complaint) -> (String, Option<String>) {
        (complaint.message, complaint.help)
    }

    #[test]
    fn an_error_is_its_message_and_its_help() {
        let (message, help) = parts(Complaint::of_value("domain", "a.test/", "a URL; type a.test"));
        assert_eq!(
            (message.as_str(), help.as_deref()),
            ("invalid domain 'a.test/': a URL", Some("type a.test"))
        );
        let (message, help) = parts(Complaint::of_value("--ip", "x", "not an IP address"));
        assert_eq!((message.as_str(), help), ("invalid value 'x' for '--ip': not an IP address", None));
        let (message, help) = parts(Complaint::of_file("a.zone", "no such file"));
        assert_eq!((message.as_str(), help), ("a.zone: no such file", None));
    }

    #[test]
    fn the_parser_speaks_with_the_same_voice() {
        let text = "error: unexpected argument '--x' found\n\n  tip: a similar argument exists: '--y'\n\n\
                    Usage: mxcheck domain\n\nFor more information, try '--help'.\n";
        let (message, help) = parts(Complaint::of_rendered(text));
        assert_eq!(message, "unexpected argument '--x' found");
        assert_eq!(help.as_deref(), Some("a similar argument exists: '--y'"));
        let text = "error: the following required arguments were not provided:\n  <A>\n  <B>\n\n\
                    Usage: m <A> <B>\n       m --c <D>\n\nFor more information, try '--help'.\n";
        let (message, help) = parts(Complaint::of_rendered(text));
        assert_eq!(message, "the following required arguments were not provided: <A> <B>");
        assert_eq!(help.as_deref(), Some("m <A> <B>, or m --c <D>"));
    }
}
