//! The document of `mxcheck smtp`.

use std::time::Duration;

use serde::Serialize;

use super::envelope::{Envelope, milliseconds};
use super::identity::SenderView;
use super::route::{RecipientView, RouteView};
use super::session::SessionView;
use super::view::{shown_as, words};
use crate::judge::assess::Route;
use crate::judge::check::{Finding, Findings};
use crate::judge::live;
use crate::judge::live::{Diagnosis, Reading};
use crate::judge::verdict::Outcome;
use crate::report::shell;
use crate::sender::{ReversePath, is_public};
use crate::zone::Heading;

/// A dry run.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SmtpReport {
    /// Schema, version and command.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// What was typed: a domain, a host, or an address.
    pub target: String,
    /// What that is, and the hosts that take its mail.
    pub route: RouteView,
    /// The zone files of the run, whose zones they are and where that is from.
    pub zones: Vec<Heading>,
    /// The sender of the sessions; its addresses are those that connected.
    pub sender: SenderView,
    /// The argument of RCPT TO.
    pub recipient: String,
    /// Whether the recipient is a default, and neither `--rcpt` nor `--to` names one.
    #[serde(skip)]
    pub recipient_is_assumed: bool,
    /// The domains of `--to`, and the receivers that they are at.
    pub to: Vec<RecipientView>,
    /// One for each server that was tried, and each try.
    pub sessions: Vec<SessionView>,
    /// How many further exchanges were not tried.
    pub left_out: usize,
    /// What is to be said of the servers, passes included.
    pub findings: Vec<Finding>,
    /// What it comes to, in one word for each next step.
    pub diagnosis: Diagnosis,
    /// What to do next; the last is a command.
    pub next: Vec<String>,
    /// What would become of mail up to RCPT TO; unknown where nobody was reached.
    pub outcome: Outcome,
    /// How many different DNS questions the run needed, whoever answered them.
    pub queries: usize,
    /// Milliseconds from the first question to the end of the last session.
    pub elapsed_ms: u64,
}

/// The parts of a dry run's report.
pub struct SmtpRun<'a> {
    /// What was typed.
    pub target: String,
    /// Where it leads.
    pub route: &'a Route,
    /// The zone files.
    pub zones: Vec<Heading>,
    /// The sender of the sessions.
    pub sender: SenderView,
    /// The argument of RCPT TO.
    pub recipient: &'a ReversePath,
    /// Whether it is a default.
    pub recipient_is_assumed: bool,
    /// The flags that were typed for the session, and those for DNS.
    pub flags: SmtpFlags,
    /// The domains of `--to`.
    pub to: Vec<RecipientView>,
    /// The sessions.
    pub readings: &'a [Reading<'a>],
    /// Whether all servers were tried, and not only the first that answers.
    pub all: bool,
    /// How many further exchanges were not tried.
    pub left_out: usize,
    /// What is to be said of the servers.
    pub findings: Findings,
}

impl SmtpReport {
    /// Puts a run's results together.
    pub fn new(run: SmtpRun<'_>, queries: usize, elapsed: Duration) -> SmtpReport {
        let diagnosis = live::diagnose(run.route, run.readings, run.all);
        let decisive = live::conclusive(run.readings, run.all);
        let mut next = live::next_steps(diagnosis, run.route, decisive);
        next.push(next_command(&run, diagnosis, decisive));
        SmtpReport {
            envelope: Envelope::of("smtp"),
            route: RouteView::of(run.route),
            zones: run.zones,
            next,
            target: run.target,
            sender: run.sender,
            recipient: run.recipient.to_string(),
            recipient_is_assumed: run.recipient_is_assumed,
            to: run.to,
            sessions: run.readings.iter().map(SessionView::of).collect(),
            left_out: run.left_out,
            findings: run.findings.list,
            diagnosis,
            outcome: live::conclude(run.readings, run.all),
            queries,
            elapsed_ms: milliseconds(elapsed),
        }
    }
}

/// Flags as they were typed, each with its value.
#[derive(Clone, Debug, Default)]
pub struct SmtpFlags {
    /// Those of the session.
    pub session: Vec<(&'static str, Option<String>)>,
    /// Those for DNS.
    pub dns: Vec<String>,
}

impl SmtpFlags {
    /// Sets a flag, or takes it out.
    fn set(&mut self, flag: &'static str, value: Option<String>) {
        self.drop(flag);
        self.session.push((flag, value));
    }

    fn drop(&mut self, flag: &str) {
        self.session.retain(|(known, _)| *known != flag);
    }
}

/// The next command, complete: the same session with what would make a difference, else a prediction.
fn next_command(run: &SmtpRun<'_>, diagnosis: Diagnosis, decisive: Option<&Reading<'_>>) -> String {
    let mut flags = run.flags.clone();
    let mut repeats = true;
    match diagnosis {
        Diagnosis::RefusesSession if decisive.is_some_and(Reading::is_about_recipient) => {
            flags.set("--rcpt", Some("USER@DOMAIN".to_owned()));
        }
        Diagnosis::Greylists => {
            let again = decisive.is_some_and(|reading| reading.attempt > 1);
            flags.set("--wait-greylist", again.then(|| "15".to_owned()));
        }
        Diagnosis::NoGreeting => flags.set("--smtp-timeout", Some("300".to_owned())),
        Diagnosis::NoTls => flags.drop("--starttls"),
        Diagnosis::NeedsSmtpUtf8 => flags.set("--rcpt", Some("USER@DOMAIN".to_owned())),
        Diagnosis::NoMailHost if run.route.hosts.iter().any(|host| !host.addresses.is_empty()) => {
            ["--ipv4", "--ipv6", "--bind"].into_iter().for_each(|flag| flags.drop(flag));
        }
        Diagnosis::ServerAtFault
        | Diagnosis::NobodyListens
        | Diagnosis::NetworkBlocksPort25
        | Diagnosis::NoAnswer
        | Diagnosis::Unreachable => {}
        Diagnosis::Accepted
        | Diagnosis::Stopped
        | Diagnosis::RefusesAddress
        | Diagnosis::RefusesSession
        | Diagnosis::Defers
        | Diagnosis::TakesNoMail
        | Diagnosis::NoMailHost
        | Diagnosis::LookupFailed => repeats = false,
    }
    let mut words = vec!["mxcheck".to_owned()];
    if repeats {
        words.extend(["smtp".to_owned(), run.target.clone()]);
        for (flag, value) in flags.session {
            words.push(flag.to_owned());
            words.extend(value);
        }
    } else {
        words.extend(prediction(run, diagnosis, decisive));
    }
    words.extend(flags.dns);
    shell::line(&words)
}

/// The prediction for the sender, or for a target that has no mail host: what DNS says of it.
fn prediction(run: &SmtpRun<'_>, diagnosis: Diagnosis, decisive: Option<&Reading<'_>>) -> Vec<String> {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<String>>();
    match diagnosis {
        Diagnosis::TakesNoMail | Diagnosis::NoMailHost | Diagnosis::LookupFailed => {
            let name = run.route.name.as_ref().map_or_else(|| run.target.clone(), ToString::to_string);
            let asks_directly =
                diagnosis == Diagnosis::LookupFailed && !run.flags.dns.iter().any(|flag| flag == "--offline");
            let mut command = words(&["domain", &name]);
            command.extend(asks_directly.then(|| "--authoritative".to_owned()));
            return command;
        }
        _ => {}
    }
    // Behind a NAT the receiver sees another address than this machine does.
    let client = decisive.and_then(|reading| reading.session.client).filter(|ip| is_public(*ip));
    let ip = client.map_or("ADDRESS".to_owned(), |ip| ip.to_string());
    let path = run.sender.mail_from.as_ref();
    let domain = path.and_then(|path| path.address.rsplit_once('@'));
    let domain = domain.map(|(_, domain)| domain.trim_end_matches('>')).filter(|name| !name.starts_with('['));
    let mut command = match domain.filter(|_| diagnosis != Diagnosis::RefusesAddress) {
        Some(domain) => words(&["domain", domain, "--ip", &ip]),
        None => words(&["ip", &ip]),
    };
    command.extend(run.sender.helo.iter().flat_map(|helo| ["--helo".to_owned(), helo.name.clone()]));
    if let Some(path) = path.filter(|path| path.origin.is_chosen() && command[0] == "domain") {
        command.extend(["--from".to_owned(), path.address.clone()]);
    }
    command
}

words! {
    /// What a dry run comes to. Each asks for another next step.
    Diagnosis as DiagnosisWord {
        /// Accepted up to RCPT TO.
        Accepted = "accepted",
        /// Ended before RCPT TO on purpose: they take it amiss to be asked for recipients.
        Stopped = "stopped",
        /// They refuse the address that connects: before anything was said.
        RefusesAddress = "refuses-address",
        /// They refuse this session: its HELO name, sender or recipient.
        RefusesSession = "refuses-session",
        /// They defer it.
        Defers = "defers",
        /// They defer it as they do with every sender that they do not know yet.
        Greylists = "greylists",
        /// The server accepts the connection and sends no greeting in time.
        NoGreeting = "no-greeting",
        /// Their server is at fault: it does not keep to the protocol or breaks off.
        ServerAtFault = "server-at-fault",
        /// TLS was required and is not to be had.
        NoTls = "no-tls",
        /// They cannot take the mail address, which needs SMTPUTF8.
        NeedsSmtpUtf8 = "needs-smtp-utf8",
        /// Nobody listens there.
        NobodyListens = "nobody-listens",
        /// No exchange answers on port 25, in no address family: it is this network that blocks it.
        NetworkBlocksPort25 = "network-blocks-port-25",
        /// Nothing comes back.
        NoAnswer = "no-answer",
        /// No way leads there from here.
        Unreachable = "unreachable",
        /// The domain says that it takes no mail (RFC 7505).
        TakesNoMail = "takes-no-mail",
        /// There is no host that takes its mail.
        NoMailHost = "no-mail-host",
        /// Who takes its mail could not be looked up.
        LookupFailed = "lookup-failed",
    }
}
