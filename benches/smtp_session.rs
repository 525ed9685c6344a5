//! What an SMTP session costs next to its round trips: the median time of a dry run, and of the same
//! commands said straight on a socket of the standard library. The bar is a ratio of 2.
//!
//! `cargo bench --bench smtp_session`; with `MXCHECK_BENCH_SMTP=ADDRESS:PORT` against that server
//! too, such as a Postfix on this machine, with a recipient `postmaster@[ADDRESS]`.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a benchmark that cannot run has no result")]
#![expect(clippy::print_stdout, reason = "figures are its result")]

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use mxcheck::probe::facts::{SessionFacts, Step};
use mxcheck::probe::smtp::{Server, SessionOptions, StartTls, dry_run};
use rustls::RootCertStore;
use tokio::runtime::Runtime;

const RUNS: usize = 301;
const LATENCY: Duration = Duration::from_millis(20);

fn main() {
    let at_once = server(Duration::ZERO);
    measure("server of this benchmark", at_once, RUNS);
    measure("the same, every reply 20 ms late", server(LATENCY), RUNS / 10);
    if let Some(address) = std::env::var_os("MXCHECK_BENCH_SMTP") {
        let address = address.to_str().and_then(|address| address.parse().ok());
        measure("MXCHECK_BENCH_SMTP", address.expect("ADDRESS:PORT"), RUNS);
    }
}

/// A server that takes everything, after a while.
fn server(latency: Duration) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a loopback port");
    let address = listener.local_addr().expect("its address");
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || serve(&stream, latency));
        }
    });
    address
}

/// Ends with the connection.
fn serve(mut stream: &TcpStream, latency: Duration) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut lines = BufReader::new(stream).lines();
    let mut reply = |text: &str| {
        thread::sleep(latency);
        stream.write_all(text.as_bytes())
    };
    reply("220 mx.bench.test ESMTP\r\n")?;
    while let Some(command) = lines.next().transpose()? {
        match command.get(..4) {
            Some("EHLO") => reply("250-mx.bench.test\r\n250-SIZE 100000\r\n250 PIPELINING\r\n")?,
            Some("QUIT") => return reply("221 bye\r\n"),
            _ => reply("250 ok\r\n")?,
        }
    }
    Ok(())
}

fn measure(what: &str, address: SocketAddr, runs: usize) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let session = session(&runtime, address);
    let commands: Vec<String> = session.steps.iter().filter_map(|step| step.command.clone()).collect();
    let refused =
        session.steps.iter().find(|step| step.reply.as_ref().is_some_and(|reply| !reply.is_positive()));
    let complete = session.steps.iter().any(|step| step.step == Step::Rset && step.reply.is_some());
    let (mut ours, mut plain) = (Vec::new(), Vec::new());
    // By turns, so that what else the machine does hits both.
    for _ in 0..runs {
        ours.push(timed(|| drop(self::session(&runtime, address))));
        plain.push(timed(|| plain_dialogue(address, &commands).expect("a dialogue")));
    }
    let (ours, plain) = (median(ours), median(plain));
    println!(
        "{what}: session {:.0} µs, plain dialogue {:.0} µs, ratio {:.2} (bar 2.00); {} commands, median of {runs}{}",
        ours.as_secs_f64() * 1e6,
        plain.as_secs_f64() * 1e6,
        ours.as_secs_f64() / plain.as_secs_f64(),
        commands.len(),
        match refused {
            Some(step) => format!("; refused at {:?}", step.step),
            None if complete => String::new(),
            None => "; NOT COMPLETE".to_owned(),
        }
    );
}

fn timed(work: impl FnOnce()) -> Duration {
    let started = Instant::now();
    work();
    started.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn session(runtime: &Runtime, address: SocketAddr) -> SessionFacts {
    let options = SessionOptions {
        recipient_is_typed: true,
        helo: "client.bench.test".to_owned(),
        mail_from: "postmaster@client.bench.test".to_owned(),
        recipient: format!("postmaster@[{}]", address.ip()),
        size: None,
        bind: None,
        implicit_tls: false,
        // The plain dialogue has no TLS.
        starttls: StartTls::Never,
        roots: Arc::new(RootCertStore::empty()),
        end: None,
        timeout: Duration::from_secs(30),
    };
    let servers = [Server { exchange: None, address, is_probed: true }];
    let facts = runtime.block_on(dry_run(&servers, &options, false, &|_, _| ()));
    facts.sessions.into_iter().next().expect("a session")
}

/// The same commands, each after the reply to the one before.
fn plain_dialogue(address: SocketAddr, commands: &[String]) -> std::io::Result<()> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let mut reply = move || {
        while let Some(line) = lines.next().transpose()? {
            if line.as_bytes().get(3) != Some(&b'-') {
                break;
            }
        }
        std::io::Result::Ok(())
    };
    reply()?;
    for command in commands {
        stream.write_all(format!("{command}\r\n").as_bytes())?;
        reply()?;
    }
    Ok(())
}
