//! Questions over UDP and TCP: a few UDP sockets that questions share, a TCP connection for each
//! that needs one.
//!
//! hickory's own clients are not used here, its message codec is: they open a socket for each
//! question, send it up to three times, do not notice a closed port, merge a retry into
//! the try it should replace, and drop error answers that do not repeat the question.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

use super::channel::{Channel, Heard, NotEntered, Ticket};
use super::direct::exchange;
use super::message::{self, Reading};
use super::transport::{QueryOptions, Transport};
use super::{Answer, Failure, NotAsked, Question};

/// Descriptors left for everything else of the program.
const RESERVED_DESCRIPTORS: usize = 64;

/// The limit where the system shows none; the lowest default of the usual systems.
const FALLBACK_LIMIT: usize = 256;

/// UDP sockets that each thread uses to one server. Several, so that their buffers hold what
/// comes while the thread does other work, and so that the port of a question cannot be reported.
const SOCKETS_TO_ONE_SERVER: usize = 4;

/// The transport of a run.
///
/// Questions under way at the same time share a few UDP sockets with random ports, each question
/// under a random id; a socket is closed when nobody waits on it, and replaced after some
/// thousand questions or ten seconds. An answer counts only from the server asked, for
/// the question and id. Never are more sockets open than the process may have.
pub struct Sockets {
    permits: Arc<Semaphore>,
    channels: Mutex<Vec<Arc<Channel>>>,
}

impl Sockets {
    /// A transport that opens as many sockets at a time as the limit of
    /// descriptors (RLIMIT_NOFILE) leaves, and waits for one to close beyond that.
    pub fn within_descriptor_limit() -> Sockets {
        let limit = descriptor_limit().unwrap_or(FALLBACK_LIMIT);
        let usable = limit.saturating_sub(RESERVED_DESCRIPTORS).max(limit / 2);
        let permits = Arc::new(Semaphore::new(usable.clamp(1, Semaphore::MAX_PERMITS)));
        Sockets { permits, channels: Mutex::new(Vec::new()) }
    }

    async fn ask(
        &self,
        server: SocketAddr,
        question: &Question,
        options: QueryOptions,
        wait: Duration,
    ) -> Answer {
        let deadline = Instant::now() + wait;
        let (mut ticket, id, octets) = self.enter(server, question, options, deadline).await?;
        let heard = timeout_at(deadline, ticket.exchange(&octets)).await;
        let met_foreign = heard.is_err() && ticket.met_foreign();
        if ticket.leave().await {
            self.lock().retain(|channel| !channel.is_closed());
        }
        match heard {
            Ok(Heard::Answer(answer)) => answer,
            Ok(Heard::Unreachable) => Err(Failure::Unreachable),
            Ok(Heard::Truncated) => {
                let over_tcp = async {
                    let _permit = self.permits.acquire().await;
                    tcp(server, question, id, &octets).await
                };
                timeout_at(deadline, over_tcp).await.unwrap_or(Err(Failure::Truncated))
            }
            Err(_) if met_foreign => Err(Failure::Malformed),
            Err(_) => Err(Failure::Timeout),
        }
    }

    /// Writes a question under an id that is free in a socket to the server.
    async fn enter(
        &self,
        server: SocketAddr,
        question: &Question,
        options: QueryOptions,
        deadline: Instant,
    ) -> Result<(Ticket, u16, Vec<u8>), Failure> {
        loop {
            let (id, octets) = message::write(question, options);
            let channel = match self.channel(server, usize::from(id), None)? {
                Some(channel) => channel,
                None => {
                    // Every socket that the process may have is at work elsewhere.
                    let permit = timeout_at(deadline, self.permits.clone().acquire_owned()).await;
                    let Ok(Ok(permit)) = permit else { return Err(Failure::NotAsked(NotAsked::NoSocket)) };
                    let Some(channel) = self.channel(server, usize::from(id), Some(permit))? else {
                        continue;
                    };
                    channel
                }
            };
            match channel.enter(id, question) {
                Ok(ticket) => return Ok((ticket, id, octets)),
                Err(NotEntered::IdTaken | NotEntered::Closed) => {}
            }
        }
    }

    /// A socket to the server, a new one while there are few; none if no more can be opened.
    fn channel(
        &self,
        server: SocketAddr,
        random: usize,
        permit: Option<OwnedSemaphorePermit>,
    ) -> Result<Option<Arc<Channel>>, Failure> {
        let thread = std::thread::current().id();
        let now = Instant::now();
        let mut channels = self.lock();
        let mut own: [Option<&Arc<Channel>>; SOCKETS_TO_ONE_SERVER] = [None; SOCKETS_TO_ONE_SERVER];
        let mut count = 0;
        for channel in channels.iter().filter(|channel| channel.server == server && channel.thread == thread)
        {
            if count < own.len() && channel.is_open(now) {
                own[count] = Some(channel);
                count += 1;
            }
        }
        if count == own.len() {
            return Ok(own[random % count].cloned());
        }
        let own = own[0].cloned();
        let permit = permit.or_else(|| self.permits.clone().try_acquire_owned().ok());
        let opened = permit.map(|permit| Channel::open(server, permit));
        match opened {
            Some(Ok(channel)) => {
                let channel = Arc::new(channel);
                // Some were left without a word.
                channels.retain(|channel| !channel.is_closed());
                channels.push(channel.clone());
                Ok(Some(channel))
            }
            failed => {
                // Others' sockets serve as well, if later.
                let is_usable = |channel: &&Arc<Channel>| channel.server == server && channel.is_open(now);
                let any = own.or_else(|| channels.iter().find(is_usable).cloned());
                match (any, failed) {
                    (Some(channel), _) => Ok(Some(channel)),
                    (None, None) => Ok(None),
                    (None, Some(Err(error))) if is_about_descriptors(&error) => {
                        Err(Failure::NotAsked(NotAsked::NoSocket))
                    }
                    (None, Some(_)) => Err(Failure::Unreachable),
                }
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Arc<Channel>>> {
        // Nothing under this lock can leave it half done.
        self.channels.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for Sockets {
    fn exchange<'a>(
        &'a self,
        server: SocketAddr,
        question: &'a Question,
        options: QueryOptions,
        wait: Duration,
    ) -> BoxFuture<'a, Answer> {
        Box::pin(self.ask(server, question, options, wait))
    }
}

/// True when the socket itself could not be had; a connection fails for want of a route.
fn is_about_descriptors(error: &io::Error) -> bool {
    // EMFILE, ENFILE, ENOBUFS and ENOMEM have no kind of their own.
    !matches!(
        error.kind(),
        io::ErrorKind::NetworkUnreachable
            | io::ErrorKind::HostUnreachable
            | io::ErrorKind::NetworkDown
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::AddrNotAvailable
            | io::ErrorKind::PermissionDenied
            | io::ErrorKind::InvalidInput
    )
}

async fn tcp(server: SocketAddr, question: &Question, id: u16, octets: &[u8]) -> Answer {
    let cut = |_: io::Error| Failure::Truncated;
    let mut stream = TcpStream::connect(server).await.map_err(cut)?;
    let answer = exchange(&mut stream, octets).await.map_err(cut)?;
    match message::read(&answer, id, question) {
        Reading::Answer(answer) => answer,
        Reading::Truncated => Err(Failure::Truncated),
        Reading::Foreign => Err(Failure::Malformed),
    }
}

/// The soft limit of open descriptors, where the system shows it as Linux does.
pub fn descriptor_limit() -> Option<usize> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    match line.split_whitespace().next()? {
        "unlimited" => Some(usize::MAX),
        number => number.parse().ok(),
    }
}
