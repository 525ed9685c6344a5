//! `mxcheck WORD`: a word where a command is expected is recognised, and flags of the output may precede it.

use std::ffi::OsString;
use std::io::Read;
use std::path::Path;

use clap::Command;

use super::complaint::note;
use crate::catalogue::Receiver;
use crate::evidence::log::{self, Source};
use crate::explain::{Recogniser, scan};
use crate::sender::{MailboxHost, ReversePath, parse_address, parse_domain};

/// Flags of the output that take no value, and those that take one.
const SWITCHES: [&str; 5] = ["--json", "-q", "--quiet", "-v", "--verbose"];
const OPTIONS: [&str; 4] = ["--format", "--color", "--output", "--fail-on"];

/// How much of a file is read to find out what it is.
const BEGINNING: u64 = 1 << 20;

/// From how many refusals on a log is counted rather than diagnosed.
const MANY: usize = 5;

/// Puts the arguments into the order that the parser expects: the command first. A word that is no command is replaced by
/// the command for what it is, which stderr names.
pub(super) fn arrange(arguments: Vec<OsString>, parser: &Command) -> Vec<OsString> {
    let Some(place) = first_word(&arguments) else { return arguments };
    let (Some(program), Some(word)) = (arguments.first(), arguments[place].to_str()) else {
        return arguments;
    };
    let leading = &arguments[1..place];
    let is_command = parser.find_subcommand(word).is_some() || word == "help";
    let command = match is_command {
        true => vec![word.to_owned()],
        false => match recognise(word) {
            Some((command, what)) => {
                note(format!("{word} is {what}: mxcheck {}", command.join(" ")));
                command
            }
            None => return arguments,
        },
    };
    let command = command.into_iter().map(OsString::from);
    let rest = arguments[place + 1..].iter().cloned();
    std::iter::once(program.clone()).chain(command).chain(leading.iter().cloned()).chain(rest).collect()
}

/// The place of the first argument that is no flag of the output; `None` where another flag is before it.
fn first_word(arguments: &[OsString]) -> Option<usize> {
    let mut place = 1;
    while let Some(argument) = arguments.get(place) {
        let text = argument.to_str()?;
        if SWITCHES.contains(&text) || OPTIONS.iter().any(|option| is_with_value(text, option)) {
            place += 1;
        } else if OPTIONS.contains(&text) {
            place += 2;
        } else if text.starts_with('-') {
            return None;
        } else {
            return Some(place);
        }
    }
    None
}

fn is_with_value(text: &str, option: &str) -> bool {
    text.strip_prefix(option).is_some_and(|rest| rest.starts_with('='))
}

/// The command for a word, and what the word is. A file that exists comes before a domain of that name.
fn recognise(word: &str) -> Option<(Vec<String>, &'static str)> {
    let command = |command: &str, what| Some((vec![command.to_owned(), word.to_owned()], what));
    let path = Path::new(word);
    // A long text may be too long to be asked about as a path.
    if word.len() < 4_096 && path.is_file() {
        let (name, what) = file(word);
        return command(name, what);
    }
    if parse_address(word).is_ok() {
        return command("ip", "an address");
    }
    if let Ok(ReversePath::Mailbox(mailbox)) = ReversePath::parse(word)
        && let MailboxHost::Domain(domain) = &mailbox.host
    {
        let domain = domain.to_string();
        let words = ["domain", domain.as_str(), "--from", word].map(str::to_owned);
        return Some((words.to_vec(), "a mail address"));
    }
    // A reply, pasted in quotes.
    if word.trim().contains(char::is_whitespace) {
        return command("diagnose", "a text");
    }
    // A single label may be a command, misspelt.
    if word.trim_end_matches('.').contains('.') && parse_domain(word).is_ok() {
        return command("domain", "a domain");
    }
    None
}

/// The command for a file, by its content.
fn file(path: &str) -> (&'static str, &'static str) {
    let mut text = Vec::new();
    let opened = log::open(&Source::of(path));
    if opened.is_ok_and(|opened| opened.take(BEGINNING).read_to_end(&mut text).is_err()) {
        return ("diagnose", "a file");
    }
    let shown = String::from_utf8_lossy(&text);
    if is_zone(&shown) {
        return ("zone", "a zone file");
    }
    let receivers = Receiver::built_in();
    let recogniser = Recogniser::new(&receivers);
    let mut refusals = 0;
    let (scanned, _) = scan(&mut text.as_slice(), &recogniser, |_| refusals += 1);
    let is_log = shown.lines().take(50).any(|line| log::is_log_line(line.as_bytes()));
    match (is_log, is_message(&shown)) {
        (true, _) if refusals > MANY || scanned.has_own_rejections || refusals == 0 => ("log", "a mail log"),
        (false, true) if refusals == 0 => ("message", "a message"),
        (false, true) => ("diagnose", "a message with a rejection"),
        _ => ("diagnose", "a text with a rejection"),
    }
}

/// Whether it has what only zone files have: a directive, or an SOA record.
fn is_zone(text: &str) -> bool {
    text.lines().take(500).any(|line| {
        let code = line.split(';').next().unwrap_or_default();
        let is_directive = ["$ORIGIN", "$TTL", "$INCLUDE", "$GENERATE"]
            .iter()
            .any(|word| code.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)));
        is_directive || code.split_whitespace().skip(1).take(4).any(|word| word.eq_ignore_ascii_case("SOA"))
    })
}

/// Whether it begins with header fields (RFC 5322 section 2.2).
fn is_message(text: &str) -> bool {
    let is_field = |line: &str| {
        line.split_once(':')
            .is_some_and(|(name, _)| !name.is_empty() && name.bytes().all(|octet| octet.is_ascii_graphic()))
    };
    let header: Vec<&str> = text.lines().take_while(|line| !line.is_empty()).collect();
    let unfolded = header.iter().filter(|line| !line.starts_with([' ', '\t']));
    // As mbox files have it in front.
    let mut fields = unfolded.filter(|line| !line.starts_with("From ")).peekable();
    let has_fields = fields.peek().is_some() && fields.all(|line| is_field(line));
    let known = ["from:", "received:", "return-path:", "date:", "subject:", "to:"];
    has_fields
        && header.iter().any(|line| known.iter().any(|name| line.to_ascii_lowercase().starts_with(name)))
}
