//! `mxcheck explain` from outside, and the delivery reports that it reads. Nothing here leaves the
//! machine: what is looked up is answered by zone files.

#![cfg(unix)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use mxcheck::catalogue::Receiver;
use mxcheck::evidence::delivery_report;
use mxcheck::explain::Recogniser;
use serde_json::Value;

const REFUSED: &str = "host mx00.emig.gmx.net[192.0.2.5] refused to talk to me: 554-gmx.net (mxgmx116) Nemesis ESMTP \
                       Service not available 554-No SMTP service 554-Bad DNS PTR resource record. 554 For explanation \
                       visit https://postmaster.gmx.net/en/error-messages?ip=192.0.2.10&c=rdns";

const REPLY: &str = "554-gmx.net (mxgmx116) Nemesis ESMTP Service not available 554-No SMTP service 554 Bad DNS PTR \
                     resource record.";

fn command(arguments: &[&str]) -> Command {
    let mut command = crate::support::program();
    command.arg("explain").args(arguments).env("LC_ALL", "C").stdin(Stdio::null());
    command
}

fn run(arguments: &[&str]) -> (i32, String, String) {
    finish(command(arguments).output().unwrap())
}

/// The same of `mxcheck diagnose`.
fn diagnosed(arguments: &[&str]) -> (i32, String, String) {
    let mut command = crate::support::program();
    command.arg("diagnose").args(arguments).env("LC_ALL", "C").stdin(Stdio::null());
    finish(command.output().unwrap())
}

fn piped(arguments: &[&str], input: &[u8]) -> (i32, String, String) {
    let mut child = command(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    finish(child.wait_with_output().unwrap())
}

fn finish(output: Output) -> (i32, String, String) {
    let text = |octets: Vec<u8>| String::from_utf8(octets).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn json(arguments: &[&str], input: &[u8]) -> (i32, Value) {
    let (code, out, err) = piped(&[arguments, &["--json"]].concat(), input);
    assert_eq!(err, "");
    (code, serde_json::from_str(&out).unwrap())
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("mxcheck-explain-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn rules(report: &Value) -> Vec<&str> {
    report["matches"].as_array().unwrap().iter().map(|found| found["rule"].as_str().unwrap()).collect()
}

#[test]
fn a_rule_that_receivers_share_is_one_match_of_the_one_whose_host_was_seen() {
    let mx =
        "550-Requested action not taken: mailbox unavailable 550 invalid DNS MX or A/AAAA resource record";
    let ptr = "554-Nemesis ESMTP Service not available 554-No SMTP service 554-Bad DNS PTR resource record";
    let gmx_page =
        "554 For explanation visit http://postmaster.gmx.com/en/error-messages?ip=192.0.2.199&c=rdns";
    for (text, rule, receiver) in [
        (&*format!("host mx00.kundenserver.de[192.0.2.5] said: {mx}"), "ionos/550-invalid-dns-mx", "ionos"),
        (&*format!("host mx-ha03.web.de[192.0.2.5] said: {mx}"), "ionos/550-invalid-dns-mx", "gmx"),
        (
            &*format!("host mx00.kundenserver.de[192.0.2.5] said: {ptr} {gmx_page}"),
            "ionos/554-bad-dns-ptr",
            "ionos",
        ),
        (gmx_page, "ionos/554-bad-dns-ptr", "gmx"),
        // Nothing shows which one it was: it is the one that wrote the rule.
        (ptr, "ionos/554-bad-dns-ptr", "ionos"),
    ] {
        let report: Value = serde_json::from_str(&run(&[text, "--json"]).1).unwrap();
        assert_eq!(rules(&report), [rule], "{text}");
        assert_eq!(report["matches"][0]["receiver"], receiver, "{text}");
    }
}

#[test]
fn every_field_of_a_match_is_there() {
    let (code, out, _) = run(&[REFUSED, "--json"]);
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(code, 0);
    let found = &report["matches"][0];
    for (field, value) in [
        ("rule", "ionos/554-bad-dns-ptr"),
        ("receiver", "gmx"),
        ("stage", "connect"),
        ("case", "rdns"),
        ("address", "192.0.2.10"),
        ("url", "https://postmaster.gmx.net/en/error-messages?ip=192.0.2.10&c=rdns"),
        ("confidence", "high"),
    ] {
        assert_eq!(found[field], value, "{field}");
    }
    assert_eq!(found["source"], serde_json::json!({"file": null, "line": 1}));
    assert_eq!((&found["reply"]["code"], &found["reply"]["enhanced"]), (&Value::from(554), &Value::Null));
    assert!(found["reply"]["text"].as_str().unwrap().contains("Bad DNS PTR resource record"));
    assert!(found["cause"].as_str().unwrap().contains("reverse DNS"));
    assert!(found["fix"].as_str().unwrap().len() > 40);
    assert_eq!(
        found["next"],
        serde_json::json!(["mxcheck ip 192.0.2.10", "mxcheck receivers ionos/554-bad-dns-ptr"])
    );
    assert_eq!((&found["recipient"], &found["verified"]), (&Value::Null, &Value::Null));
    assert_eq!(report["unrecognised"], serde_json::json!([]));
}

#[test]
fn what_it_is_given_is_found_out() {
    let folder = folder("input");
    let file = folder.join("a reply.txt");
    std::fs::write(&file, format!("\n{REFUSED}\n")).unwrap();
    let (code, report) = json(&[file.to_str().unwrap()], b"");
    assert_eq!((code, rules(&report)), (0, vec!["ionos/554-bad-dns-ptr"]));
    assert_eq!(report["matches"][0]["source"]["file"], file.to_str().unwrap());
    for arguments in [&["-"][..], &[]] {
        let (code, report) = json(arguments, REFUSED.as_bytes());
        assert_eq!((code, rules(&report)), (0, vec!["ionos/554-bad-dns-ptr"]));
        assert_eq!(report["matches"][0]["source"]["file"], "-");
    }
    for path in ["no/such/file", "bounce.eml", "./x", "mail.log.1"] {
        let (code, out, err) = run(&[path]);
        assert_eq!((code, out.as_str()), (2, ""), "{path}");
        assert!(err.contains(&format!("error: {path}: no such file")), "{err}");
    }
    let (code, _, err) = run(&[folder.to_str().unwrap()]);
    assert!(code == 2 && err.contains("is a directory, not a file"), "{err}");
    let (code, _, err) = run(&[""]);
    assert!(code == 2 && err.contains("empty"), "{err}");
    // An address is a word with slashes, but nobody's path.
    let (code, report) = json(&["https://postmaster.web.de/de/case?c=r0301&i=ip&v=192.0.2.7"], b"");
    assert_eq!((code, rules(&report)), (0, vec!["ionos/554-ip-blacklisted"]));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_compressed_file_is_read_as_far_as_it_goes() {
    let folder = folder("packed");
    let path = folder.join("mail.log.2.gz");
    // The noise after it does not pack: half of the file holds the refusal.
    let noise: String =
        (0..20_000u64).map(|n| format!("{:x}\n", n.wrapping_mul(0x9e37_79b9_7f4a_7c15))).collect();
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(format!("{REFUSED}\n{noise}").as_bytes()).unwrap();
    let packed = packer.finish().unwrap();
    for (packed, warning) in [(&packed[..], None), (&packed[..packed.len() / 2], Some("cannot be read"))] {
        std::fs::write(&path, packed).unwrap();
        let (code, out, err) = run(&[path.to_str().unwrap()]);
        assert!(code == 0 && out.contains("ionos/554-bad-dns-ptr"), "{out}{err}");
        assert_eq!(err.contains(warning.unwrap_or("warning")), warning.is_some(), "{err}");
    }
    std::fs::write(&path, &packed[..12]).unwrap();
    let (code, out, err) = run(&[path.to_str().unwrap()]);
    assert!(code == 2 && out.is_empty() && err.contains("cannot be read"), "{err}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_recipient_without_a_quoted_reply_is_reported_as_refused() {
    let report = "From: MAILER-DAEMON@x.test\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n\
                  --b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x.test\n\n\
                  Final-Recipient: rfc822; a@b.test\nAction: failed\n\n\
                  Final-Recipient: rfc822; c@d.test\nStatus: 4.2.2 (mailbox full)\nAction: delayed\n\n\
                  Final-Recipient: rfc822; e@d.test\nAction: failed\nDiagnostic-Code: smtp; 550 no such user\n\n\
                  Final-Recipient: rfc822; f@d.test\nStatus: 2.0.0\nAction: relayed\n\n--b--\n";
    let (code, document) = json(&["-"], report.as_bytes());
    let told: Vec<String> = document["unrecognised"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| {
            let reply = &found["reply"];
            format!(
                "{} {} {} {}",
                found["recipient"], reply["code"], reply["enhanced"], found["class"]["kind"]
            )
        })
        .collect();
    let expected = [
        r#""e@d.test" 550 null "permanent""#,
        r#""a@b.test" null null null"#,
        r#""c@d.test" null "4.2.2" "transient""#,
    ];
    assert_eq!((code, told), (1, expected.map(str::to_owned).to_vec()));
}

#[test]
fn a_code_alone_is_explained_in_words() {
    for (text, shown) in [
        ("550", ["550: the code alone does not tell", "The server refuses for good"]),
        ("421", ["the connection is closed", "try again later"]),
        ("5.7.23", ["security: SPF (RFC 7372)", "The server refuses for good"]),
        ("450 4.7.1", ["security or policy", "the words that follow the code"]),
    ] {
        let (code, out, _) = run(&[text]);
        let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(code == 1 && shown.iter().all(|words| out.contains(words)), "{text}: {out}");
    }
}

#[test]
fn the_reply_ends_where_the_reporter_goes_on() {
    let reply = |text: &str| {
        let (_, report) = json(&["-"], text.as_bytes());
        report["matches"][0]["reply"]["text"].as_str().unwrap().to_owned()
    };
    let deferred = format!(
        "Nov 20 10:00:00 mail postfix/smtp[1]: 4X: to=<bob@b.test>, relay=none, status=deferred ({REFUSED})\n"
    );
    assert!(reply(&deferred).ends_with("&c=rdns"), "{deferred}");
    assert!(reply(&format!("[{REFUSED}]")).ends_with("&c=rdns"));
    let url = "(For explanation visit https://postmaster.gmx.net/en/error-messages?ip=192.0.2.10&c=sp)";
    assert!(!reply(url).ends_with("&c=sp))") && reply(url).ends_with("&c=sp)"), "its own brackets stay");
    assert_eq!(
        reply("smtplib.SMTPAuthenticationError: (535, b'Authentication credentials invalid')"),
        "Authentication credentials invalid"
    );
    let own = "host mx00.gmx.net[192.0.2.5] said: 421 invalid sender domain 'a.test' (misconfigured dns?)";
    assert!(reply(own).ends_with("(misconfigured dns?)"));
}

#[test]
fn a_reason_that_nobody_documents_is_no_mailbox() {
    let reply = |reason: &str| {
        format!(
            "550-Requested action not taken: mailbox unavailable\n550-Reject due to {reason}\n\
             550 For explanation visit https://postmaster.gmx.net/en/case?c=r0801&i=ip&v=192.0.2.10"
        )
    };
    let (code, report) = json(&["-"], reply("DMARC policy").as_bytes());
    assert_eq!((code, rules(&report)), (1, Vec::new()), "{report}");
    assert_eq!(report["unrecognised"][0]["reply"]["code"], 550);
    let (_, report) = json(&["-"], reply("SPF policy").as_bytes());
    assert_eq!(rules(&report), ["ionos/550-spf-policy"]);
    let host =
        "host mx00.kundenserver.de[192.0.2.5] said: 550-Requested action not taken: mailbox unavailable";
    for (second, rule) in [
        ("550 Something quite new here (in reply to MAIL FROM command)", None),
        ("550 Sender address has null MX (in reply to MAIL FROM command)", Some("ionos/550-invalid-dns-mx")),
        ("550 For explanation visit https://postmaster.web.de/", Some("ionos/550-mailbox-unavailable")),
        ("550 For", Some("ionos/550-mailbox-unavailable")),
        ("550 For explanation\n    visit https://postmaster.web.de/", Some("ionos/550-mailbox-unavailable")),
        ("550 For more information see x", Some("ionos/550-mailbox-unavailable")),
        ("550 See https://postmaster.web.de/", Some("ionos/550-mailbox-unavailable")),
    ] {
        let (_, report) = json(&["-"], format!("{host} {second}").as_bytes());
        assert_eq!(rules(&report), rule.into_iter().collect::<Vec<_>>(), "{second}");
    }
}

#[test]
fn a_port_is_no_reply() {
    let host = "smtp.ionos.de[192.0.2.5]:587";
    for (text, code, matches, unrecognised) in [
        (
            format!(
                "Nov 20 10:00:00 m postfix/smtp[1]: 4A: to=<x@a.test>, relay={host}, dsn=2.0.0, status=sent (250 ok)"
            ),
            1,
            0,
            0,
        ),
        (format!("connect to {host}: Connection timed out"), 1, 0, 0),
        ("connect to smtp.ionos.de[192.0.2.5]:465: Connection refused".to_owned(), 1, 0, 0),
        (
            format!(
                "delivery via {host}: host\n    smtp.ionos.de[192.0.2.5] said: 554-Transaction failed 554-Reject due\n    to policy restrictions. 554 For explanation visit\n    https://postmaster.1und1.de/de/case?c=hi (in reply to\n    end of DATA command)"
            ),
            0,
            1,
            0,
        ),
        (
            format!(
                "Nov 20 10:00:00 m postfix/smtp[1]: 4A: to=<x@a.test>, relay={host}, dsn=5.0.0, status=bounced (host smtp.ionos.de[192.0.2.5] said: **550 must be known (in reply to RCPT TO command)**)"
            ),
            1,
            0,
            1,
        ),
    ] {
        let (exit, report) = json(&["-"], text.as_bytes());
        let count = |field: &str| report[field].as_array().unwrap().len();
        assert_eq!(
            (exit, count("matches"), count("unrecognised")),
            (code, matches, unrecognised),
            "{text}\n{report}"
        );
        assert!(report["unrecognised"][0]["reply"]["code"] != 587);
    }
}

#[test]
fn a_reply_is_whole_where_its_reporter_broke_it() {
    let reply = |text: &str| {
        let (_, report) = json(&["-"], text.as_bytes());
        let first =
            report["matches"].as_array().unwrap().iter().chain(report["unrecognised"].as_array().unwrap());
        let all: Vec<&Value> = first.collect();
        assert_eq!(all.len(), 1, "{report}");
        all[0]["reply"]["text"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(
        reply(
            "  mx.b.test[192.0.2.5] said: 550 5.7.1\n    Messages from [192.0.2.10] were not\n    sent. (in reply to MAIL\n    FROM command)\n\nMore.\n"
        ),
        "Messages from [192.0.2.10] were not sent."
    );
    assert_eq!(
        reply(
            "x@b.test: host mx.b.test[192.0.2.5] said: 550\nNo such thing here (in reply to RCPT TO\ncommand)\n"
        ),
        "No such thing here"
    );
    assert_eq!(
        reply("code \"451\", with message \"451-Requested action aborted 451 Mails per session limit**_"),
        "Requested action aborted Mails per session limit"
    );
    assert_eq!(reply("550 Cannot route to <x@b.test>\n"), "Cannot route to <x@b.test>");
    // What follows on a line of its own is not the server's.
    assert_eq!(reply("550 No such thing\nRegards\n"), "No such thing");
}

#[test]
fn what_is_reported_twice_counts_once() {
    let said = "535 Authentication credentials invalid";
    let transcript = format!(
        "2026-11-20 10:00:00\tCLIENT -> SERVER: EHLO a.test\n2026-11-20 10:00:00 SERVER -> CLIENT: {said} (smtp.ionos.de)\n\
         SMTP ERROR: Password command failed: {said}\n2026-11-20 10:00:01 SMTP Error: Could not authenticate.\n"
    );
    let bounce = "<<< 550-Requested action not taken: mailbox unavailable\n<<< 550 invalid DNS MX or A/AAAA resource \
                  record\n550 5.0.0 Service unavailable\n";
    let announced = "Letzter Fehler: 554 5.0.0 \nhost mx-ha02.web.de [192.0.2.5] said:\n>>> DATA (EOM)\n\
                     <<< 554 Transaction failed Reject due to policy restrictions.\n";
    for (text, rule) in [
        (transcript.as_str(), "ionos/535-authentication"),
        (bounce, "ionos/550-invalid-dns-mx"),
        (announced, "ionos/554-header"),
    ] {
        let (code, report) = json(&["-"], text.as_bytes());
        assert_eq!((code, rules(&report)), (0, vec![rule]), "{text}\n{report}");
    }
}

#[test]
fn what_the_own_server_refuses_is_distinguished() {
    let line = "Nov 20 10:00:00 mx postfix/smtpd[1]: NOQUEUE: reject: RCPT from x[192.0.2.1]: 450 4.7.1 <a.test>: Helo \
                command rejected: Host not found; from=<a@a.test> to=<b@b.test> proto=ESMTP helo=<a.test>\n";
    let (code, page, _) = piped(&["-"], line.as_bytes());
    assert!(code == 1 && page.contains("your own server's"), "{page}");
    let (code, page, _) = piped(&["-"], b"Nov 20 10:00:00 mx postfix/smtpd[1]: connect from x[192.0.2.1]\n");
    assert!(code == 1 && page.contains("Nothing in it looks like"), "{page}");
}

#[test]
fn what_any_own_server_refuses_is_no_refusal_of_another() {
    for line in [
        "2026-11-20 10:11:12 H=(mail.a.test) [192.0.2.1] F=<a@a.test> rejected RCPT <b@b.test>: 550 Bad DNS PTR resource record",
        "2026-11-20 10:11:12 1abcde-000000-AA H=(mail.a.test) [192.0.2.1] F=<a@a.test> rejected after DATA: 550 spam",
        "Nov 20 10:00:00 mx sm-mta[1]: 4AM9x0ab012345: ruleset=check_rcpt, arg1=<b@b.test>, relay=mail.a.test [192.0.2.1], reject=550 5.7.1 <b@b.test>... Relaying denied",
        "2026-11-20T10:00:00Z mx smtpd[1]: 5f smtp failed-command address=192.0.2.1 host=mail.a.test command=\"RCPT TO:<b@b.test>\" result=\"550 Invalid recipient\"",
    ] {
        let (code, page, _) = piped(&["-"], line.as_bytes());
        assert!(code == 1 && page.contains("your own server's"), "{page}");
        let (_, report) = json(&["-"], line.as_bytes());
        assert_eq!(
            (&report["matches"], &report["unrecognised"]),
            (&serde_json::json!([]), &serde_json::json!([]))
        );
    }
}

#[test]
fn a_log_names_the_address_that_it_was_sent_from() {
    let exim = format!(
        "2026-11-20 10:11:11 1abcde-000000-AA <= anna@a.test H=(pc) [192.0.2.99] P=esmtp\n\
         2026-11-20 10:11:12 1abcde-000000-AA ** bob@b.test R=dnslookup T=remote_smtp H=mx00.emig.gmx.net [192.0.2.5] \
         I=[192.0.2.10]: SMTP error from remote mail server after initial connection: {REPLY}\n"
    );
    let opensmtpd = format!(
        "2026-11-20T10:00:00Z mail smtpd[1]: 5f mta delivery evpid=0a0b0c0d11111111 from=<anna@a.test> \
         to=<bob@b.test> rcpt=<-> source=\"192.0.2.10\" relay=\"192.0.2.5 (mx00.emig.gmx.net)\" delay=1s \
         result=\"PermFail\" stat=\"{REPLY}\"\n"
    );
    for log in [exim, opensmtpd] {
        let (_, report) = json(&["-"], log.as_bytes());
        let found = &report["matches"][0];
        assert_eq!(
            (&found["sender"], &found["address"]),
            (&"anna@a.test".into(), &"192.0.2.10".into()),
            "{log}"
        );
    }
}

#[test]
fn exims_log_names_the_recipient() {
    for mark in ["**", "=="] {
        let line = format!(
            "2026-11-20 10:11:12 1abcde-000000-AA {mark} bob@b.test R=dnslookup T=remote_smtp \
             H=mx00.kundenserver.de [192.0.2.5]: SMTP error from remote mail server after MAIL FROM:<a@x.test>: \
             550-Requested action not taken: mailbox unavailable\\n550 Reject due to SPF policy\n"
        );
        let (_, report) = json(&["-"], line.as_bytes());
        assert_eq!(rules(&report), ["ionos/550-spf-policy"]);
        assert_eq!(report["matches"][0]["recipient"], "bob@b.test", "{report}");
    }
}

#[test]
fn what_sendmail_adds_to_a_reply_is_no_second_one() {
    let bounce = "   ----- Transcript of session follows -----\n\
                  ... while talking to mx00.kundenserver.de.:\n\
                  >>> MAIL From:<a@x.test>\n\
                  <<< 550-Requested action not taken: mailbox unavailable\n\
                  <<< 550 Invalid DNS MX or A/AAAA resource record\n\
                  550 5.1.1 <bob@b.test>... User unknown\n";
    let (code, report) = json(&["-"], bounce.as_bytes());
    assert_eq!(rules(&report), ["ionos/550-invalid-dns-mx"]);
    assert_eq!((code, &report["matches"][0]["recipient"]), (0, &"bob@b.test".into()), "{report}");
    assert_eq!(report["unrecognised"], Value::Array(Vec::new()));
    // Alone it is a refusal like any other.
    let (code, report) = json(&["-"], b"550 5.1.1 <bob@b.test>... User unknown\n");
    assert_eq!((code, report["unrecognised"].as_array().unwrap().len()), (1, 1));
}

#[test]
fn what_is_not_recognised_is_said_to_be_so() {
    let (code, report) = json(&["550 5.1.1 <bob@other.example>: User unknown"], b"");
    assert_eq!((code, rules(&report)), (1, vec![]));
    let found = &report["unrecognised"][0];
    assert_eq!(
        (&found["reply"]["code"], &found["reply"]["enhanced"]),
        (&Value::from(550), &Value::from("5.1.1"))
    );
    assert_eq!(found["class"]["kind"], "permanent");
    assert!(found["class"]["enhanced"].as_str().unwrap().contains("no such mailbox"));
    let (code, out, _) = run(&["hello there"]);
    assert_eq!(code, 1);
    assert!(out.contains("Nothing in it looks like the reply of a mail server"));
    let (code, report) = json(&["-"], b"");
    assert_eq!((code, rules(&report)), (1, vec![]));
}

#[test]
fn a_log_is_read_line_by_line() {
    let mut log = String::new();
    for number in 0..6_000 {
        let line = match number % 1_000 {
            7 => format!("status=deferred ({REFUSED})"),
            _ => "status=sent (250 2.0.0 Ok: queued as 4AB)".to_owned(),
        };
        log.push_str(&format!("Apr 22 15:04:49 mail postfix/smtp[{number}]: 4AB{number:05}: to=<anna{number}@alias.example>, relay=mx.other.example[192.0.2.3]:25, {line}\n"));
    }
    log.push_str("Apr 22 15:04:49 mail postfix/smtpd[1]: NOQUEUE: reject: RCPT from x[192.0.2.7]: 554 5.7.1 <y>: Relay access denied; from=<a@b.test> to=<c@d.test>\n");
    let (code, report) = json(&["-"], log.as_bytes());
    let found = report["matches"].as_array().unwrap();
    assert_eq!((code, found.len()), (0, 6));
    let lines: Vec<u64> = found.iter().map(|found| found["source"]["line"].as_u64().unwrap()).collect();
    assert_eq!(lines, [8, 1_008, 2_008, 3_008, 4_008, 5_008]);
    assert_eq!(found[1]["recipient"], "anna1007@alias.example");
    assert_eq!(report["unrecognised"], serde_json::json!([]));
    let (_, page, _) = piped(&["-"], log.as_bytes());
    assert!(page.contains("ionos/554-bad-dns-ptr (6 times)"), "{page}");
}

#[test]
fn hostile_input_is_read_as_far_as_it_can_be() {
    let mut input = b"\x00\xff\xfe\x01junk\x1b[2J\n".to_vec();
    input.extend(vec![b'x'; 10 << 20]);
    input.extend(b"\n554-gmx.net (mxgmx116) Nemesis ESMTP Service not available\n554-No SMTP service\n554 Bad DNS PTR \x1b]0;owned\x07resource record\n");
    let (code, report) = json(&["-"], &input);
    assert_eq!((code, rules(&report)), (0, vec!["ionos/554-bad-dns-ptr"]));
    assert_eq!(report["matches"][0]["source"]["line"], 3);
    assert!(report["skipped"].as_u64().unwrap() > 9 << 20);
    let (_, page, _) = piped(&["-"], &input);
    assert!(!page.contains('\x1b') && !page.contains('\x07'), "{page}");
    // Windows' editors write UTF-16.
    let wide: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(REFUSED.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(rules(&json(&["-"], &wide).1), ["ionos/554-bad-dns-ptr"]);
    // What a text names is never part of a command that is no address or name.
    let (_, report) = json(
        &[
            "host mx00.emig.gmx.net[192.0.2.5] said: 550 invalid DNS MX or A/AAAA resource record from=<a@x;reboot.test> from=<a@$(id).test>",
        ],
        b"",
    );
    assert_eq!(
        report["matches"][0]["next"],
        serde_json::json!(["mxcheck receivers ionos/550-invalid-dns-mx"])
    );
}

#[test]
fn an_older_wording_has_its_own_id() {
    let (_, report) = json(
        &["host mx01.schlund.de[192.0.2.1] said: 421 invalid sender domain 'a.test' (misconfigured dns?)"],
        b"",
    );
    let found = &report["matches"][0];
    assert_eq!(
        (&found["rule"], &found["superseded_by"]),
        (&Value::from("ionos/421-invalid-sender-domain"), &Value::from("ionos/550-invalid-dns-mx"))
    );
}

#[test]
fn on_a_submission_server_it_is_about_the_recipient() {
    let (_, report) = json(
        &[
            "smtp.1und1.de said: 550-Requested action not taken: mailbox unavailable 550 invalid DNS MX or A/AAAA resource record",
        ],
        b"",
    );
    let found = &report["matches"][0];
    assert_eq!(
        (&found["rule"], &found["confidence"]),
        (&Value::from("ionos/550-invalid-dns-mx"), &Value::from("low"))
    );
    assert!(found["cause"].as_str().unwrap().contains("recipient's domain"));
    // A session is as long for whoever holds it.
    let (_, report) = json(
        &[
            "host smtp.ionos.de[192.0.2.5] said: 451-Requested action aborted 451 Mails per session limit exceeded",
        ],
        b"",
    );
    let found = &report["matches"][0];
    assert_eq!(found["confidence"], "high");
    assert!(!found["cause"].as_str().unwrap().contains("recipient's domain"));
}

// diagnose

/// Zone files in which 192.0.2.10 has a good name, .11 none and .12 a generic one.
fn zones(folder: &Path) -> Vec<String> {
    let files = [
        (
            "2.0.192.in-addr.arpa",
            "@ 300 IN SOA ns.sender.test. h.sender.test. 1 1 1 1 1\n10 300 IN PTR mail.sender.test.\n12 300 IN PTR 192-0-2-12.dynamic.provider.test.\n",
        ),
        (
            "sender.test",
            "@ 300 IN SOA ns h 1 1 1 1 1\n@ 300 IN MX 10 mx\nmx 300 IN CNAME mail\nmail 300 IN A 192.0.2.10\n@ 300 IN TXT \"v=spf1 ip4:192.0.2.10 -all\"\n",
        ),
        (
            "good.test",
            "@ 300 IN SOA ns h 1 1 1 1 1\n@ 300 IN MX 10 mail\nmail 300 IN A 192.0.2.10\n@ 300 IN TXT \"v=spf1 ip4:192.0.2.10 -all\"\n",
        ),
        ("provider.test", "@ 300 IN SOA ns h 1 1 1 1 1\n192-0-2-12.dynamic 300 IN A 192.0.2.12\n"),
    ];
    let mut arguments = vec!["--offline".to_owned(), "--no-dnsbl".to_owned()];
    for (origin, text) in files {
        let path = folder.join(format!("{origin}.zone"));
        std::fs::write(&path, text).unwrap();
        arguments.push(format!("--zone={}={origin}", path.display()));
    }
    arguments
}

#[test]
fn claims_are_looked_up_again() {
    let folder = folder("verify");
    let zones = zones(&folder);
    let state = |text: &str, more: &[&str]| {
        let arguments: Vec<&str> =
            [text].into_iter().chain(zones.iter().map(String::as_str)).chain(more.iter().copied()).collect();
        let (_, out, err) = diagnosed(&[&arguments[..], &["--json"]].concat());
        let report: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{err}"));
        report["matches"][0]["verified"]["state"].as_str().unwrap_or_else(|| panic!("{out}")).to_owned()
    };
    let ptr = |reason: &str, ip: &str| {
        format!(
            "554-gmx.net (mxgmx1) Nemesis ESMTP Service not available\n554-No SMTP service\n554 {reason}, IP={ip}"
        )
    };
    assert_eq!(state(&ptr("invalid DNS PTR resource record", "192.0.2.11"), &[]), "still-so");
    assert_eq!(state(&ptr("invalid DNS PTR resource record", "192.0.2.10"), &[]), "no-longer");
    assert_eq!(state(&ptr("Bad DNS PTR resource record", "192.0.2.12"), &[]), "still-so");
    assert_eq!(state(&ptr("Bad DNS PTR resource record", "192.0.2.10"), &[]), "no-longer");
    // One fault has given way to another: the next message is refused as well.
    assert_eq!(state(&ptr("invalid DNS PTR resource record", "192.0.2.12"), &[]), "still-so");
    assert_eq!(state(&ptr("Bad DNS PTR resource record", "192.0.2.11"), &[]), "still-so");
    let text = ptr("invalid DNS PTR resource record", "192.0.2.12");
    let arguments: Vec<&str> = [text.as_str()].into_iter().chain(zones.iter().map(String::as_str)).collect();
    let (_, page, _) = diagnosed(&arguments);
    let words = page.split_whitespace().collect::<Vec<_>>().join(" ");
    let said = "no longer so, but the next message would be rejected with \"554 Bad DNS PTR";
    assert!(words.contains(said), "{page}");
    // The address that was refused counts, whatever was typed; a file is not published yet.
    let other = ptr("invalid DNS PTR resource record", "192.0.2.11");
    assert_eq!(state(&other, &["--ip", "192.0.2.10"]), "still-so");
    let named = "554-No SMTP service\n554-IP address 192.0.2.11: Invalid DNS PTR resource record";
    assert_eq!(state(named, &["--ip", "192.0.2.10"]), "still-so");
    let text = ptr("invalid DNS PTR resource record", "192.0.2.10");
    let arguments: Vec<&str> = [text.as_str()].into_iter().chain(zones.iter().map(String::as_str)).collect();
    let (_, page, _) = diagnosed(&arguments);
    assert!(page.contains("The cause is gone, once the zone file is published"), "{page}");
    // Nobody answers for this network, and it names no address.
    assert_eq!(state(&ptr("Bad DNS PTR resource record", "198.51.100.1"), &[]), "unknown");
    assert_eq!(state("554-No SMTP service\n554 Bad DNS PTR resource record", &[]), "unknown");
    assert_eq!(
        state("554-No SMTP service\n554 Bad DNS PTR resource record", &["--ip", "192.0.2.12"]),
        "still-so"
    );
    let mx = |domain: &str| {
        format!(
            "from=<info@{domain}>, host mx00.gmx.net[192.0.2.5] said: 550 invalid DNS MX or A/AAAA resource record"
        )
    };
    assert_eq!(state(&mx("sender.test"), &[]), "still-so");
    assert_eq!(state(&mx("good.test"), &[]), "no-longer");
    assert_eq!(state(&mx("other.test"), &[]), "unknown");
    // In a log the sender is in another line of the same message.
    let log = folder.join("mail.log");
    let line = |text: &str, what: &str| format!("Nov 20 10:00:00 mail postfix/{what}: {text}\n");
    let text = [
        line("4ABC11: from=<info@good.test>, size=1, nrcpt=1 (queue active)", "qmgr[1]"),
        line("4ABC12: from=<info@sender.test>, size=1, nrcpt=1 (queue active)", "qmgr[1]"),
        line(
            "4ABC12: to=<x@gmx.test>, relay=mx00.gmx.net[192.0.2.5]:25, status=bounced (host mx00.gmx.net[192.0.2.5] \
             said: 550 invalid DNS MX or A/AAAA resource record (in reply to MAIL FROM command))",
            "smtp[2]",
        ),
    ];
    std::fs::write(&log, text.concat()).unwrap();
    assert_eq!(state(log.to_str().unwrap(), &[]), "still-so");
    // What a receiver shows its own customers is about somebody else.
    let to_customer = "from=<info@sender.test>, host smtp.1und1.de[192.0.2.5] said: 550 invalid DNS MX or A/AAAA resource record";
    assert_eq!(state(to_customer, &[]), "unknown");
    let spf = "550-Requested action not taken: mailbox unavailable\n550-Reject due to SPF policy.\n550 visit https://postmaster.gmx.net/de/case?c=spf&i=ip&v=";
    assert_eq!(state(&format!("{spf}192.0.2.11"), &["--from", "info@good.test"]), "still-so");
    assert_eq!(state(&format!("{spf}192.0.2.10"), &["--from", "info@good.test"]), "no-longer");
    assert_eq!(state("host mx00.gmx.net[192.0.2.5] said: 421 Rate limit reached", &[]), "not-visible");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn many_replies_in_a_row_take_no_longer_each() {
    let input = "550 5.1.1 no such user\n550 x y z\n".repeat(20_000);
    let (code, report) = json(&["-"], input.as_bytes());
    assert_eq!(code, 1);
    assert!(!report["unrecognised"].as_array().unwrap().is_empty());
}

#[test]
fn flags_about_the_sender_are_those_of_diagnose() {
    let (code, _, err) = run(&["554 x", "--ip", "192.0.2.1"]);
    assert!(code == 2 && err.contains("--ip"), "{err}");
    let (code, _, err) = diagnosed(&["554 x", "--offline", "--ip", "192.0.2"]);
    assert!(code == 2 && err.contains("invalid value '192.0.2' for '--ip'"), "{err}");
}

#[test]
fn a_diagnosis_ends_with_a_fix_that_was_tried_and_an_exit_code() {
    let folder = folder("diagnosis");
    let zones = zones(&folder);
    let code = |text: &str, more: &[&str]| {
        let arguments: Vec<&str> =
            [text].into_iter().chain(zones.iter().map(String::as_str)).chain(more.iter().copied()).collect();
        diagnosed(&arguments)
    };
    let mx = |domain: &str| {
        format!(
            "from=<info@{domain}>, host mx00.gmx.net[192.0.2.5] said: 550 invalid DNS MX or A/AAAA resource record"
        )
    };
    let (exit, page, _) = code(&mx("sender.test"), &[]);
    assert_eq!(exit, 1, "{page}");
    for part in [
        "would reject the next message as well: MX must not be an alias",
        "+ sender.test. 300 IN MX 10 mail.sender.test.",
        "verified: with this change no known reason for rejection remains",
        "Next         mxcheck domain sender.test",
    ] {
        let words = page.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(&part.split_whitespace().collect::<Vec<_>>().join(" ")), "{part}: {page}");
    }
    // No address that a bounce names is proposed for SPF: anybody can write one.
    let (_, document, _) = code(&mx("sender.test"), &["--json"]);
    let document: Value = serde_json::from_str(&document).unwrap();
    assert_eq!(document["command"], "diagnose");
    assert_eq!(document["matches"][0]["findings"][0]["fix"]["verified"]["outcome"], "accept");
    let (exit, page, _) = code(&mx("good.test"), &[]);
    assert!(exit == 0 && page.contains("The cause is gone"), "{page}");
    // A mailbox that does not exist was never the sender's fault.
    let (exit, page, _) = code(
        "host mx00.kundenserver.de[192.0.2.5] said: 550 Requested action not taken: mailbox unavailable 550 mailbox unavailable",
        &[],
    );
    assert!(exit != 1, "{page}");
    // What is not known is not gone, and nothing is no answer either.
    assert_eq!(code(&mx("other.test"), &[]).0, 3);
    assert_eq!(code("nothing in it", &[]).0, 3);
    let (exit, quiet, _) = code(&mx("good.test"), &["-q"]);
    assert_eq!((exit, quiet.as_str()), (0, ""));
    std::fs::remove_dir_all(folder).unwrap();
}

// Delivery reports

const REPORT: &str = "Return-Path: <>\r\nFrom: MAILER-DAEMON@mail.sender.example\r\nTo: info@sender.example\r\nMIME-Version: 1.0\r\n\
    Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
    This is the mail system at host mail.sender.example.\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\
    Reporting-MTA: dns; mail.sender.example\r\n\r\n\
    Final-Recipient: rfc822; anna@alias.example\r\nAction: failed\r\nStatus: 5.0.0\r\nRemote-MTA: dns; mx00.kundenserver.de\r\n\
    Diagnostic-Code: smtp; 550 Requested action not taken:\r\n    mailbox unavailable\r\n\r\n\
    Final-Recipient: rfc822; bob@other.example\r\nAction: failed\r\nStatus: 5.1.1\r\nRemote-MTA: dns; mx.other.example\r\n\
    Diagnostic-Code: smtp; 550 5.1.1 <bob@other.example>: User unknown\r\n\r\n\
    Final-Recipient: rfc822; carl@gmx.net\r\nAction: delayed\r\nStatus: 4.0.0\r\nRemote-MTA: dns; mx00.emig.gmx.net\r\n\
    Diagnostic-Code: smtp; 554-gmx.net (mxgmx1) Nemesis ESMTP Service not available 554-No SMTP service 554-IP address is block\r\n    listed.\r\n\r\n\
    --b\r\nContent-Type: message/rfc822\r\n\r\nReturn-Path: <info@sender.example>\r\nFrom: info@sender.example\r\n\
    Subject: 550 Administrative reject\r\n\r\n554 IP address is blacklisted\r\n\r\n--b--\r\n";

#[test]
fn each_recipient_of_a_report_has_its_own_refusal() {
    let report = delivery_report::read(REPORT.as_bytes());
    assert_eq!(report.recipients.len(), 3);
    let bob = &report.recipients[1];
    assert_eq!(
        (bob.recipient.as_deref(), bob.action.as_deref(), bob.status.as_deref()),
        (Some("bob@other.example"), Some("failed"), Some("5.1.1"))
    );
    assert_eq!(bob.remote_mta.as_deref(), Some("mx.other.example"));
    assert_eq!(report.identity().mail_from.as_deref(), Some("info@sender.example"));
    let (code, found) = json(&["-"], REPORT.as_bytes());
    assert_eq!((code, rules(&found)), (1, vec!["ionos/550-mailbox-unavailable", "ionos/554-ip-blacklisted"]));
    assert_eq!(
        (&found["matches"][0]["recipient"], &found["matches"][0]["sender"]),
        (&Value::from("anna@alias.example"), &Value::from("info@sender.example"))
    );
    assert_eq!(found["matches"][1]["recipient"], "carl@gmx.net");
    assert_eq!(found["unrecognised"].as_array().unwrap().len(), 1);
    assert_eq!(found["unrecognised"][0]["recipient"], "bob@other.example");
}

/// The lines that each match and each unrecognised reply of a text are in.
fn lines(text: &str) -> Vec<u64> {
    let (_, found) = json(&["-"], text.as_bytes());
    let all = ["matches", "unrecognised"].map(|key| found[key].as_array().unwrap().clone()).concat();
    all.iter().map(|found| found["source"]["line"].as_u64().unwrap()).collect()
}

#[test]
fn the_line_of_a_report_is_the_one_that_holds_the_reply() {
    let line_of =
        |text: &str, part: &str| text.lines().position(|line| line.contains(part)).unwrap() as u64 + 1;
    let diagnostics =
        |text: &str| ["550 Requested", "554-gmx.net", "550 5.1.1"].map(|part| line_of(text, part));
    assert_eq!(lines(REPORT), diagnostics(REPORT));
    let unix = REPORT.replace("\r\n", "\n");
    assert_eq!(lines(&unix), diagnostics(&unix));
    // In a message that was sent on, and in a mailbox.
    let nested = format!(
        "From: a@b.test\nTo: c@d.test\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nSee below.\n--x\nContent-Type: message/rfc822\n\n{unix}\n--x--\n"
    );
    assert_eq!(lines(&nested), diagnostics(&nested));
    let mailbox = format!(
        "From x Sun Nov 22 10:00:00 2026\nFrom: a@b.test\nTo: c@d.test\n\nx\n\nFrom x Sun Nov 22 10:00:00 2026\n{unix}"
    );
    assert_eq!(lines(&mailbox), diagnostics(&mailbox));
    // A report without fields: the line of its text.
    let text = "From: a@b.test\nTo: c@d.test\n\nIt failed.\n\nx@d.test\n  mx00.gmx.net said: 550 Administrative reject\n";
    assert_eq!(lines(text), [line_of(text, "550")]);
    // What was encoded has no lines of the file's: its first one means it.
    let encoded = "From: a@b.test\nTo: c@d.test\nMIME-Version: 1.0\nContent-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\nIt failed=\n.\n\nmx00.gmx.net said: 550 Administrative reject=20\n";
    assert_eq!(lines(encoded), [line_of(encoded, "It failed")]);
    let encoded = "From: a@b.test\nTo: c@d.test\nMIME-Version: 1.0\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\nSXQgZmFpbGVkLgoKbXgwMC5nbXgubmV0IHNhaWQ6IDU1MCBBZG1pbmlzdHJhdGl2ZSByZWplY3QK\n";
    assert_eq!(lines(encoded), [line_of(encoded, "SXQg")]);
    // Nothing is quoted: the recipient's fields.
    let silent = unix
        .replace("Diagnostic-Code: smtp; ", "X-Other: ")
        .replace("550 5.1.1 ", "")
        .replace("550 ", "")
        .replace("554", "");
    assert!(
        lines(&silent).contains(&line_of(&silent, "Final-Recipient: rfc822; bob")),
        "{:?}",
        lines(&silent)
    );
}

#[test]
fn reports_without_their_parts_are_read_as_far_as_they_go() {
    let receivers = Receiver::built_in();
    let recogniser = Recogniser::new(&receivers);
    let rules = |octets: &[u8]| -> Vec<String> {
        let found = recogniser.reported(&delivery_report::read(octets));
        found.iter().filter_map(|refusal| Some(refusal.recognised.as_ref()?.id().to_owned())).collect()
    };
    // Cut off anywhere, it gives no panic, and what is whole is read.
    for end in 0..REPORT.len() {
        let found = rules(&REPORT.as_bytes()[..end]);
        let whole = REPORT[..end].contains("mailbox unavailable\r\n\r\nFinal");
        assert!(!whole || found.contains(&"ionos/550-mailbox-unavailable".to_owned()), "{end}: {found:?}");
    }
    // Without the header that names the boundary, and with a charset that there is not.
    let body = &REPORT[REPORT.find("--b").unwrap()..];
    assert!(rules(body.as_bytes()).contains(&"ionos/554-ip-blacklisted".to_owned()));
    let charset = "From: a@b.test\nTo: c@d.test\nContent-Type: text/plain; charset=x-none\n\nmx00.gmx.net said: 550 Administrative reject \u{fc}\n";
    assert_eq!(rules(charset.as_bytes()), ["ionos/550-administrative-reject"]);
    let latin = b"From: a@b.test\nTo: c@d.test\nContent-Type: text/plain; charset=utf-8\n\n\xfcber mx00.gmx.net said: 550 Administrative reject\n";
    assert_eq!(rules(latin), ["ionos/550-administrative-reject"]);
    // A report in a message that was sent on.
    let nested = format!(
        "From: a@b.test\nTo: c@d.test\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nSee below.\n--x\nContent-Type: message/rfc822\n\n{REPORT}\n--x--\n"
    );
    assert!(rules(nested.as_bytes()).contains(&"ionos/550-mailbox-unavailable".to_owned()));
    // Several in an mbox file.
    let mbox = format!(
        "From MAILER-DAEMON Mon Apr 22 15:04:49 2024\n{REPORT}\nFrom MAILER-DAEMON Mon Apr 22 15:05:49 2024\n{}",
        REPORT.replace("alias.example", "other.test")
    );
    let (_, found) = json(&["-"], mbox.as_bytes());
    assert_eq!(found["matches"].as_array().unwrap().len(), 4);
}

#[test]
fn bounces_in_plain_words() {
    let qmail = "Hi. This is the qmail-send program at mail.sender.example.\n\n<anna@gmx.net>:\nConnected to 192.0.2.9 but greeting failed.\nRemote host said: 554-gmx.net (mxgmx1) Nemesis ESMTP Service not available\n554-No SMTP service\n554 Bad DNS PTR resource record.\n\n<bob@web.de>:\n192.0.2.17 does not like recipient.\nRemote host said: 550 mx-ha02.web.de Requested action not taken: mailbox unavailable\nGiving up on 192.0.2.17.\n";
    let (code, report) = json(&["-"], qmail.as_bytes());
    assert_eq!((code, rules(&report)), (0, vec!["ionos/554-bad-dns-ptr", "ionos/550-mailbox-unavailable"]));
    assert_eq!(
        (&report["matches"][0]["recipient"], &report["matches"][1]["recipient"]),
        (&Value::from("anna@gmx.net"), &Value::from("bob@web.de"))
    );
    assert_eq!(
        (&report["matches"][0]["stage"], &report["matches"][1]["stage"]),
        (&Value::from("connect"), &Value::from("rcpt-to"))
    );
    assert_eq!(report["matches"][1]["source"]["line"], 9);
}
