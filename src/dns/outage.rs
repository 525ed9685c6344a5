//! What a long run does when no nameserver answers any more: it slows down and goes on later.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::sync::{Notify, Semaphore};
use tokio::time::{Instant, sleep, timeout_at};

use super::{Answer, Dns, Failure, Name, NotAsked, Question, RecordType};

/// How long to wait before nameservers that seem dead are tried again.
const PAUSE: Duration = Duration::from_millis(250);

/// What is told about the nameservers of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutageEvent {
    /// None of them answers any more.
    Began,
    /// One answers again.
    Ended {
        /// How long none did.
        after: Duration,
    },
}

/// Tells a name whose nameservers are silent from a resolver that is dead.
///
/// A question that got no answer counts as such only if the nameservers of the run answered
/// something since it was put, were it the question for the root's name servers that is put then.
/// If they did not, one question at a time tries them, the others wait, each for as long as one
/// question may take, and what got no answer until then was not asked
/// ([`NotAsked::NoNameserver`]).
pub struct OutageWatch {
    below: Arc<dyn Dns>,
    patience: Duration,
    started: Instant,
    /// When a nameserver answered last, in microseconds after `started`; 0 before any did.
    answered: AtomicU64,
    is_out: AtomicBool,
    out_since: Mutex<Option<Instant>>,
    over: Notify,
    /// Whoever holds it tries the nameservers.
    trial: Semaphore,
    tell: Box<dyn Fn(OutageEvent) + Send + Sync>,
}

impl OutageWatch {
    /// Watches what `below` answers; `patience` is how long a question waits for nameservers that are
    /// dead, and `tell` hears of them.
    pub fn new(
        below: Arc<dyn Dns>,
        patience: Duration,
        tell: impl Fn(OutageEvent) + Send + Sync + 'static,
    ) -> OutageWatch {
        OutageWatch {
            below,
            patience,
            started: Instant::now(),
            answered: AtomicU64::new(0),
            is_out: AtomicBool::new(false),
            out_since: Mutex::new(None),
            over: Notify::new(),
            trial: Semaphore::new(1),
            tell: Box::new(tell),
        }
    }

    async fn ask_patiently(&self, question: &Question) -> Answer {
        let deadline = Instant::now() + self.patience;
        loop {
            if self.is_out.load(Ordering::Acquire) && !self.comes_back(deadline).await {
                return Err(Failure::NotAsked(NotAsked::NoNameserver));
            }
            let asked = self.now();
            let answer = self.below.ask(question).await;
            if !is_silence(&answer) {
                self.note_answer();
                return answer;
            }
            if self.answered.load(Ordering::Acquire) > asked || self.answers_anything(asked).await {
                return answer;
            }
            self.begin();
            if Instant::now() >= deadline {
                return Err(Failure::NotAsked(NotAsked::NoNameserver));
            }
        }
    }

    /// Whether a nameserver answers now, or has since `asked`. One question for all who want to know.
    async fn answers_anything(&self, asked: u64) -> bool {
        let Ok(_trial) = self.trial.acquire().await else { return false };
        let answered = || self.answered.load(Ordering::Acquire) > asked;
        // Another one has just found out.
        if answered() || self.is_out.load(Ordering::Acquire) {
            return answered();
        }
        self.is_answered().await
    }

    /// Waits until a nameserver answers again; false if none did by the deadline.
    async fn comes_back(&self, deadline: Instant) -> bool {
        let wait = async {
            let over = self.over.notified();
            if !self.is_out.load(Ordering::Acquire) {
                return;
            }
            tokio::select! {
                () = over => {}
                Ok(_trial) = self.trial.acquire() => {
                    while self.is_out.load(Ordering::Acquire) && !self.is_answered().await {
                        sleep(PAUSE).await;
                    }
                }
            }
        };
        timeout_at(deadline, wait).await.is_ok()
    }

    async fn is_answered(&self) -> bool {
        let root = Question { name: Name::root(), rtype: RecordType::NS };
        let is_answered = !is_silence(&self.below.ask(&root).await);
        if is_answered {
            self.note_answer();
        }
        is_answered
    }

    fn begin(&self) {
        let mut since = self.out_since.lock().unwrap_or_else(PoisonError::into_inner);
        if since.is_none() {
            *since = Some(Instant::now());
            self.is_out.store(true, Ordering::Release);
            (self.tell)(OutageEvent::Began);
        }
    }

    fn note_answer(&self) {
        self.answered.store(self.now(), Ordering::Release);
        if self.is_out.load(Ordering::Acquire) {
            let mut since = self.out_since.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(began) = since.take() {
                self.is_out.store(false, Ordering::Release);
                (self.tell)(OutageEvent::Ended { after: began.elapsed() });
                self.over.notify_waiters();
            }
        }
    }

    fn now(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX)
    }
}

/// True when no nameserver said anything.
fn is_silence(answer: &Answer) -> bool {
    matches!(answer, Err(Failure::Timeout | Failure::Unreachable | Failure::NotAsked(_)))
}

impl Dns for OutageWatch {
    fn ask<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, Answer> {
        Box::pin(self.ask_patiently(question))
    }
}
