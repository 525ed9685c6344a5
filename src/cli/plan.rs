//! `mxcheck plan`

use clap::{Args, ValueEnum, ValueHint};

use super::arguments::{CatalogueArguments, Format, OutputArguments, refused};
use super::exit::{End, Stop};
use super::output;
use crate::catalogue::{Catalogue, Counted, DecidedBy, Limit, Receiver, Role, Rule};
use crate::explain::plan::{MAX_MESSAGES, Mailing, encoded_size, is_plannable};
use crate::report::document::json;
use crate::report::{PlanReport, PlannedSize, page};

/// Plan a mailing within the limits of the sending server
///
/// Shows which documented limit is hit first and when, and a schedule within all of them. The limits are those for a
/// provider's own customers. Windows slide: a message may be sent as soon as every window has room for it.
///
/// Exit codes: 0 it can be sent without a pause, 1 a limit is hit, 2 wrong use, or no limit is documented.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The provider whose server sends it: one-com, or a file with [[limit]] tables
    #[arg(long, value_name = "NAME|FILE", value_hint = ValueHint::FilePath)]
    via: String,

    /// Number of messages
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = clap::value_parser!(u64).range(1..=MAX_MESSAGES))]
    messages: u64,

    /// Recipients of all messages together (To, Cc, Bcc) [default: one per message]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    recipients: Option<u64>,

    /// Size of one message as sent, such as 10485760 or 10MB
    #[arg(long, value_name = "BYTES", allow_negative_numbers = true, value_parser = super::domain::octets)]
    size: Option<u64>,

    /// Size of one message's attachments before encoding; base64 adds about 37 %
    #[arg(long, value_name = "BYTES", conflicts_with = "size", allow_negative_numbers = true, value_parser = super::domain::octets)]
    attachments: Option<u64>,

    /// Accounts of the domain that share the mailing
    #[arg(long, value_name = "N", default_value_t = 1, allow_negative_numbers = true, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    accounts: u64,

    /// Check this pace: seconds between messages
    #[arg(long, value_name = "SECONDS", default_value_t = 0, allow_negative_numbers = true, value_parser = clap::value_parser!(u64).range(0..=86_400))]
    interval: u64,

    /// A script on the web space sends it, with this kind of sender address
    #[arg(long, value_enum, value_name = "SENDER")]
    script: Option<ScriptSender>,

    /// The mailing is not bulk mail: the bulk limit does not apply
    ///
    /// What makes a message bulk mail is not documented; without this flag each message of a mailing counts as one.
    #[arg(long)]
    not_bulk: bool,

    #[command(flatten)]
    catalogue: CatalogueArguments,

    #[command(flatten)]
    output: OutputArguments,
}

/// The sender address of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ScriptSender {
    /// An address that exists at the receiver.
    Own,
    /// None, or one elsewhere.
    Other,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Result<End, Stop> {
    let receiver = select(&arguments.catalogue.open()?, &arguments.via)?;
    let limits = limits(&receiver, arguments)?;
    let messages = arguments.messages;
    let recipients = arguments.recipients.unwrap_or(messages);
    if recipients < messages {
        let problem = format!(
            "--recipients {recipients} is less than --messages {messages}: it counts the recipients of all messages \
             together; for {recipients} in each of them, type --recipients {}",
            recipients.saturating_mul(messages)
        );
        return Err(Stop::usage(problem));
    }
    let mailing =
        Mailing { messages, recipients, is_bulk: !arguments.not_bulk, interval: arguments.interval };
    let octets = arguments.size.or_else(|| arguments.attachments.map(encoded_size));
    let size = octets.zip(receiver.size).map(|(octets, limit)| PlannedSize {
        octets,
        attachments: arguments.attachments,
        allowed: limit.limit,
        risk_from: limit.risk_from,
        rule: receiver.rule("message-too-large").map(|rule| rule.id.clone()),
    });
    let report =
        PlanReport::new(&receiver, &limits, mailing, arguments.accounts, size, arguments.script.is_some());

    let style = output::style(&arguments.output);
    output::write(|out| match arguments.output.format() {
        Format::Json => json::write(&report, out),
        Format::Text => page::write_plan(&report, &receiver, style, arguments.output.detail(), out),
    })?;
    Ok(if report.hit { End::Found } else { End::Clean })
}

fn select(catalogue: &Catalogue, via: &str) -> Result<Receiver, Stop> {
    if via.is_empty() {
        return Err(Stop::value("--via", via, "empty; type a receiver, such as one-com"));
    }
    let selected = catalogue.select(&[via.to_owned()]);
    let mut selected = selected.map_err(|error| refused("--via", error))?;
    selected
        .receivers
        .pop()
        .ok_or_else(|| Stop::value("--via", via, "no receiver; type one, such as one-com"))
}

/// The limits that bind this mailing.
fn limits(receiver: &Receiver, arguments: &Arguments) -> Result<Vec<Limit>, Stop> {
    let plannable: Vec<&Limit> = receiver.limits.iter().filter(|limit| is_plannable(limit)).collect();
    if plannable.is_empty() {
        return Err(Stop::usage(no_figures(receiver)));
    }
    let of_scripts = plannable.iter().filter(|limit| limit.what == Counted::Script);
    if arguments.script.is_some() && of_scripts.clone().count() == 0 {
        return Err(Stop::usage(format!("--script: {} documents no limit for scripts", receiver.title)));
    }
    let binds = |limit: &&&Limit| match (arguments.script, limit.what) {
        (Some(ScriptSender::Own), _) => false,
        (Some(ScriptSender::Other), what) => what == Counted::Script,
        (None, Counted::Script) => false,
        (None, Counted::Bulk) => !arguments.not_bulk,
        (None, _) => true,
    };
    Ok(plannable.iter().filter(binds).map(|limit| (*limit).clone()).collect())
}

/// What is known of a receiver that gives no figures.
fn no_figures(receiver: &Receiver) -> String {
    let is_limit = |rule: &&Rule| {
        let is_of_volume =
            rule.decided_by.iter().any(|by| matches!(by, DecidedBy::History | DecidedBy::Plan));
        rule.has_role(Role::Submission) && is_of_volume
    };
    let known: Vec<String> = receiver
        .rules
        .iter()
        .filter(is_limit)
        .map(|rule| format!("{} ({}: {})", rule.id, rule.reply, rule.summary))
        .collect();
    let known = match known.as_slice() {
        [] => "mxcheck knows no rule of its own about volume".to_owned(),
        known => format!("too much mail is rejected with {}", known.join(", ")),
    };
    format!(
        "{} documents no figures for how much may be sent, so nothing can be planned ({known}); add figures in a \
         receiver file of your own ([[limit]] tables)",
        receiver.title
    )
}
