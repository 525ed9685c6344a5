//! `mxcheck explain [TEXT|FILE|-]`

use std::collections::HashMap;
use std::io::{self, IsTerminal, Read};
use std::net::IpAddr;
use std::path::Path;

use clap::Args;

use super::arguments::{DnsArguments, Format, ListArguments, OutputArguments, ReceiverArguments};
use super::contact::{self, ContactArguments};
use super::exit::{End, Stop, say};
use super::judging;
use super::network::{MANY, Network, wait_for};
use super::output;
use crate::catalogue::Receiver;
use crate::diagnose::{LookedUp, Standing, Verified, stands};
use crate::evidence::identity::Identity;
use crate::evidence::log::{self, Source};
use crate::explain::{Recogniser, Refusal, scan};
use crate::judge::{self, Case, Judgement, Panel, Trying};
use crate::report::document::json;
use crate::report::{ExplainReport, page};
use crate::sender::{Helo, Origin, ReversePath, Sender};
use crate::smtp_reply::ServerReply;

/// How many different senders --verify looks up.
const MAX_SENDERS: usize = 50;

/// Tell which documented rejection a reply, a log or a delivery report is, why, and what to do
///
/// What it is given is found out: a pasted reply, log lines, a delivery report, an exception, an error code of
/// Outlook. A path that exists is a file, anything else the text itself; without it, standard input is read.
#[derive(Debug, Args)]
pub(super) struct Arguments {
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
    contact: ContactArguments,

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
    /// Also packed, as old logs are.
    Source(Source),
    /// Nothing but the codes of a reply.
    Codes(ServerReply),
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Result<End, Stop> {
    let receivers = arguments.receivers.select()?.receivers;
    let typed = Typed::read(arguments)?;
    let recogniser = Recogniser::new(&receivers);
    let mut report = read(input(arguments.input.as_deref())?, &recogniser)?;
    if arguments.verify {
        verify(&mut report, &receivers, &typed, arguments)?;
    }
    let end = if report.is_all_recognised() { End::Clean } else { End::Found };
    if arguments.contact.report {
        let typed = arguments.input.as_deref();
        contact::write(&arguments.contact, &contact::of_explain(&report, &receivers, typed), &receivers)?;
        return Ok(end);
    }
    let style = output::style(&arguments.output);
    output::write(|out| match arguments.output.format() {
        Format::Json => json::write(&report, out),
        Format::Text => page::write_explain(&report, style, arguments.output.detail(), out),
    })?;
    Ok(end)
}

/// Finds out what was typed.
fn input(typed: Option<&str>) -> Result<Input<'_>, Stop> {
    let Some(typed) = typed else {
        return match io::stdin().is_terminal() {
            true => Err(Stop::usage(
                "TEXT|FILE|-",
                "it is missing, and nothing is piped in: paste a reply in quotes, or name a file",
            )),
            false => Ok(Input::Source(Source::Stdin)),
        };
    };
    if typed == "-" {
        return Ok(Input::Source(Source::Stdin));
    }
    if typed.trim().is_empty() {
        return Err(Stop::usage("TEXT|FILE|-", "it is empty: paste a reply in quotes, or name a file"));
    }
    // A long text may be too long to be asked about as a path.
    if typed.len() < 4_096 && !typed.contains('\n') && Path::new(typed).exists() {
        return Ok(Input::Source(Source::File(typed.into())));
    }
    if let Some(reply) = ServerReply::of_codes(typed) {
        return Ok(Input::Codes(reply));
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
    match input {
        Input::Text(text) => {
            let read = read_all(&mut text.as_bytes(), None, recogniser, &mut report);
            read.map_err(|error| Stop::usage("TEXT", error))?;
        }
        Input::Codes(reply) => {
            let identity = Identity::default();
            report.add(Refusal { recognised: None, reply, recipient: None, line: 1, identity }, None);
        }
        Input::Source(source) => {
            let mut opened = log::open(&source).map_err(|error| Stop::usage(&error.file, error.problem))?;
            let name = opened.name.clone();
            if let Err(error) = read_all(&mut opened, Some(&name), recogniser, &mut report) {
                let fault = format!("it cannot be read to its end: {error}");
                if report.is_empty() {
                    return Err(Stop::usage(&name, fault));
                }
                say(&format!("mxcheck: warning: {name}: {fault}; what comes before that is told"));
            }
        }
    }
    Ok(report)
}

fn read_all(
    input: &mut impl Read,
    file: Option<&str>,
    recogniser: &Recogniser<'_>,
    report: &mut ExplainReport,
) -> io::Result<()> {
    let (scanned, result) = scan(input, recogniser, |refusal| report.add(refusal, file));
    report.count(scanned);
    result
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

    /// The sender to look up, by what the text says and what was typed. The address that the reply itself names counts
    /// before one that was typed: it is the one that was refused.
    fn sender(&self, identity: &Identity, named: Option<IpAddr>) -> Sender {
        let path = identity.mail_from.as_deref().and_then(|from| ReversePath::parse(from).ok());
        let path = path.or_else(|| self.from.clone());
        let helo = identity.helo.as_deref().and_then(|name| Helo::parse(name).ok());
        let mut sender = Sender { mail_from: path.map(|path| (path, Origin::Given)), ..Sender::default() };
        sender.domain = sender.sender_domain().cloned();
        let found = identity.address.or(named);
        sender.addresses = found.or(self.identity.address).into_iter().collect();
        sender.addresses_are_found = found.is_some();
        sender.helo = helo.or_else(|| self.helo.clone());
        sender
    }
}

/// Looks up what each match claims, each sender once.
fn verify<'r>(
    report: &mut ExplainReport,
    receivers: &'r [Receiver],
    typed: &Typed,
    arguments: &Arguments,
) -> Result<(), Stop> {
    let choice = arguments.lists.choose()?;
    let network = Network::open(&arguments.dns, &choice.keys, MANY)?;
    let lists = network.reachable(&choice);
    // What only other receivers look at is not looked up.
    let is_concerned =
        |receiver: &&Receiver| report.matches.iter().any(|found| receiver.rule(&found.rule).is_some());
    let concerned: Vec<Receiver> = receivers.iter().filter(is_concerned).cloned().collect();
    let panel = Panel::of(concerned);
    let mut known: HashMap<String, Judgement> = HashMap::new();
    for found in &mut report.matches {
        let id = found.superseded_by.as_deref().unwrap_or(&found.rule);
        let of_receiver = |receiver: &'r Receiver| Some((receiver, receiver.rule(id)?));
        let Some((receiver, rule)) = receivers.iter().find_map(of_receiver) else { continue };
        let sender = typed.sender(&found.identity, found.address);
        let key = format!("{sender:?}");
        let unknown = |summary: String| Verified {
            state: Standing::Unknown,
            summary,
            because: Vec::new(),
            address: None,
            domain: None,
        };
        let mut verified = if rule.sender_causes().next().is_none() {
            stands(rule, &[], None)
        } else if found.is_said_to_customer {
            unknown("not looked up: it is not about this sender, see its meaning".to_owned())
        } else if known.len() >= MAX_SENDERS && !known.contains_key(&key) {
            unknown(format!("not looked up: there are more than {MAX_SENDERS} senders"))
        } else {
            if !known.contains_key(&key) {
                let case = Case::of(sender.clone());
                let judging = judge::run(case, &panel, &network.resolver, &lists, Trying::Not);
                known.insert(key.clone(), wait_for(judging, "looking the senders up")?);
            }
            let judgement = &known[&key];
            found.looked_up = LookedUp::of(rule, &judgement.findings, &judgement.lists);
            let verdict = judgement.verdict_of(&receiver.name, sender.addresses.first().copied());
            stands(rule, &judgement.findings, verdict)
        };
        if verified.state == Standing::NoLonger && !arguments.dns.zone.is_empty() {
            verified.summary = "no longer so once the zone file is published".to_owned();
        }
        verified.address = sender.addresses.first().copied();
        verified.domain = sender.sender_domain().map(ToString::to_string);
        found.verified = Some(verified);
    }
    network.close()
}
