//! `mxcheck smtp TARGET`

use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};
use futures_util::future::join3;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::arguments::{
    DnsArguments, FailArguments, JobFormat, OutputArguments, ReceiverArguments, RecipientArguments,
};
use super::complaint::{note, warn};
use super::exit::{End, Stop};
use super::network::{Network, block_on, with_spinner};
use super::session::{Identity, SessionArguments, Setup, Transcript, refuse_forged};
use super::{output, recipients};
use crate::catalogue::Receiver;
use crate::dns::Name;
use crate::judge::assess;
use crate::judge::assess::{Route, RouteKind, Stops};
use crate::judge::check;
use crate::judge::check::Findings;
use crate::judge::live::{Diagnosis, Reader, Reading, SessionEnd, default_recipient};
use crate::judge::verdict::Outcome;
use crate::judge::{Destination, Panel};
use crate::probe;
use crate::probe::facts::{HeloFacts, SessionFacts, SmtpFacts, StepFacts};
use crate::probe::smtp::{Server, SessionOptions, dry_run};
use crate::report::document::json;
use crate::report::page::Detail;
use crate::report::{RecipientView, Results, SenderView, SmtpFlags, SmtpReport, SmtpRun, page};
use crate::resolver::{Allowance, CaseQueries, Part, Share};
use crate::sender::{Helo, Origin, Recipient, ReversePath, Sender, Target};
use crate::zone::Heading;

/// Hold an SMTP session up to RCPT TO; never sends a message
///
/// The receiver sees the session in its log. Probing many recipients that do not exist gets an address blocked. At most
/// three MX hosts are tried, with one connection to a server at a time. The result shows that a server accepts the
/// sender up to RCPT TO, and no more.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A domain (its MX), a host, or HOST:PORT ([IPV6]:PORT)
    #[arg(value_name = "TARGET")]
    target: String,

    #[command(flatten)]
    receivers: ReceiverArguments,

    #[command(flatten)]
    recipients: RecipientArguments,

    #[command(flatten)]
    identity: IdentityArguments,

    #[command(flatten)]
    session: SessionArguments,

    /// Try every MX host, not only the first that answers
    #[arg(long, help_heading = "SMTP session")]
    all: bool,

    /// If greylisted, try again after this many minutes [default: 5]
    #[arg(
        long,
        value_name = "MINUTES",
        num_args = 0..=1,
        default_missing_value = "5",
        allow_negative_numbers = true,
        value_parser = minutes,
        help_heading = "SMTP session"
    )]
    wait_greylist: Option<Duration>,

    #[command(flatten)]
    dns: DnsArguments,

    #[command(flatten)]
    fail: FailArguments,

    #[command(flatten)]
    output: OutputArguments<JobFormat>,
}

/// The sender of the session.
#[derive(Debug, Args)]
#[command(next_help_heading = "SMTP session")]
struct IdentityArguments {
    /// The name to use in EHLO [default: this host's full name]
    #[arg(long, value_name = "NAME")]
    helo: Option<String>,

    /// The envelope sender, or <> [default: postmaster at the HELO name's domain]
    #[arg(long, value_name = "ADDRESS")]
    from: Option<String>,

    /// Size of the message as sent, such as 10485760 or 10MB
    #[arg(long, value_name = "BYTES", allow_negative_numbers = true, value_parser = super::domain::octets)]
    size: Option<u64>,
}

fn minutes(text: &str) -> Result<Duration, String> {
    let expected = "not a number of minutes; type one above 0, up to 1440, such as 5";
    let minutes: f64 = text.parse().map_err(|_| expected.to_owned())?;
    if minutes > 0.0 && minutes <= 1440.0 {
        Ok(Duration::from_secs_f64(minutes * 60.0))
    } else {
        Err(expected.to_owned())
    }
}

/// Where the target, the HELO name and the recipients' mail lead.
async fn look_up(
    queries: &CaseQueries<'_>,
    target: &Target,
    helo: Option<&Name>,
    to: &[Recipient],
) -> (Route, Option<HeloFacts>, Vec<Route>) {
    let share = Share::new(queries, queries, Part::Recipients, 1);
    let helo = async {
        match helo {
            Some(name) => Some(probe::helo(queries, name).await),
            None => None,
        }
    };
    let (route, helo, to) =
        join3(probe::route(&share, target), helo, probe::recipients(queries, queries, to)).await;
    (assess::route(&route), helo, to.iter().map(assess::route).collect())
}

/// Where sessions are held, and whose rejections their replies are compared with.
struct Plan {
    route: Route,
    stops: Stops,
    destinations: Vec<Destination>,
    receivers: Arc<[Receiver]>,
    are_chosen: bool,
}

impl Plan {
    fn new(
        route: Route,
        recipients: impl Iterator<Item = (Recipient, Route)>,
        panel: &Panel,
        stops: impl Fn(&Route) -> Stops,
    ) -> Plan {
        let destinations: Vec<Destination> =
            recipients.map(|(to, route)| Destination::new(to, route, &panel.receivers)).collect();
        let are_chosen = panel.are_named || !destinations.is_empty();
        let chosen = panel.choose(&destinations).receivers;
        // Nobody known is chosen: who runs the server may be known anyway.
        let (receivers, are_chosen) = match are_chosen && !chosen.is_empty() {
            true => (chosen, true),
            false => (panel.receivers.clone(), false),
        };
        Plan { stops: stops(&route), route, destinations, receivers, are_chosen }
    }

    /// The servers, and whether each is asked for recipients.
    fn servers(&self, panel: &Panel, probes_recipients: bool) -> Vec<Server> {
        let servers = self.stops.servers.iter().map(|(exchange, address)| Server {
            exchange: exchange.clone(),
            address: *address,
            is_probed: probes_recipients || !panel.forbids_probing(exchange.as_ref(), &self.destinations),
        });
        servers.collect()
    }

    fn reader(&self) -> Reader<'_> {
        Reader { receivers: &self.receivers, are_chosen: self.are_chosen }
    }
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Result<End, Stop> {
    let target =
        Target::parse(&arguments.target).map_err(|error| Stop::value("target", &arguments.target, error))?;
    let typed = &arguments.identity;
    let identity = Identity::read(typed.helo.as_deref(), typed.from.as_deref(), typed.size)?;
    let setup = arguments.session.read(arguments.dns.timeout)?;
    let port = setup.port_for(Some(&target))?;
    let panel = Panel::new(arguments.receivers.select()?, Vec::new());
    let to = recipients::read(&arguments.recipients.to)?;
    let recipient_is_assumed = setup.recipient.is_none() && to.is_empty();
    let recipient = recipient(&setup, &to, &target);
    let seed = target.name().or(identity.helo.fqdn()).map_or_else(String::new, ToString::to_string);
    let network = Network::open(&arguments.dns, &[], &seed)?;

    let started = Instant::now();
    let detail = arguments.output.detail();
    let run = DryRun {
        options: SessionOptions { end: arguments.dns.end(), ..setup.options(&identity, &recipient, port) },
        all: arguments.all,
        is_verbose: detail == Detail::Verbose,
    };
    let mut plan = None;
    let mut attempts: Vec<SmtpFacts> = Vec::new();
    let ended = block_on(async {
        let helo = identity.helo.fqdn().filter(|_| !setup.force);
        let case = CaseQueries::new(&network.resolver, Allowance::of_case(1, to.len(), 0));
        let looking = look_up(&case, &target, helo, &to);
        let (route, helo, routes) = with_spinner(looking, "looking the target up").await;
        network.close_after(&case)?;
        let plan = plan.insert(Plan::new(route, to.into_iter().zip(routes), &panel, |route| {
            route.stops(setup.families, port, arguments.all)
        }));
        if !plan.stops.servers.is_empty() {
            refuse_forged(&identity.helo, helo.as_ref(), setup.force)?;
            if detail != Detail::Quiet {
                say_before_connecting(&plan.route);
            }
        }
        let servers = plan.servers(&panel, setup.probe_recipients);
        attempts.push(run.hold(&servers).await);
        let is_in_time = |wait: &Duration| arguments.dns.deadline.is_none_or(|deadline| *wait < deadline);
        if let Some(wait) = arguments.wait_greylist.filter(is_in_time) {
            let greylisted = greylisted(&attempts[0], plan.reader(), &servers);
            if !greylisted.is_empty() {
                pause(wait).await;
                attempts.push(run.hold(&greylisted).await);
            }
        }
        Ok(())
    });
    // What was seen before Ctrl-C is reported.
    let (interrupted, plan) = match (ended, plan) {
        (Ok(()), Some(plan)) => (None, plan),
        (Err(stop @ Stop::Interrupted), Some(plan)) if !attempts.is_empty() => (Some(stop), plan),
        (Err(stop), _) => return Err(stop),
        (Ok(()), None) => return Ok(End::Unknown),
    };

    let readings = read(&attempts, plan.reader());
    let receivers = &plan.receivers;
    let to = plan.destinations.iter().map(RecipientView::of).collect();
    let report = Report {
        arguments,
        target: &target,
        route: &plan.route,
        zones: &network.zones,
        stops: &plan.stops,
        identity: &identity,
    };
    let recipient = (&recipient, recipient_is_assumed);
    let report = report.make(recipient, to, &readings, network.resolver.questions(), started.elapsed());
    let style = output::style(&arguments.output);
    let format = arguments.output.format();
    if !output::write_results(format, || Results::of_smtp(&report, receivers, arguments.all))? {
        output::write(|out| match format {
            JobFormat::Json => json::write(&report, out),
            _ => page::write_smtp(&report, style, arguments.output.detail(), out),
        })?;
    }
    match interrupted {
        Some(stop) => Err(stop),
        None => Ok(end(&report, arguments)),
    }
}

/// What is odd about the way to the servers, before the first of them is connected to.
fn say_before_connecting(route: &Route) {
    if let (RouteKind::ImplicitMx, Some(name)) = (route.kind, &route.name) {
        note(format!("{name} has no MX: its own addresses take its mail (implicit MX)"));
    }
    for host in &route.hosts {
        if let (Some(name), Some(problem)) = (&host.name, &host.problem) {
            warn(format!("the exchange {name} {problem}"));
        }
    }
}

/// Returns the recipient: `--rcpt`, else the first address of `--to`, else the postmaster.
fn recipient(setup: &Setup, to: &[Recipient], target: &Target) -> ReversePath {
    let named = || to.iter().find_map(|to| to.address.clone());
    let of_domain = || to.first().map(|to| ReversePath::of("postmaster", to.domain.clone()));
    let given = setup.recipient.clone().or_else(named).or_else(of_domain);
    given.unwrap_or_else(|| default_recipient(&target.host))
}

/// The flags that were typed, for the next command.
fn flags(arguments: &Arguments) -> SmtpFlags {
    let Arguments { identity, session, .. } = arguments;
    let text = |flag: &'static str, value: &Option<String>| value.clone().map(|value| (flag, Some(value)));
    let switch = |flag: &'static str, is_set: bool| is_set.then_some((flag, None));
    let number = |flag: &'static str, value: Option<String>| value.map(|value| (flag, Some(value)));
    let starttls = session.starttls.and_then(|when| when.to_possible_value());
    let seconds = session.smtp_timeout.map(|timeout| timeout.as_secs_f64().to_string());
    let ca_file = session.ca_file.as_ref().map(|path| path.display().to_string());
    let single = [
        text("--helo", &identity.helo),
        text("--from", &identity.from),
        number("--size", identity.size.map(|size| size.to_string())),
        text("--rcpt", &session.rcpt),
        number("--port", session.port.map(|port| port.to_string())),
        text("--bind", &session.bind),
        number("--starttls", starttls.map(|when| when.get_name().to_owned())),
        number("--ca-file", ca_file),
        switch("--ipv4", session.ipv4),
        switch("--ipv6", session.ipv6),
        number("--smtp-timeout", seconds),
        switch("--probe-recipients", session.probe_recipients),
        switch("--force", session.force),
        switch("--all", arguments.all),
    ];
    let to = arguments.recipients.to.iter().map(|to| ("--to", Some(to.clone())));
    let receivers = arguments.receivers.receiver.iter().map(|name| ("--receiver", Some(name.clone())));
    SmtpFlags {
        session: single.into_iter().flatten().chain(to).chain(receivers).collect(),
        dns: arguments.dns.repeated(&[]),
    }
}

fn end(report: &SmtpReport, arguments: &Arguments) -> End {
    // What was stopped on purpose has shown nothing bad.
    let outcome = match report.diagnosis {
        Diagnosis::Stopped => Outcome::Accept,
        _ => report.outcome,
    };
    End::of(outcome, &report.findings, arguments.fail.fail_on)
}

/// What all tries share.
struct DryRun {
    options: SessionOptions,
    all: bool,
    is_verbose: bool,
}

impl DryRun {
    async fn hold(&self, servers: &[Server]) -> SmtpFacts {
        let transcript = Transcript::default();
        let watch = |number: usize, step: &StepFacts| {
            if let (true, Some(server)) = (self.is_verbose, servers.get(number)) {
                transcript.say(server, step);
            }
        };
        let sessions = dry_run(servers, &self.options, self.all, &watch);
        // A spinner would be between the lines of the transcript.
        match self.is_verbose {
            true => sessions.await,
            false => with_spinner(sessions, "talking to the server").await,
        }
    }
}

/// Reads the sessions of every try, in their order.
fn read<'a>(attempts: &'a [SmtpFacts], reader: Reader<'a>) -> Vec<Reading<'a>> {
    let numbered = attempts.iter().zip(1..);
    numbered
        .flat_map(|(facts, attempt)| facts.sessions.iter().map(move |session| reader.read(session, attempt)))
        .collect()
}

/// The servers that greylisted.
fn greylisted(facts: &SmtpFacts, reader: Reader<'_>, servers: &[Server]) -> Vec<Server> {
    let is_greylisted = |session: &&SessionFacts| reader.read(session, 1).end == SessionEnd::Greylisted;
    let sessions: Vec<&SessionFacts> = facts.sessions.iter().filter(is_greylisted).collect();
    let is_of = |server: &&Server| sessions.iter().any(|session| session.server == server.address);
    servers.iter().filter(is_of).cloned().collect()
}

/// Waits with a progress bar on a terminal, and a line elsewhere.
async fn pause(time: Duration) {
    let target = ProgressDrawTarget::stderr();
    if target.is_hidden() {
        note(format!("greylisted; trying again in {:.1} minutes", time.as_secs_f64() / 60.0));
    }
    let bar = ProgressBar::with_draw_target(Some(time.as_secs().max(1)), target);
    if let Ok(style) = ProgressStyle::with_template("greylisted, trying again in {msg} [{bar:40}]") {
        bar.set_style(style.progress_chars("=> "));
    }
    let begun = Instant::now();
    while begun.elapsed() < time {
        let left = time.saturating_sub(begun.elapsed());
        bar.set_position(begun.elapsed().as_secs());
        bar.set_message(format!("{}:{:02}", left.as_secs() / 60, left.as_secs() % 60));
        tokio::time::sleep(left.min(Duration::from_millis(500))).await;
    }
    bar.finish_and_clear();
}

/// What the report is made of.
struct Report<'a> {
    arguments: &'a Arguments,
    target: &'a Target,
    route: &'a Route,
    zones: &'a [Heading],
    stops: &'a Stops,
    identity: &'a Identity,
}

impl Report<'_> {
    fn make(
        &self,
        (recipient, recipient_is_assumed): (&ReversePath, bool),
        to: Vec<RecipientView>,
        readings: &[Reading<'_>],
        queries: usize,
        elapsed: Duration,
    ) -> SmtpReport {
        let mut findings = Findings::default();
        let last_tries = SmtpFacts {
            sessions: last_tries(readings).into_iter().cloned().collect(),
            left_out: self.stops.left_out,
        };
        check::session_findings(&last_tries, &mut findings);
        let run = SmtpRun {
            target: self.target.to_string(),
            route: self.route,
            zones: self.zones.to_vec(),
            sender: self.sender(readings),
            recipient,
            recipient_is_assumed,
            flags: flags(self.arguments),
            to,
            readings,
            all: self.arguments.all,
            left_out: self.stops.left_out,
            findings,
        };
        SmtpReport::new(run, queries, elapsed)
    }

    /// The identity, with the addresses that connected.
    fn sender(&self, readings: &[Reading<'_>]) -> SenderView {
        let mut addresses = Vec::new();
        for ip in readings.iter().filter_map(|reading| reading.session.client) {
            if !addresses.contains(&ip) {
                addresses.push(ip);
            }
        }
        let sender = Sender {
            domain: None,
            mail_from: Some((self.identity.mail_from.clone(), self.identity.from_origin)),
            addresses: Vec::new(),
            addresses_are_found: false,
            addresses_origin: Origin::Given,
            helo: Some(Helo::clone(&self.identity.helo)),
            helo_origin: self.identity.helo_origin,
            size: self.identity.size,
            bulk: None,
        };
        SenderView::of(&sender, &addresses)
    }
}

/// Of each server the last try.
fn last_tries<'a>(readings: &[Reading<'a>]) -> Vec<&'a SessionFacts> {
    let is_last = |reading: &&Reading<'a>| {
        let same = |other: &&Reading<'_>| other.session.server == reading.session.server;
        readings.iter().filter(same).all(|other| other.attempt <= reading.attempt)
    };
    readings.iter().filter(is_last).map(|reading| reading.session).collect()
}
