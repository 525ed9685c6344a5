//! `--catalogue DIR`: receiver files that add to the built-in receivers, replace them, or change single rules; and the
//! pages with many receivers.

use std::fs;

use serde_json::Value;

use crate::support::folder::Folder;
use crate::support::program;

const ADDED: &str = r#"
schema = "mxcheck-receiver/v1"
name = "added"
title = "Added Mail"
mx_suffixes = ["mx.added.test"]

[[rule]]
id = "550-added"
roles = ["mx"]
stage = "mail-from"
code = 550
text = "Added Mail takes no mail from such a domain"
summary = "the sender domain has no mail host"
decided_by = ["dns"]
basis = "observed"
as_of = "2026-11"
explanation = "Added Mail wants a domain that takes mail."
remedy = "Publish an MX record."
cause = [{ check = "domain-has-no-mail-host", stage = "mail-from", basis = "observed", confidence = "high" }]
"#;

/// IONOS with one rule changed, under its own name.
const CHANGED: &str = r#"
schema = "mxcheck-receiver/v1"
name = "ionos"
title = "IONOS as of today"
extends = "ionos"
mx_suffixes = ["kundenserver.de"]

[[change]]
rule = "550-invalid-dns-mx"
code = 451
as_of = "2026-11"
"#;

const ZONE: &str = "$TTL 60\n@ SOA ns hostmaster 1 7200 3600 1209600 60\n@ TXT none\n";

struct Run {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

/// Runs the program in a folder; without the receivers that other tests choose.
fn run(folder: &Folder, arguments: &[&str], variable: Option<&str>) -> Run {
    let mut command = program();
    command.env_remove("MXCHECK_RECEIVER").args(arguments).current_dir(&folder.0);
    command.envs(variable.map(|value| ("MXCHECK_CATALOGUE", value)));
    let output = command.output().unwrap();
    let text = |octets: Vec<u8>| String::from_utf8(octets).unwrap();
    Run { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

fn folder(files: &[(&str, &str)]) -> Folder {
    let folder = Folder::new("catalogue");
    fs::create_dir(folder.0.join("mine")).unwrap();
    for (name, text) in files {
        fs::write(folder.0.join("mine").join(name), text).unwrap();
    }
    fs::write(folder.0.join("a.zone"), ZONE).unwrap();
    folder
}

const SENDER: [&str; 7] =
    ["domain", "a.test", "--zone", "a.zone=a.test", "--offline", "--no-dnsbl", "--json"];

fn verdict(run: &Run, receiver: &str) -> Value {
    let document: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}", run.stderr));
    let verdicts = document["verdicts"].as_array().unwrap();
    verdicts.iter().find(|verdict| verdict["receiver"] == receiver).cloned().unwrap_or(Value::Null)
}

#[test]
fn a_folder_adds_receivers_and_changes_single_rules() {
    let folder = folder(&[("added.toml", ADDED), ("ionos.toml", CHANGED), ("notes.txt", "[")]);
    for (flags, variable) in [(&["--catalogue", "mine"][..], None), (&[], Some("mine"))] {
        let judged = run(&folder, &[&SENDER[..], flags].concat(), variable);
        assert_eq!(judged.code, Some(1), "{}", judged.stderr);
        assert_eq!(verdict(&judged, "added")["rule"], "added/550-added");
        let ionos = verdict(&judged, "ionos");
        assert_eq!((&ionos["outcome"], &ionos["reply"]["code"]), (&"defer".into(), &451.into()));
        // Who extends what was changed has the change, too.
        assert_eq!(verdict(&judged, "gmx")["outcome"], "defer");
    }
    let built_in = run(&folder, &SENDER, None);
    assert_eq!(verdict(&built_in, "ionos")["outcome"], "reject");
    assert_eq!(verdict(&built_in, "added"), Value::Null);
}

#[test]
fn every_command_with_receivers_knows_the_folder() {
    let folder = folder(&[("added.toml", ADDED)]);
    fs::write(folder.0.join("mail.log"), {
        "Nov  1 10:00:00 mx postfix/smtp[1]: 4ABC12: to=<a@added.test>, relay=in.mx.added.test[192.0.2.1]:25, \
         delay=1, delays=0/0/0/1, dsn=5.0.0, status=bounced (host in.mx.added.test[192.0.2.1] said: 550 Added Mail \
         takes no mail from such a domain (in reply to MAIL FROM command))\n"
    })
    .unwrap();
    fs::write(folder.0.join("list"), "a.test\n").unwrap();
    let reply = "550 Added Mail takes no mail from such a domain";
    for (arguments, code) in [
        (&["explain", reply][..], 0),
        (&["log", "mail.log", "--time-zone", "utc"], 1),
        (&["receivers", "added"], 0),
        (&["receivers", "added/550-added"], 0),
        (&["checks", "domain-has-no-mail-host"], 0),
        (&["zone", "a.zone=a.test", "--offline", "--receiver", "added"], 1),
        (&["batch", "list", "--zone", "a.zone=a.test", "--offline", "--receiver", "added"], 1),
    ] {
        let with = run(&folder, &[arguments, &["--catalogue", "mine"]].concat(), None);
        assert_eq!(with.code, Some(code), "{arguments:?}: {}{}", with.stdout, with.stderr);
        assert!(with.stdout.contains("550-added"), "{arguments:?}: {}", with.stdout);
        let without = run(&folder, arguments, None);
        assert!(!without.stdout.contains("added/550-added"), "{arguments:?}: {}", without.stdout);
    }
}

#[test]
fn every_reply_of_a_rule_is_recognised() {
    let replies = "replies = [{ code = 451 }, { code = 421, text = \"Come back when your domain takes mail\" }]\nsummary";
    let folder = folder(&[("added.toml", &ADDED.replacen("summary", replies, 1))]);
    for (reply, code) in [
        ("550 Added Mail takes no mail from such a domain", 0),
        ("451 Added Mail takes no mail from such a domain", 0),
        ("421 Come back when your domain takes mail", 0),
        ("452 Added Mail takes no mail from such a domain", 1),
    ] {
        let run = run(&folder, &["explain", reply, "--catalogue", "mine"], None);
        assert_eq!(run.code, Some(code), "{reply}: {}", run.stdout);
        assert_eq!(run.stdout.contains("added/550-added"), code == 0, "{reply}: {}", run.stdout);
    }
}

#[test]
fn a_receiver_that_is_no_default_is_judged_when_it_is_named() {
    let quiet = ADDED.replace("title =", "default = false\ntitle =");
    let folder = folder(&[("added.toml", &quiet)]);
    let judged = |more: &[&str]| {
        let run = run(&folder, &[&SENDER[..], &["--catalogue", "mine"], more].concat(), None);
        verdict(&run, "added")["rule"] == "added/550-added"
    };
    assert!(!judged(&[]));
    assert!(judged(&["--receiver", "added"]));
    assert!(judged(&["--receiver", "all"]));
    // What is sent is still recognised.
    let explained = run(
        &folder,
        &["explain", "550 Added Mail takes no mail from such a domain", "--catalogue", "mine"],
        None,
    );
    assert!(explained.stdout.contains("added/550-added"), "{}", explained.stdout);
}

#[test]
fn a_fault_ends_the_run_with_its_place() {
    let twin = ADDED.replace("Added Mail", "Twin Mail");
    for (files, catalogue, said) in [
        (&[("a.toml", "name = 1")][..], "mine", "mine/a.toml:1:1: missing field \"schema\""),
        (
            &[("a.toml", ADDED), ("b.toml", &twin)],
            "mine",
            "mine/b.toml:3:8: the receiver of mine/a.toml is named added",
        ),
        (
            &[("a.toml", &ADDED.replace("[[rule]]", "extends = \"added\"\n[[rule]]"))],
            "mine",
            "mine/a.toml:7:11: added extends itself",
        ),
        (&[], "nowhere", "nowhere: no such directory"),
        (&[], "a.zone", "a.zone: is a file, not a directory"),
    ] {
        let folder = folder(files);
        for arguments in [&SENDER[..], &["explain", "550 no"], &["receivers"], &["checks"]] {
            let run = run(&folder, &[arguments, &["--catalogue", catalogue]].concat(), None);
            assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{arguments:?}: {}", run.stderr);
            assert!(run.stderr.starts_with(&format!("error: {said}")), "{said}: {}", run.stderr);
        }
    }
    let nested = folder(&[]);
    fs::create_dir(nested.0.join("mine/folder.toml")).unwrap();
    let run = run(&nested, &["receivers"], Some("mine"));
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("mine/folder.toml: is a directory, not a file"), "{}", run.stderr);
}

#[test]
fn the_environment_chooses_the_receivers_that_nothing_else_chooses() {
    let folder = folder(&[]);
    let judged = |more: &[&str], value: &str| -> Vec<String> {
        let mut command = program();
        command.env("MXCHECK_RECEIVER", value).args(SENDER).args(more).current_dir(&folder.0);
        let output = command.output().unwrap();
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        let verdicts = document["verdicts"].as_array().unwrap();
        verdicts.iter().map(|verdict| verdict["receiver"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(judged(&[], "one-com web.de"), ["one-com", "gmx"]);
    assert_eq!(judged(&["--receiver", "ionos"], "one-com"), ["ionos"]);
    let mut wrong = program();
    let output =
        wrong.env("MXCHECK_RECEIVER", "inonos").args(SENDER).current_dir(&folder.0).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("MXCHECK_RECEIVER"));
}

/// Ten receivers of four kinds, in addition to the three that tests are about.
fn thirteen() -> Folder {
    let fixture = |name: &str| {
        fs::read_to_string(format!("{}/fixtures/receivers/{name}.toml", env!("CARGO_MANIFEST_DIR"))).unwrap()
    };
    let folder = folder(&[]);
    let kinds = [fixture("demanding"), fixture("conditions"), ADDED.to_owned()];
    for number in 0..10 {
        let kind = &kinds[number % kinds.len()];
        let name = kind.lines().find_map(|line| line.strip_prefix("name = ")).unwrap().trim_matches('"');
        let title = kind.lines().find_map(|line| line.strip_prefix("title = ")).unwrap().trim_matches('"');
        let text = kind
            .replace(&format!("name = \"{name}\""), &format!("name = \"{name}-{number}\""))
            .replace(&format!("title = \"{title}\""), &format!("title = \"{title} {number}\""));
        folder.write(&format!("mine/{number}.toml"), &text);
    }
    folder.write(
        "a.zone",
        "$TTL 60\n@ SOA ns hostmaster 1 7200 3600 1209600 60\n@ MX 10 mail\nmail A 192.0.2.10\n",
    );
    folder.write(
        "r.zone",
        "$TTL 60\n@ SOA ns.test. hostmaster.test. 1 7200 3600 1209600 60\n10 PTR mail.a.test.\n",
    );
    folder
}

#[test]
fn thirteen_receivers_fit_on_a_page() {
    let folder = thirteen();
    let zones =
        ["--zone", "a.zone=a.test", "--zone", "r.zone=2.0.192.in-addr.arpa", "--offline", "--no-dnsbl"];
    for (name, arguments) in [
        ("refused", &["domain", "a.test", "--ip", "192.0.2.10"][..]),
        ("unjudged", &["domain", "a.test"]),
        ("address", &["ip", "192.0.2.10"]),
        ("missing", &["domain", "none.a.test"]),
        ("helo", &["helo", "in.mx.demanding.test"]),
    ] {
        let mut pages = String::new();
        for columns in ["80", "40"] {
            let mut command = program();
            let names =
                (0..10).map(|n| ["demanding", "conditions", "added"][n % 3].to_owned() + &format!("-{n}"));
            let names =
                crate::support::RECEIVERS.map(str::to_owned).into_iter().chain(names).collect::<Vec<_>>();
            command.env("MXCHECK_RECEIVER", names.join(" ")).env("LC_ALL", "C.UTF-8").env("COLUMNS", columns);
            command.args(arguments).args(zones).args(["--catalogue", "mine"]).current_dir(&folder.0);
            let page = String::from_utf8(command.output().unwrap().stdout).unwrap();
            let folded = page.split_whitespace().collect::<Vec<_>>().join(" ");
            for receiver in 0..10 {
                assert!(
                    folded.contains(&format!(" Mail {receiver}")),
                    "{receiver} is not on the page: {page}"
                );
            }
            pages.push_str(&format!("{columns} columns\n\n{page}\n"));
        }
        insta::assert_snapshot!(format!("thirteen_receivers_{name}"), pages);
    }
}
