//! Dry runs of a test, and what they saw in few words.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use mxcheck::probe::facts::{SessionFacts, Step, StepFacts, StepFailure};
use mxcheck::probe::smtp::{Server, SessionOptions, StartTls, dry_run};
use mxcheck::smtp_reply::ServerReply;
use rustls::RootCertStore;

use super::smtp_server::SmtpServer;

pub(crate) fn options() -> SessionOptions {
    SessionOptions {
        helo: "client.test".to_owned(),
        mail_from: "sender@client.test".to_owned(),
        recipient: "postmaster@good.test".to_owned(),
        recipient_is_typed: true,
        size: None,
        bind: None,
        implicit_tls: false,
        starttls: StartTls::Auto,
        roots: Arc::new(RootCertStore::empty()),
        end: None,
        // Long for what answers at once, even on a busy machine.
        timeout: Duration::from_secs(3),
    }
}

pub(crate) fn at(address: SocketAddr) -> Server {
    Server { exchange: Some("mx.good.test".parse().expect("a name")), address, is_probed: true }
}

pub(crate) async fn one(server: &SmtpServer, options: &SessionOptions) -> SessionFacts {
    let mut facts = dry_run(&[at(server.address)], options, false, &|_, _| ()).await;
    assert_eq!((facts.sessions.len(), facts.left_out), (1, 0));
    facts.sessions.remove(0)
}

pub(crate) fn run<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let bounded = async { tokio::time::timeout(Duration::from_secs(60), future).await };
    runtime.block_on(bounded).expect("the sessions end")
}

/// The steps on one line: `connect 220 | ehlo 250 !out-of-step | quit -`.
pub(crate) fn told(session: &SessionFacts) -> String {
    session.steps.iter().map(step_told).collect::<Vec<_>>().join(" | ")
}

fn step_told(facts: &StepFacts) -> String {
    let step = serde_json::to_value(facts.step).expect("a word");
    let mut told = step.as_str().expect("a word").to_owned();
    if let Some(code) = facts.reply.as_ref().and_then(|reply| reply.code) {
        told += &format!(" {code}");
    }
    match &facts.failure {
        Some(failure) => told += &format!(" !{}", failure_told(failure)),
        None if facts.reply.is_none() => told += " -",
        None => {}
    }
    told
}

fn failure_told(failure: &StepFailure) -> &'static str {
    match failure {
        StepFailure::ConnectionRefused => "refused",
        StepFailure::Unreachable(_) => "unreachable",
        StepFailure::TimedOut => "timed-out",
        StepFailure::Closed => "closed",
        StepFailure::Reset => "reset",
        StepFailure::NotAReply(_) => "not-a-reply",
        StepFailure::TooLong => "too-long",
        StepFailure::OutOfStep => "out-of-step",
        StepFailure::InjectedPlaintext => "injected-plaintext",
        StepFailure::Handshake(_) => "handshake",
        StepFailure::OldTls(_) => "old-tls",
        StepFailure::NeedsSmtpUtf8 => "needs-smtputf8",
    }
}

pub(crate) fn reply_at(session: &SessionFacts, step: Step) -> &ServerReply {
    let mut steps = session.steps.iter().rev();
    let facts = steps.find(|facts| facts.step == step).expect("the step");
    facts.reply.as_ref().expect("a reply")
}

pub(crate) fn failure_at(session: &SessionFacts, step: Step) -> &StepFailure {
    let mut steps = session.steps.iter();
    steps.find(|facts| facts.step == step).and_then(|facts| facts.failure.as_ref()).expect("a failure")
}

pub(crate) fn accepts(session: &SessionFacts) -> bool {
    let mut steps = session.steps.iter().filter(|facts| facts.step == Step::RcptTo);
    steps.any(|facts| facts.reply.as_ref().is_some_and(|reply| reply.is_positive()))
}
