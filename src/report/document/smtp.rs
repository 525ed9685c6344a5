//! What a dry run saw, for all formats.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;

use super::model::{Envelope, SenderView};
use super::next_steps::next_steps;
use crate::catalogue::Confidence;
use crate::dns::Name;
use crate::judge::Destination;
use crate::judge::assess::{HostProblem, Route, RouteKind};
use crate::judge::check::{Finding, Findings};
use crate::judge::live;
use crate::judge::live::{Diagnosis, Reading, SessionEnd};
use crate::judge::verdict::Outcome;
use crate::probe::facts::{CertificateFault, Step, StepFacts, TlsFacts};
use crate::sender::ReversePath;
use crate::smtp_reply::ServerReply;
use crate::smtp_reply::Stage;

/// A dry run.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SmtpReport {
    /// Schema, version and command.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// What was typed: a domain, a host, or an address.
    pub target: String,
    /// What that is, and the hosts that take its mail.
    pub route: RouteView,
    /// Whom the sessions were held as; its addresses are those that connected.
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
    /// Whom the sessions were held as.
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
            next: next_steps(diagnosis, &run, decisive),
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

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// What a target is, and the hosts that take its mail.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RouteView {
    /// What the target is.
    pub kind: RouteWord,
    /// The same in a clause.
    pub summary: String,
    /// The hosts, in the order in which a sender tries them.
    pub exchanges: Vec<ExchangeView>,
}

/// What a target is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RouteWord {
    /// An address.
    Address,
    /// A host.
    Host,
    /// A domain with exchanges.
    Mx,
    /// A domain without, whose own addresses take its mail.
    ImplicitMx,
    /// A domain that takes no mail.
    NullMx,
    /// A name that does not exist.
    DoesNotExist,
    /// A name with neither exchange nor address.
    NoMailHost,
    /// It could not be looked up.
    LookupFailed,
}

/// A host that takes mail.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ExchangeView {
    /// Its name; null for an address that was typed.
    pub name: Option<Name>,
    /// Its preference; null where no MX record names it.
    pub preference: Option<u16>,
    /// Its addresses.
    pub addresses: Vec<IpAddr>,
    /// Why it cannot be connected to; null when it can.
    pub problem: Option<String>,
}

impl RouteView {
    /// The way to a target.
    pub fn of(route: &Route) -> RouteView {
        let (kind, summary) = match route.kind {
            RouteKind::Address => (RouteWord::Address, "an address".to_owned()),
            RouteKind::Host => (RouteWord::Host, "a host".to_owned()),
            RouteKind::Mx => (RouteWord::Mx, "its MX, by preference".to_owned()),
            RouteKind::ImplicitMx => {
                (RouteWord::ImplicitMx, "no MX: its own addresses take its mail (implicit MX)".to_owned())
            }
            RouteKind::NullMx => (RouteWord::NullMx, "takes no mail (null MX, RFC 7505)".to_owned()),
            RouteKind::DoesNotExist => (RouteWord::DoesNotExist, "does not exist".to_owned()),
            RouteKind::NoMailHost => {
                (RouteWord::NoMailHost, "has neither an MX record nor an address".to_owned())
            }
            RouteKind::LookupFailed(failure) => {
                (RouteWord::LookupFailed, format!("its MX could not be looked up: {failure}"))
            }
        };
        let exchanges = route.hosts.iter().map(|host| ExchangeView {
            name: host.name.clone(),
            preference: host.preference,
            addresses: host.addresses.clone(),
            problem: host.problem.as_ref().map(HostProblem::to_string),
        });
        RouteView { kind, summary, exchanges: exchanges.collect() }
    }
}

/// A domain of `--to`, and the receivers that it is at.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RecipientView {
    /// The domain.
    pub domain: Name,
    /// The address that was typed; null when only the domain was.
    pub address: Option<String>,
    /// The hosts that take its mail, in the order in which a sender tries them.
    pub exchanges: Vec<Name>,
    /// The receivers that run them, by name.
    pub receivers: Vec<String>,
    /// Why there is none; null when there is.
    pub problem: Option<String>,
}

impl RecipientView {
    /// What is known of a recipient's domain.
    pub fn of(destination: &Destination) -> RecipientView {
        let Destination { recipient, route, receivers } = destination;
        let exchanges: Vec<Name> = route.hosts.iter().filter_map(|host| host.name.clone()).collect();
        let problem = receivers.is_empty().then(|| match route.kind {
            RouteKind::Mx | RouteKind::ImplicitMx | RouteKind::Host | RouteKind::Address => {
                const SHOWN: usize = 3;
                let shown: Vec<String> = exchanges.iter().take(SHOWN).map(ToString::to_string).collect();
                let more = if exchanges.len() > SHOWN { ", …" } else { "" };
                let what = if route.kind == RouteKind::Mx { "its MX is" } else { "its mail host is" };
                format!("{what} {}{more}, and no rules are known of whoever runs that", shown.join(", "))
            }
            _ => RouteView::of(route).summary,
        });
        RecipientView {
            domain: recipient.domain.clone(),
            address: recipient.address.as_ref().map(ToString::to_string),
            exchanges,
            receivers: receivers.clone(),
            problem,
        }
    }
}

/// One session with one server.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SessionView {
    /// The host name that led there; null for an address that was typed.
    pub exchange: Option<Name>,
    /// The server's address.
    pub address: IpAddr,
    /// Its port.
    pub port: u16,
    /// The address that connected, as this machine sees it; null when there was no connection.
    pub client: Option<IpAddr>,
    /// Which try with this server it was, from 1.
    pub attempt: u32,
    /// Every step.
    pub stages: Vec<StepView>,
    /// The keywords of the last answer to EHLO with their parameters.
    pub extensions: BTreeMap<String, String>,
    /// What came of TLS.
    pub tls: TlsView,
    /// What would become of mail up to RCPT TO; unknown where the session broke.
    pub outcome: Outcome,
    /// Where it ended; null when the recipient was accepted, and where nobody rejects mail.
    pub stage: Option<Stage>,
    /// True when it looks like greylisting.
    pub greylisted: bool,
    /// The documented rejection that the reply is, by its full id.
    pub rule: Option<String>,
    /// The same, explained.
    pub explanation: Option<RuleExplanation>,
    /// Why there is no answer; null when there is.
    pub error: Option<String>,
}

/// A rejection, explained.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RuleExplanation {
    /// Who answers so.
    pub receiver: String,
    /// The cause in one sentence.
    pub summary: String,
    /// What the reply means.
    pub meaning: String,
    /// What to do about it.
    pub remedy: String,
    /// How sure it is that it is this one.
    pub confidence: Confidence,
    /// The page that the reply points to.
    pub url: Option<String>,
    /// What the sender's own queue shows, where that misleads.
    pub queue: Option<String>,
}

/// One step of a session.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StepView {
    /// Which.
    pub stage: Step,
    /// What was sent; null at connect.
    pub command: Option<String>,
    /// What was answered; null when nothing usable was.
    pub reply: Option<ServerReply>,
    /// How the step failed.
    pub error: Option<String>,
    /// Milliseconds from the command to the end of the reply.
    pub elapsed_ms: u64,
}

impl From<&StepFacts> for StepView {
    fn from(step: &StepFacts) -> StepView {
        StepView {
            stage: step.step,
            command: step.command.clone(),
            reply: step.reply.clone(),
            error: step.failure.as_ref().map(ToString::to_string),
            elapsed_ms: milliseconds(step.elapsed),
        }
    }
}

/// What came of TLS.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct TlsView {
    /// Whether the server offers it; null when it was not heard.
    pub offered: Option<bool>,
    /// `TLSv1.3`; null without TLS.
    pub version: Option<String>,
    /// The cipher suite.
    pub cipher: Option<String>,
    /// Whether the certificate holds; null without TLS.
    pub verified: Option<bool>,
    /// What is wrong with TLS or the certificate.
    pub error: Option<String>,
    /// The subject of the certificate.
    pub subject: Option<String>,
    /// The names that it is for.
    pub names: Vec<String>,
    /// Who has issued it.
    pub issuer: Option<String>,
    /// Valid from.
    pub not_before: Option<String>,
    /// Valid to.
    pub not_after: Option<String>,
}

impl TlsView {
    fn of(facts: Option<&TlsFacts>, steps: &[StepFacts]) -> TlsView {
        let starttls = steps.iter().find(|step| step.step == Step::Starttls);
        let failed = starttls.and_then(|step| {
            let refusal = step.reply.as_ref().filter(|reply| !reply.is_positive());
            let refusal = refusal.map(|reply| format!("STARTTLS was refused: {reply}"));
            step.failure.as_ref().map(ToString::to_string).or(refusal)
        });
        let Some(facts) = facts else { return TlsView { error: failed, ..TlsView::default() } };
        let stripped = facts.stripped.as_ref().map(|word| format!("{word} stands in the place of STARTTLS"));
        let mut view =
            TlsView { offered: Some(facts.offered), error: failed.or(stripped), ..TlsView::default() };
        let Some(session) = &facts.session else { return view };
        view.version = Some(session.version.clone());
        view.cipher = Some(session.cipher.clone());
        view.verified = Some(session.faults.is_empty());
        if !session.faults.is_empty() {
            view.error = Some(session.faults.iter().map(fault_words).collect::<Vec<_>>().join("; "));
        }
        if let Some(certificate) = &session.certificate {
            view.subject = Some(certificate.subject.clone());
            view.names = certificate.names.clone();
            view.issuer = Some(certificate.issuer.clone());
            view.not_before = time(certificate.not_before);
            view.not_after = time(certificate.not_after);
        }
        view
    }
}

fn fault_words(fault: &CertificateFault) -> String {
    match fault {
        CertificateFault::Name => "it is for another name".to_owned(),
        CertificateFault::Expired => "it has expired".to_owned(),
        CertificateFault::NotYetValid => "it is not valid yet".to_owned(),
        CertificateFault::SelfSigned => "it is self-signed".to_owned(),
        CertificateFault::UnknownIssuer => "its issuer is not known".to_owned(),
        CertificateFault::Other(why) => why.clone(),
    }
}

/// Seconds since 1970 as RFC 3339 has it.
fn time(seconds: i64) -> Option<String> {
    jiff::Timestamp::from_second(seconds).ok().map(|time| time.to_string())
}

impl SessionView {
    /// A session that was read.
    pub fn of(reading: &Reading<'_>) -> SessionView {
        let session = reading.session;
        let error = match &reading.end {
            SessionEnd::Accepted | SessionEnd::Refused | SessionEnd::Deferred | SessionEnd::Greylisted => {
                None
            }
            SessionEnd::NoTls => Some("TLS was required and is not to be had".to_owned()),
            SessionEnd::NobodyListens => Some("the connection was refused: nobody listens there".to_owned()),
            SessionEnd::Silent => Some("nothing came back: no connection in time".to_owned()),
            SessionEnd::Unreachable(why) => Some(format!("the server cannot be reached: {why}")),
            SessionEnd::NeedsSmtpUtf8 | SessionEnd::Broken(_) => {
                let failure = match &reading.end {
                    SessionEnd::Broken(failure) => failure.to_string(),
                    _ => crate::probe::facts::StepFailure::NeedsSmtpUtf8.to_string(),
                };
                let place = reading.step.map(|step| format!(" at {}", step.title()));
                Some(format!("{failure}{}", place.unwrap_or_default()))
            }
        };
        let explanation = reading.rule.as_ref().map(|matched| RuleExplanation {
            receiver: matched.receiver.title.clone(),
            summary: matched.rule.summary.clone(),
            meaning: matched.rule.explanation.clone(),
            remedy: matched.rule.remedy.clone(),
            confidence: matched.confidence,
            url: matched.url.clone(),
            queue: matched.rule.queue.clone(),
        });
        SessionView {
            exchange: session.exchange.clone(),
            address: session.server.ip(),
            port: session.server.port(),
            client: session.client,
            attempt: reading.attempt,
            stages: session.steps.iter().map(StepView::from).collect(),
            extensions: session.extensions.iter().cloned().collect(),
            tls: TlsView::of(session.tls.as_ref(), &session.steps),
            outcome: reading.outcome,
            stage: reading.stage(),
            greylisted: reading.end == SessionEnd::Greylisted,
            rule: reading.rule.as_ref().map(|matched| matched.rule.id.clone()),
            explanation,
            error,
        }
    }

    /// As Postfix logs it: `mx.example[192.0.2.1]:25`.
    pub fn server(&self) -> String {
        let name = self.exchange.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("{name}[{}]:{}", self.address, self.port)
    }
    /// What became of it, in a clause.
    pub fn headline(&self) -> String {
        let stage = self.stage.map(|stage| format!(" at {}", stage.title())).unwrap_or_default();
        match self.outcome {
            Outcome::Accept => "accepted up to RCPT TO".to_owned(),
            Outcome::Reject if self.error.is_none() => format!("refused{stage}"),
            Outcome::Defer if self.greylisted => format!("deferred{stage}, which looks like greylisting"),
            Outcome::Defer => format!("deferred{stage}"),
            _ => self.error.clone().unwrap_or_default(),
        }
    }

    /// The reply that decided, to stand behind the headline.
    pub fn deciding_words(&self) -> String {
        let refused = |step: &&StepView| step.reply.as_ref().is_some_and(|reply| !reply.is_positive());
        let not_tls = |step: &&StepView| !matches!(step.stage, Step::Starttls | Step::Rset | Step::Quit);
        match self.outcome {
            Outcome::Reject | Outcome::Defer => {
                let deciding = self.stages.iter().rev().filter(not_tls).find(refused);
                let reply = deciding.and_then(|step| step.reply.as_ref());
                reply.map(|reply| format!(": {reply}")).unwrap_or_default()
            }
            Outcome::Accept | Outcome::Unknown => String::new(),
        }
    }
}
