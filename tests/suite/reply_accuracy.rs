//! How often the catalogue's refusals are recognised, and how often other providers' are taken for
//! them: the two figures that decide whether `explain` can be trusted.

use std::fs;
use std::path::Path;

use mxcheck::catalogue::{Confidence, Receiver, Role};
use mxcheck::explain::{Recogniser, scan};
use mxcheck::smtp_reply::Stage;
use serde::Deserialize;

/// A refusal as somebody reports it.
#[derive(Deserialize)]
struct Reported {
    /// The catalogue's id; none for a refusal that is not of the catalogue.
    rule: Option<String>,
    text: String,
}

#[derive(Deserialize)]
struct File {
    reply: Vec<Reported>,
}

fn reported(name: &str) -> Vec<Reported> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/replies").join(name);
    let file: File = toml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    file.reply
}

/// Which of the reports are not reported right.
fn wrong<'r>(recogniser: &Recogniser<'_>, reports: &'r [Reported]) -> Vec<(&'r Reported, Vec<String>)> {
    let mut wrong = Vec::new();
    for report in reports {
        let found = recogniser.find(&report.text);
        let matches: Vec<_> = found.iter().filter_map(|refusal| refusal.recognised.as_ref()).collect();
        let is_right = match &report.rule {
            Some(rule) => !matches.is_empty() && matches.iter().all(|found| found.id() == rule),
            None => matches.iter().all(|found| found.confidence == Confidence::Low),
        };
        if !is_right {
            let found = matches.iter().map(|found| format!("{} {}", found.id(), found.confidence));
            wrong.push((report, found.collect()));
        }
    }
    wrong
}

#[test]
fn refusals_as_people_report_them() {
    let receivers = Receiver::built_in();
    let recogniser = Recogniser::new(&receivers);
    let of_the_catalogue = reported("reported.toml");
    let others = reported("others.toml");
    let missed = wrong(&recogniser, &of_the_catalogue);
    let taken = wrong(&recogniser, &others);
    for (report, found) in missed.iter().chain(&taken) {
        println!("wanted {:?}, found {found:?}: {}", report.rule, report.text.trim());
    }
    let share = |part: usize, all: usize| 100.0 * part as f64 / all as f64;
    let right = of_the_catalogue.len() - missed.len();
    println!(
        "rule right: {right} of {} ({:.1} %)",
        of_the_catalogue.len(),
        share(right, of_the_catalogue.len())
    );
    println!(
        "others taken for one: {} of {} ({:.1} %)",
        taken.len(),
        others.len(),
        share(taken.len(), others.len())
    );
    assert!(missed.is_empty() && taken.is_empty());
}

/// Those of the large receivers, among replies of others with the same words and codes.
#[test]
fn replies_of_the_large_receivers() {
    let receivers = Receiver::built_in();
    let recogniser = Recogniser::new(&receivers);
    let replies = reported("receivers.toml");
    let (of_the_catalogue, others): (Vec<_>, Vec<_>) =
        replies.into_iter().partition(|reply| reply.rule.is_some());
    let missed = wrong(&recogniser, &of_the_catalogue);
    let taken = wrong(&recogniser, &others);
    for (report, found) in missed.iter().chain(&taken) {
        println!("wanted {:?}, found {found:?}: {}", report.rule, report.text.trim());
    }
    let receiver = |id: &str| id.split('/').next().map(str::to_owned);
    let of_its_receiver = of_the_catalogue.iter().filter(|report| {
        let wanted = report.rule.as_deref().and_then(receiver);
        let found = recogniser.find(&report.text);
        let mut found = found.iter().filter_map(|refusal| refusal.recognised.as_ref()).peekable();
        found.peek().is_some() && found.all(|found| receiver(found.id()) == wanted)
    });
    println!(
        "receiver right: {} of {all}, rule right: {} of {all}, others taken for one: {} of {}",
        of_its_receiver.count(),
        of_the_catalogue.len() - missed.len(),
        taken.len(),
        others.len(),
        all = of_the_catalogue.len(),
    );
    assert!(missed.is_empty() && taken.is_empty());
    assert!(of_the_catalogue.len() + others.len() >= 150);
}

/// No rule is without a reply that is read as it comes, but for those that name none.
#[test]
fn every_reply_of_the_catalogue_is_tried() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/replies/wordings.toml");
    let wordings: Wordings = toml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let reported = ["reported.toml", "receivers.toml"].into_iter().flat_map(reported);
    let tried: Vec<String> = reported
        .filter_map(|reply| reply.rule)
        .chain(wordings.reply.into_iter().map(|reply| reply.rule))
        .collect();
    let receivers = Receiver::built_in();
    let rules = receivers.iter().flat_map(|receiver| &receiver.rules);
    let has_reply = rules.filter(|rule| rule.reply.text.is_some());
    let missing: Vec<&str> =
        has_reply.map(|rule| rule.id.as_str()).filter(|id| !tried.iter().any(|tried| tried == id)).collect();
    assert!(missing.is_empty(), "no reply of {missing:#?}");
}

/// A reply as a server sends it.
#[derive(Deserialize)]
struct Wording {
    rule: String,
    code: u16,
    enhanced: Option<String>,
    stage: Stage,
    host: String,
    lines: Vec<String>,
    /// What a wrapping must have kept, where the words alone are not enough: host or code.
    needs: Option<String>,
}

#[derive(Deserialize)]
struct Wordings {
    reply: Vec<Wording>,
}

impl Wording {
    /// The lines with their codes (RFC 5321 section 4.2), `between` them what a reporter writes.
    fn coded(&self, between: &str) -> String {
        let enhanced = self.enhanced.as_ref().map(|code| format!("{code} ")).unwrap_or_default();
        let last = self.lines.len() - 1;
        let lines = self.lines.iter().enumerate();
        let lines = lines
            .map(|(n, line)| format!("{}{}{enhanced}{line}", self.code, if n == last { ' ' } else { '-' }));
        lines.collect::<Vec<_>>().join(between)
    }

    fn bare(&self, between: &str) -> String {
        self.lines.join(between)
    }

    fn command(&self) -> &'static str {
        match self.stage {
            Stage::Connect => "initial connection",
            Stage::Ehlo => "EHLO",
            Stage::Auth => "AUTH",
            Stage::MailFrom => "MAIL FROM",
            Stage::RcptTo => "RCPT TO",
            Stage::Data => "end of DATA",
        }
    }

    fn postfix(&self) -> String {
        let host = &self.host;
        match self.stage {
            Stage::Connect => format!("host {host}[192.0.2.25] refused to talk to me: {}", self.coded(" ")),
            _ => format!(
                "host {host}[192.0.2.25] said: {} (in reply to {} command)",
                self.coded(" "),
                self.command()
            ),
        }
    }

    fn exim(&self, between: &str) -> String {
        let step = match self.stage {
            Stage::RcptTo => "RCPT TO:<anna@alias.example>".to_owned(),
            Stage::MailFrom => "MAIL FROM:<info@sender.example>".to_owned(),
            Stage::Data => "end of data".to_owned(),
            _ => self.command().to_owned(),
        };
        format!("SMTP error from remote mail server after {step}: {}", self.coded(between))
    }

    fn delivery_report(&self) -> String {
        format!(
            "Reporting-MTA: dns; mail.sender.example\nX-Postfix-Sender: rfc822; info@sender.example\n\n\
             Final-Recipient: rfc822; anna@alias.example\nAction: failed\nStatus: 5.0.0\n\
             Remote-MTA: dns; {}\nDiagnostic-Code: smtp; {}\n",
            self.host,
            folded(&self.coded(" "), 60, "\n    ")
        )
    }

    fn report_mail(&self, encoding: &str, encode: fn(&str) -> String) -> String {
        let text = format!(
            "This is the mail system at host mail.sender.example.\n\n<anna@alias.example>: {}\n",
            folded(&self.postfix(), 70, "\n    ")
        );
        format!(
            "Return-Path: <>\nFrom: MAILER-DAEMON@mail.sender.example\nTo: info@sender.example\nSubject: Undelivered Mail\n\
             MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n--b\n\
             Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: {encoding}\n\n{}\n--b\n\
             Content-Type: message/delivery-status\n\n{}\n--b\nContent-Type: text/rfc822-headers\n\n\
             Return-Path: <info@sender.example>\nFrom: info@sender.example\n\n--b--\n",
            encode(&text),
            self.delivery_report()
        )
    }
}

/// Lines of at most so many characters, broken at spaces.
fn folded(text: &str, width: usize, line_end: &str) -> String {
    let mut out = String::new();
    let mut length = 0;
    for word in text.split(' ') {
        if length > 0 && length + word.len() > width {
            out.push_str(line_end);
            length = 0;
        } else if length > 0 {
            out.push(' ');
            length += 1;
        }
        out.push_str(word);
        length += word.len();
    }
    out
}

/// Broken wherever the line is full, inside words and addresses too.
fn broken(text: &str) -> String {
    text.chars()
        .collect::<Vec<_>>()
        .chunks(38)
        .map(|line| line.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join("\n")
}

fn quoted_printable(text: &str) -> String {
    let lines = text.replace('=', "=3D");
    let lines = lines.lines().map(|line| {
        let characters: Vec<char> = line.chars().collect();
        // An escape is never broken.
        let mut out = String::new();
        let mut length = 0;
        let mut at = 0;
        while at < characters.len() {
            let piece = if characters[at] == '=' { 3 } else { 1 };
            if length + piece > 70 {
                out.push_str("=\n");
                length = 0;
            }
            out.extend(&characters[at..at + piece]);
            length += piece;
            at += piece;
        }
        out
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn base64(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for (number, three) in text.as_bytes().chunks(3).enumerate() {
        let octets = [three[0], *three.get(1).unwrap_or(&0), *three.get(2).unwrap_or(&0)];
        let bits = u32::from(octets[0]) << 16 | u32::from(octets[1]) << 8 | u32::from(octets[2]);
        for part in 0..4 {
            let is_padding = part > three.len();
            out.push(if is_padding { '=' } else { LETTERS[(bits >> (18 - 6 * part)) as usize & 63] as char });
        }
        if number % 19 == 18 {
            out.push('\n');
        }
    }
    out
}

fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// What reporters make of a reply, each under its name.
fn wrappings(reply: &Wording) -> Vec<(&'static str, String)> {
    let host = &reply.host;
    let code = reply.code;
    vec![
        ("session", reply.coded("\n")),
        ("transcript", format!("220 mail.sender.example ESMTP\nS: {}", reply.coded("\nS: "))),
        (
            "postfix log",
            format!(
                "Apr 22 15:04:49 mail postfix/smtp[2228]: DB8CABDC1DB3: to=<anna@alias.example>, relay={host}[192.0.2.25]:25, delay=551, delays=551/0.02/0.19/0, dsn=5.0.0, status=bounced ({})",
                reply.postfix()
            ),
        ),
        (
            "postfix log, RFC 3339",
            format!("2024-04-22T15:04:49.101+02:00 mail postfix/smtp[2228]: DB8C: {}", reply.postfix()),
        ),
        ("postfix bounce", format!("<anna@alias.example>: {}", folded(&reply.postfix(), 70, "\n    "))),
        (
            "exim log",
            format!(
                "2024-04-22 15:04:49 1h1qXX-0003Zc-2k ** anna@alias.example R=dnslookup T=remote_smtp H={host} [192.0.2.25]: {}",
                reply.exim("\\n")
            ),
        ),
        (
            "exim bounce",
            format!(
                "A message that you sent could not be delivered.\n\n  anna@alias.example\n    host {host} [192.0.2.25]\n    {}\n",
                reply.exim("\n    ")
            ),
        ),
        (
            "sendmail log",
            format!(
                "Apr 22 15:04:49 mail sm-mta[99]: x1: to=<anna@alias.example>, delay=00:00:01, mailer=esmtp, relay={host}. [192.0.2.25], dsn=5.0.0, stat={}",
                reply.coded(" ")
            ),
        ),
        (
            "sendmail bounce",
            format!(
                "   ----- Transcript of session follows -----\n... while talking to {host}.:\n>>> {}\n<<< {}\n",
                reply.command(),
                reply.coded("\n<<< ")
            ),
        ),
        (
            "opensmtpd log",
            format!(
                "Apr 22 15:04:49 mail smtpd[77]: 1a2b mta delivery evpid=1a2b from=<info@sender.example> to=<anna@alias.example> rcpt=<-> source=\"198.51.100.7\" relay=\"192.0.2.25 ({host})\" delay=1s result=\"PermFail\" stat=\"{}\"",
                reply.coded(" ")
            ),
        ),
        ("delivery report", reply.delivery_report()),
        ("report as mail", reply.report_mail("7bit", str::to_owned)),
        ("report, quoted-printable", reply.report_mail("quoted-printable", quoted_printable)),
        ("report, base64", reply.report_mail("base64", base64)),
        ("report, cut off", {
            let mail = reply.report_mail("7bit", str::to_owned);
            let end = mail.find("--b\nContent-Type: text/rfc822").unwrap();
            mail[..end].to_owned()
        }),
        ("quoted-printable remains", quoted_printable(&format!("{host} said: {}", reply.coded(" ")))),
        (
            "exchange",
            format!(
                "Generating server: ex01.sender.example\n\nanna@alias.example\n{host}\nRemote Server returned '{code} {}'",
                reply.bare(" ")
            ),
        ),
        ("go", format!("sending to {host}: {code} {}", reply.bare("\n"))),
        ("go, no code", format!("server {host}: permanent: {}", reply.bare("; "))),
        (
            "nodemailer",
            format!(
                "Error: Can't send mail - all recipients were rejected: {0}\n  code: 'EENVELOPE',\n  response: '{1}',\n  responseCode: {code},\n  host: '{host}'",
                reply.coded("\n"),
                reply.coded("\\n")
            ),
        ),
        (
            "phpmailer",
            format!(
                "SMTP ERROR: {} command failed: {}\nSMTP server: {host}",
                reply.command(),
                reply.coded(" ")
            ),
        ),
        (
            "swiftmailer",
            format!(
                "Expected response code 250 but got code \"{code}\", with message \"{}\r\n\" ({host})",
                reply.coded("\r\n")
            ),
        ),
        (
            "javax.mail",
            format!(
                "javax.mail.SendFailedException: Invalid Addresses;\n  nested exception is:\n\tcom.sun.mail.smtp.SMTPAddressFailedException: {}\n\tat com.sun.mail.smtp.SMTPTransport.rcptTo(SMTPTransport.java:1862)\nhost: {host}",
                reply.coded("\n")
            ),
        ),
        (
            "smtplib",
            format!(
                "smtplib.SMTPRecipientsRefused: {{'anna@alias.example': ({code}, b'{}')}} host={host}",
                reply.bare("\\n")
            ),
        ),
        (
            "json",
            format!(
                "{{\"host\":\"{host}\",\"error\":\"{}\"}}",
                reply.coded("\\r\\n").replace('&', "\\u0026")
            ),
        ),
        ("web page", html(&format!("<anna@alias.example>: {}", reply.postfix()))),
        ("broken anywhere", broken(&format!("{host} said: {}", reply.coded(" ")))),
        (
            "session id at the end",
            format!("host {host}[192.0.2.25] said: {} 1MLR5f-1vEhIY2B8t-00UDpy", reply.coded(" ")),
        ),
        (
            "in German",
            format!(
                "Ihre E-Mail konnte nicht zugestellt werden. Der Mailserver {host} hat sie abgelehnt mit:\n\n{}\n\nMit freundlichen Grüßen",
                reply.coded("\n")
            ),
        ),
        ("quoted", format!("> {}\n>\n> {host} said:\n> {}", "Hello,", reply.coded("\n> "))),
        (
            "qmail",
            format!(
                "Hi. This is the qmail-send program at mail.sender.example.\n\n<anna@alias.example>:\nConnected to {host} but it was refused.\nRemote host said: {}",
                reply.coded("\n")
            ),
        ),
    ]
}

#[test]
fn every_rule_in_every_wrapping_and_vintage() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/replies/wordings.toml");
    let wordings: Wordings = toml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    every_wrapping(&wordings.reply);
}

/// The documented replies of the receivers that document more than one line's worth.
#[test]
fn every_documented_reply_in_every_wrapping() {
    let mut replies = Vec::new();
    for receiver in Receiver::built_in() {
        // The wordings of the others are not those of their pages.
        if ["ionos", "gmx", "one-com"].contains(&receiver.name.as_str()) {
            continue;
        }
        let host = format!("mx7.{}", receiver.mx_suffixes[0]);
        for rule in receiver.rules.iter().filter(|rule| rule.has_role(Role::Mx)) {
            for reply in rule.all_replies() {
                let (Some(code), Some(text), Some(stage)) = (reply.code, &reply.text, rule.stage) else {
                    continue;
                };
                let filled = text.replace("{address}", "198.51.100.7").replace("{domain}", "sender.example");
                replies.push(Wording {
                    rule: rule.id.clone(),
                    code,
                    enhanced: reply.enhanced.clone(),
                    stage,
                    host: host.clone(),
                    lines: folded(&filled.replace("{name}", "mail.sender.example"), 64, "\n")
                        .lines()
                        .map(str::to_owned)
                        .collect(),
                    needs: rule.wire.iter().any(|wording| wording.needs_host).then(|| "host".to_owned()),
                });
            }
        }
    }
    assert!(replies.len() > 120, "{}", replies.len());
    every_wrapping(&replies);
}

#[expect(clippy::print_stdout, reason = "it says what is wrong, and how much is right")]
fn every_wrapping(replies: &[Wording]) {
    let receivers = Receiver::built_in();
    let recogniser = Recogniser::new(&receivers);
    let (mut all, mut right) = (0, 0);
    for reply in replies {
        for (name, text) in wrappings(reply) {
            // An enhanced code that is broken in the middle is none.
            if reply.enhanced.is_some() && name == "broken anywhere" {
                continue;
            }
            let lacks = match reply.needs.as_deref() {
                Some("host") => !text.contains(&reply.host),
                Some("code") => name.ends_with("no code"),
                _ => false,
            };
            if lacks {
                continue;
            }
            let mut found: Vec<(String, Confidence)> = Vec::new();
            scan(&mut text.as_bytes(), &recogniser, |refusal| {
                found.extend(refusal.recognised.map(|found| (found.id().to_owned(), found.confidence)));
            })
            .1
            .unwrap();
            all += 1;
            if found.len() == 1 && found[0].0 == reply.rule {
                right += 1;
            } else {
                println!("wanted {} from \"{name}\", found {found:?}: {text}\n", reply.rule);
            }
        }
    }
    println!("rule right, generated: {right} of {all} ({:.2} %)", 100.0 * right as f64 / all as f64);
    assert_eq!(right, all);
}

/// The same numbers at every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

#[test]
fn no_damage_to_a_report_makes_reading_it_fail() {
    let receivers = Receiver::built_in();
    let recogniser = Recogniser::new(&receivers);
    let pieces: [&[u8]; 10] = [
        b"\xff\xfe",
        b"=\n",
        b"554-",
        b"\n\n",
        b"http://",
        b"&c=",
        b"\\u00",
        b"--b",
        b"\x00",
        "\u{202e}\u{df}".as_bytes(),
    ];
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let reports = reported("reported.toml");
    for round in 0..2_000 {
        let mut octets = reports[round % reports.len()].text.clone().into_bytes();
        for _ in 0..=numbers.below(6) {
            let at = numbers.below(octets.len() + 1);
            match numbers.below(4) {
                0 => octets.truncate(at),
                1 => drop(octets.splice(at..at, pieces[numbers.below(pieces.len())].iter().copied())),
                2 => drop(octets.drain(at..(at + numbers.below(30)).min(octets.len()))),
                _ => octets.get_mut(at).into_iter().for_each(|octet| *octet ^= 1 << numbers.below(8)),
            }
        }
        let lines = octets.iter().filter(|octet| **octet == b'\n').count();
        scan(&mut &octets[..], &recogniser, |refusal| {
            assert!(refusal.line >= 1 && refusal.line <= 2 * lines + 20, "{} of {lines}", refusal.line);
            assert!(refusal.recognised.is_none_or(|found| found.receiver.rule(found.id()).is_some()));
        })
        .1
        .unwrap();
        recogniser.reported(&mxcheck::evidence::delivery_report::read(&octets));
    }
}
