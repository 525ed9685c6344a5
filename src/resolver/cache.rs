//! The answers of a run, each question asked once.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared, WeakShared};

use super::budget::weight;
use crate::dns::{Answer, Dns, Failure, NotAsked, Question, Response, Source};

type Asking = BoxFuture<'static, Answer>;

/// Remembers every answer of a run, failures too, so that all parts of a report
/// speak of the same facts. A question that is under way is not asked twice.
#[derive(Clone)]
pub struct Cache {
    inner: Arc<Inner>,
}

struct Inner {
    below: Arc<dyn Dns>,
    capacity: usize,
    entries: Mutex<Entries>,
    questions: AtomicUsize,
    under_way: AtomicUsize,
    nameserver_answered: AtomicBool,
}

#[derive(Default)]
struct Entries {
    known: HashMap<Question, Box<Known>>,
    /// The questions of `known`, the oldest first.
    order: VecDeque<Question>,
    /// The sum of what the answers weigh.
    weight: usize,
    under_way: HashMap<Question, UnderWay>,
    started: u64,
}

struct Known {
    answer: Answer,
    weight: usize,
    /// It was wanted again since it was kept, or spared.
    is_wanted: bool,
}

struct UnderWay {
    number: u64,
    /// Lives as long as somebody waits for the answer.
    answer: WeakShared<Asking>,
}

impl Cache {
    /// A cache of at most `capacity` octets of answers; beyond that the oldest is forgotten that was not
    /// wanted again.
    pub fn new(below: Arc<dyn Dns>, capacity: usize) -> Cache {
        let inner = Inner {
            below,
            capacity: capacity.max(1),
            entries: Mutex::new(Entries::default()),
            questions: AtomicUsize::new(0),
            under_way: AtomicUsize::new(0),
            nameserver_answered: AtomicBool::new(false),
        };
        Cache { inner: Arc::new(inner) }
    }

    /// How many questions were passed on. One that was forgotten and asked anew counts again.
    pub fn questions(&self) -> usize {
        self.inner.questions.load(Ordering::Relaxed)
    }

    /// How many questions were passed on and have no answer yet.
    pub fn under_way(&self) -> usize {
        self.inner.under_way.load(Ordering::Relaxed)
    }

    /// True when some nameserver gave a usable answer in this run: a lookup that
    /// fails is then the fault of what was looked up.
    pub fn nameserver_answered(&self) -> bool {
        self.inner.nameserver_answered.load(Ordering::Relaxed)
    }

    fn answer_or_asking(&self, question: &Question) -> Result<Answer, Shared<Asking>> {
        let mut entries = self.inner.lock();
        if let Some(known) = entries.known.get_mut(question) {
            known.is_wanted = true;
            return Ok(known.answer.clone());
        }
        let Entries { under_way, started, .. } = &mut *entries;
        let place = under_way.entry(question.clone());
        if let Entry::Occupied(asked) = &place
            && let Some(asking) = asked.get().answer.upgrade()
        {
            return Err(asking);
        }
        *started += 1;
        let number = *started;
        let asking = ask_below(self.inner.clone(), question.clone(), number).boxed().shared();
        if let Some(answer) = asking.downgrade() {
            place.insert_entry(UnderWay { number, answer });
        }
        drop(entries);
        self.inner.questions.fetch_add(1, Ordering::Relaxed);
        Err(asking)
    }
}

impl Dns for Cache {
    fn ask<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, Answer> {
        Box::pin(async move {
            match self.answer_or_asking(question) {
                Ok(answer) => answer,
                Err(asking) => asking.await,
            }
        })
    }
}

async fn ask_below(inner: Arc<Inner>, question: Question, number: u64) -> Answer {
    let mut asked = Asked { inner: &inner, question: &question, number, is_kept: false };
    inner.under_way.fetch_add(1, Ordering::Relaxed);
    let answer = inner.below.ask(&question).await;
    if answer.as_ref().is_ok_and(|response| is_usable(response))
        && !inner.nameserver_answered.load(Ordering::Relaxed)
    {
        inner.nameserver_answered.store(true, Ordering::Relaxed);
    }
    // Threads share the lock: what takes time is done without it.
    let known = Entries::entry_of(&answer);
    let mut entries = inner.lock();
    let forgotten = known.map(|known| entries.keep(&question, known, inner.capacity));
    entries.end(&question, number);
    drop(entries);
    drop(forgotten);
    asked.is_kept = true;
    drop(asked);
    answer
}

/// Ends the time under way of a question, also when nobody waits for its answer any more.
struct Asked<'a> {
    inner: &'a Inner,
    question: &'a Question,
    number: u64,
    /// The answer came, and the question is no longer among those under way.
    is_kept: bool,
}

impl Drop for Asked<'_> {
    fn drop(&mut self) {
        self.inner.under_way.fetch_sub(1, Ordering::Relaxed);
        if !self.is_kept {
            self.inner.lock().end(self.question, self.number);
        }
    }
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, Entries> {
        // Nothing under this lock can leave it half done.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entries {
    /// An answer as it is remembered; none for one that is not.
    fn entry_of(answer: &Answer) -> Option<Box<Known>> {
        // Once a nameserver is back there is another answer.
        if matches!(answer, Err(Failure::NotAsked(NotAsked::NoNameserver))) {
            return None;
        }
        Some(Box::new(Known { answer: answer.clone(), weight: weight(answer), is_wanted: false }))
    }

    /// Takes a question off those under way, unless it was asked anew since.
    fn end(&mut self, question: &Question, number: u64) {
        if let Entry::Occupied(asked) = self.under_way.entry(question.clone())
            && asked.get().number == number
        {
            asked.remove();
        }
    }

    /// Remembers an answer and gives back what is forgotten for it.
    #[allow(clippy::vec_box, reason = "they stand in boxes in the map")]
    fn keep(&mut self, question: &Question, known: Box<Known>, capacity: usize) -> Vec<Box<Known>> {
        let mut forgotten = Vec::new();
        self.weight += known.weight;
        match self.known.insert(question.clone(), known) {
            Some(former) => {
                self.weight -= former.weight;
                forgotten.push(former);
            }
            None => self.order.push_back(question.clone()),
        }
        while self.weight > capacity
            && self.order.len() > 1
            && let Some(oldest) = self.order.pop_front()
        {
            // Spared once: when it is the oldest again it has to have been wanted again.
            let Entry::Occupied(mut place) = self.known.entry(oldest) else { continue };
            if std::mem::take(&mut place.get_mut().is_wanted) {
                self.order.push_back(place.key().clone());
            } else {
                let known = place.remove();
                self.weight -= known.weight;
                forgotten.push(known);
            }
        }
        forgotten
    }
}

/// True for what a nameserver answered, but for an NXDOMAIN that any sandbox gives: one without the SOA of a zone.
fn is_usable(response: &Response) -> bool {
    let has_zone = response.soa.as_ref().is_some_and(|soa| !soa.name.is_root());
    response.source == Source::Live && (!response.nxdomain || has_zone)
}
