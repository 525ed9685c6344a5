use super::*;
use crate::catalogue::check::find;
use crate::judge::check::Subject;

/// A sender with verdicts of one receiver and findings about itself.
fn document(outcome: &str, findings: &[(&str, &str)]) -> Snapshot {
    let findings: Vec<serde_json::Value> = findings
        .iter()
        .map(|(check, status)| {
            serde_json::json!({"check": check, "status": status, "summary": "why",
                "subject": {"kind": "domain", "name": "a.test"}, "address": null, "receiver": null})
        })
        .collect();
    let document = serde_json::json!({
        "schema": "mxcheck/v1", "command": "domain", "unheard-of": 1,
        "sender": {"domain": {"name": "a.test", "origin": "given"}},
        "findings": findings,
        "verdicts": [{"receiver": "r", "address": null, "outcome": outcome}],
    });
    read(document.to_string().as_bytes()).unwrap()
}

#[test]
fn outcomes_and_statuses_compare_by_how_bad_they_are() {
    let all = ["accept", "unknown", "defer", "reject"];
    for (i, before) in all.iter().enumerate() {
        for (j, after) in all.iter().enumerate() {
            let (then, now) = (document(before, &[]), document(after, &[]));
            let found = now.compare(&then, "x");
            let counts = (found.better.len(), found.worse.len(), found.same, found.not_compared);
            let expected = match (*before, *after) {
                _ if i == j => (0, 0, 1, 0),
                // Nothing is known to be better that was not known, or is not.
                ("unknown", "accept") | ("defer" | "reject", "unknown") => (0, 0, 0, 1),
                _ if j > i => (0, 1, 0, 0),
                _ => (1, 0, 0, 0),
            };
            assert_eq!(counts, expected, "{before} {after}");
        }
    }
    let statuses = |findings: &[(&str, &str)]| document("accept", findings);
    let compared = |before: &[(&str, &str)], after: &[(&str, &str)]| {
        let found = statuses(after).compare(&statuses(before), "x");
        let told = |changes: &[Change]| changes.iter().map(Change::to_string).collect::<Vec<_>>().join("; ");
        (told(&found.better), told(&found.worse), found.same)
    };
    let none = String::new;
    assert_eq!(compared(&[("c", "pass")], &[("c", "info")]), (none(), none(), 1));
    assert_eq!(compared(&[], &[("c", "info")]), (none(), none(), 1));
    assert_eq!(compared(&[("c", "warn")], &[("c", "warn")]), (none(), none(), 2));
    assert_eq!(compared(&[], &[("c", "warn")]), (none(), "a.test: c: absent → warn".into(), 1));
    assert_eq!(compared(&[("c", "fail")], &[]), ("a.test: c: fail → absent".into(), none(), 1));
    assert_eq!(compared(&[("c", "fail")], &[("c", "warn")]), ("a.test: c: fail → warn".into(), none(), 1));
    // Of two findings of one check about one subject, the worse counts.
    assert_eq!(compared(&[("c", "fail")], &[("c", "pass"), ("c", "fail")]), (none(), none(), 2));
}

#[test]
fn what_was_not_judged_before_is_new_or_not_compared() {
    let mut now = document("reject", &[]);
    let new_sender = now.compare(&Snapshot::default(), "x");
    assert_eq!(new_sender.worse.len(), 1);
    assert_eq!(new_sender.worse[0].to_string(), "a.test at r: not judged → reject");
    let mut other = document("accept", &[]);
    let verdicts = &mut other.senders.get_mut("a.test").unwrap().verdicts;
    let outcome = verdicts.pop_first().unwrap().1;
    verdicts.insert(VerdictKey { receiver: "s".to_owned(), address: None }, outcome);
    let other_receiver = now.compare(&other, "x");
    assert_eq!((other_receiver.worse.len(), other_receiver.not_compared), (0, 1));
    assert!(!now.shares_verdict(&other, "a.test"));
    let finding = Finding::new(
        find("ptr-missing").unwrap(),
        Status::Fail,
        Subject::Domain("a.test".parse().unwrap()),
        "it is missing",
    );
    now.add("a.test", std::slice::from_ref(&finding), &[]);
    let found = now.compare(&document("reject", &[]), "x");
    assert!(found.is_worse("a.test", &finding) && !found.is_worse("b.test", &finding));
}

#[test]
fn a_document_of_another_kind_is_refused() {
    for (text, said) in [
        ("", "1:0: not a JSON document"),
        ("{", "1:1: not a JSON document"),
        ("[1]", "not a result of mxcheck"),
        ("{}", "not a result of mxcheck"),
        (r#"{"schema": 1, "command": "zone"}"#, "not a result of mxcheck"),
        (r#"{"schema": "mxcheck/v2", "command": "zone"}"#, "its schema is \"mxcheck/v2\""),
        (r#"{"schema": "mxcheck/v1", "command": "spf"}"#, "a result of mxcheck spf; use one of"),
        (
            r#"{"schema": "mxcheck/v1", "command": "zone"}"#,
            "not a complete result of mxcheck zone: missing field",
        ),
        (
            r#"{"schema": "mxcheck/v1", "command": "zone", "domains": [{"sender": {"domain": {"name": 1}}}]}"#,
            "not a complete result of mxcheck zone: invalid type",
        ),
        (
            r#"{"schema": "mxcheck/v1", "command": "domain", "sender": {"domain": {"name": "a"}},
                "findings": [], "verdicts": [{"receiver": "r", "address": null, "outcome": "maybe"}]}"#,
            "not a complete result of mxcheck domain: unknown variant",
        ),
    ] {
        let refused = read(text.as_bytes()).unwrap_err();
        assert!(refused.contains(said), "{text}: {refused}");
    }
    let deep = "[".repeat(100_000);
    assert!(read(deep.as_bytes()).is_err());
}
