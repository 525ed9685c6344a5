//! Questions put to one authoritative nameserver, and everything that its answers hold.
//!
//! What resolvers need not know of an answer counts here: whether it has authority, how long it took, whether it came
//! over UDP or TCP, and the nameservers of a referral with their addresses.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::{Instant, timeout_at};

use super::message;
use super::{Failure, NotAsked, Question, Reply, Told};

/// Octets taken from one datagram.
const DATAGRAM: usize = 4096;

/// Puts questions to single nameservers.
pub trait Direct: Send + Sync {
    /// Puts a question over UDP.
    fn over_udp<'a>(&'a self, server: SocketAddr, question: &'a Question) -> BoxFuture<'a, Told>;

    /// Puts a question over TCP so many times, one after the other on one connection, as long as it is answered.
    fn over_tcp<'a>(
        &'a self,
        server: SocketAddr,
        question: &'a Question,
        times: usize,
    ) -> BoxFuture<'a, Vec<Told>>;
}

/// Puts questions over sockets, each with one of its own.
#[derive(Clone, Copy, Debug)]
pub struct Wire {
    wait: Duration,
    end: Option<Instant>,
}

impl Wire {
    /// Waits so long for each answer, and for none once the whole run is over; without `end` that is left open. Over UDP
    /// a question is sent again when half of the time is over.
    pub fn new(wait: Duration, end: Option<Instant>) -> Wire {
        Wire { wait, end }
    }

    /// Waits for something that one server does.
    async fn within<T>(self, until: Instant, waiting: impl Future<Output = T>) -> Result<T, Failure> {
        let cut = self.end.filter(|end| *end < until);
        let failure = if cut.is_some() { Failure::NotAsked(NotAsked::Deadline) } else { Failure::Timeout };
        timeout_at(cut.unwrap_or(until), waiting).await.map_err(|_| failure)
    }

    async fn udp(self, server: SocketAddr, question: &Question) -> Told {
        let (id, octets) = message::write_to_authority(question);
        let any = match server {
            SocketAddr::V4(_) => SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
            SocketAddr::V6(_) => SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)),
        };
        let socket = UdpSocket::bind(any).await.map_err(|error| match unreached(error) {
            Failure::Unreachable => Failure::NotAsked(NotAsked::NoSocket),
            failure => failure,
        })?;
        socket.connect(server).await.map_err(unreached)?;
        let started = Instant::now();
        let mut buffer = vec![0; DATAGRAM];
        for half in [self.wait / 2, self.wait] {
            socket.send(&octets).await.map_err(unreached)?;
            let heard = self.within(started + half, async {
                loop {
                    let length = socket.recv(&mut buffer).await.map_err(unreached)?;
                    // Anything else may be forged: the answer may still come (RFC 5452 section 9.1).
                    if let Some(told) = message::read_whole(&buffer[..length], id, question) {
                        return told;
                    }
                }
            });
            match heard.await {
                Ok(told) => return told.map(|reply| Reply { elapsed: started.elapsed(), ..reply }),
                Err(Failure::Timeout) => {}
                Err(over) => return Err(over),
            }
        }
        Err(Failure::Timeout)
    }

    async fn tcp(self, server: SocketAddr, question: &Question, times: usize) -> Vec<Told> {
        let mut told = Vec::with_capacity(times);
        let mut stream = match self.within(Instant::now() + self.wait, TcpStream::connect(server)).await {
            Ok(Ok(stream)) => stream,
            Ok(Err(error)) => return vec![Err(unreached(error))],
            Err(failure) => return vec![Err(failure)],
        };
        // Small messages wait for nothing.
        let _ = stream.set_nodelay(true);
        for _ in 0..times {
            let (id, octets) = message::write_to_authority(question);
            let started = Instant::now();
            let answer = match self.within(started + self.wait, exchange(&mut stream, &octets)).await {
                Ok(Ok(answer)) => {
                    message::read_whole(&answer, id, question).unwrap_or(Err(Failure::Malformed))
                }
                Ok(Err(error)) => Err(unreached(error)),
                Err(failure) => Err(failure),
            };
            let is_over = answer.is_err();
            told.push(answer.map(|reply| Reply { elapsed: started.elapsed(), ..reply }));
            if is_over {
                break;
            }
        }
        told
    }
}

/// Says whether nothing got out, or nobody took it.
#[allow(clippy::needless_pass_by_value, reason = "it takes errors where they are mapped")]
fn unreached(error: io::Error) -> Failure {
    use io::ErrorKind::{AddrNotAvailable, NetworkDown, NetworkUnreachable, Unsupported};
    match error.kind() {
        NetworkUnreachable | NetworkDown | AddrNotAvailable | Unsupported => {
            Failure::NotAsked(NotAsked::NoRoute)
        }
        _ => Failure::Unreachable,
    }
}

/// One message each way, its length before it (RFC 1035 section 4.2.2).
pub(super) async fn exchange(stream: &mut TcpStream, octets: &[u8]) -> io::Result<Vec<u8>> {
    let length = u16::try_from(octets.len()).map_err(io::Error::other)?;
    let mut framed = length.to_be_bytes().to_vec();
    framed.extend_from_slice(octets);
    stream.write_all(&framed).await?;
    let length = stream.read_u16().await?;
    let mut answer = vec![0; usize::from(length)];
    stream.read_exact(&mut answer).await?;
    Ok(answer)
}

impl Direct for Wire {
    fn over_udp<'a>(&'a self, server: SocketAddr, question: &'a Question) -> BoxFuture<'a, Told> {
        Box::pin(self.udp(server, question))
    }

    fn over_tcp<'a>(
        &'a self,
        server: SocketAddr,
        question: &'a Question,
        times: usize,
    ) -> BoxFuture<'a, Vec<Told>> {
        Box::pin(self.tcp(server, question, times))
    }
}
