//! What `domain`, `ip` and `helo` share: typed → sender → facts → findings → verdicts → report.

use std::net::IpAddr;
use std::time::Instant;

use clap::Args;
use futures_util::future::join;

use super::arguments::{
    DnsArguments, FailArguments, Format, ListArguments, OutputArguments, ReceiverArguments,
    RecipientArguments,
};
use super::exit::{End, Stop};
use super::live::Live;
use super::network::{Network, wait_for};
use super::{output, recipients};
use crate::observation::{self, Reader, Reading};
use crate::receiver::Receiver;
use crate::report::text::Detail;
use crate::report::{ListView, SenderReport, SessionView, json, text};
use crate::sender::{Helo, ReversePath, Sender, parse_address, parse_domain};
use crate::verdict::Outcome;
use crate::{assess, check, probe, receiver, verdict};

/// The flags of every command that judges a sender.
#[derive(Debug, Args)]
pub struct JudgingArguments {
    #[command(flatten)]
    receivers: ReceiverArguments,

    #[command(flatten)]
    recipients: RecipientArguments,

    #[command(flatten)]
    dns: DnsArguments,

    #[command(flatten)]
    lists: ListArguments,

    #[command(flatten)]
    output: OutputArguments,

    #[command(flatten)]
    fail: FailArguments,
}

impl JudgingArguments {
    /// Whom mail is for, as typed.
    pub fn recipients(&self) -> &[String] {
        &self.recipients.to
    }

    /// Whether everything is told.
    pub fn is_verbose(&self) -> bool {
        self.output.detail() == Detail::Verbose
    }
}

/// Judges a sender and writes what came of it; with a live try, what that showed.
pub fn run(
    command: &'static str,
    sender: &Sender,
    arguments: &JudgingArguments,
    live: Option<&Live>,
) -> Result<End, Stop> {
    let receivers = selected_receivers(&arguments.receivers)?;
    let are_named = !arguments.receivers.receiver.is_empty();
    let to = recipients::read(&arguments.recipients.to)?;
    let choice = arguments.lists.choose()?;
    let network = Network::open(&arguments.dns, &choice.keys)?;
    let lists = network.reachable(&choice);

    let started = Instant::now();
    let asking = async {
        let asking = probe::sender(&network.dns, sender, network.resolver, &lists);
        let (facts, to) = join(asking, recipients::look_up(&network.dns, to)).await;
        let mut facts = assess::discount_rewritten(facts);
        if let Some(live) = live {
            facts.smtp = live.hold(&network.dns, sender, facts.helo.as_ref(), &to).await?;
        }
        Ok::<_, Stop>((facts, to))
    };
    let is_quiet = live.is_some_and(Live::is_verbose);
    let (facts, to) = wait_for(asking, if is_quiet { "" } else { "looking the sender up" })??;
    network.close()?;

    let chosen = recipients::choose(receivers, are_named, &to);
    let receivers = &chosen.receivers;
    let assessment = assess::assess(sender, &facts);
    let findings = check::findings(&assessment, &facts, receivers);
    let mut verdicts = verdict::judge_all(receivers, &findings, &sender.addresses);
    let reader = Reader { receivers, are_chosen: are_named };
    let readings: Vec<Reading<'_>> =
        facts.smtp.sessions.iter().map(|session| reader.read(session, 1)).collect();
    if live.is_some() {
        let observe = |verdict| observation::observe(verdict, &readings, receivers);
        verdicts = verdicts.into_iter().map(observe).collect();
    }
    let queries = network.dns.questions();
    let assumed = &facts.assumed_addresses;
    let mut report =
        SenderReport::new(command, sender, assumed, findings, verdicts, queries, started.elapsed());
    if chosen.is_incomplete {
        report.outcome = report.outcome.max(Outcome::Unknown);
    }
    report.to = chosen.views;
    report.sessions = readings.iter().map(SessionView::of).collect();
    if let (Some(live), Some(helo)) = (live, &mut report.sender.helo) {
        helo.origin = live.helo_origin();
    }
    report.spf = facts.spf.clone();
    report.lists = assessment.lists.iter().map(ListView::from).collect();

    let style = output::style(&arguments.output);
    output::write(|out| match arguments.output.format() {
        Format::Json => json::write(&report, out),
        Format::Text => text::write_sender(&report, receivers, style, arguments.output.detail(), out),
    })?;
    Ok(End::of(report.outcome, &report.findings, arguments.fail.fail_on))
}

/// The receivers that `--receiver` names, or all.
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
