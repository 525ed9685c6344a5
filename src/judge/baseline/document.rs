//! An earlier result, read as a baseline.

use serde::Deserialize;

use super::{FindingKey, Rank, Snapshot, VerdictKey};
use crate::judge::check::Status;
use crate::judge::verdict::Outcome;

/// What every document begins with; both are missing in JSON of another kind.
#[derive(Debug, Deserialize)]
struct Head {
    schema: Option<serde_json::Value>,
    command: Option<serde_json::Value>,
}

/// An earlier document of `mxcheck zone --json`, as far as it matters.
#[derive(Debug, Deserialize)]
struct ZoneDocument {
    domains: Vec<Judged>,
    #[serde(default)]
    parked: Vec<String>,
}

/// One of `mxcheck domain --json`, and what the other holds for each domain.
#[derive(Debug, Deserialize)]
struct Judged {
    sender: SenderRead,
    findings: Vec<FindingRead>,
    verdicts: Vec<VerdictRead>,
}

#[derive(Debug, Deserialize)]
struct SenderRead {
    domain: NameRead,
}

#[derive(Debug, Deserialize)]
struct NameRead {
    name: String,
}

#[derive(Debug, Deserialize)]
struct FindingRead {
    check: String,
    status: Status,
    subject: SubjectRead,
    summary: String,
    address: Option<String>,
    receiver: Option<String>,
    #[serde(default)]
    ignored: bool,
}

#[derive(Debug, Deserialize)]
struct SubjectRead {
    kind: String,
    name: String,
}

#[derive(Debug, Deserialize)]
struct VerdictRead {
    receiver: String,
    address: Option<String>,
    outcome: Outcome,
    /// What counted in its place after a live session.
    #[serde(default)]
    counted: Option<Outcome>,
}

/// Reads an earlier document.
///
/// # Errors
///
/// Why it is none, in one clause.
pub fn read(text: &[u8]) -> Result<Snapshot, String> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let head: Head = serde_json::from_slice(text).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => NO_RESULT.to_owned(),
        _ => format!("{}:{}: not a JSON document: {error}", error.line(), error.column()),
    })?;
    let word = |value: &Option<serde_json::Value>| {
        value.as_ref().and_then(serde_json::Value::as_str).map(str::to_owned)
    };
    let command = match (word(&head.schema).as_deref(), word(&head.command)) {
        (Some("mxcheck/v1"), Some(command)) => command,
        (Some("mxcheck/v1") | None, _) => return Err(NO_RESULT.to_owned()),
        (Some(schema), _) => return Err(format!("its schema is \"{schema}\"; mxcheck/v1 is expected")),
    };
    let judged = match command.as_str() {
        "zone" => serde_json::from_slice(text),
        "domain" => serde_json::from_slice(text)
            .map(|judged: Judged| ZoneDocument { domains: vec![judged], parked: Vec::new() }),
        command => {
            return Err(format!("a result of mxcheck {command}; use one of mxcheck domain or mxcheck zone"));
        }
    };
    let ZoneDocument { domains, parked } =
        judged.map_err(|error| format!("not a complete result of mxcheck {command}: {error}"))?;
    let mut snapshot = Snapshot::default();
    for judged in domains {
        let sender = snapshot.senders.entry(judged.sender.domain.name).or_default();
        for verdict in judged.verdicts {
            let key = VerdictKey { receiver: verdict.receiver, address: verdict.address };
            sender.verdicts.insert(key, verdict.counted.unwrap_or(verdict.outcome));
        }
        for finding in judged.findings {
            let key = FindingKey {
                check: finding.check,
                kind: finding.subject.kind,
                name: finding.subject.name,
                address: finding.address,
                receiver: finding.receiver,
            };
            sender.add_finding(key, Rank::of(finding.status, finding.ignored), &finding.summary);
        }
    }
    parked.iter().for_each(|name| snapshot.park(name));
    Ok(snapshot)
}

const NO_RESULT: &str = "not a result of mxcheck; use a document that --json printed";
