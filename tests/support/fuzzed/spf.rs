//! Any octets as SPF records and as answers: no panic, no endless evaluation, the limits are kept.

use std::future::{Future, ready};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use mxcheck::dns::{Answer, Dns, Failure, Name, Question, Record, RecordData, RecordType, Response, Source};
use mxcheck::spf::{Request, SpfRecord, SpfResult, budget, evaluate};

/// Gives one of the lines of the input for each TXT question, and addresses that depend on the name.
struct World<'a>(Vec<&'a [u8]>);

fn sum(name: &Name) -> usize {
    name.labels().flatten().map(|octet| usize::from(*octet)).sum()
}

impl Dns for World<'_> {
    fn ask<'a>(&'a self, question: &'a Question) -> Pin<Box<dyn Future<Output = Answer> + Send + 'a>> {
        let number = sum(&question.name);
        let target = |text: &str| text.parse::<Name>().unwrap();
        let data = match question.rtype {
            RecordType::TXT => {
                let line = if question.name.to_string() == "a.test" { 0 } else { number % self.0.len() };
                Some(RecordData::Txt(self.0[line].chunks(255).map(<[u8]>::to_vec).collect()))
            }
            RecordType::A if !number.is_multiple_of(3) => {
                Some(RecordData::A([192, 0, 2, number as u8].into()))
            }
            RecordType::AAAA if !number.is_multiple_of(3) => Some(RecordData::Aaaa((number as u128).into())),
            RecordType::MX => Some(RecordData::Mx { preference: 1, exchange: target("m.test") }),
            RecordType::PTR => Some(RecordData::Ptr(target("p.a.test"))),
            _ => None,
        };
        let answer = match data {
            None if number.is_multiple_of(5) => Err(Failure::ServFail),
            data => {
                let name = question.name.clone();
                let record =
                    |data| Record { name, rtype: question.rtype, ttl: 1, data, source: Source::Live };
                let records = data.map(record).into_iter().collect();
                Ok(Arc::new(Response {
                    nxdomain: false,
                    records,
                    soa: None,
                    authoritative: false,
                    source: Source::Live,
                }))
            }
        };
        Box::pin(ready(answer))
    }
}

fn done<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => panic!("it waits for nothing"),
    }
}

/// Holds what has to be so for any input.
pub(crate) fn hold(text: &[u8]) {
    let lines: Vec<&[u8]> = text.split(|octet| *octet == b'\n').take(16).collect();
    let world = World(lines.clone());
    for line in &lines {
        let record = SpfRecord::parse(line);
        let positions = record.terms.iter().map(|term| (term.position, term.text.len()));
        assert!(positions.into_iter().all(|(position, len)| position + len <= line.len()));
    }
    for ip in ["192.0.2.10", "2001:db8::10"] {
        let mut request = Request::mail_from(ip.parse().unwrap(), "l.o-c", "a.test", "h.test");
        request.time = 0;
        let evaluation = done(evaluate(&world, &request));
        assert!(evaluation.lookups <= 11 && evaluation.void_lookups <= 3);
        let is_over = evaluation.lookups > 10 || evaluation.void_lookups > 2;
        assert!(!is_over || evaluation.result == SpfResult::Permerror);
    }
    let walked = done(budget(&world, &"a.test".parse().unwrap()));
    assert!(walked.authorises.ipv4_addresses <= 1 << 32);
    walked.standing();
}
