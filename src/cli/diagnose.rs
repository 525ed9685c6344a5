//! `mxcheck diagnose [TEXT|FILE|-]`

use std::collections::HashMap;
use std::net::IpAddr;

use clap::Args;

use super::arguments::{DnsArguments, ListArguments, OutputArguments, ReceiverArguments};
use super::contact::ContactArguments;
use super::exit::{End, Stop};
use super::network::{MANY, Network, wait_for};
use super::{explain, judging};
use crate::catalogue::Receiver;
use crate::diagnose::{Explained, LookedUp, Standing, Verified, stands};
use crate::evidence::identity::Identity;
use crate::explain::Recogniser;
use crate::judge::check::{Finding, Status};
use crate::judge::{self, Case, Judgement, Panel, Trying};
use crate::report::{ExplainReport, page};
use crate::sender::{Helo, Origin, ReversePath, Sender};

/// How many different senders are looked up.
const MAX_SENDERS: usize = 50;

/// Find the cause of a bounce, whether it is still there, and the fix
///
/// Takes a pasted reply, log lines, a delivery report or an exception, as explain does, and looks the sender that it names
/// up in DNS: nothing is sent to a mail server. Each fix is tried before it is shown. Exit code 0: the cause is gone, or
/// was never the sender's; 1: the next message would be rejected; 3: not known.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The text, a file with it, or - for standard input
    #[arg(value_name = "TEXT|FILE|-", allow_hyphen_values = true)]
    input: Option<String>,

    #[command(flatten)]
    sender: SenderArguments,

    #[command(flatten)]
    receivers: ReceiverArguments,

    #[command(flatten)]
    contact: ContactArguments,

    #[command(flatten)]
    dns: DnsArguments,

    #[command(flatten)]
    lists: ListArguments,

    #[command(flatten)]
    output: OutputArguments,
}

/// The sender, as far as the text does not name it.
#[derive(Debug, Args)]
#[command(next_help_heading = "Sender and receivers")]
struct SenderArguments {
    /// The sending server's address, if the text does not name it
    #[arg(long, value_name = "IP")]
    ip: Option<String>,

    /// The envelope sender, if the text does not name it
    #[arg(long, value_name = "ADDRESS")]
    from: Option<String>,

    /// The HELO name, if the text does not name it
    #[arg(long, value_name = "NAME")]
    helo: Option<String>,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Result<End, Stop> {
    let receivers = arguments.receivers.select()?.receivers;
    let typed = Typed::read(&arguments.sender)?;
    let recogniser = Recogniser::new(&receivers);
    let mut report = explain::read(explain::input(arguments.input.as_deref())?, "diagnose", &recogniser)?;
    look_up(&mut report, &receivers, &typed, arguments)?;
    let end = end(&report);
    let Arguments { input, contact, output, .. } = arguments;
    explain::deliver(&report, &receivers, (input.as_deref(), contact), output, |style, detail, out| {
        page::write_diagnosis(&report, style, detail, out)
    })?;
    Ok(end)
}

/// The end of the worst refusal: one that would come again, then one of which that is not known.
fn end(report: &ExplainReport) -> End {
    let of_match = |found: &Explained| match found.standing() {
        Standing::StillSo => End::Found,
        Standing::NoLonger => End::Clean,
        Standing::NotVisible | Standing::Unknown => End::Unknown,
    };
    let ends: Vec<End> = report.matches.iter().map(of_match).collect();
    let is_whole = !ends.is_empty() && report.unrecognised.is_empty() && report.left_out == 0;
    match () {
        () if ends.contains(&End::Found) => End::Found,
        () if is_whole && ends.iter().all(|end| *end == End::Clean) => End::Clean,
        () => End::Unknown,
    }
}

/// The findings that say that a cause is still there, with their fixes.
fn causes(judgement: &Judgement, verified: &Verified) -> Vec<Finding> {
    if verified.state != Standing::StillSo {
        return Vec::new();
    }
    let is_cause = |finding: &&Finding| {
        finding.status >= Status::Warn
            && !finding.assumed
            && verified.because.iter().any(|check| check == finding.check.id)
    };
    judgement.findings.iter().filter(is_cause).cloned().collect()
}

/// What was typed of the sender, for what the text does not name.
struct Typed {
    identity: Identity,
    from: Option<ReversePath>,
    helo: Option<Helo>,
}

impl Typed {
    fn read(arguments: &SenderArguments) -> Result<Typed, Stop> {
        let ip = arguments.ip.as_slice();
        let typed_from = arguments.from.as_deref().unwrap_or_default();
        let from = arguments.from.as_deref().map(ReversePath::parse).transpose();
        Ok(Typed {
            identity: Identity {
                address: judging::addresses("--ip", ip)?.first().copied(),
                ..Identity::default()
            },
            from: from.map_err(|error| Stop::value("--from", typed_from, error))?,
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

/// Looks up whether the cause of each match is still there, each sender once.
fn look_up<'r>(
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
    let panel = Panel::of(receivers.iter().filter(is_concerned).cloned().collect());
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
                let judging = judge::run(case, &panel, &network.resolver, &lists, Trying::WithQueries);
                known.insert(key.clone(), wait_for(judging, "looking the senders up")?);
            }
            let judgement = &known[&key];
            found.looked_up = LookedUp::of(rule, &judgement.findings, &judgement.lists);
            let verdict = judgement.verdict_of(&receiver.name, sender.addresses.first().copied());
            let verified = stands(rule, &judgement.findings, verdict);
            found.findings = causes(judgement, &verified);
            verified
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
