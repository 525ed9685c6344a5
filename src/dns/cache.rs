//! The answers of a run, each question asked once.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared, WeakShared};

use super::{Answer, Dns, Failure, NotAsked, Question, Record, RecordData, Response, Source};

/// Octets of record data that count as one more answer.
const USUAL_SIZE: usize = 1024;

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
    /// A cache of at most `capacity` answers; beyond that the oldest is forgotten that was not
    /// wanted again. Large answers count as several.
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

    /// True when some nameserver gave a usable answer in this run: a look-up that
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
        if let Some(asking) = entries.under_way.get(question).and_then(|asked| asked.answer.upgrade()) {
            return Err(asking);
        }
        entries.started += 1;
        let number = entries.started;
        let asking = ask_below(self.inner.clone(), question.clone(), number).boxed().shared();
        if let Some(answer) = asking.downgrade() {
            entries.under_way.insert(question.clone(), UnderWay { number, answer });
        }
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
    let asked = Asked { inner: &inner, question: &question, number };
    inner.under_way.fetch_add(1, Ordering::Relaxed);
    let answer = inner.below.ask(&question).await;
    if answer.as_ref().is_ok_and(|response| response.source == Source::Live) {
        inner.nameserver_answered.store(true, Ordering::Relaxed);
    }
    inner.lock().keep(&question, &answer, inner.capacity);
    drop(asked);
    answer
}

/// Ends the time under way of a question, also when nobody waits for its answer any more.
struct Asked<'a> {
    inner: &'a Inner,
    question: &'a Question,
    number: u64,
}

impl Drop for Asked<'_> {
    fn drop(&mut self) {
        self.inner.under_way.fetch_sub(1, Ordering::Relaxed);
        let mut entries = self.inner.lock();
        if entries.under_way.get(self.question).is_some_and(|asked| asked.number == self.number) {
            entries.under_way.remove(self.question);
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
    fn keep(&mut self, question: &Question, answer: &Answer, capacity: usize) {
        // Once a nameserver is back there is another answer.
        if matches!(answer, Err(Failure::NotAsked(NotAsked::NoNameserver))) {
            return;
        }
        let known = Box::new(Known { answer: answer.clone(), weight: weight(answer), is_wanted: false });
        self.weight += known.weight;
        match self.known.insert(question.clone(), known) {
            Some(former) => self.weight -= former.weight,
            None => self.order.push_back(question.clone()),
        }
        while self.weight > capacity
            && self.order.len() > 1
            && let Some(oldest) = self.order.pop_front()
        {
            // Spared once: when it is the oldest again it has to have been wanted again.
            let is_spared =
                self.known.get_mut(&oldest).is_some_and(|known| std::mem::take(&mut known.is_wanted));
            if is_spared {
                self.order.push_back(oldest);
            } else {
                self.weight -= self.known.remove(&oldest).map_or(0, |known| known.weight);
            }
        }
    }
}

/// One, and more for what takes more room than answers do as a rule.
fn weight(answer: &Answer) -> usize {
    let Ok(Response { records, .. }) = answer else { return 1 };
    let octets: usize = records
        .iter()
        .map(|record| match &record.data {
            RecordData::Txt(strings) => strings.iter().map(Vec::len).sum(),
            RecordData::Other(text) => text.len(),
            _ => 0,
        })
        .sum();
    1 + (octets + records.len() * size_of::<Record>()) / USUAL_SIZE
}
