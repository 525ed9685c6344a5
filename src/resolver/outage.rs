//! What a long run does when no nameserver answers any more: it slows down and goes on later.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::sync::{Notify, Semaphore};
use tokio::time::{Instant, sleep, timeout_at};

use crate::dns::{Answer, Dns, Failure, Name, NotAsked, Question, RecordType};

/// How long to wait before nameservers that seem dead are tried again.
const PAUSE: Duration = Duration::from_millis(250);

/// An answer this long ago shows that nameservers are well.
const RECENT: Duration = Duration::from_millis(500);

/// How the nameservers do.
enum Health {
    Well,
    /// They answer again, after a while.
    Slow,
    Dead,
}

/// What is reported about the nameservers of a run.
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

/// Distinguishes a name whose nameservers are silent from a resolver that is dead.
///
/// A question that got no answer counts as such only if the nameservers of the run were well all
/// the while: they answered something just now, were it the question for the root's name servers
/// that is put then, at once, and were not found dead since it was put. Otherwise it is put again;
/// so it is, once, where nothing at all was answered for a time.
/// As long as nothing is answered, one question at a time tries them, the others wait, each for as
/// long as one question may take, and what got no answer until then was not asked
/// ([`NotAsked::NoNameserver`]).
pub struct OutageWatch {
    below: Arc<dyn Dns>,
    patience: Duration,
    started: Instant,
    /// When a nameserver answered last, in microseconds after `started`; 0 before any did.
    answered: AtomicU64,
    /// When an answer ended a time without any, in the same way.
    quiet_until: AtomicU64,
    /// How often they were found dead.
    outages: AtomicU64,
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
            quiet_until: AtomicU64::new(0),
            outages: AtomicU64::new(0),
            is_out: AtomicBool::new(false),
            out_since: Mutex::new(None),
            over: Notify::new(),
            trial: Semaphore::new(1),
            tell: Box::new(tell),
        }
    }

    async fn ask_patiently(&self, question: &Question) -> Answer {
        let deadline = Instant::now() + self.patience;
        let mut was_repeated = false;
        loop {
            if self.is_out.load(Ordering::Acquire) && !self.comes_back(deadline).await {
                return Err(Failure::NotAsked(NotAsked::NoNameserver));
            }
            let (asked, outages) = (self.now(), self.outages.load(Ordering::Acquire));
            let answer = self.below.ask(question).await;
            if !is_silence(&answer) {
                self.note_answer();
                return answer;
            }
            let health = self.health(asked).await;
            let was_dead = self.outages.load(Ordering::Acquire) != outages;
            // Nobody may have noticed that they were dead: nobody gave up in so short a time.
            let was_quiet = self.quiet_until.load(Ordering::Acquire) > asked && !was_repeated;
            match health {
                Health::Well if !was_dead && !was_quiet => return answer,
                Health::Well | Health::Slow => was_repeated = true,
                Health::Dead => self.begin(),
            }
            if Instant::now() >= deadline + self.patience {
                return Err(Failure::NotAsked(NotAsked::NoNameserver));
            }
        }
    }

    /// Whether a nameserver answers now: has answered just now, and since `asked`. One question for
    /// all who want to know.
    async fn health(&self, asked: u64) -> Health {
        let is_recent = || {
            let now = self.now();
            self.answered.load(Ordering::Acquire) > asked.max(now.saturating_sub(RECENT.as_micros() as u64))
        };
        if is_recent() {
            return Health::Well;
        }
        let Ok(_trial) = self.trial.acquire().await else { return Health::Dead };
        // Another one has just found out.
        if is_recent() {
            return Health::Well;
        }
        if self.is_out.load(Ordering::Acquire) {
            return Health::Dead;
        }
        let began = Instant::now();
        match self.is_answered().await {
            true if began.elapsed() < RECENT => Health::Well,
            true => Health::Slow,
            false => Health::Dead,
        }
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
            self.outages.fetch_add(1, Ordering::AcqRel);
            self.is_out.store(true, Ordering::Release);
            (self.tell)(OutageEvent::Began);
        }
    }

    fn note_answer(&self) {
        let now = self.now();
        let before = self.answered.swap(now, Ordering::AcqRel);
        if now.saturating_sub(before) > RECENT.as_micros() as u64 {
            self.quiet_until.store(now, Ordering::Release);
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Nameservers that are dead for a while; those of `broken.test` never answer.
    struct Mortal {
        born: Instant,
        dead: std::ops::Range<u64>,
    }

    impl Dns for Mortal {
        fn ask<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, Answer> {
            Box::pin(async move {
                // Five tries, a second apart.
                for _ in 0..5 {
                    let second = self.born.elapsed().as_secs();
                    if !self.dead.contains(&second) && question.name != "broken.test".parse().unwrap() {
                        sleep(Duration::from_millis(5)).await;
                        return Err(Failure::Refused);
                    }
                    sleep(Duration::from_secs(1)).await;
                }
                Err(Failure::Timeout)
            })
        }
    }

    fn question(name: &str) -> Question {
        Question { name: name.parse().unwrap(), rtype: RecordType::MX }
    }

    /// What a busy run gets for its questions, a hundred a second for half a minute.
    async fn failures(dead: std::ops::Range<u64>) -> Vec<Failure> {
        let mortal = Mortal { born: Instant::now(), dead };
        let watch = Arc::new(OutageWatch::new(Arc::new(mortal), Duration::from_secs(5), |_| {}));
        let mut running = Vec::new();
        for number in 0..3_000 {
            let watch = watch.clone();
            running.push(tokio::spawn(async move { watch.ask(&question(&format!("a{number}.test"))).await }));
            sleep(Duration::from_millis(10)).await;
        }
        let mut failures = Vec::new();
        for answer in running {
            failures.extend(answer.await.unwrap().err());
        }
        failures
    }

    #[tokio::test(start_paused = true)]
    async fn the_death_of_nameservers_is_never_a_names_own_silence() {
        // Back before a question gives up, while one does, after, and never.
        for dead in [7..9, 7..12, 7..13, 7..16, 7..24, 7..1_000] {
            let failures = failures(dead.clone()).await;
            let is_blamed = |failure: &&Failure| matches!(failure, Failure::Timeout | Failure::Unreachable);
            assert_eq!(failures.iter().find(is_blamed), None, "{dead:?}");
            assert_eq!(failures.len(), 3_000);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_name_whose_nameservers_are_silent_is_reported_so() {
        let mortal = Mortal { born: Instant::now(), dead: 0..0 };
        let watch = OutageWatch::new(Arc::new(mortal), Duration::from_secs(5), |_| {});
        assert_eq!(watch.ask(&question("broken.test")).await.err(), Some(Failure::Timeout));
    }
}
