//! Questions over UDP and TCP sockets, a socket for each.
//!
//! hickory's own clients are not used here, its message codec is: they send a
//! question up to three times, do not notice a closed port, merge a retry into
//! the try it should replace, and drop error answers that do not repeat the question.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::message::{self, Reading};
use super::transport::{QueryOptions, Transport};
use super::{Answer, Failure, NotAsked, Question};

/// Octets taken from one datagram: more than the 1232 that are asked for.
const DATAGRAM: usize = 4096;

/// Descriptors left for everything else of the program.
const RESERVED_DESCRIPTORS: usize = 64;

/// The limit where the system tells none; the lowest default of the usual systems.
const FALLBACK_LIMIT: usize = 256;

/// The transport of a run: a fresh socket, and so a fresh random port, for each question.
///
/// Opens nothing until it is used, and no more sockets at a time than the
/// process may have.
pub struct Sockets {
    capacity: usize,
    permits: Semaphore,
}

impl Sockets {
    /// A transport that opens as many sockets at a time as the limit of
    /// descriptors (RLIMIT_NOFILE) leaves, and waits for one to close beyond that.
    pub fn within_descriptor_limit() -> Sockets {
        let limit = descriptor_limit().unwrap_or(FALLBACK_LIMIT);
        let usable = limit.saturating_sub(RESERVED_DESCRIPTORS).max(limit / 2);
        let capacity = usable.clamp(1, Semaphore::MAX_PERMITS);
        Sockets { capacity, permits: Semaphore::new(capacity) }
    }

    /// How many questions can be under way without waiting for a socket.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    async fn ask(
        &self,
        server: SocketAddr,
        question: &Question,
        options: QueryOptions,
        wait: Duration,
    ) -> Answer {
        let Some((id, octets)) = message::write(question, options) else { return Err(Failure::Malformed) };
        // What is known if the time is over before the answer comes.
        let mut if_late = Failure::Timeout;
        let exchange = async {
            let _permit = self.permits.acquire().await;
            let over_udp = udp(server, question, id, &octets, &mut if_late).await?;
            if let Some(answer) = over_udp {
                return answer;
            }
            if_late = Failure::Truncated;
            tcp(server, question, id, &octets).await
        };
        let answer = timeout(wait, exchange).await;
        answer.unwrap_or(Err(if_late))
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

/// The answer over UDP; none if it was truncated.
async fn udp(
    server: SocketAddr,
    question: &Question,
    id: u16,
    octets: &[u8],
    if_late: &mut Failure,
) -> Result<Option<Answer>, Failure> {
    let any = match server {
        SocketAddr::V4(_) => SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
        SocketAddr::V6(_) => SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)),
    };
    let socket = UdpSocket::bind(any).await.map_err(|_| Failure::NotAsked(NotAsked::NoSocket))?;
    // A connected socket takes datagrams of this server only, and hears of a closed port.
    socket.connect(server).await.map_err(unreachable)?;
    socket.send(octets).await.map_err(unreachable)?;
    let mut buffer = vec![0; DATAGRAM];
    loop {
        let length = socket.recv(&mut buffer).await.map_err(unreachable)?;
        if length == DATAGRAM {
            return Ok(None);
        }
        match message::read(&buffer[..length], id, question) {
            Reading::Answer(answer) => return Ok(Some(answer)),
            Reading::Truncated => return Ok(None),
            // It may be forged: the answer may still come (RFC 5452 section 9.1).
            Reading::Foreign => *if_late = Failure::Malformed,
        }
    }
}

fn unreachable(_: io::Error) -> Failure {
    Failure::Unreachable
}

async fn tcp(server: SocketAddr, question: &Question, id: u16, octets: &[u8]) -> Answer {
    let answer = tcp_octets(server, octets).await.map_err(|_| Failure::Truncated)?;
    match message::read(&answer, id, question) {
        Reading::Answer(answer) => answer,
        Reading::Truncated => Err(Failure::Truncated),
        Reading::Foreign => Err(Failure::Malformed),
    }
}

/// One message each way, its length before it (RFC 1035 section 4.2.2).
async fn tcp_octets(server: SocketAddr, octets: &[u8]) -> io::Result<Vec<u8>> {
    let length = u16::try_from(octets.len()).map_err(io::Error::other)?;
    let mut framed = length.to_be_bytes().to_vec();
    framed.extend_from_slice(octets);
    let mut stream = TcpStream::connect(server).await?;
    stream.write_all(&framed).await?;
    let length = stream.read_u16().await?;
    let mut answer = vec![0; usize::from(length)];
    stream.read_exact(&mut answer).await?;
    Ok(answer)
}

/// The soft limit of open descriptors, where the system shows it as Linux does.
fn descriptor_limit() -> Option<usize> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    match line.split_whitespace().next()? {
        "unlimited" => Some(usize::MAX),
        number => number.parse().ok(),
    }
}
