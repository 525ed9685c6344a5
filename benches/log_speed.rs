//! How fast a log is read, next to the tools that people use: a generated Postfix log of 300 MB with one
//! refusal in a thousand lines, the whole pass next to `pflogsumm`, `--rejections-only` next to `rg -c`.
//! Every tool runs on one core, in turn, several times; the medians, the two ratios and the most memory are printed.
//!
//! `cargo bench --bench log_speed [-- MEGABYTES RUNS]` (Debian: apt-get install pflogsumm ripgrep)

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a benchmark that cannot run has no result")]
#![expect(clippy::print_stdout, reason = "figures are its result")]

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const WORDS: [&str; 4] = ["Nemesis", "mailbox unavailable", "failed deliveries", "Connection rate limit"];

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|argument| argument.parse::<u64>().ok());
    let megabytes = numbers.next().unwrap_or(300);
    let runs = numbers.next().unwrap_or(7) as usize;
    let path = std::env::temp_dir().join(format!("mxcheck-log-speed-{megabytes}.log"));
    let lines = generate(&path, megabytes << 20).expect("the log can be written");
    let file = path.to_str().expect("a path in UTF-8");
    println!("{file}: {megabytes} MiB, {lines} lines; medians of {runs} runs on one core");

    let mxcheck = env!("CARGO_BIN_EXE_mxcheck");
    let mut search = vec!["rg", "-c"];
    WORDS.iter().for_each(|word| search.extend(["-e", word]));
    search.push(file);
    let tools = [
        ("mxcheck log", vec![mxcheck, "log", file, "--time-zone", "utc", "--json"]),
        (
            "mxcheck log --rejections-only",
            vec![mxcheck, "log", file, "--rejections-only", "--time-zone", "utc", "--json"],
        ),
        ("rg -c", search),
        ("pflogsumm", vec!["pflogsumm", file]),
    ];
    let mut medians = Vec::new();
    for (name, command) in &tools {
        // pflogsumm takes long, and varies little.
        let runs = if *name == "pflogsumm" { runs.min(3) } else { runs };
        let mut walls = Vec::new();
        let mut memory = 0;
        for _ in 0..runs {
            let Some((wall, peak)) = run(command) else { break };
            walls.push(wall);
            memory = memory.max(peak);
        }
        walls.sort();
        let median = walls.get(walls.len() / 2).copied();
        match median {
            Some(median) => println!(
                "{name:<30} {:>8.0} ms {:>8.0} MB/s {:>6.1} MiB at most",
                median.as_secs_f64() * 1e3,
                (megabytes << 20) as f64 / 1e6 / median.as_secs_f64(),
                memory as f64 / 1024.0,
            ),
            None => println!("{name:<30} is not installed"),
        }
        medians.push(median);
    }
    let ratio = |fast: Option<Duration>, slow: Option<Duration>| {
        fast.zip(slow)
            .map_or("-".to_owned(), |(fast, slow)| format!("{:.2}", slow.as_secs_f64() / fast.as_secs_f64()))
    };
    println!("whole pass: {} times as fast as pflogsumm (bar: 15)", ratio(medians[0], medians[3]));
    println!("--rejections-only: {} of the speed of rg -c (bar: 0.3)", ratio(medians[1], medians[2]));
    std::fs::remove_file(&path).expect("the log can be removed");
}

/// Runs a command on one core; the wall time and the most memory in KiB. None where it is not installed.
fn run(command: &[&str]) -> Option<(Duration, u64)> {
    let started = Instant::now();
    let mut child = Command::new("taskset")
        .args(["-c", "0"])
        .args(command)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("taskset (util-linux) runs");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let mut wait = Duration::from_micros(500);
    let ended = loop {
        if let Some(line) = std::fs::read_to_string(&status).ok().as_deref().and_then(peak_line) {
            peak = peak.max(line);
        }
        if let Some(ended) = child.try_wait().expect("the tool can be waited for") {
            break ended;
        }
        std::thread::sleep(wait);
        wait = (wait * 2).min(Duration::from_millis(2));
    };
    let wall = started.elapsed();
    // taskset ends with 127 where there is no such program.
    (ended.code() != Some(127)).then_some((wall, peak))
}

fn peak_line(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

/// Writes the log: messages that come in and go out, 8 lines each; the same bytes in every run.
fn generate(path: &Path, size: u64) -> std::io::Result<u64> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let mut state: u64 = 0x2545_f491_4f6c_dd1d;
    let mut next = move |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    let (mut written, mut lines, mut refusals) = (0, 0, 0);
    let mut message: u64 = 0;
    while written < size {
        message += 1;
        // Two messages in three seconds, from 1 January on.
        let second = message * 2 / 3;
        let day = second / 86_400;
        let (month, day) = (day / 28 % 12, day % 28 + 1);
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let (hour, minute, second) = (second / 3600 % 24, second / 60 % 60, second % 60);
        let head =
            format!("{} {day:>2} {hour:02}:{minute:02}:{second:02} mail postfix", names[month as usize]);
        let id = format!("{:06X}{:05X}", message & 0xff_ffff, next(1 << 20));
        let pid = 2000 + next(40);
        let client = format!("app{}.example.org[192.0.2.{}]", next(20), next(250) + 1);
        let sender = format!("user{}@firm{}.example", next(500), next(300));
        let domain = next(2000);
        let recipient = format!("somebody{}@customer{domain}.example", next(100_000));
        let relay = format!("mx{}.customer{domain}.example[198.51.100.{}]:25", next(3), next(250) + 1);
        let mut block = format!(
            "{head}/smtpd[{pid}]: connect from {client}\n\
             {head}/smtpd[{pid}]: {id}: client={client}\n\
             {head}/cleanup[{}]: {id}: message-id=<{message}.{}@firm.example>\n\
             {head}/qmgr[901]: {id}: from=<{sender}>, size={}, nrcpt=1 (queue active)\n\
             {head}/smtpd[{pid}]: disconnect from {client} ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5\n",
            pid + 100,
            next(1 << 40),
            next(100_000) + 800,
        );
        let smtp = pid + 200;
        let delays =
            format!("delay={}.{}, delays=0.0{}/0/0.{}/0.{}", next(4), next(10), next(10), next(10), next(10));
        lines += 6;
        if lines / 1000 > refusals {
            refusals += 1;
            let (status, text) = REFUSALS[(refusals as usize) % REFUSALS.len()];
            let host =
                ["mx00.kundenserver.de", "mx01.emig.gmx.net", "mx1.mailpod.one.com"][refusals as usize % 3];
            let said = text
                .replace("HOST", &format!("{host}[203.0.113.7]"))
                .replace("SESSION", &format!("{:x}", next(1 << 40)));
            block.push_str(&format!(
                "{head}/smtp[{smtp}]: {id}: to=<{recipient}>, relay={host}[203.0.113.7]:25, {delays}, {status} ({said})\n"
            ));
        } else {
            block.push_str(&format!(
                "{head}/smtp[{smtp}]: {id}: to=<{recipient}>, relay={relay}, {delays}, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as {:X})\n\
                 {head}/qmgr[901]: {id}: removed\n",
                next(1 << 40),
            ));
            lines += 1;
        }
        written += block.len() as u64;
        out.write_all(block.as_bytes())?;
    }
    out.flush()?;
    Ok(lines)
}

const REFUSALS: [(&str, &str); 4] = [
    (
        "dsn=4.0.0, status=deferred",
        "host HOST refused to talk to me: 554-kundenserver.de (mxeue011) Nemesis ESMTP Service not available 554-No SMTP service 554-Bad DNS PTR resource record. 554 For explanation visit https://www.ionos.com/help/index.php?id=2425&ip=192.0.2.10&c=rdns",
    ),
    (
        "dsn=5.0.0, status=bounced",
        "host HOST said: 550-Requested action not taken: mailbox unavailable 550 For explanation visit https://www.ionos.com/help/index.php?id=2425&i=192.0.2.10&v=SESSION&c=r1601 (in reply to RCPT TO command)",
    ),
    (
        "dsn=4.3.2, status=deferred",
        "host HOST refused to talk to me: 421 4.3.2 Connection rate limit exceeded",
    ),
    (
        "dsn=5.1.1, status=bounced",
        "host HOST said: 550 5.1.1 <a@b.example>: Recipient address rejected: User unknown (in reply to RCPT TO command)",
    ),
];
