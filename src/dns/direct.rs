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
use tokio::time::{Instant, timeout, timeout_at};

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
}

impl Wire {
    /// Waits so long for each answer. Over UDP a question is sent again when half of that is over.
    pub fn new(wait: Duration) -> Wire {
        Wire { wait }
    }

    async fn udp(self, server: SocketAddr, question: &Question) -> Told {
        let (id, octets) = message::write_to_authority(question);
        let any = match server {
            SocketAddr::V4(_) => SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
            SocketAddr::V6(_) => SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)),
        };
        let socket = UdpSocket::bind(any).await.map_err(|_| Failure::NotAsked(NotAsked::NoSocket))?;
        let unreachable = |_: io::Error| Failure::Unreachable;
        socket.connect(server).await.map_err(unreachable)?;
        let started = Instant::now();
        let mut buffer = vec![0; DATAGRAM];
        for half in [self.wait / 2, self.wait] {
            socket.send(&octets).await.map_err(unreachable)?;
            let heard = timeout_at(started + half, async {
                loop {
                    let length = socket.recv(&mut buffer).await.map_err(unreachable)?;
                    // Anything else may be forged: the answer may still come (RFC 5452 section 9.1).
                    if let Some(told) = message::read_whole(&buffer[..length], id, question) {
                        return told;
                    }
                }
            });
            if let Ok(told) = heard.await {
                return told.map(|reply| Reply { elapsed: started.elapsed(), ..reply });
            }
        }
        Err(Failure::Timeout)
    }

    async fn tcp(self, server: SocketAddr, question: &Question, times: usize) -> Vec<Told> {
        let mut told = Vec::with_capacity(times);
        let mut stream = match timeout(self.wait, TcpStream::connect(server)).await {
            Ok(Ok(stream)) => stream,
            Ok(Err(_)) => return vec![Err(Failure::Unreachable)],
            Err(_) => return vec![Err(Failure::Timeout)],
        };
        // Small messages wait for nothing.
        let _ = stream.set_nodelay(true);
        for _ in 0..times {
            let (id, octets) = message::write_to_authority(question);
            let started = Instant::now();
            let answer = match timeout(self.wait, exchange(&mut stream, &octets)).await {
                Ok(Ok(answer)) => {
                    message::read_whole(&answer, id, question).unwrap_or(Err(Failure::Malformed))
                }
                Ok(Err(_)) => Err(Failure::Unreachable),
                Err(_) => Err(Failure::Timeout),
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
