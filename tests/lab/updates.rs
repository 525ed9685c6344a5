//! The scripts of `--write-fix`, sent with nsupdate to a real primary server: BIND takes each, and the zones that it
//! then has come to what was promised.
//!
//! `tests/lab/lab run` starts the servers and runs this.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use mxcheck::zone::Zone;
use serde_json::Value;

use super::{Folder, Mode, Scenario, array, command_line, read_scenarios, run_offline, zone_flags};

#[test]
#[ignore = "needs the servers that tests/lab/lab starts"]
fn scripts_are_accepted_and_keep_their_promise() {
    let only = std::env::var("LAB_ONLY").unwrap_or_default();
    let is_tried = |scenario: &Scenario| {
        scenario.name.contains(&only)
            && scenario.run[0] == "domain"
            && scenario.plans.is_empty()
            && scenario.faults.is_empty()
            && scenario.modes.contains(&Mode::Offline)
            && scenario.exit != 2
            && scenario.zones.iter().all(|(origin, text)| is_whole(origin, text))
    };
    let folder = Folder::new();
    let tried = read_scenarios().into_iter().filter(|(_, scenario)| is_tried(scenario));
    let tried = tried.filter_map(|(_, scenario)| Script::of(scenario, &folder.0));
    let scripts: Vec<Script> = tried.collect();
    let lab = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lab/lab");
    let output = Command::new(lab).arg("update").arg(&folder.0).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let failures = scripts.iter().filter_map(|script| {
        let why = script.promise_kept().err()?;
        Some(format!("{}: {why}\n{}", script.scenario.name, script.text()))
    });
    let failures: Vec<String> = failures.collect();
    println!(
        "{} of {} scripts were accepted and kept their promise",
        scripts.len() - failures.len(),
        scripts.len()
    );
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(!scripts.is_empty() || !only.is_empty(), "nothing was sent");
}

/// Returns true for a zone that a server can hold and transfer; the root is not.
fn is_whole(origin: &str, text: &str) -> bool {
    if origin == "." {
        return false;
    }
    let zone = Zone::parse("scenario.zone", text, origin.parse().ok());
    zone.is_ok_and(|zone| zone.records().iter().any(|record| record.rtype.to_string() == "SOA"))
}

/// The script that a scenario ends with.
struct Script {
    scenario: Scenario,
    /// What was said with it.
    document: Value,
    folder: PathBuf,
}

impl Script {
    /// Writes the script of a scenario and the zones that it is for; `None` where it changes nothing.
    fn of(scenario: Scenario, parent: &Path) -> Option<Script> {
        let run = Folder::new();
        for (name, text) in &scenario.files {
            std::fs::write(run.0.join(name), text).unwrap();
        }
        let mut arguments = command_line(&scenario);
        arguments.extend(["--offline", "--json", "--write-fix", "fix.txt"].map(str::to_owned));
        arguments.extend(zone_flags(&scenario.zones, "zone", &run));
        let output = super::mxcheck(&arguments, &run.0);
        let document: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{}: {error}: {:?}", scenario.name, output.stderr));
        let text = std::fs::read_to_string(run.0.join("fix.txt")).unwrap();
        if !text.lines().any(|line| line.starts_with("update ")) {
            return None;
        }
        let folder = parent.join(&scenario.name);
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("fix.txt"), text).unwrap();
        let mut list = String::new();
        for (place, (origin, text)) in scenario.zones.iter().enumerate() {
            let file = format!("served{place}.zone");
            // Scenarios leave the name servers out, and no server loads a zone without one.
            let text = format!("{text}\n{origin}. 3600 IN NS ns.lab-servers.\n");
            std::fs::write(folder.join(&file), text).unwrap();
            writeln!(list, "{file} {origin}").unwrap();
        }
        std::fs::write(folder.join("zones.list"), list).unwrap();
        Some(Script { scenario, document, folder })
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.folder.join("fix.txt")).unwrap()
    }

    /// Judges the zones as the server has them, and compares with what was promised.
    fn promise_kept(&self) -> Result<(), String> {
        if let Ok(why) = std::fs::read_to_string(self.folder.join("failed")) {
            return Err(why);
        }
        let scenario = &self.scenario;
        let zone = |(place, origin): (usize, &String)| {
            let file = self.folder.join(format!("served{place}.zone.after"));
            (origin.clone(), std::fs::read_to_string(file).unwrap())
        };
        let zones: BTreeMap<String, String> = scenario.zones.keys().enumerate().map(zone).collect();
        let (_, stdout, stderr) = run_offline(&Scenario { zones, ..scenario.clone() });
        let after: Value = serde_json::from_str(&stdout).map_err(|error| format!("{error}: {stderr}"))?;
        let about = |finding: &Value| ["check", "subject", "address"].map(|key| finding[key].clone());
        let findings = array(&self.document["findings"]);
        for promised in findings.filter(|finding| !finding["fix"]["verified"].is_null()) {
            let is_left = |left: &&Value| about(left) == about(promised) && left["status"] != "pass";
            if let Some(left) = array(&after["findings"]).find(is_left) {
                return Err(format!("published, and still: {}", left["summary"]));
            }
        }
        let promised = &self.document["verified"]["outcome"];
        if *promised != after["outcome"] {
            return Err(format!("promised is {promised}, and it is {}", after["outcome"]));
        }
        Ok(())
    }
}
