//! SPF against zones in memory: what hostile records do, how many round trips an honest one takes,
//! and what the command prints.

use std::future::Future;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, poll_fn};
use mxcheck::dns::{Answer, Dns, Question};
use mxcheck::resolver::{Cache, Offline};
use mxcheck::spf::{Budget, Evaluation, Request, SpfResult, Standing, budget, evaluate};
use mxcheck::zone::{Overlay, Zone};

/// A zone `test` with these lines.
fn world(lines: &str) -> Arc<Overlay> {
    let text = format!("$ORIGIN test.\n$TTL 60\n@ SOA ns hostmaster 1 2 3 4 5\n{lines}");
    let zone = Zone::parse("test.zone", text.as_bytes(), Some("test".parse().unwrap())).unwrap();
    let reverse = |origin: &str| {
        let text = "$TTL 60\n@ SOA ns.test. h.test. 1 2 3 4 5\n10 PTR m.test.\n";
        Zone::parse("r.zone", text.as_bytes(), Some(origin.parse().unwrap())).unwrap()
    };
    let reverse = ["2.0.192.in-addr.arpa", "113.0.203.in-addr.arpa", "8.b.d.0.1.0.0.2.ip6.arpa"].map(reverse);
    let zones = std::iter::once(zone).chain(reverse).collect();
    Arc::new(Overlay::new(zones, Arc::new(Offline)).unwrap())
}

pub(crate) fn check_at(lines: &str, ip: &str) -> Evaluation {
    let request = Request::mail_from(ip.parse().unwrap(), "info", "a.test", "m.test");
    evaluate(world(lines).as_ref(), &request).now_or_never().unwrap()
}

fn check(lines: &str) -> Evaluation {
    check_at(lines, "192.0.2.10")
}

pub(crate) fn count(lines: &str) -> Budget {
    budget(world(lines).as_ref(), &"a.test".parse().unwrap()).now_or_never().unwrap()
}

/// A TXT record in strings of at most 250 octets.
fn txt(owner: &str, text: &str) -> String {
    let strings = text.as_bytes().chunks(250).map(|part| format!("\"{}\"", String::from_utf8_lossy(part)));
    format!("{owner} TXT {}\n", strings.collect::<Vec<_>>().join(" "))
}

#[test]
fn the_trace_shows_what_decided_through_what() {
    let evaluation = check(
        "a TXT \"v=spf1 ip4:192.0.2.99 include:i.test \" \"-all\"\ni TXT \"v=spf1 a:n.test mx:%{d} ?all\"\n\
         n A 192.0.2.1\ni MX 10 m\nm A 192.0.2.10\n",
    );
    assert_eq!((evaluation.result, evaluation.lookups, evaluation.void_lookups), (SpfResult::Pass, 3, 0));
    assert_eq!(evaluation.record.as_deref(), Some("v=spf1 ip4:192.0.2.99 include:i.test -all"));
    assert_eq!(evaluation.place.as_ref().unwrap().line, Some(4));
    assert_eq!(evaluation.matched.as_deref(), Some("include:i.test"));
    let path: Vec<(String, &str, Option<&str>)> =
        evaluation.path().into_iter().map(|(d, t)| (d, t.term.as_str(), t.target.as_deref())).collect();
    assert_eq!(
        path,
        [
            ("a.test".to_owned(), "include:i.test", Some("i.test")),
            ("i.test".to_owned(), "mx:%{d}", Some("i.test"))
        ]
    );
    assert_eq!(evaluation.trace[1].lookups, 3);
}

#[test]
fn hostile_records_are_bounded() {
    // A record of 40 kB: of what matches nothing the first are kept.
    let long = format!("v=spf1 {}-all", "ip4:192.0.2.99 ".repeat(2700));
    let evaluation = check(&txt("a", &long));
    assert_eq!((evaluation.result, evaluation.trace.len()), (SpfResult::Fail, 201));

    // 300 includes.
    let includes: Vec<String> = (0..300).map(|n| format!("include:i{n}.test")).collect();
    let records: String = (0..300).map(|n| format!("i{n} TXT \"v=spf1 ?all\"\n")).collect();
    let lines = txt("a", &format!("v=spf1 {} -all", includes.join(" "))) + &records;
    let evaluation = check(&lines);
    assert_eq!((evaluation.result, evaluation.trace.len()), (SpfResult::Permerror, 11));
    let walked = count(&lines);
    assert_eq!((walked.standing(), walked.record.lookups), (Standing::Wrong, 300));
    assert!(!walked.is_complete);

    // Loops, direct and through others.
    for lines in [
        "a TXT \"v=spf1 include:a.test -all\"\n",
        "a TXT \"v=spf1 redirect=a.test\"\n",
        "a TXT \"v=spf1 include:b.test\"\nb TXT \"v=spf1 redirect=a.test\"\n",
    ] {
        assert_eq!(check(lines).result, SpfResult::Permerror);
        assert_eq!(count(lines).standing(), Standing::Wrong);
    }

    // 300 includes, one inside the other.
    let chain: String = (0..300).map(|n| format!("c{n} TXT \"v=spf1 include:c{}.test\"\n", n + 1)).collect();
    let lines = format!("a TXT \"v=spf1 include:c0.test\"\n{chain}");
    assert_eq!((check(&lines).result, check(&lines).lookups), (SpfResult::Permerror, 11));
    assert_eq!(count(&lines).standing(), Standing::Wrong);

    // Each record includes ten that include ten.
    let tree: String = (0..10)
        .flat_map(|n| (0..10).map(move |m| format!("x{n}{m} TXT \"v=spf1 a:m.test ?all\"\n")))
        .chain((0..10).map(|n| {
            let inner: Vec<String> = (0..10).map(|m| format!("include:x{n}{m}.test")).collect();
            txt(&format!("x{n}"), &format!("v=spf1 {}", inner.join(" ")))
        }))
        .collect();
    let inner: Vec<String> = (0..10).map(|n| format!("include:x{n}.test")).collect();
    let lines = tree + &txt("a", &format!("v=spf1 {}", inner.join(" "))) + "m A 192.0.2.1\n";
    assert_eq!(check(&lines).result, SpfResult::Permerror);
    assert!(!count(&lines).is_complete);

    // A macro that expands past 253 octets, and names that DNS cannot hold.
    let names = format!(
        "v=spf1 exists:{}%{{d}} exists:x..y.test exists:{}.test -all",
        "%{i}.".repeat(40),
        "x".repeat(64)
    );
    let evaluation = check(&txt("a", &names));
    assert_eq!((evaluation.result, evaluation.lookups, evaluation.void_lookups), (SpfResult::Fail, 3, 1));
    assert!(evaluation.trace[0].target.as_ref().unwrap().len() <= 253);
    assert!(evaluation.trace[1].note.is_some());

    assert_eq!(check("a TXT \"v=spf1 ip4:0.0.0.0/0 -all\"\n").result, SpfResult::Pass);
    assert_eq!(check("a TXT \"v=spf1 ip4:192.0.2.10/33 -all\"\n").result, SpfResult::Permerror);
    assert_eq!(check("a TXT \"v=spf1 a:\\195\\164.test -all\"\n").result, SpfResult::Permerror);
    assert_eq!(check("a TXT \"v=spf1\tall\"\n").result, SpfResult::None);
    assert_eq!(check("a TYPE99 \\# 9 08763d73706631202b\n").result, SpfResult::None);
}

#[test]
fn ten_thousand_addresses_behind_one_name() {
    let addresses: String = (0..10_000).map(|n| format!("many A 10.0.{}.{}\n", n / 250, n % 250)).collect();
    let lines = format!("a TXT \"v=spf1 a:many.test -all\"\n{addresses}many A 192.0.2.10\n");
    let evaluation = check(&lines);
    // RFC 7208 sets no limit to them: the last one counts as the first does.
    assert_eq!(evaluation.result, SpfResult::Pass);
    assert_eq!((evaluation.trace[0].found.len(), evaluation.trace[0].found_more), (8, 9_993));
    let walked = count(&lines);
    assert_eq!(walked.authorises.ipv4_addresses, 1_000);
    assert!(walked.record.terms[0].note.as_ref().unwrap().contains("10001 addresses"), "{walked:?}");
}

#[test]
fn an_ipv4_mapped_address_is_that_ipv4_address() {
    assert_eq!(
        check_at("a TXT \"v=spf1 ip4:192.0.2.10 -all\"\n", "::ffff:192.0.2.10").result,
        SpfResult::Pass
    );
}

#[test]
fn void_lookups_count_in_order() {
    let evaluation = check("a TXT \"v=spf1 a:x.test a:y.test ip4:192.0.2.10 a:z.test -all\"\n");
    assert_eq!((evaluation.result, evaluation.void_lookups), (SpfResult::Pass, 2));
    let evaluation = check("a TXT \"v=spf1 a:x.test a:y.test a:z.test ip4:192.0.2.10 -all\"\n");
    assert_eq!(evaluation.result, SpfResult::Permerror);
    assert!(evaluation.reason.unwrap().contains("third void lookup"));
}

#[test]
fn the_budget_counts_addresses_and_finds_what_never_matches() {
    let walked = count(
        "a TXT \"v=spf1 ip4:198.51.100.0/24 ip4:198.51.100.7 ip6:2001:db8::/32 include:i.test mx MX ~all a\"\n\
         i TXT \"v=spf1 ip4:203.0.113.0/25 -all\"\na MX 10 m\nm A 192.0.2.10\n",
    );
    // The second mx never matches, and is asked about anyway.
    assert_eq!((walked.record.lookups, walked.void_lookups, walked.is_complete), (3, 0, true));
    assert_eq!((walked.authorises.ipv4_addresses, walked.authorises.ipv6_networks), (256 + 128 + 1, 1));
    let never: Vec<&str> = walked
        .record
        .terms
        .iter()
        .filter(|term| term.never_matches.is_some())
        .map(|term| term.term.as_str())
        .collect();
    assert_eq!(never, ["ip4:198.51.100.7", "MX", "a"]);
    assert_eq!(walked.standing(), Standing::Valid);
}

/// Every answer takes one round, whatever else is asked in it.
struct Rounds {
    world: Arc<Overlay>,
    round: AtomicUsize,
}

impl Dns for Rounds {
    fn ask<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, Answer> {
        Box::pin(async move {
            let asked = self.round.load(Ordering::Relaxed);
            poll_fn(|_| match self.round.load(Ordering::Relaxed) > asked {
                true => Poll::Ready(()),
                false => Poll::Pending,
            })
            .await;
            self.world.ask(question).await
        })
    }
}

#[test]
fn eight_includes_on_one_level_take_three_round_trips() {
    let includes: Vec<String> = (0..8).map(|n| format!("include:i{n}.test")).collect();
    let records: String = (0..8).map(|n| format!("i{n} TXT \"v=spf1 ip4:203.0.113.{n} ?all\"\n")).collect();
    let last = "i8 TXT \"v=spf1 a:n.test ?all\"\nn A 192.0.2.1\n";
    let lines = txt("a", &format!("v=spf1 {} include:i8.test -all", includes.join(" "))) + &records + last;
    let rounds = Arc::new(Rounds { world: world(&lines), round: AtomicUsize::new(0) });
    let cache = Cache::new(rounds.clone(), 1 << 20);
    let request = Request::mail_from("192.0.2.10".parse::<IpAddr>().unwrap(), "info", "a.test", "m.test");
    let mut evaluation = pin!(evaluate(&cache, &request));
    let mut context = Context::from_waker(Waker::noop());
    let result = loop {
        // What waits for another's answer is polled again within the round.
        let polled = (0..5).find_map(|_| match evaluation.as_mut().poll(&mut context) {
            Poll::Ready(done) => Some(done),
            Poll::Pending => None,
        });
        if let Some(done) = polled {
            break done;
        }
        rounds.round.fetch_add(1, Ordering::Relaxed);
        assert!(rounds.round.load(Ordering::Relaxed) < 20, "it does not end");
    };
    assert_eq!((result.result, result.lookups), (SpfResult::Fail, 10));
    assert_eq!(rounds.round.load(Ordering::Relaxed), 3);
}

/// The command on a zone file, its exit code and what it prints.
fn run(arguments: &[&str], lines: &str) -> (Option<i32>, String) {
    let folder = std::env::temp_dir().join(format!("mxcheck-spf-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let number = arguments.concat().len() + lines.len() * 1000;
    let path = folder.join(format!("{number}.zone"));
    std::fs::write(&path, format!("$TTL 60\n@ SOA ns hostmaster 1 2 3 4 5\n{lines}")).unwrap();
    let mut command = crate::support::program();
    command.arg("spf").args(arguments).args(["--offline", "--zone"]);
    let output = command.arg(format!("{}=test", path.display())).output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn exit_codes_follow_the_result() {
    let ip = ["a.test", "--ip", "192.0.2.10"];
    for (arguments, record, exit) in [
        (&ip[..], "a TXT \"v=spf1 +all\"\n", 0),
        (&ip[..], "a TXT \"v=spf1 ~all\"\n", 0),
        (&ip[..], "a TXT \"v=spf1 -all\"\n", 1),
        (&ip[..], "a TXT \"v=spf1 all:x\"\n", 1),
        (&ip[..], "b TXT \"v=spf1 all\"\n", 0),
        (&ip[..], "a TXT \"v=spf1 include:x.other\"\n", 3),
        (&["a.test"][..], "a TXT \"v=spf1 -all\"\n", 0),
        (&["a.test"][..], "a TXT \"v=spf1 -all\"\na TXT \"v=spf1 -all x\"\n", 1),
        (&["a.test"][..], "a TXT \"v=spf1 include:x.other\"\n", 3),
        (&["a.other", "--ip", "192.0.2.10"][..], "", 3),
        (&["a.test", "--from", "<>", "--ip", "192.0.2.10"][..], "a TXT \"v=spf1 -all\"\n", 1),
        (&["a.test", "--ip", "192.0.2"][..], "", 2),
    ] {
        assert_eq!(run(arguments, record).0, Some(exit), "{arguments:?} {record}");
    }
}

#[test]
fn pages_are_ascii_and_keep_to_the_width_but_for_records() {
    let zone = "a TXT \"v=spf1 include:i.test a:%{i}.x.test exp=e.test -all\"\ni TXT \"v=spf1 ip4:192.0.2.1 ?all\"\n\
                e TXT \"%{i} is not ours\"\n";
    let (exit, page) = run(&["a.test", "--ip", "192.0.2.10"], zone);
    assert_eq!(exit, Some(1));
    assert!(page.is_ascii(), "{page}");
    for part in [
        "X a.test: SPF fail for 192.0.2.10 by -all",
        "Explanation  192.0.2.10 is not ours",
        "|- include:i.test: no match, result there: neutral, 1 lookup",
        "|  |- ip4:192.0.2.1: no match",
        "|- a:%{i}.x.test (192.0.2.10.x.test): no match, 1 lookup, 1 void",
        "`- -all: match",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    let wide =
        page.lines().find(|line| line.len() > 80 && !line.contains("v=spf1") && !line.contains("  Next "));
    assert_eq!(wide, None);
    let (_, page) = run(&["a.test"], zone);
    assert!(
        page.contains("Lookups      2 of 10") && page.contains("`- -all: fail for every other address"),
        "{page}"
    );
}
