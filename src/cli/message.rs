//! `mxcheck message FILE`

use std::io::{self, BufReader, Read};
use std::path::Path;

use clap::{Args, ValueHint};

use super::arguments::{Format, OutputArguments, ReceiverArguments};
use super::exit::{End, Stop};
use super::output;
use crate::evidence::message;
use crate::evidence::message::Message;
use crate::file::{self, TextStream, unreadable};
use crate::judge::check::{Envelope, Evidence};
use crate::judge::{self, check};
use crate::report::document::json;
use crate::report::{MessageReport, page};
use crate::sender::ReversePath;

/// Check a message: what would be rejected, and its route and results
///
/// Checks size, header, line lengths and winmail.dat against the receivers' rules. Of a delivered message, also shows its
/// route, the results of SPF, DKIM and DMARC, and the marks of spam filters.
///
/// Exit codes: 0 no rule is hit, 1 a rule is hit, 2 the file is not a message.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The message with its full header (.eml, "message source"); - is stdin
    #[arg(value_hint = ValueHint::FilePath)]
    file: String,

    /// The envelope sender [default: that of the Return-Path field]
    #[arg(long, value_name = "ADDRESS")]
    from: Option<String>,

    /// The message is sent with SMTPUTF8: UTF-8 in the header is allowed
    #[arg(long)]
    smtputf8: bool,

    #[command(flatten)]
    receivers: ReceiverArguments,

    #[command(flatten)]
    output: OutputArguments,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Result<End, Stop> {
    let receivers = arguments.receivers.select()?.judged();
    let typed = arguments.from.as_deref().map(ReversePath::parse).transpose();
    let typed =
        typed.map_err(|error| Stop::value("--from", arguments.from.as_deref().unwrap_or_default(), error))?;
    let file = arguments.file.as_str();
    let read = message::read(BufReader::with_capacity(1 << 16, open(file)?));
    let message = read.map_err(|error| Stop::file(file, error))?;

    let mail_from = match typed {
        Some(path) => {
            let evidence = Evidence::typed(format!("MAIL FROM:<{}>", bare(&path)));
            Some((path, evidence))
        }
        None => return_path(&message, file),
    };
    let shown = mail_from.as_ref().map(|(path, _)| path.to_string());
    let is_utf8 = arguments.smtputf8
        || message
            .hops()
            .iter()
            .any(|hop| hop.with.as_deref().is_some_and(|with| with.starts_with("UTF8SMTP")));
    let findings = check::message_findings(&message, &Envelope { mail_from, is_utf8 }, file, &receivers);
    let matches = judge::message::judge(&findings, &receivers);
    let names = receivers.iter().map(|receiver| receiver.name.clone()).collect();
    let named = arguments.receivers.receiver.iter();
    let report = MessageReport {
        invocation: named.flat_map(|name| ["--receiver".to_owned(), name.clone()]).collect(),
        ..MessageReport::new(file, &message, shown, findings, matches, names)
    };

    let style = output::style(&arguments.output);
    output::write(|out| match arguments.output.format() {
        Format::Json => json::write(&report, out),
        Format::Text => page::write_message(&report, &receivers, style, arguments.output.detail(), out),
    })?;
    Ok(if report.hit { End::Found } else { End::Clean })
}

/// Opens a file, or stdin.
fn open(path: &str) -> Result<Box<dyn Read>, Stop> {
    if path == "-" {
        return Ok(Box::new(TextStream::new(io::stdin())));
    }
    let opened = file::open(Path::new(path)).map_err(|error| Stop::file(path, unreadable(&error)))?;
    Ok(Box::new(TextStream::new(opened)))
}

/// The envelope sender as the last server noted it (RFC 5321 section 4.4).
fn return_path(message: &Message, file: &str) -> Option<(ReversePath, Evidence)> {
    let field = message.field("Return-Path")?;
    let text = field.text();
    let path = ReversePath::parse(text.trim()).ok()?;
    Some((path, Evidence::in_file(format!("{}: {text}", field.name), file, Some(field.line))))
}

fn bare(path: &ReversePath) -> String {
    path.to_string().trim_matches(['<', '>']).to_owned()
}
