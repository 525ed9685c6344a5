//! An SMTP server on loopback that answers, or fails to, as a test says.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Barrier;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// What the server does, one after another, where a reply is due.
#[derive(Clone)]
pub(crate) enum Act {
    /// Sends this in one segment.
    Say(Vec<u8>),
    /// Sends this octet by octet, so far apart.
    Drip(Vec<u8>, Duration),
    /// Sends the first, then the second so many times, as fast as it is taken.
    Flood(Vec<u8>, Vec<u8>, usize),
    /// Waits.
    Pause(Duration),
    /// Waits for something to come.
    Listen,
    /// Waits until so many others wait here too.
    Meet(Arc<Barrier>),
    /// Holds a TLS handshake.
    Handshake(Arc<ServerConfig>),
    /// Says nothing more until the client goes.
    Hang,
    /// Closes the connection.
    Close,
    /// Resets the connection.
    Reset,
}

/// Octets to send.
pub(crate) fn say(text: impl AsRef<[u8]>) -> Vec<Act> {
    vec![Act::Say(text.as_ref().to_vec())]
}

/// What the server does at the connection and at each command. It closes after QUIT.
#[derive(Clone)]
pub(crate) struct Script {
    pub greeting: Vec<Act>,
    pub ehlo: Vec<Act>,
    /// EHLO inside TLS.
    pub secured_ehlo: Vec<Act>,
    pub helo: Vec<Act>,
    pub starttls: Vec<Act>,
    pub mail: Vec<Act>,
    pub rcpt: Vec<Act>,
    pub rset: Vec<Act>,
    pub quit: Vec<Act>,
    /// What any other command gets.
    pub other: Vec<Act>,
}

impl Default for Script {
    /// A server that takes everything, without TLS.
    fn default() -> Script {
        Script {
            greeting: say("220 mx.good.test ESMTP\r\n"),
            ehlo: say("250-mx.good.test\r\n250-size 100000\r\n250 HELP\r\n"),
            secured_ehlo: say("250-mx.good.test\r\n250 SIZE 200000\r\n"),
            helo: say("250 mx.good.test\r\n"),
            starttls: say("220 2.0.0 go ahead\r\n"),
            mail: say("250 2.1.0 sender ok\r\n"),
            rcpt: say("250 2.1.5 recipient ok\r\n"),
            rset: say("250 2.0.0 flushed\r\n"),
            quit: say("221 2.0.0 bye\r\n"),
            other: say("502 5.5.1 not here\r\n"),
        }
    }
}

impl Script {
    /// One that offers STARTTLS, and does this when it is used.
    pub(crate) fn with_starttls(acts: Vec<Act>) -> Script {
        Script {
            ehlo: say("250-mx.good.test\r\n250-StartTls\r\n250 SIZE 100000\r\n"),
            starttls: acts,
            ..Script::default()
        }
    }

    /// One with TLS by STARTTLS.
    pub(crate) fn with_tls(config: &Arc<ServerConfig>) -> Script {
        let go_ahead = Act::Say(b"220 2.0.0 go ahead\r\n".to_vec());
        Script::with_starttls(vec![go_ahead, Act::Handshake(config.clone())])
    }

    fn acts(&self, command: &str, is_secured: bool) -> &[Act] {
        let verb: String = command.chars().take_while(|c| c.is_ascii_alphabetic()).collect();
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" if is_secured => &self.secured_ehlo,
            "EHLO" => &self.ehlo,
            "HELO" => &self.helo,
            "STARTTLS" => &self.starttls,
            "MAIL" => &self.mail,
            "RCPT" => &self.rcpt,
            "RSET" => &self.rset,
            "QUIT" => &self.quit,
            _ => &self.other,
        }
    }
}

/// What a server has seen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// The commands of each connection, without their line ends.
    pub commands: Vec<Vec<String>>,
    /// Where each connection came from.
    pub clients: Vec<IpAddr>,
    /// How many connections there were at a time, at most.
    pub most_at_a_time: usize,
    open: usize,
}

/// A running server; it stops when it is dropped.
pub(crate) struct SmtpServer {
    pub address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
    task: JoinHandle<()>,
}

impl SmtpServer {
    /// Starts it at a free port of 127.0.0.1.
    pub(crate) async fn start(script: Script) -> SmtpServer {
        SmtpServer::start_at((Ipv4Addr::LOCALHOST, 0).into(), vec![script]).await
    }

    /// Starts it elsewhere on loopback. Each connection has its own script, further ones the last.
    pub(crate) async fn start_at(address: SocketAddr, scripts: Vec<Script>) -> SmtpServer {
        let listener = TcpListener::bind(address).await.expect("a loopback port");
        let address = listener.local_addr().expect("its address");
        let seen = Arc::new(Mutex::new(Seen::default()));
        let of_server = seen.clone();
        let task = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((stream, client)) = listener.accept().await {
                // A connection that was closed before this one began is seen to be.
                for _ in 0..5 {
                    tokio::task::yield_now().await;
                }
                let number = {
                    let mut seen = of_server.lock().expect("no panic");
                    seen.open += 1;
                    seen.most_at_a_time = seen.most_at_a_time.max(seen.open);
                    seen.commands.push(Vec::new());
                    seen.clients.push(client.ip());
                    seen.commands.len() - 1
                };
                let script = scripts[number.min(scripts.len() - 1)].clone();
                let seen = of_server.clone();
                connections.spawn(async move {
                    let connection = Connection { stream: Stream::Plain(stream), unread: Vec::new() };
                    connection.serve(&script, &seen, number).await;
                    seen.lock().expect("no panic").open -= 1;
                });
            }
        });
        SmtpServer { address, seen, task }
    }

    /// What it has seen so far.
    pub(crate) fn seen(&self) -> Seen {
        self.seen.lock().expect("no panic").clone()
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
    Gone,
}

trait Duplex: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Duplex for T {}

impl Stream {
    fn get(&mut self) -> Option<&mut dyn Duplex> {
        match self {
            Stream::Plain(stream) => Some(stream),
            Stream::Tls(stream) => Some(stream.as_mut()),
            Stream::Gone => None,
        }
    }
}

struct Connection {
    stream: Stream,
    unread: Vec<u8>,
}

impl Connection {
    async fn serve(mut self, script: &Script, seen: &Mutex<Seen>, number: usize) -> Option<()> {
        self.perform(&script.greeting).await?;
        loop {
            let command = self.line().await?;
            seen.lock().expect("no panic").commands[number].push(command.clone());
            let is_secured = matches!(self.stream, Stream::Tls(_));
            self.perform(script.acts(&command, is_secured)).await?;
            if command.eq_ignore_ascii_case("QUIT") {
                return None;
            }
        }
    }

    /// None when the connection is over.
    async fn perform(&mut self, acts: &[Act]) -> Option<()> {
        for act in acts {
            match act {
                Act::Say(octets) => self.send(octets).await?,
                Act::Drip(octets, apart) => {
                    for octet in octets {
                        self.send(&[*octet]).await?;
                        if let Ok(None) = tokio::time::timeout(*apart, self.receive()).await {
                            return None;
                        }
                    }
                }
                Act::Flood(first, unit, times) => {
                    self.send(first).await?;
                    let block = 65536 / unit.len().max(1);
                    let many = unit.repeat(block.min(*times));
                    let mut left = *times;
                    while left > 0 {
                        let now = left.min(block);
                        self.send(&many[..now * unit.len()]).await?;
                        left -= now;
                    }
                }
                Act::Pause(time) => tokio::time::sleep(*time).await,
                Act::Listen => self.receive().await?,
                Act::Meet(barrier) => {
                    barrier.wait().await;
                }
                Act::Handshake(config) => {
                    let Stream::Plain(stream) = std::mem::replace(&mut self.stream, Stream::Gone) else {
                        return None;
                    };
                    let stream = TlsAcceptor::from(config.clone()).accept(stream).await.ok()?;
                    self.stream = Stream::Tls(Box::new(stream));
                }
                Act::Hang => loop {
                    self.receive().await?;
                    self.unread.clear();
                },
                Act::Close => return None,
                Act::Reset => {
                    if let Stream::Plain(stream) = &self.stream {
                        stream.set_zero_linger().expect("a socket option");
                    }
                    return None;
                }
            }
        }
        Some(())
    }

    async fn send(&mut self, octets: &[u8]) -> Option<()> {
        let stream = self.stream.get()?;
        stream.write_all(octets).await.ok()?;
        stream.flush().await.ok()
    }

    async fn receive(&mut self) -> Option<()> {
        let mut chunk = [0; 4096];
        let count = self.stream.get()?.read(&mut chunk).await.ok().filter(|count| *count > 0)?;
        self.unread.extend_from_slice(&chunk[..count]);
        Some(())
    }

    async fn line(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.unread.iter().position(|octet| *octet == b'\n') {
                let line: Vec<u8> = self.unread.drain(..=end).collect();
                return Some(String::from_utf8_lossy(&line).trim_end().to_owned());
            }
            self.receive().await?;
        }
    }
}
