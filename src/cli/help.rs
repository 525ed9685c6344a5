//! The help: commands in groups, texts that fit the command where a flag is shared, and examples.

use std::fmt::Write;

use clap::builder::StyledStr;
use clap::{Command, CommandFactory};

use super::Cli;

/// The commands, by what they are for.
const GROUPS: [(&str, &[&str]); 5] = [
    ("Check", &["domain", "ip", "helo", "spf", "dnsbl", "message", "zone", "batch"]),
    ("Live", &["smtp"]),
    ("Diagnose", &["diagnose", "explain", "log"]),
    ("Plan", &["plan"]),
    ("Reference", &["receivers", "checks", "schema", "completions", "man", "help"]),
];

/// What each command is typed like.
const EXAMPLES: [(&str, &[&str]); 18] = [
    (
        "domain",
        &[
            "mxcheck domain example.com",
            "mxcheck domain example.com --ip 192.0.2.10 --helo mail.example.com",
            "mxcheck domain example.com --zone example.com.zone --baseline live",
            "mxcheck domain example.com --live --to postmaster@example.net",
        ],
    ),
    ("ip", &["mxcheck ip 192.0.2.10", "mxcheck ip 2001:db8::10 --helo mail.example.com"]),
    ("helo", &["mxcheck helo mail.example.com", "mxcheck helo mail.example.com --ip 192.0.2.10"]),
    ("spf", &["mxcheck spf example.com", "mxcheck spf example.com --ip 192.0.2.10"]),
    ("dnsbl", &["mxcheck dnsbl 192.0.2.10 example.com", "mxcheck dnsbl 192.0.2.10 --dnsbl bl.example.net"]),
    ("message", &["mxcheck message mail.eml", "mxcheck message - --from news@example.com < mail.eml"]),
    (
        "zone",
        &[
            "mxcheck zone zones/*.zone",
            "mxcheck zone example.com.zone --offline",
            "mxcheck zone zones/*.zone --baseline live --format github",
        ],
    ),
    (
        "batch",
        &[
            "mxcheck batch domains.txt > results.ndjson",
            "mxcheck batch - --helo mail.example.com < domains.txt",
        ],
    ),
    (
        "smtp",
        &[
            "mxcheck smtp example.net --helo mail.example.com",
            "mxcheck smtp 192.0.2.25:2525 --rcpt postmaster@example.net",
            "mxcheck smtp example.net --all --wait-greylist",
        ],
    ),
    (
        "diagnose",
        &["mxcheck diagnose bounce.eml", "mxcheck diagnose '550 Invalid DNS MX or A/AAAA resource record'"],
    ),
    (
        "explain",
        &["mxcheck explain bounce.eml", "mxcheck explain '554 Bad DNS PTR resource record' --receiver ionos"],
    ),
    (
        "log",
        &["mxcheck log /var/log/mail.log", "mxcheck log /var/log/mail.log* --since 3d --domain example.com"],
    ),
    (
        "plan",
        &[
            "mxcheck plan --via one-com --messages 2000",
            "mxcheck plan --via one-com --messages 2000 --accounts 3 --interval 10",
        ],
    ),
    ("receivers", &["mxcheck receivers", "mxcheck receivers ionos/550-invalid-dns-mx"]),
    ("checks", &["mxcheck checks", "mxcheck checks mx-exchange-is-alias"]),
    ("schema", &["mxcheck schema > mxcheck.schema.json"]),
    ("completions", &["mxcheck completions bash > ~/.local/share/bash-completion/completions/mxcheck"]),
    ("man", &["mxcheck man | man -l -", "mxcheck man domain | man -l -"]),
];

/// What whoever holds a session has to know.
const MANNERS: &str = "\
The receiver sees the session in its log. Probing many recipients that do not exist gets an address blocked.";

/// Flags that several commands share, where one text does not fit them all: command, flag, and text.
const TEXTS: [(&str, &str, &str); 16] = [
    ("spf", "verbose", "Print the whole trace"),
    ("dnsbl", "verbose", "Print every list, those without a listing too"),
    ("message", "verbose", "Print every check and every filter result"),
    ("smtp", "verbose", "Print the dialogue as it takes place"),
    ("explain", "verbose", "Print every match and its evidence"),
    ("diagnose", "verbose", "Print every match and what was looked up"),
    ("log", "verbose", "Print every limit and its time window"),
    ("plan", "verbose", "Print every limit"),
    ("receivers", "verbose", "Print all details"),
    ("checks", "verbose", "Print all details"),
    ("explain", "receiver", "Recognise the replies of this receiver only; repeatable"),
    ("diagnose", "receiver", "Recognise the replies of this receiver only; repeatable"),
    ("log", "receiver", "Recognise the replies and limits of this receiver only; repeatable"),
    ("message", "receiver", "Judge by the rules of this receiver: a name, all, or a file; repeatable"),
    (
        "smtp",
        "receiver",
        "Compare replies with the rules of this receiver: a name, all, or a file; repeatable",
    ),
    ("smtp", "to", "Choose the receiver by the MX of this address or domain; repeatable"),
];

/// Builds the parser of the command line, with its help.
pub(super) fn parser() -> Command {
    let parser = Cli::command();
    let names: Vec<String> = parser.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let parser = names.iter().fold(parser, |parser, name| parser.mut_subcommand(name, finished));
    let list = list(&parser);
    parser.help_template(list)
}

/// Completes a command's help.
fn finished(command: Command) -> Command {
    let name = command.get_name().to_owned();
    let command = TEXTS.iter().filter(|(of, _, _)| *of == name).fold(command, |command, (_, flag, text)| {
        let has_it = command.get_arguments().any(|argument| argument.get_id() == *flag);
        if has_it { command.mut_arg(*flag, |argument| argument.help(*text)) } else { command }
    });
    let Some((_, examples)) = EXAMPLES.iter().find(|(of, _)| *of == name) else { return command };
    let examples = section("Examples", examples);
    match name == "smtp" {
        // The long help begins with it.
        true => command.after_long_help(examples.clone()).after_help(with_manners(examples)),
        false => command.after_help(examples),
    }
}

fn with_manners(mut text: StyledStr) -> StyledStr {
    let _ = write!(text, "\n\n{MANNERS}");
    text
}

fn section(title: &str, lines: &[&str]) -> StyledStr {
    let mut text = StyledStr::new();
    let style = clap::builder::Styles::styled();
    let header = style.get_header();
    let _ = write!(text, "{header}{title}:{header:#}");
    for line in lines {
        let _ = write!(text, "\n  {line}");
    }
    text
}

/// The template of the first page, with the commands in their groups.
fn list(parser: &Command) -> StyledStr {
    let styles = clap::builder::Styles::styled();
    let (header, literal) = (styles.get_header(), styles.get_literal());
    let mut text = StyledStr::new();
    let _ = write!(text, "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n");
    for (title, commands) in GROUPS {
        let _ = write!(text, "\n{header}{title}:{header:#}\n");
        for name in commands {
            let about = match parser.find_subcommand(name).and_then(Command::get_about) {
                Some(about) => about.to_string(),
                None => "Print this page, or the help of a command".to_owned(),
            };
            let _ = writeln!(text, "  {literal}{name:<11}{literal:#}  {about}");
        }
    }
    let _ = write!(text, "\n{header}Options:{header:#}\n{{options}}{{after-help}}");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_in_a_group_and_has_examples() {
        let parser = parser();
        for command in parser.get_subcommands() {
            let name = command.get_name();
            assert!(GROUPS.iter().any(|(_, names)| names.contains(&name)), "{name}");
            assert!(EXAMPLES.iter().any(|(of, examples)| *of == name && !examples.is_empty()), "{name}");
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            assert!(!about.is_empty() && about.len() <= 66, "{name}: {about}");
        }
        for name in GROUPS.iter().flat_map(|(_, names)| *names).filter(|name| **name != "help") {
            assert!(parser.find_subcommand(name).is_some(), "{name}");
        }
    }

    #[test]
    fn every_text_belongs_to_a_flag() {
        let parser = parser();
        for (name, flag, text) in TEXTS {
            let command = parser.find_subcommand(name).unwrap();
            let argument = command.get_arguments().find(|argument| argument.get_id() == flag);
            let help = argument.and_then(clap::Arg::get_help).map(ToString::to_string);
            assert_eq!(help.as_deref(), Some(text), "{name} {flag}");
        }
    }

    #[test]
    fn groups_of_flags_come_in_one_order() {
        const ORDER: [&str; 9] = [
            "Sender and receivers",
            "Live",
            "SMTP session",
            "Report to the receiver",
            "DNS",
            "DNSBLs",
            "CI",
            "Output",
            "",
        ];
        for command in parser().get_subcommands() {
            let mut headings: Vec<&str> =
                command.get_arguments().filter_map(|argument| argument.get_help_heading()).collect();
            headings.dedup();
            let mut seen = Vec::new();
            headings.into_iter().for_each(|heading| {
                if !seen.contains(&heading) {
                    seen.push(heading);
                }
            });
            let places: Vec<usize> =
                seen.iter().map(|heading| ORDER.iter().position(|known| known == heading).unwrap()).collect();
            assert!(places.is_sorted(), "{}: {seen:?}", command.get_name());
        }
    }

    #[test]
    fn examples_are_understood() {
        for example in EXAMPLES.iter().flat_map(|(_, examples)| *examples) {
            let words = example.split(" > ").next().unwrap().split(" < ").next().unwrap();
            let words = words.split(" | ").next().unwrap();
            let mut arguments: Vec<String> = Vec::new();
            for (index, part) in words.split('\'').enumerate() {
                match index % 2 {
                    0 => arguments.extend(part.split_whitespace().map(str::to_owned)),
                    _ => arguments.push(part.to_owned()),
                }
            }
            let parsed = parser().try_get_matches_from(arguments);
            assert!(parsed.is_ok(), "{example}: {}", parsed.unwrap_err());
        }
    }
}
