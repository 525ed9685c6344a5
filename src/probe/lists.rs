//! What DNSBLs say: every list about every subject, with the test entries, all at once.

use std::sync::Arc;

use futures_util::future::{join, join_all};

use crate::dns::{Dns, Failure, Lookup, Name, Outcome, RecordType, Source, look_up};
use crate::dnsbl::{List, ListSubject, Reading, Scope, TestEntries, codes};
use crate::probe::facts::ListFacts;
use crate::sender::is_public;

/// Asks the lists about the subjects that they may hold. The second round asks only what an entry
/// says, and whether a list without test entries exists.
///
/// The built-in lists are not asked about addresses that no one on the Internet sees. Where a
/// list's scope is not known, its test entries show it: answers in another scope are left out.
pub async fn probe(dns: &dyn Dns, lists: &[Arc<List>], subjects: &[ListSubject]) -> Vec<ListFacts> {
    let asked = lists.iter().map(|list| probe_list(dns, list, subjects));
    join_all(asked).await.into_iter().flatten().collect()
}

async fn probe_list(dns: &dyn Dns, list: &Arc<List>, subjects: &[ListSubject]) -> Vec<ListFacts> {
    let is_worth = |subject: &&ListSubject| {
        let is_own = match subject {
            ListSubject::Address(ip) => is_public(*ip),
            ListSubject::Domain(_) => true,
        };
        list.may_hold(subject.scope()) && (is_own || !list.is_public)
    };
    let subjects: Vec<&ListSubject> = subjects.iter().filter(is_worth).collect();
    if subjects.is_empty() {
        return Vec::new();
    }
    let is_tested = |scope: &Scope| list.scopes.is_none() || subjects.iter().any(|s| s.scope() == *scope);
    let tests = Scope::ALL.into_iter().filter(is_tested).map(|scope| async move {
        let names = list.test_entries(scope).ok();
        let (listed, unlisted) = join(
            ask(dns, names.as_ref().map(|names| &names.listed)),
            ask(dns, names.as_ref().map(|names| &names.unlisted)),
        )
        .await;
        (scope, TestEntries { listed, unlisted })
    });
    let entries = subjects.iter().map(|subject| async {
        let name = list.entry(subject).ok();
        (*subject, ask(dns, name.as_ref()).await)
    });
    let (mut tests, mut entries) = join(join_all(tests), join_all(entries)).await;
    for (scope, tests) in &mut tests {
        if tests.listed.as_ref().is_none_or(|lookup| lookup.records().is_empty()) {
            continue;
        }
        let of_scope = entries.iter_mut().filter(|(subject, _)| subject.scope() == *scope);
        of_scope.filter_map(|(_, entry)| entry.as_mut()).chain(&mut tests.unlisted).for_each(believe);
    }

    let shown: Vec<Scope> = tests
        .iter()
        .filter(|(_, tests)| tests.listed.as_ref().is_some_and(|lookup| !lookup.records().is_empty()))
        .map(|(scope, _)| *scope)
        .collect();
    let knows_scope = list.scopes.is_some() || shown.is_empty();
    let kept = entries.into_iter().filter(|(subject, _)| knows_scope || shown.contains(&subject.scope()));
    let facts = kept.filter_map(|(subject, entry)| {
        let (_, tests) = tests.iter().find(|(scope, _)| *scope == subject.scope())?;
        Some((subject, entry, tests.clone()))
    });
    let facts = facts.map(|(subject, entry, tests)| async {
        let is_missing = tests.listed.as_ref().is_some_and(Lookup::is_negative);
        let is_entry =
            matches!(entry.as_ref().map(|entry| list.read(&codes(entry))), Some(Reading::Listed { .. }));
        let (text, apex) = join(
            async {
                match &entry {
                    Some(entry) if is_entry => {
                        Some(look_up(dns, &entry.question.name, RecordType::TXT).await)
                    }
                    _ => None,
                }
            },
            async { if is_missing { Some(look_up(dns, &list.zone, RecordType::SOA).await) } else { None } },
        )
        .await;
        ListFacts { list: list.clone(), subject: subject.clone(), entry, text, tests, apex }
    });
    join_all(facts).await
}

/// Takes an NXDOMAIN without proof for what it says: a list whose test entry is listed was reached, and its servers
/// need not send a start of authority.
fn believe(lookup: &mut Lookup) {
    if lookup.failure() == Some(Failure::UnprovenNxDomain) {
        lookup.outcome = Outcome::NxDomain { soa: None, source: Source::Live };
    }
}

async fn ask(dns: &dyn Dns, name: Option<&Name>) -> Option<Lookup> {
    match name {
        Some(name) => Some(look_up(dns, name, RecordType::A).await),
        None => None,
    }
}
