//! The SMTP dry run against servers that refuse, break off, lie, flood and hang: what the facts say
//! of it, at which step, and that a broken session never has a positive reply at RCPT TO.

use crate::support::{dry_run, smtp_server};
use std::time::Duration;

use dry_run::{accepts, one, options, run, told};
use futures_util::future::join_all;
use mxcheck::probe::smtp::{SessionOptions, StartTls};
use smtp_server::{Act, Script, SmtpServer, say};

const ALL: &str = "connect 220 | ehlo 250 | mail-from 250 | rcpt-to 250 | rset 250 | quit 221";

struct Case {
    name: String,
    script: Script,
    starttls: StartTls,
    /// The steps; empty where all that is known is that nothing is accepted.
    expected: String,
}

/// A place in a script.
type Place = fn(&mut Script) -> &mut Vec<Act>;

/// The stages before RSET, with what is before each when all is well.
const STAGES: [(&str, &str, Place); 4] = [
    ("connect", "", |script| &mut script.greeting),
    ("ehlo", "connect 220 | ", |script| &mut script.ehlo),
    ("mail-from", "connect 220 | ehlo 250 | ", |script| &mut script.mail),
    ("rcpt-to", "connect 220 | ehlo 250 | mail-from 250 | ", |script| &mut script.rcpt),
];

fn case(name: &str, script: Script, expected: &str) -> Case {
    Case { name: name.to_owned(), script, starttls: StartTls::Auto, expected: expected.to_owned() }
}

fn repeated(script: &Script, each: impl Fn(&str) -> String) -> Script {
    let mut changed = script.clone();
    let places: [Place; 6] = [
        |s| &mut s.greeting,
        |s| &mut s.ehlo,
        |s| &mut s.mail,
        |s| &mut s.rcpt,
        |s| &mut s.rset,
        |s| &mut s.quit,
    ];
    for place in places {
        for act in place(&mut changed) {
            if let Act::Say(octets) = act {
                *octets = each(std::str::from_utf8(octets).expect("text")).into_bytes();
            }
        }
    }
    changed
}

fn drip(text: &str) -> Vec<Act> {
    vec![Act::Drip(text.as_bytes().to_vec(), Duration::from_millis(200))]
}

/// What is the same wrong at every stage: the name, the acts, what that step reports.
fn at_every_stage(stage: &str) -> Vec<(&'static str, Vec<Act>, &'static str)> {
    let code = if stage == "connect" { "220" } else { "250" };
    let flood = |first: &str, unit: &str, times| {
        vec![Act::Flood(first.as_bytes().to_vec(), unit.as_bytes().to_vec(), times)]
    };
    let late = say(format!("{code} late\r\n"));
    let mut cases = vec![
        ("silence", vec![Act::Hang], "!timed-out"),
        ("30 s late", [vec![Act::Pause(Duration::from_secs(30))], late].concat(), "!timed-out"),
        ("an octet every 0.2 s", drip(&format!("{code} a slow, slow server\r\n")), "!timed-out"),
        ("an octet of an endless line every 0.2 s", drip(&"2".repeat(100)), "!timed-out"),
        ("endless line", flood(&format!("{code} "), "x", usize::MAX), "!too-long"),
        ("endless line without a code", flood("", "x", usize::MAX), "!too-long"),
        ("endless lines", flood("", &format!("{code}-x\r\n"), usize::MAX), "!too-long"),
        ("10 MB line", [flood(&format!("{code} "), "x", 10_000_000), say("\r\n")].concat(), "!too-long"),
        (
            "100,000 lines",
            [flood("", &format!("{code}-x\r\n"), 99_999), say(format!("{code} x\r\n"))].concat(),
            "!too-long",
        ),
        // A greeting may end as a refusal.
        (
            "mixed codes",
            say(format!("{code}-a\r\n550 b\r\n")),
            if stage == "connect" { "550 | quit 221" } else { "!not-a-reply" },
        ),
        ("mixed codes of success", say(format!("{code}-a\r\n251 b\r\n")), "!not-a-reply"),
        ("mixed codes, the refusal first", say(format!("550-a\r\n{code} b\r\n")), "!not-a-reply"),
        ("code 199", say("199 x\r\n"), "!not-a-reply"),
        ("code 999", say("999 x\r\n"), "!not-a-reply"),
        ("code 354", say("354 go on\r\n"), "!not-a-reply"),
        ("code 221", say("221 bye\r\n"), "!not-a-reply"),
        ("no code", say("OK\r\n"), "!not-a-reply"),
        ("an empty line", say("\r\n"), "!not-a-reply"),
        ("HTTP", say("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"), "!not-a-reply"),
        ("TLS", say(b"\x15\x03\x01\x00\x02\x02\x46\r\n"), "!not-a-reply"),
        ("close", vec![Act::Close], "!closed"),
        ("close within a line", [say(format!("{code} h")), vec![Act::Close]].concat(), "!closed"),
        ("close between lines", [say(format!("{code}-h\r\n")), vec![Act::Close]].concat(), "!closed"),
        ("reset", vec![Act::Reset], "!reset"),
        ("421", say("421-a\r\n421-No SMTP service\r\n421 b\r\n"), "421"),
        ("421, the connection closed", [say("421 4.3.2 down\r\n"), vec![Act::Close]].concat(), "421"),
        ("421 inside a session that goes on", [say("421 x\r\n"), vec![Act::Hang]].concat(), "421"),
        ("two replies, a refusal first", say(format!("550 a\r\n{code} b\r\n")), "550 !out-of-step"),
    ];
    if stage != "ehlo" {
        cases.extend([
            ("554 on several lines", say("554-a\r\n554-No SMTP service\r\n554 b\r\n"), "554 | quit 221"),
            ("571", say("571 5.7.1 no\r\n"), "571 | quit 221"),
            ("450", say("450 4.2.0 greylisted\r\n"), "450 | quit 221"),
            ("terminal escapes", say("550 \x1b[2J\x1b]0;x\x07no\r\n"), "550 | quit 221"),
        ]);
    }
    if stage == "mail-from" || stage == "rcpt-to" {
        cases.push(("code 220", say("220 mx ESMTP\r\n"), "!not-a-reply"));
    }
    cases.push(match stage {
        "connect" => ("two replies", say("220 a\r\n220 b\r\n"), "220 !out-of-step"),
        "rcpt-to" => ("two replies", say("250 a\r\n250 b\r\n"), "!out-of-step"),
        _ => ("two replies", say("250 a\r\n550 b\r\n"), "250 !out-of-step"),
    });
    cases
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (stage, before, place) in STAGES {
        for (name, acts, told) in at_every_stage(stage) {
            let mut script = Script::default();
            *place(&mut script) = acts;
            cases.push(case(&format!("{stage}: {name}"), script, &format!("{before}{stage} {told}")));
        }
    }
    cases.extend(well_formed());
    cases.extend(hello());
    cases.extend(after_the_recipient());
    cases.extend(behind_a_full_read());
    cases.extend(one_reply_behind());
    cases.extend(starttls());
    cases
}

/// Odd, but a session.
fn well_formed() -> Vec<Case> {
    let good = Script::default();
    let bare_code = |text: &str| format!("{}\r\n", &text[..3]);
    vec![
        case("nothing wrong", good.clone(), ALL),
        case("bare LF", repeated(&good, |text| text.replace("\r\n", "\n")), ALL),
        case("codes without text", repeated(&good, bare_code), ALL),
        case(
            "not UTF-8",
            Script { greeting: say(b"220 gr\xfc\xdfe\r\n"), rcpt: say(b"550 \xff\xfe\r\n"), ..good.clone() },
            "connect 220 | ehlo 250 | mail-from 250 | rcpt-to 550 | quit 221",
        ),
        case(
            "5xx to QUIT",
            Script { quit: say("554 5.5.1 never\r\n"), ..good.clone() },
            &ALL.replace("221", "554"),
        ),
        case(
            "a 421 behind a reply",
            Script { ehlo: say("250 mx.good.test\r\n421 4.3.2 going down\r\n"), ..good },
            "connect 220 | ehlo 250 | mail-from 421",
        ),
    ]
}

fn hello() -> Vec<Case> {
    let good = Script::default();
    let refused = |reply: &str| Script { ehlo: say(reply), ..Script::default() };
    let again = format!("connect 220 | ehlo 502 | quit 221 | {ALL}");
    vec![
        case("EHLO unknown", refused("502 5.5.1 what?\r\n"), &again),
        case("EHLO 451", refused("451 later\r\n"), "connect 220 | ehlo 451 | quit 221"),
        case(
            "EHLO and HELO refused",
            Script { helo: say("550 not you\r\n"), ..refused("550-a\r\n550 not you\r\n") },
            "connect 220 | ehlo 550 | quit 221 | connect 220 | ehlo 550 | quit 221",
        ),
        case(
            "EHLO refused, the connection closed",
            Script { ehlo: [say("500 what?\r\n"), vec![Act::Close]].concat(), ..good.clone() },
            &format!("connect 220 | ehlo 500 | quit !closed | {ALL}"),
        ),
        case(
            "EHLO refused, HELO answered by silence",
            Script { helo: vec![Act::Hang], ..refused("500 what?\r\n") },
            "connect 220 | ehlo 500 | quit 221 | connect 220 | ehlo !timed-out",
        ),
        Case {
            starttls: StartTls::Require,
            ..case(
                "TLS required of HELO",
                refused("502 what?\r\n"),
                "connect 220 | ehlo 502 | quit 221 | connect 220 | ehlo 250 | quit 221",
            )
        },
    ]
}

/// RSET and QUIT.
fn after_the_recipient() -> Vec<Case> {
    let to_rcpt = "connect 220 | ehlo 250 | mail-from 250 | rcpt-to 250 | ";
    let taken_back = "connect 220 | ehlo 250 | mail-from 250 | rcpt-to !out-of-step | ";
    let rset = |name: &str, acts, before: &str, told: &str| {
        case(&format!("RSET: {name}"), Script { rset: acts, ..Script::default() }, &format!("{before}{told}"))
    };
    let quit = |name: &str, acts, before: &str, told: &str| {
        let before = format!("{before}rset 250 | {told}");
        case(&format!("QUIT: {name}"), Script { quit: acts, ..Script::default() }, &before)
    };
    vec![
        rset("close", vec![Act::Close], to_rcpt, "rset !closed"),
        rset("reset", vec![Act::Reset], to_rcpt, "rset !reset"),
        rset("silence", vec![Act::Hang], to_rcpt, "rset !timed-out"),
        rset("421", say("421 too long\r\n"), to_rcpt, "rset 421"),
        rset(
            "what RCPT TO should have got",
            say("550 no such user\r\n"),
            taken_back,
            "rset 550 !out-of-step",
        ),
        rset("two replies", say("250 a\r\n250 b\r\n"), taken_back, "rset 250 !out-of-step"),
        quit("close", vec![Act::Close], to_rcpt, "quit !closed"),
        quit("reset", vec![Act::Reset], to_rcpt, "quit !reset"),
        quit("silence", vec![Act::Hang], to_rcpt, "quit -"),
        quit("two farewells", say("221 a\r\n221 b\r\n"), to_rcpt, "quit 221 !out-of-step"),
        quit("one reply behind", say("250 a\r\n221 b\r\n"), taken_back, "quit 250 !out-of-step"),
    ]
}

/// What is found only when the next command is due: a reply that ends where a read does, with more
/// behind it.
fn behind_a_full_read() -> Vec<Case> {
    let full = |code: &str, behind: &str| say(format!("{code} {}\r\n{behind}", "x".repeat(4096 - 6)));
    let greeting = |behind| Script { greeting: full("220", behind), ..Script::default() };
    let rcpt = |behind| Script { rcpt: full("250", behind), ..Script::default() };
    let to_mail = "connect 220 | ehlo 250 | mail-from 250 | ";
    vec![
        case("read full: a reply behind", greeting("250 b\r\n"), "connect 220 | ehlo !out-of-step"),
        case("read full: 421 behind", greeting("421 down\r\n"), "connect 220 | ehlo 421"),
        case(
            "read full: a refusal behind the recipient's reply",
            rcpt("550 no such user\r\n"),
            &format!("{to_mail}rcpt-to !out-of-step | rset !out-of-step"),
        ),
        case(
            "read full: plain text behind STARTTLS",
            Script::with_starttls(full("220", "250 injected\r\n")),
            "connect 220 | ehlo 250 | starttls 220 !injected-plaintext",
        ),
    ]
}

/// Servers that answer twice, the second time a little later, and refuse the recipient: which
/// steps that shows at depends on the time that things take, but whoever counts replies alone
/// takes another one for that to RCPT TO.
fn one_reply_behind() -> Vec<Case> {
    let mut cases = Vec::new();
    let twice = |first: &str, pause, second: &str| {
        [say(first), vec![Act::Pause(Duration::from_millis(pause))], say(second)].concat()
    };
    let refusing = || Script { rcpt: say("550 no such user\r\n"), ..Script::default() };
    for pause in [0, 1, 5, 20] {
        let greeting = || twice("220 a\r\n", pause, "250 b\r\n");
        let again = || twice("250 a\r\n", pause, "250 b\r\n");
        let scripts = [
            Script { greeting: greeting(), ..refusing() },
            Script { ehlo: again(), ..refusing() },
            Script { mail: again(), ..refusing() },
            Script { rcpt: twice("250 a\r\n", pause, "550 no such user\r\n"), ..Script::default() },
            Script { greeting: greeting(), ehlo: again(), ..refusing() },
            Script { ehlo: again(), mail: again(), ..refusing() },
        ];
        for (number, script) in scripts.into_iter().enumerate() {
            cases.push(case(&format!("one reply behind, {number}, {pause} ms later"), script, ""));
        }
    }
    cases
}

/// A record of TLS 1.0: a ServerHello that chooses it.
fn old_server_hello() -> Vec<u8> {
    let random = [7; 32];
    let body = [&[3, 1][..], &random, &[0, 0x00, 0x2f, 0]].concat();
    let handshake = [&[2, 0, 0, body.len() as u8][..], &body].concat();
    [&[22, 3, 1, 0, handshake.len() as u8][..], &handshake].concat()
}

fn starttls() -> Vec<Case> {
    let go_ahead = || say("220 go ahead\r\n");
    let then = |acts: Vec<Act>| Script::with_starttls([go_ahead(), acts].concat());
    let hello = "connect 220 | ehlo 250 | starttls ";
    let in_plain_text = |told: &str| format!("{hello}{told} | {ALL}");
    let on = &ALL["connect 220 | ehlo 250 | ".len()..];
    let answer = |octets: &[u8]| then([vec![Act::Listen], say(octets), vec![Act::Hang]].concat());
    let alert = answer(b"\x15\x03\x01\x00\x02\x02\x46");
    let mut cases = vec![
        case(
            "STARTTLS 454",
            Script::with_starttls(say("454 4.7.0 not now\r\n")),
            &format!("{hello}454 | {on}"),
        ),
        case("STARTTLS 501", Script::with_starttls(say("501 what?\r\n")), &format!("{hello}501 | {on}")),
        case("STARTTLS 421", Script::with_starttls(say("421 no\r\n")), &format!("{hello}421")),
        case("STARTTLS: close", Script::with_starttls(vec![Act::Close]), &in_plain_text("!closed")),
        case("STARTTLS: reset", Script::with_starttls(vec![Act::Reset]), &in_plain_text("!reset")),
        case("STARTTLS: silence", Script::with_starttls(vec![Act::Hang]), &in_plain_text("!timed-out")),
        case(
            "STARTTLS: mixed codes",
            Script::with_starttls(say("220-a\r\n454 b\r\n")),
            &format!("{hello}!not-a-reply"),
        ),
        case("handshake: garbage", answer(b"this is no TLS at all\r\n"), &in_plain_text("220 !handshake")),
        case("handshake: zeros", answer(&[0; 2000]), &in_plain_text("220 !handshake")),
        case("handshake: hang", then(vec![Act::Hang]), &in_plain_text("220 !timed-out")),
        case(
            "handshake: drip",
            then([vec![Act::Listen], drip(&("\x16\x03\x03\x10\0".to_owned() + &"x".repeat(100)))].concat()),
            &in_plain_text("220 !timed-out"),
        ),
        case("handshake: close", then(vec![Act::Listen, Act::Close]), &in_plain_text("220 !closed")),
        case("handshake: reset", then(vec![Act::Listen, Act::Reset]), &in_plain_text("220 !reset")),
        case("TLS 1.0: alert", alert.clone(), &in_plain_text("220 !old-tls")),
        case("TLS 1.0: ServerHello", answer(&old_server_hello()), &in_plain_text("220 !old-tls")),
        case(
            "injected plaintext",
            Script::with_starttls(say("220 go ahead\r\n250 injected\r\n")),
            &format!("{hello}220 !injected-plaintext"),
        ),
        case(
            "injected half a line",
            Script::with_starttls(say("220 go ahead\r\n25")),
            &format!("{hello}220 !injected-plaintext"),
        ),
        case(
            "a refusal, and another reply",
            Script::with_starttls(say("454 no\r\n250 b\r\n")),
            &format!("{hello}454 !out-of-step"),
        ),
    ];
    let require = |name: &str, script, expected: &str| Case {
        starttls: StartTls::Require,
        ..case(name, script, expected)
    };
    cases.extend([
        require("required and not offered", Script::default(), "connect 220 | ehlo 250 | quit 221"),
        require(
            "required and refused",
            Script::with_starttls(say("454 no\r\n")),
            &format!("{hello}454 | quit 221"),
        ),
        require("required and old", alert, &format!("{hello}220 !old-tls")),
        Case { starttls: StartTls::Never, ..case("never", Script::with_starttls(vec![Act::Hang]), ALL) },
    ]);
    cases
}

#[test]
fn hostile_servers() {
    let cases = cases();
    let wrong: Vec<String> = run(join_all(cases.iter().map(faults))).concat();
    assert!(wrong.is_empty(), "of {} servers:\n{}", cases.len(), wrong.join("\n"));
}

/// What is not as it should be about a session.
async fn faults(case: &Case) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut expect = |holds: bool, what: String| {
        if !holds {
            wrong.push(format!("{}: {what}", case.name));
        }
    };
    let server = SmtpServer::start(case.script.clone()).await;
    let options = SessionOptions { starttls: case.starttls, ..options() };
    let mut session = one(&server, &options).await;
    for _ in 0..5 {
        // The farewell is not waited for, and on a busy machine it may be late.
        if told(&session).contains("quit -") && !case.expected.contains("quit -") {
            session = one(&server, &options).await;
        }
    }
    let told = told(&session);
    if case.expected.is_empty() {
        expect(!accepts(&session), told);
    } else {
        expect(told == case.expected, format!("{told}\n    and not {}", case.expected));
        // Nothing that is broken up to the recipient's reply is accepted.
        expect(accepts(&session) == case.expected.contains("rcpt-to 250"), told);
    }
    let seen = server.seen();
    expect(seen.most_at_a_time == 1, format!("{} connections at a time", seen.most_at_a_time));
    for commands in &seen.commands {
        let count = |verb: &str| commands.iter().filter(|command| command.starts_with(verb)).count();
        expect(count("DATA") + count("BDAT") == 0, format!("{commands:?}"));
        expect(count("RCPT") <= 1 && count("MAIL") <= 1, format!("{commands:?}"));
    }
    for step in &session.steps {
        // The whole step is bounded, not each silence; the rest is for a busy machine.
        expect(step.elapsed < Duration::from_secs(10), format!("{step:?}"));
    }
    wrong
}
