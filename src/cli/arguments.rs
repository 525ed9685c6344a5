//! Groups of flags that several commands share, and the readers of their values.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum, ValueHint};
use tokio::time::Instant;

use super::complaint::warn;
use super::exit::{FailOn, Stop};
use crate::catalogue::{Catalogue, ReceiverError, Selection};
use crate::dnsbl;
use crate::dnsbl::{Choice, Key};
use crate::judge::check::Ignore;
use crate::report::page::Detail;
use crate::report::terminal::ColorChoice;
use crate::sender::Origin;

/// Where DNS answers come from.
#[derive(Debug, Args)]
#[command(next_help_heading = "DNS")]
pub(super) struct DnsArguments {
    /// Query this nameserver; repeatable, tried in the order given [default: the system's]
    #[arg(long, value_name = "IP[:PORT]", value_parser = nameserver)]
    pub nameserver: Vec<SocketAddr>,

    /// Use this zone file instead of what is published; repeatable
    ///
    /// With an SOA record, the file is the whole zone: names that are not in it do not exist. Without one, each owner
    /// and type in it replaces the published records, and everything else is looked up. -=ORIGIN reads stdin.
    #[arg(long, value_name = "FILE[=ORIGIN]", value_hint = ValueHint::FilePath)]
    pub zone: Vec<String>,

    /// Query no nameserver; names not covered by --zone are unknown
    #[arg(long)]
    pub offline: bool,

    /// Timeout per DNS query in seconds, including retries [default: 5]
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true, value_parser = seconds)]
    pub timeout: Option<Duration>,

    /// Time limit for the whole run in seconds; what is not answered by then is unknown
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true, value_parser = seconds)]
    pub deadline: Option<Duration>,

    /// Retries per unanswered query
    #[arg(long, value_name = "N", default_value_t = 2, allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(0..=10))]
    pub retries: u32,

    /// Queries in flight at once, not counting those that have waited for long
    #[arg(long, value_name = "N", default_value_t = 256, allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub concurrency: u32,

    /// Save every DNS answer of this run to a file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "replay")]
    pub record: Option<PathBuf>,

    /// Use the answers saved by --record, and query no nameserver
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub replay: Option<PathBuf>,
}

impl DnsArguments {
    /// When the run is over, if it begins now.
    pub(super) fn end(&self) -> Option<Instant> {
        self.deadline.map(|deadline| Instant::now() + deadline)
    }

    /// Returns the flags that the next command needs as well, without the keys of lists.
    pub(super) fn repeated(&self, keys: &[Key]) -> Vec<String> {
        let servers = self.nameserver.iter().map(|server| ["--nameserver".to_owned(), server.to_string()]);
        let zones = self.zone.iter().map(|zone| ["--zone".to_owned(), zone.clone()]);
        let offline = self.offline.then(|| "--offline".to_owned());
        let words = servers.chain(zones).flatten().chain(offline);
        words.map(|word| keys.iter().fold(word, |word, key| key.conceal_text(&word))).collect()
    }

    /// Time for one DNS question.
    pub(super) fn timeout(&self) -> Duration {
        self.timeout.unwrap_or(Duration::from_secs(5))
    }
}

/// Which DNSBLs are queried.
#[derive(Debug, Args)]
#[command(next_help_heading = "DNSBLs")]
pub(super) struct ListArguments {
    /// Query this DNSBL instead of the built-in ones; repeatable
    ///
    /// A listing there decides. Without a scope, its test entries show what it lists. @FILE reads such values from a
    /// file, one per line. The environment variable MXCHECK_DNSBL holds values for this flag, separated by spaces; the
    /// first label of their zones is taken for a key and never printed.
    #[arg(long, value_name = "ZONE[=ip4,ip6,domain]")]
    pub dnsbl: Vec<String>,

    /// Query no DNSBL
    #[arg(long, conflicts_with = "dnsbl")]
    pub no_dnsbl: bool,
}

impl ListArguments {
    /// The lists that were chosen; says what is to be said about them.
    pub(super) fn choose(&self) -> Result<Choice, Stop> {
        if self.no_dnsbl {
            return Ok(Choice::default());
        }
        let variable = match std::env::var(dnsbl::VARIABLE) {
            Ok(value) => Some(value),
            Err(std::env::VarError::NotPresent) => None,
            Err(std::env::VarError::NotUnicode(_)) => {
                return Err(Stop::file(dnsbl::VARIABLE, "not UTF-8 text"));
            }
        };
        let choice = dnsbl::choose(&self.dnsbl, variable.as_deref());
        let choice = choice.map_err(Stop::usage)?;
        choice.warnings.iter().for_each(warn);
        Ok(choice)
    }
}

/// Whose answers are predicted.
#[derive(Debug, Args)]
#[command(next_help_heading = "Sender and receivers")]
pub(super) struct ReceiverArguments {
    /// Predict the answer of this receiver: a name, all, or a file; repeatable
    ///
    /// mxcheck receivers lists the names. Default: those that --to leads to, else those of MXCHECK_RECEIVER or
    /// .mxcheck.toml, else those that most mail goes to.
    #[arg(long, value_name = "NAME|FILE", value_hint = ValueHint::FilePath)]
    pub receiver: Vec<String>,

    /// The receivers that settings name: judged where neither --receiver nor --to chooses any
    #[arg(long, hide = true, value_name = "NAME|FILE")]
    prefer: Vec<String>,

    #[command(flatten)]
    catalogue: CatalogueArguments,
}

impl ReceiverArguments {
    /// The receivers that were named, else all that are known.
    pub(super) fn select(&self) -> Result<Selection, Stop> {
        let catalogue = self.catalogue.open()?;
        match self.receiver.is_empty() && !self.prefer.is_empty() {
            true => catalogue
                .prefer(&self.prefer)
                .map_err(|error| Stop::file("MXCHECK_RECEIVER or .mxcheck.toml", error)),
            false => catalogue.select(&self.receiver).map_err(|error| refused("--receiver", error)),
        }
    }
}

/// Which receivers are known.
#[derive(Debug, Args)]
#[command(next_help_heading = "Sender and receivers")]
pub(super) struct CatalogueArguments {
    /// Directory of receiver files that add to or replace the built-in ones
    ///
    /// Reads the files whose names end in .toml. A file that extends the receiver of its own name changes single rules of
    /// it. The environment variable MXCHECK_CATALOGUE does the same as this flag.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    catalogue: Option<PathBuf>,
}

/// Ends a run because of a receiver that a flag names.
pub(super) fn refused(flag: &str, error: ReceiverError) -> Stop {
    match &error {
        ReceiverError::Unknown { name, .. } => {
            let text = error.to_string();
            let help = text.split_once("; ").map_or("", |(_, help)| help);
            Stop::value(flag, name, format!("unknown; {help}"))
        }
        ReceiverError::File { .. } | ReceiverError::Place { .. } => Stop::usage(error),
    }
}

/// The environment variable for `--catalogue`.
const CATALOGUE_VARIABLE: &str = "MXCHECK_CATALOGUE";

impl CatalogueArguments {
    /// The receivers that are known.
    pub(super) fn open(&self) -> Result<Catalogue, Stop> {
        let variable = || std::env::var_os(CATALOGUE_VARIABLE).filter(|value| !value.is_empty());
        match self.catalogue.clone().or_else(|| variable().map(PathBuf::from)) {
            Some(folder) => Catalogue::of_folder(&folder).map_err(Stop::usage),
            None => Ok(Catalogue::built_in()),
        }
    }
}

/// In what volume mail is sent.
#[derive(Debug, Args)]
#[command(next_help_heading = "Sender and receivers")]
pub(super) struct VolumeArguments {
    /// Treat the sender as a bulk sender: rules for bulk senders apply
    ///
    /// Without this flag, such rules are risks. At most receivers, bulk is 5000 messages a day to their users.
    #[arg(long)]
    pub bulk: bool,
}

impl VolumeArguments {
    /// Where it is from that this is a bulk sender.
    pub(super) fn origin(&self) -> Option<Origin> {
        self.bulk.then_some(Origin::Given)
    }
}

/// Recipients.
#[derive(Debug, Args)]
#[command(next_help_heading = "Sender and receivers")]
pub(super) struct RecipientArguments {
    /// Predict the receiver that this address or domain has its MX at; repeatable
    #[arg(long, value_name = "ADDRESS|DOMAIN", value_hint = ValueHint::EmailAddress)]
    pub to: Vec<String>,
}

/// How the result is written, in one of the command's forms.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct OutputArguments<F: OutputForm = Format> {
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: F,

    /// Print JSON, as --format json does
    #[arg(long, conflicts_with = "format")]
    pub json: bool,

    /// When to use colour
    #[arg(long, value_enum, value_name = "WHEN", default_value_t)]
    pub color: ColorChoice,

    /// Print only problems, one line each; nothing if there are none
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Print every check and every rule
    #[arg(short, long)]
    pub verbose: bool,
}

impl<F: OutputForm> OutputArguments<F> {
    /// The form that was asked for.
    pub(super) fn format(&self) -> F {
        if self.json { F::JSON } else { self.format }
    }

    /// Returns how much a page shows.
    pub(super) fn detail(&self) -> Detail {
        match (self.quiet, self.verbose) {
            (true, _) => Detail::Quiet,
            (_, true) => Detail::Verbose,
            _ => Detail::Normal,
        }
    }
}

/// The forms that a command has.
pub(super) trait OutputForm: ValueEnum + Copy + Default + Send + Sync + 'static {
    /// The one that `--json` means.
    const JSON: Self;
}

impl OutputForm for Format {
    const JSON: Format = Format::Json;
}

impl OutputForm for JobFormat {
    const JSON: JobFormat = JobFormat::Json;
}

/// Forms of a result for people, programs and jobs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum JobFormat {
    /// A page for people.
    #[default]
    Text,
    /// JSON, schema mxcheck/v1.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// JUnit XML, for test reports.
    Junit,
    /// Workflow commands of GitHub Actions, which show up at the lines of a pull request.
    Github,
    /// Markdown, for a comment at a pull request.
    Markdown,
}

/// Findings that do not count.
#[derive(Debug, Args)]
#[command(next_help_heading = "CI")]
pub(super) struct IgnoreArguments {
    /// Ignore findings of this check, or only those about SUBJECT; repeatable
    ///
    /// SUBJECT is the name or address that the finding is about, or the sender domain. Ignored findings stay in the
    /// result, marked as ignored, and affect neither verdicts nor exit code.
    #[arg(long, value_name = "CHECK[:SUBJECT]")]
    pub ignore: Vec<String>,
}

impl IgnoreArguments {
    /// What was typed, read.
    pub(super) fn read(&self) -> Result<Vec<Ignore>, Stop> {
        self.ignore
            .iter()
            .map(|text| text.parse().map_err(|error| Stop::value("--ignore", text, error)))
            .collect()
    }
}

/// What a run is compared with.
#[derive(Debug, Args)]
#[command(next_help_heading = "CI")]
pub(super) struct BaselineArguments {
    /// Compare with an earlier state; fail only on regressions
    ///
    /// live compares with what is published, without the zone files; OLD.zone[=ORIGIN] with that file in place of the
    /// one of the same origin; RESULT.json with an earlier result of --json.
    #[arg(long, value_name = "live|FILE", value_hint = ValueHint::FilePath)]
    pub baseline: Option<String>,
}

/// What counts as a failure of a CI job.
#[derive(Debug, Args)]
#[command(next_help_heading = "CI")]
pub(super) struct FailArguments {
    /// What makes the exit code 1
    #[arg(long, value_enum, value_name = "WHAT", default_value_t)]
    pub fail_on: FailOn,
}

/// Forms of a result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A page for people.
    #[default]
    Text,
    /// JSON, schema mxcheck/v1.
    Json,
}

fn nameserver(text: &str) -> Result<SocketAddr, String> {
    crate::resolver::parse_nameserver(text).map_err(|error| error.to_string())
}

pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let expected = "not a number of seconds; type one above 0, up to 3600, such as 5 or 0.5";
    let seconds: f64 = text.parse().map_err(|_| expected.to_owned())?;
    if seconds > 0.0 && seconds <= 3600.0 {
        Ok(Duration::from_secs_f64(seconds))
    } else {
        Err(expected.to_owned())
    }
}
