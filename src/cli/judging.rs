//! What `domain`, `ip` and `helo` share: typed → sender → facts → findings → verdicts → report.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use clap::Args;

use super::arguments::{
    DnsArguments, FailArguments, IgnoreArguments, JobFormat, JobOutputArguments, ListArguments,
    ReceiverArguments,
};
use super::baseline::Baseline;
use super::exit::{End, Stop};
use super::network::{Network, read_zones, wait_for};
use super::output;
use crate::check::Ignore;
use crate::dns::Name;
use crate::dnsbl::List;
use crate::receiver::Receiver;
use crate::report::{ListView, Results, SenderReport, json, text};
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
    output: JobOutputArguments,

    #[command(flatten)]
    ignore: IgnoreArguments,

    #[command(flatten)]
    fail: FailArguments,
}

/// Judges a sender and writes what came of it; with a baseline, what is better and worse than that.
pub fn run(
    command: &'static str,
    sender: &Sender,
    arguments: &JudgingArguments,
    baseline: Option<&str>,
) -> Result<End, Stop> {
    let receivers = selected_receivers(&arguments.receivers)?;
    let ignores = arguments.ignore.read()?;
    let choice = arguments.lists.choose()?;
    let zones = read_zones("--zone", &arguments.dns.zone)?;
    let origins: Vec<Name> = match zones.as_slice() {
        [] => sender.domain.iter().cloned().collect(),
        zones => zones.iter().map(|zone| zone.origin().clone()).collect(),
    };
    let baseline = baseline.map(|text| Baseline::read(text, &arguments.dns, &zones, &origins)).transpose()?;
    let (network, before) = Baseline::open(baseline.as_ref(), &arguments.dns, &choice.keys, zones)?;
    let judge = Judge { receivers: &receivers, ignores: &ignores };

    let started = Instant::now();
    let lists = network.reachable(&choice);
    let asking = async {
        let report = judge.report(command, sender, &network, &lists).await;
        let before = match &before {
            Some(before) => Some(judge.report(command, sender, before, &before.reachable(&choice)).await),
            None => None,
        };
        (report, before)
    };
    let (mut report, before) = wait_for(asking, "looking the sender up")?;
    network.close()?;
    report.elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    if let Some(baseline) = &baseline {
        report.baseline = Some(baseline.compare(&[&report], &before.iter().collect::<Vec<_>>())?);
    }

    let style = output::style_for(arguments.output.color);
    let format = arguments.output.format();
    if !output::write_results(format, || Results::of_sender(&report, &receivers))? {
        output::write(|out| match format {
            JobFormat::Json => json::write(&report, out),
            _ => text::write_sender(&report, &receivers, style, arguments.output.detail(), out),
        })?;
    }
    let fail_on = arguments.fail.fail_on;
    Ok(match &report.baseline {
        Some(comparison) => End::of_comparison(comparison, &[report.outcome], fail_on),
        None => End::of(report.outcome, &report.findings, fail_on),
    })
}

/// What turns facts into a report.
pub struct Judge<'a> {
    /// Whose answers are predicted.
    pub receivers: &'a [Receiver],
    /// Findings that do not count.
    pub ignores: &'a [Ignore],
}

impl Judge<'_> {
    /// Asks everything about a sender and judges it.
    pub async fn report(
        &self,
        command: &'static str,
        sender: &Sender,
        network: &Network,
        lists: &[Arc<List>],
    ) -> SenderReport {
        let started = Instant::now();
        let facts = probe::sender(&network.dns, sender, network.resolver, lists).await;
        let facts = assess::discount_rewritten(facts);
        let assessment = assess::assess(sender, &facts);
        let mut findings = check::findings(&assessment, &facts, self.receivers);
        let counted = check::ignore(&mut findings, self.ignores, sender.domain.as_ref());
        let verdicts = verdict::judge_all(self.receivers, &counted, &sender.addresses);
        let queries = network.dns.questions();
        let assumed = &facts.assumed_addresses;
        let mut report =
            SenderReport::new(command, sender, assumed, findings, verdicts, queries, started.elapsed());
        report.spf = facts.spf;
        report.lists = assessment.lists.iter().map(ListView::from).collect();
        report
    }
}

/// The receivers that were chosen.
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
