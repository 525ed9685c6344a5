//! The dry run: an SMTP session as the sender would hold it, up to RCPT TO and never further.
//!
//! Which servers (here), the dialogue with one (`dialogue`, its `commands` and the `extensions`
//! it is offered), the connection under it (`connection`), TLS (`tls`, `certificate`, `roots`).

mod certificate;
mod commands;
mod connection;
mod dialogue;
mod extensions;
mod options;
mod roots;
mod tls;

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr, UdpSocket};

use futures_util::StreamExt;
use futures_util::stream;
use tokio::sync::Mutex;

pub use options::{Server, SessionOptions, StartTls};
pub use roots::{RootsError, roots_of_file, system_roots};

use crate::probe::facts::{SessionFacts, SmtpFacts, Step, StepFacts};
use dialogue::Dialogue;

/// How many exchanges are talked to at a time.
const SIDE_BY_SIDE: usize = 16;

/// Whether connections can be made from an address: an error where this machine does not have it.
/// Nothing is sent.
pub fn can_bind(ip: IpAddr) -> io::Result<()> {
    UdpSocket::bind((ip, 0)).map(drop)
}

/// Holds a session with servers, in the order given: the first that answers, or all of them side by
/// side. `watch` sees each step as it ends, with the number of its server.
///
/// Addresses of one exchange are next to each other; the next is tried where one does not answer.
/// A server answers when it greets, be it with a refusal. There is one connection to a server at
/// a time. In the facts, a positive reply at RCPT TO that later steps show to be none is taken
/// back, after `watch` has seen it.
///
/// # Panics
///
/// When a text of the options holds CR or LF: what follows would be a command of its own.
pub async fn dry_run(
    servers: &[Server],
    options: &SessionOptions,
    all: bool,
    watch: &(dyn Fn(usize, &StepFacts) + Sync),
) -> SmtpFacts {
    for text in [&options.helo, &options.mail_from, &options.recipient] {
        assert!(!text.contains(['\r', '\n']), "a text of an SMTP session holds a line end");
    }
    let gates: HashMap<SocketAddr, Mutex<()>> =
        servers.iter().map(|server| (server.address, Mutex::new(()))).collect();
    let run = Run { servers, options, watch, gates: &gates };
    let sessions = if all {
        let mut begin = 0;
        let exchanges = servers.chunk_by(|one, next| one.exchange.is_some() && one.exchange == next.exchange);
        let ranges: Vec<_> = exchanges
            .map(|exchange| {
                let range = begin..begin + exchange.len();
                begin = range.end;
                range
            })
            .collect();
        let held = stream::iter(ranges).map(|range| run.first_that_answers(range)).buffered(SIDE_BY_SIDE);
        held.collect::<Vec<_>>().await.concat()
    } else {
        run.first_that_answers(0..servers.len()).await
    };
    SmtpFacts { left_out: servers.len() - sessions.len(), sessions }
}

/// What all sessions of a run share.
#[derive(Clone, Copy)]
struct Run<'a> {
    servers: &'a [Server],
    options: &'a SessionOptions,
    watch: &'a (dyn Fn(usize, &StepFacts) + Sync),
    /// Held while there is a connection to the server.
    gates: &'a HashMap<SocketAddr, Mutex<()>>,
}

impl Run<'_> {
    /// One after another until one answers.
    async fn first_that_answers(self, range: std::ops::Range<usize>) -> Vec<SessionFacts> {
        let mut sessions = Vec::new();
        for (number, server) in self.servers.iter().enumerate().take(range.end).skip(range.start) {
            let _alone = match self.gates.get(&server.address) {
                Some(gate) => Some(gate.lock().await),
                None => None,
            };
            let watch = |step: &StepFacts| (self.watch)(number, step);
            let session = Dialogue::new(server, self.options, &watch).hold().await;
            let answered =
                session.steps.iter().any(|step| step.step == Step::Connect && step.reply.is_some());
            sessions.push(session);
            if answered {
                break;
            }
        }
        sessions
    }
}
