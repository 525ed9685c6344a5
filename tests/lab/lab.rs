//! Every scenario that can be seen on live DNS, through the servers of tests/lab/lab: NSD serves
//! its zones, Unbound recurses to them and is what mxcheck asks. What a scenario says must hold
//! there too. Where a real resolver rightly differs from the one of the tests,
//! differences.toml says how and why.
//!
//! `tests/lab/lab run` starts the servers and runs this.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime};

use serde::Deserialize;
use serde_json::Value;

use super::{Folder, Mode, Scenario};

/// How mxcheck words a failure. Whatever servers do, a resolver says SERVFAIL or nothing of it.
const FAILURES: [&str; 9] = [
    "SERVFAIL",
    "REFUSED",
    "FORMERR",
    "NOTIMP",
    "no answer in time",
    "only names other nameservers",
    "the answer was cut short",
    "the aliases form a loop",
    "what came was not an answer to the question",
];

/// What a scenario's outcome is in the lab, by the scenario's name.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Difference {
    because: String,
    /// Not run at all.
    #[serde(default)]
    skip: bool,
    /// Fields that are in place of the scenario's own.
    #[serde(default)]
    instead: toml::Table,
}

/// A scenario as the lab runs it.
struct Case {
    file: String,
    scenario: Scenario,
    differs: bool,
}

#[test]
#[ignore = "needs the servers that tests/lab/lab starts"]
fn scenarios_hold_in_the_lab() {
    let slots: usize = std::env::var("LAB_SLOTS").map_or(4, |slots| slots.parse().unwrap());
    let only = std::env::var("LAB_ONLY").unwrap_or_default();
    let knows_lists = help_mentions("--dnsbl");
    let schema = super::mxcheck(&["schema".to_owned()], Path::new("."));
    let schema: Value = serde_json::from_slice(&schema.stdout).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let (cases, skipped) = cases(knows_lists, &only);
    let cases = Mutex::new(cases.into_iter());
    let results: Mutex<Vec<(Case, Vec<String>, Duration)>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for slot in 1..=slots {
            let (cases, results, schema) = (&cases, &results, &schema);
            scope.spawn(move || {
                loop {
                    let Some(case) = cases.lock().unwrap().next() else { break };
                    let start = Instant::now();
                    let faults = run(&case, slot, schema);
                    results.lock().unwrap().push((case, faults, start.elapsed()));
                }
            });
        }
    });
    let mut results = results.into_inner().unwrap();
    results.sort_by(|(a, ..), (b, ..)| (&a.file, &a.scenario.name).cmp(&(&b.file, &b.scenario.name)));
    let (mut passed, mut differing, mut failed) = (0, 0, String::new());
    let mut failures = 0;
    let mut slowest = (String::new(), Duration::ZERO);
    for (case, faults, elapsed) in results {
        if elapsed > slowest.1 {
            slowest = (case.scenario.name.clone(), elapsed);
        }
        if faults.is_empty() {
            passed += 1;
            differing += usize::from(case.differs);
        } else {
            failures += 1;
        }
        for fault in faults {
            writeln!(failed, "{}: {}: {fault}", case.file, case.scenario.name).unwrap();
        }
    }
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, why) in &skipped {
        reasons.entry(why).or_default().push(name);
    }
    for (why, names) in reasons {
        println!("skipped {}: {why}: {}", names.len(), names.join(" "));
    }
    println!(
        "{passed} passed ({differing} of them as differences.toml says), {failures} failed, {} skipped; \
         the slowest, {}, took {} ms",
        skipped.len(),
        slowest.0,
        slowest.1.as_millis()
    );
    assert!(failures == 0, "{failures} scenarios do not hold:\n{failed}");
    assert!(passed > 0, "nothing was run");
}

/// The scenarios, and what cannot be run, with the reason.
#[expect(clippy::print_stdout, reason = "what the lab leaves out is named")]
fn cases(knows_lists: bool, only: &str) -> (Vec<Case>, Vec<(String, String)>) {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(repository.join("tests/lab/differences.toml")).unwrap();
    let differences: BTreeMap<String, Difference> = toml::from_str(&text).unwrap();
    let mut paths: Vec<PathBuf> = std::fs::read_dir(repository.join("fixtures/scenarios"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    paths.sort();
    if knows_lists {
        paths.push(repository.join("tests/lab/dnsbl.toml"));
    } else {
        println!("tests/lab/dnsbl.toml is left out: this mxcheck has no --dnsbl");
    }
    let (mut cases, mut skipped) = (Vec::new(), Vec::new());
    let mut unused: BTreeSet<&String> = differences.keys().collect();
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut table: toml::Table =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let toml::Value::Array(scenarios) = table.remove("scenario").unwrap() else { panic!() };
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        for scenario in scenarios {
            let toml::Value::Table(mut table) = scenario else { panic!("{file}") };
            let name = table["name"].as_str().unwrap().to_owned();
            let difference = differences.get(&name);
            unused.remove(&name);
            if !name.contains(only) {
                continue;
            }
            if let Some(difference) = difference {
                table.extend(difference.instead.clone());
            }
            let mut scenario: Scenario =
                table.try_into().unwrap_or_else(|error| panic!("{file}: {name}: {error}"));
            if difference.is_none_or(|difference| !difference.instead.contains_key("says")) {
                for texts in [&mut scenario.says, &mut scenario.silent_about] {
                    texts.retain(|text| !FAILURES.iter().any(|failure| text.contains(failure)));
                }
            }
            let why = if !scenario.modes.contains(&Mode::Live) {
                Some("asks nothing".to_owned())
            } else if scenario.faults.values().any(|fault| fault.starts_with("rewrites ")) {
                Some("Unbound does not make up addresses".to_owned())
            } else if scenario.faults.values().any(|fault| fault == "bogus") {
                Some("the lab's zones are not signed".to_owned())
            } else {
                difference.filter(|difference| difference.skip).map(|difference| difference.because.clone())
            };
            match why {
                Some(why) => skipped.push((name, why)),
                None => cases.push(Case { file: file.clone(), scenario, differs: difference.is_some() }),
            }
        }
    }
    assert!(unused.is_empty(), "differences.toml names scenarios that do not exist: {unused:?}");
    (cases, skipped)
}

fn help_mentions(flag: &str) -> bool {
    let help = super::mxcheck(&["domain".to_owned(), "--help".to_owned()], Path::new("."));
    String::from_utf8_lossy(&help.stdout).contains(flag)
}

/// What is not as it should be.
fn run(case: &Case, slot: usize, schema: &jsonschema::Validator) -> Vec<String> {
    for _ in 0..2 {
        let start = seconds();
        let faults = run_once(case, slot, schema);
        // A resolver counts its cached TTLs down: what is seen across the turn of a second may
        // differ by one. And when it gives up on a server that misbehaves hangs on what else the
        // machine does. The next try shows.
        let hangs_on_time = seconds() != start || !case.scenario.faults.is_empty();
        if faults.is_empty() || !hangs_on_time {
            return faults;
        }
    }
    run_once(case, slot, schema)
}

fn seconds() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs()
}

fn run_once(case: &Case, slot: usize, schema: &jsonschema::Validator) -> Vec<String> {
    let scenario = &case.scenario;
    let folder = Folder::new();
    let resolver = match serve(scenario, slot, &folder.0) {
        Ok(resolver) => resolver,
        Err(why) => return vec![why],
    };
    let (exit, stdout, stderr) = super::run_with_nameserver(scenario, &resolver, &folder);
    let mut faults = Vec::new();
    let mut fault = |text: String| faults.push(text);
    if exit != Some(scenario.exit) {
        fault(format!("exit {exit:?}, not {}; {}", scenario.exit, stderr.trim()));
    }
    if scenario.exit == 2 {
        for part in scenario.says.iter().filter(|part| !stderr.contains(part.as_str())) {
            fault(format!("the message does not say {part:?}: {stderr}"));
        }
    } else {
        match serde_json::from_str::<Value>(&stdout) {
            Ok(document) => {
                for error in schema.iter_errors(&document) {
                    fault(format!("against the schema: {error} at {}", error.instance_path()));
                }
                super::compare(scenario, Mode::Live, &document, &mut fault);
                super::check_consistency(&document, &mut fault);
                if !case.differs && scenario.faults.is_empty() && scenario.modes.contains(&Mode::Offline) {
                    compare_offline(scenario, &document, &mut fault);
                }
            }
            Err(error) => fault(format!("no JSON ({error}): {stdout}{stderr}")),
        }
    }
    faults
}

/// The zone files alone must show the same as the servers.
fn compare_offline(scenario: &Scenario, document: &Value, fault: &mut impl FnMut(String)) {
    let (_, stdout, stderr) = super::run_offline(scenario);
    let Ok(offline) = serde_json::from_str::<Value>(&stdout) else {
        return fault(format!("offline there is no JSON: {stderr}"));
    };
    let (offline, live) = (super::essence(&offline), super::essence(document));
    if offline != live {
        let lines = |value: &Value| format!("{value:#}").lines().map(str::to_owned).collect::<Vec<_>>();
        let (offline, live) = (lines(&offline), lines(&live));
        let only = |one: &[String], other: &[String]| -> Vec<String> {
            one.iter().filter(|line| !other.contains(line)).map(|line| line.trim().to_owned()).collect()
        };
        let (lost, found) = (only(&offline, &live), only(&live, &offline));
        fault(format!("the zone files alone say {lost:#?}, the servers {found:#?}"));
    }
}

/// Has the lab serve the scenario's zones, with its faults, and gives the resolver's address.
fn serve(scenario: &Scenario, slot: usize, folder: &Path) -> Result<String, String> {
    let mut zones = String::new();
    for (index, (origin, text)) in scenario.zones.iter().enumerate() {
        std::fs::write(folder.join(format!("served{index}.zone")), text).unwrap();
        writeln!(zones, "served{index}.zone {origin}").unwrap();
    }
    std::fs::write(folder.join("zones.list"), zones).unwrap();
    let mut faults = String::new();
    // What makes aliases lead nowhere is in the zones; real servers need no more.
    for (place, fault) in scenario.faults.iter().filter(|(_, fault)| *fault != "aliases") {
        let (name, rtype) = place.split_once(' ').unwrap_or((place, "*"));
        writeln!(faults, "{name} {} {fault}", type_number(rtype)).unwrap();
    }
    std::fs::write(folder.join("faults.list"), faults).unwrap();
    let lab = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lab/lab");
    let output = Command::new(lab).args(["serve", &slot.to_string()]).arg(folder).output().unwrap();
    let text = |octets: &[u8]| String::from_utf8_lossy(octets).trim().to_owned();
    match output.status.success() {
        true => Ok(text(&output.stdout)),
        false => Err(format!("the lab cannot serve it: {}", text(&output.stderr))),
    }
}

fn type_number(rtype: &str) -> &str {
    match rtype {
        "*" => "*",
        "A" => "1",
        "NS" => "2",
        "CNAME" => "5",
        "SOA" => "6",
        "PTR" => "12",
        "MX" => "15",
        "TXT" => "16",
        "AAAA" => "28",
        other => panic!("no number for {other}"),
    }
}
