//! The top of the stack: answers that are what they seem to be, and what they cost.

use std::collections::{BTreeSet, HashSet};
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::{BoxFuture, join, join_all};
use tokio::sync::OnceCell;

use super::Cache;
use super::nxdomain::{Standing, is_impossible_nodata, knows, standing, titles};
use crate::dns::{Answer, Dns, Failure, Name, Question, RecordType, Response, Source};

/// How many of a name's ancestors are asked for.
const ANCESTORS: usize = 3;

/// Answers every query of a run.
///
/// A resolver that rewrites NXDOMAIN gives the same addresses to every name that does not exist. The run asks once,
/// beside its first query, for a name that nobody has registered; from then on a lookup that found nothing but
/// those addresses has failed ([`Failure::Rewritten`]). Records of zone files are never taken for rewritten ones.
///
/// A resolver that does not know the public DNS answers NXDOMAIN for names that exist. An NXDOMAIN has failed
/// ([`Failure::UnprovenNxDomain`]) without the SOA record of a zone below the root, and, unless it is authoritative, if
/// the resolver finds no nameservers of the top-level domain, for which it is asked once.
#[derive(Clone)]
pub struct Resolver {
    cache: Cache,
    truth: Arc<Truth>,
}

struct Truth {
    /// The nameservers of the run, as people name them.
    nameservers: Vec<String>,
    /// The queries for the unregistered name; none where no nameserver is asked.
    unregistered: Vec<Question>,
    has_begun: AtomicBool,
    rewritten_to: OnceCell<Vec<IpAddr>>,
    reachable: OnceCell<()>,
}

impl Resolver {
    /// Puts the top on a stack. The unregistered name depends on `seed` alone, so that a recording holds it; without
    /// a seed no nameserver is asked and answers are taken as they come. `nameservers` are those that are asked.
    pub fn new(cache: Cache, seed: Option<&str>, nameservers: &[SocketAddr]) -> Resolver {
        let unregistered = seed.and_then(unregistered_name).map_or(Vec::new(), |name| {
            [RecordType::A, RecordType::AAAA].map(|rtype| Question { name: name.clone(), rtype }).to_vec()
        });
        let truth = Truth {
            nameservers: titles(nameservers),
            unregistered,
            has_begun: AtomicBool::new(false),
            rewritten_to: OnceCell::new(),
            reachable: OnceCell::new(),
        };
        Resolver { cache, truth: Arc::new(truth) }
    }

    /// Returns true when nameservers answer, and not zone files alone.
    pub fn asks_nameservers(&self) -> bool {
        !self.truth.unregistered.is_empty()
    }

    /// Returns the nameservers of the run, as people name them; empty where they are not known.
    pub fn nameservers(&self) -> &[String] {
        &self.truth.nameservers
    }

    /// Returns the addresses that the resolver gives to names that do not exist; an honest one gives none.
    pub async fn rewritten_to(&self) -> &[IpAddr] {
        let ask = || async {
            let answers = self.truth.unregistered.iter().map(|question| self.cache.ask(question));
            let answers = join_all(answers).await.into_iter().flatten();
            answers
                .flat_map(|response| response.records.iter().filter_map(|r| r.ip()).collect::<Vec<_>>())
                .collect()
        };
        self.truth.rewritten_to.get_or_init(ask).await
    }

    /// Returns true when some nameserver gave a usable answer in this run: a lookup that fails is then the fault of
    /// what was looked up. Where nothing was answered so far, it is tried once with what any resolver answers: the
    /// root's nameservers, the name's own address and the start of authority of the zones above it.
    pub async fn nameserver_answered(&self, beside: &Name) -> bool {
        if !self.cache.nameserver_answered() && self.asks_nameservers() {
            let ask = || async {
                let questions = reachability(beside);
                join_all(questions.iter().map(|question| self.cache.ask(question))).await;
            };
            self.truth.reachable.get_or_init(ask).await;
        }
        self.cache.nameserver_answered()
    }

    /// Returns how many queries were passed on. One that was forgotten and asked anew counts again.
    pub fn questions(&self) -> usize {
        self.cache.questions()
    }

    /// Returns how many queries were passed on and have no answer yet.
    pub fn under_way(&self) -> usize {
        self.cache.under_way()
    }

    /// Answers a query. `also_asked` hears of the query that this one needed besides.
    async fn answer(&self, question: &Question, also_asked: &(dyn Fn(&Question) + Sync)) -> Answer {
        let is_first = self.asks_nameservers() && !self.truth.has_begun.swap(true, Ordering::Relaxed);
        let answer = match is_first {
            true => join(self.cache.ask(question), self.rewritten_to()).await.0,
            false => self.cache.ask(question).await,
        };
        let Ok(response) = &answer else { return answer };
        if !self.asks_nameservers() || self.truth.unregistered.contains(question) {
            return answer;
        }
        let is_nxdomain = response.nxdomain && response.source == Source::Live;
        if is_nxdomain && !self.is_proven(question, response, also_asked).await {
            return Err(Failure::UnprovenNxDomain);
        }
        if response.source == Source::Live && is_impossible_nodata(question, response) {
            return Err(Failure::UnprovenNxDomain);
        }
        if self.is_rewritten(response).await { Err(Failure::Rewritten) } else { answer }
    }

    async fn is_proven(
        &self,
        question: &Question,
        response: &Response,
        also_asked: &(dyn Fn(&Question) + Sync),
    ) -> bool {
        match standing(question, response) {
            Standing::Believed => true,
            Standing::Unproven => false,
            Standing::IfTopLevelDomainIsKnown(nameservers) => {
                also_asked(&nameservers);
                knows(&nameservers, &self.cache.ask(&nameservers).await)
            }
        }
    }

    async fn is_rewritten(&self, response: &Response) -> bool {
        let is_address = |record: &&crate::dns::Record| record.ip().is_some();
        if !response.records.iter().any(|record| is_address(&record)) {
            return false;
        }
        let rewritten_to = self.rewritten_to().await;
        let mut addresses = response.records.iter().filter(is_address);
        addresses.all(|record| {
            record.source == Source::Live && record.ip().is_some_and(|ip| rewritten_to.contains(&ip))
        })
    }
}

impl Dns for Resolver {
    fn ask<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, Answer> {
        Box::pin(self.answer(question, &|_| ()))
    }
}

/// Counts the different queries of one case, whoever answered them and when: the count is that of a run with this
/// case alone.
pub struct CaseQueries<'a> {
    resolver: &'a Resolver,
    seen: Mutex<HashSet<Question>>,
    doubts: Mutex<Doubts>,
}

/// What is odd about the answers of a case's resolver.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doubts {
    /// Names that it says do not exist, without being believed.
    pub unproven: BTreeSet<Name>,
    /// Names that it answered for with authority.
    pub authoritative: BTreeSet<Name>,
}

impl<'a> CaseQueries<'a> {
    /// Begins a case.
    pub fn new(resolver: &'a Resolver) -> CaseQueries<'a> {
        let seen = Mutex::new(resolver.truth.unregistered.iter().cloned().collect());
        CaseQueries { resolver, seen, doubts: Mutex::default() }
    }

    /// As [`Resolver::nameservers`].
    pub fn nameservers(&self) -> &'a [String] {
        self.resolver.nameservers()
    }

    /// Returns what was odd about the answers so far.
    pub fn doubts(&self) -> Doubts {
        self.doubts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn answer(&self, question: &Question) -> Answer {
        self.note(question);
        let answer = self.resolver.answer(question, &|also| self.note(also)).await;
        let mut doubts = self.doubts.lock().unwrap_or_else(PoisonError::into_inner);
        match &answer {
            Err(Failure::UnprovenNxDomain) => doubts.unproven.insert(question.name.clone()),
            Ok(response) if response.authoritative => doubts.authoritative.insert(question.name.clone()),
            _ => false,
        };
        drop(doubts);
        answer
    }

    fn note(&self, question: &Question) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(question.clone());
    }

    /// Returns how many different queries the case has needed so far.
    pub fn count(&self) -> usize {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Returns true when the case has needed a query already.
    pub fn has_asked(&self, question: &Question) -> bool {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).contains(question)
    }

    /// As [`Resolver::rewritten_to`].
    pub async fn rewritten_to(&self) -> &'a [IpAddr] {
        self.resolver.rewritten_to().await
    }

    /// As [`Resolver::nameserver_answered`].
    pub async fn nameserver_answered(&self, beside: &Name) -> bool {
        if !self.resolver.cache.nameserver_answered() && self.resolver.asks_nameservers() {
            self.seen.lock().unwrap_or_else(PoisonError::into_inner).extend(reachability(beside));
        }
        self.resolver.nameserver_answered(beside).await
    }
}

impl Dns for CaseQueries<'_> {
    fn ask<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, Answer> {
        Box::pin(self.answer(question))
    }
}

fn reachability(name: &Name) -> Vec<Question> {
    let mut questions = vec![
        Question { name: Name::root(), rtype: RecordType::NS },
        Question { name: name.clone(), rtype: RecordType::A },
    ];
    let ancestors = std::iter::successors(name.parent(), Name::parent).filter(|name| !name.is_root());
    questions.extend(ancestors.take(ANCESTORS).map(|name| Question { name, rtype: RecordType::SOA }));
    questions
}

fn unregistered_name(seed: &str) -> Option<Name> {
    // FNV-1a, which gives the same everywhere.
    let hash = seed.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, octet| {
        (hash ^ u64::from(octet)).wrapping_mul(0x100_0000_01b3)
    });
    let label = format!("mxcheck-{hash:016x}");
    Name::from_labels([label.as_bytes(), b"com"]).ok()
}
