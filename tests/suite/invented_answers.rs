//! A resolver that gives an address to names that do not exist: what it says of addresses is believed
//! nowhere. Nothing leaves loopback.

use crate::support::nameserver;

use nameserver::{Behaviour, Nameserver, record};
use serde_json::Value;

const HELD: [&str; 6] = [
    "x.test. 300 IN MX 10 mx.test.",
    "mx.test. 300 IN A 203.0.113.9",
    "mail.test. 300 IN A 203.0.113.10",
    "10.113.0.203.in-addr.arpa. 300 IN PTR mail.test.",
    "x.test. 300 IN TXT \"v=spf1 exists:%{i}._allow.x.test -all\"",
    "host.test. 300 IN TXT \"v=spf1 a:nowhere.test -all\"",
];

/// Holds these records; all other names have this address.
fn resolver(made_up: &'static str) -> Nameserver {
    let held: Vec<_> = HELD.iter().map(|line| record(line)).collect();
    Nameserver::start(move |question| {
        let is_type = |record: &&mxcheck::dns::Record| record.rtype == question.rtype;
        let found: Vec<_> = held.iter().filter(|record| record.name == question.name).collect();
        let is_absent = found.is_empty() && question.rtype == mxcheck::dns::RecordType::A;
        match is_absent {
            true => Behaviour::Records(vec![record(&format!("{}. 300 IN A {made_up}", question.name))]),
            false => Behaviour::Records(found.into_iter().filter(is_type).cloned().collect()),
        }
    })
}

fn run(resolver: &Nameserver, line: &str) -> (Option<i32>, String, String) {
    let mut command = crate::support::program();
    command.args(line.split_whitespace()).args(["--nameserver", &resolver.address().to_string()]);
    let output = command.output().unwrap();
    let text = |octets: Vec<u8>| String::from_utf8(octets).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn spf_passes_nobody_because_of_them() {
    let resolver = resolver("203.0.113.99");
    for line in ["spf x.test --ip 203.0.113.10 --json", "spf host.test --ip 203.0.113.99 --json"] {
        let (code, out, err) = run(&resolver, line);
        let document: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{err}"));
        assert_eq!((code, &document["spf"][0]["result"]), (Some(3), &"temperror".into()), "{line}: {out}");
    }
    let line = "domain x.test --ip 203.0.113.10 --helo mail.test --no-dnsbl --receiver one-com --json";
    let (_, out, err) = run(&resolver, line);
    let document: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{err}"));
    assert_eq!(document["spf"][0]["result"], "temperror", "{out}");
    let undetermined = document["verdicts"][0]["undetermined"].as_array().unwrap();
    assert!(undetermined.iter().any(|rule| rule["rule"] == "one-com/550-spf-fail"), "{undetermined:?}");
}

#[test]
fn no_server_is_asked_that_is_there_alone() {
    let resolver = resolver("127.0.0.1");
    // Port 9 is nobody's; it is not even tried.
    let (code, out, err) = run(&resolver, "smtp nowhere.test --helo mail.test --port 9 -q");
    assert_eq!(code, Some(3), "{out}{err}");
    assert!(!out.contains("127.0.0.1"), "{out}");
    let (code, out, err) = run(&resolver, "smtp 127.0.0.1 --helo forged.test --port 9 -q");
    assert_eq!((code, out.as_str()), (Some(2), ""), "{err}");
    assert!(err.contains("--force"), "{err}");
}

#[test]
fn a_live_session_connects_to_no_invented_address() {
    let resolver = resolver("127.0.0.1");
    // Port 9 is nobody's: a session would show as a refused connection.
    let line = "domain x.test --helo mail.test --no-dnsbl --to nowhere.test --live --port 9 --force --json";
    let (code, out, err) = run(&resolver, line);
    let document: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{err}"));
    assert_eq!((code, document["sessions"].as_array().map(Vec::len)), (Some(3), Some(0)), "{out}");
    assert_eq!(document["to"][0]["domain"], "nowhere.test", "{out}");
}

#[test]
fn every_command_takes_an_unproven_nxdomain_for_a_failed_lookup() {
    let sandbox = Nameserver::always(Behaviour::NxDomain(Vec::new(), None));
    let address = sandbox.address().to_string();
    for line in ["domain google.com --no-dnsbl", "helo mail.google.com --no-dnsbl", "ip 8.8.8.8 --no-dnsbl"] {
        let (code, out, err) = run(&sandbox, line);
        assert_eq!(code, Some(3), "{line}: {out}{err}");
        assert!(out.contains(&address), "{line} does not name the resolver: {out}");
        assert!(!out.contains("does not exist:"), "{line}: {out}");
    }
    for line in ["spf google.com --ip 192.0.2.1", "smtp google.com --helo mail.test --port 9"] {
        let (code, out, err) = run(&sandbox, line);
        assert_eq!(code, Some(3), "{line}: {out}{err}");
        assert!(err.contains(&format!("{address} answers NXDOMAIN for google.com")), "{line}: {err}");
        let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(out.contains("does not prove that it knows the public DNS"), "{line}: {out}");
    }
}

#[test]
fn a_recording_keeps_what_makes_an_nxdomain_believed() {
    let folder = std::env::temp_dir().join(format!("mxcheck-nxdomain-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("run.ndjson").display().to_string();
    let soa = record("com. 900 IN SOA a.gtld-servers.net. h.test. 1 1800 900 604800 86400");
    let honest = Nameserver::start(move |question| {
        let negative = Behaviour::NxDomain(Vec::new(), Some(soa.clone()));
        Behaviour::of_public_root(question).unwrap_or(negative)
    });
    let sandbox = Nameserver::always(Behaviour::NxDomain(Vec::new(), None));
    for (resolver, expected) in [(&honest, 1), (&sandbox, 3)] {
        let line = "domain nosuch.com --no-dnsbl --json --receiver ionos";
        let (code, recorded, err) = run(resolver, &format!("{line} --record {file}"));
        assert_eq!(code, Some(expected), "{recorded}{err}");
        let replay = format!("{line} --replay {file}");
        let mut command = crate::support::program();
        let output = command.args(replay.split_whitespace()).output().unwrap();
        let findings = |octets: &[u8]| serde_json::from_slice::<Value>(octets).unwrap()["findings"].clone();
        assert_eq!(output.status.code(), Some(expected));
        assert_eq!(findings(&output.stdout), findings(recorded.as_bytes()));
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_domain_that_does_not_exist_is_reported_where_the_receiver_has_no_rules() {
    let soa = record("test. 900 IN SOA ns.test. h.test. 1 1800 900 604800 86400");
    let honest = Nameserver::start(move |question| match question.name.to_string().as_str() {
        "good.test" => Behaviour::Records(vec![record("good.test. 300 IN MX 10 mx.good.test.")]),
        "mx.good.test" => Behaviour::Records(vec![record("mx.good.test. 300 IN A 203.0.113.9")]),
        _ => {
            Behaviour::of_public_root(question).unwrap_or(Behaviour::NxDomain(Vec::new(), Some(soa.clone())))
        }
    });
    let (code, out, err) = run(&honest, "domain nosuch.test --to a@good.test --no-dnsbl");
    assert_eq!(code, Some(3), "{out}{err}");
    let headline = out.split("\n\n").next().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        headline.ends_with("nosuch.test does not exist; mxcheck has no rules for this receiver"),
        "{out}"
    );
    assert!(!out.contains(": ."), "{out}");
}
