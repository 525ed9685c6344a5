//! Questions to the nameservers of the run.

use std::future::{Future, ready};
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout};

use super::pace::Pace;
use crate::dns::{Answer, Dns, Failure, QueryOptions, Question, Sockets, Transport};

/// How long a try is alone at most before the next one goes out next to it.
const LONGEST_STAGGER: Duration = Duration::from_millis(800);

/// The response code of a server that does not know the version of EDNS (RFC 6891 section 9).
const BADVERS: u16 = 16;

/// How many questions may be late for each that may be under way, and in all.
const LATE: usize = 16;
const MOST_LATE: usize = 8192;

/// Bounds of what the options may ask for.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(24 * 60 * 60);
const MOST_RETRIES: u32 = 100;

/// How nameservers are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveOptions {
    /// For one question, all tries together; at most a day.
    pub timeout: Duration,
    /// Tries after every nameserver had one; at most 100.
    pub retries: u32,
    /// Questions under way at a time, at least one, without those that have waited for long.
    pub concurrency: usize,
}

/// The nameservers of a run, asked in order.
///
/// Tries are staggered, not cut: when a try brought nothing for a while the next
/// one goes out, and an answer to the former still counts. The first usable
/// answer wins. Of failures, the most specific one is returned, a response before silence.
pub struct Live {
    servers: Vec<Server>,
    transport: Arc<dyn Transport>,
    options: LiveOptions,
    slots: Semaphore,
    /// Places for questions that have waited for long, which then take none of `slots`.
    late: Semaphore,
    pace: Option<Pace>,
}

struct Server {
    address: SocketAddr,
    /// How often others answered while it was silent; those with fewer are asked first.
    silences: AtomicU32,
    /// It does not understand EDNS.
    plain: AtomicBool,
}

impl Live {
    /// Nameservers asked over [`Sockets`]. Nothing is opened before the first question.
    pub fn new(servers: Vec<SocketAddr>, options: LiveOptions) -> Live {
        Live::over(Arc::new(Sockets::within_descriptor_limit()), servers, options)
    }

    /// Nameservers asked over a transport.
    pub fn over(transport: Arc<dyn Transport>, servers: Vec<SocketAddr>, options: LiveOptions) -> Live {
        let servers = servers
            .into_iter()
            .map(|address| Server { address, silences: AtomicU32::new(0), plain: AtomicBool::new(false) })
            .collect();
        let options = LiveOptions {
            timeout: options.timeout.min(LONGEST_TIMEOUT),
            retries: options.retries.min(MOST_RETRIES),
            ..options
        };
        let slots = Semaphore::new(options.concurrency.clamp(1, Semaphore::MAX_PERMITS));
        let late = Semaphore::new(options.concurrency.saturating_mul(LATE).clamp(1, MOST_LATE));
        Live { servers, transport, options, slots, late, pace: None }
    }

    /// The same, with at most so many questions a second on average. Second tries count.
    pub fn with_rate(self, rate: u32) -> Live {
        Live { pace: Some(Pace::new(rate)), ..self }
    }

    /// Who is asked first: the first of those that were silent least.
    fn first(&self) -> Option<usize> {
        (0..self.servers.len()).min_by_key(|&server| self.servers[server].silences.load(Ordering::Relaxed))
    }

    /// The servers of all tries after the first one, the last first.
    fn plan(&self, first: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.servers.len()).collect();
        order.sort_by_cached_key(|&server| {
            (server != first, self.servers[server].silences.load(Ordering::Relaxed))
        });
        let mut plan: Vec<usize> = order.iter().copied().cycle().take(self.tries()).skip(1).collect();
        plan.reverse();
        plan
    }

    fn tries(&self) -> usize {
        self.servers.len() + usize::try_from(self.options.retries).unwrap_or(0)
    }

    async fn ask_in_turn(&self, question: &Question) -> Answer {
        let Some(server) = self.first() else { return Err(Failure::Unreachable) };
        // The time of a question does not run while others are before it.
        let mut slot = self.slots.acquire().await;
        if let Some(pace) = &self.pace {
            pace.wait().await;
        }
        let stagger =
            (self.options.timeout / u32::try_from(self.tries()).unwrap_or(u32::MAX)).min(LONGEST_STAGGER);
        let deadline = Instant::now() + self.options.timeout;
        let first = Try { number: 0, server };
        let mut asking = pin!(self.ask_one(server, question, deadline));
        // Nearly every question ends here.
        match timeout(stagger, &mut asking).await {
            Ok(Ok(response)) => {
                self.remember(&[], first);
                Ok(response)
            }
            Ok(Err(reason)) => {
                self.ask_further(question, first, (ready(Err(reason)), false), stagger, deadline).await
            }
            Err(_) => {
                // Names whose nameservers are slow do not hold up the others.
                if let Ok(late) = self.late.try_acquire() {
                    slot = Ok(late);
                }
                let answer = self.ask_further(question, first, (asking, true), stagger, deadline).await;
                drop(slot);
                answer
            }
        }
    }

    /// Goes on with a first try that failed or brought nothing yet.
    async fn ask_further(
        &self,
        question: &Question,
        first: Try,
        (asking, is_late): (impl Future<Output = Answer> + Send, bool),
        stagger: Duration,
        deadline: Instant,
    ) -> Answer {
        let mut plan = self.plan(first.server);
        let silent_before: Vec<bool> =
            self.servers.iter().map(|server| server.silences.load(Ordering::Relaxed) > 0).collect();

        let mut running: FuturesUnordered<BoxFuture<'_, (Try, Answer)>> = FuturesUnordered::new();
        running.push(async move { (first, asking.await) }.boxed());
        // The tries under way, the earliest first.
        let mut listening: Vec<Try> = vec![first];
        let mut number = 1;
        let mut due = is_late;
        let mut failure: Option<Failure> = None;
        loop {
            if due
                && Instant::now() < deadline
                && let Some(server) = plan.pop()
            {
                let this = Try { number, server };
                if let Some(pace) = &self.pace {
                    pace.take();
                }
                number += 1;
                listening.push(this);
                running.push(async move { (this, self.ask_one(server, question, deadline).await) }.boxed());
            }
            // A server that seems dead is not waited for long once another has responded.
            let hopeless =
                failure.is_some_and(is_response) && listening.iter().all(|this| silent_before[this.server]);
            let event = if plan.is_empty() && !hopeless {
                Ok(running.next().await)
            } else {
                timeout(stagger, running.next()).await
            };
            due = match event {
                // Nothing came yet: the next try goes out next to the others.
                Err(_) if !hopeless => true,
                Err(_) | Ok(None) => return Err(failure.unwrap_or(Failure::Timeout)),
                Ok(Some((this, Ok(response)))) => {
                    self.remember(&listening, this);
                    return Ok(response);
                }
                Ok(Some((this, Err(reason)))) => {
                    listening.retain(|other| other.number != this.number);
                    if is_response(reason) {
                        self.remember(&listening, this);
                    }
                    if failure.is_none_or(|known| reason.telling() > known.telling()) {
                        failure = Some(reason);
                    }
                    if is_final(reason) {
                        plan.retain(|server| *server != this.server);
                    }
                    true
                }
            };
        }
    }

    /// One try, without EDNS again if the server stumbles over it (RFC 6891 sections 6.1.3 and 6.2.2).
    async fn ask_one(&self, server: usize, question: &Question, deadline: Instant) -> Answer {
        let server = &self.servers[server];
        let exchange = |edns| {
            let wait = deadline.saturating_duration_since(Instant::now());
            let options = QueryOptions { edns, ..QueryOptions::default() };
            self.transport.exchange(server.address, question, options, wait)
        };
        let edns = !server.plain.load(Ordering::Relaxed);
        let first = exchange(edns).await;
        let stumbled = |reason: Failure| match reason {
            // What a server does to the OPT record can make the whole message unreadable.
            Failure::FormErr | Failure::NotImp | Failure::Malformed => true,
            Failure::Rcode(code) => code == BADVERS,
            _ => false,
        };
        let Some(reason) = first.as_ref().err().copied().filter(|&reason| edns && stumbled(reason)) else {
            return first;
        };
        match exchange(false).await {
            Ok(response) => {
                server.plain.store(true, Ordering::Relaxed);
                Ok(response)
            }
            Err(other) if other.telling() > reason.telling() => Err(other),
            Err(_) => first,
        }
    }

    /// Keeps in mind who stayed silent while a later try of another server brought a response.
    fn remember(&self, listening: &[Try], responded: Try) {
        let silences = &self.servers[responded.server].silences;
        // Threads share it: it is written only where it changes.
        if silences.load(Ordering::Relaxed) > 0 {
            silences.store(0, Ordering::Relaxed);
        }
        if listening.is_empty() {
            return;
        }
        for (index, server) in self.servers.iter().enumerate() {
            let earlier = |this: &Try| this.server == index && this.number < responded.number;
            if index != responded.server && listening.iter().any(earlier) {
                server.silences.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

/// One try of a question.
#[derive(Clone, Copy)]
struct Try {
    /// Counted from 0.
    number: usize,
    /// The server's place in the list.
    server: usize,
}

/// True when a nameserver said so itself.
fn is_response(failure: Failure) -> bool {
    matches!(failure, Failure::ServFail | Failure::ServFailBecause(_)) || is_final(failure)
}

/// True for an answer that the same server would repeat.
fn is_final(failure: Failure) -> bool {
    matches!(
        failure,
        Failure::Refused
            | Failure::FormErr
            | Failure::NotImp
            | Failure::Referral
            | Failure::Withheld(_)
            | Failure::Rcode(_)
    )
}

impl Live {
    /// Distinguishes wrong signatures from other reasons for SERVFAIL: a validating resolver answers the
    /// former when it is asked not to check (RFC 4035 section 3.2.2).
    async fn is_bogus(&self, question: &Question) -> bool {
        let options = QueryOptions { checking_disabled: true, ..QueryOptions::default() };
        let wait = self.options.timeout.min(LONGEST_STAGGER);
        // Which of them said SERVFAIL is not known here. One that still says so has no other answer;
        // one that says nothing is not waited for beyond that.
        let mut running: FuturesUnordered<_> = self
            .servers
            .iter()
            .map(|server| self.transport.exchange(server.address, question, options, wait))
            .collect();
        while let Some(answer) = running.next().await {
            match answer {
                Ok(_) => return true,
                Err(Failure::ServFail) => return false,
                Err(_) => {}
            }
        }
        false
    }
}

impl Dns for Live {
    fn ask<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, Answer> {
        Box::pin(async move {
            match self.ask_in_turn(question).await {
                Err(Failure::ServFail) if self.is_bogus(question).await => Err(Failure::Bogus),
                answer => answer,
            }
        })
    }
}
