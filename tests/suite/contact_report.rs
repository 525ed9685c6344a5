//! `--report` of `explain` and `log`: what the text for a receiver's contact form holds, and what it keeps to itself.

use std::path::Path;
use std::process::Output;

const LOG: &str = "fixtures/logs/refused-ptr.log";

fn run(arguments: &[&str]) -> Output {
    let mut command = crate::support::program();
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).env("LC_ALL", "C.UTF-8");
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
        (&["log", LOG, "--report", "--lang", "fr"], "type one of en, de"),
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

const LISTED: &str = "554-kundenserver.de (mxeue011) Nemesis ESMTP Service not available\n554-No SMTP service\n554-IP \
                      address is block listed.\n554 For explanation visit \
                      https://postmaster.1und1.de/error-messages?ip=192.0.2.IP&c=bl";

/// What is under "What was checked" when a claim is verified against these zone files.
fn checked(reply: &str, zones: &[(&str, &str)], more: &[&str], name: &str) -> String {
    let folder = std::env::temp_dir().join(format!("mxcheck-contact-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let zones: Vec<String> = zones.iter().map(|(origin, text)| zone(&folder, origin, text)).collect();
    let arguments: Vec<&str> = ["diagnose", reply, "--offline"]
        .into_iter()
        .chain(zones.iter().map(String::as_str))
        .chain(more.iter().copied())
        .collect();
    let text = report(&arguments);
    std::fs::remove_dir_all(folder).unwrap();
    let heading = if more.contains(&"de") { "Was geprüft wurde\n" } else { "What was checked\n" };
    let (_, checked) = text.split_once(heading).unwrap();
    checked.split("\n\n").next().unwrap().to_owned()
}

fn zone(folder: &Path, origin: &str, text: &str) -> String {
    let path = folder.join(format!("{origin}.zone"));
    std::fs::write(&path, format!("@ 300 IN SOA ns h 1 1 1 1 1\n{text}")).unwrap();
    format!("--zone={}={origin}", path.display())
}

#[test]
fn the_lists_that_were_asked_are_named() {
    let list = "2.0.0.127 300 IN A 127.0.0.2\n77.2.0.192 300 IN A 127.0.0.2\n";
    let zones = [("bl.test", list), ("other.test", "2.0.0.127 300 IN A 127.0.0.2\n")];
    let lists = ["--dnsbl", "bl.test=ip4", "--dnsbl", "other.test=ip4"];
    let clean = LISTED.replace("IP", "10");
    assert_eq!(
        checked(&clean, &zones, &lists, "clean"),
        "  - public block lists (bl.test, other.test), asked about 192.0.2.10, which is not on them: in order\n  \
         - the receiver's own block list or memory: cannot be seen from outside"
    );
    assert_eq!(
        checked(&clean, &zones, &[&lists[..], &["--lang", "de"]].concat(), "clean-de"),
        "  - öffentliche Sperrlisten (bl.test, other.test), nach 192.0.2.10 gefragt, ohne Eintrag: in Ordnung\n  \
         - eigene Sperrliste oder Messungen des Empfängers: von außen nicht zu sehen"
    );
    // A listing is reported, and not that other lists are clean.
    let listed = checked(&LISTED.replace("IP", "77"), &zones, &lists, "listed");
    assert!(
        listed.starts_with("  - 192.0.2.77 is listed by bl.test") && listed.ends_with(": at fault"),
        "{listed}"
    );
    assert_eq!(listed.lines().count(), 1, "{listed}");
    // A list that was not heard is not said to be clean.
    let heard = checked(&clean, &zones[..1], &lists, "heard");
    assert_eq!(
        heard,
        "  - public block lists (bl.test), asked about 192.0.2.10, which is not on them: in order"
    );
    assert_eq!(checked(&clean, &[], &["--no-dnsbl"], "none"), "  Nothing yet.");
}

#[test]
fn what_is_in_order_now_is_reported_as_it_is() {
    let reply = "554-kundenserver.de (mxeue011) Nemesis ESMTP Service not available\n554-No SMTP service\n554 invalid \
                 DNS PTR resource record, IP=192.0.2.10";
    let zones = [
        ("2.0.192.in-addr.arpa", "10 300 IN PTR mail.alias.test.\n"),
        ("alias.test", "mail 300 IN A 192.0.2.10\n"),
    ];
    let text = checked(reply, &zones, &["--no-dnsbl"], "ptr");
    assert_eq!(text, "  - 192.0.2.10 has a PTR record: in order");
    let german = checked(reply, &zones, &["--no-dnsbl", "--lang", "de"], "ptr-de");
    assert_eq!(german, "  - PTR-Eintrag der sendenden Adresse (192.0.2.10): in Ordnung");
}

#[test]
fn the_german_text_is_german() {
    let text = report(&["explain", LOG, "--lang", "de"]);
    assert!(text.contains("Abgewiesen von:      IONOS\n"), "{text}");
}

#[test]
fn a_recipient_is_left_out_wherever_it_is() {
    let reply = "Nov 22 10:00:00 mail sm-mta[1]: 4AM9x0ab012345: to=anna.geheim, ctladdr=geheim (1000/1000), \
                 mailer=esmtp, relay=mx00.kundenserver.de [198.51.100.1], stat=Deferred\n\
                 <anna.geheim@recipient.test>: host mx00.kundenserver.de[198.51.100.1] said: 552 Requested mail action \
                 aborted: exceeded storage allocation\n552 Quota exceeded for Anna.Geheim, anna.geheim(at)recipient.test \
                 or anna.geheim=40recipient.test in /var/anna.geheim/ionos";
    let text = report(&["explain", reply]);
    assert!(!text.to_lowercase().contains("geheim"), "{text}");
    assert!(text.contains("to=***, ctladdr=*** (1000/1000)"), "{text}");
    let whole = report(&["explain", reply, "--with-recipients"]);
    assert!(whole.contains("to=anna.geheim, ctladdr=geheim (1000/1000)"), "{whole}");
}
