use std::path::PathBuf;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use super::{Recorder, Replay, parse_record};
use crate::dns::{
    Answer, Dns, Failure, NotAsked, Question, Record, RecordData, RecordType, Response, Source,
};

fn record(text: &str) -> Record {
    parse_record(text, Source::Live).unwrap()
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// A file of this test that is removed at its end.
struct Scratch(PathBuf);

impl Scratch {
    fn new(test: &str) -> Scratch {
        Scratch(std::env::temp_dir().join(format!("mxcheck-{test}-{}.ndjson", std::process::id())))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn question(name: &str, rtype: RecordType) -> Question {
    Question { name: name.parse().unwrap(), rtype }
}

/// A source that answers each question with the answer of that place in a list.
struct List(Vec<(Question, Answer)>);

impl Dns for List {
    fn ask<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, Answer> {
        let answer = self.0.iter().find(|(asked, _)| asked == question).map(|(_, answer)| answer.clone());
        Box::pin(async { answer.unwrap() })
    }
}

fn recorded(scratch: &Scratch, below: Arc<dyn Dns>, questions: &[Question]) -> Vec<Answer> {
    run(async {
        let recorder = Recorder::create(&scratch.0, below, &["192.0.2.53:53".parse().unwrap()]).unwrap();
        let mut answers = Vec::new();
        for question in questions {
            answers.push(recorder.ask(question).await);
        }
        recorder.finish().unwrap();
        answers
    })
}

#[test]
fn everything_that_an_answer_can_hold_is_kept() {
    let zone = Source::Zone { file: "a \"b\".zone".into(), line: Some(7) };
    let strange: Vec<Record> = [
        RecordData::Txt(vec![b"v=spf1 \"x\\y; \xff\n".to_vec(), Vec::new(), b"second".to_vec()]),
        RecordData::Other(r"\# 2 beef".to_owned()),
    ]
    .into_iter()
    .map(|data| {
        let rtype = if matches!(data, RecordData::Txt(_)) { RecordType::TXT } else { RecordType(65280) };
        let name = r"sp\032ace\.dot.\@.test".parse().unwrap();
        Record { name, rtype, ttl: 1, data, source: zone.clone() }
    })
    .chain(
        [
            "a.test. 1 IN A 192.0.2.1",
            "a.test. 1 IN AAAA 2001:db8::1",
            "a.test. 1 IN NS ns.test.",
            "a.test. 1 IN DNAME b.test.",
            "a.test. 1 IN PTR .",
        ]
        .map(record),
    )
    .collect();
    let source = Source::Zone { file: "z".into(), line: None };
    let mut list = vec![(
        question(r"sp\032ace\.dot.\@.test", RecordType(65280)),
        Ok(Arc::new(Response { nxdomain: true, records: strange, soa: None, authoritative: false, source })),
    )];
    let failures = [
        Failure::Timeout,
        Failure::Rcode(9),
        Failure::Referral,
        Failure::AliasLoop,
        Failure::NotAsked(NotAsked::Offline),
        Failure::NotAsked(NotAsked::NoSocket),
        Failure::NotAsked(NotAsked::NoNameserver),
    ];
    for (number, failure) in failures.into_iter().enumerate() {
        list.push((question(&format!("f{number}.test"), RecordType::A), Err(failure)));
    }
    let questions: Vec<Question> = list.iter().map(|(question, _)| question.clone()).collect();
    let scratch = Scratch::new("everything");
    let answers = recorded(&scratch, Arc::new(List(list)), &questions);
    let replay = Replay::open(&scratch.0).unwrap();
    for (question, answer) in questions.iter().zip(answers) {
        assert_eq!(run(replay.ask(question)), answer, "{question:?}");
    }
}

#[test]
fn the_form_of_a_recording_is_kept() {
    let zone = Source::Zone { file: "a.zone".into(), line: Some(7) };
    let alias = Record { source: zone, ..record("alias.example. 60 IN CNAME mx.example.") };
    let soa = record("example. 60 IN SOA ns.example. h.example. 1 2 3 4 5");
    let source = Source::Live;
    let list = vec![
        (
            question("alias.example", RecordType::MX),
            Ok(Arc::new(Response {
                nxdomain: false,
                records: vec![alias],
                soa: Some(soa),
                authoritative: true,
                source,
            })),
        ),
        (question("b.example", RecordType::A), Err(Failure::Timeout)),
    ];
    let questions: Vec<Question> = list.iter().map(|(question, _)| question.clone()).collect();
    let scratch = Scratch::new("form");
    recorded(&scratch, Arc::new(List(list)), &questions);
    let expected = concat!(
        r#"{"schema":"mxcheck-recording/v1","nameservers":["192.0.2.53:53"]}"#,
        "\n",
        r#"{"name":"alias.example","type":"MX","status":"noerror","#,
        r#""records":[{"record":"alias.example. 60 IN CNAME mx.example.","source":"zone","file":"a.zone","line":7}],"#,
        r#""soa":{"record":"example. 60 IN SOA ns.example. h.example. 1 2 3 4 5","source":"live"},"authoritative":true,"source":"live"}"#,
        "\n",
        r#"{"name":"b.example","type":"A","failure":"timeout"}"#,
        "\n",
    );
    assert_eq!(std::fs::read_to_string(&scratch.0).unwrap(), expected);
}

#[test]
fn what_is_no_recording_is_refused_with_its_place() {
    let scratch = Scratch::new("refused");
    let header = r#"{"schema":"mxcheck-recording/v1"}"#;
    let cases = [
        (String::new(), ":1:1: not a recording"),
        ("$ORIGIN test.\n".to_owned(), ":1:1: not a recording"),
        (header.replace("v1", "v2"), ":1:1: not a recording"),
        (format!("{header}\n\n{{\"name\":"), ":3:8: EOF while parsing"),
        (format!("{header}\n{{\"name\":\"a\",\"type\":\"A\"}}"), ":2:1: an answer has either"),
        (format!("{header}\n{{\"name\":\"a..b\",\"type\":\"A\"}}"), ": an empty label"),
        (
            format!("{header}\n{{\"name\":\"a\",\"type\":\"A\",\"failure\":\"tired\"}}"),
            ":2:34: \"tired\" is no failure",
        ),
        (
            format!("{header}\n{{\"name\":\"a\",\"type\":\"?\",\"failure\":\"timeout\"}}"),
            ":2:20: \"?\" is no",
        ),
        (
            format!(
                "{header}\n{}",
                r#"{"name":"a","type":"A","status":"noerror","records":[{"record":"a. 1 IN A x","source":"live"}],"source":"live"}"#
            ),
            ":2:64: this is no record",
        ),
        (
            format!(
                "{header}\n{{\"name\":\"a\",\"type\":\"A\",\"status\":\"noerror\",\"source\":\"hearsay\"}}"
            ),
            ":2:1: the source is neither",
        ),
    ];
    for (text, expected) in cases {
        std::fs::write(&scratch.0, &text).unwrap();
        let error = Replay::open(&scratch.0).err().unwrap().to_string();
        assert!(error.contains(expected), "{text}\n{error}");
    }
    let large = std::fs::File::create(&scratch.0).unwrap();
    large.set_len(64 * 1024 * 1024 + 1).unwrap();
    assert!(Replay::open(&scratch.0).err().unwrap().to_string().ends_with(": larger than 64 MiB"));
    let folder = std::env::temp_dir();
    assert!(Replay::open(&folder).err().unwrap().to_string().contains("is a directory, not a file"));
    let error = Recorder::create(&folder, Arc::new(List(Vec::new())), &[]).err().unwrap();
    assert!(error.to_string().contains("is a directory, not a file"));
}
