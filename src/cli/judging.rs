//! What `domain`, `ip` and `helo` share: typed → sender → facts → findings → verdicts → report.

use std::collections::HashSet;
use std::net::IpAddr;
use std::sync::Arc;

use clap::Args;

use super::arguments::{
    DnsArguments, FailArguments, IgnoreArguments, JobFormat, ListArguments, OutputArguments,
    ReceiverArguments, RecipientArguments, VolumeArguments,
};
use super::baseline::Baseline;
use super::changes::{ChangeArguments, Proposal};
use super::complaint::warn;
use super::exit::{End, Stop};
use super::network::{Extent, block_on, wait_for};
use super::session::forged;
use super::zone_files::read_zones;
use super::{output, recipients};
use crate::batch::mail_domains;
use crate::dns::{Name, Wire};
use crate::dnsbl::Key;
use crate::evidence::likeness::Likeness;
use crate::judge::check::Ignore;
use crate::judge::live::{Trial, TrialError};
use crate::judge::{self, Case, Further, Judgement, Panel, Trying};
use crate::probe::Asking;
use crate::report::document::SettingView;
use crate::report::document::json;
use crate::report::page::Detail;
use crate::report::{Results, SenderReport, page};
use crate::sender::{Helo, Origin, ReversePath, Sender, parse_address, parse_domain};

/// The flags of every command that judges a sender.
#[derive(Debug, Args)]
pub(super) struct JudgingArguments {
    #[command(flatten)]
    receivers: ReceiverArguments,

    #[command(flatten)]
    recipients: RecipientArguments,

    #[command(flatten)]
    volume: VolumeArguments,

    #[command(flatten)]
    dns: DnsArguments,

    #[command(flatten)]
    lists: ListArguments,

    #[command(flatten)]
    ignore: IgnoreArguments,

    #[command(flatten)]
    fail: FailArguments,

    #[command(flatten)]
    output: OutputArguments<JobFormat>,

    /// Where the value of a flag is from that was not typed
    #[arg(long, hide = true, value_name = "FLAG=SOURCE=VALUE")]
    taken_from: Vec<String>,
}

impl JudgingArguments {
    /// The flags whose values were not typed.
    fn settings(&self) -> Vec<SettingView> {
        let taken = self.taken_from.iter().filter_map(|text| {
            let (flag, rest) = text.split_once('=')?;
            let (_, value) = rest.split_once('=')?;
            Some(SettingView { flag: flag.to_owned(), value: value.to_owned(), source: self.origin(flag) })
        });
        taken.collect()
    }

    /// Where the value of a flag is from.
    fn origin(&self, flag: &str) -> Origin {
        let source = self.taken_from.iter().find_map(|text| text.strip_prefix(flag)?.strip_prefix('='));
        match source {
            Some(source) if source.starts_with("environment=") => Origin::Environment,
            Some(_) => Origin::Config,
            None => Origin::Given,
        }
    }

    /// Returns the recipients, as typed.
    pub(super) fn recipients(&self) -> &[String] {
        &self.recipients.to
    }

    /// Whether everything is reported.
    pub(super) fn is_verbose(&self) -> bool {
        self.output.detail() == Detail::Verbose
    }
}

/// What may come with a sender.
#[derive(Default)]
pub(super) struct Extras<'a> {
    /// The session to try.
    pub trial: Option<Trial>,
    /// The port at which authoritative nameservers are asked.
    pub authoritative: Option<u16>,
    /// The file that the sender was found in, which the report names.
    pub like: Option<Likeness>,
    /// What to compare with, as typed.
    pub baseline: Option<&'a str>,
    /// Where to write the changes; `None` for commands that propose none.
    pub changes: Option<&'a ChangeArguments>,
}

/// Judges a sender and writes what came of it; with a live trial, what that showed; with a baseline,
/// what is better and worse than that.
pub(super) fn run(
    command: &'static str,
    mut sender: Sender,
    arguments: &JudgingArguments,
    extras: Extras<'_>,
) -> Result<End, Stop> {
    sender.addresses_origin = arguments.origin("ip");
    if sender.helo_origin == Origin::Given {
        sender.helo_origin = arguments.origin("helo");
    }
    let Extras { mut trial, authoritative, like, baseline, changes } = extras;
    if let Some(trial) = &mut trial {
        trial.options.end = arguments.dns.end();
    }
    let sender = Sender { bulk: arguments.volume.origin(), ..sender };
    let asking = authoritative.map(|port| asking(port, &arguments.dns)).transpose()?;
    let panel = Panel::new(arguments.receivers.select()?, arguments.ignore.read()?);
    let recipients = recipients::read(&arguments.recipients.to)?;
    let choice = arguments.lists.choose()?;
    let zones = read_zones("--zone", &arguments.dns.zone)?;
    let origins: Vec<Name> = match zones.as_slice() {
        [] => sender.domain.iter().cloned().collect(),
        zones => zones.iter().map(|zone| zone.origin().clone()).collect(),
    };
    let baseline = baseline.map(|text| Baseline::read(text, &arguments.dns, &zones, &origins)).transpose()?;
    let changes = changes.map(|changes| changes.open(&arguments.dns.zone)).transpose()?;
    let place = sender.domain.as_ref().and_then(|name| mail_domains::place_of(name, &zones));
    let seed = sender.any_name().to_string();
    let (network, before) =
        Baseline::open(baseline.as_ref(), &arguments.dns, &choice.keys, zones, Extent::One, &seed)?;
    let case = Case { sender, likeness: like, place, zones: network.zones.to_vec(), recipients };

    let judging = async {
        let lists = network.reachable(&choice);
        let further = Further { trial: trial.as_ref(), nameservers: asking.as_ref() };
        let now = judge::run_further(case.clone(), &panel, &network.resolver, &lists, further).await?;
        let before = match &before {
            Some(before) => {
                let lists = before.reachable(&choice);
                let case = Case::of(case.sender.clone());
                Some(judge::run(case, &panel, &before.resolver, &lists, Trying::Not).await)
            }
            None => None,
        };
        let updates = match &changes {
            Some(changes) => changes.updates(&Proposal::all_of(&now), &network.resolver).await,
            None => Vec::new(),
        };
        Ok::<_, TrialError>((now, before, updates))
    };
    // A spinner would be between the lines of the transcript.
    let (judgement, before, updates) = match trial.as_ref().is_some_and(|trial| trial.watch.is_some()) {
        true => block_on(async { Ok(judging.await) })?,
        false => wait_for(judging, "looking the sender up")?,
    }
    .map_err(|error| refused(&case.sender, &error))?;
    network.close()?;
    if let Some(changes) = changes {
        changes.write(&updates, &Proposal::all_of(&judgement))?;
    }

    let comparison = match &baseline {
        Some(baseline) => {
            let before: Vec<&Judgement> = before.iter().collect();
            Some(baseline.compare(&[&judgement], &before, &HashSet::new())?)
        }
        None => None,
    };
    if !arguments.output.quiet {
        tell_unused(&unused(&panel.ignores, &[&judgement]));
    }
    let report = SenderReport {
        invocation: Some(invocation(arguments, &choice.keys)),
        settings: arguments.settings(),
        ..SenderReport::of(command, &judgement, comparison)
    };
    let style = output::style(&arguments.output);
    let format = arguments.output.format();
    if !output::write_results(format, || Results::of_sender(&report, &judgement.receivers))? {
        output::write(|out| match format {
            JobFormat::Json => json::write(&report, out),
            _ => page::write_sender(&report, &judgement.receivers, style, arguments.output.detail(), out),
        })?;
    }
    let fail_on = arguments.fail.fail_on;
    Ok(match &report.baseline {
        Some(comparison) => End::of_comparison(comparison, &[judgement.outcome], fail_on),
        None => End::of(judgement.outcome, &judgement.findings, fail_on),
    })
}

/// The flags of the run that the next command needs as well.
fn invocation(arguments: &JudgingArguments, keys: &[Key]) -> Vec<String> {
    let mut words = arguments.dns.repeated(keys);
    let offline = words.pop_if(|last| last == "--offline");
    let mut repeat = |flag: &str, value: &String| words.extend([flag.to_owned(), value.clone()]);
    arguments.receivers.receiver.iter().for_each(|receiver| repeat("--receiver", receiver));
    arguments.recipients.to.iter().for_each(|to| repeat("--to", to));
    words.extend(offline);
    words
}

/// How authoritative nameservers are asked.
fn asking(port: u16, arguments: &DnsArguments) -> Result<Asking, Stop> {
    if arguments.offline || arguments.replay.is_some() {
        let flag = if arguments.offline { "--offline" } else { "--replay" };
        return Err(Stop::usage(format!("--authoritative queries nameservers, which {flag} excludes")));
    }
    Ok(Asking { direct: Arc::new(Wire::new(arguments.timeout(), arguments.end())), port })
}

fn refused(sender: &Sender, error: &TrialError) -> Stop {
    let TrialError::ForgedHelo(problem) = error;
    let helo = sender.helo.as_ref().map_or("", |helo| &helo.text);
    forged(helo, problem)
}

/// What is ignored without being there.
pub(super) fn unused<'a>(ignores: &'a [Ignore], judgements: &[&Judgement]) -> Vec<&'a Ignore> {
    let is_used = |ignore: &&Ignore| judgements.iter().any(|judgement| judgement.has_ignored(ignore));
    ignores.iter().filter(|ignore| !is_used(ignore)).collect()
}

/// Reports it: the fault is fixed, or the name misspelt.
pub(super) fn tell_unused(ignores: &[&Ignore]) {
    for ignore in ignores {
        warn(format!("--ignore {ignore}: no such finding: fixed, or misspelt"));
    }
}

/// Reads DOMAIN and --from as the sender's domain and reverse-path.
pub(super) fn sender(domain: &str, from: Option<&str>) -> Result<Sender, Stop> {
    // Blanks come with what is copied.
    let domain = domain.trim_matches(' ');
    let read = parse_domain(domain).map_err(|error| Stop::value("domain", domain, error))?;
    let path = from.map(ReversePath::parse).transpose();
    let path = path.map_err(|error| Stop::value("--from", from.unwrap_or_default(), error))?;
    Ok(Sender::of_domain(read, path))
}

/// Reads sending addresses; the same one twice counts once.
pub(super) fn addresses(flag: &str, typed: &[String]) -> Result<Vec<IpAddr>, Stop> {
    let mut addresses = Vec::new();
    for text in typed {
        let ip = parse_address(text).map_err(|error| Stop::value(flag, text, error))?;
        if !addresses.contains(&ip) {
            addresses.push(ip);
        }
    }
    Ok(addresses)
}

/// Reads a HELO name.
pub(super) fn helo(flag: &str, typed: Option<&str>) -> Result<Option<Helo>, Stop> {
    let read = typed.map(Helo::parse).transpose();
    read.map_err(|error| Stop::value(flag, typed.unwrap_or_default(), error))
}
