//! What a sender can cost: queries, octets and time have bounds, what is cut is said and never a pass, and files that do
//! not end are refused. Servers are on loopback.

use std::process::{Output, Stdio};
use std::thread;
use std::time::Duration;

use crate::support::folder::Folder;
use crate::support::hostile::{self, KINDS};
use crate::support::nameserver::{Behaviour, Nameserver, record, records};
use mxcheck::dns::{Question, RecordType};
use serde_json::Value;

/// Queries for a sender with one address and without lists.
const MAX_QUERIES: usize = 314;

/// Octets of its answers.
const MAX_OCTETS: u64 = 1536 * 1024;

fn mxcheck(arguments: &[&str]) -> Output {
    let mut command = crate::support::program();
    command.args(arguments).stdin(Stdio::null()).output().unwrap()
}

fn document(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

// Senders.

/// Runs `domain` about one kind of hostile sender; returns the document and the queries that its nameserver saw.
fn judged(kind: usize, with_address: bool) -> (Value, usize) {
    let server = Nameserver::start(|question| hostile::answer(question, Duration::from_millis(900)));
    let (domain, address) = (hostile::domain(kind, 0), hostile::address(kind));
    let nameserver = server.address().to_string();
    let mut arguments = vec!["domain", &domain, "--no-dnsbl", "--json", "--nameserver", &nameserver];
    if with_address {
        arguments.extend(["--ip", &address]);
    }
    // Every answer late, or none: these end with the run.
    if kind == 5 || kind == 6 {
        arguments.extend(["--timeout", "1", "--deadline", "3"]);
    } else {
        arguments.extend(["--timeout", "30"]);
    }
    let output = mxcheck(&arguments);
    (document(&output), server.asked_in_all() - server.asked_again())
}

#[test]
fn a_hostile_sender_costs_a_bounded_number_of_queries_and_octets_and_is_never_accepted() {
    let runs: Vec<_> = (0..KINDS.len())
        .flat_map(|kind| [(kind, true), (kind, false)])
        .map(|(kind, with_address)| thread::spawn(move || (kind, with_address, judged(kind, with_address))))
        .collect();
    for run in runs {
        let (kind, with_address, (document, asked)) = run.join().unwrap();
        let what = format!("{} (address: {with_address})", KINDS[kind]);
        assert!(asked <= MAX_QUERIES, "{what}: {asked} queries");
        let queries = document["queries"].as_u64().unwrap();
        assert!(queries <= MAX_QUERIES as u64, "{what}: {queries} queries");
        let octets = document["octets"].as_u64().unwrap();
        assert!(octets <= MAX_OCTETS, "{what}: {octets} octets");
        let cuts: Vec<&str> = document["cut_short"]
            .as_array()
            .unwrap()
            .iter()
            .map(|cut| cut["part"].as_str().unwrap())
            .collect();
        let expected: &[&str] = match (kind, with_address) {
            (1, false) => &["assumed-addresses"],
            (3, _) => &["spf"],
            (4, _) => &["spf"],
            (8, _) => &["exchanges"],
            (9, _) => &["spf"],
            _ => &[],
        };
        for part in expected {
            assert!(cuts.contains(part), "{what}: {cuts:?}");
        }
        // The others have an exchange that is sound, and that is enough.
        let outcome = document["outcome"].as_str().unwrap();
        assert!(![0, 6, 7, 10].contains(&kind) || outcome != "accept", "{what}: {outcome}");
        for finding in document["findings"].as_array().unwrap() {
            assert!(finding["evidence"].as_array().unwrap().len() <= 40, "{what}: {finding}");
        }
    }
}

#[test]
fn a_page_says_once_what_was_cut() {
    let server = Nameserver::start(|question| hostile::answer(question, Duration::ZERO));
    let nameserver = server.address().to_string();
    let page = mxcheck(&["domain", &hostile::domain(3, 0), "--no-dnsbl", "-v", "--nameserver", &nameserver]);
    let page = String::from_utf8(page.stdout).unwrap();
    assert_eq!(page.matches("Stopped after ").count(), 1, "{page}");
    assert_eq!(page.matches("Cost: ").count(), 1, "{page}");
}

/// The document of `domain many.test` with a zone of its own.
fn with_zone(records: &str, arguments: &[&str]) -> Value {
    of_zone("domain", records, arguments)
}

/// The same of another command.
fn of_zone(command: &str, records: &str, arguments: &[&str]) -> Value {
    let folder = Folder::new("bounds");
    folder.write("many.test.zone", &format!("$TTL 3600\n@ SOA ns hostmaster 1 2 3 4 5\n{records}\n"));
    let zone = folder.0.join("many.test.zone");
    let zone = zone.to_str().unwrap();
    document(&mxcheck(&[&[command, "many.test", "--offline", "--json", "--zone", zone], arguments].concat()))
}

/// How many findings of a check a document has.
fn count(document: &Value, check: &str) -> usize {
    let findings = document["findings"].as_array().unwrap();
    findings.iter().filter(|finding| finding["check"] == check).count()
}

#[test]
fn exchanges_are_looked_at_up_to_the_limit() {
    let zone = |count| format!("$GENERATE 1-{count} @ MX \"$ m$\"\n$GENERATE 1-{count} m$ A 203.0.113.$");
    let at_it = with_zone(&zone(64), &[]);
    assert_eq!(count(&at_it, "mx-exchange-has-no-address"), 64);
    assert_eq!(count(&at_it, "mx-exchange-lookup-failed"), 64);
    let above = with_zone(&zone(65), &[]);
    assert_eq!(count(&above, "mx-exchange-has-no-address"), 64);
    assert!(above.to_string().contains("1 further exchanges were not looked at"), "{above}");
}

/// A world in which the names below `many.test` have these records, and its nameserver.
fn serving(held: impl Fn(&Question) -> Vec<String> + Send + Sync + 'static) -> Nameserver {
    Nameserver::start(move |question| {
        let held = held(question);
        let lines: Vec<&str> = held.iter().map(String::as_str).collect();
        match Behaviour::of_public_root(question) {
            Some(public) => public,
            None if held.is_empty() => {
                let zone = if question.name.to_string().ends_with(".arpa") { "arpa." } else { "many.test." };
                Behaviour::NoData(vec![], Some(record(&format!("{zone} 300 IN SOA ns. h. 1 2 3 4 5"))))
            }
            None => Behaviour::OverTcp(Box::new(Behaviour::Records(records(&lines)))),
        }
    })
}

#[test]
fn the_records_of_one_answer_are_taken_up_to_the_limit() {
    for (count, status) in [(1024, "pass"), (1025, "fail")] {
        let server = serving(move |question| match question.rtype {
            RecordType::MX => {
                (0..count).map(|n| format!("many.test. 300 IN MX {n} mail.many.test.")).collect()
            }
            RecordType::A if question.name.to_string() == "mail.many.test" => {
                vec!["mail.many.test. 300 IN A 203.0.113.7".to_owned()]
            }
            _ => vec![],
        });
        let nameserver = server.address().to_string();
        let document =
            document(&mxcheck(&["domain", "many.test", "--json", "--no-dnsbl", "--nameserver", &nameserver]));
        let mut findings = document["findings"].as_array().unwrap().iter();
        let lookup = findings.find(|finding| finding["check"] == "mx-lookup-failed").unwrap();
        let is_judged = if lookup["status"] == "pass" { "pass" } else { "fail" };
        assert_eq!(is_judged, status, "{count}: {lookup}");
        assert_eq!(document["outcome"], if status == "pass" { "accept" } else { "defer" }, "{count}");
    }
}

#[test]
fn ptr_names_are_looked_at_and_followed_up_to_the_limits() {
    for (count, followed, left_out) in [(15, 15, None), (16, 15, None), (100, 15, None), (101, 15, Some(1))] {
        let server = serving(move |question| match question.rtype {
            RecordType::PTR => {
                (0..count).map(|n| format!("{}. 300 IN PTR static-{n}.many.test.", question.name)).collect()
            }
            RecordType::A => vec![format!("{}. 300 IN A 203.0.113.99", question.name)],
            _ => vec![],
        });
        let nameserver = server.address().to_string();
        let output =
            mxcheck(&["ip", "203.0.113.7", "--json", "-v", "--no-dnsbl", "--nameserver", &nameserver]);
        let asked = |n| server.asked(&format!("static-{n}.many.test"), RecordType::A).min(1);
        assert_eq!((0..count).map(asked).sum::<usize>(), followed, "{count}");
        let said = document(&output).to_string().contains("1 further names were not looked at");
        assert_eq!(said, left_out.is_some(), "{count}");
    }
}

#[test]
fn spf_terms_are_walked_up_to_the_limit() {
    for (terms, is_walked) in [(1_999, true), (2_000, false)] {
        let record: String = (0..terms).map(|n| format!("ip4:10.{}.{}.1 ", n / 256, n % 256)).collect();
        let record = format!("v=spf1 {record}-all");
        let strings: Vec<String> = record
            .as_bytes()
            .chunks(250)
            .map(|part| format!("\"{}\"", String::from_utf8_lossy(part)))
            .collect();
        let document = of_zone("spf", &format!("@ TXT ({})", strings.join("\n")), &[]);
        assert_eq!(
            document["budget"]["is_complete"], is_walked,
            "{terms}: {}",
            document["budget"]["void_lookups"]
        );
    }
}

#[test]
fn evidence_is_shown_up_to_the_limit_and_the_rest_is_counted() {
    // The same exchange with so many preferences; the answers that it does not exist are evidence as well.
    for (records, left_out) in [(18, 0), (19, 1)] {
        let document = with_zone(&format!("$GENERATE 1-{records} @ MX \"$ gone\""), &[]);
        let findings = document["findings"].as_array().unwrap();
        let missing =
            findings.iter().find(|finding| finding["check"] == "mx-exchange-does-not-exist").unwrap();
        assert_eq!(missing["evidence_left_out"], left_out, "{missing}");
    }
}

#[test]
fn a_run_ends_at_its_deadline_without_a_verdict() {
    let server = Nameserver::start(|question| hostile::answer(question, Duration::from_millis(900)));
    let nameserver = server.address().to_string();
    let output = mxcheck(&[
        "domain",
        &hostile::domain(6, 0),
        "--no-dnsbl",
        "--json",
        "--deadline",
        "0.5",
        "--nameserver",
        &nameserver,
    ]);
    assert_eq!(output.status.code(), Some(3));
    assert!(document(&output).to_string().contains("--deadline"), "{output:?}");
}

/// The results of a run of `batch`, and how it ended.
fn batch(list: Stdio, folder: &Folder, arguments: &[&str]) -> (Vec<Value>, Option<i32>) {
    let mut command = crate::support::program();
    let command = command.current_dir(&folder.0).arg("batch").args(arguments);
    let output = command.stdin(list).output().unwrap();
    let results = output.stdout.split(|octet| *octet == b'\n');
    (results.filter_map(|line| serde_json::from_slice(line).ok()).collect(), output.status.code())
}

#[test]
fn batch_prints_no_line_that_its_deadline_cut() {
    // The third line is about a domain whose nameserver is silent, and the last is never begun.
    let server = Nameserver::start(|question| hostile::answer(question, Duration::ZERO));
    let nameserver = server.address().to_string();
    let folder = Folder::new("bounds-deadline");
    let mut lines = vec![hostile::honest(1), hostile::honest(2), hostile::domain(6, 0)];
    lines.extend((3..2_000).map(hostile::honest));
    folder.write("list", &lines.join("\n"));
    let common = ["--nameserver", &nameserver, "--concurrency", "1"];
    let (mut results, code) = batch(
        Stdio::null(),
        &folder,
        &[&["list", "--timeout", "60", "--deadline", "1.5"], &common[..]].concat(),
    );
    assert_eq!(code, Some(3));
    assert!(!results.is_empty() && results.len() <= 2, "{results:?}");
    assert!(results.iter().all(|result| result["outcome"] == "accept"), "{results:?}");
    // Nothing is lost to a run that goes on.
    folder.write("out", &results.iter().map(|result| format!("{result}\n")).collect::<String>());
    let (rest, _) = batch(
        Stdio::null(),
        &folder,
        &[&["list", "--resume", "out", "--timeout", "0.2", "--retries", "0"], &common[..]].concat(),
    );
    results.extend(rest);
    let inputs: Vec<&str> = results.iter().map(|result| result["input"].as_str().unwrap()).collect();
    assert_eq!(inputs, lines);
}

#[test]
fn batch_ends_at_its_deadline_though_nothing_comes_on_stdin() {
    let folder = Folder::new("bounds-stdin");
    let mut command = crate::support::program();
    command.args(["batch", "--offline", "--deadline", "0.3"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.current_dir(&folder.0).spawn().unwrap();
    // Held open until the run has ended.
    let mut stdin = child.stdin.take().unwrap();
    std::io::Write::write_all(&mut stdin, b"").unwrap();
    let (told, ended) = std::sync::mpsc::channel();
    thread::spawn(move || told.send(child.wait_with_output().unwrap()));
    let output = ended.recv_timeout(Duration::from_secs(60)).expect("the run does not end");
    assert_eq!(output.status.code(), Some(3));
    drop(stdin);
}

#[test]
fn batch_keeps_the_order_next_to_hostile_lines_and_honest_ones_are_judged_as_ever() {
    let server = Nameserver::start(|question| hostile::answer(question, Duration::ZERO));
    let nameserver = server.address().to_string();
    let folder = Folder::new("bounds-batch");
    // Without the silent one, for which the test would have to wait.
    let mut kinds = (0..KINDS.len()).filter(|kind| *kind != 6);
    let mut lines: Vec<String> = Vec::new();
    for number in 0..60 {
        lines.push(hostile::honest(number));
        if number % 5 == 0 {
            lines.extend(kinds.next().map(|kind| hostile::domain(kind, number)));
        }
    }
    folder.write("list", &lines.join("\n"));
    let list = folder.0.join("list");
    let arguments = ["batch", list.to_str().unwrap(), "--nameserver", &nameserver, "--timeout", "30"];
    let output = mxcheck(&arguments);
    let results: Vec<Value> = output
        .stdout
        .split(|octet| *octet == b'\n')
        .filter_map(|line| serde_json::from_slice(line).ok())
        .collect();
    let inputs: Vec<&str> = results.iter().map(|result| result["input"].as_str().unwrap()).collect();
    assert_eq!(inputs, lines);
    for result in results.iter().filter(|result| result["input"].as_str().unwrap().contains("honest")) {
        assert_eq!((&result["outcome"], &result["cut_short"]), (&"accept".into(), &Value::Array(Vec::new())));
    }
}

// Files.

/// The command lines that read a file, without it.
const READERS: [&[&str]; 13] = [
    &["log"],
    &["explain"],
    &["message"],
    &["batch", "--offline"],
    &["zone", "--offline"],
    &["batch", "/dev/null", "--offline", "--resume"],
    &["domain", "a.test", "--offline", "--like"],
    &["domain", "a.test", "--replay"],
    &["domain", "a.test", "--offline", "--receiver"],
    &["domain", "a.test", "--offline", "--baseline"],
    &["domain", "a.test", "--offline", "--zone"],
    &["smtp", "127.0.0.1:1", "--ca-file"],
    &["receivers"],
];

#[cfg(unix)]
#[test]
fn folders_and_devices_are_refused_by_every_reader() {
    for reader in READERS {
        for file in ["/dev/zero", "/"] {
            let output = mxcheck(&[reader, &[file]].concat());
            let stderr = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{reader:?} {file}: {stderr}");
            assert!(!stderr.contains("panicked"), "{reader:?} {file}: {stderr}");
        }
    }
    let listed = mxcheck(&["dnsbl", "192.0.2.1", "--offline", "--dnsbl", "@/dev/zero"]);
    assert_eq!(listed.status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn what_does_not_end_on_stdin_is_refused() {
    for command in ["log", "explain", "message", "batch"] {
        let zeros = std::fs::File::open("/dev/zero").unwrap();
        let mut mxcheck = crate::support::program();
        let output = mxcheck.args([command, "-"]).stdin(zeros).output().unwrap();
        let code = output.status.code();
        assert!(
            matches!(code, Some(2 | 3)),
            "{command}: {code:?} {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

#[test]
fn a_message_whose_part_the_parser_loses_is_read_in_every_profile() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/reports/lost-part.eml");
    let output = mxcheck(&["explain", file, "--json"]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(0) && stderr.is_empty(), "{stderr}");
    assert_eq!(document(&output)["matches"][0]["rule"], "ionos/554-invalid-dns-ptr");
}
