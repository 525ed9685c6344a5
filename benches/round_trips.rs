//! How many round trips a run takes: a nameserver on loopback delays every answer by 50 ms, and the
//! wall time is compared with the longest chain of questions that depend on each other.
//!
//! `cargo bench --bench round_trips`

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a benchmark that cannot run has no result")]
#![expect(clippy::print_stdout, reason = "figures are its result")]

#[path = "../tests/support/nameserver.rs"]
mod nameserver;

use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use mxcheck::dns::{Dns, Outcome, Question, look_up};
use mxcheck::resolver::Offline;
use mxcheck::zone::{Overlay, Zone};
use nameserver::{Behaviour, Nameserver};

const DELAY: Duration = Duration::from_millis(50);
const RUNS: usize = 7;

const ZONE: &str = "
$TTL 3600
@ SOA ns1 hostmaster 1 7200 3600 1209600 900
@ NS ns1
@ MX 10 mx1
@ MX 20 mx2
@ MX 30 mx3
@ MX 40 mx4
@ TXT \"v=spf1 mx -all\"
ns1 A 192.0.2.1
mx1 A 192.0.2.11
mx2 A 192.0.2.12
mx3 A 192.0.2.13
mx4 A 192.0.2.14
out A 192.0.2.10
";

const REVERSE: &str = "
$TTL 3600
@ SOA ns1.bench.test. hostmaster.bench.test. 1 7200 3600 1209600 900
@ NS ns1.bench.test.
10 PTR out.bench.test.
";

fn main() {
    let world = world();
    let domain = ["domain", "bench.test", "--ip", "192.0.2.10", "--helo", "out.bench.test"];
    println!("median of {RUNS} runs, every answer {} ms late", DELAY.as_millis());
    // MX, then the exchanges' addresses; PTR, then its name's addresses.
    measure("domain with 4 exchanges, address, HELO name", &world, &domain, 2, None);
    // SPF next to MX, then the exchanges' addresses, then their PTR.
    let zones: Vec<String> = (0..12)
        .map(|number| format!("list{number}.test={}", if number < 8 { "ip4" } else { "domain" }))
        .collect();
    let lists = zones.iter().flat_map(|zone| ["--dnsbl", zone]);
    let with_lists: Vec<&str> = domain.into_iter().chain(lists).collect();
    measure("the same with 12 lists and their test entries", &world, &with_lists, 2, None);
    measure("domain alone, addresses assumed from SPF", &world, &["domain", "bench.test"], 3, None);
    measure("the same behind a dead nameserver", &world, &domain, 2, Some(closed_socket()));
}

/// A nameserver that never answers: a socket that nobody reads.
fn closed_socket() -> std::net::UdpSocket {
    std::net::UdpSocket::bind("127.0.0.1:0").expect("a loopback socket")
}

fn measure(
    what: &str,
    world: &Arc<Overlay>,
    arguments: &[&str],
    chain: u32,
    dead: Option<std::net::UdpSocket>,
) {
    let mut walls = Vec::new();
    let mut repeated = 0;
    for _ in 0..RUNS {
        let answers = world.clone();
        let server = Nameserver::start(move |question| late(answer(&answers, question)));
        let mut command = Command::new(env!("CARGO_BIN_EXE_mxcheck"));
        command.args(arguments).arg("--json");
        if let Some(dead) = &dead {
            command.args(["--nameserver", &dead.local_addr().expect("its address").to_string()]);
        }
        command.args(["--nameserver", &server.address().to_string()]);
        let started = Instant::now();
        let output = command.output().expect("mxcheck runs");
        walls.push(started.elapsed());
        assert!(
            output.status.code().is_some_and(|code| code != 2),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        repeated += server.asked_again();
    }
    walls.sort();
    let wall = walls[RUNS / 2];
    let ideal = DELAY * chain;
    let bar = ideal.mul_f64(1.15) + Duration::from_millis(30);
    println!(
        "{what}: {:.0} ms; chain of {chain} is {} ms, ratio {:.2}; bar {:.0} ms{}; questions asked twice: {repeated}",
        wall.as_secs_f64() * 1e3,
        ideal.as_millis(),
        wall.as_secs_f64() / ideal.as_secs_f64(),
        bar.as_secs_f64() * 1e3,
        if dead.is_some() { " without the dead one; a timeout is 5000 ms" } else { "" },
    );
}

fn world() -> Arc<Overlay> {
    let zone = |origin: &str, text: &str| {
        Zone::parse(origin, text, Some(origin.parse().expect("a name"))).expect("a zone")
    };
    let zones = vec![zone("bench.test", ZONE), zone("2.0.192.in-addr.arpa", REVERSE)];
    Arc::new(Overlay::new(zones, Arc::new(Offline)).expect("an overlay"))
}

/// Zones answer at once, so nothing is waited for here.
fn answer(world: &Arc<Overlay>, question: &Question) -> Behaviour {
    if let Some(behaviour) = Behaviour::of_public_root(question) {
        return behaviour;
    }
    let dns: &dyn Dns = world.as_ref();
    let lookup = futures_util::FutureExt::now_or_never(look_up(dns, &question.name, question.rtype));
    match lookup.map(|lookup| (lookup.aliases, lookup.outcome)) {
        Some((aliases, Outcome::Found(records))) => {
            Behaviour::Records(aliases.into_iter().chain(records).collect())
        }
        Some((aliases, Outcome::NoData { soa, .. })) => Behaviour::NoData(aliases, soa),
        Some((aliases, Outcome::NxDomain { soa, .. })) => Behaviour::NxDomain(aliases, soa),
        Some((_, Outcome::Failed(_))) | None => Behaviour::NxDomain(Vec::new(), None),
    }
}

fn late(behaviour: Behaviour) -> Behaviour {
    Behaviour::Late(DELAY, Box::new(behaviour))
}
