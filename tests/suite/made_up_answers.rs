//! A resolver that gives an address to names that do not exist: what it says of addresses is believed
//! nowhere. Nothing leaves loopback.

use crate::support::nameserver;
use std::process::Command;

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
    let mut command = Command::new(env!("CARGO_BIN_EXE_mxcheck"));
    command.args(line.split_whitespace()).args(["--nameserver", &resolver.address().to_string()]);
    let output = command.env_clear().output().unwrap();
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
fn no_server_is_asked_that_stands_there_alone() {
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
