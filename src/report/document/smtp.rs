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
use crate::sender::ReversePath;
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
    /// What to do next.
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
        SmtpReport {
            envelope: Envelope::of("smtp"),
            route: RouteView::of(run.route),
            zones: run.zones,
            next: live::next_steps(
                diagnosis,
                run.route,
                run.sender.helo.as_ref().map(|helo| helo.name.as_str()),
                run.sender.mail_from.as_ref().map(|path| path.address.as_str()),
                decisive,
            ),
            target: run.target,
            sender: run.sender,
            recipient: run.recipient.to_string(),
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
        /// They put it off.
        Defers = "defers",
        /// Greylisted: senders not known yet are deferred.
        Greylists = "greylists",
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
