//! `--to` and `--live` from outside: which receivers are predicted, and the prediction compared with
//! scripted servers on loopback.

#![cfg(unix)]

use crate::support::{smtp_server, smtp_world};
use std::fs;

use serde_json::Value;
use smtp_server::{Act, Script, say};
use smtp_world::{Scratch, World, within};

const SENDER: [&str; 6] = ["domain", "good.test", "--no-dnsbl", "--helo", "mail.good.test", "--from"];

/// The sender with more flags.
fn sender<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&SENDER[..], &["postmaster@good.test"], more].concat()
}

fn live<'a>(to: &'a str, ip: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    sender(&[&["--live", "--to", to, "--ip", ip, "--port", "PORT"], more].concat())
}

fn receivers(document: &Value) -> Vec<&str> {
    let verdicts = document["verdicts"].as_array().unwrap();
    verdicts.iter().map(|verdict| verdict["receiver"].as_str().unwrap()).collect()
}

const NO_PTR: &str = "554-kundenserver.de (mxeu) Nemesis ESMTP Service not available\r\n554-No SMTP service\r\n\
                      554 Invalid DNS PTR resource record.\r\n";

fn refusing_without_ptr() -> Script {
    Script { greeting: [say(NO_PTR), vec![Act::Close]].concat(), ..Script::default() }
}

#[test]
fn recipients_choose_the_receivers() {
    within(async {
        let world = World::empty();
        for (to, chosen, code, outcome) in [
            (&["user@ionos.test"][..], &["ionos"][..], 0, "accept"),
            (&["one.test"], &["one-com"], 0, "accept"),
            (&["both.test"], &["ionos", "one-com"], 0, "accept"),
            (&["one.test", "user@ionos.test"], &["ionos", "one-com"], 0, "accept"),
            (&["elsewhere.test"], &[], 3, "unknown"),
            (&["null.test"], &[], 3, "unknown"),
            (&["nothing.test"], &[], 3, "unknown"),
            (&["broken.test"], &[], 3, "unknown"),
            (&["ionos.test", "elsewhere.test"], &["ionos"], 3, "unknown"),
        ] {
            let flags: Vec<&str> = to.iter().flat_map(|to| ["--to", to]).collect();
            for arguments in [
                sender(&flags),
                [&["helo", "mail.good.test", "--no-dnsbl"], &flags[..]].concat(),
                [&["ip", "127.0.0.1", "--no-dnsbl"], &flags[..]].concat(),
            ] {
                // One.com has no rule that an address alone decides.
                let is_open = arguments[0] == "ip" && chosen == ["one-com"];
                let (code, outcome) = if is_open { (3, "not-judged") } else { (code, outcome) };
                let (found, document) = world.json(&arguments).await;
                assert_eq!(found, Some(code), "{arguments:?}: {document:#}");
                assert_eq!(
                    (receivers(&document).as_slice(), &document["outcome"]),
                    (chosen, &outcome.into())
                );
                assert_eq!(document["to"].as_array().unwrap().len(), to.len());
            }
        }
        let (_, document) = world.json(&sender(&["--to", "elsewhere.test"])).await;
        let problem = document["to"][0]["problem"].as_str().unwrap();
        assert!(problem.contains("its MX is mx.elsewhere.test: mxcheck has no rules"), "{problem}");
        let (code, document) = world.json(&sender(&["--to", "elsewhere.test", "--receiver", "ionos"])).await;
        assert_eq!((code, receivers(&document)), (Some(0), vec!["ionos"]), "who is named stays");
        for to in ["a b", "", "a@", "192.0.2.1", "<>", "a@b.test\r\nQUIT"] {
            let run = world.run(&sender(&["--to", to])).await;
            assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{to:?}");
            assert!(run.stderr.contains("for '--to'"), "{}", run.stderr);
        }
    });
}

#[test]
fn what_was_predicted_is_seen() {
    within(async {
        // 127.0.0.2 has no PTR record: IONOS refuses it before anything is said.
        let world = World::new(refusing_without_ptr()).await;
        let arguments = live("user@ionos.test", "127.0.0.2", &[]);
        let (code, document) = world.json(&arguments).await;
        let verdict = &document["verdicts"][0];
        assert_eq!((code, &verdict["rule"]), (Some(1), &"ionos/554-invalid-dns-ptr".into()), "{verdict:#}");
        assert_eq!((&verdict["agrees"], &verdict["difference"]), (&true.into(), &Value::Null), "{verdict:#}");
        let observed = &verdict["observed"];
        assert_eq!((&observed["outcome"], &observed["stage"]), (&"reject".into(), &"connect".into()));
        assert_eq!(observed["rule"], "ionos/554-invalid-dns-ptr");
        assert_eq!((&observed["reply"]["code"], &observed["reply"]["enhanced"]), (&554.into(), &Value::Null));
        assert_eq!(document["sessions"][0]["client"], "127.0.0.2", "the judged address is bound");
        let page = world.run(&arguments).await;
        insta::assert_snapshot!("predicted_and_seen", world.redacted(&page.stdout));

        let world = World::new(Script::default()).await;
        let (code, document) = world.json(&live("user@ionos.test", "127.0.0.1", &[])).await;
        let verdict = &document["verdicts"][0];
        assert_eq!((code, &verdict["agrees"]), (Some(0), &true.into()), "{verdict:#}");
        assert_eq!(
            (&verdict["observed"]["outcome"], &verdict["observed"]["stage"]),
            (&"accept".into(), &Value::Null)
        );
        assert_eq!(
            world.commands(),
            [[
                "EHLO mail.good.test",
                "MAIL FROM:<postmaster@good.test>",
                "RCPT TO:<user@ionos.test>",
                "RSET",
                "QUIT"
            ]]
        );
    });
}

#[test]
fn a_difference_is_explained() {
    within(async {
        let replying = |rcpt: &str| Script { rcpt: say(format!("{rcpt}\r\n")), ..Script::default() };
        let rate = Script {
            greeting: say("421 Rate limit reached. Please try again later\r\n"),
            ..Script::default()
        };
        for (script, to, ip, outcome, said) in [
            (replying("450 4.2.0 Greylisted"), "one.test", "127.0.0.1", "defer", "greylisting"),
            (rate, "ionos.test", "127.0.0.1", "defer", "could not be predicted: that needs"),
            (
                replying("550 5.7.1 go away"),
                "ionos.test",
                "127.0.0.1",
                "reject",
                "none of the documented ones",
            ),
            (
                Script::default(),
                "ionos.test",
                "127.0.0.2",
                "accept",
                "they do not apply ionos/554-invalid-dns-ptr",
            ),
        ] {
            let world = World::new(script).await;
            let (_, document) = world.json(&live(to, ip, &[])).await;
            let verdict = &document["verdicts"][0];
            assert_eq!(
                (&verdict["agrees"], &verdict["observed"]["outcome"]),
                (&false.into(), &outcome.into())
            );
            let difference = verdict["difference"].as_str().unwrap();
            assert!(difference.contains(said), "{difference}");
            let page = world.run(&live(to, ip, &[])).await.stdout;
            assert!(page.contains("not as predicted"), "{page}");
        }
    });
}

#[test]
fn another_address_and_a_broken_session_are_not_compared() {
    within(async {
        let world = World::new(Script::default()).await;
        // 192.0.2.10 is not this machine's: the session comes from elsewhere.
        let (_, document) = world.json(&live("ionos.test", "192.0.2.10", &[])).await;
        let verdict = &document["verdicts"][0];
        assert!(verdict["agrees"].is_null() && verdict["observed"]["outcome"] == "accept", "{verdict:#}");
        assert!(verdict["difference"].as_str().unwrap().contains("not from 192.0.2.10"));

        let arguments = live("ionos.test", "127.0.0.1", &["--ip", "127.0.0.2", "--ip", "192.0.2.10"]);
        let (_, document) = world.json(&arguments).await;
        let agreements: Vec<&Value> =
            document["verdicts"].as_array().unwrap().iter().map(|verdict| &verdict["agrees"]).collect();
        assert_eq!(
            agreements,
            [&Value::Bool(true), &Value::Bool(false), &Value::Null],
            "one for each address"
        );
        assert_eq!(document["sessions"].as_array().unwrap().len(), 2, "from each that this machine has");

        let broken = World::new(Script { mail: vec![Act::Close], ..Script::default() }).await;
        let (_, document) = broken.json(&live("ionos.test", "127.0.0.1", &[])).await;
        let verdict = &document["verdicts"][0];
        assert!(verdict["agrees"].is_null() && verdict["observed"]["outcome"] == "unknown");

        let nobody = World::empty();
        let (code, document) = nobody.json(&live("ionos.test", "127.0.0.1", &[])).await;
        let verdict = &document["verdicts"][0];
        assert!(verdict["agrees"].is_null() && verdict["observed"].is_null());
        // A session that was asked for and not held is no acceptance.
        assert_eq!((code, &verdict["difference"]), (Some(3), &"nobody answered".into()));
    });
}

#[test]
fn every_recipient_is_tried_and_the_worst_counts() {
    within(async {
        let refusing = || Script { rcpt: say("550 5.1.1 no such user\r\n"), ..Script::default() };
        for scripts in [vec![refusing(), Script::default()], vec![Script::default(), refusing()]] {
            let world = World::with(scripts).await;
            let more = ["--to", "b@ionos.test", "--target", "127.0.0.1:PORT"];
            let arguments = live("a@ionos.test", "127.0.0.1", &more);
            let (code, document) = world.json(&arguments).await;
            let verdict = &document["verdicts"][0];
            assert_eq!((code, &verdict["counted"]), (Some(1), &"reject".into()), "{verdict:#}");
            assert_eq!(verdict["observed"]["is_about_recipient"], true, "{verdict:#}");
            let recipients: Vec<String> = world.commands().iter().map(|said| said[2].clone()).collect();
            assert_eq!(recipients, ["RCPT TO:<a@ionos.test>", "RCPT TO:<b@ionos.test>"]);
        }
    });
}

#[test]
fn a_refusal_remains_whatever_comes_after_it() {
    within(async {
        let stray = Script { mail: say("550 mailbox unavailable\r\n\r\n"), ..Script::default() };
        let world = World::new(stray).await;
        let (code, document) = world.json(&live("a@ionos.test", "127.0.0.1", &[])).await;
        assert_eq!((code, &document["outcome"]), (Some(1), &"reject".into()), "{document:#}");
    });
}

#[test]
fn every_format_has_what_a_receiver_without_rules_answered() {
    within(async {
        let world = World::new(Script { rcpt: say("550 5.7.1 rejected\r\n"), ..Script::default() }).await;
        let arguments = live("a@elsewhere.test", "127.0.0.1", &["--target", "127.0.0.1:PORT"]);
        for (format, expected) in [
            ("text", "5.7.1 rejected"),
            ("junit", "failures=\"1\""),
            ("github", "::error"),
            ("sarif", "\"level\": \"error\""),
            ("markdown", "1 of 1 refused"),
        ] {
            let run = world.run(&[&arguments[..], &["--format", format]].concat()).await;
            assert_eq!(run.code, Some(1), "{format}: {}", run.stderr);
            assert!(run.stdout.contains(expected), "{format}: {}", run.stdout);
        }
        let quiet = world.run(&[&arguments[..], &["-q"]].concat()).await.stdout;
        assert!(quiet.contains("✗") && quiet.contains("550 5.7.1 rejected"), "{quiet}");
    });
}

#[test]
fn what_was_seen_counts_in_a_comparison_too() {
    within(async {
        let world = World::new(Script { rcpt: say("550 5.7.1 rejected\r\n"), ..Script::default() }).await;
        let before = world.run(&sender(&["--to", "a@ionos.test", "--ip", "127.0.0.1", "--json"])).await;
        let before = smtp_world::Scratch::new("before.json", before.stdout);
        let arguments = live("a@ionos.test", "127.0.0.1", &["--baseline", before.path()]);
        let (code, document) = world.json(&arguments).await;
        assert_eq!(code, Some(1), "{document:#}");
    });
}

#[test]
fn a_cancelled_prediction_is_no_failure_of_any_format() {
    within(async {
        let world = World::new(Script::default()).await;
        // The address has no PTR record, and the server takes the mail.
        let arguments =
            live("a@ionos.test", "127.0.0.2", &["--bind", "127.0.0.2", "--target", "127.0.0.1:PORT"]);
        for (more, forbidden) in
            [(&["--format", "junit"][..], "<failure"), (&["--format", "github"], "::error"), (&["-q"], "✗")]
        {
            let run = world.run(&[&arguments[..], more].concat()).await;
            assert_eq!(run.code, Some(0), "{more:?}: {}{}", run.stdout, run.stderr);
            assert!(!run.stdout.contains(forbidden), "{more:?}: {}", run.stdout);
        }
    });
}

#[test]
fn the_size_that_a_server_offers_wins() {
    within(async {
        let over = "552 5.3.4 Requested mail action aborted: exceeded storage allocation\r\n";
        let small = Script { ehlo: say("250-mx\r\n250 SIZE 1000\r\n"), mail: say(over), ..Script::default() };
        let world = World::new(small).await;
        let (code, document) = world.json(&live("ionos.test", "127.0.0.1", &["--size", "2000"])).await;
        let verdict = &document["verdicts"][0];
        assert_eq!((code, &verdict["rule"]), (Some(1), &"ionos/message-too-large".into()), "{verdict:#}");
        assert_eq!(
            (&verdict["stage"], &verdict["observed"]["stage"]),
            (&"mail-from".into(), &"mail-from".into())
        );
        let large = Script { ehlo: say("250-mx\r\n250 SIZE 200000000\r\n"), ..Script::default() };
        let world = World::new(large).await;
        let (code, document) = world.json(&live("ionos.test", "127.0.0.1", &["--size", "150000000"])).await;
        assert_eq!(
            (code, &document["verdicts"][0]["agrees"]),
            (Some(0), &true.into()),
            "100 MiB were documented"
        );
        let said = world.commands();
        assert!(said[0][1].ends_with(" SIZE=150000000"), "{said:?}");
        let endless = Script { ehlo: say("250-mx\r\n250 SIZE 0\r\n"), ..Script::default() };
        let world = World::new(endless).await;
        let (code, document) = world.json(&live("ionos.test", "127.0.0.1", &["--size", "150000000"])).await;
        assert_eq!((code, &document["verdicts"][0]["agrees"]), (Some(0), &true.into()), "0 is no limit");
    });
}

#[test]
fn a_server_can_be_named() {
    within(async {
        let world = World::new(refusing_without_ptr()).await;
        let target = ["--live", "--target", "127.0.0.1:PORT", "--ip", "127.0.0.2", "--receiver", "ionos"];
        let (code, document) = world.json(&sender(&target)).await;
        assert_eq!((code, &document["verdicts"][0]["agrees"]), (Some(1), &true.into()), "{document:#}");
        // A host that is no receiver's speaks for all; one that is speaks for it alone.
        let host = ["--live", "--target", "mx00.kundenserver.de:PORT", "--ip", "127.0.0.2"];
        let (_, document) = world.json(&sender(&host)).await;
        let observed: Vec<bool> = document["verdicts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|verdict| verdict["observed"].is_object())
            .collect();
        assert_eq!(
            (receivers(&document), observed),
            (vec!["ionos", "gmx", "one-com"], vec![true, false, false])
        );
    });
}

#[test]
fn what_a_live_try_lacks_is_said_before_it() {
    within(async {
        let world = World::new(Script::default()).await;
        for (more, said) in [
            (&["--live"][..], "--live needs a recipient"),
            (&["--bind", "127.0.0.1"], "--bind applies to the session of --live"),
            (&["--force"], "--force applies to the session of --live"),
            (&["--target", "127.0.0.1"], "--live"),
            (&["--live", "--target", "a b"], "contains a space"),
            (&["--live", "--to", "ionos.test", "--bind", "192.0.2.1"], "this machine cannot connect from it"),
        ] {
            let run = world.run(&sender(more)).await;
            assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{more:?}");
            assert!(run.stderr.contains(said), "{more:?}: {}", run.stderr);
        }
        let forged =
            ["domain", "good.test", "--no-dnsbl", "--helo", "nothing.test", "--live", "--to", "ionos.test"];
        let run = world.run(&forged).await;
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
        assert!(run.stderr.contains("--force"), "{}", run.stderr);
        assert!(world.commands().is_empty(), "nobody was connected to");
        let (code, document) = world.json(&[&forged[..], &["--force", "--port", "PORT"]].concat()).await;
        assert_eq!(code, Some(1), "IONOS refuses such a name");
        assert_eq!(document["verdicts"][0]["agrees"], false);
    });
}

#[test]
fn a_refusal_that_was_seen_is_not_verified_away() {
    within(async {
        let refusing = || Script { rcpt: say("550 5.7.1 go away\r\n"), ..Script::default() };
        for (script, outcome) in [(refusing(), "reject"), (Script::default(), "accept")] {
            let world = World::new(script).await;
            let arguments = live("ionos.test", "127.0.0.1", &[]);
            let (_, document) = world.json(&arguments).await;
            let findings = document["findings"].as_array().unwrap();
            let missing = findings.iter().find(|finding| finding["check"] == "spf-missing").unwrap();
            let verified = &missing["fix"]["verified"];
            assert_eq!(
                (&verified["outcome"], &document["verified"]["outcome"]),
                (&outcome.into(), &outcome.into())
            );
            let page = world.run(&arguments).await.stdout;
            let is_refused = outcome == "reject";
            assert_eq!(page.contains("the refusal that was seen remains"), is_refused, "{page}");
            assert_eq!(page.contains("no known reason for rejection remains"), !is_refused, "{page}");
        }
    });
}

/// A receiver that blocks addresses that ask for recipients and send nothing.
fn careful() -> String {
    format!("{}/fixtures/receivers/conditions.toml", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn a_receiver_that_forbids_probing_is_not_asked_for_recipients() {
    within(async {
        let receiver = careful();
        let world = World::new(Script::default()).await;
        let smtp = ["smtp", "careful.test", "--port", "PORT", "--helo", "mail.good.test"];
        let named = ["--receiver", receiver.as_str()];
        let (code, document) = world.json(&[&smtp[..], &named].concat()).await;
        assert_eq!((code, &document["outcome"]), (Some(0), &"not-judged".into()), "{document:#}");
        assert_eq!(document["diagnosis"], "stopped");
        let error = document["sessions"][0]["error"].as_str().unwrap();
        assert!(error.contains("stopped before RCPT TO"), "{error}");
        let page = world.run(&[&smtp[..], &named].concat()).await.stdout;
        assert!(
            page.contains("stopped before RCPT TO") && !page.to_lowercase().contains("accepted"),
            "{page}"
        );
        // Whatever host it is that was named together with the receiver.
        world.json(&[&["smtp", "127.0.0.1:PORT", "--helo", "mail.good.test"][..], &named].concat()).await;
        let (code, document) =
            world.json(&live("user@careful.test", "127.0.0.1", &["--receiver", &receiver])).await;
        let verdict = &document["verdicts"][0];
        assert_eq!((code, &verdict["agrees"]), (Some(0), &Value::Null), "{document:#}");
        assert!(verdict["difference"].as_str().unwrap().contains("stopped before RCPT TO"), "{verdict:#}");
        let asked = |world: &World| world.commands().iter().flatten().any(|line| line.starts_with("RCPT TO"));
        assert!(!asked(&world), "{:?}", world.commands());

        let probing = [&smtp[..], &named, &["--probe-recipients"]].concat();
        let (code, document) = world.json(&probing).await;
        assert_eq!((code, &document["outcome"]), (Some(0), &"accept".into()), "{document:#}");
        assert!(asked(&world));
    });
}

#[test]
fn a_refusal_before_the_recipient_counts_where_probing_is_forbidden() {
    within(async {
        let receiver = careful();
        let script = Script { mail: say("550 5.7.1 Go away\r\n"), ..Script::default() };
        let world = World::new(script).await;
        let smtp =
            ["smtp", "careful.test", "--port", "PORT", "--helo", "mail.good.test", "--receiver", &receiver];
        let (code, document) = world.json(&smtp).await;
        assert_eq!((code, &document["outcome"]), (Some(1), &"reject".into()), "{document:#}");
    });
}

#[test]
fn every_reply_of_a_rule_agrees_with_it() {
    within(async {
        let receiver = careful();
        // Without a PTR record it answers 550; 421 is not among what it answers as well.
        for (reply, agrees) in [("550 5.7.25 no\r\n", true), ("421 4.7.0 no\r\n", false)] {
            let world = World::new(Script { greeting: say(reply), ..Script::default() }).await;
            let arguments = live("user@careful.test", "127.0.0.2", &["--receiver", &receiver]);
            let (_, document) = world.json(&arguments).await;
            assert_eq!(document["verdicts"][0]["agrees"], agrees, "{reply:?}: {document:#}");
        }
        let file = fs::read_to_string(&receiver).unwrap();
        let both = file.replacen(
            "code = 550\n",
            "code = 550\nreplies = [{ code = 421, enhanced = \"4.7.0\" }]\n",
            1,
        );
        let changed =
            Scratch(std::env::temp_dir().join(format!("mxcheck-replies-{}.toml", std::process::id())));
        fs::write(&changed.0, both).unwrap();
        let path = changed.0.display().to_string();
        for (reply, agrees) in [("421 4.7.0 no\r\n", true), ("450 4.7.0 no\r\n", false)] {
            let world = World::new(Script { greeting: say(reply), ..Script::default() }).await;
            let (_, document) =
                world.json(&live("user@careful.test", "127.0.0.2", &["--receiver", &path])).await;
            assert_eq!(document["verdicts"][0]["agrees"], agrees, "{reply:?}: {document:#}");
        }
    });
}
