//! `mxcheck explain [TEXT|FILE|-]`

use std::io::{self, IsTerminal, Read};
use std::path::Path;

use clap::Args;

use super::arguments::{Format, OutputArguments, ReceiverArguments};
use super::complaint::{say, warn};
use super::contact::{self, ContactArguments};
use super::exit::{End, Stop};
use super::output;
use crate::catalogue::Receiver;
use crate::evidence::identity::Identity;
use crate::evidence::log::{self, Source};
use crate::explain::{Recogniser, Refusal, scan};
use crate::file;
use crate::report::document::json;
use crate::report::page::Detail;
use crate::report::terminal::Style;
use crate::report::{ExplainReport, page};
use crate::smtp_reply::ServerReply;

/// Explain a rejection: whose rule it is, its cause, and the fix
///
/// Takes a pasted reply, log lines, a delivery report, an exception, or an error code of Outlook. The path of a file reads
/// the file, anything else is the text itself; without it, standard input is read. mxcheck diagnose also looks up whether
/// the cause is still there.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The text, a file with it, or - for standard input
    #[arg(value_name = "TEXT|FILE|-", allow_hyphen_values = true)]
    input: Option<String>,

    #[command(flatten)]
    receivers: ReceiverArguments,

    #[command(flatten)]
    contact: ContactArguments,

    #[command(flatten)]
    output: OutputArguments,
}

/// Where the text comes from.
pub(super) enum Input<'a> {
    Text(&'a str),
    /// Also packed, as old logs are.
    Source(Source),
    /// Nothing but the codes of a reply.
    Codes(ServerReply),
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Result<End, Stop> {
    let receivers = arguments.receivers.select()?.receivers;
    let recogniser = Recogniser::new(&receivers);
    let report = read(input(arguments.input.as_deref())?, "explain", &recogniser)?;
    let end = if report.is_all_recognised() { End::Clean } else { End::Found };
    let Arguments { input, contact, output, .. } = arguments;
    deliver(&report, &receivers, (input.as_deref(), contact), output, |style, detail, out| {
        page::write_explain(&report, style, detail, out)
    })?;
    Ok(end)
}

/// Writes a report: as the text for a contact form, as JSON, or as its page.
pub(super) fn deliver(
    report: &ExplainReport,
    receivers: &[Receiver],
    (typed, contact): (Option<&str>, &ContactArguments),
    output: &OutputArguments,
    page: impl FnOnce(Style, Detail, &mut output::Out) -> io::Result<()>,
) -> Result<(), Stop> {
    if contact.report {
        return contact::write(contact, &contact::of_explain(report, receivers, typed), receivers);
    }
    let style = output::style(output);
    output::write(|out| match output.format() {
        Format::Json => json::write(report, out),
        Format::Text => page(style, output.detail(), out),
    })
}

/// Finds out what was typed.
pub(super) fn input(typed: Option<&str>) -> Result<Input<'_>, Stop> {
    let Some(typed) = typed else {
        if io::stdin().is_terminal() {
            say("Paste the bounce, then press Ctrl-D on a line of its own.");
        }
        return Ok(Input::Source(Source::Stdin));
    };
    if typed == "-" {
        return Ok(Input::Source(Source::Stdin));
    }
    if typed.trim().is_empty() {
        return Err(Stop::value("text", typed, "empty; paste a reply in quotes, or name a file"));
    }
    // A long text may be too long to be asked about as a path.
    if typed.len() < 4_096 && !typed.contains('\n') && Path::new(typed).exists() {
        return Ok(Input::Source(Source::File(typed.into())));
    }
    if let Some(reply) = ServerReply::of_codes(typed) {
        return Ok(Input::Codes(reply));
    }
    if looks_like_path(typed) {
        return Err(Stop::file(typed, "no such file; paste a reply in quotes, with its code and words"));
    }
    Ok(Input::Text(typed))
}

/// A single word with a slash or a file extension is a path that was mistyped. The address of an
/// explanation is a word with slashes, too, but nobody's path.
fn looks_like_path(word: &str) -> bool {
    if word.chars().any(char::is_whitespace) || word.starts_with("http://") || word.starts_with("https://") {
        return false;
    }
    let extension = word.rsplit_once('.').map(|(_, extension)| extension);
    word.contains('/')
        || extension.is_some_and(|extension| {
            (1..=8).contains(&extension.len()) && extension.bytes().all(|b| b.is_ascii_alphanumeric())
        })
}

pub(super) fn read(
    input: Input<'_>,
    command: &'static str,
    recogniser: &Recogniser<'_>,
) -> Result<ExplainReport, Stop> {
    let mut report = ExplainReport::new(command);
    match input {
        Input::Text(text) => {
            let read = read_all(&mut text.as_bytes(), None, recogniser, &mut report);
            read.map_err(|error| Stop::value("text", text, error))?;
        }
        Input::Codes(reply) => {
            let identity = Identity::default();
            report.add(Refusal { recognised: None, reply, recipient: None, line: 1, identity }, None);
        }
        Input::Source(source) => {
            let mut opened = log::open(&source).map_err(|error| Stop::file(&error.file, error.problem))?;
            let name = opened.name.clone();
            if let Err(error) = read_all(&mut opened, Some(&name), recogniser, &mut report) {
                let fault = file::unreadable(&error);
                if report.is_empty() {
                    return Err(Stop::file(&name, fault));
                }
                warn(format!("{name}: {fault}; only the part before was read"));
            }
        }
    }
    Ok(report)
}

fn read_all(
    input: &mut impl Read,
    file: Option<&str>,
    recogniser: &Recogniser<'_>,
    report: &mut ExplainReport,
) -> io::Result<()> {
    let (scanned, result) = scan(input, recogniser, |refusal| report.add(refusal, file));
    report.count(scanned);
    result
}
