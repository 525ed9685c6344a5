//! The budget of an SPF record against its evaluation: for addresses that no term names, one comes to a permerror
//! exactly when the other says so.

use mxcheck::spf::{Budget, Evaluation, Fault, SpfResult, Standing};

use crate::spf::{check_at, count};

/// Addresses that no record below names, other than those that the budget tries.
const UNMATCHED: [&str; 4] = ["203.0.113.77", "203.0.113.200", "2001:db8:ffff::77", "2001:db8:eeee::1"];

/// What a record is worth to such an address: for IPv4, and for IPv6.
type Results = (&'static str, &'static str);

const FINE: Results = ("fine", "fine");
const WRONG: Results = ("permerror", "permerror");
const ONLY4: Results = ("permerror", "fine");
const ONLY6: Results = ("fine", "permerror");
const FAILED: Results = ("temperror", "temperror");
const NONE: Results = ("none", "none");
const ALL: Results = ("pass", "pass");

/// The names that the records lead to: `v4`, `v6` and `both` with addresses, `none` without any, exchanges of each
/// kind, records that are good, wrong and missing.
fn world() -> String {
    let mut lines = "v4 A 192.0.2.1\nv6 AAAA 2001:db8::1\nboth A 192.0.2.2\nboth AAAA 2001:db8::2\nnone TXT x\n\
         mx4 MX 10 v4\nmx4three MX 10 v4\nmx4three MX 20 w4\nmx4three MX 30 x4\nw4 A 192.0.2.3\nx4 A 192.0.2.4\n\
         mx6three MX 10 v6\nmx6three MX 20 w6\nmx6three MX 30 x6\nw6 AAAA 2001:db8::3\nx6 AAAA 2001:db8::4\n\
         mxdead3 MX 1 d1\nmxdead3 MX 2 d2\nmxdead3 MX 3 d3\nmxnull MX 0 .\n\
         good TXT \"v=spf1 ip4:192.0.2.9 -all\"\nneutral TXT \"v=spf1 ip4:192.0.2.9\"\n\
         asks2 TXT \"v=spf1 a:both.test mx:mx4.test ?all\"\nopen TXT \"v=spf1 +all\"\nempty TXT \"v=spf1\"\n\
         bad TXT \"v=spf1 ipv4:192.0.2.1 -all\"\ntwo TXT \"v=spf1 -all\"\ntwo TXT \"v=spf1 ~all\"\n\
         near TXT \"v=spf1\" \"mx -all\"\nvoid2 TXT \"v=spf1 a:g1.test a:g2.test -all\"\n\
         deadinside TXT \"v=spf1 include:nowhere.test -all\"\nloop TXT \"v=spf1 include:a.test -all\"\n\
         ring1 TXT \"v=spf1 include:ring2.test\"\nring2 TXT \"v=spf1 include:ring1.test\"\n\
         onward TXT \"v=spf1 redirect=good.test\"\nfailing TXT \"v=spf1 include:x.elsewhere -all\"\n\
         *.wild A 127.0.0.2\nv4.rbl A 127.0.0.2\n"
        .to_owned();
    for n in 0..12 {
        lines.push_str(&format!(
            "i{n} TXT \"v=spf1 ip4:192.0.2.{n} ?all\"\nmx11 MX {n} m{n}\nm{n} A 192.0.2.{n}\n"
        ));
        lines.push_str(&format!("m{n} AAAA 2001:db8::1:{n}\nc{n} TXT \"v=spf1 include:c{}.test\"\n", n + 1));
        if n < 10 {
            lines.push_str(&format!("mx10 MX {n} m{n}\n"));
        }
    }
    lines + "c12 TXT \"v=spf1 -all\"\n"
}

/// Includes of `i0` and so on.
fn includes(count: usize) -> String {
    (0..count).map(|n| format!("include:i{n}.test")).collect::<Vec<_>>().join(" ")
}

fn records() -> Vec<(String, Results)> {
    let with = |count, rest: &str| format!("{} {rest}", includes(count));
    let many = |count: usize, term: &str| vec![term; count].join(" ");
    let mut records: Vec<(String, Results)> = vec![
        (with(10, "-all"), FINE),
        (with(11, "-all"), WRONG),
        (with(9, "a:both.test -all"), FINE),
        (with(9, "a:both.test mx:mx4.test -all"), WRONG),
        (with(8, "include:asks2.test -all"), WRONG),
        (with(7, "include:asks2.test -all"), FINE),
        (with(10, "redirect=good.test"), WRONG),
        (with(9, "redirect=good.test"), FINE),
        (with(10, "-all a:both.test"), FINE),
        (with(10, "ptr -all"), WRONG),
        (with(10, "exists:%{i}.x.test -all"), WRONG),
        (with(10, "exp=e.test -all"), FINE),
        (many(10, "a:both.test") + " -all", FINE),
        (many(11, "a:both.test") + " -all", WRONG),
        (many(11, "mx:mx10.test") + " -all", WRONG),
        (many(6, "include:asks2.test") + " -all", WRONG),
        (many(3, "include:asks2.test") + " -all", ONLY6),
        (many(11, "ip4:192.0.2.1") + " -all", FINE),
    ];
    let fixed = [
        ("-all", FINE),
        ("~all", FINE),
        ("", FINE),
        ("a:v4.test -all", FINE),
        ("ip4:192.0.2.0/24 ip6:2001:db8::/48 ?all", FINE),
        ("+all", ALL),
        ("all", ALL),
        ("a:nowhere.test +all", ALL),
        ("include:open.test -all", ALL),
        ("redirect=open.test", ALL),
        ("include:open.test include:nowhere.test -all", ALL),
        ("-include:open.test include:nowhere.test -all", FINE),
        ("ip4:0.0.0.0/0 -all", ("pass", "fine")),
        ("ip6:::/0 -all", ("fine", "pass")),
        ("ip4:0.0.0.0/0 include:nowhere.test -all", ("pass", "permerror")),
        ("-ip4:0.0.0.0/0 include:nowhere.test -all", ONLY6),
        ("ip4:0.0.0.0/1 ip4:128.0.0.0/1 -all", ("pass", "fine")),
        ("exists:v4.test -all", ALL),
        ("exists:%{i}.wild.test -all", ALL),
        ("ipv4:192.0.2.1 -all", WRONG),
        ("ip:192.0.2.1 -all", WRONG),
        ("mx ~all;", WRONG),
        ("mx 81~all", WRONG),
        ("include: x.test -all", WRONG),
        ("-all ipv4:192.0.2.1", WRONG),
        ("redirect=good.test redirect=good.test", WRONG),
        ("foo=bar -all", FINE),
        ("include:nowhere.test -all", WRONG),
        ("include:none.test -all", WRONG),
        ("include:near.test -all", WRONG),
        ("include:two.test -all", WRONG),
        ("include:bad.test -all", WRONG),
        ("include:deadinside.test -all", WRONG),
        ("include:empty.test -all", FINE),
        ("?include:good.test -all", FINE),
        ("-all include:nowhere.test", FINE),
        ("include:loop.test -all", WRONG),
        ("include:a.test -all", WRONG),
        ("redirect=a.test", WRONG),
        ("include:ring1.test -all", WRONG),
        ("include:c0.test -all", WRONG),
        ("include:c4.test -all", FINE),
        ("redirect=nowhere.test", WRONG),
        ("redirect=bad.test", WRONG),
        ("redirect=onward.test", FINE),
        ("redirect=nowhere.test -all", FINE),
        ("include:onward.test ~all", FINE),
        ("include:neutral.test redirect=good.test", FINE),
        ("mx:mx10.test -all", FINE),
        ("mx:mx11.test -all", WRONG),
        ("-all mx:mx11.test", FINE),
        ("mx:mxnull.test -all", FINE),
        ("mx:mx4three.test ~all", ONLY6),
        ("mx:mx6three.test ~all", ONLY4),
        ("mx:mxdead3.test ~all", WRONG),
        ("mx:none.test mx:nowhere.test -all", FINE),
        ("mx:none.test mx:nowhere.test mx:g1.test -all", WRONG),
        ("a:g1.test a:g2.test -all", FINE),
        ("a:g1.test a:g2.test a:g3.test -all", WRONG),
        ("a:g1.test a:g2.test a:v4.test -all", ONLY6),
        ("a:g1.test a:g2.test a:v6.test -all", ONLY4),
        ("a:g1.test a:v4.test a:v6.test -all", FINE),
        ("a:v4.test a:w4.test a:x4.test -all", ONLY6),
        ("a:g1.test a:g1.test a:g1.test -all", WRONG),
        ("include:void2.test a:both.test -all", FINE),
        ("include:void2.test a:g3.test -all", WRONG),
        ("a:g1.test a:g2.test -all a:g3.test", FINE),
        ("exists:g1.test exists:g2.test -all", FINE),
        ("exists:g1.test exists:g2.test exists:g3.test -all", WRONG),
        ("exists:%{i}.rbl.test -all", FINE),
        ("exists:%{i}.1.test exists:%{i}.2.test exists:%{ir}.3.test -all", WRONG),
        ("a:%{d} -all", FINE),
        ("a:%{i}.x.test a:%{l}.x.test a:%{v}.x.test -all", WRONG),
        ("include:%{d2} -all", WRONG),
        ("include:%{i}.spf.test -all", WRONG),
        ("ptr -all", FINE),
        ("ptr:a.test a:g1.test -all", FINE),
        ("ptr a:g1.test a:g2.test -all", WRONG),
        ("include:x.elsewhere -all", FAILED),
        ("include:failing.test include:nowhere.test -all", FAILED),
        ("include:nowhere.test include:failing.test -all", WRONG),
        ("a:x.elsewhere -all", FAILED),
        ("mx:x.elsewhere include:nowhere.test -all", FAILED),
        ("exp=nowhere.test -all", FINE),
        ("exp=x.elsewhere -all", FINE),
    ];
    records.extend(fixed.map(|(record, results)| (record.to_owned(), results)));
    records
}

/// What an evaluation is worth here: that an address fails or is neutral is fine.
fn worth(evaluation: &Evaluation) -> &'static str {
    match evaluation.result {
        SpfResult::Fail | SpfResult::Softfail | SpfResult::Neutral => "fine",
        other => other.as_str(),
    }
}

/// What the tree and its counts say of a family, without the evaluations that the budget holds: none where they
/// cannot know, for a macro, a network of everybody or a lookup that failed.
fn by_the_tree(budget: &Budget, void_lookups: u32) -> Option<bool> {
    let reached = budget.standing() != Standing::PermitsEveryone && budget.is_complete;
    let is_over = budget.record.lookups > 10 || void_lookups > 2;
    reached.then(|| is_over || budget.record.error().is_some())
}

#[test]
fn the_budget_never_contradicts_the_evaluator() {
    let records = records();
    assert!(records.len() >= 90, "{}", records.len());
    let mut faults = Vec::new();
    for (record, (ip4, ip6)) in &records {
        let strings: Vec<String> = format!("v=spf1 {record}")
            .as_bytes()
            .chunks(200)
            .map(|s| format!("{:?}", String::from_utf8_lossy(s)))
            .collect();
        let lines = format!("{}a TXT {}\n", world(), strings.join(" "));
        let budget = count(&lines);
        let said = (worth(&budget.ip4), worth(&budget.ip6));
        if said != (*ip4, *ip6) {
            faults.push(format!("{record}: the budget says {said:?}, not {:?}", (ip4, ip6)));
        }
        for address in UNMATCHED {
            let evaluation = check_at(&lines, address);
            let of_family = if evaluation.address.is_ipv4() { &budget.ip4 } else { &budget.ip6 };
            if worth(&evaluation) != worth(of_family) || evaluation.fault != of_family.fault {
                faults.push(format!("{record}: {address} is {:?}, {said:?}", evaluation.reason));
            }
            let is_wrong = evaluation.result == SpfResult::Permerror;
            if !is_wrong && evaluation.void_lookups != of_family.void_lookups {
                faults.push(format!("{record}: {address}: {} void look-ups", evaluation.void_lookups));
            }
            let is_counted = evaluation.result != SpfResult::Temperror && !is_wrong && budget.is_complete;
            if is_counted
                && budget.standing() == Standing::Valid
                && evaluation.lookups != budget.record.lookups
            {
                faults.push(format!(
                    "{record}: {} look-ups, not {}",
                    evaluation.lookups, budget.record.lookups
                ));
            }
            let one_family = budget.standing() == Standing::WrongForOneFamily;
            let tree = by_the_tree(&budget, of_family.void_lookups);
            if tree.is_some_and(|tree| tree != is_wrong) && !one_family {
                faults.push(format!("{record}: the tree says {tree:?}, {address} {:?}", evaluation.reason));
            }
        }
        let standing = budget.standing();
        let expected = match (*ip4, *ip6) {
            WRONG => standing == Standing::Wrong,
            ("permerror", _) | (_, "permerror") => standing == Standing::WrongForOneFamily,
            FAILED => standing == Standing::Unknown,
            NONE => standing == Standing::Missing,
            ("pass", _) | (_, "pass") => standing == Standing::PermitsEveryone,
            _ => matches!(standing, Standing::Valid | Standing::WrongInside),
        };
        if !expected {
            faults.push(format!("{record}: {standing:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn records_that_cannot_be_walked_agree_too() {
    for (lines, results, standing) in [
        ("a TXT \"v=spf1 -all\"\na TXT \"v=spf1 ~all\"\n", WRONG, Standing::Wrong),
        ("a TXT x\n", NONE, Standing::Missing),
        ("b TXT x\n", NONE, Standing::Missing),
        ("a TXT \"spf2.0/pra -all\"\n", NONE, Standing::Missing),
        ("a TXT \"v=spf1\" \"mx -all\"\n", NONE, Standing::Missing),
        ("a CNAME a.elsewhere.\n", FAILED, Standing::Unknown),
    ] {
        let budget = count(lines);
        assert_eq!((worth(&budget.ip4), worth(&budget.ip6)), results, "{lines}");
        assert_eq!(budget.standing(), standing, "{lines}");
        for address in UNMATCHED {
            let evaluation = check_at(lines, address);
            assert_eq!(evaluation.result, budget.ip4.result, "{lines}");
        }
    }
}

#[test]
fn a_permerror_names_its_fault() {
    for (record, fault) in [
        (format!("{} -all", includes(11)), Fault::Lookups),
        ("ipv4:192.0.2.1".to_owned(), Fault::Syntax),
        ("include:bad.test".to_owned(), Fault::Syntax),
        ("include:two.test".to_owned(), Fault::SeveralRecords),
        ("include:nowhere.test".to_owned(), Fault::NoRecordThere),
        ("redirect=nowhere.test".to_owned(), Fault::NoRecordThere),
        ("include:ring1.test".to_owned(), Fault::Loop),
        ("mx:mx11.test".to_owned(), Fault::Exchanges),
        ("a:g1.test a:g2.test a:g3.test".to_owned(), Fault::VoidLookups),
    ] {
        let lines = format!("{}a TXT \"v=spf1 {record}\"\n", world());
        assert_eq!(check_at(&lines, UNMATCHED[0]).fault, Some(fault), "{record}");
    }
}

#[test]
fn a_record_that_only_looks_like_spf_is_found() {
    for (lines, reason) in [
        ("a TXT \"v=spf1\" \"mx -all\"\n", "joined without a space"),
        ("a TXT v=spf1 mx -all\n", "without quotes"),
        ("a TXT \"\\\"v=spf1 mx -all\\\"\"\n", "quotes are part"),
        ("a TXT \"\\226\\128\\156v=spf1 mx -all\\226\\128\\157\"\n", "typographic"),
        ("a TXT \"\\239\\187\\191v=spf1 mx -all\"\n", "byte order mark"),
        ("a TXT \" v=spf1 mx -all\"\n", "begins with a space"),
        ("a TXT \"v=spf1.0 mx -all\"\n", "its version"),
        ("a SPF \"v=spf1 mx -all\"\n", "type SPF"),
        ("a TYPE99 \\# 15 0e763d73706631206d78202d616c6c\n", "type SPF"),
    ] {
        let budget = count(lines);
        let found = budget.record.near.unwrap_or_else(|| panic!("{lines}"));
        assert!(found.near.reason.contains(reason), "{lines}: {}", found.near.reason);
        assert_eq!(found.near.corrected.as_deref(), Some("v=spf1 mx -all"), "{lines}");
    }
    let valid = count("a TXT \"v=spf1 -all\"\na TXT \" v=spf1 mx -all\"\na TXT \"spf2.0/pra -all\"\n");
    assert_eq!((valid.standing(), valid.record.near), (Standing::Valid, None));
}
