//! `--report` of `explain` and `log`: what the text for a receiver's contact form holds, and what it keeps to itself.

use std::process::{Command, Output};

const LOG: &str = "fixtures/logs/refused-ptr.log";

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mxcheck"));
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).env_clear().env("LC_ALL", "C.UTF-8");
    command.output().unwrap()
}

fn report(arguments: &[&str]) -> String {
    let output = run(&[arguments, &["--report"]].concat());
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{arguments:?}: {text:?}");
    text
}

#[test]
fn a_log_gives_all_that_the_receiver_asks_for() {
    let log = ["log", LOG, "--year", "2026", "--time-zone", "utc"];
    let text = report(&log);
    for part in [
        "Mail refused: 192.0.2.10, alias.example",
        "554 kundenserver.de (mxeue011) Nemesis ESMTP Service not available",
        "Sending IP address: 192.0.2.10",
        "Sender domain:      alias.example",
        "First occurrence:   2026-11-20T08:15:01Z",
        "Last occurrence:    2026-11-22T10:15:00Z",
        "Occurrences:        2",
        "https://postmaster.1und1.de/error-messages?ip=192.0.2.10&c=rdns",
        "ionos/554-invalid-dns-ptr",
        "fixtures/logs/refused-ptr.log:2: Nov 20 08:15:01",
        "to=<***@recipient.test>",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("jane") && !text.contains("joe"), "{text}");
    assert!(report(&[&log[..], &["--with-recipients"]].concat()).contains("to=<jane@recipient.test>"));
    let german = report(&[&log[..], &["--lang", "de"]].concat());
    for part in ["Abgewiesene E-Mails", "Erstes Auftreten:    2026-11-20T08:15:01Z", "Was geprüft wurde"] {
        assert!(german.contains(part), "{part}: {german}");
    }
    assert_eq!(run(&[&log[..], &["--report"]].concat()).status.code(), Some(1));
}

#[test]
fn a_reply_gives_what_it_holds_and_says_what_is_missing() {
    let text = report(&["explain", LOG]);
    for part in [
        "Sending IP address: 192.0.2.10",
        "First occurrence:   not known",
        "refused-ptr.log:3: Nov 22",
        "Nothing yet.",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("jane") && !text.contains("joe"), "{text}");
    let reply = "554-mx.kundenserver.de (mxeue011) Nemesis ESMTP Service not available\n554-No SMTP service\n\
                 554-IP address is block listed, to jane.doe@recipient.test\n554 For explanation visit \
                 https://postmaster.1und1.de/error-messages?ip=192.0.2.10&c=bl";
    let text = report(&["explain", reply]);
    assert!(text.contains("ionos/554-ip-blacklisted") && !text.contains("jane"), "{text}");
}

#[test]
fn where_nothing_is_recognised_nothing_is_reported() {
    let output = run(&["explain", "250 2.0.0 Ok: queued as 3F1A2B", "--report"]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    assert!(String::from_utf8_lossy(&output.stderr).contains("nothing to report"));
}

#[test]
fn flags_that_do_not_go_together_are_refused() {
    for (arguments, said) in [
        (&["log", LOG, "--lang", "de"][..], "--report"),
        (&["explain", LOG, "--with-recipients"], "--report"),
        (&["log", LOG, "--report", "--json"], "--json"),
        (&["log", LOG, "--report", "--lang", "fr"], "possible values: en, de"),
    ] {
        let output = run(arguments);
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}: {message}");
        assert!(message.contains(said), "{arguments:?}: {message}");
    }
}

#[test]
fn a_mailbox_that_does_not_exist_is_said_to_be_no_block() {
    let reply =
        "host mx00.kundenserver.de[198.51.100.1] said: 550 Requested action not taken: mailbox unavailable";
    let output = run(&["explain", reply, "--report", "--lang", "de"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("Erkannt als:         ionos/550-mailbox-unavailable\n"), "{text}");
    let notes = String::from_utf8(output.stderr).unwrap();
    assert!(notes.contains("ionos/550-mailbox-unavailable is about the recipient's mailbox"), "{notes}");
}
