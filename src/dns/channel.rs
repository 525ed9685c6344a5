//! One UDP socket that many questions share: each waits under an id of its own.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::ThreadId;
use std::time::Duration;

use tokio::io::Interest;
use tokio::net::UdpSocket;
use tokio::sync::{OwnedSemaphorePermit, oneshot};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::message::{self, Reading};
use super::{Answer, Question};

/// Octets taken from one datagram: more than the 1232 that are asked for.
const DATAGRAM: usize = 4096;

/// How many questions a socket carries before another, with another random port, takes its place.
const MOST_QUESTIONS: u32 = 4096;

/// How long it takes questions.
const LONGEST_USE: Duration = Duration::from_secs(10);

/// Datagrams read in a row before others get their turn.
const MOST_IN_A_ROW: usize = 64;

/// What comes of a question over UDP.
#[derive(Debug)]
pub(super) enum Heard {
    /// The answer, or the failure that it shows.
    Answer(Answer),
    /// The whole answer is to be had over TCP.
    Truncated,
    /// The system says that nobody listens there.
    Unreachable,
}

/// A connected socket: it takes datagrams of one server only, and hears of a closed port.
pub(super) struct Channel {
    /// The nameserver that it is connected to.
    pub server: SocketAddr,
    /// The thread whose runtime drives it.
    pub thread: ThreadId,
    socket: UdpSocket,
    opened: Instant,
    state: Mutex<State>,
    _permit: OwnedSemaphorePermit,
}

struct State {
    waiting: HashMap<u16, Waiting>,
    carried: u32,
    /// Reads what comes; gone once nobody waits any more.
    reader: Option<JoinHandle<()>>,
    is_closed: bool,
}

struct Waiting {
    question: Question,
    tell: Option<oneshot::Sender<Heard>>,
    /// Something came that looks like an answer to it and is none.
    met_foreign: bool,
}

/// Why a question could not be entered.
pub(super) enum NotEntered {
    /// The socket takes no more questions.
    Closed,
    /// Another question has this id.
    IdTaken,
}

impl Channel {
    /// Opens a socket with a random port. Needs a runtime around it.
    pub(super) fn open(server: SocketAddr, permit: OwnedSemaphorePermit) -> io::Result<Channel> {
        let any = match server {
            SocketAddr::V4(_) => SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
            SocketAddr::V6(_) => SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)),
        };
        let socket = std::net::UdpSocket::bind(any)?;
        socket.set_nonblocking(true)?;
        socket.connect(server)?;
        Ok(Channel {
            server,
            thread: std::thread::current().id(),
            socket: UdpSocket::from_std(socket)?,
            opened: Instant::now(),
            state: Mutex::new(State { waiting: HashMap::new(), carried: 0, reader: None, is_closed: false }),
            _permit: permit,
        })
    }

    /// True while it takes questions.
    pub(super) fn is_open(&self, now: Instant) -> bool {
        let state = self.lock();
        !state.is_closed
            && state.carried < MOST_QUESTIONS
            && now.saturating_duration_since(self.opened) < LONGEST_USE
    }

    /// True when nobody uses it any more.
    pub(super) fn is_closed(&self) -> bool {
        self.lock().is_closed
    }

    /// Enters a question under its id; what is heard comes to the ticket.
    pub(super) fn enter(self: &Arc<Channel>, id: u16, question: &Question) -> Result<Ticket, NotEntered> {
        let mut state = self.lock();
        if state.is_closed {
            return Err(NotEntered::Closed);
        }
        let (tell, told) = oneshot::channel();
        match state.waiting.entry(id) {
            Entry::Occupied(_) => return Err(NotEntered::IdTaken),
            Entry::Vacant(place) => {
                place.insert(Waiting { question: question.clone(), tell: Some(tell), met_foreign: false })
            }
        };
        state.carried += 1;
        if state.reader.is_none() {
            state.reader = Some(tokio::spawn(read(self.clone())));
        }
        drop(state);
        Ok(Ticket { channel: self.clone(), id, told, reader: None, is_over: false })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing under this lock can leave it half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives a datagram to the question that it answers.
    fn hear(&self, octets: &[u8]) {
        let Some(id) = message::id(octets) else { return };
        let mut state = self.lock();
        let Some(waiting) = state.waiting.get_mut(&id) else {
            // A wrong id; the question may show whose answer this pretends to be, or was.
            let about = message::questions(octets);
            for waiting in state.waiting.values_mut() {
                waiting.met_foreign |= about.contains(&waiting.question);
            }
            return;
        };
        let heard = if octets.len() == DATAGRAM {
            Heard::Truncated
        } else {
            match message::read(octets, id, &waiting.question) {
                Reading::Answer(answer) => Heard::Answer(answer),
                Reading::Truncated => Heard::Truncated,
                // It may be forged: the answer may still come (RFC 5452 section 9.1).
                Reading::Foreign => {
                    waiting.met_foreign = true;
                    return;
                }
            }
        };
        if let Some(tell) = waiting.tell.take() {
            // The asker may have left a moment ago.
            let _ = tell.send(heard);
        }
    }

    /// Shows everybody who waits that the system reports an error.
    fn fail(&self) {
        for waiting in self.lock().waiting.values_mut() {
            if let Some(tell) = waiting.tell.take() {
                let _ = tell.send(Heard::Unreachable);
            }
        }
    }
}

async fn read(channel: Arc<Channel>) {
    let socket = &channel.socket;
    let mut buffer = vec![0; DATAGRAM];
    loop {
        let Ok(ready) = socket.ready(Interest::READABLE | Interest::ERROR).await else {
            return channel.fail();
        };
        // A closed port shows as an error alone.
        if ready.is_error() {
            let told = socket.try_io::<()>(Interest::ERROR, || match socket.take_error()? {
                Some(error) => Err(error),
                None => Err(io::ErrorKind::WouldBlock.into()),
            });
            if told.is_err_and(|error| error.kind() != io::ErrorKind::WouldBlock) {
                channel.fail();
            }
        }
        for _ in 0..MOST_IN_A_ROW {
            match socket.try_recv(&mut buffer) {
                Ok(length) => channel.hear(&buffer[..length]),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(_) => channel.fail(),
            }
        }
    }
}

/// The place of one question in a channel; it is given up when the ticket is dropped.
pub(super) struct Ticket {
    channel: Arc<Channel>,
    id: u16,
    told: oneshot::Receiver<Heard>,
    reader: Option<JoinHandle<()>>,
    is_over: bool,
}

impl Ticket {
    /// Sends the message and waits for what comes back.
    pub(super) async fn exchange(&mut self, octets: &[u8]) -> Heard {
        let sent = match self.channel.socket.try_send(octets) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => self.channel.socket.send(octets).await,
            sent => sent,
        };
        if sent.is_err() {
            // What an earlier datagram met is reported here; it befell every one under way.
            self.channel.fail();
            return Heard::Unreachable;
        }
        (&mut self.told).await.unwrap_or(Heard::Unreachable)
    }

    /// Whether something came that looks like an answer and is none.
    pub(super) fn met_foreign(&self) -> bool {
        self.channel.lock().waiting.get(&self.id).is_some_and(|waiting| waiting.met_foreign)
    }

    /// Gives the place up. True when nobody uses the channel any more, which is closed then.
    pub(super) async fn leave(mut self) -> bool {
        let is_closed = self.give_up();
        if let Some(reader) = self.reader.take() {
            // It was aborted: nothing goes on after this.
            let _ = reader.await;
        }
        is_closed
    }

    fn give_up(&mut self) -> bool {
        if std::mem::replace(&mut self.is_over, true) {
            return false;
        }
        let mut state = self.channel.lock();
        state.waiting.remove(&self.id);
        if !state.waiting.is_empty() || state.is_closed {
            return false;
        }
        state.is_closed = true;
        self.reader = state.reader.take();
        if let Some(reader) = &self.reader {
            reader.abort();
        }
        true
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.give_up();
    }
}
