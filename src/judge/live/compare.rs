//! A prediction compared with what was seen.

use super::{Reading, SessionEnd};
use crate::catalogue::{Receiver, owners};
use crate::judge::verdict::{Observed, Outcome, StageState, Verdict};
use crate::smtp_reply::Stage;

/// Fills in what the verdict's receiver was seen to answer, whether that agrees with what was
/// predicted, and why not.
///
/// A session speaks for a receiver that runs the server's host; where the name of no receiver
/// fits, for all of them. `receivers` are those of the verdicts.
pub fn observe(verdict: Verdict, readings: &[Reading<'_>], receivers: &[Receiver]) -> Verdict {
    let about = |reading: &&Reading<'_>| speaks_for(reading, &verdict.receiver, receivers);
    let about: Vec<&Reading<'_>> = readings.iter().filter(about).collect();
    let from_judged =
        |reading: &&&Reading<'_>| verdict.address.is_none() || reading.session.client == verdict.address;
    let decisive = decisive(&about);
    let worst = |reading: &&&Reading<'_>| reading.outcome;
    let Some(&reading) =
        decisive.iter().filter(from_judged).max_by_key(worst).or_else(|| decisive.iter().max_by_key(worst))
    else {
        // Whoever asked for a session and got none knows nothing more, unless another receiver's was tried.
        let (difference, counted) = match (readings.is_empty(), about.is_empty()) {
            (true, _) => ("nobody could be tried", verdict.counted.max(Outcome::Unknown)),
            (_, true) => ("no server of this receiver was tried", verdict.counted),
            _ => ("nobody answered", verdict.counted.max(Outcome::Unknown)),
        };
        return Verdict { difference: Some(difference.to_owned()), counted, ..verdict };
    };
    let is_from_judged = from_judged(&&reading);
    let observed = Observed::new(
        reading.outcome,
        reading.stage(),
        reading.reply.cloned(),
        reading.rule.as_ref().map(|matched| matched.rule),
        reading.is_about_recipient(),
    );
    let counted = counted(&verdict, reading, is_from_judged);
    let (agrees, difference) = if !is_from_judged {
        (None, Some(other_address(&verdict, reading)))
    } else if verdict.outcome == Outcome::NotJudged {
        (None, Some("nothing was predicted: no rule of this receiver was judged".to_owned()))
    } else if reading.end == SessionEnd::Stopped {
        (
            None,
            Some(
                "the session was stopped before RCPT TO, as this receiver blocks who asks for recipients"
                    .to_owned(),
            ),
        )
    } else if reading.outcome == Outcome::Unknown {
        (None, Some("the session broke before the server had decided".to_owned()))
    } else if agree(&verdict, &observed, receivers) {
        (Some(true), None)
    } else {
        (Some(false), Some(difference(&verdict, &observed, reading)))
    };
    Verdict { observed: Some(observed), agrees, difference, counted, ..verdict }
}

/// Returns the session that decides for each recipient and source address: the last whose server was reached.
fn decisive<'a, 'b>(readings: &[&'a Reading<'b>]) -> Vec<&'a Reading<'b>> {
    let mut decisive: Vec<&Reading<'_>> = Vec::new();
    let whose = |reading: &Reading<'_>| (reading.session.recipient.clone(), reading.session.client);
    for reading in readings.iter().copied().filter(|reading| reading.end.was_reached()) {
        match decisive.iter_mut().find(|known| whose(known) == whose(reading)) {
            Some(known) => *known = reading,
            None => decisive.push(reading),
        }
    }
    decisive
}

/// What counts after a session. It is comparable when it came from the judged address; HELO name and MAIL FROM are the
/// judged ones always. A refusal of a recipient that was typed counts whatever was predicted, and a positive reply to
/// RCPT TO cancels refusals predicted up to there. Postmaster, which servers must take, shows neither. Greylisting
/// stays a risk.
fn counted(verdict: &Verdict, reading: &Reading<'_>, is_comparable: bool) -> Outcome {
    seen(verdict.outcome, reading, is_comparable, || {
        // What was predicted for DATA is not tried.
        let at_data = verdict.stage == Some(Stage::Data);
        let later = verdict.others.iter().filter(|other| other.stage == Stage::Data);
        let later = later.map(|other| match other.reply.is_transient() {
            Some(true) => Outcome::Defer,
            _ => Outcome::Reject,
        });
        if at_data { verdict.outcome } else { later.max().unwrap_or(Outcome::Accept) }
    })
}

/// What counts after a session where `predicted` was expected; `accepted` is what is left of it after a positive reply
/// to RCPT TO.
pub fn seen(
    predicted: Outcome,
    reading: &Reading<'_>,
    is_comparable: bool,
    accepted: impl FnOnce() -> Outcome,
) -> Outcome {
    let is_typed = reading.session.recipient_is_typed;
    let is_at_recipient = reading.stage() == Some(Stage::RcptTo);
    match reading.outcome {
        _ if matches!(reading.end, SessionEnd::Greylisted | SessionEnd::Stopped) => predicted,
        // A session that broke showed nothing of what was asked for.
        Outcome::Unknown | Outcome::NotJudged if is_comparable => predicted.max(Outcome::Unknown),
        Outcome::Unknown | Outcome::NotJudged => predicted,
        Outcome::Accept if is_comparable && is_typed => accepted(),
        Outcome::Accept => predicted,
        Outcome::Reject | Outcome::Defer if is_comparable && (is_typed || !is_at_recipient) => {
            reading.outcome
        }
        Outcome::Reject | Outcome::Defer => predicted.max(Outcome::Unknown),
    }
}

fn speaks_for(reading: &Reading<'_>, receiver: &str, receivers: &[Receiver]) -> bool {
    let Some(host) = &reading.session.exchange else { return true };
    let owners = owners(receivers, host);
    owners.is_empty() || owners.iter().any(|owner| owner.name == receiver)
}

/// Outcome and stage are equal, and the rule seen, where one was recognised, is the predicted one
/// or a risk. What a receiver answers as well for the predicted rule is equal, too.
fn agree(verdict: &Verdict, observed: &Observed, receivers: &[Receiver]) -> bool {
    let is_expected = |rule: &String| {
        verdict.rule.as_ref() == Some(rule) || verdict.risks.iter().any(|risk| risk.rule == *rule)
    };
    let is_other_reply = || {
        let receiver = receivers.iter().find(|receiver| receiver.name == verdict.receiver);
        let rule = receiver.and_then(|receiver| receiver.rule(verdict.rule.as_deref()?));
        let code = observed.reply.as_ref().and_then(|observed| observed.reply.code);
        code.is_some() && rule.is_some_and(|rule| rule.replies.iter().any(|reply| reply.code == code))
    };
    (verdict.outcome == observed.outcome || is_other_reply())
        && verdict.stage == observed.stage
        && observed.rule.as_ref().is_none_or(is_expected)
}

fn other_address(verdict: &Verdict, reading: &Reading<'_>) -> String {
    let judged = verdict.address.map(|ip| ip.to_string()).unwrap_or_default();
    match reading.session.client {
        Some(client) => format!(
            "the session came from {client}, not from {judged}: the two cannot be compared (run mxcheck on the \
             server that has {judged})"
        ),
        None => format!("it is not known whether the session came from {judged}"),
    }
}

/// Why prediction and observation differ, as far as that can be reported.
fn difference(verdict: &Verdict, observed: &Observed, reading: &Reading<'_>) -> String {
    if reading.end == SessionEnd::Greylisted && verdict.outcome == Outcome::Accept {
        return "greylisting: they put off whom they do not know yet, and take the mail when the server tries \
                again after some minutes (mxcheck smtp --wait-greylist shows it)"
            .to_owned();
    }
    if verdict.outcome == Outcome::Unknown {
        return "nothing was predicted, since a lookup failed here".to_owned();
    }
    if let Some(rule) = &observed.rule {
        if let Some(open) = verdict.undetermined.iter().find(|open| open.rule == *rule) {
            return format!("{rule} could not be predicted: that needs {}", open.needs);
        }
        if verdict.others.iter().any(|other| other.rule == *rule) {
            return format!("{rule} was predicted too, but not as the first: they check in another order");
        }
        if verdict.risks.iter().any(|risk| risk.rule == *rule) {
            return format!("{rule} was named as a risk, and came");
        }
        if verdict.rule.as_ref() == Some(rule) {
            return format!("{rule} was predicted, but came at another step");
        }
    }
    let is_open = verdict
        .stages
        .iter()
        .any(|step| Some(step.stage) == observed.stage && step.state == StageState::NotJudged);
    match observed.stage {
        Some(Stage::Connect) if is_open => {
            return "the address that connects was not judged: give it with --ip".to_owned();
        }
        Some(Stage::Ehlo) if is_open => {
            return "the HELO name was not judged: give it with --helo".to_owned();
        }
        _ => {}
    }
    match (verdict.outcome, observed.outcome) {
        (_, Outcome::Accept) => {
            let rule = verdict.rule.as_deref().unwrap_or("the predicted rule");
            format!("they do not apply {rule} to this session, or see other records than this run did")
        }
        (Outcome::Accept, _) if observed.rule.is_none() => {
            "the reply is none of the documented ones: what they go by is known to them alone".to_owned()
        }
        _ => "they decided by something else than what was predicted".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;
    use std::time::Duration;

    use super::*;
    use crate::catalogue::Occasion;
    use crate::judge::check::Findings;
    use crate::judge::live::Reader;
    use crate::judge::verdict::judge;
    use crate::probe::facts::{SessionFacts, Step, StepFacts, StepFailure};
    use crate::smtp_reply::ServerReply;

    const JUDGED: &str = "192.0.2.10";

    fn session(exchange: &str, client: Option<&str>, step: Step, reply: Option<(u16, &str)>) -> SessionFacts {
        let reply = reply.map(|(code, text)| ServerReply {
            code: Some(code),
            enhanced: None,
            lines: vec![text.to_owned()],
        });
        let failure = reply.is_none().then_some(StepFailure::TimedOut);
        SessionFacts {
            exchange: Some(exchange.parse().unwrap()),
            server: "192.0.2.25:25".parse().unwrap(),
            client: client.map(|ip| ip.parse().unwrap()),
            recipient: "<a@b.test>".to_owned(),
            recipient_is_typed: true,
            stopped: false,
            steps: vec![StepFacts { step, command: None, reply, failure, elapsed: Duration::ZERO }],
            extensions: Vec::new(),
            tls: None,
        }
    }

    /// What comes of an acceptance predicted for IONOS, compared with a session.
    fn observed(session: &SessionFacts) -> Verdict {
        let receivers = Receiver::built_in();
        let address: IpAddr = JUDGED.parse().unwrap();
        let verdict = judge(
            &receivers[0],
            &Findings::default(),
            Occasion { address: Some(address), ..Occasion::default() },
        );
        let verdict = Verdict { outcome: Outcome::Accept, counted: Outcome::Accept, ..verdict };
        let reading = Reader { receivers: &receivers, are_chosen: false }.read(session, 1);
        observe(verdict, &[reading], &receivers)
    }

    const HOST: &str = "mx00.kundenserver.de";

    #[test]
    fn agreement_needs_outcome_stage_and_address() {
        let accepted = observed(&session(HOST, Some(JUDGED), Step::RcptTo, Some((250, "ok"))));
        assert_eq!((accepted.agrees, accepted.difference), (Some(true), None));
        let elsewhere = observed(&session(HOST, Some("192.0.2.11"), Step::RcptTo, Some((250, "ok"))));
        assert_eq!(elsewhere.agrees, None);
        assert!(elsewhere.observed.is_some() && elsewhere.difference.unwrap().contains("192.0.2.11"));
        let silent = observed(&session(HOST, None, Step::Connect, None));
        assert!(silent.agrees.is_none() && silent.observed.is_none());
        assert_eq!(silent.difference.as_deref(), Some("nobody answered"));
        let broken = observed(&session(HOST, Some(JUDGED), Step::Ehlo, None));
        assert_eq!((broken.agrees, broken.observed.unwrap().outcome), (None, Outcome::Unknown));
    }

    #[test]
    fn a_difference_is_explained() {
        for (step, code, text, said) in [
            (Step::RcptTo, 450, "Greylisted", "greylisting"),
            (Step::Connect, 421, "Rate limit reached. Please try again later", "could not be predicted"),
            (Step::Connect, 554, "Go away", "was not judged"),
        ] {
            let verdict = observed(&session(HOST, Some(JUDGED), step, Some((code, text))));
            let difference = verdict.difference.unwrap();
            assert_eq!(verdict.agrees, Some(false), "{text}");
            assert!(difference.contains(said), "{text}: {difference}");
        }
    }

    #[test]
    fn a_server_of_another_receiver_says_nothing() {
        let foreign = observed(&session("mx1.one.com", Some(JUDGED), Step::RcptTo, Some((250, "ok"))));
        assert!(foreign.observed.is_none() && foreign.agrees.is_none());
        let nobody = observed(&session("mx.test", Some(JUDGED), Step::RcptTo, Some((250, "ok"))));
        assert_eq!(nobody.agrees, Some(true), "a name that is nobody's speaks for all");
    }

    #[test]
    fn a_refusal_that_ends_the_connection_is_one() {
        let mut facts = session(HOST, Some(JUDGED), Step::Connect, Some((554, "No SMTP service")));
        facts.steps[0].failure = Some(StepFailure::Closed);
        assert_eq!(observed(&facts).observed.unwrap().outcome, Outcome::Reject);
    }

    #[test]
    fn what_was_seen_counts_where_the_session_is_comparable() {
        let (refused, accepted) = ((550, "No such user here"), (250, "ok"));
        let elsewhere = Some("192.0.2.11");
        for (step, reply, client, is_typed, counted) in [
            (Step::RcptTo, refused, Some(JUDGED), true, Outcome::Reject),
            (Step::RcptTo, (451, "try later"), Some(JUDGED), true, Outcome::Defer),
            (Step::RcptTo, (450, "Greylisted"), Some(JUDGED), true, Outcome::Accept),
            (Step::RcptTo, refused, Some(JUDGED), false, Outcome::Unknown),
            (Step::Connect, refused, Some(JUDGED), false, Outcome::Reject),
            (Step::RcptTo, refused, elsewhere, true, Outcome::Unknown),
            (Step::RcptTo, accepted, elsewhere, true, Outcome::Accept),
        ] {
            let mut facts = session(HOST, client, step, Some(reply));
            facts.recipient_is_typed = is_typed;
            assert_eq!(observed(&facts).counted, counted, "{reply:?} from {client:?}, typed: {is_typed}");
        }
    }

    #[test]
    fn a_positive_reply_cancels_what_was_predicted_up_to_there() {
        let receivers = Receiver::built_in();
        let address: IpAddr = JUDGED.parse().unwrap();
        let reading = |is_typed| {
            let mut facts = session(HOST, Some(JUDGED), Step::RcptTo, Some((250, "ok")));
            facts.recipient_is_typed = is_typed;
            facts
        };
        let predicted = |stage| Verdict {
            outcome: Outcome::Reject,
            stage: Some(stage),
            ..judge(
                &receivers[0],
                &Findings::default(),
                Occasion { address: Some(address), ..Occasion::default() },
            )
        };
        let counted = |stage, is_typed| {
            let facts = reading(is_typed);
            let reading = Reader { receivers: &receivers, are_chosen: false }.read(&facts, 1);
            observe(predicted(stage), &[reading], &receivers).counted
        };
        assert_eq!(counted(Stage::MailFrom, true), Outcome::Accept);
        assert_eq!(counted(Stage::MailFrom, false), Outcome::Reject, "postmaster proves nothing");
        assert_eq!(counted(Stage::Data, true), Outcome::Reject, "DATA was not tried");
    }
}
