//! Live DNS against a nameserver on loopback that misbehaves in every known way.

use crate::support::nameserver;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use mxcheck::dns::{
    Dns, Failure, Lookup, Name, NotAsked, Outcome, Question, RecordType, Response, Source, look_up,
};
use mxcheck::resolver::{Cache, Live, LiveOptions, Recorder, Replay, Resolver};
use nameserver::Behaviour::*;
use nameserver::{Behaviour, Nameserver, closed_address, record, records};

const SOA: &str = "example.test. 900 IN SOA ns.example.test. hostmaster.example.test. 1 7200 900 1209600 300";
const A: &str = "a.example.test. 300 IN A 192.0.2.1";

/// For questions that get an answer: long, so that a busy machine does not fail the test.
const PATIENT: LiveOptions = LiveOptions { timeout: Duration::from_secs(10), retries: 2, concurrency: 64 };

/// For questions that get none.
const HASTY: LiveOptions = LiveOptions { timeout: Duration::from_millis(600), retries: 0, concurrency: 64 };

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

fn live(servers: &[SocketAddr], options: LiveOptions) -> Live {
    Live::new(servers.to_vec(), options)
}

async fn a_of(dns: &dyn Dns, owner: &str) -> Lookup {
    look_up(dns, &name(owner), RecordType::A).await
}

/// What an A question to a server of this behaviour comes to.
fn outcome(behaviour: Behaviour, options: LiveOptions) -> Outcome {
    let server = Nameserver::always(behaviour);
    run(async { a_of(&live(&[server.address()], options), "a.example.test").await.outcome })
}

fn answer() -> Box<Behaviour> {
    Box::new(Records(records(&[A])))
}

#[test]
fn answers_come_through_whatever_the_server_does_on_the_way() {
    let found = Outcome::Found(records(&[A]));
    let cases = [
        Records(records(&[A])),
        Late(Duration::from_millis(20), answer()),
        OverTcp(answer()),
        ForgedFirst(answer()),
        NoEdns(answer()),
        BadVersion(answer()),
        MisplacedOpt(answer()),
        Authoritative(answer()),
        // Stale answers and the like are answers (RFC 8914).
        ExtendedError(3, answer()),
        // What does not belong to the question is left out.
        Records(records(&[A, "other.test. 300 IN A 192.0.2.2", "a.example.test. 300 IN TXT \"x\""])),
    ];
    for behaviour in cases {
        assert_eq!(outcome(behaviour.clone(), PATIENT), found, "{behaviour:?}");
    }
}

#[test]
fn every_failure_is_distinguished() {
    let cases = [
        (Rcode(2), Failure::ServFail),
        (Rcode(5), Failure::Refused),
        (Rcode(1), Failure::FormErr),
        (Rcode(4), Failure::NotImp),
        (BareRcode(1), Failure::FormErr),
        (BareRcode(5), Failure::Refused),
        (Rcode(9), Failure::Rcode(9)),
        (TruncatedOnly, Failure::Truncated),
        (Garbage, Failure::Malformed),
        (Referral(records(&["test. 300 IN NS ns.test."])), Failure::Referral),
        (Authority(records(&[". 300 IN NS a.root-servers.net."])), Failure::Referral),
        (
            Authoritative(Box::new(Authority(records(&[". 300 IN NS a.root-servers.net."])))),
            Failure::Referral,
        ),
        (Chaos(answer()), Failure::Malformed),
        (BadVersion(Box::new(Rcode(2))), Failure::ServFail),
        (MisplacedOpt(Box::new(Rcode(5))), Failure::Refused),
        (ExtendedError(22, Box::new(Rcode(2))), Failure::ServFailBecause(22)),
        (ExtendedError(7, Box::new(Rcode(2))), Failure::ServFailBecause(7)),
        (ExtendedError(15, Box::new(NxDomain(vec![], Some(record(SOA))))), Failure::Withheld(15)),
        (ExtendedError(4, answer()), Failure::Withheld(4)),
        (ExtendedError(18, Box::new(Rcode(5))), Failure::Withheld(18)),
    ];
    for (behaviour, failure) in cases {
        assert_eq!(outcome(behaviour.clone(), PATIENT), Outcome::Failed(failure), "{behaviour:?}");
    }
    let cases = [
        (Silent, Failure::Timeout),
        (TruncatedThenSilent, Failure::Truncated),
        (WrongId(answer()), Failure::Malformed),
        (WrongQuestion(answer()), Failure::Malformed),
        (NoEdns(Box::new(Silent)), Failure::FormErr),
    ];
    for (behaviour, failure) in cases {
        assert_eq!(outcome(behaviour.clone(), HASTY), Outcome::Failed(failure), "{behaviour:?}");
    }
    run(async {
        let nobody = live(&[closed_address()], PATIENT);
        assert_eq!(a_of(&nobody, "a.test").await.failure(), Some(Failure::Unreachable));
        let unlisted = live(&[], PATIENT);
        assert_eq!(a_of(&unlisted, "a.test").await.failure(), Some(Failure::Unreachable));
    });
}

#[test]
fn negative_answers_keep_their_soa_if_it_can_speak_for_the_name() {
    let soa = Some(record(SOA));
    let source = Source::Live;
    assert_eq!(
        outcome(NxDomain(vec![], soa.clone()), PATIENT),
        Outcome::NxDomain { soa: soa.clone(), source: source.clone() }
    );
    assert_eq!(
        outcome(NoData(vec![], soa.clone()), PATIENT),
        Outcome::NoData { soa, source: source.clone() }
    );
    assert_eq!(outcome(NoData(vec![], None), PATIENT), Outcome::NoData { soa: None, source: source.clone() });
    let foreign = record(&SOA.replace("example.test. 900", "elsewhere.test. 900"));
    assert_eq!(outcome(NxDomain(vec![], Some(foreign)), PATIENT), Outcome::NxDomain { soa: None, source });
    let server = Nameserver::always(NxDomain(vec![], Some(record(SOA))));
    let lookup = run(async { a_of(&live(&[server.address()], PATIENT), "a.example.test").await });
    assert_eq!(lookup.negative_ttl(), Some(300));
}

#[test]
fn a_txt_record_without_any_string_does_not_spoil_the_others() {
    let server = Nameserver::always(EmptyTxt);
    let lookup =
        run(async { look_up(&live(&[server.address()], PATIENT), &name("a.test"), RecordType::TXT).await });
    let shown: Vec<String> = lookup.records().iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["a.test. 60 IN TXT \"x\"", r"a.test. 60 IN TXT \# 0"]);
}

#[test]
fn aliases_are_followed_and_kept() {
    let alias = "a.example.test. 60 IN CNAME b.example.test.";
    let gone = outcome(NxDomain(records(&[alias]), Some(record(SOA))), PATIENT);
    assert_eq!(gone, Outcome::NxDomain { soa: Some(record(SOA)), source: Source::Live });

    // An authoritative server stops at its border: the target is asked for anew.
    let server = Nameserver::start(|question| match question.name.to_string().as_str() {
        "a.example.test" => Records(records(&["a.example.test. 60 IN CNAME b.other.test."])),
        "b.other.test" => Records(records(&["other.test. 60 IN DNAME example.test."])),
        "b.example.test" => Records(records(&["b.example.test. 60 IN A 192.0.2.9"])),
        _ => Rcode(5),
    });
    let lookup = run(async { a_of(&live(&[server.address()], PATIENT), "a.example.test").await });
    assert_eq!(lookup.records(), records(&["b.example.test. 60 IN A 192.0.2.9"]));
    assert_eq!(
        lookup.aliases.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "a.example.test. 60 IN CNAME b.other.test.",
            "other.test. 60 IN DNAME example.test.",
            "b.other.test. 60 IN CNAME b.example.test.",
        ]
    );
    assert_eq!(lookup.canonical_name(), &name("b.example.test"));
    let itself = run(async {
        look_up(&live(&[server.address()], PATIENT), &name("a.example.test"), RecordType::CNAME).await
    });
    assert_eq!((itself.records().len(), itself.aliases.len()), (1, 0));
}

#[test]
fn sixteen_aliases_are_followed_and_loops_are_seen() {
    let server = Nameserver::start(|question| {
        let labels = question.name.to_string();
        let (number, zone) = labels.split_once('.').unwrap();
        let number: usize = number.parse().unwrap();
        match (number, zone) {
            (17, "chain.test") => Records(records(&["17.chain.test. 60 IN A 192.0.2.1"])),
            (3, "loop.test") => Records(records(&["3.loop.test. 60 IN CNAME 2.loop.test."])),
            _ => {
                let alias = format!("{number}.{zone}. 60 IN CNAME {}.{zone}.", number + 1);
                Records(records(&[alias.as_str()]))
            }
        }
    });
    run(async {
        let live = live(&[server.address()], PATIENT);
        let sixteen = a_of(&live, "1.chain.test").await;
        assert_eq!((sixteen.aliases.len(), sixteen.records().len()), (16, 1));
        let seventeen = a_of(&live, "0.chain.test").await;
        assert_eq!((seventeen.aliases.len(), seventeen.failure()), (17, Some(Failure::AliasChainTooLong)));
        let round = a_of(&live, "1.loop.test").await;
        assert_eq!((round.aliases.len(), round.failure()), (3, Some(Failure::AliasLoop)));
    });
}

#[test]
fn one_dead_nameserver_costs_less_than_one_timeout_in_the_whole_run() {
    let (dead, alive) = (Nameserver::always(Silent), Nameserver::always(*answer()));
    let options = LiveOptions { timeout: Duration::from_millis(8000), ..PATIENT };
    let live = live(&[dead.address(), alive.address()], options);
    let start = Instant::now();
    run(async {
        for _ in 0..20 {
            assert_eq!(a_of(&live, "a.example.test").await.failure(), None);
        }
    });
    assert!(start.elapsed() < options.timeout, "{:?}", start.elapsed());
    assert_eq!((dead.asked_in_all(), alive.asked_in_all()), (1, 20));
}

#[test]
fn nothing_goes_on_after_the_answer() {
    let server = Nameserver::always(Silent);
    run(async {
        a_of(&live(&[server.address()], LiveOptions { retries: 5, ..HASTY }), "a.example.test").await;
        assert_eq!(tokio::runtime::Handle::current().metrics().num_alive_tasks(), 0);
    });
    assert!(server.asked_in_all() > 0);
}

#[test]
fn a_dead_nameserver_does_not_hold_up_the_failure_that_another_shows() {
    let (dead, lame) = (Nameserver::always(Silent), Nameserver::always(Rcode(2)));
    let options = LiveOptions { timeout: Duration::from_millis(2000), retries: 8, concurrency: 1 };
    let live = live(&[dead.address(), lame.address()], options);
    let start = Instant::now();
    run(async {
        for _ in 0..8 {
            assert_eq!(a_of(&live, "a.example.test").await.failure(), Some(Failure::ServFail));
        }
    });
    assert!(start.elapsed() < 4 * options.timeout, "{:?}", start.elapsed());
}

#[test]
fn a_quick_failure_sends_the_next_try_at_once_and_the_most_specific_one_counts() {
    let (lame, alive) = (Nameserver::always(Rcode(2)), Nameserver::always(*answer()));
    let servers = [lame.address(), closed_address(), alive.address()];
    run(async {
        assert_eq!(a_of(&live(&servers, PATIENT), "a.example.test").await.failure(), None);
        let failing = live(&[closed_address(), lame.address()], PATIENT);
        assert_eq!(a_of(&failing, "a.example.test").await.failure(), Some(Failure::ServFail));
    });
}

#[test]
fn an_answer_that_comes_after_the_next_try_still_counts() {
    let slow = Nameserver::always(Late(Duration::from_millis(500), answer()));
    let dead = Nameserver::always(Silent);
    // A try is alone for 100 ms; both servers get a second one before the answer.
    let options = LiveOptions { timeout: Duration::from_millis(3000), retries: 28, concurrency: 1 };
    let found =
        run(async { a_of(&live(&[slow.address(), dead.address()], options), "a.example.test").await });
    assert_eq!(found.failure(), None);
    assert!(slow.asked_in_all() > 1 && dead.asked_in_all() > 0);
}

#[test]
fn a_server_without_edns_is_asked_so_once() {
    let old = Nameserver::always(NoEdns(answer()));
    run(async {
        let live = live(&[old.address()], PATIENT);
        a_of(&live, "a.example.test").await;
        a_of(&live, "a.example.test").await;
    });
    assert_eq!(old.asked_in_all(), 3);
}

#[test]
fn names_that_libraries_answer_themselves_are_asked() {
    let server = Nameserver::always(NxDomain(vec![], None));
    let asked = ["a.invalid", "localhost", "1.0.0.127.in-addr.arpa"];
    run(async {
        let live = live(&[server.address()], PATIENT);
        for owner in asked {
            assert!(look_up(&live, &name(owner), RecordType::PTR).await.is_negative());
        }
    });
    for owner in asked {
        assert_eq!(server.asked(owner, RecordType::PTR), 1);
    }
}

#[test]
fn more_questions_than_slots_all_get_their_answer() {
    let server = Nameserver::start(|question| {
        let line = format!("{}. 60 IN A 192.0.2.1", question.name);
        Records(records(&[line.as_str()]))
    });
    run(async {
        let live = live(&[server.address()], LiveOptions { concurrency: 300, ..PATIENT });
        let owners: Vec<String> = (0..300).map(|number| format!("n{number}.test")).collect();
        let lookups = futures_util::future::join_all(owners.iter().map(|owner| a_of(&live, owner))).await;
        assert!(lookups.iter().all(|lookup| lookup.records().len() == 1));
    });
}

#[test]
fn no_question_is_asked_twice_in_a_run() {
    let server = Nameserver::always(Late(Duration::from_millis(50), answer()));
    let question = Question { name: name("a.example.test"), rtype: RecordType::A };
    run(async {
        let cache = Cache::new(Arc::new(live(&[server.address()], PATIENT)), 1 << 20);
        assert!(!cache.nameserver_answered());
        // The first asker goes away while the others wait.
        let first = tokio::time::timeout(Duration::from_millis(10), cache.ask(&question));
        let others = futures_util::future::join_all((0..10).map(|_| cache.ask(&question)));
        let (_, answers) = futures_util::future::join(first, others).await;
        assert!(answers.iter().all(|answer| answer.as_ref().is_ok_and(|r| r.records == records(&[A]))));
        cache.ask(&question).await.unwrap();
        assert_eq!(cache.questions(), 1);
        assert!(cache.nameserver_answered());
    });
    assert_eq!(server.asked_in_all(), 1);
}

#[test]
fn a_question_that_nobody_waits_for_is_put_anew() {
    let server = Nameserver::always(Late(Duration::from_millis(50), answer()));
    let question = Question { name: name("a.example.test"), rtype: RecordType::A };
    run(async {
        let cache = Cache::new(Arc::new(live(&[server.address()], PATIENT)), 1);
        let dropped = tokio::time::timeout(Duration::from_millis(5), cache.ask(&question)).await;
        assert!(dropped.is_err());
        cache.ask(&question).await.unwrap();
        assert_eq!(cache.questions(), 2);
        // Beyond its capacity the oldest answer is forgotten.
        cache.ask(&Question { rtype: RecordType::MX, ..question.clone() }).await.unwrap();
        cache.ask(&question).await.unwrap();
        assert_eq!(cache.questions(), 4);
    });
}

#[test]
fn another_source_can_be_served() {
    let inner = Nameserver::holding(&["a.test. 60 IN CNAME b.test.", "b.test. 60 IN MX 10 mx.test."]);
    let outer = Nameserver::serving(Arc::new(live(&[inner.address()], PATIENT)));
    let question = Question { name: name("a.test"), rtype: RecordType::MX };
    let response = run(async { live(&[outer.address()], PATIENT).ask(&question).await });
    let expected = Response {
        nxdomain: false,
        records: records(&["a.test. 60 IN CNAME b.test.", "b.test. 60 IN MX 10 mx.test."]),
        soa: None,
        authoritative: false,
        source: Source::Live,
    };
    assert_eq!(response, Ok(Arc::new(expected)));
}

#[test]
fn a_live_run_is_given_again() {
    let soa = record("test. 900 IN SOA ns.test. hostmaster.test. 1 7200 900 1209600 300");
    let negative = soa.clone();
    let server = Nameserver::start(move |question| match question.name.to_string().as_str() {
        "a.test" => Records(records(&["a.test. 60 IN CNAME b.test.", "b.test. 60 IN MX 0 ."])),
        "nodata.test" => NoData(vec![], Some(negative.clone())),
        "gone.test" => NxDomain(vec![], None),
        "silent.test" => Silent,
        _ => Rcode(2),
    });
    let names = ["a.test", "nodata.test", "gone.test", "silent.test", "broken.test"];
    let questions = names.map(|owner| Question { name: name(owner), rtype: RecordType::MX });
    let options = LiveOptions { timeout: Duration::from_millis(300), retries: 0, concurrency: 1 };
    let path = std::env::temp_dir().join(format!("mxcheck-live-run-{}.ndjson", std::process::id()));
    let below = Arc::new(live(&[server.address()], options));
    let answers = run(async {
        let recorder = Recorder::create(&path, below, &[]).unwrap();
        let mut answers = Vec::new();
        for question in &questions {
            answers.push(recorder.ask(question).await);
        }
        recorder.finish().unwrap();
        answers
    });
    assert_eq!(answers[3..], [Err(Failure::Timeout), Err(Failure::ServFail)]);

    let replay = Replay::open(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(replay.len(), questions.len());
    for (question, answer) in questions.iter().zip(answers) {
        assert_eq!(run(replay.ask(question)), answer, "{question:?}");
    }
    let other = Question { name: name("other.test"), rtype: RecordType::MX };
    assert_eq!(run(replay.ask(&other)), Err(Failure::NotAsked(NotAsked::NotRecorded)));
}

/// Why the MX lookups of a run failed, in their order.
fn of_run(server: &Nameserver, owners: &[&str]) -> Vec<Option<Failure>> {
    let base = Arc::new(live(&[server.address()], PATIENT));
    let resolver = Resolver::new(Cache::new(base, 1 << 20), Some("a seed"), &[server.address()]);
    run(async {
        let lookups = owners.iter().map(|owner| async {
            let owner = name(owner);
            look_up(&resolver, &owner, RecordType::MX).await.failure()
        });
        futures_util::future::join_all(lookups).await
    })
}

#[test]
fn an_nxdomain_is_believed_of_a_resolver_that_knows_the_top_level_domain() {
    let com = record("com. 900 IN SOA a.gtld-servers.net. nstld.verisign-grs.com. 1 1800 900 604800 86400");
    let negative = com.clone();
    let honest = Nameserver::start(move |question| {
        Behaviour::of_public_root(question).unwrap_or(NxDomain(vec![], Some(negative.clone())))
    });
    assert_eq!(of_run(&honest, &["a.com", "b.com", "c.d.com"]), [None; 3]);
    assert_eq!(honest.asked("com", RecordType::NS), 1);

    let unproven = Some(Failure::UnprovenNxDomain);
    let ignorant = Nameserver::always(NxDomain(vec![], Some(com)));
    assert_eq!(of_run(&ignorant, &["a.com", "b.com"]), [unproven; 2]);
    assert_eq!(ignorant.asked("com", RecordType::NS), 1);

    let corporate = record(". 900 IN SOA ns.corp. hostmaster.corp. 1 1800 900 604800 86400");
    for behaviour in [NxDomain(vec![], None), NxDomain(vec![], Some(corporate))] {
        for behaviour in [behaviour.clone(), Authoritative(Box::new(behaviour))] {
            let sandbox = Nameserver::always(behaviour);
            assert_eq!(of_run(&sandbox, &["google.com"]), [unproven]);
            assert_eq!(sandbox.asked("com", RecordType::NS), 0, "nothing would make it believed");
        }
    }
    let own = Nameserver::always(Authoritative(Box::new(NxDomain(vec![], Some(record(SOA))))));
    assert_eq!(of_run(&own, &["nosuch.example.test", "elsewhere.test"]), [None, unproven]);
    assert_eq!(own.asked("test", RecordType::NS), 0);
}

#[test]
fn an_alias_is_judged_by_the_name_at_its_end() {
    let org = record("org. 900 IN SOA ns.org. h.org. 1 1800 900 604800 86400");
    let server = Nameserver::start(move |question| {
        let alias = records(&["a.com. 60 IN CNAME gone.org."]);
        Behaviour::of_public_root(question).unwrap_or(NxDomain(alias, Some(org.clone())))
    });
    assert_eq!(of_run(&server, &["a.com"]), [None]);
    assert_eq!((server.asked("org", RecordType::NS), server.asked("com", RecordType::NS)), (1, 0));
}
