//! What hostile senders cost: queries, memory and time of `domain` for each kind of them, and of `batch` for a thousand
//! of them between honest ones.
//!
//! `cargo bench --bench hostile`

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a benchmark that cannot run has no result")]
#![expect(clippy::print_stdout, reason = "figures are its result")]

#[path = "../tests/support/hostile.rs"]
mod hostile;
#[path = "../tests/support/nameserver.rs"]
mod nameserver;

use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use hostile::KINDS;
use nameserver::Nameserver;

/// The timeout of a query, and how late the late answers are.
const TIMEOUT: &str = "5";
const LATE: Duration = Duration::from_millis(4900);

const HONEST: usize = 10_000;
const HOSTILE: usize = 1_000;

fn main() {
    println!("domain, one of each kind");
    for (kind, what) in KINDS.iter().enumerate() {
        let server = Nameserver::start(|question| hostile::answer(question, LATE));
        let domain = hostile::domain(kind, 0);
        let address = hostile::address(kind);
        let with_address = ["domain", &domain, "--no-dnsbl", "--ip", &address, "--json"];
        let run = run(&with_address, &server);
        let asked = (server.asked_in_all() - server.asked_again(), server.asked_in_all());
        println!("  {what}\n    with address {}: {} queries, {} packets", run.told(), asked.0, asked.1);
        let server = Nameserver::start(|question| hostile::answer(question, LATE));
        let run = self::run(&["domain", &domain, "--no-dnsbl", "--json"], &server);
        let asked = (server.asked_in_all() - server.asked_again(), server.asked_in_all());
        println!("    without      {}: {} queries, {} packets", run.told(), asked.0, asked.1);
    }

    let honest: Vec<String> = (0..HONEST).map(hostile::honest).collect();
    let hostile_lines: Vec<String> =
        (0..HOSTILE).map(|number| hostile::domain(number % KINDS.len(), number)).collect();
    let mut mixed = honest.clone();
    for (number, line) in hostile_lines.iter().enumerate() {
        mixed.insert(number * (HONEST / HOSTILE + 1), line.clone());
    }
    let mut few = honest.clone();
    few.splice(HONEST / 2..HONEST / 2, hostile_lines[..KINDS.len()].iter().cloned());
    for (what, lines) in [
        ("honest alone", &honest),
        ("hostile alone", &hostile_lines),
        ("honest, twelve hostile in the middle", &few),
        ("honest, with a thousand hostile between them", &mixed),
    ] {
        println!("batch, {what}: {} lines: {}", lines.len(), batch(lines));
    }
}

fn batch(lines: &[String]) -> String {
    let list = std::env::temp_dir().join(format!("mxcheck-hostile-{}", std::process::id()));
    std::fs::write(&list, lines.join("\n")).expect("a list");
    let server = Nameserver::start(|question| hostile::answer(question, LATE));
    let run = run(&["batch", list.to_str().expect("a path")], &server);
    let _ = std::fs::remove_file(&list);
    let told = run.told();
    let honest: Vec<Duration> =
        run.lines.iter().filter(|(line, _)| line.contains(".honest.test")).map(|(_, when)| *when).collect();
    let last = honest.last().copied().unwrap_or_default();
    format!("{told}; {} honest lines, the last after {:.1} s", honest.len(), last.as_secs_f64())
}

struct Run {
    wall: Duration,
    /// The most memory, in KiB.
    peak: u64,
    /// The beginnings of the lines on stdout, and when each came.
    lines: Vec<(String, Duration)>,
}

impl Run {
    fn told(&self) -> String {
        format!("{:.1} s, {} MiB", self.wall.as_secs_f64(), self.peak / 1024)
    }
}

fn run(arguments: &[&str], server: &Nameserver) -> Run {
    let begun = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_mxcheck"))
        .args(arguments)
        .args(["--timeout", TIMEOUT, "--nameserver", &server.address().to_string()])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("mxcheck runs");
    let mut stdout = child.stdout.take().expect("a pipe");
    let reading = std::thread::spawn(move || {
        let mut lines = Vec::new();
        let mut line: Vec<u8> = Vec::new();
        let mut buffer = vec![0; 1 << 16];
        while let Ok(count @ 1..) = stdout.read(&mut buffer) {
            for &octet in &buffer[..count] {
                if octet == b'\n' {
                    lines.push((String::from_utf8_lossy(&line).into_owned(), begun.elapsed()));
                    line.clear();
                } else if line.len() < 60 {
                    line.push(octet);
                }
            }
        }
        lines
    });
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().expect("it can be waited for").is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = line.and_then(|line| line.trim().split(' ').next()?.parse().ok()).unwrap_or(peak);
        std::thread::sleep(Duration::from_millis(5));
    }
    Run { wall: begun.elapsed(), peak, lines: reading.join().expect("stdout is read") }
}
