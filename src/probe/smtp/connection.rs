//! One connection: commands out, replies in, in plain text or inside TLS, within bounds.

use std::io;
use std::net::{IpAddr, SocketAddr};

use futures_util::FutureExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio_rustls::client::TlsStream;

use super::tls::{self, Tls};
use crate::probe::facts::{StepFailure, TlsSession};
use crate::smtp_reply::{ReplyFault, ReplyReader, ServerReply};

/// Octets that are read of one connection, all replies together.
const SESSION_LIMIT: usize = 256 * 1024;

/// Octets taken from the socket at a time.
const CHUNK: usize = 4 * 1024;

enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Stream {
    async fn read(&mut self, chunk: &mut [u8]) -> io::Result<usize> {
        match self {
            Stream::Plain(stream) => stream.read(chunk).await,
            Stream::Tls(stream) => stream.read(chunk).await,
        }
    }

    async fn write(&mut self, octets: &[u8]) -> io::Result<()> {
        match self {
            Stream::Plain(stream) => stream.write_all(octets).await,
            Stream::Tls(stream) => {
                stream.write_all(octets).await?;
                stream.flush().await
            }
        }
    }
}

/// An open connection. It is closed when it is dropped.
pub(super) struct Connection {
    stream: Stream,
    /// What has come and is not read yet.
    unread: Vec<u8>,
    /// How many octets have come.
    received: usize,
}

impl Connection {
    /// Connects, from the address given.
    pub(super) async fn open(server: SocketAddr, bind: Option<IpAddr>) -> Result<Connection, StepFailure> {
        let connect = async {
            let socket = if server.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
            if let Some(ip) = bind {
                socket.bind(SocketAddr::new(ip, 0))?;
            }
            // A command is one segment, and is not held back for the acknowledgement of another.
            socket.set_nodelay(true)?;
            socket.connect(server).await
        };
        let stream = connect.await.map_err(|error| failure(&error))?;
        Ok(Connection { stream: Stream::Plain(stream), unread: Vec::new(), received: 0 })
    }

    /// Our own address.
    pub(super) fn client(&self) -> Option<IpAddr> {
        let stream = match &self.stream {
            Stream::Plain(stream) => stream,
            Stream::Tls(stream) => stream.get_ref().0,
        };
        stream.local_addr().ok().map(|address| address.ip())
    }

    /// Holds the TLS handshake. The connection is lost when that fails.
    pub(super) async fn secure(self, tls: &Tls) -> Result<(Connection, TlsSession), StepFailure> {
        let Stream::Plain(stream) = self.stream else {
            return Err(StepFailure::Handshake("TLS is in use already".to_owned()));
        };
        let (stream, session) = tls.handshake(stream).await.map_err(|error| failure(&error))?;
        let stream = Stream::Tls(Box::new(stream));
        Ok((Connection { stream, unread: Vec::new(), received: self.received }, session))
    }

    /// Sends a command, whose line end is part of it.
    pub(super) async fn send(&mut self, command: &str) -> Result<(), StepFailure> {
        self.stream.write(command.as_bytes()).await.map_err(|error| failure(&error))
    }

    /// Reads the greeting.
    pub(super) async fn greeting(&mut self) -> Result<ServerReply, StepFailure> {
        self.read(ReplyReader::of_greeting()).await
    }

    /// Reads one reply.
    pub(super) async fn reply(&mut self) -> Result<ServerReply, StepFailure> {
        self.read(ReplyReader::default()).await
    }

    async fn read(&mut self, mut reader: ReplyReader) -> Result<ServerReply, StepFailure> {
        loop {
            let (taken, reply) = reader.take(&self.unread).map_err(|fault| match fault {
                ReplyFault::NotAReply(text) => StepFailure::NotAReply(text),
                ReplyFault::TooLong => StepFailure::TooLong,
            })?;
            self.unread.drain(..taken);
            if let Some(reply) = reply {
                return Ok(reply);
            }
            let mut chunk = [0; CHUNK];
            let outcome = self.stream.read(&mut chunk).await;
            self.arrived(&chunk, outcome)?;
        }
    }

    /// Whether something has come that is not read yet.
    pub(super) async fn has_unread(&mut self) -> Result<bool, StepFailure> {
        if self.unread.is_empty() {
            // Without a turn of the reactor, it is not known what has arrived since.
            tokio::task::yield_now().await;
            let mut chunk = [0; CHUNK];
            if let Some(outcome) = self.stream.read(&mut chunk).now_or_never() {
                self.arrived(&chunk, outcome)?;
            }
        }
        Ok(self.has_leftover())
    }

    /// Whether something came with what was read last.
    pub(super) fn has_leftover(&self) -> bool {
        !self.unread.is_empty()
    }

    /// A 421 that is waiting: that one may come at any time (RFC 5321 section 3.8).
    pub(super) fn waiting_421(&self) -> Option<ServerReply> {
        let (_, reply) = ReplyReader::default().take(&self.unread).ok()?;
        reply.filter(|reply| reply.code == Some(421))
    }

    /// Says that no more is to come from here.
    pub(super) async fn close(mut self) {
        // It is over in any case.
        let _ = match &mut self.stream {
            Stream::Plain(stream) => stream.shutdown().await,
            Stream::Tls(stream) => stream.shutdown().await,
        };
    }

    fn arrived(&mut self, chunk: &[u8], outcome: io::Result<usize>) -> Result<(), StepFailure> {
        let octets = match outcome {
            Ok(0) => return Err(StepFailure::Closed),
            Ok(count) => chunk.get(..count).unwrap_or_default(),
            Err(error) => return Err(failure(&error)),
        };
        self.received += octets.len();
        if self.received > SESSION_LIMIT {
            return Err(StepFailure::TooLong);
        }
        self.unread.extend_from_slice(octets);
        Ok(())
    }
}

fn failure(error: &io::Error) -> StepFailure {
    if let Some(failure) = tls::failure(error) {
        return failure;
    }
    match error.kind() {
        io::ErrorKind::ConnectionRefused => StepFailure::ConnectionRefused,
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted => StepFailure::Reset,
        io::ErrorKind::BrokenPipe | io::ErrorKind::UnexpectedEof => StepFailure::Closed,
        io::ErrorKind::TimedOut => StepFailure::TimedOut,
        _ => StepFailure::Unreachable(error.to_string()),
    }
}
