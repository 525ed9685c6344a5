//! `mxcheck batch [FILE|-]`

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::{Args, ValueHint};

use super::arguments::{
    DnsArguments, FailArguments, IgnoreArguments, JobFormat, ListArguments, OutputArguments,
    ReceiverArguments, VolumeArguments,
};
use super::batch_progress::Bar;
use super::batch_sink::{Deliverer, Form, Teller};
use super::complaint::{note, say, warn};
use super::domain::octets;
use super::exit::{End, FailOn, Stop};
use super::many::{run_interruptibly, stop_of_broken};
use super::network::Network;
use super::{judging, output};
use crate::batch;
use crate::batch::{Defaults, Earlier, Job, LineList, Load, MOST_LINES, RunError, Selection, Shard, Tally};
use crate::file::{self, TextStream};
use crate::judge::Panel;
use crate::report::{Collected, Counts};
use crate::sender::ReversePath;

/// The most results that a document holds: of SARIF, GitHub shows no more.
const MOST_RESULTS: usize = 5000;

/// The same of a comment, which has room for few.
const MOST_OF_COMMENT: usize = 1000;

/// The most octets that they may take together.
const MOST_OCTETS: usize = 16 * 1024 * 1024;

/// Check many senders, one per line; prints one JSON object per line
///
/// A line is DOMAIN, IP, DOMAIN,IP or DOMAIN,IP,HELO, or a JSON object with domain, ip, helo and from. Empty lines
/// and those that begin with # are skipped. A line that cannot be parsed yields an object with "error" and, at the end,
/// exit code 2. Public DNSBLs are not queried unless --dnsbl names them. --format sarif, junit and markdown print one
/// document at the end, and github one line per fault; accepted senders are only counted.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The list of senders; - or nothing reads stdin
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    list: Option<PathBuf>,

    /// Resume an interrupted run from its results file
    ///
    /// Use the same list and the same flags. Only what is missing is printed: append it to the same file
    /// (batch LIST --resume RESULT >> RESULT). A last line that is half written is removed and done again.
    #[arg(long, value_name = "RESULT", value_hint = ValueHint::FilePath)]
    resume: Option<PathBuf>,

    /// Check a part of the list: every Nth line, starting with the Kth
    #[arg(long, value_name = "K/N", value_parser = shard)]
    shard: Option<Shard>,

    #[command(flatten)]
    sender: DefaultArguments,

    #[command(flatten)]
    receivers: ReceiverArguments,

    #[command(flatten)]
    dns: DnsArguments,

    /// Queries per second [default: 500; no limit for a nameserver on loopback]
    #[arg(long, value_name = "N", help_heading = "DNS", allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    rate: Option<u32>,

    #[command(flatten)]
    lists: ListArguments,

    #[command(flatten)]
    ignore: IgnoreArguments,

    #[command(flatten)]
    fail: FailArguments,

    #[command(flatten)]
    output: OutputArguments<JobFormat>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Sender and receivers")]
struct DefaultArguments {
    /// The sending server's address for lines without one; repeatable
    #[arg(long, value_name = "IP")]
    ip: Vec<String>,

    /// The HELO name for lines without one
    #[arg(long, value_name = "NAME")]
    helo: Option<String>,

    /// The envelope sender for lines with a domain and without a sender, or <>
    #[arg(long, value_name = "ADDRESS")]
    from: Option<String>,

    /// Size of the message as sent, such as 10485760, 10MB or 20MiB
    #[arg(long, value_name = "BYTES", allow_negative_numbers = true, value_parser = octets)]
    size: Option<u64>,

    #[command(flatten)]
    volume: VolumeArguments,
}

fn shard(text: &str) -> Result<Shard, &'static str> {
    text.parse()
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Result<End, Stop> {
    let format = arguments.output.format();
    let list = arguments.list.as_deref().filter(|path| *path != Path::new("-"));
    let list = list.map(|path| path.display().to_string());
    let form = match format {
        JobFormat::Text | JobFormat::Json => Form::Json,
        JobFormat::Github => Form::Commands(list),
        JobFormat::Sarif | JobFormat::Junit | JobFormat::Markdown => Form::Kept(list),
    };
    if arguments.resume.is_some() && !matches!(form, Form::Json) {
        return Err(Stop::usage("--resume needs results in JSON; leave --format out, or type --format json"));
    }
    let earlier = arguments.resume.as_deref().map(earlier).transpose()?;
    let selection = Selection {
        shard: arguments.shard.unwrap_or(Shard::WHOLE),
        after: earlier.as_ref().map_or(0, |earlier| earlier.last_line),
        after_input: earlier.as_ref().map(|earlier| earlier.last_input.clone()).unwrap_or_default(),
        done: earlier.as_ref().map_or(0, |earlier| earlier.tally.lines),
        defaults: defaults(&arguments.sender)?,
    };
    let (input, length) = open(arguments.list.as_deref())?;
    let panel = Panel::new(arguments.receivers.select()?, arguments.ignore.read()?);
    let mut choice = arguments.lists.choose()?;
    // Those who run the public lists ask not to be sent lists of domains.
    choice.lists.retain(|list| !list.is_public);

    let is_quiet = arguments.output.quiet;
    let fail_on = arguments.fail.fail_on;
    let bar = Bar::new(length, selection.after);
    let speaker = bar.clone();
    let network = Network::open_for_many(&arguments.dns, &choice.keys, arguments.rate, move |message| {
        speaker.say(message);
    })?;
    let teller = Teller::new(form.clone(), arguments.output.verbose, fail_on);
    let job = Arc::new(Job::new(network.resolver.clone(), network.reachable(&choice), panel, teller));
    if let (Some(rate), None, false) = (network.rate, arguments.rate, is_quiet) {
        note(format!("at most {rate} queries a second, as the nameserver is on another machine (--rate)"));
    }
    if let (Some(earlier), Some(path)) = (&earlier, &arguments.resume) {
        // A list that comes through a pipe is only seen as it is judged.
        if let (true, Some(list), Some(_)) = (earlier.is_cut, &arguments.list, length) {
            let list = file::open(list).map_err(|error| stop(RunError::Input(error), arguments))?;
            batch::verify(list, &selection).map_err(|error| stop(error, arguments))?;
        }
        make_whole(earlier, path, is_quiet)?;
    }

    let started = Instant::now();
    let lines = arguments.dns.concurrency as usize;
    let most = if format == JobFormat::Markdown { MOST_OF_COMMENT } else { MOST_RESULTS };
    let (tally, result, collected) = run_interruptibly({
        let (job, resolver, bar) = (job.clone(), network.resolver.clone(), bar.clone());
        let load = Load { workers: network.workers(), lines, room: MOST_LINES };
        let supply = LineList { input, selection, zones: network.zones.clone() };
        move |events| {
            let mut delivery =
                Deliverer::new(io::stdout(), job.sink.packer(), Collected::new("batch", most, MOST_OCTETS));
            let tell = |progress| bar.show(progress, resolver.questions());
            let (tally, result) = batch::run(job, supply, &mut delivery, load, tell, events);
            (tally, result, delivery.collected)
        }
    })?;
    bar.clear();
    let is_unread =
        matches!(&result, Err(RunError::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe);
    if !is_quiet && !is_unread {
        say(&summary(&tally, network.resolver.questions(), started.elapsed()));
        // Of a part, or of what was missing, nothing can be reported.
        if result.is_ok() && arguments.shard.is_none() && earlier.is_none() {
            judging::tell_unused(&job.unused());
        }
        job.sink.not_checked().iter().for_each(warn);
    }
    if matches!(form, Form::Kept(_)) {
        let mut results = collected.finish(counts(&tally, result.is_err()));
        results.unchecked = job.sink.not_checked();
        if !is_quiet {
            results.notes.iter().for_each(warn);
        }
        output::write_results(format, || results)?;
    }
    let stop = result.err().map(|error| stop(error, arguments));
    let is_cut = matches!(stop, Some(Stop::Deadline));
    if let Some(stop) = stop.filter(|_| !is_cut) {
        return Err(stop);
    }
    network.close()?;
    if is_cut {
        Stop::unless_found(tally.found)?;
    }
    end(&tally, earlier.as_ref(), fail_on, (matches!(form, Form::Json), arguments.shard.is_some()))
}

fn counts(tally: &Tally, is_cut: bool) -> Counts {
    Counts {
        accept: tally.accept,
        unknown: tally.unknown,
        defer: tally.defer,
        reject: tally.reject,
        unreadable: tally.unreadable,
        left_out: 0,
        is_cut,
    }
}

/// The end of the whole list: of this run, and of the one that it goes on from.
fn end(
    tally: &Tally,
    earlier: Option<&Earlier>,
    fail_on: FailOn,
    (is_json, is_part): (bool, bool),
) -> Result<End, Stop> {
    let before = earlier.map(|earlier| earlier.tally).unwrap_or_default();
    let found_before = match fail_on {
        FailOn::Reject => before.reject,
        FailOn::Defer => before.reject + before.defer,
        FailOn::Unknown => before.reject + before.defer + before.unknown,
        FailOn::Warn => before.reject + before.defer + earlier.map_or(0, |earlier| earlier.warned),
    };
    let unreadable = tally.unreadable + before.unreadable;
    if unreadable > 0 {
        let lines = if unreadable == 1 { "1 line" } else { &format!("{unreadable} lines") };
        let place = if is_json { "\"error\"" } else { "line-cannot-be-read" };
        return Err(Stop::usage(format!("{lines} could not be parsed; see {place} in the result")));
    }
    Ok(match (tally.found + found_before, tally.unknown + before.unknown) {
        // A list without a sender may be the wrong one; a part of one may well be empty.
        (0, 0) if tally.lines + before.lines > 0 || is_part => End::Clean,
        (0, _) => End::Unknown,
        _ => End::Found,
    })
}

fn stop(error: RunError, arguments: &Arguments) -> Stop {
    let list = arguments.list.as_deref().map_or("-".to_owned(), |path| path.display().to_string());
    match error {
        RunError::Input(error) => Stop::file(&list, file::unreadable(&error)),
        RunError::Output(error) => Stop::from(error),
        RunError::Interrupted => Stop::Interrupted,
        RunError::Deadline => Stop::Deadline,
        RunError::System(error) => Stop::usage(format!("the run cannot start: {error}")),
        RunError::OtherList(line, Some(text)) => Stop::usage(format!(
            "--resume: the results are of another list: their last line is {line}, and {list} has \"{text}\" there"
        )),
        RunError::OtherList(line, None) => Stop::usage(format!(
            "--resume: the results are of another list: their last line is {line}, and {list} has fewer lines"
        )),
        RunError::OtherPart(done, lines) => Stop::usage(format!(
            "--resume: the results are of another part of the list: {done} lines, where this part has {lines} up to the \
             last of them; type the --shard that they were made with"
        )),
        RunError::Broken => stop_of_broken(),
    }
}

fn summary(tally: &Tally, questions: usize, elapsed: Duration) -> String {
    let seconds = elapsed.as_secs_f64();
    #[allow(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = questions as f64 / seconds.max(0.001);
    let lines = if tally.lines == 1 { "1 line".to_owned() } else { format!("{} lines", tally.lines) };
    format!(
        "mxcheck: {lines}: {}; {questions} questions in {seconds:.1} s ({rate:.0} a second)",
        tally.in_words()
    )
}

fn defaults(arguments: &DefaultArguments) -> Result<Defaults, Stop> {
    let from = arguments.from.as_deref().map(ReversePath::parse).transpose();
    Ok(Defaults {
        addresses: judging::addresses("--ip", &arguments.ip)?,
        helo: judging::helo("--helo", arguments.helo.as_deref())?,
        mail_from: from
            .map_err(|error| Stop::value("--from", arguments.from.as_deref().unwrap_or_default(), error))?,
        size: arguments.size,
        bulk: arguments.volume.origin(),
    })
}

/// The list, and its length where it is a file.
fn open(list: Option<&Path>) -> Result<(Box<dyn Read + Send>, Option<u64>), Stop> {
    let Some(path) = list.filter(|path| *path != Path::new("-")) else {
        return Ok((Box::new(TextStream::new(io::stdin())), None));
    };
    let unreadable = |error: io::Error| Stop::file(path.display(), file::unreadable(&error));
    let file = file::open(path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    Ok((Box::new(TextStream::new(file)), metadata.is_file().then_some(metadata.len())))
}

fn earlier(path: &Path) -> Result<Earlier, Stop> {
    Earlier::read(path).map_err(|error| Stop::file(path.display(), error))
}

/// Takes a result that is half written off the file if stdout goes on writing there.
fn make_whole(earlier: &Earlier, path: &Path, is_quiet: bool) -> Result<(), Stop> {
    let done =
        if earlier.tally.lines == 1 { "1 line is" } else { &format!("{} lines are", earlier.tally.lines) };
    let mut message = format!("mxcheck: {}: {done} done", path.display());
    if earlier.is_cut {
        message.push_str("; the last result is half written, that line is done again");
        if is_stdout(path) {
            let cut = || {
                let file = File::options().write(true).open(path)?;
                file.set_len(earlier.whole)?;
                to_its_end()
            };
            cut().map_err(|error: io::Error| Stop::file(path.display(), file::unwritable(&error)))?;
        } else {
            message.push_str(" (take the half one off before you put the results together)");
        }
    }
    if !is_quiet {
        say(&message);
    }
    Ok(())
}

/// Whether stdout writes to this file.
#[cfg(unix)]
fn is_stdout(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |file: File| file.metadata().map(|metadata| (metadata.dev(), metadata.ino()));
    let named = file::open(path).and_then(identity);
    matches!((named, stdout_file().and_then(identity)), (Ok(named), Ok(stdout)) if named == stdout)
}

#[cfg(unix)]
fn stdout_file() -> io::Result<File> {
    use std::os::fd::AsFd;
    Ok(File::from(io::stdout().as_fd().try_clone_to_owned()?))
}

/// Goes on at the new end of the file, where stdout does not append anyway.
#[cfg(unix)]
fn to_its_end() -> io::Result<()> {
    use std::io::Seek;
    stdout_file()?.seek(io::SeekFrom::End(0)).map(drop)
}

#[cfg(not(unix))]
fn is_stdout(_: &Path) -> bool {
    false
}

#[cfg(not(unix))]
fn to_its_end() -> io::Result<()> {
    Ok(())
}
