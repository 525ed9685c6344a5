//! `mxcheck domain DOMAIN`

use std::time::Instant;

use clap::Args;

use super::arguments::{DnsArguments, FailArguments, Format, OutputArguments, ReceiverArguments};
use super::exit::{End, Stop};
use super::network::{Network, wait_for};
use super::output;
use crate::report::{DomainReport, json, text};
use crate::sender::{ReversePath, Sender, parse_domain};
use crate::{assess, check, probe, receiver, verdict};

/// Look a sender domain up, judge it, and predict what each receiver answers
#[derive(Debug, Args)]
pub struct Arguments {
    /// The domain of the sender's e-mail addresses
    domain: String,

    #[command(flatten)]
    sender: SenderArguments,

    #[command(flatten)]
    receivers: ReceiverArguments,

    #[command(flatten)]
    dns: DnsArguments,

    #[command(flatten)]
    output: OutputArguments,

    #[command(flatten)]
    fail: FailArguments,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Sender and receivers")]
struct SenderArguments {
    /// The envelope sender, the argument of MAIL FROM; also <> [default: postmaster@DOMAIN]
    #[arg(long, value_name = "ADDRESS")]
    from: Option<String>,

    /// Size of the message as it is sent, in octets
    #[arg(long, value_name = "BYTES", allow_negative_numbers = true, value_parser = octets)]
    size: Option<u64>,
}

/// Runs the command: typed → sender → facts → findings → verdicts → report.
pub fn run(arguments: &Arguments) -> Result<End, Stop> {
    let sender = sender(arguments)?;
    let checks: Vec<&str> = check::all().iter().map(|check| check.id).collect();
    let receivers = receiver::select(&arguments.receivers.receiver, &checks)
        .map_err(|error| Stop::usage("--receiver", error))?;
    let network = Network::open(&arguments.dns)?;

    let started = Instant::now();
    let asking = probe::sender(&network.dns, sender.sender_domain());
    let facts = wait_for(asking, &format!("looking {} up", sender.domain))?;
    network.close()?;

    let assessment = assess::assess(&sender, &facts);
    let findings = check::findings(&assessment, &facts, &receivers);
    let verdicts = receivers.iter().map(|receiver| verdict::judge(receiver, &findings, None)).collect();
    let queries = network.dns.questions();
    let report = DomainReport::new(&sender, findings, verdicts, queries, started.elapsed());

    let style = output::style(&arguments.output);
    output::write(|out| match arguments.output.format() {
        Format::Json => json::write(&report, out),
        Format::Text => text::write_domain(&report, &receivers, style, arguments.output.detail(), out),
    })?;
    Ok(End::of(report.outcome, &report.findings, arguments.fail.fail_on))
}

fn octets(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "a whole number of octets is expected, such as 10485760 (10 MiB)".to_owned())
}

fn sender(arguments: &Arguments) -> Result<Sender, Stop> {
    let domain = parse_domain(&arguments.domain)
        .map_err(|error| Stop::usage(&format!("DOMAIN {:?}", arguments.domain), error))?;
    let from = arguments.sender.from.as_deref().map(ReversePath::parse).transpose();
    let from = from.map_err(|error| Stop::usage("--from", error))?;
    Ok(Sender::new(domain, from, arguments.sender.size))
}
