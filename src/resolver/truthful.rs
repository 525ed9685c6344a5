//! The top of the stack: answers that are what they seem to be.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use futures_util::future::{BoxFuture, join, join_all};
use tokio::sync::OnceCell;
use tokio::time::{Instant, timeout_at};

use super::Cache;
use super::budget::Pacing;
use super::nxdomain::{Standing, is_impossible_nodata, knows, standing, titles};
use crate::dns::{Answer, Dns, Failure, Name, NotAsked, Question, RecordType, Response, Source};

/// How many of a name's ancestors are asked for.
const ANCESTORS: usize = 3;

/// Answers every query of a run.
///
/// A resolver that rewrites NXDOMAIN gives the same addresses to every name that does not exist. The run asks once,
/// next to its first query, for a name that nobody has registered; from then on a lookup that found nothing but
/// those addresses has failed ([`Failure::Rewritten`]). Records of zone files are never taken for rewritten ones.
///
/// A resolver that does not know the public DNS answers NXDOMAIN for names that exist. An NXDOMAIN has failed
/// ([`Failure::UnprovenNxDomain`]) without the SOA record of a zone below the root, and, unless it is authoritative, if
/// the resolver finds no nameservers of the top-level domain, for which it is asked once.
#[derive(Clone)]
pub struct Resolver {
    pub(super) cache: Cache,
    truth: Arc<Truth>,
    pacing: Pacing,
    /// When the whole run is over.
    end: Option<Instant>,
    pub(super) load: Arc<Load>,
}

/// What the cases under way take together.
#[derive(Debug, Default)]
pub(super) struct Load {
    /// Octets of the answers that they keep.
    pub(super) octets: AtomicUsize,
    /// Queries that have waited long for their answer.
    pub(super) late: AtomicUsize,
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
        Resolver { cache, truth: Arc::new(truth), pacing: Pacing::default(), end: None, load: Arc::default() }
    }

    /// The same with another pacing of cases, and the end of the whole run, after which nothing is asked.
    pub fn paced(self, pacing: Pacing, end: Option<Instant>) -> Resolver {
        Resolver { pacing, end, ..self }
    }

    /// Returns how cases are looked up.
    pub fn pacing(&self) -> Pacing {
        self.pacing
    }

    /// Returns true when the time of the whole run is over.
    pub fn is_over(&self) -> bool {
        self.end.is_some_and(|end| Instant::now() >= end)
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
            let answers = self.truth.unregistered.iter().map(|question| self.ask_below(question));
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
                join_all(questions.iter().map(|question| self.ask_below(question))).await;
            };
            self.truth.reachable.get_or_init(ask).await;
        }
        self.cache.nameserver_answered()
    }

    /// Returns how many queries were passed on. One that was forgotten and asked anew counts again.
    pub fn questions(&self) -> usize {
        self.cache.questions()
    }

    /// Returns how many queries were passed on lately and have no answer yet.
    pub fn under_way(&self) -> usize {
        self.cache.under_way().saturating_sub(self.load.late.load(Ordering::Relaxed))
    }

    /// Returns how many octets the answers take that the cases under way keep.
    pub fn octets_held(&self) -> usize {
        self.load.octets.load(Ordering::Relaxed)
    }

    /// Asks the layers below, until the run is over.
    async fn ask_below(&self, question: &Question) -> Answer {
        let Some(end) = self.end else { return self.cache.ask(question).await };
        timeout_at(end, self.cache.ask(question)).await.unwrap_or(Err(Failure::NotAsked(NotAsked::Deadline)))
    }

    /// Returns the queries for the unregistered name, which every case needs.
    pub(super) fn unregistered(&self) -> &[Question] {
        &self.truth.unregistered
    }

    /// Answers a query. `may_ask` says whether the query may be asked that this one needs as well.
    pub(super) async fn answer(&self, question: &Question, may_ask: &MayAsk<'_>) -> Answer {
        let is_first = self.asks_nameservers() && !self.truth.has_begun.swap(true, Ordering::Relaxed);
        let answer = match is_first {
            true => join(self.ask_below(question), self.rewritten_to()).await.0,
            false => self.ask_below(question).await,
        };
        let Ok(response) = &answer else { return answer };
        if !self.asks_nameservers() || self.truth.unregistered.contains(question) {
            return answer;
        }
        let is_nxdomain = response.nxdomain && response.source == Source::Live;
        if is_nxdomain && !self.is_proven(question, response, may_ask).await? {
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
        may_ask: &MayAsk<'_>,
    ) -> Result<bool, Failure> {
        Ok(match standing(question, response) {
            Standing::Believed => true,
            Standing::Unproven => false,
            Standing::IfTopLevelDomainIsKnown(nameservers) => {
                may_ask(&nameservers)?;
                knows(&nameservers, &self.ask_below(&nameservers).await)
            }
        })
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
        Box::pin(self.answer(question, &|_| Ok(())))
    }
}

/// Says whether a query may be asked.
pub(super) type MayAsk<'a> = dyn Fn(&Question) -> Result<(), Failure> + Sync + 'a;

pub(super) fn reachability(name: &Name) -> Vec<Question> {
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
