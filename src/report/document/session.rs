//! A session with a server, step by step.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use serde::Serialize;

use super::envelope::milliseconds;
use crate::catalogue::Confidence;
use crate::dns::Name;
use crate::judge::live::{Reading, SessionEnd};
use crate::judge::verdict::Outcome;
use crate::probe::facts::{CertificateFault, SessionFacts, Step, StepFacts, StepFailure, TlsFacts};
use crate::smtp_reply::{ServerReply, Stage};

/// One session with one server.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
            error: step.failure.as_ref().map(|failure| failed(failure, step.elapsed)),
            elapsed_ms: milliseconds(step.elapsed),
        }
    }
}

/// How a step failed; a timeout with its time.
fn failed(failure: &StepFailure, elapsed: Duration) -> String {
    match failure {
        StepFailure::TimedOut => format!("timed out after {}", seconds(elapsed)),
        failure => failure.to_string(),
    }
}

/// Seconds with one decimal where they are not whole.
fn seconds(time: Duration) -> String {
    let tenths = (time.as_secs_f64() * 10.0).round() / 10.0;
    format!("{tenths} s")
}

/// What came of TLS.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
        let stripped = facts.stripped.as_ref().map(|word| format!("{word} is in the place of STARTTLS"));
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

/// How long the step took that timed out.
fn waited(session: &SessionFacts) -> String {
    let step = session.steps.iter().rfind(|step| step.failure == Some(StepFailure::TimedOut));
    seconds(step.map_or(Duration::ZERO, |step| step.elapsed))
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
            SessionEnd::Stopped => Some(
                "stopped before RCPT TO: this receiver blocks addresses that probe recipients".to_owned(),
            ),
            SessionEnd::NoTls => Some("TLS was required and is not available".to_owned()),
            SessionEnd::NobodyListens => Some("the connection was refused: nothing listens there".to_owned()),
            SessionEnd::Silent => Some(format!("no connection within {}", waited(session))),
            SessionEnd::Unreachable(why) => Some(format!("the server cannot be reached: {why}")),
            SessionEnd::Broken(StepFailure::TimedOut) if reading.step == Some(Step::Connect) => {
                Some(format!("no greeting within {}", waited(session)))
            }
            SessionEnd::NeedsSmtpUtf8 | SessionEnd::Broken(_) => {
                let failure = match &reading.end {
                    SessionEnd::Broken(StepFailure::TimedOut) => {
                        format!("timed out after {}", waited(session))
                    }
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
}
