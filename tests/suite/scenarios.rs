//! Every scenario of fixtures/scenarios, run by the real binary: with zone files and no network,
//! and again with a nameserver on loopback that serves the same zones. Both must give the same
//! findings and verdicts, each output must satisfy the schema, and what a scenario says must
//! hold: the findings that must appear, those that must not, the verdicts, the exit code.

#[path = "../lab/authoritative.rs"]
mod authoritative;
mod fixes;
#[path = "../lab/lab.rs"]
mod lab;
#[path = "../lab/live.rs"]
mod live;
mod predictions;
#[path = "../lab/updates.rs"]
mod updates;

use crate::support::nameserver;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt;
use mxcheck::catalogue::check::{self, Input};
use mxcheck::catalogue::{Receiver, Role, Rule};
use mxcheck::dns::{Dns, Failure, Name, Question, RecordType, look_up};
use mxcheck::resolver::Offline;
use mxcheck::zone::{Overlay, Zone};
use nameserver::{Behaviour, Nameserver};
use serde::Deserialize;
use serde_json::Value;

/// A file of scenarios.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    scenario: Vec<Scenario>,
}

/// One sender in one world.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    name: String,
    /// Zone files: origin and text.
    #[serde(default)]
    zones: BTreeMap<String, String>,
    /// Zone files that are given with `--zone` in either mode: what is planned in place of `zones`.
    #[serde(default)]
    plans: BTreeMap<String, String>,
    /// What the nameserver does in place of answering, or to its answer: `NAME` or `NAME TYPE`, and
    /// the fault. With `aliases` it passes aliases on that lead nowhere, where it says SERVFAIL
    /// otherwise; with `rewrites IP` names that do not exist, or are in no zone, have that address.
    #[serde(default)]
    faults: BTreeMap<String, String>,
    /// The nameservers that are named, in this order: `live` is the one that serves the zones, the
    /// others answer every question with a fault, or are `closed`.
    #[serde(default = "one_nameserver")]
    nameservers: Vec<String>,
    /// Where it runs; a fault needs a nameserver.
    #[serde(default = "both_modes")]
    modes: Vec<Mode>,
    /// The command line after `mxcheck`, without the flags for DNS and output. Without `--dnsbl` no
    /// list is asked, unless it is the command that asks lists; without `--receiver` and `--to` those are judged that the
    /// scenarios were written for. A path that begins with `fixtures/` is one of this repository.
    run: Vec<String>,
    /// Asks the built-in lists where neither `--dnsbl` nor the variable names others.
    #[serde(default)]
    built_in_lists: bool,
    /// The value of MXCHECK_DNSBL.
    #[serde(default)]
    variable: Option<String>,
    /// Further files in the working directory: name and text.
    #[serde(default)]
    files: BTreeMap<String, String>,
    /// What lists must say: `LIST SUBJECT STATE HEALTH`.
    #[serde(default)]
    lists: Vec<String>,
    /// Text that must be in the document.
    #[serde(default)]
    document_says: Vec<String>,
    /// Text that must be on stderr.
    #[serde(default)]
    warns: Vec<String>,
    /// Text that must be neither on stdout nor on stderr, in JSON and on the page.
    #[serde(default)]
    nowhere: Vec<String>,
    /// Findings that must appear: `CHECK STATUS`, or `CHECK STATUS SUBJECT`.
    #[serde(default)]
    findings: Vec<String>,
    /// Checks that must not appear, except as passes.
    #[serde(default)]
    absent: Vec<String>,
    /// Verdict of a receiver, or of `RECEIVER ADDRESS`: `OUTCOME [STAGE CODE RULE CONFIDENCE]`.
    #[serde(default)]
    verdicts: BTreeMap<String, String>,
    /// The stages of a verdict, each with its state: `connect pass, ehlo reject`.
    #[serde(default)]
    stages: BTreeMap<String, String>,
    /// The sending addresses, all of them: `ADDRESS ORIGIN`.
    addresses: Option<Vec<String>>,
    /// The outcome over all verdicts.
    outcome: Option<String>,
    /// Rules that must be risks of some verdict.
    #[serde(default)]
    risks: Vec<String>,
    /// Rules that must be undetermined in some verdict.
    #[serde(default)]
    undetermined: Vec<String>,
    /// Rules that no verdict may mention.
    #[serde(default)]
    unmentioned: Vec<String>,
    /// The checks that decide a receiver's verdict, all of them.
    #[serde(default)]
    because: BTreeMap<String, Vec<String>>,
    /// Rules that must be `others` of some verdict, in this order.
    #[serde(default)]
    others: Vec<String>,
    /// Records that some remedy must remove, and publish.
    #[serde(default)]
    remove: Vec<String>,
    #[serde(default)]
    add: Vec<String>,
    /// What remains with all proposed changes: the outcome, then the rules that still fire; `null` where none was
    /// tried.
    verified: Option<String>,
    /// Text that must be somewhere in the findings; with exit code 2, in the message.
    #[serde(default)]
    says: Vec<String>,
    /// Text that must not.
    #[serde(default)]
    silent_about: Vec<String>,
    exit: i32,
}

impl Scenario {
    /// A run in a world, of which nothing is expected.
    fn of(
        name: &str,
        zones: BTreeMap<String, String>,
        faults: BTreeMap<String, String>,
        run: Vec<String>,
    ) -> Scenario {
        let text = format!("name = {name:?}\nrun = []\nexit = 0");
        Scenario { zones, faults, run, ..toml::from_str(&text).unwrap() }
    }
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Mode {
    Offline,
    Live,
}

fn both_modes() -> Vec<Mode> {
    vec![Mode::Offline, Mode::Live]
}

fn one_nameserver() -> Vec<String> {
    vec!["live".to_owned()]
}

/// With `SCENARIO=TEXT`, only those whose name contains TEXT.
#[test]
fn scenarios_hold() {
    let only = std::env::var("SCENARIO").unwrap_or_default();
    let scenarios = read_scenarios().into_iter().filter(|(_, scenario)| scenario.name.contains(&only));
    let scenarios = Mutex::new(scenarios);
    let schema: Value =
        serde_json::from_slice(&mxcheck(&["schema".to_owned()], Path::new(".")).stdout).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let faults: Mutex<Vec<String>> = Mutex::new(Vec::new());
    let count = Mutex::new(0);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let Some((file, scenario)) = scenarios.lock().unwrap().next() else { break };
                    *count.lock().unwrap() += 1;
                    let found = run(&scenario, &schema);
                    let found = found.into_iter().map(|fault| format!("{file}: {}: {fault}", scenario.name));
                    faults.lock().unwrap().extend(found);
                }
            });
        }
    });
    let faults = faults.into_inner().unwrap();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    assert!(count.into_inner().unwrap() > 0, "there is no scenario {only:?}");
}

/// Each check that this version judges has a scenario in which it passes, one in which it does
/// not, and, where a lookup can fail, one that cannot show.
#[test]
fn every_check_has_its_scenarios() {
    let mentioned: Vec<String> = read_scenarios().into_iter().flat_map(|(_, s)| s.findings).collect();
    let has = |check: &str, statuses: &[&str]| {
        mentioned.iter().any(|finding| {
            let mut words = finding.split(' ');
            words.next() == Some(check) && words.next().is_some_and(|status| statuses.contains(&status))
        })
    };
    let mut missing = Vec::new();
    // What only an SMTP session shows has its tests in smtp_command.rs.
    let offline = check::all()
        .filter(|check| !matches!(check.input, Input::Session | Input::Message | Input::Nameservers));
    for check in offline {
        let is_lookup = check.is_failed_lookup || check.id == "spf-temperror";
        let needs_no_lookup = [
            "sender-address-is-malformed",
            "message-is-too-large",
            "helo-is-receivers-name",
            "mx-exchange-is-ip-address",
            "mx-exchange-is-malformed",
            "mx-exchange-is-unroutable",
            "mx-is-at-provider",
            "resolver-rewrites-nxdomain",
            "resolver-knows-no-names",
            "resolver-is-authoritative",
        ];
        for (statuses, needed) in [
            // A resolver that does as it should is not worth a finding.
            (&["pass"][..], check.input != Input::Resolver),
            (&["fail", "warn", "info"][..], !is_lookup && check.id != "dnsbl-is-unusable"),
            (&["unknown"][..], !check.is_form && !needs_no_lookup.contains(&check.id)),
        ] {
            if needed && !has(check.id, statuses) {
                missing.push(format!("{} {}", check.id, statuses.join("|")));
            }
        }
    }
    assert!(missing.is_empty(), "no scenario expects: {missing:#?}");
}

fn read_scenarios() -> Vec<(String, Scenario)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/scenarios");
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut scenarios = Vec::new();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "toml")) {
        let text = std::fs::read_to_string(path).unwrap();
        let file: File = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        scenarios.extend(file.scenario.into_iter().map(|scenario| (name.clone(), scenario)));
    }
    let mut names: Vec<&str> = scenarios.iter().map(|(_, scenario)| scenario.name.as_str()).collect();
    names.sort_unstable();
    let double = names.windows(2).find(|pair| pair[0] == pair[1]);
    assert!(double.is_none(), "two scenarios have one name: {double:?}");
    scenarios
}

/// Runs a scenario in its modes and gives everything that is not as it should be.
fn run(scenario: &Scenario, schema: &jsonschema::Validator) -> Vec<String> {
    let mut faults = Vec::new();
    let mut documents: Vec<(Mode, Value)> = Vec::new();
    for &mode in &scenario.modes {
        let (exit, stdout, stderr) = match mode {
            Mode::Offline => run_offline(scenario),
            Mode::Live => run_live(scenario),
        };
        let mut fault = |text: String| faults.push(format!("{mode:?}: {text}"));
        if exit != Some(scenario.exit) {
            fault(format!("exit {exit:?}, not {}; {}", scenario.exit, stderr.trim()));
        }
        for part in scenario.warns.iter().filter(|part| !stderr.contains(part.as_str())) {
            fault(format!("stderr does not say {part:?}: {stderr}"));
        }
        for part in &scenario.nowhere {
            let lower = format!("{stdout}{stderr}").to_lowercase();
            if lower.contains(part.as_str()) {
                fault(format!("{part:?} stands in the output: {stdout}{stderr}"));
            }
        }
        if scenario.exit == 2 {
            for part in scenario.says.iter().filter(|part| !stderr.contains(part.as_str())) {
                fault(format!("the message does not say {part:?}: {stderr}"));
            }
            if !stdout.is_empty() {
                fault(format!("a result in spite of the error: {stdout}"));
            }
            continue;
        }
        let document: Value = match serde_json::from_str(&stdout) {
            Ok(document) => document,
            Err(error) => {
                fault(format!("no JSON ({error}): {stdout}{stderr}"));
                continue;
            }
        };
        for error in schema.iter_errors(&document) {
            fault(format!("against the schema: {error} at {}", error.instance_path()));
        }
        compare(scenario, mode, &document, &mut fault);
        check_consistency(&document, &mut fault);
        documents.push((mode, document));
    }
    if let [(_, first), (_, second)] = documents.as_slice()
        && essence(first) != essence(second)
    {
        faults.push(format!("offline and live differ:\n{:#}\n{:#}", essence(first), essence(second)));
    }
    faults
}

/// What must not depend on who answered.
fn essence(document: &Value) -> Value {
    let mut findings = document["findings"].clone();
    for finding in findings.as_array_mut().into_iter().flatten() {
        for evidence in finding["evidence"].as_array_mut().into_iter().flatten() {
            *evidence = evidence["record"].clone();
        }
        for field in ["remove", "add"] {
            for record in finding["fix"].get_mut(field).and_then(Value::as_array_mut).into_iter().flatten() {
                *record = without_ttl(record.as_str().unwrap_or_default()).into();
            }
        }
    }
    serde_json::json!({
        "findings": findings,
        "lists": document["lists"],
        "verdicts": document["verdicts"],
        "outcome": document["outcome"],
        "verified": document["verified"],
    })
}

/// A record in presentation form, its TTL left out.
fn without_ttl(record: &str) -> String {
    let words: Vec<&str> = record.split(' ').collect();
    let is_ttl = |(place, word): (usize, &&str)| place == 1 && word.parse::<u32>().is_ok();
    let kept = words.iter().enumerate().filter(|word| !is_ttl(*word));
    kept.map(|(_, word)| *word).collect::<Vec<_>>().join(" ")
}

fn run_offline(scenario: &Scenario) -> (Option<i32>, String, String) {
    let folder = Folder::new();
    let mut arguments = command_line(scenario);
    arguments.push("--offline".to_owned());
    arguments.extend(zone_flags(&scenario.zones, "zone", &folder));
    arguments.extend(zone_flags(&scenario.plans, "plan", &folder));
    run_scenario(scenario, arguments, &folder)
}

/// What is typed, without lists unless it is about them.
fn command_line(scenario: &Scenario) -> Vec<String> {
    let mut arguments: Vec<String> = scenario.run.iter().map(|argument| of_repository(argument)).collect();
    let chooses_receivers = ["--receiver", "--to", "--catalogue"];
    let is_judging = ["domain", "ip", "helo"].iter().any(|command| arguments[0] == *command);
    if is_judging && !arguments.iter().any(|argument| chooses_receivers.contains(&argument.as_str())) {
        arguments.extend(
            crate::support::RECEIVERS.iter().flat_map(|name| ["--receiver".to_owned(), (*name).to_owned()]),
        );
    }
    let is_chosen = scenario.variable.is_some() || scenario.built_in_lists;
    let asks_lists = is_chosen || arguments.iter().any(|argument| argument == "--dnsbl");
    if !asks_lists && is_judging {
        arguments.push("--no-dnsbl".to_owned());
    }
    arguments
}

/// A file of this repository under its whole path, whatever folder it is run in.
fn of_repository(argument: &str) -> String {
    match argument.strip_prefix("fixtures/") {
        Some(_) => Path::new(env!("CARGO_MANIFEST_DIR")).join(argument).display().to_string(),
        None => argument.to_owned(),
    }
}

/// Runs it for JSON and, where something must be nowhere, for the page too and with a recording.
fn run_scenario(
    scenario: &Scenario,
    arguments: Vec<String>,
    folder: &Folder,
) -> (Option<i32>, String, String) {
    for (name, text) in &scenario.files {
        std::fs::write(folder.0.join(name), text).unwrap();
    }
    let run = |more: &[&str]| {
        let mut command = crate::support::program();
        command.args(&arguments).args(more).current_dir(&folder.0);
        command.envs(scenario.variable.iter().map(|value| ("MXCHECK_DNSBL", value)));
        output(command.output().unwrap())
    };
    let (exit, stdout, mut stderr) = run(&["--json"]);
    if !scenario.nowhere.is_empty() && exit != Some(2) {
        for more in [&["-v"][..], &["-q"], &["--color", "always"], &["--record", "run.ndjson"]] {
            let (_, page, notes) = run(more);
            stderr.push_str(&page);
            stderr.push_str(&notes);
        }
        stderr.push_str(&std::fs::read_to_string(folder.0.join("run.ndjson")).unwrap());
    }
    (exit, stdout, stderr)
}

/// Writes zone files and gives the flags that name them.
fn zone_flags(zones: &BTreeMap<String, String>, prefix: &str, folder: &Folder) -> Vec<String> {
    let mut flags = Vec::new();
    for (index, (origin, text)) in zones.iter().enumerate() {
        let file = format!("{prefix}{index}.zone");
        std::fs::write(folder.0.join(&file), text).unwrap();
        flags.extend(["--zone".to_owned(), format!("{file}={origin}")]);
    }
    flags
}

fn run_live(scenario: &Scenario) -> (Option<i32>, String, String) {
    let zones = scenario.zones.iter().map(|(origin, text)| {
        let zone = Zone::parse("scenario.zone", text, Some(origin.parse().unwrap()));
        zone.unwrap_or_else(|error| panic!("{}: {error}", scenario.name))
    });
    let world = Arc::new(Overlay::new(zones.collect(), Arc::new(Offline)).unwrap());
    let faults: Vec<(Name, Option<RecordType>, String)> = scenario
        .faults
        .iter()
        .map(|(place, fault)| {
            let (name, rtype) = place.split_once(' ').map_or((place.as_str(), None), |(n, t)| (n, Some(t)));
            (name.parse().unwrap(), rtype.map(|t| t.parse().unwrap()), fault.clone())
        })
        .collect();
    let served = world.clone();
    let find = move |question: &Question| {
        let fault = faults.iter().find(|(name, rtype, _)| {
            question.name.is_at_or_below(name) && rtype.is_none_or(|rtype| rtype == question.rtype)
        });
        fault.and_then(|(_, _, fault)| match fault.as_str() {
            "aliases" => aliases_alone(served.as_ref(), question),
            fault if fault.starts_with("rewrites ") => {
                rewritten(served.as_ref(), question, &fault["rewrites ".len()..])
            }
            fault => Some(behaviour(fault, || truth(served.as_ref(), question))),
        })
    };
    let live = Nameserver::serving_with_faults(world, find);
    run_with_nameserver(scenario, &live.address().to_string(), &Folder::new())
}

/// Runs it with its nameservers, of which one is given.
fn run_with_nameserver(scenario: &Scenario, live: &str, folder: &Folder) -> (Option<i32>, String, String) {
    let mut dead = Vec::new();
    let mut arguments = command_line(scenario);
    for nameserver in &scenario.nameservers {
        let address = match nameserver.as_str() {
            "live" => live.to_owned(),
            "closed" => nameserver::closed_address().to_string(),
            fault => {
                let server = Nameserver::always(behaviour(fault, || Behaviour::Rcode(2)));
                dead.push(server);
                dead[dead.len() - 1].address().to_string()
            }
        };
        arguments.extend(["--nameserver".to_owned(), address]);
    }
    let waited_for = ["silent", "wrong-id", "wrong-question", "truncated-then-silent"];
    if scenario.faults.values().chain(&scenario.nameservers).any(|fault| waited_for.contains(&fault.as_str()))
    {
        // Silence is waited for; the answers that do come are local.
        arguments.extend(["--timeout", "1", "--retries", "1"].map(str::to_owned));
    } else {
        // An answer comes to everything, if late on a busy machine.
        arguments.extend(["--timeout", "30"].map(str::to_owned));
    }
    arguments.extend(zone_flags(&scenario.plans, "plan", folder));
    run_scenario(scenario, arguments, folder)
}

/// The aliases of a question alone, where they lead in a circle or on and on.
fn aliases_alone(world: &dyn Dns, question: &Question) -> Option<Behaviour> {
    let lookup = look_up(world, &question.name, question.rtype).now_or_never()?;
    let is_endless = matches!(lookup.failure(), Some(Failure::AliasLoop | Failure::AliasChainTooLong));
    is_endless.then_some(Behaviour::Records(lookup.aliases))
}

/// What a resolver answers that does its work.
fn truth(world: &dyn Dns, question: &Question) -> Behaviour {
    if let Some(behaviour) = Behaviour::of_public_root(question) {
        return behaviour;
    }
    let lookup = look_up(world, &question.name, question.rtype).now_or_never();
    lookup.map_or(Behaviour::Rcode(2), Behaviour::from)
}

fn behaviour(fault: &str, truth: impl Fn() -> Behaviour) -> Behaviour {
    let answer = || Box::new(truth());
    match fault {
        "servfail" => Behaviour::Rcode(2),
        "refused" => Behaviour::Rcode(5),
        "formerr" => Behaviour::Rcode(1),
        "notimp" => Behaviour::Rcode(4),
        "silent" => Behaviour::Silent,
        "truncated" => Behaviour::TruncatedOnly,
        "truncated-then-silent" => Behaviour::TruncatedThenSilent,
        "garbage" => Behaviour::Garbage,
        "referral" => Behaviour::Referral(nameserver::records(&["test. 300 IN NS ns.test."])),
        "wrong-id" => Behaviour::WrongId(answer()),
        "wrong-question" => Behaviour::WrongQuestion(answer()),
        "late" => Behaviour::Late(Duration::from_millis(100), Box::new(Behaviour::Rcode(2))),
        "bogus" => Behaviour::Bogus(answer()),
        // The answer comes after all.
        "late-answer" => Behaviour::Late(Duration::from_millis(100), answer()),
        "very-late-answer" => Behaviour::Late(Duration::from_secs(1), answer()),
        "over-tcp" => Behaviour::OverTcp(answer()),
        "no-edns" => Behaviour::NoEdns(answer()),
        "forged-first" => Behaviour::ForgedFirst(answer()),
        "nxdomain" => Behaviour::NxDomain(Vec::new(), None),
        // A root of one's own, which holds no public name.
        "nxdomain-of-own-root" => Behaviour::NxDomain(Vec::new(), Some(soa(". ns.corp."))),
        // A resolver that answers as the public root does, but for names that exist.
        "nxdomain-of-false-root" => Behaviour::NxDomain(Vec::new(), Some(soa(". a.root-servers.net."))),
        "authoritative-nxdomain" => Behaviour::Authoritative(Box::new(Behaviour::NxDomain(
            Vec::new(),
            Some(soa("a.test. ns.a.test.")),
        ))),
        "authoritative" => Behaviour::Authoritative(answer()),
        "blocked" => Behaviour::ExtendedError(15, Box::new(Behaviour::NxDomain(Vec::new(), None))),
        "forged" => Behaviour::ExtendedError(4, answer()),
        "unreachable-authority" => Behaviour::ExtendedError(22, Box::new(Behaviour::Rcode(2))),
        "upward-referral" => Behaviour::Authority(nameserver::records(&[". 300 IN NS a.root-servers.net."])),
        "class-ch" => Behaviour::Chaos(answer()),
        "badvers" => Behaviour::BadVersion(answer()),
        "misplaced-opt" => Behaviour::MisplacedOpt(answer()),
        other => panic!("no such fault: {other}"),
    }
}

/// An SOA record from its owner and primary nameserver.
fn soa(text: &str) -> mxcheck::dns::Record {
    let (owner, primary) = text.split_once(' ').unwrap();
    nameserver::record(&format!("{owner} 900 IN SOA {primary} h.test. 1 7200 900 1209600 300"))
}

/// The answer of a resolver that has an address for every name that does not exist.
fn rewritten(world: &dyn Dns, question: &Question, ip: &str) -> Option<Behaviour> {
    match truth(world, question) {
        Behaviour::NxDomain(..) | Behaviour::Rcode(_) if question.rtype == RecordType::A => {
            let record = format!("{} 60 IN A {ip}", question.name.to_absolute());
            Some(Behaviour::Records(nameserver::records(&[&record])))
        }
        Behaviour::NxDomain(..) | Behaviour::Rcode(_) => Some(Behaviour::NoData(Vec::new(), None)),
        _ => None,
    }
}

fn mxcheck(arguments: &[String], folder: &Path) -> std::process::Output {
    let mut command = crate::support::program();
    command.args(arguments).current_dir(folder).output().unwrap()
}

fn output(output: std::process::Output) -> (Option<i32>, String, String) {
    let text = |octets: Vec<u8>| String::from_utf8(octets).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn compare(scenario: &Scenario, mode: Mode, document: &Value, fault: &mut impl FnMut(String)) {
    let findings: Vec<String> = array(&document["findings"])
        .map(|finding| {
            let part = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let subject = part(&finding["subject"]["name"]);
            format!("{} {} {subject}", part(&finding["check"]), part(&finding["status"]))
        })
        .collect();
    for expected in &scenario.findings {
        let is_there = findings.iter().any(|finding| {
            finding == expected
                || finding.strip_prefix(expected.as_str()).is_some_and(|rest| rest.starts_with(' '))
        });
        if !is_there {
            let check = expected.split(' ').next().unwrap_or_default();
            let near: Vec<&String> = findings.iter().filter(|finding| finding.starts_with(check)).collect();
            fault(format!("no finding {expected:?}; {near:?}"));
        }
    }
    let lists: Vec<String> = array(&document["lists"])
        .map(|view| {
            let parts =
                ["list", "subject", "state", "health"].map(|key| view[key].as_str().unwrap_or_default());
            parts.join(" ")
        })
        .collect();
    for expected in scenario.lists.iter().filter(|expected| !lists.contains(expected)) {
        fault(format!("no list says {expected:?}; {lists:?}"));
    }
    for part in scenario.document_says.iter().filter(|part| !document.to_string().contains(part.as_str())) {
        fault(format!("the document does not say {part:?}: {}", document["lists"]));
    }
    for absent in &scenario.absent {
        let there = findings.iter().find(|finding| {
            let mut words = finding.split(' ');
            words.next() == Some(absent) && words.next() != Some("pass")
        });
        if let Some(there) = there {
            fault(format!("finding {there:?} must not appear"));
        }
    }
    for (place, expected) in &scenario.verdicts {
        let Some(verdict) = verdict_of(document, place) else {
            fault(format!("no verdict of {place}"));
            continue;
        };
        let parts = [
            &verdict["outcome"],
            &verdict["stage"],
            &verdict["reply"]["code"],
            &verdict["rule"],
            &verdict["confidence"],
        ];
        let parts: Vec<String> = parts
            .into_iter()
            .filter(|part| !part.is_null())
            .map(|part| part.as_str().map_or_else(|| part.to_string(), str::to_owned))
            .collect();
        let actual = parts.join(" ");
        if actual != *expected {
            fault(format!("{place}: {actual:?}, not {expected:?}"));
        }
    }
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    for (place, expected) in &scenario.stages {
        let stages = verdict_of(document, place).map_or(&Value::Null, |verdict| &verdict["stages"]);
        let stages: Vec<String> = array(stages)
            .map(|stage| format!("{} {}", text(&stage["stage"]), text(&stage["state"])))
            .collect();
        if stages.join(", ") != *expected {
            fault(format!("{place}: the stages are {:?}, not {expected:?}", stages.join(", ")));
        }
    }
    if let Some(expected) = &scenario.addresses {
        let addresses: Vec<String> = array(&document["sender"]["addresses"])
            .map(|address| format!("{} {}", text(&address["ip"]), text(&address["origin"])))
            .collect();
        if addresses != *expected {
            fault(format!("the addresses are {addresses:?}, not {expected:?}"));
        }
    }
    if let Some(expected) = &scenario.outcome
        && document["outcome"] != expected.as_str()
    {
        fault(format!("the outcome is {}, not {expected:?}", document["outcome"]));
    }
    for (field, rules) in
        [("risks", &scenario.risks), ("undetermined", &scenario.undetermined), ("others", &scenario.others)]
    {
        let there: Vec<&Value> = array(&document["verdicts"])
            .flat_map(|verdict| array(&verdict[field]))
            .map(|m| &m["rule"])
            .collect();
        for rule in rules {
            if !there.iter().any(|value| **value == rule.as_str()) {
                fault(format!("{rule} is not in {field}: {there:?}"));
            }
        }
        let mut left = there.iter();
        if field == "others" && !rules.iter().all(|rule| left.any(|value| **value == rule.as_str())) {
            fault(format!("others are in another order: {there:?}"));
        }
    }
    for (receiver, checks) in &scenario.because {
        let verdict = verdict_of(document, receiver);
        let mut actual: Vec<&str> =
            verdict.into_iter().flat_map(|v| array(&v["because"])).filter_map(Value::as_str).collect();
        actual.sort_unstable();
        let mut expected: Vec<&str> = checks.iter().map(String::as_str).collect();
        expected.sort_unstable();
        if actual != expected {
            fault(format!("{receiver} because of {actual:?}, not {expected:?}"));
        }
    }
    let verdicts = document["verdicts"].to_string();
    for rule in scenario.unmentioned.iter().filter(|rule| verdicts.contains(&format!("\"{rule}\""))) {
        fault(format!("{rule} must not be mentioned"));
    }
    for (field, records) in [("remove", &scenario.remove), ("add", &scenario.add)] {
        let there: Vec<&Value> =
            array(&document["findings"]).flat_map(|finding| array(&finding["fix"][field])).collect();
        for record in records {
            // What nameservers answer is proposed without the TTL of a cache.
            let record = if mode == Mode::Live { without_ttl(record) } else { record.clone() };
            if !there.iter().any(|value| **value == record.as_str()) {
                fault(format!("no remedy has {field} {record:?}: {there:?}"));
            }
        }
    }
    if let Some(expected) = &scenario.verified {
        let verified = &document["verified"];
        let remaining = array(&verified["remaining"]).filter_map(Value::as_str);
        let actual = match verified["outcome"].as_str() {
            Some(outcome) => std::iter::once(outcome).chain(remaining).collect::<Vec<_>>().join(" "),
            None => "null".to_owned(),
        };
        if actual != *expected {
            fault(format!("verified is {actual:?}, not {expected:?}"));
        }
    }
    let text = document["findings"].to_string();
    for part in &scenario.says {
        if !text.contains(part.as_str()) {
            fault(format!("nothing says {part:?}"));
        }
    }
    for part in scenario.silent_about.iter().filter(|part| text.contains(part.as_str())) {
        fault(format!("something says {part:?}"));
    }
}

/// The verdict of `RECEIVER` or of `RECEIVER ADDRESS`.
fn verdict_of<'a>(document: &'a Value, place: &str) -> Option<&'a Value> {
    let (receiver, address) = place.split_once(' ').map_or((place, None), |(r, a)| (r, Some(a)));
    array(&document["verdicts"]).find(|verdict| {
        verdict["receiver"] == receiver && address.is_none_or(|address| verdict["address"] == address)
    })
}

/// What holds for every sender, whatever a scenario says.
fn check_consistency(document: &Value, fault: &mut impl FnMut(String)) {
    let of_tests = ["conditions", "demanding"]
        .map(|name| of_repository(&format!("fixtures/receivers/{name}.toml")))
        .map(|path| mxcheck::catalogue::load(Path::new(&path)).unwrap());
    let receivers = [Receiver::built_in(), of_tests.to_vec()].concat();
    let of_role_mx: Vec<&Rule> =
        receivers.iter().flat_map(|r| &r.rules).filter(|rule| rule.has_role(Role::Mx)).collect();
    let severity = |outcome: &Value| {
        ["not-judged", "accept", "unknown", "defer", "reject"].iter().position(|word| outcome == word)
    };
    let worst = array(&document["verdicts"]).map(|verdict| severity(&verdict["counted"])).max().flatten();
    if severity(&document["outcome"]) != worst {
        fault(format!("the outcome {} is not the worst of the verdicts", document["outcome"]));
    }
    let about = |finding: &Value| ["check", "subject", "address", "receiver"].map(|key| finding[key].clone());
    for passed in array(&document["findings"]).filter(|finding| finding["status"] == "pass") {
        let other = array(&document["findings"])
            .find(|other| about(other) == about(passed) && other["status"] != "pass");
        if let Some(other) = other {
            fault(format!("the same passes and does not: {} and {other:#}", passed["summary"]));
        }
    }
    for verdict in array(&document["verdicts"]) {
        let is_refusal = ["reject", "defer"].iter().any(|word| verdict["outcome"] == *word);
        let rules = |field: &str| array(&verdict[field]).map(|mention| &mention["rule"]).collect::<Vec<_>>();
        let fired: Vec<&Value> = [&verdict["rule"]].into_iter().chain(rules("others")).collect();
        if verdict["rule"].is_null() == is_refusal || verdict["reply"].is_null() == is_refusal {
            fault(format!("a refusal has a rule and a reply, nothing else has: {verdict:#}"));
        }
        let has_no_stage = ["accept", "not-judged"].iter().any(|word| verdict["outcome"] == *word);
        if has_no_stage != verdict["stage"].is_null() {
            fault(format!("what is refused or unknown has a stage: {verdict:#}"));
        }
        let is_judged = array(&verdict["stages"]).any(|step| step["state"] != "not-judged");
        if (verdict["outcome"] == "not-judged") == is_judged {
            fault(format!("what is not judged has no judged stage, and the other way round: {verdict:#}"));
        }
        for rule in rules("undetermined").into_iter().filter(|rule| fired.contains(rule)) {
            fault(format!("{rule} fired and is undetermined"));
        }
        for rule in rules("undetermined").into_iter().chain(rules("risks")).chain(fired) {
            if !rule.is_null() && !of_role_mx.iter().any(|known| rule == known.id.as_str()) {
                fault(format!("{rule} is not for other servers"));
            }
        }
        let session = ["connect", "ehlo", "auth", "mail-from", "rcpt-to", "data"];
        let place = |stage: &Value| session.iter().position(|word| stage == word);
        for field in ["stages", "others", "risks"] {
            let places: Vec<_> = array(&verdict[field]).map(|mention| place(&mention["stage"])).collect();
            if !places.is_sorted() {
                fault(format!("{field} are not in session order: {verdict:#}"));
            }
        }
        if is_refusal
            && array(&verdict["others"]).any(|other| place(&other["stage"]) < place(&verdict["stage"]))
        {
            fault(format!("a rule that fired earlier does not decide: {verdict:#}"));
        }
        // Nothing that mxcheck looks at rules these out.
        let receiver = verdict["receiver"].as_str().unwrap_or_default();
        let uncaused = of_role_mx.iter().filter(|rule| rule.causes.is_empty() && rule.applies.is_for_all());
        for rule in uncaused.filter(|rule| rule.id.split('/').next() == Some(receiver)) {
            if !rules("undetermined").iter().any(|mention| *mention == rule.id.as_str()) {
                fault(format!("{} is not undetermined", rule.id));
            }
        }
        let last = array(&verdict["stages"]).last();
        if is_refusal
            && last
                .is_none_or(|last| last["stage"] != verdict["stage"] || last["state"] != verdict["outcome"])
        {
            fault(format!("the session does not end where it is refused: {verdict:#}"));
        }
        for check in array(&verdict["because"]) {
            let mut decisive = array(&document["findings"]).filter(|finding| {
                ["fail", "warn", "info", "unknown"].iter().any(|status| finding["status"] == *status)
            });
            if !decisive.any(|finding| finding["check"] == *check) {
                fault(format!("{check} decides without a finding"));
            }
        }
    }
}

fn array(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// A folder of its own, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        static NEXT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("mxcheck-scenario-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
