//! All sessions together: what they say, in one word for each next step.

use super::{Reading, SessionEnd};
use crate::judge::assess::{Route, RouteKind};
use crate::judge::verdict::Outcome;
use crate::probe::facts::{Step, StepFailure};

/// What a dry run comes to. Each asks for another next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Diagnosis {
    /// Accepted up to RCPT TO.
    Accepted,
    /// Ended before RCPT TO on purpose: they take it amiss to be asked for recipients.
    Stopped,
    /// They refuse the address that connects: before anything was said.
    RefusesAddress,
    /// They refuse this session: its HELO name, sender or recipient.
    RefusesSession,
    /// They defer it.
    Defers,
    /// They defer it as they do with every sender that they do not know yet.
    Greylists,
    /// The server accepts the connection and sends no greeting in time. Some wait for minutes on purpose.
    NoGreeting,
    /// Their server is at fault: it does not keep to the protocol or breaks off.
    ServerAtFault,
    /// TLS was required and is not to be had.
    NoTls,
    /// They cannot take the mail address, which needs SMTPUTF8.
    NeedsSmtpUtf8,
    /// Nobody listens there.
    NobodyListens,
    /// No exchange answers on port 25, in no address family: it is this network that blocks it.
    NetworkBlocksPort25,
    /// Nothing comes back.
    NoAnswer,
    /// No way leads there from here.
    Unreachable,
    /// The domain says that it takes no mail (RFC 7505).
    TakesNoMail,
    /// There is no host that takes its mail.
    NoMailHost,
    /// Who takes its mail could not be looked up.
    LookupFailed,
}

/// The port of mail between servers (RFC 5321 section 4.5.4.2).
const SMTP_PORT: u16 = 25;

/// The session that decides: of one server after the other the last that was reached, of all
/// side by side the one with the most severe outcome. Only the last try with each server counts.
pub fn conclusive<'r, 'a>(readings: &'r [Reading<'a>], all: bool) -> Option<&'r Reading<'a>> {
    let is_last_try = |reading: &&Reading<'_>| {
        let same = |other: &&Reading<'_>| other.session.server == reading.session.server;
        readings.iter().filter(same).all(|other| other.attempt <= reading.attempt)
    };
    let mut reached = readings.iter().filter(is_last_try).filter(|reading| reading.end.was_reached());
    // `max_by_key` gives the last of equals; the first is preferred by the domain.
    if all { reached.rev().max_by_key(|reading| reading.outcome) } else { reached.next_back() }
}

/// What would become of mail: unknown where nobody was reached.
pub fn conclude(readings: &[Reading<'_>], all: bool) -> Outcome {
    conclusive(readings, all).map_or(Outcome::Unknown, |reading| reading.outcome)
}

/// What the sessions say together.
pub fn diagnose(route: &Route, readings: &[Reading<'_>], all: bool) -> Diagnosis {
    if let Some(reading) = conclusive(readings, all) {
        return of_session(reading);
    }
    if readings.is_empty() {
        return match route.kind {
            RouteKind::NullMx => Diagnosis::TakesNoMail,
            _ if route.failure().is_some() => Diagnosis::LookupFailed,
            _ => Diagnosis::NoMailHost,
        };
    }
    let has = |test: &dyn Fn(&SessionEnd) -> bool| readings.iter().any(|reading| test(&reading.end));
    if has(&|end| *end == SessionEnd::NobodyListens) {
        Diagnosis::NobodyListens
    } else if !has(&|end| *end == SessionEnd::Silent) {
        Diagnosis::Unreachable
    } else if readings.iter().all(|reading| reading.session.server.port() == SMTP_PORT) {
        Diagnosis::NetworkBlocksPort25
    } else {
        Diagnosis::NoAnswer
    }
}

fn of_session(reading: &Reading<'_>) -> Diagnosis {
    match &reading.end {
        SessionEnd::Accepted => Diagnosis::Accepted,
        SessionEnd::Stopped => Diagnosis::Stopped,
        SessionEnd::Refused if reading.step == Some(Step::Connect) => Diagnosis::RefusesAddress,
        SessionEnd::Refused => Diagnosis::RefusesSession,
        SessionEnd::Deferred => Diagnosis::Defers,
        SessionEnd::Greylisted => Diagnosis::Greylists,
        SessionEnd::NeedsSmtpUtf8 => Diagnosis::NeedsSmtpUtf8,
        SessionEnd::NoTls => Diagnosis::NoTls,
        SessionEnd::Broken(StepFailure::TimedOut) if reading.step == Some(Step::Connect) => {
            Diagnosis::NoGreeting
        }
        SessionEnd::Broken(_) => Diagnosis::ServerAtFault,
        SessionEnd::NobodyListens => Diagnosis::NobodyListens,
        SessionEnd::Silent => Diagnosis::NoAnswer,
        SessionEnd::Unreachable(_) => Diagnosis::Unreachable,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::judge::live::Reader;
    use crate::probe::facts::{SessionFacts, StepFacts};
    use crate::smtp_reply::ServerReply;

    fn session(server: &str, code: Option<u16>, failure: Option<StepFailure>) -> SessionFacts {
        let reply = code.map(|code| ServerReply { code: Some(code), ..ServerReply::default() });
        let connect = StepFacts {
            step: if code == Some(250) { Step::RcptTo } else { Step::Connect },
            command: None,
            reply,
            failure,
            elapsed: Duration::ZERO,
        };
        SessionFacts {
            exchange: None,
            server: server.parse().unwrap(),
            client: code.map(|_| "127.0.0.1".parse().unwrap()),
            recipient: "<a@b.test>".to_owned(),
            recipient_is_typed: true,
            stopped: false,
            steps: vec![connect],
            extensions: Vec::new(),
            tls: None,
        }
    }

    fn diagnosed(sessions: &[SessionFacts], all: bool) -> (Diagnosis, Outcome) {
        let reader = Reader { receivers: &[], are_chosen: false };
        let readings: Vec<Reading<'_>> = sessions.iter().map(|session| reader.read(session, 1)).collect();
        let route = Route { name: None, kind: RouteKind::Mx, hosts: Vec::new() };
        (diagnose(&route, &readings, all), conclude(&readings, all))
    }

    #[test]
    fn who_is_not_reached_is_diagnosed_apart() {
        let timed_out = |server| session(server, None, Some(StepFailure::TimedOut));
        let unreachable = |server| session(server, None, Some(StepFailure::Unreachable("no route".into())));
        let refused = |server| session(server, None, Some(StepFailure::ConnectionRefused));
        for (sessions, diagnosis) in [
            (vec![timed_out("127.0.0.1:25"), timed_out("[::1]:25")], Diagnosis::NetworkBlocksPort25),
            (vec![timed_out("127.0.0.1:25"), unreachable("[::1]:25")], Diagnosis::NetworkBlocksPort25),
            (vec![timed_out("127.0.0.1:2525")], Diagnosis::NoAnswer),
            (vec![timed_out("127.0.0.1:25"), refused("127.0.0.2:25")], Diagnosis::NobodyListens),
            (vec![unreachable("127.0.0.1:25")], Diagnosis::Unreachable),
            (vec![], Diagnosis::NoMailHost),
        ] {
            assert_eq!(diagnosed(&sessions, false), (diagnosis, Outcome::Unknown));
        }
    }

    #[test]
    fn the_first_that_answers_decides_and_of_all_the_worst() {
        let refused = session("127.0.0.1:25", None, Some(StepFailure::ConnectionRefused));
        let accepts = session("127.0.0.2:25", Some(250), None);
        let rejects = session("127.0.0.3:25", Some(554), None);
        let broken = session("127.0.0.4:25", Some(250), Some(StepFailure::OutOfStep));
        let first = [refused.clone(), accepts.clone()];
        assert_eq!(diagnosed(&first, false), (Diagnosis::Accepted, Outcome::Accept));
        let all = [rejects, refused, accepts.clone()];
        assert_eq!(diagnosed(&all, true), (Diagnosis::RefusesAddress, Outcome::Reject));
        assert_eq!(diagnosed(&[broken, accepts], true), (Diagnosis::ServerAtFault, Outcome::Unknown));
    }
}
