//! `mxcheck log` from outside: the programs' logs, packed and rotated files, bad input, limits and the page.

#![cfg(unix)]

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, SystemTime};

use serde_json::Value;

/// A folder of its own for one test; removed when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let folder = std::env::temp_dir().join(format!("mxcheck-log-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Folder(folder)
    }

    /// A file that was written last at this time.
    fn file(&self, name: &str, content: &[u8], written: &str) -> String {
        let path = self.0.join(name);
        let mut file = File::create(&path).unwrap();
        file.write_all(content).unwrap();
        let seconds = written.parse::<jiff::Timestamp>().unwrap().as_second();
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds as u64)).unwrap();
        path.display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn fixture(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/logs").join(name).display().to_string()
}

fn command(arguments: &[&str]) -> Command {
    let mut command = crate::support::program();
    command.env("LC_ALL", "C.UTF-8").arg("log").args(arguments).args(["--time-zone", "utc"]);
    command
}

fn run(arguments: &[&str]) -> Output {
    command(arguments).stdin(Stdio::null()).output().unwrap()
}

/// The document and the exit code.
fn json(arguments: &[&str]) -> (Value, i32) {
    let output = run(&[arguments, &["--json"]].concat());
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    let document =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{arguments:?}: {error}"));
    (document, output.status.code().unwrap())
}

fn text(output: Output) -> String {
    String::from_utf8(output.stdout).unwrap()
}

/// The rejections as `rule count first-line last-line`.
fn rejections(document: &Value) -> Vec<String> {
    let list = document["rejections"].as_array().unwrap();
    let mut list: Vec<String> = list
        .iter()
        .map(|group| {
            let [rule, count] = [&group["rule"], &group["count"]];
            format!("{} {count} {} {}", rule.as_str().unwrap(), group["first"]["line"], group["last"]["line"])
        })
        .collect();
    list.sort();
    list
}

/// The windows that count what is asked for, as `subject worst/allowed`.
fn windows(document: &Value, rule: &str, seconds: Option<u64>, what: &str) -> Vec<String> {
    let list = document["windows"].as_array().unwrap();
    list.iter()
        .filter(|window| {
            window["rule"] == rule && window["what"] == what && window["seconds"].as_u64() == seconds
        })
        .map(|window| {
            let name = window["subject"]["name"].as_str().unwrap_or("-");
            format!("{name} {}/{}", window["worst"], window["allowed"])
        })
        .collect()
}

#[test]
fn each_programs_log_is_understood() {
    // File, its arguments, rejections, sent, deferred, failed, codes of other refusals, recipients that do not exist.
    let cases = [
        (
            "postfix.log",
            &["--year", "2026"][..],
            &["ionos/550-mailbox-unavailable 1 9 9", "ionos/554-bad-dns-ptr 2 6 7"][..],
            [2, 2, 3],
            "550",
            &["gone@ionos.test", "Nobody@receiver.test"][..],
        ),
        (
            "exim.log",
            &[],
            &["ionos/550-mailbox-unavailable 1 5 5", "ionos/554-ip-blacklisted 1 7 7"],
            [1, 2, 1],
            "",
            &["gone@ionos.test"],
        ),
        (
            "sendmail.log",
            &["--year", "2026"],
            &["one-com/421-connection-rate 1 5 5"],
            [2, 2, 1],
            "null",
            &["gone@receiver.test"],
        ),
        (
            "opensmtpd.log",
            &[],
            &["ionos/550-mailbox-unavailable 1 6 6"],
            [1, 1, 1],
            "451",
            &["gone@ionos.test"],
        ),
    ];
    for (file, more, wanted, deliveries, codes, dead) in cases {
        let path = fixture(file);
        for quick in [false, true] {
            let mut arguments = vec![path.as_str(), "--dead-recipients"];
            arguments.extend(more);
            if quick {
                arguments.push("--rejections-only");
            }
            let (document, code) = json(&arguments);
            assert_eq!(rejections(&document), wanted, "{file} {quick}");
            assert_eq!(code, 1, "{file}");
            let found = &document["deliveries"];
            let sent = if quick { Value::Null } else { Value::from(deliveries[0]) };
            assert_eq!(
                [&found["sent"], &found["deferred"], &found["failed"]],
                [&sent, &Value::from(deliveries[1]), &Value::from(deliveries[2])],
                "{file} {quick}"
            );
            let others = document["unrecognised"].as_array().unwrap();
            let others: Vec<String> = others.iter().map(|other| other["reply"]["code"].to_string()).collect();
            assert_eq!(others.join(","), codes, "{file} {quick}");
            let names = document["dead_recipients"].as_array().unwrap();
            let mut names: Vec<&str> = names.iter().map(|name| name["address"].as_str().unwrap()).collect();
            // Without the lines of what was sent, it is not seen that mail to one was taken later.
            names.retain(|name| !quick || *name != "back@receiver.test");
            names.sort_unstable_by_key(|name| name.to_lowercase());
            assert_eq!(names, dead, "{file} {quick}");
            assert_eq!(document["windows"].is_null(), quick);
        }
    }
}

#[test]
fn a_rejection_has_its_times_addresses_domains_and_explanation() {
    let (document, _) = json(&[&fixture("postfix.log"), "--year", "2026"]);
    let ptr = document["rejections"]
        .as_array()
        .unwrap()
        .iter()
        .find(|group| group["rule"] == "ionos/554-bad-dns-ptr");
    let ptr = ptr.unwrap();
    assert_eq!(ptr["first"]["time"], "2026-11-20T10:00:02Z");
    assert_eq!(ptr["addresses"], serde_json::json!(["192.0.2.10"]));
    assert_eq!(ptr["domains"], serde_json::json!(["alias.example"]));
    assert_eq!(ptr["hosts"], serde_json::json!(["mx00.kundenserver.de", "mx01.kundenserver.de"]));
    assert!(
        ptr["example"].as_str().unwrap().starts_with("Nov 20 10:00:02 mail postfix/smtp[2011]: 4A0001: host")
    );
    let matched = &document["matches"][0];
    assert_eq!(
        [&matched["rule"], &matched["case"], &matched["stage"]],
        ["ionos/554-bad-dns-ptr", "rdns", "connect"]
    );
    assert_eq!(matched["source"]["line"], 6);
    assert_eq!(matched["address"], "192.0.2.10");
}

#[test]
fn filters_take_out_other_lines() {
    let path = fixture("postfix.log");
    let base = [path.as_str(), "--year", "2026"];
    let cases: [(&[&str], &[&str]); 7] = [
        (&["--domain", "second.example"], &["ionos/550-mailbox-unavailable 1 9 9"]),
        (&["--domain", "nobody.example"], &[]),
        (&["--relay", "mx01.kundenserver.de"], &["ionos/554-bad-dns-ptr 1 7 7"]),
        (
            &["--relay", "203.0.113.10"],
            &["ionos/550-mailbox-unavailable 1 9 9", "ionos/554-bad-dns-ptr 1 6 6"],
        ),
        (&["--relay", "receiver.test"], &[]),
        (&["--since", "2026-11-20T10:05:00"], &["ionos/550-mailbox-unavailable 1 9 9"]),
        (&["--until", "2026-11-20T10:00:02Z"], &["ionos/554-bad-dns-ptr 2 6 7"]),
    ];
    for (filter, wanted) in cases {
        for quick in [&[][..], &["--rejections-only"]] {
            let (document, code) = json(&[&base, filter, quick].concat());
            assert_eq!(rejections(&document), wanted, "{filter:?} {quick:?}");
            assert_eq!(code, i32::from(!wanted.is_empty()), "{filter:?}");
        }
    }
    // Spans count from the log's last line, 10:07:04.
    let (document, _) = json(&[&base[..], &["--since", "125s"]].concat());
    assert_eq!(rejections(&document), ["ionos/550-mailbox-unavailable 1 9 9"]);
    let (document, _) = json(&[&base[..], &["--since", "2m"]].concat());
    assert_eq!(rejections(&document), [""; 0]);
}

fn packed(content: &[u8], kind: &str) -> Vec<u8> {
    match kind {
        "gz" => {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
            encoder.write_all(content).unwrap();
            encoder.finish().unwrap()
        }
        "zst" => zstd::encode_all(content, 3).unwrap(),
        "xz" => {
            let mut encoder = liblzma::write::XzEncoder::new(Vec::new(), 6);
            encoder.write_all(content).unwrap();
            encoder.finish().unwrap()
        }
        _ => content.to_vec(),
    }
}

#[test]
fn compressed_files_are_recognised_by_their_beginning() {
    let folder = Folder::new("packed");
    let plain = fs::read(fixture("exim.log")).unwrap();
    let wanted = rejections(&json(&[&fixture("exim.log")]).0);
    assert!(!wanted.is_empty());
    for kind in ["gz", "zst", "xz", "plain"] {
        // No name shows how it is packed, nor does a pipe have one.
        let path = folder.file(&format!("log-{kind}"), &packed(&plain, kind), "2026-03-02T00:00:00Z");
        let (document, _) = json(&[&path]);
        assert_eq!(rejections(&document), wanted, "{kind}");
        assert_eq!(document["files"][0]["bytes"], plain.len(), "{kind}");
        let output = command(&["-", "--json"]).stdin(File::open(&path).unwrap()).output().unwrap();
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(rejections(&document), wanted, "{kind} from stdin");
        assert_eq!(document["rejections"][0]["first"]["file"], "-");
    }
    let two = [packed(&plain, "gz"), packed(&plain, "gz")].concat();
    let path = folder.file("two.gz", &two, "2026-03-02T00:00:00Z");
    assert_eq!(
        json(&[&path]).0["files"][0]["bytes"],
        2 * plain.len(),
        "gzip files one after the other are one"
    );
}

#[test]
fn rotated_files_are_read_in_order_of_time_over_new_year() {
    let folder = Folder::new("rotated");
    let line = |date: &str, id: &str| {
        format!(
            "{date} mail postfix/smtp[1]: {id}: to=<x@ionos.test>, relay=mx00.kundenserver.de[203.0.113.10]:25, delay=1, \
             delays=0/0/0/0, dsn=4.0.0, status=deferred (host mx00.kundenserver.de[203.0.113.10] refused to talk to me: 554-x \
             Nemesis ESMTP Service not available 554 No SMTP service 554 Bad DNS PTR resource record)\n"
        )
    };
    let newest =
        folder.file("mail.log", line("Jan  3 10:00:00", "4A0003").as_bytes(), "2026-01-03T12:00:00Z");
    let middle = folder.file(
        "mail.log.1",
        [line("Dec 31 23:00:00", "4A0002"), line("Jan  1 01:00:00", "4A0004")].concat().as_bytes(),
        "2026-01-01T02:00:00Z",
    );
    let oldest = packed(line("Dec 28 10:00:00", "4A0001").as_bytes(), "gz");
    let oldest = folder.file("mail.log.2.gz", &oldest, "2025-12-28T12:00:00Z");
    for order in [[&newest, &middle, &oldest], [&oldest, &newest, &middle], [&middle, &oldest, &newest]] {
        let (document, _) = json(&order.map(String::as_str));
        let files: Vec<&str> =
            document["files"].as_array().unwrap().iter().map(|file| file["file"].as_str().unwrap()).collect();
        assert_eq!(files, [&oldest, &middle, &newest]);
        let group = &document["rejections"][0];
        assert_eq!(
            (group["count"].as_u64(), group["first"]["time"].as_str(), group["last"]["time"].as_str()),
            (Some(4), Some("2025-12-28T10:00:00Z"), Some("2026-01-03T10:00:00Z"))
        );
        assert_eq!(document["span"]["steps_back"], 0);
    }
    // A file given twice is read once.
    let output = run(&[&newest, &newest, "--json"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("given more than once"));
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["rejections"][0]["count"], 1);
}

/// Lines of messages of one domain to one relay, so many seconds apart.
fn mailing(count: u64, gap: u64, relay: &str, answer: &str, recipients: u64) -> String {
    (0..count)
        .map(|number| {
            let second = number * gap;
            let time = format!("2026-03-01T{:02}:{:02}:{:02}Z", second / 3600, second / 60 % 60, second % 60);
            let id = format!("4A{number:05X}");
            let mut lines = format!("{time} mail postfix/qmgr[9]: {id}: from=<news@Alias.example>, size=1, nrcpt=1 (queue active)\n");
            for recipient in 0..recipients {
                lines.push_str(&format!(
                    "{time} mail postfix/smtp[{}]: {id}: to=<r{number}-{recipient}@b.test>, relay={relay}[203.0.113.30]:587, delay=1, delays=0/0/0.2/0.3, {answer}\n",
                    100 + number % 50,
                ));
            }
            lines.push_str(&format!("{time} mail postfix/qmgr[9]: {id}: removed\n"));
            lines
        })
        .collect()
}

const SENT: &str = "dsn=2.0.0, status=sent (250 2.0.0 Ok)";
const UNKNOWN: &str = "dsn=5.0.0, status=bounced (host mx00.kundenserver.de[203.0.113.10] said: 550-Requested action not taken: mailbox unavailable 550 For explanation visit https://www.ionos.com/help/index.php?id=2425&i=192.0.2.10&v=x&c=r1601 (in reply to RCPT TO command))";

#[test]
fn limits_of_one_coms_customers_hold_for_send_one_com_alone() {
    let folder = Folder::new("limits");
    // 26 messages in 250 seconds are one too many; 25 are not, nor are 26 in 300 seconds.
    for (count, gap, worst, code) in [(26, 10, 26, 1), (25, 10, 25, 0), (26, 12, 25, 0)] {
        let log = mailing(count, gap, "send.one.com", SENT, 1);
        let path = folder.file("a.log", log.as_bytes(), "2026-03-02T00:00:00Z");
        let (document, found) = json(&[&path]);
        let five = windows(&document, "one-com/sending-limit", Some(300), "messages");
        assert_eq!(five, [format!("alias.example {worst}/25")], "{count} {gap}");
        assert_eq!(found, code, "{count} {gap}");
        let hour = windows(&document, "one-com/sending-limit", Some(3600), "messages");
        assert_eq!(hour, [format!("alias.example {count}/250")]);
        let bulk = windows(&document, "one-com/sending-limit", Some(28_800), "bulk");
        assert_eq!(bulk, [format!("alias.example {count}/500")]);
    }
    let (document, _) = {
        let path =
            folder.file("b.log", mailing(26, 10, "send.one.com", SENT, 1).as_bytes(), "2026-03-02T00:00:00Z");
        json(&[&path])
    };
    let window = &document["windows"][0];
    assert_eq!(window["limit"], "25 messages in 5 minutes");
    assert_eq!([&window["from"], &window["to"]], ["2026-03-01T00:00:00Z", "2026-03-01T00:04:10Z"]);
    assert_eq!([&window["margin"], &window["is_over"]], [&Value::from(-1), &Value::from(true)]);

    // Recipients count each, messages once.
    let path =
        folder.file("c.log", mailing(20, 10, "send.one.com", SENT, 13).as_bytes(), "2026-03-02T00:00:00Z");
    let (document, code) = json(&[&path]);
    assert_eq!(
        windows(&document, "one-com/sending-limit", Some(300), "recipients"),
        ["alias.example 260/250"]
    );
    assert_eq!(windows(&document, "one-com/sending-limit", Some(300), "messages"), ["alias.example 20/25"]);
    assert_eq!(code, 1);
    // What failed is no message that was taken.
    let failed = "dsn=5.1.1, status=bounced (host send.one.com[203.0.113.30] said: 550 5.1.1 no such user (in reply to RCPT TO command))";
    let path =
        folder.file("d.log", mailing(101, 20, "send.one.com", failed, 1).as_bytes(), "2026-03-02T00:00:00Z");
    let (document, code) = json(&[&path]);
    assert_eq!(
        windows(&document, "one-com/450-failed-deliveries", Some(3600), "failed"),
        ["alias.example 101/100"]
    );
    assert!(windows(&document, "one-com/sending-limit", Some(300), "messages").is_empty());
    assert_eq!(code, 1);
    // Another server has no such limits.
    let path = folder.file("e.log", mailing(300, 1, "mx.b.test", SENT, 1).as_bytes(), "2026-03-02T00:00:00Z");
    let (document, code) = json(&[&path]);
    assert_eq!((document["windows"].as_array().unwrap().len(), code), (0, 0));
}

#[test]
fn shares_names_and_connections_of_one_address() {
    let folder = Folder::new("history");
    let written = "2026-03-02T00:00:00Z";
    // 3 of 30 recipients of IONOS do not exist: 10 %, which is not over. One more is.
    for (unknown, worst, over) in [(3, "10.0", false), (4, "11.7", true)] {
        let mut log = mailing(30, 10, "mx00.kundenserver.de", SENT, 1);
        log.push_str(&mailing(unknown, 400, "mx00.kundenserver.de", UNKNOWN, 1).replace("T00:", "T01:"));
        let path = folder.file("share.log", log.as_bytes(), written);
        let (document, _) = json(&[&path]);
        let found = windows(&document, "ionos/421-policy-violations", Some(86_400), "unknown-recipients");
        let share = 1000 * unknown / (30 + unknown);
        assert_eq!(found, [format!("mail {}.{}/10.0", share / 10, share % 10)], "{worst}");
        let window = document["windows"]
            .as_array()
            .unwrap()
            .iter()
            .find(|window| window["what"] == "unknown-recipients");
        assert_eq!(window.unwrap()["is_over"], over);
    }
    // Eleven processes deliver to One.com in the same second.
    let line = |process: u64| {
        format!(
            "2026-03-01T10:00:05Z mail postfix/smtp[{process}]: 4A{process:05X}: to=<a@onecom.test>, relay=mx1.mailpod.one.com[203.0.113.20]:25, delay=3, delays=0/0/1/2, {SENT}\n"
        )
    };
    for (processes, over) in [(10, 0), (11, 1)] {
        let log: String = (0..processes).map(line).collect();
        let path = folder.file("connections.log", log.as_bytes(), written);
        let (document, code) = json(&[&path]);
        assert_eq!(
            windows(&document, "one-com/421-connection-rate", None, "connections"),
            [format!("mail {processes}/10")]
        );
        assert_eq!(code, over);
        assert_eq!(
            document["windows"][0]["from"], "2026-03-01T10:00:02Z",
            "a connection of 3 seconds began before its line"
        );
    }
    // One client, two names, in the fixture.
    let (document, _) = json(&[&fixture("exim.log")]);
    assert_eq!(
        windows(&document, "ionos/450-policy-violations", Some(86_400), "helo-names"),
        ["192.0.2.5 2/1"]
    );
    let names = &document["windows"]
        .as_array()
        .unwrap()
        .iter()
        .find(|window| window["what"] == "helo-names")
        .unwrap()["names"];
    assert_eq!(*names, serde_json::json!(["first.alias.example", "second.alias.example"]));
}

#[test]
fn bad_input_gives_all_that_can_be_read_and_a_count() {
    let folder = Folder::new("bad");
    let written = "2026-03-02T00:00:00Z";
    let good = fs::read(fixture("exim.log")).unwrap();
    let wanted = ["ionos/550-mailbox-unavailable 1", "ionos/554-ip-blacklisted 1"];
    let without_lines = |document: &Value| -> Vec<String> {
        rejections(document).iter().map(|text| text.rsplitn(3, ' ').last().unwrap().to_owned()).collect()
    };
    let mut junk: Vec<u8> = (0..200_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    junk.push(b'\n');
    let long = [vec![b'x'; 10 << 20], vec![b'\n']].concat();
    let nul = vec![0; 1 << 20];
    for (name, before, after) in
        [("junk", &junk, &junk), ("long", &long, &long), ("nul", &[&nul[..], b"\n"].concat(), &nul)]
    {
        let log = [&before[..], &good, &after[..]].concat();
        let path = folder.file(name, &log, written);
        let (document, code) = json(&[&path]);
        assert_eq!((without_lines(&document), code), (wanted.map(str::to_owned).to_vec(), 1), "{name}");
        assert!(document["lines"]["unreadable"].as_u64().unwrap() >= 2, "{name}");
        let cut = document["lines"]["cut"].as_u64().unwrap();
        assert!(if name == "junk" { cut <= 2 } else { cut == 2 }, "{name}: {cut}");
    }
    // Nothing but junk: nothing is known of it.
    let path = folder.file("only-junk", &junk, written);
    assert_eq!(json(&[&path]).1, 3);
    let path = folder.file("empty", b"", written);
    assert_eq!(json(&[&path]).1, 3);

    // A packed file that ends too early.
    let many = good.repeat(2000);
    for kind in ["gz", "zst", "xz"] {
        let whole = packed(&many, kind);
        let path = folder.file(&format!("cut.{kind}"), &whole[..whole.len() - 40], written);
        let output = run(&[&path, "--json"]);
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(document["files"][0]["fault"].is_string(), "{kind}");
        assert!(document["files"][0]["bytes"].as_u64().unwrap() > 0, "{kind}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("only the part before was read"), "{kind}");
    }
    // What is missing may hold a rejection: none in the rest is no pass.
    let sent = "Mar  1 10:00:00 h postfix/smtp[1]: A1: to=<a@x.test>, relay=mx.x.test[192.0.2.1]:25, \
                delay=1, dsn=2.0.0, status=sent (250 ok)\n";
    let whole = packed(sent.repeat(2000).as_bytes(), "gz");
    let path = folder.file("sent.gz", &whole, written);
    assert_eq!(run(&[&path]).status.code(), Some(0));
    for end in [3, whole.len() - 12] {
        let path = folder.file("sent-cut.gz", &whole[..end], written);
        let output = run(&[&path]);
        assert_eq!(output.status.code(), Some(3), "{end}");
        let page = String::from_utf8_lossy(&output.stdout);
        assert!(page.contains("? No documented rejection in what was read"), "{page}");
    }
    // A time that ends before it begins holds nothing, which is no pass.
    let output = run(&[&path, "--since", "2026-03-02", "--until", "2026-03-01"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--until"));
    // A log that goes back in time is read, and says so.
    let back = [&good[..], &good].concat();
    let path = folder.file("back", &back, written);
    let (document, _) = json(&[&path]);
    assert_eq!(document["span"]["steps_back"], 1);
    assert_eq!(document["span"]["farthest_back"], 2400);
    assert_eq!(document["rejections"][0]["count"], 2);
}

#[test]
fn a_gzip_bomb_is_left_where_no_log_would_go_on() {
    let folder = Folder::new("bomb");
    // gzip files one after the other are one: 600 MiB of line ends in 600 kB.
    let bomb = packed(&vec![b'\n'; 1 << 20], "gz").repeat(600);
    let path = folder.file("bomb.gz", &bomb, "2026-03-02T00:00:00Z");
    let (document, _) = json(&[&path, "--rejections-only"]);
    let fault = document["files"][0]["fault"].as_str().unwrap();
    assert!(fault.contains("more than 500 times its size"), "{fault}");
    assert!(document["files"][0]["bytes"].as_u64().unwrap() < 64 << 20);
}

#[test]
fn what_cannot_be_read_is_refused_by_name() {
    let folder = Folder::new("refused");
    let directory = folder.0.display().to_string();
    let good = fixture("exim.log");
    for (arguments, said) in [
        (&["nowhere.log"][..], "error: nowhere.log: no such file"),
        (&[&good, &directory], "is a directory, not a file"),
        (&[&good, "--since", "yesterday"], "error: invalid value 'yesterday' for '--since': not a time"),
        (&[&good, "--until", "2026-02-30"], "error: invalid value '2026-02-30' for '--until': not a time"),
        (&[&good, "--domain", "a b"], "error: invalid value 'a b' for '--domain': contains a space"),
        (
            &[&good, "--relay", "a..b"],
            "error: invalid value 'a..b' for '--relay': not a domain name: an empty label",
        ),
        (&[&good, "--year", "99"], "--year"),
        (&[&good, "--receiver", "nobody"], "invalid value 'nobody' for '--receiver': unknown"),
        (&[], "<FILE>"),
    ] {
        let output = run(arguments);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
        assert!(error.contains(said), "{arguments:?}: {error}");
        assert!(output.stdout.is_empty());
    }
    let output = command(&[&good, "--time-zone", "Nowhere"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "the flag may stand once");
}

#[test]
fn the_page_shows_no_control_characters_and_quiet_lists_addresses_alone() {
    let folder = Folder::new("page");
    let hostile = "2026-03-01 09:10:01 1tEabc-0001aB-02 ** \u{1b}[31mred@b.test R=r T=t H=mx00.kundenserver.de [203.0.113.10]: SMTP error from remote mail server after RCPT TO:<x@b.test>: 550-Requested action not taken: mailbox unavailable\\n550 \u{1b}]0;title\u{7}\n";
    let path = folder.file("hostile.log", hostile.as_bytes(), "2026-03-02T00:00:00Z");
    let page = text(run(&[&path, "--dead-recipients", "-v"]));
    assert!(!page.contains('\u{1b}') && !page.contains('\u{7}') && page.contains("\\u{1b}"), "{page}");

    let quiet = text(run(&[&fixture("postfix.log"), "--year", "2026", "--dead-recipients", "-q"]));
    assert_eq!(quiet, "Nobody@receiver.test\ngone@ionos.test\n");

    let log = mailing(26, 10, "send.one.com", SENT, 1);
    let path = folder.file("limits.log", log.as_bytes(), "2026-03-02T00:00:00Z");
    let page = text(run(&[&path]));
    assert!(page.contains("✗ 25 messages in 5 minutes at most: 26 (1 over)") && page.contains('█'), "{page}");
    assert!(page.contains("✓ 250 messages in 1 hour at most: 26 (224 left)"), "{page}");
    let ascii = command(&[&path]).env("LC_ALL", "C").output().unwrap();
    assert!(text(ascii).is_ascii());
}

/// A line of Postfix about a recipient that a server refused for good.
fn bounced(recipient: &str, host: &str, dsn: &str, said: &str, command: &str) -> String {
    format!(
        "2026-03-01T09:00:00Z mail postfix/smtp[12]: 4ABC12: to=<{recipient}>, relay={host}[192.0.2.50]:25, delay=1, \
         delays=0/0/0/1, dsn={dsn}, status=bounced (host {host}[192.0.2.50] said: {said} (in reply to {command} command))\n"
    )
}

fn dead(document: &Value) -> Vec<&str> {
    let list = document["dead_recipients"].as_array().unwrap();
    list.iter().map(|recipient| recipient["address"].as_str().unwrap()).collect()
}

#[test]
fn complaints_about_the_sender_make_no_recipient_dead() {
    let folder = Folder::new("dead");
    let host = "mx00.kundenserver.de";
    let verify =
        "550-Verification failed for <news@alias.example> 550-Unrouteable address 550 Sender verify failed";
    let mut log = [
        bounced("gone@b.test", host, "5.1.1", "550 5.1.1 <gone@b.test>: User unknown", "RCPT TO"),
        bounced("a@b.test", host, "5.1.8", "550 5.1.8 Sender address rejected: Domain not found", "RCPT TO"),
        bounced("b@b.test", host, "5.0.0", "550 Your domain alias.example does not exist", "MAIL FROM"),
        bounced("c@b.test", host, "5.0.0", "550 No such user", "end of DATA"),
        bounced(
            "d@b.test",
            host,
            "5.0.0",
            "550 Requested action not taken: mailbox unavailable",
            "MAIL FROM",
        ),
        bounced("e@b.test", host, "5.0.0", verify, "RCPT TO"),
    ]
    .concat();
    // Enough for the share of recipients that do not exist.
    log.push_str(&mailing(24, 10, host, SENT, 1));
    let path = folder.file("postfix.log", log.as_bytes(), "2026-03-02T00:00:00Z");
    let (document, _) = json(&[&path, "--dead-recipients"]);
    assert_eq!(dead(&document), ["gone@b.test"]);
    let share = windows(&document, "ionos/421-policy-violations", Some(86_400), "unknown-recipients");
    assert_eq!(share, ["mail 5.0/10.0"], "one of the first 20");

    let exim = r"2026-03-01 09:00:00 1tEabc-0001aB-2C ** live@dest.test R=dnslookup T=remote_smtp H=mx.dest.test [192.0.2.50]: SMTP error from remote mail server after RCPT TO:<live@dest.test>: 550-Verification failed for <news@alias.example>\n550-No Such User Here\n550 Sender verify failed
2026-03-01 09:00:01 1tEabc-0001aB-2D ** live2@dest.test R=dnslookup T=remote_smtp H=mx.dest.test [192.0.2.50]: SMTP error from remote mail server after MAIL FROM:<news@alias.example>: 550 Domain of news@alias.example does not exist
2026-03-01 09:00:02 1tEabc-0001aB-2E ** gone@dest.test R=dnslookup T=remote_smtp H=mx.dest.test [192.0.2.50]: SMTP error from remote mail server after RCPT TO:<gone@dest.test>: 550 no such user here
";
    let path = folder.file("exim.log", exim.as_bytes(), "2026-03-02T00:00:00Z");
    assert_eq!(dead(&json(&[&path, "--dead-recipients"]).0), ["gone@dest.test"]);
}

#[test]
fn servers_that_refuse_in_the_same_words_count_each() {
    let folder = Folder::new("each");
    let said = "554-kundenserver.de Nemesis ESMTP Service not available 554-No SMTP service 554 Bad DNS PTR resource record";
    let first = format!("host mx00.kundenserver.de[203.0.113.10] refused to talk to me: {said}");
    let second = format!("host mx01.kundenserver.de[203.0.113.11] refused to talk to me: {said}");
    let mut log = format!("2026-03-01T09:00:01Z mail postfix/smtp[12]: 4ABC12: {first}\n");
    for hour in 9..13 {
        for recipient in ["a", "b", "c"] {
            log.push_str(&format!(
                "2026-03-01T{hour:02}:00:02Z mail postfix/smtp[12]: 4ABC12: to=<{recipient}@ionos.test>, \
                 relay=mx01.kundenserver.de[203.0.113.11]:25, delay=2, delays=0/0/2/0, dsn=4.0.0, status=deferred ({second})\n"
            ));
        }
    }
    let path = folder.file("postfix.log", log.as_bytes(), "2026-03-02T00:00:00Z");
    let (document, _) = json(&[&path]);
    assert_eq!(rejections(&document), ["ionos/554-bad-dns-ptr 13 1 13"]);
    assert_eq!(
        document["rejections"][0]["hosts"],
        serde_json::json!(["mx00.kundenserver.de", "mx01.kundenserver.de"])
    );

    // Exim repeats its line for each recipient, and again when it tries the next time.
    let said = r"H=mx00.kundenserver.de [203.0.113.10]: SMTP error from remote mail server after initial connection: 554-kundenserver.de Nemesis ESMTP Service not available\n554-No SMTP service\n554 Bad DNS PTR resource record";
    let mut log = String::new();
    for hour in 9..12 {
        log.push_str(&format!("2026-03-01 {hour:02}:00:00 1tEabc-0001aB-2C {said}\n"));
        for recipient in ["a", "b"] {
            log.push_str(&format!(
                "2026-03-01 {hour:02}:00:01 1tEabc-0001aB-2C == {recipient}@ionos.test R=dnslookup T=remote_smtp defer (-46) {said}\n"
            ));
        }
    }
    let path = folder.file("exim.log", log.as_bytes(), "2026-03-02T00:00:00Z");
    assert_eq!(rejections(&json(&[&path]).0), ["ionos/554-bad-dns-ptr 3 1 7"]);
}

#[test]
fn a_refusal_for_which_a_server_is_not_asked_again_is_its_own() {
    let folder = Folder::new("suspended");
    let line = |host: &str, said: &str| {
        format!(
            "2026-03-01T09:00:06Z mail postfix/error[12]: 4ABC18: to=<u@x.test>, relay=none, delay=2, delays=0/0/2/0, \
             dsn=4.3.2, status=deferred (delivery temporarily suspended: host {host} refused to talk to me: {said})\n"
        )
    };
    let log = [
        line("mx1.one.com[203.0.113.20]", "421 4.3.2 Connection rate limit exceeded."),
        line("mx.x.test[192.0.2.5]", "421 4.3.2 Connection rate limit exceeded."),
    ]
    .concat();
    let path = folder.file("postfix.log", log.as_bytes(), "2026-03-02T00:00:00Z");
    let (document, code) = json(&[&path, "--relay", "one.com"]);
    assert_eq!((rejections(&document), code), (vec!["one-com/421-connection-rate 1 1 1".to_owned()], 1));
    let group = &document["rejections"][0];
    assert_eq!(group["hosts"], serde_json::json!(["mx1.one.com"]));
    assert_ne!(group["confidence"], "low");
    assert_eq!(document["windows"], serde_json::json!([]), "nothing was connected");
}

#[test]
fn a_filter_of_this_host_proves_no_recipient_to_live() {
    let folder = Folder::new("filter");
    let sent = |relay: &str, tag: &str| {
        format!(
            "2026-03-01T10:00:00Z mail postfix/{tag}[12]: 4ABC13: to=<gone@b.test>, relay={relay}, delay=1, \
             delays=0.1/0/0/0.9, dsn=2.0.0, status=sent (250 2.0.0 Ok)\n"
        )
    };
    let unknown = bounced("gone@b.test", "mx.b.test", "5.1.1", "550 5.1.1 User unknown", "RCPT TO");
    for (relay, tag, is_dead) in [
        ("127.0.0.1[127.0.0.1]:10024", "smtp", true),
        ("localhost[::1]:10024", "amavis/smtp", true),
        ("10.0.0.7[10.0.0.7]:10024", "lmtp", true),
        ("mail.b.test[private/dovecot-lmtp]", "lmtp", true),
        ("local", "local", true),
        ("dovecot", "pipe", true),
        ("mx.b.test[192.0.2.50]:25", "smtp", false),
    ] {
        let log = [unknown.clone(), sent(relay, tag)].concat();
        let path = folder.file("postfix.log", log.as_bytes(), "2026-03-02T00:00:00Z");
        let (document, _) = json(&[&path, "--dead-recipients"]);
        assert_eq!(!dead(&document).is_empty(), is_dead, "{relay} {tag}");
    }
}

const TO_ONE_COM: &str = "203.0.113.20";

/// One session of OpenSMTPD to One.com, with so many messages.
fn session(id: u64, messages: u64) -> String {
    let line = |second: u64, text: &str| {
        format!("2026-03-01T09:00:{second:02}Z mail smtpd[300]: 5f1c0003a0a0a{id:03x} mta {text}\n")
    };
    let mut lines = line(0, &format!("connecting address=smtp://{TO_ONE_COM}:25 host=mx1.mailpod.one.com"));
    for number in 0..messages {
        lines.push_str(&line(
            1 + number % 2,
            &format!(
                "delivery evpid=0a0b{id:02x}{number:02x}22222222 from=<news@alias.example> to=<u@onecom.test> rcpt=<-> \
                 source=\"192.0.2.10\" relay=\"{TO_ONE_COM} (mx1.mailpod.one.com)\" delay=1s result=\"Ok\" stat=\"250 ok\""
            ),
        ));
    }
    lines + &line(3, "disconnected reason=quit messages=1")
}

#[test]
fn connections_count_once_however_much_they_carry() {
    let folder = Folder::new("sessions");
    let connections = |log: &str, more: &[&str]| {
        let path = folder.file("a.log", log.as_bytes(), "2026-03-02T00:00:00Z");
        windows(
            &json(&[&[path.as_str()], more].concat()).0,
            "one-com/421-connection-rate",
            None,
            "connections",
        )
    };
    assert_eq!(connections(&session(0, 15), &[]), ["192.0.2.10 1/10"]);
    // Lines of the sessions in the order of time, some without a delivery.
    let many = (0..12).map(|id| session(id, u64::from(id < 11))).collect::<String>();
    let mut many: Vec<&str> = many.split_inclusive('\n').collect();
    many.sort_unstable_by_key(|line| line[..20].to_owned());
    let many = many.concat();
    assert_eq!(connections(&many, &[]), ["192.0.2.10 12/10"]);
    assert_eq!(connections(&many, &["--domain", "alias.example"]), ["192.0.2.10 11/10"]);
    assert_eq!(connections(&many, &["--relay", "one.com"]), ["192.0.2.10 12/10"]);
    for filter in [["--domain", "nothing.example"], ["--relay", "nothing.example"]] {
        assert_eq!(connections(&many, &filter), [""; 0], "{filter:?}");
    }
    // The end of a session whose beginning is in another log.
    let (_, cut) =
        many.split_at(many.find(" mta delivery").map_or(0, |at| many[..at].rfind('\n').unwrap() + 1));
    assert_eq!(connections(cut, &[]), ["192.0.2.10 11/10"]);
    let exim: String = (0..12)
        .map(|number| {
            let reused = if number == 0 { "" } else { "*" };
            format!(
                "2026-03-01 09:00:01 1tEab{}-0001aB-2C => u@onecom.test R=dnslookup T=remote_smtp \
                 H=mx1.mailpod.one.com [{TO_ONE_COM}]{reused} C=\"250 ok\" QT=0s DT=0s\n",
                char::from(b'a' + number)
            )
        })
        .collect();
    assert_eq!(connections(&exim, &[]), ["- 1/10"]);
}

#[test]
fn helo_names_of_clients_are_reported_and_are_no_hit() {
    let folder = Folder::new("clients");
    let names = |client: &str| -> String {
        (0..2)
            .map(|number| {
                format!(
                    "2026-03-01 09:00:0{number} 1tEabc-0001aB-2{number} <= www@alias.example H=(name{number}.test) [{client}] P=esmtp S=1\n"
                )
            })
            .collect()
    };
    let helo = |log: &str, more: &[&str]| {
        let path = folder.file("a.log", log.as_bytes(), "2026-03-02T00:00:00Z");
        let (document, code) = json(&[&[path.as_str()], more].concat());
        (windows(&document, "ionos/450-policy-violations", Some(86_400), "helo-names"), code)
    };
    let none = || (Vec::new(), 0);
    for client in ["127.0.0.1", "10.0.0.5", "169.254.1.1", "::1", "fe80::1", "fd00::1"] {
        assert_eq!(helo(&names(client), &[]), none(), "{client}");
    }
    let foreign = names("198.51.100.7");
    assert_eq!(helo(&foreign, &[]), (vec!["198.51.100.7 2/1".to_owned()], 0));
    let page = text(run(&[&folder.file("b.log", foreign.as_bytes(), "2026-03-02T00:00:00Z")]));
    assert!(page.contains("! 1 HELO name in 1 day at most: 2 (1 over)"), "{page}");
    assert!(page.contains("This is a client"), "{page}");
    assert_eq!(helo(&foreign, &["--domain", "alias.example"]).0.len(), 1);
    assert_eq!(helo(&foreign, &["--domain", "nothing.example"]), none());
    assert_eq!(helo(&foreign, &["--relay", "b.test"]), none());
    // It sends by itself, as another line shows.
    let sends = "2026-03-01 09:00:09 1tEabc-0001aB-2C => u@ionos.test R=dnslookup T=remote_smtp H=mx00.kundenserver.de \
                 [203.0.113.10] I=[198.51.100.7] C=\"250 ok\" DT=0s\n";
    assert_eq!(helo(&(foreign + sends), &[]), (vec!["198.51.100.7 2/1".to_owned()], 1));
}

#[test]
fn a_log_that_no_mail_program_wrote_is_no_pass() {
    let folder = Folder::new("others");
    let written = "2026-03-02T00:00:00Z";
    let sent = |date: &str| {
        format!(
            "{date} h postfix/smtp[1]: 4A1234: to=<a@x.test>, relay=mx.x.test[192.0.2.1]:25, delay=1, dsn=2.0.0, status=sent (250 ok)\n"
        )
    };
    let docker = "2026-03-01T09:00:00.123456789Z ";
    let exim =
        "2026-03-01 09:00:00 1tEabc-0001aB-2C => a@x.test R=r T=t H=mx.x.test [192.0.2.1] C=\"250 ok\"\n";
    for (name, log, code) in [
        ("dpkg.log", "2026-03-01 09:00:00 status installed mail:amd64 1.0\n".repeat(20), 3),
        ("kern.log", "Mar  1 09:00:00 h kernel: [1.0] eth0: link up\n".repeat(20), 3),
        ("mail.log", sent("Mar  1 09:00:00"), 0),
        ("mixed.log", "Mar  1 09:00:00 h cron[1]: x\n".repeat(9999) + &sent("Mar  1 09:00:00"), 0),
        ("queue.log", "2026-03-01 09:00:00 Start queue run: pid=1\n".to_owned(), 0),
        ("docker.log", docker.to_owned() + &sent("Mar  1 09:00:00"), 0),
        ("docker-exim.log", docker.to_owned() + exim, 0),
    ] {
        let path = folder.file(name, log.as_bytes(), written);
        for more in [&[][..], &["--rejections-only"], &["--since", "2026-02-01"], &["--since", "2026-04-01"]]
        {
            let output = run(&[&[path.as_str()], more].concat());
            let page = String::from_utf8_lossy(&output.stdout);
            assert_eq!(output.status.code(), Some(code), "{name} {more:?}: {page}");
            assert_eq!(page.contains("No line of this is of a mail program"), code == 3, "{name} {more:?}");
        }
    }
    // What Exim says next to of its messages is its own.
    let log = exim.to_owned() + "2026-03-01 09:00:01 no host name found for IP address 192.0.2.1\n";
    let (document, _) = json(&[&folder.file("main.log", log.as_bytes(), written)]);
    assert_eq!([&document["lines"]["exim"], &document["lines"]["other"]], [2, 0]);
}

#[test]
fn who_sends_a_message_is_known_from_before_the_time_that_is_asked_for() {
    let folder = Folder::new("before");
    let log = r#"2026-03-01 09:00:00 1tEabc-0001aB-2C <= news@alias.example H=(pc) [192.0.2.99] P=esmtpsa A=plain:news S=1000
2026-03-01 15:00:01 1tEabc-0001aB-2C ** gone@ionos.test R=dnslookup T=remote_smtp H=mx00.kundenserver.de [203.0.113.10]: SMTP error from remote mail server after RCPT TO:<gone@ionos.test>: 550 Requested action not taken: mailbox unavailable
2026-03-01 15:00:02 1tEabc-0001aB-2C => a@x.test R=smarthost T=remote_smtp H=send.one.com [203.0.113.30] C="250 ok"
"#;
    let path = folder.file("exim.log", log.as_bytes(), "2026-03-02T00:00:00Z");
    let since = ["--since", "2026-03-01T12:00:00Z"];
    for more in [&[][..], &["--rejections-only"]] {
        let (document, _) = json(&[&[path.as_str(), "--domain", "alias.example"], &since[..], more].concat());
        assert_eq!(rejections(&document), ["ionos/550-mailbox-unavailable 1 2 2"], "{more:?}");
        assert_eq!(document["rejections"][0]["domains"], serde_json::json!(["alias.example"]));
    }
    let (document, _) = json(&[&[path.as_str()], &since[..]].concat());
    assert_eq!(windows(&document, "one-com/sending-limit", Some(300), "messages"), ["alias.example 1/25"]);
    assert_eq!(document["lines"]["out_of_time"], 1);
}

#[test]
fn a_domain_in_unicode_is_the_one_in_a_labels() {
    let folder = Folder::new("unicode");
    let log = "2026-03-01 09:00:00 1tEabc-0001aB-2C <= news@Müller.example H=(pc) [192.0.2.99] P=esmtpsa A=plain:news S=1\n".to_owned()
        + r"2026-03-01 15:00:01 1tEabc-0001aB-2C ** gone@ionos.test R=r T=t H=mx00.kundenserver.de [203.0.113.10]: SMTP error from remote mail server after RCPT TO:<gone@ionos.test>: 550 Requested action not taken: mailbox unavailable
";
    let path = folder.file("exim.log", log.as_bytes(), "2026-03-02T00:00:00Z");
    for domain in ["müller.example", "xn--mller-kva.example"] {
        let (document, _) = json(&[&path, "--domain", domain]);
        assert_eq!(rejections(&document), ["ionos/550-mailbox-unavailable 1 2 2"], "{domain}");
        assert_eq!(document["rejections"][0]["domains"], serde_json::json!(["xn--mller-kva.example"]));
    }
}

/// A refusal of IONOS at this date.
fn refused_at(date: &str) -> String {
    format!(
        "{date} mail {}",
        bounced(
            "u@ionos.test",
            "mx00.kundenserver.de",
            "5.0.0",
            "550 Requested action not taken: mailbox unavailable",
            "RCPT TO"
        )
        .split_once(" mail ")
        .unwrap()
        .1
    )
}

/// When the only rejection came first and last.
fn first_and_last(document: &Value) -> [&str; 2] {
    let group = &document["rejections"][0];
    [&group["first"]["time"], &group["last"]["time"]].map(|time| time.as_str().unwrap())
}

#[test]
fn the_year_is_that_of_the_first_line_of_the_earliest_file() {
    let folder = Folder::new("years");
    let sent = |date: &str| {
        format!(
            "{date} mail postfix/smtp[12]: 4ABC12: to=<a@x.test>, relay=mx.x.test[192.0.2.50]:25, delay=1, dsn=2.0.0, status=sent (250 ok)\n"
        )
    };
    let before = sent("Dec 31 23:50:01");
    let after = refused_at("Jan  1 00:10:01") + &refused_at("Jan  2 00:10:01");
    let wanted = ["2026-01-01T00:10:01Z", "2026-01-02T00:10:01Z"];
    // In one file and in two, written then or copied years later.
    for (written, written_before) in
        [("2026-01-02T01:00:00Z", "2026-01-01T00:00:00Z"), ("2031-06-01T00:00:00Z", "2031-06-01T00:00:00Z")]
    {
        let one = folder.file("one.log", (before.clone() + &after).as_bytes(), written);
        let newer = folder.file("mail.log", after.as_bytes(), written);
        let older = folder.file("mail.log.1", before.as_bytes(), written_before);
        for files in [&[one.as_str()][..], &[&newer, &older], &[&older, &newer]] {
            for more in [&[][..], &["--rejections-only"], &["--since", "23h"]] {
                let (document, _) = json(&[files, &["--year", "2025"], more].concat());
                let first = if more.len() == 2 { wanted[1] } else { wanted[0] };
                assert_eq!(first_and_last(&document), [first, wanted[1]], "{files:?} {more:?} {written}");
            }
        }
    }
}

#[test]
fn a_log_of_over_a_year_leaves_dates_of_other_files_alone() {
    let folder = Folder::new("late");
    let dates =
        ["Feb  1", "May  1", "Sep  1", "Dec  1", "Feb 20"].map(|day| refused_at(&format!("{day} 10:00:00")));
    let old = folder.file("old.log", dates.concat().as_bytes(), "2024-02-20T10:00:00Z");
    let new = refused_at("2024-03-01T10:00:00+00:00") + &refused_at("2024-03-02T10:00:00+00:00");
    let new = folder.file("new.log", new.as_bytes(), "2024-03-02T10:00:00Z");
    for more in [&[][..], &["--rejections-only"]] {
        let (document, _) = json(&[&[new.as_str(), &old], more].concat());
        assert_eq!(first_and_last(&document), ["2023-02-01T10:00:00Z", "2024-03-02T10:00:00Z"], "{more:?}");
        assert_eq!(document["rejections"][0]["last"]["line"], 2);
        assert_eq!(document["span"]["steps_back"], 0);
        assert_eq!(document["files"][0]["file"], old.as_str());
    }
    let (document, _) = json(&[&old, "--since", "2024-01-01"]);
    assert_eq!(rejections(&document), ["ionos/550-mailbox-unavailable 1 5 5"]);
}

#[test]
fn logs_of_two_servers_that_overlap_leave_the_limits_unknown() {
    let folder = Folder::new("overlap");
    let written = "2026-03-02T00:00:00Z";
    let log = mailing(20, 10, "send.one.com", SENT, 1);
    let first = folder.file("first.log", log.as_bytes(), written);
    let shift = |by: &str| log.replace("T00:00:", by).replace("4A0", "4B0");
    let second = folder.file("second.log", shift("T00:00:").as_bytes(), written);
    let (document, code) = json(&[&first, &second]);
    assert_eq!(document["overlapping"], serde_json::json!([first, second]));
    assert_eq!(document["windows"][0]["is_at_least"], true);
    assert_eq!(code, if document["windows"][0]["is_over"] == true { 1 } else { 3 });
    let few = mailing(10, 10, "send.one.com", SENT, 1);
    let third = folder.file("third.log", few.replace("4A0", "4C0").as_bytes(), written);
    let fourth = folder.file("fourth.log", few.as_bytes(), written);
    let output = run(&[&third, &fourth]);
    let page = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(3), "{page}");
    assert!(page.contains("overlap in time") && page.contains("sort -m"), "{page}");
    assert!(page.contains("? 25 messages in 5 minutes at most") && !page.contains("✓ 25"), "{page}");
    // One after the other, or not of a mail program, or the limits not asked for: nothing to say.
    let later = folder.file("later.log", few.replace("T00:", "T01:").as_bytes(), written);
    let kernel = "2026-03-01T00:00:05Z mail kernel: x\n2026-03-01T01:00:05Z mail kernel: x\n";
    let kernel = folder.file("kern.log", kernel.as_bytes(), written);
    for files in [&[first.as_str(), &later][..], &[&first, &kernel], &[&first, &second, "--rejections-only"]]
    {
        let (document, code) = json(files);
        assert_eq!((document["overlapping"].as_array().unwrap().len(), code), (0, 0), "{files:?}");
    }
}

#[test]
fn an_end_that_is_a_date_includes_its_day_and_the_rest_is_reported() {
    let folder = Folder::new("day");
    let days =
        ["2026-02-28T23:59:59Z", "2026-03-01T00:00:00Z", "2026-03-01T23:59:59Z", "2026-03-02T00:00:00Z"];
    let path = folder.file("a.log", days.map(refused_at).concat().as_bytes(), "2026-03-03T00:00:00Z");
    let arguments = [path.as_str(), "--since", "2026-03-01", "--until", "2026-03-01"];
    assert_eq!(rejections(&json(&arguments).0), ["ionos/550-mailbox-unavailable 2 2 3"]);
    let page = text(run(&arguments));
    assert!(page.contains("  2 lines outside of the time asked for, not counted\n"), "{page}");
    assert!(!text(run(&[&path])).contains("outside"));
}
