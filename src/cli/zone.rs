//! `mxcheck zone FILE...`

use std::collections::{BTreeSet, HashSet};
use std::time::Instant;

use clap::{Args, ValueHint};
use futures_util::stream::{self, StreamExt};

use super::arguments::{
    BaselineArguments, DnsArguments, FailArguments, IgnoreArguments, JobFormat, ListArguments,
    OutputArguments, ReceiverArguments,
};
use super::baseline::Baseline;
use super::changes::ChangeArguments;
use super::exit::{End, FailOn, Stop, say};
use super::judging;
use super::network::{Extent, MANY, Network, read_zones, wait_for};
use super::output;
use crate::batch::mail_domains;
use crate::dns::Name;
use crate::dnsbl::Choice;
use crate::judge::{self, Case, Judgement, Panel, Trying};
use crate::report::document::json;
use crate::report::{Results, SenderReport, ZoneFileView, ZoneReport, page};
use crate::sender::Sender;
use crate::zone;
use crate::zone::{Zone, ZoneArgument};

/// How many domains are looked up at once.
const AT_ONCE: usize = 32;

/// Judge every mail domain in zone files, with the files in place of what is published
///
/// Mail domains are the owners of MX and SPF records, the domains of DMARC records, and the apex of each zone.
/// No DNSBL is asked unless --dnsbl or MXCHECK_DNSBL names it.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Zone files
    #[arg(value_name = "FILE[=ORIGIN]", required = true, value_hint = ValueHint::FilePath)]
    files: Vec<String>,

    #[command(flatten)]
    receivers: ReceiverArguments,

    #[command(flatten)]
    dns: DnsArguments,

    #[command(flatten)]
    lists: ListArguments,

    #[command(flatten)]
    output: OutputArguments<JobFormat>,

    #[command(flatten)]
    changes: ChangeArguments,

    #[command(flatten)]
    baseline: BaselineArguments,

    #[command(flatten)]
    ignore: IgnoreArguments,

    #[command(flatten)]
    fail: FailArguments,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Result<End, Stop> {
    let panel = Panel {
        receivers: judging::selected_receivers(&arguments.receivers)?.into(),
        are_named: !arguments.receivers.receiver.is_empty(),
        ignores: arguments.ignore.read()?,
    };
    let choice = chosen_lists(&arguments.lists)?;
    let files = read_files(arguments)?;
    let changes = arguments.changes.open(&arguments.files)?;
    let zones: Vec<Zone> = files.iter().cloned().chain(read_zones("--zone", &arguments.dns.zone)?).collect();
    let origins: Vec<Name> = files.iter().map(|zone| zone.origin().clone()).collect();
    let baseline = arguments.baseline.baseline.as_deref();
    let baseline = baseline.map(|text| Baseline::read(text, &arguments.dns, &zones, &origins)).transpose()?;

    let mut found = mail_domains::find(&files);
    let known: HashSet<Name> = found.names.iter().cloned().collect();
    // What is no mail domain any more is judged all the same: its mail is refused now.
    let is_of_a_file = |name: &Name| origins.iter().any(|origin| name.is_at_or_below(origin));
    let replaced = baseline.iter().flat_map(Baseline::zones).filter(|zone| origins.contains(zone.origin()));
    let replaced = mail_domains::find(replaced.collect::<Vec<&Zone>>());
    let (earlier, elsewhere): (Vec<Name>, Vec<Name>) =
        baseline.iter().flat_map(Baseline::judged).partition(is_of_a_file);
    tell_elsewhere(arguments.baseline.baseline.as_deref(), &elsewhere);
    let sending = replaced.names.into_iter().filter(|name| !replaced.parked.contains(name));
    let gone: HashSet<Name> = sending.chain(earlier).filter(|name| !known.contains(name)).collect();
    let mut gone: Vec<Name> = gone.into_iter().collect();
    gone.sort();
    found.names.extend(gone);
    if found.names.is_empty() {
        say("mxcheck: warning: the zone files hold no mail domain");
    }

    let cases: Vec<Case> = found
        .names
        .iter()
        .map(|name| Case {
            place: mail_domains::place_of(name, &files),
            ..Case::of(Sender::of_domain(name.clone(), None))
        })
        .collect();
    let views: Vec<ZoneFileView> = files.iter().map(ZoneFileView::from).collect();
    let (network, before) =
        Baseline::open(baseline.as_ref(), &arguments.dns, &choice.keys, zones, Extent::Many, MANY)?;
    let started = Instant::now();
    let judging = async {
        let trying = if changes.are_wanted() { Trying::WithQueries } else { Trying::OnKnownAnswers };
        let now = judge_all(&cases, &panel, &network, &choice, trying).await;
        let updates = changes.updates(&now.iter().collect::<Vec<_>>(), &network.resolver).await;
        let before = match &before {
            Some(before) => judge_all(&cases, &panel, before, &choice, Trying::Not).await,
            None => Vec::new(),
        };
        (now, before, updates)
    };
    let (now, before, updates) = wait_for(judging, "looking the domains up")?;
    network.close()?;
    changes.write(&updates, &now.iter().collect::<Vec<_>>())?;

    if !arguments.output.quiet {
        judging::tell_unused(&judging::unused(&panel.ignores, &now.iter().collect::<Vec<_>>()));
    }
    let parked: BTreeSet<Name> = found.parked.into_iter().collect();
    let comparison = match &baseline {
        Some(baseline) => {
            let is_parked = |judgement: &&Judgement| {
                judgement.case.sender.domain.as_ref().is_some_and(|name| parked.contains(name))
            };
            let (left_out, counted): (Vec<&Judgement>, Vec<&Judgement>) = now.iter().partition(is_parked);
            let before: Vec<&Judgement> = before.iter().collect();
            let mut comparison = baseline.compare(&counted, &before, &replaced.parked)?;
            let of_parked: usize = left_out.iter().map(|judgement| judgement.verdicts.len()).sum();
            comparison.not_compared += elsewhere.len() + of_parked;
            Some(comparison)
        }
        None => None,
    };
    let domains = now.iter().map(|judgement| SenderReport::of("domain", judgement, None)).collect();
    let queries = network.resolver.questions();
    let report =
        ZoneReport::new(views, domains, parked, found.skipped, comparison, queries, started.elapsed());

    let style = output::style(&arguments.output);
    let format = arguments.output.format();
    if !output::write_results(format, || Results::of_zone(&report, &panel.receivers))? {
        output::write(|out| match format {
            JobFormat::Json => json::write(&report, out),
            _ => page::write_zone(&report, &panel.receivers, style, arguments.output.detail(), out),
        })?;
    }
    Ok(end(&report, arguments.fail.fail_on))
}

/// Reads the zone files. A job is told of a mistake in one at its line.
fn read_files(arguments: &Arguments) -> Result<Vec<Zone>, Stop> {
    let (mut files, mut faults) = (Vec::new(), Vec::new());
    for text in &arguments.files {
        let argument = text.parse::<ZoneArgument>().map_err(|error| Stop::usage("FILE", error))?;
        match zone::load(&argument) {
            Ok(file) => files.push(file),
            Err(fault) => faults.push(fault),
        }
    }
    let Some(last) = faults.last() else { return Ok(files) };
    output::write_results(arguments.output.format(), || Results::of_zone_faults(&faults))?;
    faults[..faults.len() - 1].iter().for_each(|fault| say(&format!("mxcheck: FILE: {fault}")));
    Err(Stop::usage("FILE", last))
}

/// Says of which domains of an earlier result no file is judged now: they may have lost all of their mail.
fn tell_elsewhere(source: Option<&str>, names: &[Name]) {
    const SHOWN: usize = 5;
    let (Some(source), Some(_)) = (source, names.first()) else { return };
    let shown = names.iter().take(SHOWN).map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let more = names.len().saturating_sub(SHOWN);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    say(&format!(
        "mxcheck: warning: --baseline {source}: no zone file here holds {shown}{more}: not compared"
    ));
}

/// Those of `--dnsbl` and of the environment variable; the built-in ones are not asked about whole
/// zones.
fn chosen_lists(arguments: &ListArguments) -> Result<Choice, Stop> {
    let mut choice = arguments.choose()?;
    choice.lists.retain(|list| !list.is_public);
    Ok(choice)
}

async fn judge_all(
    cases: &[Case],
    panel: &Panel,
    network: &Network,
    choice: &Choice,
    trying: Trying,
) -> Vec<Judgement> {
    let lists = network.reachable(choice);
    let judging = cases.iter().map(|case| async {
        judge::run(case.clone(), panel, &network.resolver, &lists, trying).await.without_lookups()
    });
    stream::iter(judging).buffered(AT_ONCE).collect().await
}

/// The highest of what its domains come to, parked ones apart.
fn end(report: &ZoneReport, fail_on: FailOn) -> End {
    if let Some(comparison) = &report.baseline {
        let outcomes: Vec<_> = report.counted().map(|sender| sender.outcome).collect();
        return End::of_comparison(comparison, &outcomes, fail_on);
    }
    let ends = report.counted().map(|sender| End::of(sender.outcome, &sender.findings, fail_on));
    ends.max_by_key(|end| match end {
        End::Clean => 0,
        End::Unknown => 1,
        End::Found => 2,
    })
    .unwrap_or(End::Clean)
}
