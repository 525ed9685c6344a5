//! `--authoritative`: every nameserver that answers for a zone, each with a fault of its own.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::BoxFuture;
use mxcheck::dns::{
    Answer, Direct, Dns, Failure, Name, NotAsked, Question, Record, RecordType, Reply, Told, Wire,
};
use mxcheck::judge::{Case, Cost, Judgement, Panel, judge};
use mxcheck::probe::facts::Facts;
use mxcheck::probe::{Asking, nameservers};
use mxcheck::resolver::Offline;
use mxcheck::sender::Sender;
use mxcheck::zone::{Overlay, Zone};
use serde_json::Value;

use crate::support::nameserver::{Behaviour, Nameserver, record, records};

const ZONE: &str = "$TTL 3600\n@ 7200 SOA ns1 hostmaster 7 7200 3600 1209600 300\n\
                    @ MX 10 mail\nmail A 192.0.2.25\n@ TXT \"v=spf1 mx -all\"\n";

/// A zone with these nameservers, as resolvers see it, and its parent.
fn world(servers: &[(&str, &str)]) -> Vec<Zone> {
    let mut zone = ZONE.to_owned();
    let mut parent =
        "$TTL 86400\n@ SOA p hostmaster 1 7200 3600 1209600 900\n@ NS p\np A 127.0.0.9\n".to_owned();
    for (name, address) in servers {
        let rtype = if address.contains(':') { "AAAA" } else { "A" };
        zone.push_str(&format!("@ NS {name}\n{name} {rtype} {address}\n"));
        parent.push_str(&format!("a NS {name}.a\n{name}.a {rtype} {address}\n"));
    }
    [("a.test", zone), ("test", parent)]
        .map(|(origin, text)| Zone::parse(origin, text, Some(origin.parse().unwrap())).unwrap())
        .to_vec()
}

/// What a nameserver does.
#[derive(Clone, Copy, Debug, Default)]
struct Habits {
    takes: u64,
    serial: u32,
    other_mx: bool,
    refuses: bool,
    without_authority: bool,
    no_udp: bool,
    no_tcp: bool,
    cuts: bool,
    no_route: bool,
}

const GOOD: Habits = Habits {
    takes: 10,
    serial: 7,
    other_mx: false,
    refuses: false,
    without_authority: false,
    no_udp: false,
    no_tcp: false,
    cuts: false,
    no_route: false,
};

/// Nameservers without a network: how long they take is written down, not measured.
struct Paper {
    zones: Vec<Zone>,
    habits: HashMap<IpAddr, Habits>,
    /// What the parent refers to; by default what the zone holds.
    referral: Option<(Vec<Record>, Vec<Record>)>,
    asked: Mutex<HashMap<IpAddr, usize>>,
}

impl Paper {
    fn reply(&self, address: IpAddr, question: &Question, is_tcp: bool) -> Told {
        *self.asked.lock().unwrap().entry(address).or_default() += 1;
        let empty = Reply {
            rcode: 0,
            authoritative: false,
            truncated: false,
            answers: vec![],
            authority: vec![],
            additional: vec![],
            elapsed: Duration::from_millis(5),
        };
        if address.to_string() == "127.0.0.9" {
            let at = |zone: &Zone, rtype: RecordType| -> Vec<Record> {
                zone.records().iter().filter(|record| record.rtype == rtype).cloned().collect()
            };
            let (authority, additional) = self.referral.clone().unwrap_or_else(|| {
                let named = at(&self.zones[1], RecordType::NS);
                let named = named.into_iter().filter(|record| record.name == question.name);
                let glue =
                    [RecordType::A, RecordType::AAAA].iter().flat_map(|rtype| at(&self.zones[1], *rtype));
                (named.collect(), glue.collect())
            });
            return Ok(Reply { authority, additional, ..empty });
        }
        let habits = self.habits.get(&address).copied().ok_or(Failure::Timeout)?;
        if habits.no_route {
            return Err(Failure::NotAsked(NotAsked::NoRoute));
        }
        if (habits.no_udp && !is_tcp) || (habits.no_tcp && is_tcp) {
            return Err(Failure::Timeout);
        }
        let elapsed = Duration::from_millis(habits.takes);
        if habits.refuses {
            return Ok(Reply { rcode: 5, elapsed, ..empty });
        }
        let mut answers: Vec<Record> = self.zones[0].records_at(&question.name).cloned().collect();
        answers.retain(|record| record.rtype == question.rtype);
        if question.rtype == RecordType::SOA {
            let line = format!(
                "a.test. 7200 IN SOA ns1.a.test. hostmaster.a.test. {} 7200 3600 1209600 300",
                habits.serial
            );
            answers = records(&[&line]);
        }
        if habits.other_mx && question.rtype == RecordType::MX {
            answers = records(&["a.test. 60 IN MX 10 old.a.test."]);
        }
        let truncated = habits.cuts && !is_tcp && question.rtype == RecordType::TXT;
        Ok(Reply { authoritative: !habits.without_authority, truncated, answers, elapsed, ..empty })
    }
}

impl Direct for Paper {
    fn over_udp<'a>(&'a self, server: SocketAddr, question: &'a Question) -> BoxFuture<'a, Told> {
        Box::pin(async move { self.reply(server.ip(), question, false) })
    }

    fn over_tcp<'a>(
        &'a self,
        server: SocketAddr,
        question: &'a Question,
        times: usize,
    ) -> BoxFuture<'a, Vec<Told>> {
        Box::pin(async move {
            let first = self.reply(server.ip(), question, true);
            let more = (1..times).filter(|_| first.is_ok()).map(|_| self.reply(server.ip(), question, true));
            let more: Vec<Told> = more.collect();
            std::iter::once(first).chain(more).collect()
        })
    }
}

/// What is found where the nameservers behave like this; and how many questions each was asked.
fn judged(
    servers: &[(&str, &str, Option<Habits>)],
    referral: Option<(Vec<Record>, Vec<Record>)>,
) -> (Judgement, Vec<usize>) {
    let names: Vec<(&str, &str)> = servers.iter().map(|(name, address, _)| (*name, *address)).collect();
    let zones = world(&names);
    let habits =
        servers.iter().filter_map(|(_, address, habits)| Some((address.parse().unwrap(), (*habits)?)));
    let paper = Paper { zones: zones.clone(), habits: habits.collect(), referral, asked: Mutex::default() };
    let paper = Arc::new(paper);
    let dns = Overlay::new(zones, Arc::new(Offline)).unwrap();
    let asking = Asking { direct: paper.clone(), port: 53 };
    let sender = Sender::of_domain("a.test".parse::<Name>().unwrap(), None);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let authority = runtime.block_on(nameservers(&dns, &asking, &sender));
    let receivers = vec![mxcheck::catalogue::Receiver::built_in_named("ionos").unwrap()];
    let panel = Panel::of(receivers);
    let facts = Facts { authority, nameserver_answered: true, ..Facts::default() };
    let judgement = judge(Case::of(sender), facts, &panel, Cost::default());
    let asked = paper.asked.lock().unwrap();
    let asked =
        servers.iter().map(|(_, address, _)| asked.get(&address.parse().unwrap()).copied().unwrap_or(0));
    (judgement, asked.collect())
}

/// The findings about nameservers that are no pass.
fn faults(judgement: &Judgement) -> Vec<String> {
    let about = judgement.findings.iter().filter(|finding| finding.check.id.starts_with("nameserver"));
    let about = about.filter(|finding| finding.status.as_str() != "pass");
    about.map(|f| format!("{} {} {}", f.check.id, f.status.as_str(), f.subject.name())).collect()
}

#[test]
fn each_nameserver_is_judged_for_itself() {
    let (judgement, asked) = judged(
        &[
            ("good", "192.0.2.1", Some(GOOD)),
            ("lame", "192.0.2.2", Some(Habits { refuses: true, ..GOOD })),
            ("unsure", "192.0.2.3", Some(Habits { without_authority: true, ..GOOD })),
            ("slow", "192.0.2.4", Some(Habits { takes: 1001, ..GOOD })),
            ("stale", "192.0.2.5", Some(Habits { serial: 6, other_mx: true, ..GOOD })),
            ("udp", "192.0.2.6", Some(Habits { no_tcp: true, ..GOOD })),
            ("tcp", "192.0.2.7", Some(Habits { no_udp: true, ..GOOD })),
            ("cut", "192.0.2.8", Some(Habits { cuts: true, ..GOOD })),
            ("six", "2001:db8::1", Some(GOOD)),
            ("silent", "192.0.2.10", None),
        ],
        None,
    );
    assert_eq!(
        faults(&judgement),
        [
            "nameserver-is-lame warn lame.a.test[192.0.2.2]",
            "nameserver-does-not-answer warn silent.a.test[192.0.2.10]",
            "nameserver-is-slow warn slow.a.test[192.0.2.4]",
            "nameserver-does-not-answer warn tcp.a.test[192.0.2.7]",
            "nameserver-does-not-answer warn udp.a.test[192.0.2.6]",
            "nameserver-is-lame warn unsure.a.test[192.0.2.3]",
            "nameservers-disagree warn a.test",
        ]
    );
    let disagree =
        judgement.findings.iter().find(|finding| finding.check.id == "nameservers-disagree").unwrap();
    for part in [
        "the serial numbers differ: 6 at stale.a.test[192.0.2.5], 7 at ",
        "the MX records of a.test differ: ",
    ] {
        assert!(disagree.summary.contains(part), "{}", disagree.summary);
    }
    // One that is of no use is a risk, no more.
    let verdict = &judgement.verdicts[0];
    assert_ne!(verdict.rule.as_deref(), Some("ionos/451-local-error"));
    assert!(verdict.risks.iter().any(|risk| risk.rule == "ionos/451-local-error"), "{:?}", verdict.risks);
    assert!(asked.iter().all(|count| *count <= 20), "{asked:?}");
    assert!(asked.contains(&12), "{asked:?}");
}

#[test]
fn what_could_not_be_asked_is_no_fault_of_the_sender() {
    // Six has an address to which no way leads from here.
    let elsewhere = Some(Habits { no_route: true, ..GOOD });
    let (judgement, _) =
        judged(&[("good", "192.0.2.1", Some(GOOD)), ("six", "2001:db8::1", elsewhere)], None);
    assert_eq!(faults(&judgement), ["nameserver-does-not-answer info six.a.test[2001:db8::1]"]);
    // A silent one is a fault as well, but not that of all.
    let (judgement, _) = judged(&[("silent", "192.0.2.1", None), ("six", "2001:db8::1", elsewhere)], None);
    let found = faults(&judgement);
    assert!(found.contains(&"nameserver-does-not-answer warn a.test".to_owned()), "{found:?}");
    assert_ne!(judgement.verdicts[0].rule.as_deref(), Some("ionos/451-local-error"));
}

#[test]
fn a_lookup_that_fails_leaves_the_nameservers_unknown() {
    let unknown = |failing: &'static str, rtype: RecordType| {
        let zones = world(&[("good", "192.0.2.1")]);
        let habits = HashMap::from([("192.0.2.1".parse().unwrap(), GOOD)]);
        // No glue either.
        let referral = Some((vec![], vec![]));
        let paper = Paper { zones: zones.clone(), habits, referral, asked: Mutex::default() };
        let asking = Asking { direct: Arc::new(paper), port: 53 };
        let held = Overlay::new(zones, Arc::new(Offline)).unwrap();
        let dns = Failing { name: failing.parse().unwrap(), rtype, held };
        let sender = Sender::of_domain("a.test".parse::<Name>().unwrap(), None);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let authority = runtime.block_on(nameservers(&dns, &asking, &sender));
        let receivers = vec![mxcheck::catalogue::Receiver::built_in_named("ionos").unwrap()];
        let panel = Panel::of(receivers);
        let facts = Facts { authority, nameserver_answered: true, ..Facts::default() };
        faults(&judge(Case::of(sender), facts, &panel, Cost::default()))
    };
    assert_eq!(unknown("a.test", RecordType::SOA), ["nameserver-does-not-answer unknown a.test"]);
    // The other family was not found either: whether the nameserver has an address is not known.
    let of_server = unknown("good.a.test", RecordType::A);
    assert!(
        of_server.contains(&"nameserver-does-not-answer unknown good.a.test".to_owned()),
        "{of_server:?}"
    );
    assert!(!of_server.iter().any(|fault| fault.contains(" fail ")), "{of_server:?}");
}

/// A world in which one question fails.
struct Failing {
    name: Name,
    rtype: RecordType,
    held: Overlay,
}

impl Dns for Failing {
    fn ask<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, Answer> {
        match question.name == self.name && question.rtype == self.rtype {
            true => Box::pin(async { Err(Failure::ServFail) }),
            false => self.held.ask(question),
        }
    }
}

#[test]
fn the_end_of_the_run_bounds_what_is_asked_directly() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let question = Question { name: "a.test".parse().unwrap(), rtype: RecordType::SOA };
    // Taken, and never answered.
    let silent = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let end = tokio::time::Instant::now() + Duration::from_millis(50);
    let wire = Wire::new(Duration::from_secs(600), Some(end));
    let told = runtime.block_on(wire.over_udp(silent.local_addr().unwrap(), &question));
    assert_eq!(told.unwrap_err(), Failure::NotAsked(NotAsked::Deadline));
}

#[test]
fn mail_is_deferred_when_no_nameserver_is_of_use() {
    for (habits, check) in [
        (Some(Habits { takes: 1500, ..GOOD }), "nameserver-is-slow"),
        (Some(Habits { refuses: true, ..GOOD }), "nameserver-is-lame"),
        (None, "nameserver-does-not-answer"),
    ] {
        let (judgement, _) = judged(&[("ns1", "192.0.2.1", habits), ("ns2", "192.0.2.2", None)], None);
        let verdict = &judgement.verdicts[0];
        assert_eq!(verdict.rule.as_deref(), Some("ionos/451-local-error"), "{check}");
        assert_eq!(verdict.because, [check]);
    }
    let (judgement, _) = judged(&[("ns1", "192.0.2.1", Some(GOOD)), ("ns2", "192.0.2.2", None)], None);
    assert_ne!(judgement.verdicts[0].rule.as_deref(), Some("ionos/451-local-error"));
}

#[test]
fn parent_and_zone_have_to_name_the_same() {
    let servers = [("ns1", "192.0.2.1", Some(GOOD)), ("ns2", "192.0.2.2", Some(GOOD))];
    let (judgement, _) = judged(&servers, None);
    assert_eq!(faults(&judgement), [] as [&str; 0]);
    let referral = (
        records(&["a.test. 86400 IN NS ns1.a.test.", "a.test. 86400 IN NS ns9.a.test."]),
        records(&["ns1.a.test. 86400 IN A 192.0.2.99"]),
    );
    let (judgement, _) = judged(&servers, Some(referral));
    let found = faults(&judgement);
    assert_eq!(found, ["nameserver-does-not-answer warn ns9.a.test", "nameservers-disagree warn a.test"]);
    let disagree =
        judgement.findings.iter().find(|finding| finding.check.id == "nameservers-disagree").unwrap();
    for part in [
        "the parent alone names ns9.a.test as nameserver",
        "the zone alone names ns2.a.test as nameserver",
        "the parent gives ns1.a.test the address 192.0.2.99, the zone 192.0.2.1",
    ] {
        assert!(disagree.summary.contains(part), "{part}: {}", disagree.summary);
    }
}

/// What an authoritative nameserver of the zone does.
fn authority(serial: u32) -> impl Fn(&Question) -> Behaviour + Send + Sync + 'static {
    let zone = world(&[("good", "127.0.0.11"), ("lame", "127.0.0.12"), ("six", "::1")]).swap_remove(0);
    move |question| {
        let soa =
            format!("a.test. 7200 IN SOA ns1.a.test. hostmaster.a.test. {serial} 7200 3600 1209600 300");
        let held: Vec<Record> = match question.rtype {
            RecordType::SOA => records(&[&soa]),
            rtype => {
                zone.records_at(&question.name).filter(|record| record.rtype == rtype).cloned().collect()
            }
        };
        let answer = match held.is_empty() {
            true => Behaviour::NoData(vec![], Some(record(&soa))),
            false => Behaviour::Records(held),
        };
        let answer =
            if question.rtype == RecordType::TXT { Behaviour::OverTcp(Box::new(answer)) } else { answer };
        Behaviour::Authoritative(Box::new(answer))
    }
}

#[test]
fn nameservers_on_loopback_are_asked_over_udp_and_tcp() {
    let good = Nameserver::at("127.0.0.11:0".parse().unwrap(), authority(7));
    let port = good.address().port();
    let at = |ip: &str| SocketAddr::new(ip.parse().unwrap(), port);
    let _lame = Nameserver::at(at("127.0.0.12"), |_| Behaviour::Rcode(5));
    let _six = Nameserver::at(at("::1"), authority(6));
    let servers = [("good", "127.0.0.11"), ("lame", "127.0.0.12"), ("six", "::1"), ("gone", "127.0.0.13")];
    let overlay = Overlay::new(world(&servers), Arc::new(Offline)).unwrap();
    let resolver = Nameserver::serving(Arc::new(overlay));
    let flag = format!("--authoritative={port}");
    let address = resolver.address().to_string();
    let run = |format: &str| {
        let mut command = crate::support::program();
        command.env("LC_ALL", "C.UTF-8");
        let output = command
            .args(["domain", "a.test", "--no-dnsbl", "--nameserver", &address, &flag, "--format", format])
            .output()
            .unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (code, text, stderr) = run("json");
    assert_eq!(code, Some(0), "{stderr}");
    let document: Value = serde_json::from_str(&text).unwrap();
    let zone = &document["nameservers"][0];
    let states: Vec<String> = zone["servers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|server| {
            format!(
                "{} {} {}",
                server["name"].as_str().unwrap(),
                server["state"].as_str().unwrap(),
                server["serial"]
            )
        })
        .collect();
    assert_eq!(
        states,
        ["gone.a.test silent null", "good.a.test good 7", "lame.a.test lame null", "six.a.test good 6"]
    );
    assert!(zone["servers"][1]["queries"].as_u64().unwrap() <= 20, "{zone}");
    assert!(
        zone["servers"][1]["answers"].as_array().unwrap().iter().any(|answer| answer["over_tcp"] == true)
    );
    for time in ["records", "negative"] {
        assert!(zone["expires"][time].as_str().unwrap().ends_with('Z'), "{zone}");
    }
    let (_, page, _) = run("text");
    for part in ["Nameservers of a.test", "good.a.test", "Old answers expire at ", "no answer"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(good.asked_in_all() <= 40, "two runs");
}

#[test]
fn without_a_network_nobody_can_be_asked() {
    for flag in ["--offline", "--replay=x"] {
        let mut command = crate::support::program();
        let output = command.args(["domain", "a.test", "--authoritative", flag]).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && said.contains("--authoritative"), "{flag}: {said}");
    }
}
