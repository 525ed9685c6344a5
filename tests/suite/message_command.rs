//! `mxcheck message` and `mxcheck domain --like` from outside: the messages of fixtures/messages and
//! what is found in them, hostile ones, and what is no message.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use mxcheck::catalogue::check::{self, Input};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Expectations {
    message: Vec<Expected>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    file: String,
    #[serde(default)]
    arguments: Vec<String>,
    /// `CHECK STATUS`, all that are no pass.
    #[serde(default)]
    findings: Vec<String>,
    /// `LINE TEXT` that are among the evidence.
    #[serde(default)]
    evidence: Vec<String>,
    /// `RULE STATE CHECK...`, all of them.
    #[serde(default)]
    matches: Vec<String>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/messages")
}

fn expectations() -> Vec<Expected> {
    let text = std::fs::read_to_string(folder().join("expected.toml")).unwrap();
    toml::from_str::<Expectations>(&text).unwrap().message
}

/// Runs mxcheck in the messages' folder, with a text on stdin.
fn run(arguments: &[&str], stdin: &[u8]) -> Output {
    let mut command = crate::support::program();
    command.args(arguments).current_dir(folder()).env("LC_ALL", "C.UTF-8");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let text = stdin.to_vec();
    let writer = std::thread::spawn(move || drop(input.write_all(&text)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

fn json(arguments: &[&str], stdin: &[u8]) -> Value {
    let output = run(&[arguments, &["--json"]].concat(), stdin);
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{arguments:?}: {error}: {}", String::from_utf8_lossy(&output.stderr)))
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or("null")
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

#[test]
fn every_message_is_judged_as_expected() {
    let mut faults = Vec::new();
    for expected in expectations() {
        let mut arguments = vec!["message", &expected.file];
        arguments.extend(expected.arguments.iter().map(String::as_str));
        let document = json(&arguments, b"");
        let findings = array(&document["findings"]);
        let found: Vec<String> = findings
            .iter()
            .filter(|finding| finding["status"] != "pass")
            .map(|finding| format!("{} {}", word(&finding["check"]), word(&finding["status"])))
            .collect();
        let evidence: Vec<String> = findings
            .iter()
            .flat_map(|finding| array(&finding["evidence"]))
            .map(|evidence| format!("{} {}", evidence["line"], word(&evidence["record"])))
            .collect();
        let matches_of = |fits: &dyn Fn(&str) -> bool| -> Vec<String> {
            let matches = array(&document["matches"]).iter().filter(|found| fits(word(&found["receiver"])));
            matches
                .map(|found| {
                    let because: Vec<&str> = array(&found["because"]).iter().map(word).collect();
                    format!("{} {} {}", word(&found["rule"]), word(&found["state"]), because.join(" "))
                })
                .collect()
        };
        // GMX has the rules of IONOS.
        let matches = matches_of(&|receiver| receiver != "gmx");
        if array(&document["receivers"]).iter().any(|receiver| receiver == "gmx") {
            assert_eq!(
                matches_of(&|receiver| receiver == "gmx"),
                matches_of(&|receiver| receiver == "ionos")
            );
        }
        let mut fault = |what: &str, found: &dyn std::fmt::Debug, expected: &dyn std::fmt::Debug| {
            faults.push(format!("{arguments:?}: {what} {found:?}, expected {expected:?}"));
        };
        if found != expected.findings {
            fault("findings", &found, &expected.findings);
        }
        for line in expected.evidence.iter().filter(|line| !evidence.contains(line)) {
            fault("evidence", &evidence, line);
        }
        if matches != expected.matches {
            fault("matches", &matches, &expected.matches);
        }
        let is_hit = expected.matches.iter().any(|found| found.contains(" hit "));
        if document["hit"] != is_hit {
            fault("hit", &document["hit"], &is_hit);
        }
        let code = run(&arguments, b"").status.code();
        if code != Some(i32::from(is_hit)) {
            fault("exit code", &code, &i32::from(is_hit));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_message_has_its_expectation_and_every_check_its_messages() {
    let expected = expectations();
    let named: BTreeSet<&str> = expected.iter().map(|expected| expected.file.as_str()).collect();
    let files: BTreeSet<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "expected.toml")
        .collect();
    assert_eq!(named, files.iter().map(String::as_str).collect());

    let failing: BTreeSet<&str> =
        expected.iter().flat_map(|e| &e.findings).filter_map(|finding| finding.split(' ').next()).collect();
    let document = json(&["message", "delivered.eml", "--from", "x@alias.example"], b"");
    let passing: BTreeSet<&str> = array(&document["findings"])
        .iter()
        .filter(|finding| finding["status"] == "pass")
        .map(|finding| word(&finding["check"]))
        .collect();
    for check in check::all().filter(|check| matches!(check.input, Input::Size | Input::Message)) {
        assert!(passing.contains(check.id), "{} passes nowhere", check.id);
        // A large message is made by the test of sizes.
        assert!(
            failing.contains(check.id) || check.id == "message-is-too-large",
            "{} fails nowhere",
            check.id
        );
    }
}

#[test]
fn every_document_satisfies_the_schema() {
    let schema: Value = serde_json::from_slice(&run(&["schema"], b"").stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for expected in expectations() {
        let file = expected.file.as_str();
        for arguments in [&["message", file][..], &["domain", "--like", file, "--offline", "--no-dnsbl"]] {
            let output = run(&[arguments, &["--json"]].concat(), b"");
            if output.status.code() == Some(2) {
                continue;
            }
            let document: Value = serde_json::from_slice(&output.stdout).unwrap();
            let errors: Vec<String> =
                validator.iter_errors(&document).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{arguments:?}: {errors:?}");
        }
    }
}

#[test]
fn nothing_from_a_message_controls_the_terminal() {
    for file in ["hostile.eml", "odd-lines.eml", "raw-latin1.eml"] {
        for arguments in
            [&["message", file, "-v"][..], &["domain", "--like", file, "--offline", "--no-dnsbl"]]
        {
            let output = run(&[arguments, &["--color", "never"]].concat(), b"");
            let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
            let odd =
                text.chars().find(|c| c.is_control() && *c != '\n' || ('\u{202a}'..='\u{202e}').contains(c));
            assert_eq!(odd, None, "{arguments:?}: {text}");
        }
    }
}

#[test]
fn the_size_is_counted_as_sent_and_compared_with_each_limit() {
    // 70 MiB is what One.com takes; line ends of one octet are sent as two.
    let header =
        "From: info@alias.example\nDate: Sun, 22 Nov 2026 10:00:00 +0100\nMessage-ID: <1@alias.example>\n\n";
    let as_sent = header.len() + header.lines().count();
    let line = format!("{}\n", "x".repeat(98));
    let lines = (73_400_320 - as_sent) / 100;
    let rest = 73_400_320 - as_sent - lines * 100;
    for (more, hit) in [(0, false), (1, true)] {
        let last = "y".repeat(rest + more - 2) + "\n";
        let message = format!("{header}{}{last}", line.repeat(lines));
        let document = json(&["message", "-"], message.as_bytes());
        assert_eq!(document["message"]["size"], 73_400_320 + more);
        assert_eq!(document["hit"], hit);
        let states: Vec<(&str, &str)> = array(&document["matches"])
            .iter()
            .map(|found| (word(&found["receiver"]), word(&found["state"])))
            .collect();
        // From 72 MB on, IONOS' limit is a risk.
        let expected = match hit {
            true => [("one-com", "hit"), ("ionos", "risk"), ("gmx", "risk")],
            false => [("ionos", "risk"), ("gmx", "risk"), ("one-com", "risk")],
        };
        assert_eq!(states, expected);
    }
}

#[test]
fn what_is_no_message_is_refused() {
    let log = b"Nov 22 10:00:00 mail postfix/qmgr[1]: 3F1A2B: from=<info@alias.example>, size=1\n";
    for (stdin, said) in [
        (&b""[..], "is empty"),
        (b"\n\n", "does not begin with a header field"),
        (b"hello\n", "does not begin with a header field"),
        (log, "does not begin with a header field"),
        (b"Key: value\n\nFrom: a@a.example\n", "does not begin with a mail header"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Outlook .msg file"),
        (b"\x1f\x8b\x08\x00", "compressed (gzip)"),
        (b"\x1b[31m: x\n", "does not begin with a header field"),
    ] {
        let output = run(&["message", "-"], stdin);
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{said}");
        assert!(message.starts_with("error: -: ") && message.contains(said), "{message}");
        assert!(message.chars().all(|c| c == '\n' || !c.is_control()), "{message:?}");
    }
    for (arguments, said) in [
        (&["message", "nothing.eml"][..], "error: nothing.eml: no such file"),
        (&["message", "."], "error: .: is a directory, not a file"),
        (
            &["message", "good.eml", "--from", "a b@c.example"],
            "invalid value 'a b@c.example' for '--from': contains a space",
        ),
        (&["message", "good.eml", "--receiver", "nobody"], "for '--receiver': unknown"),
        (&["message"], "<FILE>"),
        (&["domain"], "DOMAIN"),
        (&["domain", "--like", "nothing.eml"], "error: nothing.eml: no such file"),
        (&["domain", "--like", "expected.toml"], "error: expected.toml: no sender found"),
        (&["domain", "--like", "good.eml", "--ip", "300.1.1.1"], "--ip"),
    ] {
        let output = run(arguments, b"");
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}: {message}");
        assert!(message.contains(said), "{arguments:?}: {message}");
    }
}

#[test]
fn a_delivered_message_shows_its_route() {
    let document = json(&["message", "delivered.eml"], b"");
    let hops: Vec<String> = array(&document["hops"])
        .iter()
        .map(|hop| {
            let part = |key: &str| word(&hop[key]).to_owned();
            format!("{} {} {} {} {}", hop["line"], part("by"), part("address"), part("helo"), part("with"))
        })
        .collect();
    assert_eq!(
        hops,
        [
            "2 store.recipient.test 127.0.0.1 store.recipient.test LMTP",
            "5 mx.recipient.test 192.0.2.10 mail.alias.example ESMTPS",
            "8 mail.alias.example 203.0.113.9 laptop ESMTPSA"
        ]
    );
    assert_eq!(document["border"], 5);
    assert_eq!(document["hops"][2]["is_submission"], true);
    let results: Vec<String> = array(&document["authentication"][0]["results"])
        .iter()
        .map(|result| format!("{}={}", word(&result["method"]), word(&result["result"])))
        .collect();
    assert_eq!(results, ["spf=pass", "dkim=none", "dmarc=fail"]);
    let filters: Vec<(&str, &str)> = array(&document["filters"])
        .iter()
        .map(|mark| (word(&mark["field"]), word(&mark["meaning"])))
        .collect();
    assert_eq!(
        filters,
        [("X-UI-Filterresults", "suspect"), ("X-Spam-Flag", "clean"), ("X-Provags-ID", "unknown")]
    );
}

/// The sender that `domain` judges: domain, envelope sender, address, HELO name.
fn sender(arguments: &[&str], stdin: &[u8]) -> [String; 4] {
    let document = json(&[&["domain", "--offline", "--no-dnsbl"], arguments].concat(), stdin);
    let sender = &document["sender"];
    assert!(document["like"]["file"].is_string(), "{document}");
    [
        &sender["domain"]["name"],
        &sender["mail_from"]["address"],
        &sender["addresses"][0]["ip"],
        &sender["helo"]["name"],
    ]
    .map(|value| word(value).to_owned())
}

#[test]
fn the_sender_is_found_in_what_it_left_behind() {
    let log = b"2026-11-22 10:00:00 1abcde-000001-AB <= info@alias.example H=mail.alias.example [192.0.2.77] P=esmtp\n";
    for (arguments, expected) in [
        (
            &["--like", "delivered.eml"][..],
            ["alias.example", "bounce@mailer.example", "192.0.2.10", "mail.alias.example"],
        ),
        (
            &["--like", "delivery-report.eml"],
            ["alias.example", "info@alias.example", "192.0.2.10", "mail.alias.example"],
        ),
        (&["--like", "submitted.eml"], ["alias.example", "info@alias.example", "null", "null"]),
        (&["--like", "good.eml"], ["alias.example", "info@alias.example", "null", "null"]),
        (&["--like", "-"], ["alias.example", "info@alias.example", "192.0.2.77", "mail.alias.example"]),
        // What is typed wins.
        (
            &["good.example", "--like", "delivered.eml"],
            ["good.example", "bounce@mailer.example", "192.0.2.10", "mail.alias.example"],
        ),
        (
            &["--like", "-", "--ip", "192.0.2.1", "--helo", "other.example", "--from", "<>"],
            ["alias.example", "<>", "192.0.2.1", "other.example"],
        ),
    ] {
        assert_eq!(sender(arguments, log), expected.map(str::to_owned), "{arguments:?}");
    }
    // A bounce in words alone goes to the sender that was refused.
    let exim = "Return-path: <>\nReceived: from mail.daemon.example ([198.51.100.7] helo=mail.daemon.example) by \
                mx.alias.example with esmtp; Sun, 22 Nov 2026 10:00:00 +0100\nX-Failed-Recipients: \
                x@recipient.test\nFrom: Mail Delivery System <postmaster@daemon.example>\nTo: info@alias.example\n\n\
                x@recipient.test\n  550 For explanation visit https://www.ionos.com/help?id=2425&IP&c=r1102\n";
    let gmx = "Return-Path: <>\nFrom: \"GMX Mailer Daemon\" <mailer-daemon@daemon.example>\nTo: info@alias.example\n\n\
               x@recipient.test: 550 mailbox unavailable\n\n--- The header: ---\nFrom: other@other.example\n";
    for (text, address) in [
        (exim.replace("IP", "ip=192.0.2.77"), "192.0.2.77"),
        (exim.to_owned(), "null"),
        (gmx.to_owned(), "null"),
    ] {
        let expected = ["alias.example", "info@alias.example", address, "null"].map(str::to_owned);
        assert_eq!(sender(&["--like", "-"], text.as_bytes()), expected, "{text}");
    }
    let document =
        json(&["domain", "--like", "delivered.eml", "--ip", "192.0.2.1", "--offline", "--no-dnsbl"], b"");
    let address = array(&document["like"]["found"]).iter().find(|found| found["part"] == "address").unwrap();
    assert_eq!((&address["is_overridden"], &address["line"]), (&Value::Bool(true), &Value::from(5)));
    let page = run(&["domain", "--like", "delivered.eml", "--offline", "--no-dnsbl"], b"").stdout;
    let page = String::from_utf8(page).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        page.contains("found in delivered.eml, a message: domain alias.example (line 18: From)"),
        "{page}"
    );
    let without = json(&["domain", "good.example", "--offline", "--no-dnsbl"], b"");
    assert_eq!(without["like"], Value::Null);
}

#[test]
fn a_client_that_the_own_server_rejected_is_not_judged() {
    let log = std::fs::read(folder().join("../logs/postfix.log")).unwrap();
    let text = String::from_utf8(log.clone()).unwrap();
    let rejected = text.lines().find(|line| line.contains("NOQUEUE: reject")).unwrap();
    assert!(rejected.contains("[198.51.100.66]") && rejected.contains("from=<a@b.test>"), "{rejected}");
    // The newest refusal whose sender the log names is in line 16.
    assert_eq!(
        sender(&["--like", "-"], &log),
        ["second.example", "info@second.example", "null", "null"].map(str::to_owned)
    );
    let output = run(&["domain", "--like", "-", "--offline"], rejected.as_bytes());
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.contains("error: -: no sender found: the server that wrote this log"), "{message}");
}

#[test]
fn compressed_logs_and_those_of_opensmtpd_name_the_sender() {
    let log = std::fs::read(folder().join("../logs/opensmtpd.log")).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(&log).unwrap();
    let mut xz = liblzma::write::XzEncoder::new(Vec::new(), 6);
    xz.write_all(&log).unwrap();
    let files = [gzip.finish().unwrap(), zstd::encode_all(&log[..], 3).unwrap(), xz.finish().unwrap(), log];
    for file in files {
        assert_eq!(
            sender(&["--like", "-"], &file),
            ["alias.example", "news@alias.example", "192.0.2.10", "null"].map(str::to_owned)
        );
        let document = json(&["domain", "--like", "-", "--offline", "--no-dnsbl"], &file);
        let found =
            array(&document["like"]["found"]).iter().find(|found| found["part"] == "address").unwrap();
        assert_eq!(
            (&found["place"], &document["like"]["kind"]),
            (&Value::from("source="), &Value::from("log"))
        );
    }
}
