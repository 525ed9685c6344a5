//! Groups of flags that several commands share, and the readers of their values.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum, ValueHint};
use tokio::time::Instant;

use super::exit::{FailOn, Stop, say};
use crate::catalogue::{Catalogue, Selection};
use crate::dnsbl;
use crate::dnsbl::{Choice, Key};
use crate::judge::check::Ignore;
use crate::report::page::Detail;
use crate::report::terminal::ColorChoice;
use crate::sender::Origin;

/// Who answers DNS questions.
#[derive(Debug, Args)]
#[command(next_help_heading = "DNS")]
pub(super) struct DnsArguments {
    /// Ask this nameserver; tried in the order given [default: the system's]
    #[arg(long, value_name = "IP[:PORT]", value_parser = nameserver)]
    pub nameserver: Vec<SocketAddr>,

    /// Take this zone file in place of what is published
    ///
    /// With an SOA record the file is its zone, whole: a name that it does not hold does not exist. Without
    /// one, each owner and type that it holds replaces the published records, and the rest is live. -=ORIGIN reads
    /// stdin.
    #[arg(long, value_name = "FILE[=ORIGIN]", value_hint = ValueHint::FilePath)]
    pub zone: Vec<String>,

    /// Ask no nameserver: what no zone file answers is unknown
    #[arg(long)]
    pub offline: bool,

    /// Time for one DNS question, all its tries, in seconds [default: 5]
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true, value_parser = seconds)]
    pub timeout: Option<Duration>,

    /// Time for the whole run in seconds; what is not answered by then is unknown
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true, value_parser = seconds)]
    pub deadline: Option<Duration>,

    /// How often a question that got no answer is sent again
    #[arg(long, value_name = "N", default_value_t = 2, allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(0..=10))]
    pub retries: u32,

    /// How many questions are in flight at once at most, without those that have waited for long
    #[arg(long, value_name = "N", default_value_t = 256, allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub concurrency: u32,

    /// Keep every answer of this run in a file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "replay")]
    pub record: Option<PathBuf>,

    /// Give the answers that --record kept, and ask nobody
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

/// Which DNSBLs are asked.
#[derive(Debug, Args)]
#[command(next_help_heading = "Lists")]
pub(super) struct ListArguments {
    /// Ask this DNSBL in place of the built-in ones; repeatable
    ///
    /// A listing there decides. Without a scope, the one that its test entries show. @FILE stands for a file
    /// with one such value a line, and the environment variable MXCHECK_DNSBL for this flag, with spaces between
    /// several: the first label of their zones is taken for a key and shown in no output.
    #[arg(long, value_name = "ZONE[=ip4,ip6,domain]")]
    pub dnsbl: Vec<String>,

    /// Ask no DNSBL
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
                return Err(Stop::usage(dnsbl::VARIABLE, "it is no text in UTF-8"));
            }
        };
        let choice = dnsbl::choose(&self.dnsbl, variable.as_deref());
        let choice = choice.map_err(|error| Stop::usage(error.flag, error.problem))?;
        choice.warnings.iter().for_each(|warning| say(&format!("mxcheck: warning: {warning}")));
        Ok(choice)
    }
}

/// Whose answers are predicted.
#[derive(Debug, Args)]
#[command(next_help_heading = "Sender and receivers")]
pub(super) struct ReceiverArguments {
    /// Predict this receiver: a name (mxcheck receivers lists them), all, or a file of your own; repeatable
    ///
    /// Without it, those that --to leads to are predicted; without that, those of the environment variable
    /// MXCHECK_RECEIVER or of .mxcheck.toml, else those that most mail goes to.
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
                .map_err(|error| Stop::usage("MXCHECK_RECEIVER or .mxcheck.toml", error)),
            false => catalogue.select(&self.receiver).map_err(|error| Stop::usage("--receiver", error)),
        }
    }
}

/// Which receivers are known.
#[derive(Debug, Args)]
#[command(next_help_heading = "Sender and receivers")]
pub(super) struct CatalogueArguments {
    /// Folder of receiver files that add to the built-in receivers, and replace those of the same name
    ///
    /// Files whose names end in .toml are read. One that extends the receiver of its own name changes single rules of
    /// it. The environment variable MXCHECK_CATALOGUE stands for this flag.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    catalogue: Option<PathBuf>,
}

/// The environment variable for `--catalogue`.
const CATALOGUE_VARIABLE: &str = "MXCHECK_CATALOGUE";

impl CatalogueArguments {
    /// The receivers that are known.
    pub(super) fn open(&self) -> Result<Catalogue, Stop> {
        let variable = || std::env::var_os(CATALOGUE_VARIABLE).filter(|value| !value.is_empty());
        let (flag, folder) = match &self.catalogue {
            Some(folder) => ("--catalogue", Some(folder.clone())),
            None => (CATALOGUE_VARIABLE, variable().map(PathBuf::from)),
        };
        match folder {
            Some(folder) => Catalogue::of_folder(&folder).map_err(|error| Stop::usage(flag, error)),
            None => Ok(Catalogue::built_in()),
        }
    }
}

/// In what volume mail is sent.
#[derive(Debug, Args)]
#[command(next_help_heading = "Sender and receivers")]
pub(super) struct VolumeArguments {
    /// This is a bulk sender: rules that a receiver has for those alone decide
    ///
    /// Without it they are a risk. What bulk is differs; at most receivers it is 5000 messages a day to their users.
    #[arg(long)]
    pub bulk: bool,
}

impl VolumeArguments {
    /// Where it is from that this is a bulk sender.
    pub(super) fn origin(&self) -> Option<Origin> {
        self.bulk.then_some(Origin::Given)
    }
}

/// Whom mail is for.
#[derive(Debug, Args)]
#[command(next_help_heading = "Sender and receivers")]
pub(super) struct RecipientArguments {
    /// Predict the receivers that the MX of this address or domain leads to; repeatable
    #[arg(long, value_name = "ADDRESS|DOMAIN", value_hint = ValueHint::EmailAddress)]
    pub to: Vec<String>,
}

/// How the result is written, in one of the command's forms.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct OutputArguments<F: OutputForm = Format> {
    /// Form of the result
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: F,

    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    pub json: bool,

    /// When to colour
    #[arg(long, value_enum, value_name = "WHEN", default_value_t)]
    pub color: ColorChoice,

    /// Only problems, one line each
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Every check and every rule, not only what matters
    #[arg(short, long)]
    pub verbose: bool,
}

impl<F: OutputForm> OutputArguments<F> {
    /// The form that was asked for.
    pub(super) fn format(&self) -> F {
        if self.json { F::JSON } else { self.format }
    }

    /// How much a page is to tell.
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
    /// The one that `--json` stands for.
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
    /// Count no finding of this check, or none about SUBJECT; repeatable
    ///
    /// SUBJECT is the name or address that the finding is about, or the sender domain. What is ignored stays in
    /// the result, marked as ignored; verdicts and exit code are made without it.
    #[arg(long, value_name = "CHECK[:SUBJECT]")]
    pub ignore: Vec<String>,
}

impl IgnoreArguments {
    /// What was typed, read.
    pub(super) fn read(&self) -> Result<Vec<Ignore>, Stop> {
        self.ignore.iter().map(|text| text.parse().map_err(|error| Stop::usage("--ignore", error))).collect()
    }
}

/// What a run is compared with.
#[derive(Debug, Args)]
#[command(next_help_heading = "CI")]
pub(super) struct BaselineArguments {
    /// Tell what is better and worse than before, and fail on what is worse alone
    ///
    /// `live`: than with what is published, without the zone files. OLD.zone[=ORIGIN]: than with that file in
    /// place of the one of the same origin. RESULT.json: than in an earlier result of `--json`.
    #[arg(long, value_name = "live|FILE", value_hint = ValueHint::FilePath)]
    pub baseline: Option<String>,
}

/// What counts as a failure of a CI job.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct FailArguments {
    /// What ends the run with exit code 1
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
    let expected = "a number of seconds above 0 and at most 3600 is expected, such as 5 or 0.5";
    let seconds: f64 = text.parse().map_err(|_| expected.to_owned())?;
    if seconds > 0.0 && seconds <= 3600.0 {
        Ok(Duration::from_secs_f64(seconds))
    } else {
        Err(expected.to_owned())
    }
}
