//! The formats for jobs, each written by the real program from one fixed result: as they look, and what
//! whoever reads them relies on. Nothing leaves the machine: zone files answer.

#![cfg(unix)]

use crate::support::{folder, sarif};
use std::path::Path;
use std::process::Command;

use folder::Folder;
use serde_json::Value;

const FORMATS: [&str; 4] = ["sarif", "junit", "github", "markdown"];

/// Zones with every kind of result. Names hold what each format could mistake for its own.
const ZONES: [(&str, &str); 6] = [
    ("good.test.zone", "@ MX 10 mail\nmail A 192.0.2.20\n@ TXT \"v=spf1 mx -all\"\n"),
    ("alias.test.zone", "@ MX 10 mx\nmx CNAME host\nhost A 192.0.2.10\n"),
    (
        "warn.test.zone",
        "@ MX 10 mail\nmail A 192.0.2.21\n\
         @ MX 20 a\\010::set-output\\032name=x::y.##[add-path]z\n\
         @ MX 30 \\|`b`<img\\032src=x>\\@team[l]\\(http://e.test\\)]]><!--\n\
         @ MX 40 \\027[31m\\226\\128\\174%0A{0}&amp\n",
    ),
    ("unknown.test.zone", "@ MX 10 mail.elsewhere.test.\n"),
    ("parked.test.zone", "@ MX 0 .\n@ TXT \"v=spf1 -all\"\n"),
    ("odd,name:1%0A.zone", "$ORIGIN odd.test.\n@ MX 10 192.0.2.1\n* MX 10 mail\n"),
];

fn zones() -> Folder {
    let folder = Folder::new("formats");
    for (file, text) in ZONES {
        let origin = if file.starts_with("odd") { "$ORIGIN odd.test.\n" } else { "" };
        let head = "$TTL 300\n@ SOA ns.host.test. hostmaster 1 7200 3600 1209600 900\n@ NS ns.host.test.\n";
        folder.write(file, &format!("{origin}{head}{text}"));
    }
    folder
}

struct Run {
    code: Option<i32>,
    stdout: String,
}

fn run(folder: &Path, arguments: &[&str]) -> Run {
    let mut command = crate::support::program();
    let output = command.args(arguments).current_dir(folder).output().unwrap();
    let said = match output.status.code() {
        Some(2) => "error: 2 lines could not be parsed\n  help: see line-cannot-be-read in the result\n",
        _ => "",
    };
    assert_eq!(String::from_utf8_lossy(&output.stderr), said, "{arguments:?}");
    Run { code: output.status.code(), stdout: String::from_utf8(output.stdout).unwrap() }
}

fn zone(folder: &Path, format: &str, more: &[&str]) -> Run {
    let files = ZONES.map(|(file, _)| file);
    run(folder, &[&["zone", "--offline", "--format", format], &files[..], more].concat())
}

/// What a run is made of: five kinds of outcome, an ignored finding, a baseline.
const CASES: [(&str, &[&str], &[&str], i32); 6] = [
    (
        "ip",
        &["ip", "192.0.2.77", "--helo", "mail_x.test", "--offline"],
        &["--zone", "reverse.zone=2.0.192.in-addr.arpa"],
        1,
    ),
    ("zone", &["zone"], &[], 1),
    (
        "baseline",
        &["domain", "alias.test", "--offline", "--zone", "alias.test.zone"],
        &["--baseline", "before.zone"],
        1,
    ),
    (
        "ignored",
        &["domain", "alias.test", "--offline", "--zone", "alias.test.zone", "--receiver", "ionos"],
        &["--ignore", "mx-exchange-is-alias"],
        0,
    ),
    (
        "dnsbl",
        &["dnsbl", "192.0.2.10", "192.0.2.11", "a.test", "--offline"],
        &[
            "--zone",
            "bl.zone=bl.test",
            "--zone",
            "no.zone=no.test",
            "--dnsbl",
            "bl.test=ip4,domain",
            "--dnsbl",
            "no.test=ip4",
        ],
        1,
    ),
    (
        "batch",
        &["batch", "senders.txt", "-q", "--offline"],
        &[
            "--zone",
            "good.test.zone",
            "--zone",
            "alias.test.zone",
            "--zone",
            "warn.test.zone",
            "--zone",
            "unknown.test.zone",
        ],
        2,
    ),
];

/// Senders of every kind, and lines that are none.
const LIST: &str = "good.test\n# comment\nalias.test\nwarn.test\nunknown.test,192.0.2.1\n\n\
                    ::error::x ##[add-path]y @team <img src=x>|`b`\u{202e}%0A\ngood.test,192.0.2.2\n\
                    {\"domain\":\"\\n::stop-commands::x\"}\n";

fn cases(mut judge: impl FnMut(&str, &str, String)) {
    let folder = zones();
    folder.write("senders.txt", LIST);
    folder.write("before.zone", "$TTL 300\n@ SOA ns.host.test. h 1 7200 3600 1209600 900\n@ MX 0 .\n");
    let soa = "$TTL 300\n@ SOA ns hostmaster 1 7200 3600 1209600 900\n";
    folder.write(
        "bl.zone",
        &format!(
            "{soa}2.0.0.127 A 127.0.0.2\nTEST A 127.0.1.2\n10.2.0.192 A 127.0.0.2\n\
             10.2.0.192 TXT \"\\010::stop-commands::x | @team <b> see http://e.test/?ip=192.0.2.10\"\n"
        ),
    );
    folder.write("reverse.zone", &format!("{soa}77 PTR 192-0-2-77.dyn.provider.test.\n"));
    folder.write("no.zone", &format!("{soa}* A 127.255.255.254\n"));
    for (name, arguments, more, code) in CASES {
        for format in FORMATS {
            let run = match arguments {
                ["zone"] => zone(&folder.0, format, more),
                _ => run(&folder.0, &[arguments, more, &["--format", format]].concat()),
            };
            assert_eq!(run.code, Some(code), "{name} {format}: {}", run.stdout);
            judge(name, format, run.stdout);
        }
    }
}

#[test]
fn each_format_looks_like_this() {
    cases(|name, format, output| {
        // The rules are the program's documentation, which changes and is not the format's.
        let shown = if format == "sarif" { sarif::without_rules(&output) } else { output };
        insta::assert_snapshot!(format!("{name}_{format}"), shown);
    });
}

#[test]
fn results_are_the_same_each_time() {
    let folder = zones();
    for format in FORMATS {
        assert_eq!(zone(&folder.0, format, &[]).stdout, zone(&folder.0, format, &[]).stdout, "{format}");
    }
}

#[test]
fn sarif_satisfies_the_official_schema() {
    let validator = sarif::validator();
    let mut count = 0;
    cases(|name, format, output| {
        if format != "sarif" {
            return;
        }
        let document: Value = serde_json::from_str(&output).unwrap();
        let errors = sarif::faults(&validator, &document);
        assert!(errors.is_empty(), "{name}: {errors:#?}");
        let run = &document["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        for rule in rules {
            // The one rule that is no check's.
            if (name, &rule["id"]) == ("batch", &"line-cannot-be-read".into()) {
                continue;
            }
            let check = mxcheck::catalogue::check::find(rule["id"].as_str().unwrap()).unwrap();
            assert_eq!(rule["fullDescription"]["text"], check.doc, "each check's own documentation");
        }
        for result in run["results"].as_array().unwrap() {
            let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
            assert_eq!(rule["id"], result["ruleId"]);
            assert_eq!(result["kind"] == "fail", result["level"] != "none", "{result}");
            assert!(result["partialFingerprints"].is_object(), "{result}");
            // GitHub takes no document with a result that is in no file.
            let is_of_files = matches!(name, "zone" | "ignored" | "baseline" | "batch");
            let location = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
            assert!(!is_of_files || location.is_string(), "{name}: {result}");
            count += 1;
        }
    });
    assert!(count >= 10, "{count}");
}

#[test]
fn lists_that_were_not_asked_are_named_in_each_format() {
    let folder = zones();
    for format in ["text", "json", "sarif", "junit", "github", "markdown"] {
        let page = zone(&folder.0, format, &["--dnsbl", "one.test", "--dnsbl", "two.test"]).stdout;
        for list in ["one.test", "two.test"] {
            assert!(page.contains(list), "{format}: {page}");
        }
        // JSON has the reason at each list.
        assert!(format == "json" || page.matches("NOT checked: one").count() == 1, "{format}: {page}");
    }
}

#[test]
fn sarif_points_at_the_line() {
    let folder = zones();
    let document: Value = serde_json::from_str(&zone(&folder.0, "sarif", &[]).stdout).unwrap();
    let results = document["runs"][0]["results"].as_array().unwrap();
    let line = |check: &str| {
        let result = results.iter().find(|result| result["ruleId"] == check).unwrap();
        let place = &result["locations"][0]["physicalLocation"];
        (place["artifactLocation"]["uri"].clone(), place["region"]["startLine"].clone())
    };
    assert_eq!(line("mx-exchange-is-alias"), ("alias.test.zone".into(), 4.into()));
    assert_eq!(line("mx-exchange-has-no-address"), ("odd%2Cname%3A1%250A.zone".into(), 6.into()));
}

#[test]
fn junit_is_read_again() {
    cases(|name, format, output| {
        if format != "junit" {
            return;
        }
        let legal = |c: char| c == '\n' || (!c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}'));
        assert!(output.chars().all(legal), "{name}");
        let report = quick_junit::Report::deserialize_from_str(&output).unwrap();
        let numbers = (report.failures, report.errors);
        match name {
            "zone" => {
                // Two domains are refused by two receivers for one check each, one is not known there.
                assert_eq!(numbers, (6, 2));
                let (files, senders): (Vec<_>, Vec<_>) =
                    report.test_suites.iter().partition(|suite| suite.name.as_str() == "zone files");
                assert_eq!((files.len(), senders.len()), (1, 6));
                for suite in senders {
                    let receivers = suite.test_cases.iter().filter(|case| {
                        case.classname.as_ref().is_some_and(|name| name.as_str().ends_with(" receivers"))
                    });
                    assert_eq!(receivers.count(), 3, "a case for each receiver");
                    let mut names: Vec<&str> =
                        suite.test_cases.iter().map(|case| case.name.as_str()).collect();
                    let count = names.len();
                    names.sort_unstable();
                    names.dedup();
                    assert_eq!(names.len(), count, "a case for each check");
                }
            }
            "ignored" => assert!(numbers == (0, 0) && report.skipped == 1, "{output}"),
            _ => assert!(report.failures > 0, "{output}"),
        }
    });
}

#[test]
fn every_line_for_github_is_one_command() {
    let mut errors = 0;
    cases(|name, format, output| {
        if format != "github" {
            return;
        }
        for line in output.lines() {
            let rest = line.strip_prefix("::").unwrap();
            let (head, message) = rest.split_once("::").unwrap();
            let (word, properties) = head.split_once(' ').unwrap();
            assert!(["error", "warning", "notice"].contains(&word), "{name}: {line}");
            errors += usize::from(word == "error");
            for property in properties.split(',') {
                let (key, value) = property.split_once('=').unwrap();
                assert!(["file", "line", "title"].contains(&key) && !value.contains(':'), "{line}");
            }
            assert!(!message.is_empty() && !line.contains("##"), "{line}");
            assert!(line.chars().all(|c| !c.is_control() && c != '\u{202e}'), "{line:?}");
        }
        // What the runner would decode holds no line that a later reader takes for a command.
        let decoded = output.replace("%0A", "\n").replace("%25", "%");
        let starts = decoded.lines().filter(|line| line.trim_start().starts_with("::")).count();
        assert_eq!(starts, output.lines().count(), "{decoded}");
    });
    assert!(errors >= 4, "{errors}");
}

#[test]
fn markdown_keeps_its_tables_and_mentions_nobody() {
    cases(|name, format, output| {
        if format != "markdown" {
            return;
        }
        let mut columns = 0;
        for line in output.lines() {
            let bars = line.replace("\\|", "").matches('|').count();
            match line.starts_with('|') {
                true if columns == 0 => columns = bars,
                true => assert_eq!(bars, columns, "{name}: {line}"),
                false => columns = 0,
            }
            // Outside of code nothing can be a mention, a link or markup of its own.
            let plain: String = line.split('`').step_by(2).collect();
            let is_prose = !line.starts_with(['+', '-']) || line.starts_with("- ") && !line.contains(" IN ");
            if is_prose && !line.contains("``") {
                assert!(!plain.contains("@team") && !plain.contains("://"), "{name}: {line}");
                assert!(!plain.replace("\\<", "").contains("<img"), "{name}: {line}");
            }
        }
        assert!(output.starts_with("### mxcheck "), "{output}");
    });
}

#[test]
fn a_comment_stays_within_what_a_comment_may_hold() {
    let folder = Folder::new("formats");
    let mut zone =
        "$TTL 300\n@ SOA ns hostmaster 1 7200 3600 1209600 900\n@ NS ns\n@ MX 10 mail\n".to_owned();
    zone.push_str("ns A 192.0.2.1\nmail A 192.0.2.2\nalias CNAME mail\n");
    for number in 0..400 {
        let exchange = if number % 2 == 0 { "alias" } else { "mail" };
        zone.push_str(&format!("domain-with-a-long-name-{number} MX 10 {exchange}\n"));
    }
    folder.write("large.test.zone", &zone);
    let page = run(&folder.0, &["zone", "--offline", "--format", "markdown", "large.test.zone"]);
    assert_eq!(page.code, Some(1));
    assert!(page.stdout.len() < 65_536, "{}", page.stdout.len());
    for part in
        ["### mxcheck zone: 200 of 401 refused", "201 more are accepted", "150 more that are not accepted"]
    {
        assert!(page.stdout.contains(part), "{part}: {}", page.stdout);
    }
    assert!(page.stdout.contains("more senders with faults"), "{}", page.stdout);
    // A reader that goes away ends any format quietly.
    for format in FORMATS {
        let script = format!("mxcheck zone --offline --format {format} large.test.zone | true");
        let program = Path::new(env!("CARGO_BIN_EXE_mxcheck")).parent().unwrap();
        let mut shell = Command::new("sh");
        shell
            .args(["-c", &script])
            .current_dir(&folder.0)
            .env_clear()
            .env("MXCHECK_RECEIVER", crate::support::RECEIVERS.join(" "));
        let output = shell.env("PATH", format!("{}:/usr/bin:/bin", program.display())).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{format}");
    }
}

#[test]
fn commands_without_jobs_have_no_such_format() {
    for arguments in
        [&["checks", "--format", "sarif"][..], &["spf", "a.test", "--offline", "--format", "junit"]]
    {
        let mut command = crate::support::program();
        let output = command.args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(message.contains("--format") && message.contains("text, json"), "{message}");
    }
}
