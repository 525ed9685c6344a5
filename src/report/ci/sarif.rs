//! `--format sarif`: SARIF 2.1.0 (OASIS Standard, 2020), for code scanning.
//!
//! A result for each fault, warning, remark and lookup that failed; passes are left out, and so are faults of a
//! baseline that are gone, which viewers would show as if they were there. The rules are
//! the checks with their own documentation. What each receiver answers is in the message, and as
//! data in `properties`.

use std::io::{self, Write};

use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::results::{Answer, CheckResult, Group, Level, Place, Results, RuleText, Seen, State};
use crate::judge::verdict::{Observed, Outcome};
use crate::untrusted::{sarif, terminal, uri};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Writes the document.
pub fn write(results: &Results, out: &mut impl Write) -> io::Result<()> {
    let told = |note: &String| json!({"level": "warning", "message": {"text": sarif::message(&[note])}});
    let mut properties = json!({
        "verdicts": results.groups.iter().flat_map(verdicts).collect::<Vec<_>>(),
        "notes": results.notes,
        "baseline": results.comparison,
    });
    if !results.zones.is_empty() {
        properties["zones"] = json!(results.zones);
    }
    if let Some(counts) = &results.counts {
        properties["counts"] = json!({
            "accept": counts.accept,
            "unknown": counts.unknown,
            "defer": counts.defer,
            "reject": counts.reject,
            "unreadable": counts.unreadable,
            "left_out": counts.left_out,
        });
    }
    // What is missing in the document; the other notes are about the senders.
    let missing = results.counts.iter().flat_map(|_| &results.notes).chain(&results.unchecked);
    let missing: Vec<Value> = missing.map(told).collect();
    let invocations = (results.counts.is_some() || !missing.is_empty()).then(|| {
        json!([{
            "executionSuccessful": results.counts.as_ref().is_none_or(|counts| !counts.is_cut),
            "toolExecutionNotifications": missing,
        }])
    });
    let run = RunObject {
        tool: json!({"driver": {
            "name": "mxcheck",
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "shortDescription": {"text": env!("CARGO_PKG_DESCRIPTION")},
            "rules": results.rules.iter().map(rule).collect::<Vec<_>>(),
        }}),
        automation_details: json!({"id": format!("mxcheck/{}/", results.command)}),
        column_kind: "unicodeCodePoints",
        results: ResultObjects(Run {
            results,
            // Where one result has suppressions, all of them have (section 3.27.23).
            has_suppressions: results
                .groups
                .iter()
                .flat_map(|group| &group.checks)
                .any(|check| check.is_ignored),
        }),
        properties,
        invocations,
    };
    crate::report::document::json::write(&Document { schema: SCHEMA, version: "2.1.0", runs: [run] }, out)
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [RunObject<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RunObject<'a> {
    tool: Value,
    automation_details: Value,
    column_kind: &'static str,
    results: ResultObjects<'a>,
    properties: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    invocations: Option<Value>,
}

/// The results, each made when it is written: a long list's would take many times their own size together.
struct ResultObjects<'a>(Run<'a>);

impl Serialize for ResultObjects<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let run = &self.0;
        serializer.collect_seq(run.results.groups.iter().flat_map(|group| group_results(group, run)))
    }
}

/// What a result has to know of the others.
struct Run<'a> {
    results: &'a Results,
    has_suppressions: bool,
}

fn rule(rule: &RuleText) -> Value {
    let mut markdown = vec![rule.text.clone()];
    let mut plain = vec![rule.text.clone()];
    let mut add = |label: &str, text: &str| {
        markdown.push(format!("**{label}**: {text}"));
        plain.push(format!("{label}: {text}"));
    };
    if let Some(remedy) = &rule.remedy {
        add("What to do", remedy);
    }
    add("Needs", &rule.needs);
    if !rule.references.is_empty() {
        plain.push(format!("References: {}", rule.references.join(", ")));
        let links: Vec<String> = rule.references.iter().map(|reference| link(reference)).collect();
        markdown.push(format!("**References**: {}", links.join(", ")));
    }
    let mut rule_object = json!({
        "id": rule.id,
        "name": pascal_case(&rule.id),
        "shortDescription": {"text": sentence(&rule.title)},
        "fullDescription": {"text": rule.text},
        "help": {"text": plain.join("\n\n"), "markdown": markdown.join("\n\n")},
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["dns", "email"], "references": rule.references, "needs": rule.needs},
    });
    if let Some(address) = rule.references.iter().find_map(|reference| web_address(reference)) {
        rule_object["helpUri"] = address.into();
    }
    rule_object
}

fn link(reference: &str) -> String {
    web_address(reference).map_or(reference.to_owned(), |address| format!("[{reference}]({address})"))
}

/// Where a reference can be read: an RFC and its section, an entry of the CVE list, an address of the web.
fn web_address(reference: &str) -> Option<String> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|octet| octet.is_ascii_digit());
    if let Some(rfc) = reference.strip_prefix("RFC ") {
        let (number, section) = rfc.split_once(" section ").map_or((rfc, None), |(n, s)| (n, Some(s)));
        let fragment = section.map(|section| format!("#section-{section}")).unwrap_or_default();
        let is_section = section.is_none_or(|section| section.split('.').all(is_number));
        return (is_number(number) && is_section)
            .then(|| format!("https://www.rfc-editor.org/rfc/rfc{number}{fragment}"));
    }
    if reference.starts_with("CVE-") {
        return Some(format!("https://www.cve.org/CVERecord?id={}", uri::encoded(reference)));
    }
    let is_plain = |c: char| c.is_ascii_graphic() && !"()<>[]\"\\`".contains(c);
    (reference.starts_with("https://") && reference.chars().all(is_plain)).then(|| reference.to_owned())
}

/// `mx-exchange-is-alias` as `MxExchangeIsAlias`, the form that viewers expect of a rule's name.
fn pascal_case(id: &str) -> String {
    let words = id.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| word[..1].to_ascii_uppercase() + &word[1..]).collect()
}

/// The same with a capital letter and a full stop.
fn sentence(title: &str) -> String {
    let mut letters = title.chars();
    let first = letters.next().map(char::to_uppercase).into_iter().flatten();
    format!("{}.", first.chain(letters).collect::<String>().trim_end_matches('.'))
}

fn verdicts(group: &Group) -> Vec<Value> {
    let of = |answer: &Answer| {
        let mut verdict = json!({
            "sender": group.subject,
            "receiver": answer.receiver,
            "address": answer.address,
            "outcome": answer.outcome,
            "rule": answer.rule,
            "because": answer.because,
            "text": terminal::clean(&answer.sentence),
        });
        if let Some(seen) = &answer.seen {
            verdict["observed"] = seen.observed.as_ref().map_or(Value::Null, observed);
            verdict["agrees"] = json!(seen.agrees);
            verdict["difference"] = json!(seen.difference.as_deref().map(terminal::clean));
        }
        verdict
    };
    group.answers.iter().map(of).collect()
}

fn observed(seen: &Observed) -> Value {
    json!({
        "outcome": seen.outcome,
        "stage": seen.stage,
        "reply": seen.reply.as_ref().map(|reply| terminal::clean(&reply.reply.to_string()).into_owned()),
        "rule": seen.rule,
    })
}

fn group_results(group: &Group, run: &Run<'_>) -> Vec<Value> {
    let results = run.results;
    let told = |check: &&CheckResult| check.level > Level::Pass && (check.is_told || check.is_ignored);
    let mut all: Vec<Value> =
        group.checks.iter().filter(told).map(|check| check_result(check, group, run)).collect();
    let untold = group.answers.iter().filter(|answer| !answer.is_told && answer.outcome > Outcome::Accept);
    all.extend(untold.filter_map(|answer| answer_result(answer, group, results)));
    all
}

fn check_result(check: &CheckResult, group: &Group, run: &Run<'_>) -> Value {
    let results = run.results;
    // Only what fails has a level (section 3.27.10).
    let (kind, level) = match check.level {
        Level::Pass => ("pass", "none"),
        Level::Note => ("informational", "none"),
        Level::Unknown => ("open", "none"),
        Level::Warning => ("fail", "warning"),
        Level::Error if group.is_parked => ("informational", "none"),
        Level::Error => ("fail", "error"),
    };
    let mut text = vec![check.summary.clone()];
    text.extend(check.answers.iter().cloned());
    if let Some(fix) = &check.fix {
        text.extend(fix.change.removed().iter().map(|record| format!("Remove: {record}")));
        text.extend(fix.change.published().iter().map(|record| format!("Publish: {record}")));
        text.extend(fix.note.clone());
    }
    let mut result = result(&check.rule, kind, level, &text, results);
    let mut logical = vec![logical_location(&check.about, &check.kind)];
    if check.about_other_than(&group.subject).is_some() {
        logical.push(logical_location(&group.subject, group.kind));
    }
    let mut places = check.places.clone();
    places.dedup();
    let main = group.place_of(check).cloned();
    let others = places.iter().filter(|place| Some(*place) != main.as_ref());
    result.insert("locations".to_owned(), json!([location(main.as_ref(), Some(logical))]));
    let related: Vec<Value> = others.map(|place| location(Some(place), None)).collect();
    if !related.is_empty() {
        result.insert("relatedLocations".to_owned(), related.into());
    }
    result.insert(
        "partialFingerprints".to_owned(),
        json!({"finding/v1": terminal::clean(&check.fingerprint(&group.subject))}),
    );
    if results.comparison.is_some() {
        let state = if check.state == Some(State::New) { "new" } else { "unchanged" };
        result.insert("baselineState".to_owned(), state.into());
    }
    if check.is_ignored {
        let accepted = json!([{"kind": "external", "status": "accepted", "justification": "--ignore"}]);
        result.insert("suppressions".to_owned(), accepted);
    } else if run.has_suppressions {
        result.insert("suppressions".to_owned(), json!([]));
    }
    let evidence: Vec<_> = check.evidence.iter().map(|record| terminal::clean(record)).collect();
    let fix = check.fix.as_ref();
    result.insert(
        "properties".to_owned(),
        json!({
            "sender": group.subject,
            "subject": {"kind": check.kind, "name": terminal::clean(&check.about)},
            "address": check.address,
            "receiver": check.receiver,
            "evidence": evidence,
            "remove": fix.map(|fix| fix.change.removed()),
            "add": fix.map(|fix| fix.change.published()),
        }),
    );
    result.into()
}

/// What a receiver answers, where no check gives the reason.
fn answer_result(answer: &Answer, group: &Group, results: &Results) -> Option<Value> {
    let (kind, level) = match answer.outcome {
        Outcome::Accept | Outcome::NotJudged => return None,
        Outcome::Unknown => ("open", "none"),
        _ if group.is_parked => ("informational", "none"),
        Outcome::Defer | Outcome::Reject => ("fail", "error"),
    };
    let rule = answer.rule.clone().or_else(|| answer.because.first().cloned())?;
    let mut text = vec![format!("{}: {}: {}", group.subject, answer.title, answer.sentence)];
    text.extend(answer.seen.iter().flat_map(Seen::lines));
    let mut result = result(&rule, kind, level, &text, results);
    let logical = vec![logical_location(&group.subject, group.kind)];
    result.insert("locations".to_owned(), json!([location(group.place.as_ref(), Some(logical))]));
    let parts = [&group.subject, &answer.receiver, answer.address.as_ref().unwrap_or(&rule)];
    let fingerprint = parts.map(String::as_str).join("|");
    result.insert("partialFingerprints".to_owned(), json!({"verdict/v1": terminal::clean(&fingerprint)}));
    if results.comparison.is_some() {
        let state = if answer.state == Some(State::New) { "new" } else { "unchanged" };
        result.insert("baselineState".to_owned(), state.into());
    }
    Some(result.into())
}

fn result(rule: &str, kind: &str, level: &str, text: &[String], results: &Results) -> Map<String, Value> {
    let mut result = Map::new();
    result.insert("ruleId".to_owned(), rule.into());
    if let Some(index) = results.rules.iter().position(|known| known.id == rule) {
        result.insert("ruleIndex".to_owned(), index.into());
    }
    result.insert("kind".to_owned(), kind.into());
    result.insert("level".to_owned(), level.into());
    result.insert("message".to_owned(), json!({"text": sarif::message(text)}));
    result
}

fn location(place: Option<&Place>, logical: Option<Vec<Value>>) -> Value {
    let mut location = Map::new();
    if let Some(Place { file, line }) = place {
        let mut artifact = Map::new();
        artifact.insert("uri".to_owned(), uri::of_path(file).into());
        if !is_absolute(file) {
            artifact.insert("uriBaseId".to_owned(), "%SRCROOT%".into());
        }
        let mut physical = Map::new();
        physical.insert("artifactLocation".to_owned(), artifact.into());
        if let Some(line) = line {
            physical.insert("region".to_owned(), json!({"startLine": line}));
        }
        location.insert("physicalLocation".to_owned(), physical.into());
    }
    if let Some(logical) = logical {
        location.insert("logicalLocations".to_owned(), logical.into());
    }
    location.into()
}

fn logical_location(name: &str, kind: &str) -> Value {
    let name = terminal::clean(name);
    json!({"name": name, "fullyQualifiedName": name, "kind": kind})
}

fn is_absolute(file: &str) -> bool {
    file.starts_with('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_lead_to_what_they_name() {
        for (reference, address) in [
            ("RFC 5321 section 4.1.2", Some("https://www.rfc-editor.org/rfc/rfc5321#section-4.1.2")),
            ("RFC 2308", Some("https://www.rfc-editor.org/rfc/rfc2308")),
            ("CVE-2021-33515", Some("https://www.cve.org/CVERecord?id=CVE-2021-33515")),
            ("https://postmaster.example.net/errors", Some("https://postmaster.example.net/errors")),
            ("https://a.example/) [x](javascript:1", None),
            ("MS-OXTNEF", None),
            ("RFC 5321 Appendix B", None),
            ("002_ad986d8f402f000e.txt", None),
        ] {
            assert_eq!(web_address(reference).as_deref(), address, "{reference}");
        }
    }

    #[test]
    fn names_and_titles_have_the_form_that_viewers_expect() {
        assert_eq!(pascal_case("ionos/550-invalid-dns-mx"), "Ionos550InvalidDnsMx");
        assert_eq!(sentence("an MX record names an alias"), "An MX record names an alias.");
    }
}
