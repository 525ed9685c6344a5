//! `mxcheck zone`, `--baseline` and `--ignore` from outside: which domains are judged, how runs end, and
//! what is said. Nothing leaves loopback.

use crate::support::{folder, nameserver};
use std::path::Path;
use std::sync::Arc;

use folder::Folder;
use mxcheck::resolver::Offline;
use mxcheck::zone::{Overlay, Zone};
use nameserver::Nameserver;
use serde_json::Value;

const SOA: &str = "$TTL 300\n@ SOA ns.host.test. hostmaster 1 7200 3600 1209600 900\n@ NS ns.host.test.\n";

/// Files of a DNS repository, each a whole zone unless its text says otherwise.
const FILES: [(&str, &str); 14] = [
    (
        "news.zone",
        "@ MX 10 mail\nmail A 192.0.2.20\nnews MX 10 mail\n@ TXT \"v=spf1 ip4:192.0.2.0/24 -all\"\nnews TXT \"v=spf1 ip4:192.0.2.0/24 -all\"\n",
    ),
    ("good.test.zone", "@ MX 10 mail\nmail A 192.0.2.20\n@ TXT \"v=spf1 ip4:192.0.2.0/24 -all\"\n"),
    (
        "alias.test.zone",
        "@ MX 10 mx\nmx CNAME host\nhost A 192.0.2.10\n@ TXT \"v=spf1 ip4:192.0.2.0/24 -all\"\n",
    ),
    (
        "alias2.zone",
        "@ MX 10 mx\n@ MX 20 also\nmx CNAME host\nalso CNAME host\nhost A 192.0.2.10\n@ TXT \"v=spf1 ip4:192.0.2.0/24 -all\"\n",
    ),
    ("mended.zone", "@ MX 10 host\nhost A 192.0.2.10\n@ TXT \"v=spf1 ip4:192.0.2.0/24 -all\"\n"),
    (
        "risky.zone",
        "@ MX 10 host\n@ MX 20 mx\nmx CNAME host\nhost A 192.0.2.10\n@ TXT \"v=spf1 ip4:192.0.2.0/24 -all\"\n",
    ),
    ("far.test.zone", "@ MX 10 mail.elsewhere.example.\n"),
    ("parked.test.zone", "@ MX 0 .\n@ TXT \"v=spf1 -all\"\n"),
    ("null.test.zone", "@ MX 0 .\n"),
    (
        "many.test.zone",
        "@ MX 10 mail\nmail A 192.0.2.20\nnews MX 10 gone\n_dmarc.shop TXT \"v=DMARC1\"\n* MX 10 mail\n@ TXT \"v=spf1 ip4:192.0.2.0/24 -all\"\n",
    ),
    (
        "fewer.zone",
        "@ MX 10 mail\nmail A 192.0.2.20\n_dmarc.shop TXT \"v=DMARC1\"\n* MX 10 mail\n@ TXT \"v=spf1 ip4:192.0.2.0/24 -all\"\n",
    ),
    ("2.0.192.in-addr.arpa.zone", "20 PTR mail.good.test.\n"),
    ("broken.test.zone", "@ MX ten mail\n"),
    ("part.txt", "-"),
];

fn repository() -> Folder {
    let folder = Folder::new("zone-command");
    for (file, text) in FILES {
        folder.write(file, &format!("{SOA}{text}"));
    }
    folder.write("part.txt", "@ 300 MX 10 gone\n");
    folder.write("part2.txt", "@ 300 MX 10 mail\n");
    folder.write("no-result.json", "{\"schema\": \"mxcheck/v1\", \"command\": \"checks\", \"checks\": []}");
    folder.write("other.json", "{\"version\": \"2.1.0\"}");
    folder.write("old.json", "{\"schema\": \"mxcheck/v0\", \"command\": \"zone\"}");
    folder.write("torn.json", "{\"schema\": \"mxcheck/v1\", \"comm");
    folder.write(
        "half.json",
        "{\"schema\": \"mxcheck/v1\", \"command\": \"domain\", \"sender\": {\"domain\": null}}",
    );
    folder
}

struct Run {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

fn run(folder: &Path, arguments: &[&str]) -> Run {
    let mut command = crate::support::program();
    command.args(arguments).current_dir(folder).env("LC_ALL", "C.UTF-8");
    let output = command.output().unwrap();
    let text = |octets| String::from_utf8(octets).unwrap();
    Run { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

fn json(folder: &Path, line: &str) -> Value {
    let run = run(folder, &[&words(line)[..], &["--json"]].concat());
    serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{line}: {}", run.stderr))
}

#[test]
fn runs_end_as_their_worst_domain() {
    let folder = repository();
    // Command line, exit code, the domains with their outcomes.
    for (line, code, expected) in [
        ("zone good.test.zone", 0, "good.test accept"),
        ("zone good.test.zone alias.test.zone", 1, "good.test accept, alias.test reject"),
        ("zone good.test.zone far.test.zone", 3, "good.test accept, far.test unknown"),
        ("zone far.test.zone --fail-on unknown", 1, "far.test unknown"),
        ("zone alias.test.zone far.test.zone", 1, "alias.test reject, far.test unknown"),
        ("zone risky.zone=risky.test", 0, "risky.test accept"),
        ("zone risky.zone=risky.test --fail-on warn", 1, "risky.test accept"),
        ("zone risky.zone=risky.test --fail-on warn --ignore mx-exchange-is-alias", 0, "risky.test accept"),
        ("zone parked.test.zone good.test.zone", 0, "parked.test reject, good.test accept"),
        ("zone parked.test.zone --fail-on warn", 0, "parked.test reject"),
        ("zone null.test.zone", 1, "null.test reject"),
        ("zone null.test.zone --receiver one-com", 3, "null.test not-judged"),
        ("zone many.test.zone", 1, "many.test accept, news.many.test reject, shop.many.test reject"),
        // A file in front of another, which alone is searched for domains.
        ("zone good.test.zone --zone part.txt=good.test", 1, "good.test reject"),
        ("zone part.txt=good.test --zone good.test.zone", 1, "good.test reject"),
        ("zone part.txt=a.test", 3, "a.test unknown"),
        ("zone alias.test.zone --ignore mx-exchange-is-alias", 0, "alias.test accept"),
        ("zone alias.test.zone --ignore mx-exchange-is-alias:mx.alias.test", 0, "alias.test accept"),
        ("zone alias.test.zone --ignore mx-exchange-is-alias:alias.test", 0, "alias.test accept"),
        ("zone alias.test.zone --ignore mx-exchange-is-alias:other.test", 1, "alias.test reject"),
        (
            "zone far.test.zone --ignore mx-exchange-lookup-failed:mail.elsewhere.example",
            0,
            "far.test accept",
        ),
    ] {
        let run = run(&folder.0, &[&words(line)[..], &["--offline", "--json"]].concat());
        let warning = match line.contains("other.test") {
            true => {
                "warning: --ignore mx-exchange-is-alias:other.test: no such finding: fixed, or \
                 misspelt\n"
            }
            false => "",
        };
        assert_eq!((run.code, run.stderr.as_str()), (Some(code), warning), "{line}");
        let document: Value = serde_json::from_str(&run.stdout).unwrap();
        let domains: Vec<String> = document["domains"]
            .as_array()
            .unwrap()
            .iter()
            .map(|sender| {
                let name = sender["sender"]["domain"]["name"].as_str().unwrap();
                format!("{name} {}", sender["outcome"].as_str().unwrap())
            })
            .collect();
        assert_eq!(domains.join(", "), expected, "{line}");
        assert_eq!(document["command"], "zone", "{line}");
        assert!(document["baseline"].is_null(), "{line}");
    }
}

#[test]
fn of_a_reverse_zone_alone_nothing_is_judged() {
    let folder = repository();
    let alone = run(&folder.0, &words("zone 2.0.192.in-addr.arpa.zone --offline"));
    assert_eq!(
        (alone.code, alone.stdout.as_str()),
        (
            Some(3),
            "zone file 2.0.192.in-addr.arpa.zone: 2.0.192.in-addr.arpa, from the file name\n\nNo mail domain.\n"
        )
    );
    assert!(alone.stderr.contains("hold no mail domain"), "{}", alone.stderr);
}

#[test]
fn what_cannot_be_used_is_refused() {
    let folder = repository();
    for (line, said) in [
        ("zone", "FILE[=ORIGIN]"),
        ("zone missing.zone", "error: missing.zone: no such file"),
        ("domain broken.test --zone broken.test.zone", "error: broken.test.zone:4:6: 'ten'"),
        ("zone good.test.zone mended.zone=good.test", "and so is"),
        (
            "zone good.test.zone --ignore mx-exchange-is-alia",
            "for '--ignore': unknown check \"mx-exchange-is-alia\"\n  help: did you mean mx-exchange-is-alias?",
        ),
        ("zone good.test.zone --ignore ptr-missing:", "for '--ignore': nothing follows the colon"),
        ("domain good.test --ignore x", "for '--ignore': unknown check \"x\""),
        ("zone good.test.zone --baseline live", "--baseline live: nothing is looked up with --offline"),
        ("domain good.test --baseline missing.json", "missing.json: no such file"),
        (
            "zone good.test.zone --baseline no-result.json",
            "a result of mxcheck checks\n  help: use one of mxcheck domain or mxcheck zone",
        ),
        ("zone good.test.zone --baseline other.json", "not a result of mxcheck"),
        ("zone good.test.zone --baseline old.json", "its schema is \"mxcheck/v0\""),
        ("zone good.test.zone --baseline torn.json", "not a JSON document"),
        ("zone good.test.zone --baseline half.json", "not a complete result of mxcheck"),
        ("zone good.test.zone --baseline no-result.json=good.test", "JSON, which takes no origin"),
        (
            "zone good.test.zone alias.test.zone --baseline many.test.zone",
            "many.test.zone: its origin is many.test, which no zone file here has\n  help: type FILE=ORIGIN to name another origin",
        ),
        ("zone good.test.zone --baseline broken.test.zone", "error: broken.test.zone:4:6"),
        (
            "zone good.test.zone --baseline mended.zone --record run.ndjson",
            "--record cannot be used with --baseline mended.zone",
        ),
        ("ip 192.0.2.1 --baseline live", "--baseline"),
    ] {
        let run = run(&folder.0, &[&words(line)[..], &["--offline"]].concat());
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{line}: {}", run.stderr);
        assert!(run.stderr.contains(said), "{line}: {}", run.stderr);
    }
    let live = run(&folder.0, &words("domain good.test --baseline live --nameserver 127.0.0.1:9"));
    assert!(live.code == Some(2) && live.stderr.contains("--zone names none"), "{}", live.stderr);
}

#[test]
fn only_what_is_worse_fails() {
    let folder = repository();
    for (file, name) in [
        ("good.test.zone", "good"),
        ("alias.test.zone", "alias"),
        ("many.test.zone", "many"),
        ("parked.test.zone", "parked"),
    ] {
        let run = run(&folder.0, &["zone", file, "--offline", "--json"]);
        folder.write(&format!("{name}.json"), &run.stdout);
    }
    let domain = run(&folder.0, &words("domain alias.test --zone alias.test.zone --offline --json"));
    folder.write("alias-domain.json", &format!("\u{feff}{}", domain.stdout));
    // Command line, exit code, what is worse, what is better.
    for (line, code, worse, better) in [
        (
            "zone alias.test.zone --baseline mended.zone",
            1,
            &["ionos accept reject", "mx-exchange-is-alias fail"][..],
            &[][..],
        ),
        ("zone alias.test.zone --baseline alias.test.zone", 0, &[], &[]),
        ("zone alias.test.zone --baseline alias.json", 0, &[], &[]),
        ("zone alias.test.zone --baseline alias-domain.json", 0, &[], &[]),
        (
            "zone mended.zone=alias.test --baseline alias.test.zone",
            0,
            &[],
            &["ionos reject accept", "mx-exchange-is-alias fail"],
        ),
        (
            "zone mended.zone=alias.test --baseline alias.json",
            0,
            &[],
            &["ionos reject accept", "mx-exchange-is-alias fail"],
        ),
        // Another fault next to a known one: mending the known one would not be enough.
        ("zone alias2.zone=alias.test --baseline alias.test.zone", 1, &["mx-exchange-is-alias fail"], &[]),
        ("zone risky.zone=alias.test --baseline mended.zone", 0, &["mx-exchange-is-alias warn"], &[]),
        (
            "zone risky.zone=alias.test --baseline mended.zone --fail-on warn",
            1,
            &["mx-exchange-is-alias warn"],
            &[],
        ),
        (
            "zone risky.zone=alias.test --baseline mended.zone --fail-on warn --ignore mx-exchange-is-alias",
            0,
            &[],
            &[],
        ),
        (
            "zone alias.test.zone good.test.zone --baseline good.json",
            1,
            &["ionos null reject", "mx-exchange-is-alias fail"],
            &[],
        ),
        // What is taken out of the file is judged anyway.
        (
            "zone fewer.zone=many.test --baseline many.test.zone",
            0,
            &[],
            &["ionos reject accept", "mx-exchange-has-no-address fail"],
        ),
        (
            "zone good.test.zone --baseline news.zone",
            1,
            &["ionos accept reject", "domain-does-not-exist fail"],
            &[],
        ),
        (
            "zone good.test.zone --baseline news.zone --ignore domain-does-not-exist:news.good.test",
            0,
            &[],
            &[],
        ),
        ("zone good.test.zone --baseline good.json --receiver ionos", 0, &[], &[]),
        // A part that is laid over a whole zone is new to the zone as it was.
        (
            "zone part.txt=good.test --zone good.test.zone --baseline good.test.zone",
            1,
            &["ionos accept reject", "mx-exchange-does-not-exist fail"],
            &[],
        ),
        (
            "zone good.test.zone --zone part.txt=good.test --baseline good.test.zone",
            1,
            &["ionos accept reject", "mx-exchange-does-not-exist fail"],
            &[],
        ),
        (
            "domain good.test --zone part.txt=good.test --zone good.test.zone --baseline good.test.zone",
            1,
            &["ionos accept reject", "mx-exchange-does-not-exist fail"],
            &[],
        ),
        // A part has taken the place of a part.
        (
            "zone part.txt=good.test --zone good.test.zone --baseline part2.txt=good.test",
            1,
            &["ionos accept reject", "mx-exchange-does-not-exist fail"],
            &[],
        ),
        ("zone part.txt=good.test --zone good.test.zone --baseline part.txt=good.test", 0, &[], &[]),
        // A parked domain that sends from now on was nobody's fault before.
        (
            "zone null.test.zone=parked.test --baseline parked.test.zone",
            1,
            &["ionos null reject", "domain-is-null-mx fail", "spf-missing warn"],
            &[],
        ),
        (
            "zone null.test.zone=parked.test --baseline parked.json",
            1,
            &["ionos null reject", "domain-is-null-mx fail", "spf-missing warn"],
            &[],
        ),
        // One that is parked from now on is not compared.
        ("zone parked.test.zone=good.test --baseline good.test.zone", 0, &[], &[]),
        ("zone mended.zone=parked.test --baseline parked.test.zone", 0, &[], &[]),
        (
            "domain alias.test --zone alias.test.zone --baseline mended.zone",
            1,
            &["ionos accept reject", "mx-exchange-is-alias fail"],
            &[],
        ),
        ("domain alias.test --zone alias.test.zone --baseline alias.json", 0, &[], &[]),
        (
            "domain alias.test --zone alias.test.zone --baseline mended.zone=alias.test --ignore mx-exchange-is-alias",
            0,
            &[],
            &[],
        ),
    ] {
        let run = run(&folder.0, &[&words(line)[..], &["--offline", "--json"]].concat());
        assert_eq!(run.code, Some(code), "{line}: {}{}", run.stdout, run.stderr);
        let document: Value = serde_json::from_str(&run.stdout).unwrap();
        let baseline = &document["baseline"];
        let told = |side: &str| -> Vec<String> {
            let changes = baseline[side].as_array().unwrap().iter();
            let word = |value: &Value| value.as_str().unwrap_or("null").to_owned();
            // GMX has the rules of IONOS.
            let changes = changes.filter(|change| change["receiver"] != "gmx");
            let told = changes.filter(|change| change["check"] != "ptr-lookup-failed").map(|change| {
                match change["kind"].as_str().unwrap() {
                    "verdict" => format!(
                        "{} {} {}",
                        word(&change["receiver"]),
                        word(&change["before"]),
                        word(&change["after"])
                    ),
                    _ => {
                        let status = if side == "worse" { "after" } else { "before" };
                        format!("{} {}", word(&change["check"]), word(&change[status]))
                    }
                }
            });
            told.collect()
        };
        assert_eq!(told("worse"), worse, "{line}");
        let of_checks = |told: Vec<String>| {
            told.into_iter().filter(|t| !t.starts_with("address-is-")).collect::<Vec<_>>()
        };
        assert_eq!(of_checks(told("better")), better, "{line}");
        assert!(baseline["same"].is_u64() && baseline["source"].is_string(), "{line}");
    }
}

#[test]
fn a_result_about_others_is_no_baseline() {
    let folder = repository();
    let alias = run(&folder.0, &words("zone alias.test.zone --offline --json"));
    folder.write("alias.json", &alias.stdout);
    for line in [
        "domain good.test --zone good.test.zone --baseline alias.json --offline",
        "zone good.test.zone --baseline alias.json --offline",
        "domain alias.test --zone alias.test.zone --baseline alias.json --offline --ip 192.0.2.1",
    ] {
        let run = run(&folder.0, &words(line));
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{line}: {}", run.stderr);
        assert!(run.stderr.contains("error: alias.json: no results for"), "{line}: {}", run.stderr);
    }
}

#[test]
fn a_job_shows_a_mistake_in_a_file_at_its_line() {
    let folder = repository();
    for (format, parts) in [
        ("github", &["::error file=broken.test.zone,line=4,", "not a preference"][..]),
        ("sarif", &["\"uri\": \"broken.test.zone\"", "\"startLine\": 4", "\"level\": \"error\""]),
        ("junit", &["<failure", "zone-file-cannot-be-read", "broken.test.zone:4"]),
        ("markdown", &["1 zone file unreadable in parts", "`broken.test.zone:4`"]),
        ("json", &["\"effect\": \"lost\"", "\"domain\": {", "\"outcome\": \"unknown\""]),
        ("text", &["good.test: no known reason for rejection", "broken.test"]),
    ] {
        let arguments = ["zone", "good.test.zone", "broken.test.zone", "--offline", "--format", format];
        let run = run(&folder.0, &arguments);
        assert_eq!(run.code, Some(2), "{format}");
        assert!(run.stderr.starts_with("error: broken.test.zone:4:"), "{format}: {}", run.stderr);
        for part in parts {
            assert!(run.stdout.contains(part), "{format}: {part}: {}", run.stdout);
        }
    }
}

#[test]
fn what_a_baseline_has_no_part_in_is_said() {
    let folder = repository();
    let both = run(&folder.0, &words("zone good.test.zone alias.test.zone --offline --json"));
    folder.write("both.json", &both.stdout);
    let run = run(&folder.0, &words("zone good.test.zone --baseline both.json --offline"));
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(run.stderr.contains("no zone file here holds alias.test: not compared"), "{}", run.stderr);
    assert!(run.stdout.contains("1 not compared"), "{}", run.stdout);
    let page =
        self::run(&folder.0, &words("zone parked.test.zone=good.test --baseline good.test.zone --offline"));
    assert!(page.stdout.contains("3 not compared"), "{}", page.stdout);
    let quiet = "domain alias.test --zone alias.test.zone --baseline mended.zone --offline -q";
    let quiet = self::run(&folder.0, &words(quiet));
    assert!(quiet.code == Some(1) && quiet.stdout.contains("accept → reject"), "{}", quiet.stdout);
    let comment = "zone parked.test.zone=good.test --baseline good.test.zone --offline --format markdown --receiver ionos";
    let comment = self::run(&folder.0, &words(comment)).stdout;
    assert!(comment.contains("(parked)") && !comment.contains("as before)"), "{comment}");
}

/// What `<(git show …)` gives.
#[cfg(unix)]
#[test]
fn a_baseline_may_come_through_a_pipe() {
    let folder = repository();
    let result = run(&folder.0, &words("zone mended.zone=alias.test --offline --json")).stdout;
    let mended = std::fs::read_to_string(folder.0.join("mended.zone")).unwrap();
    for text in [result, mended] {
        let mut command = crate::support::program();
        command.args(words("zone alias.test.zone --baseline /dev/stdin --offline -q"));
        command.current_dir(&folder.0).stdin(std::process::Stdio::piped());
        let mut child = command.stdout(std::process::Stdio::piped()).spawn().unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), text.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let page = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.code() == Some(1) && page.contains("accept -> reject"), "{page}");
    }
}

#[test]
fn live_is_what_the_nameserver_publishes() {
    let folder = repository();
    let published = [
        ("alias.test", "@ MX 10 host\nhost A 192.0.2.10\n"),
        ("good.test", "@ MX 10 mail\nmail A 192.0.2.20\n"),
    ]
    .map(|(origin, text)| {
        Zone::parse(origin, format!("{SOA}{text}"), Some(origin.parse().unwrap())).unwrap()
    });
    let overlay = Overlay::new(published.to_vec(), Arc::new(Offline)).unwrap();
    let server = Nameserver::serving(Arc::new(overlay));
    let address = server.address().to_string();
    let live = ["--baseline", "live", "--nameserver", &address, "--json", "--no-dnsbl"];
    for (line, code) in [
        ("zone good.test.zone", 0),
        ("zone alias.test.zone good.test.zone", 1),
        ("domain alias.test --zone alias.test.zone", 1),
        ("domain alias.test --zone mended.zone=alias.test", 0),
    ] {
        let run = run(&folder.0, &[&words(line)[..], &live].concat());
        assert_eq!(run.code, Some(code), "{line}: {}{}", run.stdout, run.stderr);
        let document: Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(document["baseline"]["source"], "live");
        assert_eq!(document["baseline"]["worse"].as_array().unwrap().is_empty(), code == 0, "{line}");
    }
    // A run is recorded as published, and compared without a network.
    let record = ["domain", "alias.test", "--nameserver", &address, "--record", "run.ndjson", "--no-dnsbl"];
    assert_eq!(run(&folder.0, &record).code, Some(0));
    let replay = "domain alias.test --zone alias.test.zone --baseline live --replay run.ndjson --no-dnsbl -q";
    assert_eq!(run(&folder.0, &words(replay)).code, Some(1));
    // Nobody answers: nothing is known to be better or worse, and that is said.
    let nobody = nameserver::closed_address().to_string();
    let dead = ["domain", "good.test", "--zone", "part.txt=other.test", "--baseline", "live", "--no-dnsbl"];
    let dead = run(&folder.0, &[&dead[..], &["--nameserver", &nobody]].concat());
    assert_eq!(dead.code, Some(3), "{}", dead.stdout);
    assert!(dead.stderr.contains("the earlier outcome of 1 of 1 senders is unknown"), "{}", dead.stderr);
}

#[test]
fn no_public_list_is_asked_about_zones() {
    let folder = repository();
    let plain = json(&folder.0, "zone good.test.zone --offline");
    assert_eq!(plain["domains"][0]["lists"], serde_json::json!([]));
    folder.write("bl.zone", &format!("{SOA}INVALID TXT x\nTEST A 127.0.0.2\ngood.test A 127.0.0.2\n"));
    let listed = run(
        &folder.0,
        &words("zone good.test.zone --offline --zone bl.zone=bl.test --dnsbl bl.test=domain --json"),
    );
    assert_eq!(listed.code, Some(1), "{}", listed.stdout);
    assert!(listed.stdout.contains("\"domain-is-listed\""), "{}", listed.stdout);
}

#[test]
fn ignored_findings_stay_in_sight() {
    let folder = repository();
    let line =
        "domain alias.test --zone alias.test.zone --offline --ignore mx-exchange-is-alias:mx.alias.test";
    let document = json(&folder.0, line);
    let finding = document["findings"].as_array().unwrap().iter();
    let ignored: Vec<&Value> = finding.filter(|finding| finding["ignored"] == true).collect();
    assert_eq!(ignored.len(), 1);
    assert_eq!(
        (&ignored[0]["status"], &ignored[0]["check"]),
        (&"fail".into(), &"mx-exchange-is-alias".into())
    );
    assert_eq!(document["verdicts"][0]["because"], serde_json::json!([]));
    let page = run(&folder.0, &words(line));
    assert!(
        page.stdout.contains("Ignored      mx-exchange-is-alias: MX must not be an alias"),
        "{}",
        page.stdout
    );
    assert_eq!(page.code, Some(0));
}

#[test]
fn documents_satisfy_the_schema() {
    let folder = repository();
    let schema: Value = serde_json::from_str(&run(&folder.0, &["schema"]).stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for line in [
        "zone many.test.zone parked.test.zone --offline",
        "zone alias.test.zone --baseline mended.zone --offline",
        "domain alias.test --zone alias.test.zone --baseline mended.zone --offline",
    ] {
        let document = json(&folder.0, line);
        let errors: Vec<String> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{line}: {errors:#?}");
    }
}

#[test]
fn the_page_has_a_line_for_each_good_domain() {
    let folder = repository();
    let line = "zone good.test.zone alias.test.zone many.test.zone parked.test.zone far.test.zone \
                2.0.192.in-addr.arpa.zone --zone mended.zone=mended.test --offline";
    let page = run(&folder.0, &words(line)).stdout;
    assert!(page.lines().all(|line| line.chars().count() <= 80 || line.contains(" IN ")), "{page}");
    insta::assert_snapshot!("page", page);
    insta::assert_snapshot!("quiet", run(&folder.0, &[&words(line)[..], &["-q"]].concat()).stdout);
    let compared = "zone alias2.zone=alias.test good.test.zone --baseline alias.test.zone --offline";
    insta::assert_snapshot!("compared", run(&folder.0, &words(compared)).stdout);
}

#[test]
fn what_offline_leaves_out_is_no_problem_of_the_page() {
    let folder = Folder::new("unasked");
    folder.write("a.test.zone", "$TTL 900\n@ SOA ns h 1 2 3 4 5\n@ MX 10 mx\nmx A 192.0.2.10\n");
    let mut command = crate::support::program();
    let line = "domain a.test --offline --zone a.test.zone --ip 203.0.113.7 --helo mail.other.test";
    let output = command.args(line.split(' ')).current_dir(&folder.0).output().unwrap();
    let page = String::from_utf8(output.stdout).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(output.status.code(), Some(3), "{page}");
    assert!(page.contains("Not checked HELO name mail.other.test."), "{page}");
    let (_, problems) = page.split_once("Warning").unwrap_or_default();
    assert!(!problems.contains("could not be looked up"), "{page}");
}

#[test]
fn what_a_line_that_cannot_be_read_may_hold_is_unknown() {
    let folder = Folder::new("unread");
    let head = "$TTL 900\n@ SOA ns h 1 2 3 4 5\n@ MX 10 mx\nok A 192.0.2.1\n";
    for (name, line) in [("quote", "mx A \"192.0.2.10\nx A 192.0.2.2\n"), ("include", "$INCLUDE none.inc\n")]
    {
        let file = format!("{name}.test.zone");
        folder.write(&file, &format!("{head}{line}"));
        let mut command = crate::support::program();
        command.args(["zone", &file, "--offline", "--json", "--write-fix", "fix.txt"]);
        let output = command.current_dir(&folder.0).output().unwrap();
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(2), "{name}: {document:#}");
        assert_eq!(document["domains"][0]["outcome"], "unknown", "{name}: {document:#}");
        assert!(!folder.0.join("fix.txt").exists(), "{name}: a change is written from a part of a zone");
    }
}
