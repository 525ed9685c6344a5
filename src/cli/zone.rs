//! `mxcheck zone FILE...`

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;
use std::time::Instant;

use clap::{Args, ValueHint};

use super::arguments::{
    BaselineArguments, DnsArguments, FailArguments, IgnoreArguments, JobFormat, ListArguments,
    OutputArguments, ReceiverArguments, VolumeArguments,
};
use super::baseline::{Baseline, OF_OTHERS};
use super::batch_progress::Bar;
use super::changes::ChangeArguments;
use super::complaint::warn;
use super::exit::{End, FailOn, Stop};
use super::many::{run_interruptibly, stop_of_broken};
use super::network::{Extent, MANY, Network, block_on};
use super::zone_files::read_zones;
use super::zone_sink::{Form, Gathering, ZoneSink};
use super::{judging, output, zone_files};
use crate::batch;
use crate::batch::{Entry, Job, Load, RunError, Supply, Tally, mail_domains};
use crate::dns::Name;
use crate::dnsbl::Choice;
use crate::judge::verdict::Outcome;
use crate::judge::{Case, Panel, Trying};
use crate::report::{Results, UnreadFile, ZoneFileView, ZoneReport, not_checked};
use crate::sender::{Origin, Sender};
use crate::zone;
use crate::zone::{Effect, ErrorKind, Zone};

/// How many domains are looked up at once.
const AT_ONCE: usize = 32;

/// How many domains that are done may wait for one before them: each takes some ten kilobytes.
const ROOM: u64 = 256;

/// Up to how many domains a document for jobs holds everything; of more only what is at fault.
const MOST_WHOLE: usize = 500;

/// The most results that such a document holds: of SARIF, GitHub shows no more.
const MOST_RESULTS: usize = 5000;

/// The same of a comment, which has room for few.
const MOST_OF_COMMENT: usize = 1000;

/// The most octets that they may take together.
const MOST_OCTETS: usize = 16 * 1024 * 1024;

/// Check every mail domain in zone files before they are published
///
/// Mail domains are the owners of MX and SPF records, the domains of DMARC records, and the apex of each zone.
/// No DNSBL is queried unless --dnsbl or MXCHECK_DNSBL names it. Exports of DNS providers are read with a warning for
/// each line that a nameserver would not load. If a line cannot be parsed, the rest is judged and the exit code is 2.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Zone files; -=ORIGIN reads stdin
    #[arg(value_name = "FILE[=ORIGIN]", required = true, value_hint = ValueHint::FilePath)]
    files: Vec<String>,

    #[command(flatten)]
    receivers: ReceiverArguments,

    #[command(flatten)]
    volume: VolumeArguments,

    #[command(flatten)]
    dns: DnsArguments,

    #[command(flatten)]
    lists: ListArguments,

    #[command(flatten)]
    baseline: BaselineArguments,

    #[command(flatten)]
    ignore: IgnoreArguments,

    #[command(flatten)]
    fail: FailArguments,

    #[command(flatten)]
    output: OutputArguments<JobFormat>,

    #[command(flatten)]
    changes: ChangeArguments,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Result<End, Stop> {
    let panel = Panel::new(arguments.receivers.select()?, arguments.ignore.read()?);
    let choice = chosen_lists(&arguments.lists)?;
    let ZoneFiles { zones: files, views, unread } = read_files(arguments)?;
    let changes = arguments.changes.open(&arguments.files)?;
    let zones: Vec<Zone> = files.iter().cloned().chain(read_zones("--zone", &arguments.dns.zone)?).collect();
    let origins: Vec<Name> = files.iter().map(|zone| zone.origin().clone()).collect();
    let baseline = arguments.baseline.baseline.as_deref();
    let baseline = baseline.map(|text| Baseline::read(text, &arguments.dns, &zones, &origins)).transpose()?;

    let mut found = mail_domains::find(&files);
    // What is no mail domain any more is judged anyway: its mail is refused now.
    let known: HashSet<&Name> = found.names.iter().collect();
    let is_of_a_file = |name: &Name| origins.iter().any(|origin| name.is_at_or_below(origin));
    let replaced = baseline.iter().flat_map(Baseline::zones).filter(|zone| origins.contains(zone.origin()));
    let replaced = mail_domains::find(replaced.collect::<Vec<&Zone>>());
    let (earlier, elsewhere): (Vec<Name>, Vec<Name>) =
        baseline.iter().flat_map(Baseline::judged).partition(is_of_a_file);
    tell_elsewhere(arguments.baseline.baseline.as_deref(), &elsewhere);
    let sending = replaced.names.into_iter().filter(|name| !replaced.parked.contains(name));
    let gone: BTreeSet<Name> = sending.chain(earlier).filter(|name| !known.contains(name)).collect();
    drop(known);
    found.names.extend(gone);
    if found.names.is_empty() && !files.is_empty() {
        warn("the zone files hold no mail domain");
    }

    baseline.iter().try_for_each(|baseline| baseline.expect_any_of(&found.names))?;
    let (network, before) =
        Baseline::open(baseline.as_ref(), &arguments.dns, &choice.keys, zones, Extent::Many, MANY)?;
    let baseline = baseline.map(Arc::new);
    let format = arguments.output.format();
    let form = match format {
        JobFormat::Text => Form::Page(output::style(&arguments.output), arguments.output.detail()),
        JobFormat::Json => Form::Json,
        JobFormat::Github => Form::Commands,
        _ if found.names.len() > MOST_WHOLE => Form::KeptFaults,
        _ => Form::Kept,
    };
    let parked = Arc::new(found.parked);
    let sink = ZoneSink {
        form,
        parked: parked.clone(),
        fail_on: arguments.fail.fail_on,
        baseline: baseline.clone(),
        with_changes: changes.are_wanted(),
    };
    let mut job = Job::new(network.resolver.clone(), network.reachable(&choice), panel, sink);
    if changes.are_wanted() {
        job.trying = Trying::WithQueries;
    }
    job.before = before.as_ref().map(|before| (before.resolver.clone(), before.reachable(&choice)));
    let job = Arc::new(job);
    let mut report = ZoneReport::new((views, unread), parked.iter().cloned().collect(), found.skipped);
    let most = if format == JobFormat::Markdown { MOST_OF_COMMENT } else { MOST_RESULTS };
    let gathering = Gathering::new(form, &report, (most, MOST_OCTETS))?;

    let started = Instant::now();
    let lines = AT_ONCE.min(arguments.dns.concurrency as usize);
    let domains = Domains { names: found.names, files, bulk: arguments.volume.origin() };
    let (tally, mut gathering, is_cut) = judge_all(&job, (&network, lines), domains, gathering)?;
    let updates = changes.updates(&gathering.proposals, &network.resolver);
    let updates = block_on(async { Ok(updates.await) })?;
    network.close()?;
    // A change of a zone that was read in part may be wrong.
    if report.is_damaged() && changes.are_wanted() {
        warn("no change is written: lines of a zone file could not be read");
    } else {
        changes.write(&updates, &gathering.proposals)?;
    }
    if !arguments.output.quiet {
        judging::tell_unused(&job.unused());
    }
    if let Some(baseline) = &baseline {
        let (now, before) = (std::mem::take(&mut gathering.now), std::mem::take(&mut gathering.before));
        let of_none = || OF_OTHERS.to_owned();
        let mut comparison = baseline.compare_all(&now, before, &replaced.parked, of_none)?;
        comparison.not_compared += elsewhere.len() + gathering.of_parked;
        report.baseline = Some(comparison);
    }
    report.unchecked = not_checked(&gathering.unchecked);
    report.counts = gathering.counts;
    report.outcome =
        tally.worst.unwrap_or(if tally.lines > 0 { Outcome::Accept } else { Outcome::NotJudged });
    report.took(network.resolver.questions(), started.elapsed());
    write_end(gathering, &report, format)?;
    if report.is_damaged() {
        return Err(Stop::Damaged);
    }
    if is_cut {
        Stop::unless_found(tally.found)?;
    }
    Ok(end(&tally, &report, arguments.fail.fail_on))
}

/// Writes the end of the report.
fn write_end(mut gathering: Gathering, report: &ZoneReport, format: JobFormat) -> Result<(), Stop> {
    let skipped = report.skipped.iter();
    let notes = skipped.map(|skipped| format!("{} is not judged: {}", skipped.name, skipped.reason));
    let complete = |mut results: Results| {
        results.comparison.clone_from(&report.baseline);
        results.unchecked.clone_from(&report.unchecked);
        results.notes.extend(notes);
        results
    };
    match gathering.results() {
        Some(results) => output::write_results(format, || complete(results)).map(drop),
        None => {
            let zones = Results::of_zone_files(&report.files, &report.unread).zones;
            let end = complete(Results { zones, ..Results::new("zone", None) });
            Ok(gathering.finish(report, Some(end))?)
        }
    }
}

/// The domains of zone files, handed out as cases.
struct Domains {
    names: Vec<Name>,
    files: Vec<Zone>,
    bulk: Option<Origin>,
}

impl Supply for Domains {
    fn supply(self, ready: &mut dyn FnMut() -> bool, take: &mut dyn FnMut(Entry)) -> Result<(), RunError> {
        for (line, name) in (1..).zip(&self.names) {
            if !ready() {
                return Ok(());
            }
            let holding = self.files.iter().filter(|zone| name.is_at_or_below(zone.origin()));
            let nearest = holding.max_by_key(|zone| zone.origin().labels().len());
            let case = Case {
                place: mail_domains::place_of(name, &self.files),
                zones: nearest.map(Zone::heading).into_iter().collect(),
                ..Case::of(Sender { bulk: self.bulk, ..Sender::of_domain(name.clone(), None) })
            };
            take(Entry { line, offset: line, input: name.to_string(), case: Ok(case) });
        }
        Ok(())
    }
}

/// Judges the domains; what is shown of them is written as they are judged.
fn judge_all(
    job: &Arc<Job<ZoneSink>>,
    (network, lines): (&Network, usize),
    domains: Domains,
    mut gathering: Gathering,
) -> Result<(Tally, Gathering, bool), Stop> {
    let bar = Bar::new(Some(domains.names.len() as u64), 0);
    let (tally, result, gathering) = run_interruptibly({
        let (job, bar, resolver) = (job.clone(), bar.clone(), network.resolver.clone());
        let load = Load { workers: network.workers(), lines, room: ROOM };
        move |events| {
            let tell = |progress| bar.show(progress, resolver.questions());
            let (tally, result) = batch::run(job, domains, &mut gathering, load, tell, events);
            (tally, result, gathering)
        }
    })?;
    bar.clear();
    match result {
        Ok(()) => Ok((tally, gathering, false)),
        Err(RunError::Deadline) => Ok((tally, gathering, true)),
        Err(RunError::Output(error)) => Err(Stop::from(error)),
        Err(RunError::Interrupted) => Err(Stop::Interrupted),
        Err(RunError::System(error)) => Err(Stop::usage(format!("the run cannot start: {error}"))),
        Err(_) => Err(stop_of_broken()),
    }
}

/// The zone files of a run, and how they are shown.
#[derive(Default)]
struct ZoneFiles {
    zones: Vec<Zone>,
    views: Vec<ZoneFileView>,
    unread: Vec<UnreadFile>,
}

/// Reads the zone files. Of one that is at fault what can be read is judged, and so are the others; one that is not
/// there ends the run.
fn read_files(arguments: &Arguments) -> Result<ZoneFiles, Stop> {
    let mut files = ZoneFiles::default();
    for argument in zone_files::parse("zone file", &arguments.files)? {
        match zone::load_readable(&argument) {
            Ok(file) => {
                for note in file.notes() {
                    match note.effect {
                        Effect::Lost => zone_files::complain(&note.fault),
                        Effect::Read | Effect::Skipped if arguments.output.quiet => {}
                        Effect::Read | Effect::Skipped => zone_files::remark(note),
                    }
                }
                files.views.push(ZoneFileView::from(&file));
                files.zones.push(file);
            }
            Err(fault) if fault.kind == ErrorKind::Unreadable => {
                return Err(zone_files::refuse(&fault));
            }
            Err(fault) => {
                zone_files::complain(&fault);
                files.unread.push(UnreadFile::from(&fault));
            }
        }
    }
    Ok(files)
}

/// Says of which domains of an earlier result no file is judged now: they may have lost all of their mail.
fn tell_elsewhere(source: Option<&str>, names: &[Name]) {
    const SHOWN: usize = 5;
    let (Some(source), Some(_)) = (source, names.first()) else { return };
    let shown = names.iter().take(SHOWN).map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let more = names.len().saturating_sub(SHOWN);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    warn(format!("--baseline {source}: no zone file here holds {shown}{more}: not compared"));
}

/// Those of `--dnsbl` and of the environment variable; the built-in ones are not asked about whole
/// zones.
fn chosen_lists(arguments: &ListArguments) -> Result<Choice, Stop> {
    let mut choice = arguments.choose()?;
    choice.lists.retain(|list| !list.is_public);
    Ok(choice)
}

/// The highest of what its domains come to, parked ones apart.
fn end(tally: &Tally, report: &ZoneReport, fail_on: FailOn) -> End {
    if let Some(comparison) = &report.baseline {
        let unknown = [Outcome::Unknown];
        let outcomes = if tally.unknown > 0 { &unknown[..] } else { &[] };
        return End::of_comparison(comparison, outcomes, fail_on);
    }
    match (tally.found, tally.unknown) {
        // Of files without a mail domain nothing is known.
        (0, 0) if tally.lines > 0 => End::Clean,
        (0, _) => End::Unknown,
        _ => End::Found,
    }
}
