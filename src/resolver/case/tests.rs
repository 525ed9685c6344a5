use std::sync::Arc;

use futures_util::future::ready;

use super::*;
use crate::dns::{Record, RecordData, RecordType, Response, Source};
use crate::resolver::{Cache, MAX_ALIASES_OF_CASE, MAX_OCTETS, MAX_QUERIES, Pacing, Share};

/// Answers every query with the same records, or never.
struct Same(Option<Vec<Record>>);

impl Dns for Same {
    fn ask<'a>(&'a self, _: &'a Question) -> BoxFuture<'a, Answer> {
        let Some(records) = self.0.clone() else { return Box::pin(std::future::pending()) };
        let response =
            Response { nxdomain: false, records, soa: None, authoritative: false, source: Source::Live };
        Box::pin(ready(Ok(Arc::new(response))))
    }
}

fn record(data: RecordData) -> Record {
    let name = "a.test".parse().unwrap();
    Record { name, rtype: RecordType::TXT, ttl: 300, data, source: Source::Live }
}

fn resolver(records: Option<Vec<Record>>) -> Resolver {
    Resolver::new(Cache::new(Arc::new(Same(records)), 1 << 20), None, &[])
}

fn question(number: usize, rtype: RecordType) -> Question {
    Question { name: format!("n{number}.test").parse().unwrap(), rtype }
}

async fn ask(dns: &dyn Dns, number: usize) -> Option<Failure> {
    dns.ask(&question(number, RecordType::A)).await.err()
}

#[tokio::test]
async fn queries_end_at_the_budget_and_known_answers_do_not() {
    let resolver = resolver(Some(Vec::new()));
    let queries = CaseQueries::new(&resolver, Allowance::of_case(1, 0, 0));
    for number in 0..MAX_QUERIES {
        assert_eq!(ask(&queries, number).await, None);
    }
    assert_eq!(ask(&queries, MAX_QUERIES).await, Some(Failure::OverBudget(Limit::Queries)));
    assert_eq!(ask(&queries, 7).await, None);
    assert_eq!((queries.usage().queries, resolver.questions()), (MAX_QUERIES, MAX_QUERIES));
}

#[tokio::test]
async fn octets_end_at_the_budget_and_are_given_back_with_the_case() {
    let octets = 64 * 1024;
    let resolver = resolver(Some(vec![record(RecordData::Txt(vec![vec![b'x'; octets]]))]));
    let queries = CaseQueries::new(&resolver, Allowance::of_case(1, 0, 0));
    let fit = MAX_OCTETS / octets - 1;
    for number in 0..fit {
        assert_eq!(ask(&queries, number).await, None);
    }
    assert_eq!(ask(&queries, fit).await, Some(Failure::OverBudget(Limit::Octets)));
    // What was refused once stays so, as a page shows it more than once.
    assert_eq!(ask(&queries, fit).await, Some(Failure::OverBudget(Limit::Octets)));
    assert!(queries.usage().octets <= MAX_OCTETS && resolver.octets_held() == queries.usage().octets);
    drop(queries);
    assert_eq!(resolver.octets_held(), 0);
}

#[tokio::test]
async fn aliases_are_counted_over_the_whole_case() {
    let alias = record(RecordData::Cname("b.test".parse().unwrap()));
    let resolver = resolver(Some(vec![alias; 16]));
    let queries = CaseQueries::new(&resolver, Allowance::of_case(1, 0, 0));
    for number in 0..MAX_ALIASES_OF_CASE / 16 {
        assert_eq!(ask(&queries, number).await, None);
    }
    assert_eq!(ask(&queries, 100).await, Some(Failure::OverBudget(Limit::Aliases)));
}

#[tokio::test(start_paused = true)]
async fn time_ends_with_what_is_known() {
    let resolver = resolver(None);
    let queries = CaseQueries::new(&resolver, Allowance::of_case(1, 0, 0));
    let begun = Instant::now();
    assert_eq!(ask(&queries, 1).await, Some(Failure::OverBudget(Limit::Time)));
    assert_eq!(begun.elapsed(), Pacing::default().time);
    assert_eq!(ask(&queries, 2).await, Some(Failure::OverBudget(Limit::Time)));
    assert_eq!(queries.usage().queries, 1);
}

#[tokio::test(start_paused = true)]
async fn a_slow_case_has_few_queries_under_way() {
    let resolver = resolver(None).paced(Pacing::default().of_many(256, None), None);
    let queries = CaseQueries::new(&resolver, Allowance::of_case(1, 0, 0));
    let all = futures_util::future::join_all((0..100).map(|number| ask(&queries, number)));
    assert!(all.await.iter().all(|failure| *failure == Some(Failure::OverBudget(Limit::Time))));
    assert_eq!(resolver.questions(), 4);
}

#[tokio::test]
async fn a_part_takes_no_more_than_its_share() {
    let resolver = resolver(Some(Vec::new()));
    let queries = CaseQueries::new(&resolver, Allowance::of_case(1, 0, 0));
    let helo = Share::new(&queries, &queries, Part::Helo, 1);
    for number in 0..14 {
        assert_eq!(ask(&helo, number).await, None);
    }
    assert!(queries.usage().cuts.is_empty());
    assert_eq!(ask(&helo, 14).await, Some(Failure::OverBudget(Limit::Queries)));
    assert_eq!(ask(&queries, 14).await, None);
    assert_eq!(Vec::from_iter(queries.usage().cuts), [(Part::Helo, Limit::Queries)]);
}

#[tokio::test]
async fn includes_are_counted_over_all_identities() {
    let resolver = resolver(Some(Vec::new()));
    let queries = CaseQueries::new(&resolver, Allowance::of_case(1, 0, 0));
    let spf = Share::new(&queries, &queries, Part::Spf, 1);
    for number in 0..44 {
        assert!(spf.ask(&question(number, RecordType::TXT)).await.is_ok());
    }
    let above = spf.ask(&question(44, RecordType::TXT)).await;
    assert_eq!(above.unwrap_err(), Failure::OverBudget(Limit::Queries));
    assert!(spf.ask(&question(44, RecordType::A)).await.is_ok());
}
