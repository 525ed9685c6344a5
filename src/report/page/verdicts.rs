//! What all receivers answer, in a short table: those that answer the same share a line.

use super::limits::short_title;
use super::{Detail, age, session};
use crate::catalogue::Receiver;
use crate::catalogue::check::Input;
use crate::judge::verdict::{Outcome, RuleMention, Verdict};
use crate::report::SenderReport;
use crate::report::terminal::{Mark, Style};
use crate::sender::Origin;

/// How many risks of one receiver are shown.
const SHOWN_RISKS: usize = 3;

/// Returns the verdicts that are told whole, those that say the same together: refusals, deferrals, what is not known
/// and what was seen; with `-v` all.
pub(super) fn told_whole(verdicts: &[Verdict], detail: Detail) -> Vec<Vec<&Verdict>> {
    let is_told = |verdict: &&Verdict| {
        detail == Detail::Verbose
            || verdict.counted >= Outcome::Unknown
            || verdict.outcome >= Outcome::Unknown
            || is_seen(verdict)
    };
    let is_same = |one: &Verdict, other: &Verdict| {
        let parts = |verdict: &Verdict| (verdict.address, verdict.outcome, verdict.counted, verdict.stage);
        parts(one) == parts(other)
            && one.rule == other.rule
            && one.reply == other.reply
            && one.because == other.because
            && one.stages == other.stages
            && one.others == other.others
            && !is_seen(one)
            && !is_seen(other)
            && (detail != Detail::Verbose || one.risks == other.risks)
    };
    let mut groups: Vec<Vec<&Verdict>> = Vec::new();
    for verdict in verdicts.iter().filter(is_told) {
        match groups.iter_mut().find(|group| is_same(group[0], verdict)) {
            Some(group) => group.push(verdict),
            None => groups.push(vec![verdict]),
        }
    }
    // The worst first.
    groups.sort_by_key(|group| std::cmp::Reverse(group[0].counted.max(group[0].outcome)));
    groups
}

/// Returns what receivers answer, a clause for each answer.
pub(super) fn answers(verdicts: &[Verdict], receivers: &[Receiver]) -> Vec<String> {
    let answer = |verdict: &Verdict| match (&verdict.reply, verdict.stage) {
        (Some(reply), Some(stage)) => (true, format!("\"{reply}\" at {}", stage.title())),
        _ => {
            let receiver = receivers.iter().find(|receiver| receiver.name == verdict.receiver);
            let note = receiver.and_then(|receiver| receiver.mail_from_domain.as_deref());
            let note = note.map(|note| note.trim_end_matches('.').to_owned());
            (false, note.unwrap_or_else(|| session::sentence(verdict)))
        }
    };
    let mut groups: Vec<((bool, String), Vec<&Verdict>)> = Vec::new();
    for verdict in verdicts {
        let said = answer(verdict);
        match groups.iter_mut().find(|(known, _)| *known == said) {
            Some((_, group)) => group.push(verdict),
            None => groups.push((said, vec![verdict])),
        }
    }
    let clause = |((is_reply, said), group): &((bool, String), Vec<&Verdict>)| {
        let titles = titles(group, receivers);
        match (is_reply, group.len()) {
            (true, 1) => format!("{titles} answers {said}"),
            (true, _) => format!("{titles} answer {said}"),
            (false, _) => format!("{titles}: {said}"),
        }
    };
    groups.iter().map(clause).collect()
}

/// Whether a live try has something to say of it.
fn is_seen(verdict: &Verdict) -> bool {
    verdict.observed.is_some() || verdict.difference.is_some()
}

/// Returns the titles of the receivers of verdicts.
pub(super) fn titles(verdicts: &[&Verdict], receivers: &[Receiver]) -> String {
    let title = |verdict: &&Verdict| {
        let receiver = receivers.iter().find(|receiver| receiver.name == verdict.receiver);
        receiver.map_or(verdict.receiver.clone(), |receiver| short_title(receiver).to_owned())
    };
    let mut titles: Vec<String> = Vec::new();
    for title in verdicts.iter().map(title) {
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    titles.join(", ")
}

/// One line of the table.
struct Row<'a> {
    mark: Mark,
    verdicts: Vec<&'a Verdict>,
    text: String,
    risks: Vec<String>,
}

/// The table. `sentence` says what becomes of the mail.
pub(super) fn table(
    report: &SenderReport,
    receivers: &[Receiver],
    style: Style,
    sentence: impl Fn(&Verdict) -> String,
) -> Vec<String> {
    let mut rows: Vec<Row<'_>> = Vec::new();
    for verdict in &report.verdicts {
        let mark = session::mark_of(verdict, &report.findings);
        let text = row_text(verdict, report, sentence(verdict));
        let risks = match verdict.outcome {
            Outcome::Reject | Outcome::Defer | Outcome::NotJudged => Vec::new(),
            Outcome::Accept | Outcome::Unknown => risks(verdict, receivers, style),
        };
        let is_same = |row: &&mut Row<'_>| {
            row.mark == mark
                && row.verdicts[0].address == verdict.address
                && row.text == text
                && row.risks == risks
        };
        match rows.iter_mut().find(is_same) {
            Some(row) => row.verdicts.push(verdict),
            None => rows.push(Row { mark, verdicts: vec![verdict], text, risks }),
        }
    }
    // What is refused stands first, and what nothing is known of last.
    rows.sort_by_key(|row| match row.mark {
        Mark::Fail => 0,
        Mark::Defer => 1,
        Mark::Unknown => 2,
        Mark::Warn => 3,
        Mark::Pass | Mark::Info => 4,
        Mark::NotJudged => 5,
    });
    let several = report.verdicts.iter().any(|verdict| verdict.address != report.verdicts[0].address);
    let mut lines = Vec::new();
    for row in &rows {
        let address = row.verdicts[0].address.filter(|_| several);
        let address = address.map(|ip| format!(" from {ip}")).unwrap_or_default();
        let text = format!("{}{address}: {}", titles(&row.verdicts, receivers), row.text);
        lines.extend(marked(row.mark, &text, style));
        for risk in row.risks.iter().take(SHOWN_RISKS) {
            lines.extend(style.wrap(&style.printable(risk), "    ", "      "));
        }
        if row.risks.len() > SHOWN_RISKS {
            lines.push(format!("    and {} more (-v shows them)", row.risks.len() - SHOWN_RISKS));
        }
    }
    lines
}

/// A line behind a symbol, whose escape sequences have no width.
fn marked(mark: Mark, text: &str, style: Style) -> Vec<String> {
    let mut lines = style.wrap(&style.printable(text), "  ", "    ");
    if let Some(first) = lines.first_mut() {
        *first = format!("{} {}", mark.show(style), first.trim_start());
    }
    lines
}

fn row_text(verdict: &Verdict, report: &SenderReport, sentence: String) -> String {
    match verdict.outcome {
        _ if is_seen(verdict) => sentence,
        Outcome::Reject | Outcome::Defer => match &verdict.rule {
            Some(rule) => format!("{sentence}, {rule}"),
            None => sentence,
        },
        Outcome::NotJudged => match flags(verdict, report).as_slice() {
            // Nothing that could be given would tell more.
            [] => match verdict.risks.as_slice() {
                [] => sentence,
                risks => {
                    let rules: Vec<&str> = risks.iter().map(|risk| risk.rule.as_str()).collect();
                    format!("{sentence}; at risk of {}", rules.join(", "))
                }
            },
            flags => format!("{sentence}; add {}", flags.join(", ")),
        },
        Outcome::Accept | Outcome::Unknown => sentence,
    }
}

/// The flags with which more could be said.
fn flags(verdict: &Verdict, report: &SenderReport) -> Vec<&'static str> {
    let has_address = report.sender.addresses.iter().any(|address| address.origin == Origin::Given);
    let has_helo = report.sender.helo.is_some();
    let needs = |wanted: &[Input]| {
        verdict.undetermined.iter().flat_map(|open| &open.inputs).any(|input| wanted.contains(input))
    };
    let of_address =
        [Input::SendingAddress, Input::AddressLists, Input::Spf, Input::Authentication, Input::SpfRecord];
    let ip = (!has_address && needs(&of_address)).then_some("--ip");
    let helo = (!has_helo && needs(&[Input::HeloName, Input::HeloLists])).then_some("--helo");
    ip.into_iter().chain(helo).collect()
}

/// What may happen, a clause each.
fn risks(verdict: &Verdict, receivers: &[Receiver], style: Style) -> Vec<String> {
    let receiver = receivers.iter().find(|receiver| receiver.name == verdict.receiver);
    // What always may come, to anybody, stands last.
    let mut risks: Vec<&RuleMention> = verdict.risks.iter().collect();
    risks.sort_by_key(|risk| risk.because.is_empty() && risk.reply.code.is_some());
    let clause = |risk: &&RuleMention| {
        let rule = receiver.and_then(|receiver| receiver.rule(&risk.rule));
        let old = age::remark(rule, style).map(|age| format!(" ({age})")).unwrap_or_default();
        let why = risk.why.trim_end_matches('.');
        format!("{} at {}{old}: {why}", risk.rule, risk.stage.title())
    };
    risks.iter().map(clause).collect()
}
