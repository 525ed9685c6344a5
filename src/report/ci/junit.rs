//! `--format junit`: a suite for each sender, in it a case for each check and for each receiver.
//!
//! A failure is a fault that decides, or a predicted rejection or deferral; an error an outcome that is
//! not known; skipped is what could not be judged, what `--ignore` names, what was there before the
//! baseline, and what a parked domain asks for itself. A warning passes and is reported in `system-out`.

use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::counts::Counts;
use super::results::{Answer, CheckResult, Group, Level, Results, Seen, State};
use crate::judge::verdict::Outcome;
use crate::untrusted::xml;

/// Writes the document.
pub fn write(results: &Results, out: &mut impl Write) -> io::Result<()> {
    let mut report = Report::new(format!("mxcheck {}", results.command));
    for group in &results.groups {
        report.add_test_suite(suite(group));
    }
    if let Some(counts) = &results.counts {
        report.add_test_suite(list_suite(counts, results.command));
    }
    if !results.zones.is_empty() {
        let mut case = TestCase::new("origins", TestCaseStatus::success());
        case.set_classname("zone files");
        let zones: Vec<String> = results.zones.iter().map(|zone| xml::line(zone)).collect();
        case.set_system_out(zones.join("\n"));
        let mut suite = TestSuite::new("zone files");
        suite.add_test_case(case);
        report.add_test_suite(suite);
    }
    if let Some(unchecked) = &results.unchecked {
        let mut suite = TestSuite::new("DNSBLs");
        let mut case = TestCase::new("checked", status(None, "not-checked", unchecked, &[]));
        case.set_classname("DNSBLs");
        suite.add_test_case(case);
        report.add_test_suite(suite);
    }
    // Whole before it is written: what goes wrong then is the reader's, such as a closed pipe.
    let document = report.to_string().map_err(io::Error::other)?;
    out.write_all(document.as_bytes())
}

/// What the other suites do not hold: how many are accepted, and whether something is missing.
fn list_suite(counts: &Counts, command: &str) -> TestSuite {
    let mut suite = TestSuite::new(command);
    let mut accepted = TestCase::new("accepted", TestCaseStatus::success());
    accepted.set_classname(command);
    accepted.set_system_out(format!("{} of {} senders are accepted", counts.accept, counts.judged()));
    let missing = counts.missing();
    let status = match missing.first() {
        None => TestCaseStatus::success(),
        Some(first) => status(Some(NonSuccessKind::Error), "incomplete", first, &missing),
    };
    let mut complete = TestCase::new("complete", status);
    complete.set_classname(command);
    suite.add_test_case(accepted);
    suite.add_test_case(complete);
    suite
}

fn suite(group: &Group) -> TestSuite {
    let mut suite = TestSuite::new(xml::line(&group.subject));
    let mut ids: Vec<&str> = Vec::new();
    for check in &group.checks {
        if !ids.contains(&check.rule.as_str()) {
            ids.push(&check.rule);
        }
    }
    for id in ids {
        let about: Vec<&CheckResult> = group.checks.iter().filter(|check| check.rule == id).collect();
        suite.add_test_case(check_case(id, &about, group));
    }
    for answer in &group.answers {
        suite.add_test_case(answer_case(answer, group));
    }
    suite
}

fn check_case(id: &str, about: &[&CheckResult], group: &Group) -> TestCase {
    let worst = about.iter().filter(|check| !check.is_ignored).max_by_key(|check| weight(check, group));
    let told = |skipped: bool, message: String, among: Vec<&CheckResult>| {
        let kind = if skipped { None } else { Some(NonSuccessKind::Failure) };
        status(kind, id, &message, &among.into_iter().map(details).collect::<Vec<_>>())
    };
    let faults: Vec<&CheckResult> =
        about.iter().copied().filter(|check| !check.is_ignored && check.level == Level::Error).collect();
    let mut warnings = Vec::new();
    let status = match worst.map(|check| (check.level, check.state, *check)) {
        None | Some((Level::Pass | Level::Note, ..)) if about.iter().any(|check| check.is_ignored) => {
            let ignored: Vec<&CheckResult> = about.iter().copied().filter(|check| check.is_ignored).collect();
            told(true, "ignored (--ignore)".to_owned(), ignored)
        }
        Some((Level::Error, _, worst)) if group.is_parked => {
            told(true, format!("as a parked domain should be: {}", worst.summary), faults)
        }
        Some((Level::Error, Some(State::Unchanged), worst)) => {
            told(true, format!("as before: {}", worst.summary), faults)
        }
        Some((Level::Error, _, worst)) => told(false, worst.summary.clone(), faults),
        Some((Level::Unknown, _, worst)) => told(true, format!("not known: {}", worst.summary), vec![worst]),
        Some((Level::Warning | Level::Note, ..)) => {
            let told = about.iter().filter(|check| !check.is_ignored && check.level > Level::Pass);
            warnings.extend(told.map(|check| details(check)));
            TestCaseStatus::success()
        }
        _ => TestCaseStatus::success(),
    };
    let mut case = case(id, "checks", group, status);
    if !warnings.is_empty() {
        case.set_system_out(xml::lines(&warnings.join("\n")));
    }
    case
}

/// What is new comes before what was there.
fn weight(check: &CheckResult, group: &Group) -> (Level, bool) {
    (check.level, check.state != Some(State::Unchanged) && !group.is_parked)
}

fn answer_case(answer: &Answer, group: &Group) -> TestCase {
    let rule = answer.rule.as_deref().unwrap_or(answer.outcome.as_str());
    let message = match (answer.outcome, answer.state) {
        (Outcome::Defer | Outcome::Reject, _) if group.is_parked => {
            format!("as a parked domain should be: {}", answer.sentence)
        }
        (Outcome::Defer | Outcome::Reject, Some(State::Unchanged)) => {
            format!("as before: {}", answer.sentence)
        }
        _ => answer.sentence.clone(),
    };
    let is_skipped = group.is_parked || answer.state == Some(State::Unchanged);
    let seen: Vec<String> = answer.seen.iter().flat_map(Seen::lines).map(|line| xml::line(&line)).collect();
    let mut because = Vec::new();
    if !answer.because.is_empty() {
        because.push(format!("because of {}", answer.because.join(", ")));
    }
    because.extend(seen.iter().cloned());
    let status = match answer.outcome {
        Outcome::Accept => TestCaseStatus::success(),
        Outcome::NotJudged => status(None, rule, &message, &because),
        Outcome::Unknown => status(Some(NonSuccessKind::Error), rule, &message, &because),
        Outcome::Defer | Outcome::Reject if is_skipped => status(None, rule, &message, &because),
        Outcome::Defer | Outcome::Reject => status(Some(NonSuccessKind::Failure), rule, &message, &because),
    };
    let name = match &answer.address {
        Some(ip) => format!("{} from {ip}", answer.receiver),
        None => answer.receiver.clone(),
    };
    let mut case = case(&name, "receivers", group, status);
    if !seen.is_empty() && answer.outcome == Outcome::Accept {
        case.set_system_out(seen.join("\n"));
    }
    case
}

fn case(name: &str, kind: &str, group: &Group, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(xml::line(name), status);
    case.set_classname(xml::line(&format!("{} {kind}", group.subject)));
    case
}

/// A failure or an error; none: skipped.
fn status(kind: Option<NonSuccessKind>, rule: &str, message: &str, lines: &[String]) -> TestCaseStatus {
    let mut status = kind.map_or_else(TestCaseStatus::skipped, TestCaseStatus::non_success);
    status.set_message(xml::line(message)).set_type(xml::line(rule));
    if !lines.is_empty() {
        status.set_description(xml::lines(&lines.join("\n")));
    }
    status
}

fn details(check: &CheckResult) -> String {
    let mut lines = vec![match check.level {
        Level::Warning => format!("warning: {}", check.summary),
        _ => check.summary.clone(),
    }];
    for (place, record) in check.evidence.iter().enumerate() {
        let at = check.places.get(place).filter(|_| check.places.len() == check.evidence.len());
        lines.push(match at {
            Some(at) => match at.line {
                Some(line) => format!("  {record}  {}:{line}", at.file),
                None => format!("  {record}  {}", at.file),
            },
            None => format!("  {record}"),
        });
    }
    lines.extend(check.answers.iter().cloned());
    if let Some(fix) = &check.fix {
        lines.extend(fix.change.removed().iter().map(|record| format!("Remove: {record}")));
        lines.extend(fix.change.published().iter().map(|record| format!("Publish: {record}")));
        lines.extend(fix.note.clone());
    }
    // A line end in what comes from outside is none of the page's.
    lines.into_iter().map(|line| xml::line(&line)).collect::<Vec<_>>().join("\n")
}
