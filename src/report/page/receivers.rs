//! The receivers in one short table: which reject, which are at risk, and of which nothing was judged.

use super::layout::Row;
use super::limits::short_title;
use super::{age, session};
use crate::catalogue::Receiver;
use crate::catalogue::check::Input;
use crate::judge::check::Status;
use crate::judge::verdict::{Outcome, StageState, Verdict};
use crate::report::SenderReport;
use crate::report::terminal::{Mark, Style};

/// Returns a row for each verdict.
pub(super) fn rows(report: &SenderReport, receivers: &[Receiver], style: Style) -> Vec<Row> {
    let several = report.verdicts.iter().any(|other| other.address != report.verdicts[0].address);
    let mut named: Vec<&str> = Vec::new();
    let mut rows = Vec::new();
    for verdict in &report.verdicts {
        let receiver = receivers.iter().find(|receiver| receiver.name == verdict.receiver);
        let address =
            verdict.address.filter(|_| several).map(|ip| format!("from {ip}: ")).unwrap_or_default();
        let text = match &verdict.rule {
            Some(rule) if named.contains(&rule.as_str()) => {
                let stage = verdict.stage.map(|stage| stage.title()).unwrap_or_default();
                format!("{stage}: same rule{}", counted(verdict))
            }
            _ => said(verdict, receiver, report, style),
        };
        named.extend(verdict.rule.as_deref());
        rows.push(Row {
            name: receiver.map_or(verdict.receiver.as_str(), short_title).to_owned(),
            mark: mark(verdict, report),
            text: format!("{address}{text}"),
        });
    }
    rows
}

fn mark(verdict: &Verdict, report: &SenderReport) -> Mark {
    match verdict.counted {
        Outcome::Accept => session::mark_of(verdict, &report.findings),
        outcome => session::mark(outcome),
    }
}

/// What counts in place of the prediction.
fn counted(verdict: &Verdict) -> String {
    match verdict.counted == verdict.outcome {
        true => String::new(),
        false => format!("; {}", session::sentence(verdict)),
    }
}

fn said(verdict: &Verdict, receiver: Option<&Receiver>, report: &SenderReport, style: Style) -> String {
    let stage = verdict.stage.map(|stage| stage.title()).unwrap_or_default();
    match verdict.outcome {
        Outcome::Reject | Outcome::Defer => {
            let rule = verdict.rule.as_deref().unwrap_or_default();
            let known = receiver.and_then(|receiver| receiver.rule(rule));
            let short = known.map_or(rule, |rule| rule.short_id());
            let as_of = known.and_then(|rule| rule.as_of).map(|as_of| as_of.to_string());
            let as_of = age::remark(known, style)
                .map(|age| format!("{age} (old)"))
                .or(as_of)
                .map(|as_of| format!(" {as_of}"))
                .unwrap_or_default();
            let basis = verdict.basis.map(|basis| format!(", {basis}{as_of}")).unwrap_or_default();
            let confidence = verdict.confidence.map(|c| format!(", {c} confidence")).unwrap_or_default();
            format!("{stage}: {short}{basis}{confidence}{}", counted(verdict))
        }
        Outcome::Unknown => format!("{stage}: not known, a lookup failed{}", counted(verdict)),
        Outcome::NotJudged => match receiver.and_then(|receiver| receiver.mail_from_domain.as_deref()) {
            Some(note) if report.sender.mail_from.is_some() => note.to_owned(),
            _ => match needs(verdict, report) {
                // Nothing that could be given would tell more.
                None => format!("nothing judged{}", risks(verdict, receiver, style)),
                Some(flags) => format!("nothing judged: needs {flags}"),
            },
        },
        Outcome::Accept => {
            let risks = risks(verdict, receiver, style);
            // Where a risk is, the steps before it matter less, and receivers with the same risk share a line.
            match verdict.risks.iter().any(session::is_of_sender) {
                true => format!("{}{}", risks.trim_start_matches("; "), counted(verdict)),
                false => format!("{}{}{risks}{}", passed(verdict), open(verdict, report), counted(verdict)),
            }
        }
    }
}

/// The steps at which something was judged and nothing found.
fn passed(verdict: &Verdict) -> String {
    let passed = verdict.stages.iter().filter(|step| step.state == StageState::Pass);
    passed.map(|step| step.stage.title()).collect::<Vec<_>>().join(", ")
}

/// Why there is no tick though no risk is known.
fn open(verdict: &Verdict, report: &SenderReport) -> &'static str {
    let has_failed = report.findings.iter().any(|finding| finding.status == Status::Fail && !finding.ignored);
    match verdict.undetermined.iter().any(|open| open.has_failed) {
        true => "; a lookup for other rules failed",
        false if has_failed => "; none of its known rules covers the failed check",
        false => "",
    }
}

/// The first risk, and how many more there are.
fn risks(verdict: &Verdict, receiver: Option<&Receiver>, style: Style) -> String {
    let (of_sender, always): (Vec<_>, Vec<_>) =
        verdict.risks.iter().partition(|risk| session::is_of_sender(risk));
    let Some(first) = of_sender.first().or(always.first()) else { return String::new() };
    let more = of_sender.len() + always.len() - 1;
    let more = if more > 0 { format!(" (and {more} more, -v shows them)") } else { String::new() };
    let rule = receiver.and_then(|receiver| receiver.rule(&first.rule));
    let old = age::remark(rule, style).map(|as_of| format!(" ({as_of})")).unwrap_or_default();
    let why = format!("{}{old}", first.why.trim_end_matches('.'));
    match of_sender.is_empty() {
        // Some are sentences of their own.
        true if why.starts_with(char::is_uppercase) => format!(". {why}{more}"),
        true => format!("; {why}{more}"),
        false => format!("; at risk at {}: {why}{more}", first.stage.title()),
    }
}

/// The flags that would let something be judged, of those that were not given.
fn needs(verdict: &Verdict, report: &SenderReport) -> Option<String> {
    let inputs: Vec<Input> =
        verdict.undetermined.iter().flat_map(|open| open.inputs.iter().copied()).collect();
    let has_address = report.sender.addresses.iter().any(|address| address.origin.is_chosen());
    let of_address = [Input::SendingAddress, Input::Spf, Input::AddressLists, Input::Authentication];
    let flags = [
        (&of_address[..], "--ip", has_address),
        (&[Input::HeloName, Input::HeloLists][..], "--helo", report.sender.helo.is_some()),
        (
            &[Input::ReversePath, Input::SenderDomain, Input::SpfRecord][..],
            "a domain",
            report.sender.mail_from.is_some(),
        ),
    ];
    let flags: Vec<&str> = flags
        .iter()
        .filter(|(needed, _, is_given)| !is_given && inputs.iter().any(|input| needed.contains(input)))
        .map(|(_, flag, _)| *flag)
        .collect();
    (!flags.is_empty()).then(|| flags.join(", "))
}
