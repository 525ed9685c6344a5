//! `mxcheck smtp` and `--live` in the formats for jobs, against scripted servers on loopback.

#![cfg(unix)]

use crate::support::{sarif, smtp_server, smtp_world};
use serde_json::Value;
use smtp_server::{Act, Script, say};
use smtp_world::{World, within};

const FORMATS: [&str; 4] = ["sarif", "junit", "github", "markdown"];

/// A reply with what each format could mistake for its own.
const HOSTILE: &str = "550 5.7.1 ::error::x ##[add-path]y | <img src=x> @team `b` ]]> [l](http://e.test) \
                       %0A {0} \u{1b}[31m\u{202e} &amp\r\n";

const SMTP: [&str; 6] = ["smtp", "elsewhere.test", "--port", "PORT", "--helo", "mail.good.test"];

const LIVE: [&str; 14] = [
    "domain",
    "good.test",
    "--no-dnsbl",
    "--helo",
    "mail.good.test",
    "--from",
    "postmaster@good.test",
    "--live",
    "--to",
    "ionos.test",
    "--ip",
    "127.0.0.1",
    "--port",
    "PORT",
];

/// The output of a run in each format, with the port that differs from run to run taken out.
async fn in_each_format(world: &World, arguments: &[&str], code: i32) -> Vec<(&'static str, String)> {
    let mut outputs = Vec::new();
    for format in FORMATS {
        let run = world.run(&[arguments, &["--format", format]].concat()).await;
        assert_eq!(run.code, Some(code), "{format}: {}{}", run.stdout, run.stderr);
        let output = run.stdout.replace(&world.nameserver.address().to_string(), "NAMESERVER");
        outputs.push((format, output.replace(&world.port.to_string(), "PORT")));
    }
    outputs
}

/// What holds for every output, whatever it says.
fn look(name: &str, outputs: Vec<(&'static str, String)>) {
    for (format, output) in outputs {
        let raw = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!output.contains(raw), "{name} {format}: {output:?}");
        match format {
            "sarif" => {
                let document: Value = serde_json::from_str(&output).unwrap();
                assert_eq!(sarif::faults(&sarif::validator(), &document), Vec::<String>::new(), "{name}");
            }
            "junit" => drop(quick_junit::Report::deserialize_from_str(&output).unwrap()),
            "github" => {
                for line in output.lines() {
                    let (head, message) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
                    assert!(!head.contains("##") && !message.contains("##["), "{line}");
                }
                let decoded = output.replace("%0A", "\n").replace("%25", "%");
                let commands = decoded.lines().filter(|line| line.trim_start().starts_with("::")).count();
                assert_eq!(commands, output.lines().count(), "{decoded}");
            }
            _ => {
                for line in output.lines().filter(|line| line.contains("team")) {
                    assert!(line.contains(r"\@&#8203;team") && line.contains(r"\<img"), "{line}");
                }
            }
        }
        let shown = if format == "sarif" { sarif::without_rules(&output) } else { output };
        insta::assert_snapshot!(format!("{name}_{format}"), shown);
    }
}

#[test]
fn a_dry_run_looks_like_this() {
    within(async {
        let refusing = Script { rcpt: say(HOSTILE), ..Script::default() };
        look("refused", in_each_format(&World::new(refusing).await, &SMTP, 1).await);
        look("accepted", in_each_format(&World::new(Script::default()).await, &SMTP, 0).await);
        look("nobody", in_each_format(&World::empty(), &SMTP, 3).await);
        look(
            "takes_no_mail",
            in_each_format(&World::empty(), &["smtp", "null.test", "--helo", "mail.good.test"], 3).await,
        );
    });
}

#[test]
fn a_documented_refusal_has_the_rule_of_its_receiver() {
    within(async {
        let greeting = say("554-kundenserver.de (mxeu) Nemesis ESMTP Service not available\r\n\
                            554-No SMTP service\r\n554 Invalid DNS PTR resource record.\r\n");
        let script = Script { greeting: [greeting, vec![Act::Close]].concat(), ..Script::default() };
        let world = World::new(script).await;
        let arguments =
            ["smtp", "ionos.test", "--port", "PORT", "--helo", "mail.good.test", "--format", "sarif"];
        let run = world.run(&arguments).await;
        let document: Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(sarif::faults(&sarif::validator(), &document), Vec::<String>::new());
        let results = document["runs"][0]["results"].as_array().unwrap();
        let rule = "ionos/554-invalid-dns-ptr";
        let result = results.iter().find(|result| result["ruleId"] == rule).unwrap();
        assert_eq!((&result["level"], run.code), (&"error".into(), Some(1)));
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(document["runs"][0]["tool"]["driver"]["rules"][index]["id"], rule);
    });
}

#[test]
fn every_server_of_all_has_its_case() {
    within(async {
        let mut world = World::new(Script::default()).await;
        world.add_at("127.0.0.13", Script { mail: say("550 5.7.1 no\r\n"), ..Script::default() }).await;
        let all = ["smtp", "several.test", "--port", "PORT", "--helo", "mail.good.test", "--all"];
        let run = world.run(&[&all[..], &["--format", "junit"]].concat()).await;
        let report = quick_junit::Report::deserialize_from_str(&run.stdout).unwrap();
        let cases = &report.test_suites[0].test_cases;
        let of_servers = cases.iter().filter(|case| case.classname.as_ref().unwrap().ends_with(" receivers"));
        let names: Vec<&str> = of_servers.map(|case| case.name.as_str()).collect();
        assert_eq!(names.len(), 2, "{names:?}");
        assert!(names[0].starts_with("second.several.test[127.0.0.1]:"), "{names:?}");
        assert!(names[1].starts_with("third.several.test[127.0.0.13]:"), "{names:?}");
        assert_eq!((run.code, report.failures), (Some(1), 1), "{}", run.stdout);
    });
}

#[test]
fn a_live_try_looks_like_this() {
    within(async {
        let refusing = Script { rcpt: say(HOSTILE), ..Script::default() };
        let world = World::new(refusing).await;
        look("live_differs", in_each_format(&world, &LIVE, 3).await);
        let world = World::new(Script::default()).await;
        let outputs = in_each_format(&world, &LIVE, 0).await;
        for (format, output) in &outputs {
            assert!(output.contains("seen, as predicted") || *format == "sarif", "{format}: {output}");
        }
        let document: Value = serde_json::from_str(&outputs[0].1).unwrap();
        let verdict = &document["runs"][0]["properties"]["verdicts"][0];
        assert_eq!((&verdict["agrees"], &verdict["difference"]), (&true.into(), &Value::Null));
        assert_eq!(verdict["observed"]["outcome"], "accept");
    });
}
