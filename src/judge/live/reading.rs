//! One session, read: what became of it, at which stage, and which documented rejection that is.

use crate::catalogue::{Confidence, Receiver, Role, Rule};
use crate::dns::Name;
use crate::explain::{Context, Recognised, recognise};
use crate::judge::verdict::Outcome;
use crate::probe::facts::{SessionFacts, Step, StepFacts, StepFailure};
use crate::smtp_reply::ServerReply;
use crate::smtp_reply::Stage;

use super::greylisting;

/// How a session ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionEnd {
    /// It was ended before RCPT TO on purpose, and nothing was refused up to there.
    Stopped,
    /// The recipient was accepted. Whether the message would be is not known.
    Accepted,
    /// A 5xx reply.
    Refused,
    /// A 4xx reply.
    Deferred,
    /// A 4xx reply to RCPT TO that looks like greylisting.
    Greylisted,
    /// The server cannot take the address: it does not offer SMTPUTF8 (RFC 6531).
    NeedsSmtpUtf8,
    /// The server did not keep to the protocol, or broke off.
    Broken(StepFailure),
    /// TLS was required, and could not be had.
    NoTls,
    /// The connection was refused.
    NobodyListens,
    /// Nothing came back at all: no connection in time.
    Silent,
    /// No way leads there: what the system says.
    Unreachable(String),
}

impl SessionEnd {
    /// True when there was a connection.
    pub fn was_reached(&self) -> bool {
        !matches!(self, SessionEnd::NobodyListens | SessionEnd::Silent | SessionEnd::Unreachable(_))
    }
}

/// A documented rejection that a reply was found to be.
#[derive(Clone, Debug)]
pub struct MatchedRule<'a> {
    /// Whose it is.
    pub receiver: &'a Receiver,
    /// Which.
    pub rule: &'a Rule,
    /// How sure that is.
    pub confidence: Confidence,
    /// The page that the reply points to.
    pub url: Option<String>,
}

/// A session and what it comes to.
#[derive(Clone, Debug)]
pub struct Reading<'a> {
    /// What was seen.
    pub session: &'a SessionFacts,
    /// Which try it was, from 1.
    pub attempt: u32,
    /// How it ended.
    pub end: SessionEnd,
    /// What would become of mail. A session that broke is unknown.
    pub outcome: Outcome,
    /// Where it ended; none when the recipient was accepted.
    pub step: Option<Step>,
    /// The reply that decided.
    pub reply: Option<&'a ServerReply>,
    /// The rejection that it is.
    pub rule: Option<MatchedRule<'a>>,
}

impl Reading<'_> {
    /// The stage at which it ended; none when the recipient was accepted, and where nobody rejects mail.
    pub fn stage(&self) -> Option<Stage> {
        self.step.and_then(Step::stage)
    }

    /// Returns true when the recipient alone decided: a documented rule says so, or the enhanced code (RFC 3463
    /// sections 3.2 and 3.3, RFC 7505: no such mailbox, moved, null MX, disabled, full).
    pub fn is_about_recipient(&self) -> bool {
        const CODES: [&str; 6] = ["5.1.1", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.2.2"];
        match &self.rule {
            Some(matched) => matched.rule.is_about_recipient(),
            None => {
                let enhanced = self.reply.and_then(|reply| reply.enhanced.as_deref());
                self.step == Some(Step::RcptTo) && enhanced.is_some_and(|code| CODES.contains(&code))
            }
        }
    }
}

/// Whose rejections replies are compared with.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    /// The receivers.
    pub receivers: &'a [Receiver],
    /// True when they were chosen by name: then their rules are tried on a server of any name.
    pub are_chosen: bool,
}

impl<'a> Reader<'a> {
    /// Reads a session.
    pub fn read(self, session: &'a SessionFacts, attempt: u32) -> Reading<'a> {
        let (mut end, step) = end(session);
        let reply = step.and_then(|step| step.reply.as_ref());
        let mut rule = None;
        if let (SessionEnd::Refused | SessionEnd::Deferred, Some(step), Some(reply)) = (&end, step, reply) {
            rule = self.matched(session, step, reply);
            if end == SessionEnd::Deferred && step.step == Step::RcptTo {
                let is_rule = rule.as_ref().is_some_and(|matched| is_greylisting_rule(matched.rule, reply));
                if is_rule || (rule.is_none() && greylisting::looks_like_it(reply)) {
                    rule = rule.or_else(|| self.greylisting(session, reply));
                    end = SessionEnd::Greylisted;
                }
            }
        }
        let outcome = match end {
            SessionEnd::Accepted => Outcome::Accept,
            SessionEnd::Stopped => Outcome::NotJudged,
            SessionEnd::Refused | SessionEnd::NeedsSmtpUtf8 => Outcome::Reject,
            SessionEnd::Deferred | SessionEnd::Greylisted => Outcome::Defer,
            _ => Outcome::Unknown,
        };
        let step =
            step.map(|step| step.step).filter(|_| !matches!(end, SessionEnd::Accepted | SessionEnd::Stopped));
        Reading { session, attempt, end, outcome, step, reply, rule }
    }

    /// The host whose name limits whose rejection a reply can be.
    fn host(self, session: &'a SessionFacts) -> Option<&'a Name> {
        let host = session.exchange.as_ref()?;
        let is_known = self.receivers.iter().any(|receiver| receiver.runs(host));
        (is_known || !self.are_chosen).then_some(host)
    }

    fn matched(
        self,
        session: &'a SessionFacts,
        step: &StepFacts,
        reply: &ServerReply,
    ) -> Option<MatchedRule<'a>> {
        let stage = step.step.stage();
        let host = self.host(session);
        let of_host = recognise(self.receivers, reply, Context { stage, host });
        // Of a server whose name is no receiver's the text alone is left, as in a bounce without one: others may use
        // the same words.
        let of_text = || {
            let found = host.and_then(|_| recognise(self.receivers, reply, Context { stage, host: None }))?;
            Some(Recognised { confidence: Confidence::Low, ..found })
        };
        let found = of_host.or_else(of_text)?;
        Some(MatchedRule {
            receiver: found.receiver,
            rule: found.rule,
            confidence: found.confidence,
            url: found.url,
        })
    }

    /// The rule of a receiver that greylists, which has no wording to be recognised by.
    fn greylisting(self, session: &'a SessionFacts, reply: &ServerReply) -> Option<MatchedRule<'a>> {
        let host = self.host(session);
        let of_host = |receiver: &&Receiver| match host {
            Some(host) => receiver.runs(host),
            None => self.are_chosen,
        };
        self.receivers.iter().filter(of_host).find_map(|receiver| {
            let rule = receiver.rules.iter().find(|rule| is_greylisting_rule(rule, reply))?;
            Some(MatchedRule { receiver, rule, confidence: Confidence::Medium, url: None })
        })
    }
}

/// A rule by which everybody is deferred at first: it has no wording of its own.
fn is_greylisting_rule(rule: &Rule, reply: &ServerReply) -> bool {
    rule.has_role(Role::Mx)
        && rule.stage == Some(Stage::RcptTo)
        && rule.always_risk.is_some()
        && rule.reply.text.is_none()
        && rule.reply.code == reply.code
}

/// How a session ended, and the step that decided it.
fn end(session: &SessionFacts) -> (SessionEnd, Option<&StepFacts>) {
    let after_recipient = |step: &&StepFacts| matches!(step.step, Step::Rset | Step::Quit);
    let Some(mut last) = session.steps.iter().rev().find(|step| !after_recipient(step)) else {
        return (SessionEnd::Broken(StepFailure::Closed), None);
    };
    // Who refuses EHLO and then the connection for HELO has refused EHLO.
    let refused_ehlo = session
        .steps
        .iter()
        .find(|step| step.step == Step::Ehlo && step.reply.as_ref().is_some_and(ServerReply::is_permanent));
    if let (Step::Connect, Some(refused)) = (last.step, refused_ehlo) {
        last = refused;
    }
    let was_connected = session.client.is_some() || session.steps.iter().any(|step| step.reply.is_some());
    // A refusal is, however the connection ended and whatever came after it.
    use StepFailure::{Closed, OutOfStep, Reset, TimedOut};
    let is_refusal = last.reply.as_ref().is_some_and(|reply| reply.is_permanent() || reply.is_transient());
    let only_ended = matches!(last.failure, Some(Closed | Reset | TimedOut | OutOfStep));
    let end = match &last.failure {
        Some(StepFailure::ConnectionRefused) if !was_connected => SessionEnd::NobodyListens,
        Some(StepFailure::Unreachable(why)) if !was_connected => SessionEnd::Unreachable(why.clone()),
        Some(StepFailure::TimedOut) if !was_connected => SessionEnd::Silent,
        Some(StepFailure::NeedsSmtpUtf8) => SessionEnd::NeedsSmtpUtf8,
        Some(failure) if !(is_refusal && only_ended) => SessionEnd::Broken(failure.clone()),
        _ => match &last.reply {
            // What is refused at STARTTLS is TLS, not mail; unless the server goes.
            Some(reply) if last.step == Step::Starttls && reply.code != Some(421) => SessionEnd::NoTls,
            Some(reply) if reply.is_permanent() => SessionEnd::Refused,
            Some(reply) if reply.is_transient() => SessionEnd::Deferred,
            Some(reply) if !reply.code.is_some_and(|code| (200..300).contains(&code)) => {
                SessionEnd::Broken(StepFailure::NotAReply(format!("an answer that fits no command: {reply}")))
            }
            Some(_) if last.step == Step::MailFrom && session.stopped => SessionEnd::Stopped,
            Some(_) if last.step == Step::RcptTo => return accepted(session, last),
            Some(_) if last.step == Step::Ehlo => SessionEnd::NoTls,
            _ => SessionEnd::Broken(StepFailure::Closed),
        },
    };
    (end, Some(last))
}

/// The recipient was accepted; a session that breaks before it is taken back is no acceptance.
fn accepted<'a>(session: &'a SessionFacts, last: &'a StepFacts) -> (SessionEnd, Option<&'a StepFacts>) {
    let broken = session.steps.iter().find(|step| step.step == Step::Rset && step.failure.is_some());
    match broken.and_then(|step| step.failure.clone().map(|failure| (step, failure))) {
        Some((step, failure)) => (SessionEnd::Broken(failure), Some(step)),
        None => (SessionEnd::Accepted, Some(last)),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn step(step: Step, reply: Option<(u16, &str)>, failure: Option<StepFailure>) -> StepFacts {
        let reply = reply.map(|(code, text)| ServerReply {
            code: Some(code),
            enhanced: None,
            lines: vec![text.to_owned()],
        });
        StepFacts { step, command: None, reply, failure, elapsed: Duration::ZERO }
    }

    fn session(exchange: Option<&str>, client: bool, steps: Vec<StepFacts>) -> SessionFacts {
        SessionFacts {
            exchange: exchange.map(|name| name.parse().unwrap()),
            server: "127.0.0.1:25".parse().unwrap(),
            client: client.then(|| "127.0.0.1".parse().unwrap()),
            recipient: "<a@b.test>".to_owned(),
            recipient_is_typed: true,
            stopped: false,
            steps,
            extensions: Vec::new(),
            tls: None,
        }
    }

    fn up_to_recipient(reply: (u16, &str)) -> Vec<StepFacts> {
        let ok = |s| step(s, Some((250, "ok")), None);
        vec![
            step(Step::Connect, Some((220, "hello")), None),
            ok(Step::Ehlo),
            ok(Step::MailFrom),
            step(Step::RcptTo, Some(reply), None),
        ]
    }

    fn read(session: &SessionFacts) -> (SessionEnd, Outcome, Option<Stage>, Option<String>) {
        let receivers = Receiver::built_in();
        let reading = Reader { receivers: &receivers, are_chosen: false }.read(session, 1);
        let rule = reading.rule.as_ref().map(|matched| matched.rule.id.clone());
        (reading.end.clone(), reading.outcome, reading.stage(), rule)
    }

    #[test]
    fn a_session_is_accepted_only_whole() {
        let mut steps = up_to_recipient((250, "ok"));
        let whole = session(None, true, steps.clone());
        assert_eq!(read(&whole), (SessionEnd::Accepted, Outcome::Accept, None, None));
        steps.push(step(Step::Quit, None, Some(StepFailure::Closed)));
        assert_eq!(read(&session(None, true, steps.clone())).1, Outcome::Accept, "QUIT says nothing");
        steps.insert(4, step(Step::Rset, Some((250, "ok")), Some(StepFailure::OutOfStep)));
        let broken = SessionEnd::Broken(StepFailure::OutOfStep);
        assert_eq!(read(&session(None, true, steps)), (broken, Outcome::Unknown, None, None));
        for count in 0..4 {
            let mut steps = up_to_recipient((250, "ok"));
            steps.truncate(count);
            assert_eq!(read(&session(None, true, steps)).1, Outcome::Unknown, "{count} steps");
        }
        for failure in [StepFailure::Closed, StepFailure::OutOfStep, StepFailure::TimedOut] {
            let mut steps = up_to_recipient((250, "ok"));
            steps[3].failure = Some(failure);
            assert_eq!(read(&session(None, true, steps)).1, Outcome::Unknown);
        }
        let odd = session(None, true, up_to_recipient((354, "go ahead")));
        assert_eq!(read(&odd).1, Outcome::Unknown);
    }

    #[test]
    fn refusals_are_recognised_by_their_host() {
        let refused = || {
            vec![step(Step::Connect, Some((554, "Bad DNS PTR resource record")), Some(StepFailure::Closed))]
        };
        let ours = read(&session(Some("mx00.kundenserver.de"), true, refused()));
        let rule = Some("ionos/554-bad-dns-ptr".to_owned());
        assert_eq!(ours, (SessionEnd::Refused, Outcome::Reject, Some(Stage::Connect), rule));
        let foreign = session(Some("mx.elsewhere.test"), true, refused());
        let receivers = Receiver::built_in();
        let foreign = Reader { receivers: &receivers, are_chosen: false }.read(&foreign, 1);
        assert_eq!(foreign.outcome, Outcome::Reject);
        let is_sure = foreign.rule.is_some_and(|matched| matched.confidence == Confidence::High);
        assert!(!is_sure, "others use the same words");
    }

    #[test]
    fn greylisting_is_named() {
        let postgrey = up_to_recipient((450, "Greylisted, see http://postgrey.test"));
        let elsewhere = read(&session(Some("mx.elsewhere.test"), true, postgrey.clone()));
        assert_eq!(elsewhere, (SessionEnd::Greylisted, Outcome::Defer, Some(Stage::RcptTo), None));
        let one_com = read(&session(Some("mx1.pub.mailpod.one.com"), true, postgrey));
        assert_eq!(one_com.3.as_deref(), Some("one-com/450-greylisted"));
        let full = read(&session(Some("mx.elsewhere.test"), true, up_to_recipient((452, "mailbox full"))));
        assert_eq!(full.0, SessionEnd::Deferred);
    }

    #[test]
    fn who_was_not_reached_is_distinguished_from_who_breaks() {
        let connect =
            |failure, client| read(&session(None, client, vec![step(Step::Connect, None, Some(failure))])).0;
        assert_eq!(connect(StepFailure::ConnectionRefused, false), SessionEnd::NobodyListens);
        assert_eq!(connect(StepFailure::TimedOut, false), SessionEnd::Silent);
        assert_eq!(connect(StepFailure::TimedOut, true), SessionEnd::Broken(StepFailure::TimedOut));
        assert_eq!(connect(StepFailure::Closed, true), SessionEnd::Broken(StepFailure::Closed));
        let no_route = StepFailure::Unreachable("no route".into());
        assert_eq!(connect(no_route, false), SessionEnd::Unreachable("no route".into()));
    }
}
