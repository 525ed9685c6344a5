//! Sessions with the lab's mail servers, Exim and Postfix, which refuse by their own means what the
//! receivers document: live.toml says which, and how. mxcheck predicts, tries, and says whether the
//! two agree.
//!
//! `tests/lab/lab run` starts the servers and runs this.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::Value;

/// The resolver of the world in which the servers are.
const RESOLVER: &str = "127.53.0.53:53";
/// What postgrey defers is taken after two seconds (policies.sh).
const GREYLISTING: Duration = Duration::from_millis(3100);

/// live.toml.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct World {
    /// By server and role, where it listens.
    servers: BTreeMap<String, BTreeMap<String, String>>,
    /// The texts, zones and faults are for live.py.
    #[serde(rename = "texts")]
    _texts: toml::Table,
    #[serde(rename = "zones")]
    _zones: toml::Table,
    #[serde(rename = "faults")]
    _faults: toml::Table,
    scenario: Vec<Scenario>,
}

/// A sender, and how its session with a server ends.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    name: String,
    /// `domain` predicts and tries, `smtp` only tries.
    #[serde(default = "domain")]
    command: String,
    /// What the server plays.
    role: String,
    /// The servers with which it is tried; without a choice, all.
    servers: Option<Vec<String>>,
    domain: String,
    #[serde(default = "client")]
    client: String,
    /// One for each server, where servers remember.
    clients: Option<Vec<String>>,
    #[serde(default = "helo")]
    helo: String,
    from: Option<String>,
    size: Option<u64>,
    /// The recipient, by whose domain the server is found.
    to: Option<String>,
    /// The lists of the lab that are asked.
    #[serde(default)]
    lists: Vec<String>,
    /// A first try has been made, long enough ago.
    #[serde(default)]
    known: bool,
    /// `accept`, or outcome, stage, code and rule.
    ends: String,
    /// What is predicted, where that is another end.
    predicted: Option<String>,
    /// What then is said of the difference.
    difference: Option<String>,
    /// By server, what it says in place of the documented text.
    #[serde(default)]
    says: BTreeMap<String, String>,
}

fn domain() -> String {
    "domain".to_owned()
}

fn client() -> String {
    "127.10.0.1".to_owned()
}

fn helo() -> String {
    "mail.good.test".to_owned()
}

/// A scenario with one server.
struct Case {
    name: String,
    scenario: Scenario,
    server: String,
    target: String,
    client: String,
}

#[test]
#[ignore = "needs the servers that tests/lab/lab starts"]
fn sessions_end_as_predicted() {
    let only = std::env::var("LAB_ONLY").unwrap_or_default();
    let text = std::fs::read_to_string(folder().join("live.toml")).unwrap();
    let world: World = toml::from_str(&text).unwrap();
    let cases: Vec<Case> = world.scenario.iter().flat_map(|scenario| cases(scenario, &world)).collect();
    let of = |case: &&Case, ends: bool| (case.scenario.ends == "accept") == ends;
    assert!(
        cases.iter().filter(|case| of(case, true)).count()
            >= cases.iter().filter(|case| of(case, false)).count(),
        "as many are to be taken as are refused"
    );
    let (chosen, skipped): (Vec<Case>, Vec<Case>) =
        cases.into_iter().partition(|case| case.name.contains(&only));
    // What servers remember of a run before.
    assert!(Command::new(folder().join("lab")).arg("forget").status().unwrap().success());
    let schema = super::mxcheck(&["schema".to_owned()], Path::new("."));
    let schema: Value = serde_json::from_slice(&schema.stdout).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let queue = Mutex::new(chosen.into_iter());
    let results: Mutex<Vec<(Case, Vec<String>, Duration)>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let Some(case) = queue.lock().unwrap().next() else { break };
                    let start = Instant::now();
                    let faults = run(&case, &schema);
                    results.lock().unwrap().push((case, faults, start.elapsed()));
                }
            });
        }
    });
    let mut results = results.into_inner().unwrap();
    results.sort_by(|(a, ..), (b, ..)| a.name.cmp(&b.name));
    let mut report = String::new();
    for (case, faults, _) in &results {
        for fault in faults {
            writeln!(report, "live.toml: {}: {fault}", case.name).unwrap();
        }
    }
    let failed = results.iter().filter(|(_, faults, _)| !faults.is_empty()).count();
    let refused = results.iter().filter(|(case, ..)| of(&case, false)).count();
    let slowest = results.iter().max_by_key(|(.., elapsed)| *elapsed).expect("nothing was run");
    println!(
        "{} passed, {failed} failed, {} skipped: sessions with Exim and Postfix, of which {refused} are refused; \
         the slowest, {}, took {} ms",
        results.len() - failed,
        skipped.len(),
        slowest.0.name,
        slowest.2.as_millis()
    );
    assert!(failed == 0, "{failed} sessions are not as they should be:\n{report}");
}

/// A scenario with each of its servers.
fn cases(scenario: &Scenario, world: &World) -> Vec<Case> {
    let servers = scenario.servers.clone().unwrap_or_else(|| world.servers.keys().cloned().collect());
    let case = |(index, server): (usize, String)| Case {
        name: format!("{} with {server}", scenario.name),
        scenario: scenario.clone(),
        target: world.servers[&server][&scenario.role].clone(),
        client: scenario.clients.as_ref().map_or(&scenario.client, |clients| &clients[index]).clone(),
        server,
    };
    servers.into_iter().enumerate().map(case).collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lab")
}

/// What is not as it should be.
fn run(case: &Case, schema: &jsonschema::Validator) -> Vec<String> {
    let arguments = command_line(case);
    if case.scenario.known {
        super::mxcheck(&arguments, Path::new("."));
        std::thread::sleep(GREYLISTING);
    }
    let output = super::mxcheck(&arguments, Path::new("."));
    let stderr = String::from_utf8_lossy(&output.stderr);
    let Ok(document) = serde_json::from_slice::<Value>(&output.stdout) else {
        return vec![format!("no JSON: {}{stderr}", String::from_utf8_lossy(&output.stdout))];
    };
    let mut faults: Vec<String> = schema
        .iter_errors(&document)
        .map(|error| format!("against the schema: {error} at {}", error.instance_path()))
        .collect();
    let mut fault = |text: String| faults.push(text);
    match case.scenario.command.as_str() {
        "smtp" => compare_session(case, &document, &mut fault),
        _ => {
            super::check_consistency(&document, &mut fault);
            compare_verdict(case, &document, &mut fault);
        }
    }
    faults
}

fn command_line(case: &Case) -> Vec<String> {
    let scenario = &case.scenario;
    let lab = std::env::var("LAB_FOLDER").unwrap_or_else(|_| "/tmp/mxcheck-lab".to_owned());
    let authority = format!("{lab}/receivers/tls/authority.pem");
    let mut line = match scenario.command.as_str() {
        "smtp" => vec!["smtp", &case.target],
        _ => vec!["domain", &scenario.domain, "--ip", &case.client, "--live"],
    };
    let helo = format!("--helo={}", scenario.helo);
    line.extend(["--bind", &case.client, &helo, "--ca-file", &authority]);
    // A HELO name without address is what is tried.
    line.extend(["--force", "--nameserver", RESOLVER, "--smtp-timeout", "30", "--timeout", "30", "--json"]);
    let size = scenario.size.map(|size| size.to_string());
    let assumed = format!("postmaster@{}", scenario.domain);
    let from = scenario.from.as_deref().or((scenario.command == "smtp").then_some(&assumed));
    line.extend(from.into_iter().flat_map(|from| ["--from", from]));
    line.extend(size.iter().flat_map(|size| ["--size", size]));
    if scenario.command != "smtp" {
        match &scenario.to {
            Some(recipient) => line.extend(["--to", recipient]),
            None => line.extend(["--target", &case.target, "--receiver", receiver(&scenario.role)]),
        }
        line.extend(scenario.lists.iter().flat_map(|list| ["--dnsbl", list]));
        line.extend(scenario.lists.is_empty().then_some("--no-dnsbl"));
    }
    line.into_iter().map(str::to_owned).collect()
}

/// Whose rules a server goes by; by none in particular, where it takes everything.
fn receiver(role: &str) -> &str {
    match role {
        "one-com" | "greylisting" => "one-com",
        _ => "ionos",
    }
}

fn compare_verdict(case: &Case, document: &Value, fault: &mut impl FnMut(String)) {
    let scenario = &case.scenario;
    let about = |verdict: &&Value| {
        verdict["receiver"] == receiver(&scenario.role) && verdict["address"] == case.client.as_str()
    };
    let Some(verdict) = super::array(&document["verdicts"]).find(about) else {
        return fault(format!("no verdict: {}", document["verdicts"]));
    };
    let predicted = scenario.predicted.as_ref().unwrap_or(&scenario.ends);
    if end(verdict) != *predicted {
        fault(format!("{:?} is predicted, not {predicted:?}", end(verdict)));
    }
    let observed = &verdict["observed"];
    let text = lines(&observed["reply"]);
    let [outcome, stage, code, rule] = &words(&scenario.ends);
    if observed["outcome"] != **outcome || observed["stage"].as_str().unwrap_or_default() != *stage {
        return fault(format!("observed is {observed}, not {:?}", scenario.ends));
    }
    // Exim gives the documented code, but 421 in a greeting as the platform does; Postfix has
    // codes of its own for some of it, and its own words before each text.
    let seen = observed["reply"]["code"].to_string();
    let has_own_words = case.server != "exim" || scenario.says.contains_key(&case.server);
    let is_code = match *code {
        "" => true,
        code if has_own_words => seen[..1] == code[..1],
        "451" if *stage == "connect" => seen == "421",
        code => seen == code,
    };
    if !is_code {
        fault(format!("the reply is {}, not {code}", observed["reply"]));
    }
    // With a documented text and nothing else around it the rule is recognised; another never is.
    let needs_recognition = !has_own_words && is_worded(rule);
    let seen = observed["rule"].as_str().unwrap_or_default();
    if seen != *rule && (needs_recognition || !seen.is_empty()) {
        fault(format!("{seen:?} is recognised, not {rule:?}: {text}"));
    }
    if verdict["agrees"] != (predicted == &scenario.ends) {
        fault(format!("agrees is {}: {} ({text})", verdict["agrees"], verdict["difference"]));
    }
    let difference = verdict["difference"].as_str().unwrap_or_default();
    let expected = scenario.difference.as_deref().unwrap_or_default();
    if difference.is_empty() != expected.is_empty() || !difference.contains(expected) {
        fault(format!("the difference is {difference:?}, not {expected:?}"));
    }
}

/// A session alone: its end, and TLS that holds.
fn compare_session(case: &Case, document: &Value, fault: &mut impl FnMut(String)) {
    let Some(session) = super::array(&document["sessions"]).last() else {
        return fault(format!("no session: {document}"));
    };
    let [outcome, ..] = &words(&case.scenario.ends);
    if session["outcome"] != **outcome {
        fault(format!("the session ends with {}, not {outcome}", session["outcome"]));
    }
    let tls = &session["tls"];
    if tls["offered"] != true || tls["verified"] != true || !tls["error"].is_null() {
        fault(format!("TLS does not hold: {tls}"));
    }
}

/// A verdict in the words of a scenario.
fn end(verdict: &Value) -> String {
    let parts = [&verdict["outcome"], &verdict["stage"], &verdict["reply"]["code"], &verdict["rule"]];
    let text = |part: &Value| part.as_str().map_or_else(|| part.to_string(), str::to_owned);
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_null()).map(text).collect();
    parts.join(" ")
}

/// Outcome, stage, code and rule, empty where there is none.
fn words(end: &str) -> [&str; 4] {
    let mut words = end.split(' ');
    std::array::from_fn(|_| words.next().unwrap_or_default())
}

fn lines(reply: &Value) -> String {
    super::array(&reply["lines"]).filter_map(Value::as_str).collect::<Vec<_>>().join(" ")
}

/// Whether the text of a rule is documented.
fn is_worded(rule: &str) -> bool {
    let receivers = mxcheck::catalogue::Receiver::built_in();
    let mut rules = receivers.iter().flat_map(|receiver| &receiver.rules);
    rules.any(|known| known.id == rule && known.reply.text.is_some())
}
