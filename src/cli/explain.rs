//! `mxcheck explain [TEXT|FILE|-]`

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::Path;

use clap::Args;

use super::arguments::{DnsArguments, Format, ListArguments, OutputArguments, ReceiverArguments};
use super::exit::{End, Stop};
use super::judging;
use super::network::{Network, wait_for};
use super::output;
use crate::check::Finding;
use crate::receiver::Receiver;
use crate::reply::{Identity, Recogniser, Standing, Verified, scan, stands};
use crate::report::{ExplainReport, json, text};
use crate::sender::{Helo, Origin, ReversePath, Sender};
use crate::{assess, check, probe};

/// How many different senders --verify looks up.
const MAX_SENDERS: usize = 50;

/// Tell which documented rejection a reply, a log or a delivery report is, why, and what to do
///
/// What it is given is found out: a pasted reply, log lines, a delivery report, an exception, an error code of
/// Outlook. A path that exists is a file, anything else the text itself; without it, standard input is read.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The text, a file that holds it, or - for standard input
    #[arg(value_name = "TEXT|FILE|-", allow_hyphen_values = true)]
    input: Option<String>,

    /// Look up now what each reply claims of the sender, and tell whether it is still so
    #[arg(long)]
    verify: bool,

    /// The address that connects, where the text does not name it
    #[arg(long, value_name = "IP", requires = "verify", help_heading = "Sender and receivers")]
    ip: Option<String>,

    /// The envelope sender, where the text does not name it
    #[arg(long, value_name = "ADDRESS", requires = "verify", help_heading = "Sender and receivers")]
    from: Option<String>,

    /// The HELO name, where the text does not name it
    #[arg(long, value_name = "NAME", requires = "verify", help_heading = "Sender and receivers")]
    helo: Option<String>,

    #[command(flatten)]
    receivers: ReceiverArguments,

    #[command(flatten)]
    dns: DnsArguments,

    #[command(flatten)]
    lists: ListArguments,

    #[command(flatten)]
    output: OutputArguments,
}

/// Where the text comes from.
enum Input<'a> {
    Text(&'a str),
    File(&'a str),
    Stdin,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<End, Stop> {
    let receivers = judging::selected_receivers(&arguments.receivers)?;
    let typed = Typed::read(arguments)?;
    let recogniser = Recogniser::new(&receivers);
    let mut report = read(input(arguments.input.as_deref())?, &recogniser)?;
    if arguments.verify {
        verify(&mut report, &receivers, &typed, arguments)?;
    }
    let style = output::style(&arguments.output);
    output::write(|out| match arguments.output.format() {
        Format::Json => json::write(&report, out),
        Format::Text => text::write_explain(&report, style, arguments.output.detail(), out),
    })?;
    Ok(if report.is_all_recognised() { End::Clean } else { End::Found })
}

/// Finds out what was typed.
fn input(typed: Option<&str>) -> Result<Input<'_>, Stop> {
    let Some(typed) = typed else {
        return match io::stdin().is_terminal() {
            true => Err(Stop::usage(
                "TEXT|FILE|-",
                "it is missing, and nothing is piped in: paste a reply in quotes, or name a file",
            )),
            false => Ok(Input::Stdin),
        };
    };
    if typed == "-" {
        return Ok(Input::Stdin);
    }
    if typed.trim().is_empty() {
        return Err(Stop::usage("TEXT|FILE|-", "it is empty: paste a reply in quotes, or name a file"));
    }
    // A long text may be too long to be asked about as a path.
    if typed.len() < 4_096 && !typed.contains('\n') && Path::new(typed).exists() {
        return Ok(Input::File(typed));
    }
    if looks_like_path(typed) {
        let what =
            format!("there is no file {typed:?}; a reply is pasted in quotes, with its code and words");
        return Err(Stop::usage("TEXT|FILE|-", what));
    }
    Ok(Input::Text(typed))
}

/// A single word with a slash or a file extension is a path that was mistyped. The address of an
/// explanation is a word with slashes, too, but nobody's path.
fn looks_like_path(word: &str) -> bool {
    if word.chars().any(char::is_whitespace) || word.starts_with("http://") || word.starts_with("https://") {
        return false;
    }
    let extension = word.rsplit_once('.').map(|(_, extension)| extension);
    word.contains('/')
        || extension.is_some_and(|extension| {
            (1..=8).contains(&extension.len()) && extension.bytes().all(|b| b.is_ascii_alphanumeric())
        })
}

fn read(input: Input<'_>, recogniser: &Recogniser<'_>) -> Result<ExplainReport, Stop> {
    let mut report = ExplainReport::new();
    let mut read = |input: &mut dyn Read, file: Option<&str>| {
        let mut input = input;
        let scanned = scan(&mut input, recogniser, |refusal| report.add(refusal, file))?;
        report.count(scanned);
        Ok::<_, io::Error>(())
    };
    match input {
        Input::Text(text) => read(&mut text.as_bytes(), None).map_err(|error| Stop::usage("TEXT", error))?,
        Input::Stdin => {
            read(&mut io::stdin().lock(), Some("-")).map_err(|error| Stop::usage("standard input", error))?;
        }
        Input::File(path) => {
            let opened = File::open(path).and_then(|mut file| match file.metadata()?.is_dir() {
                true => Err(io::Error::other("it is a directory")),
                false => read(&mut file, Some(path)),
            });
            opened.map_err(|error| Stop::usage(path, format!("it cannot be read: {error}")))?;
        }
    }
    Ok(report)
}

/// What was typed of the sender, for what the text does not name.
struct Typed {
    identity: Identity,
    from: Option<ReversePath>,
    helo: Option<Helo>,
}

impl Typed {
    fn read(arguments: &Arguments) -> Result<Typed, Stop> {
        let ip = arguments.ip.as_slice();
        let from = arguments.from.as_deref().map(ReversePath::parse).transpose();
        Ok(Typed {
            identity: Identity {
                address: judging::addresses("--ip", ip)?.first().copied(),
                ..Identity::default()
            },
            from: from.map_err(|error| Stop::usage("--from", error))?,
            helo: judging::helo("--helo", arguments.helo.as_deref())?,
        })
    }

    /// The sender to look up, by what the text says and what was typed.
    fn sender(&self, identity: &Identity) -> Sender {
        let path = identity.mail_from.as_deref().and_then(|from| ReversePath::parse(from).ok());
        let path = path.or_else(|| self.from.clone());
        let helo = identity.helo.as_deref().and_then(|name| Helo::parse(name).ok());
        let mut sender = Sender { mail_from: path.map(|path| (path, Origin::Given)), ..Sender::default() };
        sender.domain = sender.sender_domain().cloned();
        sender.addresses = identity.address.or(self.identity.address).into_iter().collect();
        sender.helo = helo.or_else(|| self.helo.clone());
        sender
    }
}

/// Looks up what each match claims, each sender once.
fn verify(
    report: &mut ExplainReport,
    receivers: &[Receiver],
    typed: &Typed,
    arguments: &Arguments,
) -> Result<(), Stop> {
    let choice = arguments.lists.choose()?;
    let network = Network::open(&arguments.dns, &choice.keys)?;
    let lists = network.reachable(&choice);
    let mut known: HashMap<String, Vec<Finding>> = HashMap::new();
    for found in &mut report.matches {
        let id = found.superseded_by.as_deref().unwrap_or(&found.rule);
        let Some(rule) = receivers.iter().find_map(|receiver| receiver.rule(id)) else { continue };
        let sender = typed.sender(&found.identity);
        let key = format!("{sender:?}");
        let mut verified = if rule.causes.is_empty() {
            stands(rule, &[])
        } else if known.len() >= MAX_SENDERS && !known.contains_key(&key) {
            let summary = format!("not looked up: there are more than {MAX_SENDERS} senders");
            Verified { state: Standing::Unknown, summary, because: Vec::new(), address: None, domain: None }
        } else {
            if !known.contains_key(&key) {
                let asking = probe::sender(&network.dns, &sender, network.resolver, &lists);
                let facts = assess::discount_rewritten(wait_for(asking, "looking the senders up")?);
                let findings = check::findings(&assess::assess(&sender, &facts), &facts, receivers);
                known.insert(key.clone(), findings.list);
            }
            stands(rule, &known[&key])
        };
        verified.address = sender.addresses.first().copied();
        verified.domain = sender.sender_domain().map(ToString::to_string);
        found.verified = Some(verified);
    }
    network.close()
}
