use std::sync::Mutex;

use futures_util::FutureExt;

use super::*;
use crate::dns::Source;
use crate::resolver::Offline;
use crate::zone::parse_record;

/// What is published: these records, and no other name; remembers what it was asked.
#[derive(Default)]
struct Published {
    records: Vec<Record>,
    asked: Mutex<Vec<String>>,
}

impl Published {
    fn new(records: &[&str]) -> Arc<Published> {
        let records = records.iter().map(|text| parse_record(text, Source::Live).unwrap()).collect();
        Arc::new(Published { records, asked: Mutex::default() })
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

impl Dns for Published {
    fn ask<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, Answer> {
        self.asked.lock().unwrap().push(format!("{} {}", question.name, question.rtype));
        let mut name = question.name.clone();
        let mut records = Vec::new();
        let nxdomain = loop {
            let mut here = self.records.iter().filter(|record| record.name == name).peekable();
            if here.peek().is_none() {
                break !self.records.iter().any(|record| record.name.is_at_or_below(&name));
            }
            let alias = here.clone().find_map(alias_target);
            let found: Vec<Record> = here
                .filter(|record| record.rtype == question.rtype || record.rtype == RecordType::CNAME)
                .cloned()
                .collect();
            records.extend(found);
            match alias {
                Some(target) if question.rtype != RecordType::CNAME => name = target.clone(),
                _ => break false,
            }
        };
        let soa = parse_record("live.test. 60 IN SOA a.test. b.test. 1 2 3 4 5", Source::Live).ok();
        let soa = soa.filter(|_| nxdomain || records.is_empty());
        Box::pin(std::future::ready(Ok(Arc::new(Response {
            nxdomain,
            records,
            soa,
            authoritative: false,
            source: Source::Live,
        }))))
    }
}

fn zone(name: &str, text: &str) -> Zone {
    Zone::parse(name, text, None).unwrap()
}

/// A whole zone `w.test`.
fn whole(text: &str) -> Zone {
    zone("w.test.zone", &format!("$TTL 300\n@ SOA ns hostmaster 1 2 3 4 5\n@ NS ns\nns A 192.0.2.53\n{text}"))
}

fn over(zones: Vec<Zone>, published: &Arc<Published>) -> Overlay {
    Overlay::new(zones, published.clone()).unwrap()
}

fn offline(zones: Vec<Zone>) -> Overlay {
    Overlay::new(zones, Arc::new(Offline)).unwrap()
}

fn ask(overlay: &Overlay, name: &str, rtype: RecordType) -> Answer {
    let question = Question { name: name.parse().unwrap(), rtype };
    overlay.ask(&question).now_or_never().unwrap()
}

/// The answer in a line: records without TTL and class, then what the response says as well.
fn told(overlay: &Overlay, name: &str, rtype: RecordType) -> String {
    match ask(overlay, name, rtype) {
        Err(failure) => format!("{failure:?}"),
        Ok(response) => {
            let mut words: Vec<String> = response
                .records
                .iter()
                .map(|record| format!("{} {} {}", record.name, record.rtype, record.data))
                .collect();
            if response.nxdomain {
                words.push("NXDOMAIN".to_owned());
            }
            if let Some(soa) = &response.soa {
                words.push(format!("soa {}", soa.name));
            }
            words.join(", ")
        }
    }
}

const A: RecordType = RecordType::A;
const MX: RecordType = RecordType::MX;
const TXT: RecordType = RecordType::TXT;
const NS: RecordType = RecordType::NS;
const CNAME: RecordType = RecordType::CNAME;
const PTR: RecordType = RecordType::PTR;

#[test]
fn whole_zone_answers_and_denies() {
    let published = Published::new(&["w.test. 1 IN MX 1 old.test.", "x.w.test. 1 IN A 192.0.2.9"]);
    let overlay =
        over(vec![whole("@ MX 10 mail\nmail A 192.0.2.1\nmail A 192.0.2.2\na.b.c TXT x\n")], &published);
    assert_eq!(told(&overlay, "w.test", MX), "w.test MX 10 mail.w.test.");
    assert_eq!(told(&overlay, "mail.w.test", A), "mail.w.test A 192.0.2.1, mail.w.test A 192.0.2.2");
    assert_eq!(told(&overlay, "mail.w.test", MX), "soa w.test", "NODATA");
    assert_eq!(told(&overlay, "b.c.w.test", A), "soa w.test", "an empty non-terminal");
    assert_eq!(told(&overlay, "x.w.test", A), "NXDOMAIN, soa w.test");
    assert_eq!(told(&overlay, "z.a.b.c.w.test", A), "NXDOMAIN, soa w.test");
    assert_eq!(told(&overlay, "w.test", NS), "w.test NS ns.w.test.", "the apex is no delegation");
    assert!(published.asked().is_empty());
    assert_eq!(told(&overlay, "xw.test", A), "NXDOMAIN, soa live.test");
    assert_eq!(published.asked(), ["xw.test A"]);
    let answer = ask(&overlay, "w.test", MX).unwrap();
    assert_eq!(answer.source, Source::Zone { file: "w.test.zone".into(), line: None });
    assert_eq!(answer.records[0].source, Source::Zone { file: "w.test.zone".into(), line: Some(5) });
}

#[test]
fn wildcards_follow_rfc_4592() {
    let overlay = offline(vec![whole(
        "*.e MX 10 host1.e\nsub.*.e TXT odd\nhost1.e A 192.0.2.1\n_ssh._tcp.host1.e TXT x\n*.al CNAME host1.e\n\
         *.sub.del A 192.0.2.9\ndel NS ns.else.test.\n*.n TXT t\n",
    )]);
    assert_eq!(told(&overlay, "host3.e.w.test", MX), "host3.e.w.test MX 10 host1.e.w.test.");
    assert_eq!(
        told(&overlay, "host3.e.w.test", A),
        "soa w.test",
        "the wildcard makes the name, not the type"
    );
    assert_eq!(told(&overlay, "foo.bar.e.w.test", TXT), "soa w.test", "two labels below");
    assert_eq!(told(&overlay, "host1.e.w.test", MX), "soa w.test", "the name exists");
    assert_eq!(told(&overlay, "sub.*.e.w.test", MX), "soa w.test", "the name below the asterisk exists");
    assert_eq!(told(&overlay, "_tcp.host1.e.w.test", MX), "soa w.test", "an empty non-terminal exists");
    assert_eq!(told(&overlay, "_telnet._tcp.host1.e.w.test", MX), "NXDOMAIN, soa w.test");
    assert_eq!(told(&overlay, "ghost.*.e.w.test", MX), "NXDOMAIN, soa w.test");
    assert_eq!(told(&overlay, "*.e.w.test", MX), "*.e.w.test MX 10 host1.e.w.test.");
    assert_eq!(
        told(&overlay, "q.al.w.test", A),
        "q.al.w.test CNAME host1.e.w.test., host1.e.w.test A 192.0.2.1"
    );
    assert_eq!(told(&overlay, "a.sub.del.w.test", A), "NotAsked(Offline)", "none below a delegation");
    let made = ask(&overlay, "host3.e.w.test", MX).unwrap();
    assert_eq!(made.records[0].source, Source::Zone { file: "w.test.zone".into(), line: Some(5) });
}

#[test]
fn wildcard_that_is_an_empty_non_terminal_gives_nodata() {
    let overlay = offline(vec![whole("foo.*.g TXT x\n")]);
    assert_eq!(told(&overlay, "bar.g.w.test", A), "soa w.test");
}

#[test]
fn aliases_go_on_within_the_zone_files() {
    let other = zone("v.test.zone", "@ 300 SOA @ @ 1 2 3 4 5\nhost A 192.0.2.7\n");
    let published = Published::new(&["out.test. 1 IN A 192.0.2.8"]);
    let overlay = over(
        vec![
            whole(
                "a CNAME b\nb CNAME host.v.test.\nc CNAME out.test.\nd CNAME none\ne CNAME none.v.test.\nl CNAME l2\nl2 CNAME l\n",
            ),
            other,
        ],
        &published,
    );
    assert_eq!(
        told(&overlay, "a.w.test", A),
        "a.w.test CNAME b.w.test., b.w.test CNAME host.v.test., host.v.test A 192.0.2.7"
    );
    assert_eq!(told(&overlay, "a.w.test", CNAME), "a.w.test CNAME b.w.test.");
    assert_eq!(told(&overlay, "c.w.test", A), "c.w.test CNAME out.test.", "the caller asks on");
    assert_eq!(told(&overlay, "d.w.test", A), "d.w.test CNAME none.w.test., NXDOMAIN, soa w.test");
    assert_eq!(told(&overlay, "e.w.test", A), "e.w.test CNAME none.v.test., NXDOMAIN, soa v.test");
    assert_eq!(ask(&overlay, "l.w.test", A).unwrap().records.len(), MAX_ALIASES + 1);
    assert!(published.asked().is_empty());
}

#[test]
fn dnames_alias_what_is_below() {
    let long = "a".repeat(63);
    let overlay = offline(vec![whole(&format!(
        "d DNAME e\nd A 192.0.2.1\nx.d A 192.0.2.2\nhost.e A 192.0.2.3\nlong DNAME {long}.{long}.{long}\n"
    ))]);
    assert_eq!(
        told(&overlay, "host.d.w.test", A),
        "d.w.test DNAME e.w.test., host.d.w.test CNAME host.e.w.test., host.e.w.test A 192.0.2.3"
    );
    assert_eq!(told(&overlay, "d.w.test", A), "d.w.test A 192.0.2.1", "the owner itself is none");
    assert!(told(&overlay, "x.d.w.test", A).ends_with("NXDOMAIN, soa w.test"), "what is below is hidden");
    assert_eq!(told(&overlay, &format!("{long}.long.w.test"), A), "Rcode(6)");
}

#[test]
fn delegations_are_asked_below() {
    let published = Published::new(&["h.del.w.test. 1 IN A 192.0.2.8"]);
    let overlay =
        over(vec![whole("del NS ns.del\nns.del A 192.0.2.99\ndel DS 1 8 2 00\na CNAME h.del\n")], &published);
    assert_eq!(told(&overlay, "h.del.w.test", A), "h.del.w.test A 192.0.2.8");
    assert_eq!(told(&overlay, "ns.del.w.test", A), "NXDOMAIN, soa live.test", "glue is no answer");
    assert_eq!(told(&overlay, "del.w.test", NS), "soa live.test");
    assert_eq!(published.asked().len(), 3);
    assert_eq!(told(&overlay, "a.w.test", A), "a.w.test CNAME h.del.w.test.");
    assert_eq!(told(&overlay, "del.w.test", RecordType(43)), "del.w.test DS 1 8 2 00");
    assert!(published.asked().is_empty());
}

#[test]
fn file_without_soa_replaces_rrsets() {
    let published = Published::new(&[
        "p.test. 1 IN MX 1 old.test.",
        "p.test. 1 IN TXT \"live\"",
        "www.p.test. 1 IN A 192.0.2.8",
        "mx.p.test. 1 IN A 192.0.2.9",
    ]);
    let part = zone("p.test.zone", "@ MX 10 mx\nwww CNAME host\nnew A 192.0.2.1\nx.ent A 192.0.2.2\n");
    let overlay = over(vec![part], &published);
    assert_eq!(told(&overlay, "p.test", MX), "p.test MX 10 mx.p.test.");
    assert!(published.asked().is_empty());
    assert_eq!(told(&overlay, "p.test", TXT), "p.test TXT \"live\"");
    assert_eq!(told(&overlay, "mx.p.test", A), "mx.p.test A 192.0.2.9");
    assert_eq!(
        told(&overlay, "www.p.test", A),
        "www.p.test CNAME host.p.test.",
        "a CNAME stands for every type"
    );
    assert_eq!(told(&overlay, "new.p.test", TXT), "soa live.test", "NXDOMAIN becomes NODATA");
    assert_eq!(
        told(&overlay, "ent.p.test", TXT),
        "soa live.test",
        "NXDOMAIN above a held name becomes NODATA"
    );
    assert_eq!(told(&overlay, "none.p.test", TXT), "NXDOMAIN, soa live.test");
    assert_eq!(told(&overlay, "mx.p.test", MX), "soa live.test", "NODATA stays");
}

#[test]
fn file_without_soa_may_alias_a_subtree() {
    let published = Published::new(&["h.old.p.test. 1 IN A 192.0.2.8"]);
    let overlay = over(vec![zone("p.test.zone", "old DNAME new\nh.new A 192.0.2.1\n")], &published);
    assert_eq!(
        told(&overlay, "h.old.p.test", A),
        "old.p.test DNAME new.p.test., h.old.p.test CNAME h.new.p.test., h.new.p.test A 192.0.2.1"
    );
}

#[test]
fn wildcard_of_a_file_without_soa_covers_what_is_not_published() {
    let published = Published::new(&["host.p.test. 1 IN A 192.0.2.8", "x.sub.p.test. 1 IN A 192.0.2.8"]);
    let part = || zone("p.test.zone", "*.p.test. MX 10 mx.p.test.\nheld TXT x\n");
    let overlay = over(vec![part()], &published);
    assert_eq!(told(&overlay, "any.p.test", MX), "any.p.test MX 10 mx.p.test.");
    assert_eq!(told(&overlay, "any.p.test", A), "soa live.test", "the name exists now");
    assert_eq!(told(&overlay, "host.p.test", MX), "soa live.test", "published names are not covered");
    assert_eq!(told(&overlay, "held.p.test", MX), "soa live.test", "nor are held ones");
    assert_eq!(
        told(&overlay, "any.sub.p.test", MX),
        "NXDOMAIN, soa live.test",
        "nor what is below a published one"
    );
    assert_eq!(
        told(&overlay, "any.held.p.test", MX),
        "NXDOMAIN, soa live.test",
        "nor what is below a held one"
    );
    let overlay = offline(vec![part()]);
    assert_eq!(told(&overlay, "any.p.test", MX), "any.p.test MX 10 mx.p.test.");
    assert_eq!(told(&overlay, "any.p.test", A), "NotAsked(Offline)");
    assert_eq!(told(&overlay, "held.p.test", A), "NotAsked(Offline)");
}

#[test]
fn longest_origin_wins() {
    let child = zone("c.w.test.zone", "@ 300 SOA @ @ 1 2 3 4 5\nh A 192.0.2.7\n");
    let part = zone("c.w.test.part", "$ORIGIN c.w.test.\nh TXT part\nnew TXT part\n");
    let published = Published::new(&[]);
    let overlay = over(vec![whole("h.c A 192.0.2.1\nm A 192.0.2.2\n"), child, part], &published);
    assert_eq!(told(&overlay, "h.c.w.test", A), "h.c.w.test A 192.0.2.7");
    assert_eq!(told(&overlay, "h.c.w.test", TXT), "h.c.w.test TXT \"part\"");
    assert_eq!(told(&overlay, "new.c.w.test", A), "soa c.w.test", "known in part, so it exists");
    assert_eq!(told(&overlay, "m.w.test", A), "m.w.test A 192.0.2.2");
    let shorter = zone("w.test.part", "$ORIGIN w.test.\nx.c A 192.0.2.3\nm A 192.0.2.4\n*.m2 A 192.0.2.5\n");
    let child = zone("c.w.test.zone", "@ 300 SOA @ @ 1 2 3 4 5\nh A 192.0.2.7\n");
    let overlay = over(vec![shorter, child, whole("m2 TXT x\n")], &published);
    assert_eq!(told(&overlay, "x.c.w.test", A), "NXDOMAIN, soa c.w.test");
    assert_eq!(told(&overlay, "m.w.test", A), "m.w.test A 192.0.2.4");
    assert_eq!(told(&overlay, "a.m2.w.test", A), "a.m2.w.test A 192.0.2.5");
    assert!(published.asked().is_empty());
}

#[test]
fn published_chain_ends_where_a_zone_file_begins() {
    let published = Published::new(&[
        "a.test. 1 IN CNAME b.test.",
        "b.test. 1 IN CNAME mail.w.test.",
        "mail.w.test. 1 IN A 192.0.2.66",
        "c.test. 1 IN CNAME h.p.test.",
        "h.p.test. 1 IN A 192.0.2.67",
        "d.test. 1 IN CNAME h.del.w.test.",
        "h.del.w.test. 1 IN A 192.0.2.68",
        "e.test. 1 IN CNAME gone.w.test.",
        "f.test. 1 IN CNAME ent.p.test.",
    ]);
    let part = zone("p.test.zone", "h TXT x\nx.ent TXT x\n");
    let overlay = over(vec![whole("mail A 192.0.2.1\ndel NS ns.else.test.\n"), part], &published);
    assert_eq!(told(&overlay, "a.test", A), "a.test CNAME b.test., b.test CNAME mail.w.test.");
    assert_eq!(told(&overlay, "c.test", A), "c.test CNAME h.p.test.");
    assert_eq!(told(&overlay, "d.test", A), "d.test CNAME h.del.w.test., h.del.w.test A 192.0.2.68");
    assert_eq!(told(&overlay, "e.test", A), "e.test CNAME gone.w.test.", "no NXDOMAIN, no SOA");
    assert_eq!(told(&overlay, "f.test", A), "f.test CNAME ent.p.test., soa live.test", "the name exists");
}

#[test]
fn files_of_one_origin_are_merged_or_refused() {
    let published = Published::new(&[]);
    let one = || zone("one.zone", "$ORIGIN p.test.\na TXT one\n");
    let two = zone("two.zone", "$ORIGIN p.test.\na TXT two\nb TXT two\n");
    let overlay = over(vec![one(), two], &published);
    assert_eq!(told(&overlay, "a.p.test", TXT), "a.p.test TXT \"one\", a.p.test TXT \"two\"");
    assert_eq!(told(&overlay, "b.p.test", TXT), "b.p.test TXT \"two\"");
    let clash = zone("three.zone", "$ORIGIN p.test.\na CNAME b\n");
    let error = Overlay::new(vec![one(), clash], published.clone()).err().unwrap().to_string();
    assert!(error.starts_with("three.zone:2:1: ") && error.contains("one.zone:2"), "{error}");
    let error = Overlay::new(vec![whole(""), whole("")], published).err().unwrap().to_string();
    assert_eq!(error.matches("w.test.zone").count(), 2, "{error}");
}

#[test]
fn reverse_zones_answer() {
    let reverse = zone(
        "2.0.192.in-addr.arpa.zone",
        "@ 300 SOA @ @ 1 2 3 4 5\n0/25 NS ns.cust.test.\n$GENERATE 1-2 $ CNAME $.0/25\n200 PTR mail.w.test.\n",
    );
    let argument: crate::zone::ZoneArgument = "x=0/25.2.0.192.in-addr.arpa".parse().unwrap();
    let customer = Zone::parse("x", "1 300 PTR one.cust.test.\n", argument.origin).unwrap();
    let overlay = offline(vec![reverse, customer]);
    assert_eq!(told(&overlay, "200.2.0.192.in-addr.arpa", PTR), "200.2.0.192.in-addr.arpa PTR mail.w.test.");
    assert_eq!(
        told(&overlay, "1.2.0.192.in-addr.arpa", PTR),
        "1.2.0.192.in-addr.arpa CNAME 1.0/25.2.0.192.in-addr.arpa., 1.0/25.2.0.192.in-addr.arpa PTR one.cust.test."
    );
    assert_eq!(told(&overlay, "9.2.0.192.in-addr.arpa", PTR), "NXDOMAIN, soa 2.0.192.in-addr.arpa");
    let ip: std::net::IpAddr = "2001:db8::1".parse().unwrap();
    let six = zone("8.b.d.0.1.0.0.2.ip6.arpa.db", "$GENERATE 1-1 ${0,47,n} 300 PTR h.w.test.\n");
    let name = Name::reverse(ip).to_string();
    assert_eq!(told(&offline(vec![six]), &name, PTR), format!("{name} PTR h.w.test."));
}
