//! Twelve domains that want as many queries, octets and seconds as a sender can ask for, and an honest one.

#![allow(dead_code, reason = "each user takes a part of it")]

use std::net::{Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use mxcheck::dns::{Name, Question, Record, RecordData, RecordType, Source};

use super::nameserver::Behaviour;

/// What is hostile about each domain; its number is its place.
pub(crate) const KINDS: [&str; 12] = [
    "aliases without end, one an answer",
    "eight addresses in SPF with a hundred PTR names each, behind aliases",
    "a thousand exchanges",
    "a tree of includes with new names",
    "SPF records of sixty thousand octets",
    "every answer just under the timeout",
    "silence",
    "SERVFAIL for everything but MX",
    "exchanges with a thousand addresses each",
    "SPF terms that lead to ten exchanges each, behind aliases",
    "exchanges under top-level domains that do not exist",
    "a thousand PTR names and TXT records",
];

/// How many records the widest answers have.
const WIDE: usize = 1000;

/// The domain of a kind; `tag` makes it another one of the kind.
pub(crate) fn domain(kind: usize, tag: usize) -> String {
    format!("t{tag}.k{kind}.hostile.test")
}

/// An honest domain.
pub(crate) fn honest(number: usize) -> String {
    format!("d{number}.honest.test")
}

/// The sending address of a kind.
pub(crate) fn address(kind: usize) -> String {
    format!("198.18.{kind}.1")
}

/// What the nameserver of them all does. `late` is just under the timeout.
pub(crate) fn answer(question: &Question, late: Duration) -> Behaviour {
    if let Some(public) = Behaviour::of_public_root(question) {
        let is_known = ["test", "arpa", "com"].contains(&question.name.to_string().as_str());
        return if is_known { public } else { nothing(question, true) };
    }
    let name = question.name.to_string();
    let labels: Vec<&str> = name.split('.').collect();
    if let [host @ .., domain, "honest", "test"] = labels.as_slice() {
        return honest_answer(question, host, domain);
    }
    let of_reverse = match labels.as_slice() {
        [_, kind, "18", "198", "in-addr", "arpa"] => kind.parse().ok(),
        _ => None,
    };
    let of_domain = match labels.as_slice() {
        [.., kind, "hostile", "test"] => kind.strip_prefix('k').and_then(|kind| kind.parse().ok()),
        _ => None,
    };
    match of_domain.or(of_reverse) {
        Some(5) => {
            Behaviour::Late(late, Box::new(of_kind(question, 3, labels.first().copied().unwrap_or_default())))
        }
        Some(kind) => of_kind(question, kind, labels.first().copied().unwrap_or_default()),
        None => nothing(question, true),
    }
}

fn honest_answer(question: &Question, host: &[&str], domain: &str) -> Behaviour {
    let own = format!("{domain}.honest.test");
    let data = match (host, question.rtype) {
        ([], RecordType::MX) => mx(10, &format!("mail.{own}")),
        ([], RecordType::TXT) => txt("v=spf1 mx -all"),
        (["_dmarc"], RecordType::TXT) => txt("v=DMARC1; p=reject"),
        (["mail"], RecordType::A) => RecordData::A(Ipv4Addr::new(203, 0, 113, 7)),
        _ => return nothing(question, false),
    };
    records(question, vec![data])
}

fn of_kind(question: &Question, kind: usize, first: &str) -> Behaviour {
    let below = |label: &str| format!("{label}.k{kind}.hostile.test");
    let is_address = matches!(question.rtype, RecordType::A | RecordType::AAAA);
    let includes = || {
        let names = (0..10).map(|number| format!("include:{}", below(&next(first, number))));
        txt(&format!("v=spf1 {} -all", names.collect::<Vec<_>>().join(" ")))
    };
    let ptr = |count| {
        let kind = kind.to_string();
        (0..count)
            .map(|n| RecordData::Ptr(name(&format!("p{n}.{}.k{kind}.hostile.test", next(first, 0)))))
            .collect()
    };
    match (kind, question.rtype) {
        (6, _) => Behaviour::Silent,
        (_, RecordType::NS | RecordType::SOA) => nothing(question, false),
        (7, RecordType::MX) => records(question, (0..20).map(|n| mx(10, &below(&format!("m{n}")))).collect()),
        (7, _) => Behaviour::Rcode(2),
        (0, _) => records(question, vec![RecordData::Cname(name(&below(&next(first, 0))))]),
        (1 | 11, RecordType::TXT) if kind == 1 => {
            let addresses = (1..9).map(|n| format!("ip4:198.18.1.{n}"));
            records(question, vec![txt(&format!("v=spf1 {} -all", addresses.collect::<Vec<_>>().join(" ")))])
        }
        (1, RecordType::PTR) => wide(question, ptr(100)),
        (11, RecordType::PTR) => wide(question, ptr(WIDE)),
        (11, RecordType::TXT) => wide(question, (0..WIDE).map(|n| txt(&format!("v=nothing{n}"))).collect()),
        (1, _) if is_address && first.len() < 16 => {
            records(question, vec![RecordData::Cname(name(&below(&format!("{first}x"))))])
        }
        (2, RecordType::MX) => {
            wide(question, (0..WIDE).map(|n| mx(n as u16, &below(&format!("m{n}")))).collect())
        }
        (10, RecordType::MX) => {
            records(question, (0..64).map(|n| mx(10, &format!("mail.nowhere{n}-{first}"))).collect())
        }
        (3, RecordType::TXT) => records(question, vec![includes()]),
        (4, RecordType::TXT) => {
            let terms: Vec<String> = (0..3800).map(|n| format!("ip4:10.{}.{}.1", n / 256, n % 256)).collect();
            let own = (0..9).map(|number| format!("include:{}", below(&next(first, number))));
            let text = format!("v=spf1 {} {} -all", own.collect::<Vec<_>>().join(" "), terms.join(" "));
            wide(question, vec![txt(&text)])
        }
        (8, RecordType::MX) => records(question, (0..20).map(|n| mx(n, &below(&format!("m{n}")))).collect()),
        (8, RecordType::A) => {
            wide(question, (0..WIDE).map(|n| RecordData::A(Ipv4Addr::from(0x0a00_0000 + n as u32))).collect())
        }
        (8, RecordType::AAAA) => {
            wide(question, (0..WIDE).map(|n| RecordData::Aaaa(Ipv6Addr::from(n as u128))).collect())
        }
        (9, RecordType::TXT) => {
            let terms = (0..10).map(|number| format!("mx:{}", below(&next(first, number))));
            records(question, vec![txt(&format!("v=spf1 {} -all", terms.collect::<Vec<_>>().join(" ")))])
        }
        (9, RecordType::MX) => {
            records(question, (0..10).map(|n| mx(n, &below(&next(first, usize::from(n) + 20)))).collect())
        }
        (9, _) if is_address && first.len() < 24 => {
            records(question, vec![RecordData::Cname(name(&below(&format!("{first}x"))))])
        }
        (_, RecordType::MX) => records(question, vec![mx(10, &below("mail"))]),
        (_, RecordType::A) => records(question, vec![RecordData::A(Ipv4Addr::new(198, 18, 0, 7))]),
        _ => nothing(question, false),
    }
}

/// A label that no other one leads to.
fn next(label: &str, number: usize) -> String {
    let hash = label.bytes().chain(number.to_le_bytes()).fold(0xcbf2_9ce4_8422_2325_u64, |hash, octet| {
        (hash ^ u64::from(octet)).wrapping_mul(0x100_0000_01b3)
    });
    format!("n{:08x}", hash as u32)
}

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

fn mx(preference: u16, exchange: &str) -> RecordData {
    RecordData::Mx { preference, exchange: name(exchange) }
}

fn txt(text: &str) -> RecordData {
    RecordData::Txt(text.as_bytes().chunks(255).map(<[u8]>::to_vec).collect())
}

fn records(question: &Question, data: Vec<RecordData>) -> Behaviour {
    let record = |data: RecordData| {
        let rtype = if matches!(data, RecordData::Cname(_)) { RecordType::CNAME } else { question.rtype };
        Record { name: question.name.clone(), rtype, ttl: 300, data, source: Source::Live }
    };
    Behaviour::Records(data.into_iter().map(record).collect())
}

/// The same over TCP, as it does not fit into UDP.
fn wide(question: &Question, data: Vec<RecordData>) -> Behaviour {
    Behaviour::OverTcp(Box::new(records(question, data)))
}

fn nothing(question: &Question, is_nxdomain: bool) -> Behaviour {
    let zone = match question.name.labels().next_back() {
        Some(last) if !is_nxdomain || question.name.labels().len() > 1 => Name::from_labels([last]).unwrap(),
        _ => Name::root(),
    };
    let data = RecordData::Soa {
        mname: Name::root(),
        rname: Name::root(),
        serial: 1,
        refresh: 7200,
        retry: 3600,
        expire: 86400,
        minimum: 300,
    };
    let soa = Some(Record { name: zone, rtype: RecordType::SOA, ttl: 300, data, source: Source::Live });
    if is_nxdomain { Behaviour::NxDomain(Vec::new(), soa) } else { Behaviour::NoData(Vec::new(), soa) }
}
