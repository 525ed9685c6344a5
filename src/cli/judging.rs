//! What `domain`, `ip` and `helo` share: typed → sender → facts → findings → verdicts → report.

use std::net::IpAddr;
use std::time::Instant;

use clap::Args;

use super::arguments::{
    DnsArguments, FailArguments, Format, ListArguments, OutputArguments, ReceiverArguments,
};
use super::exit::{End, Stop};
use super::network::{Network, wait_for};
use super::output;
use crate::receiver::Receiver;
use crate::report::{ListView, SenderReport, json, text};
use crate::sender::{Helo, ReversePath, Sender, parse_address, parse_domain};
use crate::{assess, check, probe, receiver, verdict};

/// The flags of every command that judges a sender.
#[derive(Debug, Args)]
pub struct JudgingArguments {
    #[command(flatten)]
    receivers: ReceiverArguments,

    #[command(flatten)]
    dns: DnsArguments,

    #[command(flatten)]
    lists: ListArguments,

    #[command(flatten)]
    output: OutputArguments,

    #[command(flatten)]
    fail: FailArguments,
}

/// Judges a sender and writes what came of it.
pub fn run(command: &'static str, sender: &Sender, arguments: &JudgingArguments) -> Result<End, Stop> {
    let receivers = selected_receivers(&arguments.receivers)?;
    let choice = arguments.lists.choose()?;
    let network = Network::open(&arguments.dns, &choice.keys)?;
    let lists = network.reachable(&choice);

    let started = Instant::now();
    let asking = probe::sender(&network.dns, sender, network.resolver, &lists);
    let facts = assess::discount_rewritten(wait_for(asking, "looking the sender up")?);
    network.close()?;

    let assessment = assess::assess(sender, &facts);
    let findings = check::findings(&assessment, &facts, &receivers);
    let verdicts = verdict::judge_all(&receivers, &findings, &sender.addresses);
    let queries = network.dns.questions();
    let assumed = &facts.assumed_addresses;
    let mut report =
        SenderReport::new(command, sender, assumed, findings, verdicts, queries, started.elapsed());
    report.spf = facts.spf;
    report.lists = assessment.lists.iter().map(ListView::from).collect();

    let style = output::style(&arguments.output);
    output::write(|out| match arguments.output.format() {
        Format::Json => json::write(&report, out),
        Format::Text => text::write_sender(&report, &receivers, style, arguments.output.detail(), out),
    })?;
    Ok(End::of(report.outcome, &report.findings, arguments.fail.fail_on))
}

/// The receivers that --receiver names.
pub fn selected_receivers(arguments: &ReceiverArguments) -> Result<Vec<Receiver>, Stop> {
    let checks: Vec<&str> = check::all().iter().map(|check| check.id).collect();
    receiver::select(&arguments.receiver, &checks).map_err(|error| Stop::usage("--receiver", error))
}

/// Reads DOMAIN and --from as the sender's domain and reverse-path.
pub fn sender(domain: &str, from: Option<&str>) -> Result<Sender, Stop> {
    let read = parse_domain(domain).map_err(|error| Stop::usage(&format!("DOMAIN {domain:?}"), error))?;
    let from = from.map(ReversePath::parse).transpose();
    Ok(Sender::of_domain(read, from.map_err(|error| Stop::usage("--from", error))?))
}

/// Reads sending addresses; the same one twice counts once.
pub fn addresses(flag: &str, typed: &[String]) -> Result<Vec<IpAddr>, Stop> {
    let mut addresses = Vec::new();
    for text in typed {
        let ip = parse_address(text).map_err(|error| Stop::usage(&format!("{flag} \"{text}\""), error))?;
        if !addresses.contains(&ip) {
            addresses.push(ip);
        }
    }
    Ok(addresses)
}

/// Reads a HELO name.
pub fn helo(flag: &str, typed: Option<&str>) -> Result<Option<Helo>, Stop> {
    let read = typed.map(Helo::parse).transpose();
    read.map_err(|error| Stop::usage(&format!("{flag} \"{}\"", typed.unwrap_or_default()), error))
}
