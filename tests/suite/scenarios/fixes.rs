//! Every change that is shown for a scenario, published in its zone files: the zones stay valid, the fault is gone,
//! and nothing is worse.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;

use mxcheck::dns::{Name, Record, Source};
use mxcheck::zone::{Zone, parse_record};
use serde_json::Value;

use super::{Folder, Mode, Scenario, array, read_scenarios, run_offline};

#[test]
fn every_fix_that_is_shown_removes_its_fault() {
    let is_of_zones = |scenario: &Scenario| {
        let is_sender = ["domain", "ip", "helo"].iter().any(|command| scenario.run[0] == *command);
        is_sender
            && scenario.plans.is_empty()
            && scenario.modes.contains(&Mode::Offline)
            && scenario.exit != 2
    };
    let scenarios: Vec<Scenario> = read_scenarios().into_iter().map(|(_, scenario)| scenario).collect();
    let scenarios = Mutex::new(scenarios.into_iter().filter(is_of_zones).collect::<Vec<_>>());
    let faults: Mutex<Vec<String>> = Mutex::default();
    let tried = Mutex::new(0);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let Some(scenario) = scenarios.lock().unwrap().pop() else { break };
                    let (count, found) = try_fixes(&scenario);
                    *tried.lock().unwrap() += count;
                    let found = found.into_iter().map(|fault| format!("{}: {fault}", scenario.name));
                    faults.lock().unwrap().extend(found);
                }
            });
        }
    });
    let (faults, tried) = (faults.into_inner().unwrap(), tried.into_inner().unwrap());
    assert!(faults.is_empty(), "{} of {tried} fixes are wrong:\n{}", faults.len(), faults.join("\n"));
    assert!(tried > 50, "only {tried} fixes were tried");
}

/// Tries each fix of a scenario; returns how many there are, and what is wrong with them.
fn try_fixes(scenario: &Scenario) -> (usize, Vec<String>) {
    let Some(before) = judged(scenario) else { return (0, Vec::new()) };
    let mut faults = Vec::new();
    let mut count = 0;
    for finding in array(&before["findings"]) {
        let records = |field: &str| -> Vec<Record> {
            array(&finding["fix"][field]).map(|text| record(text.as_str().unwrap())).collect()
        };
        let (remove, add) = (records("remove"), records("add"));
        if remove.is_empty() && add.is_empty() {
            continue;
        }
        // What no zone of the scenario holds cannot be published in one.
        let Some(zones) = patched(&scenario.zones, &remove, &add) else { continue };
        count += 1;
        let check = &finding["check"];
        let mut fault = |text: String| faults.push(format!("{check}: {text}"));
        for (origin, text) in &zones {
            if let Some(problem) = refused_by_bind(origin, text) {
                fault(problem);
            }
        }
        let Some(after) = judged(&Scenario { zones, ..scenario.clone() }) else {
            fault("with the change the run fails".to_owned());
            continue;
        };
        let about = |finding: &Value| ["check", "subject", "address"].map(|key| finding[key].clone());
        let left = |after: &&Value| about(after) == about(finding) && after["status"] != "pass";
        if let Some(left) = array(&after["findings"]).find(left) {
            fault(format!("it still stands: {}", left["summary"]));
        }
        let severity = |document: &Value| {
            ["accept", "unknown", "defer", "reject"].iter().position(|word| document["outcome"] == *word)
        };
        if severity(&after) > severity(&before) {
            fault(format!("the outcome becomes {}", after["outcome"]));
        }
        let failed = |document: &Value| -> Vec<[Value; 3]> {
            array(&document["findings"]).filter(|finding| finding["status"] == "fail").map(about).collect()
        };
        let known = failed(&before);
        if let Some(new) = failed(&after).iter().find(|new| !known.contains(new)) {
            fault(format!("something else fails: {new:?}"));
        }
        let verified = &finding["fix"]["verified"]["outcome"];
        if !verified.is_null() && *verified != after["outcome"] {
            fault(format!("verified as {verified}, but it is {}", after["outcome"]));
        }
    }
    (count, faults)
}

fn judged(scenario: &Scenario) -> Option<Value> {
    let (_, stdout, _) = run_offline(scenario);
    serde_json::from_str(&stdout).ok()
}

/// Reads a proposed record, with its TTL or without.
fn record(text: &str) -> Record {
    let with_ttl = text.replacen(" IN ", " 3600 IN ", 1);
    parse_record(text, Source::Live).or_else(|_| parse_record(&with_ttl, Source::Live)).unwrap()
}

/// The zones with a change; none where a record belongs to no zone or is not there.
fn patched(
    zones: &BTreeMap<String, String>,
    remove: &[Record],
    add: &[Record],
) -> Option<BTreeMap<String, String>> {
    let mut parsed: Vec<(String, Name, Vec<Record>)> = Vec::new();
    for (origin, text) in zones {
        let name: Name = origin.parse().unwrap();
        let zone = Zone::parse("scenario.zone", text, Some(name.clone())).ok()?;
        parsed.push((origin.clone(), name, zone.records().to_vec()));
    }
    let place = |parsed: &[(String, Name, Vec<Record>)], record: &Record| {
        let holding =
            parsed.iter().enumerate().filter(|(_, (_, origin, _))| record.name.is_at_or_below(origin));
        holding.max_by_key(|(_, (_, origin, _))| origin.labels().len()).map(|(place, _)| place)
    };
    for gone in remove {
        let place = place(&parsed, gone)?;
        let before = parsed[place].2.len();
        parsed[place].2.retain(|held| !(held.name == gone.name && held.data == gone.data));
        assert_eq!(parsed[place].2.len() + 1, before, "not in its zone: {gone}");
    }
    for new in add {
        let place = place(&parsed, new)?;
        parsed[place].2.push(new.clone());
    }
    let text = |records: &[Record]| records.iter().map(|record| format!("{record}\n")).collect::<String>();
    Some(parsed.iter().map(|(origin, _, records)| (origin.clone(), text(records))).collect())
}

/// What BIND says against a zone, where it is installed.
fn refused_by_bind(origin: &str, text: &str) -> Option<String> {
    let folder = Folder::new();
    let file = folder.0.join("patched.zone");
    std::fs::write(&file, text).unwrap();
    let checked = |options: &[&str], file: &Path| {
        Command::new("named-checkzone").args(options).arg(origin).arg(file).output().ok()
    };
    // Whatever the scenario leaves out as well, such as NS records, is not asked for.
    let output = checked(&["-i", "none", "-m", "ignore", "-M", "ignore", "-k", "ignore"], &file)?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let faults = ["CNAME and other data", "multiple RRs of singleton type", "bad owner"];
    faults.iter().any(|fault| said.contains(fault)).then_some(said)
}
