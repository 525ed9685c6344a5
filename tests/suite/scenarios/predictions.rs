//! Every rule of every built-in receiver, predicted: the cases of fixtures/predictions.toml, each judged for all of them.
//! Each rule that a sender can bring about is brought about by one, and ruled out by another.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Mutex;

use mxcheck::catalogue::{Confidence, Receiver, Role, Rule};
use serde::Deserialize;
use serde_json::Value;

use super::{Mode, Scenario, array, run_live, run_offline};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// The zones of all cases, without SOA and NS records: origin and text.
    zones: BTreeMap<String, String>,
    case: Vec<Case>,
}

/// A sender, and what the receivers make of it.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    /// Zones in place of those of all cases, or in addition to them.
    #[serde(default)]
    zones: BTreeMap<String, String>,
    /// What the nameserver does in place of answering: `NAME TYPE`, and the fault. Without, there is none.
    #[serde(default)]
    faults: BTreeMap<String, String>,
    /// What follows `mxcheck domain`, in words.
    run: String,
    /// The rules that fire, all of them.
    #[serde(default)]
    fires: Vec<String>,
    /// The rules that are risks, all but those that always are.
    #[serde(default)]
    risks: Vec<String>,
}

/// What one case came to, as `RECEIVER RULE`.
#[derive(Default)]
struct Seen {
    fired: BTreeSet<String>,
    risks: BTreeSet<String>,
    always: BTreeSet<String>,
    undetermined: BTreeSet<String>,
}

#[test]
fn every_rule_is_predicted_and_ruled_out() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/predictions.toml");
    let file: File = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let receivers = Receiver::built_in();
    let cases = Mutex::new(file.case.iter());
    let seen: Mutex<Vec<Seen>> = Mutex::default();
    let faults: Mutex<Vec<String>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let Some(case) = cases.lock().unwrap().next() else { break };
                    let (one, found) = judged(case, &file.zones, &receivers);
                    seen.lock().unwrap().push(one);
                    faults.lock().unwrap().extend(found);
                }
            });
        }
    });
    let seen = seen.into_inner().unwrap();
    let mut faults = faults.into_inner().unwrap();
    for receiver in &receivers {
        for rule in receiver.rules.iter().filter(|rule| rule.has_role(Role::Mx)) {
            faults.extend(missing(receiver, rule, &seen));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Judges a case, and returns what differs from what it expects.
fn judged(case: &Case, common: &BTreeMap<String, String>, receivers: &[Receiver]) -> (Seen, Vec<String>) {
    let mut zones = common.clone();
    zones.extend(case.zones.clone());
    let head =
        "$TTL 3600\n@ SOA ns.good.test. hostmaster.good.test. 1 7200 3600 1209600 900\n@ NS ns.good.test.\n";
    let zones: BTreeMap<String, String> =
        zones.into_iter().map(|(origin, text)| (origin, format!("{head}{text}"))).collect();
    let mut run = vec!["domain".to_owned()];
    run.extend(case.run.split(' ').map(str::to_owned));
    let names = receivers.iter().map(|receiver| receiver.name.clone());
    run.extend(names.flat_map(|name| ["--receiver".to_owned(), name]));
    let mode = if case.faults.is_empty() { Mode::Offline } else { Mode::Live };
    let scenario = Scenario::of(&case.name, zones, case.faults.clone(), run);
    let (exit, stdout, stderr) =
        if mode == Mode::Live { run_live(&scenario) } else { run_offline(&scenario) };
    let Ok(document) = serde_json::from_str::<Value>(&stdout) else {
        return (Seen::default(), vec![format!("{}: exit {exit:?}: {stderr}", case.name)]);
    };
    let seen = read(&document);
    let mut faults = Vec::new();
    for (what, wanted, found) in [("fires", &case.fires, &seen.fired), ("risks", &case.risks, &seen.risks)] {
        // A rule that receivers share is named once.
        let found: BTreeSet<&str> = found.iter().filter_map(|pair| pair.split(' ').nth(1)).collect();
        let wanted: BTreeSet<&str> = wanted.iter().map(String::as_str).collect();
        if found != wanted {
            let lacking: Vec<_> = wanted.difference(&found).collect();
            let further: Vec<_> = found.difference(&wanted).collect();
            faults.push(format!("{}: {what}: lacking {lacking:?}, further {further:?}", case.name));
        }
    }
    (seen, faults)
}

fn read(document: &Value) -> Seen {
    let mut seen = Seen::default();
    for verdict in array(&document["verdicts"]) {
        let receiver = verdict["receiver"].as_str().unwrap();
        let pair = |rule: &Value| format!("{receiver} {}", rule.as_str().unwrap());
        let deciding = Some(&verdict["rule"]).filter(|rule| !rule.is_null());
        seen.fired.extend(deciding.map(pair));
        seen.fired.extend(array(&verdict["others"]).map(|other| pair(&other["rule"])));
        for risk in array(&verdict["risks"]) {
            let is_always = array(&risk["because"]).next().is_none();
            let kind = if is_always { &mut seen.always } else { &mut seen.risks };
            kind.insert(pair(&risk["rule"]));
        }
        seen.undetermined.extend(array(&verdict["undetermined"]).map(|open| pair(&open["rule"])));
    }
    seen
}

/// What no case shows of a rule.
fn missing(receiver: &Receiver, rule: &Rule, seen: &[Seen]) -> Vec<String> {
    let pair = format!("{} {}", receiver.name, rule.id);
    let mut missing = Vec::new();
    let mut need = |what: &str, is_there: &dyn Fn(&Seen) -> bool| {
        if !seen.iter().any(is_there) {
            missing.push(format!("no case in which {pair} {what}"));
        }
    };
    if rule.sender_causes().next().is_none() {
        // What only the receiver, the recipient or a message knows is neither predicted nor ruled out.
        need("is undetermined", &|seen| seen.undetermined.contains(&pair));
        if rule.always_risk.is_some() {
            need("is a risk", &|seen| seen.always.contains(&pair));
        }
        return missing;
    }
    let decides = rule.sender_causes().any(|cause| cause.confidence != Confidence::Low);
    if decides && !rule.applies.tenant {
        need("fires", &|seen| seen.fired.contains(&pair));
    } else {
        need("is a risk", &|seen| seen.risks.contains(&pair));
    }
    if !rule.applies.is_for_all() && !rule.applies.tenant {
        need("is a risk for want of a condition, or does not apply", &|seen| {
            seen.risks.contains(&pair) || !(seen.fired.contains(&pair) || seen.undetermined.contains(&pair))
        });
    }
    need("is ruled out", &|seen| {
        [&seen.fired, &seen.risks, &seen.undetermined].iter().all(|there| !there.contains(&pair))
    });
    missing
}
