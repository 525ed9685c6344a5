//! The openspf test suite for RFC 7208 against the evaluator. tests/spf_suite.sh downloads the
//! suite, turns it into JSON, and names the file in SPF_SUITE; without it nothing is tested here.

use std::collections::HashMap;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};
use mxcheck::dns::{Answer, Dns, Failure, Name, Question, Record, RecordData, RecordType, Response, Source};
use mxcheck::spf::{Request, SpfResult, evaluate};
use serde_json::Value;

/// How many cases the suite has (release 2014.04).
const CASES: usize = 203;

#[test]
#[ignore = "needs the suite: run tests/spf_suite.sh"]
fn openspf_suite() {
    let path = std::env::var("SPF_SUITE").expect("SPF_SUITE names the suite as JSON");
    let scenarios: Vec<Value> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let mut passed = 0;
    let mut faults = Vec::new();
    for scenario in &scenarios {
        let world = World::of(&scenario["zonedata"]);
        for (name, case) in scenario["tests"].as_object().unwrap() {
            match run(&world, case) {
                Ok(()) => passed += 1,
                Err(fault) => faults.push(format!("{name}: {fault}")),
            }
        }
    }
    println!("openspf RFC 7208 suite: {passed} passed, {} failed", faults.len());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(passed, CASES, "the suite has another number of cases than it had");
}

fn run(world: &World, case: &Value) -> Result<(), String> {
    let text = |field: &str| case[field].as_str().unwrap_or_default();
    let ip = text("host").parse().map_err(|_| format!("{} is no address", text("host")))?;
    let request = match text("mailfrom").rsplit_once('@') {
        Some((local_part, domain)) => Request::mail_from(ip, local_part, domain, text("helo")),
        None if text("mailfrom").is_empty() => Request::helo(ip, text("helo")),
        None => Request::mail_from(ip, "postmaster", text("mailfrom"), text("helo")),
    };
    let evaluation = evaluate(world, &request).now_or_never().ok_or("it waits for something")?;
    let result = evaluation.result.as_str();
    let is_expected = match &case["result"] {
        Value::Array(any) => any.iter().any(|expected| expected == result),
        one => one == result,
    };
    if !is_expected {
        return Err(format!("{result} ({:?}), not {}", evaluation.reason, case["result"]));
    }
    let explanation = match evaluation.result {
        SpfResult::Fail => Some(evaluation.explanation.as_deref().unwrap_or("DEFAULT")),
        _ => None,
    };
    match case["explanation"].as_str() {
        Some(expected) if explanation != Some(expected) => {
            Err(format!("explanation {explanation:?}, not {expected:?}"))
        }
        _ => Ok(()),
    }
}

/// The zone data of one scenario.
struct World(HashMap<Name, Vec<Entry>>);

enum Entry {
    Record(Box<Record>),
    /// Whatever was not found before it times out.
    Timeout,
}

impl World {
    fn of(zonedata: &Value) -> World {
        let entries = zonedata.as_object().unwrap().iter().filter_map(|(owner, entries)| {
            let name = name(owner)?;
            Some((name.clone(), read_entries(&name, entries.as_array().unwrap())))
        });
        World(entries.collect())
    }
}

fn name(text: &str) -> Option<Name> {
    Name::from_labels(text.strip_suffix('.').unwrap_or(text).split('.').map(str::as_bytes)).ok()
}

fn read_entries(owner: &Name, entries: &[Value]) -> Vec<Entry> {
    let has_txt = entries.iter().any(|entry| entry.get("TXT").is_some());
    let mut read = Vec::new();
    for entry in entries {
        if entry == "TIMEOUT" {
            read.push(Entry::Timeout);
            continue;
        }
        for (rtype, value) in entry.as_object().unwrap() {
            let text = || value.as_str().unwrap();
            let data = match rtype.as_str() {
                // The suite's drivers publish SPF as TXT where there is no TXT.
                "SPF" if has_txt => continue,
                "TXT" if value == "NONE" => continue,
                "TXT" | "SPF" => RecordData::Txt(match value {
                    Value::Array(strings) => {
                        strings.iter().map(|s| s.as_str().unwrap().as_bytes().to_vec()).collect()
                    }
                    one => vec![one.as_str().unwrap().as_bytes().to_vec()],
                }),
                "A" => RecordData::A(text().parse().unwrap()),
                "AAAA" => RecordData::Aaaa(text().parse().unwrap()),
                "PTR" => RecordData::Ptr(name(text()).unwrap()),
                "CNAME" => RecordData::Cname(name(text()).unwrap()),
                "MX" => RecordData::Mx {
                    preference: value[0].as_u64().unwrap() as u16,
                    exchange: match value[1].as_str().unwrap() {
                        "" => Name::root(),
                        exchange => name(exchange).unwrap(),
                    },
                },
                other => panic!("{other}"),
            };
            let rtype = if rtype == "SPF" { RecordType::TXT } else { rtype.parse().unwrap() };
            read.push(Entry::Record(Box::new(Record {
                name: owner.clone(),
                rtype,
                ttl: 0,
                data,
                source: Source::Live,
            })));
        }
    }
    read
}

impl Dns for World {
    fn ask<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, Answer> {
        let entries = self.0.get(&question.name);
        let mut records = Vec::new();
        let mut timeout = false;
        for entry in entries.into_iter().flatten() {
            match entry {
                Entry::Timeout => timeout = records.is_empty(),
                Entry::Record(record) if [question.rtype, RecordType::CNAME].contains(&record.rtype) => {
                    records.push(record.as_ref().clone());
                }
                Entry::Record(_) => {}
            }
        }
        let is_error = question.name.labels().next() == Some(b"error");
        let answer = if timeout || (entries.is_none() && is_error) {
            Err(Failure::Timeout)
        } else {
            Ok(Arc::new(Response {
                nxdomain: entries.is_none(),
                records,
                soa: None,
                authoritative: false,
                source: Source::Live,
            }))
        };
        Box::pin(ready(answer))
    }
}
