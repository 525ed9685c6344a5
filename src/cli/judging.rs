//! What `domain`, `ip` and `helo` share: typed → sender → facts → findings → verdicts → report.

use std::collections::HashSet;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use clap::Args;
use futures_util::future::join;

use super::arguments::{
    DnsArguments, FailArguments, IgnoreArguments, JobFormat, ListArguments, OutputArguments,
    ReceiverArguments, RecipientArguments,
};
use super::baseline::Baseline;
use super::exit::{End, Stop, say};
use super::live::Live;
use super::network::{Extent, Network, read_zones, wait_for};
use super::{output, recipients};
use crate::batch::mail_domains;
use crate::catalogue::Receiver;
use crate::dns::Name;
use crate::dnsbl::List;
use crate::evidence::likeness::Likeness;
use crate::judge::check::Ignore;
use crate::judge::live;
use crate::judge::live::{Reader, Reading};
use crate::judge::verdict::Outcome;
use crate::judge::{assess, check, verdict};
use crate::probe::facts::Facts;
use crate::report::document::json;
use crate::report::page::Detail;
use crate::report::{ListView, Results, SenderReport, SessionView, page};
use crate::sender::{Helo, ReversePath, Sender, parse_address, parse_domain};
use crate::{catalogue, probe};

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
    output: OutputArguments<JobFormat>,

    #[command(flatten)]
    ignore: IgnoreArguments,

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

/// What may stand beside a sender.
#[derive(Default)]
pub struct Beside<'a> {
    /// The session to try.
    pub live: Option<&'a Live>,
    /// The file that the sender was found in, which the report tells.
    pub like: Option<Likeness>,
    /// What to compare with, as typed.
    pub baseline: Option<&'a str>,
}

/// Judges a sender and writes what came of it; with a live try, what that showed; with a baseline,
/// what is better and worse than that.
pub fn run(
    command: &'static str,
    sender: &Sender,
    arguments: &JudgingArguments,
    beside: Beside<'_>,
) -> Result<End, Stop> {
    let Beside { live, like, baseline } = beside;
    let receivers = selected_receivers(&arguments.receivers)?;
    let are_named = !arguments.receivers.receiver.is_empty();
    let to = recipients::read(&arguments.recipients.to)?;
    let ignores = arguments.ignore.read()?;
    let choice = arguments.lists.choose()?;
    let zones = read_zones("--zone", &arguments.dns.zone)?;
    let origins: Vec<Name> = match zones.as_slice() {
        [] => sender.domain.iter().cloned().collect(),
        zones => zones.iter().map(|zone| zone.origin().clone()).collect(),
    };
    let baseline = baseline.map(|text| Baseline::read(text, &arguments.dns, &zones, &origins)).transpose()?;
    let place = sender.domain.as_ref().and_then(|name| mail_domains::place_of(name, &zones));
    let (network, before) =
        Baseline::open(baseline.as_ref(), &arguments.dns, &choice.keys, zones, Extent::One)?;

    let started = Instant::now();
    let lists = network.reachable(&choice);
    let asking = async {
        let (mut facts, to) =
            join(ask(sender, &network, &lists), recipients::look_up(&network.dns, to)).await;
        if let Some(live) = live {
            facts.smtp = live.hold(&network.dns, sender, facts.helo.as_ref(), &to).await?;
        }
        let facts_before = match &before {
            Some(before) => Some(ask(sender, before, &before.reachable(&choice)).await),
            None => None,
        };
        Ok::<_, Stop>((facts, to, facts_before))
    };
    let is_quiet = live.is_some_and(Live::is_verbose);
    let (facts, to, facts_before) = wait_for(asking, if is_quiet { "" } else { "looking the sender up" })??;
    network.close()?;

    let chosen = recipients::choose(receivers, are_named, &to);
    let receivers = &chosen.receivers;
    let judge = Judge { receivers, ignores: &ignores };
    let mut report = judge.judge(command, sender, &facts, network.dns.questions(), started);
    let reader = Reader { receivers, are_chosen: are_named };
    let readings: Vec<Reading<'_>> =
        facts.smtp.sessions.iter().map(|session| reader.read(session, 1)).collect();
    if live.is_some() {
        let observe = |verdict| live::observe(verdict, &readings, receivers);
        report.verdicts = report.verdicts.into_iter().map(observe).collect();
    }
    if let Some(baseline) = &baseline {
        let before: Vec<SenderReport> =
            facts_before.iter().map(|facts| judge.judge(command, sender, facts, 0, started)).collect();
        report.baseline =
            Some(baseline.compare(&[&report], &before.iter().collect::<Vec<_>>(), &HashSet::new())?);
    }
    if !arguments.output.quiet {
        tell_unused(&unused(&ignores, &[&report]));
    }
    if chosen.is_incomplete {
        report.outcome = report.outcome.max(Outcome::Unknown);
    }
    report.place = place;
    report.to = chosen.views;
    report.sessions = readings.iter().map(SessionView::of).collect();
    if let (Some(live), Some(helo)) = (live, &mut report.sender.helo) {
        helo.origin = live.helo_origin();
    }
    report.like = like;

    let style = output::style(&arguments.output);
    let format = arguments.output.format();
    if !output::write_results(format, || Results::of_sender(&report, receivers))? {
        output::write(|out| match format {
            JobFormat::Json => json::write(&report, out),
            _ => page::write_sender(&report, receivers, style, arguments.output.detail(), out),
        })?;
    }
    let fail_on = arguments.fail.fail_on;
    Ok(match &report.baseline {
        Some(comparison) => End::of_comparison(comparison, &[report.outcome], fail_on),
        None => End::of(report.outcome, &report.findings, fail_on),
    })
}

/// What is ignored without being there.
pub fn unused<'a>(ignores: &'a [Ignore], reports: &[&SenderReport]) -> Vec<&'a Ignore> {
    let is_used = |ignore: &&Ignore| {
        reports.iter().any(|report| {
            let sender = report.sender.domain.as_ref().map(|domain| &domain.name);
            ignore.names_any(&report.findings, sender)
        })
    };
    ignores.iter().filter(|ignore| !is_used(ignore)).collect()
}

/// Tells of it: the fault is mended, or the name misspelt.
pub fn tell_unused(ignores: &[&Ignore]) {
    for ignore in ignores {
        say(&format!(
            "mxcheck: warning: --ignore {ignore}: no such finding; it can be left out, or is misspelt"
        ));
    }
}

/// Asks everything about a sender.
pub async fn ask(sender: &Sender, network: &Network, lists: &[Arc<List>]) -> Facts {
    assess::discount_rewritten(probe::sender(&network.dns, sender, network.resolver, lists).await)
}

/// What turns facts into a report.
pub struct Judge<'a> {
    /// Whose answers are predicted.
    pub receivers: &'a [Receiver],
    /// Findings that do not count.
    pub ignores: &'a [Ignore],
}

impl Judge<'_> {
    /// Judges what was found out about a sender.
    pub fn judge(
        &self,
        command: &'static str,
        sender: &Sender,
        facts: &Facts,
        queries: usize,
        started: Instant,
    ) -> SenderReport {
        let assessment = assess::assess(sender, facts);
        let mut findings = check::findings(&assessment, facts, self.receivers);
        let counted = check::ignore(&mut findings, self.ignores, sender.domain.as_ref());
        let verdicts = verdict::judge_all(self.receivers, &counted, &sender.addresses);
        let assumed = &facts.assumed_addresses;
        let mut report =
            SenderReport::new(command, sender, assumed, findings, verdicts, queries, started.elapsed());
        report.spf = facts.spf.clone();
        report.lists = assessment.lists.iter().map(ListView::from).collect();
        report
    }
}

/// The receivers that `--receiver` names, or all.
pub fn selected_receivers(arguments: &ReceiverArguments) -> Result<Vec<Receiver>, Stop> {
    let checks: Vec<&str> = check::all().iter().map(|check| check.id).collect();
    catalogue::select(&arguments.receiver, &checks).map_err(|error| Stop::usage("--receiver", error))
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
