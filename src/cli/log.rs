//! `mxcheck log FILE...`

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::{Args, ValueHint};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::arguments::{Format, OutputArguments, ReceiverArguments};
use super::complaint::warn;
use super::contact::{self, ContactArguments};
use super::exit::{End, Stop};
use super::output;
use crate::evidence::log::{Source, TimeLimit, parse_zone};
use crate::explain::Recogniser;
use crate::explain::log::{self, Filter, Options, Watch};
use crate::report::document::json;
use crate::report::{LogReport, page};
use crate::sender::parse_domain;

/// Count the rejections in a mail log, and compare rates with limits
///
/// Reads Postfix, Exim, sendmail and OpenSMTPD, mixed if need be, in files that may be compressed (.gz, .zst, .xz), in any
/// order. Exit code 1: a rejection was found, or a limit exceeded.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Log files, in any order; - is stdin
    #[arg(value_name = "FILE", required = true, value_hint = ValueHint::FilePath)]
    files: Vec<PathBuf>,

    /// Skip lines before this date, time (RFC 3339), or span before the last line (2h, 3d)
    #[arg(long, value_name = "WHEN")]
    since: Option<String>,

    /// Skip lines after this time, given as for --since; a date includes its day
    #[arg(long, value_name = "WHEN")]
    until: Option<String>,

    /// Only mail from this sender domain
    #[arg(long, value_name = "DOMAIN")]
    domain: Option<String>,

    /// Only mail to this server: a host, a domain of hosts, or an address
    #[arg(long, value_name = "HOST|IP")]
    relay: Option<String>,

    /// Skip the limits; much faster
    #[arg(long)]
    rejections_only: bool,

    /// List the recipients that do not exist; with -q only them, one per line
    #[arg(long)]
    dead_recipients: bool,

    /// Time zone of dates without one: local, utc, +01:00, Europe/Berlin
    #[arg(long, value_name = "ZONE", default_value = "local", allow_hyphen_values = true)]
    time_zone: String,

    /// Year of the first line, for dates without one [default: from the file's time]
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i16).range(1970..=9000))]
    year: Option<i16>,

    #[command(flatten)]
    receivers: ReceiverArguments,

    #[command(flatten)]
    contact: ContactArguments,

    #[command(flatten)]
    output: OutputArguments,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Result<End, Stop> {
    let options = options(arguments)?;
    let receivers = arguments.receivers.select()?.receivers;
    let sources: Vec<Source> = arguments.files.iter().map(Source::of).collect();
    let recogniser = Recogniser::new(&receivers);
    let mut progress = Progress::new(&arguments.files);
    let (facts, repeated) = log::read(&sources, &options, &recogniser, &mut progress)
        .map_err(|error| Stop::file(&error.file, error.problem))?;
    drop(progress);
    for file in repeated {
        warn(format!("{file}: given more than once; read once"));
    }
    for (file, fault) in facts.files.iter().filter_map(|file| Some((&file.file, file.fault.as_ref()?))) {
        warn(format!("{file}: {fault}; only the part before was read"));
    }
    let report = LogReport::new(facts, &recogniser, !arguments.rejections_only, arguments.dead_recipients);
    let is_known = report.is_readable() && report.is_whole() && !report.is_limit_unknown();
    let end = match (report.is_hit(), is_known) {
        (true, _) => End::Found,
        (false, true) => End::Clean,
        (false, false) => End::Unknown,
    };
    if arguments.contact.report {
        contact::write(&arguments.contact, &contact::of_log(&report, &receivers), &receivers)?;
        return Ok(end);
    }
    let style = output::style(&arguments.output);
    output::write(|out| match arguments.output.format() {
        Format::Json => json::write(&report, out),
        Format::Text => page::write_log(&report, style, arguments.output.detail(), out),
    })?;
    Ok(end)
}

fn options(arguments: &Arguments) -> Result<Options, Stop> {
    let zone = parse_zone(&arguments.time_zone)
        .map_err(|problem| Stop::value("--time-zone", &arguments.time_zone, problem))?;
    let limit = |flag: &str, text: &Option<String>, parse: fn(&str, &_) -> _| {
        let limit = text.as_ref().map(|text| parse(text, &zone));
        limit.transpose().map_err(|problem| Stop::value(flag, text.as_deref().unwrap_or_default(), problem))
    };
    let filter = Filter {
        since: limit("--since", &arguments.since, TimeLimit::parse)?,
        until: limit("--until", &arguments.until, TimeLimit::parse_end)?,
        domain: domain("--domain", arguments.domain.as_deref())?,
        relay: match &arguments.relay {
            Some(text) => match text.trim_matches(['[', ']']).parse::<std::net::IpAddr>() {
                Ok(address) => Some(address.to_string()),
                Err(_) => domain("--relay", Some(text))?,
            },
            None => None,
        },
    };
    if let (Some(TimeLimit::Moment(since)), Some(TimeLimit::Moment(until))) = (filter.since, filter.until)
        && since > until
    {
        return Err(Stop::usage("--until is before --since, so that no line is between them"));
    }
    Ok(Options {
        filter,
        rejections_only: arguments.rejections_only,
        dead_recipients: arguments.dead_recipients,
        zone,
        year: arguments.year,
    })
}

fn domain(flag: &str, text: Option<&str>) -> Result<Option<String>, Stop> {
    let name = text.map(parse_domain).transpose();
    let name = name.map_err(|error| Stop::value(flag, text.unwrap_or_default(), error))?;
    Ok(name.map(|name| name.to_string()))
}

/// How long a run takes before a bar is worth its place.
const PATIENCE: Duration = Duration::from_millis(700);
/// How often the bar is drawn anew.
const PACE: Duration = Duration::from_millis(100);

/// A bar on stderr with bytes and time left, where it is a terminal.
struct Progress {
    total: u64,
    begun: Instant,
    shown: Instant,
    bar: Option<ProgressBar>,
}

impl Progress {
    fn new(files: &[PathBuf]) -> Progress {
        let sizes = files.iter().filter_map(|file| file.metadata().ok()).map(|metadata| metadata.len());
        let now = Instant::now();
        Progress { total: sizes.sum(), begun: now, shown: now, bar: None }
    }
}

impl Watch for Progress {
    fn at(&mut self, bytes: u64) {
        let now = Instant::now();
        if now - self.shown < PACE || now - self.begun < PATIENCE {
            return;
        }
        self.shown = now;
        let bar = self.bar.get_or_insert_with(|| {
            let total = (self.total > 0).then_some(self.total);
            let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr());
            let form = match total {
                Some(_) => "{bar:30} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left",
                None => "{spinner} {bytes}, {bytes_per_sec}",
            };
            if let Ok(style) = ProgressStyle::with_template(form) {
                bar.set_style(style);
            }
            bar.with_elapsed(now - self.begun)
        });
        bar.set_position(bytes);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
