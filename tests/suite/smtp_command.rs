//! `mxcheck smtp` from outside, against scripted servers on loopback: what is tried, what is said of
//! it, how the run ends, and what the page looks like.

#![cfg(unix)]

use crate::support::{certificates, smtp_server, smtp_world};
use std::collections::BTreeSet;
use std::net::UdpSocket;

use crate::support::looks::{LOOKS, add_look};
use certificates::{Authority, VALID, parameters, self_signed};
use mxcheck::catalogue::check::{self, Input};
use rcgen::ExtendedKeyUsagePurpose;
use serde_json::Value;
use smtp_server::{Act, Script, say};
use smtp_world::{Scratch, World, within};

const HELO: [&str; 2] = ["--helo", "mail.good.test"];

fn smtp<'a>(target: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["smtp", target, "--port", "PORT"], &HELO[..], more].concat()
}

fn refusing(stage: &str, reply: &str) -> Script {
    let acts = say(format!("{reply}\r\n"));
    let mut script = Script::default();
    match stage {
        "connect" => script.greeting = [acts, vec![Act::Close]].concat(),
        "ehlo" => (script.ehlo, script.helo) = (acts.clone(), acts),
        "mail-from" => script.mail = acts,
        _ => script.rcpt = acts,
    }
    script
}

// The server that it talks to.

#[test]
fn every_form_of_a_target_is_tried() {
    within(async {
        let mut world = World::new(Script::default()).await;
        world.add_at("::1", Script::default()).await;
        for (target, kind, exchange, recipient) in [
            ("elsewhere.test", "mx", Some("mx.elsewhere.test"), "postmaster@elsewhere.test"),
            ("implicit.test", "implicit-mx", Some("implicit.test"), "postmaster@implicit.test"),
            ("mx.elsewhere.test", "host", Some("mx.elsewhere.test"), "postmaster@mx.elsewhere.test"),
            ("implicit.test:PORT", "host", Some("implicit.test"), "postmaster@implicit.test"),
            ("127.0.0.1:PORT", "address", None, "postmaster@[127.0.0.1]"),
            ("127.0.0.1", "address", None, "postmaster@[127.0.0.1]"),
            ("[::1]:PORT", "address", None, "postmaster@[IPv6:::1]"),
            ("six.test", "mx", Some("mx.six.test"), "postmaster@six.test"),
        ] {
            let (code, document) = world.json(&smtp(target, &[])).await;
            assert_eq!(code, Some(0), "{target}: {document:#}");
            assert_eq!(document["command"], "smtp");
            assert_eq!(document["target"], target.replace("PORT", &world.port.to_string()));
            assert_eq!(document["route"]["kind"], kind, "{target}");
            assert_eq!(
                (&document["outcome"], &document["diagnosis"]),
                (&"accept".into(), &"accepted".into())
            );
            let session = &document["sessions"][0];
            assert_eq!(session["exchange"].as_str(), exchange, "{target}");
            assert_eq!(session["port"], world.port);
            let stages: Vec<&str> = stages(session);
            assert_eq!(stages, ["connect", "ehlo", "mail-from", "rcpt-to", "rset", "quit"]);
            let rcpt = format!("RCPT TO:<{recipient}>");
            assert_eq!(session["stages"][3]["command"], rcpt);
            assert_eq!(session["stages"][3]["reply"]["code"], 250);
            assert_eq!(session["stages"][3]["reply"]["enhanced"], "2.1.5");
            assert_eq!(session["extensions"]["SIZE"], "100000");
            assert_eq!(
                (&session["tls"]["offered"], &session["tls"]["version"]),
                (&false.into(), &Value::Null)
            );
        }
    });
}

fn stages(session: &Value) -> Vec<&str> {
    session["stages"].as_array().unwrap().iter().map(|step| step["stage"].as_str().unwrap()).collect()
}

#[test]
fn where_nobody_takes_mail_that_is_said_and_nothing_is_connected() {
    within(async {
        let world = World::new(Script::default()).await;
        for (target, more, diagnosis, said) in [
            ("null.test", &[][..], "takes-no-mail", "null MX, RFC 7505"),
            ("nothing.test", &[], "no-mail-host", "does not exist"),
            ("bare.test", &[], "no-mail-host", "has neither an MX record nor an address"),
            ("gone.test", &[], "no-mail-host", "text.gone.test has no address"),
            ("literal.test", &[], "no-mail-host", "is an address where the name of a host must stand"),
            ("broken.test", &[], "lookup-failed", "could not be looked up"),
            ("unseen.test", &[], "lookup-failed", "mx.broken.test could not be looked up"),
            ("elsewhere.test", &["-6"], "no-mail-host", "not of the family"),
            ("six.test", &["--bind", "127.0.0.1"], "no-mail-host", "not of the family"),
        ] {
            let (code, document) = world.json(&smtp(target, more)).await;
            assert_eq!(code, Some(3), "{target}");
            assert_eq!(
                (&document["outcome"], &document["diagnosis"]),
                (&"unknown".into(), &diagnosis.into())
            );
            assert_eq!(document["sessions"], serde_json::json!([]));
            let page =
                world.run(&smtp(target, more)).await.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(page.contains(said), "{target}: {page}");
        }
        assert_eq!(world.commands(), Vec::<Vec<String>>::new(), "nobody was connected to");
    });
}

#[test]
fn what_is_odd_about_the_way_is_said_before_it_is_gone() {
    within(async {
        let world = World::new(Script::default()).await;
        for (target, said) in [
            (
                "implicit.test",
                "note: implicit.test has no MX: its own addresses take its mail (implicit MX)\n",
            ),
            ("half.test", "warning: the exchange nothing.half.test does not exist\n"),
            ("elsewhere.test", ""),
        ] {
            let run = world.run(&smtp(target, &[])).await;
            assert_eq!((run.code, run.stderr.as_str()), (Some(0), said), "{target}");
            assert_eq!(world.run(&smtp(target, &["-q"])).await.stderr, "");
        }
    });
}

#[test]
fn the_first_that_answers_is_talked_to_or_all() {
    within(async {
        let mut world = World::new(Script::default()).await;
        let (code, document) = world.json(&smtp("several.test", &[])).await;
        assert_eq!((code, &document["outcome"]), (Some(0), &"accept".into()), "{document:#}");
        let sessions = document["sessions"].as_array().unwrap();
        assert_eq!(sessions.len(), 2, "the first does not listen, the second accepts");
        assert_eq!(
            (&sessions[0]["outcome"], &sessions[0]["address"]),
            (&"unknown".into(), &"127.0.0.11".into())
        );
        assert_eq!(document["left_out"], 1, "three exchanges are tried at most");
        assert_eq!(document["findings"][0]["check"], "server-is-unreachable");

        world.add_at("127.0.0.13", refusing("mail-from", "550 no")).await;
        let (code, document) = world.json(&smtp("several.test", &["--all"])).await;
        assert_eq!((code, &document["outcome"]), (Some(1), &"reject".into()), "the worst counts");
        assert_eq!(document["sessions"].as_array().unwrap().len(), 4);
        assert_eq!(document["left_out"], 0);
    });
}

#[test]
fn nobody_listening_is_distinguished_from_a_server_at_fault() {
    within(async {
        let world = World::empty();
        let (code, document) = world.json(&smtp("elsewhere.test", &[])).await;
        assert_eq!((code, &document["diagnosis"]), (Some(3), &"nobody-listens".into()));
        let session = &document["sessions"][0];
        assert_eq!((&session["client"], &session["outcome"]), (&Value::Null, &"unknown".into()));
        assert!(session["error"].as_str().unwrap().contains("nothing listens"));
        let junk = || say("no SMTP here\r\n");
        for (script, stage) in [
            (Script { greeting: vec![Act::Close], ..Script::default() }, "connect"),
            (Script { greeting: junk(), ..Script::default() }, "connect"),
            (Script { ehlo: vec![Act::Close], ..Script::default() }, "EHLO"),
            (Script { mail: vec![Act::Reset], ..Script::default() }, "MAIL FROM"),
            (Script { rcpt: junk(), ..Script::default() }, "RCPT TO"),
            (Script { rcpt: say("250 ok\r\n250 ok\r\n"), ..Script::default() }, "RCPT TO"),
            (Script { rset: vec![Act::Close], ..Script::default() }, "RSET"),
        ] {
            let world = World::new(script).await;
            let (code, document) = world.json(&smtp("elsewhere.test", &["--smtp-timeout", "2"])).await;
            assert_eq!((code, &document["diagnosis"]), (Some(3), &"server-at-fault".into()), "{stage}");
            let error = document["sessions"][0]["error"].as_str().unwrap();
            assert!(error.ends_with(&format!(" at {stage}")), "{error}");
        }
    });
}

#[test]
fn a_silent_greeting_is_no_fault_of_the_server() {
    within(async {
        let world = World::new(Script { greeting: vec![Act::Hang], ..Script::default() }).await;
        let silent = smtp("elsewhere.test", &["--smtp-timeout", "2"]);
        let (code, document) = world.json(&silent).await;
        assert_eq!((code, &document["diagnosis"]), (Some(3), &"no-greeting".into()));
        assert_eq!(document["sessions"][0]["error"], "no greeting within 2 s");
        let page = world.run(&silent).await.stdout;
        assert!(page.contains("Receivers may wait up to 5 minutes"), "{page}");
        let next = page.lines().find(|line| line.starts_with("  Next")).unwrap();
        assert!(next.contains(" --smtp-timeout 300 ") && !next.contains("--smtp-timeout 2 "), "{next}");
        assert!(!page.contains("fault"), "{page}");
    });
}

// What it says.

#[test]
fn what_is_said_is_what_was_asked_for() {
    within(async {
        for (more, mail, rcpt) in [
            (&[][..], "MAIL FROM:<postmaster@good.test>", "RCPT TO:<postmaster@elsewhere.test>"),
            (&["--from", "<>"], "MAIL FROM:<>", "RCPT TO:<postmaster@elsewhere.test>"),
            (&["--from", "a@b.test", "--rcpt", "c@d.test"], "MAIL FROM:<a@b.test>", "RCPT TO:<c@d.test>"),
            (
                &["--size", "4711"],
                "MAIL FROM:<postmaster@good.test> SIZE=4711",
                "RCPT TO:<postmaster@elsewhere.test>",
            ),
            (&["--to", "user@one.test"], "MAIL FROM:<postmaster@good.test>", "RCPT TO:<user@one.test>"),
            (&["--to", "one.test"], "MAIL FROM:<postmaster@good.test>", "RCPT TO:<postmaster@one.test>"),
            // As it was typed, not as a zone file would have it.
            (
                &["--from", "a@x(y.test", "--rcpt", "c@d$e.test"],
                "MAIL FROM:<a@x(y.test>",
                "RCPT TO:<c@d$e.test>",
            ),
        ] {
            let world = World::new(Script::default()).await;
            let run = world.run(&smtp("elsewhere.test", more)).await;
            assert_eq!(run.code, Some(0), "{more:?}: {}{}", run.stdout, run.stderr);
            assert_eq!(world.commands(), [["EHLO mail.good.test", mail, rcpt, "RSET", "QUIT"]], "{more:?}");
        }
    });
}

#[test]
fn a_forged_helo_name_needs_force() {
    within(async {
        let world = World::new(Script::default()).await;
        for (helo, said) in [
            ("nothing.test", "it does not resolve to an address"),
            ("bare.test", "it does not resolve to an address"),
            ("mail.broken.test", "could not be looked up"),
            ("localhost", "it is not the full name of a host"),
            ("[127.0.0.1]", "it is not the full name of a host"),
        ] {
            let run = world.run(&["smtp", "127.0.0.1:PORT", "--helo", helo]).await;
            assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{helo}");
            assert!(run.stderr.contains(said) && run.stderr.contains("--force"), "{helo}: {}", run.stderr);
        }
        assert!(world.commands().is_empty());
        let run = world.run(&["smtp", "127.0.0.1:PORT", "--helo", "nothing.test", "--force"]).await;
        assert_eq!((run.code, world.commands()[0][0].as_str()), (Some(0), "EHLO nothing.test"));
    });
}

#[test]
fn bad_input_is_refused_before_a_socket_is_opened() {
    let no_certificate = Scratch::new("none.pem", "no certificate");
    let target = "127.0.0.1:9";
    for (arguments, said) in [
        (&["a b.test"][..], "contains a space"),
        (&["a.test\r\nQUIT"], r"contains a line end (\r)"),
        (&["a.test:0"], "\"0\" is not a port"),
        (&["a.test:65536"], "\"65536\" is not a port"),
        (&["a.test:smtp"], "\"smtp\" is not a port"),
        (&["::1:25:x"], "without brackets"),
        (&["[::1"], "no IP address in the brackets"),
        (&["info@a.test"], "type a.test --rcpt ADDRESS"),
        (&["smtp://a.test"], "a URL"),
        (&["127.0.0.256"], "not an IP address"),
        (&[""], "empty"),
        (&[target, "--port", "0"], "--port"),
        (&[target, "--port", "65536"], "--port"),
        (&[target, "--port", "25"], "--port 25 contradicts port 9 of the target"),
        (&[target, "--helo", "a b"], "contains a space"),
        (&[target, "--helo", "a.test\r\nQUIT"], r"contains a line end (\r)"),
        (&[target, "--helo", ""], "empty"),
        (&[target, "--from", "a@b.test\nQUIT"], r"contains a line end (\n)"),
        (&[target, "--from", "a b@c.test"], "contains a space"),
        (&[target, "--from", "a>b@c.test"], "< or >"),
        (&[target, "--rcpt", "a@b.test\r"], r"contains a line end (\r)"),
        (&[target, "--rcpt", "<>"], "<> is not a recipient"),
        (&[target, "--rcpt", "a@"], "no domain after the @"),
        (&[target, "--size", "-1"], "not a size"),
        (&[target, "--bind", "192.0.2.1"], "this machine cannot connect from it"),
        (&[target, "--bind", "a.test"], "not an IP address"),
        (&[target, "--bind", "127.0.0.1", "-6"], "of the other address family"),
        (&[target, "-4", "-6"], "--ipv4"),
        (&[target, "--ca-file", "/nowhere.pem"], "/nowhere.pem: no such file"),
        (&[target, "--ca-file", no_certificate.path()], "no certificates"),
        (&[target, "--starttls", "maybe"], "type one of auto, never, require"),
        (&[target, "--smtp-timeout", "0"], "not a number of seconds"),
        (&[target, "--wait-greylist", "0"], "not a number of minutes"),
        (&[target, "--to", "a b@c.test"], "contains a space"),
        (&[target, "--to", "192.0.2.1"], "an IP address"),
        (&[target, "--to", "a@[192.0.2.1]"], "has no domain"),
        (&[target, "--receiver", "nobody"], "for '--receiver': unknown"),
    ] {
        let nameserver = UdpSocket::bind("127.0.0.1:0").unwrap();
        let address = nameserver.local_addr().unwrap().to_string();
        let mut command = crate::support::program();
        command.arg("smtp").args(arguments).args(["--nameserver", &address]);
        if !arguments.contains(&"--helo") {
            command.args(HELO);
        }
        let output = command.env("LC_ALL", "C.UTF-8").output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}: {stderr}");
        assert!(stderr.contains(said), "{arguments:?}: {stderr}");
        assert!(stderr.chars().all(|c| c == '\n' || !c.is_control()), "{stderr:?}");
        nameserver.set_nonblocking(true).unwrap();
        assert!(nameserver.recv_from(&mut [0; 512]).is_err(), "{arguments:?}: something was sent");
    }
}

// What it makes of it.

#[test]
fn a_refusal_is_recognised_at_its_stage() {
    within(async {
        for (stage, reply, target, outcome, diagnosis, rule) in [
            (
                "connect",
                "554-kundenserver.de (mxeu) Nemesis ESMTP Service not available\r\n554-No SMTP service\r\n\
                 554-Bad DNS PTR resource record.\r\n554 For explanation visit http://postmaster.1and1.com/x?c=rdns",
                "ionos.test",
                "reject",
                "refuses-address",
                Some("ionos/554-bad-dns-ptr"),
            ),
            (
                "connect",
                "421 Rate limit reached. Please try again later",
                "ionos.test",
                "defer",
                "defers",
                Some("ionos/421-rate-limit"),
            ),
            (
                "ehlo",
                "550 Reject due to policy restrictions",
                "ionos.test",
                "reject",
                "refuses-session",
                Some("ionos/550-policy-restrictions"),
            ),
            (
                "mail-from",
                "550 Invalid DNS MX or A/AAAA resource record.",
                "ionos.test",
                "reject",
                "refuses-session",
                Some("ionos/550-invalid-dns-mx"),
            ),
            (
                "rcpt-to",
                "554 5.7.1 This message has been blocked because the HELO/EHLO domain is invalid.",
                "one.test",
                "reject",
                "refuses-session",
                Some("one-com/554-helo-invalid"),
            ),
            (
                "rcpt-to",
                "450 4.2.0 Greylisted, try again",
                "one.test",
                "defer",
                "greylists",
                Some("one-com/450-greylisted"),
            ),
            ("rcpt-to", "450 4.2.0 Greylisted, try again", "elsewhere.test", "defer", "greylists", None),
            ("rcpt-to", "550 5.1.1 no such user", "elsewhere.test", "reject", "refuses-session", None),
            (
                "rcpt-to",
                "550 Requested action not taken: mailbox unavailable",
                "ionos.test",
                "reject",
                "refuses-session",
                Some("ionos/550-mailbox-unavailable"),
            ),
        ] {
            let world = World::new(refusing(stage, reply)).await;
            let (code, document) = world.json(&smtp(target, &[])).await;
            let session = &document["sessions"][0];
            assert_eq!(code, Some(1), "{reply}");
            let found = (&document["outcome"], &document["diagnosis"], &session["stage"]);
            assert_eq!(found, (&outcome.into(), &diagnosis.into(), &stage.into()), "{reply}");
            assert_eq!(session["rule"].as_str(), rule, "{reply}");
            assert_eq!(session["explanation"].is_null(), rule.is_none());
            assert_eq!(session["greylisted"], diagnosis == "greylists");
            if diagnosis == "refuses-session" {
                let about_recipient = reply.contains("no such user") || reply.contains("mailbox unavailable");
                let [advice, command] = [0, 1].map(|place| document["next"][place].as_str().unwrap());
                assert_eq!(advice.contains("The recipient is at fault"), about_recipient, "{advice}");
                assert_eq!(command.contains("--rcpt USER@DOMAIN"), about_recipient, "{command}");
                assert_eq!(command.starts_with("mxcheck domain good.test "), !about_recipient, "{command}");
            }
            let fail_on = world.run(&smtp(target, &["--fail-on", "reject"])).await;
            assert_eq!(fail_on.code, Some(i32::from(outcome == "reject")));
        }
    });
}

#[test]
fn greylisting_is_waited_for_and_both_tries_are_reported() {
    within(async {
        let first = refusing("rcpt-to", "450 4.7.1 Greylisted, come back in 5 minutes");
        let wait = ["--wait-greylist", "0.001"];
        let world = World::with(vec![first.clone(), Script::default()]).await;
        let (code, document) = world.json(&smtp("elsewhere.test", &wait)).await;
        assert_eq!((code, &document["outcome"]), (Some(0), &"accept".into()), "{document:#}");
        let sessions = document["sessions"].as_array().unwrap();
        let tries: Vec<(&Value, &Value)> =
            sessions.iter().map(|session| (&session["attempt"], &session["outcome"])).collect();
        assert_eq!(tries, [(&1.into(), &"defer".into()), (&2.into(), &"accept".into())]);
        assert_eq!(world.commands().len(), 2);

        let world = World::new(first).await;
        let (code, document) = world.json(&smtp("elsewhere.test", &wait)).await;
        assert_eq!((code, &document["diagnosis"]), (Some(1), &"greylists".into()));
        assert_eq!(document["sessions"].as_array().unwrap().len(), 2);

        // Who is not greylisted does not wait.
        let world = World::new(Script::default()).await;
        let (code, _) = world.json(&smtp("elsewhere.test", &["--wait-greylist"])).await;
        assert_eq!((code, world.commands().len()), (Some(0), 1));
    });
}

#[test]
fn an_address_that_needs_smtputf8_is_said_at_its_stage() {
    within(async {
        let world = World::new(Script::default()).await;
        for (flag, stage) in [("--from", "mail-from"), ("--rcpt", "rcpt-to")] {
            let (code, document) = world.json(&smtp("elsewhere.test", &[flag, "gr\u{fc}n@good.test"])).await;
            assert_eq!((code, &document["diagnosis"]), (Some(1), &"needs-smtp-utf8".into()));
            assert_eq!(document["sessions"][0]["stage"], stage);
            assert!(document["sessions"][0]["error"].as_str().unwrap().contains("RFC 6531"));
        }
    });
}

#[test]
fn the_transcript_goes_to_stderr_and_nothing_in_it_controls_a_terminal() {
    within(async {
        let hostile = "550-\u{1b}[31mred\u{7}\r\n550 \u{202e}gone\u{9b}";
        let world = World::new(refusing("rcpt-to", hostile)).await;
        for more in [&["-v"][..], &[], &["-q"], &["--json"]] {
            let run = world.run(&smtp("elsewhere.test", more)).await;
            assert_eq!(run.code, Some(1));
            let raw = |text: &str| text.chars().find(|&c| c != '\n' && (c.is_control() || c == '\u{202e}'));
            assert_eq!((raw(&run.stdout), raw(&run.stderr)), (None, None), "{more:?}: {}", run.stdout);
            match more {
                ["-v"] => {
                    let commands: Vec<&str> = run
                        .stderr
                        .lines()
                        .filter_map(|line| line.split_once("  -> "))
                        .map(|(_, c)| c)
                        .collect();
                    assert_eq!(commands[0], "EHLO mail.good.test");
                    assert_eq!(commands.len(), 4, "{}", run.stderr);
                    assert!(run.stderr.contains(" <** 550-") && run.stderr.contains(" <-  220 "));
                }
                _ => assert_eq!(run.stderr, ""),
            }
        }
    });
}

// TLS, and what else is to be said of a server.

#[test]
fn a_self_signed_certificate_is_a_remark_and_reported_once() {
    within(async {
        let certificate = self_signed(&parameters("mx.elsewhere.test", &["mx.elsewhere.test"], VALID));
        let mut world = World::new(Script::with_tls(&certificate.any())).await;
        world.add_at("127.0.0.13", Script::with_tls(&certificate.any())).await;
        for (target, sessions) in [("elsewhere.test", 1), ("several.test", 2)] {
            let asked = smtp(target, &["--all", "-v"]);
            let (code, document) = world.json(&asked).await;
            let findings = document["findings"].as_array().unwrap();
            let states = findings.iter().filter(|finding| finding["check"] == "certificate-self-signed");
            let states: Vec<&Value> = states.map(|finding| &finding["status"]).collect();
            assert_eq!((code, states), (Some(0), vec![&Value::from("info"); sessions]), "{findings:#?}");
            let page = world.run(&smtp(target, &["--all"])).await.stdout;
            assert_eq!(page.matches("self-signed").count(), 1, "{page}");
            // What is inside TLS has a tilde, as swaks writes it.
            let transcript = world.run(&asked).await.stderr;
            for part in ["  -> STARTTLS", "<-  220 ", "  ~> MAIL FROM:<", "<~  250 "] {
                assert!(transcript.contains(part), "{part}: {transcript}");
            }
        }
    });
}

/// Each check that only a session shows is seen to pass and to find its fault.
#[test]
fn every_check_of_a_session_passes_and_fails() {
    const NAME: &str = "mx.elsewhere.test";
    let authority = Authority::new("Test CA");
    let trusted = Scratch::new("ca.pem", &authority.pem);
    let issued = |names: &[&str], years| authority.issue(&parameters(NAME, names, years)).any();
    let mut for_clients = parameters(NAME, &[NAME], VALID);
    for_clients.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    let go_ahead = || say("220 go ahead\r\n");
    let after_go_ahead = |acts: Vec<Act>| Script::with_starttls([go_ahead(), acts].concat());
    let old = vec![Act::Listen, Act::Say(b"\x15\x03\x01\x00\x02\x02\x46".to_vec()), Act::Hang];
    let tls = |config| Script::with_tls(&config);
    let utf8 = Script { ehlo: say("250-mx\r\n250 SMTPUTF8\r\n"), ..Script::default() };
    let cases: Vec<(Script, &[&str], &str, &str)> = vec![
        (
            tls(issued(&[NAME], VALID)),
            &[],
            "server-is-unreachable session-is-broken ehlo-is-refused starttls-is-not-offered starttls-stripped \
             starttls-refused starttls-broken starttls-injection tls-too-old certificate-name-mismatch \
             certificate-expired certificate-not-yet-valid certificate-self-signed certificate-issuer-unknown \
             certificate-is-invalid",
            "",
        ),
        (tls(issued(&["mx.wrong.test"], VALID)), &[], "certificate-expired", "certificate-name-mismatch"),
        (tls(issued(&[NAME], (2000, 2001))), &[], "certificate-name-mismatch", "certificate-expired"),
        (tls(issued(&[NAME], (3000, 3001))), &[], "certificate-expired", "certificate-not-yet-valid"),
        (
            tls(self_signed(&parameters(NAME, &[NAME], VALID)).any()),
            &[],
            "certificate-expired",
            "certificate-self-signed",
        ),
        (
            tls(Authority::new("Nobody").issue(&parameters(NAME, &[NAME], VALID)).any()),
            &[],
            "certificate-self-signed",
            "certificate-issuer-unknown",
        ),
        (
            tls(authority.issue(&for_clients).any()),
            &[],
            "certificate-name-mismatch",
            "certificate-is-invalid",
        ),
        (Script::default(), &[], "starttls-stripped", "starttls-is-not-offered"),
        (
            Script { ehlo: say("250-mx\r\n250 XXXXXXXA\r\n"), ..Script::default() },
            &[],
            "session-is-broken",
            "starttls-stripped",
        ),
        (Script::with_starttls(say("454 no\r\n")), &[], "starttls-is-not-offered", "starttls-refused"),
        (after_go_ahead(vec![Act::Listen, Act::Close]), &[], "starttls-refused", "starttls-broken"),
        (after_go_ahead(old), &[], "starttls-refused", "tls-too-old"),
        (
            Script::with_starttls(say("220 go ahead\r\n250 injected\r\n")),
            &[],
            "starttls-refused",
            "starttls-injection",
        ),
        (
            Script { ehlo: say("502 what?\r\n"), ..Script::default() },
            &[],
            "session-is-broken",
            "ehlo-is-refused",
        ),
        (
            Script { mail: vec![Act::Close], ..Script::default() },
            &[],
            "server-is-unreachable",
            "session-is-broken",
        ),
        (utf8, &["--from", "gr\u{fc}n@good.test"], "smtputf8-is-not-offered", ""),
        (
            Script::default(),
            &["--from", "gr\u{fc}n@good.test"],
            "session-is-broken",
            "smtputf8-is-not-offered",
        ),
    ];
    let (mut passed, mut failed) = (BTreeSet::new(), BTreeSet::from(["server-is-unreachable".to_owned()]));
    within(async {
        for (script, more, passes, fails) in cases {
            let world = World::new(script).await;
            let more = [more, &["--ca-file", trusted.path(), "--smtp-timeout", "10"]].concat();
            let (_, document) = world.json(&smtp("elsewhere.test", &more)).await;
            let findings = document["findings"].as_array().unwrap();
            let with = |is_pass: bool| -> BTreeSet<String> {
                let chosen = findings.iter().filter(|finding| (finding["status"] == "pass") == is_pass);
                chosen.map(|finding| finding["check"].as_str().unwrap().to_owned()).collect()
            };
            let (good, bad) = (with(true), with(false));
            for check in passes.split_whitespace() {
                assert!(good.contains(check), "{check} does not pass: {findings:#?}");
            }
            let expected: BTreeSet<String> = fails.split_whitespace().map(str::to_owned).collect();
            let beside = |check: &String| !passes.contains(check.as_str()) || expected.contains(check);
            let bad: BTreeSet<String> = bad.into_iter().filter(beside).collect();
            // Where TLS is not spoken of, that it is not offered is only a remark.
            let remark = "starttls-is-not-offered".to_owned();
            let bad: BTreeSet<String> =
                bad.into_iter().filter(|check| *check != remark || expected.contains(check)).collect();
            assert_eq!(bad, expected, "{findings:#?}");
            assert!(findings.iter().all(|finding| finding["status"] != "fail"), "none of them decides");
            passed.extend(good);
            failed.extend(expected);
        }
    });
    for check in check::all().filter(|check| check.input == Input::Session) {
        assert!(passed.contains(check.id), "{} is not seen to pass", check.id);
        assert!(failed.contains(check.id), "{} is not seen to find its fault", check.id);
    }
}

#[test]
fn what_came_of_tls_is_reported() {
    within(async {
        let authority = Authority::new("Test CA");
        let trusted = Scratch::new("told.pem", &authority.pem);
        let certificate = parameters("mx.elsewhere.test", &["mx.elsewhere.test", "b.test"], (2000, 3000));
        let world = World::new(Script::with_tls(&authority.issue(&certificate).any())).await;
        let (code, document) = world.json(&smtp("elsewhere.test", &["--ca-file", trusted.path()])).await;
        let tls = &document["sessions"][0]["tls"];
        assert_eq!(code, Some(0), "{document:#}");
        assert_eq!(
            (&tls["offered"], &tls["verified"], &tls["error"]),
            (&true.into(), &true.into(), &Value::Null)
        );
        assert_eq!(tls["version"], "TLSv1.3");
        assert_eq!(tls["names"], serde_json::json!(["mx.elsewhere.test", "b.test"]));
        assert_eq!(tls["not_after"], "3000-01-01T00:00:00Z");
        assert!(tls["issuer"].as_str().unwrap().contains("Test CA"));
        assert!(stages(&document["sessions"][0]).contains(&"starttls"));
        assert_eq!(document["sessions"][0]["extensions"]["SIZE"], "200000", "those inside TLS");

        let page = world.run(&smtp("elsewhere.test", &["--ca-file", trusted.path()])).await;
        insta::assert_snapshot!("accepted_with_tls", world.redacted(&page.stdout));

        let (code, document) = world.json(&smtp("elsewhere.test", &["--starttls", "never"])).await;
        assert_eq!((code, &document["sessions"][0]["tls"]["version"]), (Some(0), &Value::Null));
        let plain = World::new(Script::default()).await;
        let (code, document) = plain.json(&smtp("elsewhere.test", &["--starttls", "require"])).await;
        assert_eq!((code, &document["diagnosis"]), (Some(3), &"no-tls".into()));
    });
}

// The pages as they look.

#[test]
fn pages_keep_their_look_and_their_width() {
    within(async {
        let ptr = "554-kundenserver.de (mxeu) Nemesis ESMTP Service not available\r\n554-No SMTP service\r\n\
                   554-Bad DNS PTR resource record.\r\n\
                   554 For explanation visit http://postmaster.1and1.com/en/error-messages?ip=127.0.0.1&c=rdns";
        let two_exchanges =
            Script { rcpt: say("450 4.2.0 Greylisted, see http://b.test\r\n"), ..Script::default() };
        for (name, script, target) in [
            ("refused_at_connect", refusing("connect", ptr), "ionos.test"),
            ("greylisted_at_the_second_exchange", two_exchanges, "several.test"),
            ("broken_at_mail_from", Script { mail: vec![Act::Close], ..Script::default() }, "elsewhere.test"),
            ("silent_greeting", Script { greeting: vec![Act::Hang], ..Script::default() }, "elsewhere.test"),
            ("accepted", Script::default(), "elsewhere.test"),
        ] {
            let world = World::new(script).await;
            let asked = smtp(target, &["--smtp-timeout", "2"]);
            let mut pages = String::new();
            for (columns, color) in LOOKS {
                let arguments = [&asked[..], &["--color", color]].concat();
                let page = world.run_at(&arguments, columns).await.stdout;
                add_look(&mut pages, columns, color, &world.redacted(&page));
            }
            insta::assert_snapshot!(name, pages);
            let quiet = world.run(&[&asked[..], &["-q"]].concat()).await.stdout;
            assert_eq!(quiet.is_empty(), name == "accepted", "{quiet}");
        }
        let world = World::empty();
        let page = world.run(&smtp("null.test", &[])).await.stdout;
        insta::assert_snapshot!("takes_no_mail", world.redacted(&page));
    });
}

/// The help page warns: whoever reads nothing else reads this.
#[test]
fn the_help_page_says_that_a_dry_run_is_seen() {
    for flag in ["--help", "-h"] {
        let output = crate::support::program().args(["smtp", flag]).output().unwrap();
        let help = String::from_utf8(output.stdout).unwrap();
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in ["receiver sees the session", "do not exist gets an address blocked", "up to RCPT TO"] {
            assert!(help.contains(part), "{part}: {help}");
        }
    }
}
